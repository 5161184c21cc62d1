//! A served process: the real binary on a free port of the loopback, with a small county in its database.

use std::{
    fs,
    io::{self, Read},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use crate::http::Http;
use nfv::sync::ports::{HttpMethod, HttpRequest};

/// A county with one township and two villages.
pub const AREAS: &str = "code,parent_code,level,name
990001,,county,County
990001001,990001,township,Township
990001001001,990001001,village,First village
990001001002,990001001,village,Second village
";

/// Codes of the villages.
pub const VILLAGES: [&str; 2] = ["990001001001", "990001001002"];

/// Code of the county.
pub const COUNTY: &str = "990001";

/// Code of the township.
pub const TOWNSHIP: &str = "990001001";

/// How long a start may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// The real binary with a database of its own.
#[derive(Debug)]
pub struct Served {
    binary: PathBuf,
    first: Vec<String>,
    folder: PathBuf,
    database_url: String,
    port: u16,
    process: Option<Child>,
    settings: Vec<(String, String)>,
}

impl Served {
    /// A server with the small county, in this folder; it runs when this returns.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start(binary: &str, folder: &Path) -> io::Result<Self> {
        Self::start_as(binary.into(), Vec::new(), folder)
    }

    /// The same, with settings by their names in the environment.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start_with(binary: &str, folder: &Path, settings: &[(&str, &str)]) -> io::Result<Self> {
        let settings = settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let database_url = format!("sqlite://{}", folder.join("server.db").display());
        Self::start_set(binary.into(), Vec::new(), folder, database_url, settings, AREAS)
    }

    /// The same, of a binary that becomes the server by these first arguments.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start_as(binary: PathBuf, first: Vec<String>, folder: &Path) -> io::Result<Self> {
        let database_url = format!("sqlite://{}", folder.join("server.db").display());
        Self::start_set(binary, first, folder, database_url, Vec::new(), AREAS)
    }

    /// The same, on an empty database elsewhere.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start_on(binary: &str, folder: &Path, database_url: &str) -> io::Result<Self> {
        Self::start_set(binary.into(), Vec::new(), folder, database_url.into(), Vec::new(), AREAS)
    }

    /// The same, of any binary, with these areas.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start_in(
        binary: PathBuf,
        first: Vec<String>,
        folder: &Path,
        database_url: String,
        county: &str,
    ) -> io::Result<Self> {
        Self::start_set(binary, first, folder, database_url, Vec::new(), county)
    }

    fn start_set(
        binary: PathBuf,
        first: Vec<String>,
        folder: &Path,
        database_url: String,
        settings: Vec<(String, String)>,
        county: &str,
    ) -> io::Result<Self> {
        let port = free_port()?;
        let mut served = Self { binary, first, folder: folder.into(), database_url, port, process: None, settings };
        let areas = folder.join("areas.csv");
        fs::write(&areas, county)?;
        served.command(&["import-areas", &areas.to_string_lossy()])?;
        served.resume()?;
        Ok(served)
    }

    /// Another process on the same database.
    ///
    /// # Errors
    /// When it does not start.
    pub fn beside(&self) -> io::Result<Self> {
        let (binary, first) = (self.binary.clone(), self.first.clone());
        let (folder, database_url) = (self.folder.clone(), self.database_url.clone());
        let (port, settings) = (free_port()?, self.settings.clone());
        let mut other = Self { binary, first, folder, database_url, port, process: None, settings };
        other.resume()?;
        Ok(other)
    }

    /// A server on an empty database elsewhere, into which this backup was restored before.
    ///
    /// # Errors
    /// When it cannot be restored, or does not start.
    pub fn restored_on(&self, database_url: &str, backup: &str) -> io::Result<Self> {
        let (binary, first, folder) = (self.binary.clone(), self.first.clone(), self.folder.clone());
        let (port, settings, database_url) = (free_port()?, self.settings.clone(), database_url.to_owned());
        let mut other = Self { binary, first, folder, database_url, port, process: None, settings };
        other.command(&["restore", backup])?;
        other.resume()?;
        Ok(other)
    }

    /// Where it answers.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Where its port is.
    #[must_use]
    pub fn address(&self) -> std::net::SocketAddr {
        ([127, 0, 0, 1], self.port).into()
    }

    /// Its database file, unless its database is elsewhere.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.folder.join("server.db")
    }

    /// Megabytes of memory of the process, by the name of a line of its status: `VmRSS` now, `VmHWM` at most so far.
    ///
    /// # Errors
    /// When it does not run, or this is no Linux.
    pub fn memory(&self, line: &str) -> io::Result<f64> {
        let process = self.process.as_ref().ok_or_else(|| io::Error::other("the server does not run"))?;
        let status = fs::read_to_string(format!("/proc/{}/status", process.id()))?;
        let found = status.lines().find_map(|text| text.strip_prefix(line)?.strip_prefix(':'));
        let kib = found.and_then(|text| text.trim().trim_end_matches(" kB").parse::<f64>().ok());
        kib.map(|kib| kib / 1024.0).ok_or_else(|| io::Error::other("no such line"))
    }

    fn prepared(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command
            .args(&self.first)
            .args(arguments)
            .env("DATABASE_URL", &self.database_url)
            .env("LISTEN", format!("127.0.0.1:{}", self.port))
            .env("WEB_DIR", self.folder.join("web"))
            .env("LOG", "warn")
            // What has no place of its own in the settings lies here.
            .current_dir(&self.folder)
            .envs(self.settings.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null());
        command
    }

    /// Runs another command of the binary on the same database; what it printed.
    ///
    /// # Errors
    /// When it fails.
    pub fn command(&self, arguments: &[&str]) -> io::Result<String> {
        let output = self.prepared(arguments).output()?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        Err(io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned()))
    }

    /// Another setting by its name in the environment, from the next start on.
    pub fn set(&mut self, name: &str, value: &str) {
        self.settings.push((name.to_owned(), value.to_owned()));
    }

    /// Starts the process (again) and waits until it answers.
    ///
    /// # Errors
    /// When it does not answer in time.
    pub fn resume(&mut self) -> io::Result<()> {
        let mut process = self.prepared(&["serve"]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
        let http = Http::to(&self.origin()).map_err(io::Error::other)?;
        let pause = Duration::from_millis(5);
        for _ in 0..PATIENCE.as_millis() / pause.as_millis() {
            if let Some(status) = process.try_wait()? {
                let mut said = String::new();
                if let Some(mut stderr) = process.stderr.take() {
                    stderr.read_to_string(&mut said)?;
                }
                return Err(io::Error::other(format!("the server ended with {status}: {said}")));
            }
            if http.exchange(get("/healthz")).is_ok_and(|reply| reply.status == 200) {
                self.process = Some(process);
                return Ok(());
            }
            std::thread::sleep(pause);
        }
        process.kill()?;
        Err(io::Error::other("the server does not answer"))
    }

    /// `kill -9`.
    ///
    /// # Errors
    /// When the process cannot be killed.
    pub fn kill(&mut self) -> io::Result<()> {
        if let Some(mut process) = self.process.take() {
            process.kill()?;
            process.wait()?;
        }
        Ok(())
    }

    /// Adds an account and returns an invitation's code.
    ///
    /// # Errors
    /// When the binary refuses.
    pub fn invite(&self, name: &str, role: &str, area: &str) -> io::Result<String> {
        self.command(&["account", "add", name, "--role", role, "--area", area])?;
        let link = self.command(&["enrol", name])?;
        Ok(link.trim().rsplit('/').next().unwrap_or_default().to_owned())
    }
}

fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

impl Drop for Served {
    fn drop(&mut self) {
        // Nothing more can be done about a process that does not die.
        let _ = self.kill();
    }
}

/// A plain GET.
#[must_use]
pub fn get(path: &str) -> HttpRequest {
    HttpRequest {
        method: HttpMethod::Get,
        path: path.into(),
        token: None,
        body: Vec::new(),
        content_type: "application/json",
        gzip: false,
        file_name: None,
    }
}

/// A plain POST.
#[must_use]
pub fn post(path: &str, token: Option<&str>, body: Vec<u8>) -> HttpRequest {
    HttpRequest { method: HttpMethod::Post, token: token.map(Into::into), body, ..get(path) }
}
