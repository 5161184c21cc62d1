//! Waiting for the earlier of two things: somebody wakes the sync loop, or a time has passed.

use std::{
    cell::{Cell, RefCell},
    future::{Future, poll_fn},
    pin::pin,
    task::{Poll, Waker},
};

/// A flag that a waiting future notices.
#[derive(Default)]
pub(super) struct Wake {
    raised: Cell<bool>,
    waker: RefCell<Option<Waker>>,
}

impl Wake {
    /// Ends the present wait, or the next one at once.
    pub(super) fn raise(&self) {
        self.raised.set(true);
        if let Some(waker) = self.waker.borrow_mut().take() {
            waker.wake();
        }
    }

    /// Whether somebody waits to be heard.
    pub(super) fn is_raised(&self) -> bool {
        self.raised.get()
    }

    /// Waits until raised or until `timeout` is done, and lowers the flag; whether it was raised.
    pub(super) async fn wait(&self, timeout: impl Future<Output = ()>) -> bool {
        let mut timeout = pin!(timeout);
        poll_fn(|context| {
            if self.raised.get() || timeout.as_mut().poll(context).is_ready() {
                return Poll::Ready(());
            }
            *self.waker.borrow_mut() = Some(context.waker().clone());
            Poll::Pending
        })
        .await;
        self.raised.replace(false)
    }
}
