//! Where to write the name of an area: a point that lies inside its outline.
//!
//! The centre of gravity, or, for outlines bent around it, the middle of the widest stretch at its latitude.

use crate::domain::area::Point;

/// A point inside the ring for its label; none for rings without an area.
#[must_use]
pub fn label_point(ring: &[Point]) -> Option<Point> {
    let (x, y) = centre(ring)?;
    let crossings = crossings(ring, y);
    let inside = crossings.chunks_exact(2).any(|stretch| stretch[0] <= x && x <= stretch[1]);
    let x = if inside { x } else { middle_of_widest(&crossings)? };
    Some((rounded(x), rounded(y)))
}

#[expect(clippy::cast_possible_truncation, reason = "lies between two i32")]
fn rounded(value: f64) -> i32 {
    value.round() as i32
}

fn edges(ring: &[Point]) -> impl Iterator<Item = ((f64, f64), (f64, f64))> {
    let to_f64 = |(x, y): Point| (f64::from(x), f64::from(y));
    (0..ring.len()).map(move |i| (to_f64(ring[i]), to_f64(ring[(i + 1) % ring.len()])))
}

fn centre(ring: &[Point]) -> Option<(f64, f64)> {
    let origin = ring.first().map(|&(x, y)| (f64::from(x), f64::from(y)))?;
    // Relative to the first point: the products of whole coordinates would lose what makes the area.
    let (doubled, x, y) = edges(ring).fold((0.0, 0.0, 0.0), |(doubled, x, y), (a, b)| {
        let (a, b) = ((a.0 - origin.0, a.1 - origin.1), (b.0 - origin.0, b.1 - origin.1));
        let cross = a.0 * b.1 - b.0 * a.1;
        (doubled + cross, x + (a.0 + b.0) * cross, y + (a.1 + b.1) * cross)
    });
    (doubled != 0.0).then(|| (origin.0 + x / (3.0 * doubled), origin.1 + y / (3.0 * doubled)))
}

/// Where the ring crosses a latitude, from west to east: pairs of entering and leaving.
fn crossings(ring: &[Point], y: f64) -> Vec<f64> {
    let mut found: Vec<f64> = edges(ring)
        .filter(|(a, b)| (a.1 > y) != (b.1 > y))
        .map(|(a, b)| a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0))
        .collect();
    found.sort_by(f64::total_cmp);
    found
}

fn middle_of_widest(crossings: &[f64]) -> Option<f64> {
    let width = |stretch: &&[f64]| stretch[1] - stretch[0];
    let widest = crossings.chunks_exact(2).max_by(|a, b| width(a).total_cmp(&width(b)))?;
    Some(f64::midpoint(widest[0], widest[1]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_square_is_labelled_in_its_middle() {
        let square = [(0, 0), (1000, 0), (1000, 1000), (0, 1000), (0, 0)];
        assert_eq!(label_point(&square), Some((500, 500)));
    }

    #[test]
    fn a_horseshoe_is_labelled_in_one_of_its_arms() {
        let horseshoe = [(0, 0), (1000, 0), (1000, 1000), (700, 1000), (700, 200), (200, 200), (200, 1000), (0, 1000)];
        let point = label_point(&horseshoe);
        assert_eq!(point.map(|(x, _)| x), Some(850), "the wider arm lies between 700 and 1000");
    }

    #[test]
    fn a_line_has_no_inside() {
        assert_eq!(label_point(&[(0, 0), (1000, 0)]), None);
        assert_eq!(label_point(&[]), None);
    }
}
