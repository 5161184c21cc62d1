//! Reading the record: lines about an area, the newest first, and taking the notes of devices.

use nfv::{
    domain::ids::{AccountId, AreaId, DeviceId},
    sync::audit::{AuditLine, AuditNote, AuditPage},
};
use std::collections::HashMap;
use uuid::Uuid;

use super::{Action, record};
use crate::{
    accounts::devices::Caller,
    areas::Tree,
    store::{StoreError, Tx},
};

/// Most lines in one answer.
const PAGE: usize = 100;

/// Lines looked through for one answer: a township's are rare among a county's.
const LOOKED_AT: u64 = 5_000;

/// Which lines.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Older than this one.
    pub before: Option<u64>,
    /// Done by this account.
    pub actor: Option<AccountId>,
    /// Of this action, by its name.
    pub action: Option<String>,
}

impl Wanted {
    fn takes(&self, line: &AuditLine) -> bool {
        let by = self.actor.is_none_or(|actor| line.actor == Some(actor));
        by && self.action.as_ref().is_none_or(|action| *action == line.action)
    }
}

/// Wanted lines about this area and below. A line is about the area of who did it, or of the account, device
/// or area that it was done to.
///
/// # Errors
/// When the database fails.
pub fn page(tx: &Tx<'_>, area: AreaId, wanted: &Wanted) -> Result<AuditPage, StoreError> {
    let tree = Tree::load(tx)?;
    let homes = homes(tx)?;
    let within = |id: Uuid| tree.is_within(homes.get(&id).copied().unwrap_or(AreaId(id)), area);
    let before = wanted.before.unwrap_or(u64::MAX >> 1);
    let read = |row: &crate::store::Row<'_>| {
        Ok(AuditLine {
            id: row.get(0)?,
            at: row.get(1)?,
            actor: row.get(2)?,
            action: row.get(3)?,
            subject: row.get::<Option<[u8; 16]>>(4)?.map(Uuid::from_bytes),
            detail: row.get(5)?,
        })
    };
    let found = tx.query(include_str!("../sql/audit_page.sql"), &[&before, &LOOKED_AT], read)?;
    let all_looked_at = (found.len() as u64) < LOOKED_AT;
    let last = found.last().map(|line| line.id);
    let mut lines: Vec<AuditLine> = found
        .into_iter()
        .filter(|line| wanted.takes(line))
        .filter(|line| line.actor.is_some_and(|actor| within(actor.0)) || line.subject.is_some_and(within))
        .take(PAGE + 1)
        .collect();
    let more = lines.len() > PAGE;
    lines.truncate(PAGE);
    let next = if more { lines.last().map(|line| line.id) } else { last.filter(|_| !all_looked_at) };
    Ok(AuditPage { lines, before: next })
}

/// Where accounts and devices belong.
fn homes(tx: &Tx<'_>) -> Result<HashMap<Uuid, AreaId>, StoreError> {
    let accounts =
        tx.query("SELECT id, area_id FROM account", &[], |row| Ok((row.get::<AccountId>(0)?.0, row.get(1)?)))?;
    let devices =
        tx.query(include_str!("../sql/device_homes.sql"), &[], |row| Ok((row.get::<DeviceId>(0)?.0, row.get(1)?)))?;
    Ok(accounts.into_iter().chain(devices).collect())
}

/// Takes the notes of a device, each number once. A note from the future was made now.
///
/// # Errors
/// When the database fails.
pub fn take(tx: &Tx<'_>, caller: &Caller, notes: &[AuditNote], now_ms: u64) -> Result<(), StoreError> {
    let taken =
        tx.query_opt("SELECT up_to FROM audit_taken WHERE device_id = ?1", &[&caller.device], |row| row.get(0))?;
    let mut up_to: u32 = taken.unwrap_or_default();
    for note in notes {
        if note.n <= up_to {
            continue;
        }
        up_to = note.n;
        let (actor, subject) = (Some(caller.account.id), note.subject.map(Uuid::into_bytes));
        record(tx, note.at.min(now_ms), actor, Action::Noted(note.action), subject.as_ref(), "")?;
    }
    tx.execute(include_str!("../sql/audit_taken.sql"), &[&caller.device, &up_to])?;
    Ok(())
}
