//! Good examples to begin with.

use nfv::{
    domain::{
        event::{Event, Header, VERSION},
        ids::{AccountId, DeviceId, EntityId, EventId, Incarnation, LogId},
        stamp::Stamp,
    },
    sync::{
        messages::{Fate, PROTOCOL, PageEvent, Print, Receipt, Reset, SyncReply, SyncRequest, Verdict},
        ports::Rng,
        relay::{self, ServerSecret},
        snapshot::{Frame, FrameWriter, Manifest, lines_of, unpack},
    },
};
use uuid::Uuid;

/// Of the server that relay files are sealed to.
pub const SERVER: [u8; 32] = [1; 32];

const DEVICE: [u8; 32] = [9; 32];

const BODIES: [&str; 4] = [
    r#"{"outcome":"met","method":"door","adults_met":1,"adults":2,"topics":["loan"],"notice":true,"note":"","at":[1186000000,247000000],"salt":"0001020304050607"}"#,
    r#"{"door":"household","fields":{"lane":"东路","number":"1号"},"salt":"0001020304050607"}"#,
    r#"{"fields":{"lane":{"value":"x","base":["01890a5d-ac96-774b-bcce-b302099a8057"]}},"salt":"00"}"#,
    r#"{"text":"pledge-2026-1","signer":"林阿珍","strokes":[[[0,0,0],[1,2,3]]],"salt":"00"}"#,
];

fn header_of(n: u64) -> Header {
    Header {
        version: VERSION,
        event_id: EventId::from_parts(1_780_272_000_000, [n.to_be_bytes()[7]; 10]),
        log_id: LogId(Uuid::from_u128(2)),
        kind: "visit.recorded".into(),
        entity_id: EntityId(Uuid::from_u128(3)),
        actor_id: AccountId(Uuid::from_u128(4)),
        device_id: DeviceId(Uuid::from_u128(5)),
        incarnation: Incarnation(Uuid::from_u128(6)),
        n,
        stamp: Stamp::new(1_780_272_000_000, 1),
    }
}

fn request() -> SyncRequest {
    let event = |(n, body): (u64, &&str)| Event { header: header_of(n), body: (*body).to_owned(), proof: None }.into();
    SyncRequest {
        v: PROTOCOL,
        epoch: 7,
        device: DeviceId(Uuid::from_u128(5)),
        incarnation: Incarnation(Uuid::from_u128(6)),
        events: (1..).zip(&BODIES).map(event).collect(),
        state: None,
        cursors: Some(std::iter::once((LogId(Uuid::from_u128(2)), nfv::sync::messages::Cursor::default())).collect()),
        notices: None,
        unsent: std::iter::once((LogId(Uuid::from_u128(2)), 86_400_000)).collect(),
        snapshots: true,
    }
}

/// Bodies of `POST /v1/sync`.
#[must_use]
pub fn sync_requests() -> Vec<Vec<u8>> {
    serde_json::to_vec(&request()).into_iter().collect()
}

/// Answers to them.
#[must_use]
pub fn sync_replies() -> Vec<Vec<u8>> {
    let verdict = Verdict { id: EventId(Uuid::from_u128(1)), fate: Fate::Held };
    let reply = SyncReply {
        v: PROTOCOL,
        epoch: 7,
        server_time: 1,
        verdicts: vec![verdict],
        pages: page_lines().iter().filter_map(|line| serde_json::from_slice(line).ok()).collect(),
        reset: vec![Reset::whole(LogId(Uuid::from_u128(2)))],
        ..SyncReply::default()
    };
    serde_json::to_vec(&reply).into_iter().collect()
}

/// Bodies of events, each behind the byte that chooses a kind.
#[must_use]
pub fn event_bodies() -> Vec<Vec<u8>> {
    BODIES.iter().flat_map(|body| (0..12).map(|kind| [&[kind], body.as_bytes()].concat())).collect()
}

/// Canonical headers.
#[must_use]
pub fn headers() -> Vec<Vec<u8>> {
    [1, u64::MAX].map(|n| header_of(n).to_bytes()).to_vec()
}

/// The same bytes whenever it is asked.
struct Even;

impl Rng for Even {
    fn fill(&mut self, bytes: &mut [u8]) {
        bytes.fill(42);
    }
}

/// Relay files of one device.
#[must_use]
pub fn relay_files() -> Vec<Vec<u8>> {
    let server = ServerSecret::from_seed(&SERVER).public();
    let sealed =
        |requests: &[SyncRequest]| relay::seal(&server, DeviceId(Uuid::from_u128(5)), &DEVICE, requests, &mut Even);
    [sealed(&[]), sealed(&[request()])].into_iter().flatten().collect()
}

/// Of the device that made them.
#[must_use]
pub fn public_key() -> [u8; 32] {
    ed25519_dalek::SigningKey::from_bytes(&DEVICE).verifying_key().to_bytes()
}

/// Rosters: text in two encodings, a spreadsheet.
#[must_use]
pub fn rosters() -> Vec<Vec<u8>> {
    let text =
        "巷,门牌,户主,成年人,经度,纬度\n东路,1号,蔡示例,2,118.6,24.7\n东路,,王某甲,,,\n\"引,号\",2,\"两\n行\",x,0,0\n";
    let gb = b"\xcf\xef,\xc3\xc5\xc5\xc6\n\xb6\xab\xc2\xb7,1\n".to_vec();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, line) in (0..).zip(text.lines()) {
        for (column, cell) in (0..).zip(line.split(',')) {
            // A cell that cannot be written is one example less.
            let _ = sheet.write_string(row, column, cell);
        }
    }
    [Ok(text.as_bytes().to_vec()), Ok(gb), book.save_to_buffer()].into_iter().flatten().collect()
}

/// Area files.
#[must_use]
pub fn area_files() -> Vec<Vec<u8>> {
    vec![
        "code,parent_code,level,name\n350581,,county,C1\n350581106,350581,township,T1\n350581106201,350581106,village,V\n"
            .into(),
    ]
}

/// The frames of a small log, packed.
fn packed() -> Vec<(Frame, Vec<u8>)> {
    let mut writer = FrameWriter::new(LogId(Uuid::from_u128(2)));
    let mut frames = Vec::new();
    for (seq, body) in (1..).zip(BODIES.iter().cycle().take(300)) {
        let event = Event { header: header_of(seq), body: (*body).to_owned(), proof: None };
        let receipt = Receipt { effective: event.header.stamp, received_at: 1, mac: [3; 16] };
        let pushed = writer.push(PageEvent { seq, event, receipt, erased: None }, Print(seq));
        frames.extend(pushed.ok().flatten());
    }
    frames.extend(writer.finish().ok().flatten());
    frames
}

fn page_lines() -> Vec<Vec<u8>> {
    let unpacked = packed().iter().filter_map(|(frame, bytes)| unpack(frame, bytes).ok()).collect::<Vec<_>>().concat();
    lines_of(&unpacked).map(<[u8]>::to_vec).collect()
}

/// Frames as they are sent.
#[must_use]
pub fn frames() -> Vec<Vec<u8>> {
    packed().into_iter().map(|(_, bytes)| bytes).collect()
}

/// What is in them.
#[must_use]
pub fn frame_pages() -> Vec<Vec<u8>> {
    vec![page_lines().join(&b'\n')]
}

/// What says which frames there are.
#[must_use]
pub fn manifests() -> Vec<Vec<u8>> {
    let frames: Vec<Frame> = packed().into_iter().map(|(frame, _)| frame).collect();
    let last = frames.last().map_or((0, Print(0)), |frame| (frame.last, frame.print));
    let manifest = Manifest {
        log: LogId(Uuid::from_u128(2)),
        epoch: 7,
        seq: last.0,
        print: last.1,
        hash: nfv::domain::photo::BlobHash([1; 32]),
        bytes: frames.iter().map(|frame| u64::from(frame.bytes)).sum(),
        frames,
    };
    serde_json::to_vec(&manifest).into_iter().collect()
}
