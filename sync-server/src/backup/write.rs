//! Reads all tables in one transaction, page by page, into a file or whatever takes rows.

use flate2::{Compression, write::GzEncoder};
use serde::Serialize;
use std::io::Write;

use super::{Amount, BackupError, Begin, FORMAT, Footer, Header, TABLES, Table, VERSION, cell::Cell};
use crate::store::{StoreError, tx::Tx, value::ToValue};

/// Rows that are read at once.
const PAGE: i64 = 500;

/// Takes rows, table by table.
pub trait Sink {
    /// The rows that follow are of this table.
    ///
    /// # Errors
    /// When it takes no more.
    fn begin(&mut self, table: &Table) -> Result<(), BackupError>;

    /// A row, with a value per column.
    ///
    /// # Errors
    /// When it takes no more.
    fn row(&mut self, table: &Table, cells: &[Cell]) -> Result<(), BackupError>;
}

/// Gives every row of every table to the sink.
///
/// # Errors
/// When the database fails, or the sink does.
pub fn copy(tx: &Tx<'_>, sink: &mut impl Sink) -> Result<Amount, BackupError> {
    let mut amount = Amount::default();
    for table in TABLES {
        sink.begin(table)?;
        let rows = each_row(tx, table, |cells| sink.row(table, cells))?;
        amount.add(table, rows);
    }
    Ok(amount)
}

/// Calls `take` with every row of a table, in the order of its key; returns how many there were.
///
/// # Errors
/// When the database fails, or `take` does.
pub fn each_row(
    tx: &Tx<'_>,
    table: &Table,
    mut take: impl FnMut(&[Cell]) -> Result<(), BackupError>,
) -> Result<u64, BackupError> {
    let (first, next) = (select(table, false), select(table, true));
    let places: Vec<usize> = table.key.iter().filter_map(|key| table.columns.iter().position(|c| c == key)).collect();
    let read = |row: &crate::store::tx::Row<'_>| {
        (0..table.columns.len()).map(|column| row.get::<Cell>(column)).collect::<Result<Vec<Cell>, StoreError>>()
    };
    let (mut last, mut total): (Vec<Cell>, u64) = (Vec::new(), 0);
    loop {
        let mut parameters: Vec<&dyn ToValue> = last.iter().map(|cell| cell as &dyn ToValue).collect();
        parameters.push(&PAGE);
        let page = tx.query(if last.is_empty() { &first } else { &next }, &parameters, read)?;
        for cells in &page {
            take(cells)?;
        }
        total += page.len() as u64;
        match page.last() {
            Some(cells) => last = places.iter().map(|&place| cells[place].clone()).collect(),
            None => return Ok(total),
        }
    }
}

fn select(table: &Table, goes_on: bool) -> String {
    let (name, columns, key) = (table.name, table.columns.join(", "), table.key.join(", "));
    if !goes_on {
        return format!("SELECT {columns} FROM {name} ORDER BY {key} LIMIT ?1");
    }
    let after: Vec<String> = (1..=table.key.len()).map(|n| format!("?{n}")).collect();
    let (after, limit) = (after.join(", "), table.key.len() + 1);
    format!("SELECT {columns} FROM {name} WHERE ({key}) > ({after}) ORDER BY {key} LIMIT ?{limit}")
}

/// Writes a backup of the moment that the transaction sees.
///
/// # Errors
/// When the database fails or the file cannot be written.
pub fn write(tx: &Tx<'_>, schema: u32, made_at: u64, out: impl Write) -> Result<Amount, BackupError> {
    let mut lines = Lines(GzEncoder::new(out, Compression::fast()));
    lines.say(&Header { format: FORMAT.into(), version: VERSION, schema, made_at })?;
    let amount = copy(tx, &mut lines)?;
    lines.say(&Footer { rows: amount.rows })?;
    lines.0.finish()?.flush()?;
    Ok(amount)
}

struct Lines<W: Write>(GzEncoder<W>);

impl<W: Write> Lines<W> {
    fn say(&mut self, line: &impl Serialize) -> Result<(), BackupError> {
        // As a whole: the packer is slow with a byte here and a byte there.
        let mut whole = serde_json::to_vec(line).map_err(std::io::Error::from)?;
        whole.push(b'\n');
        Ok(self.0.write_all(&whole)?)
    }
}

impl<W: Write> Sink for Lines<W> {
    fn begin(&mut self, table: &Table) -> Result<(), BackupError> {
        let columns = table.columns.iter().map(|&column| column.to_owned()).collect();
        self.say(&Begin { table: table.name.to_owned(), columns })
    }

    fn row(&mut self, _: &Table, cells: &[Cell]) -> Result<(), BackupError> {
        self.say(&cells)
    }
}
