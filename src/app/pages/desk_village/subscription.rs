//! For a county: opens a village's list of doors on this device, or lets it go again.

use dioxus::prelude::*;

use crate::{
    app::{
        ask::ask,
        components::toast,
        saving::{Refused, use_saving},
        state::SYNC,
        text::t,
    },
    device::messages::{DoorList, Request},
    domain::ids::AreaId,
    sync::subscription::{Subscribe, Want},
};

/// What can be done about the doors; nothing where they always are here.
#[component]
pub(super) fn Subscription(village: AreaId, doors: DoorList) -> Element {
    let saving = use_saving();
    let ask_for = use_callback(move |want: Want| {
        saving.run(async move {
            ask!(Request::Subscribe(Subscribe { area: village, want }), Done)?;
            if want == Want::LetGo {
                toast::show_saved(t!("village-was-let-go"));
            }
            Ok(())
        });
    });
    rsx! {
        if doors != DoorList::Here {
            section { class: "desk-section",
                h2 { {t!("village-doors")} }
                Refused { saving }
                match doors {
                    DoorList::OnServer => rsx! {
                        p { {t!("village-doors-on-server")} }
                        button { class: "button primary", r#type: "button", disabled: saving.is_busy(), "data-testid": "village-open",
                            onclick: move |_| ask_for.call(Want::Keep), {t!("village-open")} }
                    },
                    DoorList::Arriving => rsx! { Arriving {} },
                    _ => rsx! {
                        p { class: "desk-note", {t!("village-doors-opened")} }
                        button { class: "button", r#type: "button", disabled: saving.is_busy(), "data-testid": "village-let-go",
                            onclick: move |_| ask_for.call(Want::LetGo), {t!("village-let-go")} }
                    },
                }
            }
        }
    }
}

#[component]
fn Arriving() -> Element {
    let progress = SYNC.read().progress;
    rsx! {
        p { role: "status", "data-testid": "village-arriving", {t!("village-doors-arriving")} }
        if let Some((read, of)) = progress {
            progress { "aria-label": t!("village-doors-arriving"), max: "{of.max(1)}", value: "{read}" }
        }
    }
}
