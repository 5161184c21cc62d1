//! Coordinates of a row: inside the county, swapped, or somewhere else.

use nfv::domain::area::Point;

/// Invented borders and GPS are not exact: this much beside the outlines is still inside (5 km).
const MARGIN: i32 = 450_000;

/// A box around the county.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    west: i32,
    south: i32,
    east: i32,
    north: i32,
}

/// Where a pair of numbers lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the county.
    Inside(Point),
    /// It would be, the other way round.
    Swapped,
    /// Elsewhere.
    Outside,
}

impl Bounds {
    /// Around all these points; without any, around China.
    #[must_use]
    pub fn around(points: impl Iterator<Item = Point>) -> Self {
        let grow = |bounds: Option<Self>, (x, y): Point| {
            let Self { west, south, east, north } = bounds.unwrap_or(Self { west: x, south: y, east: x, north: y });
            Some(Self { west: west.min(x), south: south.min(y), east: east.max(x), north: north.max(y) })
        };
        let china = Self { west: 730_000_000, south: 180_000_000, east: 1_350_000_000, north: 540_000_000 };
        points.fold(None, grow).map_or(china, |found| Self {
            west: found.west.saturating_sub(MARGIN),
            south: found.south.saturating_sub(MARGIN),
            east: found.east.saturating_add(MARGIN),
            north: found.north.saturating_add(MARGIN),
        })
    }

    /// Places degrees.
    #[must_use]
    pub fn place(&self, longitude: f64, latitude: f64) -> Place {
        match (self.point(longitude, latitude), self.point(latitude, longitude)) {
            (Some(point), _) => Place::Inside(point),
            (None, Some(_)) => Place::Swapped,
            (None, None) => Place::Outside,
        }
    }

    fn point(&self, longitude: f64, latitude: f64) -> Option<Point> {
        let (x, y) = (units(longitude)?, units(latitude)?);
        let inside = (self.west..=self.east).contains(&x) && (self.south..=self.north).contains(&y);
        inside.then_some((x, y))
    }
}

/// Degrees as integers of 1e-7 degree.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked before")]
fn units(degrees: f64) -> Option<i32> {
    (-180.0..=180.0).contains(&degrees).then(|| (degrees * 1e7).round() as i32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inside_swapped_outside() {
        let county = Bounds::around([(1_186_000_000, 246_000_000), (1_187_000_000, 247_000_000)].into_iter());
        assert_eq!(county.place(118.65, 24.65), Place::Inside((1_186_500_000, 246_500_000)));
        assert_eq!(county.place(24.65, 118.65), Place::Swapped);
        assert_eq!(county.place(116.4, 39.9), Place::Outside);
        assert_eq!(county.place(f64::NAN, 24.65), Place::Outside);
        assert_eq!(county.place(1e300, -1e300), Place::Outside);
        assert_eq!(Bounds::around(std::iter::empty()).place(39.9, 116.4), Place::Swapped);
    }
}
