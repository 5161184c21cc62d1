//! Visit days: planning one, how far it is, closing it. All of it offline; what others recorded counts once it arrives.

use std::collections::BTreeMap;

use super::{
    doors::line,
    messages::{Answer, DayClosing, DayDoor, DayLane, DayLine, DayView, Failure, LaneLine, Reply},
    service::Device,
};
use crate::{
    domain::{
        area::Class,
        door::{Door, DoorState},
        facts::{DayClosed, DayPlanned, Fact},
        ids::{AreaId, EntityId, LogId},
        visit_day::{DoorOnDay, Sheets, VisitDay},
    },
    store::{
        NewFact,
        lines::{self, DoorFilter},
        projection::{self, Family},
    },
    sync::ports::{Clock, Rng, Transport},
};

/// Longest name of a station, a member, a lane, in characters.
const LONGEST_NAME: usize = 80;
/// Longest note, in characters.
const LONGEST_NOTE: usize = 1000;
/// Most doors of a day.
const MOST_DOORS: usize = 1000;
/// Most members of a day.
const MOST_MEMBERS: usize = 40;

impl<T: Transport, C: Clock, R: Rng> Device<T, C, R> {
    /// All days of the villages that are here, the latest first.
    pub(super) fn days(&self) -> Answer {
        let villages = self.villages_here()?;
        let store = self.store.get();
        let mut days = Vec::new();
        for (village, name) in villages {
            let facts = projection::facts_of_family(store.conn(), LogId::of(village, Class::Field), Family::Day)?;
            for of_one in facts.chunk_by(|a, b| a.0 == b.0) {
                let Some((id, _)) = of_one.first() else { continue };
                let Some(day) = VisitDay::fold(*id, of_one.iter().map(|(_, fact)| fact)) else { continue };
                let doors = u32::try_from(day.doors().len()).unwrap_or(u32::MAX);
                let closed = day.closed.is_some();
                let DayPlanned { on, station, members, .. } = day.planned;
                days.push(DayLine {
                    id: *id,
                    on,
                    station,
                    village,
                    village_name: name.clone(),
                    members,
                    doors,
                    closed,
                });
            }
        }
        days.sort_by_key(|day| std::cmp::Reverse((day.on, day.id)));
        Ok(Reply::Days(days))
    }

    /// The lanes of a village, with the doors that are open in the round.
    pub(super) fn lanes(&self, village: AreaId) -> Answer {
        let (_, today) = self.zone_and_today()?;
        let filter = DoorFilter { areas: vec![village], ..DoorFilter::default() };
        let doors = lines::first(self.store.get().conn(), &filter, today, u32::MAX)?;
        let mut lanes: Vec<LaneLine> = Vec::new();
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        for door in doors {
            let at = *known.entry(door.lane.clone()).or_insert_with(|| {
                lanes.push(LaneLine { lane: door.lane.clone(), open: Vec::new(), of: 0 });
                lanes.len() - 1
            });
            let Some(lane) = lanes.get_mut(at) else { continue };
            lane.of += 1;
            if !matches!(door.state(), DoorState::Reached | DoorState::Exempt) {
                lane.open.push(door.id);
            }
        }
        Ok(Reply::Lanes(lanes))
    }

    /// Plans a day, or plans one anew.
    pub(super) fn plan_day(&self, village: AreaId, day: Option<EntityId>, planned: DayPlanned) -> Answer {
        self.must_be_here(village)?;
        let planned = checked(planned)?;
        let log = LogId::of(village, Class::Field);
        if let Some(id) = day {
            let facts = projection::facts_of(self.store.get().conn(), log, id)?;
            VisitDay::fold(id, facts.iter()).ok_or(Failure::NotFound)?;
        }
        let entity = day.unwrap_or_else(|| EntityId::from_random(self.rng.clone().bytes()));
        self.append(&[NewFact { log, entity, fact: Fact::DayPlanned(planned) }], None)?;
        Ok(Reply::Registered(entity))
    }

    /// Closes a day's sheet with what is known here; later records go on counting.
    pub(super) fn close_day(&self, day: EntityId, note: String) -> Answer {
        if note.chars().count() > LONGEST_NOTE {
            return Err(Failure::Invalid { code: "note_too_long".into() });
        }
        let view = self.day_view(day)?;
        if view.closed.is_some() {
            return Err(Failure::Invalid { code: "day_closed".into() });
        }
        let closed = DayClosed { visited: view.sheets.visited(), note: note.trim().to_owned() };
        let log = LogId::of(view.village, Class::Field);
        self.save(NewFact { log, entity: day, fact: Fact::DayClosed(closed) }, None)
    }

    pub(super) fn day(&self, day: EntityId) -> Answer {
        Ok(Reply::Day(Box::new(self.day_view(day)?)))
    }

    fn day_view(&self, id: EntityId) -> Result<DayView, Failure> {
        let (zone, today) = self.zone_and_today()?;
        let villages = self.villages_here()?;
        let store = self.store.get();
        let conn = store.conn();
        for (village, village_name) in villages {
            let log = LogId::of(village, Class::Field);
            let facts = projection::facts_of(conn, log, id)?;
            let Some(day) = VisitDay::fold(id, facts.iter()) else { continue };
            let mut sheets = Sheets::default();
            let mut known = std::collections::BTreeSet::new();
            let mut lanes = Vec::new();
            for lane in &day.planned.lanes {
                let mut doors = Vec::new();
                for door in lane.doors.iter().filter(|door| known.insert(**door)) {
                    let Some(listed) = lines::one(conn, *door, today)? else { continue };
                    let facts = projection::facts_of(conn, listed.log, *door)?;
                    let Some(folded) = Door::fold(facts.iter()) else { continue };
                    let found = DoorOnDay::of(&folded, day.planned.on, zone);
                    // Who left, or was a double, is asked no more.
                    if folded.closed.is_some() && found.outcome.is_none() {
                        continue;
                    }
                    sheets.add(folded.kind, &found);
                    doors.push(DayDoor { line: line(listed), outcome: found.outcome });
                }
                lanes.push(DayLane { lane: lane.lane.clone(), member: lane.member.clone(), doors });
            }
            let closed = day.closed.map(|closed| DayClosing {
                at: closed.effective.unix_ms(),
                visited: closed.visited,
                note: closed.note,
            });
            let last_sync = store.sync_figures()?.last_sync;
            return Ok(DayView { id, village, village_name, planned: day.planned, lanes, sheets, closed, last_sync });
        }
        Err(Failure::NotFound)
    }
}

/// As it is kept: no spaces around, no empty lanes and names.
fn checked(mut planned: DayPlanned) -> Result<DayPlanned, Failure> {
    let invalid = |code: &str| Failure::Invalid { code: code.into() };
    let fits = |text: &str| text.chars().count() <= LONGEST_NAME;
    planned.station = planned.station.trim().to_owned();
    planned.members =
        planned.members.iter().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect();
    planned.members.dedup();
    planned.lanes.retain(|lane| !lane.doors.is_empty());
    let doors: usize = planned.lanes.iter().map(|lane| lane.doors.len()).sum();
    if planned.station.is_empty() || !fits(&planned.station) {
        return Err(invalid("day_station"));
    }
    if planned.members.len() > MOST_MEMBERS || !planned.members.iter().all(|name| fits(name)) {
        return Err(invalid("day_members"));
    }
    if doors == 0 || doors > MOST_DOORS || !planned.lanes.iter().all(|lane| fits(&lane.lane) && fits(&lane.member)) {
        return Err(invalid("day_doors"));
    }
    Ok(planned)
}
