//! The demo township: real villages, invented households, a year of visits. Everything goes through ingest.
//!
//! What it is made of stands in `assets/demo`; the same seed gives the same township. Secrets (passwords, invitation
//! codes) are never from the seed.

mod chance;
mod county;
mod doors;
mod duties;
mod links;
mod people;
mod place;
mod plan;
mod visits;

use nfv::domain::{
    day::{Day, Zone},
    event::Event,
    facts::Fact,
    ids::EntityId,
};

pub use links::Link;

use crate::{
    areas::import::ImportError, http::App, pen::Unwritable, ports::random_bytes, store::StoreError, sync::append,
};
use chance::Chance;
use county::Village;
use people::People;
use plan::Plan;

/// Why there is no demo.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// A demo among real data would be a lie.
    #[error("the database holds areas already; the demo needs an empty one")]
    NotEmpty,
    /// The files that this program ships do not fit together.
    #[error("the demo's own files: {0}")]
    Files(String),
    /// Accounts.
    #[error(transparent)]
    Account(#[from] crate::accounts::AccountError),
    /// Areas.
    #[error(transparent)]
    Areas(#[from] ImportError),
    /// An event could not be written.
    #[error(transparent)]
    Unwritable(#[from] Unwritable),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// When the demo takes place.
#[derive(Clone, Copy, Debug)]
struct Calendar {
    /// First day of the round.
    first: Day,
    /// Last day of the round.
    last: Day,
    /// Today.
    today: Day,
    zone: Zone,
}

impl Calendar {
    fn of(now_ms: u64, zone: Zone) -> Self {
        let today = Day::of_unix_ms(now_ms, zone);
        let (year, ..) = today.ymd();
        let day = |month, day| Day::from_ymd(year, month, day).unwrap_or(today);
        Self { first: day(1, 1), last: day(12, 31), today, zone }
    }

    /// Unix milliseconds of a moment of a day.
    fn at(&self, day: Day, minute_of_day: u32) -> u64 {
        let minutes = i64::from(day.0) * 24 * 60 + i64::from(minute_of_day) - i64::from(self.zone.0);
        u64::try_from(minutes * 60_000).unwrap_or_default()
    }
}

/// Who records something in a village.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hand {
    Worker,
    Committee,
    Police,
}

/// Something that happened in a village.
struct Note {
    village: usize,
    hand: Hand,
    entity: EntityId,
    fact: Fact,
    at: u64,
}

/// What happened, in any order: it is written in the order of time, since clocks of devices never go back.
struct Diary<'a> {
    chance: &'a Chance,
    village: usize,
    notes: Vec<Note>,
}

impl Diary<'_> {
    fn note(&mut self, hand: Hand, entity: EntityId, fact: Fact, at: u64) {
        self.notes.push(Note { village: self.village, hand, entity, fact, at });
    }

    fn entity(&self) -> EntityId {
        EntityId::from_random(random_bytes(self.chance))
    }
}

/// Grows the township in an empty database and returns the ways in.
///
/// # Errors
/// [`DemoError`]; what was stored before it stays, so the file should be removed.
pub fn grow(app: &App) -> Result<Vec<Link>, DemoError> {
    let plan = Plan::shipped()?;
    let chance = Chance::seeded(plan.seed);
    let calendar = Calendar::of(app.now_ms(), Zone(app.config.zone_minutes));
    let villages = county::define(app, &plan, &chance, &calendar)?;
    let mut people = people::hire(app, &plan, &chance, &villages, calendar.at(calendar.first.plus(-60), 600))?;
    let mut diary = Diary { chance: &chance, village: 0, notes: Vec::new() };
    for (index, village) in villages.iter().enumerate() {
        diary.village = index;
        let doors = doors::register(&mut diary, &plan, &calendar, village, people.worker_of(index));
        visits::record(&mut diary, &plan, &calendar, village, &doors);
        duties::record(&mut diary, &plan, &calendar, village, &doors);
    }
    for events in written(diary.notes, &villages, &mut people, &chance)? {
        append(&app.store, events, app.now_ms())?;
    }
    links::make(app, &people)
}

/// The notes as events, in the order of time, by village.
fn written(
    mut notes: Vec<Note>,
    villages: &[Village],
    people: &mut People,
    chance: &Chance,
) -> Result<Vec<Vec<Event>>, Unwritable> {
    notes.sort_by_key(|note| note.at);
    let mut events = vec![Vec::new(); villages.len()];
    for Note { village, hand, entity, fact, at } in notes {
        let pen = people.pen(village, hand);
        events[village].push(pen.write(villages[village].log(), entity, &fact, at, chance)?);
    }
    Ok(events)
}
