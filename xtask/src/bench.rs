//! `cargo xtask bench`: one JSON object a line, `{"name", "value", "unit", "floor"?, "ratio"?, "goal"?}`.
//!
//! Figures are reported, never judged: no benchmark fails on a slow machine.

use std::fs;
use std::path::Path;

use anyhow::Result;
use clap::Args;
use serde_json::json;

use crate::browser::Browser;
use crate::places::Places;
use crate::postgres::{self, Postgres};
use crate::progress::{cargo, execute};
use crate::web::Mode;

/// Which benchmarks.
#[derive(Args)]
pub(crate) struct Options {
    /// Only these native ones: ingest.sqlite, rush, trickle, push.far, cold.village …; without, all of them, the app's
    /// size and those in the browser
    names: Vec<String>,
}

/// The native benchmarks, the size of the app, the benchmarks in the browser.
pub(crate) fn run(places: &Places, options: &Options) -> Result<()> {
    let needs_postgres = |name: &String| name.ends_with("postgres");
    let wanted = options.names.is_empty() || options.names.iter().any(needs_postgres);
    let postgres = if wanted { Some(Postgres::start()?) } else { None };
    let mut native = cargo(places);
    native.envs(postgres.as_ref().map(|postgres| (postgres::VARIABLE, postgres.url())));
    native.args(["run", "--quiet", "--release", "--locked", "--package", "nfv-tests", "--bin", "bench", "--"]);
    execute(native.args(&options.names))?;
    drop(postgres);
    if !options.names.is_empty() {
        return Ok(());
    }
    let browser = Browser::prepare(places, Mode::Release)?;
    println!(
        "{}",
        json!({ "name": "size", "value": app_size(&places.site())?, "unit": "bytes, brotli, without the map" })
    );
    execute(browser.node().arg("tests/browser/bench.mjs"))
}

/// What a phone fetches to start the app, the map aside.
fn app_size(site: &Path) -> Result<u64> {
    let mut size = 0;
    for entry in site.read_dir()? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with("map-") {
            continue;
        }
        size += compressed_size(&entry.path())?;
    }
    Ok(size)
}

/// The bytes of the `.br` files at or below a path.
fn compressed_size(path: &Path) -> Result<u64> {
    if path.is_dir() {
        let sizes = path.read_dir()?.map(|entry| compressed_size(&entry?.path()));
        return sizes.sum();
    }
    let packed = path.extension().is_some_and(|end| end == "br");
    Ok(if packed { fs::metadata(path)?.len() } else { 0 })
}
