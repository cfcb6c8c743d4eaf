//! Image files: format, size and soundness, found from the bytes.

use std::io::Cursor;
use std::sync::Arc;

use image::ImageDecoder as _;
use image::metadata::Orientation;

use super::image_color as color;
use super::svg;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::{Image, ImageFormat};

/// Most pixels a raster may have.
pub(super) const MAX_PIXELS: u64 = 100_000_000;
/// Most bytes that its pixels may take in memory: what Typst decodes at most.
const MAX_DECODED_BYTES: u64 = 512 << 20;

/// Looks at an image's bytes.
///
/// # Errors
/// If they are broken, of another format, too large, or refer to something outside themselves.
pub fn inspect(path: &str, bytes: Arc<[u8]>, named_at: Span) -> Result<Image, Box<Diagnostic>> {
    let broken = |message: String| {
        Box::new(
            Diagnostic::new(Code::BrokenImage, message)
                .at(named_at)
                .hint("images are SVG, PNG or JPEG files"),
        )
    };
    let (format, width, height) = if bytes.starts_with(b"\x89PNG") {
        let (width, height) = raster(&bytes, image::ImageFormat::Png)
            .map_err(|error| broken(format!("the image `{path}` cannot be read: {error}")))?;
        (ImageFormat::Png, width, height)
    } else if bytes.starts_with(&[0xFF, 0xD8]) {
        let (width, height) = raster(&bytes, image::ImageFormat::Jpeg)
            .map_err(|error| broken(format!("the image `{path}` cannot be read: {error}")))?;
        (ImageFormat::Jpeg, width, height)
    } else if let Ok(text) = std::str::from_utf8(&bytes)
        && text.contains("<svg")
    {
        let (width, height) = svg::inspect(path, text, named_at)?;
        (ImageFormat::Svg, width, height)
    } else {
        return Err(broken(format!(
            "the image `{path}` is in a format that plenary does not take"
        )));
    };
    if format != ImageFormat::Svg
        && let Some(reason) = color::fault(&bytes, format)
    {
        return Err(Box::new(
            Diagnostic::new(Code::ImageColors, format!("the image `{path}` {reason}"))
                .at(named_at)
                .hint("export it again as RGB with a common colour profile, such as sRGB"),
        ));
    }
    Ok(Image { path: path.to_owned(), format, width, height, bytes, origin: Some(named_at) })
}

/// Size of a raster as it is shown, from its header. A file that was cut short lacks its end
/// marker; pixels are not decoded here.
pub(super) fn raster(bytes: &[u8], format: image::ImageFormat) -> Result<(f64, f64), String> {
    let reader = image::ImageReader::with_format(Cursor::new(bytes), format);
    let mut decoder = reader.into_decoder().map_err(|error| error.to_string())?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(format!("it has {width} by {height} pixels, more than {MAX_PIXELS}"));
    }
    if decoder.total_bytes() > MAX_DECODED_BYTES {
        return Err(format!(
            "its pixels take {} bytes, more than {MAX_DECODED_BYTES}",
            decoder.total_bytes()
        ));
    }
    let tail = &bytes[bytes.len().saturating_sub(END_WITHIN)..];
    let end: &[u8] = match format {
        image::ImageFormat::Png => b"IEND",
        _ => &[0xFF, 0xD9],
    };
    if !tail.windows(end.len()).any(|window| window == end) {
        return Err("the file ends too early".to_owned());
    }
    let (width, height) = (f64::from(width), f64::from(height));
    let orientation = decoder.orientation().map_err(|error| error.to_string())?;
    Ok(if is_on_its_side(orientation) { (height, width) } else { (width, height) })
}

/// Whether an image is stored with its sides exchanged (Exif 3.0, 4.6.5.1, Orientation).
fn is_on_its_side(orientation: Orientation) -> bool {
    match orientation {
        Orientation::Rotate90
        | Orientation::Rotate270
        | Orientation::Rotate90FlipH
        | Orientation::Rotate270FlipH => true,
        Orientation::NoTransforms
        | Orientation::Rotate180
        | Orientation::FlipHorizontal
        | Orientation::FlipVertical => false,
    }
}

/// Some programs write a few bytes after the end marker.
const END_WITHIN: usize = 1024;
