//! Doors as they came for the map: handed on by reference, for there may be 100,000.

use std::rc::Rc;

use crate::{device::messages::MapDoors, geo::bounds::Bounds};

/// Doors on a map.
#[derive(Clone)]
pub(crate) struct DoorsDrawn {
    /// For [`super::MapCanvas`].
    pub(crate) points: Rc<str>,
    /// What surrounds them all.
    pub(crate) bounds: Option<Bounds>,
}

impl PartialEq for DoorsDrawn {
    /// Another answer is another drawing; comparing all doors would cost more than it saves.
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.points, &other.points)
    }
}

impl From<MapDoors> for DoorsDrawn {
    fn from(MapDoors { points, bounds }: MapDoors) -> Self {
        Self { points: points.into(), bounds }
    }
}
