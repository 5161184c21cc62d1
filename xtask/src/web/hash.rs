//! The hashes that name files and folders.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// 16 hex digits of SHA-256: enough to tell two versions of a file apart.
pub(crate) fn short_hash(bytes: &[u8]) -> String {
    hex::encode(&Sha256::digest(bytes)[..8])
}

/// One hash over several named files, in the order given.
pub(crate) fn folder_hash<'a>(files: impl Iterator<Item = (&'a str, &'a [u8])>) -> String {
    let mut all = Sha256::new();
    for (name, bytes) in files {
        all.update(Sha256::digest(name));
        all.update(Sha256::digest(bytes));
    }
    hex::encode(&all.finalize()[..8])
}

/// The value of an `integrity` attribute, by which the browser checks what it fetched.
pub(crate) fn integrity(bytes: &[u8]) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(bytes)))
}
