//! Publicity points: a look at one, or a new one.

use dioxus::prelude::*;

use super::save;
use crate::{
    app::{
        components::{StandpointField, TextField},
        moment::on_day,
        saving::{Refused, SaveForm, use_saving},
        text::{t, text_of_code},
    },
    device::messages::{NewNote, PointLine, VillageNotes},
    domain::{
        facts::PointRegistered,
        ids::{AreaId, EntityId},
    },
    platform::standpoint::Standpoint,
};

/// Where publicity is asked for.
const PLACES: [&str; 8] = ["compound", "factory", "entrance", "lift", "office", "bank", "market", "school"];

#[component]
pub(super) fn PointForm(notes: VillageNotes) -> Element {
    let village = notes.village;
    rsx! {
        NewPoint { village }
        section { class: "history", "aria-labelledby": "points-title",
            h2 { id: "points-title", {t!("points-title")} }
            if notes.points.is_empty() {
                p { class: "hint", {t!("points-none")} }
            }
            ul { class: "history-lines",
                for point in notes.points {
                    Point { key: "{point.id}", village, point }
                }
            }
        }
    }
}

#[component]
fn Point(village: Option<AreaId>, point: PointLine) -> Element {
    let saving = use_saving();
    let id: EntityId = point.id;
    let look = move |present: bool| saving.run(save(village, NewNote::Check { point: id, present }));
    let (state, last) = match point.last {
        None => ("", t!("point-never")),
        Some((day, true)) => ("yes", t!("point-last-present", day = on_day(day))),
        Some((day, false)) => ("no", t!("point-last-absent", day = on_day(day))),
    };
    rsx! {
        li { class: "history-line", "data-testid": "point-line", "data-present": state,
            div { class: "history-what",
                strong { {point.name.clone()} }
                span { class: "badge", {text_of_code("place", &point.place)} }
            }
            p { class: "hint", {last} }
            div { class: "actions",
                button { class: "button small", r#type: "button", "data-testid": "point-present", disabled: saving.is_busy(), onclick: move |_| look(true), {t!("point-present")} }
                button { class: "button small", r#type: "button", "data-testid": "point-absent", disabled: saving.is_busy(), onclick: move |_| look(false), {t!("point-absent")} }
            }
            Refused { saving }
        }
    }
}

#[component]
fn NewPoint(village: Option<AreaId>) -> Element {
    let mut place = use_signal(|| PLACES[0]);
    let mut name = use_signal(String::new);
    let mut here = use_signal(|| None::<Standpoint>);
    let mut begun = use_signal(|| 0_u32);
    let saving = use_saving();
    let register = move || async move {
        let point = PointRegistered {
            place: place().to_owned(),
            name: name().trim().to_owned(),
            at: here().map(|here: Standpoint| here.at),
        };
        save(village, NewNote::Point(point)).await?;
        name.set(String::new());
        here.set(None);
        begun += 1;
        Ok(())
    };
    rsx! {
        SaveForm {
            saving,
            testid: "note-save",
            label: t!("save"),
            class: "card visit-form",
            button: "button primary wide",
            onsave: move |()| saving.run(register()),
            h2 { {t!("point-new")} }
            div { class: "field",
                label { r#for: "point-place", {t!("point-place")} }
                select {
                    id: "point-place",
                    "data-testid": "point-place",
                    onchange: move |event| {
                        if let Some(known) = PLACES.into_iter().find(|known| *known == event.value()) {
                            place.set(known);
                        }
                    },
                    for code in PLACES {
                        option { key: "{code}", value: code, {text_of_code("place", code)} }
                    }
                }
            }
            for number in [begun()] {
                TextField { key: "{number}", label: t!("point-name"), id: "point-name", testid: "point-name", oninput: move |text| name.set(text) }
            }
            StandpointField { here: here(), onchange: move |found| here.set(found) }
        }
    }
}
