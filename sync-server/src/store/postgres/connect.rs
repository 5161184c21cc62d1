//! Connections: a pool on a small runtime of its own, whose futures are waited for on whatever thread calls.
//!
//! Settings that durability rests on are made on every connection. Waiting needs no runtime of the caller and disturbs none.

use std::{fmt, future::Future, str::FromStr, time::Duration};

use deadpool_postgres::{Hook, HookError, Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime, Timeouts};
use tokio_postgres::{NoTls, config::SslMode};

use crate::store::StoreError;

use super::error::cannot_open;

/// Longest wait for a connection, of the pool or of the server.
const PATIENCE: Duration = Duration::from_secs(20);

/// Made on every connection, each with its reason.
const SETTINGS: &str = "
    -- A commit has reached the disk before it is acknowledged; stronger settings of the installation stay.
    SELECT set_config('synchronous_commit', 'on', false)
      WHERE current_setting('synchronous_commit') IN ('off', 'local', 'remote_write');
    -- Somebody who holds a log for so long will not let go: the client tries again.
    SET lock_timeout = '20s';
    -- A process that hangs in the middle of a transaction must not stop the others for ever.
    SET idle_in_transaction_session_timeout = '120s';
    -- Short statements over few rows: compiling them would take longer than running them.
    SET jit = off;
    -- That something is not there to be dropped is no news.
    SET client_min_messages = warning;
    -- What is stored as bytes is UTF-8, what is sent as text too.
    SET client_encoding = 'UTF8';
";

/// Where a PostgreSQL database is and how it is used.
#[derive(Clone)]
pub struct Address {
    config: tokio_postgres::Config,
    /// Most connections of this process.
    pub connections: usize,
    /// Hash partitions of each log table; counts when the schema is made, 0 = none.
    pub partitions: u32,
}

impl Address {
    /// Used by so many connections, made with so many partitions.
    #[must_use]
    pub fn with(self, connections: usize, partitions: u32) -> Self {
        Self { connections, partitions, ..self }
    }
}

/// The password stays inside.
impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hosts, name) = (self.config.get_hosts(), self.config.get_dbname());
        f.debug_struct("Address").field("hosts", &hosts).field("database", &name).finish_non_exhaustive()
    }
}

/// A URL that names no PostgreSQL database. It is not repeated: it may hold a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not postgres://USER:PASSWORD@HOST:PORT/DATABASE")]
pub struct BadAddress;

impl FromStr for Address {
    type Err = BadAddress;

    fn from_str(url: &str) -> Result<Self, BadAddress> {
        let mut config = tokio_postgres::Config::from_str(url).map_err(|_| BadAddress)?;
        if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
            return Err(BadAddress);
        }
        config.application_name("sync-server").connect_timeout(PATIENCE);
        Ok(Self { config, connections: 16, partitions: 0 })
    }
}

/// The pool and the threads that move its bytes.
pub(super) struct Connections {
    // None only while it is being dropped.
    runtime: Option<tokio::runtime::Runtime>,
    pool: Pool,
}

impl fmt::Debug for Connections {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connections").field("pool", &self.pool.status()).finish_non_exhaustive()
    }
}

impl Connections {
    /// A pool to this database; connects once, so that a wrong address is said now.
    pub(super) fn open(address: &Address) -> Result<Self, StoreError> {
        if address.config.get_ssl_mode() == SslMode::Require {
            return Err(StoreError::Database("sslmode=require is not supported; use a Unix socket or a tunnel".into()));
        }
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("postgres")
            .enable_all()
            .build()
            .map_err(|error| StoreError::Database(error.to_string()))?;
        let manager = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = Manager::from_config(address.config.clone(), NoTls, manager);
        let prepare = Hook::async_fn(|client: &mut deadpool_postgres::ClientWrapper, _| {
            Box::pin(async move { client.batch_execute(SETTINGS).await.map_err(HookError::Backend) })
        });
        let timeouts = Timeouts { wait: Some(PATIENCE), create: Some(PATIENCE), recycle: Some(PATIENCE) };
        let pool = Pool::builder(manager)
            .max_size(address.connections.max(1))
            .runtime(Runtime::Tokio1)
            .timeouts(timeouts)
            .post_create(prepare)
            .build()
            .map_err(|error| StoreError::Database(error.to_string()))?;
        let connections = Self { runtime: Some(runtime), pool };
        let first = connections.wait(async { connections.pool.get().await });
        match first {
            Ok(_) => Ok(connections),
            Err(deadpool_postgres::PoolError::Backend(error)) => Err(cannot_open(&error)),
            Err(other) => Err(other.into()),
        }
    }

    /// A connection that nobody else uses.
    pub(super) fn take(&self) -> Result<Object, StoreError> {
        Ok(self.wait(self.pool.get())?)
    }

    /// Waits for a future of a connection, on a thread that may block.
    pub(super) fn wait<F: Future>(&self, future: F) -> F::Output {
        let _timers = self.runtime.as_ref().map(tokio::runtime::Runtime::enter);
        pollster::block_on(future)
    }
}

impl Drop for Connections {
    fn drop(&mut self) {
        self.pool.close();
        if let Some(runtime) = self.runtime.take() {
            // Not the waiting kind: the last owner may be dropped where nobody may block.
            runtime.shutdown_background();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_never_shown() {
        let address: Address = "postgres://nfv:secret@db.example:5433/nfv".parse().unwrap();
        assert!(!format!("{address:?}").contains("secret"));
        assert!("postgresql://%2Frun%2Fpostgresql/nfv".parse::<Address>().is_ok());
        for bad in ["postgres://nfv:secret@:port/x", "mysql://root:secret@db", "nonsense"] {
            let refused = bad.parse::<Address>().unwrap_err().to_string();
            assert!(!refused.contains("secret"), "{refused}");
        }
    }
}
