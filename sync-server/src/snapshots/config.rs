//! When snapshots are made.

use clap::Args;

/// When snapshots are made.
#[derive(Args, Clone, Copy, Debug)]
pub struct SnapshotConfig {
    /// A log gets a snapshot when so many events (and an eighth of it) are not in one; 0 makes none
    #[arg(long, env = "SNAPSHOT_TAIL", default_value_t = 5000, global = true)]
    pub snapshot_tail: u64,
    /// How often the server looks for such logs
    #[arg(long, env = "SNAPSHOT_SECONDS", default_value_t = 60, global = true)]
    pub snapshot_seconds: u64,
}
