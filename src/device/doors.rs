//! Doors: finding them, and everything about one.

use super::{
    content, households,
    messages::{
        Answer, Delivery, DoorLine, DoorPage, DoorQuery, DoorView, Failure, FieldView, GoneLine, Head, HistoryLine,
        Reply,
    },
    service::Device,
    taking_back::{self, At},
};
use crate::{
    domain::{
        area::Level,
        door::{self, Door, DoorState},
        event::Event,
        facts::{Fact, Outcome, People},
        ids::{AccountId, AreaId, EntityId, EventId},
        photo::photos_of,
        pledge::is_pledge,
        stored::{StoredFact, standing},
    },
    store::{
        Fate, Store, StoredEvent,
        lines::{self, DoorFilter, ListedDoor},
        projection,
    },
    sync::ports::{Clock, Rng, Transport},
};

/// Most doors in one window.
const MOST: u32 = 500;

impl<T: Transport, C: Clock, R: Rng> Device<T, C, R> {
    pub(super) fn search_doors(&self, query: &DoorQuery) -> Answer {
        let (_, today) = self.zone_and_today()?;
        let filter = self.filter_of(query)?;
        let store = self.store.get();
        let window = (query.offset, query.limit.min(MOST));
        let (total, rows) = lines::find(&store, &filter, today, window)?;
        Ok(Reply::Doors(DoorPage { total, rows: rows.into_iter().map(line).collect() }))
    }

    pub(super) fn prepare_search(&self) -> Answer {
        lines::prepare(&self.store.get())?;
        Ok(Reply::Done)
    }

    /// What a list is narrowed to, without its window.
    pub(super) fn filter_of(&self, query: &DoorQuery) -> Result<DoorFilter, Failure> {
        Ok(DoorFilter {
            text: query.text.clone(),
            ids: Vec::new(),
            areas: query.area.map(|area| self.villages_of(area)).transpose()?.unwrap_or_default(),
            lane: None,
            states: query.states.clone(),
            key_group: query.key_group,
            promised: query.promised,
            rented: query.rented,
            to_check: query.to_check,
            kind: query.kind,
        })
    }

    /// The area itself when it is a village or grid; else all villages below it.
    pub(super) fn villages_of(&self, area: AreaId) -> Result<Vec<AreaId>, Failure> {
        let store = self.store.get();
        let mut villages = Vec::new();
        let mut open = vec![area];
        while let Some(id) = open.pop() {
            match projection::area(store.conn(), id)?.map(|area| area.level) {
                Some(Level::County | Level::Township) => {
                    open.extend(projection::children(store.conn(), id)?.into_iter().map(|child| child.id));
                }
                _ => villages.push(id),
            }
        }
        Ok(villages)
    }

    pub(super) fn door(&self, id: EntityId) -> Answer {
        let (_, today) = self.zone_and_today()?;
        let store = self.store.get();
        let listed = lines::one(store.conn(), id, today)?.ok_or(Failure::NotFound)?;
        let events = store.events_of(listed.log, id)?;
        let facts: Vec<StoredFact> = events.iter().map(fact).collect();
        let door = Door::fold(facts.iter()).ok_or(Failure::NotFound)?;
        let village = listed.village.map(|village| projection::area(store.conn(), village)).transpose()?.flatten();
        let own = store.account()?.map(|account| account.account);
        let mut history = Vec::new();
        let at = At { log: listed.log, id, door: &door, facts: &facts };
        for (event, recorded) in events.iter().zip(&facts) {
            let fate = store.fate(listed.log, event.event.header.event_id)?;
            let mut line = history_line(event, &fate, own, retraction(&facts, event.event.header.event_id));
            stand(&store, &event.event, &facts, &mut line)?;
            if line.own && line.retracted.is_none() {
                line.take_back = taking_back::together(&store, at, recorded)?;
            }
            history.push(line);
        }
        for (event, fate) in store.aside_of(listed.log, id)? {
            history.push(history_line(&event, &fate, own, None));
        }
        history.sort_by_key(|line| std::cmp::Reverse((line.at, line.event)));
        let adults = door.adults();
        let gone = listed.seen.as_ref().map(|seen| seen.gone.as_slice()).unwrap_or_default();
        let exempt = listed.seen.as_ref().filter(|seen| seen.state == DoorState::Exempt);
        let exempt_since = exempt.and_then(|seen| gone.iter().find(|seen_by| Some(seen_by.event_id) == seen.deciding));
        Ok(Reply::Door(Box::new(DoorView {
            log: listed.log,
            village_name: village.map(|village| village.name).unwrap_or_default(),
            fields: door.fields.iter().map(|(name, field)| field_view(name, field)).collect(),
            history,
            location: door.location(),
            adults: (adults > 0).then_some(u32::from(adults)),
            topics: content::topics(&listed.tags),
            draft: store.draft(id, "visit")?.is_some(),
            gone: gone.iter().map(|seen| GoneLine { own: own == Some(seen.actor), on: seen.on }).collect(),
            exempt_since: exempt_since.map(|seen| seen.on),
            stands_for_it: door
                .closed
                .as_ref()
                .filter(|closed| closed.reason == "merged")
                .and_then(|closed| closed.successor),
            merged: households::merged_into(store.conn(), listed.log, id)?,
            line: line(listed),
        })))
    }
}

/// A door as lists show it.
pub(super) fn line(door: ListedDoor) -> DoorLine {
    let (state, pledge) = (door.state(), door.pledge());
    let seen = door.seen.as_ref();
    DoorLine {
        id: door.id,
        kind: door.kind,
        village: door.village.unwrap_or(AreaId(door.log.0)),
        state,
        pledge,
        revisit: seen.and_then(|seen| seen.revisit),
        away_until: seen.and_then(|seen| seen.away_until),
        attempts: seen.map_or(0, |seen| u32::from(seen.attempts)),
        tags: door.tags.split_whitespace().map(str::to_owned).collect(),
        last_visit: door.last_visit,
        conflict: door.conflict,
        unsent: door.unsent,
        lane: door.lane,
        number: door.number,
        name: door.name,
    }
}

/// A registry field with its heads.
pub(super) fn field_view(name: &str, field: &door::Field) -> FieldView {
    let head = |head: &door::Head| Head {
        event: head.event_id,
        value: head.value.clone(),
        actor: head.actor,
        at: head.effective.unix_ms(),
    };
    FieldView {
        name: name.to_owned(),
        value: field.value().to_owned(),
        heads: field.heads.iter().map(head).collect(),
        conflict: field.is_conflict(),
    }
}

/// A stored event as a fact.
pub(super) fn fact(stored: &StoredEvent) -> StoredFact {
    StoredFact::new(&stored.event.header, &stored.event.body, stored.effective)
}

/// Why an event was taken back, if it was.
pub(super) fn retraction(facts: &[StoredFact], event: EventId) -> Option<String> {
    if crate::domain::stored::standing(facts.iter()).iter().any(|fact| fact.event_id == event) {
        return None;
    }
    facts.iter().find_map(|fact| match &fact.fact {
        Fact::FactRetracted(retracted) if retracted.target == event => Some(retracted.reason.clone()),
        _ => None,
    })
}

/// One record for people.
pub(super) fn history_line(
    stored: &StoredEvent,
    fate: &Fate,
    own: Option<AccountId>,
    retracted: Option<String>,
) -> HistoryLine {
    let header = &stored.event.header;
    let (detail, note) = detail(&stored.event);
    HistoryLine {
        event: header.event_id,
        kind: kind(&stored.event),
        detail,
        note,
        photos: photos_of(&stored.event.body),
        actor: header.actor_id,
        own: own == Some(header.actor_id),
        at: stored.effective.unix_ms(),
        delivery: delivery(fate),
        retracted,
        countersigned: false,
        withdrawn: false,
        take_back: Vec::new(),
    }
}

/// What a pledge's line says beside the others: countersigned, withdrawn.
pub(super) fn stand(store: &Store, event: &Event, facts: &[StoredFact], line: &mut HistoryLine) -> Result<(), Failure> {
    if !is_pledge(&line.kind) {
        return Ok(());
    }
    let inner = match Fact::parse(&event.header.kind, &event.body) {
        Fact::FactForwarded(inner) => inner.event.header,
        _ => event.header.clone(),
    };
    line.countersigned = store.evidence(inner.log_id, inner.event_id)?.is_some();
    line.withdrawn = standing(facts.iter())
        .iter()
        .any(|fact| matches!(&fact.fact, Fact::PledgeWithdrawn(withdrawn) if withdrawn.target == inner.event_id));
    Ok(())
}

/// What was forwarded is told as what it was.
fn kind(event: &Event) -> String {
    match Fact::parse(&event.header.kind, &event.body) {
        Fact::FactForwarded(inner) => inner.event.header.kind.clone(),
        _ => event.header.kind.clone(),
    }
}

pub(super) fn delivery(fate: &Fate) -> Delivery {
    match fate {
        Fate::Queued => Delivery::Queued,
        Fate::Sent => Delivery::Sent,
        Fate::Received => Delivery::Received,
        Fate::Held => Delivery::Held,
        Fate::Quarantined(code) => Delivery::Quarantined { code: code.clone() },
    }
}

/// Code of a fact's main content, and its free text.
pub(super) fn detail(event: &Event) -> (String, String) {
    if event.body.is_empty() {
        return ("erased".into(), String::new());
    }
    let fact = match Fact::parse(&event.header.kind, &event.body) {
        Fact::FactForwarded(inner) => Fact::parse(&inner.event.header.kind, &inner.event.body),
        fact => fact,
    };
    match &fact {
        // With nobody there, the notice was left at the door.
        Fact::VisitRecorded(visit) if visit.outcome == Outcome::NobodyHome && visit.notice => {
            ("leaflet_left".into(), visit.note.clone())
        }
        Fact::VisitRecorded(visit) => (visit.outcome.as_str().into(), visit.note.clone()),
        Fact::PledgeSigned(signed) => ("signed".into(), signed.signer.clone()),
        Fact::PledgeDeclined(_) => ("declined".into(), String::new()),
        Fact::PledgeWithdrawn(withdrawn) => ("withdrawn".into(), withdrawn.reason.clone()),
        Fact::DoorRegistered(registered) => (registered.door.as_str().into(), String::new()),
        Fact::DoorEdited(edited) => {
            let names: Vec<&str> = edited.fields.keys().map(String::as_str).collect();
            (names.join(" "), edited.reason.clone().unwrap_or_default())
        }
        Fact::DoorClosed(closed) => (closed.reason.clone(), String::new()),
        Fact::DoorOccupied(seen) => (people(seen.people).into(), String::new()),
        Fact::FactRetracted(retracted) => (String::new(), retracted.reason.clone()),
        _ => (String::new(), String::new()),
    }
}

const fn people(people: People) -> &'static str {
    match people {
        People::Same => "same",
        People::Others => "others",
    }
}
