//! The signature on the text, before it is given.

use dioxus::prelude::*;

use super::{Signing, Step, language_of, manner_text};
use crate::{
    app::{
        ask::ask,
        components::{FailureBox, signature::SignatureView},
        text::t,
    },
    device::messages::{Failure, PledgeText, Request},
};

#[component]
pub(super) fn Confirm(text: PledgeText, signing: Signing) -> Element {
    let mut busy = use_signal(|| false);
    let mut failure = use_signal(|| None::<Failure>);
    let id = text.id.clone();
    let sign = move |_| {
        let text = id.clone();
        async move {
            if busy() {
                return;
            }
            busy.set(true);
            let request = Request::SignPledge {
                door: signing.door,
                text,
                signer: signing.signer.peek().trim().to_owned(),
                strokes: signing.strokes.peek().clone(),
                assisted_by: signing.assisted_by(),
                manner: signing.manner.peek().clone(),
                photos: Vec::new(),
            };
            match ask!(request, Saved) {
                Ok(event) => signing.go(Step::Signed(event)),
                Err(refused) => failure.set(Some(refused)),
            }
            busy.set(false);
        }
    };
    rsx! {
        h1 { class: "kiosk-title", {t!("pledge-confirm-title")} }
        article { class: "kiosk-text paper", lang: language_of(&text), "data-testid": "pledge-preview",
            h2 { {text.title.clone()} }
            for (index , paragraph) in text.paragraphs.iter().enumerate() {
                p { key: "{index}", "{paragraph}" }
            }
            div { class: "paper-signature",
                SignatureView { strokes: signing.strokes.read().clone() }
                p { {signing.signer.read().clone()} }
                p { class: "kiosk-note", {manner_text(&signing.manner.read(), signing.assisted_by().as_deref())} }
            }
        }
        if let Some(failure) = failure() {
            FailureBox { failure }
        }
        button { class: "button primary large wide", r#type: "button", disabled: busy(), "data-testid": "pledge-confirm", onclick: sign,
            if busy() { {t!("saving")} } else { {t!("pledge-confirm")} }
        }
        button { class: "button wide", r#type: "button", onclick: move |_| signing.go(Step::Sign), {t!("pledge-sign-again")} }
    }
}
