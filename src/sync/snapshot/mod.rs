//! Snapshots: a log up to a sequence as one immutable file, read by devices that are far behind.
//!
//! A file is a row of frames; a frame is gzip by itself, at most [`MAX_FRAME`] bytes, and holds pages as lines of JSON: the
//! very pages that `POST /v1/sync` gives, applied in the very same way. So a snapshot is never trusted more than pages:
//! each page must lead to its print, and the server checks the print at the end with the next request's cursor. Which
//! frames there are says the manifest. What is broken, gone or foreign is left alone, and pages are read instead.

mod frames;
mod read;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use super::messages::{Epoch, Print, Seq};
use crate::domain::{ids::LogId, photo::BlobHash};

pub use frames::{BadFrame, FrameWriter, lines_of, page_of, unpack};
pub(super) use read::{Ending, Reader};

/// Most bytes of a frame as it is sent.
pub const MAX_FRAME: usize = 1024 * 1024;

/// Most bytes of a frame unpacked: a small bomb must not become a large frame.
pub const MAX_UNPACKED: usize = 8 * 1024 * 1024;

/// In an empty page: rather than pages, read this file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SnapshotHint {
    /// SHA-256 of the file: its name.
    pub hash: BlobHash,
    /// The last sequence in it.
    pub seq: Seq,
    /// The print there.
    pub print: Print,
}

/// `GET /v1/snapshots/{log}`: the newest snapshot of a log. Its frames are at `/v1/snapshots/{log}/{hash}/{number}`,
/// numbered from 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Manifest {
    /// The log.
    pub log: LogId,
    /// Of which life of the server's database.
    pub epoch: Epoch,
    /// The last sequence in it.
    pub seq: Seq,
    /// The print there.
    pub print: Print,
    /// SHA-256 of all frames, one after the other.
    pub hash: BlobHash,
    /// Bytes of all frames.
    pub bytes: u64,
    /// In their order; together they hold every sequence from 1 on.
    pub frames: Vec<Frame>,
}

/// One frame of a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Frame {
    /// The last sequence in it; it begins after the last of the frame before.
    pub last: Seq,
    /// The print there.
    pub print: Print,
    /// Bytes as sent.
    pub bytes: u32,
    /// SHA-256 of them.
    pub hash: BlobHash,
}

impl Manifest {
    /// Whether it describes the file that was named, of this life, in frames that fit together.
    #[must_use]
    pub fn is_of(&self, log: LogId, epoch: Epoch, hint: &SnapshotHint) -> bool {
        let named = SnapshotHint { hash: self.hash, seq: self.seq, print: self.print };
        let ascending = self.frames.is_sorted_by(|one, next| one.last < next.last);
        let ends_there = self.frames.last().is_some_and(|frame| (frame.last, frame.print) == (self.seq, self.print));
        let small = self.frames.iter().all(|frame| frame.bytes as usize <= MAX_FRAME);
        self.log == log && self.epoch == epoch && named == *hint && ascending && ends_there && small
    }

    /// Numbers of the frames that hold something after a sequence.
    pub fn frames_after(&self, seq: Seq) -> impl Iterator<Item = usize> + '_ {
        (0..self.frames.len()).filter(move |number| self.frames.get(*number).is_some_and(|frame| frame.last > seq))
    }
}
