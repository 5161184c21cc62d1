//! The drawn sample of the round: the next household in drawn order, its three questions, how far it is. Works with no network.
//!
//! It is asked before any teaching: which answers were right shows only after all three were recorded. Nobody home leaves no record;
//! a refusal is one, and the next household in the drawn order takes the place. Test ids: `sample-progress` (with `data-asked`,
//! `data-size`, `data-aware`, `data-refused`) `sample-door` (with `data-id`) `sample-start` `sample-away` `sample-refuse`
//! `sample-refuse-sure` `sample-own` `sample-question` (with `data-n`, `data-id`) `sample-answer` `sample-result` (with
//! `data-correct`) `sample-next` `sample-finished`; elsewhere `sample-card` `sample-draw`.

mod ask;
mod card;

use dioxus::prelude::*;

use ask::{Asking, Questions, Told};
pub(crate) use card::{SampleAtDesk, SampleCard};

use crate::{
    app::{
        ask::{ask, use_answer},
        components::{Empty, FailureBox, Icon, IconKind, Waiting, place, toast},
        routes::Route,
        saving::{Refused, use_saving},
        text::t,
    },
    device::messages::{DoorLine, DrawnSample, Request, SampleView},
    domain::ids::{AreaId, EntityId},
};

/// The page.
#[component]
pub(crate) fn SamplePage(village: AreaId) -> Element {
    let answer = use_answer(move || async move { ask!(Request::Sample { village: Some(village) }, Sample) });
    let found = answer.read().clone();
    let waiting = found.is_none();
    rsx! {
        nav { class: "page-back",
            Link { to: Route::TodayPage {}, class: "back",
                Icon { kind: IconKind::Back }
                {t!("tab-today")}
            }
        }
        h1 { {t!("sample-title")} }
        div { class: "me-section", "aria-busy": waiting,
            match found {
                None => rsx! { Waiting {} },
                Some(Err(failure)) => rsx! { FailureBox { failure } },
                Some(Ok(view)) => rsx! { Round { village, view: view.map(|view| *view) } },
            }
        }
    }
}

/// Somebody is being asked, was asked, or is to be found.
#[component]
fn Round(village: AreaId, view: Option<SampleView>) -> Element {
    let mut asking = use_signal(|| None::<Asking>);
    let later = use_signal(Vec::<EntityId>::new);
    let now = asking.read().clone();
    match (now, view.and_then(|view| view.drawn)) {
        (Some(now), _) if now.is_told() => rsx! { Told { asked: now, onnext: move |()| asking.set(None) } },
        (Some(now), _) => rsx! { Questions { village, now, asking } },
        (None, None) => rsx! { Empty { title: t!("sample-none"), advice: t!("sample-none-advice") } },
        (None, Some(drawn)) => rsx! {
            Progress { drawn: drawn.clone() }
            Next { village, drawn, asking, later }
        },
    }
}

#[component]
fn Progress(drawn: DrawnSample) -> Element {
    rsx! {
        div { class: "card", role: "status", "data-testid": "sample-progress", "data-asked": "{drawn.asked}", "data-size": "{drawn.size}",
            "data-aware": "{drawn.aware}", "data-refused": "{drawn.refused}",
            p { strong { {t!("sample-asked", asked = drawn.asked, size = drawn.size)} } }
            p { {t!("sample-figures", aware = drawn.aware, enough = drawn.enough, refused = drawn.refused, left = drawn.to_ask)} }
        }
        if drawn.own > 0 {
            p { class: "note", "data-testid": "sample-own", "data-count": "{drawn.own}", {t!("sample-own", count = drawn.own)} }
        }
    }
}

/// The next household that was not put off today on this page; those put off come again when the others are through.
#[component]
fn Next(village: AreaId, drawn: DrawnSample, asking: Signal<Option<Asking>>, later: Signal<Vec<EntityId>>) -> Element {
    let (mut asking, mut later) = (asking, later);
    if drawn.to_ask == 0 {
        return rsx! {
            div { "data-testid": "sample-finished",
                Empty { title: t!("sample-finished"), advice: t!("sample-finished-advice") }
            }
        };
    }
    let fresh = drawn.next.iter().find(|door| !later.read().contains(&door.id));
    let Some(door) = fresh.or_else(|| drawn.next.first()).cloned() else {
        // Why stands above, with the figures.
        return rsx! { p { class: "empty-title", "data-testid": "sample-none-for-you", {t!("sample-none-for-you")} } };
    };
    let (id, sample) = (door.id, drawn.id);
    let start = {
        let door = door.clone();
        move |_| asking.set(Some(Asking::of(sample, door.clone())))
    };
    let away = move |_| {
        let mut later = later.write();
        later.retain(|door| *door != id);
        later.push(id);
    };
    rsx! {
        section { class: "card", "aria-labelledby": "sample-door",
            p { class: "hint", {t!("sample-next")} }
            h2 { id: "sample-door", "data-testid": "sample-door", "data-id": "{id}", {place(&door)} " " {door.name.clone()} }
            p { {t!("sample-before")} }
            button { class: "button primary large wide", r#type: "button", "data-testid": "sample-start", onclick: start, {t!("sample-start")} }
            button { class: "button wide", r#type: "button", "data-testid": "sample-away", onclick: away, {t!("sample-away")} }
            // Its own for each household: an open question is not about the next one.
            for door in std::iter::once(door) {
                Refusal { key: "{door.id}", village, door, onrefused: move |()| asking.set(None) }
            }
        }
    }
}

/// Asked twice, for a refusal is a record and the household is not asked again.
#[component]
fn Refusal(village: AreaId, door: DoorLine, onrefused: EventHandler<()>) -> Element {
    let mut open = use_signal(|| false);
    let saving = use_saving();
    let door = door.id;
    let refuse = move || async move {
        ask!(Request::AskSample { village, door, correct: None }, Saved)?;
        toast::show_saved(t!("saved-here"));
        onrefused.call(());
        Ok(())
    };
    rsx! {
        Refused { saving }
        if open() {
            p { {t!("sample-refuse-means")} }
            button { class: "button wide", r#type: "button", "data-testid": "sample-refuse-sure", disabled: saving.is_busy(), onclick: move |_| saving.run(refuse()), {t!("sample-refuse-sure")} }
        } else {
            button { class: "button quiet wide", r#type: "button", "data-testid": "sample-refuse", onclick: move |_| open.set(true), {t!("sample-refuse")} }
        }
    }
}
