//! An activity that was held: which duty, when, what and where, how many came.

use dioxus::prelude::*;

use super::save;
use crate::{
    app::{
        components::{Chip, ChipField, TextField},
        pages::DateField,
        routes::Route,
        saving::{SaveForm, use_saving},
        state::STATUS,
        text::{t, text_of_code},
    },
    device::messages::{Failure, NewNote, VillageNotes},
    domain::{day::Day, facts::ActivityHeld},
};

/// Where no rule set is known yet.
const ACTIVITY: &str = "activity";

#[component]
pub(super) fn ActivityForm(notes: VillageNotes) -> Element {
    let village = notes.village;
    let today = STATUS.read().as_ref().map(|status| status.today);
    let mut duties: Vec<String> =
        notes.duties.iter().filter(|duty| !duty.by_message).map(|duty| duty.kind.clone()).collect();
    if duties.is_empty() {
        duties.push(ACTIVITY.into());
    }
    let mut duty = use_signal(|| duties.first().cloned().unwrap_or_default());
    let mut on = use_signal(|| today);
    let mut title = use_signal(String::new);
    let mut attendance = use_signal(|| 0_u32);
    let saving = use_saving();
    let record = move || async move {
        let on: Option<Day> = on();
        let on = on.ok_or_else(|| Failure::Invalid { code: "note_day".into() })?;
        let held = ActivityHeld { duty: duty(), on, title: title().trim().to_owned(), attendance: attendance() };
        save(village, NewNote::Activity(held)).await?;
        navigator().replace(Route::NotePage {});
        Ok(())
    };
    rsx! {
        SaveForm { saving, testid: "note-save", label: t!("save"), onsave: move |()| saving.run(record()),
            ChipField {
                legend: t!("activity-duty"),
                chips: duties
                    .iter()
                    .map(|kind| Chip::new(kind, text_of_code("duty", kind), duty() == *kind).tested_as("activity-duty".into()))
                    .collect::<Vec<_>>(),
                onpick: move |kind| duty.set(kind),
            }
            DateField { label: t!("activity-day"), testid: "activity-day", value: on(), onchange: move |day| on.set(day) }
            TextField { label: t!("activity-title"), id: "activity-title", testid: "activity-title", oninput: move |text| title.set(text) }
            TextField {
                label: t!("activity-attendance"),
                id: "activity-attendance",
                testid: "activity-attendance",
                kind: "number",
                oninput: move |text: String| attendance.set(text.parse().unwrap_or(0)),
            }
        }
    }
}
