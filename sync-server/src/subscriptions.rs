//! Which of the granted logs are sent to a device: all of them, but for accounts of a county.
//!
//! A county has hundreds of villages, and its desk works with their sums, which come as notices. Their logs stay where they
//! are until somebody opens a village on a device; that device lets it go again when asked. Only what is not sent is ever
//! named here, so a subscription can never reach beyond the grants.

use nfv::{
    domain::{
        area::Level,
        ids::{AreaId, DeviceId, LogId},
    },
    sync::{
        enrolment::{Grant, Role},
        subscription::{Subscribe, Want},
    },
};
use std::collections::BTreeSet;

use crate::{
    accounts::{
        Account, AccountError,
        audit::{self, Action},
        devices::Caller,
        grants,
    },
    areas::Tree,
    store::{StoreError, Tx},
};

/// Whether devices of such an account are sent a village only when somebody opens it there. Reviewers of a township work
/// with the doors of all their villages.
#[must_use]
pub fn on_demand(tree: &Tree, role: Role, area: AreaId) -> bool {
    grants::manages(role) && tree.get(area).is_some_and(|node| node.level == Level::County)
}

/// The granted logs that are not sent to a device.
///
/// # Errors
/// When the database fails.
pub fn left_out(
    tx: &Tx<'_>,
    tree: &Tree,
    account: &Account,
    device: DeviceId,
    grants: &[Grant],
) -> Result<BTreeSet<LogId>, StoreError> {
    if !on_demand(tree, account.role, account.area) {
        return Ok(BTreeSet::new());
    }
    let sql = "SELECT area_id FROM subscription WHERE device_id = ?1";
    let opened: BTreeSet<AreaId> = tx.query(sql, &[&device], |row| row.get(0))?.into_iter().collect();
    let is_left_out = |grant: &&Grant| is_village(tree, grant.area) && !opened.contains(&grant.area);
    Ok(grants.iter().filter(is_left_out).map(|grant| grant.log).collect())
}

/// What a device may read, and which of it it is not sent.
///
/// # Errors
/// When the database fails.
pub fn of_device(
    tx: &Tx<'_>,
    account: &Account,
    device: DeviceId,
) -> Result<(Vec<Grant>, BTreeSet<LogId>), AccountError> {
    let tree = Tree::load(tx)?;
    let grants = grants::of(&tree, account.role, account.area);
    let left_out = left_out(tx, &tree, account, device, &grants)?;
    Ok((grants, left_out))
}

/// Opens a village on the caller's device, or lets it go. What is so already is no error; what changes is recorded, for
/// from then on the households can be seen there.
///
/// # Errors
/// [`AccountError::Forbidden`]: no village of the caller's, or one that its devices always have; or when the database fails.
pub fn change(tx: &Tx<'_>, caller: &Caller, wanted: Subscribe, now_ms: u64) -> Result<(), AccountError> {
    let tree = Tree::load(tx)?;
    let Account { id, role, area, .. } = caller.account;
    let is_granted = grants::of(&tree, role, area).iter().any(|grant| grant.area == wanted.area);
    if !is_granted || !is_village(&tree, wanted.area) {
        return Err(AccountError::Forbidden);
    }
    let (sql, action) = match (wanted.want, on_demand(&tree, role, area)) {
        (Want::Keep, true) => (include_str!("subscriptions/open.sql"), Action::VillageOpened),
        (Want::LetGo, true) => (include_str!("subscriptions/let_go.sql"), Action::VillageLetGo),
        (Want::Keep, false) => return Ok(()),
        (Want::LetGo, false) => return Err(AccountError::Forbidden),
    };
    let changed = match wanted.want {
        Want::Keep => tx.execute(sql, &[&caller.device, &wanted.area, &now_ms])?,
        Want::LetGo => tx.execute(sql, &[&caller.device, &wanted.area])?,
    };
    if changed > 0 {
        let device = caller.device.to_string();
        audit::record(tx, now_ms, Some(id), action, Some(wanted.area.as_bytes()), &device)?;
    }
    Ok(())
}

fn is_village(tree: &Tree, area: AreaId) -> bool {
    tree.get(area).is_some_and(|node| node.level == Level::Village)
}
