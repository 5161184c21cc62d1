//! What the pages ask the device and what it answers: the whole contract between screen and store.
//!
//! Plain data, JSON over the message channel. A [`Reply`] to a writing request comes only when the event is durable in
//! the device's database. Requests marked *online* need the server; all others work with no network.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use crate::{
    domain::{
        area::{Class, Level, Point},
        day::Day,
        door::{DoorState, PledgeState},
        facts::{DoorKind, FieldEdit, VisitRecorded},
        ids::{AccountId, AreaId, DeviceId, EntityId, EventId, RoundId},
        score::{Points, Score},
    },
    sync::{
        enrolment::{AccountInfo, DeviceInfo, Invitation, InvitationInfo, NewAccount, Role},
        imports::{PlannedDoor, RosterPreview},
    },
};

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
}

/// What a page can ask.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Who and how this device is. First request of every page. → [`Reply::Status`]
    Status,
    /// *Online.* What an invitation is for; spends nothing. → [`Reply::Invitation`]
    LookAtInvitation {
        /// Its code.
        code: String,
    },
    /// *Online.* Spends the invitation and enrols this device; storage was probed before. → [`Reply::Status`]
    Enrol {
        /// The invitation's code.
        code: String,
        /// What this device calls itself.
        label: String,
    },
    /// *Online.* Signs in with name and password. → [`Reply::Status`]
    SignIn {
        /// Account name.
        name: String,
        /// Password.
        password: String,
        /// What this device calls itself.
        label: String,
    },
    /// Signs out and clears the device; refused with [`Failure::Unsent`] while anything is unacknowledged.
    /// → [`Reply::Done`]
    SignOut,
    /// Try to sync at once. → [`Reply::Done`]; progress comes as [`Notice::Sync`].
    SyncNow,
    /// The browser says the network is back or gone. → [`Reply::Done`]
    NetworkChanged {
        /// As `navigator.onLine`.
        online: bool,
    },

    /// Doors to visit, grouped, most urgent first. → [`Reply::Today`]
    Today,
    /// Doors by typed text, filter, area; a window of them. → [`Reply::Doors`]
    SearchDoors(DoorQuery),
    /// Everything about one door. → [`Reply::Door`]
    Door {
        /// Which.
        door: EntityId,
    },
    /// Records a visit; its draft goes in the same transaction. → [`Reply::Saved`]
    RecordVisit {
        /// Which door.
        door: EntityId,
        /// What happened.
        visit: VisitRecorded,
    },
    /// Records a signed pledge with its proof. → [`Reply::Saved`]
    SignPledge {
        /// Which door.
        door: EntityId,
        /// Id of the text, as given by [`Reply::PledgeText`].
        text: String,
        /// The signer's name as written.
        signer: String,
        /// Strokes as in [`crate::domain::facts::PledgeSigned`].
        strokes: Vec<Vec<(i32, i32, u32)>>,
        /// Who read it aloud, if somebody did.
        assisted_by: Option<String>,
    },
    /// Records that the pledge was declined. → [`Reply::Saved`]
    DeclinePledge {
        /// Which door.
        door: EntityId,
        /// Id of the text.
        text: String,
    },
    /// The pledge's text that holds today. → [`Reply::PledgeText`]
    PledgeText,
    /// Changes registry fields; bases come from [`DoorView`]. A decision of a conflict is this too. → [`Reply::Saved`]
    EditDoor {
        /// Which door.
        door: EntityId,
        /// Changed fields.
        fields: BTreeMap<String, FieldEdit>,
        /// Why, for corrections.
        reason: Option<String>,
    },
    /// Takes a fact back. → [`Reply::Saved`]
    Retract {
        /// The event.
        target: EventId,
        /// Why.
        reason: String,
    },
    /// Keeps a half-made form (JSON of the page's own shape) durable. → [`Reply::Done`]
    KeepDraft {
        /// Which door.
        door: EntityId,
        /// Which form: `visit`, `pledge`.
        form: String,
        /// The page's own JSON.
        content: String,
    },
    /// The draft of a form at a door, if any. → [`Reply::Draft`]
    Draft {
        /// Which door.
        door: EntityId,
        /// Which form.
        form: String,
    },
    /// All drafts. → [`Reply::Drafts`]
    Drafts,
    /// Throws a draft away. → [`Reply::Done`]
    DropDraft {
        /// Which door.
        door: EntityId,
        /// Which form.
        form: String,
    },
    /// This device's own records, newest first, with what became of each. → [`Reply::Records`]
    Records {
        /// How many to skip.
        offset: u32,
        /// At most this many.
        limit: u32,
    },
    /// Unsent and quarantined events as a file's content. → [`Reply::Export`]
    ExportUnsent,
    /// Doors with several heads in a field, to be decided. → [`Reply::Conflicts`]
    Conflicts,

    /// Coverage per child area (villages of a township, or grids of a village). → [`Reply::Overview`]
    Overview {
        /// Whose children; the account's own area if none.
        area: Option<AreaId>,
    },
    /// One village: coverage, grids, score. → [`Reply::Village`]
    Village {
        /// Which.
        area: AreaId,
    },
    /// Doors as points for the map. → [`Reply::MapDoors`]
    MapDoors {
        /// A village or township.
        area: AreaId,
    },
    /// The area tree as far as it is known here, with outlines. → [`Reply::Areas`]
    Areas,

    /// *Online.* Judges a roster file; nothing is written. → [`Reply::Roster`]
    PreviewRoster {
        /// The village.
        village: AreaId,
        /// Name of the file.
        file_name: String,
        /// Its content, base64 over the channel.
        #[serde(with = "base64_bytes")]
        content: Vec<u8>,
    },
    /// Writes the accepted rows as events. → [`Reply::Imported`]
    ConfirmRoster {
        /// The village.
        village: AreaId,
        /// The plan of the preview.
        plan: Vec<PlannedDoor>,
    },
    /// Defines a grid below a village. → [`Reply::Saved`]
    DefineGrid {
        /// The village.
        village: AreaId,
        /// Its name.
        name: String,
    },
    /// Says who looks after which doors. → [`Reply::Saved`]
    Assign {
        /// The account.
        account: AccountId,
        /// A grid or a village.
        area: AreaId,
        /// First day; today if none.
        from: Option<Day>,
        /// Last day.
        until: Option<Day>,
    },
    /// Assignments as known here. → [`Reply::Assignments`]
    Assignments,
    /// *Online.* Accounts below the own area. → [`Reply::Accounts`]
    Accounts,
    /// *Online.* A new account. → [`Reply::Account`]
    AddAccount(NewAccount),
    /// *Online.* A new invitation. → [`Reply::Invited`]
    Invite {
        /// Whom.
        account: AccountId,
    },
    /// *Online.* Devices below the own area. → [`Reply::Devices`]
    Devices,
    /// *Online.* Ends a device. → [`Reply::Done`]
    RevokeDevice {
        /// Which.
        device: DeviceId,
    },
    /// Reads a setting of this device (language, elder mode …). → [`Reply::Setting`]
    Setting {
        /// Its name.
        name: String,
    },
    /// Keeps a setting of this device. → [`Reply::Done`]
    KeepSetting {
        /// Its name.
        name: String,
        /// Its value.
        value: String,
    },
}

/// What the device answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each variant is the answer named at its request")]
pub enum Reply {
    Done,
    Status(Box<Status>),
    Invitation(InvitationInfo),
    /// The event is durable on this device.
    Saved(EventId),
    Today(Today),
    Doors(DoorPage),
    Door(Box<DoorView>),
    PledgeText(PledgeText),
    Draft(Option<String>),
    Drafts(Vec<DraftLine>),
    Records(Vec<RecordLine>),
    /// File name and content.
    Export(String, String),
    Conflicts(Vec<ConflictLine>),
    Overview(Overview),
    Village(Box<VillageView>),
    MapDoors(Vec<MapDoor>),
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

/// Who and how this device is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Status {
    /// None before enrolment.
    pub enrolled: Option<Enrolment>,
    /// Where sync stands.
    pub sync: SyncStatus,
    /// Whether the browser promised to keep the storage; none = unknown (native).
    pub persisted: Option<bool>,
    /// Revoked by the server.
    pub revoked: bool,
    /// Today, in the installation's zone.
    pub today: Day,
    /// Drafts waiting.
    pub drafts: u32,
}

/// Who is signed in here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    /// The account.
    pub account: AccountId,
    /// Display name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Its area.
    pub area: AreaId,
    /// Name of that area; empty until its definition arrived.
    pub area_name: String,
    /// This device.
    pub device: DeviceId,
    /// Classes of logs it may write somewhere.
    pub classes: Vec<Class>,
}

/// Where sync stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncStatus {
    /// What it is doing.
    pub phase: SyncPhase,
    /// Own records made on this device, ever.
    pub saved: u64,
    /// Of those, received by the server.
    pub received: u64,
    /// Of those, waiting to be sent.
    pub waiting: u64,
    /// Of those, refused by the server and kept apart.
    pub quarantined: u64,
    /// Held by the server for a reviewer.
    pub held: u64,
    /// Unix milliseconds of the oldest waiting record.
    pub oldest_waiting: Option<u64>,
    /// Unix milliseconds of the last completed sync.
    pub last_sync: Option<u64>,
    /// Events read so far of those known to exist on the server, while reading.
    pub progress: Option<(u64, u64)>,
    /// Code of the last problem: `offline`, `server_error`, `revoked`, `upgrade_needed`, `clock_off` …
    pub problem: Option<String>,
    /// Minutes by which this device's clock is ahead of the server's, if more than a few.
    pub clock_off_minutes: Option<i64>,
}

/// What sync is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SyncPhase {
    /// Waiting for the next time.
    #[default]
    Idle,
    /// Sending.
    Sending,
    /// Reading.
    Reading,
    /// No network.
    Offline,
}

/// Which doors.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoorQuery {
    /// Typed text: door number, lane, name, pinyin, initials. Words are joined by "and".
    pub text: String,
    /// Only this village or grid.
    pub area: Option<AreaId>,
    /// Only these states; empty = all.
    pub states: Vec<DoorState>,
    /// Only doors with a key group.
    pub key_group: bool,
    /// Only doors with a promised re-visit.
    pub promised: bool,
    /// Only households or only units.
    pub kind: Option<DoorKind>,
    /// How many to skip.
    pub offset: u32,
    /// At most this many.
    pub limit: u32,
}

/// A window of doors.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoorPage {
    /// All that match.
    pub total: u32,
    /// The window, by village, lane and natural order of numbers.
    pub rows: Vec<DoorLine>,
}

/// A door in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoorLine {
    /// The door.
    pub id: EntityId,
    /// Household or unit.
    pub kind: DoorKind,
    /// Lane, street or building.
    pub lane: String,
    /// Door number.
    pub number: String,
    /// Contact name or unit's name.
    pub name: String,
    /// Its village.
    pub village: AreaId,
    /// State in the present round.
    pub state: DoorState,
    /// Pledge in the present round.
    pub pledge: PledgeState,
    /// Key groups and tags.
    pub tags: Vec<String>,
    /// A promised re-visit.
    pub revisit: Option<Day>,
    /// Day of the last visit of any outcome.
    pub last_visit: Option<Day>,
    /// Away until.
    pub away_until: Option<Day>,
    /// Knocks in vain in this round.
    pub attempts: u32,
    /// Has a conflict to decide.
    pub conflict: bool,
    /// Has records that the server has not acknowledged.
    pub unsent: bool,
}

/// Doors to visit, in groups.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Today {
    /// The present round, none if none is open.
    pub round: Option<RoundLine>,
    /// Progress of the assigned doors in the round.
    pub coverage: CoverageView,
    /// Groups (building or lane) ordered by their most urgent door.
    pub groups: Vec<TodayGroup>,
    /// Doors that are due, all groups.
    pub due: u32,
}

/// The present round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundLine {
    /// The round.
    pub id: RoundId,
    /// Display name.
    pub name: String,
    /// First day.
    pub first: Day,
    /// Last day.
    pub last: Day,
}

/// A building or lane.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TodayGroup {
    /// Its village's name.
    pub village: String,
    /// Lane, street or building.
    pub lane: String,
    /// Most urgent first, then house numbers.
    pub doors: Vec<TodayDoor>,
}

/// A door to visit and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TodayDoor {
    /// The door.
    pub line: DoorLine,
    /// Why: `promised`, `never_reached`, `attempted`, `key_group_due`, `back_soon`.
    pub reason: String,
}

/// Everything about one door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoorView {
    /// As in lists.
    pub line: DoorLine,
    /// Name of the village.
    pub village_name: String,
    /// Registry fields with their heads.
    pub fields: Vec<FieldView>,
    /// Visits, pledges, edits, newest first.
    pub history: Vec<HistoryLine>,
    /// Where it is.
    pub location: Option<Point>,
    /// Registered adults.
    pub adults: Option<u32>,
    /// Topics that fit its key groups: fraud type codes.
    pub topics: Vec<String>,
    /// A draft of the visit form waits here.
    pub draft: bool,
}

/// A registry field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldView {
    /// Its name, see [`crate::domain::facts::field`].
    pub name: String,
    /// The value that shows.
    pub value: String,
    /// The heads: a new edit names them as base. More than one with different values is a conflict.
    pub heads: Vec<Head>,
    /// Whether somebody must decide.
    pub conflict: bool,
}

/// A value that somebody recorded and nobody replaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The edit.
    pub event: EventId,
    /// Its value.
    pub value: String,
    /// Who.
    pub actor: AccountId,
    /// Unix milliseconds.
    pub at: u64,
}

/// One record about a door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryLine {
    /// The event.
    pub event: EventId,
    /// Its kind, e.g. `visit.recorded`.
    pub kind: String,
    /// Code of its main content: an outcome, `signed`, field names …
    pub detail: String,
    /// Free text of the record.
    pub note: String,
    /// Who.
    pub actor: AccountId,
    /// By the account of this device.
    pub own: bool,
    /// Unix milliseconds (effective).
    pub at: u64,
    /// What became of it.
    pub delivery: Delivery,
    /// Taken back, with the reason.
    pub retracted: Option<String>,
}

/// What became of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "delivery", rename_all = "snake_case")]
pub enum Delivery {
    /// Durable here, waits to be sent.
    Queued,
    /// On its way.
    Sent,
    /// Received by the server.
    Received,
    /// Held by the server for a reviewer.
    Held,
    /// Refused by the server and kept apart here.
    Quarantined {
        /// The server's code.
        code: String,
    },
}

/// The pledge's text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PledgeText {
    /// Its id.
    pub id: String,
    /// Heading.
    pub title: String,
    /// Paragraphs.
    pub paragraphs: Vec<String>,
}

/// A draft that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftLine {
    /// The door.
    pub door: EntityId,
    /// Its lane and number, for people.
    pub label: String,
    /// The form.
    pub form: String,
    /// Unix milliseconds.
    pub kept_at: u64,
}

/// An own record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordLine {
    /// As in a door's history.
    pub line: HistoryLine,
    /// The door, if it is about one.
    pub door: Option<EntityId>,
    /// Its lane and number, for people.
    pub label: String,
}

/// A field that needs a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConflictLine {
    /// The door.
    pub door: EntityId,
    /// Its lane and number, for people.
    pub label: String,
    /// The field with all its heads.
    pub field: FieldView,
}

/// Coverage with its denominators; households, units and adults apart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverageView {
    /// Households that count, by state name; see [`DoorState::as_str`].
    pub households: BTreeMap<String, u32>,
    /// Units that count, by state name.
    pub units: BTreeMap<String, u32>,
    /// Registered but not counted yet (first 30 days).
    pub not_yet_counted: u32,
    /// Households reached.
    pub reached: u32,
    /// All − exempt.
    pub of: u32,
    /// Pledges signed.
    pub signed: u32,
    /// Pledges answered: signed or declined.
    pub answered: u32,
    /// Adults reached.
    pub adults_reached: u32,
    /// Adults registered.
    pub adults: u32,
    /// Facts in here that the server has not acknowledged.
    pub unacknowledged: u32,
}

/// Areas side by side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// The area.
    pub area: AreaView,
    /// All of it.
    pub coverage: CoverageView,
    /// Its children, by code.
    pub children: Vec<OverviewLine>,
    /// Unix milliseconds of the last completed sync.
    pub as_of: Option<u64>,
}

/// One area in an overview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OverviewLine {
    /// The area.
    pub area: AreaView,
    /// Its coverage.
    pub coverage: CoverageView,
    /// Its score's points; none for grids.
    pub points: Option<Points>,
}

/// One village.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VillageView {
    /// The village.
    pub area: AreaView,
    /// Its coverage.
    pub coverage: CoverageView,
    /// Its grids.
    pub grids: Vec<OverviewLine>,
    /// The round.
    pub round: Option<RoundLine>,
    /// The score; none if no round is open.
    pub score: Option<Score>,
    /// Doors not reached yet (the first 200), for the list of what is missing.
    pub missing: Vec<DoorLine>,
    /// Unix milliseconds of the last completed sync.
    pub as_of: Option<u64>,
}

/// An area for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AreaView {
    /// The area.
    pub id: AreaId,
    /// The next higher one.
    pub parent: Option<AreaId>,
    /// Depth.
    pub level: Level,
    /// Name.
    pub name: String,
    /// The code that holds today; empty if none.
    pub code: String,
    /// Outline ring.
    pub outline: Vec<Point>,
}

/// A door as a point.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MapDoor {
    /// The door.
    pub id: EntityId,
    /// Where.
    pub at: Point,
    /// State in the present round.
    pub state: DoorState,
    /// Lane and number.
    pub label: String,
}

/// An assignment that holds or will hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignmentLine {
    /// The account.
    pub account: AccountId,
    /// A grid or village.
    pub area: AreaId,
    /// Its name.
    pub area_name: String,
    /// First day.
    pub from: Day,
    /// Last day.
    pub until: Option<Day>,
}

/// What came of a request.
pub type Answer = Result<Reply, Failure>;

/// Bytes as base64 text, for the one request that carries a file.
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
