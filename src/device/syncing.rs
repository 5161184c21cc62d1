//! Syncing by itself: after a save, when the network returns, now and then, and again after a failure.

use std::cell::RefMut;

use super::{
    messages::{Answer, Notice, Reply, Request, SyncPhase, SyncStatus},
    service::Device,
};
use crate::{
    store::StoreError,
    sync::{
        driver::{self, Observer, Outcome, Progress, Stopped},
        ports::{Clock, Rng, Transport},
    },
};

/// Between syncs when nothing happens here.
const PAUSE_MS: u64 = 60_000;

/// Between syncs while the server still adds up villages.
const COUNTING_MS: u64 = 1_000;

/// While much is read, lists are read again so often: often enough to see that it grows, seldom enough not to slow it.
const GROWING_MS: u64 = 3_000;

/// Who was at a door's page or form so short a time ago may save at any moment.
const WORKING_MS: u64 = 60_000;

/// A clock that is further off than this is said.
const CLOCK_OFF_MINUTES: i64 = 5;

/// What sync is doing; lost with the process, on purpose.
#[derive(Debug, Default)]
pub(super) struct Syncing {
    phase: SyncPhase,
    progress: Option<(u64, u64)>,
    photo: Option<(u64, u64)>,
    problem: Option<&'static str>,
    failures: u32,
    running: bool,
    /// What the browser last said of the network. It errs: a captive portal counts as online, and no event may come when
    /// the network returns. So it only spares attempts, and an answer of the server outweighs it.
    offline: bool,
    /// When the last attempt began.
    tried_at: Option<u64>,
    /// When lists were last told to read again.
    told_at: u64,
    /// When somebody last did something at a door.
    worked_at: u64,
}

impl<T: Transport, C: Clock, R: Rng> Device<T, C, R> {
    /// Syncs whenever there is a reason to; never returns. The host keeps it going beside the requests.
    pub async fn run(&self) {
        let mut pause = Some(0);
        loop {
            let woken = self.wake.wait(self.clock.sleep_ms(pause.unwrap_or(PAUSE_MS))).await;
            pause = self.try_sync(woken).await;
        }
    }

    /// One attempt, `woken` for it or made by itself; after how many milliseconds to try again without being woken.
    async fn try_sync(&self, woken: bool) -> Option<u64> {
        if !self.is_worth_trying() {
            return None;
        }
        let synced = self.sync_once().await;
        if matches!(synced, Ok(_) | Err(Stopped::NotEnrolled | Stopped::Revoked | Stopped::SignedOut)) {
            // What could not be carried goes along with the next sync.
            let _ = self.carry_on().await;
        }
        if synced.is_ok() {
            // What did not come comes after a later sync; an older server has none.
            let _ = self.fetch_recordings().await;
        }
        if matches!(synced, Err(Stopped::Revoked)) {
            // What could not be handed over is tried again with the next contact.
            let _ = self.end_revoked().await;
        }
        match synced {
            Ok(outcome) => outcome.counting.then_some(COUNTING_MS),
            Err(stopped) => {
                let chance = u64::from_be_bytes(self.rng.clone().bytes());
                stopped.wait_ms(self.count_failure(woken), chance)
            }
        }
    }

    /// Whether the browser sees a network, or the last attempt is so long ago that it may be wrong.
    fn is_worth_trying(&self) -> bool {
        let now = self.clock.wall_ms();
        let state = self.state();
        !state.offline || state.tried_at.is_none_or(|at| now.abs_diff(at) >= PAUSE_MS)
    }

    /// Failures in a row, this one included. Those that a save asked for count once: twenty saves in a stairwell without
    /// a network are no reason to try less often.
    fn count_failure(&self, woken: bool) -> u32 {
        let mut state = self.state();
        if !woken || state.failures == 0 {
            state.failures = state.failures.saturating_add(1);
        }
        state.failures
    }

    /// Pushes everything queued and reads everything new, once. Used by [`Device::run`] and by tests.
    ///
    /// # Errors
    /// Why it stopped; everything unacknowledged is still queued.
    pub async fn sync_once(&self) -> Result<Outcome, Stopped<StoreError>> {
        if std::mem::replace(&mut self.state().running, true) {
            // The running one takes along what was queued since, or the next wake does.
            return Ok(Outcome::default());
        }
        self.started()?;
        let (mut store, mut rng) = (self.store.clone(), self.rng.clone());
        let mut watcher = Watcher { device: self };
        let outcome = driver::sync_once(&mut store, &self.transport, &*self.clock, &mut rng, &mut watcher).await;
        let outcome = match outcome {
            // Photos wait until all records are there: those are worth more.
            Ok(synced) => {
                self.tell_of(&synced);
                self.send_photos().await.map(|_| synced)
            }
            stopped => stopped,
        };
        self.ended(&outcome);
        outcome
    }

    fn started(&self) -> Result<(), Stopped<StoreError>> {
        let figures = self.store.get().sync_figures().map_err(Stopped::Store);
        let mut state = self.state();
        state.tried_at = Some(self.clock.wall_ms());
        match figures {
            Ok(figures) => state.phase = if figures.outbox > 0 { SyncPhase::Sending } else { SyncPhase::Idle },
            Err(stopped) => {
                state.running = false;
                return Err(stopped);
            }
        }
        drop(state);
        self.notify_sync();
        Ok(())
    }

    fn ended(&self, outcome: &Result<Outcome, Stopped<StoreError>>) {
        let mut state = self.state();
        state.running = false;
        state.progress = None;
        match outcome {
            Ok(_) => {
                (state.phase, state.problem, state.failures, state.offline) = (SyncPhase::Idle, None, 0, false);
            }
            Err(stopped) => {
                let offline = matches!(stopped, Stopped::NoAnswer(_));
                state.phase = if offline { SyncPhase::Offline } else { SyncPhase::Idle };
                // Before enrolment there is nothing to sync: no problem.
                state.problem = Some(stopped.code()).filter(|_| !matches!(stopped, Stopped::NotEnrolled));
            }
        }
        drop(state);
        match outcome {
            // A failed note is no reason to hide the news.
            Err(Stopped::Revoked) if self.store.get().revoke().is_ok() => self.notify(Notice::Revoked),
            Err(Stopped::Revoked) => self.notify(Notice::Revoked),
            _ => {}
        }
        self.notify_sync();
    }

    /// Takes note that somebody is at work, if a request says so: who only looks at lists saves nothing yet.
    pub(super) fn note_work(&self, request: &Request) {
        let works = match request {
            Request::Door { .. } | Request::PledgeText | Request::KeepPhoto { .. } => true,
            Request::Draft { .. } | Request::KeepDraft { .. } | Request::PrepareSearch => true,
            // Not the page, which is asked for again whenever anything changes.
            Request::SweepDoor { .. } => true,
            Request::SearchDoors(query) => !query.text.is_empty(),
            _ => false,
        };
        if works {
            self.state().worked_at = self.clock.wall_ms();
        }
    }

    /// Whether somebody was at a door a moment ago.
    pub(super) fn is_working(&self) -> bool {
        self.clock.wall_ms().abs_diff(self.state().worked_at) < WORKING_MS
    }

    /// Somebody wants a sync now, whatever was heard of the network.
    pub(super) fn wake_sync(&self) -> Answer {
        let mut state = self.state();
        state.failures = 0;
        state.tried_at = None;
        drop(state);
        self.wake.raise();
        Ok(Reply::Done)
    }

    pub(super) fn network_changed(&self, online: bool) -> Answer {
        let mut state = self.state();
        state.offline = !online;
        if !state.running {
            state.phase = if online { SyncPhase::Idle } else { SyncPhase::Offline };
        }
        drop(state);
        self.notify_sync();
        if online { self.wake_sync() } else { Ok(Reply::Done) }
    }

    /// Where sync stands.
    pub(super) fn sync_status(&self) -> Result<SyncStatus, StoreError> {
        let figures = self.store.get().sync_figures()?;
        let photos = self.store.get().photo_figures()?;
        let state = self.state();
        let off = figures.clock_off_ms.map(|ms| ms / 60_000).filter(|minutes| minutes.abs() >= CLOCK_OFF_MINUTES);
        let problem = state.problem.or(off.map(|_| "clock_off"));
        Ok(SyncStatus {
            phase: state.phase,
            saved: figures.saved,
            received: figures.saved.saturating_sub(figures.waiting + figures.quarantined + figures.held),
            waiting: figures.waiting,
            quarantined: figures.quarantined,
            held: figures.held,
            photos_waiting: photos.waiting,
            photos_refused: photos.refused,
            photo_progress: state.photo,
            oldest_waiting: figures.oldest_waiting,
            last_sync: figures.last_sync,
            progress: state.progress,
            problem: problem.map(str::to_owned),
            clock_off_minutes: off,
        })
    }

    /// Lists are read again when something came of a sync.
    fn tell_of(&self, outcome: &Outcome) {
        if outcome.noticed || outcome.read + outcome.acknowledged + outcome.held + outcome.quarantined > 0 {
            self.notify(Notice::Changed);
        }
    }

    /// How far the photo that is being sent has come.
    pub(super) fn photo_moved(&self, photo: Option<(u64, u64)>) {
        if std::mem::replace(&mut self.state().photo, photo) != photo {
            self.notify_sync();
        }
    }

    pub(super) fn notify_sync(&self) {
        // A status that cannot be read now is read by the next request, whose answer says why.
        if let Ok(status) = self.sync_status() {
            self.notify(Notice::Sync(status));
        }
    }

    fn state(&self) -> RefMut<'_, Syncing> {
        self.syncing.borrow_mut()
    }
}

/// Turns the driver's progress into notices.
struct Watcher<'a, T, C, R> {
    device: &'a Device<T, C, R>,
}

impl<T: Transport, C: Clock, R: Rng> Observer for Watcher<'_, T, C, R> {
    fn progress(&mut self, progress: Progress) {
        let mut state = self.device.state();
        match progress {
            Progress::Sending { .. } => state.phase = SyncPhase::Sending,
            Progress::Reading { read, of } => (state.phase, state.progress) = (SyncPhase::Reading, Some((read, of))),
        }
        let now = self.device.clock.wall_ms();
        let grown = state.phase == SyncPhase::Reading && now.abs_diff(state.told_at) >= GROWING_MS;
        if grown {
            state.told_at = now;
        }
        drop(state);
        if grown {
            self.device.notify(Notice::Changed);
        }
        self.device.notify_sync();
    }

    fn is_working(&self) -> bool {
        self.device.is_working()
    }
}
