//! Reading aloud. The system's webview has no voice, so the page says that, and the worker reads.

/// What came of a wish to hear something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speech {
    /// It is being read.
    Speaking,
    /// This device has no voice for the language.
    NoVoice,
}

/// There is no voice here.
#[must_use]
pub const fn speak(_paragraphs: &[String], _language: &str) -> Speech {
    Speech::NoVoice
}

/// Nothing is being read.
pub const fn pause(_paused: bool) {}

/// Nothing is being read.
#[must_use]
pub const fn is_speaking() -> bool {
    false
}

/// Nothing is being read.
pub const fn stop() {}
