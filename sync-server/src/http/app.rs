//! What handlers share: the store, time, chance, settings; and the way to run blocking work off the event loop.

use ed25519_dalek::SigningKey;
use nfv::sync::evidence::PledgeServer;
use std::{
    fmt,
    sync::{Arc, atomic::AtomicBool},
};
use tokio::sync::Semaphore;

use super::error::ApiError;
use crate::{
    accounts::{sessions::Lifetime, throttle::Throttle},
    blobs::Storage,
    config::{Config, HttpsMode},
    metrics::Unsent,
    notices::Board,
    pledges::key,
    ports::{Clock, Random},
    recordings::Recordings,
    store::Database,
};

/// argon2 takes 19 MiB each; more at once would only be slower.
const HASHING_AT_ONCE: usize = 2;

/// Relay files of at most 8 MiB each, from anybody.
const RELAYS_AT_ONCE: usize = 8;

/// Unreadable relay files per address within a quarter of an hour.
const UNREADABLE_RELAYS: u32 = 30;

/// Codes that stand for nothing, per address within a quarter of an hour: people mistype, nobody types hundreds.
const UNKNOWN_CODES: u32 = 30;

/// Everything a handler needs.
pub struct App {
    /// Logs, projections, accounts.
    pub store: Database,
    /// Photos and snapshots.
    pub storage: Storage,
    /// The wall clock.
    pub clock: Arc<dyn Clock>,
    /// Unpredictable bytes.
    pub random: Arc<dyn Random>,
    /// All settings.
    pub config: Config,
    /// What devices are told besides events.
    pub board: Board,
    /// What devices said of what they have not sent yet.
    pub unsent: Unsent,
    /// Counts wrong passwords.
    pub throttle: Throttle,
    /// One permit per password that is being hashed.
    pub hashing: Semaphore,
    /// Whether the server is about to stop; then it is not ready for more.
    pub draining: AtomicBool,
    /// Counts relay files that could not be read.
    pub relays: Throttle,
    /// One permit per relay file that is being read.
    pub relaying: Semaphore,
    /// Counts codes of pledges that nobody has got.
    pub codes: Throttle,
    /// Recordings for reading aloud.
    pub recordings: Recordings,
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App").field("config", &self.config).finish_non_exhaustive()
    }
}

impl App {
    /// Puts the parts together.
    #[must_use]
    pub fn of(
        store: Database,
        storage: Storage,
        config: Config,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Arc<Self> {
        let access = config.access;
        let throttle = Throttle::allowing(access.sign_in_attempts, access.sign_in_attempts_per_address);
        Arc::new(Self {
            recordings: Recordings::of(config.recordings.clone()),
            board: Board::default(),
            unsent: Unsent::default(),
            store,
            storage,
            clock,
            random,
            config,
            throttle,
            hashing: Semaphore::new(HASHING_AT_ONCE),
            draining: AtomicBool::new(false),
            relays: Throttle::allowing(u32::MAX, UNREADABLE_RELAYS),
            relaying: Semaphore::new(RELAYS_AT_ONCE),
            codes: Throttle::allowing(u32::MAX, UNKNOWN_CODES),
        })
    }

    /// For how long devices may be silent.
    #[must_use]
    pub fn lifetime(&self) -> Lifetime {
        Lifetime::of_days(self.config.access.session_days)
    }

    /// What devices are told of how this server answers for pledges.
    #[must_use]
    pub fn pledge_server(&self, key: &SigningKey) -> PledgeServer {
        // Without HTTPS of its own there may be a proxy that has it; the device sees the address.
        PledgeServer { key: key::public(key), link: self.config.https.https != HttpsMode::Own }
    }

    /// Unix milliseconds.
    #[must_use]
    pub fn now_ms(&self) -> u64 {
        self.clock.now_ms()
    }

    /// Runs work that waits for the disk or burns the processor in a thread meant for it.
    ///
    /// # Errors
    /// The work's own, or a defect when it panicked.
    pub async fn blocking<T, E>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> Result<T, E> + Send + 'static,
    ) -> Result<T, ApiError>
    where
        T: Send + 'static,
        E: Into<ApiError> + Send + 'static,
    {
        let app = Arc::clone(self);
        match tokio::task::spawn_blocking(move || work(&app)).await {
            Ok(result) => result.map_err(Into::into),
            Err(panicked) => Err(ApiError::defect(&panicked)),
        }
    }
}
