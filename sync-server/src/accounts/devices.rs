//! Devices of accounts: key, token, revocation.

use nfv::{
    domain::ids::{AccountId, DeviceId},
    sync::enrolment::DeviceInfo,
};
use std::collections::BTreeSet;

use super::{
    AccountError, grants,
    people::{self, Account},
    secrets::{SecretHash, hash_token},
    sessions::{self, Lifetime},
};
use crate::{
    forward,
    store::{Row, StoreError, Tx},
    sync::{self, Author},
};

/// Longer labels are cut.
const MAX_LABEL: usize = 80;

/// Who is calling: a device that was enrolled and not revoked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Whose device.
    pub account: Account,
    /// Which device.
    pub device: DeviceId,
    /// Its Ed25519 public key.
    pub key: [u8; 32],
}

/// A device that asks to be enrolled.
#[derive(Clone, Debug)]
pub struct NewDevice<'a> {
    /// Made on the device.
    pub id: DeviceId,
    /// Ed25519 public key.
    pub key: [u8; 32],
    /// For people.
    pub label: &'a str,
}

/// Registers a device, or gives a known one of the same account and key a fresh token.
///
/// # Errors
/// [`AccountError::DeviceTaken`], [`AccountError::Revoked`], or when the database fails.
pub fn register(
    tx: &Tx<'_>,
    account: AccountId,
    device: &NewDevice<'_>,
    token: &SecretHash,
    now_ms: u64,
) -> Result<(), AccountError> {
    match known(tx, device.id)? {
        Some(Known { revoked_at: Some(_), .. }) => return Err(AccountError::Revoked),
        Some(known) if known.account != account || known.key != device.key => return Err(AccountError::DeviceTaken),
        _ => {}
    }
    let label: String = device.label.chars().take(MAX_LABEL).collect();
    tx.execute(include_str!("sql/device_register.sql"), &[&device.id, &account, &device.key, &label, token, &now_ms])?;
    Ok(())
}

/// What is known of a device whoever calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// Whose it is.
    pub account: AccountId,
    /// Its Ed25519 public key.
    pub key: [u8; 32],
    /// Unix milliseconds.
    pub revoked_at: Option<u64>,
}

/// A device by its id, revoked or not.
///
/// # Errors
/// When the database fails.
pub fn known(tx: &Tx<'_>, device: DeviceId) -> Result<Option<Known>, StoreError> {
    tx.query_opt(include_str!("sql/device_by_id.sql"), &[&device], |row| {
        Ok(Known { account: row.get(0)?, key: row.get(1)?, revoked_at: row.get(2)? })
    })
}

/// Who has this token.
///
/// # Errors
/// [`AccountError::UnknownToken`], [`AccountError::Revoked`], [`AccountError::SessionExpired`], or when the database fails.
pub fn by_token(tx: &Tx<'_>, token: &str, lifetime: Lifetime, now_ms: u64) -> Result<Caller, AccountError> {
    let found = tx.query_opt(include_str!("sql/device_by_token.sql"), &[&hash_token(token)], |row| {
        let caller = Caller { account: people::read(row)?, device: row.get(4)?, key: row.get(5)? };
        let last_used = sessions::last_used(row.get(7)?, row.get(8)?, row.get(9)?);
        Ok((caller, row.get::<Option<u64>>(6)?, lifetime.end(last_used)))
    })?;
    match found {
        None => Err(AccountError::UnknownToken),
        Some((_, Some(_), _)) => Err(AccountError::Revoked),
        Some((_, None, Some(end))) if end <= now_ms => Err(AccountError::SessionExpired),
        Some((caller, None, _)) => Ok(caller),
    }
}

/// A device as the author of events that somebody else offers: its key, and what its account may do now.
///
/// # Errors
/// When the database fails.
pub fn author(tx: &Tx<'_>, device: DeviceId) -> Result<Option<Author>, AccountError> {
    let found = tx.query_opt(include_str!("sql/device_by_id.sql"), &[&device], |row| {
        Ok((row.get::<AccountId>(0)?, row.get(1)?, row.get::<Option<u64>>(2)?.is_some()))
    })?;
    let Some((account, key, revoked)) = found else { return Ok(None) };
    let grants = grants::of_account(tx, account)?;
    let closed = forward::closed(tx)?;
    Ok(Some(Author {
        caller: sync::Caller { device, key, account, grants, left_out: BTreeSet::new(), closed },
        revoked,
    }))
}

/// All devices of people, the newest first.
///
/// # Errors
/// When the database fails.
pub fn list(tx: &Tx<'_>, lifetime: Lifetime) -> Result<Vec<(DeviceInfo, Account)>, AccountError> {
    Ok(tx.query(include_str!("sql/devices.sql"), &[], |row| info(row, lifetime))?)
}

/// Whose a device is.
///
/// # Errors
/// [`AccountError::UnknownDevice`], or when the database fails.
pub fn owner(tx: &Tx<'_>, device: DeviceId) -> Result<Account, AccountError> {
    let known = known(tx, device)?.ok_or(AccountError::UnknownDevice)?;
    people::by_id(tx, known.account)
}

/// Ends a device. Its token stops working at once; what it still holds can be exported there.
///
/// # Errors
/// When the database fails.
pub fn revoke(tx: &Tx<'_>, device: DeviceId, now_ms: u64) -> Result<(), AccountError> {
    tx.execute(include_str!("sql/device_revoke.sql"), &[&device, &now_ms])?;
    Ok(())
}

fn info(row: &Row<'_>, lifetime: Lifetime) -> Result<(DeviceInfo, Account), StoreError> {
    let account = people::read(row)?;
    let (enrolled_at, last_heard, revoked_at) = (row.get(6)?, row.get(7)?, row.get::<Option<u64>>(8)?);
    let end = lifetime.end(sessions::last_used(enrolled_at, row.get(9)?, last_heard));
    let is_open = revoked_at.is_none() && row.get::<bool>(10)?;
    let info = DeviceInfo {
        id: row.get(4)?,
        account: account.id,
        name: account.name.clone(),
        label: row.get(5)?,
        enrolled_at,
        last_heard,
        revoked_at,
        session_until: end.filter(|_| is_open),
    };
    Ok((info, account))
}
