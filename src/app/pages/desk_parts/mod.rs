//! Pieces that the desk's pages share: figures with denominators, freshness, tables, waiting for an
//! answer, choosing an area.

mod figure;
mod pick;
mod table;
mod window;

use dioxus::prelude::*;

pub(crate) use figure::{Figure, Freshness, StateCounts, percent_text};
pub(crate) use pick::{Pick, PickArea, full_name};
pub(crate) use table::DeskTable;
pub(crate) use window::{WindowControls, window_of};

use crate::{
    app::{
        components::{Empty, FailureBox, Waiting},
        state::SYNC,
        text::t,
    },
    device::messages::Failure,
};

/// The answer's content, or that it is awaited, or why there is none. Before the first sync is through, what is not known
/// here is still on its way.
pub(crate) fn when_answered<T: 'static>(
    answer: Resource<Result<T, Failure>>,
    show: impl FnOnce(&T) -> Element,
) -> Element {
    match &*answer.read() {
        None => rsx! { Waiting {} },
        Some(Err(Failure::NotFound)) if SYNC.read().last_sync.is_none() => rsx! {
            Empty { title: t!("today-still-empty"), advice: t!("today-still-empty-advice") }
        },
        Some(Err(failure)) => rsx! { FailureBox { failure: failure.clone() } },
        Some(Ok(content)) => show(content),
    }
}
