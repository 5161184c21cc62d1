//! Pieces that the desk's pages share: figures with denominators, freshness, tables, waiting for an
//! answer, choosing an area or a door.

mod figure;
mod pick;
mod pick_door;
mod table;
mod window;

use dioxus::prelude::*;

pub(crate) use figure::{Figure, Freshness, StateCounts, percent_text};
pub(crate) use pick::{Pick, PickArea, full_name};
pub(crate) use pick_door::{PickDoor, Place};
pub(crate) use table::DeskTable;
pub(crate) use window::{WindowControls, window_of};

use crate::{
    app::{
        components::{Empty, FailureBox, Waiting},
        state::SYNC,
        text::t,
    },
    device::messages::{Failure, SyncPhase},
};

/// The answer's content, or that it is awaited, or why there is none. While a sync reads, and until the own area is known
/// here, what is not known is still on its way.
pub(crate) fn when_answered<T: 'static>(
    answer: Resource<Result<T, Failure>>,
    show: impl FnOnce(&T) -> Element,
) -> Element {
    match &*answer.read() {
        None => rsx! { Waiting {} },
        Some(Err(Failure::NotFound)) if is_arriving() => rsx! {
            Empty { title: t!("today-still-empty"), advice: t!("today-still-empty-advice") }
        },
        Some(Err(failure)) => rsx! { FailureBox { failure: failure.clone() } },
        Some(Ok(content)) => show(content),
    }
}

/// The first time, or because another village was asked for.
fn is_arriving() -> bool {
    let sync = SYNC.read();
    sync.last_sync.is_none() || sync.phase == SyncPhase::Reading
}
