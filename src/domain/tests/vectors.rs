//! The bytes that can never change: canonical headers, hashes and prints of fixed events.
//!
//! The vectors were computed by another program, from the words of the protocol alone.

use serde::Deserialize;

use crate::domain::{
    event::{BadHeader, Event, Header, hash, print_share},
    facts::{Fact, Outcome},
    stamp::Stamp,
};

#[derive(Deserialize)]
struct Vector {
    event: Event,
    canonical: String,
    hash: String,
    seq: u64,
    effective: Stamp,
    print_share: String,
}

fn vectors() -> Vec<Vector> {
    serde_json::from_str(include_str!("../../../docs/sync-test-vectors.json")).unwrap()
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
