//! Pictures for tests: small PNGs that differ, with as much beside them as is wanted.

/// A PNG of these packed rows (zlib); `colour` as the format has it, `beside` in a chunk that readers pass over.
#[must_use]
pub fn png((width, height): (u32, u32), colour: u8, beside: &[u8], packed: &[u8]) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, colour, 0, 0, 0]].concat();
    let mut png = b"\x89PNG\r\n\x1A\n".to_vec();
    for (kind, content) in [(b"IHDR", &header[..]), (b"nfVp", beside), (b"IDAT", packed), (b"IEND", &[])] {
        let mut sum = flate2::Crc::new();
        sum.update(kind);
        sum.update(content);
        png.extend(u32::try_from(content.len()).unwrap_or_default().to_be_bytes());
        png.extend(kind);
        png.extend(content);
        png.extend(sum.sum().to_be_bytes());
    }
    png
}

/// Four by four grey pixels of these shades.
#[must_use]
pub fn small(shades: &[u8; 16], beside: &[u8]) -> Vec<u8> {
    let rows: Vec<u8> = shades.chunks(4).flat_map(|row| [&[0], row].concat()).collect();
    png((4, 4), 0, beside, &stored(&rows))
}

/// One stored block of zlib.
fn stored(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).unwrap_or_default();
    let (mut one, mut two) = (1_u32, 0_u32);
    for byte in bytes {
        one = (one + u32::from(*byte)) % 65_521;
        two = (two + one) % 65_521;
    }
    let sum = ((two << 16) | one).to_be_bytes();
    [&[0x78, 0x01, 0x01][..], &length.to_le_bytes(), &(!length).to_le_bytes(), bytes, &sum].concat()
}
