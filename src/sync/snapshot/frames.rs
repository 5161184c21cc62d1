//! Frames: written by the server, unpacked by the device. Pure.

use std::io::{Read, Write};

use flate2::{Compression, read::GzDecoder, write::GzEncoder};

use super::{Frame, MAX_UNPACKED};
use crate::{
    domain::{ids::LogId, photo::BlobHash},
    sync::messages::{Cursor, Page, PageEvent, Print},
};

/// Most events in a page of a snapshot: small, since a device puts together as many as it applies in a moment.
const PAGE_EVENTS: usize = 125;

/// Most bytes of bodies in a page; one event is always taken.
const PAGE_BYTES: usize = 64 * 1024;

/// A frame ends when so many bytes have come out of the packer: what it still holds back and the last page fit above.
const FULL: usize = 700 * 1024;

/// A frame ends when so many bytes have gone into the packer.
const FULL_UNPACKED: usize = MAX_UNPACKED / 2;

/// A frame that cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadFrame {
    /// Other bytes than the manifest's.
    #[error("the frame has other bytes than the manifest says")]
    Other,
    /// No gzip, or too much in it.
    #[error("the frame cannot be unpacked")]
    Packing,
    /// A line that is no page.
    #[error("the frame holds something that is no page")]
    Page,
}

/// Turns a log's events, given one after the other, into frames.
pub struct FrameWriter {
    log: LogId,
    at: Cursor,
    page: Vec<PageEvent>,
    page_bytes: usize,
    packer: GzEncoder<Vec<u8>>,
    unpacked: usize,
}

impl FrameWriter {
    /// For a log, from its beginning.
    #[must_use]
    pub fn new(log: LogId) -> Self {
        let (at, page) = (Cursor::default(), Vec::with_capacity(PAGE_EVENTS));
        Self { log, at, page, page_bytes: 0, packer: packer(), unpacked: 0 }
    }

    /// Takes the next event and the print there; gives a frame when one is full.
    ///
    /// # Errors
    /// Never in practice: packing into memory.
    pub fn push(&mut self, event: PageEvent, print: Print) -> std::io::Result<Option<(Frame, Vec<u8>)>> {
        self.at = Cursor(event.seq, print);
        self.page_bytes += event.event.body.len();
        self.page.push(event);
        if self.page.len() < PAGE_EVENTS && self.page_bytes < PAGE_BYTES {
            return Ok(None);
        }
        self.end_page()?;
        let full = self.packer.get_ref().len() >= FULL || self.unpacked >= FULL_UNPACKED;
        if full { self.end_frame() } else { Ok(None) }
    }

    /// The last frame, if anything is left.
    ///
    /// # Errors
    /// Never in practice: packing into memory.
    pub fn finish(mut self) -> std::io::Result<Option<(Frame, Vec<u8>)>> {
        self.end_page()?;
        self.end_frame()
    }

    fn end_page(&mut self) -> std::io::Result<()> {
        if self.page.is_empty() {
            return Ok(());
        }
        let Cursor(next_seq, print) = self.at;
        let (events, known) = (std::mem::take(&mut self.page), Vec::new());
        let page = Page { log: self.log, events, known, next_seq, print, head: next_seq, more: false, snapshot: None };
        let mut line = serde_json::to_vec(&page)?;
        line.push(b'\n');
        self.page_bytes = 0;
        self.unpacked += line.len();
        self.packer.write_all(&line)
    }

    fn end_frame(&mut self) -> std::io::Result<Option<(Frame, Vec<u8>)>> {
        if std::mem::take(&mut self.unpacked) == 0 {
            return Ok(None);
        }
        let packed = std::mem::replace(&mut self.packer, packer()).finish()?;
        let Cursor(last, print) = self.at;
        let bytes = u32::try_from(packed.len()).map_err(std::io::Error::other)?;
        Ok(Some((Frame { last, print, bytes, hash: BlobHash::of(&packed) }, packed)))
    }
}

fn packer() -> GzEncoder<Vec<u8>> {
    GzEncoder::new(Vec::with_capacity(FULL), Compression::default())
}

/// The lines of a frame, once its bytes are those of the manifest.
///
/// # Errors
/// [`BadFrame`]; nothing was used of it.
pub fn unpack(frame: &Frame, packed: &[u8]) -> Result<Vec<u8>, BadFrame> {
    if packed.len() != frame.bytes as usize || BlobHash::of(packed) != frame.hash {
        return Err(BadFrame::Other);
    }
    let mut lines = Vec::with_capacity(packed.len() * 5);
    let most = MAX_UNPACKED as u64 + 1;
    GzDecoder::new(packed).take(most).read_to_end(&mut lines).map_err(|_| BadFrame::Packing)?;
    if lines.len() > MAX_UNPACKED { Err(BadFrame::Packing) } else { Ok(lines) }
}

/// The pages of an unpacked frame, not read yet.
pub fn lines_of(unpacked: &[u8]) -> impl Iterator<Item = &[u8]> {
    unpacked.split(|byte| *byte == b'\n').filter(|line| !line.is_empty())
}

/// Reads one line.
///
/// # Errors
/// [`BadFrame::Page`].
pub fn page_of(line: &[u8]) -> Result<Page, BadFrame> {
    serde_json::from_slice(line).map_err(|_| BadFrame::Page)
}
