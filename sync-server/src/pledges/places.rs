//! Places in the log of pledges, given in groups to what waits for one.
//!
//! The transaction holds the lock of the tables beside the logs, so of several processes one counts at a time. What was
//! noted and has no place yet, after a crash, a restore or on another machine, gets it the next time.

use nfv::domain::{
    event::Hash,
    ids::{EventId, LogId},
    pledge::{code::Code, evidence::Leaf, tree},
    stamp::Stamp,
};
use std::collections::HashMap;

use crate::store::{Database, StoreError, Tx};

/// Most places given in one transaction: a moment's work, since others wait for it.
const AT_ONCE: u32 = 200;

/// Gives places to everything that waits for one.
///
/// # Errors
/// When the database fails; what has no place still waits.
pub fn catch_up(store: &Database) -> Result<(), StoreError> {
    let waits = |tx: &Tx<'_>| tx.query_opt("SELECT 1 FROM pledge_waiting LIMIT 1", &[], |row| row.get::<i64>(0));
    while store.read(waits)?.is_some() {
        store.write(|tx| give(tx, AT_ONCE))?;
    }
    Ok(())
}

/// How many places were given.
///
/// # Errors
/// When the database fails.
pub fn size(tx: &Tx<'_>) -> Result<u64, StoreError> {
    let last = tx.query_opt("SELECT max(place) FROM pledge_leaf", &[], |row| row.get::<Option<u64>>(0))?;
    Ok(last.flatten().map_or(0, |last| last + 1))
}

/// A node that was written.
///
/// # Errors
/// When it was not, or the database fails.
pub fn node(tx: &Tx<'_>, number: u64) -> Result<Hash, StoreError> {
    let found = tx.query_opt("SELECT hash FROM pledge_node WHERE number = ?1", &[&number], |row| row.get(0))?;
    found.ok_or(StoreError::Corrupt("a node of the log of pledges is missing"))
}

fn give(tx: &Tx<'_>, at_most: u32) -> Result<(), StoreError> {
    let waiting = tx.query(include_str!("sql/next_waiting.sql"), &[&at_most], |row| {
        let leaf = Leaf {
            log: row.get(0)?,
            event: row.get(2)?,
            hash: row.get(3)?,
            effective: Stamp(row.get(4)?),
            received_at: row.get(5)?,
        };
        Ok((row.get::<u64>(1)?, leaf))
    })?;
    let (mut place, mut written) = (size(tx)?, HashMap::new());
    for (seq, leaf) in waiting {
        if !has_place(tx, leaf.log, leaf.event)? {
            append(tx, place, &leaf, &mut written)?;
            place += 1;
        }
        tx.execute("DELETE FROM pledge_waiting WHERE log_id = ?1 AND seq = ?2", &[&leaf.log, &seq])?;
    }
    Ok(())
}

fn has_place(tx: &Tx<'_>, log: LogId, event: EventId) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM pledge_leaf WHERE log_id = ?1 AND event_id = ?2";
    Ok(tx.query_opt(sql, &[&log, &event], |row| row.get::<i64>(0))?.is_some())
}

fn append(tx: &Tx<'_>, place: u64, leaf: &Leaf, written: &mut HashMap<u64, Hash>) -> Result<(), StoreError> {
    let Leaf { log, event, hash, effective, received_at } = leaf;
    let code = Code::of(hash).to_string();
    tx.execute(include_str!("sql/leaf_add.sql"), &[&place, log, event, hash, &effective.0, received_at, &code])?;
    let read = |number: u64| written.get(&number).map_or_else(|| node(tx, number), |hash| Ok(*hash));
    let nodes = tree::append(place, tree::leaf_hash(&leaf.to_bytes()), read)?;
    for (number, hash) in nodes {
        tx.execute("INSERT INTO pledge_node (number, hash) VALUES (?1, ?2)", &[&number, &hash])?;
        written.insert(number, hash);
    }
    Ok(())
}
