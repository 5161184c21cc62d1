//! Figures as pages show them: shares that never flatter, the order of what is missing, a list to take along.
//!
//! Pure; numbers in, numbers and text out. Words are the page's business.

use std::fmt::Write;

use super::messages::{CoverageView, OverviewLine};
use crate::{domain::score::Points, sync::imports::RejectedRow};

/// A numerator with its denominator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// Done.
    pub done: u64,
    /// Of so many.
    pub of: u64,
}

impl Share {
    /// From two counts.
    #[must_use]
    pub fn new(done: impl Into<u64>, of: impl Into<u64>) -> Self {
        Self { done: done.into(), of: of.into() }
    }

    /// Tenths of a percent, rounded down: 100 % is shown only when nothing is missing. None when there is nothing to
    /// measure.
    #[must_use]
    pub fn per_mille(self) -> Option<u64> {
        (self.of > 0).then(|| self.done.saturating_mul(1000) / self.of)
    }

    /// As a decimal number of percent: `83.4`, `100`; none when there is nothing to measure.
    #[must_use]
    pub fn percent(self) -> Option<String> {
        self.per_mille().map(|tenths| match (tenths / 10, tenths % 10) {
            (whole, 0) => whole.to_string(),
            (whole, tenth) => format!("{whole}.{tenth}"),
        })
    }

    /// What is missing.
    #[must_use]
    pub const fn missing(self) -> u64 {
        self.of.saturating_sub(self.done)
    }

    /// The map's five bands, from light to dark: below 60, 80, 90, 95 percent, and above.
    #[must_use]
    pub fn band(self) -> Option<u8> {
        let per_mille = self.per_mille()?;
        let passed = [600, 800, 900, 950].into_iter().filter(|bound| per_mille >= *bound).count();
        u8::try_from(passed).ok()
    }
}

impl CoverageView {
    /// Households reached, of those that count.
    #[must_use]
    pub fn households_share(&self) -> Share {
        Share::new(self.reached, self.of)
    }

    /// Pledges answered, of the households that count.
    #[must_use]
    pub fn pledges_share(&self) -> Share {
        Share::new(self.answered, self.of)
    }

    /// Adults reached, of those registered.
    #[must_use]
    pub fn adults_share(&self) -> Share {
        Share::new(self.adults_reached, self.adults)
    }

    /// Units reached, of those that are not exempt.
    #[must_use]
    pub fn units_share(&self) -> Share {
        let count = |state: &str| self.units.get(state).copied().unwrap_or_default();
        Share::new(count("reached"), self.units.values().sum::<u32>() - count("exempt"))
    }
}

/// Most missing doors first; ties by code.
pub fn sort_by_missing(lines: &mut [OverviewLine]) {
    lines.sort_by(|a, b| {
        let missing = |line: &OverviewLine| line.coverage.households_share().missing();
        missing(b).cmp(&missing(a)).then_with(|| a.area.code.cmp(&b.area.code))
    });
}

/// Points without needless decimals: `27`, `8.5`, `8.57`.
#[must_use]
pub fn points(points: Points) -> String {
    let sign = if points.0 < 0 { "-" } else { "" };
    let (whole, hundredths) = (points.0.unsigned_abs() / 100, points.0.unsigned_abs() % 100);
    match hundredths {
        0 => format!("{sign}{whole}"),
        tens if tens % 10 == 0 => format!("{sign}{whole}.{}", tens / 10),
        both => format!("{sign}{whole}.{both:02}"),
    }
}

/// The rows left out of a roster as CSV, with a byte order mark so that spreadsheet programs read it as UTF-8.
///
/// `reason` says a code in words.
pub fn rejected_csv(heading: [&str; 4], rows: &[RejectedRow], reason: impl Fn(&str) -> String) -> String {
    let mut csv = String::from("\u{feff}");
    push_line(&mut csv, heading);
    for row in rows {
        push_line(&mut csv, [&row.row.to_string(), &row.column, &reason(&row.reason), &row.value]);
    }
    csv
}

fn push_line(csv: &mut String, cells: [&str; 4]) {
    let quoted = cells.map(quoted);
    let _infallible = write!(csv, "{}\r\n", quoted.join(","));
}

/// Quoted; a value that a spreadsheet would run as a formula is shown, not run.
fn quoted(cell: &str) -> String {
    let guard = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{guard}{}\"", cell.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_rounded_down() {
        let percent = |done: u32, of: u32| Share::new(done, of).percent();
        assert_eq!(percent(9999, 10_000).as_deref(), Some("99.9"));
        assert_eq!(percent(10_000, 10_000).as_deref(), Some("100"));
        assert_eq!(percent(1, 3).as_deref(), Some("33.3"));
        assert_eq!(percent(0, 12).as_deref(), Some("0"));
        assert_eq!(percent(0, 0), None);
    }

    #[test]
    fn bands_begin_at_their_bounds() {
        let band = |done: u32| Share::new(done, 1000_u32).band();
        assert_eq!([599, 600, 799, 800, 899, 900, 949, 950].map(band), [0, 1, 1, 2, 2, 3, 3, 4].map(Some));
        assert_eq!(Share::new(0_u32, 0_u32).band(), None);
    }

    #[test]
    fn units_count_without_the_exempt_ones() {
        let units = [("reached", 3), ("exempt", 2), ("unreached", 1)].map(|(state, n)| (state.to_owned(), n));
        let coverage = CoverageView { units: units.into(), ..CoverageView::default() };
        assert_eq!(coverage.units_share(), Share { done: 3, of: 4 });
    }

    #[test]
    fn points_lose_only_needless_zeros() {
        assert_eq!([0, 2700, 850, 857, 5, -120].map(|n| points(Points(n))), ["0", "27", "8.5", "8.57", "0.05", "-1.2"]);
    }

    #[test]
    fn csv_keeps_quotes_and_defuses_formulas() {
        let row = RejectedRow { row: 7, column: "A,B".into(), reason: "x".into(), value: "=1+\"1\"".into() };
        let csv = rejected_csv(["r", "c", "w", "v"], &[row], |code| format!("because {code}"));
        assert_eq!(csv, "\u{feff}\"r\",\"c\",\"w\",\"v\"\r\n\"7\",\"A,B\",\"because x\",\"'=1+\"\"1\"\"\"\r\n");
    }
}
