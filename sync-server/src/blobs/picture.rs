//! What a photo must be: a JPEG, PNG or WebP that can be read whole, within limits. Its thumbnail is the proof.

use image::{
    DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, codecs::jpeg::JpegEncoder, metadata::Orientation,
};
use std::io::Cursor;

/// Longest side of a thumbnail, in pixels.
const SIDE: u32 = 320;

/// Most pixels: a cheap telephone's largest photo.
const PIXELS: u64 = 50_000_000;

/// Longest side, in pixels.
const LONGEST: u32 = 12_000;

/// Most memory while a photo is read.
const MEMORY: u64 = 256 * 1024 * 1024;

/// 0 to 100.
const QUALITY: u8 = 75;

/// A photo that is none, or that is too large to be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no picture that can be read")]
pub struct NotAPicture;

/// A photo looked at.
#[derive(Clone, Debug)]
pub struct Looked {
    /// Its type.
    pub kind: &'static str,
    /// A small JPEG of it, upright.
    pub thumbnail: Vec<u8>,
}

/// Looks at a photo. Takes a moment and much memory: never many at once.
///
/// # Errors
/// [`NotAPicture`].
pub fn look(bytes: &[u8]) -> Result<Looked, NotAPicture> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| NotAPicture)?;
    let kind = match reader.format() {
        Some(ImageFormat::Jpeg) => "image/jpeg",
        Some(ImageFormat::Png) => "image/png",
        Some(ImageFormat::WebP) => "image/webp",
        _ => return Err(NotAPicture),
    };
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(LONGEST), Some(LONGEST));
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| NotAPicture)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PIXELS || decoder.total_bytes() > MEMORY {
        return Err(NotAPicture);
    }
    // Telephones write the picture as the chip sees it, and beside it which way is up.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let picture = DynamicImage::from_decoder(decoder).map_err(|_| NotAPicture)?;
    // A small one is not blown up: its thumbnail would be larger than itself.
    let mut small = if width.max(height) > SIDE { picture.thumbnail(SIDE, SIDE) } else { picture };
    small.apply_orientation(orientation);
    let mut thumbnail = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut thumbnail, QUALITY);
    small.to_rgb8().write_with_encoder(encoder).map_err(|_| NotAPicture)?;
    Ok(Looked { kind, thumbnail })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use image::{Rgb, RgbImage};

    /// A picture of its own for each seed.
    pub(crate) fn picture(width: u32, height: u32, seed: u8, format: ImageFormat) -> Vec<u8> {
        let pixel = |x: u32, y: u32| Rgb([(x % 251) as u8 ^ seed, (y % 241) as u8, (x * y % 239) as u8]);
        let mut bytes = Cursor::new(Vec::new());
        RgbImage::from_fn(width, height, pixel).write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn three_formats_are_looked_at() {
        for (format, kind) in
            [(ImageFormat::Jpeg, "image/jpeg"), (ImageFormat::Png, "image/png"), (ImageFormat::WebP, "image/webp")]
        {
            let looked = look(&picture(900, 600, 1, format)).unwrap();
            assert_eq!(looked.kind, kind);
            let small = image::load_from_memory_with_format(&looked.thumbnail, ImageFormat::Jpeg).unwrap();
            assert_eq!((small.width(), small.height()), (SIDE, 213));
        }
    }

    #[test]
    fn others_are_not() {
        let whole = picture(900, 600, 1, ImageFormat::Jpeg);
        let png = picture(90, 60, 1, ImageFormat::Png);
        let wide = picture(LONGEST + 1, 1, 1, ImageFormat::Png);
        // A header that promises more than memory.
        let mut bomb = png.clone();
        bomb[16..24].copy_from_slice(&[0, 0, 0x2E, 0xE0, 0, 0, 0x2E, 0xE0]);
        let bad: [&[u8]; 7] = [b"", b"a letter", b"GIF89a", &whole[..40], &png[..png.len() / 2], &wide, &bomb];
        for (number, bytes) in bad.iter().enumerate() {
            assert!(look(bytes).is_err(), "{number}");
        }
    }
}
