//! Accounts: a person's name, role and area.

use nfv::{
    domain::ids::{AccountId, AreaId},
    sync::enrolment::{AccountInfo, Role},
};

use super::{
    AccountError,
    audit::{self, Action},
};
use crate::store::{Row, StoreError, Tx};

/// A person's account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The account.
    pub id: AccountId,
    /// Display name, unique.
    pub name: String,
    /// What it is for.
    pub role: Role,
    /// Where it belongs.
    pub area: AreaId,
}

/// An account to be.
#[derive(Clone, Debug)]
pub struct NewPerson<'a> {
    /// Made by the caller.
    pub id: AccountId,
    /// Display name, unique.
    pub name: &'a str,
    /// What it is for.
    pub role: Role,
    /// Where it belongs.
    pub area: AreaId,
    /// PHC string; none = comes in by invitation only.
    pub password: Option<&'a str>,
}

/// Adds an account.
///
/// # Errors
/// [`AccountError::NameTaken`], or when the database fails.
pub fn add(tx: &Tx<'_>, person: &NewPerson<'_>, now_ms: u64) -> Result<Account, AccountError> {
    let added = tx.execute(
        include_str!("sql/account_add.sql"),
        &[&person.id, &person.name, &person.role.as_str(), &person.area, &person.password, &now_ms],
    )?;
    if added == 0 {
        return Err(AccountError::NameTaken);
    }
    Ok(Account { id: person.id, name: person.name.to_owned(), role: person.role, area: person.area })
}

/// The account of an id.
///
/// # Errors
/// [`AccountError::UnknownAccount`], or when the database fails.
pub fn by_id(tx: &Tx<'_>, id: AccountId) -> Result<Account, AccountError> {
    tx.query_opt(include_str!("sql/account_by_id.sql"), &[&id], read)?.ok_or(AccountError::UnknownAccount)
}

/// The account of a name and its PHC string, if it has one.
///
/// # Errors
/// When the database fails.
pub fn by_name(tx: &Tx<'_>, name: &str) -> Result<Option<(Account, Option<String>)>, AccountError> {
    Ok(tx.query_opt(include_str!("sql/account_by_name.sql"), &[&name], |row| Ok((read(row)?, row.get(4)?)))?)
}

/// Gives an account another role and area; the record says from which to which.
///
/// # Errors
/// When the database fails.
pub fn change(
    tx: &Tx<'_>,
    account: &Account,
    (role, area): (Role, AreaId),
    by: Option<AccountId>,
    now_ms: u64,
) -> Result<(), StoreError> {
    tx.execute("UPDATE account SET role = ?2, area_id = ?3 WHERE id = ?1", &[&account.id, &role.as_str(), &area])?;
    let mut detail = format!("{} to {}", account.role.as_str(), role.as_str());
    if area != account.area {
        detail = format!("{detail}, area {} to {area}", account.area);
    }
    audit::record(tx, now_ms, by, Action::RoleChanged, Some(account.id.as_bytes()), &detail)
}

/// Sets the PHC string of an account's password.
///
/// # Errors
/// When the database fails.
pub fn set_password(tx: &Tx<'_>, id: AccountId, password: &str) -> Result<(), AccountError> {
    tx.execute(include_str!("sql/account_password.sql"), &[&id, &password])?;
    Ok(())
}

/// All accounts, by name, with their enrolled devices.
///
/// # Errors
/// When the database fails.
pub fn list(tx: &Tx<'_>) -> Result<Vec<AccountInfo>, AccountError> {
    let info = |row: &Row<'_>| {
        let Account { id, name, role, area } = read(row)?;
        Ok(AccountInfo { id, name, role, area, devices: row.get(4)? })
    };
    Ok(tx.query(include_str!("sql/accounts.sql"), &[], info)?)
}

/// Reads the columns id, name, role, area_id.
pub(crate) fn read(row: &Row<'_>) -> Result<Account, StoreError> {
    let role = Role::parse(&row.get::<String>(2)?).ok_or(StoreError::Corrupt("role"))?;
    Ok(Account { id: row.get(0)?, name: row.get(1)?, role, area: row.get(3)? })
}
