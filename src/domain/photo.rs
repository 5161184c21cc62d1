//! Photos are blobs beside the log: an event names hash, size and type; the bytes travel in a queue of their own.
//!
//! A blob's hash is its address and its whole identity: whoever has bytes with this SHA-256 has the photo.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Types of photos that are taken; others stay on the device.
pub const PHOTO_TYPES: [&str; 3] = ["image/jpeg", "image/png", "image/webp"];

/// SHA-256 of a blob's bytes; 64 hex digits in texts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlobHash(pub [u8; 32]);

/// Not 64 hex digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a blob's hash is 64 hex digits")]
pub struct NotAHash;

impl BlobHash {
    /// Of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// As it stands in tables.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for BlobHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for BlobHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for BlobHash {
    type Err = NotAHash;

    fn from_str(text: &str) -> Result<Self, NotAHash> {
        // Addresses are compared as texts by others: one spelling only.
        let lower = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| NotAHash)?;
        if lower { Ok(Self(bytes)) } else { Err(NotAHash) }
    }
}

impl Serialize for BlobHash {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for BlobHash {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for BlobHash {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        String::schema()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for BlobHash {}

/// A photo as an event names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Photo {
    /// Its address.
    pub hash: BlobHash,
    /// Bytes.
    pub size: u32,
    /// Its type, one of [`PHOTO_TYPES`] when this version wrote it.
    #[serde(rename = "type")]
    pub kind: String,
}

/// What these bytes begin like: one of [`PHOTO_TYPES`], if any.
#[must_use]
pub fn kind_of(bytes: &[u8]) -> Option<&'static str> {
    let [jpeg, png, webp] = PHOTO_TYPES;
    match bytes {
        [0xFF, 0xD8, 0xFF, ..] => Some(jpeg),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => Some(png),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(webp),
        _ => None,
    }
}

/// The part of an event's body that names photos, whatever its kind.
#[derive(Deserialize)]
struct Naming {
    #[serde(default)]
    photos: Vec<Photo>,
}

/// The photos that a body names; none when it names them in another way.
#[must_use]
pub fn photos_of(body: &str) -> Vec<Photo> {
    serde_json::from_str::<Naming>(body).map_or_else(|_| Vec::new(), |naming| naming.photos)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_has_one_spelling() {
        let hash = BlobHash::of(b"a photo");
        let text = hash.to_string();
        assert_eq!(text.parse(), Ok(hash));
        assert_eq!(text.to_uppercase().parse::<BlobHash>(), Err(NotAHash));
        assert_eq!(text[1..].parse::<BlobHash>(), Err(NotAHash));
        assert_eq!(serde_json::from_str::<BlobHash>(&serde_json::to_string(&hash).unwrap()).unwrap(), hash);
    }

    #[test]
    fn pictures_are_known_by_their_first_bytes() {
        assert_eq!(kind_of(&[0xFF, 0xD8, 0xFF, 0xE0]), Some("image/jpeg"));
        assert_eq!(kind_of(b"\x89PNG\r\n\x1A\n...."), Some("image/png"));
        assert_eq!(kind_of(b"RIFF\0\0\0\0WEBPVP8 "), Some("image/webp"));
        for other in [&b"GIF89a"[..], b"RIFF\0\0\0\0WAVE", b"", b"<svg>", b"\x89PNG"] {
            assert_eq!(kind_of(other), None);
        }
    }

    #[test]
    fn a_body_names_its_photos_whatever_its_kind() {
        let hash = BlobHash::of(b"a photo");
        let body = format!(r#"{{"new":1,"photos":[{{"hash":"{hash}","size":7,"type":"image/avif","x":2}}]}}"#);
        assert_eq!(photos_of(&body), [Photo { hash, size: 7, kind: "image/avif".into() }]);
        assert_eq!(photos_of(r#"{"outcome":"met"}"#), []);
        assert_eq!(photos_of(r#"{"photos":"none"}"#), []);
        assert_eq!(photos_of("{"), []);
    }
}
