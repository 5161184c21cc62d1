//! What the device does with erasures, decisions, marks and notices; and that what it does not know passes through.

use proptest::prelude::*;
use uuid::Uuid;

use super::world::*;
use crate::{
    domain::{
        day::Day,
        event::{Event, Header},
        facts::{EventErased, Fact, Outcome},
        ids::{AccountId, DeviceId, EventId, Incarnation, LogId},
        score::{Points, Tier},
    },
    store::{Fate, Store, StoredEvent, area_notice, aside},
    sync::{
        messages::{self, Cursor, Digest, Print, Receipt, Reset, Verdict},
        notices::{AreaNotice, Notices, VillageStanding},
        ports::{PageOutcome, SyncStore},
    },
};

fn village() -> LogId {
    field_log(VILLAGE)
}

/// A device with a door and a visit, both acknowledged and read, and the village's log.
fn device() -> (Store, Log, Dice) {
    let mut store = Store::in_memory().unwrap();
    let mut dice = enrol(&mut store, 1);
    store.append(&[plain_door(1), visit(1, Outcome::Met)], None, NOON, &mut dice).unwrap();
    let mut log = Log::default();
    let batch = store.take_batch(1000, 1 << 20).unwrap();
    for offer in &batch {
        log.store(&offer.event, NOON + 1);
    }
    assert_eq!(store.apply_page(&log.page(village(), 0, 2, &[])).unwrap(), PageOutcome::Applied);
    (store, log, dice)
}

/// An event of the server about a door.
fn by_server(n: u64, door: u32, fact: &Fact) -> Event {
    let header = Header {
        version: 1,
        event_id: EventId::from_parts(NOON, [u8::try_from(n).unwrap(); 10]),
        log_id: village(),
        kind: fact.kind().to_owned(),
        entity_id: door_id(door),
        actor_id: AccountId(Uuid::from_u128(9)),
        device_id: DeviceId(Uuid::from_u128(9)),
        incarnation: Incarnation(Uuid::nil()),
        n,
        stamp: at(NOON + n),
    };
    Event { header, body: fact.to_body([0; 8]).unwrap(), proof: None }
}

fn visits(store: &Store) -> Vec<StoredEvent> {
    let events = store.events_of(village(), door_id(1)).unwrap();
    events.into_iter().filter(|stored| stored.event.header.kind == "visit.recorded").collect()
}

fn last_visit(store: &Store) -> Option<i64> {
    store.conn().query_row("SELECT last_visit FROM door", [], |row| row.get(0)).unwrap()
}

#[test]
fn an_erasure_blanks_its_target_and_is_offered_again_by_its_hash() {
    let (mut store, mut log, _) = device();
    let target = visits(&store).remove(0);
    let erased = EventErased { target: target.event.header.event_id, reason: "on request".into() };
    log.store(&by_server(1, 1, &Fact::EventErased(erased)), NOON + 2);
    assert!(last_visit(&store).is_some());
    assert_eq!(store.apply_page(&log.page(village(), 2, 3, &[])).unwrap(), PageOutcome::Applied);
    let kept = visits(&store).remove(0);
    assert_eq!((kept.event.body.as_str(), kept.hash, kept.is_erased()), ("", target.hash, true));
    assert_eq!(last_visit(&store), None, "it counts no more");

    // After a reset it goes back to the server without a body, and under its receipt.
    store.apply_scope(&[], &[], &[Reset::whole(village())]).unwrap();
    let offered = store.take_batch(1000, 1 << 20).unwrap();
    let offer = offered.iter().find(|offer| offer.event.header == target.event.header).unwrap();
    assert_eq!((offer.erased, offer.receipt.is_some()), (Some(Digest(target.hash)), true));

    // Another device reads it erased in the first place; the print holds.
    let mut rows = log.clone();
    for (row, _) in &mut rows.rows {
        if row.event.header == target.event.header {
            (row.erased, row.event.body) = (Some(Digest(target.hash)), String::new());
        }
    }
    let mut other = Store::in_memory().unwrap();
    enrol(&mut other, 2);
    assert_eq!(other.apply_page(&rows.page(village(), 0, 3, &[])).unwrap(), PageOutcome::Applied);
    assert!(visits(&other)[0].is_erased());
    assert_eq!(store.apply_page(&rows.page(village(), 0, 3, &[])).unwrap(), PageOutcome::Applied);
    assert_eq!(dump(&other), dump(&store));
}

#[test]
fn a_held_event_comes_back_or_goes_to_the_quarantine() {
    let (mut store, mut log, mut dice) = device();
    let made =
        store.append(&[visit(1, Outcome::Declined), visit(1, Outcome::NobodyHome)], None, NOON, &mut dice).unwrap();
    let held = store.take_batch(10, 1 << 20).unwrap();
    let verdict = |id, fate| Verdict { id, fate };
    store.apply_verdicts(&made.iter().map(|id| verdict(*id, messages::Fate::Held)).collect::<Vec<_>>()).unwrap();
    assert_eq!((visits(&store).len(), store.aside().unwrap().len()), (1, 2));

    let (seq, receipt) = log.store(&held[0].event, NOON + 90);
    let decided = vec![
        verdict(made[0], messages::Fate::Stored { seq, receipt }),
        verdict(made[1], messages::Fate::Refused { reason: "not yours".into() }),
    ];
    let notices = Notices { tag: "t1".into(), newest: "9.9.9".into(), decided, ..Notices::default() };
    store.apply_notices(&notices).unwrap();
    assert_eq!(store.notices_tag().unwrap().as_deref(), Some("t1"));
    assert_eq!(store.newest_app().unwrap(), "9.9.9");
    assert_eq!(visits(&store).len(), 2, "the admitted one counts");
    let refused = store.aside().unwrap().remove(0);
    assert_eq!((refused.fate, refused.reason.as_str()), (Fate::Quarantined("refused".into()), "not yours"));
    assert_eq!(refused.stored.event, held[1].event, "kept, byte for byte");
    // Its page says the same; told again, nothing happens.
    assert_eq!(store.apply_page(&log.page(village(), 2, 3, &[])).unwrap(), PageOutcome::Applied);
    store.apply_notices(&notices).unwrap();
    assert_eq!((visits(&store).len(), store.aside().unwrap().len()), (2, 1));
}

#[test]
fn a_reused_id_shows_both_hashes_and_a_newer_app_tries_again() {
    let (mut store, _, mut dice) = device();
    let made = store.append(&[visit(1, Outcome::Met), visit(1, Outcome::Declined)], None, NOON, &mut dice).unwrap();
    let sent = store.take_batch(10, 1 << 20).unwrap();
    let rejected = messages::Fate::Rejected { code: "unknown_version".into(), retry_after_upgrade: true };
    store
        .apply_verdicts(&[
            Verdict { id: made[0], fate: messages::Fate::IdReused { hash: Digest([5; 32]) } },
            Verdict { id: made[1], fate: rejected },
        ])
        .unwrap();
    let kept = store.aside().unwrap();
    let loud = kept.iter().find(|kept| kept.stored.event.header.event_id == made[0]).unwrap();
    assert_eq!((loud.stored.hash, loud.other_hash), (sent[0].event.hash(), Some([5; 32])));
    assert_eq!(store.unsent().unwrap(), 2, "signing out would lose them");

    aside::retry_after_upgrade(store.conn(), env!("CARGO_PKG_VERSION")).unwrap();
    assert!(store.take_batch(10, 1 << 20).unwrap().is_empty(), "the same app has tried");
    aside::retry_after_upgrade(store.conn(), "99.0.0").unwrap();
    let again = store.take_batch(10, 1 << 20).unwrap();
    assert_eq!(again.iter().map(|offer| &offer.event).collect::<Vec<_>>(), [&sent[1].event]);
    assert_eq!(visits(&store).len(), 2, "it counts again");
    assert_eq!(store.aside().unwrap().len(), 1, "what no app can mend stays where it is");
}

#[test]
fn a_reset_keeps_what_both_agree_on() {
    let (mut store, mut log, _) = device();
    for n in 1..=20 {
        log.store(&by_server(n, 1, &visit(1, Outcome::NobodyHome).fact), NOON + n);
    }
    let head = log.rows.len() as u64;
    store.apply_page(&log.page(village(), 2, head, &[])).unwrap();
    let print = |seq: u64| Print(log.rows[usize::try_from(seq).unwrap() - 1].1);
    let keep = Cursor(15, print(15));
    store.apply_scope(&[], &[], &[Reset { log: village(), keep }]).unwrap();
    assert_eq!(store.cursors().unwrap()[&village()], keep);
    assert_eq!(
        store.take_batch(1000, 1 << 20).unwrap().len() as u64,
        head - 15,
        "only what may differ is offered again"
    );
    store.apply_scope(&[], &[], &[Reset { log: village(), keep: Cursor(7, print(8)) }]).unwrap();
    assert_eq!(store.cursors().unwrap()[&village()], Cursor::default(), "another print: from the beginning");
}

#[test]
fn late_facts_for_a_removed_log_are_delivered() {
    let (mut store, _, mut dice) = device();
    let late = store.append(&[visit(1, Outcome::Declined)], None, NOON, &mut dice).unwrap();
    store.apply_scope(&[], &[village()], &[]).unwrap();
    let sent = store.take_batch(10, 1 << 20).unwrap();
    assert_eq!(sent.iter().map(|offer| offer.event.header.event_id).collect::<Vec<_>>(), late);
    // Its author has no right there now: held, and shown. A reviewer refuses it, thinks better of it and admits it: the
    // server has it, and nothing is here.
    store.apply_verdicts(&[Verdict { id: late[0], fate: messages::Fate::Held }]).unwrap();
    assert_eq!(store.aside().unwrap().len(), 1);
    let refused = messages::Fate::Refused { reason: "recorded twice".into() };
    store.apply_verdicts(&[Verdict { id: late[0], fate: refused }]).unwrap();
    assert_eq!(store.aside().unwrap().len(), 1);
    let receipt = Receipt { effective: at(NOON), received_at: NOON, mac: [1; 16] };
    store.apply_verdicts(&[Verdict { id: late[0], fate: messages::Fate::Stored { seq: 9, receipt } }]).unwrap();
    assert!(store.aside().unwrap().is_empty() && visits(&store).is_empty());
}

#[test]
fn notices_replace_each_other() {
    let (mut store, ..) = device();
    let standing = VillageStanding {
        as_of: Day(20_000),
        points: Points(9_000),
        tier: Tier::OnTrack,
        blocked_by: vec!["victim_case".into()],
        next_tier_blocked_by: Vec::new(),
    };
    let notice =
        AreaNotice { area: area_id(VILLAGE), heard: vec![Day(19_990)], standing: Some(standing), figures: None };
    let told = Notices { tag: "a".into(), areas: vec![notice.clone()], ..Notices::default() };
    store.apply_notices(&told).unwrap();
    assert_eq!(area_notice(store.conn(), area_id(VILLAGE)).unwrap(), Some(notice));
    store.apply_notices(&Notices { tag: "b".into(), ..Notices::default() }).unwrap();
    assert_eq!(area_notice(store.conn(), area_id(VILLAGE)).unwrap(), None);
}

#[test]
fn notices_complete_those_they_name_and_no_others() {
    let (mut store, ..) = device();
    let notice = |n, day| AreaNotice { area: area_id(n), heard: vec![Day(day)], standing: None, figures: None };
    let told = Notices { tag: "a".into(), areas: vec![notice(1, 1), notice(2, 1), notice(3, 1)], ..Notices::default() };
    store.apply_notices(&told).unwrap();
    let more = Notices {
        tag: "b".into(),
        since: Some("a".into()),
        areas: vec![notice(2, 9)],
        gone: vec![area_id(3)],
        ..Notices::default()
    };
    store.apply_notices(&more).unwrap();
    let heard = |store: &Store, n| area_notice(store.conn(), area_id(n)).unwrap().map(|notice| notice.heard[0].0);
    assert_eq!([1, 2, 3].map(|n| heard(&store, n)), [Some(1), Some(9), None]);
    assert_eq!(store.notices_tag().unwrap().as_deref(), Some("b"));
    // A late answer to an earlier question: what it completes is not here any more.
    store.apply_notices(&Notices { tag: "c".into(), areas: vec![notice(1, 7)], ..more }).unwrap();
    assert_eq!((heard(&store, 1), store.notices_tag().unwrap().as_deref()), (Some(1), Some("b")));
}

#[test]
fn a_late_fact_of_a_log_that_was_let_go_is_delivered_and_leaves_nothing_here() {
    let (mut store, log, mut dice) = device();
    let late = store.append(&[visit(1, Outcome::Declined)], None, NOON, &mut dice).unwrap();
    store.apply_scope(&[], &[village()], &[]).unwrap();
    assert_eq!(
        visits(&store).iter().map(|stored| stored.event.header.event_id).collect::<Vec<_>>(),
        late,
        "unsent stays"
    );
    let sent = store.take_batch(10, 1 << 20).unwrap();
    assert_eq!(sent.len(), 1);
    let receipt = Receipt { effective: at(NOON), received_at: NOON, mac: [1; 16] };
    store.apply_verdicts(&[Verdict { id: late[0], fate: messages::Fate::Stored { seq: 3, receipt } }]).unwrap();
    assert!(visits(&store).is_empty() && store.take_batch(10, 1 << 20).unwrap().is_empty());
    assert_eq!(dump(&store), Vec::<String>::new(), "nothing is made of it");
    // Opened again, the log brings it back.
    let mut log = log;
    log.store(&sent[0].event, NOON);
    store.apply_scope(&[village()], &[], &[]).unwrap();
    assert_eq!(store.apply_page(&log.page(village(), 0, 3, &[])).unwrap(), PageOutcome::Applied);
    assert_eq!(visits(&store).len(), 2);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// A kind and fields of a later version: stored, offered again and passed on without a changed byte.
    #[test]
    fn what_is_not_known_passes_through_untouched(
        kind in "[a-z]{1,20}\\.[a-z]{1,20}",
        key in "\\PC{0,12}",
        value in prop_oneof![Just("1.50".to_owned()), Just("null".to_owned()), Just("[ 1 , {} ]".to_owned()), "\"[a-z ]{0,9}\""],
        space in "[ \\n\\t]{0,3}",
        known in any::<bool>(),
    ) {
        let (mut store, mut log, _) = device();
        let mut event = by_server(1, 1, &visit(1, Outcome::Met).fact);
        let key = serde_json::to_string(&key).unwrap();
        let rest = if known { event.body[1..].to_owned() } else { "\"salt\":\"00\"}".to_owned() };
        event.body = format!("{{{space}{key}:{value} ,{rest}");
        if !known {
            event.header.kind = kind;
        }
        let hash = event.hash();
        log.store(&event, NOON + 2);
        let wire = serde_json::to_string(&log.page(village(), 2, 3, &[])).unwrap();
        let page = serde_json::from_str(&wire).unwrap();
        prop_assert_eq!(store.apply_page(&page).unwrap(), PageOutcome::Applied);
        store.apply_scope(&[], &[], &[Reset { log: village(), keep: Cursor(2, log.page(village(), 0, 2, &[]).print) }]).unwrap();
        let offered = store.take_batch(10, 1 << 20).unwrap();
        prop_assert_eq!(&offered[0].event, &event);
        prop_assert_eq!(offered[0].event.hash(), hash);
    }
}
