//! Where the worker stands, in a form: one point, when tapped for, that can be taken out again. Never a track.

use dioxus::prelude::*;

use crate::{
    app::{components::use_finding, text::t},
    platform::standpoint::{NoStandpoint, Standpoint},
};

/// `here`: the point that the form holds.
#[component]
pub(crate) fn StandpointField(here: Option<Standpoint>, onchange: EventHandler<Option<Standpoint>>) -> Element {
    let finding = use_finding();
    rsx! {
        fieldset { class: "standpoint-field", "aria-busy": finding.is_busy(), "data-testid": "standpoint",
            legend { {t!("standpoint")} }
            p { class: "hint", {t!("standpoint-hint")} }
            if let Some(here) = here {
                p { role: "status", "data-testid": "standpoint-here", {t!("standpoint-here", metres = here.within_m)} }
                button {
                    class: "button",
                    r#type: "button",
                    "data-testid": "standpoint-remove",
                    onclick: move |_| onchange.call(None),
                    {t!("standpoint-remove")}
                }
            } else {
                button {
                    class: "button",
                    r#type: "button",
                    disabled: finding.is_busy(),
                    "data-testid": "standpoint-ask",
                    onclick: move |_| finding.ask(move |found| onchange.call(Some(found))),
                    if finding.is_busy() { {t!("standpoint-asking")} } else { {t!("standpoint-ask")} }
                }
            }
            if let Some(why) = finding.refused() {
                p { class: "field-problem", role: "alert", "data-testid": "standpoint-none",
                    match why {
                        NoStandpoint::Denied => t!("standpoint-denied"),
                        NoStandpoint::Nowhere => t!("standpoint-nowhere"),
                    }
                }
            }
        }
    }
}
