//! A phone: the real device store on a file, the real sync driver, over real HTTP.

use std::{collections::BTreeMap, path::Path};

use nfv::{
    domain::{
        area::Class,
        facts::{DoorKind, DoorRegistered, Fact, Method, Outcome, PledgeDeclined, VisitRecorded, field},
        ids::{EntityId, EventId, LogId},
    },
    store::{NewFact, Place, Store, StoreError},
    sync::{
        blobs::{self, Sent},
        driver::{self, Outcome as Synced, Stopped},
        enrolment::{EnrolRequest, Enrolled},
        messages::{Fate, SyncReply},
        planner::{self, Ask},
        ports::{Clock, NoAnswer, Rng, SyncStore},
    },
};

use crate::{
    http::{Http, SystemClock, SystemRng},
    served::post,
};

/// A phone with one account.
pub struct Phone {
    /// Its database.
    pub store: Store,
    /// Its way to the server.
    pub http: Http,
    /// What enrolment said.
    pub enrolled: Enrolled,
}

/// Why a phone could not be enrolled.
#[derive(Debug, thiserror::Error)]
pub enum NotEnrolled {
    /// Its database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No answer.
    #[error(transparent)]
    NoAnswer(#[from] NoAnswer),
    /// HTTP.
    #[error(transparent)]
    Http(#[from] reqwest::Error),
    /// The answer.
    #[error("{0}")]
    Answer(String),
}

impl Phone {
    /// Spends an invitation.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn enrol(database: &Path, origin: &str, code: &str) -> Result<Self, NotEnrolled> {
        let mut store = Store::open(database, Place::Native)?;
        let http = Http::to(origin)?;
        let key = store.device_key(&mut SystemRng)?;
        let request = EnrolRequest { code: code.into(), device: key.device, key: key.public(), label: "phone".into() };
        let body = serde_json::to_vec(&request).map_err(|error| NotEnrolled::Answer(error.to_string()))?;
        let reply = http.exchange(post("/v1/enrol", None, body))?;
        let enrolled: Enrolled = serde_json::from_slice(&reply.body)
            .map_err(|_| NotEnrolled::Answer(String::from_utf8_lossy(&reply.body).into_owned()))?;
        store.enrol(&enrolled)?;
        Ok(Self { store, http, enrolled })
    }

    /// An enrolled phone's database, opened (again).
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn again(database: &Path, origin: &str, enrolled: Enrolled) -> Result<Self, NotEnrolled> {
        Ok(Self { store: Store::open(database, Place::Native)?, http: Http::to(origin)?, enrolled })
    }

    /// Syncs once.
    ///
    /// # Errors
    /// As the driver.
    pub fn sync(&mut self) -> Result<Synced, Stopped<StoreError>> {
        let (mut rng, mut nobody) = (SystemRng, ());
        pollster::block_on(driver::sync_once(&mut self.store, &self.http, &SystemClock, &mut rng, &mut nobody))
    }

    /// Sends the photos that wait.
    ///
    /// # Errors
    /// As the queue.
    pub fn send_photos(&mut self) -> Result<Sent, Stopped<StoreError>> {
        let identity = SyncStore::identity(&self.store).map_err(Stopped::Store)?.ok_or(Stopped::NotEnrolled)?;
        pollster::block_on(blobs::send(&mut self.store, &self.http, &identity, |_, _| ()))
    }

    /// Pushes what is queued, and only that: the driver would notice what is missing and mend it. The ids that the server
    /// acknowledged, or nothing when it did not answer; what was not acknowledged is queued again.
    ///
    /// # Errors
    /// When the phone's own database fails.
    pub fn push(&mut self) -> Result<Option<Vec<EventId>>, StoreError> {
        let batch = self.store.take_batch(500, 300_000)?;
        let Some(identity) = SyncStore::identity(&self.store)? else { return Ok(None) };
        let request = planner::request(&identity, batch, Ask::Nothing, &BTreeMap::new());
        let body = serde_json::to_vec(&request)?;
        let reply = self.http.exchange(post("/v1/sync", Some(&self.enrolled.token), body));
        let told = reply.ok().filter(|reply| reply.status == 200);
        let Some(told) = told.and_then(|reply| serde_json::from_slice::<SyncReply>(&reply.body).ok()) else {
            self.store.requeue_sent()?;
            return Ok(None);
        };
        self.store.apply_verdicts(&told.verdicts)?;
        self.store.requeue_sent()?;
        let acknowledged = |fate: &Fate| matches!(fate, Fate::Stored { .. } | Fate::Duplicate { .. });
        let told = told.verdicts.into_iter().filter(|verdict| acknowledged(&verdict.fate));
        Ok(Some(told.map(|verdict| verdict.id).collect()))
    }

    /// The field log of the village that this account writes.
    #[must_use]
    pub fn village(&self) -> Option<LogId> {
        let mine = |grant: &&nfv::sync::enrolment::Grant| grant.write && grant.class == Class::Field;
        self.enrolled.grants.iter().find(mine).map(|grant| grant.log)
    }

    /// Records facts in one transaction, as a save does.
    ///
    /// # Errors
    /// As the store.
    pub fn record(&mut self, facts: &[NewFact]) -> Result<Vec<EventId>, StoreError> {
        self.store.append(facts, None, SystemClock.wall_ms(), &mut SystemRng)
    }
}

/// Three visits and a pledge at a new door: five events.
#[must_use]
pub fn morning(log: LogId) -> [NewFact; 5] {
    let new = door(log, 7);
    let at = new.entity;
    let [met, nobody, declined] =
        [Outcome::Met, Outcome::NobodyHome, Outcome::Declined].map(|outcome| visit(log, at, outcome));
    [new, met, nobody, declined, pledge(log, at)]
}

/// A new door.
#[must_use]
pub fn door(log: LogId, number: u32) -> NewFact {
    let fields =
        [(field::LANE, "Lane".to_owned()), (field::NUMBER, number.to_string()), (field::ADULTS, "2".to_owned())];
    let fields = fields.map(|(name, value)| (name.to_owned(), value)).into();
    let fact = Fact::DoorRegistered(DoorRegistered { door: DoorKind::Household, fields });
    NewFact { log, entity: EntityId::from_random(SystemRng.bytes()), fact }
}

/// A visit as people make them: an outcome, two topics, a point.
#[must_use]
pub fn visit(log: LogId, entity: EntityId, outcome: Outcome) -> NewFact {
    let jitter = i32::from(u16::from_be_bytes(SystemRng.bytes()));
    let fact = Fact::VisitRecorded(VisitRecorded {
        outcome,
        method: Method::Door,
        adults_met: 1,
        adults: 2,
        topics: vec!["loan".into(), "refund".into()],
        notice: true,
        revisit: None,
        note: String::new(),
        at: Some((1_186_000_000 + jitter, 247_000_000 + jitter)),
        photos: Vec::new(),
    });
    NewFact { log, entity, fact }
}

/// A declined pledge: a kind with a proof.
#[must_use]
pub fn pledge(log: LogId, entity: EntityId) -> NewFact {
    NewFact { log, entity, fact: Fact::PledgeDeclined(PledgeDeclined { text: "pledge-2026-1".into() }) }
}
