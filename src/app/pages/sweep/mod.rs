//! A sweep (扫楼): a building door by door, one tap each. What shows is what was recorded today; there is no draft.
//!
//! Test ids: `sweep-lane` (with `data-lane`); `sweep-progress` (with `data-done`, `data-of`) `sweep-left` `sweep-add` `sweep-done`;
//! a row `sweep-row` (with `data-id`, `data-number`, `data-told`): `sweep-<tap>` `sweep-told` `sweep-undo` `sweep-more`
//! `sweep-<field>` `sweep-save`.

mod lane;
mod lanes;
mod more;
mod room;
mod row;

use dioxus::prelude::*;

use crate::{
    app::{
        ask::{ask, use_answer},
        components::{Empty, FailureBox, Icon, IconKind, Waiting, toast},
        routes::Route,
        text::t,
    },
    device::messages::{Request, SweepView, Tap},
    domain::ids::{AreaId, EntityId, EventId},
    platform::host::{HostClock, client},
    sync::ports::Clock,
};
pub(crate) use lane::Lane;
pub(crate) use lanes::SweepLanes;
pub(crate) use room::SweepRoom;
use row::Row;

/// A second tap of the same thumb must neither say the same again, before the row shows it, nor take it back.
const REST_MS: u64 = 700;

/// What rows can do; it belongs to the page, for a row goes when other people live there.
#[derive(Clone, Copy, PartialEq)]
struct Hands {
    say: Callback<(EntityId, Tap)>,
    undo: Callback<(EntityId, Vec<EventId>)>,
    /// Doors at which something is being recorded, or just was.
    busy: Signal<Vec<EntityId>>,
    /// Taps that were made just now.
    resting: Signal<u32>,
}

/// The page.
#[component]
pub(crate) fn SweepPage(village: AreaId, lane: Lane) -> Element {
    let asked = lane.0.clone();
    let answer = use_answer(move || {
        let lane = asked.clone();
        async move { ask!(Request::Sweep { village, lane }, Sweep) }
    });
    let found = answer.read().clone();
    let waits = found.is_none();
    rsx! {
        nav { class: "page-back",
            Link { to: Route::SweepLanes {}, class: "back",
                Icon { kind: IconKind::Back }
                {t!("sweep-title")}
            }
        }
        h1 { {lane.shown()} }
        div { class: "sweep", "aria-busy": waits,
            match found {
                None => rsx! { Waiting {} },
                Some(Err(failure)) => rsx! { FailureBox { failure } },
                Some(Ok(view)) => rsx! { View { view: *view } },
            }
        }
    }
}

#[component]
fn View(view: SweepView) -> Element {
    let hands = use_hands();
    // Those of which something had been said when only the others were asked for: a row never goes under the thumb.
    let mut hidden = use_signal(|| None::<Vec<EntityId>>);
    let (done, of) = (view.done(), view.rows.len());
    let told: Vec<EntityId> = view.rows.iter().filter(|row| row.told.is_some()).map(|row| row.line.id).collect();
    let shown = view.rows.into_iter().filter(|row| !hidden.read().iter().flatten().any(|id| *id == row.line.id));
    let lane = Lane(view.lane);
    rsx! {
        p { class: "hint", {view.village_name} " · " {t!("sweep-what")} }
        div { class: "sweep-head",
            p { role: "status", "data-testid": "sweep-progress", "data-done": "{done}", "data-of": "{of}",
                strong { {t!("sweep-progress", done = done, of = of)} }
            }
            progress { max: "{of.max(1)}", value: "{done}", "aria-label": t!("sweep-title") }
            button {
                class: "chip",
                r#type: "button",
                "aria-pressed": hidden.read().is_some(),
                "data-testid": "sweep-left",
                onclick: move |_| {
                    let now = hidden.peek().is_none().then(|| told.clone());
                    hidden.set(now);
                },
                {t!("sweep-left", count = of - done)}
            }
        }
        if of == 0 {
            Empty { title: t!("sweep-none"), advice: t!("sweep-none-advice") }
        }
        ul { class: "cells sweep-rows",
            for row in shown {
                li { key: "{row.line.id}", Row { row, hands } }
            }
        }
        if of > 0 && done == of {
            p { class: "note", role: "status", "data-testid": "sweep-done", {t!("sweep-done")} }
        }
        Link { to: Route::SweepRoom { village: view.village, lane }, class: "button wide", "data-testid": "sweep-add",
            Icon { kind: IconKind::Plus }
            {t!("sweep-add")}
        }
    }
}

fn use_hands() -> Hands {
    let mut busy = use_signal(Vec::<EntityId>::new);
    let mut resting = use_signal(|| 0_u32);
    let mut work = move |door: EntityId, request: Request| {
        if busy.peek().contains(&door) {
            return;
        }
        busy.write().push(door);
        resting += 1;
        spawn(async move {
            if let Err(failure) = client::call(request).await {
                toast::show_failure(&failure);
            } else {
                HostClock.sleep_ms(REST_MS).await;
            }
            busy.write().retain(|other| *other != door);
            resting -= 1;
        });
    };
    let mut take_back = work;
    Hands {
        say: use_callback(move |(door, tap)| work(door, Request::SweepDoor { door, tap })),
        undo: use_callback(move |(door, targets)| {
            take_back(door, Request::RetractAll { targets, reason: t!("several-undo-reason") });
        }),
        busy,
        resting,
    }
}
