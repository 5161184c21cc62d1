//! Where the worker stands, in a form: one point, when tapped for, that can be taken out again. Never a track.

use dioxus::prelude::*;

use crate::{
    app::text::t,
    platform::{
        host::standpoint::standpoint,
        standpoint::{NoStandpoint, Standpoint},
    },
};

/// `here`: the point that the form holds.
#[component]
pub(crate) fn StandpointField(here: Option<Standpoint>, onchange: EventHandler<Option<Standpoint>>) -> Element {
    let mut asking = use_signal(|| false);
    let mut refused = use_signal(|| None::<NoStandpoint>);
    let ask = move |_| async move {
        asking.set(true);
        refused.set(None);
        match standpoint().await {
            Ok(found) => onchange.call(Some(found)),
            Err(why) => refused.set(Some(why)),
        }
        asking.set(false);
    };
    rsx! {
        fieldset { class: "standpoint-field", "aria-busy": asking(), "data-testid": "standpoint",
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
                    disabled: asking(),
                    "data-testid": "standpoint-ask",
                    onclick: ask,
                    if asking() { {t!("standpoint-asking")} } else { {t!("standpoint-ask")} }
                }
            }
            if let Some(why) = refused() {
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
