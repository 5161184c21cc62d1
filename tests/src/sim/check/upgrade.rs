//! Upgrades: a database that another version of the program made is folded anew, and no event comes of it.

use std::path::Path;

use rusqlite::Connection;

use super::rows::{self, Rows};
use crate::sim::{Rule, Ungraceful};

/// What an upgrade may not touch.
const EVENTS: &str = "SELECT log_id, event_id, seq, hash, effective, receipt FROM event WHERE ?1 IS NOT NULL
                      ORDER BY log_id, event_id";

/// Makes a database, which nobody has open, look as if an older version had folded it. Its events as they are.
pub(in crate::sim) fn pretend(path: &Path) -> Result<Rows, Ungraceful> {
    let connection = Connection::open(path).map_err(Ungraceful::from_error)?;
    connection.execute("UPDATE projection SET version = 0", []).map_err(Ungraceful::from_error)?;
    rows::rows(&connection, EVENTS, None).map_err(Ungraceful::from_error)
}

/// The upgraded database has the same events.
pub(in crate::sim) fn emitted_nothing(path: &Path, before: &Rows) -> Result<(), Ungraceful> {
    let connection = Connection::open(path).map_err(Ungraceful::from_error)?;
    let after = rows::rows(&connection, EVENTS, None).map_err(Ungraceful::from_error)?;
    rows::same(Rule::UpgradesAreSilent, before, &after, "an upgrade changed events")
}
