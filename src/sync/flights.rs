//! Requests under way at the same time, without threads and without an executor of our own.
//!
//! A flight is polled by whoever waits for any of them; it needs nothing but the waker of that task, so it works in a
//! browser's worker as in a native thread. Dropping a flight gives its request up: nothing is known about it then.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    task::{Context, Poll},
};

use super::ports::{HttpReply, HttpRequest, NoAnswer, Transport};
use crate::domain::ids::{EventId, Incarnation};

/// Push-only requests under way at once: enough to fill a line of 100 ms, few enough for a small server.
pub(super) const MOST: usize = 4;

/// What a flight carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Load {
    /// The events offered, in order.
    pub(super) offered: Vec<EventId>,
    /// Bytes of their bodies.
    pub(super) bytes: usize,
    /// In which life of the device it left.
    pub(super) incarnation: Incarnation,
}

/// One request under way.
pub(super) struct Flight<'a> {
    load: Load,
    reply: Pin<Box<dyn Future<Output = Answer> + 'a>>,
    landed: Option<Answer>,
}

type Answer = Result<HttpReply, NoAnswer>;

impl<'a> Flight<'a> {
    /// Departs: the request is on its way when this returns.
    pub(super) async fn depart<T: Transport>(transport: &'a T, request: HttpRequest, load: Load) -> Self {
        let mut flight = Self { load, reply: Box::pin(transport.send(request)), landed: None };
        poll_fn(|context| {
            flight.goes_on(context);
            Poll::Ready(())
        })
        .await;
        flight
    }

    fn goes_on(&mut self, context: &mut Context<'_>) {
        if self.landed.is_none()
            && let Poll::Ready(answer) = self.reply.as_mut().poll(context)
        {
            self.landed = Some(answer);
        }
    }
}

/// Waits for the first of these to land and takes it out; all of them go on meanwhile. None: there are none.
pub(super) async fn first(flights: &mut Vec<Flight<'_>>) -> Option<(Load, Answer)> {
    poll_fn(|context| {
        if flights.is_empty() {
            return Poll::Ready(None);
        }
        flights.iter_mut().for_each(|flight| flight.goes_on(context));
        let Some(at) = flights.iter().position(|flight| flight.landed.is_some()) else { return Poll::Pending };
        let Flight { load, landed, .. } = flights.remove(at);
        Poll::Ready(landed.map(|answer| (load, answer)))
    })
    .await
}

/// Lets everything else on this thread go on, a save first of all, and these flights with it.
pub(super) async fn breathe(flights: &mut [Flight<'_>]) {
    let mut breathed = false;
    poll_fn(|context| {
        flights.iter_mut().for_each(|flight| flight.goes_on(context));
        if std::mem::replace(&mut breathed, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
