//! The most urgent doors in the order in which to walk them.

use dioxus::prelude::*;

use super::group::why;
use crate::{
    app::{
        ask::{ask, use_answer},
        components::{DoorRow, FailureBox, Waiting},
        text::t,
    },
    device::messages::{Request, TodayDoor, Walk},
};

/// Shown at first and added by "more".
const DOORS: usize = 40;

#[component]
pub(super) fn WalkingOrder() -> Element {
    let answer = use_answer(|| async { ask!(Request::Walk, Walk) });
    let walk = answer.read().clone();
    match walk {
        None => rsx! { Waiting {} },
        Some(Err(failure)) => rsx! { FailureBox { failure } },
        Some(Ok(walk)) => rsx! { Doors { walk } },
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
