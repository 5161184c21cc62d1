//! A table of a rule set document, read key by key, so that every error can name its key.
//!
//! Keys are taken out as they are read; what is left at the end is unknown, and an error.

use std::str::FromStr;
use toml::{Table, Value};

/// A rule set document is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleSetError {
    /// It is not TOML at all.
    #[error("not a TOML document: {0}")]
    Syntax(String),
    /// One key is wrong.
    #[error("{key}: {problem}")]
    Key {
        /// Path of the key, e.g. `indicator[2].bands[0].share`.
        key: String,
        /// What is wrong with it.
        problem: Problem,
    },
}

/// What is wrong with a key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// It has to be there.
    #[error("missing")]
    Missing,
    /// No rule has this name.
    #[error("unknown key")]
    Unknown,
    /// Another type of value belongs here.
    #[error("expected {0}")]
    Expected(&'static str),
    /// The value is out of range or of no known meaning.
    #[error("not allowed: {0}")]
    NotAllowed(String),
}

pub(super) struct Reader {
    path: String,
    table: Table,
}

type Result<T> = std::result::Result<T, RuleSetError>;

impl Reader {
    pub(super) fn document(text: &str) -> Result<Self> {
        let table = text.parse::<Table>().map_err(|error| RuleSetError::Syntax(error.to_string()))?;
        Ok(Self { path: String::new(), table })
    }

    fn key(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    pub(super) fn error(&self, name: &str, problem: Problem) -> RuleSetError {
        RuleSetError::Key { key: self.key(name), problem }
    }

    fn take(&mut self, name: &str) -> Result<Value> {
        self.table.remove(name).ok_or_else(|| self.error(name, Problem::Missing))
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.table.contains_key(name)
    }

    pub(super) fn text(&mut self, name: &str) -> Result<String> {
        match self.take(name)? {
            Value::String(text) if !text.trim().is_empty() => Ok(text),
            _ => Err(self.error(name, Problem::Expected("a text that is not empty"))),
        }
    }

    pub(super) fn flag(&mut self, name: &str) -> Result<bool> {
        let value = self.take(name)?.as_bool();
        value.ok_or_else(|| self.error(name, Problem::Expected("true or false")))
    }

    /// A whole number within bounds.
    pub(super) fn number(&mut self, name: &str, least: u32, most: u32) -> Result<u32> {
        let number = self.take(name)?.as_integer();
        let number = number.ok_or_else(|| self.error(name, Problem::Expected("a whole number")))?;
        let fits = u32::try_from(number).ok().filter(|number| (least..=most).contains(number));
        fits.ok_or_else(|| self.error(name, Problem::NotAllowed(format!("{number}, not in {least}..={most}"))))
    }

    /// A text that `parse` understands.
    pub(super) fn code<T>(&mut self, name: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T> {
        let text = self.text(name)?;
        parse(&text).ok_or_else(|| self.error(name, Problem::NotAllowed(text)))
    }

    pub(super) fn parsed<T: FromStr>(&mut self, name: &str) -> Result<T> {
        self.code(name, |text| text.parse().ok())
    }

    /// A list of codes; an empty one is allowed.
    pub(super) fn codes<T>(&mut self, name: &str, parse: impl Fn(&str) -> Option<T>) -> Result<Vec<T>> {
        let Value::Array(items) = self.take(name)? else {
            return Err(self.error(name, Problem::Expected("a list of texts")));
        };
        let read = |(at, item): (usize, Value)| {
            let text = item.as_str().unwrap_or_default();
            parse(text).ok_or_else(|| self.error(&format!("{name}[{at}]"), Problem::NotAllowed(item.to_string())))
        };
        items.into_iter().enumerate().map(read).collect()
    }

    /// A table, read to its end by `read`.
    pub(super) fn table<T>(&mut self, name: &str, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let value = self.take(name)?;
        self.inner(name, value, read)
    }

    /// A list of tables, each read to its end by `read`; none when the key is absent.
    pub(super) fn tables<T>(&mut self, name: &str, read: impl Fn(&mut Self) -> Result<T>) -> Result<Vec<T>> {
        let Some(value) = self.table.remove(name) else { return Ok(Vec::new()) };
        let Value::Array(items) = value else { return Err(self.error(name, Problem::Expected("a list of tables"))) };
        let item = |(at, item)| self.inner(&format!("{name}[{at}]"), item, &read);
        items.into_iter().enumerate().map(item).collect()
    }

    fn inner<T>(&self, name: &str, value: Value, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let Value::Table(table) = value else { return Err(self.error(name, Problem::Expected("a table"))) };
        let mut inner = Self { path: self.key(name), table };
        let read = read(&mut inner)?;
        inner.finish()?;
        Ok(read)
    }

    /// Nothing may be left unread.
    pub(super) fn finish(&self) -> Result<()> {
        self.table.keys().next().map_or(Ok(()), |name| Err(self.error(name, Problem::Unknown)))
    }
}
