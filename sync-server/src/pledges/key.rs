//! The key that the server signs evidence with: made at its first use, kept in the database, part of every backup.

use ed25519_dalek::SigningKey;
use nfv::domain::pledge::evidence::PublicKey;
use sha2::{Digest, Sha256};

use crate::{
    ports::{Random, random_bytes},
    store::{Database, StoreError, Tx},
};

/// The newest key, if one was made.
///
/// # Errors
/// When the database fails.
pub fn known(tx: &Tx<'_>) -> Result<Option<SigningKey>, StoreError> {
    let sql = "SELECT seed FROM evidence_key ORDER BY made_at DESC, id DESC LIMIT 1";
    tx.query_opt(sql, &[], |row| Ok(SigningKey::from_bytes(&row.get::<[u8; 32]>(0)?)))
}

/// The newest key; made if there is none.
///
/// # Errors
/// When the database fails.
pub fn made(tx: &Tx<'_>, random: &dyn Random, now_ms: u64) -> Result<SigningKey, StoreError> {
    if let Some(key) = known(tx)? {
        return Ok(key);
    }
    let seed: [u8; 32] = random_bytes(random);
    let key = SigningKey::from_bytes(&seed);
    let id = Sha256::digest(public(&key).0);
    let sql = "INSERT INTO evidence_key (id, seed, made_at) VALUES (?1, ?2, ?3)";
    tx.execute(sql, &[&id[..8].to_vec(), &seed, &now_ms])?;
    Ok(key)
}

/// The same, from outside a transaction: one that is there costs no write.
///
/// # Errors
/// When the database fails.
pub fn of(store: &Database, random: &dyn Random, now_ms: u64) -> Result<SigningKey, StoreError> {
    match store.read(known)? {
        Some(key) => Ok(key),
        None => store.write(|tx| made(tx, random, now_ms)),
    }
}

/// Its public half.
#[must_use]
pub fn public(key: &SigningKey) -> PublicKey {
    PublicKey(key.verifying_key().to_bytes())
}
