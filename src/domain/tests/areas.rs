//! Codes of areas over time.

use rstest::rstest;
use uuid::Uuid;

use super::book::day;
use crate::domain::{
    area::{Area, AreaCode, Class, Level},
    ids::{AreaId, LogId},
};

fn code(code: &str, from: Option<&str>, to: Option<&str>) -> AreaCode {
    AreaCode { code: code.to_owned(), valid_from: from.map(day), valid_to: to.map(day), successor: None }
}

/// Coded anew in 2010, abolished and coded again in 2021, with a gap of half a year.
fn village() -> Area {
    Area {
        id: AreaId(Uuid::from_u128(1)),
        parent: None,
        level: Level::Village,
        name: "村".to_owned(),
        codes: vec![
            code("350525100203", Some("2021-07-01"), None),
            code("350525100200", None, Some("2009-12-31")),
            code("350525100201", Some("2010-01-01"), Some("2020-12-31")),
        ],
        outline: Vec::new(),
    }
}

#[rstest]
#[case::long_ago("1990-01-01", Some("350525100200"))]
#[case::its_last_day("2009-12-31", Some("350525100200"))]
#[case::the_next("2010-01-01", Some("350525100201"))]
#[case::in_the_gap("2021-01-01", None)]
#[case::today("2026-05-05", Some("350525100203"))]
fn a_code_holds_on_a_day(#[case] on: &str, #[case] code: Option<&str>) {
    assert_eq!(village().code_on(day(on)), code);
}

#[test]
fn where_dates_overlap_the_later_code_holds() {
    let mut area = village();
    area.codes.push(code("350525100299", Some("2022-01-01"), None));
    assert_eq!(area.code_on(day("2021-12-31")), Some("350525100203"));
    assert_eq!(area.code_on(day("2022-01-01")), Some("350525100299"));
}

#[test]
fn everybody_derives_the_same_logs() {
    let area = AreaId(Uuid::from_u128(1));
    // UUIDv5 of the area's id as name space and the class as name.
    assert_eq!(LogId::of(area, Class::Field).to_string(), "b0948cb8-a1a4-5386-b273-a92e878bed75");
    let logs: std::collections::BTreeSet<LogId> = Class::ALL.iter().map(|class| LogId::of(area, *class)).collect();
    assert_eq!(logs.len(), 3);
}
