//! Tests of what facts add up to. The villages whose points were computed by hand are in `villages`.

mod areas;
mod book;
mod clock;
mod generated;
mod heads;
mod moves;
mod properties;
mod rounds;
mod rules;
mod states;
mod sweeps;
mod vectors;
mod villages;

use proptest::test_runner::{Config, FileFailurePersistence};

/// Failing seeds are kept beside the test.
fn config() -> Config {
    let kept = FileFailurePersistence::WithSource("regressions");
    Config { cases: 128, failure_persistence: Some(Box::new(kept)), ..Config::default() }
}
