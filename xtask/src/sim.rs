//! `cargo xtask sim`: seeded runs of devices, lost and doubled replies and crashes against the real server code.

use anyhow::Result;
use clap::Args;

use crate::places::Places;
use crate::progress::{cargo, execute};

/// Which seeds to run.
#[derive(Args)]
pub(crate) struct Options {
    /// How many seeds
    #[arg(long, default_value_t = 200)]
    seeds: u64,
    /// The first seed
    #[arg(long, default_value_t = 0)]
    from: u64,
}

/// Runs the simulator; its last line is `N passed, M failed`.
pub(crate) fn run(places: &Places, options: &Options) -> Result<()> {
    execute(&mut command(places, options.seeds, options.from))
}

/// The simulator as a command.
pub(crate) fn command(places: &Places, seeds: u64, from: u64) -> std::process::Command {
    let mut command = cargo(places);
    command.args(["run", "--quiet", "--locked", "--package", "nfv-tests", "--bin", "sim", "--"]);
    command.args(["--seeds", &seeds.to_string(), "--from", &from.to_string()]);
    command
}
