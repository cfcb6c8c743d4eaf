//! Image files: format, size and soundness, found from the bytes.

use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

use image::ImageDecoder as _;
use image::metadata::Orientation;

use super::image_color as color;
use super::{png_chunks, svg};
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
    let broken = |message: String, hint: String| {
        Box::new(Diagnostic::new(Code::BrokenImage, message).at(named_at).hint(hint))
    };
    let unreadable = |error: String| {
        broken(
            format!("the image `{path}` cannot be read: {error}"),
            "open it in an image editor and save it again, or copy it anew".to_owned(),
        )
    };
    let (format, width, height) = if bytes.starts_with(b"\x89PNG") {
        let (width, height) = raster(&bytes, image::ImageFormat::Png).map_err(unreadable)?;
        (ImageFormat::Png, width, height)
    } else if bytes.starts_with(&[0xFF, 0xD8]) {
        let (width, height) = raster(&bytes, image::ImageFormat::Jpeg).map_err(unreadable)?;
        (ImageFormat::Jpeg, width, height)
    } else if let Ok(text) = std::str::from_utf8(&bytes)
        && text.contains("<svg")
    {
        let (width, height) = svg::inspect(path, text, named_at)?;
        (ImageFormat::Svg, width, height)
    } else {
        let (what, hint) = foreign(&bytes);
        return Err(broken(format!("the image `{path}` {what}"), hint.to_owned()));
    };
    if let Some(right) = wrong_ending(path, format) {
        let name = match format {
            ImageFormat::Svg => "an SVG",
            ImageFormat::Png => "a PNG",
            ImageFormat::Jpeg => "a JPEG",
        };
        return Err(broken(
            format!("the image `{path}` is {name} file, but its name says otherwise"),
            format!("rename the file, and write `{right}`"),
        ));
    }
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

/// What a file is that is no image of ours, and what to do.
fn foreign(bytes: &[u8]) -> (&'static str, &'static str) {
    const SAVE: &str = "save it as SVG, PNG or JPEG";
    let begins = |start: &[u8]| bytes.starts_with(start);
    let holds = |at: usize, part: &[u8]| bytes.get(at..at + part.len()) == Some(part);
    if bytes.is_empty() {
        return ("is an empty file", "save or copy it once more");
    }
    if begins(b"version https://git-lfs") {
        return (
            "is not there yet: the file only says where Git LFS keeps it",
            "fetch the images with `git lfs pull`",
        );
    }
    if begins(&[0x1F, 0x8B]) {
        return ("is compressed", "save it as plain SVG, not as SVGZ");
    }
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(512)]).to_ascii_lowercase();
    if text.contains("<!doctype html") || text.contains("<html") {
        return ("is a page of the web", "save the image itself, not the page that shows it");
    }
    let name = if begins(b"GIF8") {
        "is a GIF file"
    } else if begins(b"RIFF") && holds(8, b"WEBP") {
        "is a WebP file"
    } else if begins(b"II*\0") || begins(b"MM\0*") {
        "is a TIFF file"
    } else if begins(b"BM") {
        "is a BMP file"
    } else if begins(b"%PDF") {
        "is a PDF file"
    } else if begins(b"%!PS") {
        "is a PostScript file"
    } else if holds(4, b"ftyp") {
        "is a HEIC or AVIF file"
    } else if begins(&[0xD7, 0xCD, 0xC6, 0x9A]) || holds(40, b" EMF") {
        "is a Windows metafile"
    } else {
        "is in a format that plenary does not take"
    };
    (name, SAVE)
}

/// The path with the ending that the format has, if it has another.
fn wrong_ending(path: &str, format: ImageFormat) -> Option<String> {
    let endings: &[&str] = match format {
        ImageFormat::Svg => &["svg"],
        ImageFormat::Png => &["png"],
        ImageFormat::Jpeg => &["jpg", "jpeg"],
    };
    let own = Path::new(path).extension().and_then(|own| own.to_str()).unwrap_or_default();
    if endings.iter().any(|ending| own.eq_ignore_ascii_case(ending)) {
        return None;
    }
    let right = Path::new(path).with_extension(endings.first()?);
    Some(right.to_string_lossy().into_owned())
}

/// Size of a raster as it is shown, from its header. A file that was cut short lacks its end
/// marker; pixels are not decoded here.
pub(super) fn raster(bytes: &[u8], format: image::ImageFormat) -> Result<(f64, f64), String> {
    if format == image::ImageFormat::Png {
        png_chunks::check(bytes)?;
    }
    let reader = image::ImageReader::with_format(Cursor::new(bytes), format);
    let mut decoder = reader.into_decoder().map_err(|error| damage(&error))?;
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
    let orientation = decoder.orientation().map_err(|error| damage(&error))?;
    Ok(if is_on_its_side(orientation) { (height, width) } else { (width, height) })
}

/// What is wrong with a raster, in few words.
fn damage(error: &image::ImageError) -> String {
    match error {
        image::ImageError::Unsupported(_) => format!("it is of a kind that is not taken ({error})"),
        image::ImageError::IoError(_) => "the file ends too early".to_owned(),
        _ => format!("it is damaged ({error})"),
    }
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
