//! `import-areas` and `import-roster`: what was taken, and every bad row with its reason.

use clap::Args;
use nfv::sync::imports::{RejectedRow, RosterPreview};
use serde::Serialize;
use std::{path::PathBuf, sync::Arc};

use super::{CliError, read_file, say};
use crate::{
    accounts::{
        AccountError,
        audit::{self, Action},
    },
    areas::{
        file::BadRow,
        import::{self, ImportError, by_code},
    },
    http::App,
    roster::{self, Village, write::WriteError},
    sync::append,
};

/// Events that are stored in one transaction.
const BATCH: usize = 1000;

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

/// Arguments of `import-roster`.
#[derive(Args, Debug)]
pub(super) struct Roster {
    /// xlsx, xls, ods or csv (UTF-8 or GB18030)
    file: PathBuf,
    /// Statistical code of the village
    #[arg(long)]
    area: String,
    /// Judge only, write nothing
    #[arg(long)]
    dry_run: bool,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

/// The result of a roster. Names and shape are relied on by scripts.
#[derive(Debug, Serialize)]
struct RosterResult<'a> {
    rows: u32,
    accepted: u32,
    rejected: &'a [RejectedRow],
    remarks: &'a [RejectedRow],
}

/// `import-roster`: takes the good rows, names the bad ones; exit code 1 when there was no good one.
pub(super) fn roster(app: &Arc<App>, arguments: &Roster) -> Result<(), CliError> {
    let bytes = read_file(&arguments.file)?;
    let area = by_code(&app.store, &arguments.area)?.ok_or_else(|| CliError::UnknownCode(arguments.area.clone()))?;
    let known = app.store.read(|tx| Village::load(tx, area.id))?;
    let known = known.ok_or_else(|| CliError::NoVillage(arguments.area.clone()))?;
    let preview = roster::preview(&bytes, &known)?;
    show(&preview, arguments.json)?;
    let nothing_taken = preview.accepted == 0 && !preview.rejected.is_empty();
    if arguments.dry_run || nothing_taken {
        return if nothing_taken { Err(CliError::Refused) } else { Ok(()) };
    }
    let (now, detail) = (app.now_ms(), format!("{} rows, {} accepted", preview.rows, preview.accepted));
    let events = app.store.write(|tx| roster::write::events(tx, area.id, preview.plan, now, &*app.random))?;
    let mut events = events.into_iter().peekable();
    while events.peek().is_some() {
        append(&app.store, events.by_ref().take(BATCH).collect(), now).map_err(WriteError::from)?;
    }
    app.store.write::<_, AccountError>(|tx| {
        Ok(audit::record(tx, now, None, Action::Import, Some(area.id.as_bytes()), &detail)?)
    })?;
    Ok(())
}

fn show(preview: &RosterPreview, json: bool) -> Result<(), CliError> {
    let RosterPreview { rows, accepted, rejected, remarks, .. } = preview;
    if json {
        let result = RosterResult { rows: *rows, accepted: *accepted, rejected, remarks };
        return say(serde_json::to_string(&result).map_err(std::io::Error::from)?);
    }
    for row in rejected {
        say(format_args!("row {}, {}: {} {}", row.row, row.column, row.reason, row.value))?;
    }
    say(format_args!("{accepted} of {rows} rows"))
}
