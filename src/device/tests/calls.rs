//! Whom to call, and the re-visit after a warning.

use super::*;
use crate::{
    domain::{
        day::Day,
        door::DoorState,
        facts::{Contact, VillageContacts},
    },
    store::tests::world::{VILLAGE, area_id, door_id, plain_door, visit_of},
};

fn contact(name: &str, phone: &str) -> Contact {
    Contact { name: name.into(), phone: phone.into() }
}

#[test]
fn the_last_numbers_of_a_village_hold() {
    let bench = Bench::with(&[]);
    let known = || {
        let Ok(Reply::Contacts(calls)) = bench.ask(Request::Contacts) else { panic!("no contacts") };
        let call = calls.into_iter().find(|call| call.village == area_id(VILLAGE)).unwrap();
        assert!(!call.name.is_empty());
        call.contacts
    };
    assert_eq!(known(), VillageContacts::default());
    let set = |lead, officer| {
        bench.ask(Request::SetContacts { village: area_id(VILLAGE), contacts: VillageContacts { lead, officer } })
    };
    set(contact("Lin", "138 0000 0001"), contact("Chen", "")).unwrap();
    set(contact(" Lin ", " 138 0000 0002 "), contact("Chen", "+86-592-110")).unwrap();
    let wrong = set(contact("Lin", "call me"), Contact::default());
    assert_eq!(wrong, Err(Failure::Invalid { code: "phone".into() }));
    assert_eq!(
        known(),
        VillageContacts { lead: contact("Lin", "138 0000 0002"), officer: contact("Chen", "+86-592-110") }
    );
}

#[test]
fn after_a_warning_the_door_is_promised_and_says_no_more() {
    let bench = Bench::with(&[plain_door(1), plain_door(2)]);
    let today = bench.status().today;
    let ask = |on: Day| bench.ask(Request::AskFollowup { door: door_id(1), on });
    assert_eq!(ask(today.plus(-1)), Err(Failure::Invalid { code: "followup_day".into() }));
    bench.ask(Request::RecordVisit { door: door_id(1), visit: visit_of(crate::domain::facts::Outcome::Met) }).unwrap();
    bench.wall.set(bench.wall.get() + 60_000);
    ask(today).unwrap();
    let door = bench.door(1);
    assert_eq!((door.line.state, door.line.revisit), (DoorState::Reached, Some(today)));
    let line = &door.history[0];
    assert_eq!((line.kind.as_str(), line.detail.as_str(), line.note.as_str()), ("followup.due", "", ""));
    let Ok(Reply::Today(work)) = bench.ask(Request::Today) else { panic!("no day") };
    let first = &work.groups[0].doors[0];
    assert_eq!((first.line.id, first.reason.as_str()), (door_id(1), "promised"));
}
