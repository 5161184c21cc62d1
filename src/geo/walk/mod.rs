//! A walking order: doors one after the other so that the feet go little, from where the worker stands.
//!
//! An open path with a fixed beginning and a free end. Greedy first, then improved by moves (`moves.rs`) until none helps,
//! then disturbed here and there and improved again, a fixed number of times: the same doors give the same order. Up to
//! [`MOST`] doors; within a tenth of the best by a lower bound (`bound.rs`, in the tests). Distances are straight lines;
//! what lies between, only the worker sees.

mod moves;

#[cfg(test)]
mod bound;
#[cfg(test)]
mod tests;

use moves::Path;

/// More doors than this are given back as they came: nobody walks them in one day.
pub const MOST: usize = 400;

/// How often a good order is disturbed and mended. Some 100 ms for 400 doors on a slow phone.
const KICKS: usize = 1_500;

/// A place: `(longitude, latitude)` in integers of 1e-7 degree, WGS 84.
pub type Place = (i32, i32);

/// The order in which to walk `doors`, as their indices; each once. It begins at the door nearest to `from`, or at the
/// first one. Doors at one place keep the order they came in.
#[must_use]
pub fn walking_order(from: Option<Place>, doors: &[Place]) -> Vec<usize> {
    if doors.len() < 3 || doors.len() > MOST {
        return (0..doors.len()).collect();
    }
    let stops = Stops::of(doors);
    // The beginning is a stop of its own, so that where the worker stands has its say, not only the nearest door.
    let start = from.unwrap_or(doors[0]);
    let places = metres(std::iter::once(start).chain(stops.places.iter().copied()));
    let mut path = Path::greedy(&places);
    path.improve();
    let mut chance = Sequence(0x9e37_79b9_7f4a_7c15);
    for _ in 0..KICKS {
        path.kick(&mut chance);
    }
    path.order().skip(1).flat_map(|stop| stops.doors[stop - 1].iter().copied()).collect()
}

/// Length of a path over places in this order, in metres.
#[must_use]
pub fn length_m(places: &[Place]) -> f64 {
    metres(places.iter().copied()).windows(2).map(|pair| distance(pair[0], pair[1])).sum()
}

/// Doors of one place (a stairwell) are one stop.
struct Stops {
    places: Vec<Place>,
    doors: Vec<Vec<usize>>,
}

impl Stops {
    fn of(doors: &[Place]) -> Self {
        let mut stops = Self { places: Vec::new(), doors: Vec::new() };
        let mut at = std::collections::BTreeMap::new();
        for (door, place) in doors.iter().enumerate() {
            let stop = *at.entry(*place).or_insert_with(|| {
                stops.places.push(*place);
                stops.doors.push(Vec::new());
                stops.places.len() - 1
            });
            stops.doors[stop].push(door);
        }
        stops
    }
}

/// Metres east and north of the first place; true enough for a village.
fn metres(places: impl Iterator<Item = Place>) -> Vec<(f64, f64)> {
    const METRES_PER_DEGREE: f64 = 111_195.0;
    let places: Vec<Place> = places.collect();
    let Some(&origin) = places.first() else { return Vec::new() };
    let shrink = (f64::from(origin.1) * 1e-7).to_radians().cos();
    let north = |(_, latitude): Place| (f64::from(latitude) - f64::from(origin.1)) * 1e-7 * METRES_PER_DEGREE;
    let east = |(longitude, _): Place| (f64::from(longitude) - f64::from(origin.0)) * 1e-7 * METRES_PER_DEGREE * shrink;
    places.into_iter().map(|place| (east(place), north(place))).collect()
}

fn distance(a: (f64, f64), b: (f64, f64)) -> f64 {
    (a.0 - b.0).hypot(a.1 - b.1)
}

/// Numbers that look like chance and are always the same (xorshift64*): an order must not change under the worker's eyes.
struct Sequence(u64);

impl Sequence {
    /// A number below `limit`.
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let limit = u64::try_from(limit).unwrap_or(1).max(1);
        usize::try_from((self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % limit).unwrap_or(0)
    }
}
