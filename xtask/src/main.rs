//! `cargo xtask`: every developer task, so that the project needs no other script.
//!
//! Each task installs what it lacks where it may (Debian packages as root, npm packages, the wasm target) and says in one
//! line what to install where it may not. Nothing here is part of what ships.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a task talks to the person who started it")]
#![expect(clippy::disallowed_methods, reason = "a task reads the environment and the clock of the machine it runs on")]

mod api;
mod bench;
mod browser;
mod checks;
mod debian;
mod desktop;
mod mutants;
mod npm;
mod places;
mod postgres;
mod progress;
mod python;
mod run;
mod server;
mod sim;
mod wasm_target;
mod web;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::places::Places;

/// Builds, runs and checks the project.
#[derive(Parser)]
#[command(name = "cargo xtask", version)]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Builds everything and serves it with the demo township until interrupted
    Run(run::Options),
    /// Runs every check, the quick ones first
    Test(checks::Options),
    /// Builds the web app
    Web(web::Options),
    /// Runs the simulator
    Sim(sim::Options),
    /// Starts a PostgreSQL of its own, prints TEST_POSTGRES_URL for tests and benchmarks, until interrupted
    Postgres,
    /// Prints the benchmarks, one JSON object a line
    Bench(bench::Options),
    /// Writes a screenshot of every screen to target/shots
    Shots(browser::ShotsOptions),
}

fn main() -> ExitCode {
    match start(Cli::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn start(task: Task) -> Result<()> {
    let places = Places::find()?;
    match task {
        Task::Run(options) => run::run(&places, &options),
        Task::Test(options) => checks::run(&places, &options),
        Task::Web(options) => web::run(&places, &options),
        Task::Sim(options) => sim::run(&places, &options),
        Task::Postgres => postgres::serve(),
        Task::Bench(options) => bench::run(&places, &options),
        Task::Shots(options) => browser::shots(&places, &options),
    }
}
