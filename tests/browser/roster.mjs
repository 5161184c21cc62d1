// A roster as a village office keeps it, with the mistakes that such lists have.
import { join } from "node:path";
import writeExcelFile from "write-excel-file/node";

const HEADINGS = ["巷道", "门牌号", "户主", "电话", "成年人数", "经度", "纬度"];

/** New households in a lane of their own, so that a test can find them by typing. */
export const LANE = "试验巷";
export const NEW_DOORS = [
  { number: "1号", name: "蔡大海" },
  { number: "2号", name: "李小溪" },
  { number: "3号", name: "王远山" },
];

const good = ({ number, name }, index) => [LANE, number, name, "13800000000", 2 + index, 118.698, 24.69];

/** Row of the sheet (the heading is row 1), the column and the reason that the preview must name. */
export const BAD_ROWS = [
  { row: 5, reason: "number_missing", cells: [LANE, "", "无门牌", "", 2, 118.698, 24.69] },
  { row: 6, reason: "duplicate_in_file", cells: [LANE, "1号", "又一户", "", 2, 118.698, 24.69] },
  { row: 7, reason: "coordinates_swapped", cells: [LANE, "5号", "经纬反", "", 2, 24.69, 118.698] },
  { row: 8, reason: "not_a_number", cells: [LANE, "6号", "两个人", "", "两个", 118.698, 24.69] },
];

/** Writes the file into a folder and returns its path. */
export async function writeRoster(folder) {
  const path = join(folder, "花名册.xlsx");
  const rows = [HEADINGS, ...NEW_DOORS.map(good), ...BAD_ROWS.map((row) => row.cells)];
  await writeExcelFile(rows.map((row) => row.map((value) => (value === "" ? null : { value })))).toFile(path);
  return path;
}
