//! An invitation: whom it invites, and the button that spends it.
//!
//! The storage was probed before this page shows (see `frame::gate`); opening the page spends nothing.

mod progress;

use dioxus::prelude::*;

use crate::{
    app::{
        ask::ask,
        components::{FailureBox, Waiting},
        moment,
        pages::lock::ChoosePin,
        routes::Route,
        saving::{Refused, use_saving},
        state::{LOCK, STATUS, take_status},
        text::{t, text_of_code},
    },
    device::messages::Request,
    platform::host::browser,
    sync::enrolment::InvitationInfo,
};
use progress::FirstSync;

/// The page.
#[component]
pub(crate) fn Join(code: String) -> Element {
    let mut joined = use_signal(|| false);
    let mut choosing = use_signal(|| false);
    let already = STATUS.read().as_ref().is_some_and(|status| status.enrolled.is_some());
    rsx! {
        main { class: "plain-page",
            p { class: "brand", {t!("app-name")} }
            if choosing() {
                PinStep {}
            } else if joined() {
                FirstSync { onnext: move |()| if LOCK.peek().pin { go_on() } else { choosing.set(true) } }
            } else if already {
                h1 { {t!("join-already")} }
                p { class: "lead", {t!("join-already-advice")} }
                Link { to: Route::TodayPage {}, class: "button primary", {t!("join-go-on")} }
            } else {
                LookAt { code, onjoined: move |()| joined.set(true) }
            }
        }
    }
}

/// A PIN for this device, now or later; Me reminds of it.
#[component]
fn PinStep() -> Element {
    rsx! {
        h1 { {t!("pin-choose")} }
        p { class: "lead", {t!("pin-what")} }
        ChoosePin { ondone: |()| go_on() }
        button { class: "button quiet", r#type: "button", "data-testid": "pin-later", onclick: |_| go_on(), {t!("pin-later")} }
    }
}

fn go_on() {
    navigator().replace(Route::TodayPage {});
}

/// What the invitation is for.
#[component]
fn LookAt(code: String, onjoined: EventHandler<()>) -> Element {
    let mut info =
        use_resource(use_reactive!(|code| async move { ask!(Request::LookAtInvitation { code }, Invitation) }));
    let looked = info.read().clone();
    rsx! {
        match looked {
            None => rsx! { h1 { {t!("join-title")} } Waiting {} },
            Some(Err(failure)) => rsx! {
                h1 { {t!("join-title")} }
                FailureBox { failure }
                p { class: "note", {t!("join-still-valid")} }
                button { class: "button primary", r#type: "button", onclick: move |_| info.restart(), {t!("try-again")} }
                Link { to: Route::Welcome {}, class: "button quiet", {t!("join-other-way")} }
            },
            Some(Ok(info)) if info.state == "open" => rsx! { Confirm { code, info, onjoined } },
            Some(Ok(info)) => rsx! {
                h1 { {text_of_code("refused", &format!("invitation_{}", info.state))} }
                p { class: "lead", {text_of_code("refused-do", &format!("invitation_{}", info.state))} }
                Link { to: Route::Welcome {}, class: "button quiet", {t!("join-other-way")} }
            },
        }
    }
}

/// The button that spends it.
#[component]
fn Confirm(code: String, info: InvitationInfo, onjoined: EventHandler<()>) -> Element {
    let saving = use_saving();
    let enrol = move |code: String| async move {
        browser::ask_to_persist().await;
        let status = ask!(Request::Enrol { code, label: browser::device_label() }, Status)?;
        onjoined.call(());
        take_status(*status);
        Ok(())
    };
    rsx! {
        h1 { "data-testid": "join-name", {t!("join-for", name = info.name.as_str())} }
        dl { class: "facts card",
            dt { {t!("join-role")} }
            dd { {t!(&format!("role-{}", info.role.as_str()))} }
            dt { {t!("join-area")} }
            dd { {info.area.clone()} }
            dt { {t!("join-expires")} }
            dd { {moment::at(info.expires_at)} }
        }
        p { class: "lead", {t!("join-what-happens")} }
        Refused { saving }
        button {
            class: "button primary large",
            r#type: "button",
            disabled: saving.is_busy(),
            "data-testid": "join-confirm",
            onclick: move |_| saving.run(enrol(code.clone())),
            if saving.is_busy() { {t!("join-busy")} } else { {t!("join-confirm")} }
        }
        p { class: "hint", {t!("join-once")} }
    }
}
