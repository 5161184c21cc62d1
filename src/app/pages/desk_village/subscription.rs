//! For a county: opens a village's list of doors on this device, or lets it go again.

use dioxus::prelude::*;

use crate::{
    app::{
        ask::ask,
        components::{FailureBox, toast},
        state::SYNC,
        text::t,
    },
    device::messages::{DoorList, Failure, Request},
    domain::ids::AreaId,
    sync::subscription::{Subscribe, Want},
};

/// What can be done about the doors; nothing where they always are here.
#[component]
pub(super) fn Subscription(village: AreaId, doors: DoorList) -> Element {
    let mut failure = use_signal(|| None::<Failure>);
    let mut busy = use_signal(|| false);
    let ask_for = use_callback(move |want: Want| async move {
        failure.set(None);
        busy.set(true);
        let answer = ask!(Request::Subscribe(Subscribe { area: village, want }), Done);
        busy.set(false);
        match answer {
            Ok(()) if want == Want::LetGo => toast::show_saved(t!("village-was-let-go")),
            Ok(()) => {}
            Err(why) => failure.set(Some(why)),
        }
    });
    rsx! {
        if doors != DoorList::Here {
            section { class: "desk-section",
                h2 { {t!("village-doors")} }
                if let Some(failure) = failure() {
                    FailureBox { failure }
                }
                match doors {
                    DoorList::OnServer => rsx! {
                        p { {t!("village-doors-on-server")} }
                        button { class: "button primary", r#type: "button", disabled: busy(), "data-testid": "village-open",
                            onclick: move |_| ask_for.call(Want::Keep), {t!("village-open")} }
                    },
                    DoorList::Arriving => rsx! { Arriving {} },
                    _ => rsx! {
                        p { class: "desk-note", {t!("village-doors-opened")} }
                        button { class: "button", r#type: "button", disabled: busy(), "data-testid": "village-let-go",
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
