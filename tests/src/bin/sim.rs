//! Runs the simulator: seeds that failed once, a range of seeds, and every crash point of one history. The last line is
//! `N passed, M failed`.
#![expect(clippy::print_stdout, reason = "a command's output")]

use std::{
    process::ExitCode,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    thread,
};

use clap::Parser;
use nfv_tests::sim::{Edition, Failure, Sabotage, Sweep, run_in, sweep};

/// Seeds that failed once, one in a line: the seed, the edition of its story, and why.
const REGRESSIONS: &str = include_str!("../sim/regressions.txt");

/// Seeded histories of devices and a server.
#[derive(Parser)]
struct Options {
    /// How many seeds.
    #[arg(long, default_value_t = 1000)]
    seeds: u64,
    /// The first seed.
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// Prints what happened in each history.
    #[arg(long)]
    trace: bool,
    /// Only the seeds: neither crash points nor seeds that failed once.
    #[arg(long)]
    only_seeds: bool,
    /// Histories of the first edition: without photos, snapshots and the desk.
    #[arg(long)]
    first_edition: bool,
    /// Stops at the first failure.
    #[arg(long)]
    first: bool,
}

/// One history, or many that differ in where a process ends.
#[derive(Clone, Copy)]
enum Job {
    Sweep(Sweep),
    Seed(Edition, u64),
}

#[derive(Default)]
struct Tally {
    passed: AtomicU64,
    failed: AtomicU64,
    digest: AtomicU64,
}

fn main() -> ExitCode {
    let options = Options::parse();
    let jobs = jobs(&options);
    let (next, tally, output) = (AtomicUsize::new(0), Tally::default(), Mutex::new(()));
    // Histories share nothing, so they run side by side.
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(job) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let lines = execute(*job, options.trace, &tally);
                    if !lines.is_empty() {
                        let _alone = output.lock().unwrap_or_else(PoisonError::into_inner);
                        println!("{}", lines.join("\n"));
                    }
                    if options.first && tally.failed.load(Ordering::Relaxed) > 0 {
                        break;
                    }
                }
            });
        }
    });
    let (passed, failed) = (tally.passed.into_inner(), tally.failed.into_inner());
    println!("digest of all histories: {:016x}", tally.digest.into_inner());
    println!("{passed} passed, {failed} failed");
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn jobs(options: &Options) -> Vec<Job> {
    let edition = if options.first_edition { Edition::First } else { Edition::Second };
    let others = Sweep::ALL.into_iter().map(Job::Sweep).chain(REGRESSIONS.lines().filter_map(known));
    let others: Vec<Job> = others.collect();
    let seeds = (options.from..options.from.saturating_add(options.seeds)).map(|seed| Job::Seed(edition, seed));
    if options.only_seeds { seeds.collect() } else { others.into_iter().chain(seeds).collect() }
}

fn known(line: &str) -> Option<Job> {
    let mut words = line.split_whitespace();
    let seed = words.next()?.parse().ok()?;
    let edition = if words.next() == Some("first") { Edition::First } else { Edition::Second };
    Some(Job::Seed(edition, seed))
}

/// What is to be said about it.
fn execute(job: Job, trace: bool, tally: &Tally) -> Vec<String> {
    let failure = match job {
        Job::Seed(edition, seed) => match run_in(edition, seed, Sabotage::None) {
            Ok(summary) => {
                tally.passed.fetch_add(1, Ordering::Relaxed);
                // A sum, since histories end in any order.
                tally.digest.fetch_add(summary.digest(), Ordering::Relaxed);
                return if trace { summary.trace } else { Vec::new() };
            }
            Err(failure) => failure,
        },
        Job::Sweep(which) => match sweep(which, 1) {
            Ok(points) => {
                tally.passed.fetch_add(points, Ordering::Relaxed);
                return vec![format!("{which:?}: {points} crash points")];
            }
            Err(failure) => failure,
        },
    };
    tally.failed.fetch_add(1, Ordering::Relaxed);
    describe(job, failure, trace)
}

fn describe(job: Job, failure: Failure, trace: bool) -> Vec<String> {
    let mut lines = if trace { failure.trace } else { Vec::new() };
    lines.push(match job {
        Job::Seed(edition, seed) => {
            let first = if edition == Edition::First { " --first-edition" } else { "" };
            format!("seed {seed}: {}\nreplay: cargo xtask sim --seeds 1 --from {seed} --trace{first}", failure.what)
        }
        Job::Sweep(_) => format!("crash point {}: {}", failure.seed, failure.what),
    });
    lines
}
