//! Time and chance of the simulated server, and its settings.

use std::sync::{
    Arc, LazyLock, Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use clap::Parser;
use rand::{Rng as _, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sync_server::{
    config::Config,
    ports::{Clock, Random},
};

/// The world's time, as it was told last.
#[derive(Debug, Default)]
pub(super) struct ServerClock(AtomicU64);

impl ServerClock {
    /// It is later now.
    pub(super) fn set(&self, now: u64) {
        self.0.store(now, Ordering::SeqCst);
    }
}

impl Clock for ServerClock {
    fn now_ms(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// Chance of its own: what the server draws does not change what happens elsewhere.
#[derive(Debug)]
pub(super) struct ServerChance(Mutex<ChaCha8Rng>);

impl ServerChance {
    /// The stream of a seed.
    pub(super) fn of(seed: u64) -> Arc<Self> {
        Arc::new(Self(Mutex::new(ChaCha8Rng::seed_from_u64(seed))))
    }
}

impl Random for ServerChance {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(bytes);
    }
}

#[derive(Parser)]
struct Settings {
    #[command(flatten)]
    config: Config,
}

/// Settings as they are when nobody sets anything.
pub(super) fn settings() -> Config {
    static CONFIG: LazyLock<Config> = LazyLock::new(|| Settings::parse_from(["sim"]).config);
    CONFIG.clone()
}
