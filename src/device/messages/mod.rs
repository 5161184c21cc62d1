//! What the pages ask the device and what it answers: the whole contract between screen and store.
//!
//! Plain data, JSON over the message channel. A [`Reply`] to a writing request comes only when the event is durable in
//! the device's database. Requests marked *online* need the server; all others work with no network.
//! Requests and replies stand in files of their own; what replies are made of is grouped by who looks at it.

mod area;
mod clue;
mod day;
mod desk;
mod door;
mod lock;
mod note;
mod pledge;
mod relay;
mod reply;
mod request;
mod sample;
mod status;
mod sweep;

pub use area::{
    AreaView, AssignmentLine, CoverageView, DoorList, MapDoor, MapDoors, Overview, OverviewLine, VillageCall,
    VillageView, WalkOnMap,
};
pub use clue::ClueLine;
pub use day::{DayClosing, DayDoor, DayLane, DayLine, DayView, LaneLine};
pub use desk::{AsideLine, AuditEntry, AuditQuery, AuditView, HeldLine};
pub use door::{
    ConflictLine, Delivery, DoorLine, DoorPage, DoorQuery, DoorView, DraftLine, FieldView, GoneLine, Head, HistoryLine,
    MergedLine, PledgeText, RecordLine, RoundLine, Today, TodayDoor, TodayGroup, Walk,
};
pub use lock::{LockView, PinAnswer, ReleaseState, ReleaseView};
pub use note::{DeedLine, DutyLine, NewNote, PointLine, TopicLine, VillageNotes};
pub use pledge::{CertificateView, Countersigned, RecordingLine};
pub use relay::{CarriedFile, Delivered};
pub use reply::{Failure, Reply};
pub use request::Request;
pub use sample::{DrawnSample, SampleView};
pub use status::{Enrolment, Status, SyncPhase, SyncStatus};
pub use sweep::{SweepRow, SweepTold, SweepView, Tap};

use serde::{Deserialize, Serialize};

/// A request with its number, so that answers find their way back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Envelope<T> {
    /// Chosen by the page.
    pub id: u32,
    /// The request or its result.
    pub message: T,
}

/// From the device to all pages, unasked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Notice {
    /// Local data changed: visible lists should ask again. Coalesced.
    Changed,
    /// Where sync stands.
    Sync(SyncStatus),
    /// The device was revoked by the server: it may still export what is unsent.
    Revoked,
    /// The device was revoked and has handed over what was unsent: everything here is deleted.
    Ended {
        /// So many records went to the server at the end.
        handed_over: u64,
    },
}

/// What came of a request.
pub type Answer = Result<Reply, Failure>;

/// Bytes as base64 text, for what carries a file.
mod base64_bytes {
    use base64::{Engine, engine::general_purpose::STANDARD};
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        STANDARD.decode(text).map_err(D::Error::custom)
    }
}
