//! Where this window keeps what it keeps, and that no other window has it at the same time.

use std::{
    fs::{self, File, OpenOptions},
    path::PathBuf,
};

/// The folder of the data: `NFV_DATA`, else `nfv` in the place that the system has for such (`XDG_DATA_HOME`).
#[expect(clippy::disallowed_methods, reason = "where the data lie is known before anything else")]
pub(super) fn path() -> PathBuf {
    if let Some(chosen) = std::env::var_os("NFV_DATA").filter(|chosen| !chosen.is_empty()) {
        return chosen.into();
    }
    dirs::data_dir().unwrap_or_else(|| PathBuf::from(".")).join("nfv")
}

/// The folder where files for people go.
pub(super) fn downloads() -> PathBuf {
    dirs::download_dir().or_else(dirs::home_dir).unwrap_or_else(path)
}

/// Held as long as this window has the folder.
pub(super) struct Claim {
    _file: File,
}

/// Makes the folder and takes it.
///
/// # Errors
/// The code for [`crate::device::messages::Failure::StorageUnusable`].
pub(super) fn claim() -> Result<Claim, String> {
    let unwritable = |_| "no_folder".to_owned();
    let folder = path();
    fs::create_dir_all(&folder).map_err(unwritable)?;
    let file =
        OpenOptions::new().create(true).truncate(false).write(true).open(folder.join("lock")).map_err(unwritable)?;
    // The system lets go of it when this program ends, however it ends.
    file.try_lock().map_err(|_| "other_window")?;
    Ok(Claim { _file: file })
}
