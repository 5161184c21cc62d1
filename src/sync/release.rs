//! A forgotten PIN: the key of a device's database, sealed to the server long before, released by a reviewer.
//!
//! Sealed while the database was open: server key id (8) ‖ encapsulated key (32) ‖ ciphertext of device id (16) ‖ Ed25519
//! signature by the device's key (64) ‖ database key (32), by HPKE as relay files are (info `nfv key 1`, the key id as
//! associated data). The device cannot open it. When the PIN is forgotten it posts that box with a fresh public key
//! ([`ReleaseRequest`], no token: the signature inside says whose it is) and shows a code of that public key. A reviewer
//! types the code, having seen who holds the device; the server opens the box and seals the key to the fresh one.

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use hpke::{
    Deserializable, OpModeR, OpModeS, Serializable, aead::ChaCha20Poly1305, kdf::HkdfSha256, kem::X25519HkdfSha256,
    single_shot_open, single_shot_seal_with_rng,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{
    ports::Rng,
    relay::{Chance, RelayError, ServerKey, ServerSecret},
};
use crate::domain::ids::DeviceId;

const INFO: &[u8] = b"nfv key 1";
const ANSWER: &[u8] = b"nfv key answer 1";
const KEY_ID: usize = 8;
const ENCAPSULATED: usize = 32;

/// Length of a sealed key.
pub const SEALED: usize = KEY_ID + ENCAPSULATED + 16 + 64 + 32 + 16;

/// `POST /v1/releases`: asks, and asks how far it is; the same one again and again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReleaseRequest {
    /// The sealed key, hex.
    #[serde(with = "hex::serde")]
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub sealed: Vec<u8>,
    /// A fresh X25519 public key, to which the answer is sealed.
    pub reply_to: ServerKey,
}

/// Reply to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ReleaseReply {
    /// Nobody has decided yet.
    Waiting,
    /// Released.
    Released {
        /// The key, sealed to `reply_to`; hex.
        #[serde(with = "hex::serde")]
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        answer: Vec<u8>,
    },
    /// Refused.
    Refused,
}

/// `GET /v1/releases`: open requests of devices in the caller's area and below, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReleaseLine {
    /// Names the request.
    #[serde(with = "hex::serde")]
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: [u8; 16],
    /// Which device.
    pub device: DeviceId,
    /// Whose: the account's display name.
    pub name: String,
    /// What the device calls itself.
    pub label: String,
    /// Unix milliseconds.
    pub asked_at: u64,
}

/// `POST /v1/releases/{id}`: what the reviewer decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReleaseDecision {
    /// As the device shows it; blanks do not matter. Not looked at for a refusal.
    pub code: String,
    /// Release, or refuse.
    pub release: bool,
}

/// The name of a request: the first 16 bytes of SHA-256 over its public key.
#[must_use]
pub fn id_of(reply_to: &ServerKey) -> [u8; 16] {
    let digest: [u8; 32] = Sha256::digest(reply_to.0).into();
    digest.first_chunk().copied().unwrap_or_default()
}

/// Eight digits that say which public key is meant: whoever put another one in its place shows another code.
#[must_use]
pub fn code_of(reply_to: &ServerKey) -> String {
    let digest: [u8; 32] = Sha256::digest([ANSWER, &reply_to.0].concat()).into();
    let number = u64::from_be_bytes(digest.first_chunk().copied().unwrap_or_default()) % 100_000_000;
    format!("{number:08}")
}

/// Seals a database key. `secret` is the device's Ed25519 key.
///
/// # Errors
/// [`RelayError::Damaged`] when the server's key is none.
pub fn seal(
    server: &ServerKey,
    device: DeviceId,
    secret: &[u8; 32],
    key: &[u8; 32],
    rng: &mut impl Rng,
) -> Result<Vec<u8>, RelayError> {
    let id = server.id();
    let signature = SigningKey::from_bytes(secret).sign(&signed(&id, device, key));
    let inside = [device.as_bytes().as_slice(), &signature.to_bytes(), key].concat();
    Ok([id.as_slice(), &encrypt(server, INFO, &inside, &id, rng)?].concat())
}

/// The id of the server key that a box is sealed to.
///
/// # Errors
/// [`RelayError::Damaged`].
pub fn key_of(sealed: &[u8]) -> Result<[u8; KEY_ID], RelayError> {
    sealed.first_chunk().copied().filter(|_| sealed.len() == SEALED).ok_or(RelayError::Damaged)
}

/// A box that the server opened. Whose it is, is claimed until [`OpenedKey::checked`].
pub struct OpenedKey {
    /// Who says to have made it.
    pub device: DeviceId,
    signature: [u8; 64],
    key: [u8; 32],
    server: [u8; KEY_ID],
}

/// Opens a box.
///
/// # Errors
/// [`RelayError`].
pub fn open(secret: &ServerSecret, sealed: &[u8]) -> Result<OpenedKey, RelayError> {
    let server = key_of(sealed)?;
    if secret.public().id() != server {
        return Err(RelayError::OtherServer);
    }
    let inside = decrypt(secret, INFO, sealed.get(KEY_ID..).unwrap_or_default(), &server)?;
    let (device, rest) = inside.split_first_chunk::<16>().ok_or(RelayError::Damaged)?;
    let (signature, key) = rest.split_first_chunk::<64>().ok_or(RelayError::Damaged)?;
    Ok(OpenedKey {
        device: DeviceId(uuid::Uuid::from_bytes(*device)),
        signature: *signature,
        key: key.try_into().map_err(|_| RelayError::Damaged)?,
        server,
    })
}

impl OpenedKey {
    /// The database key, once `key` (the device's Ed25519 public key) has proved whose it is.
    ///
    /// # Errors
    /// [`RelayError::Damaged`].
    pub fn checked(&self, key: &[u8; 32]) -> Result<[u8; 32], RelayError> {
        let message = signed(&self.server, self.device, &self.key);
        VerifyingKey::from_bytes(key)
            .and_then(|key| key.verify_strict(&message, &Signature::from_bytes(&self.signature)))
            .map_err(|_| RelayError::Damaged)?;
        Ok(self.key)
    }
}

/// The server's answer: the key for whoever asked.
///
/// # Errors
/// [`RelayError::Damaged`] when `reply_to` is no key.
pub fn answer(reply_to: &ServerKey, key: &[u8; 32], rng: &mut impl Rng) -> Result<Vec<u8>, RelayError> {
    encrypt(reply_to, ANSWER, key, &id_of(reply_to), rng)
}

/// Opens the answer; `seed` is that of the key pair which was asked with.
///
/// # Errors
/// [`RelayError::Damaged`].
pub fn read_answer(seed: &[u8; 32], answer: &[u8]) -> Result<[u8; 32], RelayError> {
    let secret = ServerSecret::from_seed(seed);
    let key = decrypt(&secret, ANSWER, answer, &id_of(&secret.public()))?;
    key.try_into().map_err(|_| RelayError::Damaged)
}

fn signed(server: &[u8; KEY_ID], device: DeviceId, key: &[u8; 32]) -> Vec<u8> {
    [INFO, server, device.as_bytes(), key].concat()
}

fn encrypt(
    to: &ServerKey,
    info: &[u8],
    plain: &[u8],
    beside: &[u8],
    rng: &mut impl Rng,
) -> Result<Vec<u8>, RelayError> {
    let to = Deserializable::from_bytes(&to.0).map_err(|_| RelayError::Damaged)?;
    let (encapsulated, ciphertext) = single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        &OpModeS::Base,
        &to,
        info,
        plain,
        beside,
        &mut Chance(rng),
    )
    .map_err(|_| RelayError::Damaged)?;
    Ok([encapsulated.to_bytes().as_slice(), &ciphertext].concat())
}

fn decrypt(secret: &ServerSecret, info: &[u8], sealed: &[u8], beside: &[u8]) -> Result<Vec<u8>, RelayError> {
    let (encapsulated, ciphertext) = sealed.split_at_checked(ENCAPSULATED).ok_or(RelayError::Damaged)?;
    let encapsulated = Deserializable::from_bytes(encapsulated).map_err(|_| RelayError::Damaged)?;
    single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        &OpModeR::Base,
        &secret.0,
        &encapsulated,
        info,
        ciphertext,
        beside,
    )
    .map_err(|_| RelayError::Damaged)
}

#[cfg(test)]
mod tests;
