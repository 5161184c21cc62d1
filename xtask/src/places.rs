//! Where things are: the checkout, its target folder, and the cache that checkouts on one machine share.
//!
//! The cache (`NFV_CACHE`, else `$XDG_CACHE_HOME/nfv`, else `~/.cache/nfv`) holds the wasm target folder and the npm
//! packages, so that a fresh clone builds incrementally. It may be removed at any time.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The folders every task works with; all of them absolute.
pub(crate) struct Places {
    /// The checkout
    pub(crate) root: PathBuf,
    /// Cargo's target folder for native builds
    pub(crate) target: PathBuf,
    /// What checkouts share
    pub(crate) cache: PathBuf,
}

impl Places {
    /// Finds the folders and creates the cache.
    pub(crate) fn find() -> Result<Self> {
        let manifest =
            env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
        let root = manifest.parent().context("xtask lies in the checkout")?.to_path_buf();
        let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |dir| root.join(dir));
        let cache = root.join(cache_folder()?);
        fs::create_dir_all(&cache).with_context(|| format!("creating {}", cache.display()))?;
        Ok(Self { root, target, cache })
    }

    /// Where `cargo xtask web` leaves the site.
    pub(crate) fn site(&self) -> PathBuf {
        self.target.join("web")
    }

    /// The page and its companions, as they stand in the checkout.
    pub(crate) fn web_assets(&self) -> PathBuf {
        self.root.join("assets/web")
    }

    /// A native binary of the dev profile.
    pub(crate) fn binary(&self, name: &str) -> PathBuf {
        self.target.join("debug").join(name)
    }

    /// A native binary of the release profile.
    pub(crate) fn released(&self, name: &str) -> PathBuf {
        self.target.join("release").join(name)
    }
}

fn cache_folder() -> Result<PathBuf> {
    if let Some(dir) = env::var_os("NFV_CACHE") {
        return Ok(dir.into());
    }
    if let Some(dir) = env::var_os("XDG_CACHE_HOME") {
        return Ok(Path::new(&dir).join("nfv"));
    }
    let home = env::var_os("HOME").context("neither NFV_CACHE, XDG_CACHE_HOME nor HOME is set")?;
    Ok(Path::new(&home).join(".cache/nfv"))
}
