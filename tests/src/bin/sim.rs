//! Runs the simulator over a range of seeds; the last line is `N passed, M failed`.
#![expect(clippy::print_stdout, reason = "a command's output")]

use std::process::ExitCode;

use clap::Parser;
use nfv_tests::sim::{Sabotage, run};

/// Seeded histories of devices and a server.
#[derive(Parser)]
struct Options {
    /// How many seeds.
    #[arg(long, default_value_t = 200)]
    seeds: u64,
    /// The first seed.
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// Prints what happened in each history.
    #[arg(long)]
    trace: bool,
}

fn main() -> ExitCode {
    let options = Options::parse();
    let (mut passed, mut failed) = (0, 0);
    for seed in options.from..options.from.saturating_add(options.seeds) {
        let (trace, failure) = match run(seed, Sabotage::None) {
            Ok(summary) => (summary.trace, None),
            Err(failure) => (failure.trace, Some(failure.what)),
        };
        if options.trace {
            trace.iter().for_each(|line| println!("{line}"));
        }
        match failure {
            None => passed += 1,
            Some(what) => {
                failed += 1;
                println!("seed {seed}: {what}");
                println!("replay: cargo xtask sim --seeds 1 --from {seed}");
            }
        }
    }
    println!("{passed} passed, {failed} failed");
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
