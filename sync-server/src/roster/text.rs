//! CSV text in the encodings that offices use: UTF-8 with or without BOM, UTF-16 with BOM, GB18030.

use encoding_rs::{Encoding, GB18030};

use super::{
    FileError,
    sheet::{Row, Sheet},
};

/// Reads comma-, semicolon- or tab-separated text. Rows are numbered as a spreadsheet would number them.
pub(super) fn read(bytes: &[u8]) -> Result<Sheet, FileError> {
    // One kind of line end, or line numbers would depend on where the file was saved.
    let text = decode(bytes)?.replace("\r\n", "\n").replace('\r', "\n");
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    let (mut rows, mut inner_lines) = (Vec::new(), 0);
    for record in reader.records() {
        let record = record.map_err(|error| FileError::Unreadable(error.to_string()))?;
        let line = record.position().map_or(0, csv::Position::line);
        let number = u32::try_from(line.saturating_sub(inner_lines)).unwrap_or(u32::MAX);
        // A line break inside quotes is no row of its own.
        inner_lines += record.iter().map(|cell| cell.matches('\n').count() as u64).sum::<u64>();
        rows.push(Row { number, cells: record.iter().map(|cell| cell.trim().to_owned()).collect() });
    }
    Ok(Sheet { rows, merged: Vec::new() })
}

fn decode(bytes: &[u8]) -> Result<String, FileError> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, broken) = encoding.decode_without_bom_handling(&bytes[mark..]);
        return if broken { Err(FileError::UnknownEncoding) } else { Ok(text.into_owned()) };
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return no_control(text.to_owned());
    }
    let (text, broken) = GB18030.decode_without_bom_handling(bytes);
    if broken { Err(FileError::UnknownEncoding) } else { no_control(text.into_owned()) }
}

/// A zero byte is a sign of something that is no text.
fn no_control(text: String) -> Result<String, FileError> {
    if text.contains('\0') { Err(FileError::UnknownEncoding) } else { Ok(text) }
}

/// The separator that occurs most often in the first line that has any.
fn delimiter(text: &str) -> u8 {
    let count = |line: &str, mark: u8| line.bytes().filter(|byte| *byte == mark).count();
    let most = |line: &str| b",;\t".iter().copied().max_by_key(|mark| (count(line, *mark), *mark == b','));
    let line = text.lines().find(|line| line.contains([',', ';', '\t']));
    line.and_then(most).unwrap_or(b',')
}
