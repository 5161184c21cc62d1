//! Reading a snapshot: manifest, then frames, a few under way at once, each applied while the next ones come.
//!
//! Resumed by the cursor: frames before it are not fetched, events before it are skipped. Anything that does not fit ends
//! the reading with [`Ending::Unusable`], which changes nothing; the sync goes on with pages.

use std::{
    collections::VecDeque,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll},
};

use super::{Frame, Manifest, SnapshotHint, frames};
use crate::{
    domain::ids::LogId,
    sync::{
        driver::{self, Stopped},
        messages::{Cursor, Page, Seq},
        pace::Pace,
        ports::{Clock, HttpMethod, HttpReply, HttpRequest, Identity, NoAnswer, PageOutcome, SyncStore, Transport},
    },
};

/// So many frames are asked for at once.
const AT_ONCE: usize = 3;

/// How the reading of a snapshot ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sync) enum Ending {
    /// Everything in it is here.
    Whole,
    /// It cannot be used: pages instead.
    Unusable,
}

/// What reading needs; the store is a handle, borrowed for one call at a time.
pub(in crate::sync) struct Reader<'a, S, T, C> {
    /// Where it goes.
    pub(in crate::sync) store: &'a mut S,
    /// Where it comes from.
    pub(in crate::sync) transport: &'a T,
    /// Lets others go first between two transactions.
    pub(in crate::sync) clock: &'a C,
    /// How many events go into one transaction.
    pub(in crate::sync) pace: &'a mut Pace,
    /// Who asks.
    pub(in crate::sync) identity: &'a Identity,
    /// The log's head as last heard.
    pub(in crate::sync) head: Seq,
    /// Requests made.
    pub(in crate::sync) round_trips: u32,
    /// Events read.
    pub(in crate::sync) read: u64,
}

impl<S: SyncStore, T: Transport, C: Clock> Reader<'_, S, T, C> {
    /// Reads the file that was named; `applied` is called after each transaction and
    /// says whether somebody works.
    pub(in crate::sync) async fn read(
        &mut self,
        log: LogId,
        hint: &SnapshotHint,
        applied: &mut impl FnMut(&S) -> bool,
    ) -> Result<Ending, Stopped<S::Error>> {
        let transport = self.transport;
        self.round_trips += 1;
        let reply = transport.send(get(self.identity, format!("/v1/snapshots/{log}"))).await?;
        let Some(body) = usable(reply)? else { return Ok(Ending::Unusable) };
        let Ok(manifest) = serde_json::from_slice::<Manifest>(&body) else { return Ok(Ending::Unusable) };
        let cursor = self.cursor(log)?;
        if !manifest.is_of(log, self.identity.epoch, hint) || cursor >= manifest.seq {
            return Ok(Ending::Unusable);
        }
        let mut to_ask: VecDeque<usize> = manifest.frames_after(cursor).collect();
        let mut asked: VecDeque<usize> = VecDeque::new();
        let mut under_way = UnderWay::default();
        loop {
            while under_way.0.len() < AT_ONCE
                && let Some(number) = to_ask.pop_front()
            {
                self.round_trips += 1;
                let path = format!("/v1/snapshots/{log}/{}/{number}", manifest.hash);
                under_way.0.push_back(Answer::Awaited(Box::pin(transport.send(get(self.identity, path)))));
                asked.push_back(number);
            }
            let (Some(number), Some(reply)) = (asked.pop_front(), under_way.next().await) else {
                return Ok(Ending::Whole);
            };
            let Some(body) = usable(reply?)? else { return Ok(Ending::Unusable) };
            let Some(frame) = manifest.frames.get(number) else { return Ok(Ending::Unusable) };
            if self.apply(log, frame, &body, applied).await? == Ending::Unusable {
                return Ok(Ending::Unusable);
            }
        }
    }

    fn cursor(&self, log: LogId) -> Result<Seq, Stopped<S::Error>> {
        let cursors = self.store.cursors().map_err(Stopped::Store)?;
        Ok(cursors.get(&log).map_or(0, |Cursor(seq, _)| *seq))
    }

    /// Applies a frame; its small pages are put together to the size of a transaction.
    async fn apply(
        &mut self,
        log: LogId,
        frame: &Frame,
        packed: &[u8],
        applied: &mut impl FnMut(&S) -> bool,
    ) -> Result<Ending, Stopped<S::Error>> {
        let Ok(unpacked) = frames::unpack(frame, packed) else { return Ok(Ending::Unusable) };
        let mut lines = frames::lines_of(&unpacked).peekable();
        let mut gathered: Option<Page> = None;
        while let Some(line) = lines.next() {
            let Ok(page) = frames::page_of(line) else { return Ok(Ending::Unusable) };
            if page.log != log {
                return Ok(Ending::Unusable);
            }
            let page = joined(gathered.take(), page);
            if page.events.len() < self.pace.step() && lines.peek().is_some() {
                gathered = Some(page);
                continue;
            }
            let page = Page { head: self.head.max(page.next_seq), ..page };
            let applied = async |store: &S| applied(store);
            if self.pace.apply(self.store, self.clock, &page, applied).await? == PageOutcome::Mismatch {
                return Ok(Ending::Unusable);
            }
            self.read += page.events.len() as u64;
        }
        Ok(Ending::Whole)
    }
}

/// Two pages that follow each other, as one; the print of the second holds for both.
fn joined(first: Option<Page>, mut second: Page) -> Page {
    if let Some(mut first) = first {
        first.events.append(&mut second.events);
        second.events = first.events;
    }
    second
}

/// The body of a reply that can be used; none when pages are to be read instead.
fn usable<E: std::error::Error>(reply: HttpReply) -> Result<Option<Vec<u8>>, Stopped<E>> {
    match reply.status {
        200 => Ok(Some(reply.body)),
        // Replaced and gone, erased, no longer granted: whatever it is, the next sync says what holds.
        400 | 403 | 404 | 410 => Ok(None),
        _ => Err(driver::refusal(&reply)),
    }
}

fn get(identity: &Identity, path: String) -> HttpRequest {
    HttpRequest {
        method: HttpMethod::Get,
        path,
        token: Some(identity.token.clone()),
        body: Vec::new(),
        content_type: "application/json",
        gzip: false,
        file_name: None,
    }
}

type Reply = Result<HttpReply, NoAnswer>;

enum Answer<F> {
    Awaited(Pin<Box<F>>),
    Here(Option<Reply>),
}

/// Requests under way, answered in the order in which they were made.
struct UnderWay<F>(VecDeque<Answer<F>>);

impl<F> Default for UnderWay<F> {
    fn default() -> Self {
        Self(VecDeque::with_capacity(AT_ONCE))
    }
}

impl<F: Future<Output = Reply>> UnderWay<F> {
    /// The answer to the first; all of them go on meanwhile. None when nothing is under way.
    async fn next(&mut self) -> Option<Reply> {
        let first = poll_fn(|context| self.poll(context)).await;
        self.0.pop_front();
        first
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Reply>> {
        for answer in &mut self.0 {
            if let Answer::Awaited(future) = answer
                && let Poll::Ready(reply) = future.as_mut().poll(context)
            {
                *answer = Answer::Here(Some(reply));
            }
        }
        match self.0.front_mut() {
            None => Poll::Ready(None),
            Some(Answer::Here(reply)) => Poll::Ready(reply.take()),
            Some(Answer::Awaited(_)) => Poll::Pending,
        }
    }
}
