//! What a recording's name says, and by which bytes each type is known.

use super::Refusal;

/// Longest label, in characters: it stands on a button.
const LONGEST_LABEL: usize = 24;

/// A type of sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kind {
    /// The end of a file's name.
    pub(super) extension: &'static str,
    /// Its media type.
    pub(super) media: &'static str,
    /// Where in the file, and which bytes; any of these.
    marks: &'static [(usize, &'static [u8])],
}

/// An MP3 begins with a tag or with a frame of one of its usual layers.
const MP3: &[(usize, &[u8])] =
    &[(0, b"ID3"), (0, &[0xFF, 0xFB]), (0, &[0xFF, 0xF3]), (0, &[0xFF, 0xF2]), (0, &[0xFF, 0xFA])];

const KINDS: [Kind; 5] = [
    Kind { extension: "mp3", media: "audio/mpeg", marks: MP3 },
    Kind { extension: "m4a", media: "audio/mp4", marks: &[(4, b"ftyp")] },
    Kind { extension: "ogg", media: "audio/ogg", marks: &[(0, b"OggS")] },
    Kind { extension: "opus", media: "audio/ogg", marks: &[(0, b"OggS")] },
    Kind { extension: "wav", media: "audio/wav", marks: &[(8, b"WAVE")] },
];

impl Kind {
    /// Whether the bytes begin as this type does.
    pub(super) fn fits(&self, content: &[u8]) -> bool {
        self.marks.iter().any(|(at, mark)| content.get(*at..).is_some_and(|rest| rest.starts_with(mark)))
    }
}

/// Text, label and type; blanks around the label do not count.
pub(super) fn parts(name: &str) -> Result<(&str, &str, Kind), Refusal> {
    let (stem, extension) = name.rsplit_once('.').ok_or(Refusal::Name)?;
    let (text, label) = stem.split_once('.').ok_or(Refusal::Name)?;
    let (text, label) = (text.trim(), label.trim());
    let is_short = (1..=LONGEST_LABEL).contains(&label.chars().count());
    if text.is_empty() || !is_short || label.chars().any(char::is_control) {
        return Err(Refusal::Name);
    }
    let kind = KINDS.into_iter().find(|kind| kind.extension.eq_ignore_ascii_case(extension));
    Ok((text, label, kind.ok_or(Refusal::Type)?))
}
