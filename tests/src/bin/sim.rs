//! Runs the simulator over a range of seeds; the last line is `N passed, M failed`.
#![expect(clippy::print_stdout, reason = "a command's output")]

use std::{
    process::ExitCode,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

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
    let end = options.from.saturating_add(options.seeds);
    let next = AtomicU64::new(options.from);
    let failed = Mutex::new(0_u64);
    // Histories share nothing, so they run side by side.
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= end {
                        break;
                    }
                    if !passes(seed, options.trace) {
                        *failed.lock().unwrap_or_else(PoisonError::into_inner) += 1;
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap_or_else(PoisonError::into_inner);
    println!("{} passed, {failed} failed", options.seeds - failed);
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn passes(seed: u64, trace: bool) -> bool {
    let (happened, failure) = match run(seed, Sabotage::None) {
        Ok(summary) => (summary.trace, None),
        Err(failure) => (failure.trace, Some(failure.what)),
    };
    let mut lines = if trace { happened } else { Vec::new() };
    let passes = failure.is_none();
    lines.extend(failure.map(|what| format!("seed {seed}: {what}\nreplay: cargo xtask sim --seeds 1 --from {seed}")));
    if !lines.is_empty() {
        println!("{}", lines.join("\n"));
    }
    passes
}
