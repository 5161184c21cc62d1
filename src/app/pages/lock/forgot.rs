//! The PIN is forgotten: nothing is lost. A code for the reviewer, who releases the key after seeing who asks.

use dioxus::prelude::*;

use crate::{
    app::{
        ask::ask,
        components::{FailureBox, Waiting},
        text::t,
    },
    device::messages::{Failure, ReleaseState, ReleaseView, Request},
    platform::host::HostClock,
    sync::ports::Clock,
};

const ASK_EVERY_MS: u64 = 3_000;

#[component]
pub(super) fn Forgot(onback: EventHandler<()>) -> Element {
    let mut asked = use_signal(|| None::<Result<ReleaseView, Failure>>);
    let mut asking = use_future(move || async move {
        loop {
            let answer = ask!(Request::Release, Release);
            let over = match &answer {
                Ok(view) => matches!(view.state, ReleaseState::Released | ReleaseState::Refused),
                Err(_) => true,
            };
            asked.set(Some(answer));
            if over {
                break;
            }
            HostClock.sleep_ms(ASK_EVERY_MS).await;
        }
    });
    let answer = asked.read().clone();
    rsx! {
        h1 { {t!("forgot-title")} }
        p { class: "lead", {t!("forgot-lead")} }
        match answer {
            None => rsx! { Waiting {} },
            Some(Err(failure)) => rsx! { FailureBox { failure } },
            Some(Ok(view)) => rsx! {
                if view.state != ReleaseState::Refused {
                    Code { code: view.code.clone() }
                }
                State { state: view.state }
                if view.state == ReleaseState::Refused {
                    button { class: "button", r#type: "button", onclick: move |_| { asked.set(None); asking.restart(); }, {t!("forgot-again")} }
                }
            },
        }
        button { class: "button quiet", r#type: "button", onclick: move |_| onback.call(()), {t!("forgot-back")} }
    }
}

/// In two groups, as people read digits to each other.
#[component]
fn Code(code: String) -> Element {
    let (first, second) = code.split_at_checked(4).unwrap_or((&code, ""));
    rsx! {
        div { class: "card release-code",
            p { class: "hint", {t!("forgot-code")} }
            p { class: "release-digits", "data-testid": "release-code", "{first} {second}" }
        }
    }
}

#[component]
fn State(state: ReleaseState) -> Element {
    let name = match state {
        ReleaseState::Unsent => "unsent",
        ReleaseState::Waiting => "waiting",
        ReleaseState::Released => "released",
        ReleaseState::Refused => "refused",
    };
    rsx! {
        p { class: "note", role: "status", "data-testid": "release-state", "data-state": name, {t!(&format!("forgot-{name}"))} }
    }
}
