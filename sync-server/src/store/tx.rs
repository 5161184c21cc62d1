//! A transaction of either database, for everything beside ingest and projections: accounts, devices, audit, decisions.
//!
//! One SQL for both, in the part that they share: parameters as `?1`, whole numbers, texts and bytes, `ON CONFLICT`. What a
//! log holds is read and written by each database's own code behind [`super::Store`].

use nfv::{
    domain::{
        area::{Area, Class},
        ids::{AreaId, EntityId, LogId},
        stored::StoredFact,
    },
    store::projection::{self, Scope},
};
use rusqlite::{ToSql, Transaction, params_from_iter, types};

use super::{
    Candidate, Ingested, StoreError, erasure,
    postgres::{self, Session},
    receipt::Secret,
    sqlite,
    value::{FromValue, ToValue, Value},
};

/// A transaction.
#[derive(Debug)]
pub enum Tx<'a> {
    /// Of an SQLite file.
    Sqlite(&'a Transaction<'a>),
    /// Of a PostgreSQL database.
    Postgres(&'a Session<'a>),
}

/// A row of an answer.
pub enum Row<'a> {
    /// Of an SQLite file.
    Sqlite(&'a rusqlite::Row<'a>),
    /// Of a PostgreSQL database.
    Postgres(&'a tokio_postgres::Row),
}

impl Row<'_> {
    /// A column, counted from 0.
    ///
    /// # Errors
    /// When there is none, or it holds something else.
    pub fn get<T: FromValue>(&self, column: usize) -> Result<T, StoreError> {
        let value = match self {
            Self::Sqlite(row) => sqlite_value(row, column)?,
            Self::Postgres(row) => postgres::value(row, column)?,
        };
        T::from_value(value)
    }
}

fn sqlite_value<'a>(row: &'a rusqlite::Row<'_>, column: usize) -> Result<Value<'a>, StoreError> {
    Ok(match row.get_ref(column)? {
        types::ValueRef::Null => Value::Null,
        types::ValueRef::Integer(number) => Value::Integer(number),
        types::ValueRef::Text(text) => {
            Value::Text(std::str::from_utf8(text).map_err(|_| StoreError::Corrupt("text column"))?)
        }
        types::ValueRef::Blob(bytes) => Value::Blob(bytes),
        types::ValueRef::Real(_) => return Err(StoreError::Corrupt("column of another type")),
    })
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<types::ToSqlOutput<'_>> {
        Ok(types::ToSqlOutput::Borrowed(match *self {
            Value::Null => types::ValueRef::Null,
            Value::Integer(number) => types::ValueRef::Integer(number),
            Value::Text(text) => types::ValueRef::Text(text.as_bytes()),
            Value::Blob(bytes) => types::ValueRef::Blob(bytes),
        }))
    }
}

impl Tx<'_> {
    /// Runs a statement; how many rows it touched.
    ///
    /// # Errors
    /// When the database fails.
    pub fn execute(&self, sql: &str, parameters: &[&dyn ToValue]) -> Result<u64, StoreError> {
        match self {
            Self::Sqlite(tx) => {
                let values = parameters.iter().map(|value| value.to_value());
                Ok(tx.prepare_cached(sql)?.execute(params_from_iter(values))? as u64)
            }
            Self::Postgres(session) => session.execute_portable(sql, parameters),
        }
    }

    /// Reads rows one after the other.
    ///
    /// # Errors
    /// When the database or `read` fails.
    pub fn query<T>(
        &self,
        sql: &str,
        parameters: &[&dyn ToValue],
        mut read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        match self {
            Self::Sqlite(tx) => {
                let mut statement = tx.prepare_cached(sql)?;
                let mut rows = statement.query(params_from_iter(parameters.iter().map(|value| value.to_value())))?;
                let mut found = Vec::new();
                while let Some(row) = rows.next()? {
                    found.push(read(&Row::Sqlite(row))?);
                }
                Ok(found)
            }
            Self::Postgres(session) => {
                session.query_portable(sql, parameters)?.iter().map(|row| read(&Row::Postgres(row))).collect()
            }
        }
    }

    /// Reads the first row, if there is one.
    ///
    /// # Errors
    /// When the database or `read` fails.
    pub fn query_opt<T>(
        &self,
        sql: &str,
        parameters: &[&dyn ToValue],
        read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.query(sql, parameters, read)?.into_iter().next())
    }

    /// Stores events inside this transaction, as [`super::Store::ingest`] does; erasures among them and before them are
    /// applied. Each database's own ingest goes through here.
    ///
    /// # Errors
    /// When the database fails; the transaction must then be undone.
    pub fn ingest(&self, secret: &Secret, batch: &[Candidate], now: u64) -> Result<Ingested, StoreError> {
        let batch = erasure::prepare(self, batch, now)?;
        match self {
            Self::Sqlite(tx) => sqlite::ingest::ingest(tx, secret, &batch, now),
            Self::Postgres(session) => postgres::ingest_alone(session, secret, &batch, now),
        }
    }

    /// Makes the log of an area and class, if it is not there yet.
    ///
    /// # Errors
    /// When the database fails.
    pub fn open_log(&self, area: AreaId, class: Class) -> Result<LogId, StoreError> {
        let log = LogId::of(area, class);
        let sql = "INSERT INTO log (id, area_id, class) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
        self.execute(sql, &[&log, &area, &class.as_str()])?;
        Ok(log)
    }

    /// All areas as the logs define them now.
    ///
    /// # Errors
    /// When the database fails.
    pub fn areas(&self) -> Result<Vec<Area>, StoreError> {
        match self {
            Self::Sqlite(tx) => Ok(projection::areas(tx)?),
            Self::Postgres(session) => session.areas(),
        }
    }

    /// Village, rounds and rule sets under which the doors of a log are folded.
    ///
    /// # Errors
    /// When the database fails.
    pub fn scope(&self, log: LogId) -> Result<Scope, StoreError> {
        match self {
            Self::Sqlite(tx) => Ok(Scope::load(tx, log)?),
            Self::Postgres(session) => session.scope(log),
        }
    }

    /// All events of an entity in a log, as facts, in no particular order.
    ///
    /// # Errors
    /// When the database fails or a header cannot be read.
    pub fn facts_of(&self, log: LogId, entity: EntityId) -> Result<Vec<StoredFact>, StoreError> {
        match self {
            Self::Sqlite(tx) => Ok(projection::facts_of(tx, log, entity)?),
            Self::Postgres(session) => session.facts_of(log, entity),
        }
    }
}
