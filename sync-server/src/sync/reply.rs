//! The pulling half: is the device up to date, and if not, what comes next.
//!
//! A matching state says it all in one line. Otherwise pages of each subscribed log from the device's cursor on, as far as
//! the budget of one reply reaches; logs behind it come as empty pages that say "more". A cursor that this log cannot
//! have given out resets the log.

use std::collections::{BTreeMap, BTreeSet};

use nfv::{
    domain::ids::{EventId, LogId},
    sync::{
        messages::{Cursor, Epoch, Fate, Limits, MAX_BODY, MAX_EVENTS, Page, Reset, Seq, SyncReply, state_of},
        snapshot::SnapshotHint,
    },
};

use super::{
    Caller, SyncError,
    cold::{Admission, Gate, behind},
};
use crate::store::{Store, StoreError, StoredEvent, Window};

/// Most events in one page: a device applies a page in one transaction, of 50 ms at most.
const PAGE_EVENTS: usize = 500;

/// Most events in one reply.
const REPLY_EVENTS: usize = 5000;

/// Most bytes of event bodies in one reply.
const REPLY_BYTES: usize = 2 * 1024 * 1024;

/// Most events in a reply to a push of a device that is far behind while others read.
const MEANWHILE_EVENTS: usize = 100;

/// Where a device stands against a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// Reads on from its cursor.
    Agrees,
    /// Its cursor is not of this log: forget, offer again and read again, above this one if prints agree there.
    Diverged(Cursor),
}

/// Says whether the device's cursors are the heads of all its logs.
pub(super) fn compare(
    store: &impl Store,
    caller: &Caller,
    state: &str,
    reply: &mut SyncReply,
) -> Result<(), StoreError> {
    reply.send_cursors = state_of(&heads(store, caller)?) != state;
    Ok(())
}

/// Adds to the reply what the device has not read yet.
pub(super) fn read_on(
    store: &impl Store,
    caller: &Caller,
    (cursors, epoch, snapshots): (&BTreeMap<LogId, Cursor>, Epoch, bool),
    gate: &Gate,
    reply: &mut SyncReply,
) -> Result<(), SyncError> {
    let heads = heads(store, caller)?;
    let files = if snapshots { files(store, cursors, &heads)? } else { BTreeMap::new() };
    // Files are read beside the database: they need no place.
    let by_pages = heads.iter().filter(|(log, _)| !files.contains_key(log)).map(|(log, head)| (*log, *head)).collect();
    let budget = match gate.ask(caller.device, behind(&by_pages, cursors), reply.server_time) {
        Admission::Open => REPLY_EVENTS,
        // What was pushed is stored and has to be answered; the next request, without a push, is told to wait.
        Admission::Full if !reply.verdicts.is_empty() => MEANWHILE_EVENTS,
        Admission::Full => return Err(SyncError::ColdStarts),
    };
    reply.limits = Some(Limits { events: MAX_EVENTS, bytes: MAX_BODY });
    reply.granted = heads.keys().copied().collect();
    reply.removed = cursors.keys().filter(|log| !heads.contains_key(log)).copied().collect();
    let pushed = pushed_here(reply);
    let mut budget = Window { events: budget, bytes: REPLY_BYTES };
    for (log, head) in &heads {
        let cursor = cursors.get(log).copied().unwrap_or_default();
        match standing(store, *log, *head, cursor, epoch)? {
            Standing::Diverged(keep) => reply.reset.push(Reset { log: *log, keep }),
            Standing::Agrees if files.contains_key(log) => {
                let page = page(*log, Vec::new(), cursor, head.0, &pushed);
                reply.pages.push(Page { snapshot: files.get(log).copied(), ..page });
            }
            Standing::Agrees => {
                let pages = read_log(store, *log, *head, cursor, &pushed, &mut budget)?;
                reply.pages.extend(pages);
            }
        }
    }
    Ok(())
}

/// The snapshots that spare a device more than one reply full of pages.
fn files(
    store: &impl Store,
    cursors: &BTreeMap<LogId, Cursor>,
    heads: &BTreeMap<LogId, Cursor>,
) -> Result<BTreeMap<LogId, SnapshotHint>, StoreError> {
    let at = |log: &LogId| cursors.get(log).map_or(0, |Cursor(seq, _)| *seq);
    let is_far = |log: &LogId, seq: Seq| seq.saturating_sub(at(log)) > REPLY_EVENTS as Seq;
    let far: Vec<LogId> = heads.iter().filter(|(log, head)| is_far(log, head.0)).map(|(log, _)| *log).collect();
    if far.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut files = store.snapshots(&far)?;
    files.retain(|log, hint| is_far(log, hint.seq));
    Ok(files)
}

/// Heads of the logs that the caller's device subscribes to.
fn heads(store: &impl Store, caller: &Caller) -> Result<BTreeMap<LogId, Cursor>, StoreError> {
    let granted: BTreeSet<LogId> = caller.grants.iter().map(|grant| grant.log).collect();
    store.heads(&granted.difference(&caller.left_out).copied().collect::<Vec<_>>())
}

/// Events that this request pushed: the device has them, and their stamps come with the verdicts.
fn pushed_here(reply: &SyncReply) -> BTreeSet<EventId> {
    let known = |fate: &Fate| matches!(fate, Fate::Stored { .. } | Fate::Duplicate { .. });
    reply.verdicts.iter().filter(|verdict| known(&verdict.fate)).map(|verdict| verdict.id).collect()
}

/// One recovery path: another epoch, a cursor beyond the head, or another print at the cursor.
///
/// Prints do not cover receipts: what came again after a restore may stand at the same place with another one. So a device
/// of an older epoch keeps no more than what stood there at the restore, and the rest is offered and read again; a file that
/// was copied back without a word is read again from its beginning.
fn standing(
    store: &impl Store,
    log: LogId,
    head: Cursor,
    cursor: Cursor,
    epoch: Epoch,
) -> Result<Standing, StoreError> {
    let Cursor(seq, print) = cursor;
    let here = |seq| if seq == head.0 { Ok(Some(head.1)) } else { store.print_at(log, seq) };
    if epoch == store.meta().epoch || seq == 0 {
        let agrees = here(seq)? == Some(print);
        return Ok(if agrees { Standing::Agrees } else { Standing::Diverged(Cursor::default()) });
    }
    let restored = store.restored_since(log, epoch)?.unwrap_or_default();
    if seq <= restored && here(seq)? == Some(print) {
        return Ok(Standing::Agrees);
    }
    if restored == 0 || restored >= seq {
        return Ok(Standing::Diverged(Cursor::default()));
    }
    Ok(Standing::Diverged(here(restored)?.map(|print| Cursor(restored, print)).unwrap_or_default()))
}

fn read_log(
    store: &impl Store,
    log: LogId,
    head: Cursor,
    cursor: Cursor,
    pushed: &BTreeSet<EventId>,
    budget: &mut Window,
) -> Result<Vec<Page>, StoreError> {
    let mut pages = Vec::new();
    let mut at = cursor;
    while at.0 < head.0 && budget.events > 0 && budget.bytes > 0 {
        let window = Window { events: PAGE_EVENTS.min(budget.events), bytes: budget.bytes };
        let stored = store.read(log, at.0, window)?;
        let Some(last) = stored.last() else { break };
        at = Cursor(last.seq, last.print);
        budget.events -= stored.len();
        budget.bytes = stored.iter().fold(budget.bytes, |left, event| left.saturating_sub(event.event.body.len()));
        pages.push(page(log, stored, at, head.0, pushed));
    }
    if pages.is_empty() && at.0 < head.0 {
        pages.push(page(log, Vec::new(), at, head.0, pushed));
    }
    Ok(pages)
}

fn page(log: LogId, stored: Vec<StoredEvent>, end: Cursor, head: Seq, pushed: &BTreeSet<EventId>) -> Page {
    let Cursor(next_seq, print) = end;
    let mut page = Page {
        log,
        events: Vec::with_capacity(stored.len()),
        known: Vec::new(),
        next_seq,
        print,
        head: head.max(next_seq),
        more: next_seq < head,
        snapshot: None,
    };
    for stored in stored {
        let id = stored.event.header.event_id;
        if pushed.contains(&id) {
            page.known.push((stored.seq, id));
        } else {
            page.events.push(stored.into());
        }
    }
    page
}
