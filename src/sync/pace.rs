//! How many events go into one transaction of the device, so that a save never waits long behind it.
//!
//! Pure: whoever applies events measures how long that took and says so. A slow phone takes few at once, a quick machine
//! many; one quick transaction proves little, one slow one is heeded at once. While nobody works, transactions are longer:
//! what one writes is mostly pages of indexes, the same ones whether it holds twenty events or a thousand. See
//! docs/adr/0012-reading-for-the-first-time.md.

use super::{
    driver::Stopped,
    messages::Page,
    ports::{Clock, PageOutcome, SyncStore},
};

/// Events applied in one transaction at first: few, since nothing is known about the machine.
const FIRST_STEP: usize = 64;

/// Fewest and most events in one transaction.
const STEPS: std::ops::RangeInclusive<usize> = 8..=1000;

/// A transaction shall take about so long while somebody works: half of what it may at most, which nobody who saves notices.
const WORKING_MS: u64 = 25;

/// And so long while nobody does: the first touch after that waits a moment.
const CALM_MS: u64 = 400;

/// The size of the next transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pace {
    /// Events in it.
    step: usize,
    /// How long it shall take, in milliseconds.
    step_ms: u64,
}

impl Default for Pace {
    fn default() -> Self {
        Self { step: FIRST_STEP, step_ms: WORKING_MS }
    }
}

impl Pace {
    /// Events in the next transaction.
    pub(super) const fn step(self) -> usize {
        self.step
    }

    /// Whether somebody works from now on.
    pub(super) fn heed(&mut self, working: bool) {
        let step_ms = if working { WORKING_MS } else { CALM_MS };
        if step_ms < self.step_ms {
            // Nothing is known of short transactions any more.
            self.step = self.step.min(FIRST_STEP);
        }
        self.step_ms = step_ms;
    }

    /// How many of so many events go next: equal parts, rather than a full one and a rest.
    fn part_of(self, events: usize) -> usize {
        events.div_ceil(events.div_ceil(self.step).max(1)).max(1)
    }

    /// Takes note that a transaction of so many events took so long.
    fn took(&mut self, events: usize, ms: u64) {
        let fitting = usize::try_from(events as u64 * self.step_ms / ms.max(1)).unwrap_or(usize::MAX);
        let next = if ms >= self.step_ms {
            fitting.min(self.step)
        } else if events * 2 >= self.step {
            fitting.clamp(self.step, self.step * 2)
        } else {
            // A rest of a page says little about a whole step.
            self.step
        };
        self.step = next.clamp(*STEPS.start(), *STEPS.end());
    }

    /// Applies a page in transactions of this pace, and lets everybody else go first between two of them; `applied` is
    /// called after each and says whether somebody works.
    pub(super) async fn apply<S: SyncStore>(
        &mut self,
        store: &mut S,
        clock: &impl Clock,
        page: &Page,
        mut applied: impl AsyncFnMut(&S) -> bool,
    ) -> Result<PageOutcome, Stopped<S::Error>> {
        let mut left = page.events.len() + page.known.len();
        loop {
            let (part, began) = (self.part_of(left), clock.wall_ms());
            let outcome = store.apply_part(page, part).map_err(Stopped::Store)?;
            if outcome == PageOutcome::Mismatch {
                return Ok(outcome);
            }
            self.took(part, clock.wall_ms().saturating_sub(began));
            left = left.saturating_sub(part);
            let working = applied(store).await;
            self.heed(working);
            // A save, a request, an answer from the network: all of them go first.
            clock.sleep_ms(0).await;
            if outcome == PageOutcome::Applied {
                return Ok(outcome);
            }
        }
    }
}

#[cfg(test)]
mod tests;
