//! Doors with the text that draws them, made once for each answer: a tap must not write thousands of points anew.

use std::rc::Rc;

use crate::{
    device::messages::MapDoor,
    domain::ids::EntityId,
    geo::{
        bounds::Bounds,
        geojson::{self, DoorPoint},
    },
};

/// Doors on a map.
#[derive(Clone)]
pub(crate) struct DoorsDrawn {
    doors: Rc<[MapDoor]>,
    geojson: Rc<str>,
}

impl PartialEq for DoorsDrawn {
    /// Another answer is another drawing; comparing all doors would cost more than it saves.
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.doors, &other.doors)
    }
}

impl From<Vec<MapDoor>> for DoorsDrawn {
    fn from(doors: Vec<MapDoor>) -> Self {
        Self { geojson: geojson::doors(doors.iter().map(point)).into(), doors: doors.into() }
    }
}

fn point(door: &MapDoor) -> DoorPoint<'_> {
    DoorPoint { id: door.id, at: door.at, state: door.state, label: &door.label }
}

impl DoorsDrawn {
    /// As [`geojson::doors`] writes them.
    pub(crate) fn geojson(&self) -> Rc<str> {
        Rc::clone(&self.geojson)
    }

    /// What surrounds them all.
    pub(crate) fn bounds(&self) -> Option<Bounds> {
        Bounds::around(self.doors.iter().map(|door| door.at))
    }

    /// Those of these ids.
    pub(crate) fn of(&self, ids: &[EntityId]) -> Vec<MapDoor> {
        self.doors.iter().filter(|door| ids.contains(&door.id)).cloned().collect()
    }
}
