//! Recording facts on this device: durable before it returns.
//!
//! One transaction per call: number and stamp, hash, proof where the kind asks for one, the event, its place in the
//! outbox, the entity's projection, and the draft that it came from.

use ed25519_dalek::{Signer, SigningKey};
use rusqlite::{Connection, OptionalExtension, params};

use super::{
    Store,
    error::{Result, StoreError},
    identity::{self, Account, DeviceKey},
    keep, log, photos, projection, search,
};
use crate::{
    domain::{
        area::Class,
        event::{Event, Hash, Header, Proof, VERSION},
        facts::Fact,
        ids::{EntityId, EventId, LogId},
    },
    sync::ports::Rng,
};

/// A fact to record.
#[derive(Clone, Debug, PartialEq)]
pub struct NewFact {
    /// In which log.
    pub log: LogId,
    /// About what.
    pub entity: EntityId,
    /// What.
    pub fact: Fact,
}

impl Store {
    /// Records facts, all or none, and throws away the draft that they came from. Returns their ids in order.
    ///
    /// # Errors
    /// [`StoreError::NotEnrolled`], [`StoreError::NoRight`], [`StoreError::Full`] …: nothing was recorded then.
    pub fn append(
        &mut self,
        facts: &[NewFact],
        draft: Option<(EntityId, &str)>,
        wall_ms: u64,
        rng: &mut impl Rng,
    ) -> Result<Vec<EventId>> {
        let key = identity::device_key(&self.conn)?.ok_or(StoreError::NotEnrolled)?;
        let account = identity::account(&self.conn)?.ok_or(StoreError::NotEnrolled)?;
        self.write(|tx| {
            let mut ids = Vec::with_capacity(facts.len());
            for fact in facts {
                may_write(tx, fact)?;
                ids.push(record(tx, fact, &key, &account, wall_ms, rng)?);
            }
            if let Some((entity, form)) = draft {
                keep::drop_draft(tx, entity, form)?;
            }
            let touched: Vec<(LogId, EntityId)> = facts.iter().map(|fact| (fact.log, fact.entity)).collect();
            refold(tx, &touched)?;
            Ok(ids)
        })
    }
}

/// Folds entities of any logs again, projection and lists.
pub(super) fn refold(conn: &Connection, touched: &[(LogId, EntityId)]) -> Result<()> {
    let refolded = projection::refold_all(conn, touched)?;
    search::refresh(conn, &refolded)
}

fn may_write(conn: &Connection, fact: &NewFact) -> Result<()> {
    let entrusted = Fact::is_entrusted(fact.fact.kind());
    if writes_in(conn, fact.log)? || entrusted && is_beside_own(conn, fact.log)? {
        Ok(())
    } else {
        Err(StoreError::NoRight)
    }
}

/// Whether a log may be written here.
pub(super) fn writes_in(conn: &Connection, log: LogId) -> Result<bool> {
    let write: Option<bool> = conn
        .prepare_cached("SELECT write FROM subscription WHERE log_id = ?1")?
        .query_row([log.as_bytes()], |row| row.get(0))
        .optional()?;
    Ok(write == Some(true))
}

/// Whether it is the cases log of an area whose field log may be written here.
fn is_beside_own(conn: &Connection, log: LogId) -> Result<bool> {
    let mut statement =
        conn.prepare_cached("SELECT area_id FROM subscription WHERE class = ?1 AND write AND area_id IS NOT NULL")?;
    let mut rows = statement.query([Class::Field.as_str()])?;
    while let Some(row) = rows.next()? {
        if projection::area_id(row, 0)?.is_some_and(|area| LogId::of(area, Class::Cases) == log) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn record(
    conn: &Connection,
    fact: &NewFact,
    key: &DeviceKey,
    account: &Account,
    wall_ms: u64,
    rng: &mut impl Rng,
) -> Result<EventId> {
    let (stamp, n) = identity::tick(conn, wall_ms)?;
    let header = Header {
        version: VERSION,
        event_id: EventId::from_parts(stamp.unix_ms(), rng.bytes()),
        log_id: fact.log,
        kind: fact.fact.kind().to_owned(),
        entity_id: fact.entity,
        actor_id: account.account,
        device_id: key.device,
        incarnation: key.incarnation,
        n,
        stamp,
    };
    let mut event = Event { header, body: fact.fact.to_body(rng.bytes())?, proof: None };
    let hash = event.hash();
    if Fact::needs_proof(&event.header.kind) {
        event.proof = Some(prove(conn, key, fact.log, hash)?);
    }
    log::insert(conn, &event, &hash, None, None)?;
    let id = event.header.event_id;
    photos::queue(conn, fact.log, id, &fact.fact, stamp.unix_ms())?;
    conn.prepare_cached("INSERT INTO outbox (log_id, event_id, entity_id) VALUES (?1, ?2, ?3)")?.execute((
        fact.log.as_bytes(),
        id.as_bytes(),
        fact.entity.as_bytes(),
    ))?;
    conn.prepare_cached(include_str!("sql/insert_own_record.sql"))?.execute(params![
        fact.log.as_bytes(),
        id.as_bytes(),
        fact.entity.as_bytes(),
        event.header.kind,
        stamp.unix_ms().cast_signed(),
    ])?;
    Ok(id)
}

/// Signs over `hash ‖ prev` and becomes the link that the next proof names.
fn prove(conn: &Connection, key: &DeviceKey, log: LogId, hash: Hash) -> Result<Proof> {
    let prev: Option<Hash> = conn
        .prepare_cached("SELECT hash FROM proof_chain WHERE log_id = ?1 AND incarnation = ?2")?
        .query_row((log.as_bytes(), key.incarnation.as_bytes()), |row| row.get(0))
        .optional()?;
    let prev = prev.unwrap_or_default();
    conn.prepare_cached("INSERT OR REPLACE INTO proof_chain (log_id, incarnation, hash) VALUES (?1, ?2, ?3)")?
        .execute((log.as_bytes(), key.incarnation.as_bytes(), hash))?;
    let signature = SigningKey::from_bytes(&key.secret).sign(&[hash, prev].concat());
    Ok(Proof { prev, signature: signature.to_bytes() })
}
