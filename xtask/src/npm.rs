//! npm packages: wasm-opt and the map for the build, Playwright for the browser tests.
//!
//! They are installed once per lock file into the cache; the lock file holds checksums and no registry, so whichever
//! registry npm is set to serves them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::debian;
use crate::places::Places;
use crate::progress::{execute, step, works};
use crate::web::hash::short_hash;

/// The installed packages.
pub(crate) struct Packages {
    modules: PathBuf,
}

impl Packages {
    /// Installs the packages unless the cache has them.
    pub(crate) fn ensure(places: &Places) -> Result<Self> {
        let source = places.root.join("xtask/npm");
        let lock = fs::read(source.join("package-lock.json")).context("reading xtask/npm/package-lock.json")?;
        let folder = places.cache.join("npm").join(short_hash(&lock));
        let modules = folder.join("node_modules");
        if !works("node") || !works("npm") {
            debian::install(&["nodejs", "npm"], "Node.js")?;
        }
        if !folder.join("complete").exists() {
            step("npm packages", || install(&source, &folder))?;
        }
        Ok(Self { modules })
    }

    /// A file or folder of a package.
    pub(crate) fn file(&self, path: &str) -> PathBuf {
        self.modules.join(path)
    }

    /// Lets the scripts in `folder` import the packages by name.
    pub(crate) fn link_into(&self, folder: &Path) -> Result<()> {
        let link = folder.join("node_modules");
        if fs::read_link(&link).is_ok_and(|target| target == self.modules) {
            return Ok(());
        }
        if link.is_symlink() {
            fs::remove_file(&link)?;
        }
        std::os::unix::fs::symlink(&self.modules, &link).with_context(|| format!("linking {}", link.display()))
    }
}

fn install(source: &Path, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    for name in ["package.json", "package-lock.json", ".npmrc"] {
        fs::copy(source.join(name), folder.join(name)).with_context(|| format!("copying {name}"))?;
    }
    execute(Command::new("npm").args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(folder))?;
    fs::write(folder.join("complete"), "")?;
    Ok(())
}
