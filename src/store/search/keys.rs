//! From a door's texts to the key by which lists are sorted and the text in which typed words are looked for.

use pinyin::ToPinyin;

/// Separates the parts of a sort key; sorts before every printable character.
const PART: char = '\u{1f}';

/// Sorts by village, lane (as it sounds), and natural order of numbers: 9 before 10, 12-2 before 12-10.
pub(super) fn sort_key(village: &str, lane: &str, number: &str) -> String {
    let lane = normal(lane);
    let sound = Sound::of(&lane);
    [village, &natural(&sound.full), &natural(&lane), &natural(&normal(number))].join(&PART.to_string())
}

/// Everything that can be searched, in lower case, the parts on lines of their own so that no word spans two.
pub(super) fn haystack(lane: &str, number: &str, name: &str) -> String {
    let (lane, number, name) = (normal(lane), normal(number), normal(name));
    let (lane_sound, name_sound) = (Sound::of(&lane), Sound::of(&name));
    let mut lines = vec![format!("{lane}{number}"), name.clone()];
    for (sound, text, tail) in [(lane_sound, &lane, number.as_str()), (name_sound, &name, "")] {
        if sound.full != *text {
            lines.push(format!("{}{tail}", sound.full));
            lines.push(format!("{}{tail}", sound.initials));
        }
    }
    lines.join("\n")
}

/// The words of a typed text, as they stand in a haystack.
#[must_use]
pub fn words(typed: &str) -> Vec<String> {
    typed.split_whitespace().map(normal).filter(|word| !word.is_empty()).collect()
}

/// Lower case, full-width letters and digits as plain ones, no spaces.
fn normal(text: &str) -> String {
    let plain = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    };
    text.chars().map(plain).filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// Pinyin without tones; characters that have none stay as they are.
struct Sound {
    full: String,
    initials: String,
}

impl Sound {
    fn of(text: &str) -> Self {
        let mut sound = Self { full: String::new(), initials: String::new() };
        for (c, pinyin) in text.chars().zip(text.to_pinyin()) {
            match pinyin {
                Some(pinyin) => {
                    sound.full.push_str(pinyin.plain());
                    sound.initials.push_str(pinyin.first_letter());
                }
                None => {
                    sound.full.push(c);
                    sound.initials.push(c);
                }
            }
        }
        sound
    }
}

/// Runs of digits are led by their length, so that comparing texts compares numbers.
fn natural(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 4);
    let mut digits = String::new();
    for c in text.chars().map(Some).chain([None]) {
        match c.filter(char::is_ascii_digit) {
            Some(digit) => digits.push(digit),
            None => {
                flush(&mut digits, &mut out);
                out.extend(c);
            }
        }
    }
    out
}

fn flush(digits: &mut String, out: &mut String) {
    if !digits.is_empty() {
        let number = digits.trim_start_matches('0');
        out.push_str(&format!("{:03}{number}", number.len().min(999)));
        digits.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_in_natural_order() {
        let mut numbers = ["10", "9", "12-10", "12-2", "100", "9A", "", "2栋1001", "2栋302"];
        numbers.sort_by_key(|number| sort_key("v", "", number));
        assert_eq!(numbers, ["", "2栋302", "2栋1001", "9", "9A", "10", "12-2", "12-10", "100"]);
    }

    #[test]
    fn a_haystack_holds_texts_pinyin_and_initials() {
        let haystack = haystack("永宁路", "12号", "陈小明");
        for typed in
            ["永宁", "路12", "12号", "陈", "yongninglu12", "ynl", "ynl12", "chenxiaoming", "cxm", "YNL", "１２"]
        {
            let words = words(typed);
            assert!(words.iter().all(|word| haystack.contains(word)), "{typed} in {haystack}");
        }
        assert!(!haystack.contains("cxm12"), "a word must not span two parts");
    }
}
