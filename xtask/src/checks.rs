//! `cargo xtask test`: every check, the quick ones first, each with its name and its time.
//!
//! It stops at the first check that fails, and ends with what the test runners themselves reported.

use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::browser::Browser;
use crate::debian;
use crate::places::Places;
use crate::postgres::{self, Postgres};
use crate::progress::{cargo, execute, execute_keeping_lines, works};
use crate::sim;
use crate::wasm_target::WasmTarget;
use crate::web::Mode;

/// How many seeds the simulator runs with every change.
const SEEDS: u64 = 1000;

/// How long each parser is fed.
const FUZZ_SECONDS: &str = "5";

/// Suites whose ignored tests need a PostgreSQL.
const ON_POSTGRES: [&str; 4] = ["databases", "cluster", "kill", "operation"];

/// Which checks to run.
#[derive(Args)]
pub(crate) struct Options {
    /// Only these, in the order given [default: all of them]
    #[arg(value_parser = names())]
    checks: Vec<String>,
    /// Build the web app for the browser tests the quick way, little optimised
    #[arg(long)]
    dev: bool,
}

/// One check; what it returns are the lines its test runner printed.
struct Check {
    name: &'static str,
    about: &'static str,
    run: fn(&Places, Mode) -> Result<Vec<String>>,
}

const CHECKS: [Check; 11] = [
    Check { name: "format", about: "rustfmt", run: format },
    Check { name: "lint", about: "clippy, native", run: lint },
    Check { name: "lint-wasm", about: "clippy, the app in the browser", run: lint_wasm },
    Check { name: "doc", about: "rustdoc without warnings", run: doc },
    Check { name: "unit", about: "unit and property tests", run: unit },
    Check { name: "fuzz", about: "parsers against mutations of good input", run: fuzz },
    Check { name: "server", about: "the server and the protocol", run: server },
    Check { name: "api", about: "Schemathesis against the OpenAPI document", run: api },
    Check { name: "sim", about: "the simulator, 1,000 seeds and every crash point", run: simulator },
    Check { name: "browser", about: "the app in Chromium against the server", run: browser },
    Check { name: "desktop", about: "the window on a computer against the server", run: desktop },
];

fn names() -> clap::builder::PossibleValuesParser {
    CHECKS.map(|check| clap::builder::PossibleValue::new(check.name).help(check.about)).into()
}

/// Runs the checks.
pub(crate) fn run(places: &Places, options: &Options) -> Result<()> {
    debian::ensure_program("cc", &["build-essential"])?;
    ensure_components()?;
    let chosen: Vec<&Check> = match options.checks.as_slice() {
        [] => CHECKS.iter().collect(),
        wanted => wanted.iter().filter_map(|name| CHECKS.iter().find(|check| check.name == name)).collect(),
    };
    let mode = if options.dev { Mode::Dev } else { Mode::Release };
    let mut summary = Vec::new();
    for (index, check) in chosen.iter().enumerate() {
        eprintln!("==> [{}/{}] {}: {}", index + 1, chosen.len(), check.name, check.about);
        let start = Instant::now();
        let lines = (check.run)(places, mode);
        let seconds = start.elapsed().as_secs_f64();
        match lines {
            Ok(lines) => summary.push((check.name, seconds, lines)),
            Err(error) => bail!("check `{}` FAILED after {seconds:.0} s: {error:#}", check.name),
        }
    }
    report(&summary);
    Ok(())
}

/// rustup's minimal profile comes without them.
fn ensure_components() -> Result<()> {
    if works("cargo-fmt") && works("cargo-clippy") {
        return Ok(());
    }
    execute(Command::new("rustup").args(["component", "add", "rustfmt", "clippy"]))
        .context("rustfmt and clippy are missing")
}

fn report(summary: &[(&str, f64, Vec<String>)]) {
    println!();
    for (name, seconds, _) in summary {
        println!("{name:<10} passed {seconds:>7.1} s");
    }
    for (name, _, lines) in summary {
        for line in lines.iter().filter(|line| is_verdict(line)) {
            println!("{name:<10} {line}");
        }
    }
}

/// The lines in which cargo, node, Schemathesis and the simulator sum up; suites without a test say nothing.
fn is_verdict(line: &str) -> bool {
    let cargo = line.starts_with("test result:") && !line.contains(" 0 passed; 0 failed");
    let node = ["ℹ tests ", "ℹ pass ", "ℹ fail "].iter().any(|start| line.starts_with(start));
    // Schemathesis.
    let asked = line.trim_start().starts_with(|c: char| c.is_ascii_digit()) && line.contains(" generated, ");
    cargo || node || asked || (line.contains(" passed, ") && line.ends_with(" failed"))
}

fn quiet(done: Result<()>) -> Result<Vec<String>> {
    done.map(|()| Vec::new())
}

fn format(places: &Places, _: Mode) -> Result<Vec<String>> {
    quiet(execute(cargo(places).args(["fmt", "--all", "--", "--check"])).context("`cargo fmt --all` mends it"))
}

fn lint(places: &Places, _: Mode) -> Result<Vec<String>> {
    let mut clippy = cargo(places);
    quiet(execute(clippy.args(["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"])))
}

fn lint_wasm(places: &Places, mode: Mode) -> Result<Vec<String>> {
    let target = WasmTarget::ensure(places)?;
    // The profile of the build that follows, so that build scripts and macros are compiled once.
    let profile = mode.profile();
    let _alone = target.claim(places, profile)?;
    let mut clippy = target.clippy(places)?;
    clippy.args(["--package", "nfv", "--features", "web", "--locked", "--profile", profile, "--", "-D", "warnings"]);
    quiet(execute(&mut clippy))
}

fn doc(places: &Places, _: Mode) -> Result<Vec<String>> {
    let mut doc = cargo(places);
    doc.env("RUSTDOCFLAGS", "-D warnings");
    quiet(execute(doc.args(["doc", "--workspace", "--no-deps", "--document-private-items", "--locked"])))
}

fn unit(places: &Places, _: Mode) -> Result<Vec<String>> {
    let mut test = cargo(places);
    test.args([
        "test",
        "--locked",
        "--no-fail-fast",
        "--workspace",
        "--exclude",
        "sync-server",
        "--exclude",
        "nfv-tests",
        // The native device's own tests.
        "--features",
        "nfv/native-http",
    ]);
    execute_keeping_lines(&mut test)
}

fn fuzz(places: &Places, _: Mode) -> Result<Vec<String>> {
    let mut fuzz = cargo(places);
    fuzz.args([
        "run",
        "--quiet",
        "--locked",
        "--package",
        "nfv-tests",
        "--bin",
        "fuzz",
        "--",
        "--seconds",
        FUZZ_SECONDS,
    ]);
    execute_keeping_lines(fuzz.arg("--failures").arg(&places.target))
}

fn api(places: &Places, _: Mode) -> Result<Vec<String>> {
    crate::api::run(places)
}

fn server(places: &Places, _: Mode) -> Result<Vec<String>> {
    // A real ACME server to ask for certificates.
    debian::ensure_program("pebble", &["pebble"])?;
    let mut test = cargo(places);
    test.args(["test", "--locked", "--no-fail-fast", "--package", "sync-server", "--package", "nfv-tests"]);
    let mut lines = execute_keeping_lines(&mut test)?;
    lines.extend(on_postgres(places)?);
    Ok(lines)
}

/// Tests that need a PostgreSQL are ignored where none is named; here they always run.
fn on_postgres(places: &Places) -> Result<Vec<String>> {
    let postgres = Postgres::start()?;
    let mut test = cargo(places);
    test.args(["test", "--locked", "--no-fail-fast", "--package", "nfv-tests"]);
    for suite in ON_POSTGRES {
        test.args(["--test", suite]);
    }
    test.args(["--", "--ignored"]).env(postgres::VARIABLE, postgres.url());
    execute_keeping_lines(&mut test)
}

fn simulator(places: &Places, _: Mode) -> Result<Vec<String>> {
    execute_keeping_lines(&mut sim::command(places, SEEDS, 0))
}

fn browser(places: &Places, mode: Mode) -> Result<Vec<String>> {
    execute_keeping_lines(&mut Browser::prepare(places, mode)?.tests()?)
}

fn desktop(places: &Places, _: Mode) -> Result<Vec<String>> {
    execute_keeping_lines(&mut crate::desktop::tests(places)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts_of_all_runners_are_kept() {
        assert!(is_verdict(
            "test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s"
        ));
        assert!(is_verdict("200 passed, 0 failed"));
        assert!(is_verdict("ℹ pass 6"));
        assert!(is_verdict("  1904 generated, 1904 passed"));
        assert!(!is_verdict(
            "test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s"
        ));
        assert!(!is_verdict("test tests::story ... ok"));
    }
}
