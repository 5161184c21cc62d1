//! A small county on a served process, people in it, and events made as fast as they can be written down.

use nfv::{
    domain::{
        area::Class,
        day::Day,
        event::{Event, Header, VERSION},
        facts::{Fact, Outcome, RoundOpened, RuleSetAdopted},
        ids::{EntityId, EventId, LogId},
        stamp::HybridClock,
    },
    store::NewFact,
    sync::{
        messages::{Cursor, Offer, PROTOCOL, SyncRequest},
        ports::{Clock, HttpRequest, Identity, Rng, SyncStore},
    },
};
use std::{collections::BTreeMap, io::Write};
use tempfile::TempDir;

use super::{AS_SERVER, Stopped};
use crate::{
    http::{SystemClock, SystemRng},
    phone::{Phone, door, visit},
    served::{AREAS, Served, TOWNSHIP, VILLAGES, post},
};

/// Events in one request.
pub(super) const BATCH: usize = 500;

/// A served county with an open round.
pub(super) struct Town {
    pub(super) served: Served,
    pub(super) folder: TempDir,
    people: usize,
}

impl Town {
    pub(super) fn new() -> Result<Self, Stopped> {
        let folder = tempfile::tempdir()?;
        let served = Served::start_as(std::env::current_exe()?, vec![AS_SERVER.into()], folder.path())?;
        Self::of(served, folder)
    }

    /// On the database of a URL.
    pub(super) fn on(url: String) -> Result<Self, Stopped> {
        let folder = tempfile::tempdir()?;
        let first = vec![AS_SERVER.into()];
        let served = Served::start_in(std::env::current_exe()?, first, folder.path(), url, AREAS)?;
        Self::of(served, folder)
    }

    fn of(served: Served, folder: TempDir) -> Result<Self, Stopped> {
        let mut town = Self { served, folder, people: 0 };
        town.open_a_round()?;
        Ok(town)
    }

    pub(super) fn phone(&mut self, role: &str, area: &str) -> Result<Phone, Stopped> {
        self.people += 1;
        let code = self.served.invite(&format!("person {}", self.people), role, area)?;
        Ok(Phone::enrol(&self.last_database(), &self.served.origin(), &code)?)
    }

    /// The database of the phone that came last.
    pub(super) fn last_database(&self) -> std::path::PathBuf {
        self.folder.path().join(format!("phone-{}.db", self.people))
    }

    /// A worker of the first village.
    pub(super) fn worker(&mut self) -> Result<Phone, Stopped> {
        self.phone("worker", VILLAGES[0])
    }

    /// Without a round there would be nothing to tally.
    fn open_a_round(&mut self) -> Result<(), Stopped> {
        let mut reviewer = self.phone("reviewer", TOWNSHIP)?;
        reviewer.sync()?;
        let own =
            |grant: &&nfv::sync::enrolment::Grant| grant.area == reviewer.enrolled.area && grant.class == Class::Field;
        let log = reviewer.enrolled.grants.iter().find(own).map(|grant| grant.log).ok_or("no log of the township")?;
        let today = nfv::domain::day::Day::of_unix_ms(SystemClock.wall_ms(), nfv::domain::day::Zone::default());
        let toml = include_str!("../../../assets/rules/2026-1.toml").to_owned();
        let rules = Fact::RuleSetAdopted(RuleSetAdopted { version: "2026-1".into(), toml });
        let (first, last) = (Day(today.0 - 60), Day(today.0 + 60));
        let round = Fact::RoundOpened(RoundOpened { name: "round".into(), first, last, rule_set: "2026-1".into() });
        let entity = || EntityId::from_random(SystemRng.bytes());
        reviewer.record(&[
            NewFact { log, entity: entity(), fact: rules },
            NewFact { log, entity: entity(), fact: round },
        ])?;
        reviewer.sync()?;
        Ok(())
    }
}

/// Writes events of a phone without its store, which would be timed too.
pub(super) struct Writer {
    identity: Identity,
    log: LogId,
    n: u64,
    clock: HybridClock,
}

impl Writer {
    pub(super) fn of(phone: &Phone) -> Result<Self, Stopped> {
        let identity = phone.store.identity()?.ok_or("not enrolled")?;
        let log = phone.village().ok_or("no village to write")?;
        Ok(Self::with(identity, log))
    }

    /// Of anybody, into this log.
    pub(super) fn with(identity: Identity, log: LogId) -> Self {
        Self { identity, log, n: 0, clock: HybridClock::default() }
    }

    /// So many new doors as one request, and which they are.
    pub(super) fn doors(&mut self, doors: u32) -> Result<(Vec<EntityId>, HttpRequest), Stopped> {
        let new: Vec<NewFact> = (0..doors).map(|number| door(self.log, number)).collect();
        let events = new.iter().map(|new| self.event(new)).collect::<Result<Vec<_>, _>>()?;
        Ok((new.iter().map(|new| new.entity).collect(), self.request(&events, None)?))
    }

    /// One visit as one request.
    pub(super) fn visit(&mut self, at: EntityId) -> Result<HttpRequest, Stopped> {
        let event = self.event(&visit(self.log, at, Outcome::Met))?;
        self.request(&[event], None)
    }

    /// So many new doors with a visit each, as one request that asks for pages from the beginning.
    pub(super) fn morning(&mut self, doors: u32) -> Result<HttpRequest, Stopped> {
        let mut events = Vec::new();
        for number in 0..doors {
            let new = door(self.log, number);
            events.push(self.event(&new)?);
            events.push(self.event(&visit(self.log, new.entity, Outcome::Met))?);
        }
        self.request(&events, Some(BTreeMap::new()))
    }

    fn event(&mut self, new: &NewFact) -> Result<Event, Stopped> {
        self.n += 1;
        let stamp = self.clock.tick(SystemClock.wall_ms());
        let header = Header {
            version: VERSION,
            event_id: EventId::from_parts(stamp.unix_ms(), SystemRng.bytes()),
            log_id: new.log,
            kind: new.fact.kind().into(),
            entity_id: new.entity,
            actor_id: self.identity.account,
            device_id: self.identity.device,
            incarnation: self.identity.incarnation,
            n: self.n,
            stamp,
        };
        Ok(Event { header, body: new.fact.to_body(SystemRng.bytes())?, proof: None })
    }

    /// So many events, one door to `visits` visits, as requests ready to send.
    pub(super) fn requests(&mut self, events: usize, visits: usize) -> Result<Vec<HttpRequest>, Stopped> {
        let mut all = Vec::with_capacity(events);
        let mut number = 0;
        while all.len() < events {
            number += 1;
            let new = door(self.log, number);
            let at = new.entity;
            all.push(self.event(&new)?);
            for _ in 0..visits.min(events - all.len()) {
                all.push(self.event(&visit(self.log, at, Outcome::Met))?);
            }
        }
        all.chunks(BATCH).map(|chunk| self.request(chunk, None)).collect()
    }

    fn request(&self, events: &[Event], cursors: Option<BTreeMap<LogId, Cursor>>) -> Result<HttpRequest, Stopped> {
        let Identity { device, incarnation, epoch, ref token, .. } = self.identity;
        let events = events.iter().map(|event| Offer::from(event.clone())).collect();
        let request = SyncRequest {
            v: PROTOCOL,
            epoch,
            device,
            incarnation,
            events,
            state: None,
            cursors,
            notices: None,
            unsent: std::collections::BTreeMap::new(),
            snapshots: false,
        };
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packed.write_all(&serde_json::to_vec(&request)?)?;
        Ok(HttpRequest { gzip: true, ..post("/v1/sync", Some(token), packed.finish()?) })
    }
}
