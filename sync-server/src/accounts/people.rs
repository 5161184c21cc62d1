//! Accounts: a person's name, role and area.

use nfv::{
    domain::ids::{AccountId, AreaId},
    sync::enrolment::{AccountInfo, Role},
};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::AccountError;

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
pub fn add(conn: &Connection, person: &NewPerson<'_>, now_ms: u64) -> Result<Account, AccountError> {
    let mut statement = conn.prepare_cached(include_str!("sql/account_add.sql"))?;
    let added = statement.execute(params![
        person.id.as_bytes(),
        person.name,
        person.role.as_str(),
        person.area.as_bytes(),
        person.password,
        now_ms.cast_signed()
    ])?;
    if added == 0 {
        return Err(AccountError::NameTaken);
    }
    Ok(Account { id: person.id, name: person.name.to_owned(), role: person.role, area: person.area })
}

/// The account of an id.
///
/// # Errors
/// [`AccountError::UnknownAccount`], or when the database fails.
pub fn by_id(conn: &Connection, id: AccountId) -> Result<Account, AccountError> {
    let mut statement = conn.prepare_cached(include_str!("sql/account_by_id.sql"))?;
    statement.query_row([id.as_bytes()], read).optional()?.ok_or(AccountError::UnknownAccount)
}

/// The account of a name and its PHC string, if it has one.
///
/// # Errors
/// When the database fails.
pub fn by_name(conn: &Connection, name: &str) -> Result<Option<(Account, Option<String>)>, AccountError> {
    let mut statement = conn.prepare_cached(include_str!("sql/account_by_name.sql"))?;
    Ok(statement.query_row([name], |row| Ok((read(row)?, row.get(4)?))).optional()?)
}

/// Sets the PHC string of an account's password.
///
/// # Errors
/// When the database fails.
pub fn set_password(conn: &Connection, id: AccountId, password: &str) -> Result<(), AccountError> {
    conn.prepare_cached(include_str!("sql/account_password.sql"))?.execute(params![id.as_bytes(), password])?;
    Ok(())
}

/// All accounts, by name, with their enrolled devices.
///
/// # Errors
/// When the database fails.
pub fn list(conn: &Connection) -> Result<Vec<AccountInfo>, AccountError> {
    let mut statement = conn.prepare_cached(include_str!("sql/accounts.sql"))?;
    let info = |row: &Row<'_>| {
        let Account { id, name, role, area } = read(row)?;
        Ok(AccountInfo { id, name, role, area, devices: row.get(4)? })
    };
    Ok(statement.query_map([], info)?.collect::<Result<_, _>>()?)
}

/// Reads the columns id, name, role, area_id.
pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Account> {
    let role: String = row.get(2)?;
    let role = Role::parse(&role).ok_or(rusqlite::Error::InvalidColumnName(role))?;
    Ok(Account { id: AccountId(id(row, 0)?), name: row.get(1)?, role, area: AreaId(id(row, 3)?) })
}

/// Reads 16 bytes as an id.
pub(super) fn id(row: &Row<'_>, column: usize) -> rusqlite::Result<uuid::Uuid> {
    row.get::<_, [u8; 16]>(column).map(uuid::Uuid::from_bytes)
}
