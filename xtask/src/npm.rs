//! npm packages: wasm-opt and the map for the build, Playwright for the browser tests.
//!
//! They are installed once per lock file into the cache; the lock file holds checksums and no registry, so whichever
//! registry npm is set to serves them. Debian 12 has Node.js 18, too old for Playwright: there, Node.js itself is one of
//! the packages.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::debian;
use crate::places::Places;
use crate::progress::{execute, output, step, works};
use crate::web::hash::short_hash;

/// The oldest Node.js that the packages and the browser tests run on.
const OLDEST_NODE: u32 = 20;

/// The installed packages.
pub(crate) struct Packages {
    modules: PathBuf,
    node: PathBuf,
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
        let own_node = modules.join(format!("node-linux-{}/bin/node", npm_architecture()));
        let bring_node = !has_recent_node();
        if !folder.join("complete").exists() || (bring_node && !own_node.exists()) {
            step("npm packages", || install(&source, &folder, bring_node))?;
        }
        let node = if bring_node { own_node } else { "node".into() };
        Ok(Self { modules, node })
    }

    /// Node.js, recent enough for the packages.
    pub(crate) fn node(&self) -> Command {
        Command::new(&self.node)
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

fn install(source: &Path, folder: &Path, bring_node: bool) -> Result<()> {
    fs::create_dir_all(folder)?;
    for name in ["package.json", "package-lock.json", ".npmrc"] {
        fs::copy(source.join(name), folder.join(name)).with_context(|| format!("copying {name}"))?;
    }
    let mut npm = Command::new("npm");
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(folder);
    if !bring_node {
        npm.arg("--omit=optional");
    }
    execute(&mut npm)?;
    fs::write(folder.join("complete"), "")?;
    Ok(())
}

fn has_recent_node() -> bool {
    let version = output(Command::new("node").arg("--version")).unwrap_or_default();
    let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse().ok());
    major.is_some_and(|major: u32| major >= OLDEST_NODE)
}

/// What npm calls this machine.
const fn npm_architecture() -> &'static str {
    if cfg!(target_arch = "aarch64") { "arm64" } else { "x64" }
}
