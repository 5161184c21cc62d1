//! A short word at the foot of the page: saved, or why not.

use dioxus::prelude::*;

use super::{Icon, IconKind};
use crate::{
    app::text::{failure_texts, t},
    device::messages::Failure,
    platform::host::HostClock,
    sync::ports::Clock,
};

/// How long a word stays.
const STAYS_MS: u64 = 5_000;

/// What is being said.
#[derive(Clone, PartialEq)]
struct Toast {
    number: u32,
    kind: ToastKind,
    text: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum ToastKind {
    Saved,
    Failed,
}

static TOAST: GlobalSignal<Option<Toast>> = Signal::global(|| None);

/// Says that something is durable on this device. Only after [`crate::device::messages::Reply::Saved`].
pub(crate) fn show_saved(text: String) {
    show(ToastKind::Saved, text);
}

/// Says what went wrong where no form can show it.
pub(crate) fn show_failure(failure: &Failure) {
    let (what, then) = failure_texts(failure);
    show(ToastKind::Failed, t!("sentence-pair", first = what, second = then));
}

fn show(kind: ToastKind, text: String) {
    let number = TOAST.peek().as_ref().map_or(0, |toast| toast.number) + 1;
    *TOAST.write() = Some(Toast { number, kind, text });
    dioxus::core::spawn_forever(async move {
        HostClock.sleep_ms(STAYS_MS).await;
        if TOAST.peek().as_ref().is_some_and(|toast| toast.number == number) {
            *TOAST.write() = None;
        }
    });
}

/// Says nothing any more: what a resident reads is covered by no word for the worker.
pub(crate) fn hide() {
    *TOAST.write() = None;
}

/// Where it is said; read out by screen readers.
#[component]
pub(crate) fn ToastView() -> Element {
    let toast = TOAST.read().clone();
    rsx! {
        div { class: "toast-place", "aria-live": "polite",
            if let Some(toast) = toast {
                div {
                    key: "{toast.number}",
                    class: if toast.kind == ToastKind::Saved { "toast saved" } else { "toast failed" },
                    "data-testid": if toast.kind == ToastKind::Saved { "saved-toast" } else { "failure-toast" },
                    Icon { kind: if toast.kind == ToastKind::Saved { IconKind::Received } else { IconKind::Warning } }
                    span { {toast.text} }
                }
            }
        }
    }
}
