//! Where a device stands: one point and how far off it may be, or why there is none.

use serde::{Deserialize, Serialize};

use crate::domain::area::Point;

/// One point at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standpoint {
    /// Longitude and latitude.
    pub at: Point,
    /// It may be so many metres off.
    pub within_m: u32,
}

/// Why there is no point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoStandpoint {
    /// The user, or the device, does not want that.
    Denied,
    /// The device does not know where it is.
    Nowhere,
}

impl Standpoint {
    /// From degrees and metres as a device tells them; `None` where that is nowhere on earth.
    #[must_use]
    pub fn of_degrees(longitude: f64, latitude: f64, accuracy: f64) -> Option<Self> {
        let fits = longitude.abs() <= 180.0 && latitude.abs() <= 90.0 && accuracy >= 0.0;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "both were looked at, and `as` stops at the limits"
        )]
        let point = || Self {
            at: ((longitude * 1e7).round() as i32, (latitude * 1e7).round() as i32),
            within_m: accuracy.ceil() as u32,
        };
        fits.then(point)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_become_whole_numbers() {
        let here = Standpoint::of_degrees(118.7, -24.65, 12.3).unwrap();
        assert_eq!(here, Standpoint { at: (1_187_000_000, -246_500_000), within_m: 13 });
        let far = Standpoint::of_degrees(-180.0, 90.0, 1e12).unwrap();
        assert_eq!(far, Standpoint { at: (-1_800_000_000, 900_000_000), within_m: u32::MAX });
    }

    #[test]
    fn what_is_nowhere_is_no_point() {
        for (x, y, off) in
            [(180.1, 0.0, 1.0), (0.0, -90.5, 1.0), (f64::NAN, 0.0, 1.0), (0.0, 0.0, f64::NAN), (0.0, 0.0, -1.0)]
        {
            assert_eq!(Standpoint::of_degrees(x, y, off), None, "{x} {y} {off}");
        }
    }
}
