//! Choosing a PIN: the present one where there is one, the new one, and that again.

use dioxus::prelude::*;

use crate::{
    app::{
        ask::ask,
        components::{Keypad, toast},
        moment::now,
        routes::Route,
        state::{LOCK, refresh_lock},
        text::{failure_texts, t},
    },
    device::messages::{PinAnswer, Request},
};

/// Which one is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Old,
    New,
    Again,
}

impl Step {
    const fn name(self) -> &'static str {
        match self {
            Self::Old => "old",
            Self::New => "new",
            Self::Again => "again",
        }
    }
}

/// Asks for a new PIN; `ondone` when it is durable.
#[component]
pub(crate) fn ChoosePin(ondone: EventHandler<()>) -> Element {
    let first = if LOCK.peek().pin { Step::Old } else { Step::New };
    let mut step = use_signal(|| first);
    let mut old = use_signal(|| None::<String>);
    let mut new = use_signal(String::new);
    let mut busy = use_signal(|| false);
    let mut wait_until = use_signal(|| 0);
    let mut message = use_signal(String::new);
    let save = move |pin: String| async move {
        busy.set(true);
        match ask!(Request::SetPin { old: old(), new: pin }, Pin) {
            Ok(PinAnswer::Right | PinAnswer::NotSet) => {
                refresh_lock().await;
                ondone.call(());
            }
            Ok(PinAnswer::Wrong { wait_ms } | PinAnswer::TooSoon { wait_ms }) => {
                message.set(t!("pin-old-wrong"));
                wait_until.set(now() + wait_ms);
                step.set(Step::Old);
            }
            Err(failure) => message.set(failure_texts(&failure).0),
        }
        busy.set(false);
    };
    let enter = move |pin: String| {
        message.set(String::new());
        match step() {
            Step::Old => {
                old.set(Some(pin));
                step.set(Step::New);
            }
            Step::New if is_simple(&pin) => message.set(t!("pin-simple")),
            Step::New => {
                new.set(pin);
                step.set(Step::Again);
            }
            Step::Again if pin == *new.peek() => {
                spawn(save(pin));
            }
            Step::Again => {
                message.set(t!("pin-differ"));
                step.set(Step::New);
            }
        }
    };
    let label = t!(&format!("pin-{}", step().name()));
    rsx! {
        div { class: "pin-step", "data-testid": "pin-step", "data-step": step().name(),
            h2 { class: "pin-label", {label.clone()} }
            Keypad { key: "{step().name()}", label, onenter: enter, busy: busy(), wait_until: wait_until(), message: message() }
        }
    }
}

/// One digit again and again, or digits in a row: what a finder tries first.
fn is_simple(pin: &str) -> bool {
    let digits = pin.as_bytes();
    let steps = |by: i16| digits.windows(2).all(|pair| i16::from(pair[1]) - i16::from(pair[0]) == by);
    steps(0) || steps(1) || steps(-1)
}

/// Choosing or changing it, from Me.
#[component]
pub(crate) fn PinPage() -> Element {
    let title = if LOCK.peek().pin { t!("pin-change") } else { t!("pin-choose") };
    rsx! {
        Link { to: Route::Me {}, class: "link", {t!("back")} }
        h1 { {title} }
        p { class: "hint", {t!("pin-what")} }
        ChoosePin {
            ondone: move |()| {
                toast::show_saved(t!("pin-chosen"));
                navigator().replace(Route::Me {});
            },
        }
    }
}

/// A reviewer has released the key: nothing else before a new PIN is chosen.
#[component]
pub(crate) fn NewPin() -> Element {
    rsx! {
        main { class: "plain-page lock", "data-testid": "pin-due",
            p { class: "brand", {t!("app-name")} }
            h1 { {t!("pin-due")} }
            p { class: "lead", {t!("pin-due-lead")} }
            ChoosePin { ondone: |()| {} }
        }
    }
}
