//! Any roster file as numbered rows of text. What it is is decided by its bytes, not by its name.

use calamine::{Data, Dimensions, Ods, Range, Reader, Xls, Xlsx};
use std::{
    collections::BTreeMap,
    io::Cursor,
    panic::{UnwindSafe, catch_unwind},
};

use super::{FileError, text};

/// Far more than a village has doors.
pub const MAX_ROWS: usize = 100_000;

/// Columns beyond are not looked at.
const MAX_COLUMNS: usize = 100;

/// A row and its number in the spreadsheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The first is 1.
    pub number: u32,
    /// Trimmed texts.
    pub cells: Vec<String>,
}

impl Row {
    /// A cell; empty beyond the end.
    #[must_use]
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    /// Whether nothing stands in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cells.iter().all(String::is_empty)
    }
}

/// A merged region: column, first and last row number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merged {
    /// From 0.
    pub column: usize,
    /// Holds the value.
    pub first: u32,
    /// The last row that it covers.
    pub last: u32,
}

/// The first sheet of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// In the order of the file.
    pub rows: Vec<Row>,
    /// Regions that cover several rows.
    pub merged: Vec<Merged>,
}

/// Reads the first sheet of a workbook, or a text file.
///
/// # Errors
/// [`FileError`], when there is no table in it.
pub fn read(bytes: &[u8]) -> Result<Sheet, FileError> {
    let sheet = if bytes.starts_with(b"PK\x03\x04") {
        if is_ods(bytes) { survived(|| ods(bytes)) } else { survived(|| xlsx(bytes)) }
    } else if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        survived(|| xls(bytes))
    } else {
        text::read(bytes)
    }?;
    if sheet.rows.iter().all(Row::is_empty) {
        return Err(FileError::Empty);
    }
    if sheet.rows.len() > MAX_ROWS {
        return Err(FileError::TooManyRows(MAX_ROWS));
    }
    Ok(sheet)
}

/// The library that reads workbooks gives up on some broken ones by panicking: to whoever sent the file that is a file
/// that cannot be read.
fn survived(read: impl FnOnce() -> Result<Sheet, FileError> + UnwindSafe) -> Result<Sheet, FileError> {
    catch_unwind(read).unwrap_or_else(|_| Err(FileError::Unreadable("the workbook is damaged".to_owned())))
}

/// An OpenDocument file begins with its type, uncompressed.
fn is_ods(bytes: &[u8]) -> bool {
    bytes.get(30..90).is_some_and(|head| head.starts_with(b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"))
}

fn xlsx(bytes: &[u8]) -> Result<Sheet, FileError> {
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let name = first_name(&book.sheet_names())?;
    // Cell by cell: a table of all that lies between the first and the last is as large as somebody says it is.
    let mut rows: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    let mut cells = book.worksheet_cells_reader(&name).map_err(unreadable)?;
    while let Some(found) = cells.next_cell().map_err(unreadable)? {
        let (number, column) = (found.get_position().0, found.get_position().1 as usize);
        let text = cell(&found.get_value().clone().into());
        if column >= MAX_COLUMNS || text.is_empty() {
            continue;
        }
        let row = rows.entry(number).or_default();
        row.resize(row.len().max(column + 1), String::new());
        row[column] = text;
        if rows.len() > MAX_ROWS {
            return Err(FileError::TooManyRows(MAX_ROWS));
        }
    }
    drop(cells);
    let merged = book.merge_cells_by_sheet_name(&name).map_err(unreadable)?;
    let rows = rows.into_iter().map(|(number, cells)| Row { number: number.saturating_add(1), cells }).collect();
    Ok(Sheet { rows, merged: several_rows(&merged) })
}

fn xls(bytes: &[u8]) -> Result<Sheet, FileError> {
    let mut book = Xls::new(Cursor::new(bytes)).map_err(unreadable)?;
    let name = first_name(&book.sheet_names())?;
    let range = book.worksheet_range(&name).map_err(unreadable)?;
    let merged = book.merge_cells_by_sheet_name(&name).map_err(unreadable)?;
    Ok(table(&range, &merged))
}

fn ods(bytes: &[u8]) -> Result<Sheet, FileError> {
    let mut book = Ods::new(Cursor::new(bytes)).map_err(unreadable)?;
    let name = first_name(&book.sheet_names())?;
    let range = book.worksheet_range(&name).map_err(unreadable)?;
    Ok(table(&range, &[]))
}

fn first_name(names: &[String]) -> Result<String, FileError> {
    names.first().cloned().ok_or(FileError::Empty)
}

fn table(range: &Range<Data>, merged: &[Dimensions]) -> Sheet {
    let (first_row, first_column) = range.start().unwrap_or_default();
    let left = first_column as usize;
    let mut rows = Vec::new();
    for (number, row) in (first_row + 1..).zip(range.rows().take(MAX_ROWS + 1)) {
        let mut cells = vec![String::new(); left.min(MAX_COLUMNS)];
        cells.extend(row.iter().take(MAX_COLUMNS.saturating_sub(left)).map(cell));
        rows.push(Row { number, cells });
    }
    Sheet { rows, merged: several_rows(merged) }
}

fn several_rows(merged: &[Dimensions]) -> Vec<Merged> {
    let several = merged.iter().filter(|region| region.start.0 < region.end.0);
    let merged = several.map(|region| Merged {
        column: region.start.1 as usize,
        first: region.start.0.saturating_add(1),
        last: region.end.0.saturating_add(1),
    });
    merged.collect()
}

fn cell(data: &Data) -> String {
    match data {
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.trim().to_owned(),
        // Rust prints whole floats without a point: telephone numbers and counts come out as typed.
        Data::Float(number) => number.to_string(),
        Data::Int(number) => number.to_string(),
        Data::Bool(truth) => truth.to_string(),
        Data::DateTime(date) => date.to_string(),
        Data::Error(_) | Data::Empty => String::new(),
    }
}

fn unreadable(error: impl std::fmt::Display) -> FileError {
    FileError::Unreadable(error.to_string())
}
