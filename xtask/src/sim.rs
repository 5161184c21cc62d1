//! `cargo xtask sim`: seeded runs of devices, lost and doubled replies and crashes against the real server code; with
//! `--mutants`, against an engine that is broken on purpose.

use anyhow::Result;
use clap::Args;

use crate::mutants;
use crate::places::Places;
use crate::progress::{cargo, execute};

/// Which seeds to run.
#[derive(Args)]
pub(crate) struct Options {
    /// How many seeds
    #[arg(long, default_value_t = 1000)]
    seeds: u64,
    /// The first seed
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// Prints what happened in each history
    #[arg(long)]
    trace: bool,
    /// Histories of the first edition: without photos, snapshots and the desk
    #[arg(long)]
    first_edition: bool,
    /// Breaks the engine on purpose, in one way after the other, and shows that each is caught
    #[arg(long)]
    mutants: bool,
    /// Only the mutant of this name
    #[arg(long, requires = "mutants")]
    mutant: Option<String>,
}

/// Runs the simulator; its last line is `N passed, M failed`.
pub(crate) fn run(places: &Places, options: &Options) -> Result<()> {
    if options.mutants {
        return mutants::run(places, options.mutant.as_deref());
    }
    let mut command = command(places, options.seeds, options.from);
    if options.trace {
        command.arg("--trace");
    }
    if options.first_edition {
        command.arg("--first-edition");
    }
    execute(&mut command)
}

/// The simulator as a command.
pub(crate) fn command(places: &Places, seeds: u64, from: u64) -> std::process::Command {
    let mut command = cargo(places);
    command.args(["run", "--quiet", "--locked", "--package", "nfv-tests", "--bin", "sim", "--"]);
    command.args(["--seeds", &seeds.to_string(), "--from", &from.to_string()]);
    command
}
