//! The rectangle around a set of points.

use serde::{Deserialize, Serialize};

use crate::domain::area::Point;

/// A rectangle in degrees.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bounds {
    /// Smallest longitude.
    pub west: f64,
    /// Smallest latitude.
    pub south: f64,
    /// Greatest longitude.
    pub east: f64,
    /// Greatest latitude.
    pub north: f64,
}

impl Bounds {
    /// Around all points; none without points.
    pub fn around(points: impl IntoIterator<Item = Point>) -> Option<Self> {
        let mut points = points.into_iter();
        let first = points.next()?;
        let (low, high) = points
            .fold((first, first), |(low, high), (x, y)| ((low.0.min(x), low.1.min(y)), (high.0.max(x), high.1.max(y))));
        Some(Self { west: degrees(low.0), south: degrees(low.1), east: degrees(high.0), north: degrees(high.1) })
    }
}

/// Degrees of an integer of 1e-7 degree.
#[must_use]
pub fn degrees(tenth_millionths: i32) -> f64 {
    f64::from(tenth_millionths) / 1e7
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rectangle_holds_every_point() {
        let points = [(1_187_000_000, 246_600_000), (1_186_900_000, 246_700_000), (1_187_100_000, 246_500_000)];
        let expected = Bounds { west: 118.69, south: 24.65, east: 118.71, north: 24.67 };
        assert_eq!(Bounds::around(points), Some(expected));
        assert_eq!(Bounds::around([]), None);
    }
}
