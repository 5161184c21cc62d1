//! The doors that were not reached: what to do next, one link each.

use dioxus::prelude::*;

use crate::{
    app::{
        components::{DoorRow, Empty},
        pages::desk_parts::{WindowControls, window_of},
        text::t,
    },
    device::messages::DoorLine,
};

/// The device lists no more than this.
const FIRST: usize = 200;

/// Households and units that were not reached.
#[component]
pub(super) fn MissingDoors(doors: Vec<DoorLine>) -> Element {
    let window = use_signal(|| 0_usize);
    let shown = window_of(window(), doors.len());
    let listed = doors.len();
    rsx! {
        section { class: "desk-section", "data-testid": "village-missing",
            h2 { {t!("desk-missing-title")} }
            if doors.is_empty() {
                Empty { title: t!("desk-missing-none"), advice: t!("desk-missing-none-do") }
            } else {
                p { class: "desk-note",
                    if listed < FIRST { {t!("desk-missing-all", count = listed)} } else { {t!("desk-missing-first", count = listed)} }
                }
                ul { class: "plain-list missing-doors",
                    for line in doors[shown].iter().cloned() {
                        li { key: "{line.id}", DoorRow { line, with_lane: true } }
                    }
                }
                WindowControls { window, all: listed }
            }
        }
    }
}
