//! The native benchmarks: each is the median of three runs, with a floor measured in the same run where there is one.
//!
//! The server is a process of its own and is spoken to over HTTP on the loopback. Figures are reported, never judged.

mod crowd;
mod device;
mod far;
mod ingest;
mod ingest_postgres;
mod rush;
mod tally;
mod town;
mod wire;

use std::{
    error::Error,
    time::{Duration, Instant},
};

use serde::Serialize;

/// The first argument by which the benchmark's binary becomes the server.
pub const AS_SERVER: &str = "--as-server";

/// How often each is run.
const RUNS: usize = 3;

/// Whatever stops a benchmark.
pub type Stopped = Box<dyn Error>;

/// A benchmark by its name.
pub type Benchmark = (&'static str, fn() -> Result<Vec<Figure>, Stopped>);

/// All of them.
pub const ALL: [Benchmark; 12] = [
    ("ingest.sqlite", ingest::sqlite),
    ("ingest.postgres", ingest_postgres::postgres),
    ("rush", rush::rush),
    ("trickle", rush::trickle),
    ("push.far", far::push),
    ("cold.village", far::cold_village),
    ("idle", wire::idle),
    ("wire.visit", wire::visit_in_a_batch),
    ("tally", tally::tally),
    ("server", rush::idle_server),
    ("save", device::save),
    ("search", device::search),
];

/// One line of the result.
#[derive(Clone, Debug, Serialize)]
pub struct Figure {
    name: &'static str,
    value: f64,
    unit: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    floor: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ratio: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    goal: Option<&'static str>,
}

impl Figure {
    fn of(name: &'static str, value: f64, unit: &'static str) -> Self {
        Self { name, value: rounded(value), unit, floor: None, ratio: None, goal: None }
    }

    /// What is aimed at; of the ratio, if there is a floor.
    fn goal(self, goal: &'static str) -> Self {
        Self { goal: Some(goal), ..self }
    }

    fn against(self, floor: f64) -> Self {
        Self { floor: Some(rounded(floor)), ratio: Some(rounded(self.value / floor)), ..self }
    }
}

/// Three digits after the point are more than such a clock knows.
fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

/// How long something took.
fn timed<T>(work: impl FnOnce() -> Result<T, Stopped>) -> Result<(T, Duration), Stopped> {
    #[expect(clippy::disallowed_methods, reason = "what a benchmark is for")]
    let (begin, done, end) = (Instant::now(), work()?, Instant::now());
    Ok((done, end - begin))
}

/// The middle one.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// The value that 95 of 100 do not exceed.
fn p95(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() * 95 / 100).copied().unwrap_or_default()
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
