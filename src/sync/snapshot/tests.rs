use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{
    domain::{
        event::{Event, Header, VERSION, print_share},
        ids::{AccountId, DeviceId, EntityId, EventId, Incarnation},
        stamp::Stamp,
    },
    sync::messages::{PageEvent, Receipt},
};

fn log() -> LogId {
    LogId(Uuid::from_u128(1))
}

fn event(seq: Seq, body: String) -> PageEvent {
    let header = Header {
        version: VERSION,
        event_id: EventId(Uuid::from_u128(u128::from(seq) << 64)),
        log_id: log(),
        kind: "visit.recorded".into(),
        entity_id: EntityId(Uuid::from_u128(u128::from(seq % 7))),
        actor_id: AccountId(Uuid::nil()),
        device_id: DeviceId(Uuid::nil()),
        incarnation: Incarnation(Uuid::nil()),
        n: seq,
        stamp: Stamp::new(seq, 0),
    };
    let receipt = Receipt { effective: Stamp::new(seq, 0), received_at: seq, mac: [seq as u8; 16] };
    PageEvent { seq, event: Event { header, body, proof: None }, receipt, erased: None }
}

/// Events with the print at each.
fn a_log(bodies: impl IntoIterator<Item = String>) -> Vec<(PageEvent, Print)> {
    let mut print = 0_u64;
    let events = (1..).zip(bodies).map(|(seq, body)| {
        let event = event(seq, body);
        print = print.wrapping_add(print_share(&event.event.hash(), seq, event.receipt.effective));
        (event, Print(print))
    });
    events.collect()
}

fn frames_of(events: &[(PageEvent, Print)]) -> Vec<(Frame, Vec<u8>)> {
    let mut writer = FrameWriter::new(log());
    let mut frames = Vec::new();
    for (event, print) in events {
        frames.extend(writer.push(event.clone(), *print).unwrap());
    }
    frames.extend(writer.finish().unwrap());
    frames
}

/// Text that packs badly.
fn noise(bytes: usize, seed: u64) -> String {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut text = String::with_capacity(bytes);
    while text.len() < bytes {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        text.push(char::from(b'!' + (state % 90) as u8));
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]
    #[test]
    fn frames_hold_the_log_word_for_word(sizes in prop::collection::vec(0_usize..30_000, 0..150)) {
        let events = a_log(sizes.iter().zip(1_u64..).map(|(size, seed)| noise(*size, seed)));
        let frames = frames_of(&events);
        let mut read = Vec::new();
        for (frame, packed) in &frames {
            prop_assert!(packed.len() <= MAX_FRAME);
            for line in lines_of(&unpack(frame, packed).unwrap()) {
                let page = page_of(line).unwrap();
                prop_assert_eq!(page.log, log());
                read.extend(page.events);
                let (last, print) = events[read.len() - 1].clone();
                prop_assert_eq!((page.next_seq, page.print), (last.seq, print), "each page leads to its print");
            }
            prop_assert_eq!((frame.last, frame.print), (read.len() as Seq, events[read.len() - 1].1));
        }
        prop_assert_eq!(read, events.into_iter().map(|(event, _)| event).collect::<Vec<_>>());
    }
}

#[test]
fn the_largest_events_fit_into_frames() {
    let large = |seed| noise(128 * 1024, seed).replace('"', "'").replace('\\', "/");
    let events = a_log((1..40).map(large));
    let frames = frames_of(&events);
    assert!(frames.len() > 2, "{}", frames.len());
    assert!(frames.iter().all(|(_, packed)| packed.len() <= MAX_FRAME));
    let control = a_log((1..40).map(|_| "\u{1}".repeat(128 * 1024)));
    for (frame, packed) in frames_of(&control) {
        assert!(unpack(&frame, &packed).unwrap().len() <= MAX_UNPACKED);
    }
}

#[test]
fn a_frame_with_other_bytes_is_refused() {
    let (frame, packed) = frames_of(&a_log(["{}".into()])).remove(0);
    let mut other = packed.clone();
    *other.last_mut().unwrap() ^= 1;
    assert_eq!(unpack(&frame, &other), Err(BadFrame::Other));
    assert_eq!(unpack(&frame, &packed[1..]), Err(BadFrame::Other));
    let no_gzip = Frame { hash: BlobHash::of(b"letter"), bytes: 6, ..frame };
    assert_eq!(unpack(&no_gzip, b"letter"), Err(BadFrame::Packing));
    assert_eq!(page_of(b"letter"), Err(BadFrame::Page));
}

#[test]
fn a_bomb_stops_at_the_limit() {
    use std::io::Write;
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(&vec![b' '; 4 * MAX_UNPACKED]).unwrap();
    let packed = packer.finish().unwrap();
    let frame = Frame { last: 1, print: Print(0), bytes: packed.len() as u32, hash: BlobHash::of(&packed) };
    assert_eq!(unpack(&frame, &packed), Err(BadFrame::Packing));
}

#[test]
fn a_manifest_must_fit_what_was_named() {
    let hint = SnapshotHint { hash: BlobHash([1; 32]), seq: 9, print: Print(5) };
    let frame = |last, print| Frame { last, print: Print(print), bytes: 10, hash: BlobHash([2; 32]) };
    let frames = vec![frame(4, 3), frame(9, 5)];
    let manifest =
        Manifest { log: log(), epoch: 3, seq: 9, print: Print(5), hash: BlobHash([1; 32]), bytes: 20, frames };
    assert!(manifest.is_of(log(), 3, &hint));
    assert!(!manifest.is_of(log(), 4, &hint), "another life of the server");
    assert!(!manifest.is_of(LogId(Uuid::from_u128(2)), 3, &hint));
    assert!(!manifest.is_of(log(), 3, &SnapshotHint { print: Print(6), ..hint }));
    let with = |frames| Manifest { frames, ..manifest.clone() };
    assert!(!with(vec![frame(9, 5), frame(4, 3)]).is_of(log(), 3, &hint));
    assert!(!with(vec![frame(4, 3), frame(9, 4)]).is_of(log(), 3, &hint));
    assert!(!with(vec![]).is_of(log(), 3, &hint));
    assert_eq!(manifest.frames_after(0).collect::<Vec<_>>(), [0, 1]);
    assert_eq!(manifest.frames_after(4).collect::<Vec<_>>(), [1]);
    assert_eq!(manifest.frames_after(9).count(), 0);
}
