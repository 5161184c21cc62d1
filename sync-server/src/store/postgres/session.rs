//! A transaction on one connection: statements are prepared once per connection, every call waits for its answer.

use std::fmt;

use deadpool_postgres::Transaction;
use tokio_postgres::types::ToSql;

use super::connect::Connections;
use crate::store::StoreError;

/// A parameter of a statement.
pub(super) type Parameter<'a> = &'a (dyn ToSql + Sync);

/// A transaction.
pub struct Session<'a> {
    pub(super) connections: &'a Connections,
    pub(super) tx: &'a Transaction<'a>,
}

impl fmt::Debug for Session<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Session")
    }
}

impl Session<'_> {
    /// All rows of an answer.
    pub(super) fn query(
        &self,
        sql: &str,
        parameters: &[Parameter<'_>],
    ) -> Result<Vec<tokio_postgres::Row>, StoreError> {
        let rows = async {
            let statement = self.tx.prepare_cached(sql).await?;
            self.tx.query(&statement, parameters).await
        };
        Ok(self.connections.wait(rows)?)
    }

    /// The first row of an answer.
    pub(super) fn query_opt(
        &self,
        sql: &str,
        parameters: &[Parameter<'_>],
    ) -> Result<Option<tokio_postgres::Row>, StoreError> {
        Ok(self.query(sql, parameters)?.into_iter().next())
    }

    /// How many rows a statement touched.
    pub(super) fn execute(&self, sql: &str, parameters: &[Parameter<'_>]) -> Result<u64, StoreError> {
        let touched = async {
            let statement = self.tx.prepare_cached(sql).await?;
            self.tx.execute(&statement, parameters).await
        };
        Ok(self.connections.wait(touched)?)
    }

    /// Several statements without parameters.
    pub(super) fn batch(&self, sql: &str) -> Result<(), StoreError> {
        Ok(self.connections.wait(self.tx.batch_execute(sql))?)
    }
}
