//! Running other programs and saying what goes on.
//!
//! Programs get no stdin, so that nothing ever waits for an answer. A step that fails names itself and its command.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

/// Says what starts now.
pub(crate) fn say(what: &str) {
    eprintln!("==> {what}");
}

/// Runs `work`, and says what it is and how long it took.
pub(crate) fn step<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    say(what);
    let start = Instant::now();
    let done = work().with_context(|| format!("{what}: failed"))?;
    eprintln!("    {what}: {:.1} s", start.elapsed().as_secs_f64());
    Ok(done)
}

/// The cargo that runs this task, for native builds in the checkout.
pub(crate) fn cargo(places: &crate::places::Places) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(&places.root);
    command
}

/// Runs a command to its end; its output goes where ours goes.
pub(crate) fn execute(command: &mut Command) -> Result<()> {
    let status = command.stdin(Stdio::null()).status().with_context(|| format!("starting {}", shown(command)))?;
    ensure!(status.success(), "{} ({status})", shown(command));
    Ok(())
}

/// Runs a command to its end, passes its stdout on line by line and returns the lines.
pub(crate) fn execute_keeping_lines(command: &mut Command) -> Result<Vec<String>> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("starting {}", shown(command)))?;
    let stdout = child.stdout.take().context("stdout was asked for")?;
    let mut lines = Vec::new();
    for line in BufReader::new(stdout).lines() {
        let line = line?;
        println!("{line}");
        lines.push(line);
    }
    let status = child.wait()?;
    ensure!(status.success(), "{} ({status})", shown(command));
    Ok(lines)
}

/// What a command prints on stdout, without the white space around it.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let out = command
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .with_context(|| format!("starting {}", shown(command)))?;
    ensure!(out.status.success(), "{} ({})", shown(command), out.status);
    Ok(String::from_utf8(out.stdout)?.trim().to_owned())
}

/// Runs a command, and ends it when it takes longer than `limit`.
pub(crate) fn execute_within(command: &mut Command, limit: Duration) -> Result<()> {
    let start = Instant::now();
    let mut child = command.stdin(Stdio::null()).spawn().with_context(|| format!("starting {}", shown(command)))?;
    loop {
        if let Some(status) = child.try_wait()? {
            ensure!(status.success(), "{} ({status})", shown(command));
            return Ok(());
        }
        if start.elapsed() > limit {
            child.kill()?;
            child.wait()?;
            bail!("{}: no end after {} s", shown(command), limit.as_secs());
        }
        thread::sleep(Duration::from_millis(100));
    }
}

/// Whether a program is there and starts.
pub(crate) fn works(program: impl AsRef<OsStr>) -> bool {
    let mut command = Command::new(program);
    command.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}
