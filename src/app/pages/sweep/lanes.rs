//! Which building: the lanes of a village with how many doors each has.

use dioxus::prelude::*;

use super::Lane;
use crate::{
    app::{
        ask::{ask, use_answer},
        components::{Empty, FailureBox, Icon, IconKind, Waiting},
        routes::Route,
        text::t,
    },
    device::messages::{LaneLine, Request},
    domain::ids::AreaId,
};

/// The page.
#[component]
pub(crate) fn SweepLanes() -> Element {
    let villages = use_answer(|| async { ask!(Request::Contacts, Contacts) });
    let found = villages.read().clone();
    let (busy, failed) = (found.is_none(), found.clone().and_then(Result::err));
    let known: Vec<(AreaId, String)> =
        found.and_then(Result::ok).unwrap_or_default().into_iter().map(|call| (call.village, call.name)).collect();
    let mut chosen = use_signal(|| None::<AreaId>);
    let village = chosen().or_else(|| known.first().map(|(id, _)| *id));
    rsx! {
        nav { class: "page-back",
            Link { to: Route::DoorsPage {}, class: "back",
                Icon { kind: IconKind::Back }
                {t!("tab-doors")}
            }
        }
        h1 { {t!("sweep-title")} }
        p { {t!("sweep-which")} }
        if known.len() > 1 {
            div { class: "field",
                label { r#for: "sweep-village", {t!("help-village")} }
                select { id: "sweep-village", "data-testid": "sweep-village", onchange: move |event| chosen.set(event.value().parse().ok()),
                    for (id , name) in known.iter() {
                        option { key: "{id}", value: "{id}", {name.clone()} }
                    }
                }
            }
        }
        if let Some(failure) = failed {
            FailureBox { failure }
        } else if village.is_none() && !busy {
            Empty { title: t!("doors-empty"), advice: t!("doors-empty-advice") }
        }
        for village in village {
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
