//! The relay file: unsent events, carried to the server by anybody who has a network.
//!
//! `nfvrelay` ‖ version (1 byte) ‖ server key id (8) ‖ encapsulated key (32) ‖ ciphertext. Sealed to the server's public
//! key by HPKE (RFC 9180, base mode: X25519, HKDF-SHA-256, ChaCha20-Poly1305; info `nfv relay 1`, the first 17 bytes as
//! associated data), so the carrier learns nothing but its length. Inside: device id (16) ‖ Ed25519 signature by the
//! device's key (64) ‖ gzip of a JSON list of the very push requests that the device would have made, so that what comes
//! of them is what would have come of a sync. `POST /v1/relay` takes it; taking it twice changes nothing.

use std::{convert::Infallible, io::Read};

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use hpke::{
    Deserializable, Kem, OpModeR, OpModeS, Serializable,
    aead::ChaCha20Poly1305,
    kdf::HkdfSha256,
    kem::X25519HkdfSha256,
    rand_core::{TryCryptoRng, TryRng},
    single_shot_open, single_shot_seal_with_rng,
};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use std::io::Write;

use super::{messages::SyncRequest, ports::Rng};
use crate::domain::ids::DeviceId;

/// Largest file that a server takes, in bytes.
pub const MAX_FILE: usize = 8 * 1024 * 1024;

/// Largest content, unpacked, in bytes.
pub const MAX_UNPACKED: usize = 32 * 1024 * 1024;

/// What the name of such a file ends with.
pub const EXTENSION: &str = "nfvrelay";

const MAGIC: &[u8; 8] = b"nfvrelay";
const VERSION: u8 = 1;
const INFO: &[u8] = b"nfv relay 1";
const KEY_ID: usize = 8;
const CLEAR: usize = MAGIC.len() + 1 + KEY_ID;
const ENCAPSULATED: usize = 32;

/// The server's public key: 32 bytes, hex on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ServerKey(
    /// X25519.
    #[serde(with = "hex::serde")]
    pub [u8; 32],
);

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for ServerKey {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        String::schema()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for ServerKey {}

impl ServerKey {
    /// By which a server recognises its key without trying it: the first 8 bytes of SHA-256 over it.
    #[must_use]
    pub fn id(&self) -> [u8; KEY_ID] {
        let digest: [u8; 32] = Sha256::digest(self.0).into();
        digest.first_chunk().copied().unwrap_or_default()
    }
}

/// The secret half; lies in the server's database, and so in its backups.
#[derive(Clone)]
pub struct ServerSecret(pub(super) <X25519HkdfSha256 as Kem>::PrivateKey);

impl ServerSecret {
    /// From 32 random bytes, as they are stored.
    #[must_use]
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(X25519HkdfSha256::derive_keypair(seed).0)
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> ServerKey {
        ServerKey(X25519HkdfSha256::sk_to_pk(&self.0).to_bytes().into())
    }
}

/// `GET /v1/server-key`: for devices that were enrolled before there was one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ServerKeyReply {
    /// X25519 public key, hex.
    pub key: ServerKey,
}

/// Reply to `POST /v1/relay`: all that its carrier learns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RelayTaken {
    /// How many events were in it.
    pub events: u64,
}

/// Why a file cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RelayError {
    /// It does not begin like one.
    #[error("this is no relay file")]
    NoRelayFile,
    /// Its format is newer.
    #[error("relay files of version {0} are not known here")]
    NewerVersion(u8),
    /// It is sealed to another server's key.
    #[error("the file is meant for another server")]
    OtherServer,
    /// Cut, changed, or not by the device that it names.
    #[error("the file is damaged")]
    Damaged,
    /// More than [`MAX_FILE`] or [`MAX_UNPACKED`].
    #[error("the file is too large")]
    TooLarge,
}

impl RelayError {
    /// Stable code of the error reply.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoRelayFile => "no_relay_file",
            Self::NewerVersion(_) => "newer_relay_file",
            Self::OtherServer => "other_server",
            Self::Damaged => "damaged_relay_file",
            Self::TooLarge => "too_large",
        }
    }
}

/// Whether a file begins like one and is not too large: what its carrier can tell.
///
/// # Errors
/// [`RelayError`].
pub fn look(file: &[u8]) -> Result<(), RelayError> {
    if file.len() > MAX_FILE {
        return Err(RelayError::TooLarge);
    }
    match file.strip_prefix(MAGIC).ok_or(RelayError::NoRelayFile)?.first() {
        Some(&VERSION) => Ok(()),
        Some(other) => Err(RelayError::NewerVersion(*other)),
        None => Err(RelayError::Damaged),
    }
}

/// The id of the key that a file is sealed to.
///
/// # Errors
/// [`RelayError`], as [`look`].
pub fn key_of(file: &[u8]) -> Result<[u8; KEY_ID], RelayError> {
    look(file)?;
    file.get(CLEAR - KEY_ID..CLEAR).and_then(|id| id.try_into().ok()).ok_or(RelayError::Damaged)
}

/// Seals push requests of a device. `secret` is the device's Ed25519 key.
///
/// # Errors
/// [`RelayError::TooLarge`]; or [`RelayError::Damaged`] when the server's key is none.
pub fn seal(
    server: &ServerKey,
    device: DeviceId,
    secret: &[u8; 32],
    requests: &[SyncRequest],
    rng: &mut impl Rng,
) -> Result<Vec<u8>, RelayError> {
    let packed = pack(requests)?;
    let key_id = server.id();
    let signature = SigningKey::from_bytes(secret).sign(&signed(&key_id, &packed));
    let inside = [device.as_bytes().as_slice(), &signature.to_bytes(), &packed].concat();
    let mut file = [MAGIC.as_slice(), &[VERSION], &key_id].concat();
    let (encapsulated, ciphertext) = single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        &OpModeS::Base,
        &Deserializable::from_bytes(&server.0).map_err(|_| RelayError::Damaged)?,
        INFO,
        &inside,
        &file,
        &mut Chance(rng),
    )
    .map_err(|_| RelayError::Damaged)?;
    file.extend_from_slice(&encapsulated.to_bytes());
    file.extend_from_slice(&ciphertext);
    if file.len() > MAX_FILE { Err(RelayError::TooLarge) } else { Ok(file) }
}

/// A file that this server's key opened. Who made it is claimed, until [`Opened::requests`] has checked the signature.
#[derive(Clone, Debug)]
pub struct Opened {
    /// Who says to have made it.
    pub device: DeviceId,
    signature: [u8; 64],
    key_id: [u8; KEY_ID],
    packed: Vec<u8>,
}

/// Opens a file.
///
/// # Errors
/// [`RelayError`]: whatever was changed in it, wherever.
pub fn open(secret: &ServerSecret, file: &[u8]) -> Result<Opened, RelayError> {
    look(file)?;
    let (clear, sealed) = file.split_at_checked(CLEAR).ok_or(RelayError::Damaged)?;
    let key_id = secret.public().id();
    if !clear.ends_with(&key_id) {
        return Err(RelayError::OtherServer);
    }
    let (encapsulated, ciphertext) = sealed.split_at_checked(ENCAPSULATED).ok_or(RelayError::Damaged)?;
    let inside = single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        &OpModeR::Base,
        &secret.0,
        &Deserializable::from_bytes(encapsulated).map_err(|_| RelayError::Damaged)?,
        INFO,
        ciphertext,
        clear,
    )
    .map_err(|_| RelayError::Damaged)?;
    let (device, rest) = inside.split_first_chunk::<16>().ok_or(RelayError::Damaged)?;
    let (signature, packed) = rest.split_first_chunk::<64>().ok_or(RelayError::Damaged)?;
    Ok(Opened {
        device: DeviceId(uuid::Uuid::from_bytes(*device)),
        signature: *signature,
        key_id,
        packed: packed.to_vec(),
    })
}

impl Opened {
    /// The push requests inside, each as the JSON that a sync would have posted, once `key` (the device's Ed25519 public
    /// key) has proved who made them. Nothing is unpacked before.
    ///
    /// # Errors
    /// [`RelayError::Damaged`] or [`RelayError::TooLarge`].
    pub fn requests(&self, key: &[u8; 32]) -> Result<Vec<Box<RawValue>>, RelayError> {
        VerifyingKey::from_bytes(key)
            .and_then(|key| {
                key.verify_strict(&signed(&self.key_id, &self.packed), &Signature::from_bytes(&self.signature))
            })
            .map_err(|_| RelayError::Damaged)?;
        let mut plain = Vec::new();
        let most = MAX_UNPACKED as u64 + 1;
        GzDecoder::new(self.packed.as_slice()).take(most).read_to_end(&mut plain).map_err(|_| RelayError::Damaged)?;
        if plain.len() > MAX_UNPACKED {
            return Err(RelayError::TooLarge);
        }
        serde_json::from_slice(&plain).map_err(|_| RelayError::Damaged)
    }
}

fn pack(requests: &[SyncRequest]) -> Result<Vec<u8>, RelayError> {
    let plain = serde_json::to_vec(requests).map_err(|_| RelayError::Damaged)?;
    if plain.len() > MAX_UNPACKED {
        return Err(RelayError::TooLarge);
    }
    let mut encoder = GzEncoder::new(Vec::with_capacity(plain.len() / 4), Compression::default());
    encoder.write_all(&plain).and_then(|()| encoder.finish()).map_err(|_| RelayError::Damaged)
}

/// What the device signs: the purpose, for whom, and the content.
fn signed(key_id: &[u8; KEY_ID], packed: &[u8]) -> Vec<u8> {
    [INFO, key_id, packed].concat()
}

/// The random port as the library asks for randomness.
pub(super) struct Chance<'a, R>(pub(super) &'a mut R);

impl<R: Rng> TryRng for Chance<'_, R> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(u32::from_be_bytes(self.0.bytes()))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(u64::from_be_bytes(self.0.bytes()))
    }

    fn try_fill_bytes(&mut self, dst: &mut [u8]) -> Result<(), Infallible> {
        self.0.fill(dst);
        Ok(())
    }
}

impl<R: Rng> TryCryptoRng for Chance<'_, R> {}

#[cfg(test)]
mod tests;
