//! What a map shows of single doors: those that were tapped, and a walk: what is due today, or what a search found, in the
//! order in which to walk it.
//!
//! From a walk, who was reached, or counts as exempt, falls out, unless a re-visit was promised there. Nothing is written.

use super::{
    messages::{Answer, DoorQuery, Failure, MapDoor, Reply, WalkOnMap},
    service::Device,
};
use crate::{
    domain::{area::Point, door::DoorState, ids::EntityId},
    geo::walk,
    store::lines::{self, DoorFilter, ListedDoor},
    sync::ports::{Clock, Rng, Transport},
};

impl<T: Transport, C: Clock, R: Rng> Device<T, C, R> {
    /// What `of` finds and is still to be visited, else what is due today; from where one stands, or the first one on.
    pub(super) fn walk_on_map(&self, of: Option<&DoorQuery>, from: Option<Point>) -> Answer {
        let doors = match of {
            Some(query) => self.still_to_visit(query)?,
            None => self.due_doors()?,
        };
        let (standing, placeless): (Vec<_>, Vec<_>) = doors.into_iter().map(map_door).partition(Option::is_some);
        let mut standing: Vec<MapDoor> = standing.into_iter().flatten().collect();
        let beyond = standing.len().saturating_sub(walk::MOST);
        standing.truncate(walk::MOST);
        let places: Vec<walk::Place> = standing.iter().map(|door| door.at).collect();
        let order = walk::walking_order(from, &places);
        let doors: Vec<MapDoor> = order.into_iter().filter_map(|at| standing.get(at).cloned()).collect();
        let path: Vec<walk::Place> = doors.iter().map(|door| door.at).collect();
        Ok(Reply::WalkOnMap(WalkOnMap {
            doors,
            placeless: count(placeless.len()),
            beyond: count(beyond),
            metres: walk::length_m(&path).round() as u32,
        }))
    }

    /// Those of these that have a place.
    pub(super) fn tapped_doors(&self, ids: Vec<EntityId>) -> Answer {
        let (_, today) = self.zone_and_today()?;
        if ids.is_empty() {
            return Ok(Reply::TappedDoors(Vec::new()));
        }
        let filter = DoorFilter { ids, ..DoorFilter::default() };
        let doors = lines::first(self.store.get().conn(), &filter, today, u32::MAX)?;
        Ok(Reply::TappedDoors(doors.into_iter().filter_map(map_door).collect()))
    }

    fn still_to_visit(&self, query: &DoorQuery) -> Result<Vec<ListedDoor>, Failure> {
        let (_, today) = self.zone_and_today()?;
        let filter = self.filter_of(query)?;
        let mut doors = lines::first(self.store.get().conn(), &filter, today, u32::MAX)?;
        doors.retain(|door| {
            let over = matches!(door.state(), DoorState::Reached | DoorState::Exempt);
            !over || door.seen.as_ref().is_some_and(|seen| seen.revisit.is_some())
        });
        Ok(doors)
    }
}

fn map_door(door: ListedDoor) -> Option<MapDoor> {
    let at = door.location?;
    Some(MapDoor { id: door.id, at, state: door.state(), label: door.label() })
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
