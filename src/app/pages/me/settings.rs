//! Language and type size.

use dioxus::prelude::*;

use crate::{
    app::text::{ELDER, LANGUAGE, choose_elder, choose_language, t},
    language::Language,
};

#[component]
pub(crate) fn Settings() -> Element {
    let chosen = *LANGUAGE.read();
    let elder = *ELDER.read();
    rsx! {
        section { class: "me-section", "aria-labelledby": "settings-title",
            h2 { id: "settings-title", {t!("settings-title")} }
            div { class: "segments", role: "group", "aria-label": t!("settings-language"),
                for language in Language::ALL {
                    button {
                        key: "{language.tag()}",
                        class: "segment",
                        r#type: "button",
                        lang: language.tag(),
                        "aria-pressed": chosen == language,
                        "data-testid": "language-{language.tag()}",
                        onclick: move |_| choose_language(language),
                        {t!(&format!("language-{}", language.tag().to_lowercase()))}
                    }
                }
            }
            button {
                class: "switch",
                r#type: "button",
                role: "switch",
                "aria-checked": elder,
                "data-testid": "elder-mode",
                onclick: move |_| choose_elder(!elder),
                span {
                    strong { {t!("elder-mode")} }
                    span { class: "hint", {t!("elder-mode-hint")} }
                }
                span { class: "switch-track", "aria-hidden": "true" }
            }
        }
    }
}
