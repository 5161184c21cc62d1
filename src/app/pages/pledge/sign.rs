//! The signer's name and the finger's signature.

use dioxus::prelude::*;

use super::{Signing, Step, manner::MannerFields};
use crate::{
    app::{
        components::{
            TextField,
            signature::{SignaturePad, Stroke, is_signature},
        },
        text::t,
    },
    domain::facts::{Mark, Relation},
};

fn blank(name: Option<&String>) -> bool {
    name.is_none_or(|name| name.trim().is_empty())
}

/// A thumb is pressed or moved a little: two points are a mark.
fn has_mark(strokes: &[Stroke]) -> bool {
    strokes.iter().map(Vec::len).sum::<usize>() >= 2
}

#[component]
pub(super) fn Sign(signing: Signing) -> Element {
    let (mut signer, mut strokes) = (signing.signer, signing.strokes);
    let initial = use_hook(|| signer.peek().clone());
    let mut missing = use_signal(|| None::<&'static str>);
    let is_thumb = move || signing.manner.peek().mark == Mark::Thumb;
    let go_on = move || {
        missing.set(if signer.peek().trim().is_empty() {
            Some("pledge-missing-name")
        } else if signing.manner.peek().relation == Relation::Guardian && blank(signing.manner.peek().minor.as_ref()) {
            Some("pledge-missing-minor")
        } else if is_thumb() && blank(signing.manner.peek().witness.as_ref()) {
            Some("pledge-missing-witness")
        } else if !(is_signature(&strokes.peek()) || is_thumb() && has_mark(&strokes.peek())) {
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
        MannerFields { signing }
        p { class: "kiosk-label",
            if signing.manner.read().mark == Mark::Thumb { {t!("pledge-thumb-here")} } else { {t!("pledge-sign-here")} }
        }
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
