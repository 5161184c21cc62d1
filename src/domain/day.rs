//! Calendar days in the installation's time zone.
//!
//! A fact's day is the day of its effective stamp. The zone is a fixed offset: China keeps one zone and no summer time.

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, Visitor},
};
use std::{fmt, str::FromStr};
use time::{Date, Month};

use super::stamp::Stamp;

/// Minutes east of UTC of the installation; Asia/Shanghai unless told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone(pub i32);

impl Default for Zone {
    fn default() -> Self {
        Self(8 * 60)
    }
}

/// A calendar day, as days since 1970-01-01; `YYYY-MM-DD` in JSON and TOML.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

/// The text is not a day of the form `YYYY-MM-DD`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a day of the form YYYY-MM-DD: {0}")]
pub struct NotADay(pub String);

const EPOCH_JULIAN: i32 = 2_440_588;

impl Day {
    /// The day on which a stamp falls.
    #[must_use]
    pub fn of(stamp: Stamp, zone: Zone) -> Self {
        Self::of_unix_ms(stamp.unix_ms(), zone)
    }

    /// The day on which a Unix time in milliseconds falls.
    #[must_use]
    pub fn of_unix_ms(ms: u64, zone: Zone) -> Self {
        let local = i64::try_from(ms).unwrap_or(i64::MAX / 2) + i64::from(zone.0) * 60_000;
        Self(i32::try_from(local.div_euclid(86_400_000)).unwrap_or(i32::MAX))
    }

    /// From year, month (1–12) and day of the month.
    #[must_use]
    pub fn from_ymd(year: i32, month: u8, day: u8) -> Option<Self> {
        let month = Month::try_from(month).ok()?;
        let date = Date::from_calendar_date(year, month, day).ok()?;
        Some(Self(date.to_julian_day() - EPOCH_JULIAN))
    }

    /// Year, month (1–12) and day of the month.
    #[must_use]
    pub fn ymd(self) -> (i32, u8, u8) {
        let date = Date::from_julian_day(self.0.saturating_add(EPOCH_JULIAN)).unwrap_or(Date::MIN);
        (date.year(), u8::from(date.month()), date.day())
    }

    /// Monday is 0, Sunday is 6 (ISO 8601 weeks).
    #[must_use]
    pub const fn weekday(self) -> u8 {
        (self.0 + 3).rem_euclid(7) as u8
    }

    /// This many days later (or earlier).
    #[must_use]
    pub const fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (y, m, d) = self.ymd();
        write!(f, "{y:04}-{m:02}-{d:02}")
    }
}

impl FromStr for Day {
    type Err = NotADay;
    fn from_str(text: &str) -> Result<Self, NotADay> {
        let mut parts = text.splitn(3, '-').map(str::parse::<u16>);
        let (Some(Ok(y)), Some(Ok(m)), Some(Ok(d))) = (parts.next(), parts.next(), parts.next()) else {
            return Err(NotADay(text.into()));
        };
        let (Ok(m), Ok(d)) = (u8::try_from(m), u8::try_from(d)) else {
            return Err(NotADay(text.into()));
        };
        Self::from_ymd(i32::from(y), m, d).ok_or_else(|| NotADay(text.into()))
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // By visitor: days are read too often to make a string of each.
        deserializer.deserialize_str(DayText)
    }
}

struct DayText;

impl Visitor<'_> for DayText {
    type Value = Day;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a day of the form YYYY-MM-DD")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Day, E> {
        text.parse().map_err(E::custom)
    }
}
