//! Several doors sign one after the other, at an event: a list of doors, then the kiosk for each, with nothing of the others.
//!
//! The list is kept on the device until the worker ends the event, so a program that was killed goes on where it was. Who has
//! answered is read from the records, never from the list: nobody signs twice, and nothing signed depends on it.

mod plan;
mod standing;

use dioxus::prelude::*;
use serde::{Deserialize, Serialize};

use self::{plan::Plan, standing::Standing};
use super::held;
use crate::{
    app::{ask::ask, components::Waiting, routes::Route},
    device::messages::{Failure, Request},
    domain::ids::EntityId,
    platform::host::{HostClock, client},
    sync::ports::Clock,
};

/// The device's setting that keeps the event under way; empty when there is none.
const SETTING: &str = "collective";

/// No event lasts longer.
const LONGEST_MS: u64 = 18 * 60 * 60 * 1000;

/// An event under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Collective {
    /// Its name, as each signing says it.
    occasion: String,
    /// When it began: Unix milliseconds. What was answered before is of another time.
    since: u64,
    /// Who signs, in this order.
    doors: Vec<EntityId>,
}

/// The event under way, as far as it was looked for.
static UNDER_WAY: GlobalSignal<Option<Collective>> = Signal::global(|| None);

/// The event under way. What was begun longer ago and never ended is over: a signing at home is none at an event.
fn under_way() -> Option<Collective> {
    let now = HostClock.wall_ms();
    UNDER_WAY.peek().clone().filter(|event| now.abs_diff(event.since) < LONGEST_MS)
}

/// Takes up the event that was under way when the program ended, if there was one.
pub(super) async fn restore() {
    if UNDER_WAY.peek().is_some() {
        return;
    }
    let kept = ask!(Request::Setting { name: SETTING.into() }, Setting).ok().flatten();
    let event = kept.and_then(|text| serde_json::from_str::<Collective>(&text).ok());
    if event.is_some() {
        *UNDER_WAY.write() = event;
    }
}

/// Begins; the list is durable before the first one signs.
async fn begin(occasion: String, doors: Vec<EntityId>) -> Result<(), Failure> {
    let event = Collective { occasion, since: HostClock.wall_ms(), doors };
    let written = serde_json::to_string(&event).map_err(|error| Failure::Defect { detail: error.to_string() })?;
    ask!(Request::KeepSetting { name: SETTING.into(), value: written }, Done)?;
    let first = event.doors.first().copied();
    *UNDER_WAY.write() = Some(event);
    if let Some(id) = first {
        navigator().push(Route::PledgePage { id });
    }
    Ok(())
}

/// The event is over.
pub(super) fn end() {
    if UNDER_WAY.peek().is_none() {
        return;
    }
    *UNDER_WAY.write() = None;
    // The page that says so is left at once.
    dioxus::core::spawn_forever(async {
        // Where it cannot be written, the list is offered once more.
        let _kept = client::call(Request::KeepSetting { name: SETTING.into(), value: String::new() }).await;
    });
}

/// The event at which this door signs now.
pub(super) fn occasion_of(door: EntityId) -> Option<String> {
    under_way().filter(|event| event.doors.contains(&door)).map(|event| event.occasion)
}

/// Which turn it is at this door, from 1, and of how many.
pub(super) fn turn_of(door: EntityId) -> Option<(usize, usize)> {
    let event = under_way()?;
    Some((event.doors.iter().position(|one| *one == door)? + 1, event.doors.len()))
}

/// Whose turn it is after this door.
pub(super) fn next_after(door: EntityId) -> Option<EntityId> {
    let (turn, _) = turn_of(door)?;
    under_way()?.doors.get(turn).copied()
}

/// This door is done: the next one signs.
pub(super) fn go_on(door: EntityId) {
    if let Some(id) = next_after(door) {
        held::pass_to(id);
        navigator().replace(Route::PledgePage { id });
    }
}

/// The page: an event under way with what is done, else the list for a new one.
#[component]
pub(crate) fn CollectivePage() -> Element {
    let looked = use_resource(restore);
    if looked.read().is_none() {
        return rsx! { Waiting {} };
    }
    // Asked again when it begins or ends.
    let _begun_or_ended = UNDER_WAY.read().is_some();
    match under_way() {
        Some(event) => rsx! { Standing { event } },
        None => rsx! { Plan {} },
    }
}
