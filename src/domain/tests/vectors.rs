//! The bytes that can never change: canonical headers, hashes and prints of fixed events.
//!
//! The vectors were computed by another program, from the words of the protocol alone.

use std::collections::BTreeSet;

use ed25519_dalek::{Signer, SigningKey};
use serde::Deserialize;
use serde_json::Value;

use crate::domain::{
    event::{BadHeader, Event, Header, hash, print_share},
    facts::{Fact, Outcome},
    stamp::Stamp,
};

#[derive(Deserialize)]
struct Vectors {
    events: Vec<Vector>,
    proof: Proven,
}

#[derive(Deserialize)]
struct Proven {
    device_seed: String,
    device_key: String,
    event: Event,
    canonical: String,
    hash: String,
}

#[derive(Deserialize)]
struct Vector {
    event: Event,
    canonical: String,
    hash: String,
    seq: u64,
    effective: Stamp,
    print_share: String,
}

fn all() -> Vectors {
    serde_json::from_str(include_str!("../../../docs/sync-test-vectors.json")).unwrap()
}

fn vectors() -> Vec<Vector> {
    all().events
}

#[test]
fn headers_hashes_and_prints_are_those_of_the_vectors() {
    assert_eq!(vectors().len(), 3);
    for vector in vectors() {
        assert_eq!(hex::encode(vector.event.header.to_bytes()), vector.canonical);
        assert_eq!(hex::encode(vector.event.hash()), vector.hash);
        let share = print_share(&vector.event.hash(), vector.seq, vector.effective);
        assert_eq!(format!("{share:016x}"), vector.print_share);
    }
}

#[test]
fn a_proof_is_by_the_device_key_over_hash_and_the_one_before() {
    let Proven { device_seed, device_key, event, canonical, hash } = all().proof;
    assert_eq!((hex::encode(event.header.to_bytes()), hex::encode(event.hash())), (canonical, hash));
    let mut seed = [0; 32];
    hex::decode_to_slice(device_seed, &mut seed).unwrap();
    let key = SigningKey::from_bytes(&seed);
    assert_eq!(hex::encode(key.verifying_key().as_bytes()), device_key);
    let proof = event.proof.clone().unwrap();
    assert_eq!(proof.prev, [0; 32], "its first one");
    let signature = key.sign(&[event.hash(), proof.prev].concat());
    assert_eq!(signature.to_bytes(), proof.signature);
}

#[test]
fn canonical_headers_read_back_and_nothing_else_does() {
    for vector in vectors() {
        let bytes = vector.event.header.to_bytes();
        assert_eq!(Header::from_bytes(&bytes), Ok(vector.event.header));
        for len in 0..bytes.len() {
            assert_eq!(Header::from_bytes(&bytes[..len]), Err(BadHeader));
        }
        assert_eq!(Header::from_bytes(&[bytes.as_slice(), &[0]].concat()), Err(BadHeader));
    }
}

#[test]
fn every_byte_counts() {
    for vector in vectors() {
        let header = vector.event.header.to_bytes();
        for at in 0..header.len() {
            let mut other = header.clone();
            other[at] ^= 1;
            assert_ne!(hash(&other, vector.event.body.as_bytes()), vector.event.hash());
        }
        assert_ne!(hash(&header, format!("{} ", vector.event.body).as_bytes()), vector.event.hash());
    }
}

#[test]
fn the_wire_form_keeps_the_body_byte_for_byte() {
    for vector in vectors() {
        let wire = serde_json::to_string(&vector.event).unwrap();
        assert!(!wire.contains("proof"));
        let read: Event = serde_json::from_str(&wire).unwrap();
        assert_eq!(read, vector.event);
        assert_eq!(hex::encode(read.hash()), vector.hash);
    }
}

#[test]
fn facts_of_the_vectors_are_read() {
    let facts: Vec<Fact> = vectors().iter().map(|v| Fact::parse(&v.event.header.kind, &v.event.body)).collect();
    assert!(matches!(&facts[0], Fact::DoorRegistered(door) if door.fields["lane"] == "中山路"));
    assert!(matches!(&facts[1], Fact::VisitRecorded(visit) if matches!(visit.outcome, Outcome::Away { .. })));
    assert_eq!(facts[2], Fact::Unknown);
    assert_eq!(Fact::parse("visit.recorded", "{\"outcome\":\"dreamt\"}"), Fact::Unreadable);
    assert!(Fact::Unknown.to_body([0; 8]).is_err());
}

/// The examples of `docs/events.md`: every kind has one, each is read, and nothing in it is ignored.
#[test]
fn the_page_of_kinds_is_true() {
    let page = include_str!("../../../docs/events.md");
    let examples =
        page.lines().filter_map(|line| line.split_once(' ')).filter(|(_, body)| body.trim().starts_with("{\""));
    let mut shown = BTreeSet::new();
    for (kind, body) in examples {
        let fact = Fact::parse(kind, body.trim());
        assert!(!matches!(fact, Fact::Unknown | Fact::Unreadable), "{kind} {body}");
        let Value::Object(said) = serde_json::from_str(body).unwrap() else { panic!("{body}") };
        let Value::Object(read) = serde_json::from_str(&fact.to_body([0; 8]).unwrap()).unwrap() else {
            panic!("{body}")
        };
        let ignored: Vec<&String> = said.keys().filter(|field| !read.contains_key(*field)).collect();
        assert!(ignored.is_empty(), "{kind}: {ignored:?}");
        shown.insert(kind);
    }
    assert_eq!(shown, Fact::KINDS.iter().copied().collect());
}
