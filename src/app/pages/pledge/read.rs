//! The text, in large type, read by the signer, the device or the worker.

use dioxus::prelude::*;

use super::{Signing, Step, language_of};
use crate::{
    app::{
        components::{Icon, IconKind},
        text::t,
    },
    device::messages::PledgeText,
    platform::host::speech::{self, Speech},
};

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

/// The device's own voice, where it has one; else it says so, and the worker reads.
#[component]
fn ReadAloud(text: PledgeText) -> Element {
    let mut said = use_signal(|| None::<Speech>);
    let mut paused = use_signal(|| false);
    let speaking = said() == Some(Speech::Speaking);
    rsx! {
        div { class: "read-aloud",
            button {
                class: "button",
                r#type: "button",
                "data-testid": "pledge-read-aloud",
                onclick: move |_| {
                    let mut all = vec![text.title.clone()];
                    all.extend(text.paragraphs.iter().cloned());
                    paused.set(false);
                    said.set(Some(speech::speak(&all, language_of(&text))));
                },
                Icon { kind: IconKind::Speak }
                {t!("pledge-read-aloud")}
            }
            if speaking {
                button {
                    class: "button",
                    r#type: "button",
                    "aria-pressed": paused(),
                    onclick: move |_| {
                        paused.toggle();
                        speech::pause(paused());
                    },
                    Icon { kind: if paused() { IconKind::Speak } else { IconKind::Pause } }
                    if paused() { {t!("pledge-resume")} } else { {t!("pledge-pause")} }
                }
            }
        }
        if said() == Some(Speech::NoVoice) {
            p { class: "banner", role: "status", "data-testid": "pledge-no-voice", {t!("pledge-no-voice")} }
        }
    }
}
