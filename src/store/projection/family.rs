//! Families of entities that are no doors: an index by which they are found again.

use rusqlite::Connection;

use super::{Result, events};
use crate::domain::{
    facts::Fact,
    ids::{EntityId, LogId},
    stored::{StoredFact, standing},
};

/// What an entity is, by the facts about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// An area's definition.
    Area,
    /// A round.
    Round,
    /// A rule set.
    RuleSet,
    /// An assignment.
    Assignment,
    /// A publicity point.
    Point,
    /// An activity.
    Activity,
    /// A group message.
    Message,
    /// An awareness sample.
    Sample,
    /// An inspection.
    Inspection,
    /// A case.
    Case,
    /// Whom to call in a village.
    Contacts,
    /// What is spoken about these days.
    Topic,
    /// A clue for the police.
    Clue,
    /// A visit day.
    Day,
}

impl Family {
    /// All families.
    pub const ALL: [Self; 14] = [
        Self::Area,
        Self::Round,
        Self::RuleSet,
        Self::Assignment,
        Self::Point,
        Self::Activity,
        Self::Message,
        Self::Sample,
        Self::Inspection,
        Self::Case,
        Self::Contacts,
        Self::Topic,
        Self::Clue,
        Self::Day,
    ];

    /// The name in tables.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Area => "area",
            Self::Round => "round",
            Self::RuleSet => "rule_set",
            Self::Assignment => "assignment",
            Self::Point => "point",
            Self::Activity => "activity",
            Self::Message => "message",
            Self::Sample => "sample",
            Self::Inspection => "inspection",
            Self::Case => "case",
            Self::Contacts => "contacts",
            Self::Topic => "topic",
            Self::Clue => "clue",
            Self::Day => "day",
        }
    }

    /// Whether such an entity decides under which village, rounds and rule sets doors are folded.
    #[must_use]
    pub const fn scopes(self) -> bool {
        matches!(self, Self::Area | Self::Round | Self::RuleSet)
    }

    /// The family of a fact; none for facts about doors and for those that say nothing here.
    #[must_use]
    pub const fn of(fact: &Fact) -> Option<Self> {
        Some(match fact {
            Fact::AreaDefined(_) => Self::Area,
            Fact::RoundOpened(_) => Self::Round,
            Fact::RuleSetAdopted(_) => Self::RuleSet,
            Fact::AssignmentMade(_) => Self::Assignment,
            Fact::PointRegistered(_) | Fact::PointChecked(_) => Self::Point,
            Fact::ActivityHeld(_) => Self::Activity,
            Fact::MessageSent(_) => Self::Message,
            Fact::SampleDrawn(_) | Fact::AwarenessAsked(_) => Self::Sample,
            Fact::InspectionChecked(_) => Self::Inspection,
            Fact::CaseFiled(_) | Fact::CaseTraced(_) | Fact::CaseRevisited(_) => Self::Case,
            Fact::VillageContacts(_) => Self::Contacts,
            Fact::TopicPublished(_) => Self::Topic,
            Fact::ClueReported(_) | Fact::ClueHandled(_) => Self::Clue,
            Fact::DayPlanned(_) | Fact::DayClosed(_) => Self::Day,
            _ => return None,
        })
    }

    /// The families that an entity has by the facts that stand, sorted.
    #[must_use]
    pub fn all_of(facts: &[StoredFact]) -> Vec<Self> {
        let mut families: Vec<Self> = standing(facts.iter()).iter().filter_map(|fact| Self::of(&fact.fact)).collect();
        families.sort_unstable();
        families.dedup();
        families
    }

    /// The family of a name in tables.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|family| family.as_str() == name)
    }
}

/// Enters the entity under its families and takes it out of others. Returns every family that it has or had.
pub(super) fn refold(conn: &Connection, log: LogId, entity: EntityId, facts: &[StoredFact]) -> Result<Vec<Family>> {
    let now = Family::all_of(facts);
    let mut touched = now.clone();
    for family in had(conn, log, entity)? {
        if !now.contains(&family) {
            conn.prepare_cached("DELETE FROM other_entity WHERE log_id = ?1 AND family = ?2 AND entity_id = ?3")?
                .execute((log.as_bytes(), family.as_str(), entity.as_bytes()))?;
            touched.push(family);
        }
    }
    for family in now {
        conn.prepare_cached(
            "INSERT INTO other_entity (log_id, entity_id, family) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
        )?
        .execute((log.as_bytes(), entity.as_bytes(), family.as_str()))?;
    }
    Ok(touched)
}

fn had(conn: &Connection, log: LogId, entity: EntityId) -> Result<Vec<Family>> {
    let mut statement = conn.prepare_cached("SELECT family FROM other_entity WHERE log_id = ?1 AND entity_id = ?2")?;
    let mut rows = statement.query((log.as_bytes(), entity.as_bytes()))?;
    let mut families = Vec::new();
    while let Some(row) = rows.next()? {
        let name = row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?;
        families.extend(Family::parse(name));
    }
    Ok(families)
}

/// All entities of a family in a log.
pub(super) fn entities(conn: &Connection, log: LogId, family: Family) -> Result<Vec<EntityId>> {
    let mut statement =
        conn.prepare_cached("SELECT entity_id FROM other_entity WHERE log_id = ?1 AND family = ?2 ORDER BY entity_id")?;
    let mut rows = statement.query((log.as_bytes(), family.as_str()))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(events::entity_id(row, 0)?);
    }
    Ok(found)
}
