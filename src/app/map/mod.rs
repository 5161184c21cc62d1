//! The map: a component for every page that shows one, its legend, and the map tab.
//!
//! Everything is drawn from local data, with no tiles from elsewhere. The map shows nothing that the lists do not say.

mod canvas;
mod here;
mod legend;
mod page;
mod shim;

pub(crate) use canvas::MapCanvas;
pub(crate) use here::DoorsHere;
pub(crate) use legend::{CoverageLegend, DoorLegend};
pub(crate) use page::MapPage;
pub(crate) use shim::Gestures;
