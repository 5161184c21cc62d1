//! What is noted besides doors: publicity points, activities, messages, topics; and what a village's records say of them.

use serde::{Deserialize, Serialize};

use crate::domain::{
    day::Day,
    facts::{ActivityHeld, MessageSent, PointRegistered, TopicPublished},
    ids::{AreaId, EntityId},
};

/// Something to note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NewNote {
    /// A publicity point that is required here.
    Point(PointRegistered),
    /// A look at a point.
    Check {
        /// Which.
        point: EntityId,
        /// Whether the publicity was there.
        present: bool,
    },
    /// An activity.
    Activity(ActivityHeld),
    /// A message to a group, self-declared.
    Message(MessageSent),
    /// What is spoken about these days.
    Topic(TopicPublished),
}

/// What a village's records say besides its doors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VillageNotes {
    /// The villages that can be chosen, by name.
    pub villages: Vec<(AreaId, String)>,
    /// The one that this is about; none where no village is here yet.
    pub village: Option<AreaId>,
    /// Its publicity points, those not checked for longest first.
    pub points: Vec<PointLine>,
    /// Activities and messages, newest first.
    pub deeds: Vec<DeedLine>,
    /// The village's duties in the present week or month.
    pub duties: Vec<DutyLine>,
}

/// A publicity point.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointLine {
    /// The point.
    pub id: EntityId,
    /// `compound`, `factory` …
    pub place: String,
    /// What and where.
    pub name: String,
    /// Since when it is required.
    pub since: Day,
    /// The last look: its day, and whether the publicity was there.
    pub last: Option<(Day, bool)>,
}

/// Something done for a duty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeedLine {
    /// Its entity.
    pub id: EntityId,
    /// The duty that it fulfils.
    pub duty: String,
    /// The day.
    pub on: Day,
    /// What and where; empty for messages.
    pub title: String,
    /// How many came; 0 for messages.
    pub attendance: u32,
}

/// A duty in the period that runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutyLine {
    /// Its code.
    pub kind: String,
    /// Done so far.
    pub done: u32,
    /// At least so many.
    pub of: u32,
    /// Last day of the period.
    pub until: Day,
    /// Whether a message fulfils it; else an activity does.
    pub by_message: bool,
}

/// What is spoken about these days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopicLine {
    /// Fraud type code.
    pub fraud: String,
    /// What to tell people.
    pub text: String,
    /// Cases as published.
    pub cases: Vec<String>,
    /// Last day.
    pub until: Day,
}
