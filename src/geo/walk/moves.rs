//! A path and the moves that shorten it: a stretch turned round (2-opt), a few stops taken elsewhere, turned or not
//! (Or-opt). Stop 0 stays first; the end is free.
//!
//! Each stop looks at its nearest neighbours only, and only at stops near which something has changed.

use super::{Sequence, distance};

/// Neighbours that a stop looks at.
const NEIGHBOURS: usize = 8;

/// Stops that are taken elsewhere at once.
const LONGEST_PIECE: usize = 3;

/// What is gained must be more than rounding.
const EPSILON: f64 = 1e-7;

/// An order over places, and what is needed to improve it.
pub(super) struct Path {
    places: Vec<(f64, f64)>,
    neighbours: Vec<Vec<usize>>,
    /// Stops in their order.
    order: Vec<usize>,
    /// Where each stop stands in `order`.
    position: Vec<usize>,
    /// Stops still to be looked at.
    open: Vec<usize>,
    is_open: Vec<bool>,
}

impl Path {
    /// From stop 0, always to the nearest one that is left.
    pub(super) fn greedy(places: &[(f64, f64)]) -> Self {
        let count = places.len();
        let mut order = vec![0];
        let mut left: Vec<usize> = (1..count).collect();
        let mut here = 0;
        while let Some(nearest) = (0..left.len()).min_by(|&a, &b| {
            distance(places[here], places[left[a]]).total_cmp(&distance(places[here], places[left[b]]))
        }) {
            here = left.swap_remove(nearest);
            order.push(here);
        }
        let mut position = vec![0; count];
        order.iter().enumerate().for_each(|(at, &stop)| position[stop] = at);
        let neighbours = (0..count).map(|stop| nearest_to(places, stop)).collect();
        let open = order.iter().rev().copied().collect();
        Self { places: places.to_vec(), neighbours, order, position, open, is_open: vec![true; count] }
    }

    /// The stops in their order.
    pub(super) fn order(&self) -> impl Iterator<Item = usize> {
        self.order.iter().copied()
    }

    /// Until no move helps.
    pub(super) fn improve(&mut self) {
        while let Some(stop) = self.open.pop() {
            self.is_open[stop] = false;
            while self.improve_at(stop) {}
        }
    }

    /// Cuts three nearby places and joins the pieces otherwise, improves what that touched, and takes it all back unless
    /// the path has become shorter.
    pub(super) fn kick(&mut self, chance: &mut Sequence) {
        const SPAN: usize = 50;
        let count = self.order.len();
        if count < 8 {
            return;
        }
        let before = (self.order.clone(), self.length());
        let span = SPAN.min(count - 1);
        let first = 1 + chance.below(count - span);
        let mut cuts = [0; 3].map(|_: usize| first + chance.below(span));
        cuts.sort_unstable();
        let [a, b, c] = cuts;
        if a == b || b == c {
            return;
        }
        self.order[a..c].rotate_left(b - a);
        self.note_positions(a, c);
        for at in [a, b, c, c - (b - a)] {
            self.touch(at.saturating_sub(1));
            self.touch(at);
        }
        self.improve();
        if self.length() + EPSILON > before.1 {
            self.order = before.0;
            self.note_positions(0, count);
        }
    }

    fn length(&self) -> f64 {
        self.order.windows(2).map(|pair| self.between(pair[0], pair[1])).sum()
    }

    fn between(&self, a: usize, b: usize) -> f64 {
        distance(self.places[a], self.places[b])
    }

    /// Distance between the stops at two positions; nothing beyond the end, which is free.
    fn gap(&self, a: usize, b: usize) -> f64 {
        match (self.order.get(a), self.order.get(b)) {
            (Some(&a), Some(&b)) => self.between(a, b),
            _ => 0.0,
        }
    }

    fn improve_at(&mut self, stop: usize) -> bool {
        self.turn_end(stop) || self.turn(stop) || self.take(stop)
    }

    /// The end is free: everything behind a stop may be walked the other way round.
    fn turn_end(&mut self, stop: usize) -> bool {
        let (at, last) = (self.position[stop], self.order.len() - 1);
        if at == 0 || at == last {
            return false;
        }
        let gain = self.gap(at - 1, at) - self.gap(at - 1, last);
        gain > EPSILON && self.reverse(at, last)
    }

    /// 2-opt: after the stop comes its neighbour, or before it.
    fn turn(&mut self, stop: usize) -> bool {
        for near in 0..self.neighbours[stop].len() {
            let other = self.neighbours[stop][near];
            let near_by = self.between(stop, other);
            let (a, b) = (self.position[stop].min(self.position[other]), self.position[stop].max(self.position[other]));
            // Joined to the right: a–b and (a+1)–(b+1) instead of a–(a+1) and b–(b+1).
            if self.gap(a, a + 1) + self.gap(b, b + 1) - near_by - self.gap(a + 1, b + 1) > EPSILON {
                return self.reverse(a + 1, b);
            }
            // Joined to the left: a–b and (a-1)–(b-1) instead of (a-1)–a and (b-1)–b.
            if a > 0 && b > a + 1 {
                let gain = self.gap(a - 1, a) + self.gap(b - 1, b) - near_by - self.gap(a - 1, b - 1);
                if gain > EPSILON {
                    return self.reverse(a, b - 1);
                }
            }
        }
        false
    }

    /// Or-opt: a piece that begins or ends at the stop is taken beside a neighbour of it.
    fn take(&mut self, stop: usize) -> bool {
        let at = self.position[stop];
        for length in 1..=LONGEST_PIECE {
            for from in [at, (at + 1).saturating_sub(length)] {
                let to = from + length;
                if from == 0 || to > self.order.len() || !(from..to).contains(&at) {
                    continue;
                }
                if self.take_piece(stop, from, to) {
                    return true;
                }
            }
        }
        false
    }

    /// `[from, to)` beside one of the stop's neighbours, the stop next to it.
    fn take_piece(&mut self, stop: usize, from: usize, to: usize) -> bool {
        let freed = self.gap(from - 1, from) + self.gap(to - 1, to) - self.gap(from - 1, to);
        if freed <= EPSILON {
            return false;
        }
        let (first, last) = (self.order[from], self.order[to - 1]);
        let far_end = if stop == first { last } else { first };
        for near in 0..self.neighbours[stop].len() {
            let other = self.neighbours[stop][near];
            let beside = self.position[other];
            if (from..to).contains(&beside) || self.between(stop, other) >= freed {
                continue;
            }
            // Behind the neighbour, or before it; the places beside the hole are the hole itself.
            for (left, right) in [(beside, beside + 1), (beside.wrapping_sub(1), beside)] {
                if right == 0 || left == from.wrapping_sub(1) && right == from || left == to - 1 {
                    continue;
                }
                let (beyond, joins_left) = if left == beside { (right, true) } else { (left, false) };
                let cost = self.between(stop, other) + self.join(far_end, beyond) - self.gap(left, right);
                if freed - cost > EPSILON {
                    // Walked left to right, the piece begins with the stop when it joins on the left.
                    let turned = (stop == first) != joins_left && first != last;
                    self.carry(from, to, right, turned);
                    return true;
                }
            }
        }
        false
    }

    fn join(&self, stop: usize, at: usize) -> f64 {
        self.order.get(at).map_or(0.0, |&other| self.between(stop, other))
    }

    /// Takes `[from, to)` out and puts it before what stands at `before` (a position outside of it), turned or not.
    fn carry(&mut self, from: usize, to: usize, before: usize, turned: bool) {
        let length = to - from;
        if turned {
            self.order[from..to].reverse();
        }
        let (low, high) = if before <= from {
            self.order[before..to].rotate_right(length);
            (before, to)
        } else {
            self.order[from..before].rotate_left(length);
            (from, before)
        };
        self.note_positions(low, high);
        let put = if before <= from { before } else { before - length };
        for at in [low, high, put, put + length, from, to] {
            self.touch(at.saturating_sub(1));
            self.touch(at);
        }
    }

    fn reverse(&mut self, from: usize, to: usize) -> bool {
        self.order[from..=to].reverse();
        self.note_positions(from, to + 1);
        for at in [from.saturating_sub(1), from, to, to + 1] {
            self.touch(at);
        }
        true
    }

    fn note_positions(&mut self, from: usize, to: usize) {
        for at in from..to {
            self.position[self.order[at]] = at;
        }
    }

    fn touch(&mut self, at: usize) {
        if let Some(&stop) = self.order.get(at)
            && !self.is_open[stop]
        {
            self.is_open[stop] = true;
            self.open.push(stop);
        }
    }
}

fn nearest_to(places: &[(f64, f64)], stop: usize) -> Vec<usize> {
    let mut others: Vec<usize> = (0..places.len()).filter(|&other| other != stop).collect();
    others.sort_by(|&a, &b| distance(places[stop], places[a]).total_cmp(&distance(places[stop], places[b])));
    others.truncate(NEIGHBOURS);
    others
}
