//! The app's wasm with its glue: wasm-bindgen, then wasm-opt for what ships.
//!
//! The result is kept in the cache under the hash of the input, so that a build that changes nothing costs nothing.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use wasm_bindgen_cli_support::Bindgen;

use super::Mode;
use super::hash::short_hash;
use crate::npm::Packages;
use crate::places::Places;
use crate::progress::{execute, step};

/// Named one by one: with `--all-features` wasm-opt writes sections that browsers refuse.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// The files that start the app: `nfv.js`, `nfv_bg.wasm` and the snippets the glue imports.
pub(super) fn app_files(
    places: &Places,
    packages: &Packages,
    wasm: &Path,
    mode: Mode,
) -> Result<BTreeMap<String, Vec<u8>>> {
    let input = fs::read(wasm).with_context(|| format!("reading {}", wasm.display()))?;
    let kept = places.cache.join(format!("bound-{}-{}", mode.profile(), mode.features()));
    let mark = kept.join("input");
    // This file is part of the key: what was bound another way is not what is asked for.
    let input_hash = short_hash(&[input.as_slice(), include_bytes!("bind.rs")].concat());
    let out = kept.join("out");
    if fs::read_to_string(&mark).is_ok_and(|last| last == input_hash) {
        return read_folder(&out);
    }
    if kept.exists() {
        fs::remove_dir_all(&kept)?;
    }
    step("wasm-bindgen", || bind(input, &out, mode))?;
    if mode.is_small() {
        step("wasm-opt", || optimise(packages, &out.join("nfv_bg.wasm")))?;
    }
    fs::write(&mark, input_hash)?;
    read_folder(&out)
}

fn bind(input: Vec<u8>, out: &Path, mode: Mode) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen.input_bytes("nfv", input).typescript(false).omit_default_module_path(false);
    bindgen.remove_name_section(mode.is_small()).remove_producers_section(true);
    let web = bindgen.web(true).map_err(|error| anyhow!("{error:#}"))?;
    web.generate(out).map_err(|error| anyhow!("{error:#}"))
}

fn optimise(packages: &Packages, wasm: &Path) -> Result<()> {
    let mut wasm_opt = packages.node();
    wasm_opt.arg(packages.file("binaryen/bin/wasm-opt")).arg("-Oz").args(FEATURES).arg(wasm).arg("-o").arg(wasm);
    execute(&mut wasm_opt)
}

/// Every file below `folder`, by its path from there.
fn read_folder(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    let mut waiting = vec![folder.to_path_buf()];
    while let Some(dir) = waiting.pop() {
        for entry in dir.read_dir().with_context(|| format!("reading {}", dir.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                let name = path.strip_prefix(folder)?.to_string_lossy().into_owned();
                files.insert(name, fs::read(&path)?);
            }
        }
    }
    Ok(files)
}
