//! A keypad with big keys for a PIN of 4 to 6 digits, and one that asks the device whether a PIN is right.
//!
//! The digits never stand in the page: dots say how many there are. A keyboard types too.

use dioxus::prelude::*;

use crate::{
    app::{
        ask::ask,
        moment::now,
        text::{failure_texts, t},
    },
    device::messages::{PinAnswer, Request},
    platform::host::HostClock,
    sync::ports::Clock,
};

/// Fewest and most digits of a PIN.
const LENGTH: std::ops::RangeInclusive<usize> = 4..=6;

/// Takes a PIN. `wait_until` (Unix ms): nothing is taken before.
#[component]
pub(crate) fn Keypad(
    label: String,
    onenter: EventHandler<String>,
    #[props(default)] busy: bool,
    #[props(default)] wait_until: u64,
    #[props(default)] message: String,
) -> Element {
    let mut typed = use_signal(String::new);
    let left = use_seconds_left(wait_until);
    let closed = busy || left > 0;
    let ready = LENGTH.contains(&typed.read().len()) && !closed;
    let mut press = move |key: Key| match key {
        Key::Digit(digit) if !closed && typed.peek().len() < *LENGTH.end() => typed.write().push(digit),
        Key::Back => {
            typed.write().pop();
        }
        Key::Enter if ready => {
            let pin = typed.replace(String::new());
            onenter.call(pin);
        }
        _ => {}
    };
    rsx! {
        div {
            class: "keypad",
            role: "group",
            "aria-label": label,
            tabindex: "-1",
            "data-testid": "keypad",
            "data-closed": closed,
            onmounted: move |pad| async move { let _hidden = pad.set_focus(true).await; },
            onkeydown: move |event| if let Some(key) = Key::of(&event.key()) {
                event.prevent_default();
                press(key);
            },
            p { class: "keypad-dots", role: "status", "aria-label": t!("keypad-typed", count = typed.read().len()),
                for index in 0..(*LENGTH.end()).min(typed.read().len().max(*LENGTH.start())) {
                    span { key: "{index}", class: if index < typed.read().len() { "keypad-dot full" } else { "keypad-dot" } }
                }
            }
            p { class: "keypad-message", role: "alert", "data-testid": "keypad-message",
                if left > 0 { {t!("keypad-wait", seconds = left)} } else { {message} }
            }
            div { class: "keypad-keys",
                for digit in ['1', '2', '3', '4', '5', '6', '7', '8', '9'] {
                    DigitKey { key: "{digit}", digit, closed, onpress: move |digit| press(Key::Digit(digit)) }
                }
                button {
                    class: "keypad-key quiet",
                    r#type: "button",
                    "aria-label": t!("keypad-back"),
                    "data-testid": "keypad-back",
                    onclick: move |_| press(Key::Back),
                    "⌫"
                }
                DigitKey { digit: '0', closed, onpress: move |digit| press(Key::Digit(digit)) }
                button {
                    class: "keypad-key enter",
                    r#type: "button",
                    disabled: !ready,
                    "data-testid": "keypad-enter",
                    onclick: move |_| press(Key::Enter),
                    {t!("keypad-enter")}
                }
            }
        }
    }
}

#[component]
fn DigitKey(digit: char, closed: bool, onpress: EventHandler<char>) -> Element {
    rsx! {
        button {
            class: "keypad-key",
            r#type: "button",
            disabled: closed,
            "data-testid": "keypad-{digit}",
            onclick: move |_| onpress.call(digit),
            "{digit}"
        }
    }
}

/// Asks for the PIN and says so when it is right. Where none was chosen there is nothing to ask: `onright` comes at once.
/// Opens a locked database too.
#[component]
pub(crate) fn PinPad(label: String, onright: EventHandler<()>, #[props(default)] wait_ms: u64) -> Element {
    let mut busy = use_signal(|| false);
    let mut wait_until = use_signal(|| if wait_ms == 0 { 0 } else { now() + wait_ms });
    let mut message = use_signal(String::new);
    use_future(move || async move {
        if let Ok(lock) = ask!(Request::Lock, Lock) {
            if !lock.pin {
                onright.call(());
            } else if lock.wait_ms > 0 {
                wait_until.set(now() + lock.wait_ms);
            }
        }
    });
    let check = move |pin: String| async move {
        busy.set(true);
        message.set(String::new());
        match ask!(Request::CheckPin { pin }, Pin) {
            Ok(PinAnswer::Right | PinAnswer::NotSet) => onright.call(()),
            Ok(PinAnswer::Wrong { wait_ms }) => {
                message.set(t!("keypad-wrong"));
                wait_until.set(now() + wait_ms);
            }
            Ok(PinAnswer::TooSoon { wait_ms }) => wait_until.set(now() + wait_ms),
            Err(failure) => message.set(failure_texts(&failure).0),
        }
        busy.set(false);
    };
    rsx! {
        Keypad { label, onenter: check, busy: busy(), wait_until: wait_until(), message: message() }
    }
}

/// Seconds from now until then, counted down.
fn use_seconds_left(until: u64) -> u64 {
    let mut left = use_signal(|| 0);
    use_effect(use_reactive!(|until| {
        spawn(async move {
            loop {
                let ms = until.saturating_sub(now());
                left.set(ms.div_ceil(1_000));
                if ms == 0 {
                    break;
                }
                HostClock.sleep_ms(ms.min(500)).await;
            }
        });
    }));
    left()
}

/// What was pressed.
#[derive(Clone, Copy)]
enum Key {
    Digit(char),
    Back,
    Enter,
}

impl Key {
    fn of(key: &dioxus::prelude::Key) -> Option<Self> {
        match key {
            dioxus::prelude::Key::Character(text) => text.chars().next().filter(char::is_ascii_digit).map(Self::Digit),
            dioxus::prelude::Key::Backspace => Some(Self::Back),
            dioxus::prelude::Key::Enter => Some(Self::Enter),
            _ => None,
        }
    }
}
