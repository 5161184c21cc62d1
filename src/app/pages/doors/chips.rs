//! Filters; several states mean any of them.

use dioxus::prelude::*;

use super::{LOOKING, look, several::SeveralSwitch};
use crate::{
    app::{components::StateShape, text::t},
    domain::door::DoorState,
};

#[component]
pub(super) fn Chips() -> Element {
    let query = LOOKING.read().clone();
    rsx! {
        div { class: "chips", role: "group", "aria-label": t!("filters-label"),
            SeveralSwitch {}
            for state in DoorState::ALL {
                button {
                    key: "{state.as_str()}",
                    class: "chip",
                    r#type: "button",
                    "aria-pressed": query.states.contains(&state),
                    "data-testid": "filter-{state.as_str()}",
                    onclick: move |_| look(|query| {
                        if query.states.contains(&state) {
                            query.states.retain(|other| *other != state);
                        } else {
                            query.states.push(state);
                        }
                    }),
                    StateShape { state }
                    {t!(&format!("state-{}", state.as_str()))}
                }
            }
            button {
                class: "chip",
                r#type: "button",
                "aria-pressed": query.promised,
                "data-testid": "filter-promised",
                onclick: move |_| look(|query| query.promised = !query.promised),
                {t!("filter-promised")}
            }
            button {
                class: "chip",
                r#type: "button",
                "aria-pressed": query.key_group,
                "data-testid": "filter-key-group",
                onclick: move |_| look(|query| query.key_group = !query.key_group),
                {t!("filter-key-group")}
            }
            button {
                class: "chip",
                r#type: "button",
                "aria-pressed": query.rented,
                "data-testid": "filter-rented",
                onclick: move |_| look(|query| query.rented = !query.rented),
                {t!("filter-rented")}
            }
            button {
                class: "chip",
                r#type: "button",
                "aria-pressed": query.to_check,
                "data-testid": "filter-to-check",
                onclick: move |_| look(|query| query.to_check = !query.to_check),
                {t!("filter-to-check")}
            }
        }
    }
}
