//! What a signed pledge is worth later: its code on a slip, the server's countersignature, the file that proves it alone.
//!
//! Pure: bytes in, a verdict out. [`code`] is what the resident takes home, [`tree`] the append-only log of pledges,
//! [`evidence`] what the server says of one pledge in it, [`mod@file`] everything of one pledge as a file that is checked
//! without network and database. `docs/pledge-evidence.md` has the formats.

pub mod code;
pub mod evidence;
pub mod file;
#[cfg(test)]
mod tests;
pub mod tree;

use sha2::{Digest, Sha256};

/// SHA-256 of the exact text shown: the title and the paragraphs, each ended by a line feed.
#[must_use]
pub fn text_hash(title: &str, paragraphs: &[String]) -> [u8; 32] {
    let lines = std::iter::once(title).chain(paragraphs.iter().map(String::as_str));
    lines.fold(Sha256::new(), |hasher, line| hasher.chain_update(line).chain_update("\n")).finalize().into()
}

/// Whether events of this kind stand in the log of pledges.
#[must_use]
pub fn is_pledge(kind: &str) -> bool {
    kind.starts_with("pledge.")
}
