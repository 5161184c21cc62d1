//! Where recordings lie, and how large one may be.

use clap::Args;
use std::path::PathBuf;

/// Recordings for reading texts aloud.
#[derive(Args, Clone, Debug, Default)]
pub struct RecordingConfig {
    /// Folder of recordings for reading the pledge aloud, named TEXT.LABEL.mp3 (m4a, ogg, opus, wav) [default: none]
    #[arg(long, env = "RECORDINGS", global = true)]
    pub recordings: Option<PathBuf>,
    /// Largest recording, in bytes; every device fetches all of them
    #[arg(long, env = "RECORDING_BYTES", default_value_t = 4 * 1024 * 1024, global = true)]
    pub recording_bytes: u32,
}
