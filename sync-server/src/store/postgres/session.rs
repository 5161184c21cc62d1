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
    /// Waits for what was asked; what is joined in one future goes to the database together, in its order once its
    /// statements are prepared; joined with a bias, so that the first to fail is the one that is heard.
    pub(super) fn wait<T>(&self, asked: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
        self.connections.wait(asked)
    }

    /// All rows of an answer, to be waited for together with others.
    pub(super) async fn ask(
        &self,
        sql: &str,
        parameters: &[Parameter<'_>],
    ) -> Result<Vec<tokio_postgres::Row>, StoreError> {
        let statement = self.tx.prepare_cached(sql).await?;
        Ok(self.tx.query(&statement, parameters).await?)
    }

    /// How many rows a statement touched, to be waited for together with others.
    pub(super) async fn run(&self, sql: &str, parameters: &[Parameter<'_>]) -> Result<u64, StoreError> {
        let statement = self.tx.prepare_cached(sql).await?;
        Ok(self.tx.execute(&statement, parameters).await?)
    }

    /// All rows of an answer.
    pub(super) fn query(
        &self,
        sql: &str,
        parameters: &[Parameter<'_>],
    ) -> Result<Vec<tokio_postgres::Row>, StoreError> {
        self.wait(self.ask(sql, parameters))
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
        self.wait(self.run(sql, parameters))
    }

    /// Several statements without parameters.
    pub(super) fn batch(&self, sql: &str) -> Result<(), StoreError> {
        Ok(self.connections.wait(self.tx.batch_execute(sql))?)
    }
}
