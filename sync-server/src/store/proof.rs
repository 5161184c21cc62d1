//! The stored form of a proof: prev ‖ signature, 96 bytes.

use nfv::domain::event::Proof;

use super::StoreError;

/// Reads it back.
///
/// # Errors
/// When there are not 96 bytes.
pub fn from_bytes(bytes: &[u8]) -> Result<Proof, StoreError> {
    let (prev, signature) = bytes.split_first_chunk::<32>().ok_or(StoreError::Corrupt("proof"))?;
    let signature = signature.try_into().map_err(|_| StoreError::Corrupt("proof"))?;
    Ok(Proof { prev: *prev, signature })
}

/// The stored form.
#[must_use]
pub fn to_bytes(proof: &Proof) -> [u8; 96] {
    let mut bytes = [0; 96];
    bytes[..32].copy_from_slice(&proof.prev);
    bytes[32..].copy_from_slice(&proof.signature);
    bytes
}
