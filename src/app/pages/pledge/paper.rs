//! A pledge that was signed on paper, entered by the worker, with a picture of the sheet if there is one: it counts, and says
//! what it is.

use dioxus::prelude::*;

use crate::{
    app::{
        ask::ask,
        components::{FailureBox, PhotoField, TextField, add_photo, toast},
        routes::Route,
        text::t,
    },
    device::{
        MOST_PHOTOS,
        messages::{Failure, Request},
    },
    domain::{day::Day, facts::Manner, ids::EntityId, photo::Photo},
};

/// The page.
#[component]
pub(crate) fn PledgePaper(id: EntityId) -> Element {
    let mut signer = use_signal(String::new);
    let mut day = use_signal(|| None::<Day>);
    let mut photos = use_signal(Vec::<Photo>::new);
    let taking = use_signal(|| false);
    let mut failure = use_signal(|| None::<Failure>);
    let mut busy = use_signal(|| false);
    let save = move || async move {
        let Some(on) = day() else { return };
        if busy() || taking() {
            return;
        }
        busy.set(true);
        let (name, sheets) = (signer.peek().clone(), photos.peek().clone());
        match keep(id, name, on, sheets).await {
            Ok(()) => {
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
            PhotoField {
                label: t!("paper-photos"),
                hint: t!("paper-photos-hint", most = MOST_PHOTOS),
                testid: "paper-photos",
                door: id,
                photos: photos(),
                taking,
                onadd: move |photo| add_photo(&mut photos.write(), photo),
                onremove: move |hash| photos.write().retain(|photo| photo.hash != hash),
            }
            if let Some(failure) = failure() {
                FailureBox { failure }
            }
            button {
                class: "button primary wide",
                r#type: "submit",
                disabled: busy() || taking() || day().is_none() || signer.read().trim().is_empty(),
                "data-testid": "paper-save",
                {t!("save")}
            }
        }
    }
}

async fn keep(door: EntityId, signer: String, on: Day, photos: Vec<Photo>) -> Result<(), Failure> {
    let text = ask!(Request::PledgeText, PledgeText)?.id;
    let manner = Manner { paper: Some(on), ..Manner::default() };
    let (strokes, assisted_by) = (Vec::new(), None);
    let request = Request::SignPledge { door, text, signer, strokes, assisted_by, manner, photos };
    ask!(request, Saved).map(drop)
}
