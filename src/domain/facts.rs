//! What events state: one struct per kind, read from the body's JSON.
//!
//! A body always carries `salt` (16 hex digits) beside these fields. Fields and kinds that this version does not know are
//! kept in the event untouched and ignored here. A known kind with an unreadable body is [`Fact::Unreadable`]: it stays
//! in the log and is shown, never counted.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::collections::BTreeMap;

use super::{
    area::{Area, Point},
    day::Day,
    ids::{AccountId, AreaId, EntityId, EventId},
};

/// What kind of door.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DoorKind {
    /// A household.
    Household,
    /// A shop, school, company, hotel, public office (单位/场所).
    Unit,
}

impl DoorKind {
    /// The name on the wire and in tables.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Household => "household",
            Self::Unit => "unit",
        }
    }
}

/// `door.registered`: a door comes into being; entity = the door. `fields` are its first heads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoorRegistered {
    /// Household or unit.
    pub door: DoorKind,
    /// First values of registry fields, by name; see [`field`].
    pub fields: BTreeMap<String, String>,
}

/// Names of the registry fields of a door. Values are text; an empty text means "none".
pub mod field {
    /// Id of the grid (an area below the village).
    pub const GRID: &str = "grid";
    /// Lane, street or building.
    pub const LANE: &str = "lane";
    /// Door number.
    pub const NUMBER: &str = "number";
    /// Contact name (household) or name of the unit.
    pub const NAME: &str = "name";
    /// Telephone of the contact.
    pub const PHONE: &str = "phone";
    /// Registered adults, a whole number.
    pub const ADULTS: &str = "adults";
    /// `permanent` or `migrant`.
    pub const RESIDENCE: &str = "residence";
    /// Key groups and other tags, separated by spaces: `elderly`, `student`, `finance`, `trader`, `migrant`, `victim` …
    pub const TAGS: &str = "tags";
    /// `longitude latitude` in integers of 1e-7 degree, WGS 84.
    pub const LOCATION: &str = "location";
    /// Responsible person (units).
    pub const RESPONSIBLE: &str = "responsible";
    /// Staff count (units), a whole number.
    pub const STAFF: &str = "staff";
}

/// One edited field: the value and the edits whose values the editor saw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldEdit {
    /// The new value.
    pub value: String,
    /// The heads that the editor saw; a decision of a conflict names them all.
    pub base: Vec<EventId>,
}

/// `door.edited`: registry fields change; entity = the door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoorEdited {
    /// By field name.
    pub fields: BTreeMap<String, FieldEdit>,
    /// Why, when a correction asks for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// `door.closed`: the household left or was merged away; its history stays, it no longer counts. Entity = the door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoorClosed {
    /// Free text or a code such as `occupants_changed`, `merged`.
    pub reason: String,
    /// The door that took its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successor: Option<EntityId>,
}

/// What a knock on the door came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// An adult of the household was met.
    Met,
    /// Nobody home.
    NobodyHome,
    /// Somebody answered and declined the visit.
    Declined,
    /// Away until about that day.
    Away {
        /// When they are expected back.
        until: Day,
    },
    /// Nobody lives there.
    Empty,
    /// They moved away for good.
    Moved,
    /// The building is gone.
    Demolished,
}

/// How a visit was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// At the door.
    #[default]
    Door,
    /// By telephone.
    Phone,
    /// By video call.
    Video,
    /// Entered later from a paper sheet.
    Paper,
    /// At the door, as part of an inspection: one alone exempts an empty door.
    Inspection,
}

/// `visit.recorded`; entity = the door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitRecorded {
    /// What it came to.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// How it was made.
    #[serde(default)]
    pub method: Method,
    /// Adults met.
    #[serde(default)]
    pub adults_met: u16,
    /// Adults living there, as told at the door; 0 = not asked.
    #[serde(default)]
    pub adults: u16,
    /// Codes of the topics spoken about (fraud types).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
    /// The residents' notice (市民告知书) was handed over.
    #[serde(default)]
    pub notice: bool,
    /// A promised re-visit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revisit: Option<Day>,
    /// Free text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// One point at the moment of the visit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Point>,
}

/// `pledge.signed`, with a proof; entity = the door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PledgeSigned {
    /// Id of the text that was read, e.g. `pledge-2026-1`.
    pub text: String,
    /// SHA-256 of the exact text shown, hex.
    pub text_hash: String,
    /// The signer's name as written by the worker.
    pub signer: String,
    /// Strokes; each a list of (x, y, ms since the first point) with x, y in 1/1000 of the pad's width.
    pub strokes: Vec<Vec<(i32, i32, u32)>>,
    /// Where the text was read to the signer, by whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assisted_by: Option<String>,
}

/// `pledge.declined`, with a proof; entity = the door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PledgeDeclined {
    /// Id of the text that was offered.
    pub text: String,
}

/// `pledge.withdrawn`, with a proof; entity = the door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PledgeWithdrawn {
    /// The signing that is withdrawn.
    pub target: EventId,
}

/// `fact.retracted`: a mistake is taken back with a reason; entity = that of the target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactRetracted {
    /// The event that no longer counts.
    pub target: EventId,
    /// Why.
    pub reason: String,
}

/// `assignment.made`: who looks after which doors; entity = the assignment. It orders lists, it ranks nobody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignmentMade {
    /// The account.
    pub account: AccountId,
    /// A grid or a village.
    pub area: AreaId,
    /// First day.
    pub from: Day,
    /// Last day, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
}

/// `rule_set.adopted`: a version of the rule set, whole; entity = the rule set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleSetAdopted {
    /// Its version, e.g. `2026-1`.
    pub version: String,
    /// The TOML document.
    pub toml: String,
}

/// `round.opened`; entity = the round. In the county's or township's field log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundOpened {
    /// Display name.
    pub name: String,
    /// First day.
    pub first: Day,
    /// Last day.
    pub last: Day,
    /// Version of the rule set that holds throughout.
    pub rule_set: String,
}

/// `point.registered`: a publicity point is required here; entity = the point.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointRegistered {
    /// `compound`, `factory`, `entrance`, `lift`, `office`, `bank`, `market`, `school`.
    pub place: String,
    /// What and where, for people.
    pub name: String,
    /// Where, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Point>,
}

/// `point.checked`; entity = the point.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointChecked {
    /// Whether the publicity was there.
    pub present: bool,
}

/// `activity.held`; entity = the activity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityHeld {
    /// Duty kind that it fulfils, e.g. `activity`, `meeting`.
    pub duty: String,
    /// The day it was held.
    pub on: Day,
    /// What and where.
    pub title: String,
    /// How many came.
    #[serde(default)]
    pub attendance: u32,
}

/// `message.sent`: self-declared; entity = the message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageSent {
    /// Duty kind that it fulfils, e.g. `group_message`, `parent_message`.
    pub duty: String,
    /// The day it was sent.
    pub on: Day,
}

/// `sample.drawn`: the round's awareness sample; entity = the sample. In the village's field log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampleDrawn {
    /// How many were eligible when it was drawn.
    pub eligible: u32,
    /// The doors in drawn order, more than asked for, so that a refusal passes to the next.
    pub doors: Vec<EntityId>,
}

/// `awareness.asked`: one respondent of the drawn sample; entity = the sample.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwarenessAsked {
    /// The door of the respondent.
    pub door: EntityId,
    /// Correct answers of three; none = refused, the next in order is asked.
    pub correct: Option<u8>,
}

/// `inspection.checked`: one checked item of an inspection; entity = the inspection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InspectionChecked {
    /// What was checked: a door, a point …
    pub subject: EntityId,
    /// Whether it was as reported.
    pub passed: bool,
}

/// What a case is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CaseKind {
    /// Somebody of the village was defrauded.
    Victim,
    /// Somebody of the village is a confirmed suspect.
    Suspect,
    /// A den in the village.
    Den,
    /// A loss prevented, an attempt, a warning: never counts against anybody.
    Prevented,
}

/// `case.filed`, in the cases log, by police accounts; entity = the case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseFiled {
    /// What it is about.
    pub case: CaseKind,
    /// Day of the first transfer (victim) or of the confirmation.
    pub on: Day,
    /// Loss in yuan.
    #[serde(default)]
    pub loss: u64,
    /// Since when the victim has lived in the village.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resident_since: Option<Day>,
    /// The door, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub door: Option<EntityId>,
    /// Fraud type code.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub fraud: String,
}

/// `case.traced`: what was done at that door before has been looked up; entity = the case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseTraced {
    /// The day.
    pub on: Day,
}

/// `case.revisited`: the household was re-visited after the case; entity = the case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseRevisited {
    /// The day.
    pub on: Day,
}

macro_rules! facts {
    ($($kind:literal => $name:ident($body:ty)),+ $(,)?) => {
        /// What an event states.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Fact {
            $(#[doc = concat!("`", $kind, "`")] $name($body),)+
            /// A kind of a newer version.
            Unknown,
            /// A known kind whose body this version cannot read.
            Unreadable,
        }

        impl Fact {
            /// Reads the body of an event of this kind.
            #[must_use]
            pub fn parse(kind: &str, body: &str) -> Self {
                match kind {
                    $($kind => read(body).map_or(Self::Unreadable, Self::$name),)+
                    _ => Self::Unknown,
                }
            }

            /// The kind under which the fact is recorded; empty for facts that only a newer version can write.
            #[must_use]
            pub const fn kind(&self) -> &'static str {
                match self {
                    $(Self::$name(_) => $kind,)+
                    Self::Unknown | Self::Unreadable => "",
                }
            }

            /// The body of an event: this fact's fields and the salt.
            ///
            /// # Errors
            /// When the fact is unknown, unreadable or cannot be written as a JSON object.
            pub fn to_body(&self, salt: [u8; 8]) -> Result<String, serde_json::Error> {
                match self {
                    $(Self::$name(fact) => write(fact, salt),)+
                    Self::Unknown | Self::Unreadable => {
                        Err(serde::ser::Error::custom("a fact of an unknown kind has no body"))
                    }
                }
            }
        }
    };
}

facts! {
    "area.defined" => AreaDefined(Area),
    "door.registered" => DoorRegistered(DoorRegistered),
    "door.edited" => DoorEdited(DoorEdited),
    "door.closed" => DoorClosed(DoorClosed),
    "visit.recorded" => VisitRecorded(VisitRecorded),
    "pledge.signed" => PledgeSigned(PledgeSigned),
    "pledge.declined" => PledgeDeclined(PledgeDeclined),
    "pledge.withdrawn" => PledgeWithdrawn(PledgeWithdrawn),
    "fact.retracted" => FactRetracted(FactRetracted),
    "assignment.made" => AssignmentMade(AssignmentMade),
    "rule_set.adopted" => RuleSetAdopted(RuleSetAdopted),
    "round.opened" => RoundOpened(RoundOpened),
    "point.registered" => PointRegistered(PointRegistered),
    "point.checked" => PointChecked(PointChecked),
    "activity.held" => ActivityHeld(ActivityHeld),
    "message.sent" => MessageSent(MessageSent),
    "sample.drawn" => SampleDrawn(SampleDrawn),
    "awareness.asked" => AwarenessAsked(AwarenessAsked),
    "inspection.checked" => InspectionChecked(InspectionChecked),
    "case.filed" => CaseFiled(CaseFiled),
    "case.traced" => CaseTraced(CaseTraced),
    "case.revisited" => CaseRevisited(CaseRevisited),
}

impl Fact {
    /// Whether events of this kind carry a proof.
    #[must_use]
    pub fn needs_proof(kind: &str) -> bool {
        kind.starts_with("pledge.") || kind.starts_with("title.")
    }
}

fn read<T: DeserializeOwned>(body: &str) -> Option<T> {
    serde_json::from_str(body).ok()
}

fn write<T: Serialize>(fact: &T, salt: [u8; 8]) -> Result<String, serde_json::Error> {
    #[derive(Serialize)]
    struct Salted<'a, T> {
        #[serde(flatten)]
        fact: &'a T,
        salt: String,
    }
    serde_json::to_string(&Salted { fact, salt: hex::encode(salt) })
}
