//! The site as a set of paths with their bytes, and writing it to a folder.
//!
//! A file is added once, under a path that names its content by hash unless it has to keep its name.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::Mode;
use super::hash::{folder_hash, integrity, short_hash};

/// Worth compressing; pictures are compressed already.
const COMPRESSED: [&str; 7] = ["html", "js", "mjs", "css", "wasm", "webmanifest", "svg"];

/// Paths (without the leading slash) and what they hold.
#[derive(Default)]
pub(super) struct Site {
    files: BTreeMap<String, Vec<u8>>,
}

impl Site {
    /// Adds a folder under `<name>-<hash of its files>` and returns its URL. Files inside may refer to each other by
    /// relative paths: they change place together.
    pub(super) fn add_folder(&mut self, name: &str, files: BTreeMap<String, Vec<u8>>) -> String {
        let hash = folder_hash(files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())));
        let folder = format!("{name}-{hash}");
        for (path, bytes) in files {
            self.files.insert(format!("{folder}/{path}"), bytes);
        }
        format!("/{folder}")
    }

    /// Adds a file under `<stem>-<hash>.<extension>` and returns its URL.
    pub(super) fn add_hashed(&mut self, stem: &str, extension: &str, bytes: Vec<u8>) -> String {
        let path = format!("{stem}-{}.{extension}", short_hash(&bytes));
        self.files.insert(path.clone(), bytes);
        format!("/{path}")
    }

    /// Adds a file that keeps its name.
    pub(super) fn add_named(&mut self, path: &str, bytes: Vec<u8>) {
        self.files.insert(path.to_owned(), bytes);
    }

    /// The URL and the integrity value of everything so far; the page stands under `/`.
    pub(super) fn list(&self) -> Vec<(String, String)> {
        let url = |path: &str| if path == "index.html" { "/".to_owned() } else { format!("/{path}") };
        self.files.iter().map(|(path, bytes)| (url(path), integrity(bytes))).collect()
    }

    /// Replaces `folder` by this site in one step, so that a running server never sees half of it.
    pub(super) fn write(&self, folder: &Path, mode: Mode) -> Result<()> {
        ensure!(self.files.contains_key("index.html"), "a site has a page");
        let fresh = folder.with_extension("new");
        let old = folder.with_extension("old");
        for leftover in [&fresh, &old] {
            if leftover.exists() {
                fs::remove_dir_all(leftover)?;
            }
        }
        for (path, bytes) in &self.files {
            let file = fresh.join(path);
            fs::create_dir_all(file.parent().context("a file lies in the folder")?)?;
            fs::write(&file, bytes)?;
            if mode.is_small() && is_compressed(path) {
                let packed = format!("{path}.br");
                let kept = fs::read(folder.join(path)).is_ok_and(|before| before == *bytes);
                // Packing well takes seconds; most of a site is the same as before.
                if !kept || fs::copy(folder.join(&packed), fresh.join(&packed)).is_err() {
                    fs::write(fresh.join(&packed), brotli(bytes)?)?;
                }
            }
        }
        if folder.exists() {
            fs::rename(folder, &old)?;
        }
        fs::rename(&fresh, folder)?;
        if old.exists() {
            fs::remove_dir_all(&old)?;
        }
        Ok(())
    }
}

fn is_compressed(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|end| COMPRESSED.iter().any(|known| end == *known))
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut packed = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut packed, 1 << 16, 11, 24);
    writer.write_all(bytes)?;
    drop(writer);
    Ok(packed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_file_moves_its_folder_and_nothing_else() {
        let files = |text: &str| BTreeMap::from([("a.js".to_owned(), text.as_bytes().to_vec())]);
        let mut one = Site::default();
        let mut two = Site::default();
        assert_ne!(one.add_folder("app", files("1")), two.add_folder("app", files("2")));
        assert_eq!(one.add_folder("map", files("same")), two.add_folder("map", files("same")));
    }

    #[test]
    fn the_list_names_every_file_and_the_page_by_its_address() {
        let mut site = Site::default();
        let style = site.add_hashed("style", "css", b"a{}".to_vec());
        site.add_named("index.html", b"page".to_vec());
        let urls: Vec<_> = site.list().into_iter().map(|(url, _)| url).collect();
        assert_eq!(urls, ["/".to_owned(), style]);
    }

    #[test]
    fn writing_leaves_nothing_of_the_site_before() {
        let folder = std::env::temp_dir().join(format!("nfv-site-{}", std::process::id()));
        let mut first = Site::default();
        first.add_named("index.html", b"one".to_vec());
        first.add_named("gone.js", b"x".to_vec());
        first.write(&folder, Mode::Release).unwrap();
        let mut second = Site::default();
        second.add_named("index.html", b"two".to_vec());
        second.write(&folder, Mode::Release).unwrap();
        assert_eq!(fs::read(folder.join("index.html")).unwrap(), b"two");
        assert!(folder.join("index.html.br").exists());
        assert!(!folder.join("gone.js").exists());
        fs::remove_dir_all(&folder).unwrap();
    }
}
