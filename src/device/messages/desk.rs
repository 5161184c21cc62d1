//! What the desk decides on, what is kept apart, and who did what.

use serde::{Deserialize, Serialize};

use crate::{
    domain::ids::{AccountId, EntityId, EventId, LogId},
    sync::{audit::AuditLine, held::HeldEvent},
};

/// Which lines of the audit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditQuery {
    /// Only what this account did.
    pub actor: Option<AccountId>,
    /// Only this action, by its code.
    pub action: Option<String>,
    /// Only lines older than this one: [`AuditView::before`] of the answer before.
    pub before: Option<u64>,
}

/// A window of the audit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditView {
    /// The newest first.
    pub lines: Vec<AuditEntry>,
    /// Where to read on; none at the end.
    pub before: Option<u64>,
}

/// A line of the audit with the names that the desk knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// As the server keeps it: codes and ids.
    pub line: AuditLine,
    /// Who did it; empty when nobody was signed in, or the account is not known here.
    pub who: String,
    /// What it is about: an account, a device, an area, a household; empty when it is not known here.
    pub about: String,
    /// The household that it is about.
    pub door: Option<EntityId>,
}

/// A held event for the page on which a reviewer decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldLine {
    /// As the server lists it: area, reason, author, refusal. Its log and id go into [`super::Request::DecideHeld`].
    pub held: HeldEvent,
    /// Name of its area; empty when it is not known here.
    pub area_name: String,
    /// Code of its main content, as in [`super::HistoryLine::detail`].
    pub detail: String,
    /// Its free text.
    pub note: String,
    /// The door that it is about, if it is known here.
    pub door: Option<EntityId>,
    /// How that door is called.
    pub label: String,
}

/// An event of this device that is kept apart: held, or refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AsideLine {
    /// Its log.
    pub log: LogId,
    /// Its id.
    pub event: EventId,
    /// Its kind.
    pub kind: String,
    /// Code of its main content.
    pub detail: String,
    /// Who recorded it.
    pub actor: AccountId,
    /// Unix milliseconds of its own stamp.
    pub at: u64,
    /// The door that it is about, if it is known here.
    pub door: Option<EntityId>,
    /// How that door is called.
    pub label: String,
    /// Why it is kept apart: `held`, `refused`, `id_reused`, or the server's code of rejection.
    pub code: String,
    /// The reviewer's words; empty unless `refused`.
    pub reason: String,
    /// Its hash, 64 hex digits.
    pub hash: String,
    /// The hash of the event that has its id on the server; only when the id was reused.
    pub other_hash: Option<String>,
    /// Whether a newer version of the app tries again by itself.
    pub retry_after_upgrade: bool,
}
