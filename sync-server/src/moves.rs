//! Moves and merges of households, grids and villages: what is written where, in one transaction.
//!
//! A door that moves leaves a marker in its old log, gets one in the new, and takes its facts along as forwarded ones; from
//! then on [`crate::forward`] sends after it what still arrives at the old place. The markers' day decides which of both
//! counts it in a round. A door moves from a log once; it may move on from where it is.

mod area;
mod door;

use nfv::{
    domain::{
        area::{Area, Class},
        day::{Day, Zone},
        facts::Fact,
        ids::{AreaId, EntityId, LogId},
    },
    sync::moves::{Move, Moved, NewMove},
};

use std::sync::Arc;

use crate::{
    accounts::{
        Account, AccountError,
        audit::{self, Action},
    },
    areas::Tree,
    held::DeskError,
    pen::Pen,
    ports::Random,
    store::{Candidate, StoreError, Tx, receipt::Secret},
};

/// Most doors that move in one transaction.
const MOST_DOORS: usize = 5000;

/// A move while it is made.
struct Mover<'a> {
    tx: &'a Tx<'a>,
    secret: &'a Secret,
    random: &'a dyn Random,
    tree: Arc<Tree>,
    areas: Vec<Area>,
    pen: Pen,
    now: u64,
    today: Day,
    reason: &'a str,
    done: Moved,
}

/// Makes a move. `zone` says what day it is.
///
/// # Errors
/// [`DeskError`]; nothing was changed.
pub fn make(
    tx: &Tx<'_>,
    secret: &Secret,
    account: &Account,
    wanted: &NewMove,
    (now, zone): (u64, Zone),
    random: &dyn Random,
) -> Result<Moved, DeskError> {
    let tree = Tree::load(tx)?;
    for area in areas_of(&wanted.change) {
        if !tree.is_within(area, account.area) {
            return Err(AccountError::Forbidden.into());
        }
    }
    let mut pen = Pen::of_server(tx, random)?;
    pen.actor = account.id;
    // Kept at once: what is forwarded names the server's device.
    pen.keep(tx)?;
    let (areas, today) = (tx.areas()?, Day::of_unix_ms(now, zone));
    let reason = &wanted.reason;
    let mut mover = Mover { tx, secret, random, tree, areas, pen, now, today, reason, done: Moved::default() };
    let subject = mover.change(&wanted.change)?;
    mover.pen.keep(tx)?;
    audit::record(tx, now, Some(account.id), Action::Move, Some(subject.as_bytes()), reason)?;
    Ok(mover.done)
}

fn areas_of(change: &Move) -> Vec<AreaId> {
    match change {
        Move::Household { from, to, .. } | Move::MergeHouseholds { from, to, .. } => vec![*from, *to],
        Move::Grid { grid, to } => vec![*grid, *to],
        Move::MergeGrids { grid, into } => vec![*grid, *into],
        Move::Village { village, to, .. } => vec![*village, *to],
        Move::MergeVillages { village, into } => vec![*village, *into],
    }
}

impl Mover<'_> {
    /// Returns what the audit names.
    fn change(&mut self, change: &Move) -> Result<EntityId, DeskError> {
        match *change {
            Move::Household { door, from, to } => self.household(door, from, to).map(|()| door),
            Move::MergeHouseholds { door, from, into, to } => {
                self.merge_households(door, from, into, to).map(|()| door)
            }
            Move::Grid { grid, to } => self.grid(grid, to).map(|()| grid.into()),
            Move::MergeGrids { grid, into } => self.merge_grids(grid, into).map(|()| grid.into()),
            Move::Village { village, to, ref code } => {
                self.village(village, to, code.as_deref()).map(|()| village.into())
            }
            Move::MergeVillages { village, into } => self.merge_villages(village, into).map(|()| village.into()),
        }
    }

    /// Writes as the server's device, in the name of the reviewer.
    fn write(&mut self, facts: &[(LogId, EntityId, Fact)]) -> Result<(), StoreError> {
        let mut batch = Vec::with_capacity(facts.len());
        for (log, entity, fact) in facts {
            let event = self.pen.write(*log, *entity, fact, self.now, self.random);
            batch.push(Candidate::of_server(event.map_err(|error| StoreError::Database(error.to_string()))?));
        }
        self.tx.ingest(self.secret, &batch, self.now)?;
        Ok(())
    }
}

fn field(area: AreaId) -> LogId {
    LogId::of(area, Class::Field)
}
