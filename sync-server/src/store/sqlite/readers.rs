//! The connections that read: a few, taken in turn.
//!
//! Reading costs the processor, not the disk: more readers at once than processors only means that each takes longer, and
//! opening one costs more than most of what is read. So whoever finds none free waits for one; for a moment only, since who
//! waits may hold another itself.

use std::{
    sync::{Condvar, Mutex, PoisonError},
    time::Duration,
};

use rusqlite::Connection;

use super::line::lock;
use crate::store::StoreError;

/// Readers kept open; each costs its page cache.
const MOST: usize = 8;

/// So long is waited for one before another is opened.
const PATIENCE: Duration = Duration::from_millis(200);

/// The readers of a database.
#[derive(Debug, Default)]
pub(super) struct Readers {
    open: Mutex<Open>,
    free: Condvar,
}

#[derive(Debug, Default)]
struct Open {
    idle: Vec<Connection>,
    /// Idle ones and those in use.
    all: usize,
}

/// The place of a reader in use; it is free again when this is dropped.
struct Place<'a> {
    readers: &'a Readers,
    goes_back: Option<Connection>,
}

impl Readers {
    /// Runs `work` on a reader that nobody else uses, made by `open` if there are few.
    pub(super) fn with<T, E: From<StoreError>>(
        &self,
        open: impl FnOnce() -> Result<Connection, StoreError>,
        work: impl FnOnce(&mut Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let (mut place, idle) = self.take();
        let mut connection = idle.map_or_else(open, Ok)?;
        let result = work(&mut connection);
        place.goes_back = Some(connection);
        result
    }

    fn take(&self) -> (Place<'_>, Option<Connection>) {
        let none_free = |readers: &mut Open| readers.idle.is_empty() && readers.all >= MOST;
        let waited = self.free.wait_timeout_while(lock(&self.open), PATIENCE, none_free);
        let (mut readers, _) = waited.unwrap_or_else(PoisonError::into_inner);
        let idle = readers.idle.pop();
        readers.all += usize::from(idle.is_none());
        (Place { readers: self, goes_back: None }, idle)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut readers = lock(&self.readers.open);
        match self.goes_back.take().filter(|_| readers.all <= MOST) {
            Some(connection) => readers.idle.push(connection),
            None => readers.all -= 1,
        }
        drop(readers);
        self.readers.free.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn readers_are_taken_in_turn_and_whoever_holds_one_gets_another() {
        let (readers, opened) = (Readers::default(), AtomicUsize::new(0));
        let open = || {
            opened.fetch_add(1, Ordering::Relaxed);
            Ok(Connection::open_in_memory()?)
        };
        let read = |connection: &mut Connection| -> Result<i64, StoreError> {
            Ok(connection.query_row("SELECT 1", [], |row| row.get(0))?)
        };
        std::thread::scope(|scope| {
            for _ in 0..64 {
                scope.spawn(|| assert_eq!(readers.with(open, read).unwrap(), 1));
            }
        });
        assert!(opened.load(Ordering::Relaxed) <= MOST, "{opened:?}");
        // Everybody holds one and wants another: nobody waits for ever, and what was opened beyond is closed again.
        std::thread::scope(|scope| {
            for _ in 0..MOST {
                scope.spawn(|| readers.with(open, |_| readers.with(open, read)).unwrap());
            }
        });
        assert!(lock(&readers.open).all <= MOST);
        let failed = readers.with(|| Err(StoreError::Busy), |_| Err::<(), _>(StoreError::Full));
        assert!(failed.is_err());
        let left = lock(&readers.open);
        assert_eq!(left.all, left.idle.len(), "none is lost");
    }
}
