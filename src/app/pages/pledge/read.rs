//! The text, in large type, read by the signer, a recording, the device or the worker.

use dioxus::prelude::*;

use super::{Signing, Step, aloud::ReadAloud, language_of};
use crate::{app::text::t, device::messages::PledgeText};

#[component]
pub(super) fn Read(text: PledgeText, signing: Signing) -> Element {
    let mut assisted = signing.assisted;
    rsx! {
        h1 { class: "kiosk-title", lang: language_of(&text), "data-testid": "pledge-title", {text.title.clone()} }
        ReadAloud { text: text.clone() }
        article { class: "kiosk-text", lang: language_of(&text),
            for (index , paragraph) in text.paragraphs.iter().enumerate() {
                p { key: "{index}", "{paragraph}" }
            }
        }
        label { class: "check", "data-testid": "pledge-assisted",
            input {
                r#type: "checkbox",
                checked: assisted(),
                onchange: move |event| assisted.set(event.checked()),
            }
            span { {t!("pledge-assisted")} }
        }
        p { class: "kiosk-note", {t!("pledge-voluntary")} }
        button {
            class: "button primary large wide",
            r#type: "button",
            "data-testid": "pledge-to-sign",
            onclick: move |_| signing.go(Step::Sign),
            {t!("pledge-to-sign")}
        }
    }
}
