//! Many writers at once: on one log, on many, and while what doors are folded under changes.

use std::thread;

use nfv_tests::stream::{NOON, field_log, opening};
use sync_server::store::{Candidate, Store, StoreError};

use crate::{
    home::{Author, Home, Kind},
    projections::assert_recounted,
};

const WRITERS: u64 = 8;
const BATCHES: usize = 12;

/// As a device does: what was busy is offered again.
fn offer(store: &impl Store, batch: &[Candidate]) {
    for _ in 0..20 {
        match store.ingest(batch, NOON) {
            Ok(done) => {
                assert!(done.clones.is_empty(), "nobody used a number twice");
                return;
            }
            Err(StoreError::Busy) => {}
            Err(error) => panic!("{error}"),
        }
    }
    panic!("busy for ever");
}

/// Writers on processes of their own; each gives batches from what it is.
fn all_at_once(home: &Home, batches: impl Fn(u64) -> Vec<Vec<Candidate>> + Sync) {
    let batches = &batches;
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            scope.spawn(move || {
                // Half of them come through another process.
                let own = (writer % 2 == 1).then(|| home.again());
                let store = own.as_ref().unwrap_or(&home.store);
                for batch in batches(writer) {
                    offer(store, &batch);
                }
            });
        }
    });
}

pub(crate) fn many_writers_on_one_log(kind: Kind) {
    let home = Home::of(kind);
    home.take(&Author::new(100).office(), NOON);
    all_at_once(&home, |writer| {
        let mut author = Author::new(200 + writer);
        (0..BATCHES).map(|_| author.doors(field_log(2), 3)).collect()
    });
    let doors = usize::try_from(WRITERS).unwrap() * BATCHES * 3;
    // The village and its grids are defined there too.
    assert_eq!(home.check_log(field_log(2)), 2 * doors + 3);
    assert_recounted(&home.store);
}

pub(crate) fn many_writers_on_many_logs(kind: Kind) {
    let home = Home::of(kind);
    home.take(&Author::new(300).office(), NOON);
    all_at_once(&home, |writer| {
        let mut author = Author::new(400 + writer);
        // Logs in either order: whoever locked them as they come would wait for each other.
        let logs = if writer % 2 == 0 { [2, 3] } else { [3, 2] };
        (0..BATCHES).map(|_| logs.into_iter().flat_map(|log| author.doors(field_log(log), 2)).collect()).collect()
    });
    home.check_log(field_log(2));
    home.check_log(field_log(3));
    assert_recounted(&home.store);
    let before = home.projection();
    home.store.rebuild().unwrap();
    assert_eq!(home.projection(), before);
}

pub(crate) fn a_round_opens_while_others_visit(kind: Kind) {
    let home = Home::of(kind);
    let mut author = Author::new(500);
    home.take(&author.office(), NOON);
    // So many that folding them under another round takes a while; meanwhile others come.
    home.take(&author.doors(field_log(3), 300), NOON);
    all_at_once(&home, |writer| {
        let mut author = Author::new(600 + writer);
        if writer == 0 {
            let round = author.entity();
            return vec![vec![author.write(field_log(1), round, &opening(-40, 40))]];
        }
        (0..BATCHES).map(|_| author.doors(field_log(3), 1)).collect()
    });
    let before = home.projection();
    // Two rounds for every door, whenever it came.
    assert_eq!(before["door_round"].len(), before["door"].len() * 2);
    home.store.rebuild().unwrap();
    assert_eq!(home.projection(), before);
}
