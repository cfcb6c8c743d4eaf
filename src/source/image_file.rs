//! Image files: format, size and soundness, found from the bytes.

use std::io::Cursor;
use std::sync::Arc;

use super::svg;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::{Image, ImageFormat};

/// Most pixels a raster may have.
pub(super) const MAX_PIXELS: u64 = 100_000_000;

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
    Ok(Image { path: path.to_owned(), format, width, height, bytes, origin: Some(named_at) })
}

/// Size of a raster, from its header. A file that was cut short lacks its end marker; pixels are
/// not decoded here.
pub(super) fn raster(bytes: &[u8], format: image::ImageFormat) -> Result<(f64, f64), String> {
    let reader = image::ImageReader::with_format(Cursor::new(bytes), format);
    let (width, height) = reader.into_dimensions().map_err(|error| error.to_string())?;
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(format!("it has {width} by {height} pixels, more than {MAX_PIXELS}"));
    }
    let tail = &bytes[bytes.len().saturating_sub(END_WITHIN)..];
    let end: &[u8] = match format {
        image::ImageFormat::Png => b"IEND",
        _ => &[0xFF, 0xD9],
    };
    if !tail.windows(end.len()).any(|window| window == end) {
        return Err("the file ends too early".to_owned());
    }
    Ok((f64::from(width), f64::from(height)))
}

/// Some programs write a few bytes after the end marker.
const END_WITHIN: usize = 1024;
