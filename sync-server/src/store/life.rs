//! Which numbers of a device's life were seen: ranges, since they come nearly in order.
//!
//! A number that was seen under one id and comes under another betrays a cloned or restored phone. The set may claim to
//! have seen too much (then a device begins a new life for nothing), never too little.

/// More ranges than this are closed up from below; a false alarm costs a device nothing.
const MOST_RANGES: usize = 1000;

/// A number was seen before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Novelty {
    /// First time.
    New,
    /// Another event bore it.
    Seen,
}

/// Numbers seen of one life, as sorted ranges with both ends included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SeenNumbers(Vec<(u64, u64)>);

impl SeenNumbers {
    /// Reads the stored form: pairs of big-endian numbers.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let number = |part: &[u8]| part.try_into().map_or(0, u64::from_be_bytes);
        Self(bytes.chunks_exact(16).map(|pair| (number(&pair[..8]), number(&pair[8..]))).collect())
    }

    /// The stored form.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|(first, last)| [first.to_be_bytes(), last.to_be_bytes()]).flatten().collect()
    }

    /// Notes a number.
    pub fn insert(&mut self, n: u64) -> Novelty {
        // The first range that ends at or after the number, or directly before it.
        let at = self.0.partition_point(|(_, last)| last.saturating_add(1) < n);
        match self.0.get_mut(at) {
            Some((first, last)) if *first <= n && n <= *last => return Novelty::Seen,
            Some((_, last)) if last.checked_add(1) == Some(n) => *last = n,
            Some((first, _)) if n.checked_add(1) == Some(*first) => *first = n,
            _ => self.0.insert(at, (n, n)),
        }
        self.close_up(at);
        Novelty::New
    }

    fn close_up(&mut self, at: usize) {
        if let (Some(&(_, last)), Some(&(first, end))) = (self.0.get(at), self.0.get(at + 1))
            && last.checked_add(1) == Some(first)
        {
            self.0[at].1 = end;
            self.0.remove(at + 1);
        }
        if self.0.len() > MOST_RANGES {
            self.0[0].1 = self.0[1].1;
            self.0.remove(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn agrees_with_a_set(numbers in prop::collection::vec(0_u64..40, 0..80)) {
            let (mut seen, mut set) = (SeenNumbers::default(), BTreeSet::new());
            for n in numbers {
                let expected = if set.insert(n) { Novelty::New } else { Novelty::Seen };
                prop_assert_eq!(seen.insert(n), expected);
                seen = SeenNumbers::from_bytes(&seen.to_bytes());
                let ranges = seen.0.windows(2).all(|pair| pair[0].1 + 1 < pair[1].0);
                prop_assert!(ranges, "ranges touch: {:?}", seen);
            }
        }
    }

    #[test]
    fn never_forgets_when_it_closes_up() {
        let mut seen = SeenNumbers::default();
        for n in (0..5000).map(|i| i * 3) {
            seen.insert(n);
        }
        assert!(seen.0.len() <= MOST_RANGES);
        assert!((0..5000).all(|i| seen.insert(i * 3) == Novelty::Seen));
    }

    #[test]
    fn takes_the_greatest_number() {
        let mut seen = SeenNumbers::default();
        assert_eq!(seen.insert(u64::MAX), Novelty::New);
        assert_eq!(seen.insert(u64::MAX - 1), Novelty::New);
        assert_eq!(seen.insert(u64::MAX), Novelty::Seen);
    }
}
