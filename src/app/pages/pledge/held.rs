//! The kiosk holds the device until the worker takes it back: going back or an edge swipe leads to the same step of the
//! same door, another address or a new start to the same door.
//!
//! What outlives the page is the door and the step, never a name or a signature; those stay in memory only. The step is
//! not certain: after a reload or a new start it may be an earlier one. Nobody is locked in: the worker's way out is
//! always on the screen.

use dioxus::prelude::*;

use super::{Signing, Step};
use crate::{
    app::components::signature::Stroke,
    domain::{facts::Manner, ids::EntityId},
    platform::host::browser,
};

/// The preference that remembers it: the door, the step and, once signed, the record.
const NAME: &str = "kiosk";

/// What the resident had entered when the page was left without leave.
#[derive(Clone)]
pub(super) struct Entered {
    door: EntityId,
    pub(super) step: Step,
    pub(super) signer: String,
    pub(super) strokes: Vec<Stroke>,
    pub(super) assisted: bool,
    pub(super) manner: Manner,
}

static ENTERED: GlobalSignal<Option<Entered>> = Signal::global(|| None);

/// The door whose kiosk is open, wherever the browser is now.
pub(crate) fn door() -> Option<EntityId> {
    kept().map(|(door, _)| door)
}

/// The step to go on with at this door.
pub(super) fn step_at(door: EntityId) -> Option<Step> {
    kept().filter(|(held, _)| *held == door).map(|(_, step)| step)
}

/// What had been entered at this door, if the program did not end meanwhile.
pub(super) fn entered_at(door: EntityId) -> Option<Entered> {
    ENTERED.peek().clone().filter(|entered| entered.door == door)
}

/// The kiosk is at this step now.
pub(super) fn hold(door: EntityId, step: Step) {
    browser::keep_preference(NAME, Some(&written(door, step)));
}

/// Keeps what was entered so far.
pub(super) fn remember(signing: Signing) {
    let entered = Entered {
        door: signing.door,
        step: *signing.step.read(),
        signer: signing.signer.read().clone(),
        strokes: signing.strokes.read().clone(),
        assisted: *signing.assisted.read(),
        manner: signing.manner.read().clone(),
    };
    *ENTERED.write() = Some(entered);
}

/// The worker took the device back, or the next door signs.
pub(super) fn release() {
    browser::keep_preference(NAME, None);
    *ENTERED.write() = None;
}

fn kept() -> Option<(EntityId, Step)> {
    read(&browser::preference(NAME)?)
}

fn written(door: EntityId, step: Step) -> String {
    match step {
        Step::Read => format!("{door} read"),
        // The signature to confirm is gone after a new start: it is given again.
        Step::Sign | Step::Confirm => format!("{door} sign"),
        Step::Signed(event) => format!("{door} signed {event}"),
        Step::Declined => format!("{door} declined"),
    }
}

fn read(text: &str) -> Option<(EntityId, Step)> {
    let mut words = text.split(' ');
    let door = words.next()?.parse().ok()?;
    let step = match words.next()? {
        "sign" => Step::Sign,
        "signed" => Step::Signed(words.next()?.parse().ok()?),
        "declined" => Step::Declined,
        _ => Step::Read,
    };
    Some((door, step))
}
