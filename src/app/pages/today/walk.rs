//! The most urgent doors in the order in which to walk them.

use dioxus::prelude::*;

use super::group::why;
use crate::{
    app::{
        ask::{ask, use_answer},
        components::{DoorRow, FailureBox, Waiting, use_finding},
        map::WALK_FROM,
        routes::Route,
        text::t,
    },
    device::messages::{Request, TodayDoor, Walk},
    domain::area::Point,
    platform::standpoint::NoStandpoint,
};

/// Shown at first and added by "more".
const DOORS: usize = 40;

#[component]
pub(super) fn WalkingOrder() -> Element {
    let from = use_signal(|| None::<Point>);
    let answer = use_answer(move || {
        let from = from();
        async move { ask!(Request::Walk { from }, Walk) }
    });
    let walk = answer.read().clone();
    rsx! {
        div { class: "walk-tools",
            FromHere { from }
            Link { to: Route::MapWalk { of: String::new() }, class: "button", "data-testid": "walk-on-map",
                onclick: move |_| *WALK_FROM.write() = *from.peek(), {t!("walk-on-map")} }
        }
        match walk {
            None => rsx! { Waiting {} },
            Some(Err(failure)) => rsx! { FailureBox { failure } },
            Some(Ok(walk)) => rsx! { Doors { walk } },
        }
    }
}

/// Where one stands, asked once and kept nowhere: the walk then begins there.
#[component]
fn FromHere(from: Signal<Option<Point>>) -> Element {
    let mut from = from;
    let finding = use_finding();
    rsx! {
        div { class: "walk-from", "aria-busy": finding.is_busy(),
            if from.read().is_some() {
                p { role: "status", "data-testid": "walk-from-here", {t!("walk-from-here")} }
            } else {
                button { class: "button", r#type: "button", disabled: finding.is_busy(), "data-testid": "walk-from",
                    onclick: move |_| finding.ask(move |here| from.set(Some(here.at))),
                    if finding.is_busy() { {t!("standpoint-asking")} } else { {t!("walk-from")} }
                }
            }
            match finding.refused() {
                None => rsx! {},
                Some(NoStandpoint::Denied) => rsx! { p { role: "alert", {t!("walk-from-denied")} } },
                Some(NoStandpoint::Nowhere) => rsx! { p { role: "alert", {t!("walk-from-nowhere")} } },
            }
        }
    }
}

#[component]
fn Doors(walk: Walk) -> Element {
    let mut shown = use_signal(|| DOORS);
    let (placed, all) = (walk.doors.len(), walk.doors.len() + walk.placeless.len());
    let doors: Vec<TodayDoor> = walk.doors.into_iter().chain(walk.placeless).take(shown()).collect();
    rsx! {
        section { class: "door-group", "data-testid": "walk", "data-metres": "{walk.metres}",
            h3 {
                span { {t!("walk-title", count = placed)} }
                span { class: "door-group-count", {t!("walk-metres", metres = walk.metres)} }
            }
            ul { class: "door-rows",
                for door in doors {
                    li { key: "{door.line.id}",
                        DoorRow { why: why(&door), line: door.line, with_lane: true }
                    }
                }
            }
            if shown() < all {
                button { class: "button quiet wide", r#type: "button", onclick: move |_| shown += DOORS, {t!("more")} }
            }
        }
    }
}
