//! The server's binary, word for word, where cargo builds it for the tests of this package.

use std::process::ExitCode;

fn main() -> ExitCode {
    sync_server::cli::run_to_exit(std::env::args_os())
}
