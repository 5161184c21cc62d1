//! The append-only log of pledges: a Merkle tree as in RFC 9162 (and 6962), over storage that somebody else has.
//!
//! Kept are the hashes of whole subtrees, numbered as in RFC 9420 (leaf n at 2n, each parent between its children): they
//! never change once written. What hangs over the ragged end is computed when asked for, from at most one node a level.
//! Proofs are checked by the crate `ct-merkle`, not by this code.

use ct_merkle::{InclusionProof, RootHash, indices_for_inclusion_proof};
use sha2::{Digest, Sha256};

use crate::domain::event::Hash;

/// Hash of a leaf.
#[must_use]
pub fn leaf_hash(leaf: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(leaf).finalize().into()
}

fn parent_hash(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// The root of a tree without leaves.
fn nothing() -> Hash {
    Sha256::new().finalize().into()
}

/// The number of the node over `2^level` leaves from `first` on.
const fn node(level: u32, first: u64) -> u64 {
    // Between its children: the leaf's own number, and half of what it spans.
    2 * first + (1 << level) - 1
}

/// The nodes that a leaf at `place` completes, with their hashes: its own, and each subtree that is whole with it. `read`
/// gives nodes that were written before.
///
/// # Errors
/// Those of `read`.
pub fn append<E>(place: u64, leaf: Hash, mut read: impl FnMut(u64) -> Result<Hash, E>) -> Result<Vec<(u64, Hash)>, E> {
    let (mut hash, mut done) = (leaf, vec![(node(0, place), leaf)]);
    for level in 0..place.trailing_ones() {
        // The left sibling spans the leaves before those that `hash` stands for.
        let first = place + 1 - (2 << level);
        hash = parent_hash(&read(node(level, first))?, &hash);
        done.push((node(level + 1, first), hash));
    }
    Ok(done)
}

/// The root over the first `size` leaves.
///
/// # Errors
/// Those of `read`.
pub fn root<E>(size: u64, read: impl FnMut(u64) -> Result<Hash, E>) -> Result<Hash, E> {
    if size == 0 { Ok(nothing()) } else { span(0, size, &mut { read }) }
}

/// The hash over the leaves from `first` up to `end`, where `first` begins a subtree.
fn span<E>(first: u64, end: u64, read: &mut impl FnMut(u64) -> Result<Hash, E>) -> Result<Hash, E> {
    let length = end - first;
    if length.is_power_of_two() {
        return read(node(length.trailing_zeros(), first));
    }
    let left = 1 << length.ilog2();
    let (left, right) = (span(first, first + left, read)?, span(first + left, end, read)?);
    Ok(parent_hash(&left, &right))
}

/// The hashes beside the way from the leaf at `place` to the root over `size` leaves; `place` must lie before `size`.
///
/// # Errors
/// Those of `read`.
pub fn path<E>(place: u64, size: u64, mut read: impl FnMut(u64) -> Result<Hash, E>) -> Result<Vec<Hash>, E> {
    if place >= size {
        return Ok(Vec::new());
    }
    let beside = indices_for_inclusion_proof(size, place).into_iter();
    beside
        .map(|number| {
            let level = number.trailing_ones();
            let first = (number >> (level + 1)) << level;
            span(first, size.min(first + (1 << level)), &mut read)
        })
        .collect()
}

/// Whether the leaf stands at `place` of the tree with this root and size.
#[must_use]
pub fn includes(root: &Hash, size: u64, place: u64, leaf: &[u8], path: &[Hash]) -> bool {
    // Beyond this the crate's numbering ends; no tree of ours is near it.
    if size > u64::MAX / 4 {
        return false;
    }
    let root = RootHash::<Sha256>::new((*root).into(), size);
    let Ok(proof) = InclusionProof::try_from_bytes(path.concat()) else { return false };
    root.verify_inclusion(&leaf, place, &proof).is_ok()
}
