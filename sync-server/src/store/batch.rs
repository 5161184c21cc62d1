//! What a batch does to its logs: pure, the same for every database.
//!
//! A database locks the logs, looks up what is there, calls [`Batch::take`] for each candidate in order, and writes what the
//! [`Batch`] then holds: new rows, new heads, what is held and released, numbers seen. Nothing else is decided anywhere else.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use nfv::{
    domain::{
        event::{Hash, print_share},
        ids::{DeviceId, EntityId, EventId, Incarnation, LogId},
    },
    sync::messages::{Digest, Fate, Receipt, Seq},
};

use super::{
    Candidate, Ingested, StoreError,
    life::{Novelty, SeenNumbers},
    receipt::Secret,
    verdict::{Found, Judgement, judge},
};

/// Identity of an event.
pub type Key = (LogId, EventId);

/// One life of a device.
pub type Life = (DeviceId, Incarnation);

/// Where a log ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The last sequence.
    pub seq: Seq,
    /// The print there.
    pub print: u64,
    /// The latest `received_at`: it never goes back within a log.
    pub last_received: u64,
}

/// What lies under an id already.
#[derive(Clone, Debug)]
pub enum Earlier {
    /// In the log.
    Stored {
        /// Its hash.
        hash: Hash,
        /// Its place.
        seq: Seq,
        /// Its receipt.
        receipt: Receipt,
    },
    /// Outside the log.
    Held {
        /// Its hash.
        hash: Hash,
    },
    /// Outside the log, and a reviewer refused it.
    Refused {
        /// Its hash.
        hash: Hash,
        /// The reviewer's words.
        reason: String,
    },
}

impl Earlier {
    /// An event outside the log; refused when there is a reason for it.
    #[must_use]
    pub fn outside(hash: Hash, refused: Option<String>) -> Self {
        refused.map_or(Self::Held { hash }, |reason| Self::Refused { hash, reason })
    }

    const fn hash(&self) -> Hash {
        match self {
            Self::Stored { hash, .. } | Self::Held { hash } | Self::Refused { hash, .. } => *hash,
        }
    }
}

/// A row for the log.
#[derive(Clone, Debug)]
pub struct Appended<'a> {
    /// The event.
    pub candidate: &'a Candidate,
    /// Its place.
    pub seq: Seq,
    /// The log's print there.
    pub print: u64,
    /// Its stamps.
    pub receipt: Receipt,
}

/// A batch while it is taken in.
#[derive(Debug)]
pub struct Batch<'a> {
    secret: &'a Secret,
    /// Unix milliseconds.
    pub now: u64,
    /// Of the logs that there are.
    pub heads: BTreeMap<LogId, Head>,
    /// What lies under the ids of the batch.
    pub earlier: HashMap<Key, Earlier>,
    /// Numbers seen of the lives that bring something new.
    pub lives: BTreeMap<Life, SeenNumbers>,
    /// To be inserted, in order.
    pub appended: Vec<Appended<'a>>,
    /// To be held, with the reason.
    pub held: BTreeMap<Key, (&'a Candidate, &'static str)>,
    /// No longer held.
    pub released: Vec<Key>,
    /// What has to be folded again.
    pub touched: BTreeMap<LogId, BTreeSet<EntityId>>,
    /// What became of each.
    pub done: Ingested,
}

impl<'a> Batch<'a> {
    /// A batch into these logs. `now` in Unix milliseconds.
    #[must_use]
    pub fn new(secret: &'a Secret, now: u64, heads: BTreeMap<LogId, Head>) -> Self {
        Self {
            secret,
            now,
            heads,
            earlier: HashMap::new(),
            lives: BTreeMap::new(),
            appended: Vec::new(),
            held: BTreeMap::new(),
            released: Vec::new(),
            touched: BTreeMap::new(),
            done: Ingested::default(),
        }
    }

    /// Lives whose numbers must be known before the batch is taken.
    #[must_use]
    pub fn lives_of(&self, batch: &[Candidate]) -> BTreeSet<Life> {
        let new = batch.iter().filter(|candidate| {
            self.heads.contains_key(&candidate.event.header.log_id) && !self.earlier.contains_key(&key(candidate))
        });
        new.map(|candidate| (candidate.event.header.device_id, candidate.event.header.incarnation)).collect()
    }

    /// Takes the next candidate.
    ///
    /// # Errors
    /// When something was not looked up before.
    pub fn take(&mut self, candidate: &'a Candidate) -> Result<(), StoreError> {
        let (key, earlier) = (key(candidate), self.earlier.get(&key(candidate)));
        let found = match earlier {
            _ if !self.heads.contains_key(&key.0) => Found::NoLog,
            None => Found::Nothing,
            Some(Earlier::Stored { hash, .. }) => Found::Stored(hash),
            Some(Earlier::Held { hash }) => Found::Held(hash),
            Some(Earlier::Refused { hash, .. }) => Found::Refused(hash),
        };
        let fate = match (judge(&candidate.hash, candidate.right, found), earlier) {
            (Judgement::Store, _) => {
                self.note_number(candidate)?;
                self.append(candidate)?
            }
            (Judgement::Release, _) => {
                if self.held.remove(&key).is_none() {
                    self.released.push(key);
                }
                self.append(candidate)?
            }
            (Judgement::Duplicate, Some(Earlier::Stored { seq, receipt, .. })) => {
                Fate::Duplicate { seq: *seq, receipt: receipt.clone() }
            }
            (Judgement::IdReused | Judgement::Duplicate, earlier) => {
                Fate::IdReused { hash: Digest(earlier.map_or(candidate.hash, Earlier::hash)) }
            }
            (Judgement::Hold(reason), _) => {
                self.note_number(candidate)?;
                self.held.insert(key, (candidate, reason));
                self.earlier.insert(key, Earlier::Held { hash: candidate.hash });
                Fate::Held
            }
            (Judgement::StillRefused, Some(Earlier::Refused { reason, .. })) => {
                Fate::Refused { reason: reason.clone() }
            }
            (Judgement::StillHeld | Judgement::StillRefused, _) => Fate::Held,
            (Judgement::UnknownLog, _) => Fate::Rejected { code: "unknown_log".into(), retry_after_upgrade: false },
        };
        self.done.fates.push(fate);
        Ok(())
    }

    fn append(&mut self, candidate: &'a Candidate) -> Result<Fate, StoreError> {
        let header = &candidate.event.header;
        let Some(head) = self.heads.get_mut(&header.log_id) else {
            return Err(StoreError::Corrupt("log vanished within a transaction"));
        };
        let receipt = candidate.receipt.clone().unwrap_or_else(|| {
            let received_at = self.now.max(head.last_received);
            let effective = header.stamp.effective(received_at);
            self.secret.issue(header.log_id, header.event_id, &candidate.hash, effective, received_at)
        });
        head.seq += 1;
        head.print = head.print.wrapping_add(print_share(&candidate.hash, head.seq, receipt.effective));
        head.last_received = head.last_received.max(receipt.received_at);
        let Head { seq, print, .. } = *head;
        self.touched.entry(header.log_id).or_default().insert(header.entity_id);
        let stored = Earlier::Stored { hash: candidate.hash, seq, receipt: receipt.clone() };
        self.earlier.insert(key(candidate), stored);
        self.appended.push(Appended { candidate, seq, print, receipt: receipt.clone() });
        Ok(Fate::Stored { seq, receipt })
    }

    fn note_number(&mut self, candidate: &Candidate) -> Result<(), StoreError> {
        let header = &candidate.event.header;
        let life = (header.device_id, header.incarnation);
        let seen = self.lives.get_mut(&life).ok_or(StoreError::Corrupt("numbers of a life were not read"))?;
        if seen.insert(header.n) == Novelty::Seen && !self.done.clones.contains(&life) {
            self.done.clones.push(life);
        }
        Ok(())
    }
}

/// Identity of a candidate.
#[must_use]
pub fn key(candidate: &Candidate) -> Key {
    (candidate.event.header.log_id, candidate.event.header.event_id)
}
