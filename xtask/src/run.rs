//! `cargo xtask run`: the whole thing on one port, with the demo township in an embedded database.

use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::places::Places;
use crate::progress::{execute, say, step};
use crate::server::{self, Server};
use crate::web::{self, Mode};

/// Where and on what to run.
#[derive(Args)]
pub(crate) struct Options {
    /// The port to listen on, on this machine only
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The folder of the database [default: target/run]
    #[arg(long)]
    data: Option<PathBuf>,
    /// Start from a new demo township: removes the database in the folder
    #[arg(long)]
    fresh: bool,
    /// Build the web app the quick way, little optimised
    #[arg(long)]
    dev: bool,
}

/// Builds, prepares the database, serves until interrupted.
pub(crate) fn run(places: &Places, options: &Options) -> Result<()> {
    ensure_free(options.port)?;
    let binary = server::build(places)?;
    let site = web::build(places, if options.dev { Mode::Dev } else { Mode::Release })?;
    let data = data_folder(places, options)?;
    let database = data.join("nfv.sqlite");
    if options.fresh {
        remove_database(&data)?;
    }
    let url = format!("sqlite://{}", database.display());
    let origin = format!("http://127.0.0.1:{}", options.port);
    let server = || {
        let mut command = Command::new(&binary);
        command.env("DATABASE_URL", &url).env("WEB_DIR", &site).env("PUBLIC_URL", &origin);
        command.env("LISTEN", format!("127.0.0.1:{}", options.port)).current_dir(&data);
        command
    };
    let links = data.join("demo-links.json");
    if !(database.exists() && links.exists()) {
        // It prints the links, and so do we, at every start.
        step("demo township", || execute(server().args(["demo", "--links"]).arg(&links).stdout(Stdio::null())))?;
    }
    let mut running = Server::start(server().arg("serve"), options.port)?;
    running.wait_until_ready()?;
    print_links(&links, &origin)?;
    println!("ready {origin}");
    running.wait_until_interrupted()?;
    say("stopped");
    Ok(())
}

/// Told before minutes of building, not after.
fn ensure_free(port: u16) -> Result<()> {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(_) => Ok(()),
        Err(error) => bail!("port {port} cannot be used ({error}); choose another with --port"),
    }
}

fn data_folder(places: &Places, options: &Options) -> Result<PathBuf> {
    let wanted = options.data.clone().unwrap_or_else(|| places.target.join("run"));
    fs::create_dir_all(&wanted).with_context(|| format!("creating {}", wanted.display()))?;
    fs::canonicalize(&wanted).with_context(|| format!("finding {}", wanted.display()))
}

/// Removes what `run` itself made in the folder, and nothing else.
fn remove_database(data: &Path) -> Result<()> {
    for name in ["nfv.sqlite", "nfv.sqlite-wal", "nfv.sqlite-shm", "demo-links.json"] {
        let file = data.join(name);
        if file.exists() {
            fs::remove_file(&file).with_context(|| format!("removing {}", file.display()))?;
        }
    }
    Ok(())
}

/// The links are `[{"role", "name", "link", "password"?}]`, written when the township was made.
fn print_links(file: &Path, origin: &str) -> Result<()> {
    let text = fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    let links: Vec<serde_json::Value> = serde_json::from_str(&text)?;
    for entry in &links {
        let text = |key: &str| entry.get(key).and_then(serde_json::Value::as_str).unwrap_or_default();
        println!("{:<9} {}  {}  {}", text("role"), text("name"), moved(text("link"), origin), text("password"));
    }
    Ok(())
}

/// A link with today's origin: the township may have been made on another port.
fn moved(link: &str, origin: &str) -> String {
    let path = link.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or(link, |(_, path)| path);
    format!("{origin}/{}", path.trim_start_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_follow_the_port() {
        let origin = "http://127.0.0.1:9000";
        assert_eq!(moved("http://127.0.0.1:8080/join/abc", origin), "http://127.0.0.1:9000/join/abc");
        assert_eq!(moved("/join/abc", origin), "http://127.0.0.1:9000/join/abc");
    }
}
