//! What is saved here and what the server has, in one line that never leaves a doubt.

use dioxus::prelude::*;

use crate::{
    app::{
        components::{Icon, IconKind},
        moment::{ago, now},
        state::SYNC,
        text::t,
    },
    device::messages::{SyncPhase, SyncStatus},
    platform::host::HostClock,
    sync::ports::Clock,
};

/// The line; it looks at the clock by itself so that no page has to.
#[component]
pub(crate) fn SyncLine() -> Element {
    let mut clock = use_signal(now);
    use_future(move || async move {
        loop {
            HostClock.sleep_ms(20_000).await;
            clock.set(now());
        }
    });
    rsx! {
        SyncLineAt { sync: SYNC.read().clone(), now: clock().max(now()) }
    }
}

/// The line at a moment (Unix ms).
#[component]
pub(crate) fn SyncLineAt(sync: SyncStatus, now: u64) -> Element {
    let (waiting, apart) = (sync.waiting > 0, apart(&sync) > 0);
    rsx! {
        div {
            class: if waiting || apart { "sync-line waiting" } else { "sync-line" },
            role: "status",
            "data-testid": "sync-line",
            "data-saved": "{sync.saved}",
            "data-received": "{sync.received}",
            "data-waiting": "{sync.waiting}",
            "data-phase": phase_name(sync.phase),
            Icon {
                kind: match (waiting, apart) {
                    (true, _) => IconKind::Waiting,
                    (false, true) => IconKind::Warning,
                    (false, false) => IconKind::Received,
                },
            }
            div {
                p { class: "sync-figures", {figures(&sync)} }
                p { class: "sync-when", {situation(&sync, now)} }
            }
        }
    }
}

const fn phase_name(phase: SyncPhase) -> &'static str {
    match phase {
        SyncPhase::Idle => "idle",
        SyncPhase::Sending => "sending",
        SyncPhase::Reading => "reading",
        SyncPhase::Offline => "offline",
    }
}

fn figures(sync: &SyncStatus) -> String {
    if sync.saved == 0 { t!("sync-none") } else { t!("sync-saved", saved = sync.saved, received = sync.received) }
}

/// Records that are here and not counted.
const fn apart(sync: &SyncStatus) -> u64 {
    sync.quarantined + sync.held
}

fn situation(sync: &SyncStatus, now: u64) -> String {
    let mut parts = Vec::new();
    if sync.waiting > 0 {
        let oldest = sync.oldest_waiting.map_or_else(String::new, |oldest| ago(oldest, now));
        parts.push(t!("sync-waiting", count = sync.waiting, oldest = oldest));
    }
    if apart(sync) > 0 {
        parts.push(t!("sync-apart", count = apart(sync)));
    }
    parts.push(match (sync.phase, sync.progress, sync.last_sync) {
        (SyncPhase::Reading, Some((read, all)), _) if all > 0 => t!("sync-reading", read = read, all = all),
        (SyncPhase::Reading, ..) => t!("sync-reading-start"),
        (SyncPhase::Sending, ..) => t!("sync-sending"),
        (SyncPhase::Offline, ..) => t!("sync-offline"),
        (SyncPhase::Idle, _, Some(last)) => t!("sync-last", when = ago(last, now)),
        (SyncPhase::Idle, _, None) => t!("sync-never"),
    });
    parts.join(" · ")
}
