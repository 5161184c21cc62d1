//! On the first screen: the data that was here is gone. What happened, what was kept, what to do.

use dioxus::prelude::*;

use crate::app::{
    components::{Mark, MarkKind},
    marker::{self, Gone},
    text::t,
};

#[component]
pub(crate) fn GoneCard() -> Element {
    let mut gone = use_signal(marker::gone);
    let (title, kept, advice, name) = match gone() {
        None => return rsx! {},
        Some(Gone::Vanished { saved, received }) => {
            let missing = saved.saturating_sub(received);
            let kept = if missing == 0 {
                t!("gone-all-kept", saved = saved)
            } else {
                t!("gone-some-kept", received = received, missing = missing)
            };
            (t!("gone-vanished"), kept, t!("gone-vanished-do"), "vanished")
        }
        Some(Gone::Ended { handed_over }) => {
            (t!("gone-ended"), t!("gone-ended-kept", count = handed_over), t!("gone-ended-do"), "ended")
        }
    };
    rsx! {
        section { class: "banner", role: "alert", "data-testid": "gone", "data-why": name,
            Mark { kind: MarkKind::Warning }
            div {
                strong { {title} }
                p { {kept} }
                p { {advice} }
                button {
                    class: "link",
                    r#type: "button",
                    onclick: move |_| {
                        marker::forget();
                        gone.set(None);
                    },
                    {t!("gone-read")}
                }
            }
        }
    }
}
