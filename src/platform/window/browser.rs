//! Small things a page asks of what shows it: preferences, files, the document's language.

use std::{fs, io::Write, path::PathBuf};

use dioxus::{desktop, document, prelude::spawn};

use super::{client, folder, preferences};

/// Whether pages are to ask which server is meant: a window comes from none.
pub const SERVER_IS_ASKED: bool = true;
const SERVER: &str = "server";

/// Takes over the server of a link, e.g. `https://example.org`. A device that is enrolled stays with its own.
pub fn use_server(origin: &str) {
    preferences::keep(SERVER, Some(origin.trim_end_matches('/')));
    client::use_server(&self::origin());
}

/// The server, for links to this installation; empty before one was named.
#[must_use]
pub fn origin() -> String {
    preferences::get(SERVER).unwrap_or_default()
}

/// The server, if a stranger's phone can open it too: over HTTPS, under a name and not an address.
#[must_use]
pub fn public_origin() -> Option<String> {
    crate::platform::origin::public(origin())
}

/// Sets an attribute of `<html>`.
pub fn set_root_attribute(name: &str, value: &str) {
    run(format!("document.documentElement.setAttribute({}, {})", quoted(name), quoted(value)));
}

/// Sets the window's title.
pub fn set_title(title: &str) {
    desktop::window().set_title(title);
    run(format!("document.title = {}", quoted(title)));
}

/// A preference that must be known before the database opens (language, type size).
#[must_use]
pub fn preference(name: &str) -> Option<String> {
    preferences::get(name)
}

/// Keeps a preference or forgets it.
pub fn keep_preference(name: &str, value: Option<&str>) {
    preferences::keep(name, value);
}

/// Opens the database anew.
pub fn reload() {
    client::restart();
}

/// Puts the scroll position of the page back to its top.
pub fn scroll_to_top() {
    run("window.scrollTo(0, 0)".into());
}

/// A name for this device that people recognise in a list.
#[must_use]
pub fn device_label() -> String {
    let system = match std::env::consts::OS {
        "macos" => "Mac",
        "windows" => "Windows",
        "linux" => "Linux",
        other => other,
    };
    format!("Desktop · {system}")
}

/// Whether there is a network; nobody knows better than whoever tries.
#[must_use]
pub const fn is_online() -> bool {
    true
}

/// Calls back when the document sees an event of this name, twice a second at most, for the window's life.
pub fn on_window_event(name: &str, callback: impl Fn() + 'static) {
    let script = format!(
        "let last = 0; window.addEventListener({}, () => {{ \
           if (Date.now() - last > 500) {{ last = Date.now(); dioxus.send(1); }} }}, true); \
         await new Promise(() => {{}});",
        quoted(name)
    );
    spawn(async move {
        let mut heard = document::eval(&script);
        while heard.recv::<u32>().await.is_ok() {
            callback();
        }
    });
}

/// A file stays until somebody deletes it.
pub async fn ask_to_persist() -> Option<bool> {
    Some(true)
}

/// Nobody grants a number of bytes here.
pub async fn storage_estimate() -> Option<(f64, f64)> {
    None
}

/// A program is renewed by whoever installed it.
#[must_use]
pub const fn update_is_ready() -> bool {
    false
}

/// See [`update_is_ready`].
pub const fn apply_update() {}

/// Puts a text on the clipboard; whether that was done.
pub async fn copy_text(text: &str) -> bool {
    let script = format!(
        "const field = document.createElement('textarea'); field.value = {}; document.body.append(field); \
         field.select(); const done = document.execCommand('copy'); field.remove(); return done;",
        quoted(text)
    );
    document::eval(&script).join::<bool>().await.unwrap_or(false)
}

/// Puts bytes into the downloads folder under a name that is free there; the pages then say where.
///
/// # Errors
/// When nothing can be written there.
pub fn download(file_name: &str, content: &[u8], _content_type: &str) -> Result<(), std::io::Error> {
    let folder = folder::downloads();
    fs::create_dir_all(&folder)?;
    let (path, mut file) = free(&folder, file_name)?;
    file.write_all(content)?;
    file.sync_all()?;
    client::saved(path.display().to_string());
    Ok(())
}

/// The first of `name`, `name-2`, `name-3` … that does not exist, created.
fn free(folder: &std::path::Path, file_name: &str) -> Result<(PathBuf, fs::File), std::io::Error> {
    let safe: String = file_name.chars().map(|c| if matches!(c, '/' | '\\' | ':') { '-' } else { c }).collect();
    let (stem, end) =
        safe.rsplit_once('.').map_or((safe.as_str(), String::new()), |(stem, end)| (stem, format!(".{end}")));
    let mut number = 1;
    loop {
        let name = if number == 1 { safe.clone() } else { format!("{stem}-{number}{end}") };
        let path = folder.join(name);
        match fs::File::create_new(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => number += 1,
            Err(error) => return Err(error),
        }
    }
}

/// Opens the system's printing.
pub fn print() {
    desktop::window().webview.print().unwrap_or_default();
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn run(script: String) {
    let _nobody_waits = document::eval(&script);
}

#[cfg(test)]
mod tests {
    use super::free;

    #[test]
    fn a_file_never_replaces_another() {
        let folder = std::env::temp_dir().join(format!("nfv-free-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let names: Vec<_> = (0..3).map(|_| free(&folder, "a/b.json").unwrap().0).collect();
        assert_eq!(names, ["a-b.json", "a-b-2.json", "a-b-3.json"].map(|name| folder.join(name)));
        std::fs::remove_dir_all(folder).unwrap();
    }
}
