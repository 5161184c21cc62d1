//! The kiosk holds the device until the worker takes it back: going back or an edge swipe leads to the same step of the
//! same door, another address or a new start to the same door.
//!
//! What outlives the page is the door, since when, and the step, never a name or a signature; those stay in memory only. It is
//! kept as a preference, which every page can read at once, and in the database: a browser that is killed loses the
//! preferences of its last seconds.
//! The step kept may be an earlier one when the program was killed; whether the pledge was answered since is read from the
//! records, so nobody signs twice. Nobody is locked in: the worker's way out is always on the screen.

use dioxus::prelude::*;

use super::{Signing, Step};
use crate::{
    app::{ask::ask, components::signature::Stroke},
    device::messages::{DoorView, Request},
    domain::{facts::Manner, ids::EntityId},
    platform::host::{HostClock, browser, client},
    sync::ports::Clock,
};

/// The preference and the setting that remember it: the door, since when (Unix ms), the step and, once signed, the record.
const NAME: &str = "kiosk";

/// The preference that stands while the database could not be told.
const UNWRITTEN: &str = "kiosk-unwritten";

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
    kept().map(|(door, ..)| door)
}

/// The step to go on with at this door.
pub(super) fn step_at(door: EntityId) -> Option<Step> {
    kept().filter(|(held, ..)| *held == door).map(|(.., step)| step)
}

/// The step after the answer that was recorded at this door since its kiosk opened, if there is one.
pub(super) fn answered(view: &DoorView) -> Option<Step> {
    let (_, since, _) = kept().filter(|(held, ..)| *held == view.line.id)?;
    answer_since(view, since)
}

/// The step after the answer that was recorded here at this door since then (Unix ms), if there is one.
pub(super) fn answer_since(view: &DoorView, since: u64) -> Option<Step> {
    let answers = view.history.iter().filter(|line| line.own && line.retracted.is_none() && line.at >= since);
    answers.into_iter().find_map(|line| match line.kind.as_str() {
        "pledge.signed" => Some(Step::Signed(line.event)),
        "pledge.declined" => Some(Step::Declined),
        _ => None,
    })
}

/// What had been entered at this door, if the program did not end meanwhile.
pub(super) fn entered_at(door: EntityId) -> Option<Entered> {
    ENTERED.peek().clone().filter(|entered| entered.door == door)
}

/// The kiosk is at this step now.
pub(super) fn hold(door: EntityId, step: Step) {
    let since = kept().filter(|(held, ..)| *held == door).map_or_else(|| HostClock.wall_ms(), |(_, since, _)| since);
    keep(Some(written(door, since, step)));
}

/// Takes up what the database remembers, held or not, before any page shows: the browser may have lost that the device was
/// handed over, or that it was taken back.
pub(crate) async fn restore() {
    if browser::preference(UNWRITTEN).is_some() {
        return write(browser::preference(NAME)).await;
    }
    // Where it cannot be asked, or never was written, the preference holds.
    if let Ok(Some(kept)) = ask!(Request::Setting { name: NAME.into() }, Setting) {
        browser::keep_preference(NAME, Some(kept).filter(|text| !text.is_empty()).as_deref());
    }
}

fn keep(text: Option<String>) {
    browser::keep_preference(NAME, text.as_deref());
    // The step that asks for it is left at once.
    dioxus::core::spawn_forever(write(text));
}

/// Into the database; where that cannot be written, the preference is newer, and says so.
async fn write(text: Option<String>) {
    let kept = client::call(Request::KeepSetting { name: NAME.into(), value: text.unwrap_or_default() }).await;
    browser::keep_preference(UNWRITTEN, kept.is_err().then_some("yes"));
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

/// The next door signs: the device is held all the while.
pub(super) fn pass_to(next: EntityId) {
    *ENTERED.write() = None;
    hold(next, Step::Read);
}

/// The worker took the device back.
pub(super) fn release() {
    keep(None);
    *ENTERED.write() = None;
}

/// Nobody is enrolled here: the door that was open is not of whoever comes next.
pub(crate) fn let_go() {
    for name in [NAME, UNWRITTEN] {
        browser::keep_preference(name, None);
    }
    *ENTERED.write() = None;
}

fn kept() -> Option<(EntityId, u64, Step)> {
    read(&browser::preference(NAME)?)
}

fn written(door: EntityId, since: u64, step: Step) -> String {
    let door = format!("{door} {since}");
    match step {
        Step::Read => format!("{door} read"),
        // The signature to confirm is gone after a new start: it is given again.
        Step::Sign | Step::Confirm => format!("{door} sign"),
        Step::Signed(event) => format!("{door} signed {event}"),
        Step::Declined => format!("{door} declined"),
    }
}

fn read(text: &str) -> Option<(EntityId, u64, Step)> {
    let mut words = text.split(' ');
    let (door, since) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
    let step = match words.next()? {
        "sign" => Step::Sign,
        "signed" => Step::Signed(words.next()?.parse().ok()?),
        "declined" => Step::Declined,
        _ => Step::Read,
    };
    Some((door, since, step))
}
