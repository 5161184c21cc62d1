//! What a page can ask.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use super::{AuditQuery, DoorQuery, NewNote, Tap};
#[expect(unused_imports, reason = "the documentation names the answers")]
use super::{DoorView, Failure, Notice, Reply};
use crate::{
    domain::{
        area::Point,
        day::Day,
        facts::{ClueHandled, ClueReported, DayPlanned, DoorKind, FieldEdit, Manner, VillageContacts, VisitRecorded},
        ids::{AccountId, AreaId, DeviceId, EntityId, EventId},
        photo::{BlobHash, Photo},
    },
    sync::{
        enrolment::{AccountChange, NewAccount},
        held::{DecideHeld, Erase},
        imports::PlannedDoor,
        moves::NewMove,
        release::ReleaseDecision,
        subscription::Subscribe,
    },
};

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
    /// Somebody is about to type: reads what [`Request::SearchDoors`] looks through, so that the first key waits no longer than
    /// the others. → [`Reply::Done`]
    PrepareSearch,
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
    /// Keeps a photo's bytes on this device, before the record that names it. → [`Reply::PhotoKept`]; refused with
    /// [`Failure::Invalid`] `not_a_picture`, `photo_too_large`.
    KeepPhoto {
        /// JPEG, PNG or WebP, at most 8 MiB; base64 over the channel.
        #[serde(with = "super::base64_bytes")]
        content: Vec<u8>,
    },
    /// A photo of a record at a door: from this device, else *online*. → [`Reply::Photo`]
    Photo {
        /// Which door.
        door: EntityId,
        /// Which photo.
        hash: BlobHash,
        /// All of it, or a thumbnail where it is not kept here.
        whole: bool,
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
        /// For whom, with what, before whom.
        manner: Manner,
        /// Pictures of the sheet, kept here before; only of what was signed on paper.
        photos: Vec<Photo>,
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
    /// What is unsent as a file that only the server can read, for somebody with a network to carry. Needs the network only
    /// where the device was enrolled with an older server. → [`Reply::RelayFile`]
    MakeRelayFile,
    /// Takes somebody's relay file along: delivered now, or kept until there is a network. Needs no account.
    /// → [`Reply::RelayDelivered`]
    DeliverRelayFile {
        /// As it is called.
        name: String,
        /// Its content, base64 over the channel.
        #[serde(with = "super::base64_bytes")]
        content: Vec<u8>,
    },
    /// Relay files that wait here, or were refused. → [`Reply::RelayFiles`]
    RelayFiles,
    /// Throws a relay file away that was handed over here. → [`Reply::Done`]
    ForgetRelayFile {
        /// As in [`super::CarriedFile`].
        id: i64,
    },
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
    /// *Online.* Has a village's doors sent to this device, or no longer: for accounts of a county. → [`Reply::Done`]; the
    /// doors come with the next sync. What is not sent yet stays until it is.
    Subscribe(Subscribe),
    /// All doors of an area that have a place, drawn. → [`Reply::MapDoors`]
    MapDoors {
        /// A village or township.
        area: AreaId,
    },
    /// What was tapped on a map, in the order of lists. → [`Reply::TappedDoors`]
    TappedDoors {
        /// As the drawing names them.
        ids: Vec<EntityId>,
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
        #[serde(with = "super::base64_bytes")]
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
    /// *Online.* Another role or area for an account. → [`Reply::Account`]
    ChangeAccount {
        /// Which.
        account: AccountId,
        /// Role, area, or both.
        change: AccountChange,
    },
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
    /// *Online.* Events that the server holds in the own area and below, the waiting ones first. → [`Reply::Held`]
    Held,
    /// *Online.* All of them, whole, as a file's content; noted in the audit. → [`Reply::Export`]
    ExportHeld,
    /// *Online.* Admits or refuses a held event. → [`Reply::Done`]
    DecideHeld(DecideHeld),
    /// *Online.* Erases bodies of events on legal demand, with every copy; any number of them, in the server's portions.
    /// → [`Reply::Erased`]
    Erase(Erase),
    /// *Online.* Who saw and changed what in the own area and below, the newest first. → [`Reply::Audit`]
    Audit(AuditQuery),
    /// *Online.* Moves or merges households, grids, villages. → [`Reply::Moved`]
    Move(NewMove),
    /// What this device keeps apart, own events and others': held or refused, with the reason. → [`Reply::KeptApart`]
    KeptApart,
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
    /// Whether a PIN is right; opens a locked database. Wrong ones make the next wait. → [`Reply::Pin`]
    CheckPin {
        /// 4 to 6 digits.
        pin: String,
    },
    /// Chooses a PIN, or another one. → [`Reply::Pin`]; refused with [`Failure::Invalid`] `pin`.
    SetPin {
        /// The present one; not asked for where there is none, or where a reviewer released the key.
        old: Option<String>,
        /// 4 to 6 digits.
        new: String,
    },
    /// How the key is kept. → [`Reply::Lock`]
    Lock,
    /// The PIN is forgotten: asks that a reviewer release the key, or how far that is. → [`Reply::Release`]; refused with
    /// [`Failure::Invalid`] `not_releasable`.
    Release,
    /// Villages whose records are here, with whom to call. → [`Reply::Contacts`]
    Contacts,
    /// Says whom to call in a village. → [`Reply::Saved`]; refused with [`Failure::Invalid`] `phone`, `name`.
    SetContacts {
        /// Which.
        village: AreaId,
        /// All of it: what is empty here is empty from then on.
        contacts: VillageContacts,
    },
    /// After a warning: somebody is to call at this door again. → [`Reply::Saved`]
    AskFollowup {
        /// Which door.
        door: EntityId,
        /// From today on.
        on: Day,
    },
    /// Notes something that is no visit. → [`Reply::Saved`]; refused with [`Failure::Invalid`] `note_name`, `note_day`,
    /// `topic_text`, `topic`.
    NoteDown {
        /// The village; for a topic any area.
        area: AreaId,
        /// What.
        note: NewNote,
    },
    /// What a village's records say besides its doors. → [`Reply::VillageNotes`]
    VillageNotes {
        /// Which; the first that is here if none.
        village: Option<AreaId>,
    },
    /// A signed pledge with what proves it, as far as it is here. → [`Reply::Certificate`]
    Certificate {
        /// The signing.
        event: EventId,
    },
    /// *Online where the server's word is not here yet.* The same, with it. → [`Reply::Certificate`]
    AskCertificate {
        /// The signing.
        event: EventId,
    },
    /// Everything of one pledge as a file that proves it alone. → [`Reply::Export`]; refused with [`Failure::Invalid`]
    /// `no_evidence` before the server has countersigned it.
    ExportPledge {
        /// The signing.
        event: EventId,
    },
    /// Records that a pledge was withdrawn. → [`Reply::Saved`]; refused with [`Failure::Invalid`] `already_withdrawn`.
    WithdrawPledge {
        /// The signing.
        target: EventId,
        /// In the signer's words; may be empty.
        reason: String,
    },
    /// Deletes everything on a revoked device, after a person has exported what could not be handed over. → [`Reply::Done`]
    EraseRevoked,
    /// *Online.* Devices whose PIN was forgotten, in the own area and below. → [`Reply::Releases`]
    Releases,
    /// *Online.* Releases such a device's key, or refuses. → [`Reply::Done`]
    DecideRelease {
        /// Which request.
        id: [u8; 16],
        /// The code on the device, and what was decided.
        decision: ReleaseDecision,
    },
    /// Doors to visit in the order in which to walk them. → [`Reply::Walk`]
    Walk {
        /// Where one stands; the most urgent door comes first if that is not said. Kept nowhere.
        from: Option<Point>,
    },
    /// Records the same at several doors (a stairwell, a lane), all or none. → [`Reply::SavedAll`]
    RecordVisits {
        /// Which doors.
        doors: Vec<EntityId>,
        /// What happened at each: nobody was met.
        visit: VisitRecorded,
    },
    /// Takes several facts back, all or none. → [`Reply::SavedAll`]
    RetractAll {
        /// The events.
        targets: Vec<EventId>,
        /// Why.
        reason: String,
    },
    /// Registers a door that the roster lacks. → [`Reply::Registered`]; refused with [`Failure::Invalid`] `door_known`,
    /// `field.…`.
    RegisterDoor {
        /// The village.
        village: AreaId,
        /// Household or unit.
        kind: DoorKind,
        /// Registry fields; the number at least.
        fields: BTreeMap<String, String>,
    },
    /// Other people live there now: the household is closed and another one opened at the same place.
    /// → [`Reply::Registered`]
    ReplaceOccupants {
        /// The household that left.
        door: EntityId,
        /// Fields of the new one; lane, number, grid and place are those of the old.
        fields: BTreeMap<String, String>,
    },
    /// Two entries are one household: the one at which more was done stays. → [`Reply::Registered`] with it; refused with
    /// [`Failure::Invalid`] `merge_unlike` (another village or kind), `merge_at_desk` (each has what the other lacks).
    MergeDoors {
        /// One.
        door: EntityId,
        /// The other.
        other: EntityId,
    },
    /// Two households live at a door: the second one is registered. → [`Reply::Registered`]; refused with
    /// [`Failure::Invalid`] `door_known`, `field.…`.
    SplitDoor {
        /// The household that keeps its history.
        door: EntityId,
        /// Fields of the second one, its number too; lane, grid and place are those of the first.
        fields: BTreeMap<String, String>,
        /// Adults that stay in the first.
        stay: Option<u16>,
    },
    /// Puts a clue into a village's cases log, where only the police and named reviewers read it. → [`Reply::Saved`];
    /// refused with [`Failure::Invalid`] `clue_what`, `clue_text`, `note_day`.
    ReportClue {
        /// The village.
        village: AreaId,
        /// The clue.
        clue: ClueReported,
    },
    /// Says how far a clue is; only where the log is held. → [`Reply::Saved`]
    HandleClue {
        /// The village.
        village: AreaId,
        /// The clue.
        clue: EntityId,
        /// How far.
        handled: ClueHandled,
    },
    /// The clues that can be read here: the police's, and own ones that wait. → [`Reply::Clues`]
    Clues,
    /// Visit days of the villages that are here, the latest first. → [`Reply::Days`]
    Days,
    /// Lanes of a village with their open doors, to plan a day with. → [`Reply::Lanes`]
    Lanes {
        /// Which.
        village: AreaId,
    },
    /// Plans a visit day, or plans one anew. → [`Reply::Registered`]; refused with [`Failure::Invalid`] `day_station`,
    /// `day_members`, `day_doors`.
    PlanDay {
        /// The village.
        village: AreaId,
        /// The day that is planned anew.
        day: Option<EntityId>,
        /// The whole plan.
        planned: DayPlanned,
    },
    /// A visit day with its list and its sums. → [`Reply::Day`]
    Day {
        /// Which.
        day: EntityId,
    },
    /// Closes a day's sheet; later records go on counting. → [`Reply::Saved`]; refused with [`Failure::Invalid`] `day_closed`.
    CloseDay {
        /// Which.
        day: EntityId,
        /// What there is to say; may be empty.
        note: String,
    },
    /// The drawn sample of a village's present round; of the first village where one waits if none is named.
    /// → [`Reply::Sample`]
    Sample {
        /// Which.
        village: Option<AreaId>,
    },
    /// Draws it, once a round, at the desk. → [`Reply::Registered`]; refused with [`Failure::Invalid`] `sample_no_round`,
    /// `sample_drawn`, `sample_nobody`.
    DrawSample {
        /// The village.
        village: AreaId,
    },
    /// What a respondent of the sample answered. → [`Reply::Saved`]; refused with [`Failure::Invalid`] `sample_not_next`,
    /// `sample_own`, `sample_correct`.
    AskSample {
        /// The village.
        village: AreaId,
        /// The respondent's household.
        door: EntityId,
        /// Correct answers of three; none = refused.
        correct: Option<u8>,
    },
    /// Recordings of a text that can be played with no network. → [`Reply::Recordings`]
    Recordings {
        /// The text's id.
        text: String,
    },
    /// The sound of one. → [`Reply::Sound`]
    Recording {
        /// Which.
        hash: BlobHash,
    },
    /// The doors of a lane or building and what was said of each today. → [`Reply::Sweep`]
    Sweep {
        /// The village.
        village: AreaId,
        /// As the register calls it; may be empty.
        lane: String,
    },
    /// Records what one tap says of a door. → [`Reply::Registered`] with the door that stands there from then on: another
    /// one where other people live there now
    SweepDoor {
        /// Which door.
        door: EntityId,
        /// What.
        tap: Tap,
    },
    /// Doors that are still to be visited, in the order in which to walk them, with their places. → [`Reply::WalkOnMap`]
    WalkOnMap {
        /// Those that a search finds; none = those due today.
        of: Option<DoorQuery>,
        /// Where one stands. Kept nowhere.
        from: Option<Point>,
    },
}
