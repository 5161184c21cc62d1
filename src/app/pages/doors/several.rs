//! Several doors at once: a stairwell or a lane where nobody is home. For a while it can be taken back here; later in each door's
//! history.

use dioxus::prelude::*;

use super::SEVERAL;
use crate::{
    app::{
        ask::ask,
        components::{Icon, IconKind},
        pages::Lane,
        routes::Route,
        saving::{Refused, use_saving},
        text::t,
    },
    device::messages::{Failure, Request},
    domain::{
        facts::{Method, Outcome, VisitRecorded},
        ids::EventId,
    },
    platform::host::HostClock,
    sync::ports::Clock,
};

/// How long the way back stays here.
const UNDO_MS: u64 = 20_000;

/// What one can record of many at once.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    NobodyHome,
    LeafletLeft,
}

fn visit(of: Of) -> VisitRecorded {
    VisitRecorded {
        outcome: Outcome::NobodyHome,
        method: Method::Door,
        adults_met: 0,
        adults: 0,
        topics: Vec::new(),
        notice: of == Of::LeafletLeft,
        revisit: None,
        note: String::new(),
        at: None,
        photos: Vec::new(),
    }
}

/// Begins and ends the choosing.
#[component]
pub(super) fn SeveralSwitch() -> Element {
    let choosing = SEVERAL.read().is_some();
    rsx! {
        button {
            class: "chip",
            r#type: "button",
            "aria-pressed": choosing,
            "data-testid": "several",
            onclick: move |_| *SEVERAL.write() = if choosing { None } else { Some(Vec::new()) },
            {t!("several")}
        }
    }
}

/// What to record at those chosen, and the way back from what was recorded.
#[component]
pub(super) fn SeveralBar() -> Element {
    let mut done = use_signal(Vec::<EventId>::new);
    let saving = use_saving();
    let record = use_callback(move |of: Of| {
        let Some(doors) = SEVERAL.peek().clone() else { return };
        saving.run(async move {
            let events = ask!(Request::RecordVisits { doors, visit: visit(of) }, SavedAll)?;
            *SEVERAL.write() = None;
            done.set(events.clone());
            spawn(async move {
                HostClock.sleep_ms(UNDO_MS).await;
                if *done.peek() == events {
                    done.set(Vec::new());
                }
            });
            Ok(())
        });
    });
    let undo = move || async move {
        let targets = done();
        ask!(Request::RetractAll { targets, reason: t!("several-undo-reason") }, SavedAll)?;
        done.set(Vec::new());
        Ok(())
    };
    // The building in which they stand; those of several buildings stay chosen.
    let sweep = move || async move {
        let mut building = None;
        for door in SEVERAL.peek().clone().unwrap_or_default() {
            let line = ask!(Request::Door { door }, Door)?.line;
            let this = (line.village, line.lane);
            if *building.get_or_insert_with(|| this.clone()) != this {
                return Err(Failure::Invalid { code: "several_buildings".into() });
            }
        }
        let Some((village, lane)) = building else { return Ok(()) };
        *SEVERAL.write() = None;
        navigator().push(Route::SweepPage { village, lane: Lane(lane) });
        Ok(())
    };
    let chosen = SEVERAL.read().as_ref().map(Vec::len);
    rsx! {
        Refused { saving }
        if let Some(count) = chosen {
            div { class: "several-bar", role: "group", "aria-label": t!("several"),
                p { role: "status", {t!("several-count", count = count)} }
                button {
                    class: "button primary",
                    r#type: "button",
                    "data-testid": "several-nobody-home",
                    disabled: count == 0 || saving.is_busy(),
                    onclick: move |_| record(Of::NobodyHome),
                    {t!("outcome-nobody-home")}
                }
                button {
                    class: "button",
                    r#type: "button",
                    "data-testid": "several-leaflet",
                    disabled: count == 0 || saving.is_busy(),
                    onclick: move |_| record(Of::LeafletLeft),
                    {t!("outcome-leaflet-left")}
                }
                button {
                    class: "button",
                    r#type: "button",
                    "data-testid": "several-sweep",
                    disabled: count == 0 || saving.is_busy(),
                    onclick: move |_| saving.run(sweep()),
                    {t!("sweep-title")}
                }
            }
        } else if !done.read().is_empty() {
            div { class: "several-bar", role: "status", "data-testid": "several-saved",
                Icon { kind: IconKind::Received }
                p { {t!("several-saved", count = done.read().len())} }
                button { class: "button", r#type: "button", "data-testid": "several-undo", disabled: saving.is_busy(), onclick: move |_| saving.run(undo()), {t!("several-undo")} }
            }
        }
    }
}
