//! The record of who let whom in, saw what and took what out: read at the desk, added to by devices.
//!
//! A desk works on its own copy, so only it knows what was looked at there. It keeps notes, numbered 1, 2, 3 …, and
//! delivers them with the next sync; the server takes each number of a device once. Lines hold codes and ids, no names.

use serde::{Deserialize, Serialize};

use crate::domain::ids::AccountId;

/// Most notes in one delivery.
pub const MAX_NOTES: usize = 100;

/// What a device notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum NotedAction {
    /// A household's page was looked at; the subject is the household.
    Viewed,
    /// Records left the device as a readable file.
    Exported,
    /// Records left the device as a sealed relay file.
    Relayed,
}

impl NotedAction {
    /// The name on the wire and in tables.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Viewed => "viewed",
            Self::Exported => "exported",
            Self::Relayed => "relayed",
        }
    }

    /// The action of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Viewed, Self::Exported, Self::Relayed].into_iter().find(|action| action.as_str() == name)
    }
}

/// One note of a device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditNote {
    /// Rises from note to note of a device.
    pub n: u32,
    /// Unix milliseconds, by the device's clock.
    pub at: u64,
    /// What was done.
    pub action: NotedAction,
    /// What it was done to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<uuid::Uuid>,
}

/// `POST /v1/audit`: at most [`MAX_NOTES`], in the order of their numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditNotes {
    /// The notes.
    pub notes: Vec<AuditNote>,
}

/// One line of the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditLine {
    /// Rises from line to line.
    pub id: u64,
    /// Unix milliseconds.
    pub at: u64,
    /// Who did it; none = somebody not signed in, or the server's command line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<AccountId>,
    /// Stable code: `sign_in`, `invitation`, `viewed` …
    pub action: String,
    /// The account, device, area or household that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<uuid::Uuid>,
    /// Codes and counts.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

/// `GET /v1/audit?before=<id>&actor=<account>&action=<code>`, each of them as wanted: lines about the caller's area and
/// below, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditPage {
    /// The lines.
    pub lines: Vec<AuditLine>,
    /// Where to read on; none at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<u64>,
}
