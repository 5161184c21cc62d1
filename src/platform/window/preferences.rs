//! What must be known before the database opens: language, type size, the server, and what to say if the database is gone.

use std::{cell::RefCell, collections::BTreeMap, fs};

use super::folder;

const FILE: &str = "preferences.json";

thread_local! {
    static KEPT: RefCell<Option<BTreeMap<String, String>>> = const { RefCell::new(None) };
}

fn with<T>(work: impl FnOnce(&mut BTreeMap<String, String>) -> T) -> T {
    KEPT.with_borrow_mut(|kept| work(kept.get_or_insert_with(read)))
}

fn read() -> BTreeMap<String, String> {
    let text = fs::read(folder::path().join(FILE)).unwrap_or_default();
    serde_json::from_slice(&text).unwrap_or_default()
}

/// A preference, if it was kept.
pub(super) fn get(name: &str) -> Option<String> {
    with(|kept| kept.get(name).cloned())
}

/// Keeps one, or forgets it; lost where nothing can be written, as in a browser without storage.
pub(super) fn keep(name: &str, value: Option<&str>) {
    let text = with(|kept| {
        match value {
            Some(value) => kept.insert(name.to_owned(), value.to_owned()),
            None => kept.remove(name),
        };
        serde_json::to_vec_pretty(kept).unwrap_or_default()
    });
    let path = folder::path();
    let half = path.join(format!("{FILE}.new"));
    let _unwritable = fs::create_dir_all(&path)
        .and_then(|()| fs::write(&half, text))
        .and_then(|()| fs::rename(&half, path.join(FILE)));
}
