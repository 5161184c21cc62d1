//! This week's topic, published by police or reviewers for everyone below their area.

use dioxus::prelude::*;

use super::save;
use crate::{
    app::{
        pages::{DateField, fraud_name},
        routes::Route,
        saving::{SaveForm, use_saving},
        state::STATUS,
        text::t,
    },
    device::{
        fraud_types,
        messages::{Failure, NewNote},
    },
    domain::{day::Day, facts::TopicPublished},
};

/// A topic holds for a week unless somebody says otherwise.
const DAYS: i32 = 6;

#[component]
pub(super) fn TopicForm() -> Element {
    let status = STATUS.read().clone();
    let Some((today, enrolled)) = status.and_then(|status| Some((status.today, status.enrolled?))) else {
        return rsx! {};
    };
    let area = enrolled.area;
    let mut fraud = use_signal(|| fraud_types().next().map(|kind| kind.code).unwrap_or_default());
    let mut from = use_signal(|| Some(today));
    let mut until = use_signal(|| Some(today.plus(DAYS)));
    let mut text = use_signal(String::new);
    let mut cases = use_signal(String::new);
    let saving = use_saving();
    let publish = move || async move {
        let days: (Option<Day>, Option<Day>) = (from(), until());
        let (Some(from), Some(until)) = days else {
            return Err(Failure::Invalid { code: "topic".into() });
        };
        let cases = cases().lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
        let topic = TopicPublished { fraud: fraud().to_owned(), from, until, text: text().trim().to_owned(), cases };
        save(Some(area), NewNote::Topic(topic)).await?;
        navigator().replace(Route::TodayPage {});
        Ok(())
    };
    rsx! {
        SaveForm { saving, testid: "note-save", label: t!("topic-publish"), onsave: move |()| saving.run(publish()),
            p { {t!("topic-for", area = enrolled.area_name)} }
            div { class: "field",
                label { r#for: "topic-fraud", {t!("topic-fraud")} }
                select {
                    id: "topic-fraud",
                    "data-testid": "topic-fraud",
                    onchange: move |event| {
                        if let Some(kind) = fraud_types().find(|kind| kind.code == event.value()) {
                            fraud.set(kind.code);
                        }
                    },
                    for kind in fraud_types() {
                        option { key: "{kind.code}", value: kind.code, {fraud_name(kind.code)} }
                    }
                }
            }
            DateField { label: t!("topic-from"), testid: "topic-from", value: from(), onchange: move |day| from.set(day) }
            DateField { label: t!("topic-until"), testid: "topic-until", value: until(), onchange: move |day| until.set(day) }
            Paragraph { label: t!("topic-text"), hint: String::new(), id: "topic-text", oninput: move |value| text.set(value) }
            Paragraph { label: t!("topic-cases"), hint: t!("topic-cases-hint"), id: "topic-cases", oninput: move |value| cases.set(value) }
        }
    }
}

/// Several lines; uncontrolled, so that no input method is disturbed.
#[component]
fn Paragraph(label: String, hint: String, id: &'static str, oninput: EventHandler<String>) -> Element {
    rsx! {
        div { class: "field",
            label { r#for: id, {label} }
            if !hint.is_empty() {
                p { class: "hint", {hint} }
            }
            textarea { id, rows: "4", "data-testid": id, oninput: move |event| oninput.call(event.value()) }
        }
    }
}
