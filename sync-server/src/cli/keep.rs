//! `backup`, `restore`, `rebuild`, `check`: keeping the database and getting it back.

use clap::Args;
use nfv::{domain::ids::Incarnation, sync::messages::Epoch};
use rusqlite::Connection;
use std::{
    ffi::OsString,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{CliError, open_file, private_file, say};
use crate::{
    accounts::audit::{self, Action},
    backup::{self, Amount, erasures},
    blobs, check,
    config::{Config, DatabasePlace},
    http::App,
    ports::{Clock, OsRandom, SystemClock, random_bytes},
    store::{
        Birth, Database, Store, StoreError,
        erasure::{self, Erasure},
        postgres::PostgresStore,
        restore,
    },
};

/// Arguments of `backup`.
#[derive(Args, Debug)]
pub(super) struct Backup {
    /// The file to write; it holds secrets and personal data
    file: PathBuf,
}

/// `backup`: one moment of the database as a file, and the list of erasures beside it.
pub(super) fn backup(app: &Arc<App>, arguments: &Backup) -> Result<(), CliError> {
    let path = &arguments.file;
    let failed = |error| CliError::File { path: path.clone(), error };
    let fresh = with_ending(path, ".part");
    let file = private_file(&fresh)?;
    let schema = app.store.meta().schema;
    let (amount, erased) = app.store.read(|tx| {
        let amount = backup::write(tx, schema, app.now_ms(), io::BufWriter::new(&file))?;
        Ok::<_, CliError>((amount, erasure::list(tx)?))
    })?;
    file.sync_all().map_err(failed)?;
    fs::rename(&fresh, path).map_err(failed)?;
    sync_folder(path).map_err(failed)?;
    erasures::keep_beside(path, &erased)?;
    say(format_args!("{} events, {} rows in {}", amount.events, amount.rows, path.display()))
}

/// Arguments of `restore`.
#[derive(Args, Debug)]
pub(super) struct Restore {
    /// A file that `backup` wrote; `erasures.jsonl` beside it is applied
    file: PathBuf,
    /// Also when the database holds something: its file is set aside, never deleted
    #[arg(long)]
    force: bool,
}

/// `restore`: the backup as a database of another epoch; devices then offer again what it does not hold.
pub(super) fn restore(config: &Config, arguments: &Restore) -> Result<(), CliError> {
    let path = arguments.file.clone();
    let file = File::open(&path).map_err(|error| CliError::File { path, error })?;
    let erased = erasures::beside(&arguments.file)?;
    let amount = match config.database.place()? {
        DatabasePlace::Sqlite(path) => into_file(config, &path, arguments.force, &file, &erased)?,
        DatabasePlace::Postgres(address) => {
            fill(&Database::from(PostgresStore::open(&address, &birth())?), config, &file, &erased)?
        }
    };
    say(format_args!("{} events, {} rows; start the server again", amount.events, amount.rows))
}

fn birth() -> Birth {
    Birth { epoch: SystemClock.now_ms(), secret: random_bytes(&OsRandom) }
}

fn fill(store: &Database, config: &Config, file: &File, erased: &[Erasure]) -> Result<Amount, CliError> {
    store.set_zone(config.zone_minutes)?;
    let amount = store.write(|tx| {
        let amount = backup::load(tx, io::BufReader::new(file))?;
        let last = tx.query_opt("SELECT epoch FROM meta", &[], |row| row.get::<Epoch>(0))?.unwrap_or_default();
        let epoch = SystemClock.now_ms().max(last + 1);
        restore::begin_epoch(tx, epoch, Incarnation::from_random(random_bytes(&OsRandom)), erased)?;
        audit::record(tx, epoch, None, Action::Restore, None, &format!("{} events", amount.events))?;
        Ok::<_, CliError>(amount)
    })?;
    store.rebuild()?;
    Ok(amount)
}

/// The new file is made beside the old one and takes its place when it is whole.
fn into_file(config: &Config, path: &Path, force: bool, file: &File, erased: &[Erasure]) -> Result<Amount, CliError> {
    let failed = |error| CliError::File { path: path.to_owned(), error };
    let fresh = with_ending(path, ".restoring");
    for end in ["", "-wal", "-shm"] {
        remove(&with_ending(&fresh, end)).map_err(failed)?;
    }
    let there = path.exists();
    if there && !is_free(path, force)? && !force {
        return Err(CliError::NotEmpty);
    }
    let amount = fill(&Database::from(open_file(&fresh, &birth())?), config, file, erased)?;
    File::open(&fresh).and_then(|file| file.sync_all()).map_err(failed)?;
    if there {
        let aside = with_ending(path, &format!(".set-aside-{}", SystemClock.now_ms()));
        for end in ["", "-wal", "-shm"] {
            let (from, to) = (with_ending(path, end), with_ending(&aside, end));
            if from.exists() {
                fs::rename(from, to).map_err(failed)?;
            }
        }
        say(format_args!("the old database is {}", aside.display()))?;
    }
    fs::rename(&fresh, path).map_err(failed)?;
    sync_folder(path).map_err(failed)?;
    Ok(amount)
}

/// Whether the file holds no log, and nobody has it open. One that cannot be read counts as full.
fn is_free(path: &Path, force: bool) -> Result<bool, CliError> {
    let alone = || -> rusqlite::Result<bool> {
        let connection = Connection::open(path)?;
        // Every other connection holds a shared lock on the file as long as it is open.
        connection.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT;")?;
        let logs = "SELECT COUNT(*) FROM sqlite_master WHERE name = 'log'";
        if connection.query_row(logs, [], |row| row.get::<_, i64>(0))? == 0 {
            return Ok(true);
        }
        connection.query_row("SELECT NOT EXISTS (SELECT 1 FROM log)", [], |row| row.get(0))
    };
    match alone() {
        Ok(free) => Ok(free),
        Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy) => Err(CliError::InUse),
        // Broken: the very reason for a restore.
        Err(_) if force => Ok(false),
        Err(error) => Err(StoreError::from(error).into()),
    }
}

/// `rebuild`: the projections anew from the logs.
pub(super) fn rebuild(app: &Arc<App>) -> Result<(), CliError> {
    app.store.rebuild()?;
    say("the projections were folded anew")
}

/// `check`: whether everything fits together; exit code 1 when not.
pub(super) fn check(app: &Arc<App>) -> Result<(), CliError> {
    let folder = match app.config.database.sqlite_path() {
        Ok(path) => path.parent().map_or_else(PathBuf::new, Path::to_owned),
        Err(_) => std::env::temp_dir(),
    };
    let report = check::check(&app.store, app.config.zone_minutes, &folder, &*app.random)?;
    for finding in &report.findings {
        say(finding)?;
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let photos = runtime.block_on(blobs::check(app)).map_err(|error| io::Error::other(error.message))?;
    let mut wrong = report.total;
    for finding in &photos {
        say(finding)?;
        // What stands for nothing is tidied away in time.
        wrong += usize::from(!matches!(finding, blobs::Finding::Orphan(_)));
    }
    if wrong > 0 {
        return Err(CliError::Differs(wrong));
    }
    say(format_args!("{} events, {} rows: everything fits", report.amount.events, report.amount.rows))
}

fn with_ending(path: &Path, end: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(end);
    name.into()
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// A new name is on the disk when its folder is.
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}
