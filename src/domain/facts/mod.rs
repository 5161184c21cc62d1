//! What events state: one struct per kind, read from the body's JSON.
//!
//! A body always carries `salt` (16 hex digits) beside these fields. Fields and kinds that this version does not know are
//! kept in the event untouched and ignored here. A known kind with an unreadable body is [`Fact::Unreadable`]: it stays
//! in the log and is shown, never counted.

mod clue;
mod door;
mod server;
mod village;

use serde::{Serialize, de::DeserializeOwned};

pub use clue::*;
pub use door::*;
pub use server::*;
pub use village::*;

use super::area::Area;

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
            /// The kinds that this version knows; `docs/events.md` has an example of each.
            pub const KINDS: &[&str] = &[$($kind),+];

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
    "event.erased" => EventErased(EventErased),
    "entity.moved" => EntityMoved(EntityMoved),
    "entity.received" => EntityReceived(EntityReceived),
    "fact.forwarded" => FactForwarded(Box<FactForwarded>),
    "village.contacts" => VillageContacts(VillageContacts),
    "followup.due" => FollowupDue(FollowupDue),
    "topic.published" => TopicPublished(TopicPublished),
    "clue.reported" => ClueReported(ClueReported),
    "clue.handled" => ClueHandled(ClueHandled),
    "day.planned" => DayPlanned(DayPlanned),
    "day.closed" => DayClosed(DayClosed),
    "door.occupied" => DoorOccupied(DoorOccupied),
}

impl Fact {
    /// The kind of an erasure.
    pub const ERASED: &str = "event.erased";

    /// The kind of a fact that came after its entity.
    pub const FORWARDED: &str = "fact.forwarded";

    /// Whether events of this kind are written by the server alone: whoever else could write them could erase or move
    /// what others recorded.
    #[must_use]
    pub fn is_written_by_server(kind: &str) -> bool {
        matches!(kind, Self::ERASED | Self::FORWARDED | "entity.moved" | "entity.received")
    }

    /// Whether events of this kind are put into an area's cases log by whoever writes in its field log, without reading
    /// anything there.
    #[must_use]
    pub fn is_entrusted(kind: &str) -> bool {
        kind == "clue.reported"
    }

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
