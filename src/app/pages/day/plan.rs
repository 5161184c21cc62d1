//! Planning a visit day: when, which station, who goes, which lanes.

use dioxus::prelude::*;
use std::collections::BTreeSet;

use crate::{
    app::{
        ask::{ask, use_answer},
        components::{FailureBox, Icon, IconKind, TextField, Waiting, toast},
        pages::DateField,
        routes::Route,
        saving::{SaveForm, use_saving},
        state::STATUS,
        text::t,
    },
    device::messages::{Failure, LaneLine, Request},
    domain::{
        day::Day,
        facts::{DayPlanned, PlannedLane},
        ids::AreaId,
    },
};

/// The page.
#[component]
pub(crate) fn DayPlan() -> Element {
    let villages = use_answer(|| async { ask!(Request::Contacts, Contacts) });
    let known: Vec<(AreaId, String)> = match &*villages.read() {
        Some(Ok(calls)) => calls.iter().map(|call| (call.village, call.name.clone())).collect(),
        _ => Vec::new(),
    };
    let mut chosen = use_signal(|| None::<AreaId>);
    let village = chosen().or_else(|| known.first().map(|(id, _)| *id));
    rsx! {
        nav { class: "page-back",
            Link { to: Route::TodayPage {}, class: "back",
                Icon { kind: IconKind::Back }
                {t!("tab-today")}
            }
        }
        h1 { {t!("day-plan")} }
        if known.len() > 1 {
            div { class: "field",
                label { r#for: "day-village", {t!("help-village")} }
                select { id: "day-village", "data-testid": "day-village", onchange: move |event| chosen.set(event.value().parse().ok()),
                    for (id , name) in known.iter() {
                        option { key: "{id}", value: "{id}", {name.clone()} }
                    }
                }
            }
        }
        for village in village {
            Form { key: "{village}", village }
        }
    }
}

#[component]
fn Form(village: AreaId) -> Element {
    let today = STATUS.read().as_ref().map(|status| status.today);
    let lanes = use_answer(move || async move { ask!(Request::Lanes { village }, Lanes) });
    let mut on = use_signal(|| today);
    let mut station = use_signal(String::new);
    let mut members = use_signal(String::new);
    let chosen = use_signal(BTreeSet::<String>::new);
    let saving = use_saving();
    let found = lanes.read().clone();
    let all: Vec<LaneLine> = found.clone().and_then(Result::ok).unwrap_or_default();
    let taken: Vec<LaneLine> = all.iter().filter(|lane| chosen.read().contains(&lane.lane)).cloned().collect();
    let doors = taken.iter().map(|lane| lane.open.len()).sum::<usize>();
    let save = move || {
        let lanes = taken.iter().map(|lane| PlannedLane {
            lane: lane.lane.clone(),
            doors: lane.open.clone(),
            member: String::new(),
        });
        let lanes = lanes.collect();
        async move {
            let on: Option<Day> = on();
            let on = on.ok_or_else(|| Failure::Invalid { code: "note_day".into() })?;
            let members = members().split(['、', '，', ',', ';', '；', '\n']).map(str::to_owned).collect();
            let planned = DayPlanned { on, station: station(), members, lanes, goal: DayPlanned::GOAL };
            let id = ask!(Request::PlanDay { village, day: None, planned }, Registered)?;
            toast::show_saved(t!("saved-here"));
            navigator().replace(Route::DayPage { id });
            Ok(())
        }
    };
    rsx! {
        SaveForm { saving, testid: "day-save", label: t!("save"), onsave: move |()| saving.run(save()),
            DateField { label: t!("day-on"), testid: "day-on", value: on(), onchange: move |day| on.set(day) }
            TextField { label: t!("day-station"), id: "day-station", testid: "day-station", oninput: move |text| station.set(text) }
            TextField { label: t!("day-members"), hint: t!("day-members-hint"), id: "day-members", testid: "day-members", oninput: move |text| members.set(text) }
            match found {
                None => rsx! { Waiting {} },
                Some(Err(failure)) => rsx! { FailureBox { failure } },
                Some(Ok(lanes)) => rsx! { Lanes { lanes, chosen } },
            }
            p { role: "status", "data-testid": "day-count", "data-doors": "{doors}",
                {t!("day-chosen", count = doors)}
                if doors > 0 && doors < DayPlanned::GOAL as usize {
                    " "
                    {t!("day-few", goal = DayPlanned::GOAL)}
                }
            }
        }
    }
}

/// Lanes with how many doors are still open in the round.
#[component]
fn Lanes(lanes: Vec<LaneLine>, chosen: Signal<BTreeSet<String>>) -> Element {
    let mut chosen = chosen;
    rsx! {
        fieldset { class: "chips wrap",
            legend { {t!("day-lanes")} }
            for lane in lanes.into_iter().filter(|lane| !lane.open.is_empty()) {
                button {
                    key: "{lane.lane}",
                    class: "chip",
                    r#type: "button",
                    "aria-pressed": chosen.read().contains(&lane.lane),
                    "data-testid": "day-lane-choice",
                    onclick: {
                        let lane = lane.lane.clone();
                        move |_| {
                            let mut all = chosen.write();
                            if !all.remove(&lane) {
                                all.insert(lane.clone());
                            }
                        }
                    },
                    {
                        let name = if lane.lane.is_empty() { t!("today-no-lane") } else { lane.lane.clone() };
                        t!("day-lane-choice", lane = name, open = lane.open.len())
                    }
                }
            }
        }
    }
}
