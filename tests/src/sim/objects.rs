//! Photos and snapshots of the server: objects on its simulated disk, which ends at any operation of theirs too.

use std::{io, sync::Arc};

use sync_server::blobs::Disk;

use super::disk::{Machine, Refused};

/// Where they lie.
const FOLDER: &str = "objects/";

/// The disk as one process of the server sees it.
#[derive(Debug)]
pub(super) struct Objects {
    machine: Arc<Machine>,
    boot: u64,
}

impl Objects {
    /// For the process that runs on this machine now.
    pub(super) fn of(machine: &Arc<Machine>) -> Self {
        Self { machine: Arc::clone(machine), boot: machine.boot() }
    }
}

fn refused(refused: Refused) -> io::Error {
    match refused {
        Refused::Full => io::ErrorKind::StorageFull.into(),
        Refused::Off => io::Error::other("the process is gone"),
    }
}

impl Disk for Objects {
    fn put(&self, key: &str, bytes: &[u8]) -> io::Result<()> {
        self.machine.publish(self.boot, &format!("{FOLDER}{key}"), bytes).map_err(refused)
    }

    fn get(&self, key: &str) -> io::Result<Option<Vec<u8>>> {
        let file = format!("{FOLDER}{key}");
        if !self.machine.exists(&file) {
            return Ok(None);
        }
        let mut bytes = vec![0; self.machine.size(&file)];
        self.machine.read(self.boot, &file, 0, &mut bytes).map_err(refused)?;
        Ok(Some(bytes))
    }

    fn delete(&self, key: &str) -> io::Result<()> {
        let file = format!("{FOLDER}{key}");
        if self.machine.exists(&file) { self.machine.remove(self.boot, &file).map_err(refused) } else { Ok(()) }
    }

    fn keys(&self) -> io::Result<Vec<String>> {
        Ok(self.machine.within(FOLDER))
    }
}
