//! At a door: visits, drafts, pledges, corrections, conflicts.

use super::*;
use crate::{
    device::messages::{Delivery, DoorQuery},
    domain::{
        day::Day,
        door::{DoorState, PledgeState},
        facts::{Fact, FieldEdit, Manner, Outcome, VisitRecorded, field},
        ids::EventId,
        photo::{BlobHash, Photo},
    },
    store::tests::world::{Log, VILLAGE, door_id, field_log, plain_door, visit_of},
    sync::ports::SyncStore,
};

fn record(n: u32, visit: VisitRecorded) -> Request {
    Request::RecordVisit { door: door_id(n), visit }
}

fn saved(answer: Answer) -> EventId {
    let Ok(Reply::Saved(id)) = answer else { panic!("{answer:?}") };
    id
}

fn sign(n: u32, text: &str, strokes: Vec<Vec<(i32, i32, u32)>>) -> Request {
    Request::SignPledge {
        door: door_id(n),
        text: text.into(),
        signer: "A".into(),
        strokes,
        assisted_by: None,
        manner: Manner::default(),
        photos: Vec::new(),
    }
}

#[test]
fn a_visit_is_saved_shown_and_its_draft_gone() {
    let bench = Bench::with(&[plain_door(1)]);
    assert_eq!(bench.door(1).line.state, DoorState::Unreached);
    let keep = |form: &str| Request::KeepDraft { door: door_id(1), form: form.into(), content: "{}".into() };
    bench.ask(keep("visit")).unwrap();
    bench.ask(keep("pledge")).unwrap();
    assert!(bench.door(1).draft);
    assert_eq!(bench.status().drafts, 2);
    let id = saved(bench.ask(record(1, VisitRecorded { note: "tea".into(), ..visit_of(Outcome::Met) })));
    let door = bench.door(1);
    assert_eq!((door.line.state, door.line.unsent, door.draft), (DoorState::Reached, true, false));
    let line = &door.history[0];
    assert_eq!((line.event, line.detail.as_str(), line.note.as_str(), line.own), (id, "met", "tea", true));
    assert_eq!(line.delivery, Delivery::Queued);
    let Ok(Reply::Drafts(drafts)) = bench.ask(Request::Drafts) else { panic!() };
    assert_eq!((drafts.len(), drafts[0].form.as_str(), drafts[0].label.as_str()), (1, "pledge", "Well Lane 1"));
    let Ok(Reply::Records(records)) = bench.ask(Request::Records { offset: 0, limit: 1 }) else { panic!() };
    assert_eq!((records[0].line.event, records[0].label.as_str()), (id, "Well Lane 1"));
    assert!(bench.told.borrow().contains(&Notice::Changed));
    let Ok(Reply::Doors(page)) = bench.ask(Request::SearchDoors(DoorQuery { limit: 10, ..DoorQuery::default() }))
    else {
        panic!()
    };
    assert_eq!((page.total, page.rows[0].state), (1, DoorState::Reached));
}

#[test]
fn what_makes_no_sense_is_refused_and_nothing_recorded() {
    let bench = Bench::with(&[plain_door(1)]);
    let before = bench.status().sync.saved;
    let crowd = VisitRecorded { adults: 1, adults_met: 2, ..visit_of(Outcome::Met) };
    assert!(matches!(bench.ask(record(1, crowd)), Err(Failure::Invalid { .. })));
    assert_eq!(bench.ask(record(5, visit_of(Outcome::Met))), Err(Failure::NotFound));
    let number = FieldEdit { value: "many".into(), base: Vec::new() };
    let edit = Request::EditDoor { door: door_id(1), fields: [(field::ADULTS.into(), number)].into(), reason: None };
    assert_eq!(bench.ask(edit), Err(Failure::Invalid { code: "field.adults".into() }));
    assert_eq!(bench.ask(sign(1, "pledge-2026-1", vec![])), Err(Failure::Invalid { code: "signature_missing".into() }));
    let old = sign(1, "pledge-1999", vec![vec![(0, 0, 0), (9, 9, 9)]]);
    assert_eq!(bench.ask(old), Err(Failure::Invalid { code: "pledge_text".into() }));
    assert_eq!(bench.status().sync.saved, before);
}

#[test]
fn a_signature_is_bound_to_the_text_that_was_shown() {
    let bench = Bench::with(&[plain_door(1), plain_door(2)]);
    let Ok(Reply::PledgeText(text)) = bench.ask(Request::PledgeText) else { panic!() };
    let id = saved(bench.ask(sign(1, &text.id, vec![vec![(0, 0, 0), (9, 9, 9)]])));
    let (stored, _) = bench.device.store.get().event(field_log(VILLAGE), id).unwrap().unwrap();
    let Fact::PledgeSigned(signed) = Fact::parse(&stored.event.header.kind, &stored.event.body) else { panic!() };
    let shown: String = std::iter::once(&text.title).chain(&text.paragraphs).map(|line| format!("{line}\n")).collect();
    use sha2::Digest;
    assert_eq!(signed.text_hash, hex::encode(sha2::Sha256::digest(shown)));
    assert!(stored.event.proof.is_some());
    assert_eq!(bench.door(1).line.pledge, PledgeState::Signed);

    bench.ask(Request::KeepSetting { name: "language".into(), value: "en".into() }).unwrap();
    let Ok(Reply::PledgeText(english)) = bench.ask(Request::PledgeText) else { panic!() };
    assert_ne!(english.id, text.id);
    saved(bench.ask(Request::DeclinePledge { door: door_id(2), text: english.id }));
    assert_eq!(bench.door(2).line.pledge, PledgeState::Declined);
}

#[test]
fn a_mistake_is_taken_back_with_a_reason() {
    let bench = Bench::with(&[plain_door(1)]);
    let id = saved(bench.ask(record(1, visit_of(Outcome::Met))));
    let take_back = |reason: &str| Request::Retract { target: id, reason: reason.into() };
    assert!(matches!(bench.ask(take_back(" ")), Err(Failure::Invalid { .. })));
    bench.wall.set(NOON + 60_000);
    saved(bench.ask(take_back("wrong door")));
    let door = bench.door(1);
    assert_eq!(door.line.state, DoorState::Unreached);
    let line = door.history.iter().find(|line| line.event == id).unwrap();
    assert_eq!(line.retracted.as_deref(), Some("wrong door"));
    assert_eq!(
        bench.ask(Request::Retract { target: EventId::from_parts(1, [1; 10]), reason: "x".into() }),
        Err(Failure::NotFound)
    );
}

#[test]
fn both_values_of_a_conflict_are_shown_until_somebody_decides() {
    let bench = Bench::with(&[plain_door(1)]);
    let heads = |bench: &Bench| {
        let view = bench.door(1);
        view.fields.into_iter().find(|view| view.name == field::NAME)
    };
    let edit = |value: &str, base: Vec<EventId>| Request::EditDoor {
        door: door_id(1),
        fields: [(field::NAME.to_owned(), FieldEdit { value: value.into(), base })].into(),
        reason: None,
    };
    saved(bench.ask(edit("Chen", Vec::new())));
    // Somebody else wrote another name without having seen this one.
    let mut other = Store::in_memory().unwrap();
    let mut dice = enrol(&mut other, 2);
    let fields = [(field::NAME.to_owned(), FieldEdit { value: "Lin".into(), base: Vec::new() })].into();
    let fact = Fact::DoorEdited(crate::domain::facts::DoorEdited { fields, reason: None });
    let fact = NewFact { log: field_log(VILLAGE), entity: door_id(1), fact };
    let id = other.append(&[fact], None, NOON + 1000, &mut dice).unwrap()[0];
    let mut log = Log::default();
    log.store(&other.event(field_log(VILLAGE), id).unwrap().unwrap().0.event, NOON + 1000);
    bench.device.store.get().apply_page(&log.page(field_log(VILLAGE), 0, 1, &[])).unwrap();

    let field = heads(&bench).unwrap();
    assert!(field.conflict && bench.door(1).line.conflict);
    assert_eq!(field.heads.iter().map(|head| head.value.as_str()).collect::<Vec<_>>(), ["Lin", "Chen"]);
    let Ok(Reply::Conflicts(conflicts)) = bench.ask(Request::Conflicts) else { panic!() };
    assert_eq!((conflicts.len(), &conflicts[0].field), (1, &field));
    saved(bench.ask(edit("Chen", field.heads.iter().map(|head| head.event).collect())));
    let decided = heads(&bench).unwrap();
    assert_eq!((decided.value.as_str(), decided.heads.len(), decided.conflict), ("Chen", 1, false));
    assert_eq!(bench.ask(Request::Conflicts), Ok(Reply::Conflicts(Vec::new())));
}

#[test]
fn a_photo_is_kept_named_by_the_visit_and_waits() {
    let bench = Bench::with(&[plain_door(1)]);
    let photo = [&[0xFF, 0xD8, 0xFF][..], &[7; 500]].concat();
    let invalid = |code: &str| Err(Failure::Invalid { code: code.into() });
    assert_eq!(bench.ask(Request::KeepPhoto { content: b"a letter".to_vec() }), invalid("not_a_picture"));
    let huge = [&photo[..], &vec![0; 9 << 20]].concat();
    assert_eq!(bench.ask(Request::KeepPhoto { content: huge }), invalid("photo_too_large"));
    let Ok(Reply::PhotoKept(kept)) = bench.ask(Request::KeepPhoto { content: photo.clone() }) else { panic!() };
    let visit = VisitRecorded { photos: vec![kept.clone()], ..visit_of(Outcome::Met) };
    let five = VisitRecorded { photos: vec![kept.clone(); 5], ..visit.clone() };
    assert_eq!(bench.ask(record(1, five)), invalid("too_many_photos"));
    saved(bench.ask(record(1, visit)));
    assert_eq!(bench.door(1).history[0].photos, std::slice::from_ref(&kept));
    assert_eq!(bench.status().sync.photos_waiting, 1);
    let look = Request::Photo { door: door_id(1), hash: kept.hash, whole: true };
    assert_eq!(bench.ask(look), Ok(Reply::Photo { kind: "image/jpeg".into(), content: photo }));
    let elsewhere = Request::Photo { door: door_id(1), hash: crate::domain::photo::BlobHash([1; 32]), whole: false };
    assert_eq!(bench.ask(elsewhere), Err(Failure::Offline), "only what is kept here shows without a network");
}

#[test]
fn a_sheet_of_paper_is_photographed_and_nothing_else_that_is_signed() {
    let bench = Bench::with(&[plain_door(1)]);
    let today = bench.status().today;
    let photo = [&[0xFF, 0xD8, 0xFF][..], &[7; 500]].concat();
    let Ok(Reply::PhotoKept(kept)) = bench.ask(Request::KeepPhoto { content: photo }) else { panic!() };
    let entered = |paper: Option<Day>, photos: Vec<Photo>| {
        let (text, strokes) = ("pledge-2026-1".into(), vec![vec![(1, 1, 0), (9, 9, 9)]]);
        let manner = Manner { paper, ..Manner::default() };
        bench.ask(Request::SignPledge {
            door: door_id(1),
            text,
            signer: "A".into(),
            strokes,
            assisted_by: None,
            manner,
            photos,
        })
    };
    let invalid = |code: &str| Err(Failure::Invalid { code: code.into() });
    assert_eq!(entered(None, vec![kept.clone()]), invalid("photo_without_paper"));
    assert_eq!(entered(Some(today), vec![kept.clone(); 5]), invalid("too_many_photos"));
    let elsewhere = Photo { hash: BlobHash([1; 32]), ..kept.clone() };
    assert_eq!(entered(Some(today), vec![elsewhere]), invalid("photo_missing"));
    assert_eq!(bench.status().sync.photos_waiting, 0);
    let id = saved(entered(Some(today), vec![kept.clone()]));
    assert_eq!(bench.status().sync.photos_waiting, 1);
    assert_eq!(bench.door(1).history[0].photos, std::slice::from_ref(&kept));
    let Ok(Reply::Certificate(view)) = bench.ask(Request::Certificate { event: id }) else { panic!() };
    assert_eq!((view.pledge.photos, view.pledge.manner.paper), (vec![kept], Some(today)));
}
