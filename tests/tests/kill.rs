//! The server is killed again and again while phones push: whatever it acknowledged is there. Then its disk fills up.
//!
//! Tests on PostgreSQL need a server that `TEST_POSTGRES_URL` names and are ignored otherwise; `cargo xtask test server`
//! starts one and runs them.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::{
    path::Path,
    process::Command,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

use nfv::{
    domain::ids::EventId,
    store::Fate,
    sync::{driver::Stopped, ports::SyncStore},
};
use nfv_tests::{
    phone::{Phone, morning},
    postgres::TestDatabase,
    served::{Served, VILLAGES},
};

const BINARY: &str = env!("CARGO_BIN_EXE_served");

/// So often the server is killed.
const KILLS: u64 = 200;

/// So often PostgreSQL ends all connections of the server.
const DATABASE_KILLS: u64 = 40;

/// Phones that push meanwhile.
const PHONES: usize = 2;

fn phones(served: &Served, folder: &Path) -> Vec<Phone> {
    (0..PHONES)
        .map(|number| {
            let code = served.invite(&format!("person {number}"), "worker", VILLAGES[0]).unwrap();
            Phone::enrol(&folder.join(format!("phone-{number}.db")), &served.origin(), &code).unwrap()
        })
        .collect()
}

/// What was acknowledged since somebody looked, and whether to go on.
#[derive(Default)]
struct Seen {
    acknowledged: Mutex<Vec<EventId>>,
    pushes: AtomicU64,
    over: AtomicBool,
}

/// Pushes small batches until it is over; all ids that were recorded.
fn push_on(phone: &mut Phone, seen: &Seen) -> Vec<EventId> {
    let village = phone.village().unwrap();
    let mut saved = Vec::new();
    while !seen.over.load(Ordering::Relaxed) {
        saved.extend(phone.record(&morning(village)).unwrap());
        match phone.push().unwrap() {
            Some(ids) => {
                seen.acknowledged.lock().unwrap().extend(ids);
                seen.pushes.fetch_add(1, Ordering::Relaxed);
            }
            None => thread::sleep(Duration::from_millis(2)),
        }
    }
    saved
}

/// Kills something while phones push, and asks `there` for everything that was acknowledged since the last time.
fn kill_while_phones_push(
    phones: &mut [Phone],
    kills: u64,
    kill: &mut dyn FnMut(),
    there: &dyn Fn(&[EventId]) -> usize,
) {
    let seen = Seen::default();
    let mut total = 0;
    let saved: Vec<Vec<EventId>> = thread::scope(|scope| {
        let pushing: Vec<_> = phones.iter_mut().map(|phone| scope.spawn(|| push_on(phone, &seen))).collect();
        // Whatever goes wrong here, the phones stop.
        let over = Over(&seen.over);
        for round in 0..kills {
            let before = seen.pushes.load(Ordering::Relaxed);
            while seen.pushes.load(Ordering::Relaxed) < before + 2 {
                thread::sleep(Duration::from_millis(1));
            }
            // A little later each time: before, within and after a commit.
            thread::sleep(Duration::from_micros(round * 311 % 9_000));
            kill();
            let acknowledged = std::mem::take(&mut *seen.acknowledged.lock().unwrap());
            total += acknowledged.len();
            assert_eq!(there(&acknowledged), acknowledged.len(), "acknowledged and gone after kill {round}");
        }
        drop(over);
        pushing.into_iter().map(|phone| phone.join().unwrap()).collect()
    });
    assert!(total as u64 > kills * 4, "only {total} events were acknowledged: nothing was tried");
    for (phone, saved) in phones.iter_mut().zip(saved) {
        phone.sync().unwrap();
        assert_eq!(there(&saved), saved.len(), "saved on a phone and not on the server after a sync");
        let village = phone.village().unwrap();
        assert!(saved.iter().all(|id| phone.store.event(village, *id).unwrap().unwrap().1 == Fate::Received));
    }
}

struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// How many of these events are in a server's SQLite file.
fn in_file(file: &Path, ids: &[EventId]) -> usize {
    let server = rusqlite::Connection::open(file).unwrap();
    server.busy_timeout(Duration::from_secs(10)).unwrap();
    let mut there = server.prepare("SELECT EXISTS (SELECT 1 FROM event WHERE event_id = ?1)").unwrap();
    ids.iter().filter(|id| there.query_row([id.as_bytes()], |row| row.get::<_, bool>(0)).unwrap()).count()
}

#[test]
fn nothing_acknowledged_is_missing_after_200_kills_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let mut served = Served::start(BINARY, folder.path()).unwrap();
    let mut phones = phones(&served, folder.path());
    let file = served.database();
    let kill = &mut || kill_9(&mut served);
    kill_while_phones_push(&mut phones, KILLS, kill, &|ids| in_file(&file, ids));
}

fn kill_9(served: &mut Served) {
    served.kill().unwrap();
    served.resume().unwrap();
}

/// How many of these events are in a PostgreSQL database.
fn in_postgres(database: &TestDatabase, ids: &[EventId]) -> usize {
    let count = |ids: &[EventId]| -> usize {
        let list: Vec<String> = ids.iter().map(|id| format!("'\\x{}'", hex::encode(id.as_bytes()))).collect();
        let sql = format!("SELECT count(*) FROM event WHERE event_id IN ({})", list.join(", "));
        database.run(&sql).unwrap()[0].parse().unwrap()
    };
    ids.chunks(500).map(count).sum()
}

#[test]
#[ignore = "needs TEST_POSTGRES_URL: cargo xtask test server"]
fn nothing_acknowledged_is_missing_after_200_kills_on_postgresql() {
    let folder = tempfile::tempdir().unwrap();
    let database = TestDatabase::create().unwrap();
    let mut served = Served::start_on(BINARY, folder.path(), &database.url()).unwrap();
    let mut phones = phones(&served, folder.path());
    let kill = &mut || kill_9(&mut served);
    kill_while_phones_push(&mut phones, KILLS, kill, &|ids| in_postgres(&database, ids));
}

#[test]
#[ignore = "needs TEST_POSTGRES_URL: cargo xtask test server"]
fn nothing_acknowledged_is_missing_after_the_database_ends_its_connections() {
    let folder = tempfile::tempdir().unwrap();
    let database = TestDatabase::create().unwrap();
    let served = Served::start_on(BINARY, folder.path(), &database.url()).unwrap();
    let mut phones = phones(&served, folder.path());
    let sql = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
               WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let mut ended = 0;
    let kill = &mut || ended += database.run(sql).unwrap()[0].parse::<u64>().unwrap();
    kill_while_phones_push(&mut phones, DATABASE_KILLS, kill, &|ids| in_postgres(&database, ids));
    assert!(ended >= DATABASE_KILLS, "only {ended} connections were ended: nothing was tried");
}

/// A small file system of its own, unmounted when dropped.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    /// None where this user may not mount anything.
    fn new() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=6m", "tmpfs"])
            .arg(folder.path())
            .output()
            .is_ok_and(|output| output.status.success());
        mounted.then_some(Self(folder))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// Leaves so many bytes free.
    fn fill(&self, free: usize) {
        use std::io::Write as _;
        let mut ballast = std::fs::File::create(self.path().join("ballast")).unwrap();
        while ballast.write_all(&[1; 4096]).is_ok() {}
        let length = ballast.metadata().unwrap().len();
        ballast.set_len(length.saturating_sub(free as u64)).unwrap();
    }

    fn free(&self) {
        std::fs::remove_file(self.path().join("ballast")).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(self.path()).output();
    }
}

/// Said aloud, since a test that was not run proves nothing; the simulator fills its own disks everywhere.
const NO_DISK: &str = "SKIPPED: this user may not mount a small disk; the simulator still fills its own";

#[test]
fn a_full_disk_of_the_server_loses_nothing() {
    let Some(disk) = SmallDisk::new() else { return println!("{NO_DISK}") };
    let elsewhere = tempfile::tempdir().unwrap();
    let served = Served::start(BINARY, disk.path()).unwrap();
    let mut phone = phones(&served, elsewhere.path()).remove(0);
    let village = phone.village().unwrap();
    disk.fill(100_000);
    let (mut saved, mut acknowledged, mut refused) = (Vec::new(), Vec::new(), 0);
    while refused < 3 {
        saved.extend(phone.record(&morning(village)).unwrap());
        match phone.sync() {
            Ok(_) => acknowledged.extend(&saved[acknowledged.len()..]),
            Err(Stopped::Busy { status: 507, .. }) => refused += 1,
            Err(other) => panic!("a full disk is told as 507, not as {other}"),
        }
        assert!(saved.len() < 20_000, "the disk never fills");
    }
    assert_eq!(in_file(&served.database(), &acknowledged), acknowledged.len(), "acknowledged and gone: full disk");
    assert!(!acknowledged.is_empty() && saved.len() > acknowledged.len());
    disk.free();
    phone.sync().unwrap();
    assert_eq!(in_file(&served.database(), &saved), saved.len());
    assert!(phone.store.unacknowledged().unwrap().is_empty());
}

#[test]
fn a_full_disk_of_a_phone_keeps_what_was_saved() {
    let Some(disk) = SmallDisk::new() else { return println!("{NO_DISK}") };
    let elsewhere = tempfile::tempdir().unwrap();
    let served = Served::start(BINARY, elsewhere.path()).unwrap();
    let mut phone = phones(&served, disk.path()).remove(0);
    let village = phone.village().unwrap();
    disk.fill(100_000);
    let mut saved = Vec::new();
    let full = loop {
        match phone.record(&morning(village)) {
            Ok(ids) => saved.extend(ids),
            Err(error) => break error,
        }
        assert!(saved.len() < 20_000, "the disk never fills");
    };
    assert!(matches!(full, nfv::store::StoreError::Full), "a full disk is told as such: {full}");
    // What was saved is there, and goes out as soon as there is room again.
    let kept = saved.iter().filter(|id| phone.store.event(village, **id).unwrap().is_some()).count();
    assert_eq!(kept, saved.len());
    disk.free();
    saved.extend(phone.record(&morning(village)).unwrap());
    phone.sync().unwrap();
    assert_eq!(in_file(&served.database(), &saved), saved.len());
    assert_eq!(phone.store.cursors().unwrap().len(), phone.store.subscribed().unwrap().len());
}
