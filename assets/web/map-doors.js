// Doors for the map, read inside MapLibre's own worker from the lines that `src/geo/points.rs` writes.
//
// The page hands on an address and reads nothing: as values, 100,000 doors would be written and read twice more, and the
// page would stand still meanwhile.

const SCHEME = "doors";

/** `doors://<id>` is what the page keeps as `blob:<origin>/<id>`. */
self.addProtocol(SCHEME, async ({ url }, { signal }) => {
  const kept = await fetch(`blob:${self.location.origin}/${url.slice(`${SCHEME}://`.length)}`, { signal });
  const lines = (await kept.text()).split("\n");
  lines.pop();
  // What an address held goes back to the page, property by property; this one is not found, so the doors stay here.
  return { data: Object.defineProperty({ type: "FeatureCollection" }, "features", { value: lines.map(feature) }) };
});

function feature(line) {
  const [longitude, latitude, state, id] = line.split(" ", 4);
  const label = line.slice(longitude.length + latitude.length + state.length + id.length + 4);
  return {
    type: "Feature",
    properties: { id, state, label, reached: state === "reached" ? 1 : 0 },
    geometry: { type: "Point", coordinates: [longitude / 1e7, latitude / 1e7] },
  };
}
