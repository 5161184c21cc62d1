//! `account` and `enrol`: how the first people come in, and how somebody is kept out again.

use clap::{Args, Subcommand, ValueEnum};
use nfv::{domain::ids::AccountId, sync::enrolment::Role};
use std::sync::Arc;

use super::{CliError, say};
use crate::{
    accounts::{
        AccountError,
        audit::{self, Action},
        password,
        people::{self, NewPerson},
        sessions,
    },
    areas::import::by_code,
    handlers::enrolment::make_invitation,
    http::App,
    ports::random_bytes,
};

/// Arguments of `account`.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Every account, one JSON object a line
    List,
    /// Add an account
    Add(Add),
    /// Give an account another role, or move it to another area; what it may read and write follows at once
    Role {
        /// Display name
        name: String,
        /// What it is for from now on
        #[arg(value_enum)]
        role: RoleName,
        /// Statistical code of the area it belongs to from now on
        #[arg(long)]
        area: Option<String>,
    },
    /// Keep an account out: no password, no open invitation, its devices revoked. `enrol` lets it in again
    Disable {
        /// Display name
        name: String,
    },
    /// Make a new password for an account and print it; all its sessions end
    Password {
        /// Display name of the account
        name: String,
    },
}

/// Arguments of `account add`.
#[derive(Args, Debug)]
pub(super) struct Add {
    /// Display name, unique
    name: String,
    /// What it is for
    #[arg(long, value_enum)]
    role: RoleName,
    /// Statistical code of its area
    #[arg(long)]
    area: String,
    /// Make a password for sign-in at a desk and print it
    #[arg(long)]
    password: bool,
}

/// Arguments of `enrol`.
#[derive(Args, Debug)]
pub(super) struct Enrol {
    /// Display name of the account
    name: String,
    /// Print the link as JSON
    #[arg(long)]
    json: bool,
}

/// Roles as the command line writes them.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum RoleName {
    County,
    Reviewer,
    Committee,
    Worker,
    Police,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::County => Self::County,
            RoleName::Reviewer => Self::Reviewer,
            RoleName::Committee => Self::Committee,
            RoleName::Worker => Self::Worker,
            RoleName::Police => Self::Police,
        }
    }
}

/// `account …`.
pub(super) fn account(app: &Arc<App>, command: &Command) -> Result<(), CliError> {
    match command {
        Command::List => list(app),
        Command::Add(arguments) => add(app, arguments),
        Command::Role { name, role, area } => change_role(app, name, (*role).into(), area.as_deref()),
        Command::Disable { name } => disable(app, name),
        Command::Password { name } => reset_password(app, name),
    }
}

fn list(app: &Arc<App>) -> Result<(), CliError> {
    for account in app.store.read(people::list)? {
        say(serde_json::to_string(&account).map_err(std::io::Error::from)?)?;
    }
    Ok(())
}

fn change_role(app: &Arc<App>, name: &str, role: Role, code: Option<&str>) -> Result<(), CliError> {
    let area_of = |code: &str| by_code(&app.store, code)?.ok_or_else(|| CliError::UnknownCode(code.to_owned()));
    let area = code.map(area_of).transpose()?.map(|area| area.id);
    let now = app.now_ms();
    app.store.write::<_, AccountError>(|tx| {
        let (account, _) = people::by_name(tx, name)?.ok_or(AccountError::UnknownAccount)?;
        Ok(people::change(tx, &account, (role, area.unwrap_or(account.area)), None, now)?)
    })?;
    Ok(())
}

fn disable(app: &Arc<App>, name: &str) -> Result<(), CliError> {
    let now = app.now_ms();
    let devices = app.store.write::<_, AccountError>(|tx| {
        let (account, _) = people::by_name(tx, name)?.ok_or(AccountError::UnknownAccount)?;
        tx.execute("UPDATE account SET password = NULL WHERE id = ?1", &[&account.id])?;
        tx.execute(
            "UPDATE invitation SET expires_at = ?2 WHERE account_id = ?1 AND expires_at > ?2",
            &[&account.id, &now],
        )?;
        let revoke = "UPDATE device SET revoked_at = ?2 WHERE account_id = ?1 AND revoked_at IS NULL";
        let devices = tx.execute(revoke, &[&account.id, &now])?;
        audit::record(tx, now, None, Action::Account, Some(account.id.as_bytes()), "disabled")?;
        Ok(devices)
    })?;
    say(format_args!("{devices} devices revoked"))
}

fn add(app: &Arc<App>, add: &Add) -> Result<(), CliError> {
    let area = by_code(&app.store, &add.area)?.ok_or_else(|| CliError::UnknownCode(add.area.clone()))?;
    let password = add.password.then(|| password::make(&*app.random));
    let stored = password.as_deref().map(|password| password::hash(password, &*app.random)).transpose()?;
    let (id, now) = (AccountId::from_random(random_bytes(&*app.random)), app.now_ms());
    app.store.write::<_, AccountError>(|tx| {
        let role = Role::from(add.role);
        let person = NewPerson { id, name: &add.name, role, area: area.id, password: stored.as_deref() };
        people::add(tx, &person, now)?;
        Ok(audit::record(tx, now, None, Action::Account, Some(id.as_bytes()), role.as_str())?)
    })?;
    say(format_args!("{}  {}", add.name, password.unwrap_or_default()).to_string().trim_end())
}

/// `account password`.
fn reset_password(app: &Arc<App>, name: &str) -> Result<(), CliError> {
    let password = password::make(&*app.random);
    let hash = password::hash(&password, &*app.random)?;
    app.store.write::<_, AccountError>(|tx| {
        let (account, _) = people::by_name(tx, name)?.ok_or(AccountError::UnknownAccount)?;
        people::set_password(tx, account.id, &hash)?;
        sessions::end_others(tx, account.id, None)?;
        Ok(audit::record(tx, app.now_ms(), None, Action::PasswordReset, Some(account.id.as_bytes()), "")?)
    })?;
    say(format_args!("{name}  {password}"))
}

/// `enrol`.
pub(super) fn enrol(app: &Arc<App>, arguments: &Enrol) -> Result<(), CliError> {
    let invitation = app.store.write(|tx| {
        let (account, _) = people::by_name(tx, &arguments.name)?.ok_or(AccountError::UnknownAccount)?;
        make_invitation(tx, app, &account, None)
    })?;
    let link = format!("{}/join/{}", app.config.origin(), invitation.code);
    if arguments.json {
        say(serde_json::json!({ "name": arguments.name, "link": link, "expires_at": invitation.expires_at }))
    } else {
        say(link)
    }
}
