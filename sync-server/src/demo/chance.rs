//! Chance with a seed (SplitMix64): the same township every time. Never used for secrets.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::ports::Random;

/// A seeded source.
#[derive(Debug)]
pub(super) struct Chance(AtomicU64);

const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

impl Chance {
    pub(super) fn seeded(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }

    fn next(&self) -> u64 {
        let mut z = self.0.fetch_add(STEP, Ordering::Relaxed).wrapping_add(STEP);
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below the bound; 0 when that is 0.
    pub(super) fn below(&self, bound: u32) -> u32 {
        u32::try_from(self.next() % u64::from(bound.max(1))).unwrap_or_default()
    }

    /// Between both ends, included.
    pub(super) fn between(&self, low: i32, high: i32) -> i32 {
        let span = u32::try_from(high.saturating_sub(low)).unwrap_or_default();
        low.saturating_add(i32::try_from(self.below(span.saturating_add(1))).unwrap_or_default())
    }

    /// True in so many of a hundred cases.
    pub(super) fn percent(&self, share: u32) -> bool {
        self.below(100) < share
    }

    /// One of these; the type's empty value when there are none.
    pub(super) fn pick<T: Clone + Default>(&self, of: &[T]) -> T {
        of.get(self.below(u32::try_from(of.len()).unwrap_or(1)) as usize).cloned().unwrap_or_default()
    }

    /// A share between 0 and 1.
    pub(super) fn share(&self) -> f64 {
        f64::from(self.below(1 << 24)) / f64::from(1 << 24)
    }
}

impl Random for Chance {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&self.next().to_le_bytes()[..chunk.len()]);
        }
    }
}
