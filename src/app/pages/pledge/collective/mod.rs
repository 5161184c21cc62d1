//! Several doors sign one after the other, at an event: a list of doors, then the kiosk for each, with nothing of the others.
//!
//! The list is kept on the device until the worker ends the event, so a program that was killed goes on where it was. Who has
//! answered is read from the records, never from the list: nobody signs twice, and nothing signed depends on it. A signing
//! belongs to the event only where the kiosk was opened from it.

mod plan;
mod standing;

use dioxus::prelude::*;
use serde::{Deserialize, Serialize};

use self::{
    plan::Plan,
    standing::{OnList, Standing, Turn, turns},
};
use super::{Step, held};
use crate::{
    app::{
        ask::ask,
        components::{FailureBox, Waiting},
        routes::Route,
    },
    device::messages::{DoorView, Failure, Request},
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
    /// Whose turn it is; none while the list shows, or whatever else than the kiosk.
    #[serde(default)]
    turn: Option<At>,
}

/// The door in whose kiosk the event is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct At {
    /// The door that signs: where it was a double, the one that stands for the one on the list.
    door: EntityId,
    /// Its place on the list, from 1.
    number: usize,
}

/// The event under way, as far as it was looked for.
static UNDER_WAY: GlobalSignal<Option<Collective>> = Signal::global(|| None);

/// The event under way. What was begun longer ago and never ended is over: a signing at home is none at an event.
fn under_way() -> Option<Collective> {
    let now = HostClock.wall_ms();
    UNDER_WAY.peek().clone().filter(|event| now.abs_diff(event.since) < LONGEST_MS)
}

/// The event in whose turn this door signs.
fn at_door(door: EntityId) -> Option<(Collective, At)> {
    let event = under_way()?;
    let at = event.turn.filter(|at| at.door == door)?;
    Some((event, at))
}

/// Takes up the event that was under way when the program ended, if there was one.
///
/// # Errors
/// When that cannot be read: then nobody knows, and nothing is begun over it.
pub(super) async fn restore() -> Result<(), Failure> {
    if UNDER_WAY.peek().is_some() {
        return Ok(());
    }
    let kept = ask!(Request::Setting { name: SETTING.into() }, Setting)?;
    let event = kept.and_then(|text| serde_json::from_str::<Collective>(&text).ok());
    if event.is_some() {
        *UNDER_WAY.write() = event;
    }
    Ok(())
}

/// Nothing of it stays in the page; the device keeps it.
pub(crate) fn forget() {
    *UNDER_WAY.write() = None;
}

/// Begins; the list is durable before the first one signs.
async fn begin(occasion: String, doors: Vec<EntityId>) -> Result<(), Failure> {
    let since = HostClock.wall_ms();
    let turn = doors.first().map(|door| At { door: *door, number: 1 });
    let event = Collective { occasion, since, doors, turn };
    keep(&event).await?;
    *UNDER_WAY.write() = Some(event);
    if let Some(At { door, .. }) = turn {
        navigator().push(Route::PledgePage { id: door });
    }
    Ok(())
}

async fn keep(event: &Collective) -> Result<(), Failure> {
    let written = serde_json::to_string(event).map_err(|error| Failure::Defect { detail: error.to_string() })?;
    ask!(Request::KeepSetting { name: SETTING.into(), value: written }, Done)
}

/// The event is over.
fn end() {
    *UNDER_WAY.write() = None;
    // The page that says so is left at once.
    dioxus::core::spawn_forever(async {
        // Where it cannot be written, the list is offered once more.
        let _kept = client::call(Request::KeepSetting { name: SETTING.into(), value: String::new() }).await;
    });
}

/// Whose turn it is now; none: the worker has the device, and the list waits.
fn set_turn(turn: Option<At>) {
    let Some(event) = under_way().map(|event| Collective { turn, ..event }) else { return };
    *UNDER_WAY.write() = Some(event.clone());
    dioxus::core::spawn_forever(async move {
        // Where it cannot be written, a program that is killed now goes on from the list.
        let _kept = keep(&event).await;
    });
}

/// The kiosk of this turn, for whoever holds the device.
fn open(at: At) {
    held::pass_to(at.door);
    set_turn(Some(at));
}

/// The worker has the device: until the list goes on, nobody signs at the event.
pub(super) fn pause() {
    set_turn(None);
}

/// The event at which this door signs now.
pub(super) fn occasion_of(door: EntityId) -> Option<String> {
    at_door(door).map(|(event, _)| event.occasion)
}

/// Which turn it is at this door, from 1, and of how many.
pub(super) fn turn_of(door: EntityId) -> Option<(usize, usize)> {
    at_door(door).map(|(event, at)| (at.number, event.doors.len()))
}

/// What was answered at this door since the event began, in whose turn it is.
pub(super) fn answered(view: &DoorView) -> Option<Step> {
    let (event, _) = at_door(view.line.id)?;
    held::answer_since(view, event.since)
}

/// Whose turn it is after this door: the next one on the list who has not answered, else one who was passed over.
///
/// # Errors
/// When the records cannot be read.
pub(super) async fn next_after(door: EntityId) -> Result<Option<Next>, Failure> {
    let Some((event, at)) = at_door(door) else { return Ok(None) };
    let turns = turns(&event).await?;
    let waits = |turn: &&OnList| turn.turn == Turn::Waiting && turn.at.door != door;
    let (before, after): (Vec<&OnList>, Vec<&OnList>) =
        turns.iter().filter(waits).partition(|turn| turn.at.number < at.number);
    Ok(after.into_iter().chain(before).map(|turn| Next(turn.at)).next())
}

/// Who signs next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Next(At);

/// This door is done: the next one signs.
pub(super) fn go_on(Next(at): Next) {
    open(at);
    navigator().replace(Route::PledgePage { id: at.door });
}

/// The page: an event under way with what is done, else the list for a new one.
#[component]
pub(crate) fn CollectivePage() -> Element {
    let looked = use_resource(restore);
    match &*looked.read() {
        None => return rsx! { Waiting {} },
        Some(Err(failure)) => return rsx! { FailureBox { failure: failure.clone() } },
        Some(Ok(())) => {}
    }
    // Asked again when it begins or ends.
    let _begun_or_ended = UNDER_WAY.read().is_some();
    match under_way() {
        Some(event) => rsx! { Standing { event } },
        None => rsx! { Plan {} },
    }
}
