//! A Rust that compiles for `wasm32-unknown-unknown`, by the first route that works.
//!
//! 1. The toolchain in use has the target.
//! 2. Debian's has it.
//! 3. rustup adds it.
//! 4. Debian's compiler with its library built once from source and laid into its sysroot; from then on 2 holds.
//!
//! See docs/adr/0005-wasm-route.md.

mod std_build;

use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::debian;
use crate::places::Places;
use crate::progress::{execute_within, output, say, works};

/// The target's name.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";
/// Debian's names for cargo and rustc.
const DEBIAN_CARGO: &str = "/usr/bin/cargo";
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
/// rustup's server answers in seconds or not at all.
const RUSTUP_LIMIT: Duration = Duration::from_secs(120);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Route {
    /// The toolchain that runs this task
    Own,
    /// Debian's `rustc-web`
    Debian,
}

/// A cargo that builds for the browser.
pub(crate) struct WasmTarget {
    route: Route,
    environment: Vec<(&'static str, OsString)>,
    target_dir: PathBuf,
}

impl WasmTarget {
    /// Finds the target, or installs it.
    pub(crate) fn ensure(places: &Places) -> Result<Self> {
        let route = route(places)?;
        let mut environment = c_compiler()?;
        if route == Route::Debian {
            environment.push(("RUSTC", DEBIAN_RUSTC.into()));
            environment.push(("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker()?.into()));
        }
        Ok(Self { route, environment, target_dir: places.cache.join("wasm") })
    }

    /// `cargo <subcommand> --target wasm32-unknown-unknown` in the checkout.
    pub(crate) fn cargo(&self, places: &Places, subcommand: &str) -> Command {
        let mut command = match self.route {
            Route::Own => crate::progress::cargo(places),
            Route::Debian => Command::new(DEBIAN_CARGO),
        };
        self.prepare(&mut command, places);
        command.args([subcommand, "--target", TARGET]);
        command
    }

    /// `cargo clippy --target wasm32-unknown-unknown` in the checkout.
    pub(crate) fn clippy(&self, places: &Places) -> Result<Command> {
        if self.route == Route::Own {
            return Ok(self.cargo(places, "clippy"));
        }
        // Named by path: `cargo clippy` would start rustup's, which cannot read this compiler's library.
        debian::ensure_program("/usr/bin/cargo-clippy", &["rust-web-clippy"])?;
        let mut command = Command::new("/usr/bin/cargo-clippy");
        self.prepare(&mut command, places);
        command.args(["clippy", "--target", TARGET]);
        Ok(command)
    }

    /// Where the built wasm of a profile lies.
    pub(crate) fn built(&self, profile: &str, file: &str) -> PathBuf {
        self.target_dir.join(TARGET).join(profile).join(file)
    }

    /// Holds the target folder, which the checkouts of this machine share, for as long as the returned file lives.
    ///
    /// Cargo tells changes by time stamps, which say nothing about two checkouts: when the folder was last used by another
    /// one, our own package is built anew (its dependencies are not).
    pub(crate) fn claim(&self, places: &Places, profile: &str) -> Result<File> {
        fs::create_dir_all(&self.target_dir)?;
        let lock = File::create(places.cache.join("wasm.lock"))?;
        if lock.try_lock().is_err() {
            say("waiting for another build of the web app on this machine");
            lock.lock().context("locking the wasm target folder")?;
        }
        let mark = self.target_dir.join(format!("checkout-{profile}"));
        let here = places.root.to_string_lossy();
        if fs::read_to_string(&mark).is_ok_and(|last| last == here) {
            return Ok(lock);
        }
        if let Ok(entries) = self.built(profile, ".fingerprint").read_dir() {
            for entry in entries.flatten().filter(|entry| entry.file_name().to_string_lossy().starts_with("nfv-")) {
                fs::remove_dir_all(entry.path())?;
            }
        }
        fs::write(mark, here.as_bytes()).context("noting the checkout")?;
        Ok(lock)
    }

    fn prepare(&self, command: &mut Command, places: &Places) {
        command.current_dir(&places.root).env("CARGO_TARGET_DIR", &self.target_dir);
        if self.route == Route::Debian {
            command.env("CARGO", DEBIAN_CARGO).env_remove("RUSTUP_TOOLCHAIN").env_remove("LD_LIBRARY_PATH");
            command.env_remove("RUSTDOC");
        }
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
    }
}

fn route(places: &Places) -> Result<Route> {
    if has_target("rustc") {
        return Ok(Route::Own);
    }
    if has_target(DEBIAN_RUSTC) && works(DEBIAN_CARGO) {
        return Ok(Route::Debian);
    }
    say("the wasm target is missing: rustup target add");
    let mut rustup = Command::new("rustup");
    rustup.args(["target", "add", TARGET]).env("RUSTUP_MAX_RETRIES", "0");
    if execute_within(&mut rustup, RUSTUP_LIMIT).is_ok() && has_target("rustc") {
        return Ok(Route::Own);
    }
    say("rustup's server cannot be reached: taking Debian's compiler and building its library for wasm, once");
    debian::install(&["rustc-web", "cargo-web", "rust-web-src"], "a Rust for wasm (or `rustup target add`)")?;
    std_build::build(places, &linker()?)?;
    Ok(Route::Debian)
}

/// The folder of the target's library, whether or not it is there.
fn library(rustc: &str) -> Result<PathBuf> {
    let sysroot = output(Command::new(rustc).args(["--print", "sysroot"]))?;
    Ok(Path::new(&sysroot).join("lib/rustlib").join(TARGET).join("lib"))
}

fn has_target(rustc: &str) -> bool {
    let Ok(entries) = library(rustc).and_then(|dir| Ok(dir.read_dir()?)) else { return false };
    entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("libstd-"))
}

/// SQLite is C: a clang that knows wasm, and an archiver that reads what it writes.
fn c_compiler() -> Result<Vec<(&'static str, OsString)>> {
    const NAMES: [&str; 2] = ["CC_wasm32_unknown_unknown", "AR_wasm32_unknown_unknown"];
    if NAMES.iter().all(|name| std::env::var_os(name).is_some()) {
        return Ok(Vec::new());
    }
    const PAIRS: [(&str, &str); 4] =
        [("clang-16", "llvm-ar-16"), ("clang", "llvm-ar"), ("clang-19", "llvm-ar-19"), ("clang-18", "llvm-ar-18")];
    let found = || PAIRS.iter().find(|(cc, ar)| works(cc) && works(ar));
    if found().is_none() && debian::install(&["clang-16", "llvm-16"], "a C compiler for wasm").is_err() {
        debian::install(&["clang", "llvm"], "a C compiler for wasm")?;
    }
    let (cc, ar) = found().context("clang was installed and does not start")?;
    Ok(vec![(NAMES[0], cc.into()), (NAMES[1], ar.into())])
}

/// A linker that reads what Debian's LLVM writes: rustup's, else Debian's of the same version.
fn linker() -> Result<PathBuf> {
    let host = output(Command::new("rustc").args(["--print", "host-tuple"]))?;
    let sysroot = output(Command::new("rustc").args(["--print", "sysroot"]))?;
    let own = Path::new(&sysroot).join("lib/rustlib").join(host).join("bin/rust-lld");
    if own.exists() {
        return Ok(own);
    }
    let debian = PathBuf::from("/usr/bin/rust-lld");
    if !works(&debian) {
        let name = fs::read_link(&debian).context("rust-web-llvm has no rust-lld")?;
        debian::install(&[name.to_string_lossy().as_ref()], "a linker for wasm")?;
    }
    Ok(debian)
}
