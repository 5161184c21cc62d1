//! A long list in windows of a size that stays quick: ten thousand bad rows are as usable as ten.

use std::ops::Range;

use dioxus::prelude::*;

use crate::app::text::t;

/// Rows in one window.
pub(crate) const WINDOW: usize = 50;

/// The rows that a window shows.
pub(crate) fn window_of(window: usize, all: usize) -> Range<usize> {
    let start = (window * WINDOW).min(all);
    start..(start + WINDOW).min(all)
}

/// Which rows are shown, and the way to the others; nothing where all fit.
#[component]
pub(crate) fn WindowControls(window: Signal<usize>, all: usize) -> Element {
    let shown = window_of(window(), all);
    let last = all.div_ceil(WINDOW).saturating_sub(1);
    if all <= WINDOW {
        return rsx! {};
    }
    rsx! {
        nav { class: "window-controls", "aria-label": t!("desk-windows"),
            button { class: "button", r#type: "button", disabled: window() == 0,
                onclick: move |_| window -= 1, {t!("desk-window-back")} }
            span { "aria-live": "polite",
                {t!("desk-window", first = shown.start + 1, last = shown.end, all = all)}
            }
            button { class: "button", r#type: "button", disabled: window() >= last,
                onclick: move |_| window += 1, {t!("desk-window-on")} }
        }
    }
}
