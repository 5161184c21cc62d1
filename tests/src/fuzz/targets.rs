//! What is done with bytes from elsewhere, and what must hold whatever they are.

use nfv::{
    domain::{event::Header, facts::Fact, photo::BlobHash},
    sync::{
        messages::{SyncReply, SyncRequest},
        relay::{self, ServerSecret},
        snapshot::{Frame, MAX_UNPACKED, Manifest, SnapshotHint, lines_of, page_of, unpack},
    },
};
use sync_server::{areas, roster, sync::Request};

/// Kinds that bodies are read as; the first byte of the input chooses.
const KINDS: [&str; 12] = [
    "visit.recorded",
    "door.registered",
    "door.edited",
    "pledge.signed",
    "pledge.declined",
    "area.defined",
    "round.opened",
    "rules.adopted",
    "fact.retracted",
    "assignment.made",
    "event.erased",
    "unknown.kind",
];

/// The body of `POST /v1/sync`. What the strict reader takes, the lenient one takes too, with the same ids.
///
/// # Panics
/// When they differ.
pub fn sync_request(bytes: &[u8]) {
    let lenient = Request::parse(bytes);
    let Ok(strict) = serde_json::from_slice::<SyncRequest>(bytes) else { return };
    let Ok(lenient) = lenient else { return assert!(lenient.is_ok(), "refused what is well-formed") };
    let ids: Vec<_> = lenient.events.iter().map(sync_server::sync::OfferedEvent::id).collect();
    assert_eq!(ids, strict.events.iter().map(|offer| offer.event.header.event_id).collect::<Vec<_>>());
}

/// The body of an event, of any kind.
pub fn event_body(bytes: &[u8]) {
    let Some((chosen, body)) = bytes.split_first() else { return };
    let Ok(body) = std::str::from_utf8(body) else { return };
    let kind = KINDS[usize::from(*chosen) % KINDS.len()];
    let fact = Fact::parse(kind, body);
    drop(format!("{fact:?}"));
}

/// A canonical header: what can be read is written as the same bytes.
///
/// # Panics
/// When it is not.
pub fn header(bytes: &[u8]) {
    if let Ok(header) = Header::from_bytes(bytes) {
        assert_eq!(header.to_bytes(), bytes);
    }
}

/// A relay file: never opened unless it is whole.
///
/// # Panics
/// When a mutation of a file is taken for one.
pub fn relay_file(bytes: &[u8]) {
    let secret = ServerSecret::from_seed(&super::seeds::SERVER);
    let Ok(opened) = relay::open(&secret, bytes) else { return };
    assert!(super::seeds::relay_files().iter().any(|good| good == bytes), "opened what nobody sealed");
    assert!(opened.requests(&super::seeds::public_key()).is_ok());
}

/// A household roster of any format.
pub fn roster(bytes: &[u8]) {
    drop(roster::sheet::read(bytes).map(drop));
}

/// A sheet of a workbook whose archive is whole.
pub fn workbook(bytes: &[u8]) {
    roster(&super::workbook::with_sheet(bytes));
}

/// An area file.
pub fn area_file(bytes: &[u8]) {
    drop(areas::file::read(bytes, |_| None).map(drop));
}

/// What a server answers: a device must survive any of it.
pub fn sync_reply(bytes: &[u8]) {
    if let Ok(reply) = serde_json::from_slice::<SyncReply>(bytes) {
        drop(serde_json::to_vec(&reply));
    }
}

/// A frame of a snapshot whose manifest vouches for just these bytes.
///
/// # Panics
/// When more comes out than may.
pub fn frame(bytes: &[u8]) {
    let Ok(length) = u32::try_from(bytes.len()) else { return };
    let frame = Frame { last: 1, print: nfv::sync::messages::Print(1), bytes: length, hash: BlobHash::of(bytes) };
    if let Ok(unpacked) = unpack(&frame, bytes) {
        assert!(unpacked.len() <= MAX_UNPACKED, "a bomb went off");
        frame_pages(&unpacked);
    }
    let other = Frame { hash: BlobHash([0; 32]), ..frame };
    assert!(unpack(&other, bytes).is_err(), "took bytes that nobody vouches for");
}

/// What is in a frame.
pub fn frame_pages(bytes: &[u8]) {
    for page in lines_of(bytes).filter_map(|line| page_of(line).ok()) {
        for event in &page.events {
            drop(format!("{:?}", Fact::parse(&event.event.header.kind, &event.event.body)));
            let _ = event.hash();
        }
    }
}

/// What says which frames there are. Whatever it says, only frames that it has are asked for.
///
/// # Panics
/// When others are.
pub fn manifest(bytes: &[u8]) {
    let Ok(manifest) = serde_json::from_slice::<Manifest>(bytes) else { return };
    let hint = SnapshotHint { seq: manifest.seq, hash: manifest.hash, print: manifest.print };
    let _ = manifest.is_of(manifest.log, manifest.epoch, &hint);
    for at in [0, 1, manifest.seq, u64::MAX] {
        assert!(manifest.frames_after(at).all(|number| number < manifest.frames.len()));
    }
}
