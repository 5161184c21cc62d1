//! A clue for the police: what was seen, when, where; anonymous unless whoever told it wishes to be reached.

use dioxus::prelude::*;

use crate::{
    app::{
        ask::{ask, use_answer},
        components::{StandpointField, TextField, toast},
        moment::on_day,
        pages::{DateField, desk_parts::PickDoor},
        routes::Route,
        saving::{SaveForm, use_saving},
        state::STATUS,
        text::t,
    },
    device::messages::{Failure, Request, VillageNotes},
    domain::{day::Day, facts::ClueReported, ids::EntityId},
    platform::standpoint::Standpoint,
};

#[component]
pub(super) fn ClueForm(notes: VillageNotes) -> Element {
    let today = STATUS.read().as_ref().map(|status| status.today);
    let mut what = use_signal(String::new);
    let mut on = use_signal(|| today);
    let mut place = use_signal(String::new);
    let mut door = use_signal(|| None::<EntityId>);
    let mut contact = use_signal(String::new);
    let mut here = use_signal(|| None::<Standpoint>);
    let saving = use_saving();
    let report = move || async move {
        let (day, village): (Option<Day>, _) = (on(), notes.village);
        let (Some(on), Some(village)) = (day, village) else {
            return Err(Failure::Invalid { code: "note_day".into() });
        };
        let line = |text: Signal<String>| text.read().trim().to_owned();
        let (what, place, contact) = (line(what), line(place), line(contact));
        let clue = ClueReported { what, on, place, door: door(), at: here().map(|here: Standpoint| here.at), contact };
        ask!(Request::ReportClue { village, clue }, Saved)?;
        toast::show_saved(t!("clue-saved"));
        navigator().replace(Route::NotePage {});
        Ok(())
    };
    rsx! {
        p { class: "note", {t!("clue-who-reads")} }
        SaveForm { saving, testid: "note-save", label: t!("clue-save"), onsave: move |()| saving.run(report()),
            div { class: "field",
                label { r#for: "clue-what", {t!("clue-what")} }
                p { class: "hint", id: "clue-what-hint", {t!("clue-what-hint")} }
                textarea {
                    id: "clue-what",
                    rows: "5",
                    "aria-describedby": "clue-what-hint",
                    "data-testid": "clue-what",
                    oninput: move |event| what.set(event.value()),
                }
            }
            DateField { label: t!("clue-day"), testid: "clue-day", value: on(), onchange: move |day| on.set(day) }
            TextField { label: t!("clue-place"), hint: t!("clue-optional"), id: "clue-place", testid: "clue-place", oninput: move |text| place.set(text) }
            StandpointField { here: here(), onchange: move |found| here.set(found) }
            PickDoor { label: t!("clue-door"), id: "clue-door", onpick: move |picked: Option<(EntityId, _)>| door.set(picked.map(|(door, _)| door)) }
            TextField { label: t!("clue-contact"), hint: t!("clue-contact-hint"), id: "clue-contact", testid: "clue-contact", oninput: move |text| contact.set(text) }
        }
    }
}

/// Own clues that have not left this device yet.
#[component]
pub(super) fn WaitingClues() -> Element {
    let answer = use_answer(|| async { ask!(Request::Clues, Clues) });
    let waiting: Vec<_> = match &*answer.read() {
        Some(Ok(clues)) => clues.iter().filter(|clue| !clue.can_handle).cloned().collect(),
        _ => return rsx! {},
    };
    if waiting.is_empty() {
        return rsx! {};
    }
    rsx! {
        section { class: "me-section", "aria-labelledby": "clues-waiting",
            h2 { id: "clues-waiting", {t!("clues-waiting")} }
            p { class: "hint", {t!("clues-waiting-hint")} }
            ul { class: "plain-list",
                for clue in waiting {
                    li { key: "{clue.id}", class: "card", "data-testid": "clue-waiting",
                        p { {clue.what.clone()} }
                        p { class: "hint", {on_day(clue.on)} }
                    }
                }
            }
        }
    }
}
