//! How a history ends: the faults stop, everybody syncs until nothing moves, and then nothing is to be done.

use std::{
    rc::Rc,
    task::{Context, Poll, Waker},
};

use nfv::domain::ids::{EventId, LogId};
use sync_server::{
    blobs, snapshots,
    store::{StoreError, Tx},
};

use super::{
    Rule, Ungraceful, check,
    disaster::Disasters,
    network::{Traffic, Weather},
    photos::Kept,
    world::{Synced, World},
};

/// After so many rounds of undisturbed syncs nothing may move any more.
const MOST_ROUNDS: usize = 8;

/// Bodies of an idle sync, both ways.
const IDLE_BYTES: usize = 1024;

/// A day more than phones keep what the server has.
const FORTNIGHT_MS: u64 = 15 * 24 * 3600 * 1000;

impl World {
    /// The faults stop: late requests arrive, everybody is up, may read again, and the network works.
    pub(super) fn calm_down(&mut self) -> Result<(), Ungraceful> {
        self.weather.set(Weather::Calm);
        self.note("the faults stop".into());
        self.start_server_again()?;
        let now = self.now.get();
        while self.server.borrow_mut().deliver_late(0, now) {}
        self.deliver_files()?;
        for which in 0..self.devices.len() {
            self.start_again(which)?;
            self.change_rights(which, None);
        }
        Ok(())
    }

    /// Everybody syncs in turn until nothing moves any more. How many rounds it took.
    pub(super) fn settle(&mut self) -> Result<usize, Ungraceful> {
        for round in 1..=MOST_ROUNDS {
            let mut moved = false;
            for which in 0..self.devices.len() {
                // Clones go on working: whoever still counts on from a number that the other has given out is told.
                if self.disasters == Disasters::Clones && round == 1 {
                    self.record(which)?;
                }
                self.now.set(self.now.get() + 1000);
                let (outcome, photos) = self.sync_through(which, &Rc::default())?;
                self.note(format!("round {round}, device {which}: {outcome:?}"));
                moved |= photos + outcome.acknowledged + outcome.read + outcome.held + outcome.quarantined > 0;
            }
            if !moved {
                return Ok(round);
            }
        }
        Err(Rule::QueuesEmpty.broken(format!("something still moves after {MOST_ROUNDS} undisturbed rounds")))
    }

    /// With nothing new, a sync is one small round trip and no write on the server. The first one in an hour may note that
    /// the device was heard.
    pub(super) fn idle(&mut self) -> Result<(), Ungraceful> {
        for which in 0..self.devices.len() {
            self.sync_through(which, &Rc::default())?;
            let traffic = Rc::<Traffic>::default();
            let before = self.server.borrow().machine().operations();
            self.sync_through(which, &traffic)?;
            let written = self.server.borrow().machine().operations() - before;
            let (trips, bytes) = traffic.get();
            if trips != 1 || bytes >= IDLE_BYTES || written > 0 {
                let what = format!("an idle sync took {trips} round trips, {bytes} bytes and {written} operations");
                return Err(Rule::IdleIsIdle.broken(what));
            }
        }
        Ok(())
    }

    /// One sync from its beginning to its end.
    pub(super) fn sync_through(&self, which: usize, traffic: &Rc<Traffic>) -> Result<Synced, Ungraceful> {
        let mut running = self.sync(which, traffic);
        for _ in 0..10_000 {
            if let Poll::Ready(done) = running.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
                return done
                    .map_err(|stopped| Rule::QueuesEmpty.broken(format!("an undisturbed sync stopped: {stopped}")));
            }
        }
        Err(Rule::QueuesEmpty.broken("a sync never ends"))
    }

    /// What few histories come to by chance, every history comes to at its end: a photo sent over a line that turns bits, a
    /// record with a photo erased, and phones that have their photos still because the days are not over.
    pub(super) fn last_photos(&mut self) -> Result<(), Ungraceful> {
        self.weather.set(Weather::Dusty);
        for which in 0..self.devices.len() {
            self.photograph(which)?;
            for _ in 0..3 {
                self.sync_or_not(which);
            }
        }
        self.weather.set(Weather::Calm);
        self.settle()?;
        if let Some((log, event)) =
            self.photos.iter().find(|photo| photo.is_picture).map(|photo| (photo.log, photo.event))
        {
            self.erase_at_the_desk(log, event);
            self.settle()?;
        }
        self.idle()?;
        (0..self.devices.len()).try_for_each(|which| check::photos::originals_are_there(self, which))?;
        // Files that were copied back without a word are noticed before originals go: see `World::weeks_later`.
        if self.disasters == Disasters::Restores { Ok(()) } else { check::photos::all_are_there(self) }
    }

    /// A sync that may stop on the way.
    fn sync_or_not(&mut self, which: usize) {
        self.now.set(self.now.get() + 1000);
        let mut running = self.sync(which, &Rc::default());
        let ended = |_: &usize| running.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready();
        let _polls = (0..10_000).find(ended);
    }

    /// The server forgets photos that it had, as one whose files were copied back does, and tells nobody.
    fn forget_photos_on_the_server(&self) -> Result<(), Ungraceful> {
        let here = |photo: &&Kept| {
            let theirs = self.devices.iter().find(|device| device.name == photo.by);
            photo.is_picture
                && !self.once_erased.contains(&photo.event)
                && theirs.is_some_and(|it| it.may_write(photo.log))
        };
        let forgotten: Vec<(LogId, EventId)> =
            self.photos.iter().filter(here).map(|photo| (photo.log, photo.event)).collect();
        let now = self.now.get();
        let done = self.server.borrow().do_beside(now, async |app| {
            let forget =
                |tx: &Tx<'_>| forgotten.iter().try_for_each(|(log, event)| blobs::rows::forget(tx, *log, *event));
            app.store.write::<_, StoreError>(forget)
        })?;
        done.map_err(Ungraceful::from_error)
    }

    /// Weeks later: phones ask about their photos once more and let go of them, the server tidies up, and every photo is
    /// there; also where its files had been copied back without a word.
    pub(super) fn weeks_later(&mut self) -> Result<(), Ungraceful> {
        self.forget_photos_on_the_server()?;
        for _ in 0..2 {
            self.now.set(self.now.get() + FORTNIGHT_MS);
            self.hire_a_reviewer();
            for which in 0..self.devices.len() {
                self.devices[which].off_ms.set(0);
                for _ in 0..2 {
                    self.now.set(self.now.get() + 1000);
                    self.sync_through(which, &Rc::default())?;
                }
            }
            let now = self.now.get();
            let tidied = self.server.borrow().do_beside(now, async |app| {
                snapshots::tidy(app).await?;
                blobs::tidy(app).await
            })?;
            tidied.map_err(|error| Ungraceful::from_error(error.code))?;
            check::photos::all_are_there(self)?;
        }
        check::photos::originals_are_gone(self)
    }
}
