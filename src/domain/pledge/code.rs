//! The code on the resident's slip: `K7QM-2XHD-9RTA`.
//!
//! The first 55 bits of SHA-256("nfv code 1" ‖ hash of the event), five bits a character, and a twelfth character that
//! finds every single mistyped character and every two that were swapped. The hash covers the body's random salt, so
//! nobody guesses a code; and it covers everything signed, so a code belongs to one signing and no other.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::domain::event::Hash;

/// 32 characters that people do not mix up: without 0, O, 1 and I.
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// Characters before the one that checks them.
const LENGTH: usize = 11;

/// A code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Code([u8; LENGTH]);

/// What was typed is no code: too short, too long, a character that no code has, or the check does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such code, or it is mistyped")]
pub struct Mistyped;

impl Code {
    /// The code of an event.
    #[must_use]
    pub fn of(hash: &Hash) -> Self {
        let digest: Hash = Sha256::new().chain_update(b"nfv code 1").chain_update(hash).finalize().into();
        let mut bits = digest.first_chunk::<8>().map_or(0, |head| u64::from_be_bytes(*head));
        let mut values = [0; LENGTH];
        for value in &mut values {
            // The five highest bits.
            *value = u8::try_from(bits >> 59).unwrap_or_default();
            bits <<= 5;
        }
        Self(values)
    }

    /// The sum over GF(32) of each value times another power of a generator: that is why no swap goes unnoticed.
    fn check(&self) -> u8 {
        self.0.iter().fold(0, |sum, value| double(sum ^ value))
    }
}

/// Times x in GF(2)\[x\] / (x⁵ + x² + 1), where x generates all 31 elements.
const fn double(value: u8) -> u8 {
    let shifted = value << 1;
    if shifted & 0x20 == 0 { shifted } else { (shifted ^ 0b10_0101) & 0x1f }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, value) in self.0.iter().chain([&self.check()]).enumerate() {
            if at > 0 && at % 4 == 0 {
                f.write_str("-")?;
            }
            write!(f, "{}", char::from(ALPHABET[usize::from(*value) % ALPHABET.len()]))?;
        }
        Ok(())
    }
}

impl FromStr for Code {
    type Err = Mistyped;

    /// Case, spaces and hyphens do not matter; the wide characters of Chinese input methods count as theirs.
    fn from_str(text: &str) -> Result<Self, Mistyped> {
        let mut typed = [0; LENGTH + 1];
        let mut count = 0;
        for character in text.chars().map(narrow).filter(|c| !c.is_whitespace() && !"-–—_.".contains(*c)) {
            let value = ALPHABET.iter().position(|known| char::from(*known) == character.to_ascii_uppercase());
            *typed.get_mut(count).ok_or(Mistyped)? = u8::try_from(value.ok_or(Mistyped)?).map_err(|_| Mistyped)?;
            count += 1;
        }
        let (values, check) = typed.split_first_chunk::<LENGTH>().ok_or(Mistyped)?;
        let code = Self(*values);
        if count == typed.len() && check == [code.check()] { Ok(code) } else { Err(Mistyped) }
    }
}

/// U+FF01 to U+FF5E are ASCII, wide.
fn narrow(character: char) -> char {
    match u32::from(character) {
        wide @ 0xff01..=0xff5e => char::from_u32(wide - 0xfee0).unwrap_or(character),
        _ => character,
    }
}

impl TryFrom<String> for Code {
    type Error = Mistyped;

    fn try_from(text: String) -> Result<Self, Mistyped> {
        text.parse()
    }
}

impl From<Code> for String {
    fn from(code: Code) -> Self {
        code.to_string()
    }
}
