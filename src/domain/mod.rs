//! Facts and what they add up to. No I/O, no clock, no randomness.
//!
//! A fact is an immutable [`event::Event`] in the log of one area and class. What the events of an entity add up to is
//! folded from all of them, never patched; what the doors of a village add up to is a sum of small vectors.

pub mod area;
pub mod day;
pub mod door;
pub mod event;
pub mod facts;
pub mod ids;
pub mod key_group;
pub mod photo;
pub mod pledge;
pub mod round;
pub mod rule_set;
pub mod score;
pub mod stamp;
pub mod stays;
pub mod stored;
pub mod sweep;
pub mod tally;
pub mod village;
pub mod visit_day;

#[cfg(test)]
mod tests;
