//! Tokens and invitation codes: made here, shown once, stored as SHA-256.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use crate::ports::{Random, random_bytes};

/// SHA-256 of a token or code.
pub type SecretHash = [u8; 32];

/// Crockford's base32: no I, L, O, U, so nothing is mistaken when read aloud or typed.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// 18 digits of 5 bits are 90 bits.
const CODE_DIGITS: usize = 18;
const GROUP: usize = 6;

/// A new bearer token: 32 random bytes, URL-safe base64.
#[must_use]
pub fn make_token(random: &dyn Random) -> String {
    URL_SAFE_NO_PAD.encode(random_bytes::<32>(random))
}

/// A new invitation code: three groups of six, e.g. `7QX2M9-0AB3CD-ZK5T8W`.
#[must_use]
pub fn make_code(random: &dyn Random) -> String {
    let digits = random_bytes::<CODE_DIGITS>(random).map(|byte| char::from(ALPHABET[usize::from(byte & 31)]));
    let groups: Vec<String> = digits.chunks(GROUP).map(|group| group.iter().collect()).collect();
    groups.join("-")
}

/// A code as typed: any case, with or without dashes and blanks, letters that look like digits read as such.
#[must_use]
pub fn normalise_code(typed: &str) -> String {
    let canonical = |c: char| match c.to_ascii_uppercase() {
        'I' | 'L' => '1',
        'O' => '0',
        other => other,
    };
    typed.chars().filter(|c| !matches!(c, '-' | ' ')).map(canonical).collect()
}

/// The stored form of a token.
#[must_use]
pub fn hash_token(token: &str) -> SecretHash {
    Sha256::digest(token.as_bytes()).into()
}

/// The stored form of a code, however it was typed.
#[must_use]
pub fn hash_code(code: &str) -> SecretHash {
    Sha256::digest(normalise_code(code).as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::OsRandom;

    #[test]
    fn a_code_survives_typing() {
        let code = make_code(&OsRandom);
        assert_eq!(code.len(), CODE_DIGITS + 2);
        let typed = code.replace('-', " ").to_lowercase().replace('0', "o").replace('1', "l");
        assert_eq!(hash_code(&typed), hash_code(&code));
        assert_ne!(hash_code(&make_code(&OsRandom)), hash_code(&code));
    }

    #[test]
    fn tokens_carry_32_bytes() {
        let token = make_token(&OsRandom);
        assert_eq!(URL_SAFE_NO_PAD.decode(&token).map(|bytes| bytes.len()), Ok(32));
        assert_ne!(hash_token(&token), hash_token(&make_token(&OsRandom)));
    }
}
