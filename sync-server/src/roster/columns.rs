//! The words of headings and cells, from `assets/roster/columns.toml`.

use serde::Deserialize;
use std::collections::BTreeMap;

use super::FileError;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Column {
    /// Door number; the one column that must be there.
    Number,
    /// Lane, street or building.
    Lane,
    /// Contact or name of the unit.
    Name,
    /// Telephone.
    Phone,
    /// Registered adults.
    Adults,
    /// Household or unit.
    Kind,
    /// Permanent or migrant.
    Residence,
    /// Key groups.
    Tags,
    /// Name or code of the grid.
    Grid,
    /// Degrees east.
    Longitude,
    /// Degrees north.
    Latitude,
    /// Responsible person of a unit.
    Responsible,
    /// Staff of a unit.
    Staff,
}

/// All words with their meaning.
#[derive(Clone, Debug)]
pub struct Words {
    columns: BTreeMap<String, Column>,
    kinds: BTreeMap<String, String>,
    residences: BTreeMap<String, String>,
    tags: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct File {
    columns: BTreeMap<Column, Vec<String>>,
    kinds: BTreeMap<String, Vec<String>>,
    residences: BTreeMap<String, Vec<String>>,
    tags: BTreeMap<String, Vec<String>>,
}

impl Words {
    /// The words that this program ships.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn shipped() -> Result<Self, FileError> {
        let file: File = toml::from_str(include_str!("../../../assets/roster/columns.toml"))
            .map_err(|error| FileError::Columns(error.to_string()))?;
        Ok(Self {
            columns: by_word(file.columns),
            kinds: by_word(file.kinds),
            residences: by_word(file.residences),
            tags: by_word(file.tags),
        })
    }

    /// What a heading means.
    #[must_use]
    pub fn column(&self, heading: &str) -> Option<Column> {
        self.columns.get(&bare(heading)).copied()
    }

    /// `household` or `unit`.
    #[must_use]
    pub fn kind(&self, text: &str) -> Option<&str> {
        self.kinds.get(&bare(text)).map(String::as_str)
    }

    /// `permanent` or `migrant`.
    #[must_use]
    pub fn residence(&self, text: &str) -> Option<&str> {
        self.residences.get(&bare(text)).map(String::as_str)
    }

    /// Code of a key group.
    #[must_use]
    pub fn tag(&self, text: &str) -> Option<&str> {
        self.tags.get(&bare(text)).map(String::as_str)
    }
}

fn by_word<T: Clone>(words: BTreeMap<T, Vec<String>>) -> BTreeMap<String, T> {
    let pairs = |(meaning, words): (T, Vec<String>)| words.into_iter().map(move |word| (bare(&word), meaning.clone()));
    words.into_iter().flat_map(pairs).collect()
}

/// Without blanks, case, stars, dots, and brackets with what is in them.
fn bare(text: &str) -> String {
    let mut depth = 0_u32;
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '(' | '（' | '[' | '【' => depth += 1,
            ')' | '）' | ']' | '】' => depth = depth.saturating_sub(1),
            '*' | '＊' | '.' | ':' | '：' | '/' | '_' => {}
            c if c.is_whitespace() || depth > 0 => {}
            c => out.extend(c.to_lowercase()),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("门牌号", Some(Column::Number))]
    #[case(" * 门 牌 号（必填） ", Some(Column::Number))]
    #[case("House Number", Some(Column::Number))]
    #[case("No.", Some(Column::Number))]
    #[case("联系电话", Some(Column::Phone))]
    #[case("成年人数(18岁以上)", Some(Column::Adults))]
    #[case("备注", None)]
    fn headings(#[case] heading: &str, #[case] expected: Option<Column>) {
        assert_eq!(Words::shipped().unwrap().column(heading), expected);
    }
}
