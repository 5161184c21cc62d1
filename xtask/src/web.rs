//! `cargo xtask web`: from the sources to the folder the server serves.
//!
//! cargo → wasm-bindgen → wasm-opt → folders named by the hash of what they hold → service worker with exactly those files
//! → brotli beside each. Only the page, the manifest and the service worker keep their names; everything else may be cached
//! for ever. See docs/adr/0006-web-pipeline.md.

mod bind;
pub(crate) mod hash;
mod pages;
mod site;

use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::npm::Packages;
use crate::places::Places;
use crate::progress::{say, step};
use crate::wasm_target::WasmTarget;

/// How the app is built.
#[derive(Args)]
pub(crate) struct Options {
    /// Small and quick to run, as it ships (the default)
    #[arg(long, conflicts_with = "dev")]
    release: bool,
    /// Quick to build: little optimised, not compressed
    #[arg(long)]
    dev: bool,
}

/// What the build is for.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Mode {
    /// What ships
    Release,
    /// Quick to build
    Dev,
    /// What ships, but for the encryption of its database: for the benchmark of what that costs
    #[value(skip)]
    Unsealed,
}

impl Mode {
    /// The cargo profile, as the root manifest defines it.
    pub(crate) fn profile(self) -> &'static str {
        match self {
            Self::Release | Self::Unsealed => "web",
            Self::Dev => "web-dev",
        }
    }

    /// What the app is built with.
    fn features(self) -> &'static str {
        match self {
            Self::Release | Self::Dev => "web",
            Self::Unsealed => "unsealed",
        }
    }

    /// Whether what is built is to be small.
    fn is_small(self) -> bool {
        self != Self::Dev
    }

    /// Where its site lies.
    fn site(self, places: &Places) -> PathBuf {
        match self {
            Self::Release | Self::Dev => places.site(),
            Self::Unsealed => places.target.join("web-unsealed"),
        }
    }
}

/// The task.
pub(crate) fn run(places: &Places, options: &Options) -> Result<()> {
    let mode = if options.dev { Mode::Dev } else { Mode::Release };
    let site = build(places, mode)?;
    say(&format!("the site is in {}", site.display()));
    Ok(())
}

/// Builds the site and returns its folder.
pub(crate) fn build(places: &Places, mode: Mode) -> Result<PathBuf> {
    let target = WasmTarget::ensure(places)?;
    let packages = Packages::ensure(places)?;
    let app = {
        let _alone = target.claim(places, mode.profile())?;
        step("app to wasm", || {
            let mut cargo = target.cargo(places, "build");
            cargo.args([
                "--package",
                "nfv",
                "--bin",
                "nfv",
                "--features",
                mode.features(),
                "--locked",
                "--profile",
                mode.profile(),
            ]);
            crate::progress::execute(&mut cargo)
        })?;
        bind::app_files(places, &packages, &target.built(mode.profile(), "nfv.wasm"), mode)?
    };
    let site = pages::assemble(places, &packages, app)?;
    let folder = mode.site(places);
    step("site", || site.write(&folder, mode))?;
    Ok(folder)
}
