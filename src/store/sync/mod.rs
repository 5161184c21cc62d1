//! The store as the sync driver sees it: every call is one transaction.
//!
//! An event is acknowledged only by a verdict or by meeting it in a page. The cursor moves in the transaction of its page,
//! after the page's print was checked. Nothing unacknowledged is ever dropped: refused events go aside, where they are
//! shown and can be exported.

mod page;
mod scope;
mod verdicts;

use rusqlite::params;
use std::collections::BTreeMap;

use super::{Store, StoreError, error::Result, identity, log, notices, photos, projection::log_id};
use crate::{
    domain::{
        ids::{Incarnation, LogId},
        stamp::Stamp,
    },
    sync::{
        messages::{AccountNow, Cursor, Digest, Epoch, Offer, Page, Print, Reset, Verdict},
        notices::Notices,
        ports::{Identity, PageOutcome, SyncStore},
    },
};

impl SyncStore for Store {
    type Error = StoreError;

    fn identity(&self) -> Result<Option<Identity>> {
        let (Some(key), Some(account)) = (identity::device_key(&self.conn)?, identity::account(&self.conn)?) else {
            return Ok(None);
        };
        Ok(Some(Identity {
            device: key.device,
            incarnation: key.incarnation,
            account: account.account,
            token: account.token,
            epoch: account.epoch,
        }))
    }

    fn cursors(&self) -> Result<BTreeMap<LogId, Cursor>> {
        let mut statement = self.conn.prepare_cached("SELECT log_id, seq, print FROM subscription")?;
        let mut rows = statement.query([])?;
        let mut cursors = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let (seq, print): (i64, i64) = (row.get(1)?, row.get(2)?);
            cursors.insert(log_id(row, 0)?, Cursor(seq.cast_unsigned(), Print(print.cast_unsigned())));
        }
        Ok(cursors)
    }

    fn take_batch(&mut self, max_events: usize, max_bytes: usize) -> Result<Vec<Offer>> {
        self.write(|tx| {
            let sql = include_str!("../sql/select_queued.sql");
            let mut statement = tx.prepare_cached(sql)?;
            let limit = i64::try_from(max_events).unwrap_or(i64::MAX);
            let mut rows = statement.query([limit])?;
            let mut batch: Vec<Offer> = Vec::new();
            let mut bytes = 0;
            let mut last: i64 = 0;
            while let Some(row) = rows.next()? {
                let stored = log::read(row, 0)?;
                let erased = stored.is_erased().then_some(Digest(stored.hash));
                let offer = Offer { event: stored.event, receipt: stored.receipt, erased };
                bytes += wire_size(&offer);
                if !batch.is_empty() && bytes > max_bytes {
                    break;
                }
                last = row.get(7)?;
                batch.push(offer);
            }
            drop(rows);
            tx.prepare_cached("UPDATE outbox SET state = 'sent' WHERE state = 'queued' AND position <= ?1")?
                .execute([last])?;
            Ok(batch)
        })
    }

    fn requeue_sent(&mut self) -> Result<()> {
        self.write(|tx| {
            tx.execute("UPDATE outbox SET state = 'queued' WHERE state = 'sent'", [])?;
            Ok(())
        })
    }

    fn apply_verdicts(&mut self, verdicts: &[Verdict]) -> Result<()> {
        self.write_fetched(|tx| verdicts::apply(tx, verdicts))
    }

    fn apply_part(&mut self, page: &Page, at_most: usize) -> Result<PageOutcome> {
        // A page that does not fit is found out before anything is written.
        self.write_fetched(|tx| page::apply(tx, page, at_most.max(1)))
    }

    fn apply_scope(&mut self, granted: &[LogId], removed: &[LogId], resets: &[Reset]) -> Result<()> {
        self.write(|tx| scope::apply(tx, granted, removed, resets))
    }

    fn requeue_lost(&mut self) -> Result<u64> {
        // Nearly always there is none: looked for without taking the write lock.
        let lost: bool =
            self.conn.prepare_cached(include_str!("../sql/exists_lost.sql"))?.query_row([], |row| row.get(0))?;
        if !lost {
            return Ok(0);
        }
        self.write(|tx| {
            tx.execute(include_str!("../sql/queue_lost.sql"), [])?;
            Ok(tx.execute(include_str!("../sql/forget_lost.sql"), [])? as u64)
        })
    }

    fn oldest_unsent(&self) -> Result<BTreeMap<LogId, u64>> {
        let mut statement = self.conn.prepare_cached(include_str!("../sql/select_oldest_unsent.sql"))?;
        let mut rows = statement.query([])?;
        let mut oldest = BTreeMap::new();
        while let Some(row) = rows.next()? {
            oldest.insert(log_id(row, 0)?, row.get::<_, i64>(1)?.cast_unsigned());
        }
        Ok(oldest)
    }

    fn apply_account(&mut self, account: &AccountNow, is_complete: bool) -> Result<bool> {
        // Nearly always it is as it was: found out without taking the write lock.
        if !scope::is_news(&self.conn, account, is_complete)? {
            return Ok(false);
        }
        self.write(|tx| scope::note_account(tx, account, is_complete))?;
        Ok(true)
    }

    fn notices_tag(&self) -> Result<Option<String>> {
        notices::tag(&self.conn).map(Some)
    }

    fn apply_notices(&mut self, notices: &Notices) -> Result<()> {
        self.write(|tx| {
            verdicts::apply(tx, &notices.decided)?;
            notices::apply(tx, notices)
        })
    }

    fn observe_server(&mut self, epoch: Epoch, server_time: u64) -> Result<()> {
        self.write(|tx| {
            let mut statement = tx.prepare_cached("UPDATE enrolment SET epoch = ?1 WHERE epoch <> ?1")?;
            if statement.execute([epoch.cast_signed()])? > 0 {
                photos::offer_all_again(tx)?;
            }
            tx.prepare_cached("UPDATE sync_state SET heard_at = max(coalesce(heard_at, 0), ?1)")?
                .execute([server_time.cast_signed()])?;
            identity::observe(tx, Stamp::new(server_time, 0))
        })
    }

    fn note_complete(&mut self) -> Result<()> {
        self.write(|tx| {
            tx.prepare_cached("UPDATE sync_state SET last_sync = heard_at")?.execute([])?;
            Ok(())
        })
    }

    fn begin_incarnation(&mut self, incarnation: Incarnation) -> Result<()> {
        self.write(|tx| {
            tx.execute("UPDATE device SET incarnation = ?1, next_n = 1", params![incarnation.as_bytes()])?;
            Ok(())
        })
    }
}

/// About how many bytes an offer takes in a request, rather more than fewer: writing it twice to count them would cost
/// more than everything else about it.
fn wire_size(Offer { event, receipt, .. }: &Offer) -> usize {
    let escaped = |byte: &u8| match byte {
        b'"' | b'\\' => 1,
        0..0x20 => 5,
        _ => 0,
    };
    let body = event.body.len() + event.body.as_bytes().iter().map(escaped).sum::<usize>();
    let proof = if event.proof.is_some() { 250 } else { 0 };
    let receipt = if receipt.is_some() { 150 } else { 0 };
    // Six ids, two numbers and the names of fields.
    450 + event.header.kind.len() + body + proof + receipt
}

impl Store {
    /// Notes how far the device's own clock is from the server's.
    ///
    /// # Errors
    /// When the database fails.
    pub fn note_clock(&mut self, wall_ms: u64, server_time: u64) -> Result<()> {
        let ahead = wall_ms.cast_signed() - server_time.cast_signed();
        self.write(|tx| {
            tx.prepare_cached("UPDATE sync_state SET clock_off_ms = ?1")?.execute([ahead])?;
            Ok(())
        })
    }
}
