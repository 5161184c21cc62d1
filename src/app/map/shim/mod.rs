//! The map as whatever shows the pages draws it: in a browser by MapLibre, in a window not yet.

#[cfg(target_arch = "wasm32")]
mod web;
#[cfg(not(target_arch = "wasm32"))]
mod window;

use crate::domain::ids::{AreaId, EntityId};
#[cfg(target_arch = "wasm32")]
pub(crate) use web::{DrawnMap, prepare_map};
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use window::{DrawnMap, prepare_map};

/// What somebody tapped.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(not(target_arch = "wasm32"), expect(dead_code, reason = "nothing is drawn to be tapped"))]
pub(crate) enum Tap {
    /// The doors under the finger: often one, in a tower block many.
    Doors(Vec<EntityId>),
    /// An area.
    Area(AreaId),
}

/// Why there is no map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(target_arch = "wasm32"), expect(dead_code, reason = "what a browser may lack"))]
#[cfg_attr(target_arch = "wasm32", expect(dead_code, reason = "what a window lacks"))]
pub(crate) enum NoMap {
    /// This browser cannot draw it.
    NoWebgl,
    /// Its files could not be loaded.
    NotLoaded,
    /// The window has none.
    NotHere,
}

/// Whether the map may take one finger and the wheel for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gestures {
    /// It fills the screen: every gesture is its own.
    Own,
    /// The page around it scrolls: two fingers, or Ctrl and the wheel.
    Shared,
}
