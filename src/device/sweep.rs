//! Sweeps: a building door by door, one tap each, all of it offline.
//!
//! There is no draft and no record of a sweep: what shows is what the doors' own records of today say. A tap is one append,
//! and taking it back takes back all of that append's facts.

use super::{
    doors::{field_view, line},
    messages::{Answer, Failure, FieldView, Reply, SweepRow, SweepTold, SweepView, Tap},
    registry::Fields,
    service::Device,
    taking_back::{self, At},
};
use crate::{
    domain::{
        day::{Day, Zone},
        door::Door,
        facts::{DoorKind, DoorOccupied, Fact, Method, Outcome, People, VisitRecorded, field},
        ids::{AccountId, AreaId, EntityId, EventId},
        sweep::{Found, SweptOnDay, Told},
    },
    store::{
        NewFact, Store,
        lines::{self, DoorFilter, ListedDoor},
        projection,
    },
    sync::ports::{Clock, Rng, Transport},
};

/// Whose sweep it is, and of which day.
type Whose = (Option<AccountId>, Day, Zone);

impl<T: Transport, C: Clock, R: Rng> Device<T, C, R> {
    /// The doors of a lane, and what was said of each today.
    pub(super) fn sweep(&self, village: AreaId, lane: String) -> Answer {
        self.must_be_here(village)?;
        let (zone, today) = self.zone_and_today()?;
        let store = self.store.get();
        let own = store.account()?.map(|account| account.account);
        let village_name = projection::area(store.conn(), village)?.map(|area| area.name).unwrap_or_default();
        let filter = DoorFilter { areas: vec![village], lane: Some(lane.clone()), ..DoorFilter::default() };
        let mut rows = Vec::new();
        for listed in lines::first(store.conn(), &filter, today, u32::MAX)? {
            rows.extend(row(&store, listed, (own, today, zone))?);
        }
        Ok(Reply::Sweep(Box::new(SweepView { village, village_name, lane, rows })))
    }

    /// What a tap says is recorded at once.
    pub(super) fn sweep_door(&self, door: EntityId, tap: Tap) -> Answer {
        let log = self.log_of(door)?;
        let facts = projection::facts_of(self.store.get().conn(), log, door)?;
        let standing = Door::fold(facts.iter()).filter(|door| door.closed.is_none()).ok_or(Failure::NotFound)?;
        let lives = |people| Fact::DoorOccupied(DoorOccupied { people });
        let mut now = door;
        let facts = match tap {
            Tap::Occupied => vec![NewFact { log, entity: door, fact: lives(People::Same) }],
            Tap::Empty => vec![NewFact { log, entity: door, fact: knocked(Outcome::Empty) }],
            Tap::NobodyHome => vec![NewFact { log, entity: door, fact: knocked(Outcome::NobodyHome) }],
            Tap::Changed => {
                let (new, replacing) = self.replacing(door, stays_rented(&standing))?;
                now = new;
                replacing.into_iter().chain([NewFact { log, entity: new, fact: lives(People::Others) }]).collect()
            }
        };
        self.append(&facts, None)?;
        Ok(Reply::Registered(now))
    }
}

fn row(store: &Store, listed: ListedDoor, (own, today, zone): Whose) -> Result<Option<SweepRow>, Failure> {
    let facts = projection::facts_of(store.conn(), listed.log, listed.id)?;
    let Some(door) = Door::fold(facts.iter()) else { return Ok(None) };
    let swept = SweptOnDay::of(&door, today, zone);
    let by_own = |told: &Told| own == Some(told.actor);
    let undo = match swept.last.filter(by_own) {
        Some(told) => undo(store, At { log: listed.log, id: listed.id, door: &door, facts: &facts }, &told)?,
        None => Vec::new(),
    };
    let told = swept.last.map(|told| SweepTold {
        code: code(told.found).into(),
        own: by_own(&told),
        at: told.effective.unix_ms(),
    });
    Ok(Some(SweepRow {
        told,
        met_by_other: swept.met_by.is_some_and(|by| own != Some(by)),
        undo,
        fields: asked(&door),
        line: line(listed),
    }))
}

const fn code(found: Found) -> &'static str {
    match found {
        Found::Occupied(People::Same) => Tap::Occupied.code(),
        Found::Occupied(People::Others) => Tap::Changed.code(),
        Found::Visited(of) => of.as_str(),
    }
}

/// What of a tap there is to take back. A visit told at length is taken back in the door's history.
fn undo(store: &Store, at: At<'_>, told: &Told) -> Result<Vec<EventId>, Failure> {
    if matches!(told.found, Found::Visited(outcome) if !matches!(outcome, Outcome::Empty | Outcome::NobodyHome)) {
        return Ok(Vec::new());
    }
    let fact = at.facts.iter().find(|fact| fact.event_id == told.event_id);
    fact.map_or_else(|| Ok(Vec::new()), |fact| taking_back::together(store, at, fact))
}

/// A visit that met nobody; nothing else is known of it.
fn knocked(outcome: Outcome) -> Fact {
    Fact::VisitRecorded(VisitRecorded {
        outcome,
        method: Method::Door,
        adults_met: 0,
        adults: 0,
        topics: Vec::new(),
        notice: false,
        revisit: None,
        note: String::new(),
        at: None,
        photos: Vec::new(),
    })
}

/// A rented room is one for those who come after, until somebody says otherwise.
fn stays_rented(door: &Door) -> Fields {
    let residence = door.value(field::RESIDENCE);
    let kept = [(field::RESIDENCE, residence)].into_iter().filter(|_| residence == "migrant");
    kept.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// What a sweep asks about those who live there.
fn asked(door: &Door) -> Vec<FieldView> {
    let heads = match door.kind {
        DoorKind::Household => field::ADULTS,
        DoorKind::Unit => field::STAFF,
    };
    let view = |name: &str| {
        let none = || FieldView { name: name.to_owned(), value: String::new(), heads: Vec::new(), conflict: false };
        door.fields.get(name).map_or_else(none, |field| field_view(name, field))
    };
    [heads, field::LANDLORD, field::SINCE].map(view).into()
}
