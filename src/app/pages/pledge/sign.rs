//! The signer's name and the finger's signature.

use dioxus::prelude::*;

use super::{Signing, Step};
use crate::app::{
    components::{
        TextField,
        signature::{SignaturePad, is_signature},
    },
    text::t,
};

#[component]
pub(super) fn Sign(signing: Signing) -> Element {
    let (mut signer, mut strokes) = (signing.signer, signing.strokes);
    let initial = use_hook(|| signer.peek().clone());
    let mut missing = use_signal(|| None::<&'static str>);
    let go_on = move || {
        missing.set(if signer.peek().trim().is_empty() {
            Some("pledge-missing-name")
        } else if !is_signature(&strokes.peek()) {
            Some("pledge-missing-signature")
        } else {
            None
        });
        if missing.peek().is_none() {
            signing.go(Step::Confirm);
        }
    };
    let mut go_on = go_on;
    rsx! {
        h1 { class: "kiosk-title", {t!("pledge-sign-title")} }
        TextField {
            label: t!("pledge-signer"),
            id: "signer",
            initial,
            testid: "pledge-signer",
            oninput: move |text| signer.set(text),
        }
        p { class: "kiosk-label", {t!("pledge-sign-here")} }
        SignaturePad { strokes }
        div { class: "actions",
            button {
                class: "button",
                r#type: "button",
                "data-testid": "signature-clear",
                disabled: strokes.read().is_empty(),
                onclick: move |_| strokes.write().clear(),
                {t!("signature-clear")}
            }
            button { class: "button quiet", r#type: "button", onclick: move |_| signing.go(Step::Read), {t!("pledge-read-again")} }
        }
        if let Some(key) = missing() {
            p { class: "field-problem", role: "alert", {t!(key)} }
        }
        button {
            class: "button primary large wide",
            r#type: "button",
            "data-testid": "pledge-to-confirm",
            onclick: move |_| go_on(),
            {t!("pledge-to-confirm")}
        }
    }
}
