//! The server's binary: everything it does is in [`sync_server::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    sync_server::cli::run_to_exit(std::env::args_os())
}
