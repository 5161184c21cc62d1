//! Python packages for tests: installed once per list of versions into the cache, in an environment of their own.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::debian;
use crate::places::Places;
use crate::progress::{execute, step};
use crate::web::hash::short_hash;

/// The programs of the environment; installs it unless the cache has it.
pub(crate) fn programs(places: &Places) -> Result<PathBuf> {
    let list = places.root.join("xtask/python/requirements.txt");
    let versions = fs::read(&list).context("reading xtask/python/requirements.txt")?;
    let folder = places.cache.join("python").join(short_hash(&versions));
    let complete = folder.join("complete");
    if !complete.exists() {
        if !has_venv() {
            debian::install(&["python3", "python3-venv"], "Python with venv")?;
        }
        step("Python packages", || {
            execute(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
            let mut pip = Command::new(folder.join("bin/pip"));
            execute(pip.args(["install", "--quiet", "--disable-pip-version-check", "--no-deps", "-r"]).arg(&list))?;
            fs::write(&complete, "").with_context(|| format!("writing {}", complete.display()))
        })?;
    }
    Ok(folder.join("bin"))
}

/// Debian splits off what makes an environment.
fn has_venv() -> bool {
    let mut python = Command::new("python3");
    python.args(["-c", "import ensurepip, venv"]);
    python.stderr(std::process::Stdio::null()).status().is_ok_and(|status| status.success())
}
