//! PINs, their waits, and slots that were half written.

use super::{KeptKey, KeyFile, Pin, Slot, Wrapped, newest, wait_after};
use crate::{device::messages::PinAnswer, store::DatabaseKey, sync::ports::Rng};

struct Counting(u8);

impl Rng for Counting {
    fn fill(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            self.0 = self.0.wrapping_add(1);
            *byte = self.0;
        }
    }
}

fn pin(text: &str) -> Pin {
    Pin::parse(text).unwrap()
}

/// Under a PIN that is quick to stretch.
fn locked(text: &str) -> (KeyFile, DatabaseKey) {
    let mut file = KeyFile::fresh(&mut Counting(0));
    let key = file.open_key().unwrap();
    file.key = KeptKey::Wrapped(Wrapped::with(&key, &pin(text), (8, 1, 1), &mut Counting(7)).unwrap());
    (file, key)
}

#[test]
fn a_pin_is_four_to_six_digits() {
    for text in ["1234", "12345", "012345"] {
        assert!(Pin::parse(text).is_some(), "{text}");
    }
    for text in ["", "123", "1234567", "12a4", "１２３４"] {
        assert!(Pin::parse(text).is_none(), "{text}");
    }
}

#[test]
fn only_the_right_pin_gives_the_key_and_the_file_does_not_hold_it() {
    let (mut file, key) = locked("2580");
    assert_eq!(file.check(&pin("2581"), 0), Err(PinAnswer::Wrong { wait_ms: 0 }));
    assert_eq!(file.check(&pin("2580"), 0), Ok(key.clone()));
    let (_, bytes) = file.next_slot();
    assert!(!String::from_utf8_lossy(&bytes).contains(&hex::encode(key.0)));
}

#[test]
fn the_real_parameters_wrap_and_open() {
    let key = DatabaseKey([3; 32]);
    let mut file = KeyFile::fresh(&mut Counting(0));
    file.wrap(&key, &pin("135790"), &mut Counting(1));
    assert_eq!(file.open_key(), None);
    assert_eq!(file.check(&pin("135790"), 0), Ok(key));
}

#[test]
fn wrong_pins_wait_longer_and_longer_and_never_wipe() {
    assert_eq!((0..8).map(wait_after).collect::<Vec<_>>(), [0, 0, 0, 1_000, 5_000, 30_000, 300_000, 300_000]);
    let (mut file, key) = locked("2580");
    let mut now = 1_000_000;
    let mut waits = Vec::new();
    for _ in 0..100 {
        file.begin_try(now).unwrap();
        let Err(PinAnswer::Wrong { wait_ms }) = file.check(&pin("0000"), now) else { panic!("right?") };
        waits.push(wait_ms);
        if wait_ms > 0 {
            assert_eq!(file.begin_try(now + wait_ms - 1), Err(PinAnswer::TooSoon { wait_ms: 1 }));
        }
        now += wait_ms;
    }
    assert_eq!(waits[..7], [0, 0, 1_000, 5_000, 30_000, 300_000, 300_000]);
    file.begin_try(now).unwrap();
    assert_eq!(file.check(&pin("2580"), now), Ok(key));
    assert_eq!(file.wait_ms(now), 0);
}

#[test]
fn a_try_counts_even_if_the_app_is_killed_before_it_was_looked_at() {
    let (mut file, _) = locked("2580");
    for _ in 0..5 {
        file.begin_try(1_000_000 * u64::from(file.wrong + 1)).unwrap();
        let (_, bytes) = file.next_slot();
        file = newest([Some(bytes), None]).unwrap();
    }
    assert_eq!(file.wait_ms(5_000_000), 30_000);
}

#[test]
fn putting_the_clock_back_or_far_ahead_gains_no_more_than_one_try() {
    let (mut file, _) = locked("2580");
    file.wrong = 6;
    file.last_wrong = 10_000_000;
    assert_eq!(file.wait_ms(1_000), 300_000, "put back: the whole wait again");
    assert_eq!(file.wait_ms(10_299_999), 1);
    assert_eq!(file.wait_ms(u64::MAX / 2), 0);
}

#[test]
fn a_half_written_slot_leaves_the_one_before() {
    let mut file = KeyFile::fresh(&mut Counting(0));
    let (first, a) = file.next_slot();
    let before = file.clone();
    file.wrong = 3;
    let (second, b) = file.next_slot();
    assert_eq!((first, second), (Slot::A, Slot::B));
    for cut in [0, 1, 31, 32, 33, b.len() / 2, b.len() - 1] {
        assert_eq!(newest([Some(a.clone()), Some(b[..cut].to_vec())]), Some(before.clone()), "{cut}");
    }
    let mut mixed = b.clone();
    mixed[40] ^= 1;
    assert_eq!(newest([Some(a.clone()), Some(mixed)]), Some(before));
    assert_eq!(newest([Some(a), Some(b)]), Some(file));
    assert_eq!(newest([None, None]), None);
}
