//! Prints the native benchmarks, one JSON object a line; with `--as-server` first, it is the server instead.
#![expect(clippy::print_stdout, reason = "a command's output")]

use std::{error::Error, iter::once, process::ExitCode};

use nfv_tests::bench::{self, AS_SERVER};
use sync_server::cli;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1).peekable();
    if arguments.next_if(|first| first == AS_SERVER).is_some() {
        return Ok(cli::run_to_exit(once("sync-server".to_owned()).chain(arguments)));
    }
    // With names, only those benchmarks.
    let wanted: Vec<String> = arguments.collect();
    if let Some(unknown) = wanted.iter().find(|wanted| bench::ALL.iter().all(|(name, _)| name != wanted)) {
        let names: Vec<&str> = bench::ALL.iter().map(|(name, _)| *name).collect();
        return Err(format!("no benchmark {unknown}; there are {}", names.join(", ")).into());
    }
    for (name, benchmark) in bench::ALL {
        if wanted.is_empty() || wanted.iter().any(|wanted| wanted == name) {
            for figure in benchmark()? {
                println!("{}", serde_json::to_string(&figure)?);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}
