//! The command line: what can be asked of the server's binary, and how it says no.
//!
//! Results go to standard output, everything else to standard error. Exit codes: 0 done, 1 refused or failed, 2 wrong
//! arguments or settings.

mod account;
mod demo;
mod import;
mod serve;

use clap::{Parser, Subcommand};
use std::{
    fs,
    io::{self, IsTerminal, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    accounts::AccountError,
    areas::import::ImportError,
    config::{Config, DatabasePlace, DatabaseUrl, LogConfig, LogFormat},
    demo::DemoError,
    http::App,
    ports::{Clock, OsRandom, SystemClock, random_bytes},
    roster::{FileError, write::WriteError},
    store::{Birth, Database, StoreError, postgres::PostgresStore, sqlite::SqliteStore},
};

/// Merges what devices recorded at the doors of a county, and serves the app.
#[derive(Debug, Parser)]
#[command(version, about, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    config: Config,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the app and the sync until interrupted
    Serve,
    /// Fill an empty database with the demo township and print the ways in
    Demo(demo::Arguments),
    /// Read an area file (code,parent_code,level,name); nothing is written when any row is bad
    ImportAreas(import::Areas),
    /// Read a household roster (xlsx, xls, ods, csv) into a village
    ImportRoster(import::Roster),
    /// Accounts of people
    #[command(subcommand)]
    Account(account::Command),
    /// Print an invitation link for an account
    Enrol(account::Enrol),
}

/// Why a command did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// The database URL.
    #[error(transparent)]
    DatabaseUrl(#[from] DatabaseUrl),
    /// A file.
    #[error("{}: {error}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// Standard output, the port.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Accounts.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// Areas.
    #[error(transparent)]
    Areas(#[from] ImportError),
    /// A roster that is no table.
    #[error(transparent)]
    Roster(#[from] FileError),
    /// Rows that could not be written.
    #[error(transparent)]
    Rows(#[from] WriteError),
    /// The demo.
    #[error(transparent)]
    Demo(#[from] DemoError),
    /// The area of the code is no village.
    #[error("{0} is no village")]
    NoVillage(String),
    /// No area has this code.
    #[error("no area has the code {0}")]
    UnknownCode(String),
    /// Said already.
    #[error("nothing was written")]
    Refused,
}

impl CliError {
    /// The process's exit code.
    #[must_use]
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::DatabaseUrl(_) => 2,
            _ => 1,
        }
    }
}

/// Does what the arguments say.
///
/// # Errors
/// [`CliError`], to be shown to whoever called.
pub fn run(cli: Cli) -> Result<(), CliError> {
    start_log(&cli.config.log);
    let app = open(cli.config)?;
    match cli.command {
        Command::Serve => serve::serve(&app),
        Command::Demo(arguments) => demo::demo(&app, &arguments),
        Command::ImportAreas(arguments) => import::areas(&app, &arguments),
        Command::ImportRoster(arguments) => import::roster(&app, &arguments),
        Command::Account(command) => account::account(&app, &command),
        Command::Enrol(arguments) => account::enrol(&app, &arguments),
    }
}

/// Opens the database of the settings, making it if it is missing.
fn open(config: Config) -> Result<Arc<App>, CliError> {
    let birth = Birth { epoch: SystemClock.now_ms(), secret: random_bytes(&OsRandom) };
    let store: Database = match config.database.place()? {
        DatabasePlace::Sqlite(path) => open_file(&path, &birth)?.into(),
        DatabasePlace::Postgres(address) => PostgresStore::open(&address, &birth)?.into(),
    };
    let zone = config.zone_minutes;
    store.set_zone(zone)?;
    Ok(App::of(store, config, Arc::new(SystemClock), Arc::new(OsRandom)))
}

fn open_file(path: &Path, birth: &Birth) -> Result<SqliteStore, CliError> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(|error| CliError::File { path: folder.to_owned(), error })?;
    }
    Ok(SqliteStore::open(path, birth)?)
}

fn start_log(config: &LogConfig) {
    let filter = tracing_subscriber::EnvFilter::new(&config.log);
    let builder =
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).with_ansi(io::stderr().is_terminal());
    // A log that cannot start must not stop the server: somebody else (a test) has started one.
    let _ = match config.log_format {
        LogFormat::Text => builder.try_init(),
        LogFormat::Json => builder.json().try_init(),
    };
}

fn read_file(path: &Path) -> Result<Vec<u8>, CliError> {
    fs::read(path).map_err(|error| CliError::File { path: path.to_owned(), error })
}

/// A line on standard output.
fn say(line: impl std::fmt::Display) -> Result<(), CliError> {
    Ok(writeln!(io::stdout(), "{line}")?)
}
