//! Tabs, banners and the page between them, for devices that are enrolled.

use dioxus::prelude::*;

use super::{banners::Banners, tabs::Tabs};
use crate::{
    app::{pages::pledge::held, routes::Route, state::STATUS, text::t},
    platform::host::browser,
};

/// The frame of all pages of an enrolled device; sends others to the welcome page.
#[component]
pub(crate) fn Shell() -> Element {
    let enrolled = use_memo(|| STATUS.read().as_ref().map(|status| status.enrolled.is_some()));
    let navigator = use_navigator();
    use_effect(move || {
        if enrolled() == Some(false) {
            navigator.replace(Route::Welcome {});
        }
    });
    let route = use_route::<Route>();
    use_effect(use_reactive!(|route| {
        let _moved = route;
        browser::scroll_to_top();
    }));
    // Whoever got here out of a kiosk without the worker's leave goes back to it, and sees nothing on the way.
    let kiosk = held::door().filter(|_| enrolled() == Some(true));
    use_effect(use_reactive!(|kiosk, route| {
        let _moved = route;
        if let Some(id) = kiosk {
            navigator.push(Route::PledgePage { id });
        }
    }));
    if enrolled() != Some(true) || kiosk.is_some() {
        return rsx! {
            main { class: "plain-page opening", p { role: "status", {t!("opening")} } }
        };
    }
    rsx! {
        a { class: "skip", href: "#content", {t!("skip-to-content")} }
        div { class: "shell",
            Tabs {}
            crate::app::components::Thumb {}
            main { class: "content", id: "content", tabindex: "-1",
                Banners {}
                Outlet::<Route> {}
            }
        }
    }
}
