//! What will be gone and what stays, before it is done.

use dioxus::prelude::*;

use crate::app::text::t;

#[component]
pub(super) fn Confirm(count: usize, household: bool, onyes: EventHandler<()>, onno: EventHandler<()>) -> Element {
    rsx! {
        section { class: "confirmation wide", role: "alertdialog", "aria-labelledby": "erase-sure", "data-testid": "erase-ask",
            "data-count": "{count}",
            h2 { id: "erase-sure", {t!("erase-sure", count = count)} }
            h3 { {t!("erase-gone")} }
            ul {
                li { {t!("erase-gone-content")} }
                if household {
                    li { {t!("erase-gone-household")} }
                }
                li { {t!("erase-gone-where")} }
            }
            h3 { {t!("erase-stays")} }
            ul {
                li { {t!("erase-stays-trace")} }
                li { {t!("erase-stays-audit")} }
                li { {t!("erase-stays-outside")} }
            }
            p { strong { {t!("erase-no-way-back")} } }
            div { class: "actions",
                button { class: "button danger", r#type: "button", "data-testid": "erase-yes", onclick: move |_| onyes.call(()),
                    {t!("erase-yes", count = count)} }
                button { class: "button", r#type: "button", "data-testid": "erase-no", onclick: move |_| onno.call(()), {t!("cancel")} }
            }
        }
    }
}
