//! Orders against the best there is (few doors) and against a bound below which nobody can come (many).

use super::{bound::lower_bound, *};

/// Doors of a village: lanes with houses on both sides, and some that stand anywhere.
fn village(doors: usize, seed: u64) -> Vec<Place> {
    let mut chance = Sequence(seed | 1);
    let mut lane = (0, 0, 0, 0);
    (0..doors)
        .map(|door| {
            let mut within = |limit: usize| i32::try_from(chance.below(limit)).unwrap();
            if door % 18 == 0 {
                lane = (within(80_000), within(80_000), within(900) - 450, within(900) - 450);
            }
            let along = i32::try_from(door % 18 / 2).unwrap();
            let side = if door % 2 == 0 { 700 } else { -700 };
            let (x, y) = match door % 7 {
                6 => (within(80_000), within(80_000)),
                _ => (lane.0 + along * lane.2 * 3 + side, lane.1 + along * lane.3 * 3 + side),
            };
            (1_186_000_000 + x, 246_000_000 + y)
        })
        .collect()
}

fn scattered(doors: usize, seed: u64) -> Vec<Place> {
    let mut chance = Sequence(seed | 1);
    let mut within = || i32::try_from(chance.below(90_000)).unwrap();
    (0..doors).map(|_| (1_186_000_000 + within(), 246_000_000 + within())).collect()
}

fn walked(from: Place, doors: &[Place]) -> Vec<Place> {
    std::iter::once(from).chain(walking_order(Some(from), doors).into_iter().map(|door| doors[door])).collect()
}

/// The shortest of all orders.
fn best(path: &mut Vec<Place>, left: &mut Vec<Place>) -> f64 {
    if left.is_empty() {
        return length_m(path);
    }
    let mut shortest = f64::INFINITY;
    for at in 0..left.len() {
        path.push(left.remove(at));
        shortest = shortest.min(best(path, left));
        left.insert(at, path.pop().unwrap());
    }
    shortest
}

#[test]
fn few_doors_are_walked_the_best_way() {
    for seed in 1..=20 {
        let doors = scattered(7, seed * 7919);
        let from = doors[0];
        let shortest = best(&mut vec![from], &mut doors.clone());
        let ours = length_m(&walked(from, &doors));
        assert!(ours <= shortest * 1.0001, "seed {seed}: {ours} instead of {shortest}");
    }
}

#[test]
fn many_doors_come_within_a_tenth_of_the_best() {
    for (name, doors) in [
        ("village", village(400, 11)),
        ("village", village(400, 12)),
        ("scattered", scattered(400, 13)),
        ("scattered", scattered(150, 14)),
    ] {
        let from = (1_186_040_000, 246_040_000);
        let path = walked(from, &doors);
        let ours = length_m(&path);
        let bound = lower_bound(&metres(path.into_iter()), ours);
        assert!(bound > 0.0 && ours <= bound * 1.10, "{name}: {ours:.0} m, at the best {bound:.0} m, {}", ours / bound);
    }
}

#[test]
fn every_door_once_and_those_of_a_stairwell_together() {
    let mut doors = scattered(60, 5);
    for door in 20..30 {
        doors[door] = doors[3];
    }
    let order = walking_order(None, &doors);
    let mut sorted = order.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, (0..60).collect::<Vec<_>>());
    let at = order.iter().position(|&door| door == 3).unwrap();
    assert_eq!(order[at..at + 11], [3, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29]);
    assert_eq!(order, walking_order(None, &doors), "always the same");
}

#[test]
fn too_many_or_too_few_stay_as_they_are() {
    assert_eq!(walking_order(None, &[]), Vec::<usize>::new());
    assert_eq!(walking_order(None, &scattered(2, 1)), [0, 1]);
    let many = scattered(MOST + 1, 1);
    assert_eq!(walking_order(None, &many), (0..=MOST).collect::<Vec<_>>());
}

#[test]
fn where_the_worker_stands_comes_first() {
    let doors: Vec<Place> = (0..10).map(|door| (1_186_000_000 + door * 1000, 246_000_000)).collect();
    assert_eq!(walking_order(Some((1_186_000_000, 246_000_000)), &doors), (0..10).collect::<Vec<_>>());
    assert_eq!(walking_order(Some((1_186_010_000, 246_000_000)), &doors), (0..10).rev().collect::<Vec<_>>());
}
