//! Where one stands, on the map: asked when tapped, shown as long as the page is open, recorded and sent nowhere.

use dioxus::prelude::*;

use crate::{
    app::text::t,
    platform::{
        host::standpoint::standpoint,
        standpoint::{NoStandpoint, Standpoint},
    },
};

/// The button, and in words what it found or why it found nothing.
#[component]
pub(super) fn OwnPosition(here: Signal<Option<Standpoint>>) -> Element {
    let mut here = here;
    let mut asking = use_signal(|| false);
    let mut refused = use_signal(|| None::<NoStandpoint>);
    let ask = move |_| async move {
        asking.set(true);
        refused.set(None);
        match standpoint().await {
            Ok(found) => here.set(Some(found)),
            Err(why) => refused.set(Some(why)),
        }
        asking.set(false);
    };
    let shown = here();
    rsx! {
        div { class: "map-own", "aria-busy": asking(),
            button { class: "button", r#type: "button", disabled: asking(), "data-testid": "map-own", onclick: ask,
                if asking() { {t!("standpoint-asking")} } else { {t!("map-own")} }
            }
            match (refused(), shown) {
                (Some(NoStandpoint::Denied), _) => rsx! { p { role: "alert", "data-testid": "map-own-none", {t!("map-own-denied")} } },
                (Some(NoStandpoint::Nowhere), _) => rsx! { p { role: "alert", "data-testid": "map-own-none", {t!("map-own-nowhere")} } },
                (None, Some(found)) => rsx! { p { role: "status", "data-testid": "map-own-here", {t!("map-own-here", metres = found.within_m)} } },
                (None, None) => rsx! {},
            }
        }
    }
}
