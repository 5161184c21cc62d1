//! What a page asks of a telephone. A window is none: numbers are read off the screen.

use super::browser;

/// What became of a text that was to be shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shared {
    /// Another app took it.
    Passed,
    /// It is on the clipboard.
    Copied,
    /// The user closed the list of apps.
    Cancelled,
    /// Neither could be done.
    Impossible,
}

/// Never.
#[must_use]
pub const fn can_call() -> bool {
    false
}

/// Puts a text on the clipboard, whence any other program takes it.
pub async fn share_text(text: &str) -> Shared {
    if browser::copy_text(text).await { Shared::Copied } else { Shared::Impossible }
}
