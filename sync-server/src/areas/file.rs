//! The file of `import-areas`: `code,parent_code,level,name`, judged as a whole.
//!
//! Pure. Every bad row is named; one bad row and the file has no result.

use nfv::domain::area::Level;
use serde::Serialize;
use std::collections::HashMap;

use super::parse_level;

/// One row that is in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Six, nine or twelve digits.
    pub code: String,
    /// Code of the next higher area; none for a county.
    pub parent: Option<String>,
    /// Depth.
    pub level: Level,
    /// Display name.
    pub name: String,
}

/// A row that cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BadRow {
    /// The header is row 1.
    pub row: u32,
    /// The column it is about.
    pub column: &'static str,
    /// `code_invalid`, `code_doubled`, `level_unknown`, `name_missing`, `orphan`, `parent_level`, `columns`, `unreadable`.
    pub reason: &'static str,
    /// What stood there.
    pub value: String,
}

/// Reads and judges a whole file. `known` says the level of areas that exist already, by code.
///
/// # Errors
/// All bad rows, in the order of the file.
pub fn read(bytes: &[u8], known: impl Fn(&str) -> Option<Level>) -> Result<Vec<Row>, Vec<BadRow>> {
    let text = std::str::from_utf8(bytes).map_err(|_| vec![bad(1, "", "unreadable", "")])?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(text.as_bytes());
    let headers = reader.headers().cloned().unwrap_or_default();
    if !headers.iter().eq(["code", "parent_code", "level", "name"]) {
        return Err(vec![bad(1, "", "columns", &headers.iter().collect::<Vec<_>>().join(","))]);
    }
    let (mut rows, mut errors) = (Vec::new(), Vec::new());
    for (index, record) in reader.records().enumerate() {
        let number = u32::try_from(index + 2).unwrap_or(u32::MAX);
        match record {
            Ok(record) => match row(&record, number) {
                Ok(row) => rows.push((number, row)),
                Err(error) => errors.push(error),
            },
            Err(_) => errors.push(bad(number, "", "unreadable", "")),
        }
    }
    errors.extend(relations(&rows, known));
    errors.sort_by_key(|error| error.row);
    if errors.is_empty() { Ok(rows.into_iter().map(|(_, row)| row).collect()) } else { Err(errors) }
}

fn row(record: &csv::StringRecord, number: u32) -> Result<Row, BadRow> {
    let cell = |index: usize| record.get(index).unwrap_or_default();
    let code = cell(0);
    let level = parse_level(cell(2)).ok_or_else(|| bad(number, "level", "level_unknown", cell(2)))?;
    if !(6..=15).contains(&code.len()) || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(bad(number, "code", "code_invalid", code));
    }
    if cell(3).is_empty() {
        return Err(bad(number, "name", "name_missing", ""));
    }
    let parent = Some(cell(1)).filter(|parent| !parent.is_empty()).map(str::to_owned);
    Ok(Row { code: code.to_owned(), parent, level, name: cell(3).to_owned() })
}

/// What only shows between rows: doubled codes, missing parents, parents at the wrong depth.
fn relations(rows: &[(u32, Row)], known: impl Fn(&str) -> Option<Level>) -> Vec<BadRow> {
    let mut levels = HashMap::new();
    let mut errors = Vec::new();
    for (number, row) in rows {
        if levels.insert(row.code.as_str(), row.level).is_some() {
            errors.push(bad(*number, "code", "code_doubled", &row.code));
        }
    }
    for (number, row) in rows {
        let parent = row.parent.as_deref();
        let above = parent.map(|code| levels.get(code).copied().or_else(|| known(code)));
        let reason = match (row.level, above) {
            (Level::County, None) => continue,
            (_, None | Some(None)) => "orphan",
            (level, Some(Some(above))) if Some(above) == one_above(level) => continue,
            _ => "parent_level",
        };
        errors.push(bad(*number, "parent_code", reason, parent.unwrap_or_default()));
    }
    errors
}

const fn one_above(level: Level) -> Option<Level> {
    match level {
        Level::County => None,
        Level::Township => Some(Level::County),
        Level::Village => Some(Level::Township),
        Level::Grid => Some(Level::Village),
    }
}

fn bad(row: u32, column: &'static str, reason: &'static str, value: &str) -> BadRow {
    BadRow { row, column, reason, value: value.chars().take(40).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const HEAD: &str = "code,parent_code,level,name\n350581,,county,C\n350581106,350581,township,T\n";

    fn reasons(text: &str) -> Vec<(u32, &'static str)> {
        read(text.as_bytes(), |_| None).map_or_else(|bad| bad.iter().map(|b| (b.row, b.reason)).collect(), |_| vec![])
    }

    #[rstest]
    #[case("350581106201,350581106,village,V", &[])]
    #[case("350581106201,350581999,village,V", &[(4, "orphan")])]
    #[case("350581106201,,village,V", &[(4, "orphan")])]
    #[case("350581106201,350581,village,V", &[(4, "parent_level")])]
    #[case("350581106,350581,township,T2", &[(4, "code_doubled")])]
    #[case("35058110x,350581,township,T2", &[(4, "code_invalid")])]
    #[case("350581106201,350581106,hamlet,V", &[(4, "level_unknown")])]
    #[case("350581106201,350581106,village,", &[(4, "name_missing")])]
    #[case("1,2,3,4\n350581106201,9,village,V", &[(4, "level_unknown"), (5, "orphan")])]
    fn rows_are_judged(#[case] row: &str, #[case] expected: &[(u32, &str)]) {
        assert_eq!(reasons(&format!("{HEAD}{row}\n")), expected);
    }

    #[test]
    fn wrong_columns_and_bytes() {
        assert_eq!(reasons("a,b\n1,2\n"), [(1, "columns")]);
        assert_eq!(read(&[0xff, 0xfe], |_| None).unwrap_err()[0].reason, "unreadable");
        assert_eq!(reasons(&format!("\u{feff}{HEAD}")), []);
    }

    #[test]
    fn the_shipped_file_is_in_order() {
        let rows = read(include_bytes!("../../../assets/areas/350581-shishi.csv"), |_| None).unwrap();
        assert_eq!(
            rows.iter().filter(|row| row.code.starts_with("350581106") && row.level == Level::Village).count(),
            24
        );
    }

    #[test]
    fn a_parent_may_be_known_already() {
        let rows = read(b"code,parent_code,level,name\n350581106201,350581106,village,V\n", |code| {
            (code == "350581106").then_some(Level::Township)
        });
        assert_eq!(rows.unwrap().len(), 1);
    }
}
