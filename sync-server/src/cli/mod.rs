//! The command line: what can be asked of the server's binary, and how it says no.
//!
//! Results go to standard output, everything else to standard error. Exit codes: 0 done, 1 refused or failed, 2 wrong
//! arguments or settings.

mod account;
mod demo;
mod device;
mod export;
mod import;
mod keep;
mod serve;
mod settings;
mod verify;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use nfv::domain::pledge::evidence::Broken;
use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io::{self, IsTerminal, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use crate::{
    accounts::AccountError,
    areas::import::ImportError,
    backup::BackupError,
    blobs::{Storage, StorageError},
    config::{
        Config, DatabasePlace, DatabaseUrl, LogConfig, LogFormat,
        layers::{Layers, LayersError},
    },
    demo::DemoError,
    http::App,
    ports::{Clock, OsRandom, SystemClock, random_bytes},
    roster::{FileError, write::WriteError},
    store::{Birth, Database, StoreError, postgres::PostgresStore, sqlite::SqliteStore},
    tls::TlsError,
};

/// Merges what devices recorded at the doors of a county, and serves the app.
#[derive(Debug, Parser)]
#[command(version, about, max_term_width = 100)]
pub struct Cli {
    /// File of settings (TOML): the options below, with underscores; `sync-server config` prints them all
    #[arg(long, env = "CONFIG", global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(flatten)]
    settings: Config,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the app and the sync until interrupted
    Serve,
    /// Print the effective settings, and where each comes from
    Config,
    /// Print the own authority's fingerprint and the page by which phones come to trust it
    Certificate(settings::Certificate),
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
    /// Enrolled devices
    #[command(subcommand)]
    Device(device::Command),
    /// Print who did what, one JSON object a line
    Audit(device::Audit),
    /// Write events, doors or visits to a file; recorded in the audit
    Export(export::Export),
    /// Write one moment of the database to a file, while the server runs
    Backup(keep::Backup),
    /// Make the database from a backup; the server must be stopped
    Restore(keep::Restore),
    /// Fold the projections anew from the logs
    Rebuild,
    /// Check an exported pledge with no network and no database; exit code 1 names the broken link
    Verify(verify::Verify),
    /// List the recordings for reading aloud, and why a file is none; exit code 1 when one is left out
    Recordings,
    /// Compare hashes, prints, receipts, projections, tallies and photos with the logs; exit code 1 names what differs
    Check,
}

/// Why a command did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// The database URL.
    #[error(transparent)]
    DatabaseUrl(#[from] DatabaseUrl),
    /// The command line, the environment, the file of settings.
    #[error(transparent)]
    Settings(#[from] LayersError),
    /// HTTPS.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// A pledge's file in which a link is broken.
    #[error("broken: {0}")]
    Broken(Broken),
    /// A picture that a pledge does not name.
    #[error("{} is no picture that this pledge names", .0.display())]
    OtherPhoto(PathBuf),
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
    /// The place for photos and snapshots.
    #[error(transparent)]
    Storage(#[from] StorageError),
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
    /// A backup.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// `restore` over a database that holds something.
    #[error("the database is not empty; --force sets its file aside")]
    NotEmpty,
    /// `restore` under a running server.
    #[error("the database is in use; stop the server first")]
    InUse,
    /// `check` found something.
    #[error("{0} things differ")]
    Differs(usize),
    /// `recordings` lists a file that is not given out.
    #[error("{0} of the files are not given out")]
    LeftOut(usize),
    /// Said already.
    #[error("nothing was written")]
    Refused,
}

impl CliError {
    /// The process's exit code.
    #[must_use]
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::DatabaseUrl(_)
            | Self::Storage(StorageError::Settings(_))
            | Self::Settings(_)
            | Self::Tls(TlsError::Settings(_)) => 2,
            _ => 1,
        }
    }
}

/// The whole program: does what the arguments say, tells on standard error why not, and gives the exit code.
pub fn run_to_exit(arguments: impl IntoIterator<Item = impl Into<OsString>>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().map(Into::into).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        // Knows its stream, its colours and its code; a request for help is one of these.
        Err(CliError::Settings(LayersError::Arguments(said))) => said.exit(),
        // Whoever read the output has enough of it.
        Err(CliError::Io(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody is left to tell if even this fails.
            let _ = writeln!(io::stderr(), "sync-server: {error}");
            ExitCode::from(error.exit_code())
        }
    }
}

/// Does what the arguments say.
///
/// # Errors
/// [`CliError`], to be shown to whoever called; a request for help is one too.
fn run(arguments: &[OsString]) -> Result<(), CliError> {
    let layers = Layers::read(Cli::command(), arguments)?;
    let cli = Cli::from_arg_matches(&layers.matches).map_err(LayersError::from)?;
    start_log(&cli.settings.log);
    match &cli.command {
        Command::Config => return settings::config(&layers),
        Command::Certificate(arguments) => return settings::certificate(&cli.settings, arguments),
        Command::Restore(arguments) => return keep::restore(&cli.settings, arguments),
        Command::Verify(arguments) => return verify::verify(&cli.settings, arguments),
        Command::Recordings => return settings::recordings(&cli.settings),
        _ => {}
    }
    let app = open(cli.settings)?;
    match cli.command {
        // Done above: they do not open the database, or not this one.
        Command::Config | Command::Certificate(_) | Command::Restore(_) | Command::Verify(_) | Command::Recordings => {
            Ok(())
        }
        Command::Serve => serve::serve(&app),
        Command::Demo(arguments) => demo::demo(&app, &arguments),
        Command::ImportAreas(arguments) => import::areas(&app, &arguments),
        Command::ImportRoster(arguments) => import::roster(&app, &arguments),
        Command::Account(command) => account::account(&app, &command),
        Command::Enrol(arguments) => account::enrol(&app, &arguments),
        Command::Device(command) => device::device(&app, &command),
        Command::Audit(arguments) => device::audit(&app, &arguments),
        Command::Export(arguments) => export::export(&app, &arguments),
        Command::Backup(arguments) => keep::backup(&app, &arguments),
        Command::Rebuild => keep::rebuild(&app),
        Command::Check => keep::check(&app),
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
    let storage = Storage::open(&config.blobs.place(&config.database.database_url)?)?;
    Ok(App::of(store, storage, config, Arc::new(SystemClock), Arc::new(OsRandom)))
}

fn open_file(path: &Path, birth: &Birth) -> Result<SqliteStore, CliError> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(|error| CliError::File { path: folder.to_owned(), error })?;
    }
    Ok(SqliteStore::open(path, birth)?)
}

fn start_log(config: &LogConfig) {
    // These print what passes through them, values and headers, when they are asked for more.
    const QUIET: [&str; 6] =
        ["h2=info", "hyper=info", "hyper_util=info", "object_store=info", "rustls=info", "tokio_postgres=info"];
    let quiet = QUIET.iter().filter_map(|directive| directive.parse().ok());
    let filter =
        quiet.fold(tracing_subscriber::EnvFilter::new(&config.log), tracing_subscriber::EnvFilter::add_directive);
    let builder =
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).with_ansi(io::stderr().is_terminal());
    // A log that cannot start must not stop the server: somebody else (a test) has started one.
    let _ = match config.log_format {
        LogFormat::Text => builder.try_init(),
        LogFormat::Json => builder.json().try_init(),
    };
}

/// A new or emptied file for what is not for the machine's other users.
fn private_file(path: &Path) -> Result<File, CliError> {
    let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path);
    file.map_err(|error| CliError::File { path: path.to_owned(), error })
}

fn read_file(path: &Path) -> Result<Vec<u8>, CliError> {
    fs::read(path).map_err(|error| CliError::File { path: path.to_owned(), error })
}

/// A line on standard output.
fn say(line: impl std::fmt::Display) -> Result<(), CliError> {
    Ok(writeln!(io::stdout(), "{line}")?)
}
