//! `POST /v1/imports?village=<area id>`: a roster as a dry run.
//!
//! The file (xlsx, xls, ods, csv; UTF-8 or GB18030) is the raw request body, its name in the `X-File-Name` header
//! (percent-encoded). The server parses and judges; nothing is written. The desk then records the accepted rows as
//! `door.registered` and `door.edited` events, with the bases that this preview shows.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use crate::domain::{facts::DoorKind, facts::FieldEdit, ids::EntityId};

/// Reply: every row of the file is either accepted or named with its reason.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RosterPreview {
    /// Data rows in the file, without header and wholly empty rows.
    pub rows: u32,
    /// How many can be taken.
    pub accepted: u32,
    /// Which cannot, and why. A row may appear more than once.
    pub rejected: Vec<RejectedRow>,
    /// Remarks that do not stop a row: code and row.
    pub remarks: Vec<RejectedRow>,
    /// What the accepted rows would do, in the order of the file.
    pub plan: Vec<PlannedDoor>,
}

/// A row that cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RejectedRow {
    /// As the spreadsheet numbers it: the header is row 1.
    pub row: u32,
    /// The column's heading in the file, empty when the row as a whole is meant.
    pub column: String,
    /// Stable code: `number_missing`, `duplicate_in_file`, `coordinates_swapped`, `outside_county`, `not_a_number`,
    /// `unknown_kind`, `unknown_grid` …
    pub reason: String,
    /// What stood there, shortened.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub value: String,
}

/// What one accepted row would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum PlannedDoor {
    /// A new door.
    Register {
        /// Row of the file.
        row: u32,
        /// Household or unit.
        kind: DoorKind,
        /// Field values by name.
        fields: BTreeMap<String, String>,
    },
    /// A known door (same lane and number) whose fields change.
    Edit {
        /// Row of the file.
        row: u32,
        /// The door.
        door: EntityId,
        /// Changed fields with the heads that the server saw.
        fields: BTreeMap<String, FieldEdit>,
    },
    /// A known door, nothing changes.
    Same {
        /// Row of the file.
        row: u32,
        /// The door.
        door: EntityId,
    },
}
