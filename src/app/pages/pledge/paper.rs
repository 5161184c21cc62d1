//! A pledge that was signed on paper, entered by the worker: it counts, and says what it is.

use dioxus::prelude::*;

use crate::{
    app::{
        ask::ask,
        components::{FailureBox, TextField, toast},
        routes::Route,
        text::t,
    },
    device::messages::{Failure, Request},
    domain::{day::Day, facts::Manner, ids::EntityId},
};

/// The page.
#[component]
pub(crate) fn PledgePaper(id: EntityId) -> Element {
    let mut signer = use_signal(String::new);
    let mut day = use_signal(|| None::<Day>);
    let mut failure = use_signal(|| None::<Failure>);
    let mut busy = use_signal(|| false);
    let save = move || async move {
        let Some(on) = day() else { return };
        if busy() {
            return;
        }
        busy.set(true);
        let saved = async {
            let text = ask!(Request::PledgeText, PledgeText)?.id;
            let manner = Manner { paper: Some(on), ..Manner::default() };
            let (strokes, assisted_by) = (Vec::new(), None);
            ask!(Request::SignPledge { door: id, text, signer: signer(), strokes, assisted_by, manner }, Saved)
        };
        match saved.await {
            Ok(_) => {
                toast::show_saved(t!("saved-here"));
                navigator().replace(Route::DoorPage { id });
            }
            Err(refused) => failure.set(Some(refused)),
        }
        busy.set(false);
    };
    rsx! {
        nav { class: "page-back",
            Link { to: Route::DoorPage { id }, class: "back", {t!("back")} }
        }
        h1 { {t!("paper-title")} }
        p { class: "hint", {t!("paper-advice")} }
        form {
            class: "inline-form",
            onsubmit: move |event| {
                event.prevent_default();
                save()
            },
            TextField { label: t!("pledge-signer"), id: "paper-signer", testid: "paper-signer", oninput: move |text| signer.set(text) }
            TextField {
                label: t!("paper-day"),
                id: "paper-day",
                kind: "date",
                testid: "paper-day",
                oninput: move |text: String| day.set(text.parse().ok()),
            }
            if let Some(failure) = failure() {
                FailureBox { failure }
            }
            button {
                class: "button primary wide",
                r#type: "submit",
                disabled: busy() || day().is_none() || signer.read().trim().is_empty(),
                "data-testid": "paper-save",
                {t!("save")}
            }
        }
    }
}
