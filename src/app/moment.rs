//! Moments and days as people say them, in the installation's zone.

use super::text::t;
use crate::{
    domain::day::{Day, Zone},
    platform::host::HostClock,
    sync::ports::Clock,
};

/// Unix milliseconds now.
pub(crate) fn now() -> u64 {
    HostClock.wall_ms()
}

/// "just now", "5 minutes ago", "3 hours ago", then the day.
pub(crate) fn ago(at: u64, now: u64) -> String {
    let minutes = now.saturating_sub(at) / 60_000;
    match minutes {
        0 => t!("ago-now"),
        1..60 => t!("ago-minutes", count = minutes),
        60..1440 => t!("ago-hours", count = minutes / 60),
        _ => on_day(Day::of_unix_ms(at, Zone::default())),
    }
}

/// Day and time of a record.
pub(crate) fn at(ms: u64) -> String {
    let zone = Zone::default();
    let local = i64::try_from(ms).unwrap_or_default() / 60_000 + i64::from(zone.0);
    let (hour, minute) = (local.rem_euclid(1440) / 60, local.rem_euclid(60));
    format!("{} {hour:02}:{minute:02}", on_day(Day::of_unix_ms(ms, zone)))
}

/// A day without its year where it is this year's.
pub(crate) fn on_day(day: Day) -> String {
    let (year, month, date) = day.ymd();
    let (this_year, ..) = Day::of_unix_ms(now(), Zone::default()).ymd();
    if year == this_year {
        t!("day-short", month = u32::from(month), date = u32::from(date))
    } else {
        t!("day-long", year = year.to_string(), month = u32::from(month), date = u32::from(date))
    }
}

/// Day with its year, and minute: for what is looked at years later.
pub(crate) fn in_full(ms: u64) -> String {
    let zone = Zone::default();
    let local = i64::try_from(ms).unwrap_or_default() / 60_000 + i64::from(zone.0);
    let (hour, minute) = (local.rem_euclid(1440) / 60, local.rem_euclid(60));
    format!("{} {hour:02}:{minute:02}", Day::of_unix_ms(ms, zone))
}

/// The time alone, of a record of today.
pub(crate) fn time(ms: u64) -> String {
    let local = i64::try_from(ms).unwrap_or_default() / 60_000 + i64::from(Zone::default().0);
    let (hour, minute) = (local.rem_euclid(1440) / 60, local.rem_euclid(60));
    format!("{hour:02}:{minute:02}")
}
