//! Which building: the lanes of a village with how many doors each has.

use dioxus::prelude::*;

use super::Lane;
use crate::{
    app::{
        ask::{ask, use_answer},
        components::{FailureBox, Icon, IconKind, VillageField, Waiting, use_village_choice},
        routes::Route,
        text::t,
    },
    device::messages::{LaneLine, Request},
    domain::ids::AreaId,
};

/// The page.
#[component]
pub(crate) fn SweepLanes() -> Element {
    let choice = use_village_choice();
    rsx! {
        nav { class: "page-back",
            Link { to: Route::DoorsPage {}, class: "back",
                Icon { kind: IconKind::Back }
                {t!("tab-doors")}
            }
        }
        h1 { {t!("sweep-title")} }
        p { {t!("sweep-which")} }
        VillageField { choice, id: "sweep-village" }
        for village in choice.village() {
            Lanes { key: "{village}", village }
        }
    }
}

#[component]
fn Lanes(village: AreaId) -> Element {
    let answer = use_answer(move || async move { ask!(Request::Lanes { village }, Lanes) });
    let found = answer.read().clone();
    let waits = found.is_none();
    rsx! {
        div { "aria-busy": waits,
            match found {
                None => rsx! { Waiting {} },
                Some(Err(failure)) => rsx! { FailureBox { failure } },
                Some(Ok(lanes)) => rsx! {
                    ul { class: "cells",
                        for line in lanes {
                            li { key: "{line.lane}", Cell { village, line } }
                        }
                    }
                },
            }
        }
    }
}

#[component]
fn Cell(village: AreaId, line: LaneLine) -> Element {
    let lane = Lane(line.lane);
    rsx! {
        Link {
            to: Route::SweepPage { village, lane: lane.clone() },
            class: "list-cell",
            "data-testid": "sweep-lane",
            "data-lane": "{lane.0}",
            span { class: "list-cell-main", strong { {lane.shown()} } }
            span { class: "list-cell-count", {t!("sweep-doors", count = line.of)} }
            Icon { kind: IconKind::Forward }
        }
    }
}
