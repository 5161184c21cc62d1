//! What was recorded on this device and what became of it; the way out for what was not sent; conflicts to decide.

use serde::Serialize;

use super::{
    doors::{fact, field_view, history_line, retraction, stand},
    messages::{Answer, ConflictLine, Failure, HistoryLine, RecordLine, Reply},
    service::Device,
};
use crate::{
    domain::{
        door::Door,
        event::Event,
        ids::{AccountId, DeviceId},
        stored::StoredFact,
    },
    store::{Fate, OwnRecord, Store, lines, projection},
    sync::{
        audit::NotedAction,
        messages::Receipt,
        ports::{Clock, Rng, Transport},
    },
};

/// Most records in one answer.
const MOST: u32 = 500;

/// The file of what the server has not acknowledged: whole events, so that nothing is lost on the way.
#[derive(Serialize)]
struct Export {
    format: &'static str,
    device: DeviceId,
    account: AccountId,
    events: Vec<Exported>,
}

#[derive(Serialize)]
struct Exported {
    #[serde(flatten)]
    event: Event,
    #[serde(skip_serializing_if = "Option::is_none")]
    receipt: Option<Receipt>,
    fate: String,
    /// 64 hex digits; an erased event has no other trace of its body.
    hash: String,
}

impl<T: Transport, C: Clock, R: Rng> Device<T, C, R> {
    pub(super) fn records(&self, offset: u32, limit: u32) -> Answer {
        let (_, today) = self.zone_and_today()?;
        let store = self.store.get();
        let own = store.account()?.map(|account| account.account);
        let mut found = Vec::new();
        for record in store.own_records(offset, limit.min(MOST))? {
            let door = lines::one(store.conn(), record.entity, today)?;
            found.push(RecordLine {
                line: record_line(&store, &record, own)?,
                door: door.as_ref().map(|door| door.id),
                label: door.map(|door| door.label()).unwrap_or_default(),
            });
        }
        Ok(Reply::Records(found))
    }

    pub(super) fn export_unsent(&self) -> Answer {
        self.note_export(NotedAction::Exported)?;
        let mut store = self.store.get();
        let account = store.account()?.ok_or(Failure::NotEnrolled)?.account;
        let device = store.device_key(&mut self.rng.clone())?.device;
        let exported = store.unacknowledged()?.into_iter().map(|(stored, fate)| Exported {
            hash: hex::encode(stored.hash),
            event: stored.event,
            receipt: stored.receipt,
            fate: match fate {
                Fate::Quarantined(code) => code,
                Fate::Held => "held".into(),
                _ => "unsent".into(),
            },
        });
        let export = Export { format: "nfv-unsent-1", device, account, events: exported.collect() };
        let (_, today) = {
            drop(store);
            self.zone_and_today()?
        };
        let content =
            serde_json::to_string_pretty(&export).map_err(|error| Failure::Defect { detail: error.to_string() })?;
        Ok(Reply::Export(format!("unsent-{today}.json"), content))
    }

    pub(super) fn conflicts(&self) -> Answer {
        let (_, today) = self.zone_and_today()?;
        let store = self.store.get();
        let mut found = Vec::new();
        for (log, id) in projection::doors_in_conflict(store.conn())? {
            let facts: Vec<StoredFact> = projection::facts_of(store.conn(), log, id)?;
            let Some(door) = Door::fold(facts.iter()) else { continue };
            let label = lines::one(store.conn(), id, today)?.map(|door| door.label()).unwrap_or_default();
            let line = |(name, field)| ConflictLine { door: id, label: label.clone(), field: field_view(name, field) };
            found.extend(door.conflicts().map(line));
        }
        Ok(Reply::Conflicts(found))
    }
}

/// An own record for people. Where its log is no longer held here, what stayed is its kind and time.
fn record_line(store: &Store, record: &OwnRecord, own: Option<AccountId>) -> Result<HistoryLine, Failure> {
    let Some((stored, fate)) = store.event(record.log, record.event)? else {
        return Ok(HistoryLine {
            event: record.event,
            kind: record.kind.clone(),
            detail: String::new(),
            note: String::new(),
            photos: Vec::new(),
            actor: own.unwrap_or(AccountId(uuid::Uuid::nil())),
            own: true,
            at: record.made_at,
            delivery: super::messages::Delivery::Received,
            retracted: None,
            countersigned: store.evidence(record.log, record.event)?.is_some(),
            withdrawn: false,
            take_back: Vec::new(),
        });
    };
    let others = store.events_of(record.log, record.entity)?;
    let facts: Vec<StoredFact> = others.iter().map(fact).collect();
    let counts = !matches!(fate, Fate::Held | Fate::Quarantined(_));
    let retracted = if counts { retraction(&facts, record.event) } else { None };
    let mut line = history_line(&stored, &fate, own, retracted);
    stand(store, &stored.event, &facts, &mut line)?;
    Ok(line)
}
