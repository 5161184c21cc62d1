//! The server's binary, word for word, where cargo builds it for the tests of this package.
use std::{io::Write, process::ExitCode};

use clap::Parser;
use sync_server::cli::{self, Cli};

fn main() -> ExitCode {
    match cli::run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "{error}");
            ExitCode::from(error.exit_code())
        }
    }
}
