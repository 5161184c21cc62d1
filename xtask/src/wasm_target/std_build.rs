//! Builds Rust's standard library for wasm from Debian's source and lays it into Debian's sysroot.
//!
//! Needed where rustup's server cannot be reached; takes about a minute, once per machine and compiler version.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::{DEBIAN_CARGO, DEBIAN_RUSTC, TARGET, library};
use crate::places::Places;
use crate::progress::{execute, step};

/// Builds and installs the library; `linker` links the empty crate the build is driven by.
pub(super) fn build(places: &Places, linker: &Path) -> Result<()> {
    let crate_dir = places.cache.join("wasm-std");
    step("Rust's library for wasm", || {
        write_empty_crate(&crate_dir)?;
        compile(&crate_dir, linker)?;
        install(&crate_dir.join("target").join(TARGET).join("release/deps"))
    })?;
    // What was built against another library must not be mixed with what comes.
    let stale = places.cache.join("wasm");
    if stale.exists() {
        fs::remove_dir_all(&stale)?;
    }
    fs::remove_dir_all(&crate_dir).context("removing the build of the library")
}

fn write_empty_crate(dir: &Path) -> Result<()> {
    fs::create_dir_all(dir.join("src"))?;
    fs::write(
        dir.join("Cargo.toml"),
        "[package]\nname = \"empty\"\nedition = \"2024\"\n[lib]\ncrate-type = [\"cdylib\"]\n[workspace]\n",
    )?;
    fs::write(dir.join("src/lib.rs"), "")?;
    Ok(())
}

fn compile(dir: &Path, linker: &Path) -> Result<()> {
    let mut cargo = Command::new(DEBIAN_CARGO);
    cargo.args(["build", "--release", "-Z", "build-std=std,panic_abort", "--target", TARGET]).current_dir(dir);
    cargo.envs([
        ("RUSTC", DEBIAN_RUSTC),
        // Building the library is an unstable feature of cargo; the library itself is the released one.
        ("RUSTC_BOOTSTRAP", "1"),
        ("RUSTFLAGS", "-Cembed-bitcode=yes"),
        ("CARGO_PROFILE_RELEASE_LTO", "true"),
        ("CARGO_PROFILE_RELEASE_PANIC", "abort"),
    ]);
    cargo.env("CARGO_TARGET_DIR", dir.join("target"));
    cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
    execute(cargo.env_remove("RUSTUP_TOOLCHAIN").env_remove("LD_LIBRARY_PATH"))
}

fn install(deps: &Path) -> Result<()> {
    let library = library(DEBIAN_RUSTC)?;
    // Under another name until it is whole, so that an interrupted copy is never taken for a library.
    let partial = library.with_file_name("lib.partial");
    fs::create_dir_all(&partial)
        .with_context(|| format!("{} must be writable, once: run this as root", partial.display()))?;
    let mut copied = 0;
    for entry in deps.read_dir()? {
        let path = entry?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        if name.ends_with(".rlib") && !name.starts_with("libempty") {
            fs::copy(&path, partial.join(name)).with_context(|| format!("copying {name}"))?;
            copied += 1;
        }
    }
    ensure!(copied > 0, "the build left no library in {}", deps.display());
    if library.exists() {
        fs::remove_dir_all(&library)?;
    }
    fs::rename(&partial, &library).context("putting the library in its place")
}
