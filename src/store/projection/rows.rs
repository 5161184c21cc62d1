//! What a refold writes, as values: pure, the same for every database that holds the projection.
//!
//! A database loads what stood before and the facts, calls `refold`, and saves what comes back. Contributions to tallies
//! are noted in a [`Change`] on the way: the old ones are taken back, the new ones added.

use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

use super::{Family, Result, Scope, tally::Change};
use crate::domain::{
    area::{Area, Class},
    day::Day,
    door::{Door, DoorInRound},
    event::Hash,
    facts::{Fact, field},
    ids::{AreaId, EntityId, EventId, LogId, RoundId},
    stamp::Stamp,
    stored::{StoredFact, standing},
    tally::Tally,
    village::Point,
};

/// A row of `area`: the definition that holds in a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AreaRow {
    /// The area.
    pub id: AreaId,
    /// The area above.
    pub parent: Option<AreaId>,
    /// Its level's name.
    pub level: String,
    /// Its name.
    pub name: String,
    /// The whole definition as JSON.
    pub body: String,
    /// Its field log.
    pub field_log: LogId,
    /// Order of the definition that holds.
    pub effective: Stamp,
    /// Order of the definition that holds.
    pub stamp: Stamp,
    /// The definition that holds.
    pub event_id: EventId,
}

impl AreaRow {
    /// From all facts about the entity in one log; none: nothing defines it there (any more).
    ///
    /// # Errors
    /// When the definition cannot be written as JSON.
    pub fn of(entity: EntityId, facts: &[StoredFact]) -> Result<Option<Self>> {
        let standing = standing(facts.iter());
        let last = standing.iter().rev().find_map(|fact| match &fact.fact {
            Fact::AreaDefined(area) => Some((*fact, area)),
            _ => None,
        });
        let Some((fact, area)) = last else { return Ok(None) };
        let area = Area { id: AreaId::from(entity), ..area.clone() };
        Ok(Some(Self {
            id: area.id,
            parent: area.parent,
            level: serde_json::to_value(area.level)?.as_str().unwrap_or_default().to_owned(),
            body: serde_json::to_string(&area)?,
            field_log: LogId::of(area.id, Class::Field),
            effective: fact.effective,
            stamp: fact.stamp,
            event_id: fact.event_id,
            name: area.name,
        }))
    }
}

/// The print of all definitions of areas, added in the order of (log, area): equal for equal trees. An event never changes,
/// so its id stands for what it says.
#[derive(Clone, Debug, Default)]
pub struct TreePrint(Sha256);

impl TreePrint {
    /// Adds the definition of an area that holds in a log.
    pub fn add(&mut self, log: &[u8; 16], area: &[u8; 16], effective: Stamp, event: &[u8; 16]) {
        for id in [log, area, event] {
            self.0.update(id);
        }
        self.0.update(effective.0.to_be_bytes());
    }

    /// 32 bytes.
    #[must_use]
    pub fn finish(self) -> Hash {
        self.0.finalize().into()
    }
}

/// A row of `door`, without its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoorRow {
    /// Its village; none until the definition is known.
    pub area: Option<AreaId>,
    /// Its grid.
    pub grid: Option<AreaId>,
    /// Household or unit.
    pub kind: &'static str,
    /// Registry field.
    pub lane: String,
    /// Registry field.
    pub number: String,
    /// Registry field.
    pub name: String,
    /// Registry field.
    pub tags: String,
    /// Registered adults.
    pub adults: u16,
    /// 1e-7 degree.
    pub longitude: Option<i32>,
    /// 1e-7 degree.
    pub latitude: Option<i32>,
    /// When it was registered.
    pub registered_at: Stamp,
    /// Of any outcome and round.
    pub last_visit: Option<Day>,
    /// Whether its history has ended.
    pub closed: bool,
    /// Whether somebody has to decide on a field.
    pub conflict: bool,
}

impl DoorRow {
    fn of(scope: &Scope, door: &Door) -> Self {
        let location = door.location();
        let value = |name| door.value(name).to_owned();
        Self {
            area: scope.area,
            grid: door.grid(),
            kind: door.kind.as_str(),
            lane: value(field::LANE),
            number: value(field::NUMBER),
            name: value(field::NAME),
            tags: value(field::TAGS),
            adults: door.adults(),
            longitude: location.map(|point| point.0),
            latitude: location.map(|point| point.1),
            registered_at: door.registered_at,
            last_visit: door.visits.last().map(|visit| Day::of(visit.effective, scope.zone)),
            closed: door.closed.is_some(),
            conflict: door.conflicts().next().is_some(),
        }
    }
}

/// What the entry of a door in lists is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its village.
    pub area: Option<AreaId>,
    /// Its grid.
    pub grid: Option<AreaId>,
    /// Household or unit.
    pub kind: String,
    /// Registry field.
    pub lane: String,
    /// Registry field.
    pub number: String,
    /// Registry field.
    pub name: String,
    /// Registry field.
    pub tags: String,
    /// Whether its history has ended.
    pub closed: bool,
}

impl DoorRow {
    fn is_listed_as(&self, listed: &Listed) -> bool {
        let Listed { area, grid, kind, lane, number, name, tags, closed } = listed;
        (self.area, self.grid, self.closed) == (*area, *grid, *closed)
            && [self.kind, &self.lane, &self.number, &self.name, &self.tags] == [kind, lane, number, name, tags]
    }
}

/// A row of `door_round`, without the door's key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoundRow {
    /// The round.
    pub round: RoundId,
    /// Its state's name.
    pub state: &'static str,
    /// Its pledge's name.
    pub pledge: String,
    /// None: does not count in this round.
    pub counts_from: Option<Day>,
    /// Visits at which nobody was there.
    pub attempts: u16,
    /// When they are expected back.
    pub away_until: Option<Day>,
    /// The latest re-visit promised.
    pub revisit: Option<Day>,
    /// Up to the end of the round.
    pub last_visit: Option<Day>,
    /// The whole [`DoorInRound`] as JSON.
    pub seen: String,
}

impl RoundRow {
    fn of(round: RoundId, seen: &DoorInRound) -> Result<Self> {
        Ok(Self {
            round,
            state: seen.state.as_str(),
            pledge: serde_json::to_value(seen.pledge)?.as_str().unwrap_or_default().to_owned(),
            counts_from: seen.counts_from,
            attempts: seen.attempts,
            away_until: seen.away_until,
            revisit: seen.revisit,
            last_visit: seen.last_visit,
            seen: serde_json::to_string(seen)?,
        })
    }
}

/// What stood of a door before: in which areas it counted, and per round what it added to them.
#[derive(Clone, Debug, Default)]
pub struct DoorBefore {
    /// Whether there was a door.
    pub known: bool,
    area: Option<AreaId>,
    grid: Option<AreaId>,
    rounds: BTreeMap<RoundId, (Tally, Vec<u8>)>,
    listed: Option<Listed>,
}

/// What is written of a door.
#[derive(Clone, Debug)]
pub struct DoorAfter {
    /// Itself.
    pub door: DoorRow,
    /// Whether its entry in lists may have changed; always, where nobody said how it was listed.
    pub relisted: bool,
    /// In the rounds that hold, as far as they changed.
    pub rounds: Vec<RoundRow>,
    /// Rounds that it stood in and that no longer hold.
    pub gone: Vec<RoundId>,
}

impl DoorBefore {
    /// There was a door in this village and grid.
    pub const fn stands(&mut self, area: Option<AreaId>, grid: Option<AreaId>) {
        (self.known, self.area, self.grid) = (true, area, grid);
    }

    /// It was listed so; for those who keep lists.
    pub fn listed(&mut self, listed: Listed) {
        self.listed = Some(listed);
    }

    /// It was seen so (JSON of [`DoorInRound`]) in this round.
    ///
    /// # Errors
    /// When that cannot be read.
    pub fn added(&mut self, round: RoundId, seen: &[u8]) -> Result<()> {
        let tally = serde_json::from_slice::<DoorInRound>(seen)?.contribution();
        self.rounds.insert(round, (tally, seen.to_vec()));
        Ok(())
    }

    /// Folds the door again from all its facts; none: there is no door (any more).
    ///
    /// # Errors
    /// When a row cannot be written as JSON.
    pub fn refold(&self, scope: &Scope, facts: &[StoredFact], change: &mut Change) -> Result<Option<DoorAfter>> {
        for (round, (tally, _)) in &self.rounds {
            change.sub(*round, counted_in(self.area, self.grid), tally);
        }
        let Some(door) = Door::fold(facts.iter()) else { return Ok(None) };
        let row = DoorRow::of(scope, &door);
        let mut rounds = Vec::with_capacity(scope.rounds.len());
        for under in scope.rounds.iter() {
            let seen = door.in_round(&under.round, scope.zone, &under.rules);
            change.add(under.round.id, counted_in(row.area, row.grid), &seen.contribution());
            let row = RoundRow::of(under.round.id, &seen)?;
            // All its columns follow from what is seen.
            if self.rounds.get(&row.round).is_none_or(|(_, before)| *before != row.seen.as_bytes()) {
                rounds.push(row);
            }
        }
        let holds = |id: &&RoundId| scope.rounds.iter().any(|under| under.round.id == **id);
        let gone = self.rounds.keys().filter(|id| !holds(id)).copied().collect();
        let relisted = self.listed.as_ref().is_none_or(|listed| !row.is_listed_as(listed));
        Ok(Some(DoorAfter { door: row, relisted, rounds, gone }))
    }
}

fn counted_in(village: Option<AreaId>, grid: Option<AreaId>) -> impl Iterator<Item = AreaId> {
    // A grid field that names the village itself must not count twice.
    village.into_iter().chain(grid.filter(|grid| Some(*grid) != village))
}

/// What a publicity point adds to the tally of an area in a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PointRow {
    /// The round.
    pub round: RoundId,
    /// Whose tally.
    pub area: AreaId,
    /// What it adds.
    pub tally: Tally,
}

/// Folds a publicity point again: the old contributions go, the new ones come back as rows; none for other entities.
pub fn refold_point(
    scope: &Scope,
    entity: EntityId,
    facts: &[StoredFact],
    before: &[PointRow],
    change: &mut Change,
) -> Vec<PointRow> {
    for row in before {
        change.sub(row.round, std::iter::once(row.area), &row.tally);
    }
    // Nearly all entities are doors: a look at the parsed facts spares the fold.
    let is_point = facts.iter().any(|fact| Family::of(&fact.fact) == Some(Family::Point));
    let Some(area) = scope.area.filter(|_| is_point) else { return Vec::new() };
    let Some(point) = Point::fold(entity, facts.iter(), scope.zone) else { return Vec::new() };
    let add = |under: &super::RoundScope| {
        let row = PointRow { round: under.round.id, area, tally: point.contribution(&under.round) };
        change.add(row.round, std::iter::once(area), &row.tally);
        row
    };
    scope.rounds.iter().map(add).collect()
}
