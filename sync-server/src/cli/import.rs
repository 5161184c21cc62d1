//! `import-areas` and `import-roster`: what was taken, and every bad row with its reason.

use clap::Args;
use serde::Serialize;
use std::{path::PathBuf, sync::Arc};

use super::{CliError, read_file, say};
use crate::{
    areas::{
        file::BadRow,
        import::{self, ImportError},
    },
    http::App,
};

/// Arguments of `import-areas`.
#[derive(Args, Debug)]
pub(super) struct Areas {
    /// CSV file, UTF-8
    file: PathBuf,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

/// The result of an area file.
#[derive(Debug, Serialize)]
struct AreasResult {
    rows: usize,
    accepted: usize,
    rejected: Vec<BadRow>,
}

/// `import-areas`.
pub(super) fn areas(app: &Arc<App>, arguments: &Areas) -> Result<(), CliError> {
    let bytes = read_file(&arguments.file)?;
    let result = match import::import(&app.store, &bytes, &*app.clock, &*app.random) {
        Ok(done) => AreasResult { rows: done.rows, accepted: done.rows, rejected: Vec::new() },
        Err(ImportError::BadRows(rejected)) => AreasResult { rows: rejected.len(), accepted: 0, rejected },
        Err(error) => return Err(error.into()),
    };
    if arguments.json {
        say(serde_json::to_string(&result).map_err(std::io::Error::from)?)?;
    } else {
        for bad in &result.rejected {
            say(format_args!("row {}, {}: {} {}", bad.row, bad.column, bad.reason, bad.value))?;
        }
        say(format_args!("{} areas", result.accepted))?;
    }
    if result.rejected.is_empty() { Ok(()) } else { Err(CliError::Refused) }
}
