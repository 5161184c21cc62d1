//! Files as offices make them: encodings, titles, merged cells, doubled doors, swapped coordinates.

use super::{
    FileError,
    known::{KnownDoor, Village, key},
    place::Bounds,
    preview,
};
use encoding_rs::GB18030;
use nfv::{
    domain::{
        facts::{DoorKind, field},
        ids::{AreaId, EntityId, EventId},
    },
    sync::imports::{PlannedDoor, RosterPreview},
};
use proptest::prelude::*;
use rstest::rstest;
use rust_xlsxwriter::{Format, Workbook};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

const GRID: AreaId = AreaId(Uuid::from_u128(7));

fn village() -> Village {
    let corners = [(1_186_000_000, 246_000_000), (1_187_000_000, 247_000_000)];
    Village {
        doors: HashMap::new(),
        grids: HashMap::from([("第1网格".to_owned(), GRID)]),
        bounds: Bounds::around(corners.into_iter()),
    }
}

fn judged(csv: &str) -> RosterPreview {
    preview(csv.as_bytes(), &village()).unwrap()
}

fn reasons(rows: &[nfv::sync::imports::RejectedRow]) -> Vec<(u32, &str, &str)> {
    rows.iter().map(|row| (row.row, row.column.as_str(), row.reason.as_str())).collect()
}

fn fields(planned: &PlannedDoor) -> BTreeMap<&str, &str> {
    let PlannedDoor::Register { fields, .. } = planned else { return BTreeMap::new() };
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

const LIST: &str = "巷道,门牌号,户主,成年人数\n东厝路,1号,蔡示例,2\n东厝路,2号,王某甲,3\n";

#[rstest]
#[case::utf8(LIST.as_bytes().to_vec())]
#[case::utf8_bom([b"\xEF\xBB\xBF", LIST.as_bytes()].concat())]
#[case::gb18030(GB18030.encode(LIST).0.into_owned())]
#[case::windows_lines(LIST.replace('\n', "\r\n").into_bytes())]
#[case::semicolons(LIST.replace(',', ";").into_bytes())]
#[case::tabs(LIST.replace(',', "\t").into_bytes())]
#[case::utf16(std::iter::once(0xFEFF_u16).chain(LIST.encode_utf16()).flat_map(u16::to_le_bytes).collect())]
fn encodings_and_separators_give_the_same(#[case] bytes: Vec<u8>) {
    let preview = preview(&bytes, &village()).unwrap();
    assert_eq!((preview.rows, preview.accepted), (2, 2));
    let first = fields(&preview.plan[0]);
    assert_eq!(first[field::LANE], "东厝路");
    assert_eq!(first[field::NUMBER], "1号");
    assert_eq!(first[field::NAME], "蔡示例");
    assert_eq!(first[field::ADULTS], "2");
}

#[rstest]
#[case::nothing(b"", FileError::Empty)]
#[case::blanks(b"\n\n , ,\n", FileError::Empty)]
#[case::neither_encoding(b"\xff\xff\xff\xff,1\n", FileError::UnknownEncoding)]
#[case::picture(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", FileError::UnknownEncoding)]
fn files_that_are_no_tables(#[case] bytes: &[u8], #[case] expected: FileError) {
    assert_eq!(preview(bytes, &village()).unwrap_err(), expected);
}

#[test]
fn a_cut_workbook_is_an_error() {
    let whole = workbook(|sheet| {
        sheet.write(0, 0, "门牌号").unwrap();
    });
    for length in [4, 30, 100, whole.len() / 2, whole.len() - 1] {
        assert!(matches!(preview(&whole[..length], &village()), Err(FileError::Unreadable(_))), "{length}");
    }
}

#[test]
fn a_missing_number_column_names_the_headings_seen() {
    let preview = judged("序号,户主,电话\n1,蔡示例,138\n");
    assert_eq!((preview.rows, preview.accepted, preview.plan.len()), (1, 0, 0));
    assert_eq!(reasons(&preview.rejected), [(1, "", "number_column_missing")]);
    assert_eq!(preview.rejected[0].value, "序号 户主 电话");
}

#[rstest]
#[case("1号,2,118.65,24.65,住户", &[], &[])]
#[case(",2,118.65,24.65,", &[(2, "门牌号", "number_missing")], &[])]
#[case("1号,两个,118.65,24.65,", &[(2, "成年人数", "not_a_number")], &[])]
#[case("1号,2.5,118.65,24.65,", &[(2, "成年人数", "not_a_number")], &[])]
#[case("1号,２,118.65,24.65,", &[], &[])]
#[case("1号,-2,118.65,24.65,", &[(2, "成年人数", "not_a_number")], &[])]
#[case("1号,2,24.65,118.65,", &[(2, "经度", "coordinates_swapped")], &[])]
#[case("1号,2,116.4,39.9,", &[(2, "经度", "outside_county")], &[])]
#[case("1号,2,东经,24.65,", &[(2, "经度", "not_a_number")], &[])]
#[case("1号,2,nan,24.65,", &[(2, "经度", "not_a_number")], &[])]
#[case("1号,2,118.65,,", &[], &[(2, "纬度", "coordinate_missing")])]
#[case("1号,2,,,别墅", &[(2, "类型", "unknown_kind")], &[])]
#[case(",x,116,39,别墅", &[(2, "成年人数", "not_a_number"), (2, "经度", "outside_county"), (2, "类型", "unknown_kind"), (2, "门牌号", "number_missing")], &[])]
fn rows_are_judged(#[case] row: &str, #[case] rejected: &[(u32, &str, &str)], #[case] remarks: &[(u32, &str, &str)]) {
    let preview = judged(&format!("门牌号,成年人数,经度,纬度,类型\n{row}\n"));
    assert_eq!(reasons(&preview.rejected), rejected);
    assert_eq!(reasons(&preview.remarks), remarks);
    assert_eq!(preview.accepted, u32::from(rejected.is_empty()));
}

#[test]
fn grids_tags_and_kinds_become_codes() {
    let list = "门牌,类型,人口类型,重点人群,网格,经度,纬度\n\
        1,单位,,,第1网格,118.65,24.65\n\
        2,,流动,老人、学生；外星人,第9网格,,\n";
    let preview = judged(list);
    assert_eq!(reasons(&preview.rejected), []);
    assert_eq!(reasons(&preview.remarks), [(3, "重点人群", "unknown_tag"), (3, "网格", "unknown_grid")]);
    assert!(matches!(&preview.plan[0], PlannedDoor::Register { kind: DoorKind::Unit, .. }));
    assert_eq!(fields(&preview.plan[0])[field::GRID], GRID.to_string());
    assert_eq!(fields(&preview.plan[0])[field::LOCATION], "1186500000 246500000");
    let second = fields(&preview.plan[1]);
    assert_eq!((second[field::TAGS], second[field::RESIDENCE]), ("elderly student", "migrant"));
    assert!(!second.contains_key(field::GRID), "a door of an unknown grid goes to no grid");
}

#[test]
fn empty_rows_keep_the_numbering_and_doubles_name_the_first() {
    let preview = judged("巷,门牌\n东路,1号\n,\n\n东路,2号\n\"东 路\",１号\n");
    assert_eq!((preview.rows, preview.accepted), (3, 2));
    assert_eq!(reasons(&preview.rejected), [(6, "门牌", "duplicate_in_file")]);
    assert_eq!(preview.rejected[0].value, "2");
}

#[test]
fn a_line_break_in_quotes_is_no_row() {
    let preview = judged("门牌,户主\n1,\"蔡\n示例\"\n2,王\n,李\n");
    assert_eq!(reasons(&preview.rejected), [(4, "门牌", "number_missing")]);
}

fn workbook(fill: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet());
    book.save_to_buffer().unwrap()
}

#[test]
fn a_workbook_with_title_merged_lane_and_numbers() {
    let bytes = workbook(|sheet| {
        sheet.merge_range(0, 0, 0, 3, "某村住户花名册", &Format::new()).unwrap();
        for (column, heading) in ["楼栋", "门牌号*", "联系电话", "成年人数（人）"].into_iter().enumerate()
        {
            sheet.write(1, u16::try_from(column).unwrap(), heading).unwrap();
        }
        sheet.merge_range(2, 0, 3, 0, "三号楼", &Format::new()).unwrap();
        sheet.write(2, 1, "101").unwrap();
        sheet.write(3, 1, 102).unwrap();
        sheet.write(3, 2, 13_800_000_000_i64).unwrap();
        sheet.write(3, 3, 2.0).unwrap();
        sheet.write(6, 0, "四号楼").unwrap();
    });
    let preview = preview(&bytes, &village()).unwrap();
    assert_eq!((preview.rows, preview.accepted), (3, 2));
    assert_eq!(reasons(&preview.remarks), [(4, "楼栋", "merged_cell")]);
    assert_eq!(reasons(&preview.rejected), [(7, "门牌号*", "number_missing")]);
    let second = fields(&preview.plan[1]);
    assert_eq!((second[field::LANE], second[field::NUMBER]), ("三号楼", "102"));
    assert_eq!((second[field::PHONE], second[field::ADULTS]), ("13800000000", "2"));
}

#[test]
fn known_doors_are_changed_with_their_heads_or_left_alone() {
    let (door, head) = (EntityId(Uuid::from_u128(1)), EventId(Uuid::from_u128(2)));
    let shown = |value: &str| (value.to_owned(), vec![head]);
    let fields = BTreeMap::from([
        (field::LANE.to_owned(), shown("东路")),
        (field::NUMBER.to_owned(), shown("1号")),
        (field::NAME.to_owned(), shown("蔡示例")),
        (field::PHONE.to_owned(), shown("138")),
    ]);
    let mut village = village();
    village.doors.insert(key("东路", "1号"), KnownDoor { id: door, kind: DoorKind::Household, fields });
    let plan = |list: &str| preview(list.as_bytes(), &village).unwrap().plan;
    let same = plan("巷,门牌,户主,电话\n东 路,１号,蔡示例,\n");
    assert_eq!(same, [PlannedDoor::Same { row: 2, door }]);
    let changed = plan("巷,门牌,户主,成年人数\n东路,1号,王某甲,2\n");
    let PlannedDoor::Edit { fields, .. } = &changed[0] else { panic!("{changed:?}") };
    assert_eq!(fields.keys().map(String::as_str).collect::<Vec<_>>(), [field::ADULTS, field::NAME]);
    assert_eq!((fields[field::NAME].value.as_str(), &fields[field::NAME].base), ("王某甲", &vec![head]));
    assert_eq!(fields[field::ADULTS].base, [], "nobody set it before");
}

#[test]
fn a_huge_list_of_bad_rows_is_named_row_by_row() {
    let list = format!("门牌,成年人数\n{}", "1号,x\n".repeat(10_000));
    let preview = judged(&list);
    assert_eq!((preview.rows, preview.accepted), (10_000, 0));
    assert!(preview.rejected.len() >= 10_000);
}

proptest! {
    /// Whatever the bytes: no panic, and every row is either accepted or named.
    #[test]
    fn any_bytes_are_judged(bytes in prop::collection::vec(any::<u8>(), 0..300), table in any::<bool>()) {
        let bytes = if table { ["门牌号,成年人数,经度,纬度\n".as_bytes(), &bytes].concat() } else { bytes };
        if let Ok(preview) = preview(&bytes, &village()) {
            let named: std::collections::BTreeSet<u32> = preview.rejected.iter().map(|row| row.row).collect();
            let whole = preview.rejected.iter().any(|row| row.reason == "number_column_missing");
            prop_assert!(whole || preview.rows as usize == preview.accepted as usize + named.len());
            prop_assert_eq!(preview.plan.len(), preview.accepted as usize);
        }
    }
}
