//! The list: as high as all rows, with a window of them around what is in sight.

use std::rc::Rc;

use dioxus::{
    html::{ScrollBehavior, geometry::PixelsVector2D},
    prelude::*,
};

use super::{LOOKING, SCROLLED, SEARCHES, SEVERAL};
use crate::{
    app::{
        ask::{ask, use_answer},
        components::{DoorRow, Empty, FailureBox, StateShape, Waiting, place},
        map::{OF_LIST, WALK_FROM},
        routes::Route,
        state::SYNC,
        text::{ELDER, t},
    },
    device::messages::{DoorLine, DoorPage, DoorQuery, Failure, Request},
};

/// Windows start at multiples of this, so that scrolling asks seldom.
const STEP: u32 = 10;
/// Rows asked for at once: up to a step and a half before what is in sight, 17 on a tall tablet, and nine after. Each keystroke
/// looks them up and draws them, so they are no more than scrolling needs.
const WINDOW: u32 = 40;

/// Height of a row in pixels; the style sheet's `--row` says the same.
const fn row_height(elder: bool) -> u32 {
    if elder { 104 } else { 76 }
}

fn window_start(scrolled: f64, row: u32) -> u32 {
    let first = scrolled.max(0.0) as u32 / row;
    (first.saturating_sub(STEP / 2)) / STEP * STEP
}

#[component]
pub(super) fn DoorList(onclear: EventHandler<()>) -> Element {
    let row = row_height(*ELDER.read());
    let start = use_memo(move || window_start(*SCROLLED.read(), row));
    let answer = use_answer(move || {
        let query = DoorQuery { offset: start(), limit: WINDOW, ..LOOKING.read().clone() };
        async move {
            let page = ask!(Request::SearchDoors(query.clone()), Doors)?;
            Ok::<_, Failure>((query, page))
        }
    });
    let found = answer.read().clone();
    // Until the answer is here, what stands there belongs to what was typed before.
    let settled = matches!(&found, Some(Ok((query, _))) if narrowing(query) == narrowing(&LOOKING.read()));
    rsx! {
        div { class: "door-found", "aria-busy": !settled, "data-testid": "door-found", "data-for": LOOKING.read().text.clone(),
            match found {
                None => rsx! { Waiting {} },
                Some(Err(failure)) => rsx! { FailureBox { failure } },
                Some(Ok((_, page))) if page.total == 0 => rsx! { Nothing { onclear } },
                Some(Ok((query, page))) => rsx! { Rows { offset: query.offset, page, row } },
            }
        }
    }
}

/// What was asked, whichever window of it.
fn narrowing(query: &DoorQuery) -> DoorQuery {
    DoorQuery { offset: 0, limit: 0, ..query.clone() }
}

#[component]
fn Rows(offset: u32, page: DoorPage, row: u32) -> Element {
    let mut element = use_signal(|| None::<Rc<MountedData>>);
    // A new search starts at the top; coming back from a door starts where one was.
    use_effect(move || {
        let _asked_anew = SEARCHES.read();
        if let Some(list) = element() {
            let at = PixelsVector2D::new(0.0, *SCROLLED.peek());
            spawn(async move {
                let _gone = list.scroll(at, ScrollBehavior::Instant).await;
            });
        }
    });
    let height = u64::from(page.total) * u64::from(row);
    rsx! {
        Found { total: page.total }
        div {
            class: "door-list",
            tabindex: "0",
            role: "region",
            "aria-label": t!("tab-doors"),
            onmounted: move |event| element.set(Some(event.data())),
            onscroll: move |event| *SCROLLED.write() = event.scroll_top(),
            ul { class: "door-rows virtual", height: "{height}px",
                for (index , line) in (offset..).zip(page.rows) {
                    li { key: "{line.id}", top: "{u64::from(index) * u64::from(row)}px",
                        Row { line }
                    }
                }
            }
        }
    }
}

/// How many there are; while the village is read for the first time, how many are still to come.
#[component]
fn Found(total: u32) -> Element {
    let sync = SYNC.read();
    let coming = sync.progress.filter(|_| sync.last_sync.is_none());
    rsx! {
        p { class: "list-count", role: "status", "data-testid": "door-count", "data-total": "{total}",
            {t!("doors-found", count = total)}
            if let Some((read, all)) = coming {
                " · "
                {t!("sync-reading", read = read, all = all)}
            }
            " "
            Link { to: Route::MapWalk { of: OF_LIST.into() }, class: "link", "data-testid": "doors-on-map",
                onclick: move |_| *WALK_FROM.write() = None, {t!("doors-on-map")} }
        }
    }
}

/// Leads to the door, or chooses it.
#[component]
fn Row(line: DoorLine) -> Element {
    let id = line.id;
    let chosen = SEVERAL.read().as_ref().map(|chosen| chosen.contains(&id));
    let Some(chosen) = chosen else {
        return rsx! {
            DoorRow { line, with_lane: true }
        };
    };
    rsx! {
        label { class: "door-row", "data-testid": "door-choose", "data-id": "{id}",
            input {
                r#type: "checkbox",
                checked: chosen,
                onchange: move |event| {
                    if let Some(all) = SEVERAL.write().as_mut() {
                        all.retain(|other| *other != id);
                        if event.checked() {
                            all.push(id);
                        }
                    }
                },
            }
            StateShape { state: line.state }
            span { class: "door-row-main",
                span { class: "door-row-title",
                    span { class: "door-number", {place(&line)} }
                    span { class: "door-name", {line.name.clone()} }
                }
            }
        }
    }
}

#[component]
fn Nothing(onclear: EventHandler<()>) -> Element {
    if narrowing(&LOOKING.read()) != DoorQuery::default() {
        return rsx! {
            Empty { title: t!("doors-none"), advice: t!("doors-none-advice"),
                button { class: "button", r#type: "button", onclick: move |_| onclear.call(()), {t!("doors-clear")} }
            }
        };
    }
    let reading = SYNC.read().last_sync.is_none();
    rsx! {
        Empty {
            title: if reading { t!("today-still-empty") } else { t!("doors-empty") },
            advice: if reading { t!("today-still-empty-advice") } else { t!("doors-empty-advice") },
        }
    }
}
