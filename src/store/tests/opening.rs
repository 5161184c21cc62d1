//! Opening: pragmas, upgrades in one transaction, newer and damaged files.

use std::cell::Cell;

use rusqlite::Transaction;

use super::world::*;
use crate::{
    domain::{
        door::DoorState,
        facts::{DoorKind, Outcome},
    },
    store::{DeviceSchema, Place, Result, Schema, Store, StoreError, lines, open, projection},
};

/// A kind of database that has seen three versions; the step to the third fails when told to.
struct Grown {
    fails: Cell<bool>,
}

impl Schema for Grown {
    const VERSION: u32 = 3;

    fn create(&self, tx: &Transaction<'_>) -> Result<()> {
        Ok(tx.execute_batch("CREATE TABLE thing (a INTEGER, b INTEGER, c INTEGER)")?)
    }

    fn step(&self, tx: &Transaction<'_>, from: u32) -> Result<()> {
        let column = if from == 1 { "b" } else { "c" };
        tx.execute_batch(&format!("ALTER TABLE thing ADD COLUMN {column} INTEGER"))?;
        if from == 2 && self.fails.get() { Err(StoreError::Full) } else { Ok(()) }
    }

    fn finish(&self, _: &Transaction<'_>) -> Result<()> {
        Ok(())
    }
}

#[test]
fn an_upgrade_happens_whole_or_not_at_all() {
    let file = TempFile::new("grown");
    let first = rusqlite::Connection::open(&file.0).unwrap();
    first
        .execute_batch("CREATE TABLE thing (a INTEGER); INSERT INTO thing VALUES (5); PRAGMA user_version = 1")
        .unwrap();
    drop(first);
    let schema = Grown { fails: Cell::new(true) };
    assert!(matches!(open(&file.0, Place::Native, &schema), Err(StoreError::Full)));
    let look = rusqlite::Connection::open(&file.0).unwrap();
    let version: u32 = look.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(version, 1);
    assert!(look.prepare("SELECT b FROM thing").is_err(), "the first step must be undone too");
    drop(look);
    schema.fails.set(false);
    let conn = open(&file.0, Place::Native, &schema).unwrap();
    let row: (i64, Option<i64>) =
        conn.query_row("SELECT a, c FROM thing", [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    assert_eq!(row, (5, None));
}

#[test]
fn a_newer_schema_is_refused_and_left_alone() {
    let file = TempFile::new("newer");
    drop(Store::open(&file.0, Place::Native).unwrap());
    let conn = rusqlite::Connection::open(&file.0).unwrap();
    conn.pragma_update(None, "user_version", DeviceSchema::VERSION + 1).unwrap();
    drop(conn);
    let before = std::fs::read(&file.0).unwrap();
    let found = Store::open(&file.0, Place::Native).err().unwrap();
    assert!(matches!(found, StoreError::NewerSchema { found, known } if found == known + 1), "{found:?}");
    assert_eq!(std::fs::read(&file.0).unwrap(), before);
}

#[test]
fn a_damaged_file_is_said_and_left_alone() {
    let file = TempFile::new("damaged");
    std::fs::write(&file.0, "this is no database, it is a letter".repeat(200)).unwrap();
    let before = std::fs::read(&file.0).unwrap();
    assert!(matches!(Store::open(&file.0, Place::Native), Err(StoreError::Corrupt(_))));
    assert_eq!(std::fs::read(&file.0).unwrap(), before);
}

#[test]
fn saved_means_synced_to_the_disk() {
    let file = TempFile::new("pragmas");
    let store = Store::open(&file.0, Place::Native).unwrap();
    let text = |name: &str| store.conn().pragma_query_value(None, name, |row| row.get::<_, String>(0)).unwrap();
    let number = |name: &str| store.conn().pragma_query_value(None, name, |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(text("journal_mode"), "wal");
    assert_eq!((number("synchronous"), number("foreign_keys")), (2, 1));
    let file = TempFile::new("pragmas-browser");
    let store = Store::open(&file.0, Place::Browser).unwrap();
    let text = |name: &str| store.conn().pragma_query_value(None, name, |row| row.get::<_, String>(0)).unwrap();
    let synchronous: i64 = store.conn().pragma_query_value(None, "synchronous", |row| row.get(0)).unwrap();
    assert_eq!((text("journal_mode"), text("locking_mode"), synchronous), ("wal".into(), "exclusive".into(), 2));
}

#[test]
fn projections_of_another_version_are_rebuilt() {
    let file = TempFile::new("projection");
    let mut store = Store::open(&file.0, Place::Native).unwrap();
    let mut dice = enrol(&mut store, 1);
    store.append(&frame(), None, NOON, &mut dice).unwrap();
    store.append(&[plain_door(1), plain_door(2)], None, NOON, &mut dice).unwrap();
    let before = dump(&store);
    // As an older program would have left it: other tables, an older version.
    store.conn.execute_batch("UPDATE projection SET version = 0; DROP TABLE door; CREATE TABLE door (x)").unwrap();
    store.conn.execute_batch("DELETE FROM tally; DELETE FROM door_list").unwrap();
    drop(store);
    let store = Store::open(&file.0, Place::Native).unwrap();
    assert_eq!(dump(&store), before);
    let waiting = store.sync_figures().unwrap().waiting;
    assert_eq!(waiting, frame().len() as u64 + 2, "a migration writes no events");
}
#[test]
fn the_first_released_schema_opens() {
    // The file of version 1 as text; every later version keeps its own beside it.
    let file = TempFile::new("golden");
    let conn = rusqlite::Connection::open(&file.0).unwrap();
    conn.execute_batch(include_str!("golden/device_v1.sql")).unwrap();
    drop(conn);
    let store = Store::open(&file.0, Place::Native).unwrap();
    assert_eq!(store.account().unwrap().unwrap().account, account());
    let door = lines::one(store.conn(), door_id(1), day()).unwrap().unwrap();
    assert_eq!((door.state(), door.label().as_str()), (DoorState::Reached, "Well Lane 1"));
    let tally = projection::read_tally(store.conn(), field_log(VILLAGE), round_id(), area_id(VILLAGE)).unwrap();
    assert_eq!(tally.coverage(DoorKind::Household, day()).reached, 1);
    assert_eq!((store.drafts().unwrap().len(), store.sync_figures().unwrap().waiting), (1, 9));
    let mut store = store;
    store.append(&[visit(2, Outcome::Met)], None, NOON, &mut Dice(2)).unwrap();
    assert_eq!(store.sync_figures().unwrap().waiting, 10, "and work goes on");
}
