//! The map: a component for every page that shows one, its legend, and the map tab.
//!
//! Everything is drawn from local data; a map beneath comes from a file that somebody chose. The map shows nothing that the lists do not say.

mod basemap;
mod canvas;
mod drawing;
mod here;
mod legend;
mod own;
mod page;
mod shim;
mod walk;

pub(crate) use canvas::MapCanvas;
pub(crate) use drawing::DoorsDrawn;
pub(crate) use here::TappedDoors;
pub(crate) use legend::{CoverageLegend, DoorLegend};
pub(crate) use page::MapPage;
pub(crate) use shim::{Gestures, prepare_map};
pub(crate) use walk::{MapWalk, OF_LIST, WALK_FROM};
