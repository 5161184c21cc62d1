// PMTiles files as small as they come: one tile, which stands at every place of every scale.
//
// Written by the specification (version 3), not by the library that reads them in the app.
import { crc32, deflateSync } from "node:zlib";

const SCALES = 15;
const HEADER = 127;

/** A file of pictures, each a square of one colour. */
export const pictures = (colour) => archive({ type: 2, tile: square(colour), metadata: { attribution: "<a href='x'>© Testland</a><script>1</script>" } });

/** A file of vector tiles: land, the western half of it water, a road across, a place with a name. */
export function drawing({ land = "earth", name = "林溪桥" } = {}) {
  const layers = [
    layer(land, [feature(3, ring(0, 0, 4096, 4096))]),
    layer("water", [feature(3, ring(0, 0, 2048, 4096))]),
    layer("roads", [feature(2, [move, ...point(0, 2048), lines(1), ...point(4096, 0)], [0, 0])], { kind: "major_road" }),
    layer("places", [feature(1, [move, ...point(1024, 1024)], [0, 0])], { name }),
  ];
  const ids = [land, "water", "roads", "places"].filter((id) => land === "earth" || id === land);
  const metadata = { vector_layers: ids.map((id) => ({ id, fields: {} })), attribution: "© Testland" };
  return archive({ type: 1, tile: Buffer.concat(layers.map((content) => field(3, content))), metadata });
}

function archive({ type, tile, metadata }) {
  const text = Buffer.from(JSON.stringify(metadata));
  const everywhere = (4 ** SCALES - 1) / 3;
  // One entry: its first tile, how many are the same, its length, its place and one.
  const root = Buffer.concat([1, 0, everywhere, tile.length, 1].map(varint));
  const header = Buffer.alloc(HEADER);
  header.write("PMTiles");
  header[7] = 3;
  const at = [HEADER, root.length, HEADER + root.length, text.length, 0, 0, HEADER + root.length + text.length, tile.length, everywhere, 1, 1];
  at.forEach((number, index) => header.writeBigUInt64LE(BigInt(number), 8 + 8 * index));
  header.set([1, 1, 1, type, 0, SCALES - 1], 96);
  [-180, -85, 180, 85].forEach((degrees, index) => header.writeInt32LE(degrees * 1e7, 102 + 4 * index));
  return Buffer.concat([header, root, text, tile]);
}

/** A PNG of 256 × 256. */
function square([red, green, blue]) {
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(256 * 3, Buffer.from([red, green, blue]))]);
  const size = Buffer.from([0, 0, 1, 0, 0, 0, 1, 0, 8, 2, 0, 0, 0]);
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", size),
    chunk("IDAT", deflateSync(Buffer.concat(Array(256).fill(row)))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(name, content) {
  const named = Buffer.concat([Buffer.from(name), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

function varint(number) {
  const bytes = [];
  for (let left = number; ; left = Math.floor(left / 128)) {
    if (left < 128) return Buffer.from([...bytes, left]);
    bytes.push((left % 128) + 128);
  }
}

/** A field of a protocol buffer: bytes, or a number. */
function field(tag, value) {
  if (typeof value === "number") return Buffer.concat([varint(tag * 8), varint(value)]);
  return Buffer.concat([varint(tag * 8 + 2), varint(value.length), value]);
}

const move = 9;
const lines = (count) => count * 8 + 2;
const point = (x, y) => [x, y].map((step) => (step < 0 ? -2 * step - 1 : 2 * step));
const ring = (x, y, wide, high) => [move, ...point(x, y), lines(3), ...point(wide, 0), ...point(0, high), ...point(-wide, 0), 15];
const packed = (numbers) => Buffer.concat(numbers.map(varint));

function feature(type, geometry, tags = []) {
  return Buffer.concat([field(2, packed(tags)), field(3, type), field(4, packed(geometry))]);
}

function layer(name, features, property = {}) {
  const [[key, value] = []] = Object.entries(property);
  const named = key ? [field(3, Buffer.from(key)), field(4, field(1, Buffer.from(value)))] : [];
  return Buffer.concat([field(15, 2), field(1, Buffer.from(name)), ...features.map((content) => field(2, content)), ...named, field(5, 4096)]);
}
