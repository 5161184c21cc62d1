//! How short a walk could be at the best: the bound of Held and Karp, by which orders are judged.
//!
//! Held, Karp: The traveling-salesman problem and minimum spanning trees, 1970 and 1971. A path with a free end is a round
//! trip over one stop more, next to the first and the last at no cost. Any penalties on stops give a true lower bound; they
//! are raised where the tree has too many edges.

use super::distance;

const ROUNDS: u32 = 600;

/// No path over all places that begins at the first is shorter than this. `known` is the length of some path.
pub(super) fn lower_bound(places: &[(f64, f64)], known: f64) -> f64 {
    let count = places.len();
    let mut penalty = vec![0.0; count];
    let (mut best, mut step) = (0.0_f64, 2.0);
    let mut without_gain = 0;
    for _ in 0..ROUNDS {
        let (weight, degree) = one_tree(places, &penalty);
        let bound = weight - 2.0 * penalty.iter().sum::<f64>();
        if bound > best + 1e-6 {
            (best, without_gain) = (bound, 0);
        } else {
            without_gain += 1;
            if without_gain >= 10 {
                (step, without_gain) = (step * 0.7, 0);
            }
        }
        let excess: f64 = degree.iter().map(|&degree| f64::from(degree - 2).powi(2)).sum();
        if excess == 0.0 {
            return best;
        }
        let by = step * (known - bound).max(known * 1e-4) / excess;
        for (penalty, degree) in penalty.iter_mut().zip(&degree) {
            *penalty += by * f64::from(degree - 2);
        }
    }
    best
}

/// Weight and degrees of the least tree over the places, with the additional stop joined to the first and to the cheapest.
fn one_tree(places: &[(f64, f64)], penalty: &[f64]) -> (f64, Vec<i32>) {
    let count = places.len();
    let mut degree = vec![0; count];
    let mut nearest = vec![(f64::INFINITY, 0); count];
    let mut inside = vec![false; count];
    let (mut weight, mut here) = (0.0, 0);
    inside[0] = true;
    for _ in 1..count {
        for other in (0..count).filter(|&other| !inside[other]) {
            let cost = distance(places[here], places[other]) + penalty[here] + penalty[other];
            if cost < nearest[other].0 {
                nearest[other] = (cost, here);
            }
        }
        let next = (0..count).filter(|&other| !inside[other]).min_by(|&a, &b| nearest[a].0.total_cmp(&nearest[b].0));
        here = next.unwrap();
        inside[here] = true;
        weight += nearest[here].0;
        degree[here] += 1;
        degree[nearest[here].1] += 1;
    }
    let end = (1..count).min_by(|&a, &b| penalty[a].total_cmp(&penalty[b])).unwrap();
    degree[0] += 1;
    degree[end] += 1;
    (weight + penalty[0] + penalty[end], degree)
}
