//! What to do with an event whose form is in order: pure, the same for every database.
//!
//! Order and content are never a reason to refuse. An event that is already stored is judged before its author's right:
//! a re-offer stays a duplicate after the right has ended.

use nfv::domain::event::Hash;

use super::Right;

/// Whether the log exists and what lies there under the event's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found<'a> {
    /// No such log.
    NoLog,
    /// The id is new.
    Nothing,
    /// Stored under that id, with this hash.
    Stored(&'a Hash),
    /// Held outside the log under that id, with this hash.
    Held(&'a Hash),
    /// Held there, and a reviewer refused it.
    Refused(&'a Hash),
}

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// Append to the log.
    Store,
    /// Append to the log and take it out of the held ones: the right came in the meantime.
    Release,
    /// Nothing: it is there.
    Duplicate,
    /// Nothing: another event bears its id.
    IdReused,
    /// Keep outside the log, for this reason.
    Hold(&'static str),
    /// Nothing: it is held already.
    StillHeld,
    /// Nothing: a reviewer refused it, whatever its author may do now.
    StillRefused,
    /// Nothing: there is no such log.
    UnknownLog,
}

/// Judges one event.
#[must_use]
pub fn judge(hash: &Hash, right: Right, found: Found<'_>) -> Judgement {
    match (found, right) {
        (Found::NoLog, _) => Judgement::UnknownLog,
        (Found::Stored(other) | Found::Held(other) | Found::Refused(other), _) if other != hash => Judgement::IdReused,
        (Found::Stored(_), _) => Judgement::Duplicate,
        (Found::Refused(_), _) => Judgement::StillRefused,
        (Found::Held(_), Right::Author) => Judgement::Release,
        (Found::Held(_), Right::Missing(_)) => Judgement::StillHeld,
        (Found::Nothing, Right::Author) => Judgement::Store,
        (Found::Nothing, Right::Missing(reason)) => Judgement::Hold(reason),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const SAME: Hash = [1; 32];
    const OTHER: Hash = [2; 32];
    const NO: Right = Right::Missing("no_grant");

    #[rstest]
    #[case(Found::NoLog, Right::Author, Judgement::UnknownLog)]
    #[case(Found::Nothing, Right::Author, Judgement::Store)]
    #[case(Found::Nothing, NO, Judgement::Hold("no_grant"))]
    #[case(Found::Stored(&SAME), Right::Author, Judgement::Duplicate)]
    #[case(Found::Stored(&SAME), NO, Judgement::Duplicate)]
    #[case(Found::Stored(&OTHER), Right::Author, Judgement::IdReused)]
    #[case(Found::Held(&SAME), NO, Judgement::StillHeld)]
    #[case(Found::Held(&SAME), Right::Author, Judgement::Release)]
    #[case(Found::Refused(&SAME), Right::Author, Judgement::StillRefused)]
    #[case(Found::Refused(&SAME), NO, Judgement::StillRefused)]
    #[case(Found::Refused(&OTHER), NO, Judgement::IdReused)]
    #[case(Found::Held(&OTHER), Right::Author, Judgement::IdReused)]
    fn found_and_right_to_judgement(#[case] found: Found<'_>, #[case] right: Right, #[case] expected: Judgement) {
        assert_eq!(judge(&SAME, right, found), expected);
    }
}
