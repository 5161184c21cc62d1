//! Several doors sign one after the other, at an event: a list of doors, then the kiosk for each, with nothing of the others.
//!
//! The list lives in memory only: whoever leaves the kiosk has ended it, and what was signed is saved already.

use dioxus::prelude::*;

use super::held;
use crate::{
    app::{
        ask::{ask, use_answer},
        components::{TextField, place},
        routes::Route,
        text::t,
    },
    device::messages::{DoorLine, DoorQuery, Request},
    domain::ids::EntityId,
};

/// Most doors offered for what was typed.
const OFFERED: u32 = 8;

/// An event under way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Collective {
    /// Its name, as each signing will say it.
    pub(crate) occasion: String,
    /// Whose turn it is first.
    waiting: Vec<EntityId>,
}

/// The event under way, if there is one.
static UNDER_WAY: GlobalSignal<Option<Collective>> = Signal::global(|| None);

/// The event at which this door signs now.
pub(super) fn occasion_of(door: EntityId) -> Option<String> {
    let event = UNDER_WAY.peek();
    event.as_ref().filter(|event| event.waiting.first() == Some(&door)).map(|event| event.occasion.clone())
}

/// Whose turn it is after this door.
pub(super) fn next_after(door: EntityId) -> Option<EntityId> {
    let event = UNDER_WAY.peek();
    event.as_ref().filter(|event| event.waiting.first() == Some(&door))?.waiting.get(1).copied()
}

/// This door is done: the next one signs.
pub(super) fn go_on() {
    let next = UNDER_WAY.write().as_mut().and_then(|event| {
        event.waiting.remove(0);
        event.waiting.first().copied()
    });
    if let Some(id) = next {
        held::release();
        navigator().replace(Route::PledgePage { id });
    }
}

/// The event is over, or was broken off.
pub(super) fn end() {
    if UNDER_WAY.peek().is_some() {
        *UNDER_WAY.write() = None;
    }
}

/// The page on which the worker makes the list.
#[component]
pub(crate) fn CollectivePage() -> Element {
    let mut occasion = use_signal(String::new);
    let mut typed = use_signal(String::new);
    let mut doors = use_signal(Vec::<DoorLine>::new);
    use_hook(end);
    let found = use_answer(move || {
        let query = DoorQuery { text: typed(), limit: OFFERED, ..DoorQuery::default() };
        async move { ask!(Request::SearchDoors(query), Doors) }
    });
    let listed = move |id: EntityId| doors.read().iter().any(|door| door.id == id);
    let offered: Vec<DoorLine> = match &*found.read() {
        Some(Ok(page)) if !typed.read().trim().is_empty() => {
            page.rows.iter().filter(|door| !listed(door.id)).cloned().collect()
        }
        _ => Vec::new(),
    };
    let begin = move |_| {
        let waiting: Vec<EntityId> = doors.peek().iter().map(|door| door.id).collect();
        let Some(id) = waiting.first().copied() else { return };
        *UNDER_WAY.write() = Some(Collective { occasion: occasion.peek().trim().to_owned(), waiting });
        navigator().push(Route::PledgePage { id });
    };
    let ready = !doors.read().is_empty() && !occasion.read().trim().is_empty();
    rsx! {
        h1 { {t!("collective-title")} }
        p { class: "hint", {t!("collective-advice")} }
        TextField {
            label: t!("collective-occasion"),
            id: "collective-occasion",
            testid: "collective-occasion",
            oninput: move |text| occasion.set(text),
        }
        TextField { label: t!("collective-find"), id: "collective-find", testid: "collective-find", oninput: move |text| typed.set(text) }
        div { class: "chips wrap", "aria-label": t!("collective-find"), role: "group",
            for door in offered {
                button {
                    key: "{door.id}",
                    class: "chip",
                    r#type: "button",
                    "data-testid": "collective-add",
                    onclick: move |_| doors.write().push(door.clone()),
                    "＋ {place(&door)} {door.name}"
                }
            }
        }
        h2 { {t!("collective-list", count = doors.read().len())} }
        ol { class: "history-lines",
            for door in doors.read().iter().cloned() {
                li { key: "{door.id}", class: "history-line", "data-testid": "collective-door",
                    div { class: "history-what",
                        strong { {place(&door)} }
                        span { {door.name.clone()} }
                        button {
                            class: "link",
                            r#type: "button",
                            onclick: move |_| doors.write().retain(|other| other.id != door.id),
                            {t!("collective-remove")}
                        }
                    }
                }
            }
        }
        button {
            class: "button primary large wide",
            r#type: "button",
            disabled: !ready,
            "data-testid": "collective-begin",
            onclick: begin,
            {t!("collective-begin")}
        }
    }
}
