//! No map: its library is not part of the window. The list beside every map holds the same information, and the page says so.

use dioxus::prelude::MountedData;
use futures_channel::mpsc::UnboundedSender;

use super::{Gestures, NoMap, Tap};
use crate::{geo::bounds::Bounds, platform::standpoint::Standpoint};

/// There is nothing to prepare.
pub(crate) const fn prepare_map() {}

/// There is none.
pub(crate) enum DrawnMap {}

impl DrawnMap {
    /// Says that it cannot.
    #[expect(clippy::unused_async, reason = "in a browser it takes a while")]
    pub(crate) async fn draw(
        _container: &MountedData,
        _gestures: Gestures,
        _texts: &str,
        _taps: UnboundedSender<Tap>,
    ) -> Result<Self, NoMap> {
        Err(NoMap::NotHere)
    }

    pub(crate) const fn set_areas(&self, _geojson: &str) {
        match *self {}
    }

    pub(crate) const fn set_doors(&self, _points: &str) {
        match *self {}
    }

    pub(crate) const fn set_walk(&self, _geojson: &str) {
        match *self {}
    }

    pub(crate) const fn set_here(&self, _here: Standpoint) {
        match *self {}
    }

    pub(crate) const fn set_selection(&self, _id: &str) {
        match *self {}
    }

    pub(crate) const fn fit(&self, _bounds: Bounds) {
        match *self {}
    }

    pub(crate) const fn zoom_by(&self, _step: f64) {
        match *self {}
    }

    pub(crate) const fn set_basemap(&self) {
        match *self {}
    }
}
