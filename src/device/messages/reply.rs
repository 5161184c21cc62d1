//! What the device answers, and why it could not.

use serde::{Deserialize, Serialize};

use super::*;
use crate::{
    domain::{
        ids::{EntityId, EventId},
        photo::Photo,
    },
    sync::{
        enrolment::{AccountInfo, DeviceInfo, Invitation, InvitationInfo},
        held::Erased,
        imports::RosterPreview,
        moves::Moved,
        release::ReleaseLine,
    },
};

/// What the device answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each variant is the answer named at its request")]
pub enum Reply {
    Done,
    Status(Box<Status>),
    Invitation(InvitationInfo),
    /// The event is durable on this device.
    Saved(EventId),
    /// As a record names it.
    PhotoKept(Photo),
    Photo {
        kind: String,
        /// Base64 over the channel.
        #[serde(with = "super::base64_bytes")]
        content: Vec<u8>,
    },
    Today(Today),
    Doors(DoorPage),
    Door(Box<DoorView>),
    PledgeText(PledgeText),
    Draft(Option<String>),
    Drafts(Vec<DraftLine>),
    Records(Vec<RecordLine>),
    /// File name and content.
    Export(String, String),
    /// A file for the server alone; anybody may carry it there.
    RelayFile {
        name: String,
        /// Base64 over the channel.
        #[serde(with = "super::base64_bytes")]
        content: Vec<u8>,
        /// Records inside.
        events: u64,
        /// Unsent ones that found no room.
        left: u64,
    },
    RelayDelivered(Delivered),
    RelayFiles(Vec<CarriedFile>),
    Conflicts(Vec<ConflictLine>),
    Overview(Overview),
    Village(Box<VillageView>),
    MapDoors(MapDoors),
    TappedDoors(Vec<MapDoor>),
    Areas(Vec<AreaView>),
    Roster(RosterPreview),
    /// Events written.
    Imported(u32),
    Assignments(Vec<AssignmentLine>),
    Accounts(Vec<AccountInfo>),
    Account(AccountInfo),
    Invited(Invitation),
    Devices(Vec<DeviceInfo>),
    Setting(Option<String>),
    Held(Vec<HeldLine>),
    Audit(AuditView),
    Erased(Erased),
    Moved(Moved),
    KeptApart(Vec<AsideLine>),
    Pin(PinAnswer),
    Lock(LockView),
    Release(ReleaseView),
    Contacts(Vec<VillageCall>),
    VillageNotes(Box<VillageNotes>),
    Certificate(Box<CertificateView>),
    Releases(Vec<ReleaseLine>),
    Walk(Walk),
    /// Records at several doors, in their order.
    SavedAll(Vec<EventId>),
    /// A new door.
    Registered(EntityId),
    Clues(Vec<ClueLine>),
    /// Visit days, the latest first.
    Days(Vec<DayLine>),
    Lanes(Vec<LaneLine>),
    Day(Box<DayView>),
    /// None where no village's records are here.
    Sample(Option<Box<SampleView>>),
    Recordings(Vec<RecordingLine>),
    Sound {
        kind: String,
        /// Base64 over the channel.
        #[serde(with = "super::base64_bytes")]
        content: Vec<u8>,
    },
    Sweep(Box<SweepView>),
    WalkOnMap(WalkOnMap),
}

/// Why a request failed. The page says what happened, what was kept and what to do, in the user's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "failure", rename_all = "snake_case")]
pub enum Failure {
    /// The server cannot be reached; nothing was changed.
    #[error("offline")]
    Offline,
    /// The server refused, with its stable code.
    #[error("refused: {code}")]
    Refused {
        /// e.g. `invitation_spent`, `invitation_expired`, `wrong_password`, `forbidden`, `revoked`, `throttled`.
        code: String,
    },
    /// Not enrolled yet.
    #[error("not enrolled")]
    NotEnrolled,
    /// Unacknowledged records stand in the way.
    #[error("{count} unsent")]
    Unsent {
        /// How many.
        count: u64,
    },
    /// The device's storage is full: the record was *not* saved; the form stays.
    #[error("storage full")]
    StorageFull,
    /// The device's storage cannot be used: `no_opfs`, `insecure_origin`, `other_tab`, `worker_died`, `corrupt`, `newer_schema`.
    #[error("storage unusable: {code}")]
    StorageUnusable {
        /// Which way.
        code: String,
    },
    /// What was asked about is not known here.
    #[error("not found")]
    NotFound,
    /// A value cannot be taken: code of the field or rule.
    #[error("invalid: {code}")]
    Invalid {
        /// Which.
        code: String,
    },
    /// A defect: logged, with a text for the report.
    #[error("defect: {detail}")]
    Defect {
        /// For the report.
        detail: String,
    },
}
