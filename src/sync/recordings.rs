//! Recordings of texts being read aloud: `GET /v1/recordings` lists what the county has given, `GET
//! /v1/recordings/{hash}/{piece}` gives [`PIECE`] bytes of one.
//!
//! They are public words, the same for every device. A device asks for them after a sync, piece by piece, so that a broken
//! line costs a piece and a record that is saved meanwhile never waits behind a large write.

use serde::{Deserialize, Serialize};

use crate::domain::photo::BlobHash;

/// Bytes of every piece but the last one.
pub const PIECE: u32 = 128 * 1024;

/// Bytes of all recordings together that a server gives out and a device keeps.
pub const MOST_BYTES: u64 = 32 * 1024 * 1024;

/// One recording.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Recording {
    /// SHA-256 of its bytes.
    pub hash: BlobHash,
    /// Id of the text that is read.
    pub text: String,
    /// What its button says: a language, a dialect.
    pub label: String,
    /// Media type, e.g. `audio/mpeg`.
    pub kind: String,
    /// Bytes.
    pub size: u32,
}

impl Recording {
    /// How long its pieces are, in their order.
    pub fn pieces(&self) -> impl Iterator<Item = u32> + use<> {
        let size = self.size;
        (0..size.div_ceil(PIECE)).map(move |piece| PIECE.min(size - piece * PIECE))
    }
}

/// `GET /v1/recordings`: all of them, ordered by text and label.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecordingList {
    /// What there is; what is not named here is gone.
    pub recordings: Vec<Recording>,
}
