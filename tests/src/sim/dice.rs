//! Chance from a seed: everything that happens in a run follows from it.

use std::{cell::RefCell, rc::Rc};

use rand::{Rng as _, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// A handle on one stream of chance; clones draw from the same stream.
#[derive(Clone, Debug)]
pub struct Dice(Rc<RefCell<ChaCha8Rng>>);

impl Dice {
    /// The stream of a seed.
    #[must_use]
    pub fn of(seed: u64) -> Self {
        Self(Rc::new(RefCell::new(ChaCha8Rng::seed_from_u64(seed))))
    }

    /// Any number.
    #[must_use]
    pub fn any(&self) -> u64 {
        self.0.borrow_mut().next_u64()
    }

    /// 0 … n − 1; 0 for n = 0.
    #[must_use]
    pub fn below(&self, n: usize) -> usize {
        let n = u64::try_from(n).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.any() % n).unwrap_or_default()
    }

    /// True so many times in a hundred.
    #[must_use]
    pub fn percent(&self, chance: usize) -> bool {
        self.below(100) < chance
    }

    /// One of them; none of nothing.
    #[must_use]
    pub fn pick<'a, T>(&self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.below(of.len()))
    }
}

impl nfv::sync::ports::Rng for Dice {
    fn fill(&mut self, bytes: &mut [u8]) {
        self.0.borrow_mut().fill_bytes(bytes);
    }
}
