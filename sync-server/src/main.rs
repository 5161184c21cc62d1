//! The server's binary: reads arguments and settings, runs one command, ends with its exit code.

use clap::Parser;
use std::{io::Write, process::ExitCode};
use sync_server::cli::{self, Cli};

fn main() -> ExitCode {
    match cli::run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody is left to tell if even this fails.
            let _ = writeln!(std::io::stderr(), "sync-server: {error}");
            ExitCode::from(error.exit_code())
        }
    }
}
