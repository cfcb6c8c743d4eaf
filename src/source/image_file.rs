//! Image files: format, size and soundness, found from the bytes.

use std::io::Cursor;
use std::sync::Arc;

use image::ImageDecoder as _;
use image::metadata::Orientation;

use super::image_color as color;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::{Image, ImageFormat};

/// Most pixels a raster may have.
const MAX_PIXELS: u64 = 100_000_000;
/// Most bytes that its pixels may take in memory: what Typst decodes at most.
const MAX_DECODED_BYTES: u64 = 512 << 20;

/// Looks at an image's bytes.
///
/// # Errors
/// If they are broken, of another format, too large, or refer to something outside themselves.
pub(super) fn inspect(
    path: &str,
    bytes: Arc<[u8]>,
    named_at: Span,
) -> Result<Image, Box<Diagnostic>> {
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
        let (width, height) = vector(path, text, named_at)?;
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
fn raster(bytes: &[u8], format: image::ImageFormat) -> Result<(f64, f64), String> {
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

fn vector(path: &str, text: &str, named_at: Span) -> Result<(f64, f64), Box<Diagnostic>> {
    let broken =
        |message: String| Box::new(Diagnostic::new(Code::BrokenImage, message).at(named_at));
    let found = scan(text)
        .map_err(|error| broken(format!("the image `{path}` is not well-formed XML: {error}")))?;
    if let Some(reference) = found.outside {
        return Err(Box::new(
            Diagnostic::new(
                Code::ExternalInImage,
                format!("the image `{path}` refers to `{reference}`, which lies outside it"),
            )
            .at(named_at)
            .hint("embed what it refers to, or draw it as paths"),
        ));
    }
    found
        .size
        .ok_or_else(|| broken(format!("the image `{path}` has neither a size nor a `viewBox`")))
}

/// What one pass over an SVG finds.
#[derive(Default)]
struct Scan {
    /// Width and height in px.
    size: Option<(f64, f64)>,
    /// The first reference to something outside the file.
    outside: Option<String>,
}

fn scan(text: &str) -> Result<Scan, quick_xml::Error> {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(text);
    let mut found = Scan::default();
    let mut root = true;
    loop {
        match reader.read_event()? {
            Event::Start(element) | Event::Empty(element) => {
                if std::mem::take(&mut root) {
                    found.size = size(&element)?;
                }
                if found.outside.is_none() {
                    found.outside = outside_reference(&element)?;
                }
            }
            Event::Eof => return Ok(found),
            _ => {}
        }
    }
}

/// The size of an SVG: `width` and `height`, where they are lengths, else its `viewBox`.
fn size(root: &quick_xml::events::BytesStart<'_>) -> Result<Option<(f64, f64)>, quick_xml::Error> {
    let (mut width, mut height, mut view) = (None, None, None);
    for attribute in root.attributes() {
        let attribute = attribute.map_err(quick_xml::Error::from)?;
        let value = String::from_utf8_lossy(&attribute.value).into_owned();
        match attribute.key.as_ref() {
            b"width" => width = pixels(&value),
            b"height" => height = pixels(&value),
            b"viewBox" => view = value.parse::<svgtypes::ViewBox>().ok(),
            _ => {}
        }
    }
    Ok(match (width, height, view) {
        (Some(width), Some(height), _) => Some((width, height)),
        (_, _, Some(view)) => Some((view.w, view.h)),
        _ => None,
    })
}

/// A length in px at 96 dpi (CSS Values and Units, 5.2); relative lengths have none.
fn pixels(value: &str) -> Option<f64> {
    use svgtypes::LengthUnit;
    let length: svgtypes::Length = value.parse().ok()?;
    let per_unit = match length.unit {
        LengthUnit::None | LengthUnit::Px => 1.0,
        LengthUnit::In => 96.0,
        LengthUnit::Cm => 96.0 / 2.54,
        LengthUnit::Mm => 96.0 / 25.4,
        LengthUnit::Pt => 96.0 / 72.0,
        LengthUnit::Pc => 16.0,
        LengthUnit::Em | LengthUnit::Ex | LengthUnit::Percent => return None,
    };
    (length.number > 0.0).then_some(length.number * per_unit)
}

fn outside_reference(
    element: &quick_xml::events::BytesStart<'_>,
) -> Result<Option<String>, quick_xml::Error> {
    // A link to a page is followed by a reader, not by the drawing.
    if element.local_name().as_ref() == b"a" {
        return Ok(None);
    }
    for attribute in element.attributes() {
        let attribute = attribute.map_err(quick_xml::Error::from)?;
        if attribute.key.local_name().as_ref() != b"href" {
            continue;
        }
        let value = String::from_utf8_lossy(&attribute.value).into_owned();
        if !value.starts_with('#') && !value.starts_with("data:") {
            return Ok(Some(value));
        }
    }
    Ok(None)
}
