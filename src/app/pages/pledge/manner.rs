//! For whom somebody signs, and how: folded away, since most sign for themselves with their own name.

use dioxus::prelude::*;

use super::Signing;
use crate::{
    app::{components::TextField, text::t},
    domain::facts::{Mark, Relation},
};

#[component]
pub(super) fn MannerFields(signing: Signing) -> Element {
    let mut manner = signing.manner;
    let mut choose = move |relation: Relation| manner.write().relation = relation;
    let (now, thumb) = (manner.read().relation, manner.read().mark == Mark::Thumb);
    let relations = [
        (Relation::Household, "pledge-for-household"),
        (Relation::Responsible, "pledge-for-unit"),
        (Relation::Guardian, "pledge-for-minor"),
    ];
    rsx! {
        fieldset { class: "kiosk-choices",
            legend { class: "kiosk-label", {t!("pledge-for")} }
            for (relation , key) in relations {
                label { key: "{key}", class: "check",
                    input {
                        r#type: "radio",
                        name: "relation",
                        checked: now == relation,
                        "data-testid": key,
                        onchange: move |_| choose(relation),
                    }
                    span { {t!(key)} }
                }
            }
        }
        if now == Relation::Guardian {
            TextField {
                label: t!("pledge-minor"),
                id: "minor",
                initial: manner.peek().minor.clone().unwrap_or_default(),
                hint: t!("pledge-minor-hint"),
                testid: "pledge-minor",
                oninput: move |text| manner.write().minor = Some(text),
            }
        }
        label { class: "check",
            input {
                r#type: "checkbox",
                checked: thumb,
                "data-testid": "pledge-thumb",
                onchange: move |event| manner.write().mark = if event.checked() { Mark::Thumb } else { Mark::Signature },
            }
            span { {t!("pledge-thumb")} }
        }
        if thumb {
            TextField {
                label: t!("pledge-witness"),
                id: "witness",
                initial: manner.peek().witness.clone().unwrap_or_default(),
                testid: "pledge-witness",
                oninput: move |text| manner.write().witness = Some(text),
            }
        }
    }
}
