//! Mutations of good examples: bits, bytes, cuts, copies, numbers at their limits, pieces of other examples.

use rand::{Rng, RngExt};

/// No input is longer.
const LONGEST: usize = 64 * 1024;

/// Values at which parsers break.
const EDGES: [&[u8]; 14] = [
    b"\0",
    b"\xff",
    b"\xff\xff\xff\xff",
    b"-1",
    b"18446744073709551616",
    b"1e999",
    b"null",
    b"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    b"\\ud800",
    b"\xef\xbb\xbf",
    b"\xc3\x28",
    b"\"\"",
    b"{}",
    b",,,,",
];

/// Another input, from one of the examples.
pub fn mutate(examples: &[Vec<u8>], chance: &mut impl Rng) -> Vec<u8> {
    let mut bytes = pick(examples, chance).cloned().unwrap_or_default();
    for _ in 0..chance.random_range(1..=8) {
        once(&mut bytes, examples, chance);
    }
    bytes.truncate(LONGEST);
    bytes
}

fn once(bytes: &mut Vec<u8>, examples: &[Vec<u8>], chance: &mut impl Rng) {
    let from = place(bytes, chance);
    let to = (from + chance.random_range(0..=32_usize)).min(bytes.len());
    match chance.random_range(0..8) {
        0 => {
            if let Some(byte) = bytes.get_mut(from) {
                *byte ^= 1 << chance.random_range(0..8);
            }
        }
        1 => {
            if let Some(byte) = bytes.get_mut(from) {
                *byte = chance.random();
            }
        }
        2 => bytes.truncate(from),
        3 => drop(bytes.drain(from..to)),
        4 => {
            let piece = bytes[from..to].to_vec();
            let at = place(bytes, chance);
            bytes.splice(at..at, piece);
        }
        5 => {
            let edge = EDGES[chance.random_range(0..EDGES.len())];
            bytes.splice(from..to, edge.iter().copied());
        }
        6 => {
            let other = pick(examples, chance).map(Vec::as_slice).unwrap_or_default();
            let start = chance.random_range(0..=other.len());
            let end = (start + chance.random_range(0..=256_usize)).min(other.len());
            bytes.splice(from..from, other[start..end].iter().copied());
        }
        _ => {
            let random: Vec<u8> = (0..chance.random_range(1..16)).map(|_| chance.random()).collect();
            bytes.splice(from..to, random);
        }
    }
}

fn place(bytes: &[u8], chance: &mut impl Rng) -> usize {
    chance.random_range(0..=bytes.len())
}

fn pick<'a>(examples: &'a [Vec<u8>], chance: &mut impl Rng) -> Option<&'a Vec<u8>> {
    if examples.is_empty() { None } else { examples.get(chance.random_range(0..examples.len())) }
}
