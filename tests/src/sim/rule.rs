//! What may never happen: the twelve rules of the design, and a breach of one.

use std::fmt;

/// What may never happen, numbered as in the design.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Rule {
    /// An acknowledged event is missing on the server.
    AcknowledgedIsThere = 1,
    /// Given the effective stamps, order, duplication or splitting of batches changes a result.
    OrderChangesNothing = 2,
    /// Devices with empty queues differ from the server's logs, or hold something outside them.
    SameBytes = 3,
    /// A crash loses an event that the screen called saved.
    SavedIsThere = 4,
    /// A tally differs from its recount.
    TallyIsItsRecount = 5,
    /// A blob called present has other bytes than its hash.
    BlobIsItsHash = 6,
    /// Passing through an old version loses unknown fields or kinds.
    UnknownPasses = 7,
    /// A sync with nothing new takes more than one round trip, more than 1 KB, or writes.
    IdleIsIdle = 8,
    /// After faults stop, a queue does not empty in bounded rounds.
    QueuesEmpty = 9,
    /// A cloned or restored phone overwrites or loses silently.
    ClonesAreTold = 10,
    /// A schema migration emits events.
    UpgradesAreSilent = 11,
    /// A device sees or writes a log that its account may not.
    OnlyWhatIsGranted = 12,
}

impl Rule {
    /// All of them, in order.
    pub const ALL: [Self; 12] = [
        Self::AcknowledgedIsThere,
        Self::OrderChangesNothing,
        Self::SameBytes,
        Self::SavedIsThere,
        Self::TallyIsItsRecount,
        Self::BlobIsItsHash,
        Self::UnknownPasses,
        Self::IdleIsIdle,
        Self::QueuesEmpty,
        Self::ClonesAreTold,
        Self::UpgradesAreSilent,
        Self::OnlyWhatIsGranted,
    ];

    /// Its number in the design.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// A breach of it.
    pub(super) fn broken(self, what: impl fmt::Display) -> Ungraceful {
        Ungraceful { rule: Some(self), what: what.to_string() }
    }

    /// A breach of it unless something holds.
    pub(super) fn ensure(self, holds: bool, otherwise: &str) -> Result<(), Ungraceful> {
        if holds { Ok(()) } else { Err(self.broken(otherwise)) }
    }
}

/// Something that no history contains: a rule is broken, or a part failed that must not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ungraceful {
    /// The rule, if it is one of the twelve.
    pub rule: Option<Rule>,
    /// What was seen.
    pub what: String,
}

impl Ungraceful {
    pub(super) fn from_error(error: impl fmt::Display) -> Self {
        Self { rule: None, what: error.to_string() }
    }

    /// The same, of somebody.
    pub(super) fn of(self, who: &str) -> Self {
        Self { what: format!("{who}: {}", self.what), ..self }
    }
}

impl fmt::Display for Ungraceful {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.rule {
            Some(rule) => write!(f, "rule {}: {}", rule.number(), self.what),
            None => f.write_str(&self.what),
        }
    }
}
