//! A machine's disk in memory, which can lose power at any operation and can be full.
//!
//! Every file has what the process sees and what is on the platter: a write reaches the platter with a sync. When the power
//! goes, each write since the last sync has reached it or not, as chance has it; when only the process is killed, the
//! operating system still writes everything. Operations after the end fail, until the machine boots again.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, LazyLock, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

/// How a machine's process ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// `kill -9`: what was written is there.
    Killed,
    /// The power goes: what was not synced is there or not.
    PowerLost,
}

/// An operation that did not happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The process is gone.
    Off,
    /// No space left.
    Full,
}

/// A change that is not on the platter yet.
#[derive(Clone, Debug)]
enum Change {
    Write(usize, Vec<u8>),
    Truncate(usize),
}

/// One file.
#[derive(Clone, Debug, Default)]
pub struct File {
    now: Vec<u8>,
    platter: Vec<u8>,
    unsynced: Vec<Change>,
}

impl File {
    /// Its bytes as the process sees them.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.now
    }

    fn change(&mut self, change: Change) {
        apply(&mut self.now, &change);
        self.unsynced.push(change);
    }

    fn sync(&mut self) {
        for change in self.unsynced.drain(..) {
            apply(&mut self.platter, &change);
        }
    }

    /// What is left of it after the power went.
    fn lose_power(&mut self, chance: &mut u64) {
        for change in self.unsynced.drain(..) {
            // xorshift64: reached the platter, or did not.
            *chance ^= *chance << 13;
            *chance ^= *chance >> 7;
            *chance ^= *chance << 17;
            if *chance & 1 == 0 {
                apply(&mut self.platter, &change);
            }
        }
        self.now = self.platter.clone();
    }
}

fn apply(bytes: &mut Vec<u8>, change: &Change) {
    match change {
        Change::Write(at, written) => {
            if bytes.len() < *at {
                bytes.resize(*at, 0);
            }
            // What lies within is overwritten, the rest is appended.
            let within = written.len().min(bytes.len() - at);
            bytes[*at..at + within].copy_from_slice(&written[..within]);
            bytes.extend_from_slice(&written[within..]);
        }
        Change::Truncate(length) => bytes.truncate(*length),
    }
}

/// When and how a process will end.
#[derive(Clone, Copy, Debug)]
struct Fuse {
    left: u64,
    end: End,
    chance: u64,
}

#[derive(Debug, Default)]
struct State {
    files: BTreeMap<String, File>,
    fuse: Option<Fuse>,
    off: bool,
    full: bool,
    lying: bool,
    operations: u64,
}

/// One machine: its files, whether it runs, whether its disk is full.
#[derive(Debug)]
pub struct Machine {
    name: String,
    /// Which start of the process this is; handles of earlier ones are dead.
    boot: AtomicU64,
    state: Mutex<State>,
}

/// All machines of this process, by name: SQLite finds them by the paths of files.
static MACHINES: LazyLock<Mutex<BTreeMap<String, Arc<Machine>>>> = LazyLock::new(Mutex::default);

/// Numbers of worlds: two histories may run side by side.
static WORLDS: AtomicU64 = AtomicU64::new(0);

/// Where all paths of machines begin.
pub(super) const ROOT: &str = "/simulated/";

/// Ends the name of a file that is not in its place yet.
const BESIDE: &str = "#beside";

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A number for a world that no other of this process has.
#[must_use]
pub fn world() -> u64 {
    WORLDS.fetch_add(1, Ordering::Relaxed)
}

/// The machine whose file this path names, and the file's own name.
pub(super) fn find(path: &str) -> Option<(Arc<Machine>, String)> {
    let (machine, file) = path.strip_prefix(ROOT)?.split_once('/')?;
    Some((lock(&MACHINES).get(machine)?.clone(), file.to_owned()))
}

impl Machine {
    /// A machine with an empty disk. Its name is unique in this process; whoever made it forgets it.
    #[must_use]
    pub fn new(name: &str) -> Arc<Self> {
        let machine = Arc::new(Self { name: name.into(), boot: AtomicU64::new(1), state: Mutex::default() });
        lock(&MACHINES).insert(name.into(), Arc::clone(&machine));
        machine
    }

    /// Throws a machine away.
    pub fn forget(&self) {
        lock(&MACHINES).remove(&self.name);
    }

    /// The path under which SQLite opens a file of this machine.
    #[must_use]
    pub fn path(&self, file: &str) -> std::path::PathBuf {
        format!("{ROOT}{}/{file}", self.name).into()
    }

    /// The process will end at the operation that is so many away; `chance` decides what of it reaches the platter.
    pub fn plan(&self, left: u64, end: End, chance: u64) {
        lock(&self.state).fuse = Some(Fuse { left, end, chance: chance | 1 });
    }

    /// Whether the process is gone.
    #[must_use]
    pub fn is_off(&self) -> bool {
        lock(&self.state).off
    }

    /// The process ends now, however it may.
    pub fn end(&self, end: End, chance: u64) {
        self.plan(0, end, chance);
        let _ = self.operate(self.boot(), |_| Ok(()));
    }

    /// The next process begins: with what is on the disk. Handles of the one before stay dead.
    pub fn restart(&self) {
        self.boot.fetch_add(1, Ordering::Relaxed);
        let mut state = lock(&self.state);
        state.off = false;
        state.fuse = None;
    }

    /// From now on nothing can grow, or again it can.
    pub fn set_full(&self, full: bool) {
        lock(&self.state).full = full;
    }

    /// Says that something is on the platter when it is not: to see that somebody notices.
    pub fn set_lying(&self, lying: bool) {
        lock(&self.state).lying = lying;
    }

    /// Writes, truncations, syncs and deletions so far.
    #[must_use]
    pub fn operations(&self) -> u64 {
        lock(&self.state).operations
    }

    /// All files, as whoever copies the disk at this moment gets them.
    #[must_use]
    pub fn copy(&self) -> BTreeMap<String, File> {
        lock(&self.state).files.clone()
    }

    /// Replaces all files: the disk is that of a copy.
    pub fn replace(&self, files: BTreeMap<String, File>) {
        let mut state = lock(&self.state);
        state.full = false;
        state.files = files;
        for file in state.files.values_mut() {
            file.sync();
        }
    }

    /// Which start of the process this is.
    pub(super) fn boot(&self) -> u64 {
        self.boot.load(Ordering::Relaxed)
    }

    /// An operation that changes the disk: counted, and each may be the last.
    fn operate<T>(&self, boot: u64, operation: impl FnOnce(&mut State) -> Result<T, Refused>) -> Result<T, Refused> {
        let mut state = lock(&self.state);
        if state.off || boot != self.boot() {
            return Err(Refused::Off);
        }
        state.operations += 1;
        let goes_now = match &mut state.fuse {
            Some(Fuse { left: 0, end, chance }) => Some((*end, *chance)),
            Some(fuse) => {
                fuse.left -= 1;
                None
            }
            None => None,
        };
        let Some((end, mut chance)) = goes_now else { return operation(&mut state) };
        state.off = true;
        for file in state.files.values_mut() {
            match end {
                End::Killed => file.sync(),
                End::PowerLost => file.lose_power(&mut chance),
            }
        }
        Err(Refused::Off)
    }

    /// Reads; fewer bytes than wanted at the end of the file.
    pub(super) fn read(&self, boot: u64, file: &str, at: usize, into: &mut [u8]) -> Result<usize, Refused> {
        let state = lock(&self.state);
        if state.off || boot != self.boot() {
            return Err(Refused::Off);
        }
        let Some(file) = state.files.get(file) else { return Ok(0) };
        let from = at.min(file.now.len());
        let length = into.len().min(file.now.len() - from);
        into[..length].copy_from_slice(&file.now[from..from + length]);
        Ok(length)
    }

    /// Makes the file if it is not there.
    pub(super) fn create(&self, boot: u64, file: &str) -> Result<(), Refused> {
        let there = self.exists(file);
        if there {
            return if self.is_off() { Err(Refused::Off) } else { Ok(()) };
        }
        self.operate(boot, |state| {
            state.files.entry(file.into()).or_default();
            Ok(())
        })
    }

    pub(super) fn write(&self, boot: u64, file: &str, at: usize, bytes: &[u8]) -> Result<(), Refused> {
        self.operate(boot, |state| {
            let full = state.full;
            let file = state.files.entry(file.into()).or_default();
            if full && at + bytes.len() > file.now.len() {
                return Err(Refused::Full);
            }
            file.change(Change::Write(at, bytes.to_vec()));
            Ok(())
        })
    }

    pub(super) fn truncate(&self, boot: u64, file: &str, length: usize) -> Result<(), Refused> {
        self.operate(boot, |state| {
            state.files.entry(file.into()).or_default().change(Change::Truncate(length));
            Ok(())
        })
    }

    pub(super) fn sync(&self, boot: u64, file: &str) -> Result<(), Refused> {
        self.operate(boot, |state| {
            if !state.lying {
                state.files.entry(file.into()).or_default().sync();
            }
            Ok(())
        })
    }

    /// Puts a whole file into its place: written beside it, synced, renamed; three operations.
    pub(super) fn publish(&self, boot: u64, file: &str, bytes: &[u8]) -> Result<(), Refused> {
        let beside = format!("{file}{BESIDE}");
        self.operate(boot, |state| {
            if state.full {
                return Err(Refused::Full);
            }
            let mut written = File::default();
            written.change(Change::Write(0, bytes.to_vec()));
            state.files.insert(beside.clone(), written);
            Ok(())
        })?;
        self.sync(boot, &beside)?;
        self.operate(boot, |state| {
            if let Some(written) = state.files.remove(&beside) {
                state.files.insert(file.to_owned(), written);
            }
            Ok(())
        })
    }

    /// Deletes a file of a process.
    pub(super) fn remove(&self, boot: u64, file: &str) -> Result<(), Refused> {
        self.operate(boot, |state| {
            state.files.remove(file);
            Ok(())
        })
    }

    /// Names of the files in a folder, without it.
    pub(super) fn within(&self, folder: &str) -> Vec<String> {
        let state = lock(&self.state);
        let names = state.files.keys().filter_map(|name| name.strip_prefix(folder));
        names.filter(|name| !name.ends_with(BESIDE)).map(str::to_owned).collect()
    }

    /// Deletes: SQLite syncs the directory where it matters.
    pub(super) fn delete(&self, file: &str) -> Result<(), Refused> {
        self.operate(self.boot(), |state| {
            state.files.remove(file);
            Ok(())
        })
    }

    pub(super) fn exists(&self, file: &str) -> bool {
        lock(&self.state).files.contains_key(file)
    }

    pub(super) fn size(&self, file: &str) -> usize {
        lock(&self.state).files.get(file).map_or(0, |file| file.now.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_synced_survives_the_loss_of_power_and_what_was_written_a_kill() {
        let machine = Machine::new("disk-test-synced");
        let boot = machine.boot();
        machine.write(boot, "a", 0, b"synced").unwrap();
        machine.sync(boot, "a").unwrap();
        machine.write(boot, "a", 6, b" written").unwrap();
        machine.end(End::Killed, 1);
        assert_eq!(machine.write(boot, "a", 0, b"dead"), Err(Refused::Off));
        machine.restart();
        assert_eq!(machine.copy()["a"].bytes(), b"synced written");
        let boot = machine.boot();
        for byte in 0..64 {
            machine.write(boot, "a", 14 + byte, b"x").unwrap();
        }
        machine.end(End::PowerLost, 1);
        machine.restart();
        let left = machine.copy()["a"].bytes().to_vec();
        assert!(left.starts_with(b"synced written"));
        assert!(left.contains(&b'x') && left[14..].contains(&0), "some writes are there, some are not");
    }

    #[test]
    fn a_full_disk_overwrites_but_does_not_grow() {
        let machine = Machine::new("disk-test-full");
        let boot = machine.boot();
        machine.write(boot, "a", 0, b"1234").unwrap();
        machine.set_full(true);
        machine.write(boot, "a", 0, b"5678").unwrap();
        assert_eq!(machine.write(boot, "a", 2, b"999"), Err(Refused::Full));
        machine.set_full(false);
        machine.write(boot, "a", 2, b"999").unwrap();
        assert_eq!(machine.copy()["a"].bytes(), b"56999");
    }
}
