//! Area files become `area.defined` events, written as the server's own device.
//!
//! An area stands in its parent's field log and in its own, so whoever reads either knows it. What the file says of a
//! known code changes that area's name or place; what it leaves out stays.

use nfv::domain::{
    area::{Area, AreaCode, Class, Level},
    event::Event,
    facts::Fact,
    ids::{AreaId, EntityId, LogId},
};
use std::collections::HashMap;

use super::file::{self, BadRow};
use crate::{
    pen::{Pen, Unwritable},
    ports::{Clock, Random, random_bytes},
    store::{Database, StoreError, Tx},
    sync::append,
};

/// What came of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Imported {
    /// Rows in the file.
    pub rows: usize,
    /// Areas that are new or changed.
    pub written: usize,
}

/// Why a file was not taken. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// All bad rows.
    #[error("{} rows cannot be taken", .0.len())]
    BadRows(Vec<BadRow>),
    /// An event could not be written.
    #[error(transparent)]
    Unwritable(#[from] Unwritable),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Reads a file and writes what is new in it.
///
/// # Errors
/// [`ImportError`]; nothing was written.
pub fn import(store: &Database, bytes: &[u8], clock: &dyn Clock, random: &dyn Random) -> Result<Imported, ImportError> {
    let known = store.read(|tx| tx.areas())?;
    let level_of = |code: &str| known.iter().find(|area| has_code(area, code)).map(|area| area.level);
    let rows = file::read(bytes, level_of).map_err(ImportError::BadRows)?;
    let changed = changes(&rows, &known, random);
    let now = clock.now_ms();
    let events = store.write(|tx| write(tx, &changed, now, random))?;
    append(store, events, now)?;
    Ok(Imported { rows: rows.len(), written: changed.len() })
}

/// The areas of the rows that are new or differ, parents before children as in the file.
fn changes(rows: &[file::Row], known: &[Area], random: &dyn Random) -> Vec<Area> {
    let mut ids: HashMap<&str, AreaId> = HashMap::new();
    for area in known {
        ids.extend(area.codes.iter().map(|code| (code.code.as_str(), area.id)));
    }
    for row in rows {
        ids.entry(&row.code).or_insert_with(|| AreaId::from_random(random_bytes(random)));
    }
    let area = |row: &file::Row| {
        let id = *ids.get(row.code.as_str())?;
        let parent = row.parent.as_deref().and_then(|code| ids.get(code).copied());
        let before = known.iter().find(|area| area.id == id);
        let code = AreaCode { code: row.code.clone(), valid_from: None, valid_to: None, successor: None };
        let after = Area {
            id,
            parent,
            level: row.level,
            name: row.name.clone(),
            codes: before.map_or_else(|| vec![code], |area| area.codes.clone()),
            outline: before.map(|area| area.outline.clone()).unwrap_or_default(),
        };
        (before != Some(&after)).then_some(after)
    };
    rows.iter().filter_map(area).collect()
}

/// Opens the logs of these areas and writes their definitions; the caller stores the events.
///
/// # Errors
/// When an event cannot be written or the database fails.
pub fn write(tx: &Tx<'_>, areas: &[Area], now: u64, random: &dyn Random) -> Result<Vec<Event>, ImportError> {
    let mut pen = Pen::of_server(tx, random)?;
    let mut events = Vec::new();
    for area in areas {
        let mut logs = Vec::from_iter(area.parent.map(|parent| LogId::of(parent, Class::Field)));
        if area.level != Level::Grid {
            for class in Class::ALL {
                tx.open_log(area.id, class)?;
            }
            logs.push(LogId::of(area.id, Class::Field));
        }
        let fact = Fact::AreaDefined(area.clone());
        for log in logs {
            events.push(pen.write(log, EntityId::from(area.id), &fact, now, random)?);
        }
    }
    pen.keep(tx)?;
    Ok(events)
}

fn has_code(area: &Area, code: &str) -> bool {
    area.codes.iter().any(|own| own.code == code)
}

/// The area that has or had a code.
///
/// # Errors
/// When the database fails.
pub fn by_code(store: &Database, code: &str) -> Result<Option<Area>, StoreError> {
    let areas = store.read(|tx| tx.areas())?;
    Ok(areas.into_iter().find(|area| has_code(area, code)))
}
