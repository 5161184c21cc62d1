//! Plausible places: points inside an outline, doors along both sides of a lane.

use nfv::domain::area::Point;

use super::chance::Chance;

/// 1e-7 degree of latitude in metres.
const METRE: f64 = 1e7 / 111_320.0;
/// Half a lane's width.
const HALF_LANE: f64 = 9.0;
/// Tries before the outline's first corner must do.
const TRIES: u32 = 200;

/// Whether a point lies inside a ring (even-odd rule).
pub(super) fn inside((x, y): Point, ring: &[Point]) -> bool {
    let (x, y) = (f64::from(x), f64::from(y));
    let mut within = false;
    for (index, (x1, y1)) in ring.iter().enumerate() {
        let (x2, y2) = ring[(index + ring.len() - 1) % ring.len()];
        let (x1, y1, x2, y2) = (f64::from(*x1), f64::from(*y1), f64::from(x2), f64::from(y2));
        if (y1 > y) != (y2 > y) && x < (x2 - x1) * (y - y1) / (y2 - y1) + x1 {
            within = !within;
        }
    }
    within
}

/// A point inside a ring.
pub(super) fn somewhere(chance: &Chance, ring: &[Point]) -> Point {
    let range = |of: fn(&Point) -> i32| {
        let all = ring.iter().map(of);
        (all.clone().min().unwrap_or_default(), all.max().unwrap_or_default())
    };
    let ((west, east), (south, north)) = (range(|point| point.0), range(|point| point.1));
    let point = |_| (chance.between(west, east), chance.between(south, north));
    (0..TRIES).map(point).find(|point| inside(*point, ring)).or(ring.first().copied()).unwrap_or_default()
}

/// Doors of a lane: it begins somewhere in the village and runs straight; where it would leave the village it turns back.
pub(super) fn lane(chance: &Chance, ring: &[Point], doors: u32, step_metres: f64) -> Vec<Point> {
    let start = somewhere(chance, ring);
    let angle = chance.share() * std::f64::consts::TAU;
    let narrowing = (f64::from(start.1) / 1e7).to_radians().cos();
    let (east, north) = (angle.cos() / narrowing, angle.sin());
    let door = |n: u32| {
        let along = f64::from(n / 2) * step_metres * METRE;
        let side = if n.is_multiple_of(2) { HALF_LANE } else { -HALF_LANE } * METRE;
        let at = |along: f64| {
            let x = f64::from(start.0) + along * east - side * angle.sin() / narrowing;
            let y = f64::from(start.1) + along * north + side * angle.cos();
            (rounded(x), rounded(y))
        };
        [at(along), at(-along)].into_iter().find(|point| inside(*point, ring)).unwrap_or(start)
    };
    (0..doors).map(door).collect()
}

#[expect(clippy::cast_possible_truncation, reason = "a float cast saturates; degrees times 1e7 fit")]
fn rounded(value: f64) -> i32 {
    value.round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doors_stay_in_the_village() {
        let ring = [(1_186_900_000, 246_900_000), (1_186_990_000, 246_900_000), (1_186_900_000, 246_990_000)];
        assert!(inside((1_186_910_000, 246_910_000), &ring) && !inside((1_186_989_000, 246_989_000), &ring));
        let chance = Chance::seeded(1);
        for _ in 0..50 {
            assert!(lane(&chance, &ring, 40, 14.0).iter().all(|point| inside(*point, &ring)));
        }
    }
}
