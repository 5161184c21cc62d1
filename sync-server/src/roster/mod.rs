//! Household rosters from offices: read, judged row by row, planned; nothing is written here but by [`mod@write`].
//!
//! `sheet` turns any file into rows of text, `columns` knows the words of headings and cells, `judge` decides about rows,
//! `known` brings what the village has already. A file is never refused for a bad row; the row is named with its reason.

pub mod columns;
pub mod judge;
pub mod known;
pub mod place;
pub mod sheet;
mod text;
pub mod write;

pub use judge::preview;
pub use known::Village;

/// A file that cannot be read as a table at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// Neither a spreadsheet nor text.
    #[error("the file is no table that can be read: {0}")]
    Unreadable(String),
    /// Text that is neither UTF-8 nor GB18030.
    #[error("the text is neither UTF-8 nor GB18030")]
    UnknownEncoding,
    /// No row with anything in it.
    #[error("the file is empty")]
    Empty,
    /// More than a village can have.
    #[error("the file has more than {0} rows")]
    TooManyRows(usize),
    /// The words of headings, shipped with the program, cannot be read.
    #[error("the list of headings: {0}")]
    Columns(String),
}

impl FileError {
    /// Stable code of the error reply.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "unreadable_file",
            Self::UnknownEncoding => "unknown_encoding",
            Self::Empty => "empty_file",
            Self::TooManyRows(_) => "too_many_rows",
            Self::Columns(_) => "defect",
        }
    }
}

#[cfg(test)]
mod tests;
