//! Everything the server takes from outside, one struct per concern: defaults < file < environment < command line.
//!
//! Read once, at start. `sync-server --help` lists every setting with its environment variable; in the file (TOML,
//! `--config` or `CONFIG`) it has the name of its option with underscores. `layers` puts the four together, `show` prints
//! the result; nothing else reads the environment.

mod https;
pub mod layers;
mod proxies;
pub mod show;

use clap::Args;
use std::{
    fmt,
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
};

pub use https::{HttpsConfig, HttpsMode};
pub use proxies::{Network, ProxyConfig};

use crate::store::postgres;

use crate::{blobs::BlobConfig, recordings::RecordingConfig, snapshots::SnapshotConfig};

/// All settings.
#[derive(Args, Clone, Debug)]
pub struct Config {
    /// Where facts are kept.
    #[command(flatten)]
    pub database: DatabaseConfig,
    /// Where it listens and what it serves.
    #[command(flatten)]
    pub web: WebConfig,
    /// HTTPS.
    #[command(flatten)]
    pub https: HttpsConfig,
    /// Proxies in front of it.
    #[command(flatten)]
    pub proxy: ProxyConfig,
    /// What it tells whoever watches it.
    #[command(flatten)]
    pub metrics: MetricsConfig,
    /// How people come in.
    #[command(flatten)]
    pub access: AccessConfig,
    /// What it writes about itself.
    #[command(flatten)]
    pub log: LogConfig,
    /// Where photos and snapshots are kept.
    #[command(flatten)]
    pub blobs: BlobConfig,
    /// When snapshots are made.
    #[command(flatten)]
    pub snapshots: SnapshotConfig,
    /// Recordings for reading aloud.
    #[command(flatten)]
    pub recordings: RecordingConfig,
    /// Minutes east of UTC that decide on which day a fact falls
    #[arg(long, env = "ZONE_MINUTES", default_value_t = 480, global = true, allow_negative_numbers = true)]
    pub zone_minutes: i32,
}

/// Where facts are kept.
#[derive(Args, Clone)]
pub struct DatabaseConfig {
    /// sqlite://PATH (the file is made if it is missing) or postgres://USER:PASSWORD@HOST/DATABASE
    #[arg(long, env = "DATABASE_URL", default_value = "sqlite://nfv.sqlite", global = true, hide_env_values = true)]
    pub database_url: String,
    /// PostgreSQL: hash partitions of every log table; counts when the schema is made
    #[arg(long, env = "DATABASE_PARTITIONS", default_value_t = 0, global = true)]
    pub database_partitions: u32,
    /// PostgreSQL: most connections of this process
    #[arg(long, env = "DATABASE_CONNECTIONS", default_value_t = 16, global = true)]
    pub database_connections: usize,
}

/// Which database, and where.
#[derive(Clone, Debug)]
pub enum DatabasePlace {
    /// A file.
    Sqlite(PathBuf),
    /// A PostgreSQL database.
    Postgres(Box<postgres::Address>),
}

/// Where the server listens and what it serves.
#[derive(Args, Clone, Debug)]
pub struct WebConfig {
    /// Address and port for plain HTTP [default: 127.0.0.1:8080; with HTTPS 0.0.0.0:8080, which then only leads there]
    #[arg(long, env = "LISTEN", global = true)]
    pub listen: Option<SocketAddr>,
    /// Folder of the built web app
    #[arg(long, env = "WEB_DIR", default_value = "web", global = true)]
    pub web_dir: PathBuf,
    /// Address under which people reach the server, for links [default: what HTTPS or LISTEN says]
    #[arg(long, env = "PUBLIC_URL", global = true)]
    pub public_url: Option<String>,
    /// A request that takes longer ends with 408
    #[arg(long, env = "REQUEST_SECONDS", default_value_t = 30, global = true)]
    pub request_seconds: u64,
    /// When asked to stop: how long /readyz says no before connections are refused, for balancers that look
    #[arg(long, env = "DRAIN_SECONDS", default_value_t = 0, global = true)]
    pub drain_seconds: u64,
}

/// What the server tells whoever watches it. Without a listener or a token `/metrics` does not exist.
#[derive(Args, Clone, Debug)]
pub struct MetricsConfig {
    /// Address and port of a listener of its own for /metrics, which asks for nothing
    #[arg(long, env = "METRICS_LISTEN", global = true)]
    pub metrics_listen: Option<SocketAddr>,
    /// Bearer token with which /metrics answers beside everything else
    #[arg(long, env = "METRICS_TOKEN", hide_env_values = true, global = true)]
    pub metrics_token: Option<String>,
    /// /readyz says no when the database's disk has fewer free mebibytes
    #[arg(long, env = "DISK_FREE_MIB", default_value_t = 200, global = true)]
    pub disk_free_mib: u64,
}

/// How people come in.
#[derive(Args, Clone, Copy, Debug)]
pub struct AccessConfig {
    /// How long an invitation can be used
    #[arg(long, env = "INVITATION_HOURS", default_value_t = 72, global = true)]
    pub invitation_hours: u32,
    /// Days of silence after which a device must sign in again; it keeps everything that it holds. 0 = never
    #[arg(long, env = "SESSION_DAYS", default_value_t = 90, global = true)]
    pub session_days: u32,
    /// Wrong passwords per name within a quarter of an hour before sign-in waits
    #[arg(long, env = "SIGN_IN_ATTEMPTS", default_value_t = 5, global = true)]
    pub sign_in_attempts: u32,
    /// Wrong passwords per address within a quarter of an hour before sign-in waits
    #[arg(long, env = "SIGN_IN_ATTEMPTS_PER_ADDRESS", default_value_t = 30, global = true)]
    pub sign_in_attempts_per_address: u32,
}

/// How lines of the log look.
#[derive(clap::ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines, one object a line.
    Json,
}

/// What the server writes about itself, on standard error.
#[derive(Args, Clone, Debug)]
pub struct LogConfig {
    /// Which messages, e.g. `info` or `warn,sync_server=debug`
    #[arg(long, env = "LOG", default_value = "info", global = true)]
    pub log: String,
    /// How they look
    #[arg(long, env = "LOG_FORMAT", value_enum, default_value_t = LogFormat::Text, global = true)]
    pub log_format: LogFormat,
}

/// The database URL cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DatabaseUrl {
    /// A PostgreSQL database where only a file will do.
    #[error("this needs DATABASE_URL=sqlite://PATH")]
    NoFile,
    /// PostgreSQL, and not to be understood.
    #[error("DATABASE_URL is {0}")]
    Postgres(#[from] postgres::BadAddress),
    /// Anything else.
    #[error("DATABASE_URL must be sqlite://PATH or postgres://USER:PASSWORD@HOST/DATABASE, not {0:?}")]
    Unknown(String),
}

/// The password stays inside.
impl fmt::Debug for DatabaseConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DatabaseConfig").field("place", &self.place()).finish_non_exhaustive()
    }
}

impl DatabaseConfig {
    /// Which database the URL names.
    ///
    /// # Errors
    /// When it names none that this server knows.
    pub fn place(&self) -> Result<DatabasePlace, DatabaseUrl> {
        let url = self.database_url.as_str();
        match url.split_once("://") {
            Some(("sqlite", path)) if !path.is_empty() => Ok(DatabasePlace::Sqlite(path.into())),
            Some(("postgres" | "postgresql", _)) => {
                let (connections, partitions) = (self.database_connections, self.database_partitions);
                let address = url.parse::<postgres::Address>()?.with(connections, partitions);
                Ok(DatabasePlace::Postgres(Box::new(address)))
            }
            // The password of another database must not reach a log.
            Some((scheme, _)) => Err(DatabaseUrl::Unknown(format!("{scheme}://…"))),
            None => Err(DatabaseUrl::Unknown(url.into())),
        }
    }

    /// The path of the SQLite file.
    ///
    /// # Errors
    /// When the URL names another kind of database.
    pub fn sqlite_path(&self) -> Result<PathBuf, DatabaseUrl> {
        match self.place()? {
            DatabasePlace::Sqlite(path) => Ok(path),
            DatabasePlace::Postgres(_) => Err(DatabaseUrl::NoFile),
        }
    }
}

impl Config {
    /// Where plain HTTP is answered: the loopback by default, since a browser keeps nothing for plain HTTP from elsewhere.
    #[must_use]
    pub fn plain_address(&self) -> SocketAddr {
        let everywhere = self.https.https != HttpsMode::Off;
        let host = if everywhere { Ipv4Addr::UNSPECIFIED } else { Ipv4Addr::LOCALHOST };
        self.web.listen.unwrap_or_else(|| SocketAddr::from((host, 8080)))
    }

    /// The address for links, without a slash at its end.
    #[must_use]
    pub fn origin(&self) -> String {
        let given = self.web.public_url.as_deref().filter(|url| !url.is_empty());
        given.map_or_else(
            || self.https.origin().unwrap_or_else(|| format!("http://{}", self.plain_address())),
            |url| url.trim_end_matches('/').to_owned(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn database_urls() {
        let config =
            |url: &str| DatabaseConfig { database_url: url.into(), database_partitions: 4, database_connections: 3 };
        let path = |url: &str| config(url).sqlite_path();
        assert_eq!(path("sqlite:///var/nfv.sqlite").unwrap(), PathBuf::from("/var/nfv.sqlite"));
        assert_eq!(path("sqlite://nfv.sqlite").unwrap(), PathBuf::from("nfv.sqlite"));
        assert_eq!(path("postgres://nfv:secret@db/nfv"), Err(DatabaseUrl::NoFile));
        let place = config("postgres://nfv:secret@db/nfv").place().unwrap();
        assert!(matches!(&place, DatabasePlace::Postgres(address) if address.partitions == 4), "{place:?}");
        assert!(!format!("{:?}", config("postgres://nfv:secret@db/nfv")).contains("secret"));
        let unreadable = config("postgres://nfv:secret@db:port/nfv").place().unwrap_err().to_string();
        assert!(!unreadable.contains("secret"), "{unreadable}");
        let other = path("mysql://root:secret@db").unwrap_err().to_string();
        assert!(!other.contains("secret"), "{other}");
        assert!(path("nfv.sqlite").is_err());
        assert!(path("sqlite://").is_err());
    }
}
