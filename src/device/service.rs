//! The device: answers every request of the pages, and syncs by itself.
//!
//! A host (a worker, a thread) owns one [`Device`], passes requests to [`Device::handle`], keeps [`Device::run`] going
//! beside them on the same thread, and forwards notices. Requests may overlap; each touches the store in single calls.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use super::{
    messages::{Answer, Failure, LockView, Notice, PinAnswer, Reply, Request},
    pledge::Signing,
    shared::{SharedRng, SharedStore},
    syncing::Syncing,
    wake::Wake,
};
use crate::{
    domain::{
        day::{Day, Zone},
        ids::{EntityId, EventId, LogId},
    },
    store::{NewFact, Store, StoreError, projection},
    sync::ports::{Clock, Rng, Transport},
};

/// One device over its database, its transport, clock and randomness.
pub struct Device<T, C, R> {
    pub(super) store: SharedStore<C>,
    pub(super) transport: T,
    pub(super) clock: Rc<C>,
    pub(super) rng: SharedRng<R>,
    pub(super) listener: Box<dyn Fn(Notice)>,
    pub(super) syncing: RefCell<Syncing>,
    pub(super) wake: Wake,
    pub(super) persisted: Cell<Option<bool>>,
}

impl<T: Transport, C: Clock, R: Rng> Device<T, C, R> {
    /// A device over an opened store; `listener` hears its notices.
    pub fn new(store: Store, transport: T, clock: C, rng: R, listener: impl Fn(Notice) + 'static) -> Self {
        let clock = Rc::new(clock);
        Self {
            store: SharedStore::new(store, Rc::clone(&clock)),
            transport,
            clock,
            rng: SharedRng::new(rng),
            listener: Box::new(listener),
            syncing: RefCell::default(),
            wake: Wake::default(),
            persisted: Cell::new(None),
        }
    }

    /// What the host knows of the browser's promise to keep the storage; shown in the status.
    pub fn set_persisted(&self, persisted: Option<bool>) {
        self.persisted.set(persisted);
    }

    /// Answers one request. An answer to a writing request comes only when everything is durable.
    ///
    /// # Errors
    /// [`Failure`], the only errors that pages see.
    pub async fn handle(&self, request: Request) -> Answer {
        self.note_work(&request);
        match request {
            Request::LookAtInvitation { code } => self.look_at_invitation(&code).await,
            Request::Enrol { code, label } => self.enrol(code, label).await,
            Request::SignIn { name, password, label } => self.sign_in(name, password, label).await,
            Request::PreviewRoster { village, file_name, content } => {
                self.preview_roster(village, &file_name, content).await
            }
            Request::Photo { door, hash, whole } => self.photo(door, hash, whole).await,
            Request::SignOut => self.sign_out().await,
            Request::MakeRelayFile => self.make_relay_file().await,
            Request::DeliverRelayFile { name, content } => self.deliver_relay_file(&name, content).await,
            Request::Held => self.held().await,
            Request::ExportHeld => self.export_held().await,
            Request::Audit(query) => self.audit(&query).await,
            Request::DecideHeld(decision) => self.decide_held(&decision).await,
            other => self.answer_online(other).await,
        }
    }

    /// The rest of what the server is asked for; anything else is answered from here.
    async fn answer_online(&self, request: Request) -> Answer {
        match request {
            Request::Erase(wanted) => self.erase(&wanted).await,
            Request::Move(wanted) => self.make_move(&wanted).await,
            Request::Subscribe(wanted) => self.subscribe(wanted).await,
            Request::AskCertificate { event } => self.ask_certificate(event).await,
            other => self.handle_people(other).await,
        }
    }

    /// Requests about accounts, devices and forgotten PINs.
    async fn handle_people(&self, request: Request) -> Answer {
        match request {
            Request::Accounts => self.accounts().await,
            Request::AddAccount(account) => self.add_account(&account).await,
            Request::ChangeAccount { account, change } => self.change_account(account, &change).await,
            Request::Invite { account } => self.invite(account).await,
            Request::Devices => self.devices().await,
            Request::RevokeDevice { device } => self.revoke_device(device).await,
            Request::Releases => self.releases().await,
            Request::DecideRelease { id, decision } => self.decide_release(id, &decision).await,
            local => self.answer_locally(local),
        }
    }

    /// Requests about visits: doors, pledges, drafts, own records.
    fn answer_locally(&self, request: Request) -> Answer {
        match request {
            Request::Status => self.status(),
            Request::SyncNow => self.wake_sync(),
            Request::NetworkChanged { online } => self.network_changed(online),
            Request::Today => self.today(),
            Request::SearchDoors(query) => self.search_doors(&query),
            Request::PrepareSearch => self.prepare_search(),
            Request::KeepPhoto { content } => self.keep_photo(&content),
            Request::Door { door } => {
                self.note_view(door)?;
                self.door(door)
            }
            Request::RecordVisit { door, visit } => self.record_visit(door, visit),
            Request::SignPledge { door, text, signer, strokes, assisted_by, manner, photos } => {
                self.sign_pledge(door, Signing { text, signer, strokes, assisted_by, manner, photos })
            }
            Request::WithdrawPledge { target, reason } => self.withdraw_pledge(target, &reason),
            Request::Certificate { event } => self.certificate(event),
            Request::ExportPledge { event } => self.export_pledge(event),
            Request::DeclinePledge { door, text } => self.decline_pledge(door, text),
            Request::PledgeText => self.pledge_text(),
            Request::EditDoor { door, fields, reason } => self.edit_door(door, fields, reason),
            Request::Retract { target, reason } => self.retract(target, reason),
            Request::KeepDraft { door, form, content } => self.keep_draft(door, form, content),
            Request::Draft { door, form } => self.draft(door, &form),
            Request::Drafts => self.drafts(),
            Request::DropDraft { door, form } => self.drop_draft(door, &form),
            Request::Setting { name } => self.setting(&name),
            Request::KeepSetting { name, value } => self.keep_setting(&name, &value),
            more => self.answer_at_doors(more),
        }
    }

    /// Requests about several doors, new ones, and what is no door.
    fn answer_at_doors(&self, request: Request) -> Answer {
        match request {
            Request::Contacts => self.contacts(),
            Request::SetContacts { village, contacts } => self.set_contacts(village, contacts),
            Request::AskFollowup { door, on } => self.ask_followup(door, on),
            Request::NoteDown { area, note } => self.note_down(area, note),
            Request::VillageNotes { village } => self.village_notes(village),
            Request::Walk { from } => self.walk(from),
            Request::RecordVisits { doors, visit } => self.record_visits(&doors, &visit),
            Request::RetractAll { targets, reason } => self.retract_all(&targets, &reason),
            Request::RegisterDoor { village, kind, fields } => self.register_door(village, kind, fields),
            Request::ReplaceOccupants { door, fields } => self.replace_occupants(door, fields),
            Request::MergeDoors { door, other } => self.merge_doors(door, other),
            Request::SplitDoor { door, fields, stay } => self.split_door(door, fields, stay),
            Request::ReportClue { village, clue } => self.report_clue(village, clue),
            Request::HandleClue { village, clue, handled } => self.handle_clue(village, clue, handled),
            Request::Clues => self.clues(),
            Request::Days => self.days(),
            Request::Lanes { village } => self.lanes(village),
            Request::PlanDay { village, day, planned } => self.plan_day(village, day, planned),
            Request::Day { day } => self.day(day),
            Request::CloseDay { day, note } => self.close_day(day, note),
            Request::Sample { village } => self.sample(village),
            Request::DrawSample { village } => self.draw_sample(village),
            Request::AskSample { village, door, correct } => self.ask_sample(village, door, correct),
            Request::Recordings { text } => self.recordings(&text),
            Request::Recording { hash } => self.recording(&hash),
            Request::Sweep { village, lane } => self.sweep(village, lane),
            Request::SweepDoor { door, tap } => self.sweep_door(door, tap),
            Request::WalkOnMap { of, from } => self.walk_on_map(of.as_ref(), from),
            desk => self.answer_desk(desk),
        }
    }

    /// Requests of the desk and about what was recorded.
    fn answer_desk(&self, request: Request) -> Answer {
        match request {
            Request::Records { offset, limit } => self.records(offset, limit),
            Request::ExportUnsent => self.export_unsent(),
            Request::RelayFiles => self.relay_files(),
            Request::ForgetRelayFile { id } => self.forget_relay_file(id),
            Request::KeptApart => self.kept_apart(),
            Request::Conflicts => self.conflicts(),
            Request::Overview { area } => self.overview(area),
            Request::Village { area } => self.village(area),
            Request::MapDoors { area } => self.map_doors(area),
            Request::TappedDoors { ids } => self.tapped_doors(ids),
            Request::Areas => self.areas(),
            Request::ConfirmRoster { village, plan } => self.confirm_roster(village, plan),
            Request::DefineGrid { village, name } => self.define_grid(village, name),
            Request::Assign { account, area, from, until } => self.assign(account, area, from, until),
            Request::Assignments => self.assignments(),
            Request::EraseRevoked => self.erase_revoked(),
            // A host that keeps a PIN has answered before; where there is none, the device's own system locks.
            Request::CheckPin { .. } => Ok(Reply::Pin(PinAnswer::NotSet)),
            Request::Lock => Ok(Reply::Lock(LockView::default())),
            // `handle` has taken the online ones.
            other => Err(Failure::Defect { detail: format!("no answer to {other:?}") }),
        }
    }

    /// Today in the installation's zone.
    pub(super) fn today_in(&self, zone: Zone) -> Day {
        Day::of_unix_ms(self.clock.wall_ms(), zone)
    }

    /// The installation's zone and today in it.
    pub(super) fn zone_and_today(&self) -> Result<(Zone, Day), Failure> {
        let zone = projection::zone(self.store.get().conn())?;
        Ok((zone, self.today_in(zone)))
    }

    /// Records facts, all or none; the draft that they came from goes with them. Then sync is woken.
    pub(super) fn append(&self, facts: &[NewFact], draft: Option<(EntityId, &str)>) -> Result<Vec<EventId>, Failure> {
        let now = self.clock.wall_ms();
        let append = || self.store.get().append(facts, draft, now, &mut self.rng.clone());
        let ids = match append() {
            // What the server has too goes before a record is refused.
            Err(StoreError::Full) => {
                self.store.get().forget_recordings(now)?;
                append()
            }
            appended => appended,
        }?;
        self.notify(Notice::Changed);
        self.notify_sync();
        self.wake.raise();
        Ok(ids)
    }

    /// Records one fact about an entity.
    pub(super) fn save(&self, fact: NewFact, form: Option<&str>) -> Answer {
        let draft = form.map(|form| (fact.entity, form));
        let ids = self.append(&[fact], draft)?;
        ids.first().map(|id| Reply::Saved(*id)).ok_or_else(|| Failure::Defect { detail: "nothing recorded".into() })
    }

    /// The log in which a door stands here.
    pub(super) fn log_of(&self, door: EntityId) -> Result<LogId, Failure> {
        projection::log_of_door(self.store.get().conn(), door)?.ok_or(Failure::NotFound)
    }

    pub(super) fn notify(&self, notice: Notice) {
        (self.listener)(notice);
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Full => Self::StorageFull,
            StoreError::Corrupt(_) => Self::StorageUnusable { code: "corrupt".into() },
            StoreError::NewerSchema { .. } => Self::StorageUnusable { code: "newer_schema".into() },
            StoreError::Busy => Self::StorageUnusable { code: "other_tab".into() },
            StoreError::NotEnrolled => Self::NotEnrolled,
            StoreError::NoPhoto => Self::Invalid { code: "photo_missing".into() },
            StoreError::NoRight => Self::Refused { code: "forbidden".into() },
            other => Self::Defect { detail: other.to_string() },
        }
    }
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        StoreError::from(error).into()
    }
}
