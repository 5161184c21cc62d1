//! `cargo xtask sim --mutants`: is the simulator itself any good? The engine is broken on purpose, in one way after the
//! other, and each must be caught.
//!
//! The sources are copied below the target folder and changed there, all ways at once, each behind a switch that the
//! environment sets; so the engine that ships knows nothing of this, and one build serves all.

mod list;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

use crate::places::Places;
use crate::progress::{cargo, execute, step};
use list::{MUTANTS, Mutant};

/// Seeds that a mutant may survive before it counts as not caught.
const SEEDS: u64 = 300;

/// Says which mutant is switched on; [`SWITCHES`] reads it.
const SWITCH: &str = "MUTANT";

/// Folders that are no sources.
const NO_SOURCES: [&str; 3] = ["target", "node_modules", ".git"];

/// Added to the copied library.
const SWITCHES: &str = "
/// Which mutant is switched on.
#[allow(missing_docs, clippy::all, clippy::disallowed_methods)]
pub mod mutant {
    pub fn is(name: &str) -> bool {
        static ON: std::sync::OnceLock<String> = std::sync::OnceLock::new();
        ON.get_or_init(|| std::env::var(\"MUTANT\").unwrap_or_default()) == name
    }
}
";

/// Breaks the engine in every way, and says by what each was caught.
pub(crate) fn run(places: &Places, only: Option<&str>) -> Result<()> {
    let copy = places.target.join("mutants");
    step("Copying and changing the sources", || {
        copy_changed(&places.root, &copy)?;
        change_all(&places.root, &copy)
    })?;
    step("Building the simulator", || {
        let mut build = cargo(places);
        build.current_dir(&copy).env("CARGO_TARGET_DIR", &places.target);
        build.args(["build", "--quiet", "--locked", "--package", "nfv-tests", "--bin", "sim"]);
        execute(&mut build)?;
        // The next build of the unbroken simulator takes the place of this one.
        fs::rename(places.binary("sim"), copy.join("sim")).context("keeping the built simulator")
    })?;
    let program = copy.join("sim");
    // A seed that fails anyhow would pass for a catch.
    if let Some(failure) = caught(&program, "", SEEDS)? {
        bail!("the unbroken engine fails, so nothing can be said about a broken one: {failure}");
    }
    let chosen = MUTANTS.iter().filter(|mutant| only.is_none_or(|only| only == mutant.name));
    let (mut survivors, mut total) = (Vec::new(), 0);
    for Mutant { name, .. } in chosen {
        total += 1;
        match caught(&program, name, SEEDS)? {
            Some(what) => println!("{name:<40} caught: {what}"),
            None => {
                println!("{name:<40} SURVIVED {SEEDS} seeds");
                survivors.push(*name);
            }
        }
    }
    println!("{} of {total} mutants caught", total - survivors.len());
    ensure!(survivors.is_empty(), "not caught: {}", survivors.join(", "));
    ensure!(total > 0, "no mutant of that name");
    Ok(())
}

/// The first failure of a mutant, by seed and rule.
fn caught(program: &Path, mutant: &str, seeds: u64) -> Result<Option<String>> {
    let mut command = Command::new(program);
    command.args(["--only-seeds", "--first", "--seeds", &seeds.to_string()]).env(SWITCH, mutant);
    let output = command.stdin(Stdio::null()).output().context("starting the simulator")?;
    let text = String::from_utf8_lossy(&output.stdout);
    let failure = text.lines().find(|line| line.starts_with("seed ")).map(|line| shortened(line, 110));
    if output.status.success() || failure.is_some() {
        return Ok(failure);
    }
    // A process that ends in a panic has noticed too.
    let said = String::from_utf8_lossy(&output.stderr);
    Ok(Some(shortened(said.lines().next().unwrap_or("the simulator ended"), 110)))
}

fn shortened(line: &str, length: usize) -> String {
    line.chars().take(length).collect()
}

/// Writes what differs, so that cargo builds only that again.
fn copy_changed(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        if NO_SOURCES.iter().any(|folder| name == *folder) {
            continue;
        }
        let (source, target) = (entry.path(), to.join(&name));
        if entry.file_type()?.is_dir() {
            copy_changed(&source, &target)?;
        } else if !MUTANTS.iter().any(|mutant| source.ends_with(mutant.file)) && !source.ends_with("src/lib.rs") {
            write_changed(&target, &fs::read(&source)?)?;
        }
    }
    Ok(())
}

fn write_changed(file: &Path, content: &[u8]) -> Result<()> {
    if fs::read(file).is_ok_and(|found| found == content) {
        return Ok(());
    }
    fs::write(file, content).with_context(|| format!("writing {}", file.display()))
}

/// Writes the files that differ from the checkout's.
fn change_all(root: &Path, copy: &Path) -> Result<()> {
    for library in ["src/lib.rs", "sync-server/src/lib.rs", "tests/src/lib.rs"] {
        let mut text = fs::read_to_string(root.join(library)).with_context(|| library.to_owned())?;
        if library == "src/lib.rs" {
            text.push_str(SWITCHES);
        }
        write_changed(&copy.join(library), text.as_bytes())?;
    }
    let mut files: Vec<&str> = MUTANTS.iter().map(|mutant| mutant.file).collect();
    files.sort_unstable();
    files.dedup();
    for file in files {
        let text = fs::read_to_string(root.join(file)).with_context(|| file.to_owned())?;
        let here = MUTANTS.iter().filter(|mutant| mutant.file == file);
        let changed = here.clone().try_fold(text, |text, mutant| change(mutant, &text))?;
        write_changed(&copy.join(file), changed.as_bytes())?;
    }
    Ok(())
}

/// The text with one mutant more.
fn change(mutant: &Mutant, text: &str) -> Result<String> {
    let Mutant { name, file, find, instead } = mutant;
    let times = text.matches(find).count();
    ensure!(times == 1, "mutant {name}: its text is {times} times in {file}, not once; say there what it is now");
    let library = if file.starts_with("sync-server/") { "nfv" } else { "crate" };
    Ok(text.replacen(find, &instead.replace("BROKEN", &format!("{library}::mutant::is(\"{name}\")")), 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whoever changes the engine says here where it can be broken now.
    #[test]
    fn every_mutant_finds_its_place() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let missing: Vec<String> = MUTANTS
            .iter()
            .filter_map(|mutant| change(mutant, &fs::read_to_string(root.join(mutant.file)).unwrap()).err())
            .map(|error| error.to_string())
            .collect();
        assert!(missing.is_empty(), "{}", missing.join("\n"));
    }
}
