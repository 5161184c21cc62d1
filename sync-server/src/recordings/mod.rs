//! Recordings for reading a text aloud: files that a person at the county puts into a folder, `<text id>.<label>.<type>`.
//!
//! The folder is looked at when somebody asks, and a file is read anew only when it changed, so no restart is needed. What
//! cannot be given out is named with its reason and left out; it never stops the rest.

mod config;
mod name;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::SystemTime,
};

use nfv::{
    device::pledge_texts,
    domain::photo::BlobHash,
    sync::recordings::{MOST_BYTES, Recording},
};

pub use config::RecordingConfig;

/// Why a file is not given out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The name has other parts.
    #[error("the name must be <text id>.<label>.<type>, e.g. pledge-2026-1.闽南话.mp3")]
    Name,
    /// No text has this id.
    #[error("no text has the id {id:?}; there are {known}")]
    UnknownText {
        /// As the file says.
        id: String,
        /// Those that there are.
        known: String,
    },
    /// Another type.
    #[error("its type must be mp3, m4a, ogg, opus or wav")]
    Type,
    /// The bytes are not of the type that the name says.
    #[error("its content is no {0}")]
    Content(String),
    /// Larger than the settings allow.
    #[error("it has {bytes} bytes, the limit is {most}")]
    TooLarge {
        /// Its size.
        bytes: u64,
        /// The setting.
        most: u32,
    },
    /// The same bytes twice.
    #[error("it is the same as {0}")]
    Same(String),
    /// Two buttons would say the same.
    #[error("{0} has the same text and label")]
    Twice(String),
    /// Every device fetches them all.
    #[error("all recordings together may have {MOST_BYTES} bytes")]
    NoRoom,
    /// It cannot be read.
    #[error("it cannot be read: {0}")]
    Unreadable(String),
}

/// What a look at the folder found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Given out: each with its file, ordered by text and label.
    pub given: Vec<(Recording, PathBuf)>,
    /// Left out: the file's name and why.
    pub refused: Vec<(String, Refusal)>,
}

/// A file as it was when it was read.
#[derive(Clone, Debug)]
struct Read {
    size: u64,
    changed: Option<SystemTime>,
    judged: Result<Recording, Refusal>,
}

impl Read {
    /// Whether the file is still as it was read. What could not be read is tried again: that changes neither size nor time.
    fn is_of(&self, size: u64, changed: Option<SystemTime>) -> bool {
        (self.size, self.changed) == (size, changed) && !matches!(self.judged, Err(Refusal::Unreadable(_)))
    }
}

/// The folder, and what is known of its files.
#[derive(Debug)]
pub struct Recordings {
    config: RecordingConfig,
    read: Mutex<BTreeMap<String, Read>>,
}

impl Recordings {
    /// Of these settings; the folder is looked at when it is asked about.
    #[must_use]
    pub fn of(config: RecordingConfig) -> Self {
        Self { config, read: Mutex::default() }
    }

    /// What is there now; nothing without a folder in the settings.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn look(&self) -> io::Result<Found> {
        let Some(folder) = &self.config.recordings else { return Ok(Found::default()) };
        // One that panicked has left what it knew whole: each file is put in by itself.
        let mut known = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let files = files_of(folder).map_err(|error| said(folder, &error))?;
        let names: BTreeSet<&String> = files.iter().map(|(name, _)| name).collect();
        known.retain(|name, _| names.contains(name));
        let mut judged = Vec::new();
        for (name, about) in &files {
            let (size, changed) = match about {
                Ok(about) => about,
                Err(refusal) => {
                    judged.push((name.clone(), Err(refusal.clone())));
                    continue;
                }
            };
            let fresh = known.get(name).is_some_and(|read| read.is_of(*size, *changed));
            if !fresh {
                let judged = self.judge(folder, name, *size);
                known.insert(name.clone(), Read { size: *size, changed: *changed, judged });
            }
            if let Some(read) = known.get(name) {
                judged.push((name.clone(), read.judged.clone()));
            }
        }
        Ok(together(folder, judged))
    }

    /// One file by itself.
    fn judge(&self, folder: &Path, name: &str, size: u64) -> Result<Recording, Refusal> {
        let (text, label, kind) = name::parts(name)?;
        let texts = pledge_texts();
        if !texts.iter().any(|known| known == text) {
            return Err(Refusal::UnknownText { id: text.to_owned(), known: texts.join(", ") });
        }
        let most = self.config.recording_bytes;
        let fitting = u32::try_from(size).ok().filter(|size| *size <= most);
        let size = fitting.ok_or(Refusal::TooLarge { bytes: size, most })?;
        let content = fs::read(folder.join(name)).map_err(|error| Refusal::Unreadable(error.to_string()))?;
        if !kind.fits(&content) {
            return Err(Refusal::Content(kind.extension.to_owned()));
        }
        let (text, label, kind) = (text.to_owned(), label.to_owned(), kind.media.to_owned());
        Ok(Recording { hash: BlobHash::of(&content), text, label, kind, size })
    }
}

/// Size and time of a file, or why nothing is known of it.
type About = Result<(u64, Option<SystemTime>), Refusal>;

/// Files by name; folders, and what programs hide there, are none. One that leads nowhere stops none of the others.
fn files_of(folder: &Path) -> io::Result<Vec<(String, About)>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        match fs::metadata(entry.path()) {
            Ok(about) if about.is_file() => files.push((name, Ok((about.len(), about.modified().ok())))),
            Ok(_) => {}
            // Gone since the folder was listed.
            Err(_) if fs::symlink_metadata(entry.path()).is_err() => {}
            Err(error) => files.push((name, Err(Refusal::Unreadable(error.to_string())))),
        }
    }
    files.sort_by(|(a, _), (b, _)| a.cmp(b));
    Ok(files)
}

/// What holds for all of them together: no button twice, no bytes twice, not too much in all.
fn together(folder: &Path, judged: Vec<(String, Result<Recording, Refusal>)>) -> Found {
    let mut found = Found::default();
    let (mut buttons, mut contents, mut bytes) = (BTreeMap::new(), BTreeMap::new(), 0);
    for (name, recording) in judged {
        let refusal = match recording {
            Err(refusal) => refusal,
            Ok(recording) => {
                let button = (recording.text.clone(), recording.label.clone());
                let size = u64::from(recording.size);
                if let Some(other) = buttons.get(&button) {
                    Refusal::Twice(String::clone(other))
                } else if let Some(other) = contents.get(&recording.hash) {
                    Refusal::Same(String::clone(other))
                } else if bytes + size > MOST_BYTES {
                    Refusal::NoRoom
                } else {
                    bytes += size;
                    buttons.insert(button, name.clone());
                    contents.insert(recording.hash, name.clone());
                    found.given.push((recording, folder.join(name)));
                    continue;
                }
            }
        };
        found.refused.push((name, refusal));
    }
    found.given.sort_by(|(a, _), (b, _)| (&a.text, &a.label).cmp(&(&b.text, &b.label)));
    found
}

fn said(folder: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("the folder of recordings {}: {error}", folder.display()))
}

#[cfg(test)]
mod tests;
