//! Two small files beside the database, in which the key file is written by turns.

use std::{
    fs::{self, File},
    io::{ErrorKind, Write},
    path::PathBuf,
};

use crate::device::{
    lock::{Slot, Slots},
    messages::Failure,
};

/// The slots in a folder.
pub(super) struct FileSlots {
    folder: PathBuf,
}

impl FileSlots {
    pub(super) const fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    fn file(&self, slot: Slot) -> PathBuf {
        self.folder.join(match slot {
            Slot::A => "key-a",
            Slot::B => "key-b",
        })
    }

    fn read_one(&self, slot: Slot) -> Result<Option<Vec<u8>>, Failure> {
        match fs::read(self.file(slot)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(_) => Err(Failure::StorageUnusable { code: "no_folder".into() }),
        }
    }
}

impl Slots for FileSlots {
    async fn read(&self) -> Result<[Option<Vec<u8>>; 2], Failure> {
        Ok([self.read_one(Slot::A)?, self.read_one(Slot::B)?])
    }

    async fn write(&self, slot: Slot, bytes: &[u8]) -> Result<(), Failure> {
        let mut options = File::options();
        options.create(true).write(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let written = options.open(self.file(slot)).and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()
        });
        written.and_then(|()| sync_folder(&self.folder)).map_err(|_| Failure::StorageFull)
    }
}

/// A new name is durable when its folder is.
#[cfg(unix)]
fn sync_folder(folder: &std::path::Path) -> std::io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_folder: &std::path::Path) -> std::io::Result<()> {
    Ok(())
}
