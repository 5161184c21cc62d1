//! Planning a visit day: when, which station, who goes, which lanes.

use dioxus::prelude::*;
use std::collections::BTreeSet;

use crate::{
    app::{
        ask::{ask, use_answer},
        components::{
            Chip, ChipField, FailureBox, Icon, IconKind, TextField, VillageField, Waiting, toast, use_village_choice,
        },
        pages::DateField,
        routes::Route,
        saving::{SaveForm, use_saving},
        state::STATUS,
        text::t,
    },
    device::messages::{DayLine, Failure, LaneLine, Request},
    domain::{
        day::Day,
        facts::{DayPlanned, PlannedLane},
        ids::AreaId,
    },
};

/// The page.
#[component]
pub(crate) fn DayPlan() -> Element {
    let choice = use_village_choice();
    rsx! {
        nav { class: "page-back",
            Link { to: Route::TodayPage {}, class: "back",
                Icon { kind: IconKind::Back }
                {t!("tab-today")}
            }
        }
        h1 { {t!("day-plan")} }
        VillageField { choice, id: "day-village" }
        for village in choice.village() {
            Form { key: "{village}", village }
        }
    }
}

/// What was planned here before: most days are like the last one.
#[derive(Clone, Default, PartialEq)]
struct Before {
    /// The last day's police station.
    station: String,
    /// Who went, the latest first, each once.
    members: Vec<String>,
}

impl Before {
    /// Most names that are offered.
    const MOST: usize = 12;

    /// `days` with the latest first.
    fn of(days: &[DayLine], village: AreaId) -> Self {
        let here = || days.iter().filter(|day| day.village == village);
        let mut members: Vec<String> = Vec::new();
        for member in here().flat_map(|day| &day.members) {
            if members.len() < Self::MOST && !members.contains(member) {
                members.push(member.clone());
            }
        }
        Self { station: here().next().map(|day| day.station.clone()).unwrap_or_default(), members }
    }
}

#[component]
fn Form(village: AreaId) -> Element {
    let days = use_answer(|| async { ask!(Request::Days, Days) });
    match &*days.read() {
        None => rsx! { Waiting {} },
        // Without the earlier days there is only more to type.
        Some(days) => {
            let before = days.as_ref().map(|days| Before::of(days, village)).unwrap_or_default();
            rsx! { Plan { village, before } }
        }
    }
}

#[component]
fn Plan(village: AreaId, before: Before) -> Element {
    let today = STATUS.read().as_ref().map(|status| status.today);
    let lanes = use_answer(move || async move { ask!(Request::Lanes { village }, Lanes) });
    let mut on = use_signal(|| today);
    let mut station = use_signal(|| before.station.clone());
    let going = use_signal(BTreeSet::<String>::new);
    let mut others = use_signal(String::new);
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
            let others = others();
            let others = others.split(['、', '，', ',', ';', '；', '\n']).map(str::to_owned);
            let members = going().into_iter().chain(others).collect();
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
            TextField {
                label: t!("day-station"),
                id: "day-station",
                testid: "day-station",
                initial: station.peek().clone(),
                oninput: move |text| station.set(text),
            }
            if !before.members.is_empty() {
                Toggles {
                    legend: t!("day-members"),
                    offered: before.members.iter().map(|name| (name.clone(), name.clone())).collect::<Vec<_>>(),
                    chosen: going,
                    testid: "day-member-choice",
                }
            }
            TextField {
                label: if before.members.is_empty() { t!("day-members") } else { t!("day-members-others") },
                hint: t!("day-members-hint"),
                id: "day-members",
                testid: "day-members",
                oninput: move |text| others.set(text),
            }
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
    let offered = lanes.into_iter().filter(|lane| !lane.open.is_empty()).map(|lane| {
        let name = if lane.lane.is_empty() { t!("today-no-lane") } else { lane.lane.clone() };
        (lane.lane, t!("day-lane-choice", lane = name, open = lane.open.len()))
    });
    rsx! {
        Toggles { legend: t!("day-lanes"), offered: offered.collect::<Vec<_>>(), chosen, testid: "day-lane-choice" }
    }
}

/// Any number of what is offered: codes with their labels.
#[component]
fn Toggles(
    legend: String,
    offered: Vec<(String, String)>,
    chosen: Signal<BTreeSet<String>>,
    testid: &'static str,
) -> Element {
    let mut chosen = chosen;
    let chips = offered.into_iter().map(|(code, label)| {
        let pressed = chosen.read().contains(&code);
        Chip::new(code, label, pressed).tested_as(testid.to_owned())
    });
    rsx! {
        ChipField {
            legend,
            chips: chips.collect::<Vec<_>>(),
            onpick: move |code: String| {
                let mut all = chosen.write();
                if !all.remove(&code) {
                    all.insert(code);
                }
            },
        }
    }
}
