//! Puts the settings' four sources together: defaults < file < environment < command line.
//!
//! The command line's own description is the one list of settings: a value of the file takes the place of the default of
//! its option, so the same parser reads, checks and complains about all of them. Unknown keys are errors.

use clap::{ArgMatches, Command, builder::OsStr, parser::ValueSource};
use std::{
    collections::BTreeSet,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
};
use toml::{Table, Value};

/// Why the file of settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It cannot be read.
    #[error("{}: {error}", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// It is no TOML.
    #[error("{}: {error}", path.display())]
    NoToml {
        /// Which.
        path: PathBuf,
        /// Where and why.
        error: Box<toml::de::Error>,
    },
    /// A key that is no setting.
    #[error("{}: there is no setting {key}{}", path.display(), nearest.as_ref().map(|n| format!("; did you mean {n}?")).unwrap_or_default())]
    UnknownKey {
        /// In which file.
        path: PathBuf,
        /// The key.
        key: String,
        /// The setting that was meant, perhaps.
        nearest: Option<String>,
    },
    /// A table, or a list of lists.
    #[error("{}: {key} must be a text, a number, true, false, or a list of these", path.display())]
    BadValue {
        /// In which file.
        path: PathBuf,
        /// The key.
        key: String,
    },
}

/// Why there are no settings.
#[derive(Debug, thiserror::Error)]
pub enum LayersError {
    /// The command line or a value, wherever it came from; also a request for help.
    #[error(transparent)]
    Arguments(#[from] clap::Error),
    /// The file.
    #[error(transparent)]
    File(#[from] FileError),
}

/// Where a value came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nobody said anything.
    Default,
    /// The file.
    File,
    /// The environment.
    Environment,
    /// The command line.
    CommandLine,
}

impl Origin {
    /// For people.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::File => "file",
            Self::Environment => "environment",
            Self::CommandLine => "command line",
        }
    }
}

/// What was read, with its sources.
#[derive(Clone, Debug)]
pub struct Layers {
    /// The parsed arguments.
    pub matches: ArgMatches,
    in_file: BTreeSet<String>,
}

impl Layers {
    /// Reads arguments, environment and file for this command.
    ///
    /// # Errors
    /// [`LayersError`]; nothing was done.
    pub fn read(command: Command, arguments: &[OsString]) -> Result<Self, LayersError> {
        let file = file_of(&command, arguments);
        let table = file.as_deref().map(read_table).transpose()?.unwrap_or_default();
        let path = file.unwrap_or_default();
        let mut command = command;
        let known = settings(&command);
        let mut in_file = BTreeSet::new();
        for (key, value) in table {
            if !known.contains(&key) {
                let nearest = nearest(&key, &known);
                return Err(FileError::UnknownKey { path, key, nearest }.into());
            }
            let values = texts(&value).ok_or_else(|| FileError::BadValue { path: path.clone(), key: key.clone() })?;
            command = command.mut_arg(&key, |arg| arg.default_values(values.into_iter().map(OsStr::from)));
            in_file.insert(key);
        }
        Ok(Self { matches: command.try_get_matches_from(arguments)?, in_file })
    }

    /// Where the value of a setting came from; none when it has none.
    #[must_use]
    pub fn origin(&self, setting: &str) -> Option<Origin> {
        Some(match self.matches.value_source(setting)? {
            ValueSource::CommandLine => Origin::CommandLine,
            ValueSource::EnvVariable => Origin::Environment,
            _ if self.in_file.contains(setting) => Origin::File,
            _ => Origin::Default,
        })
    }
}

/// The names of all settings: the options that every command takes.
#[must_use]
pub fn settings(command: &Command) -> BTreeSet<String> {
    let options = command.get_arguments().filter(|arg| arg.is_global_set());
    options.map(|arg| arg.get_id().to_string()).filter(|id| id != "config").collect()
}

/// The file that the command line or the environment names. Other mistakes are reported when all is read.
fn file_of(command: &Command, arguments: &[OsString]) -> Option<PathBuf> {
    let lenient = command.clone().ignore_errors(true).subcommand_required(false).arg_required_else_help(false);
    let matches = lenient.try_get_matches_from(arguments).ok()?;
    matches.get_one::<PathBuf>("config").cloned()
}

fn read_table(path: &Path) -> Result<Table, FileError> {
    let text = fs::read_to_string(path).map_err(|error| FileError::Unreadable { path: path.to_owned(), error })?;
    text.parse().map_err(|error| FileError::NoToml { path: path.to_owned(), error: Box::new(error) })
}

/// A value as it would stand on the command line.
fn texts(value: &Value) -> Option<Vec<String>> {
    let single = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        Value::Boolean(yes) => Some(yes.to_string()),
        Value::Datetime(_) | Value::Array(_) | Value::Table(_) => None,
    };
    match value {
        Value::Array(list) => list.iter().map(single).collect(),
        other => single(other).map(|text| vec![text]),
    }
}

/// The setting that somebody meant, if one is near enough.
fn nearest(key: &str, known: &BTreeSet<String>) -> Option<String> {
    let typed = key.to_lowercase().replace('-', "_");
    let similar = known.iter().map(|name| (strsim::jaro_winkler(&typed, name), name));
    let best = similar.max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 > 0.75).then(|| best.1.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use clap::{Args, FromArgMatches};

    /// The settings without the server's commands.
    fn command() -> Command {
        let file = clap::Arg::new("config").long("config").value_parser(clap::value_parser!(PathBuf)).global(true);
        Config::augment_args(Command::new("test").arg(file).subcommand(Command::new("serve")))
    }

    fn read(file: &str, arguments: &[&str]) -> Result<(Config, Layers), LayersError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("nfv.toml");
        fs::write(&path, file).unwrap();
        let config = path.to_str().unwrap();
        let all: Vec<OsString> =
            ["test", "serve", "--config", config].iter().chain(arguments).map(OsString::from).collect();
        let layers = Layers::read(command(), &all)?;
        Ok((Config::from_arg_matches(&layers.matches)?, layers))
    }

    #[test]
    fn the_command_line_comes_last() {
        let file = "listen = \"10.0.0.1:80\"\nrequest_seconds = 7\ntrusted_proxies = [\"10.0.0.0/8\", \"::1\"]\n";
        let (config, layers) = read(file, &["--request-seconds", "9"]).unwrap();
        assert_eq!(config.web.listen, Some("10.0.0.1:80".parse().unwrap()));
        assert_eq!((config.web.request_seconds, config.web.drain_seconds), (9, 0));
        assert_eq!(config.proxy.trusted_proxies.len(), 2);
        let origins = ["listen", "request_seconds", "drain_seconds", "public_url"].map(|name| layers.origin(name));
        assert_eq!(origins, [Some(Origin::File), Some(Origin::CommandLine), Some(Origin::Default), None]);
    }

    #[test]
    fn a_mistyped_key_is_named_with_the_one_that_was_meant() {
        let said = |file| read(file, &[]).unwrap_err().to_string();
        assert!(said("databse_url = \"sqlite://x\"").contains("did you mean database_url?"));
        assert!(said("request-seconds = 3").contains("did you mean request_seconds?"));
        let strange = said("zzz = 1");
        assert!(strange.contains("no setting zzz") && !strange.contains("did you mean"), "{strange}");
        assert!(said("listen = { port = 3 }").contains("listen must be"));
        assert!(said("listen = \n").contains("nfv.toml"));
    }

    #[test]
    fn a_bad_value_is_as_bad_in_the_file() {
        assert!(matches!(read("request_seconds = \"soon\"", &[]), Err(LayersError::Arguments(_))));
        assert!(matches!(read("https = \"perhaps\"", &[]), Err(LayersError::Arguments(_))));
    }
}
