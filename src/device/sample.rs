//! The drawn sample of a round: drawing it at the desk, and asking it in drawn order, before any teaching.
//!
//! The first sample of a round counts, so a second one is not drawn. Nobody asks in an area that is assigned to them. A household
//! that is not at home gets no record: it keeps its place. A refusal is recorded, and the next in the drawn order takes the place.

use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

use super::{
    doors::line,
    messages::{Answer, DrawnSample, Failure, Reply, SampleView},
    service::Device,
};
use crate::{
    domain::{
        area::Class,
        day::Day,
        door::DoorState,
        facts::{AwarenessAsked, DoorKind, Fact, SampleDrawn},
        ids::{AreaId, EntityId, LogId},
        village::{Sample, VillageFacts},
    },
    store::{
        NewFact,
        lines::{self, DoorFilter},
        projection::{self, Family, RoundScope, Scope},
    },
    sync::{
        enrolment::Role,
        ports::{Clock, Rng, Transport},
    },
};

/// Questions asked of a respondent.
const QUESTIONS: u8 = 3;
/// So many times as many households are drawn as are asked: who refuses is replaced out of these.
const DRAWN_PER_PLACE: usize = 3;

fn invalid(code: &str) -> Failure {
    Failure::Invalid { code: code.into() }
}

impl<T: Transport, C: Clock, R: Rng> Device<T, C, R> {
    pub(super) fn sample(&self, village: Option<AreaId>) -> Answer {
        let mut first = None;
        for (id, name) in self.villages_here()? {
            if village.is_some_and(|wanted| wanted != id) {
                continue;
            }
            let view = self.sample_view(id, name)?;
            if village.is_some() || view.drawn.as_ref().is_some_and(|drawn| drawn.to_ask > 0) {
                return Ok(Reply::Sample(Some(Box::new(view))));
            }
            first.get_or_insert(view);
        }
        Ok(Reply::Sample(first.map(Box::new)))
    }

    /// Draws the round's sample among the households that have to be reached.
    pub(super) fn draw_sample(&self, village: AreaId) -> Answer {
        self.must_be_here(village)?;
        if !self.draws_samples()? {
            return Err(Failure::Refused { code: "forbidden".into() });
        }
        let (_, today) = self.zone_and_today()?;
        let log = LogId::of(village, Class::Field);
        let scope = Scope::load(self.store.get().conn(), log)?;
        let RoundScope { round, rules } = scope.round_on(today).ok_or_else(|| invalid("sample_no_round"))?;
        if self.samples(&scope, log)?.iter().any(|sample| round.contains(sample.drawn_on)) {
            return Err(invalid("sample_drawn"));
        }
        let filter = DoorFilter { areas: vec![village], kind: Some(DoorKind::Household), ..DoorFilter::default() };
        let households = lines::first(self.store.get().conn(), &filter, today, u32::MAX)?;
        let eligible: Vec<EntityId> =
            households.iter().filter(|door| door.state() != DoorState::Exempt).map(|door| door.id).collect();
        if eligible.is_empty() {
            return Err(invalid("sample_nobody"));
        }
        let size = usize::try_from(rules.awareness.sample_size(eligible.len() as u64)).unwrap_or(usize::MAX);
        let seed: [u8; 16] = self.rng.clone().bytes();
        let number = u32::try_from(eligible.len()).unwrap_or(u32::MAX);
        let mut doors = shuffled(&seed, eligible);
        doors.truncate(size.saturating_mul(DRAWN_PER_PLACE));
        let fact = Fact::SampleDrawn(SampleDrawn { eligible: number, doors, seed: hex::encode(seed) });
        let entity = EntityId::from_random(self.rng.clone().bytes());
        self.append(&[NewFact { log, entity, fact }], None)?;
        Ok(Reply::Registered(entity))
    }

    pub(super) fn ask_sample(&self, village: AreaId, door: EntityId, correct: Option<u8>) -> Answer {
        if correct.is_some_and(|correct| correct > QUESTIONS) {
            return Err(invalid("sample_correct"));
        }
        let drawn = self.sample_view(village, String::new())?.drawn.ok_or(Failure::NotFound)?;
        if !drawn.next.iter().any(|line| line.id == door) {
            let own = self.own_doors(village)?.contains(&door);
            return Err(invalid(if own { "sample_own" } else { "sample_not_next" }));
        }
        let fact = Fact::AwarenessAsked(AwarenessAsked { door, correct });
        self.save(NewFact { log: LogId::of(village, Class::Field), entity: drawn.id, fact }, None)
    }

    fn draws_samples(&self) -> Result<bool, Failure> {
        let account = self.store.get().account()?.ok_or(Failure::NotEnrolled)?;
        Ok(matches!(account.role, Role::County | Role::Reviewer))
    }

    fn samples(&self, scope: &Scope, log: LogId) -> Result<Vec<Sample>, Failure> {
        let facts = projection::facts_of_family(self.store.get().conn(), log, Family::Sample)?;
        Ok(VillageFacts::fold(facts.iter().map(|(entity, fact)| (*entity, fact)), scope.zone).samples)
    }

    fn sample_view(&self, village: AreaId, village_name: String) -> Result<SampleView, Failure> {
        let (_, today) = self.zone_and_today()?;
        let log = LogId::of(village, Class::Field);
        let scope = Scope::load(self.store.get().conn(), log)?;
        let mut view = SampleView { village, village_name, may_draw: false, drawn: None };
        let Some(now) = scope.round_on(today) else { return Ok(view) };
        let samples = self.samples(&scope, log)?;
        match samples.iter().find(|sample| now.round.contains(sample.drawn_on)) {
            Some(sample) => view.drawn = Some(self.drawn(village, sample, now, today)?),
            None => view.may_draw = self.draws_samples()?,
        }
        Ok(view)
    }

    fn drawn(&self, village: AreaId, sample: &Sample, now: &RoundScope, today: Day) -> Result<DrawnSample, Failure> {
        let rules = &now.rules.awareness;
        let places = sample.places(rules, |day| now.round.first <= day && day <= today);
        let own = self.own_doors(village)?;
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let aware = places.answers.iter().filter(|answer| answer.correct >= Some(rules.correct)).count();
        let mut next = Vec::new();
        for door in places.waiting.iter().filter(|door| !own.contains(door)) {
            next.extend(lines::one(self.store.get().conn(), *door, today)?.map(line));
        }
        Ok(DrawnSample {
            id: sample.id,
            on: sample.drawn_on,
            size: u32::try_from(places.size).unwrap_or(u32::MAX),
            asked: count(places.answers.len()),
            aware: count(aware),
            enough: rules.correct,
            refused: u32::try_from(places.refused).unwrap_or(u32::MAX),
            to_ask: u32::try_from(places.size).unwrap_or(u32::MAX).saturating_sub(count(places.answers.len())),
            own: count(places.waiting.iter().filter(|door| own.contains(door)).count()),
            next,
        })
    }

    /// Doors of the areas that this account works in: those assigned to it today, and its own grid.
    fn own_doors(&self, village: AreaId) -> Result<BTreeSet<EntityId>, Failure> {
        let (_, today) = self.zone_and_today()?;
        let account = self.store.get().account()?.ok_or(Failure::NotEnrolled)?;
        let mut areas = self.assigned_to(account.account, today)?;
        let grids = projection::children(self.store.get().conn(), village)?;
        areas.extend(grids.iter().map(|grid| grid.id).filter(|grid| *grid == account.area));
        if areas.is_empty() {
            return Ok(BTreeSet::new());
        }
        let filter = DoorFilter { areas, ..DoorFilter::default() };
        let doors = lines::first(self.store.get().conn(), &filter, today, u32::MAX)?;
        Ok(doors.into_iter().map(|door| door.id).collect())
    }
}

/// The order that a seed gives: the same for the same doors, however they were listed.
pub(super) fn shuffled(seed: &[u8; 16], mut doors: Vec<EntityId>) -> Vec<EntityId> {
    doors.sort_by_cached_key(|door| -> [u8; 32] {
        Sha256::new().chain_update(seed).chain_update(door.0.as_bytes()).finalize().into()
    });
    doors
}
