//! The hybrid logical clock: it only goes forward, and nobody's fast phone carries others away.

use proptest::prelude::*;

use crate::domain::{
    day::{Day, Zone},
    stamp::{HybridClock, Stamp},
};

#[test]
fn a_stamp_is_milliseconds_and_a_counter() {
    let stamp = Stamp::new(0x1234_5678_9ABC, 0xDEF0);
    assert_eq!(stamp.0, 0x1234_5678_9ABC_DEF0);
    assert_eq!(stamp.unix_ms(), 0x1234_5678_9ABC);
}

#[test]
fn ticks_within_a_millisecond_count_up() {
    let mut clock = HybridClock::default();
    assert_eq!(clock.tick(1_000), Stamp::new(1_000, 0));
    assert_eq!(clock.tick(1_000), Stamp::new(1_000, 1));
    assert_eq!(clock.tick(999), Stamp::new(1_000, 2), "a wall clock that goes back does not take the clock along");
    assert_eq!(clock.tick(1_001), Stamp::new(1_001, 0));
}

#[test]
fn a_full_counter_borrows_from_the_next_millisecond() {
    let mut clock = HybridClock::starting_at(Stamp::new(5, u16::MAX));
    assert_eq!(clock.tick(5), Stamp::new(6, 0));
}

#[test]
fn an_effective_stamp_is_never_after_the_receipt() {
    assert_eq!(Stamp::new(10, 3).effective(20), Stamp::new(10, 3));
    assert_eq!(Stamp::new(30, 3).effective(20), Stamp::new(20, 0));
    assert_eq!(Stamp::new(20, 3).effective(20), Stamp::new(20, 0));
}

#[test]
fn days_turn_at_midnight_of_the_zone() {
    let midnight = 1_767_196_800_000; // 2025-12-31 16:00 UTC
    assert_eq!(Day::of_unix_ms(midnight, Zone::default()).to_string(), "2026-01-01");
    assert_eq!(Day::of_unix_ms(midnight - 1, Zone::default()).to_string(), "2025-12-31");
    assert_eq!(Day::from_ymd(2026, 1, 1).unwrap().weekday(), 3, "a Thursday");
    assert!("2026-02-29".parse::<Day>().is_err());
}

proptest! {
    #![proptest_config(super::config())]

    #[test]
    fn it_only_goes_forward(steps in prop::collection::vec((any::<bool>(), 0_u64..1_000), 1..200)) {
        let mut clock = HybridClock::default();
        let mut last = clock.last();
        for (observe, ms) in steps {
            if observe {
                clock.observe(Stamp::new(ms, 7));
                prop_assert!(clock.last() >= last && clock.last() >= Stamp::new(ms, 7));
            } else {
                let next = clock.tick(ms);
                prop_assert!(next > last && next >= Stamp::new(ms, 0));
            }
            last = clock.last();
        }
    }

    #[test]
    fn days_read_back(days in -30_000_i32..60_000) {
        let day = Day(days);
        prop_assert_eq!(day.to_string().parse::<Day>(), Ok(day));
        prop_assert_eq!(day.plus(1).weekday(), (day.weekday() + 1) % 7);
    }
}
