//! Sign-in waits after too many wrong passwords, per name and per address.
//!
//! In memory: a restart forgives, which is no help to somebody guessing. The caller brings the time. Memory is bounded:
//! what is past is swept, and a flood of new keys drops the oldest.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

/// Wrong attempts are forgotten after this long.
const WINDOW_MS: u64 = 15 * 60 * 1000;

/// Most keys that are remembered.
const MAX_KEYS: usize = 10_000;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Name(String),
    Address(IpAddr),
}

#[derive(Clone, Copy, Debug)]
struct Failures {
    count: u32,
    first_ms: u64,
}

/// Counts wrong passwords.
#[derive(Debug)]
pub struct Throttle {
    per_name: u32,
    per_address: u32,
    failures: Mutex<HashMap<Key, Failures>>,
}

impl Throttle {
    /// Allows so many wrong passwords per window.
    #[must_use]
    pub fn allowing(per_name: u32, per_address: u32) -> Self {
        Self { per_name, per_address, failures: Mutex::default() }
    }

    /// Counts an attempt beforehand, so that many at once cannot slip through.
    ///
    /// # Errors
    /// The seconds to wait, when there were too many.
    pub fn begin(&self, name: &str, address: IpAddr, now_ms: u64) -> Result<(), u32> {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        sweep(&mut failures, now_ms);
        let keys = [(Key::Name(name.to_owned()), self.per_name), (Key::Address(address), self.per_address)];
        let over = |(key, allowed): &(Key, u32)| failures.get(key).filter(|seen| seen.count >= *allowed);
        if let Some(wait_ms) = keys.iter().filter_map(over).map(|f| f.first_ms + WINDOW_MS - now_ms).max() {
            return Err(u32::try_from(wait_ms.div_ceil(1000)).unwrap_or(u32::MAX));
        }
        for (key, _) in keys {
            failures.entry(key).or_insert(Failures { count: 0, first_ms: now_ms }).count += 1;
        }
        Ok(())
    }

    /// The password was right: the name starts anew, the address gets its attempt back.
    pub fn succeeded(&self, name: &str, address: IpAddr) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        failures.remove(&Key::Name(name.to_owned()));
        if let Some(seen) = failures.get_mut(&Key::Address(address)) {
            seen.count = seen.count.saturating_sub(1);
        }
    }
}

fn sweep(failures: &mut HashMap<Key, Failures>, now_ms: u64) {
    failures.retain(|_, seen| now_ms < seen.first_ms + WINDOW_MS);
    if failures.len() >= MAX_KEYS
        && let Some(oldest) = failures.iter().min_by_key(|(_, seen)| seen.first_ms).map(|(key, _)| key.clone())
    {
        failures.remove(&oldest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    const HOME: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
    const AWAY: IpAddr = IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1));

    #[test]
    fn a_name_waits_and_comes_back() {
        let throttle = Throttle::allowing(3, 100);
        for _ in 0..3 {
            assert_eq!(throttle.begin("a", HOME, 1000), Ok(()));
        }
        assert_eq!(throttle.begin("a", AWAY, 1000), Err(900), "another address does not help");
        assert_eq!(throttle.begin("b", HOME, 1000), Ok(()), "another name is free");
        assert_eq!(throttle.begin("a", HOME, 1000 + WINDOW_MS), Ok(()));
    }

    #[test]
    fn an_address_waits_whatever_the_name() {
        let throttle = Throttle::allowing(3, 5);
        for name in ["a", "b", "c", "d", "e"] {
            assert_eq!(throttle.begin(name, HOME, 0), Ok(()));
        }
        assert!(throttle.begin("f", HOME, 0).is_err());
        assert_eq!(throttle.begin("f", AWAY, 0), Ok(()));
    }

    #[test]
    fn success_forgives_the_name_only() {
        let throttle = Throttle::allowing(2, 3);
        for at in 0..10 {
            assert_eq!(throttle.begin("a", HOME, at), Ok(()));
            throttle.succeeded("a", HOME);
        }
        for name in ["b", "c", "d"] {
            assert_eq!(throttle.begin(name, HOME, 20), Ok(()));
        }
        assert!(throttle.begin("a", HOME, 20).is_err(), "three wrong ones from this address");
    }
}
