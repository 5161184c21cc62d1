//! Whether the log of pledges is as its rows say: every pledge has a place or waits for one, and every node is the hash of
//! what it stands for.

use nfv::domain::{
    event::Hash,
    pledge::{code::Code, evidence::Leaf, tree},
    stamp::Stamp,
};

use super::places::node;
use crate::store::{StoreError, Tx};

/// Rows read at once.
const PAGE: u32 = 500;

/// Places at which something does not fit, and how many pledges have none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Misfits {
    /// Of leaves or the nodes above them.
    pub places: Vec<u64>,
    /// Pledges without a place that do not wait for one.
    pub forgotten: u64,
}

/// Looks at everything.
///
/// # Errors
/// When the database fails.
pub fn check(tx: &Tx<'_>) -> Result<Misfits, StoreError> {
    let forgotten = tx.query(include_str!("sql/forgotten.sql"), &[], |row| row.get::<i64>(0))?.len() as u64;
    let (mut misfits, mut next) = (Misfits { places: Vec::new(), forgotten }, 0_u64);
    loop {
        let rows = tx.query(include_str!("sql/leaves.sql"), &[&next, &PAGE], |row| {
            let leaf = Leaf {
                log: row.get(1)?,
                event: row.get(2)?,
                hash: row.get(3)?,
                effective: Stamp(row.get(4)?),
                received_at: row.get(5)?,
            };
            Ok((row.get::<u64>(0)?, leaf, row.get::<String>(6)?, row.get::<Option<Hash>>(7)?))
        })?;
        if rows.is_empty() {
            return Ok(misfits);
        }
        for (place, leaf, code, stored) in rows {
            let fits = place == next && stored == Some(leaf.hash) && code == Code::of(&leaf.hash).to_string();
            if !fits || !nodes_fit(tx, place, &leaf) {
                misfits.places.push(place);
            }
            next = place + 1;
        }
    }
}

fn nodes_fit(tx: &Tx<'_>, place: u64, leaf: &Leaf) -> bool {
    let nodes = tree::append(place, tree::leaf_hash(&leaf.to_bytes()), |number| node(tx, number));
    nodes.is_ok_and(|nodes| nodes.iter().all(|(number, hash)| node(tx, *number).is_ok_and(|stored| stored == *hash)))
}
