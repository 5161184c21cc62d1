//! A PostgreSQL database for one test: made on the server that `TEST_POSTGRES_URL` names, gone when the test ends.

use std::{future::Future, io};

use sync_server::store::postgres::Address;
use tokio_postgres::NoTls;

use crate::http::SystemRng;
use nfv::sync::ports::Rng;

/// Names the server; its role may make databases.
pub const VARIABLE: &str = "TEST_POSTGRES_URL";

/// An empty database.
#[derive(Debug)]
pub struct TestDatabase {
    server: String,
    name: String,
}

fn failed(error: impl std::error::Error + Send + Sync + 'static) -> io::Error {
    io::Error::other(error)
}

fn wait<T>(work: impl Future<Output = Result<T, tokio_postgres::Error>>) -> io::Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(work).map_err(failed)
}

/// Runs statements on the database of a URL.
async fn run(url: String, sql: String) -> Result<Vec<String>, tokio_postgres::Error> {
    let (client, connection) = tokio_postgres::connect(&url, NoTls).await?;
    let moving = tokio::spawn(connection);
    let said = client.simple_query(&sql).await?;
    drop(client);
    let _ = moving.await;
    let rows = said.into_iter().filter_map(|message| match message {
        tokio_postgres::SimpleQueryMessage::Row(row) => Some(row.get(0).unwrap_or_default().to_owned()),
        _ => None,
    });
    Ok(rows.collect())
}

impl TestDatabase {
    /// A new one.
    ///
    /// # Errors
    /// When no server is named, or it refuses.
    pub fn create() -> io::Result<Self> {
        #[expect(clippy::disallowed_methods, reason = "a test is told so where its server is")]
        let server = std::env::var(VARIABLE)
            .map_err(|_| io::Error::other(format!("{VARIABLE} is not set; `cargo xtask test server` sets it")))?;
        let name = format!("test_{}", hex::encode(SystemRng.bytes::<8>()));
        wait(run(server.clone(), format!("CREATE DATABASE {name}")))?;
        Ok(Self { server, name })
    }

    /// Its URL, with the password.
    #[must_use]
    pub fn url(&self) -> String {
        let (start, _) = self.server.rsplit_once('/').unwrap_or((&self.server, ""));
        format!("{start}/{}", self.name)
    }

    /// Where it is, for a store that makes so many partitions.
    ///
    /// # Errors
    /// When the URL cannot be read.
    pub fn address(&self, partitions: u32) -> io::Result<Address> {
        Ok(self.url().parse::<Address>().map_err(failed)?.with(8, partitions))
    }

    /// Runs statements as the administrator; the first column of all rows.
    ///
    /// # Errors
    /// When they fail.
    pub fn run(&self, sql: &str) -> io::Result<Vec<String>> {
        wait(run(self.url(), sql.to_owned()))
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        // A server that is gone needs no tidying.
        let _ = wait(run(self.server.clone(), format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)));
    }
}
