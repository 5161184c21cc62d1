//! What goes into the site beside the wasm: page, start script, style, map, icons, manifest, service worker.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::hash::short_hash;
use super::site::Site;
use crate::npm::Packages;
use crate::places::Places;

/// The build of the map that needs no `blob:` worker, so that it runs under a strict Content-Security-Policy.
const MAP_FILES: [&str; 4] =
    ["dist/maplibre-gl-csp.js", "dist/maplibre-gl-csp-worker.js", "dist/maplibre-gl.css", "LICENSE.txt"];
/// What reads the doors and the map beneath, beside the map and loaded after it.
const OWN_MAP_FILES: [&str; 4] = ["map-doors.js", "basemap.js", "basemap-worker.js", "pmtiles-LICENSE.txt"];

/// Puts the site together around the app's files.
pub(super) fn assemble(places: &Places, packages: &Packages, mut app: BTreeMap<String, Vec<u8>>) -> Result<Site> {
    let source = places.web_assets();
    for name in ["boot.js", "worker.js"] {
        app.insert(name.to_owned(), read(&source.join(name))?);
    }
    let mut site = Site::default();
    let urls = [
        ("app", site.add_folder("app", app)),
        ("map", site.add_folder("map", map_files(places, packages)?)),
        ("style", site.add_hashed("style", "css", styles(&places.root.join("assets/styles"))?)),
        ("icons", site.add_folder("icons", folder(&source.join("icons"))?)),
    ];
    for name in ["index.html", "manifest.webmanifest"] {
        site.add_named(name, filled(&source.join(name), &urls)?);
    }
    let files = serde_json::to_string(&site.list())?;
    let version = short_hash(files.as_bytes());
    let worker = filled(&source.join("sw.js"), &[("version", version), ("files", files)])?;
    site.add_named("sw.js", worker);
    Ok(site)
}

/// A template with its `{{names}}` filled in.
fn filled(template: &Path, values: &[(&str, String)]) -> Result<Vec<u8>> {
    let mut text = String::from_utf8(read(template)?)?;
    for (name, value) in values {
        text = text.replace(&format!("{{{{{name}}}}}"), value);
    }
    ensure!(!text.contains("{{"), "{}: an unknown {{{{name}}}} is left", template.display());
    Ok(text.into_bytes())
}

fn map_files(places: &Places, packages: &Packages) -> Result<BTreeMap<String, Vec<u8>>> {
    let library = MAP_FILES.iter().map(|name| packages.file("maplibre-gl").join(name));
    let own = OWN_MAP_FILES.iter().map(|name| places.web_assets().join(name));
    let paths = library.chain(own).chain([packages.file("pmtiles/dist/pmtiles.js")]);
    paths.map(|path| Ok((file_name(&path), read(&path)?))).collect()
}

/// The style sheets in the order of their names, as one.
fn styles(dir: &Path) -> Result<Vec<u8>> {
    let sheets = folder(dir)?;
    Ok(sheets.into_iter().filter(|(name, _)| name.ends_with(".css")).flat_map(|(_, bytes)| bytes).collect())
}

/// The files of a folder that has no folders in it.
fn folder(dir: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    if dir.exists() {
        for entry in dir.read_dir()? {
            let path = entry?.path();
            files.insert(file_name(&path), read(&path)?);
        }
    }
    Ok(files)
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("reading {}", path.display()))
}
