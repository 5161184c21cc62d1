//! Puts a backup into an empty database, in one transaction.
//!
//! Columns are matched by name: a backup of an older schema leaves what is newer at its default. A table that this program
//! does not know is an error, for nothing may be left out in silence.

use flate2::read::GzDecoder;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use std::{
    collections::HashMap,
    io::{BufRead, BufReader, Lines, Read},
};

use super::{Amount, BackupError, Begin, FORMAT, Footer, Header, Sink, TABLES, Table, VERSION, cell::Cell};
use crate::store::{tx::Tx, value::ToValue};

/// Loads the backup. What stands in the database's `meta` gives way to what it says.
///
/// # Errors
/// When the file is no backup or not whole, the database is not empty, or fails; nothing was changed then.
pub fn load(tx: &Tx<'_>, file: impl Read) -> Result<Amount, BackupError> {
    if tx.query_opt("SELECT 1 FROM log LIMIT 1", &[], |row| row.get::<i64>(0))?.is_some() {
        return Err(BackupError::NotEmpty);
    }
    let mut reader = Reader { lines: BufReader::new(GzDecoder::new(file)).lines(), line: 0 };
    let header = reader.next()?.ok_or(BackupError::NoBackup)?;
    let header: Header = serde_json::from_value(header).map_err(|_| BackupError::NoBackup)?;
    if header.format != FORMAT {
        return Err(BackupError::NoBackup);
    }
    if header.version > VERSION {
        return Err(BackupError::Newer);
    }
    fill(&mut Loader::new(tx), &mut reader)
}

fn fill(into: &mut Loader<'_>, reader: &mut Reader<impl BufRead>) -> Result<Amount, BackupError> {
    let mut amount = Amount::default();
    let mut current: Option<Table> = None;
    while let Some(line) = reader.next()? {
        match (line, &current) {
            (Json::Array(cells), Some(table)) => {
                let cells: Vec<Cell> = reader.read(Json::Array(cells))?;
                into.row(table, &cells).map_err(|error| reader.at(error))?;
                amount.add(table, 1);
            }
            (Json::Object(map), _) if map.contains_key("rows") => {
                let footer: Footer = reader.read(Json::Object(map))?;
                // Read to the very end: only there does gzip say whether its bytes are those that were written.
                let nothing_follows = reader.next()?.is_none();
                let whole = nothing_follows && footer.rows == amount.rows;
                return if whole { Ok(amount) } else { Err(BackupError::CutOff(amount.rows)) };
            }
            (line, _) => {
                let begin: Begin = reader.read(line)?;
                let known = TABLES.iter().find(|table| table.name == begin.table).ok_or(BackupError::Newer)?;
                into.begin_with(known, &begin.columns)?;
                current = Some(*known);
            }
        }
    }
    Err(BackupError::CutOff(amount.rows))
}

struct Reader<B> {
    lines: Lines<B>,
    line: u64,
}

impl<B: BufRead> Reader<B> {
    fn next(&mut self) -> Result<Option<Json>, BackupError> {
        self.line += 1;
        let Some(line) = self.lines.next().transpose().map_err(|error| self.unreadable(error))? else {
            return Ok(None);
        };
        serde_json::from_str(&line).map(Some).map_err(|error| self.wrong(&error))
    }

    /// What is no gzip, or ends in the middle.
    fn unreadable(&self, error: std::io::Error) -> BackupError {
        use std::io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
        match error.kind() {
            InvalidInput | InvalidData if self.line == 1 => BackupError::NoBackup,
            UnexpectedEof => BackupError::CutOff(self.line),
            InvalidInput | InvalidData => BackupError::Damaged,
            _ => error.into(),
        }
    }

    fn read<T: DeserializeOwned>(&self, json: Json) -> Result<T, BackupError> {
        serde_json::from_value(json).map_err(|error| self.wrong(&error))
    }

    fn wrong(&self, reason: &dyn std::fmt::Display) -> BackupError {
        BackupError::Line { line: self.line, reason: reason.to_string() }
    }

    fn at(&self, error: BackupError) -> BackupError {
        match error {
            BackupError::Line { reason, .. } => BackupError::Line { line: self.line, reason },
            other => other,
        }
    }
}

/// A database as a sink; also what `check` folds a copy in.
pub(crate) struct Loader<'a> {
    tx: &'a Tx<'a>,
    inserts: HashMap<&'static str, Insert>,
}

struct Insert {
    sql: String,
    /// Places in a row of the values that are inserted.
    places: Vec<usize>,
    width: usize,
}

impl<'a> Loader<'a> {
    pub(crate) fn new(tx: &'a Tx<'a>) -> Self {
        Self { tx, inserts: HashMap::new() }
    }

    fn begin_with(&mut self, table: &Table, columns: &[String]) -> Result<(), BackupError> {
        if columns.iter().any(|column| !table.columns.contains(&column.as_str())) {
            return Err(BackupError::Newer);
        }
        if table.name == "meta" {
            self.tx.execute("DELETE FROM meta", &[])?;
        }
        let given = |place: &usize| !table.numbered.contains(&columns[*place].as_str());
        let places: Vec<usize> = (0..columns.len()).filter(given).collect();
        let names: Vec<&str> = places.iter().map(|&place| columns[place].as_str()).collect();
        let values: Vec<String> = (1..=names.len()).map(|n| format!("?{n}")).collect();
        let sql = format!("INSERT INTO {} ({}) VALUES ({})", table.name, names.join(", "), values.join(", "));
        self.inserts.insert(table.name, Insert { sql, places, width: columns.len() });
        Ok(())
    }
}

impl Sink for Loader<'_> {
    fn begin(&mut self, table: &Table) -> Result<(), BackupError> {
        let columns: Vec<String> = table.columns.iter().map(|&column| column.to_owned()).collect();
        self.begin_with(table, &columns)
    }

    fn row(&mut self, table: &Table, cells: &[Cell]) -> Result<(), BackupError> {
        let wrong = |reason: &str| BackupError::Line { line: 0, reason: reason.to_owned() };
        let insert = self.inserts.get(table.name).ok_or_else(|| wrong("a row before its table"))?;
        if cells.len() != insert.width {
            return Err(wrong("a row of another width"));
        }
        let values: Vec<&dyn ToValue> = insert.places.iter().map(|&place| &cells[place] as &dyn ToValue).collect();
        self.tx.execute(&insert.sql, &values)?;
        Ok(())
    }
}
