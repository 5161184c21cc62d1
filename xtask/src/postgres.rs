//! A PostgreSQL of our own: in a temporary folder, on a Unix socket and a free port of the loopback, gone when we are.
//!
//! It never runs as root (it would refuse), knows nothing of a PostgreSQL that the machine may have, and asks for a password
//! over TCP like a real one. Durability stays switched on: tests read it.

use std::fs::{self, File, Permissions};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Mutex, Once, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use sha2::{Digest, Sha256};

use crate::debian;
use crate::progress::{output, step, works};

/// Where tests look for it.
pub(crate) const VARIABLE: &str = "TEST_POSTGRES_URL";

/// The database's only role.
const ROLE: &str = "nfv";

/// A start that takes longer has failed.
const START_LIMIT: Duration = Duration::from_secs(60);

/// Who has to be stopped when the task is interrupted.
static RUNNING: Mutex<Option<Running>> = Mutex::new(None);

/// Starts one, says where it is, and keeps it until interrupted.
pub(crate) fn serve() -> Result<()> {
    let postgres = Postgres::start()?;
    println!("{VARIABLE}={}", postgres.url());
    loop {
        if let Some(status) = ended() {
            bail!("PostgreSQL ended ({status})");
        }
        thread::sleep(Duration::from_secs(1));
    }
}

/// A running PostgreSQL; it stops and its folder goes when this is dropped, or the task is interrupted.
pub(crate) struct Postgres {
    url: String,
}

struct Running {
    child: Child,
    folder: PathBuf,
}

/// Whom it runs as, where we are root.
#[derive(Clone, Copy)]
struct User {
    id: u32,
    group: u32,
}

impl Postgres {
    /// Makes a cluster and starts it; installs PostgreSQL where that is missing and allowed.
    pub(crate) fn start() -> Result<Self> {
        let programs = programs()?;
        step("PostgreSQL", || Self::start_with(&programs))
    }

    /// With the role and password of its only user; the path names the database `postgres`.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    fn start_with(programs: &Path) -> Result<Self> {
        stop_when_interrupted()?;
        let (user, port) = (unprivileged()?, free_port()?);
        let folder = std::env::temp_dir().join(format!("nfv-postgres-{}", std::process::id()));
        let password = hex::encode(Sha256::digest(format!("{}{:?}", folder.display(), Instant::now())));
        prepare(&folder, &password, user)?;
        let made = make_cluster(programs, &folder, user).and_then(|()| run(programs, &folder, user, port));
        let child = match made {
            Ok(child) => child,
            Err(error) => {
                let _ = fs::remove_dir_all(&folder);
                return Err(error);
            }
        };
        *lock() = Some(Running { child, folder: folder.clone() });
        // From here on dropping it stops the process, also when it never answers.
        let postgres = Self { url: format!("postgres://{ROLE}:{password}@127.0.0.1:{port}/postgres") };
        wait_until_ready(programs, &folder, port)?;
        Ok(postgres)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        stop();
    }
}

fn lock() -> std::sync::MutexGuard<'static, Option<Running>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How it ended by itself, if it did.
fn ended() -> Option<ExitStatus> {
    lock().as_mut().and_then(|running| running.child.try_wait().ok().flatten())
}

/// Asks it to end quickly, waits, and removes its folder.
fn stop() {
    let Some(mut running) = lock().take() else { return };
    // SIGINT is PostgreSQL's "fast": it does not wait for clients.
    let asked = Command::new("sh").args(["-c", &format!("kill -INT {}", running.child.id())]).status();
    if !asked.is_ok_and(|status| status.success()) {
        let _ = running.child.kill();
    }
    let _ = running.child.wait();
    let _ = fs::remove_dir_all(&running.folder);
}

fn stop_when_interrupted() -> Result<()> {
    static ONCE: Once = Once::new();
    let mut listening = Ok(());
    ONCE.call_once(|| {
        listening = ctrlc::set_handler(|| {
            stop();
            std::process::exit(130);
        });
    });
    listening.context("listening for interrupts")
}

/// The folder with `initdb` and `postgres`.
fn programs() -> Result<PathBuf> {
    if let Some(found) = find_programs() {
        return Ok(found);
    }
    debian::install(&["postgresql"], "PostgreSQL")?;
    find_programs().context("initdb is missing even with the package postgresql")
}

/// On the path, or where Debian keeps its versions: the newest.
fn find_programs() -> Option<PathBuf> {
    if works("initdb") && works("postgres") {
        return Some(PathBuf::new());
    }
    let version = |path: &PathBuf| path.file_name().and_then(|name| name.to_str()).and_then(|name| name.parse().ok());
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?.filter_map(|entry| Some(entry.ok()?.path()));
    let mut versions: Vec<(u32, PathBuf)> = versions.filter_map(|path| Some((version(&path)?, path))).collect();
    versions.sort();
    let mut folders = versions.into_iter().rev().map(|(_, path)| path.join("bin"));
    folders.find(|folder| works(folder.join("initdb")) && works(folder.join("postgres")))
}

/// The user that PostgreSQL's package makes, or nobody; none when we are no root.
fn unprivileged() -> Result<Option<User>> {
    let id = |arguments: &[&str]| output(Command::new("id").args(arguments));
    if id(&["-u"])? != "0" {
        return Ok(None);
    }
    for name in ["postgres", "nobody"] {
        if let (Ok(user), Ok(group)) = (id(&["-u", name]), id(&["-g", name])) {
            return Ok(Some(User { id: user.parse()?, group: group.parse()? }));
        }
    }
    bail!("PostgreSQL does not run as root, and there is no user to run it as: adduser --system postgres")
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

fn prepare(folder: &Path, password: &str, user: Option<User>) -> Result<()> {
    let _ = fs::remove_dir_all(folder);
    let secret = folder.join("password");
    fs::create_dir(folder).with_context(|| format!("creating {}", folder.display()))?;
    fs::set_permissions(folder, Permissions::from_mode(0o700))?;
    fs::write(&secret, password)?;
    if let Some(user) = user {
        chown(folder, Some(user.id), Some(user.group))?;
        chown(&secret, Some(user.id), Some(user.group))?;
    }
    Ok(())
}

/// A program of PostgreSQL, as that user, in its folder.
fn program(programs: &Path, name: &str, folder: &Path, user: Option<User>) -> Command {
    let path = programs.join(name);
    // It ends with us even when nobody is left to stop it.
    let mut command = if works("setpriv") {
        let mut dying_with_us = Command::new("setpriv");
        dying_with_us.args(["--pdeathsig", "INT", "--"]).arg(path);
        dying_with_us
    } else {
        Command::new(path)
    };
    command.current_dir(folder).stdin(Stdio::null());
    if let Some(user) = user {
        command.uid(user.id).gid(user.group);
    }
    command
}

fn make_cluster(programs: &Path, folder: &Path, user: Option<User>) -> Result<()> {
    let mut initdb = program(programs, "initdb", folder, user);
    initdb.args([
        "--pgdata",
        "data",
        "--username",
        ROLE,
        "--pwfile",
        "password",
        "--encoding",
        "UTF8",
        "--locale",
        "C",
    ]);
    initdb.args(["--auth-local", "trust", "--auth-host", "scram-sha-256", "--no-sync"]);
    let done = initdb.output().context("starting initdb")?;
    ensure!(done.status.success(), "initdb: {}", String::from_utf8_lossy(&done.stderr).trim());
    Ok(())
}

fn run(programs: &Path, folder: &Path, user: Option<User>, port: u16) -> Result<Child> {
    let mut postgres = program(programs, "postgres", folder, user);
    postgres.args(["-D", "data", "-h", "127.0.0.1", "-p", &port.to_string(), "-c", "max_connections=400"]);
    postgres.arg("-k").arg(folder);
    let log = File::create(folder.join("log"))?;
    postgres.stdout(log.try_clone()?).stderr(log).spawn().context("starting postgres")
}

fn wait_until_ready(programs: &Path, folder: &Path, port: u16) -> Result<()> {
    let start = Instant::now();
    while start.elapsed() < START_LIMIT {
        let mut ask = Command::new(programs.join("pg_isready"));
        ask.args(["--quiet", "--host", "127.0.0.1", "--port", &port.to_string()]);
        if ask.status().context("starting pg_isready")?.success() {
            return Ok(());
        }
        if let Some(status) = ended() {
            bail!("PostgreSQL ended ({status}): {}", fs::read_to_string(folder.join("log")).unwrap_or_default());
        }
        thread::sleep(Duration::from_millis(100));
    }
    bail!("PostgreSQL does not answer: {}", fs::read_to_string(folder.join("log")).unwrap_or_default())
}
