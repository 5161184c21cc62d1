//! A door: what its events add up to.
//!
//! A [`Door`] is folded from all events of its entity, in any order, by [`Door::fold`]. Facts are a set; registry fields
//! have heads. What counts in a round is derived from it by [`Door::in_round`]. Without a standing registration there is
//! no door: its facts wait, `fold` gives none, and they count once the registration arrives.

mod field;
mod in_round;
mod key_interval;

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub use field::{Field, Head};
pub use in_round::{DoorInRound, Sighting};
pub use key_interval::{GroupInRound, Interval};

use super::{
    area::Point,
    day::Day,
    facts::{DoorKind, Fact, People, VisitRecorded, field as name},
    ids::{AccountId, AreaId, DeviceId, EntityId, EventId},
    key_group::KeyGroup,
    stamp::Stamp,
    stays::Stays,
    stored::{StoredFact, standing},
};

/// State of a door in a round, from its events alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DoorState {
    /// A visit met an adult of the household at the door.
    Reached,
    /// Somebody answered and declined the visit.
    Declined,
    /// Away until a date.
    Away,
    /// Nobody home, so far.
    Attempted,
    /// Empty, moved away or demolished, as two persons on two days or one inspection saw.
    Exempt,
    /// No visit.
    #[default]
    Unreached,
}

impl DoorState {
    /// All states, in the order in which they are shown.
    pub const ALL: [Self; 6] =
        [Self::Reached, Self::Unreached, Self::Attempted, Self::Declined, Self::Away, Self::Exempt];

    /// The name on the wire and in tables.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reached => "reached",
            Self::Declined => "declined",
            Self::Away => "away",
            Self::Attempted => "attempted",
            Self::Exempt => "exempt",
            Self::Unreached => "unreached",
        }
    }

    /// The state of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

/// Whether the pledge was answered in a round.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PledgeState {
    /// Not offered yet.
    #[default]
    Open,
    /// Signed and not withdrawn.
    Signed,
    /// Declined.
    Declined,
    /// Signed, then withdrawn.
    Withdrawn,
}

/// Where the people of a household are registered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Residence {
    /// Registered here; also where nothing is said.
    #[default]
    Permanent,
    /// From elsewhere.
    Migrant,
}

/// A visit and who made it when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// The event.
    pub event_id: EventId,
    /// Who visited.
    pub actor: AccountId,
    /// On which device it was recorded.
    pub device: DeviceId,
    /// When it counts.
    pub effective: Stamp,
    /// What was recorded.
    pub fact: VisitRecorded,
    /// After a merge: it counts in rounds that end on this day or later only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Day>,
}

/// What was answered to the offer of a pledge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    /// Signed.
    Signed,
    /// Declined.
    Declined,
}

/// An answer to a pledge; the strokes stay in the event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pledge {
    /// The event.
    pub event_id: EventId,
    /// Who offered it.
    pub actor: AccountId,
    /// When it counts.
    pub effective: Stamp,
    /// What was answered.
    pub answer: Answer,
    /// Id of the text.
    pub text: String,
    /// Name of the signer; empty when declined.
    pub signer: String,
    /// The first withdrawal of this signature.
    pub withdrawn: Option<(EventId, Stamp)>,
    /// After a merge: it counts in rounds that end on this day or later only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Day>,
}

/// A re-visit that somebody asked for apart from any visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Followup {
    /// The event.
    pub event_id: EventId,
    /// When it counts.
    pub effective: Stamp,
    /// The day on which it is due.
    pub on: Day,
    /// After a merge: it counts in rounds that end on this day or later only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Day>,
}

/// A sweep saw that somebody lives there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Occupied {
    /// The event.
    pub event_id: EventId,
    /// Who saw it.
    pub actor: AccountId,
    /// When it counts.
    pub effective: Stamp,
    /// Who lives there.
    pub people: People,
    /// After a merge: it counts in rounds that end on this day or later only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Day>,
}

/// How a door's history ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// The event.
    pub event_id: EventId,
    /// When it counts.
    pub effective: Stamp,
    /// Free text or a code.
    pub reason: String,
    /// The door that took its place.
    pub successor: Option<EntityId>,
}

/// A household or unit, as all its standing events state it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Door {
    /// Household or unit.
    pub kind: DoorKind,
    /// The first registration.
    pub registered: EventId,
    /// When it counts.
    pub registered_at: Stamp,
    /// Registry fields by name.
    pub fields: BTreeMap<String, Field>,
    /// In order of (effective stamp, own stamp, id).
    pub visits: Vec<Visit>,
    /// In the same order.
    pub pledges: Vec<Pledge>,
    /// In the same order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub followups: Vec<Followup>,
    /// In the same order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub occupied: Vec<Occupied>,
    /// Its key groups, sorted, and since when the tag has been there without a break.
    pub key_groups: Vec<(KeyGroup, Stamp)>,
    /// The first closing; one that moved away is closed here.
    pub closed: Option<Closing>,
    /// Where it stood over time.
    pub stays: Stays,
}

impl Door {
    /// Folds all events of one entity. Order, duplication and foreign kinds of the input do not matter.
    ///
    /// None: the entity has no standing registration as a door (yet).
    #[must_use]
    pub fn fold<'a>(events: impl Iterator<Item = &'a StoredFact>) -> Option<Self> {
        let facts = standing(events);
        let (registration, kind) = facts.iter().find_map(|fact| match &fact.fact {
            Fact::DoorRegistered(registered) => Some((*fact, registered.door)),
            _ => None,
        })?;
        let stays = Stays::of(&facts);
        let mut edits = field::edits(&facts);
        let since = key_groups(&edits);
        // A stable sort: within a field the edits stay in the order of the facts.
        edits.sort_by(|a, b| a.name.cmp(b.name));
        let fields: BTreeMap<String, Field> = edits
            .chunk_by(|a, b| a.name == b.name)
            .filter_map(|edits| Some((edits.first()?.name.to_owned(), field::resolve(edits))))
            .collect();
        let key_groups = fields.get(name::TAGS).map(|tags| shown_groups(tags, &since)).unwrap_or_default();
        Some(Self {
            kind,
            registered: registration.event_id,
            registered_at: registration.effective,
            fields,
            visits: facts.iter().filter_map(|fact| visit(fact)).collect(),
            pledges: pledges(&facts),
            followups: facts.iter().filter_map(|fact| followup(fact)).collect(),
            occupied: facts.iter().filter_map(|fact| occupied(fact)).collect(),
            key_groups,
            closed: facts.iter().find_map(|fact| closing(fact)).or_else(|| moved_away(&stays)),
            stays,
        })
    }

    /// The shown value of a registry field; empty when there is none. Names are in [`crate::domain::facts::field`].
    #[must_use]
    pub fn value(&self, field: &str) -> &str {
        self.fields.get(field).map_or("", Field::value)
    }

    /// What an edit of this field names as its base: all its heads.
    #[must_use]
    pub fn base(&self, field: &str) -> Vec<EventId> {
        self.fields.get(field).map(Field::base).unwrap_or_default()
    }

    /// The fields on which somebody has to decide, by name.
    pub fn conflicts(&self) -> impl Iterator<Item = (&str, &Field)> {
        self.fields.iter().filter(|(_, field)| field.is_conflict()).map(|(name, field)| (name.as_str(), field))
    }

    /// All tags, key groups and others.
    pub fn tags(&self) -> impl Iterator<Item = &str> {
        self.value(name::TAGS).split_whitespace()
    }

    /// Where it stands, if known and well-formed.
    #[must_use]
    pub fn location(&self) -> Option<Point> {
        let (longitude, latitude) = self.value(name::LOCATION).split_once(' ')?;
        Some((longitude.parse().ok()?, latitude.parse().ok()?))
    }

    /// Its grid, if assigned.
    #[must_use]
    pub fn grid(&self) -> Option<AreaId> {
        self.value(name::GRID).parse().ok()
    }

    /// Registered adults; 0 = not known.
    #[must_use]
    pub fn adults(&self) -> u16 {
        self.value(name::ADULTS).parse().unwrap_or(0)
    }

    /// Days between two visits of a unit; none where it has no interval of its own.
    #[must_use]
    pub fn interval(&self) -> Option<i32> {
        let days = self.value(name::INTERVAL).parse::<u16>().ok().filter(|days| *days > 0);
        days.filter(|_| self.kind == DoorKind::Unit).map(i32::from)
    }

    /// Permanent or migrant.
    #[must_use]
    pub fn residence(&self) -> Residence {
        if self.value(name::RESIDENCE) == "migrant" { Residence::Migrant } else { Residence::Permanent }
    }
}

fn visit(fact: &StoredFact) -> Option<Visit> {
    let Fact::VisitRecorded(visit) = &fact.fact else { return None };
    Some(Visit {
        event_id: fact.event_id,
        actor: fact.actor,
        device: fact.device,
        effective: fact.effective,
        fact: visit.clone(),
        since: fact.since,
    })
}

fn followup(fact: &StoredFact) -> Option<Followup> {
    let Fact::FollowupDue(due) = &fact.fact else { return None };
    Some(Followup { event_id: fact.event_id, effective: fact.effective, on: due.on, since: fact.since })
}

fn occupied(fact: &StoredFact) -> Option<Occupied> {
    let Fact::DoorOccupied(seen) = &fact.fact else { return None };
    let (event_id, actor, effective) = (fact.event_id, fact.actor, fact.effective);
    Some(Occupied { event_id, actor, effective, people: seen.people, since: fact.since })
}

fn pledges(facts: &[&StoredFact]) -> Vec<Pledge> {
    let withdrawn = |target: EventId| {
        facts.iter().find_map(|fact| match &fact.fact {
            Fact::PledgeWithdrawn(withdrawal) if withdrawal.target == target => Some((fact.event_id, fact.effective)),
            _ => None,
        })
    };
    let pledge = |fact: &&StoredFact| {
        let (answer, text, signer) = match &fact.fact {
            Fact::PledgeSigned(signed) => (Answer::Signed, signed.text.clone(), signed.signer.clone()),
            Fact::PledgeDeclined(declined) => (Answer::Declined, declined.text.clone(), String::new()),
            _ => return None,
        };
        let withdrawn = if answer == Answer::Signed { withdrawn(fact.event_id) } else { None };
        let (event_id, actor, effective) = (fact.event_id, fact.actor, fact.effective);
        Some(Pledge { event_id, actor, effective, answer, text, signer, withdrawn, since: fact.since })
    };
    facts.iter().filter_map(pledge).collect()
}

fn closing(fact: &StoredFact) -> Option<Closing> {
    let Fact::DoorClosed(closed) = &fact.fact else { return None };
    Some(Closing {
        event_id: fact.event_id,
        effective: fact.effective,
        reason: closed.reason.clone(),
        successor: closed.successor,
    })
}

/// The code of a closing that is a move.
const MOVED: &str = "moved";

fn moved_away(stays: &Stays) -> Option<Closing> {
    let left = stays.left()?;
    Some(Closing { event_id: left.event_id, effective: left.effective, reason: MOVED.into(), successor: None })
}

fn has_tag(tags: &str, group: KeyGroup) -> bool {
    tags.split_whitespace().any(|tag| tag == group.as_str())
}

/// The groups among the shown tags. Where clocks disagree, the last edit may not be the one that shows.
fn shown_groups(tags: &Field, since: &[(KeyGroup, Stamp)]) -> Vec<(KeyGroup, Stamp)> {
    let Some(head) = tags.heads.first() else { return Vec::new() };
    let start = |group| since.iter().find(|(known, _)| *known == group).map_or(head.effective, |(_, start)| *start);
    let shown = KeyGroup::ALL.into_iter().filter(|group| has_tag(&head.value, *group));
    shown.map(|group| (group, start(group))).collect()
}

/// Since when each group has been tagged without a break, whatever shows now.
fn key_groups(edits: &[field::Edit<'_>]) -> Vec<(KeyGroup, Stamp)> {
    let mut since: Vec<(KeyGroup, Stamp)> = Vec::new();
    for edit in edits.iter().filter(|edit| edit.name == name::TAGS) {
        since.retain(|(group, _)| has_tag(edit.value, *group));
        for group in KeyGroup::ALL {
            if has_tag(edit.value, group) && !since.iter().any(|(known, _)| *known == group) {
                since.push((group, edit.from.effective));
            }
        }
    }
    since
}
