// The map beneath: one PMTiles file that a person chose, kept in the origin private file system and read by slices.
//
// It is loaded with the first map that needs it and never asks the network. A new file is looked at where it lies, copied
// beside the old one, and takes its place only when it is whole. What it says of itself is text, never markup.

const FOLDER = ".nfv-basemap";
// Which file of the folder it is: one value, so a copy that was broken off never counts.
const KEPT = "nfv-basemap";
// Held while files come and go: another tab must not take a copy in the making for a left-over.
const LOCK = "nfv-basemap";
// What stays free for records, which are worth more than any map.
const RESERVE = 64 * 1024 * 1024;
const RASTER = [2, 3, 4];
const VECTOR = 1;
const LAYERS = ["earth", "landuse", "landcover", "water", "roads", "buildings", "places"];
const GREEN = ["park", "forest", "wood", "grass", "grassland", "meadow", "farmland", "orchard", "scrub", "garden", "cemetery", "nature_reserve"];
const here = new URL(".", import.meta.url);
const archives = new Map();

let library = null;
let protocol = false;

function pmtiles() {
  library ??= new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), { src: new URL("pmtiles.js", here).href });
    script.addEventListener("load", () => resolve(globalThis.pmtiles), { once: true });
    script.addEventListener("error", () => reject(new Error("not_loaded")), { once: true });
    document.head.append(script);
  }).catch((error) => {
    library = null;
    throw error;
  });
  return library;
}

async function folder() {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle(FOLDER, { create: true });
}

function pointer() {
  try {
    return JSON.parse(localStorage.getItem(KEPT));
  } catch {
    return null;
  }
}

/** The kept file and what was noted of it; nothing when none is kept or what was kept is gone. */
async function opened() {
  const kept = pointer();
  if (!kept) return null;
  try {
    const file = await (await (await folder()).getFileHandle(kept.file)).getFile();
    if (file.size === kept.bytes) return { kept, file };
  } catch (error) {
    if (error.name !== "NotFoundError") throw error;
  }
  localStorage.removeItem(KEPT);
  return null;
}

/** Name and size of the kept file, or nothing. Removes what a broken-off copy left, unless a file is on its way now. */
export async function current() {
  await navigator.locks.request(LOCK, { ifAvailable: true }, async (lock) => {
    if (lock) await sweep((await opened())?.kept.file);
  });
  const found = await opened();
  return found && { name: found.kept.name, bytes: found.kept.bytes };
}

/** Removes every file but this one. */
async function sweep(but) {
  const directory = await folder();
  for await (const name of directory.keys()) {
    if (name !== but) await directory.removeEntry(name).catch(() => {});
  }
}

/**
 * Keeps a file in place of the one before.
 *
 * @param {File} file
 * @param {(share: number) => void} onProgress
 * @returns {Promise<{name: string, bytes: number}>} fails with `not_pmtiles`, `cut_off`, `foreign_tiles`, `no_room`,
 *   `not_copied` or `not_loaded`; the one before is kept then
 */
export function keep(file, onProgress) {
  return navigator.locks.request(LOCK, () => replace(file, onProgress));
}

async function replace(file, onProgress) {
  await inspect(file);
  const { quota, usage } = await navigator.storage.estimate();
  if (quota - usage < file.size + RESERVE) throw new Error("no_room");
  const name = `${Date.now()}.pmtiles`;
  try {
    await copy(file, name, onProgress);
    const copied = await (await (await folder()).getFileHandle(name)).getFile();
    if (copied.size !== file.size) throw new Error("not_copied");
    await inspect(copied);
  } catch (error) {
    await (await folder()).removeEntry(name).catch(() => {});
    throw error;
  }
  localStorage.setItem(KEPT, JSON.stringify({ file: name, name: file.name, bytes: file.size }));
  await sweep(name);
  return { name: file.name, bytes: file.size };
}

export function remove() {
  return navigator.locks.request(LOCK, () => {
    localStorage.removeItem(KEPT);
    return sweep();
  });
}

/** Piece by piece in a worker: only there every browser writes to these files. */
function copy(file, name, onProgress) {
  // Whoever left the page hears nothing more; the copy goes on.
  const tell = (share) => {
    try {
      onProgress(share);
    } catch {}
  };
  const worker = new Worker(new URL("basemap-worker.js", here));
  const done = new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => {
      if (data.written !== undefined) tell(data.written / file.size);
      else if (data.done) resolve();
      else reject(new Error(data.full ? "no_room" : "not_copied"));
    };
    worker.onerror = () => reject(new Error("not_copied"));
  });
  worker.postMessage({ folder: FOLDER, name, file });
  return done.finally(() => worker.terminate());
}

/** Opens a file and reads enough of it to know that it can be drawn. */
async function inspect(file) {
  const { PMTiles, FileSource } = await pmtiles();
  const archive = new PMTiles(new FileSource(file));
  const header = await archive.getHeader().catch(() => null);
  if (header?.specVersion !== 3) throw new Error("not_pmtiles");
  for (const part of ["rootDirectory", "jsonMetadata", "leafDirectory", "tileData"]) {
    if (header[`${part}Offset`] + header[`${part}Length`] > file.size) throw new Error("cut_off");
  }
  const metadata = await archive.getMetadata().catch(() => ({}));
  const vector = header.tileType === VECTOR;
  const known = vector
    ? (metadata.vector_layers ?? []).some(({ id }) => LAYERS.includes(id))
    : RASTER.includes(header.tileType);
  if (!known) throw new Error("foreign_tiles");
  const tile = await someTile(archive, header).catch(() => { throw new Error("not_pmtiles"); });
  if (vector) return { archive, header, metadata, tileSize: 512 };
  const picture = tile && (await createImageBitmap(new Blob([tile.data])).catch(() => { throw new Error("foreign_tiles"); }));
  return { archive, header, metadata, tileSize: picture?.width > 256 ? 512 : 256 };
}

/** The tile in the middle of the file's smallest scale. */
function someTile(archive, { minZoom, minLon, maxLon, minLat, maxLat }) {
  const side = 2 ** minZoom;
  const latitude = (Math.PI / 360) * (minLat + maxLat);
  const within = (share) => Math.min(side - 1, Math.max(0, Math.floor(share * side)));
  const x = within(((minLon + maxLon) / 2 + 180) / 360);
  const y = within((1 - Math.asinh(Math.tan(latitude)) / Math.PI) / 2);
  return archive.getZxy(minZoom, x, y);
}

/**
 * What MapLibre needs to draw the kept file; nothing when there is none.
 *
 * @returns {Promise<{kind: "raster" | "vector", source: object, layers: object[], credit: string, drawn: () => number, close: () => void} | null>}
 */
export async function style(maplibre, colours, font) {
  const found = await opened();
  if (!found) return null;
  const { archive, header, metadata, tileSize } = await inspect(found.file);
  if (!protocol) maplibre.addProtocol("basemap", tile);
  protocol = true;
  const key = crypto.randomUUID();
  const entry = { archive, empty: header.tileType === VECTOR ? new Uint8Array() : null, drawn: 0 };
  archives.set(key, entry);
  const kind = header.tileType === VECTOR ? "vector" : "raster";
  const source = { type: kind, tiles: [`basemap://${key}/{z}/{x}/{y}`], minzoom: header.minZoom, maxzoom: header.maxZoom };
  if (kind === "raster") source.tileSize = tileSize;
  if (header.minLon < header.maxLon && header.minLat < header.maxLat) {
    source.bounds = [header.minLon, header.minLat, header.maxLon, header.maxLat];
  }
  const ids = (metadata.vector_layers ?? []).map(({ id }) => id);
  const layers = kind === "raster" ? [picture()] : drawing(colours, font).filter((layer) => ids.includes(layer["source-layer"]));
  return { kind, source, layers, credit: plain(metadata.attribution), drawn: () => entry.drawn, close: () => archives.delete(key) };
}

async function tile({ url }, { signal }) {
  const [key, z, x, y] = url.slice("basemap://".length).split("/");
  const entry = archives.get(key);
  const found = await entry?.archive.getZxy(Number(z), Number(x), Number(y), signal);
  if (!found) return { data: entry?.empty ?? null };
  entry.drawn += 1;
  return { data: new Uint8Array(found.data) };
}

/** Who made the map, as its licence asks; whatever else stands there is dropped. */
function plain(markup) {
  const page = new DOMParser().parseFromString(String(markup ?? ""), "text/html");
  for (const script of page.querySelectorAll("script, style")) script.remove();
  return page.body.textContent.trim().slice(0, 120);
}

/** Pale, so that doors and outlines stand out. */
function picture() {
  return { id: "basemap-picture", type: "raster", source: "basemap",
    paint: { "raster-saturation": -0.35, "raster-opacity": 0.75, "raster-fade-duration": 0 } };
}

/** The layers of the Protomaps basemap, as few as tell where one is. */
function drawing(colours, font) {
  const kind = (kinds) => ["in", ["get", "kind"], ["literal", kinds]];
  const layer = (id, type, from, rest) => ({ id: `basemap-${id}`, type, source: "basemap", "source-layer": from, ...rest });
  const fill = (id, from, colour, filter) =>
    layer(id, "fill", from, { filter: ["all", ["==", ["geometry-type"], "Polygon"], filter ?? true], paint: { "fill-color": colour } });
  const width = (wide) => ["interpolate", ["exponential", 1.6], ["zoom"], 8, wide / 8, 14, wide, 19, wide * 7];
  const road = (id, kinds, wide, minzoom) =>
    layer(id, "line", "roads", { minzoom, filter: kind(kinds), layout: { "line-cap": "round", "line-join": "round" },
      paint: { "line-color": colours.road, "line-width": width(wide) } });
  const name = (id, from, minzoom, size, layout) =>
    layer(id, "symbol", from, { minzoom,
      layout: { "text-field": ["get", "name"], "text-font": font, "text-size": size, "text-padding": 6, ...layout },
      paint: { "text-color": colours.label, "text-halo-color": colours.halo, "text-halo-width": 1.4 } });
  return [
    fill("earth", "earth", colours.land),
    fill("cover", "landcover", colours.green, kind([...GREEN, "tree_cover"])),
    fill("green", "landuse", colours.green, kind(GREEN)),
    fill("water", "water", colours.water),
    layer("river", "line", "water", { filter: ["==", ["geometry-type"], "LineString"],
      paint: { "line-color": colours.water, "line-width": width(1.2) } }),
    layer("rail", "line", "roads", { filter: kind(["rail"]),
      paint: { "line-color": colours.line, "line-width": 1, "line-dasharray": [3, 3], "line-opacity": 0.6 } }),
    road("path", ["path", "other"], 0.6, 15),
    road("lane", ["minor_road"], 1.2, 12),
    road("street", ["major_road"], 2, 8),
    road("highway", ["highway"], 2.6, 6),
    { ...fill("building", "buildings", colours.building), minzoom: 14 },
    name("road-name", "roads", 15, 11, { "symbol-placement": "line" }),
    name("place", "places", 6, 12, { "text-max-width": 8 }),
  ];
}
