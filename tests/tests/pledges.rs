//! A pledge from the door to the proof: signed with no network, received, countersigned, exported, verified, withdrawn.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

use nfv::{
    device::messages::{CertificateView, Failure, Reply, Request},
    domain::{
        facts::{Manner, Mark, Relation},
        ids::{EntityId, EventId},
        pledge::{
            evidence::{Chain, PublicKey},
            file::verify,
        },
    },
};
use nfv_tests::{
    phone::{Phone, door},
    served::{Served, VILLAGES},
    side::Side,
};

const BINARY: &str = env!("CARGO_BIN_EXE_served");

fn sign(side: &Side, door: EntityId, signer: &str, manner: Manner) -> Result<EventId, Failure> {
    let Ok(Reply::PledgeText(text)) = side.ask(Request::PledgeText) else { panic!("no text") };
    let strokes = vec![vec![(100, 100, 0), (400, 220, 180), (700, 90, 300)]];
    let (signer, assisted_by) = (signer.into(), None);
    match side.ask(Request::SignPledge { door, text: text.id, signer, strokes, assisted_by, manner, photos: vec![] })? {
        Reply::Saved(event) => Ok(event),
        other => panic!("{other:?}"),
    }
}

fn certificate(side: &Side, event: EventId) -> CertificateView {
    let Ok(Reply::Certificate(view)) = side.ask(Request::Certificate { event }) else { panic!("no certificate") };
    *view
}

fn export(side: &Side, event: EventId) -> Result<(String, Vec<u8>), Failure> {
    match side.ask(Request::ExportPledge { event })? {
        Reply::Export(name, content) => Ok((name, content.into_bytes())),
        other => panic!("{other:?}"),
    }
}

#[test]
fn from_the_door_to_the_proof() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("phone.db");
    let mut served = Served::start(BINARY, folder.path()).unwrap();
    let code = served.invite("worker", "worker", VILLAGES[0]).unwrap();
    let mut phone = Phone::enrol(&database, &served.origin(), &code).unwrap();
    phone.sync().unwrap();
    let new = door(phone.village().unwrap(), 1);
    phone.record(std::slice::from_ref(&new)).unwrap();
    drop(phone);
    let at = new.entity;
    served.kill().unwrap();

    // No network: it is signed, it has its code, and it says that nobody has countersigned it yet.
    let side = Side::open(&database, &served.origin()).unwrap();
    let first = sign(&side, at, "王五", Manner::default()).unwrap();
    let guardian = Manner { relation: Relation::Guardian, minor: Some(" 小明 ".into()), ..Manner::default() };
    let signed = sign(&side, at, "李四", guardian).unwrap();
    let view = certificate(&side, signed);
    assert_eq!((view.pledge.manner.minor.as_deref(), view.countersigned.as_ref()), (Some("小明"), None));
    assert!(view.text.is_some() && view.code.len() == 14);
    assert_eq!(export(&side, signed), Err(Failure::Invalid { code: "no_evidence".into() }));
    assert_eq!(side.ask(Request::AskCertificate { event: signed }), Err(Failure::Offline));

    served.resume().unwrap();
    side.sync().unwrap();
    let received = certificate(&side, signed);
    let word = received.countersigned.clone().unwrap();
    assert_eq!((word.place, word.size), (2, 2));
    assert_eq!(CertificateView { countersigned: None, delivery: view.delivery.clone(), ..received.clone() }, view);
    let Ok(Reply::Door(shown)) = side.ask(Request::Door { door: at }) else { panic!("no door") };
    assert!(shown.history.iter().filter(|line| line.kind == "pledge.signed").all(|line| line.countersigned));
    let (name, file) = export(&side, signed).unwrap();
    assert_eq!(name, format!("pledge-{}.json", view.code));
    let mut key = [0; 32];
    hex_into(&word.key, &mut key);
    let said = verify(&file, Some(&PublicKey(key))).unwrap();
    assert_eq!((said.pledge.signer.as_str(), said.chain, said.withdrawn_at), ("李四", Chain::Follows, None));
    assert_eq!(verify(&export(&side, first).unwrap().1, None).unwrap().chain, Chain::First);

    // Somebody else's device, which reads the log, asks for itself.
    let code = served.invite("reviewer", "reviewer", nfv_tests::served::TOWNSHIP).unwrap();
    let desk = Side::open(&folder.path().join("desk.db"), &served.origin()).unwrap();
    desk.enrol(&code).unwrap();
    desk.sync().unwrap();
    assert_eq!(certificate(&desk, signed).countersigned, None);
    let Ok(Reply::Certificate(asked)) = desk.ask(Request::AskCertificate { event: signed }) else { panic!("refused") };
    assert!(asked.countersigned.is_some());
    assert_eq!(verify(&export(&desk, signed).unwrap().1, None).unwrap().code.to_string(), view.code);

    let withdraw = || side.ask(Request::WithdrawPledge { target: signed, reason: " 改主意了 ".into() });
    assert!(matches!(withdraw(), Ok(Reply::Saved(_))));
    assert_eq!(withdraw(), Err(Failure::Invalid { code: "already_withdrawn".into() }));
    assert_eq!(certificate(&side, signed).withdrawn.unwrap().1, "改主意了");
    assert_eq!(verify(&export(&side, signed).unwrap().1, None).unwrap().withdrawn_at, None, "not received yet");
    side.sync().unwrap();
    assert!(verify(&export(&side, signed).unwrap().1, None).unwrap().withdrawn_at.is_some());
    // What is asked once is kept: another sync is one exchange with nothing to write.
    side.sync().unwrap();
}

fn hex_into(text: &str, bytes: &mut [u8; 32]) {
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap();
    }
}

#[test]
fn another_servers_word_is_not_believed() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("phone.db");
    let served = Served::start(BINARY, folder.path()).unwrap();
    let code = served.invite("worker", "worker", VILLAGES[0]).unwrap();
    let mut phone = Phone::enrol(&database, &served.origin(), &code).unwrap();
    phone.sync().unwrap();
    let new = door(phone.village().unwrap(), 1);
    phone.record(std::slice::from_ref(&new)).unwrap();
    drop(phone);
    let change = "UPDATE pledge_server SET key = zeroblob(32)";
    assert_eq!(rusqlite::Connection::open(&database).unwrap().execute(change, []).unwrap(), 1, "known since enrolment");
    let side = Side::open(&database, &served.origin()).unwrap();
    let signed = sign(&side, new.entity, "王五", Manner::default()).unwrap();
    side.sync().unwrap();
    assert_eq!(certificate(&side, signed).countersigned, None);
    let empty = |manner: Manner| sign(&side, new.entity, "王五", manner).unwrap_err();
    let invalid = |code: &str| Failure::Invalid { code: code.into() };
    assert_eq!(empty(Manner { relation: Relation::Guardian, ..Manner::default() }), invalid("minor_missing"));
    assert_eq!(empty(Manner { mark: Mark::Thumb, ..Manner::default() }), invalid("witness_missing"));
    let tomorrow = nfv::domain::day::Day(60_000);
    assert_eq!(empty(Manner { paper: Some(tomorrow), ..Manner::default() }), invalid("paper_in_future"));
}
