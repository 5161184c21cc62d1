//! A relay file is read by its server, and by nobody else; a changed byte anywhere is noticed.

use ed25519_dalek::SigningKey;
use proptest::{prelude::any, prop_assert, proptest};
use uuid::Uuid;

use super::*;
use crate::{
    domain::{
        event::{Event, Header, VERSION as HEADER},
        ids::{AccountId, EntityId, EventId, Incarnation, LogId},
        stamp::Stamp,
    },
    sync::messages::PROTOCOL,
};

/// Counts up: as unpredictable as a test needs.
struct Counting(u8);

impl Rng for Counting {
    fn fill(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            self.0 = self.0.wrapping_add(1);
            *byte = self.0;
        }
    }
}

const DEVICE: DeviceId = DeviceId(Uuid::from_u128(7));
const SECRET: [u8; 32] = [9; 32];

fn server() -> ServerSecret {
    ServerSecret::from_seed(&[1; 32])
}

fn public() -> [u8; 32] {
    SigningKey::from_bytes(&SECRET).verifying_key().to_bytes()
}

fn request(body: &str) -> SyncRequest {
    let header = Header {
        version: HEADER,
        event_id: EventId(Uuid::from_u128(1)),
        log_id: LogId(Uuid::from_u128(2)),
        kind: "visit.recorded".into(),
        entity_id: EntityId(Uuid::from_u128(3)),
        actor_id: AccountId(Uuid::from_u128(4)),
        device_id: DEVICE,
        incarnation: Incarnation(Uuid::from_u128(5)),
        n: 1,
        stamp: Stamp(1),
    };
    SyncRequest {
        v: PROTOCOL,
        epoch: 7,
        device: DEVICE,
        incarnation: Incarnation(Uuid::from_u128(5)),
        events: vec![Event { header, body: body.into(), proof: None }.into()],
        state: None,
        cursors: None,
        notices: None,
        unsent: std::collections::BTreeMap::new(),
        snapshots: false,
    }
}

fn file(body: &str) -> Vec<u8> {
    seal(&server().public(), DEVICE, &SECRET, &[request(body)], &mut Counting(0)).unwrap()
}

fn read(file: &[u8]) -> Result<Vec<String>, RelayError> {
    let opened = open(&server(), file)?;
    assert_eq!(opened.device, DEVICE);
    Ok(opened.requests(&public())?.into_iter().map(|raw| raw.get().to_owned()).collect())
}

#[test]
fn what_was_sealed_is_what_is_opened() {
    let body = r#"{"note":"林阿珍","unknown":{"deep":[1]},"salt":"00"}"#;
    let inside = read(&file(body)).unwrap();
    assert_eq!(inside, [serde_json::to_string(&request(body)).unwrap()]);
}

#[test]
fn a_changed_byte_anywhere_is_refused() {
    let whole = file("{}");
    for at in 0..whole.len() {
        for bit in [0x01, 0x80] {
            let mut changed = whole.clone();
            changed[at] ^= bit;
            assert!(read(&changed).is_err(), "byte {at}");
        }
    }
    for length in 0..whole.len() {
        assert!(read(&whole[..length]).is_err(), "cut at {length}");
    }
    let longer = [whole.as_slice(), &[0]].concat();
    assert_eq!(read(&longer), Err(RelayError::Damaged));
}

#[test]
fn another_server_and_another_device_learn_and_prove_nothing() {
    let whole = file("{}");
    let other = ServerSecret::from_seed(&[2; 32]);
    assert_eq!(open(&other, &whole).unwrap_err(), RelayError::OtherServer);
    let mut renamed = whole.clone();
    renamed[9..17].copy_from_slice(&other.public().id());
    assert_eq!(open(&other, &renamed).unwrap_err(), RelayError::Damaged, "the name of a key opens nothing");
    let forged = seal(&server().public(), DEVICE, &[8; 32], &[request("{}")], &mut Counting(0)).unwrap();
    let opened = open(&server(), &forged).unwrap();
    assert_eq!(opened.requests(&public()).unwrap_err(), RelayError::Damaged, "signed by another key");
    // A signature for one server is worth nothing at another one, even if that one passes the content on.
    let mut passed_on = open(&server(), &whole).unwrap();
    passed_on.key_id = other.public().id();
    assert_eq!(passed_on.requests(&public()).unwrap_err(), RelayError::Damaged);
}

#[test]
fn nothing_of_the_content_shows() {
    let body = "{\"note\":\"visible visible visible\"}";
    let whole = file(body);
    let shown = String::from_utf8_lossy(&whole);
    assert!(!shown.contains("visible") && !shown.contains("visit.recorded"));
    assert!(!whole.windows(16).any(|window| window == DEVICE.as_bytes()), "nor whose it is");
    let again = seal(&server().public(), DEVICE, &SECRET, &[request(body)], &mut Counting(100)).unwrap();
    assert_ne!(whole[CLEAR..], again[CLEAR..], "nor that two hold the same");
}

#[test]
fn a_bomb_is_not_unpacked() {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(&vec![b' '; MAX_UNPACKED + 1]).unwrap();
    let packed = encoder.finish().unwrap();
    assert!(packed.len() < MAX_UNPACKED / 100);
    let key_id = server().public().id();
    let signature = SigningKey::from_bytes(&SECRET).sign(&signed(&key_id, &packed)).to_bytes();
    let bomb = Opened { device: DEVICE, signature, key_id, packed };
    assert_eq!(bomb.requests(&public()).unwrap_err(), RelayError::TooLarge);
}

proptest! {
    #[test]
    fn arbitrary_bytes_are_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200), dressed: bool) {
        let mut file = bytes;
        if dressed {
            file.splice(0..0, [MAGIC.as_slice(), &[VERSION], &server().public().id()].concat());
        }
        prop_assert!(open(&server(), &file).is_err());
    }
}

#[derive(serde::Deserialize)]
struct Vectors {
    relay: Vector,
    proof: Author,
}

#[derive(serde::Deserialize)]
struct Vector {
    server_ikm: String,
    server_key: ServerKey,
    requests: serde_json::Value,
    packed: String,
    file: String,
}

#[derive(serde::Deserialize)]
struct Author {
    device_key: String,
}

fn bytes<const N: usize>(text: &str) -> [u8; N] {
    hex::decode(text).unwrap().try_into().unwrap()
}

/// Made by another program, with an HPKE of its own, from the words of the protocol alone.
#[test]
fn the_file_of_the_vectors_opens() {
    let Vectors { relay, proof } = serde_json::from_str(include_str!("../../../docs/sync-test-vectors.json")).unwrap();
    let secret = ServerSecret::from_seed(&bytes(&relay.server_ikm));
    assert_eq!(secret.public(), relay.server_key);
    let opened = open(&secret, &hex::decode(relay.file).unwrap()).unwrap();
    assert_eq!(hex::encode(&opened.packed), relay.packed);
    let requests = opened.requests(&bytes(&proof.device_key)).unwrap();
    let read: Vec<serde_json::Value> = requests.iter().map(|raw| serde_json::from_str(raw.get()).unwrap()).collect();
    assert_eq!(serde_json::Value::from(read), relay.requests);
}
