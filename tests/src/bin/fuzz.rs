//! `cargo run -p nfv-tests --bin fuzz -- [--seconds N] [--seed S] [TARGET …]`: runs the targets from a seed, for a while.
//!
//! An input that fails, or takes too long, is told with its seed and number and left in a file; the exit code is 1. The
//! last line is `N passed, M failed`.
#![expect(clippy::print_stdout, reason = "a task talks to the person who started it")]
#![expect(clippy::disallowed_methods, reason = "a task reads the clock of the machine it runs on")]

use std::{
    fs,
    panic::{catch_unwind, set_hook},
    path::PathBuf,
    process::ExitCode,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use clap::Parser;
use nfv_tests::fuzz::{FOUND, TARGETS, Target, mutate::mutate};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// No input of 64 KiB may take longer, even on a busy machine.
const TOO_LONG: Duration = Duration::from_secs(5);

/// What the last panic said. A library's panic that the parser turns into an error is none of ours, and is not printed.
static LAST_PANIC: Mutex<String> = Mutex::new(String::new());

/// Feeds parsers with mutations of good examples.
#[derive(Parser)]
struct Arguments {
    /// Only these targets [default: all of them]
    targets: Vec<String>,
    /// Seconds per target
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// The same seed makes the same inputs
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Where an input that fails is left
    #[arg(long, default_value = ".")]
    failures: PathBuf,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    set_hook(Box::new(|panic| *LAST_PANIC.lock().unwrap_or_else(PoisonError::into_inner) = panic.to_string()));
    let chosen = |target: &&Target| arguments.targets.is_empty() || arguments.targets.iter().any(|n| n == target.name);
    let (mut passed, mut failed) = (0, 0);
    for target in TARGETS.iter().filter(chosen) {
        match run(target, &arguments) {
            Ok(inputs) => {
                passed += 1;
                println!("{:<14} {inputs} inputs", target.name);
            }
            Err(said) => {
                failed += 1;
                println!("{:<14} FAILED: {said}", target.name);
            }
        }
    }
    println!("{passed} passed, {failed} failed");
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// How many inputs it took; or which one it did not take.
fn run(target: &Target, arguments: &Arguments) -> Result<u64, String> {
    let examples = (target.seeds)();
    for example in &examples {
        attempt(target, example).map_err(|why| format!("a good example {why}"))?;
    }
    for (_, input) in FOUND.iter().filter(|(name, _)| *name == target.name) {
        attempt(target, input).map_err(|why| format!("what failed before {why}"))?;
    }
    let mut chance = ChaCha8Rng::seed_from_u64(arguments.seed);
    let (start, limit) = (Instant::now(), Duration::from_secs(arguments.seconds));
    let mut inputs = 0;
    while start.elapsed() < limit {
        let input = mutate(&examples, &mut chance);
        inputs += 1;
        if let Err(why) = attempt(target, &input) {
            let file = arguments.failures.join(format!("{}-{}-{inputs}.bin", target.name, arguments.seed));
            let kept = fs::write(&file, &input).map_or_else(|error| error.to_string(), |()| file.display().to_string());
            return Err(format!("input {inputs} of seed {} {why}: {kept}", arguments.seed));
        }
    }
    Ok(inputs)
}

fn attempt(target: &Target, input: &[u8]) -> Result<(), String> {
    let start = Instant::now();
    catch_unwind(|| (target.run)(input))
        .map_err(|_| format!("ended in a panic, {}", LAST_PANIC.lock().unwrap_or_else(PoisonError::into_inner)))?;
    if start.elapsed() > TOO_LONG { Err("took too long".to_owned()) } else { Ok(()) }
}
