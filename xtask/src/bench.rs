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
use crate::web::{self, Mode};

/// Which benchmarks.
#[derive(Args)]
pub(crate) struct Options {
    /// Only these: ingest.sqlite, rush, trickle, push.far, cold.village …, size, and in the browser save, cold.browser,
    /// search.browser, map, start, sealing; without, all of them
    names: Vec<String>,
}

/// Those of `tests/browser/bench.mjs`.
const IN_BROWSER: [&str; 6] = ["save", "cold.browser", "search.browser", "map", "start", SEALING];

/// What the encryption of the database costs; wants a second build of the app, without it.
const SEALING: &str = "sealing";

/// The native benchmarks, the size of the app, the benchmarks in the browser.
pub(crate) fn run(places: &Places, options: &Options) -> Result<()> {
    let all = options.names.is_empty();
    let (in_browser, others): (Vec<_>, Vec<_>) =
        options.names.iter().partition(|name| IN_BROWSER.contains(&name.as_str()));
    let (size, native): (Vec<_>, Vec<_>) = others.into_iter().partition(|name| *name == "size");
    if all || !native.is_empty() {
        run_native(places, &native)?;
    }
    if all || !size.is_empty() || !in_browser.is_empty() {
        let browser = Browser::prepare_for_benches(places)?;
        if all || !size.is_empty() {
            println!(
                "{}",
                json!({ "name": "size", "value": app_size(&places.site())?, "unit": "bytes, brotli, without the map" })
            );
        }
        if all || !in_browser.is_empty() {
            let mut node = browser.node();
            if all || in_browser.iter().any(|name| *name == SEALING) {
                node.env("NFV_WEB_UNSEALED", web::build(places, Mode::Unsealed)?);
            }
            execute(node.arg("tests/browser/bench.mjs").args(in_browser))?;
        }
    }
    Ok(())
}

fn run_native(places: &Places, names: &[&String]) -> Result<()> {
    let wants_postgres = names.is_empty() || names.iter().any(|name| name.ends_with("postgres"));
    let postgres = if wants_postgres { Some(Postgres::start()?) } else { None };
    let mut native = cargo(places);
    native.envs(postgres.as_ref().map(|postgres| (postgres::VARIABLE, postgres.url())));
    native.args(["run", "--quiet", "--release", "--locked", "--package", "nfv-tests", "--bin", "bench", "--"]);
    execute(native.args(names))
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
