//! Facts besides doors: retractions, assignments, rounds, publicity points, duties, samples, inspections, cases,
//! contacts, topics, visit days.
//!
//! What they add up to is told in [`crate::domain::village`] and [`crate::domain::round`].

use serde::{Deserialize, Serialize};

use crate::domain::{
    area::Point,
    day::Day,
    ids::{AccountId, AreaId, EntityId, EventId},
};

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
    /// What the order came from, hex: eligible doors by SHA-256 of seed and door, so that anybody can draw it again. Empty where
    /// it was drawn in another way.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub seed: String,
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

/// A person of a village whom one calls: the lead, the officer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Name, as one asks for it on the telephone.
    #[serde(default)]
    pub name: String,
    /// Telephone, as it is dialled; empty when not known.
    #[serde(default)]
    pub phone: String,
}

/// `village.contacts`: whom to call when somebody is being defrauded; the last one holds. In the village's field log;
/// entity = the village.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VillageContacts {
    /// The village lead.
    #[serde(default)]
    pub lead: Contact,
    /// The police officer.
    #[serde(default)]
    pub officer: Contact,
}

/// `topic.published`: what is spoken about these days; entity = the topic. In a village's, township's or county's field
/// log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopicPublished {
    /// Fraud type code.
    pub fraud: String,
    /// First day.
    pub from: Day,
    /// Last day.
    pub until: Day,
    /// What to tell people.
    pub text: String,
    /// Cases as the police published them: nobody can be recognised in them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cases: Vec<String>,
}

/// `day.planned`: a station goes to a list of doors on one day; entity = the day. The last plan holds. In the village's
/// field log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayPlanned {
    /// The day.
    pub on: Day,
    /// The police station.
    pub station: String,
    /// Names of those who go, as they are called; nothing is added up by them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<String>,
    /// The list, by lane.
    pub lanes: Vec<PlannedLane>,
    /// Doors that the work plan asks for on such a day.
    #[serde(default = "goal")]
    pub goal: u32,
}

impl DayPlanned {
    /// At least so many doors per station and day, where a plan does not say otherwise.
    pub const GOAL: u32 = 20;
}

const fn goal() -> u32 {
    DayPlanned::GOAL
}

/// A lane of a visit day's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedLane {
    /// Lane, street or building.
    pub lane: String,
    /// Its doors on the list.
    pub doors: Vec<EntityId>,
    /// Who takes it; empty when nobody was named.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub member: String,
}

/// `day.closed`: the sheet was closed; what is recorded for the day later counts too. Entity = the day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayClosed {
    /// Doors visited, as far as whoever closed it knew.
    pub visited: u32,
    /// What there is to say.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}
