//! Doors to visit today, in groups, and why.
//!
//! Urgency: promised re-visits that are due, then doors never reached, then those seen longest ago; within each, key
//! groups first. A group (building or lane) stands where its most urgent door does. It orders work, it ranks nobody.

use std::collections::BTreeMap;

use super::{
    coverage,
    doors::line,
    messages::{Answer, Failure, Reply, RoundLine, Today, TodayDoor, TodayGroup, Walk},
    service::Device,
};
use crate::{
    domain::{
        area::Point,
        day::Day,
        door::DoorState,
        ids::{AccountId, AreaId, EntityId, LogId},
        round::Round,
    },
    geo::walk,
    store::{
        lines::{self, ListedDoor, MaybeDue},
        projection,
    },
    sync::ports::{Clock, Rng, Transport},
};

/// Most doors in one answer: more than anybody visits in a day; `due` counts all.
const MOST_DOORS: usize = 300;
/// Somebody away is due again so many days before the promised return.
const BACK_SOON_DAYS: i32 = 3;
/// A key group's visit is due in the last so many days of its interval.
const KEY_GROUP_DAYS: i32 = 30;
/// A unit's visit is due in the last so many days of its own interval.
const UNIT_DAYS: i32 = 7;

/// What makes a door due; in order of urgency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Reason {
    Promised,
    NeverReached,
    BackSoon,
    KeyGroupDue,
    UnitDue,
    SecondLook,
    Attempted,
}

impl Reason {
    const fn code(self) -> &'static str {
        match self {
            Self::Promised => "promised",
            Self::NeverReached => "never_reached",
            Self::BackSoon => "back_soon",
            Self::KeyGroupDue => "key_group_due",
            Self::UnitDue => "unit_due",
            Self::SecondLook => "second_look",
            Self::Attempted => "attempted",
        }
    }

    /// Promises, then never reached, then the others by their last visit alone.
    const fn class(self) -> u8 {
        match self {
            Self::Promised => 0,
            Self::NeverReached => 1,
            _ => 2,
        }
    }
}

/// The smaller, the more urgent.
type Urgency = (u8, bool, Option<Day>);
/// Whose day it is, and which.
type Whose = (AccountId, Day);

impl<T: Transport, C: Clock, R: Rng> Device<T, C, R> {
    pub(super) fn today(&self) -> Answer {
        let (_, today) = self.zone_and_today()?;
        let (areas, mut due) = self.due(today)?;
        let topic = self.topic_on(today)?;
        let count = u32::try_from(due.len()).unwrap_or(u32::MAX);
        due.truncate(MOST_DOORS);
        let doors = self.look_up(&due, today)?;
        let store = self.store.get();
        let round = projection::present_rounds(store.conn(), today)?.pop().map(|(_, round)| round_line(&round));
        let mut names: BTreeMap<LogId, String> = BTreeMap::new();
        for DueDoor { door, .. } in &doors {
            if let Some(village) = door.village.filter(|_| !names.contains_key(&door.log)) {
                let area = projection::area(store.conn(), village)?;
                names.insert(door.log, area.map(|area| area.name).unwrap_or_default());
            }
        }
        let coverage = coverage::of_areas(store.conn(), &areas, today)?;
        Ok(Reply::Today(Today { round, coverage, groups: groups(doors, &names), due: count, topic }))
    }

    /// The most urgent doors in the order in which to walk them, from where one stands or the most urgent one on.
    pub(super) fn walk(&self, from: Option<Point>) -> Answer {
        let (_, today) = self.zone_and_today()?;
        let (_, mut due) = self.due(today)?;
        due.truncate(walk::MOST);
        let doors = self.look_up(&due, today)?;
        let (standing, placeless): (Vec<_>, Vec<_>) = doors.into_iter().partition(|due| due.door.location.is_some());
        let places: Vec<walk::Place> = standing.iter().filter_map(|due| due.door.location).collect();
        let order = walk::walking_order(from, &places);
        let path: Vec<walk::Place> = order.iter().filter_map(|at| places.get(*at).copied()).collect();
        let mut standing: Vec<Option<TodayDoor>> = standing.into_iter().map(|due| Some(due.line())).collect();
        let doors = order.into_iter().filter_map(|at| standing.get_mut(at)?.take()).collect();
        let placeless = placeless.into_iter().map(DueDoor::line).collect();
        Ok(Reply::Walk(Walk { doors, placeless, metres: walk::length_m(&path).round() as u32 }))
    }

    /// What is due, most urgent first.
    pub(super) fn due_doors(&self) -> Result<Vec<ListedDoor>, Failure> {
        let (_, today) = self.zone_and_today()?;
        let (_, due) = self.due(today)?;
        Ok(self.look_up(&due, today)?.into_iter().map(|due| due.door).collect())
    }

    /// The areas that this account looks after, and what is due there, most urgent first.
    fn due(&self, today: Day) -> Result<(Vec<AreaId>, Vec<Due>), Failure> {
        let account = self.store.get().account()?.ok_or(Failure::NotEnrolled)?;
        let assigned = self.assigned_to(account.account, today)?;
        let areas = if assigned.is_empty() { self.villages_of(account.area)? } else { assigned };
        let doors = lines::maybe_due(self.store.get().conn(), &areas, today)?;
        Ok((areas, by_urgency(doors, (account.account, today))))
    }

    /// Due doors as lists show them: of a whole township they are many, and few of them show.
    fn look_up(&self, due: &[Due], today: Day) -> Result<Vec<DueDoor>, Failure> {
        let reasons: BTreeMap<EntityId, Reason> = due.iter().map(|due| (due.id, due.reason)).collect();
        let doors = lines::each(self.store.get().conn(), due.iter().map(|due| due.id), today)?;
        let due = |door: ListedDoor| Some(DueDoor { reason: *reasons.get(&door.id)?, door });
        Ok(doors.into_iter().filter_map(due).collect())
    }

    /// Grids and villages that this account looks after on a day.
    pub(super) fn assigned_to(&self, account: AccountId, today: Day) -> Result<Vec<AreaId>, Failure> {
        let mut areas: Vec<AreaId> = self
            .standing_assignments()?
            .into_iter()
            .filter(|made| made.account == account && made.from <= today && made.until.is_none_or(|last| today <= last))
            .map(|made| made.area)
            .collect();
        areas.sort_unstable();
        areas.dedup();
        Ok(areas)
    }
}

pub(super) fn round_line(round: &Round) -> RoundLine {
    RoundLine { id: round.id, name: round.name.clone(), first: round.first, last: round.last }
}

/// A door that is due, and why.
struct Due {
    id: EntityId,
    urgency: Urgency,
    reason: Reason,
}

/// The same with all that lists show of it.
struct DueDoor {
    door: ListedDoor,
    reason: Reason,
}

impl DueDoor {
    fn line(self) -> TodayDoor {
        TodayDoor { line: line(self.door), reason: self.reason.code().into() }
    }
}

/// The due ones, most urgent first; else in the order of lists, so that house numbers follow one another.
fn by_urgency(doors: Vec<MaybeDue>, whose: Whose) -> Vec<Due> {
    let due = |door: MaybeDue| {
        let reason = reason(&door, whose)?;
        // `false` sorts first; a door without any visit was seen longest ago.
        Some(Due { id: door.id, urgency: (reason.class(), !door.key_group, door.last_visit), reason })
    };
    let mut due: Vec<Due> = doors.into_iter().filter_map(due).collect();
    due.sort_by_key(|due| due.urgency);
    due
}

/// By group, the one with the most urgent door first.
fn groups(doors: Vec<DueDoor>, names: &BTreeMap<LogId, String>) -> Vec<TodayGroup> {
    let mut order: Vec<(LogId, String)> = Vec::new();
    let mut groups: BTreeMap<(LogId, String), TodayGroup> = BTreeMap::new();
    for due in doors {
        let (log, door) = (due.door.log, due.line());
        let key = (log, door.line.lane.clone());
        let group = groups.entry(key.clone()).or_insert_with(|| {
            order.push(key);
            let village = names.get(&log).cloned().unwrap_or_default();
            TodayGroup { village, lane: door.line.lane.clone(), doors: Vec::new() }
        });
        group.doors.push(door);
    }
    order.into_iter().filter_map(|key| groups.remove(&key)).collect()
}

fn reason(door: &MaybeDue, (own, today): Whose) -> Option<Reason> {
    let Some(seen) = &door.seen else { return Some(Reason::NeverReached) };
    if seen.revisit.is_some_and(|day| day <= today) {
        return Some(Reason::Promised);
    }
    let key_group_due = || {
        let open = seen.key_groups.iter().filter_map(|group| group.open_on(today));
        open.map(|interval| interval.due).any(|due| due <= today.plus(KEY_GROUP_DAYS))
    };
    let waits = || seen.revisit.is_some_and(|day| day > today);
    // Another person on another day: that completes what the first one saw, or ends it.
    let wants_second_look =
        || !seen.gone.is_empty() && seen.gone.iter().all(|first| first.actor != own && first.on < today);
    match seen.state {
        DoorState::Unreached => Some(Reason::NeverReached),
        DoorState::Attempted | DoorState::Away | DoorState::Declined if wants_second_look() => Some(Reason::SecondLook),
        // Twice on one day helps nobody.
        DoorState::Attempted if door.last_visit < Some(today) && !waits() => Some(Reason::Attempted),
        DoorState::Away if seen.away_until.is_none_or(|until| until <= today.plus(BACK_SOON_DAYS)) => {
            Some(Reason::BackSoon)
        }
        DoorState::Reached if key_group_due() => Some(Reason::KeyGroupDue),
        DoorState::Reached if seen.unit_due.is_some_and(|due| due <= today.plus(UNIT_DAYS)) => Some(Reason::UnitDue),
        _ => None,
    }
}
