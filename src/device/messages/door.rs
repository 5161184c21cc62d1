//! Doors as people see them: in lists, today, one by one with their history.

use serde::{Deserialize, Serialize};

use super::{CoverageView, TopicLine};
use crate::domain::{
    area::Point,
    day::Day,
    door::{DoorState, PledgeState},
    facts::DoorKind,
    ids::{AccountId, AreaId, EntityId, EventId, LogId, RoundId},
    photo::Photo,
};

/// Which doors.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoorQuery {
    /// Typed text: door number, lane, name, pinyin, initials. Words are joined by "and".
    pub text: String,
    /// Only this village or grid.
    pub area: Option<AreaId>,
    /// Only these states; empty = all.
    pub states: Vec<DoorState>,
    /// Only doors with a key group.
    pub key_group: bool,
    /// Only doors with a promised re-visit.
    pub promised: bool,
    /// Only households or only units.
    pub kind: Option<DoorKind>,
    /// Only rented homes.
    #[serde(default)]
    pub rented: bool,
    /// Only where somebody has to look again.
    #[serde(default)]
    pub to_check: bool,
    /// How many to skip.
    pub offset: u32,
    /// At most this many.
    pub limit: u32,
}

/// A window of doors.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoorPage {
    /// All that match.
    pub total: u32,
    /// The window, by village, lane and natural order of numbers.
    pub rows: Vec<DoorLine>,
}

/// A door in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoorLine {
    /// The door.
    pub id: EntityId,
    /// Household or unit.
    pub kind: DoorKind,
    /// Lane, street or building.
    pub lane: String,
    /// Door number.
    pub number: String,
    /// Contact name or unit's name.
    pub name: String,
    /// Its village.
    pub village: AreaId,
    /// State in the present round.
    pub state: DoorState,
    /// Pledge in the present round.
    pub pledge: PledgeState,
    /// Key groups and tags.
    pub tags: Vec<String>,
    /// A promised re-visit.
    pub revisit: Option<Day>,
    /// Day of the last visit of any outcome.
    pub last_visit: Option<Day>,
    /// Away until.
    pub away_until: Option<Day>,
    /// Knocks in vain in this round.
    pub attempts: u32,
    /// Has a conflict to decide.
    pub conflict: bool,
    /// Has records that the server has not acknowledged.
    pub unsent: bool,
}

/// Doors to visit, in groups.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Today {
    /// The present round, none if none is open.
    pub round: Option<RoundLine>,
    /// Progress of the assigned doors in the round.
    pub coverage: CoverageView,
    /// Groups (building or lane) ordered by their most urgent door.
    pub groups: Vec<TodayGroup>,
    /// Doors that are due, all groups.
    pub due: u32,
    /// What is spoken about these days, if somebody published it.
    pub topic: Option<TopicLine>,
}

/// Doors to visit in the order in which to walk them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Walk {
    /// Those whose place is known.
    pub doors: Vec<TodayDoor>,
    /// The others, most urgent first.
    pub placeless: Vec<TodayDoor>,
    /// How far it is from the first to the last, straight from door to door.
    pub metres: u32,
}

/// The present round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundLine {
    /// The round.
    pub id: RoundId,
    /// Display name.
    pub name: String,
    /// First day.
    pub first: Day,
    /// Last day.
    pub last: Day,
}

/// A building or lane.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TodayGroup {
    /// Its village's name.
    pub village: String,
    /// Lane, street or building.
    pub lane: String,
    /// Most urgent first, then house numbers.
    pub doors: Vec<TodayDoor>,
}

/// A door to visit and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TodayDoor {
    /// The door.
    pub line: DoorLine,
    /// Why: `promised`, `never_reached`, `attempted`, `key_group_due`, `unit_due`, `second_look`, `back_soon`.
    pub reason: String,
}

/// Everything about one door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoorView {
    /// As in lists.
    pub line: DoorLine,
    /// The log in which it stands.
    pub log: LogId,
    /// Name of the village.
    pub village_name: String,
    /// Registry fields with their heads.
    pub fields: Vec<FieldView>,
    /// Visits, pledges, edits, newest first.
    pub history: Vec<HistoryLine>,
    /// Where it is.
    pub location: Option<Point>,
    /// Registered adults.
    pub adults: Option<u32>,
    /// Topics that fit its key groups: fraud type codes.
    pub topics: Vec<String>,
    /// A draft of the visit form waits here.
    pub draft: bool,
    /// Who saw after the last sign of life that nobody lives there; in order.
    pub gone: Vec<GoneLine>,
    /// Since when the door is exempt from the round.
    pub exempt_since: Option<Day>,
    /// The entry that stands for this one, when it was closed as a double.
    pub stands_for_it: Option<EntityId>,
    /// Doubles for which this entry stands.
    pub merged: Vec<MergedLine>,
}

/// A double of a household.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergedLine {
    /// The double, with its history.
    pub door: EntityId,
    /// Lane, number and name, for people.
    pub label: String,
    /// The closing; taking it back undoes the merge.
    pub closing: EventId,
}

/// Somebody saw that nobody lives there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoneLine {
    /// Whether it was the account of this device.
    pub own: bool,
    /// On which day.
    pub on: Day,
}

/// A registry field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldView {
    /// Its name, see [`crate::domain::facts::field`].
    pub name: String,
    /// The value that shows.
    pub value: String,
    /// The heads: a new edit names them as base. More than one with different values is a conflict.
    pub heads: Vec<Head>,
    /// Whether somebody must decide.
    pub conflict: bool,
}

/// A value that somebody recorded and nobody replaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The edit.
    pub event: EventId,
    /// Its value.
    pub value: String,
    /// Who.
    pub actor: AccountId,
    /// Unix milliseconds.
    pub at: u64,
}

/// One record about a door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryLine {
    /// The event.
    pub event: EventId,
    /// Its kind, e.g. `visit.recorded`.
    pub kind: String,
    /// Code of its main content: an outcome, `signed`, field names …
    pub detail: String,
    /// Free text of the record.
    pub note: String,
    /// Photos that it names.
    pub photos: Vec<Photo>,
    /// Who.
    pub actor: AccountId,
    /// By the account of this device.
    pub own: bool,
    /// Unix milliseconds (effective).
    pub at: u64,
    /// What became of it.
    pub delivery: Delivery,
    /// Taken back, with the reason.
    pub retracted: Option<String>,
    /// Of a pledge: the server's countersignature is kept here.
    pub countersigned: bool,
    /// Of a signed pledge: the signer has withdrawn it.
    pub withdrawn: bool,
    /// The events that are taken back with it, its own first; empty where it cannot be taken back.
    pub take_back: Vec<EventId>,
}

/// What became of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "delivery", rename_all = "snake_case")]
pub enum Delivery {
    /// Durable here, waits to be sent.
    Queued,
    /// On its way.
    Sent,
    /// Received by the server.
    Received,
    /// Held by the server for a reviewer.
    Held,
    /// Refused by the server and kept apart here.
    Quarantined {
        /// The server's code.
        code: String,
    },
}

/// The pledge's text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PledgeText {
    /// Its id.
    pub id: String,
    /// Heading.
    pub title: String,
    /// Paragraphs.
    pub paragraphs: Vec<String>,
}

/// A draft that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftLine {
    /// The door.
    pub door: EntityId,
    /// Its lane and number, for people.
    pub label: String,
    /// The form.
    pub form: String,
    /// Unix milliseconds.
    pub kept_at: u64,
}

/// An own record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordLine {
    /// As in a door's history.
    pub line: HistoryLine,
    /// The door, if it is about one.
    pub door: Option<EntityId>,
    /// Its lane and number, for people.
    pub label: String,
}

/// A field that needs a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConflictLine {
    /// The door.
    pub door: EntityId,
    /// Its lane and number, for people.
    pub label: String,
    /// The field with all its heads.
    pub field: FieldView,
}
