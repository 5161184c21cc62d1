//! The server's database in PostgreSQL: any number of server processes on one of them.
//!
//! A log is locked by its row while a batch goes into it; reads see one moment. The store owns its connections and the small
//! runtime that moves their bytes; calls block. The folding is that of the device; only loading and saving are its own.

mod connect;
mod error;
mod ingest;
mod locks;
mod pages;
mod portable;
mod projection;
mod schema;
mod session;

use std::collections::BTreeMap;

use nfv::{
    domain::{
        area::{Area, Class},
        ids::{AreaId, DeviceId, EntityId, LogId},
        stored::StoredFact,
    },
    sync::messages::{Cursor, Print, Seq},
};
use tokio_postgres::IsolationLevel;

use super::{Birth, Candidate, Ingested, Meta, Store, StoreError, StoredEvent, Tx, Window, receipt::Secret};
use connect::Connections;
use locks::{Hold, Lock};
use projection::Interrupted;

pub use connect::{Address, BadAddress};
pub(crate) use portable::value;
pub use session::Session;

/// A device's `last_heard` is written once in so many milliseconds at most.
const HEARD_EVERY_MS: i64 = 60 * 60 * 1000;

/// The server's database in PostgreSQL.
#[derive(Debug)]
pub struct PostgresStore {
    meta: Meta,
    connections: Connections,
}

/// What a transaction may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Access {
    /// READ COMMITTED: sees what others commit while it waits for locks.
    Write,
    /// REPEATABLE READ, read only: sees one moment.
    Read,
}

/// Ingest within a transaction of the caller, which holds back every other ingest until it ends: desk operations are rare.
///
/// # Errors
/// When the database fails.
pub(in crate::store) fn ingest_alone(
    session: &Session<'_>,
    secret: &Secret,
    batch: &[Candidate],
    now: u64,
) -> Result<Ingested, StoreError> {
    ingest::ingest(session, secret, batch, now, Hold::Alone).map_err(|interrupted| match interrupted {
        Interrupted::Store(error) => error,
        Interrupted::Alone => StoreError::Corrupt("alone and still interrupted"),
    })
}

impl PostgresStore {
    /// Connects, makes or upgrades the schema in one transaction. `birth` counts for an empty database only.
    ///
    /// # Errors
    /// When the database cannot be reached, or was written by a newer version.
    pub fn open(address: &Address, birth: &Birth) -> Result<Self, StoreError> {
        let connections = Connections::open(address)?;
        let meta = transaction(&connections, Access::Write, |session| {
            let schema = schema::migrate(session, birth, address.partitions)?;
            read_meta(session, schema)
        })?;
        Ok(Self { meta, connections })
    }

    /// Runs `work` in one write transaction on the tables beside the logs, by one process at a time; its error undoes everything.
    ///
    /// # Errors
    /// When `work` fails or the commit does.
    pub fn write<T, E: From<StoreError>>(&self, work: impl FnOnce(&Session<'_>) -> Result<T, E>) -> Result<T, E> {
        transaction(&self.connections, Access::Write, |session| {
            session.lock(Lock::References, Hold::Alone)?;
            work(session)
        })
    }

    /// Runs `work` in one read transaction: it sees one moment of the database.
    ///
    /// # Errors
    /// When `work` fails or the database cannot be reached.
    pub fn read<T, E: From<StoreError>>(&self, work: impl FnOnce(&Session<'_>) -> Result<T, E>) -> Result<T, E> {
        transaction(&self.connections, Access::Read, work)
    }

    /// The installation's zone, in minutes east of UTC; everything is folded again if it differs.
    ///
    /// # Errors
    /// When the database fails.
    pub fn set_zone(&self, minutes: i32) -> Result<(), StoreError> {
        transaction(&self.connections, Access::Write, |session| projection::set_zone(session, minutes))
    }

    /// What a connection that ingests says about durability: `synchronous_commit` and `fsync`.
    ///
    /// # Errors
    /// When the database fails.
    pub fn durability(&self) -> Result<(String, String), StoreError> {
        transaction(&self.connections, Access::Write, |session| {
            let sql = "SELECT current_setting('synchronous_commit'), current_setting('fsync')";
            let row = session.query_opt(sql, &[])?.ok_or(StoreError::Corrupt("settings"))?;
            Ok((row.try_get(0)?, row.try_get(1)?))
        })
    }
}

impl Session<'_> {
    /// All areas as the logs define them now.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) fn areas(&self) -> Result<Vec<Area>, StoreError> {
        projection::areas(self)
    }

    /// Village, rounds and rule sets under which the doors of a log are folded.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) fn scope(&self, log: LogId) -> Result<nfv::store::projection::Scope, StoreError> {
        projection::scope(self, log).map(|(scope, _)| scope)
    }

    /// All events of an entity in a log, as facts, in no particular order.
    ///
    /// # Errors
    /// When the database fails or a header cannot be read.
    pub(crate) fn facts_of(&self, log: LogId, entity: EntityId) -> Result<Vec<StoredFact>, StoreError> {
        Ok(self.wait(projection::facts(self, log, &[entity]))?.remove(&entity).unwrap_or_default())
    }
}

fn transaction<T, E: From<StoreError>>(
    connections: &Connections,
    access: Access,
    work: impl FnOnce(&Session<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let mut client = connections.take()?;
    let begin = client.build_transaction();
    let begin = match access {
        Access::Write => begin.isolation_level(IsolationLevel::ReadCommitted),
        Access::Read => begin.isolation_level(IsolationLevel::RepeatableRead).read_only(true),
    };
    let tx = connections.wait(begin.start()).map_err(StoreError::from)?;
    let result = work(&Session { connections, tx: &tx })?;
    if access == Access::Write {
        connections.wait(tx.commit()).map_err(StoreError::from)?;
    }
    // One that only read ends when it is dropped: that is sent, and nobody has to wait for it.
    Ok(result)
}

fn read_meta(session: &Session<'_>, schema: u32) -> Result<Meta, StoreError> {
    let row = session.query_opt("SELECT epoch, secret FROM meta", &[])?.ok_or(StoreError::Corrupt("meta is empty"))?;
    let secret = Secret::from_slice(row.try_get(1)?).map_err(|_| StoreError::Corrupt("meta.secret"))?;
    Ok(Meta { epoch: pages::unsigned(&row, 0)?, schema, secret })
}

impl Store for PostgresStore {
    fn meta(&self) -> &Meta {
        &self.meta
    }

    fn open_log(&self, area: AreaId, class: Class) -> Result<LogId, StoreError> {
        self.write(|session| Tx::Postgres(session).open_log(area, class))
    }

    fn heads(&self, logs: &[LogId]) -> Result<BTreeMap<LogId, Cursor>, StoreError> {
        self.read(|session| pages::heads(session, logs))
    }

    fn print_at(&self, log: LogId, seq: Seq) -> Result<Option<Print>, StoreError> {
        self.read(|session| pages::print_at(session, log, seq))
    }

    fn read(&self, log: LogId, after: Seq, window: Window) -> Result<Vec<StoredEvent>, StoreError> {
        PostgresStore::read(self, |session| pages::events(session, log, after, window))
    }

    fn ingest(&self, batch: &[Candidate], now: u64) -> Result<Ingested, StoreError> {
        let mut hold = ingest::hold_for(batch);
        loop {
            let done = transaction(&self.connections, Access::Write, |session| {
                ingest::ingest(session, &self.meta.secret, batch, now, hold)
            });
            match done {
                Ok(done) => return Ok(done),
                Err(Interrupted::Store(error)) => return Err(error),
                // At most once: alone is all there is.
                Err(Interrupted::Alone) => hold = Hold::Alone,
            }
        }
    }

    fn heard(&self, device: DeviceId, now: u64) -> Result<(), StoreError> {
        let (id, now) = (device.as_bytes().as_slice(), now.cast_signed());
        let due = "SELECT 1 FROM device WHERE id = $1 AND (last_heard IS NULL OR last_heard + $2 <= $3)";
        let is_due = PostgresStore::read(self, |session| {
            Ok::<_, StoreError>(session.query_opt(due, &[&id, &HEARD_EVERY_MS, &now])?.is_some())
        })?;
        if !is_due {
            return Ok(());
        }
        transaction(&self.connections, Access::Write, |session| {
            session.execute("UPDATE device SET last_heard = $2 WHERE id = $1", &[&id, &now]).map(drop)
        })
    }

    fn rebuild(&self) -> Result<(), StoreError> {
        transaction(&self.connections, Access::Write, projection::rebuild)
    }
}
