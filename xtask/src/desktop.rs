//! `cargo xtask test desktop`: the window under a display of its own, against the real server.
//!
//! The window is built with the feature `drive`, by which a test looks into the page; keys and pointer come from xdotool.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::debian;
use crate::npm::Packages;
use crate::places::Places;
use crate::progress::{cargo, execute, step, works};
use crate::server;

/// What the webview is built against.
const LIBRARIES: [(&str, &str); 2] = [("webkit2gtk-4.1", "libwebkit2gtk-4.1-dev"), ("xdo", "libxdo-dev")];

/// node over `tests/desktop`, with everything built.
pub(crate) fn tests(places: &Places) -> Result<Command> {
    for (program, package) in [("Xvfb", "xvfb"), ("xdotool", "xdotool"), ("import", "imagemagick")] {
        if !found(program) {
            debian::install(&[package], program)?;
        }
    }
    debian::ensure_program("pkg-config", &["pkg-config"])?;
    for (library, package) in LIBRARIES {
        if !has_library(library) {
            debian::install(&[package], library)?;
        }
    }
    own_tests(places)?;
    let window = build(places)?;
    let server = server::build(places)?;
    let packages = Packages::ensure(places)?;
    let mut node = packages.node();
    node.current_dir(&places.root);
    // The window brings its own pages; the server only has to have some.
    node.env("NFV_SERVER", server).env("NFV_WEB", places.web_assets()).env("NFV_WINDOW", window);
    node.args(["--test", "--test-reporter=spec", "tests/desktop/window.test.mjs"]);
    Ok(node)
}

/// What only the window's build compiles: its lints and its unit tests.
fn own_tests(places: &Places) -> Result<()> {
    let package = ["--package", "nfv", "--features", "drive", "--locked"];
    execute(cargo(places).arg("clippy").args(package).args(["--all-targets", "--", "-D", "warnings"]))?;
    execute(cargo(places).arg("test").args(package).args(["--lib", "platform::"]))
}

/// The window, from a build of its own: with SQLCipher, which the server must not get.
fn build(places: &Places) -> Result<PathBuf> {
    step("window", || {
        let features = ["--package", "nfv", "--bin", "nfv", "--features", "drive", "--locked"];
        execute(cargo(places).arg("build").args(features))
    })?;
    Ok(places.binary("nfv"))
}

fn found(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).exists())
}

/// libxdo comes without a file for pkg-config.
fn has_library(library: &str) -> bool {
    match library {
        "xdo" => std::path::Path::new("/usr/include/xdo.h").exists(),
        other => works_with(&["--exists", other]),
    }
}

fn works_with(arguments: &[&str]) -> bool {
    works("pkg-config") && Command::new("pkg-config").args(arguments).status().is_ok_and(|status| status.success())
}
