//! Codes, the tree against the crate's own, and files of which every byte matters.

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use ed25519_dalek::{Signer, SigningKey};
use proptest::prelude::*;
use sha2::Sha256;
use std::collections::BTreeMap;
use uuid::Uuid;

use super::{
    code::{Code, Mistyped},
    evidence::{Broken, Chain, DeviceCertificate, Evidence, Leaf, Link, NodeHash, PublicKey, TreeHead},
    file::{PledgeFile, Proven, Text, verify},
    text_hash, tree,
};
use crate::domain::{
    event::{Event, Hash, Header, Proof, VERSION},
    facts::{Fact, PledgeSigned, PledgeWithdrawn},
    ids::{AccountId, DeviceId, EntityId, EventId, Incarnation, LogId},
    stamp::Stamp,
};

proptest! {
    #[test]
    fn a_code_is_read_as_it_was_written_however_it_is_typed(hash: Hash) {
        let code = Code::of(&hash);
        let shown = code.to_string();
        prop_assert_eq!(shown.len(), 14);
        prop_assert!(!shown.contains(['0', 'O', '1', 'I']));
        let wide: String = shown.chars().map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap()).collect();
        for typed in [shown.clone(), shown.to_lowercase(), shown.replace('-', " "), shown.replace('-', ""), wide] {
            prop_assert_eq!(typed.parse(), Ok(code));
        }
    }

    #[test]
    fn one_wrong_character_or_two_swapped_ones_are_noticed(hash: Hash, at in 0..12_usize, to in 0..12_usize, wrong in 0..32_usize) {
        let shown: Vec<char> = Code::of(&hash).to_string().replace('-', "").chars().collect();
        let alphabet: Vec<char> = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ".chars().collect();
        let (mut other, mut swapped) = (shown.clone(), shown.clone());
        other[at] = alphabet[wrong];
        swapped.swap(at, to);
        for typed in [other, swapped] {
            let same = typed == shown;
            prop_assert_eq!(typed.into_iter().collect::<String>().parse::<Code>().is_ok(), same);
        }
    }
}

#[test]
fn a_code_of_another_length_is_mistyped() {
    let code = Code::of(&[7; 32]).to_string();
    for typed in ["", "K7QM", &code[..13], &format!("{code}2"), "０００００００００００", &"2".repeat(4000)]
    {
        assert_eq!(typed.parse::<Code>(), Err(Mistyped), "{typed}");
    }
    // Written down here, so that slips of today are read tomorrow.
    assert_eq!(code, "WFKN-QUBL-GZ29");
}

#[test]
fn the_tree_is_that_of_the_rfc_at_every_size() {
    let mut model = MemoryBackedTree::<Sha256, Vec<u8>>::new();
    let mut nodes: BTreeMap<u64, Hash> = BTreeMap::new();
    assert_eq!(tree::root::<()>(0, |_| Err(())), Ok(model.root().as_bytes().0));
    for place in 0..70_u64 {
        let leaf = place.to_be_bytes().to_vec();
        model.push(leaf.clone());
        let added = tree::append(place, tree::leaf_hash(&leaf), |at| nodes.get(&at).copied().ok_or(at)).unwrap();
        for (at, hash) in added {
            assert_eq!(nodes.insert(at, hash), None, "a node is written once");
        }
        let size = place + 1;
        let root = tree::root(size, |at| nodes.get(&at).copied().ok_or(at)).unwrap();
        assert_eq!(root, model.root().as_bytes().0, "size {size}");
        for at in 0..size {
            let path = tree::path(at, size, |at| nodes.get(&at).copied().ok_or(at)).unwrap();
            assert_eq!(path.concat(), model.prove_inclusion(usize::try_from(at).unwrap()).as_bytes());
            assert!(tree::includes(&root, size, at, &at.to_be_bytes(), &path));
            assert!(!tree::includes(&root, size, at, &place.wrapping_add(1).to_be_bytes(), &path));
            if size > 1 {
                assert!(!tree::includes(&root, size, (at + 1) % size, &at.to_be_bytes(), &path));
            }
        }
    }
    assert!(!tree::includes(&[0; 32], u64::MAX, 3, b"x", &[]));
}

const SERVER: [u8; 32] = [1; 32];
const DEVICE: [u8; 32] = [2; 32];

fn event(n: u64, kind: &str, fact: &Fact, prev: Hash) -> Event {
    let header = Header {
        version: VERSION,
        event_id: EventId(Uuid::from_u128(0xE0 + u128::from(n))),
        log_id: LogId(Uuid::from_u128(0xA0)),
        kind: kind.into(),
        entity_id: EntityId(Uuid::from_u128(0xD0)),
        actor_id: AccountId(Uuid::from_u128(0xC0)),
        device_id: DeviceId(Uuid::from_u128(0xB0)),
        incarnation: Incarnation(Uuid::from_u128(0xB1)),
        n,
        stamp: Stamp::new(1_771_200_000_000 + n, 0),
    };
    let mut event = Event { header, body: fact.to_body([7; 8]).unwrap(), proof: None };
    let signature = SigningKey::from_bytes(&DEVICE).sign(&[event.hash(), prev].concat()).to_bytes();
    event.proof = Some(Proof { prev, signature });
    event
}

/// The server's evidence of each event, all in one tree.
fn proven(events: &[Event]) -> Vec<Proven> {
    let server = SigningKey::from_bytes(&SERVER);
    let mut nodes: BTreeMap<u64, Hash> = BTreeMap::new();
    let received_at = |event: &Event| event.header.stamp.unix_ms() + 60_000;
    for (place, event) in (0..).zip(events) {
        let header = &event.header;
        let leaf = Leaf {
            log: header.log_id,
            event: header.event_id,
            hash: event.hash(),
            effective: header.stamp,
            received_at: received_at(event),
        };
        let read = |at: u64| nodes.get(&at).copied().ok_or(at);
        let added = tree::append(place, tree::leaf_hash(&leaf.to_bytes()), read).unwrap();
        nodes.extend(added);
    }
    let size = events.len() as u64;
    let read = |at: u64| nodes.get(&at).copied().ok_or(at);
    let head = TreeHead::sign(9, size, tree::root(size, read).unwrap(), 1_771_200_100_000, &server);
    let device = DeviceCertificate::sign(
        events[0].header.device_id,
        SigningKey::from_bytes(&DEVICE).verifying_key().to_bytes(),
        &server,
    );
    let link = |prev: Hash| events.iter().find(|event| event.hash() == prev);
    let one = |(place, event): (u64, &Event)| Proven {
        event: event.clone(),
        hash: NodeHash(event.hash()),
        evidence: Evidence {
            server_key: PublicKey(server.verifying_key().to_bytes()),
            effective: event.header.stamp,
            received_at: received_at(event),
            place,
            path: tree::path(place, size, read).unwrap().into_iter().map(NodeHash).collect(),
            head,
            device: Some(device),
            before: link(event.proof.as_ref().unwrap().prev)
                .map(|before| Link { hash: NodeHash(before.hash()), proof: before.proof.clone().unwrap() }),
        },
    };
    (0..).zip(events).map(one).collect()
}

fn text() -> Text {
    Text {
        id: "pledge-1".into(),
        title: "承诺书".into(),
        paragraphs: vec!["一、不轻信。".into(), "二、不转账。".into()],
    }
}

fn signed(n: u64, signer: &str, prev: Hash) -> Event {
    let Text { id, title, paragraphs } = text();
    let text_hash = hex::encode(text_hash(&title, &paragraphs));
    let strokes = vec![vec![(1, 2, 0), (300, -4, 50)]];
    let body = serde_json::json!({ "text": id, "text_hash": text_hash, "signer": signer, "strokes": strokes });
    let fact: PledgeSigned = serde_json::from_value(body).unwrap();
    event(n, "pledge.signed", &Fact::PledgeSigned(fact), prev)
}

/// Somebody else's, the one in question, its withdrawal.
fn file() -> PledgeFile {
    let first = signed(1, "王五", [0; 32]);
    let second = signed(2, "李四", first.hash());
    let body = serde_json::json!({ "target": second.header.event_id });
    let fact: PledgeWithdrawn = serde_json::from_value(body).unwrap();
    let third = event(3, "pledge.withdrawn", &Fact::PledgeWithdrawn(fact), second.hash());
    let mut all = proven(&[first, second, third]);
    let withdrawal = all.pop();
    PledgeFile::of(text(), all.pop().unwrap(), withdrawal)
}

#[test]
fn a_file_holds_and_says_what_it_says() {
    let file = file();
    let key = PublicKey(SigningKey::from_bytes(&SERVER).verifying_key().to_bytes());
    let said = verify(&file.to_bytes().unwrap(), Some(&key)).unwrap();
    assert_eq!((said.pledge.signer.as_str(), said.chain), ("李四", Chain::Follows));
    assert_eq!(said.withdrawn_at, Some(1_771_200_060_003));
    let standing = PledgeFile { withdrawal: None, ..file };
    assert_eq!(verify(&standing.to_bytes().unwrap(), None).unwrap().withdrawn_at, None);
    assert_eq!(verify(&standing.to_bytes().unwrap(), Some(&PublicKey([3; 32]))), Err(Broken::ServerKey));
}

/// Whoever writes another checker begins with this one.
#[test]
fn the_example_of_the_documentation_is_such_a_file() {
    let example = include_bytes!("../../../docs/pledge-example.json");
    assert_eq!(String::from_utf8_lossy(example), String::from_utf8(file().to_bytes().unwrap()).unwrap());
}

#[test]
fn every_byte_matters() {
    let bytes = file().to_bytes().unwrap();
    for at in 0..bytes.len() {
        for flip in [1, 2, 0x20, 0x80] {
            let mut other = bytes.clone();
            other[at] ^= flip;
            assert!(verify(&other, None).is_err(), "byte {at} ({:?}) ^ {flip:#x}", char::from(bytes[at]));
        }
        let mut shorter = bytes.clone();
        shorter.remove(at);
        assert!(verify(&shorter, None).is_err(), "byte {at} taken out");
    }
}

/// What somebody changes who keeps the form, and which link says so.
#[test]
fn the_broken_link_is_named() {
    type Change = fn(&mut PledgeFile);
    let changes: &[(Broken, Change)] = &[
        (Broken::Newer, |file| file.format = "nfv-pledge-2".into()),
        (Broken::Form, |file| file.format = "something else".into()),
        (Broken::Text, |file| file.text.paragraphs[1] = "二、转账。".into()),
        (Broken::Text, |file| file.text.id = "pledge-2".into()),
        (Broken::Text, |file| {
            let both = file.text.paragraphs.join("\n");
            file.text.paragraphs = vec![both];
        }),
        (Broken::Code, |file| file.code = Code::of(&[9; 32])),
        (Broken::Body, |file| file.signing.event.body = file.signing.event.body.replace("李四", "李三")),
        (Broken::Body, |file| file.signing.event.header.stamp.0 += 1),
        (Broken::Body, |file| file.signing.hash.0[0] ^= 1),
        (Broken::DeviceSignature, |file| {
            file.signing.event.body = file.signing.event.body.replace("李四", "李三");
            file.signing.hash = NodeHash(file.signing.event.hash());
        }),
        (Broken::DeviceSignature, |file| file.signing.event.proof = None),
        (Broken::DeviceSignature, |file| file.signing.event.proof.as_mut().unwrap().prev[3] ^= 1),
        (Broken::DeviceCertificate, |file| file.signing.evidence.device = None),
        (Broken::DeviceCertificate, |file| file.signing.evidence.device.as_mut().unwrap().key.0[0] ^= 1),
        (Broken::DeviceCertificate, |file| {
            let other = DeviceId(Uuid::from_u128(5));
            let server = SigningKey::from_bytes(&SERVER);
            file.signing.evidence.device = Some(DeviceCertificate::sign(other, [4; 32], &server));
        }),
        (Broken::Chain, |file| file.signing.evidence.before.as_mut().unwrap().hash.0[0] ^= 1),
        (Broken::Chain, |file| file.signing.evidence.before.as_mut().unwrap().proof.signature[0] ^= 1),
        (Broken::Inclusion, |file| file.signing.evidence.place = 0),
        (Broken::Inclusion, |file| file.signing.evidence.received_at += 1),
        (Broken::Inclusion, |file| file.signing.evidence.effective.0 += 1),
        (Broken::Inclusion, |file| file.signing.evidence.path.clear()),
        (Broken::Inclusion, |file| file.signing.evidence.path[1].0[9] ^= 4),
        (Broken::Inclusion, |file| file.signing.evidence.head.root.0[0] ^= 1),
        (Broken::Inclusion, |file| file.signing.evidence.head.size += 9),
        (Broken::TreeHead, |file| file.signing.evidence.head.at += 1),
        (Broken::TreeHead, |file| file.signing.evidence.head.epoch += 1),
        (Broken::Withdrawal, |file| file.withdrawal = Some(file.signing.clone())),
        (Broken::Inclusion, |file| file.withdrawal.as_mut().unwrap().evidence.place = 0),
        (Broken::Body, |file| file.withdrawal.as_mut().unwrap().event.body.push(' ')),
    ];
    for (at, (link, change)) in changes.iter().enumerate() {
        let mut file = file();
        change(&mut file);
        assert_eq!(verify(&file.to_bytes().unwrap(), None).map(drop), Err(*link), "change {at}");
    }
    let mut file = file();
    file.signing.evidence.before = None;
    assert_eq!(verify(&file.to_bytes().unwrap(), None).unwrap().chain, Chain::Gap, "shown, not refused");
    let mut file = self::file();
    std::mem::swap(&mut file.signing, file.withdrawal.as_mut().unwrap());
    assert_eq!(verify(&file.to_bytes().unwrap(), None).map(drop), Err(Broken::Kind));
}
