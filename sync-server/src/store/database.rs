//! The server's database, whichever it is: chosen once, at start, by its URL.

use std::collections::BTreeMap;

use nfv::{
    domain::{
        area::Class,
        ids::{AreaId, DeviceId, LogId},
    },
    sync::{
        messages::{Cursor, Epoch, Print, Seq},
        snapshot::SnapshotHint,
    },
};

use super::{
    Candidate, Ingested, Meta, Store, StoreError, StoredEvent, Window, postgres::PostgresStore, sqlite::SqliteStore,
    tx::Tx,
};
use crate::{
    forward::{self, Again},
    snapshots::rows,
};

/// A database of either kind.
#[derive(Debug)]
pub enum Database {
    /// One SQLite file.
    Sqlite(Box<SqliteStore>),
    /// A PostgreSQL database, shared by any number of processes.
    Postgres(Box<PostgresStore>),
}

impl Database {
    /// Runs `work` in one write transaction; its error undoes everything.
    ///
    /// # Errors
    /// When `work` fails or the commit does.
    pub fn write<T, E: From<StoreError>>(&self, work: impl FnOnce(&Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        match self {
            Self::Sqlite(store) => store.write(|tx| work(&Tx::Sqlite(tx))),
            Self::Postgres(store) => store.write(|session| work(&Tx::Postgres(session))),
        }
    }

    /// Runs `work` in one read transaction: it sees one moment of the database.
    ///
    /// # Errors
    /// When `work` fails or the database cannot be reached.
    pub fn read<T, E: From<StoreError>>(&self, work: impl FnOnce(&Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        match self {
            Self::Sqlite(store) => store.read(|tx| work(&Tx::Sqlite(tx))),
            Self::Postgres(store) => store.read(|session| work(&Tx::Postgres(session))),
        }
    }

    /// The installation's zone, in minutes east of UTC; everything is folded again if it differs.
    ///
    /// # Errors
    /// When the database fails.
    pub fn set_zone(&self, minutes: i32) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(store) => store.write(|tx| Ok(nfv::store::projection::set_zone(tx, minutes).map(drop)?)),
            Self::Postgres(store) => store.set_zone(minutes),
        }
    }
}

impl From<SqliteStore> for Database {
    fn from(store: SqliteStore) -> Self {
        Self::Sqlite(Box::new(store))
    }
}

impl From<PostgresStore> for Database {
    fn from(store: PostgresStore) -> Self {
        Self::Postgres(Box::new(store))
    }
}

/// Calls the same method of the store inside.
macro_rules! inside {
    ($self:ident, $store:ident => $call:expr) => {
        match $self {
            Self::Sqlite($store) => $call,
            Self::Postgres($store) => $call,
        }
    };
}

impl Store for Database {
    fn meta(&self) -> &Meta {
        inside!(self, store => store.meta())
    }

    fn open_log(&self, area: AreaId, class: Class) -> Result<LogId, StoreError> {
        inside!(self, store => store.open_log(area, class))
    }

    fn heads(&self, logs: &[LogId]) -> Result<BTreeMap<LogId, Cursor>, StoreError> {
        inside!(self, store => store.heads(logs))
    }

    fn print_at(&self, log: LogId, seq: Seq) -> Result<Option<Print>, StoreError> {
        inside!(self, store => store.print_at(log, seq))
    }

    fn forward(&self, logs: &[LogId], again: &[Again], now: u64) -> Result<(), StoreError> {
        forward::take_up(self, again, now)?;
        forward::catch_up(self, logs, now)
    }

    fn restored_since(&self, log: LogId, epoch: Epoch) -> Result<Option<Seq>, StoreError> {
        Self::read(self, |tx| super::restore::head_since(tx, log, epoch))
    }

    fn read(&self, log: LogId, after: Seq, window: Window) -> Result<Vec<StoredEvent>, StoreError> {
        match self {
            Self::Sqlite(store) => Store::read(store.as_ref(), log, after, window),
            Self::Postgres(store) => Store::read(store.as_ref(), log, after, window),
        }
    }

    fn ingest(&self, batch: &[Candidate], now: u64) -> Result<Ingested, StoreError> {
        inside!(self, store => store.ingest(batch, now))
    }

    fn snapshots(&self, logs: &[LogId]) -> Result<BTreeMap<LogId, SnapshotHint>, StoreError> {
        let epoch = self.meta().epoch;
        Self::read(self, |tx| {
            let mut hints = BTreeMap::new();
            for log in logs {
                hints.extend(rows::hint(tx, *log, epoch)?.map(|hint| (*log, hint)));
            }
            Ok(hints)
        })
    }

    fn heard(&self, device: DeviceId, now: u64) -> Result<(), StoreError> {
        inside!(self, store => store.heard(device, now))
    }

    fn rebuild(&self) -> Result<(), StoreError> {
        inside!(self, store => store.rebuild())
    }
}
