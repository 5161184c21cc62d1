//! What lies at the thumb on every tab: noting something down, and somebody who is being defrauded now.
//!
//! It also copies the villages' telephone numbers to where a locked app can read them, whenever they change. In a form only the
//! alarm is left, out of the way of the hand.

use dioxus::prelude::*;

use super::{Icon, IconKind};
use crate::{
    app::{
        ask::{ask, use_answer},
        pages::keep_contacts,
        routes::Route,
        text::t,
    },
    device::messages::Request,
};

/// The strip above the tabs, on a wide window below those at the side.
#[component]
pub(crate) fn Thumb() -> Element {
    let contacts = use_answer(|| async { ask!(Request::Contacts, Contacts) });
    use_effect(move || {
        if let Some(Ok(calls)) = &*contacts.read() {
            keep_contacts(calls);
        }
    });
    let in_form = use_route::<Route>().is_form();
    rsx! {
        nav { class: if in_form { "thumb in-form" } else { "thumb" }, "aria-label": t!("thumb-label"),
            if !in_form {
                Link { to: Route::NotePage {}, class: "button", "data-testid": "note-open",
                    Icon { kind: IconKind::Plus }
                    span { {t!("thumb-note")} }
                }
            }
            Link { to: Route::HelpPage {}, class: "button alarm thumb-alarm", "data-testid": "help-open",
                Icon { kind: IconKind::Warning }
                span { {t!("thumb-alarm")} }
            }
        }
    }
}
