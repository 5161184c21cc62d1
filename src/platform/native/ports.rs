//! The system's clock and randomness.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::sync::ports::{Clock, Rng};

/// The operating system's wall clock; waits on tokio's timer, or only lets others go first.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the port")]
    fn wall_ms(&self) -> u64 {
        // A clock before 1970 is as wrong as one that stands at it.
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
    }

    async fn sleep_ms(&self, ms: u64) {
        if ms == 0 {
            // Its timer counts whole milliseconds, and no time at all would be one of them.
            return tokio::task::yield_now().await;
        }
        tokio::time::sleep(Duration::from_millis(ms)).await;
    }
}

/// The operating system's source of randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRng;

impl Rng for SystemRng {
    #[expect(
        clippy::disallowed_methods,
        clippy::panic,
        reason = "this is the port; ids from anything weaker would be worse than stopping"
    )]
    fn fill(&mut self, bytes: &mut [u8]) {
        if let Err(error) = getrandom::fill(bytes) {
            panic!("no source of randomness: {error}");
        }
    }
}
