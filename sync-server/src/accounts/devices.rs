//! Devices of accounts: key, token, revocation.

use nfv::{
    domain::ids::{AccountId, DeviceId},
    sync::enrolment::DeviceInfo,
};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{
    AccountError,
    people::{self, Account, id},
    secrets::{SecretHash, hash_token},
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
    conn: &Connection,
    account: AccountId,
    device: &NewDevice<'_>,
    token: &SecretHash,
    now_ms: u64,
) -> Result<(), AccountError> {
    let known = conn
        .prepare_cached(include_str!("sql/device_by_id.sql"))?
        .query_row([device.id.as_bytes()], |row| {
            Ok((AccountId(id(row, 0)?), row.get::<_, [u8; 32]>(1)?, row.get::<_, Option<i64>>(2)?))
        })
        .optional()?;
    match known {
        Some((_, _, Some(_))) => return Err(AccountError::Revoked),
        Some((owner, key, None)) if owner != account || key != device.key => return Err(AccountError::DeviceTaken),
        _ => {}
    }
    let label: String = device.label.chars().take(MAX_LABEL).collect();
    conn.prepare_cached(include_str!("sql/device_register.sql"))?.execute(params![
        device.id.as_bytes(),
        account.as_bytes(),
        device.key,
        label,
        token,
        now_ms.cast_signed()
    ])?;
    Ok(())
}

/// Who has this token.
///
/// # Errors
/// [`AccountError::UnknownToken`], [`AccountError::Revoked`], or when the database fails.
pub fn by_token(conn: &Connection, token: &str) -> Result<Caller, AccountError> {
    let mut statement = conn.prepare_cached(include_str!("sql/device_by_token.sql"))?;
    let found = statement.query_row([hash_token(token)], |row| {
        let caller = Caller { account: people::read(row)?, device: DeviceId(id(row, 4)?), key: row.get(5)? };
        Ok((caller, row.get::<_, Option<i64>>(6)?))
    });
    match found.optional()? {
        None => Err(AccountError::UnknownToken),
        Some((_, Some(_))) => Err(AccountError::Revoked),
        Some((caller, None)) => Ok(caller),
    }
}

/// All devices of people, the newest first.
///
/// # Errors
/// When the database fails.
pub fn list(conn: &Connection) -> Result<Vec<(DeviceInfo, Account)>, AccountError> {
    let mut statement = conn.prepare_cached(include_str!("sql/devices.sql"))?;
    Ok(statement.query_map([], info)?.collect::<Result<_, _>>()?)
}

/// One device and its account.
///
/// # Errors
/// [`AccountError::UnknownDevice`], or when the database fails.
pub fn find(conn: &Connection, device: DeviceId) -> Result<(DeviceInfo, Account), AccountError> {
    let found = list(conn)?.into_iter().find(|(info, _)| info.id == device);
    found.ok_or(AccountError::UnknownDevice)
}

/// Ends a device. Its token stops working at once; what it still holds can be exported there.
///
/// # Errors
/// When the database fails.
pub fn revoke(conn: &Connection, device: DeviceId, now_ms: u64) -> Result<(), AccountError> {
    let mut statement = conn.prepare_cached(include_str!("sql/device_revoke.sql"))?;
    statement.execute(params![device.as_bytes(), now_ms.cast_signed()])?;
    Ok(())
}

fn info(row: &Row<'_>) -> rusqlite::Result<(DeviceInfo, Account)> {
    let account = people::read(row)?;
    let time = |column: usize| row.get::<_, Option<i64>>(column).map(|ms| ms.map(i64::cast_unsigned));
    let info = DeviceInfo {
        id: DeviceId(id(row, 4)?),
        account: account.id,
        name: account.name.clone(),
        label: row.get(5)?,
        enrolled_at: time(6)?.unwrap_or_default(),
        last_heard: time(7)?,
        revoked_at: time(8)?,
    };
    Ok((info, account))
}
