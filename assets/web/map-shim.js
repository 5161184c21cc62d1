// The one place that knows MapLibre. The app calls `createMap`, the methods of what it returns and the three functions of
// the map beneath (`basemap.js`, loaded when somebody has one), nothing else.
//
// Nothing comes from another host: no tiles, no glyphs, no sprites. Texts are drawn from system fonts (the style names no
// glyph server), door icons are drawn here on a canvas, colours come from the page's style sheet. MapLibre itself is
// loaded when the first map is shown. The worker of the app imports this file too and calls nothing of it.

const FONT = ["system-ui, -apple-system, 'PingFang SC', 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif"];
const STATES = ["reached", "unreached", "attempted", "declined", "away", "exempt"];
const EMPTY = { type: "FeatureCollection", features: [] };
const CLUSTERED_UP_TO = 16;
/** How much of the ground an area hides, without and with a map beneath. */
const FILLED = ["interpolate", ["linear"], ["zoom"], 13, 0.9, 16, 0.35];
const VEILED = ["interpolate", ["linear"], ["zoom"], 13, 0.5, 16, 0.12];
// Icons are drawn pixel for pixel: scaled down they would fray.
const DENSITY = Math.ceil(globalThis.devicePixelRatio ?? 1);

let library = null;

/** Whether this browser can draw the map at all. */
function hasWebgl() {
  const canvas = document.createElement("canvas");
  return Boolean(canvas.getContext("webgl2") ?? canvas.getContext("webgl"));
}

function loaded(element) {
  return new Promise((resolve, reject) => {
    element.addEventListener("load", resolve, { once: true });
    element.addEventListener("error", () => reject(new Error("not_loaded")), { once: true });
    document.head.append(element);
  });
}

/** Loads MapLibre once; a failure is told to who waits for it, and the next one tries again. */
function loadOnce() {
  library ??= load().catch((error) => {
    library = null;
    throw error;
  });
  return library;
}

async function load() {
  const folder = document.documentElement.dataset.map;
  const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: `${folder}/maplibre-gl.css` });
  const script = Object.assign(document.createElement("script"), { src: `${folder}/maplibre-gl-csp.js` });
  await Promise.all([loaded(style), loaded(script)]);
  const maplibre = globalThis.maplibregl;
  maplibre.setWorkerUrl(`${folder}/maplibre-gl-csp-worker.js`);
  await maplibre.importScriptInWorkers(new URL(`${folder}/map-doors.js`, document.baseURI).href);
  return maplibre;
}

/** Loads MapLibre ahead, while a page still asks for what its map shows. */
export function prepareMap() {
  loadOnce().catch(() => {
    // Told by `createMap`, which tries once more.
  });
}

/**
 * Draws a map into `container`.
 *
 * @param {HTMLElement} container
 * @param {{onDoors: (ids: string[]) => void, onArea: (id: string) => void, cooperative: boolean, texts: string}} options
 *   `onDoors`: all doors under the finger, often one, in a tower block many. `cooperative`: the page scrolls, the map moves with two fingers or Ctrl. `texts`: JSON of MapLibre's own texts.
 * @returns {Promise<AreaMap>} fails with `no_webgl` or `not_loaded`
 */
export async function createMap(container, options) {
  if (!hasWebgl()) throw new Error("no_webgl");
  const maplibre = await loadOnce();
  if (!container.isConnected) throw new Error("gone");
  return new AreaMap(maplibre, container, options);
}

/** The part of the app that reads a map beneath. */
const basemap = () => import(`${document.documentElement.dataset.map}/basemap.js`);

/** Name and size of the map beneath, or nothing. */
export async function currentBasemap() {
  return (await basemap()).current();
}

/** Keeps a file as the map beneath; see `keep` in `basemap.js`. */
export async function keepBasemap(file, onProgress) {
  return (await basemap()).keep(file, onProgress);
}

export async function removeBasemap() {
  return (await basemap()).remove();
}

class AreaMap {
  constructor(maplibre, container, options) {
    this.maplibre = maplibre;
    this.container = container;
    this.colours = coloursOf(container);
    this.data = { areas: EMPTY, doors: EMPTY, walk: EMPTY, here: EMPTY };
    /** Doors that were written and not forgotten yet, by their address. */
    this.written = new Map();
    /** What the sources hold. */
    this.filled = { ...this.data };
    this.map = new maplibre.Map({
      container,
      style: styleOf(this.colours),
      attributionControl: false,
      cooperativeGestures: options.cooperative,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      fadeDuration: 0,
      maxZoom: 19,
      minZoom: 3,
      locale: JSON.parse(options.texts),
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    for (const state of STATES) this.map.addImage(`door-${state}`, doorIcon(state, this.colours), { pixelRatio: DENSITY });
    this.map.on("styleimagemissing", ({ id }) => this.#drawNumbered(id));
    this.map.on("load", () => {
      for (const name of Object.keys(this.data)) this.#refill(name);
      this.setSelection(this.selected ?? "");
      this.setBasemap();
    });
    this.map.on("idle", () => {
      this.#tell(container.dataset);
      this.#release(this.data.doors);
    });
    this.#listen(options);
  }

  /** Polygons with `id`, `name`, `figure` (text) and `band` (-1 to 4), and a label point for each. */
  setAreas(geojson) {
    this.data.areas = read(geojson);
    this.#refill("areas");
  }

  /** Doors as lines in UTF-8; MapLibre's worker reads them at an address of their own, see `map-doors.js`. */
  setDoors(lines) {
    this.data.doors = lines.length ? this.#write(lines) : EMPTY;
    this.#refill("doors");
  }

  #write(lines) {
    const blob = URL.createObjectURL(new Blob([lines]));
    const address = `doors://${blob.slice(blob.lastIndexOf("/") + 1)}`;
    this.written.set(address, blob);
    return address;
  }

  /** Forgets all that was written but this; not before a picture is finished, for the worker may still read it. */
  #release(kept) {
    for (const [address, blob] of this.written) {
      if (address === kept) continue;
      URL.revokeObjectURL(blob);
      this.written.delete(address);
    }
  }

  /** A line and its numbered stops, each with `n` (text), `order`, `count` and `ids`; an empty text is no walk. */
  setWalk(geojson) {
    this.data.walk = read(geojson);
    this.#refill("walk");
  }

  /** Where one stands, in degrees, and how many metres off that may be; brought into the picture. Nothing is kept. */
  setHere(longitude, latitude, metres) {
    this.data.here = standing([longitude, latitude], metres);
    this.#refill("here");
    if (!this.map.getBounds().contains([longitude, latitude])) this.map.jumpTo({ center: [longitude, latitude] });
  }

  /** Marks the area or door of this id; an empty id marks nothing. */
  setSelection(id) {
    this.selected = id;
    if (!this.map.getLayer("area-selected")) return;
    this.map.setFilter("area-selected", ["==", ["get", "id"], id]);
    this.map.setFilter("door-selected", ["all", ["!", ["has", "point_count"]], ["==", ["get", "id"], id]]);
  }

  /** Shows this rectangle (degrees), with room beside it for half a village's name. */
  fit(west, south, east, north) {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const options = { padding: { top: 28, bottom: 28, left: 56, right: 64 }, maxZoom: 17.5, duration: calm || !this.fitted ? 0 : 200 };
    this.fitted = true;
    this.map.fitBounds([west, south, east, north], options);
  }

  /** Draws the map beneath as it is kept now, or none. A map without it is a map: what fails is written to the console. */
  async setBasemap() {
    if (!this.map.getSource("areas")) return;
    const asked = (this.asked = Symbol());
    const beneath = localStorage.getItem("nfv-basemap") === null ? null : await this.#beneath();
    if (this.gone || asked !== this.asked) return beneath?.close();
    this.#clearBeneath();
    this.beneath = beneath;
    this.map.setPaintProperty("area-fill", "fill-opacity", beneath ? VEILED : FILLED);
    this.#tell(this.container.dataset);
    if (!beneath) return;
    this.map.addSource("basemap", beneath.source);
    for (const layer of beneath.layers) this.map.addLayer(layer, "area-fill");
    if (beneath.credit) this.#credit(beneath.credit);
  }

  async #beneath() {
    try {
      return await (await basemap()).style(this.maplibre, this.colours, FONT);
    } catch (error) {
      console.warn(error);
      return null;
    }
  }

  #clearBeneath() {
    for (const { id } of this.beneath?.layers ?? []) this.map.removeLayer(id);
    if (this.beneath) this.map.removeSource("basemap");
    this.beneath?.close();
    this.credit?.remove();
  }

  /** Who made the map beneath: open licences ask that it be said. */
  #credit(text) {
    this.credit = Object.assign(document.createElement("p"), { className: "map-credit", textContent: text });
    this.container.append(this.credit);
  }

  /** One step nearer (1) or further (-1). */
  zoomBy(step) {
    this.map.zoomTo(this.map.getZoom() + step, { duration: 150 });
  }

  destroy() {
    this.gone = true;
    this.beneath?.close();
    this.map.remove();
    this.#release(null);
  }

  /** What stands on the finished picture, for tests and pictures of the screen. */
  #tell(dataset) {
    const drawn = this.map.queryRenderedFeatures();
    const count = (source) => drawn.filter((feature) => feature.source === source).length;
    dataset.areas = count("areas");
    dataset.doors = count("doors");
    dataset.here = drawn.filter((feature) => feature.layer.id === "here-dot").length;
    dataset.line = drawn.filter((feature) => feature.layer.id === "walk-line").length;
    const stops = drawn.filter((feature) => feature.layer.id === "walk-stop").map(({ properties }) => [properties.n, properties.count]);
    dataset.stops = [...new Map(stops).values()].reduce((sum, count) => sum + count, 0);
    dataset.basemap = this.beneath ? `${this.beneath.kind} ${this.beneath.drawn()}` : "none";
  }

  /** One source alone: clustering 100,000 doors takes a second, and the others change without them. */
  #refill(name) {
    const source = this.map.getSource(name);
    if (!source || this.data[name] === this.filled[name]) return;
    this.filled[name] = this.data[name];
    source.setData(this.data[name]);
  }

  #listen({ onDoors, onArea }) {
    const under = (point, layer) => this.map.queryRenderedFeatures(point, { layers: [layer] });
    this.map.on("click", ({ point }) => {
      const doors = under(around(point), "doors").map((feature) => feature.properties.id);
      if (doors.length) return onDoors([...new Set(doors)]);
      const stops = under(around(point), "walk-stop").flatMap((feature) => feature.properties.ids.split(" "));
      if (stops.length) return onDoors([...new Set(stops)]);
      const [cluster] = under(around(point), "clusters");
      if (cluster) return this.#open(cluster);
      const [area] = under(point, "area-fill");
      if (area) onArea(area.properties.id);
    });
    this.map.on("mousemove", ({ point }) => {
      const hit = this.map.queryRenderedFeatures(point, { layers: ["doors", "walk-stop", "clusters", "area-fill"] });
      this.map.getCanvas().classList.toggle("can-tap", hit.length > 0);
    });
  }

  async #open(cluster) {
    const zoom = await this.map.getSource("doors").getClusterExpansionZoom(cluster.properties.cluster_id);
    this.map.easeTo({ center: cluster.geometry.coordinates, zoom, duration: 200 });
  }

  #drawNumbered(id) {
    if (this.map.hasImage(id)) return;
    const [kind, text, tenths] = id.split(":");
    if (kind === "cluster") this.map.addImage(id, clusterIcon(Number(text), Number(tenths) / 10, this.colours), { pixelRatio: DENSITY });
    if (kind === "stop") this.map.addImage(id, stopIcon(text, this.colours), { pixelRatio: DENSITY });
  }
}

/** A collection; an empty text is an empty one. */
function read(geojson) {
  return geojson ? JSON.parse(geojson) : EMPTY;
}

/** A finger is not a point. */
function around({ x, y }) {
  return [[x - 10, y - 10], [x + 10, y + 10]];
}

function coloursOf(element) {
  const style = getComputedStyle(element);
  const read = (name) => style.getPropertyValue(name).trim();
  return {
    ground: read("--map-ground"),
    line: read("--map-line"),
    ink: read("--map-ink"),
    halo: read("--map-halo"),
    mark: read("--map-mark"),
    here: read("--map-here"),
    land: read("--map-land"),
    green: read("--map-green"),
    water: read("--map-water"),
    road: read("--map-road"),
    building: read("--map-building"),
    label: read("--map-label"),
    none: read("--coverage-none"),
    bands: [0, 1, 2, 3, 4].map((band) => read(`--coverage-${band}`)),
    doors: Object.fromEntries(STATES.map((state) => [state, read(`--door-${state}`)])),
  };
}

function styleOf(colours) {
  const bandColour = ["match", ["get", "band"], ...colours.bands.flatMap((colour, band) => [band, colour]), colours.none];
  const single = ["!", ["has", "point_count"]];
  const ink = { "text-color": colours.ink, "text-halo-color": colours.halo, "text-halo-width": 1.8 };
  return {
    version: 8,
    sources: {
      areas: { type: "geojson", data: EMPTY },
      doors: { type: "geojson", data: EMPTY, cluster: true, clusterMaxZoom: CLUSTERED_UP_TO, clusterRadius: 36,
        clusterProperties: { reached: ["+", ["get", "reached"]] } },
      walk: { type: "geojson", data: EMPTY },
      here: { type: "geojson", data: EMPTY },
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": colours.ground } },
      { id: "area-fill", type: "fill", source: "areas", filter: ["==", ["geometry-type"], "Polygon"],
        paint: { "fill-color": bandColour, "fill-opacity": FILLED } },
      { id: "area-line", type: "line", source: "areas", paint: { "line-color": colours.line, "line-width": 1.4 } },
      { id: "area-selected", type: "line", source: "areas", filter: ["==", ["get", "id"], ""],
        paint: { "line-color": colours.mark, "line-width": 4 } },
      // Where a name finds no room its figure may: names are placed first, as they lie above.
      { id: "area-figure", type: "symbol", source: "areas", filter: ["==", ["geometry-type"], "Point"],
        layout: { "text-field": ["get", "figure"], "text-font": FONT, "text-size": 13, "text-padding": 1,
          "symbol-sort-key": ["get", "rank"] }, paint: ink },
      { id: "area-name", type: "symbol", source: "areas", filter: ["==", ["geometry-type"], "Point"],
        layout: { "text-field": ["format", ["get", "name"], {}, "\n", {}, ["get", "figure"], { "font-scale": 1.25 }],
          "text-font": FONT, "text-size": ["interpolate", ["linear"], ["zoom"], 10, 11, 13, 14], "text-max-width": 12,
          "text-padding": 3, "text-variable-anchor": ["center", "top", "bottom"],
          "text-radial-offset": 0.9, "symbol-sort-key": ["get", "rank"] },
        paint: { ...ink, "text-opacity": ["interpolate", ["linear"], ["zoom"], 15, 1, 16, 0] } },
      { id: "here-circle", type: "fill", source: "here", filter: ["==", ["geometry-type"], "Polygon"],
        paint: { "fill-color": colours.here, "fill-opacity": 0.16, "fill-outline-color": colours.here } },
      { id: "walk-casing", type: "line", source: "walk", filter: ["==", ["geometry-type"], "LineString"],
        layout: { "line-join": "round", "line-cap": "round" }, paint: { "line-color": colours.halo, "line-width": 7 } },
      { id: "walk-line", type: "line", source: "walk", filter: ["==", ["geometry-type"], "LineString"],
        layout: { "line-join": "round", "line-cap": "round" }, paint: { "line-color": colours.mark, "line-width": 3.5 } },
      { id: "clusters", type: "symbol", source: "doors", filter: ["has", "point_count"],
        layout: { "icon-allow-overlap": true,
          "icon-image": ["concat", "cluster:", ["to-string", ["get", "point_count"]], ":",
            ["to-string", ["round", ["*", 10, ["/", ["get", "reached"], ["get", "point_count"]]]]]] } },
      { id: "door-selected", type: "circle", source: "doors", filter: ["==", ["get", "id"], ""],
        paint: { "circle-radius": 17, "circle-color": "rgba(0,0,0,0)", "circle-stroke-color": colours.mark,
          "circle-stroke-width": 3 } },
      { id: "doors", type: "symbol", source: "doors", filter: single,
        layout: { "icon-image": ["concat", "door-", ["get", "state"]], "icon-allow-overlap": true,
          "text-field": ["step", ["zoom"], "", 17, ["get", "label"]], "text-font": FONT, "text-size": 13,
          "text-anchor": "top", "text-offset": [0, 1], "text-optional": true, "text-padding": 4 }, paint: ink },
      // The earlier stop lies above the later one; names below make room.
      { id: "walk-stop", type: "symbol", source: "walk", filter: ["==", ["geometry-type"], "Point"],
        layout: { "icon-image": ["concat", "stop:", ["get", "n"]], "icon-allow-overlap": true,
          "symbol-sort-key": ["-", ["get", "order"]] } },
      { id: "here-dot", type: "circle", source: "here", filter: ["==", ["geometry-type"], "Point"],
        paint: { "circle-radius": 8, "circle-color": colours.here, "circle-stroke-color": colours.halo, "circle-stroke-width": 3 } },
    ],
  };
}

/** A point and the circle around it in which one may as well stand. */
function standing([longitude, latitude], metres) {
  const [up, across] = [metres / 111_320, metres / (111_320 * Math.cos((latitude * Math.PI) / 180))];
  const corner = (_, step) => [longitude + across * Math.cos((step * Math.PI) / 32), latitude + up * Math.sin((step * Math.PI) / 32)];
  const feature = (type, coordinates) => ({ type: "Feature", properties: {}, geometry: { type, coordinates } });
  const circle = Array.from({ length: 65 }, corner);
  return { type: "FeatureCollection", features: [feature("Polygon", [circle]), feature("Point", [longitude, latitude])] };
}

/** A canvas of `size` CSS pixels with the origin in its middle. */
function drawing(size, draw) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size * DENSITY;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.scale(DENSITY, DENSITY);
  pen.translate(size / 2, size / 2);
  pen.lineJoin = pen.lineCap = "round";
  draw(pen);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

function shape(pen, points) {
  pen.beginPath();
  points.forEach(([x, y], index) => (index ? pen.lineTo(x, y) : pen.moveTo(x, y)));
}

function disc(pen, radius) {
  pen.beginPath();
  pen.arc(0, 0, radius, 0, 2 * Math.PI);
}

/** Fills the present path, with a white rim so that it stands out on every ground. */
function stamp(pen, fill) {
  pen.lineWidth = 3;
  pen.strokeStyle = "#ffffff";
  pen.stroke();
  pen.fillStyle = fill;
  pen.fill();
}

function line(pen, points, width, colour) {
  shape(pen, points);
  pen.lineWidth = width;
  pen.strokeStyle = colour;
  pen.stroke();
}

/** The same six shapes as the app's door icons: the shape says it, the colour repeats it. */
const SHAPES = {
  reached(pen, colour) {
    disc(pen, 9);
    stamp(pen, colour);
    line(pen, [[-4, 0.3], [-1.2, 3.2], [4.2, -3]], 2.4, "#ffffff");
  },
  unreached(pen, colour) {
    disc(pen, 7);
    stamp(pen, "#ffffff");
    pen.lineWidth = 2.6;
    pen.strokeStyle = colour;
    pen.stroke();
  },
  attempted(pen, colour) {
    shape(pen, [[0, -9], [9.5, 7.5], [-9.5, 7.5]]);
    pen.closePath();
    stamp(pen, colour);
  },
  declined(pen, colour) {
    shape(pen, [[0, -10], [10, 0], [0, 10], [-10, 0]]);
    pen.closePath();
    stamp(pen, colour);
  },
  away(pen, colour) {
    disc(pen, 8);
    stamp(pen, "#ffffff");
    pen.lineWidth = 2.4;
    pen.strokeStyle = colour;
    pen.stroke();
    line(pen, [[0, -4.4], [0, 0.4], [3.2, 2.4]], 2, colour);
  },
  exempt(pen, colour) {
    pen.beginPath();
    pen.roundRect(-8, -3, 16, 6, 2);
    stamp(pen, colour);
  },
};

function doorIcon(state, colours) {
  return drawing(26, (pen) => SHAPES[state](pen, colours.doors[state]));
}

/** How many doors are here, and on its rim the share of them that was reached. */
function clusterIcon(count, share, colours) {
  const radius = count < 10 ? 14 : count < 100 ? 17 : count < 1000 ? 20 : 23;
  return drawing(2 * radius + 8, (pen) => {
    disc(pen, radius);
    stamp(pen, colours.halo);
    pen.lineWidth = 4;
    for (const [end, colour] of [[1, colours.none], [share, colours.doors.reached]]) {
      if (!end) continue;
      pen.beginPath();
      pen.arc(0, 0, radius - 2, -Math.PI / 2, -Math.PI / 2 + 2 * Math.PI * end);
      pen.strokeStyle = colour;
      pen.stroke();
    }
    pen.fillStyle = colours.ink;
    pen.font = `600 13px ${FONT[0]}`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillText(String(count), 0, 0.5);
  });
}

/** The number of a stop on a walk, or the numbers of a stairwell's doors: 3–9. */
function stopIcon(text, colours) {
  const half = Math.max(12, 4 * text.length + 5);
  return drawing(2 * half + 6, (pen) => {
    pen.beginPath();
    pen.roundRect(-half, -12, 2 * half, 24, 12);
    stamp(pen, colours.mark);
    pen.fillStyle = colours.halo;
    pen.font = `700 14px ${FONT[0]}`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillText(text, 0, 0.5);
  });
}
