//! `demo`: the township, and the ways in on standard output and in a file beside the database.

use clap::Args;
use std::{io::Write as _, path::PathBuf, sync::Arc};

use super::{CliError, private_file, say};
use crate::{demo, http::App};

/// Arguments of `demo`.
#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// File for the ways in [default: demo-links.json beside the database, or here]
    #[arg(long)]
    links: Option<PathBuf>,
}

/// Grows the township.
pub(super) fn demo(app: &Arc<App>, arguments: &Arguments) -> Result<(), CliError> {
    let links = demo::grow(app)?;
    let path = match &arguments.links {
        Some(path) => path.clone(),
        None => app.config.database.sqlite_path().unwrap_or_default().with_file_name("demo-links.json"),
    };
    let json = serde_json::to_string_pretty(&links).map_err(std::io::Error::from)?;
    private_file(&path)?.write_all(json.as_bytes()).map_err(|error| CliError::File { path, error })?;
    for link in links {
        let password = link.password.map(|password| format!("  {password}")).unwrap_or_default();
        say(format_args!("{:<9} {}  {}{password}", link.role, link.name, link.link))?;
    }
    Ok(())
}
