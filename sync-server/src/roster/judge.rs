//! Decides about each row: accepted as a new door, a change or nothing new; or rejected, with column and reason.
//!
//! Pure. Codes are stable; the app says them in words. A remark does not stop a row.

use nfv::{
    domain::{
        area::Point,
        facts::{DoorKind, FieldEdit, field},
        ids::AreaId,
    },
    sync::imports::{PlannedDoor, RejectedRow, RosterPreview},
};
use std::collections::{BTreeMap, HashMap};

use super::{
    FileError,
    columns::{Column, Words},
    known::{Key, KnownDoor, Village, folded, key},
    place::Place,
    sheet::{self, Row, Sheet},
};

/// Titles may stand above the header, this many rows at most.
const HEADER_WITHIN: usize = 10;

/// Longest value that a device takes.
const LONGEST_VALUE: usize = 200;

/// Most of a bad value that is shown again.
const SHOWN: usize = 40;

/// Judges a whole file against a village.
///
/// # Errors
/// [`FileError`], when there is no table in the file.
pub fn preview(bytes: &[u8], village: &Village) -> Result<RosterPreview, FileError> {
    let (words, sheet) = (Words::shipped()?, sheet::read(bytes)?);
    let header = Header::find(&words, &sheet);
    if !header.columns.contains_key(&Column::Number) {
        return Ok(without_number(&sheet, &header));
    }
    let mut judge = Judge { words, village, header, seen: HashMap::new(), preview: RosterPreview::default() };
    for row in sheet.rows.iter().filter(|row| row.number > judge.header.row).cloned().collect::<Vec<_>>() {
        if !row.is_empty() {
            judge.row(&row, &sheet);
        }
    }
    Ok(judge.preview)
}

/// The whole file is named with the headings that were seen.
fn without_number(sheet: &Sheet, header: &Header) -> RosterPreview {
    let rows = sheet.rows.iter().filter(|row| row.number > header.row && !row.is_empty()).count();
    let headings = header.headings.iter().filter(|heading| !heading.is_empty()).cloned().collect::<Vec<_>>();
    let value = headings.join(" ").chars().take(LONGEST_VALUE).collect();
    let rejected =
        RejectedRow { row: header.row, column: String::new(), reason: "number_column_missing".into(), value };
    RosterPreview {
        rows: u32::try_from(rows).unwrap_or(u32::MAX),
        rejected: vec![rejected],
        ..RosterPreview::default()
    }
}

/// The row of headings.
struct Header {
    row: u32,
    headings: Vec<String>,
    columns: BTreeMap<Column, usize>,
}

impl Header {
    /// The first row with a number column; else the one with most known headings.
    fn find(words: &Words, sheet: &Sheet) -> Self {
        let candidates = sheet.rows.iter().filter(|row| !row.is_empty()).take(HEADER_WITHIN);
        let headers: Vec<Self> = candidates.map(|row| Self::of(words, row)).collect();
        let with_number = headers.iter().position(|header| header.columns.contains_key(&Column::Number));
        let most = headers.iter().map(|header| header.columns.len()).max().unwrap_or_default();
        let best = with_number.or_else(|| headers.iter().position(|header| header.columns.len() == most));
        let empty = Self { row: 0, headings: Vec::new(), columns: BTreeMap::new() };
        best.and_then(|index| headers.into_iter().nth(index)).unwrap_or(empty)
    }

    fn of(words: &Words, row: &Row) -> Self {
        let mut columns = BTreeMap::new();
        for (index, heading) in row.cells.iter().enumerate() {
            if let Some(column) = words.column(heading) {
                columns.entry(column).or_insert(index);
            }
        }
        Self { row: row.number, headings: row.cells.clone(), columns }
    }

    fn cell<'a>(&self, row: &'a Row, column: Column) -> &'a str {
        self.columns.get(&column).map_or("", |index| row.cell(*index))
    }

    fn heading(&self, column: Column) -> String {
        let heading = self.columns.get(&column).and_then(|index| self.headings.get(*index));
        heading.cloned().unwrap_or_default()
    }
}

struct Judge<'a> {
    words: Words,
    village: &'a Village,
    header: Header,
    /// Row in which each door of the file stands first.
    seen: HashMap<Key, u32>,
    preview: RosterPreview,
}

impl Judge<'_> {
    fn row(&mut self, row: &Row, sheet: &Sheet) {
        self.preview.rows += 1;
        let before = self.preview.rejected.len();
        let fields = self.fields(row, sheet);
        let kind = self.kind(row);
        let place = key(fields.get(field::LANE).map_or("", String::as_str), &fields[field::NUMBER]);
        if fields[field::NUMBER].is_empty() {
            self.reject(row, Column::Number, "number_missing", "");
        } else if let Some(first) = self.seen.get(&place).copied() {
            self.reject(row, Column::Number, "duplicate_in_file", &first.to_string());
        } else {
            self.seen.insert(place.clone(), row.number);
        }
        if self.preview.rejected.len() == before {
            self.preview.accepted += 1;
            self.plan(row, kind, &place, fields);
        }
    }

    fn fields(&mut self, row: &Row, sheet: &Sheet) -> BTreeMap<String, String> {
        let mut fields = BTreeMap::from([(field::NUMBER.to_owned(), self.text(row, Column::Number))]);
        let mut put = |name: &str, value: Option<String>| {
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                fields.insert(name.to_owned(), value);
            }
        };
        put(field::LANE, Some(self.lane(row, sheet)));
        put(field::NAME, Some(self.text(row, Column::Name)));
        put(field::PHONE, Some(self.text(row, Column::Phone)));
        put(field::RESPONSIBLE, Some(self.text(row, Column::Responsible)));
        put(field::ADULTS, self.whole_number(row, Column::Adults));
        put(field::STAFF, self.whole_number(row, Column::Staff));
        put(field::RESIDENCE, self.residence(row));
        put(field::TAGS, Some(self.tags(row)));
        put(field::GRID, self.grid(row).map(|grid| grid.to_string()));
        put(field::LOCATION, self.location(row).map(|(x, y)| format!("{x} {y}")));
        fields
    }

    fn text(&mut self, row: &Row, column: Column) -> String {
        let text = self.header.cell(row, column).to_owned();
        if text.chars().count() > LONGEST_VALUE {
            self.reject(row, column, "too_long", &text);
        }
        text
    }

    /// A merged cell holds its value in its first row only: it is carried down, and said.
    fn lane(&mut self, row: &Row, sheet: &Sheet) -> String {
        let own = self.text(row, Column::Lane);
        let Some(column) = self.header.columns.get(&Column::Lane).copied().filter(|_| own.is_empty()) else {
            return own;
        };
        let covers = |region: &&sheet::Merged| {
            region.column == column
                && region.first > self.header.row
                && (region.first..=region.last).contains(&row.number)
        };
        let first = sheet.merged.iter().find(covers).map(|region| region.first);
        let carried =
            first.and_then(|first| sheet.rows.iter().find(|row| row.number == first)).map(|row| row.cell(column));
        let carried = carried.unwrap_or_default().to_owned();
        if !carried.is_empty() {
            self.remark(row, Column::Lane, "merged_cell", &carried);
        }
        carried
    }

    fn whole_number(&mut self, row: &Row, column: Column) -> Option<String> {
        let text = folded(self.header.cell(row, column));
        if text.is_empty() {
            return None;
        }
        match text.parse::<u16>() {
            Ok(number) => Some(number.to_string()),
            Err(_) => {
                self.reject(row, column, "not_a_number", &text);
                None
            }
        }
    }

    fn kind(&mut self, row: &Row) -> DoorKind {
        let text = self.header.cell(row, Column::Kind).to_owned();
        match self.words.kind(&text) {
            Some("unit") => DoorKind::Unit,
            Some(_) => DoorKind::Household,
            None => {
                if !text.is_empty() {
                    self.reject(row, Column::Kind, "unknown_kind", &text);
                }
                DoorKind::Household
            }
        }
    }

    fn residence(&mut self, row: &Row) -> Option<String> {
        let text = self.header.cell(row, Column::Residence).to_owned();
        let known = self.words.residence(&text).map(str::to_owned);
        if known.is_none() && !text.is_empty() {
            self.remark(row, Column::Residence, "unknown_residence", &text);
        }
        known
    }

    fn tags(&mut self, row: &Row) -> String {
        let text = self.header.cell(row, Column::Tags).to_owned();
        let mut tags: Vec<String> = Vec::new();
        for word in text.split([' ', ',', '，', '、', ';', '；', '/', '\n']).filter(|word| !word.is_empty()) {
            match self.words.tag(word) {
                Some(tag) if !tags.iter().any(|known| known == tag) => tags.push(tag.to_owned()),
                Some(_) => {}
                None => self.remark(row, Column::Tags, "unknown_tag", word),
            }
        }
        tags.join(" ")
    }

    /// A door of an unknown grid is taken, into no grid: somebody has to draw the grid first.
    fn grid(&mut self, row: &Row) -> Option<AreaId> {
        let text = self.header.cell(row, Column::Grid).to_owned();
        let grid = self.village.grids.get(&folded(&text)).copied();
        if grid.is_none() && !text.is_empty() {
            self.remark(row, Column::Grid, "unknown_grid", &text);
        }
        grid
    }

    fn location(&mut self, row: &Row) -> Option<Point> {
        let texts = [Column::Longitude, Column::Latitude].map(|column| (column, folded(self.header.cell(row, column))));
        if texts.iter().all(|(_, text)| text.is_empty()) {
            return None;
        }
        let mut degrees = [0.0; 2];
        for (degree, (column, text)) in degrees.iter_mut().zip(&texts) {
            if text.is_empty() {
                self.remark(row, *column, "coordinate_missing", "");
                return None;
            }
            let Some(number) = text.parse::<f64>().ok().filter(|number| number.is_finite()) else {
                self.reject(row, *column, "not_a_number", text);
                return None;
            };
            *degree = number;
        }
        match self.village.bounds.place(degrees[0], degrees[1]) {
            Place::Inside(point) => return Some(point),
            Place::Swapped => self.reject(row, Column::Longitude, "coordinates_swapped", &texts[0].1),
            Place::Outside => self.reject(row, Column::Longitude, "outside_county", &texts[0].1),
        }
        None
    }

    fn plan(&mut self, row: &Row, kind: DoorKind, place: &Key, fields: BTreeMap<String, String>) {
        let number = row.number;
        let planned = match self.village.doors.get(place) {
            None => PlannedDoor::Register { row: number, kind, fields },
            Some(door) => {
                if door.kind != kind && self.header.columns.contains_key(&Column::Kind) {
                    self.remark(row, Column::Kind, "kind_differs", "");
                }
                changed(number, door, fields)
            }
        };
        self.preview.plan.push(planned);
    }

    fn reject(&mut self, row: &Row, column: Column, reason: &str, value: &str) {
        let entry = self.entry(row, column, reason, value);
        self.preview.rejected.push(entry);
    }

    fn remark(&mut self, row: &Row, column: Column, reason: &str, value: &str) {
        let entry = self.entry(row, column, reason, value);
        self.preview.remarks.push(entry);
    }

    fn entry(&self, row: &Row, column: Column, reason: &str, value: &str) -> RejectedRow {
        let value = value.chars().take(SHOWN).collect();
        RejectedRow { row: row.number, column: self.header.heading(column), reason: reason.to_owned(), value }
    }
}

/// Only what the file says and what differs; an empty cell erases nothing.
fn changed(row: u32, door: &KnownDoor, fields: BTreeMap<String, String>) -> PlannedDoor {
    let edit = |(name, value): (String, String)| {
        let place = name == field::LANE || name == field::NUMBER;
        match door.fields.get(&name) {
            Some((shown, _)) if *shown == value || place => None,
            known => {
                let base = known.map(|(_, heads)| heads.clone()).unwrap_or_default();
                Some((name, FieldEdit { value, base }))
            }
        }
    };
    let edits: BTreeMap<String, FieldEdit> = fields.into_iter().filter_map(edit).collect();
    if edits.is_empty() {
        PlannedDoor::Same { row, door: door.id }
    } else {
        PlannedDoor::Edit { row, door: door.id, fields: edits }
    }
}
