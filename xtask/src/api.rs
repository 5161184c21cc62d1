//! `cargo xtask test api`: Schemathesis reads the server's own OpenAPI document and asks what it says, and what it does
//! not. No answer may be a server error, or another one than documented.
//!
//! The same seed makes the same requests; the time is bounded. Left out are the requests that end the session by which
//! all others are made.

use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use crate::places::Places;
use crate::progress::{execute, execute_keeping_lines, output};
use crate::{python, server};

/// Requests per route and phase; with the routes of today that is a minute or two.
const EXAMPLES: &str = "25";
const SECONDS: &str = "150";
const SEED: &str = "20260601";
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance";
const START_LIMIT: Duration = Duration::from_secs(30);

const AREAS: &str = "code,parent_code,level,name\n990001,,county,County\n990001001,990001,township,Township\n\
    990001001001,990001001,village,Village\n";

/// Runs it against a server of its own.
pub(crate) fn run(places: &Places) -> Result<Vec<String>> {
    let programs = python::programs(places)?;
    let binary = server::build(places)?;
    let folder = places.target.join("api-test");
    if folder.exists() {
        fs::remove_dir_all(&folder).context("removing what the last run left")?;
    }
    fs::create_dir_all(&folder)?;
    let api = Api::start(binary, &folder)?;
    let token = api.token()?;
    let mut schemathesis = Command::new(programs.join("schemathesis"));
    schemathesis.current_dir(&folder).arg("run").arg(format!("http://127.0.0.1:{}/openapi.json", api.port));
    schemathesis.args(["--header", &format!("Authorization: Bearer {token}"), "--checks", CHECKS]);
    schemathesis.args(["--phases", "examples,coverage,fuzzing", "--seed", SEED, "--max-examples", EXAMPLES]);
    schemathesis.args(["--max-time", SECONDS, "--generation-database", "none", "--workers", "2", "--warnings", "off"]);
    schemathesis.args(["--exclude-path", "/v1/sign-out", "--no-color"]);
    let lines = execute_keeping_lines(&mut schemathesis)?;
    ensure!(api.answers("/healthz")?.starts_with("HTTP/1.0 200"), "the server is not well after it");
    Ok(lines)
}

/// A server of its own on a free port; it ends with this value.
struct Api {
    binary: PathBuf,
    folder: PathBuf,
    port: u16,
    child: Option<Child>,
}

impl Api {
    fn start(binary: PathBuf, folder: &Path) -> Result<Self> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let mut api = Self { binary, folder: folder.to_owned(), port, child: None };
        let areas = folder.join("areas.csv");
        fs::write(&areas, AREAS)?;
        execute(api.command().arg("import-areas").arg(&areas).stdout(Stdio::null()))?;
        api.child = Some(api.command().arg("serve").stdin(Stdio::null()).spawn().context("starting the server")?);
        let start = Instant::now();
        while !api.answers("/healthz").is_ok_and(|reply| reply.starts_with("HTTP/1.0 200")) {
            ensure!(start.elapsed() < START_LIMIT, "the server does not answer");
            thread::sleep(Duration::from_millis(100));
        }
        Ok(api)
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.binary);
        command.current_dir(&self.folder).env("DATABASE_URL", "sqlite://api.sqlite").env("WEB_DIR", "web");
        command.env("LISTEN", format!("127.0.0.1:{}", self.port)).env("LOG", "error");
        command
    }

    /// Of somebody who may ask for everything.
    fn token(&self) -> Result<String> {
        let arguments = ["account", "add", "tester", "--role", "county", "--area", "990001", "--password"];
        let made = output(self.command().args(arguments))?;
        let password = made.split_whitespace().last().context("no password")?;
        let key = "07".repeat(32);
        let body = format!(
            r#"{{"name":"tester","password":"{password}","device":"00000000-0000-4000-8000-000000000001","key":"{key}","label":"api"}}"#
        );
        let reply = self.exchange(&format!(
            "POST /v1/sign-in HTTP/1.0\r\nHost: 127.0.0.1\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        ))?;
        let Some((_, body)) = reply.split_once("\r\n\r\n") else { bail!("no answer to the sign-in") };
        let answer: serde_json::Value = serde_json::from_str(body).context("the answer to the sign-in")?;
        Ok(answer["token"].as_str().context("no token")?.to_owned())
    }

    fn answers(&self, path: &str) -> Result<String> {
        self.exchange(&format!("GET {path} HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n"))
    }

    fn exchange(&self, request: &str) -> Result<String> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        stream.write_all(request.as_bytes())?;
        let mut reply = String::new();
        stream.read_to_string(&mut reply)?;
        Ok(reply)
    }
}

impl Drop for Api {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            // It may have ended by itself.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
