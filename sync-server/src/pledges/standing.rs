//! What anybody hears who has the code from the slip: genuine, when signed, whether withdrawn; no name, no place, no text.

use nfv::domain::{
    facts::Fact,
    ids::{EntityId, EventId, LogId},
    pledge::code::Code,
    stamp::Stamp,
    stored::{StoredFact, standing},
};
use std::collections::BTreeSet;

use crate::{
    forward,
    store::{StoreError, Tx},
};

/// Longer ways of one entity are not followed.
const LONGEST_WAY: usize = 16;

/// What became of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It stands.
    Stands,
    /// The signer has withdrawn it, then.
    Withdrawn(Stamp),
    /// Whoever recorded it has taken it back: it was a mistake.
    TakenBack,
}

/// A signature that is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Genuine {
    /// When it was signed, as far as the server believes the device.
    pub signed_at: Stamp,
    /// Whether it still stands.
    pub standing: Standing,
}

/// The signature with this code; none when none was received.
///
/// # Errors
/// When the database fails.
pub fn of_code(tx: &Tx<'_>, code: Code) -> Result<Option<Genuine>, StoreError> {
    let found = tx.query_opt(include_str!("sql/signing_by_code.sql"), &[&code.to_string()], |row| {
        Ok((row.get::<LogId>(0)?, row.get::<EventId>(1)?, row.get::<EntityId>(2)?, Stamp(row.get(3)?)))
    })?;
    let Some((log, event, entity, signed_at)) = found else { return Ok(None) };
    let facts = facts_of(tx, log, entity)?;
    Ok(Some(Genuine { signed_at, standing: of_event(&facts, event) }))
}

fn of_event(facts: &[StoredFact], event: EventId) -> Standing {
    let standing = standing(facts.iter());
    let withdrawn = standing.iter().find_map(|fact| match &fact.fact {
        Fact::PledgeWithdrawn(withdrawal) if withdrawal.target == event => Some(fact.effective),
        _ => None,
    });
    match withdrawn {
        Some(at) => Standing::Withdrawn(at),
        None if standing.iter().any(|fact| fact.event_id == event) => Standing::Stands,
        None => Standing::TakenBack,
    }
}

/// Everything about an entity, wherever it went since: a withdrawal is recorded where it stands by then.
fn facts_of(tx: &Tx<'_>, log: LogId, entity: EntityId) -> Result<Vec<StoredFact>, StoreError> {
    let (mut facts, mut seen, mut waiting) = (Vec::new(), BTreeSet::new(), vec![(log, entity)]);
    while let Some((log, entity)) = waiting.pop() {
        if seen.len() == LONGEST_WAY || !seen.insert((log, entity)) {
            continue;
        }
        facts.extend(tx.facts_of(log, entity)?);
        let sql = "SELECT to_log, to_entity FROM moved WHERE log_id = ?1 AND entity_id = ?2";
        waiting.extend(tx.query(sql, &[&log, &entity], |row| Ok((row.get(0)?, row.get(1)?)))?);
        waiting.extend(forward::closed_to(tx, log)?.map(|to| (to, entity)));
    }
    Ok(facts)
}
