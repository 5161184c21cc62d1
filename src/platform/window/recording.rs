//! Playing a recording. Whether the system's webview can depends on what is installed beside it, so none is offered: the
//! worker reads.

/// What a player says of itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Heard {
    /// So many seconds of so many were heard; the whole may not be known yet (0).
    Moved {
        /// Heard so far.
        at: f64,
        /// In all.
        of: f64,
    },
    /// It came to its end.
    Ended,
    /// It cannot be played.
    Broken,
}

/// There is none here.
#[derive(Clone, Copy, Debug)]
pub struct Player;

impl Player {
    /// None.
    pub fn of(_kind: &str, _content: &[u8], _heard: impl Fn(Heard) + 'static) -> Option<Self> {
        None
    }

    /// Nothing is played.
    pub const fn start(&self) {}

    /// Nothing is played.
    pub const fn go_on(&self) {}

    /// Nothing is played.
    pub const fn pause(&self) {}
}
