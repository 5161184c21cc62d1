//! Hybrid logical clock: 48 bits of milliseconds and a 16-bit counter in one number.
//!
//! A device's clock starts at the server's time of enrolment and advances from its own wall clock, from effective
//! stamps and from server time. It never goes back. Reading the wall clock is the caller's business.

use serde::{Deserialize, Serialize};

/// A moment of the hybrid logical clock; ordered as the number it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct Stamp(pub u64);

impl Stamp {
    /// From Unix milliseconds (the lower 48 bits count) and a counter.
    #[must_use]
    pub const fn new(unix_ms: u64, counter: u16) -> Self {
        Self(((unix_ms & 0xFFFF_FFFF_FFFF) << 16) | counter as u64)
    }

    /// Unix time in milliseconds.
    #[must_use]
    pub const fn unix_ms(self) -> u64 {
        self.0 >> 16
    }

    /// The effective stamp of an event: its own, or the moment of receipt if that is earlier.
    ///
    /// Fixed once, by the server, when it first stores the event; so a fast phone poisons nobody.
    #[must_use]
    pub fn effective(self, received_at_ms: u64) -> Self {
        self.min(Self::new(received_at_ms, 0))
    }
}

/// The clock's memory: the greatest stamp given out or observed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HybridClock {
    last: Stamp,
}

impl HybridClock {
    /// A clock that has seen everything up to `last`.
    #[must_use]
    pub const fn starting_at(last: Stamp) -> Self {
        Self { last }
    }

    /// The next stamp, greater than all before it.
    pub fn tick(&mut self, wall_ms: u64) -> Stamp {
        self.last = Stamp::new(wall_ms, 0).max(Stamp(self.last.0.saturating_add(1)));
        self.last
    }

    /// Takes note of a trusted stamp (an effective stamp or the server's time).
    pub fn observe(&mut self, stamp: Stamp) {
        self.last = self.last.max(stamp);
    }

    /// The greatest stamp so far.
    #[must_use]
    pub const fn last(&self) -> Stamp {
        self.last
    }
}
