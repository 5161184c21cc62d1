//! Where the worker stands, in the visit form: one point, when tapped for, that can be taken out again. Never a track.

use dioxus::prelude::*;

use super::form::{Stood, VisitForm};
use crate::{
    app::text::t,
    platform::{
        host::standpoint::standpoint,
        standpoint::{NoStandpoint, Standpoint},
    },
};

#[component]
pub(super) fn StandpointField(form: Signal<VisitForm>) -> Element {
    let mut asking = use_signal(|| false);
    let mut refused = use_signal(|| None::<NoStandpoint>);
    let ask = move |_| async move {
        asking.set(true);
        refused.set(None);
        match standpoint().await {
            Ok(Standpoint { at, within_m }) => form.write().stood = Some(Stood { at, within_m }),
            Err(why) => refused.set(Some(why)),
        }
        asking.set(false);
    };
    let stood = form.read().stood;
    rsx! {
        fieldset { class: "standpoint-field", "aria-busy": asking(), "data-testid": "standpoint",
            legend { {t!("standpoint")} }
            p { class: "hint", {t!("standpoint-hint")} }
            if let Some(stood) = stood {
                p { role: "status", "data-testid": "standpoint-here", {t!("standpoint-here", metres = stood.within_m)} }
                button {
                    class: "button",
                    r#type: "button",
                    "data-testid": "standpoint-remove",
                    onclick: move |_| form.write().stood = None,
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
