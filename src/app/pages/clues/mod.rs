//! The police's list of clues: those nobody looks into first; taken up, and done with what came of it.
//!
//! Test ids: `clue-line` (with `data-step`) `clue-take` `clue-note` `clue-done`.

use dioxus::prelude::*;

use crate::{
    app::{
        ask::{ask, use_answer},
        components::{Empty, FailureBox, Icon, IconKind, TextField, Waiting, toast},
        moment::on_day,
        routes::Route,
        text::t,
    },
    device::messages::{ClueLine, Request},
    domain::facts::{ClueHandled, ClueStep},
};

/// The page.
#[component]
pub(crate) fn CluesPage() -> Element {
    let answer = use_answer(|| async { ask!(Request::Clues, Clues) });
    let found = answer.read().clone();
    let waiting = found.is_none();
    rsx! {
        nav { class: "page-back",
            Link { to: Route::NotePage {}, class: "back",
                Icon { kind: IconKind::Back }
                {t!("back")}
            }
        }
        h1 { {t!("clues-title")} }
        div { "aria-busy": waiting,
            match found {
                None => rsx! { Waiting {} },
                Some(Err(failure)) => rsx! { FailureBox { failure } },
                Some(Ok(clues)) if clues.is_empty() => rsx! { Empty { title: t!("clues-none"), advice: t!("clues-none-advice") } },
                Some(Ok(clues)) => rsx! {
                    ul { class: "plain-list me-section",
                        for clue in clues {
                            li { key: "{clue.id}", Clue { clue } }
                        }
                    }
                },
            }
        }
    }
}

#[component]
fn Clue(clue: ClueLine) -> Element {
    let step = match clue.step {
        None => "open",
        Some(ClueStep::Taken) => "taken",
        Some(ClueStep::Done) => "done",
    };
    rsx! {
        article { class: "card", "data-testid": "clue-line", "data-step": step,
            p { strong { {t!(&format!("clue-{step}"))} } " · " {clue.village_name.clone()} " · " {on_day(clue.on)} }
            p { {clue.what.clone()} }
            if !clue.place.is_empty() || !clue.door.is_empty() {
                p { class: "hint", {t!("clue-where", place = clue.place.as_str(), door = clue.door.as_str())} }
            }
            if let Some((longitude, latitude)) = clue.at {
                p { class: "hint", "data-testid": "clue-at", {t!("clue-at", latitude = degrees(latitude), longitude = degrees(longitude))} }
            }
            p { class: "hint",
                if clue.contact.is_empty() { {t!("clue-anonymous")} } else { {t!("clue-reach", contact = clue.contact.as_str())} }
            }
            if !clue.note.is_empty() {
                p { {t!("clue-came-of-it", note = clue.note.as_str())} }
            }
            if clue.can_handle && clue.step != Some(ClueStep::Done) {
                Handling { clue }
            }
        }
    }
}

/// 1/10,000,000 degrees as degrees, to about a metre.
fn degrees(parts: i32) -> String {
    format!("{:.5}", f64::from(parts) / 1e7)
}

#[component]
fn Handling(clue: ClueLine) -> Element {
    let mut note = use_signal(String::new);
    let (id, village, is_open) = (clue.id, clue.village, clue.step.is_none());
    let handle = move |step: ClueStep| async move {
        let handled = ClueHandled { step, note: note().trim().to_owned() };
        match ask!(Request::HandleClue { village, clue: id, handled }, Saved) {
            Ok(_) => toast::show_saved(t!("saved-here")),
            Err(failure) => toast::show_failure(&failure),
        }
    };
    rsx! {
        TextField { label: t!("clue-note"), id: "clue-note-{id}", testid: "clue-note", oninput: move |text| note.set(text) }
        div { class: "actions",
            if is_open {
                button { class: "button", r#type: "button", "data-testid": "clue-take", onclick: move |_| handle(ClueStep::Taken), {t!("clue-take")} }
            }
            button { class: "button", r#type: "button", "data-testid": "clue-done", onclick: move |_| handle(ClueStep::Done), {t!("clue-close")} }
        }
    }
}
