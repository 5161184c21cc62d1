//! Locks when nobody has touched the app for some minutes; looked at again when it comes back to the front.

use std::cell::Cell;

use dioxus::prelude::*;
use futures_channel::mpsc;

use super::{
    moment::now,
    state::{LOCK, STORAGE, close},
};
use crate::{
    platform::{
        host::{HostClock, browser},
        news::StorageState,
    },
    sync::ports::Clock,
};

/// What can be chosen, in minutes.
pub(crate) const MINUTES: [u64; 4] = [1, 5, 15, 30];
const DEFAULT: u64 = 5;
const PREFERENCE: &str = "lock-minutes";
const LOOK_EVERY_MS: u64 = 1_000;

thread_local! {
    static TOUCHED: Cell<u64> = const { Cell::new(0) };
}

/// After how many minutes.
pub(crate) fn minutes() -> u64 {
    let kept = browser::preference(PREFERENCE).and_then(|text| text.parse().ok());
    kept.filter(|minutes| MINUTES.contains(minutes)).unwrap_or(DEFAULT)
}

/// Chooses after how many minutes.
pub(crate) fn choose_minutes(minutes: u64) {
    browser::keep_preference(PREFERENCE, Some(&minutes.to_string()));
}

/// For the page's life.
pub(crate) async fn watch() {
    TOUCHED.set(now());
    let (sender, mut looks) = mpsc::unbounded();
    let look_now = move || {
        let _closing = sender.unbounded_send(());
    };
    for event in ["pointerdown", "pointermove", "keydown", "input", "scroll"] {
        let look_now = look_now.clone();
        browser::on_window_event(event, move || touch(&look_now));
    }
    // It bubbles from the document.
    browser::on_window_event("visibilitychange", look_now.clone());
    spawn(async move {
        loop {
            HostClock.sleep_ms(LOOK_EVERY_MS).await;
            look_now();
        }
    });
    while looks.recv().await.is_ok() {
        look();
    }
}

/// A touch that comes too late finds the lock, not what lay under it.
fn touch(look_now: &impl Fn()) {
    if is_idle() { look_now() } else { TOUCHED.set(now()) }
}

fn is_idle() -> bool {
    now().saturating_sub(TOUCHED.get()) >= minutes() * 60_000
}

fn look() {
    if !is_idle() {
        return;
    }
    TOUCHED.set(now());
    if *STORAGE.peek() == StorageState::Ready && LOCK.peek().pin {
        close();
    }
}
