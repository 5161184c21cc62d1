//! The list of erasures beside the backups: what was erased after a backup was made is erased again when it is restored.
//!
//! JSON lines in `erasures.jsonl`, in the folder of the backup. Every backup adds what is new; nothing is ever taken away.

use nfv::domain::ids::{EventId, LogId};
use std::{
    collections::BTreeMap,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use super::BackupError;
use crate::store::erasure::Erasure;

const FILE: &str = "erasures.jsonl";

/// The list beside a backup; empty when there is none yet.
///
/// # Errors
/// When it cannot be read.
pub fn beside(backup: &Path) -> Result<Vec<Erasure>, BackupError> {
    let text = match fs::read_to_string(path(backup)) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let wrong = |(number, error): (usize, serde_json::Error)| BackupError::Line {
        line: number as u64 + 1,
        reason: format!("{FILE}: {error}"),
    };
    let lines =
        text.lines().enumerate().map(|(number, line)| serde_json::from_str(line).map_err(|e| wrong((number, e))));
    lines.collect()
}

/// Adds to the list beside a backup what it does not name yet.
///
/// # Errors
/// When it cannot be read or written.
pub fn keep_beside(backup: &Path, erasures: &[Erasure]) -> Result<(), BackupError> {
    let mut all: BTreeMap<(LogId, EventId), Erasure> = BTreeMap::new();
    for erasure in beside(backup)?.into_iter().chain(erasures.iter().cloned()) {
        all.entry((erasure.log, erasure.event)).or_insert(erasure);
    }
    if all.is_empty() {
        return Ok(());
    }
    let fresh = path(backup).with_extension("part");
    let mut file = fs::File::create(&fresh)?;
    for erasure in all.values() {
        serde_json::to_writer(&mut file, erasure).map_err(io::Error::from)?;
        file.write_all(b"\n")?;
    }
    file.sync_all()?;
    Ok(fs::rename(fresh, path(backup))?)
}

fn path(backup: &Path) -> PathBuf {
    backup.with_file_name(FILE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn the_list_only_grows() {
        let folder = tempfile::tempdir().unwrap();
        let backup = folder.path().join("monday.nfv");
        let erasure = |n: u128| {
            let event = EventId(Uuid::from_u128(n));
            Erasure { log: LogId(Uuid::nil()), event, by: EventId(Uuid::max()), at: 7, statement: None }
        };
        assert_eq!(beside(&backup).unwrap(), []);
        keep_beside(&backup, &[erasure(1), erasure(2)]).unwrap();
        keep_beside(&backup.with_file_name("tuesday.nfv"), &[erasure(2), erasure(3)]).unwrap();
        assert_eq!(beside(&backup).unwrap(), [erasure(1), erasure(2), erasure(3)]);
        fs::write(folder.path().join(FILE), "{}\n").unwrap();
        assert!(beside(&backup).is_err(), "a list that cannot be read stops a restore");
    }
}
