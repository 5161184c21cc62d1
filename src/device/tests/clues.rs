//! Clues on a worker's device: there while they wait, gone once the server has them; and on a police one.

use super::*;
use crate::sync::ports::SyncStore as _;
use crate::{
    device::messages::ClueLine,
    domain::{
        area::Class,
        facts::{ClueHandled, ClueReported, ClueStep},
        ids::{EntityId, LogId},
        stamp::Stamp,
    },
    store::tests::world::{TOWNSHIP, VILLAGE, area_id},
    sync::messages::{Fate, Receipt, Verdict},
};

fn clues(bench: &Bench) -> Vec<ClueLine> {
    let Ok(Reply::Clues(clues)) = bench.ask(Request::Clues) else { panic!("no clues") };
    clues
}

fn seen(bench: &Bench, what: &str) -> ClueReported {
    let (what, place) = (what.to_owned(), "behind the market".to_owned());
    ClueReported { what, on: bench.status().today, place, door: None, at: None, contact: String::new() }
}

fn report(bench: &Bench, clue: ClueReported) -> Answer {
    bench.ask(Request::ReportClue { village: area_id(VILLAGE), clue })
}

#[test]
fn a_clue_leaves_the_device_once_the_server_has_it() {
    let bench = Bench::with(&[]);
    let before = bench.status().sync.saved;
    let Ok(Reply::Saved(id)) = report(&bench, seen(&bench, "a room full of phones")) else { panic!("not saved") };
    let waiting = clues(&bench);
    assert_eq!((waiting.len(), waiting[0].what.as_str(), waiting[0].step), (1, "a room full of phones", None));
    assert!(!waiting[0].can_handle, "who reports does not look into it");
    let (log, now) = (LogId::of(area_id(VILLAGE), Class::Cases), Stamp::new(NOON, 0));
    let receipt = Receipt { effective: now, received_at: NOON, mac: [1; 16] };
    bench.device.store.get().apply_verdicts(&[Verdict { id, fate: Fate::Stored { seq: 1, receipt } }]).unwrap();
    assert_eq!(clues(&bench), []);
    let Ok(Reply::Records(records)) = bench.ask(Request::Records { offset: 0, limit: 1 }) else { panic!("no records") };
    assert_eq!((records[0].line.kind.as_str(), records[0].line.detail.as_str()), ("clue.reported", ""));
    assert_eq!(bench.status().sync.saved, before + 1, "that there was one is still counted");
    let store = bench.device.store.get();
    assert!(store.event(log, id).unwrap().is_none());
    let left: i64 = store
        .conn()
        .query_row("SELECT count(*) FROM event WHERE instr(body, CAST('room full' AS BLOB)) > 0", [], |row| row.get(0))
        .unwrap();
    assert_eq!(left, 0);
    drop(store);
    let Ok(Reply::Export(_, content)) = bench.ask(Request::ExportUnsent) else { panic!("no export") };
    assert!(!content.contains("room full"));
}

#[test]
fn what_cannot_be_a_clue_is_refused_and_nothing_is_recorded() {
    let bench = Bench::with(&[]);
    let before = bench.status().sync.saved;
    let invalid = |code: &str| Err(Failure::Invalid { code: code.into() });
    assert_eq!(report(&bench, seen(&bench, "  ")), invalid("clue_what"));
    let tomorrow = ClueReported { on: bench.status().today.plus(1), ..seen(&bench, "x") };
    assert_eq!(report(&bench, tomorrow), invalid("note_day"));
    assert_eq!(report(&bench, ClueReported { contact: "x".repeat(201), ..seen(&bench, "x") }), invalid("clue_text"));
    // Elsewhere than in the own village, and anything but a clue.
    let clue = seen(&bench, "x");
    let elsewhere = bench.ask(Request::ReportClue { village: area_id(TOWNSHIP + 90), clue });
    assert_eq!(elsewhere, Err(Failure::Refused { code: "forbidden".into() }));
    let Ok(Reply::Saved(_)) = report(&bench, seen(&bench, "x")) else { panic!("not saved") };
    let (village, handled) = (area_id(VILLAGE), ClueHandled { step: ClueStep::Done, note: String::new() });
    let own = clues(&bench)[0].id;
    let refused = bench.ask(Request::HandleClue { village, clue: own, handled: handled.clone() });
    assert_eq!(refused, Err(Failure::Refused { code: "forbidden".into() }));
    let clue = EntityId::from_random([9; 16]);
    assert_eq!(bench.ask(Request::HandleClue { village, clue, handled }), Err(Failure::NotFound));
    assert_eq!(bench.status().sync.saved, before + 1);
}

#[test]
fn the_police_take_a_clue_up_and_close_it() {
    let mut store = Store::in_memory().unwrap();
    let mut dice = enrol(&mut store, 1);
    let (area, class) = (area_id(VILLAGE), Class::Cases);
    let mut enrolled = crate::store::tests::world::enrolled();
    enrolled.grants.push(crate::sync::enrolment::Grant { log: LogId::of(area, class), area, class, write: true });
    store.enrol(&enrolled).unwrap();
    store.append(&frame(), None, NOON - 60 * 86_400_000, &mut dice).unwrap();
    let bench = Bench::over(store);
    report(&bench, seen(&bench, "first")).unwrap();
    report(&bench, seen(&bench, "second")).unwrap();
    let first = clues(&bench).into_iter().find(|clue| clue.what == "first").unwrap();
    assert!(first.can_handle);
    for (step, note) in [(ClueStep::Taken, ""), (ClueStep::Done, "an office, with a licence")] {
        bench.wall.set(bench.wall.get() + 1_000);
        let handled = ClueHandled { step, note: note.into() };
        bench.ask(Request::HandleClue { village: area, clue: first.id, handled }).unwrap();
        let now = clues(&bench);
        let first = now.iter().find(|clue| clue.what == "first").unwrap();
        assert_eq!((first.step, first.note.as_str()), (Some(step), note));
    }
    assert_eq!(clues(&bench).first().map(|clue| clue.what.clone()).as_deref(), Some("second"), "the open one first");
}
