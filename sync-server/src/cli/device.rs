//! `device` and `audit`: who is in, and what was done.

use clap::{Args, Subcommand};
use nfv::domain::ids::{AccountId, DeviceId};
use serde_json::json;
use std::sync::Arc;
use uuid::Uuid;

use super::{CliError, say};
use crate::{
    accounts::{
        AccountError,
        audit::{self, Action},
        devices,
    },
    http::App,
};

/// Arguments of `device`.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Every enrolled device, one JSON object a line
    List,
    /// End a device: its token stops working at once; what it has not sent can be exported there
    Revoke {
        /// Its id
        id: Uuid,
    },
}

/// `device …`.
pub(super) fn device(app: &Arc<App>, command: &Command) -> Result<(), CliError> {
    match command {
        Command::List => list(app),
        Command::Revoke { id } => revoke(app, DeviceId(*id)),
    }
}

fn list(app: &Arc<App>) -> Result<(), CliError> {
    for (device, account) in app.store.read(|tx| devices::list(tx, app.lifetime()))? {
        say(json!({
            "id": device.id, "account": device.name, "role": account.role.as_str(), "label": device.label,
            "enrolled_at": device.enrolled_at, "last_heard": device.last_heard, "revoked_at": device.revoked_at,
        }))?;
    }
    Ok(())
}

fn revoke(app: &Arc<App>, device: DeviceId) -> Result<(), CliError> {
    let now = app.now_ms();
    app.store.write::<_, AccountError>(|tx| {
        devices::owner(tx, device)?;
        devices::revoke(tx, device, now)?;
        Ok(audit::record(tx, now, None, Action::Revocation, Some(device.as_bytes()), "")?)
    })?;
    Ok(())
}

/// Arguments of `audit`.
#[derive(Args, Debug)]
pub(super) struct Audit {
    /// Only this action, e.g. `sign_in_failed`
    #[arg(long)]
    action: Option<String>,
    /// Only what this account did
    #[arg(long)]
    actor: Option<Uuid>,
    /// Only what this account, device or area suffered
    #[arg(long)]
    subject: Option<Uuid>,
    /// Only from this time on, Unix milliseconds
    #[arg(long, default_value_t = 0)]
    since: u64,
}

/// Lines that are read at once.
const PAGE: i64 = 1000;

/// A line of the audit.
struct Line {
    id: i64,
    json: serde_json::Value,
    action: String,
    actor: Option<AccountId>,
    subject: Option<Vec<u8>>,
}

/// `audit`: one JSON object a line, the oldest first.
pub(super) fn audit(app: &Arc<App>, arguments: &Audit) -> Result<(), CliError> {
    let sql =
        "SELECT id, at, actor, action, subject, detail FROM audit WHERE id > ?1 AND at >= ?2 ORDER BY id LIMIT ?3";
    let mut last = 0_i64;
    loop {
        let page = app.store.read(|tx| tx.query(sql, &[&last, &arguments.since, &PAGE], read))?;
        for line in page.iter().filter(|line| wanted(arguments, line)) {
            say(&line.json)?;
        }
        match page.last() {
            Some(line) => last = line.id,
            None => return Ok(()),
        }
    }
}

fn read(row: &crate::store::Row<'_>) -> Result<Line, crate::store::StoreError> {
    let (actor, action, subject) =
        (row.get::<Option<AccountId>>(2)?, row.get::<String>(3)?, row.get::<Option<Vec<u8>>>(4)?);
    let named = subject.as_deref().and_then(|bytes| Uuid::from_slice(bytes).ok());
    let json = json!({
        "at": row.get::<u64>(1)?, "actor": actor, "action": action, "subject": named, "detail": row.get::<String>(5)?,
    });
    Ok(Line { id: row.get(0)?, json, action, actor, subject })
}

fn wanted(arguments: &Audit, line: &Line) -> bool {
    let is =
        |wanted: Option<Uuid>, found: Option<&[u8]>| wanted.is_none_or(|id| found == Some(id.as_bytes().as_slice()));
    arguments.action.as_ref().is_none_or(|action| *action == line.action)
        && is(arguments.actor, line.actor.as_ref().map(|id| id.as_bytes().as_slice()))
        && is(arguments.subject, line.subject.as_deref())
}
