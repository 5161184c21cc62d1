//! What all pages share: where the device stands, and what it last said.
//!
//! Only [`follow_device`] writes the device's part. Pages re-ask when [`CHANGED`] moves.

use dioxus::prelude::*;
use futures_channel::mpsc;

use super::{
    ask::ask,
    components::toast,
    idle, marker,
    pages::pledge::{collective, held},
    text,
};
use crate::{
    device::messages::{LockView, Notice, Request, Status, SyncStatus},
    platform::{
        host::{browser, client},
        news::{News, StorageState},
    },
};

/// Whether this tab has the database.
pub(crate) static STORAGE: GlobalSignal<StorageState> = Signal::global(StorageState::default);
/// Who and how this device is; none until the first answer.
pub(crate) static STATUS: GlobalSignal<Option<Status>> = Signal::global(|| None);
/// Where sync stands.
pub(crate) static SYNC: GlobalSignal<SyncStatus> = Signal::global(SyncStatus::default);
/// Counts the changes of local data.
pub(crate) static CHANGED: GlobalSignal<u64> = Signal::global(|| 0);
/// How the key of the database is kept.
pub(crate) static LOCK: GlobalSignal<LockView> = Signal::global(LockView::default);
/// Where a file went that this host could only put somewhere.
pub(crate) static SAVED_TO: GlobalSignal<Option<String>> = Signal::global(|| None);
/// A new version waits.
pub(crate) static UPDATE_READY: GlobalSignal<bool> = Signal::global(|| false);

enum Heard {
    News(News),
    Network,
    Update,
}

/// Starts the worker and keeps the shared state after what it says, for the page's life.
pub(crate) async fn follow_device() {
    let (sender, mut heard) = mpsc::unbounded();
    let tell = move |what: fn() -> Heard| {
        let sender = sender.clone();
        move || {
            let _closing = sender.unbounded_send(what());
        }
    };
    browser::on_window_event("online", tell(|| Heard::Network));
    browser::on_window_event("offline", tell(|| Heard::Network));
    // Out of the pocket and into it again: not every return of the network is told to a page in the background.
    browser::on_window_event("visibilitychange", tell(|| Heard::Network));
    browser::on_window_event("nfv-update-ready", tell(|| Heard::Update));
    let (news, mut rest) = mpsc::unbounded();
    client::start(move |heard| {
        let _closing = news.unbounded_send(Heard::News(heard));
    });
    *UPDATE_READY.write() = browser::update_is_ready();
    spawn(idle::watch());
    spawn(async move {
        while let Ok(what) = heard.recv().await {
            take(what).await;
        }
    });
    while let Ok(what) = rest.recv().await {
        take(what).await;
    }
}

async fn take(what: Heard) {
    match what {
        Heard::Update => *UPDATE_READY.write() = true,
        Heard::Network => {
            let _offline = client::call(Request::NetworkChanged { online: browser::is_online() }).await;
        }
        Heard::News(News::Storage(state)) => {
            let ready = state == StorageState::Ready;
            if ready {
                // Before any page shows: a new PIN may be due, the kiosk may hold the device, and nothing shows without a status.
                refresh_lock().await;
                held::restore().await;
                refresh_status().await;
            }
            *STORAGE.write() = state;
            if ready {
                spawn(async {
                    let _offline = client::call(Request::NetworkChanged { online: browser::is_online() }).await;
                    text::tell_device_language().await;
                });
            }
        }
        Heard::News(News::Notice(notice)) => take_notice(notice),
        Heard::News(News::Saved { path }) => *SAVED_TO.write() = Some(path),
    }
}

fn take_notice(notice: Notice) {
    match notice {
        Notice::Changed => {
            *CHANGED.write() += 1;
            // The name of the own area comes with the first sync.
            if area_is_nameless() {
                spawn(refresh_status());
            }
        }
        Notice::Sync(sync) => {
            marker::keep(&STATUS.peek(), &sync);
            *SYNC.write() = sync;
        }
        Notice::Ended { handed_over } => {
            marker::ended(handed_over);
            close();
        }
        Notice::Revoked => {
            if let Some(status) = STATUS.write().as_mut() {
                status.revoked = true;
            }
        }
    }
}

fn area_is_nameless() -> bool {
    let status = STATUS.peek();
    status.as_ref().and_then(|status| status.enrolled.as_ref()).is_some_and(|enrolled| enrolled.area_name.is_empty())
}

/// Closes the database: the worker ends, and with it all that it knew; nothing of a household stays in the page's state.
pub(crate) fn close() {
    STATUS.write().take();
    collective::forget();
    *SYNC.write() = SyncStatus::default();
    client::restart();
}

/// Asks anew how the key is kept.
pub(crate) async fn refresh_lock() {
    if let Ok(lock) = ask!(Request::Lock, Lock) {
        *LOCK.write() = lock;
    }
}

/// Asks anew who and how this device is.
pub(crate) async fn refresh_status() {
    match ask!(Request::Status, Status) {
        Ok(status) => take_status(*status),
        Err(failure) => toast::show_failure(&failure),
    }
}

/// Takes over a status that a request brought.
pub(crate) fn take_status(status: Status) {
    *SYNC.write() = status.sync.clone();
    if status.enrolled.is_none() {
        super::pages::keep_contacts(&[]);
        held::let_go();
    }
    marker::keep(&Some(status.clone()), &status.sync);
    *STATUS.write() = Some(status);
    text::show_title();
}

/// The role that is signed in, if any.
pub(crate) fn role() -> Option<crate::sync::enrolment::Role> {
    STATUS.read().as_ref()?.enrolled.as_ref().map(|enrolled| enrolled.role)
}
