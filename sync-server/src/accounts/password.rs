//! Passwords: argon2id, in threads meant for blocking, and only a few at a time.
//!
//! A name that does not exist costs as much as a wrong password, so that nobody learns which names exist.

use argon2::{
    Argon2, PasswordHash, PasswordHasher, PasswordVerifier,
    password_hash::{Error as HashError, SaltString},
};

use super::AccountError;
use crate::ports::{Random, random_bytes};

/// The PHC string of a password.
///
/// # Errors
/// When argon2 refuses (a password longer than 4 GiB).
pub fn hash(password: &str, random: &dyn Random) -> Result<String, AccountError> {
    let salt = SaltString::encode_b64(&random_bytes::<16>(random)).map_err(hashing)?;
    let hash = Argon2::default().hash_password(password.as_bytes(), &salt).map_err(hashing)?;
    Ok(hash.to_string())
}

/// Compares a password with a stored PHC string; with none, does the same work and says no.
///
/// # Errors
/// When the stored string cannot be read.
pub fn verify(password: &str, stored: Option<&str>) -> Result<bool, AccountError> {
    let Some(stored) = stored else {
        let salt = SaltString::encode_b64(&[0; 16]).map_err(hashing)?;
        Argon2::default().hash_password(password.as_bytes(), &salt).map_err(hashing)?;
        return Ok(false);
    };
    let parsed = PasswordHash::new(stored).map_err(hashing)?;
    match Argon2::default().verify_password(password.as_bytes(), &parsed) {
        Ok(()) => Ok(true),
        Err(HashError::Password) => Ok(false),
        Err(error) => Err(hashing(error)),
    }
}

/// Whether people may choose this password.
///
/// # Errors
/// [`AccountError::PasswordUnfit`].
pub fn check_fit(password: &str, name: &str) -> Result<(), AccountError> {
    let fits = (10..=128).contains(&password.chars().count()) && password != name;
    if fits { Ok(()) } else { Err(AccountError::PasswordUnfit) }
}

/// A password that is easy to type: 12 base32 digits in groups, 60 bits.
#[must_use]
pub fn make(random: &dyn Random) -> String {
    super::secrets::make_code(random).to_lowercase()[..13].to_owned()
}

fn hashing(error: impl std::fmt::Display) -> AccountError {
    AccountError::Hashing(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::OsRandom;

    #[test]
    fn right_and_wrong() {
        let stored = hash("correct horse", &OsRandom).unwrap();
        assert!(verify("correct horse", Some(&stored)).unwrap());
        assert!(!verify("correct horsf", Some(&stored)).unwrap());
        assert!(!verify("", None).unwrap());
        assert!(verify("x", Some("not a hash")).is_err());
        assert_eq!(make(&OsRandom).len(), 13);
    }
}
