//! Image files: format, size and soundness, found from the bytes.

use std::io::Cursor;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::{Image, ImageFormat};

/// Most pixels a raster may have.
const MAX_PIXELS: u64 = 100_000_000;

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
    Ok(Image { path: path.to_owned(), format, width, height, bytes, origin: Some(named_at) })
}

fn raster(bytes: &[u8], format: image::ImageFormat) -> Result<(f64, f64), String> {
    let reader = image::ImageReader::with_format(Cursor::new(bytes), format);
    let (width, height) = reader.into_dimensions().map_err(|error| error.to_string())?;
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(format!("it has {width} by {height} pixels, more than {MAX_PIXELS}"));
    }
    // A file that is cut short has good dimensions: decode it once to be sure.
    let mut reader = image::ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(image::Limits::default());
    reader.decode().map_err(|error| error.to_string())?;
    Ok((f64::from(width), f64::from(height)))
}

fn vector(path: &str, text: &str, named_at: Span) -> Result<(f64, f64), Box<Diagnostic>> {
    let broken =
        |message: String| Box::new(Diagnostic::new(Code::BrokenImage, message).at(named_at));
    if let Some(reference) = external_reference(text)
        .map_err(|error| broken(format!("the image `{path}` is not well-formed XML: {error}")))?
    {
        return Err(Box::new(
            Diagnostic::new(
                Code::ExternalInImage,
                format!("the image `{path}` refers to `{reference}`, which lies outside it"),
            )
            .at(named_at)
            .hint("embed what it refers to, or draw it as paths"),
        ));
    }
    let options = resvg::usvg::Options::default();
    let tree = resvg::usvg::Tree::from_str(text, &options)
        .map_err(|error| broken(format!("the image `{path}` cannot be read: {error}")))?;
    let size = tree.size();
    Ok((f64::from(size.width()), f64::from(size.height())))
}

/// The first reference of an SVG to something outside itself.
fn external_reference(text: &str) -> Result<Option<String>, quick_xml::Error> {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(text);
    let mut depth = 0usize;
    loop {
        match reader.read_event()? {
            Event::Start(element) | Event::Empty(element) => {
                depth += 1;
                if depth > 200_000 {
                    return Ok(None);
                }
                for attribute in element.attributes() {
                    let attribute = attribute.map_err(quick_xml::Error::from)?;
                    let name = attribute.key.local_name();
                    if name.as_ref() != b"href" {
                        continue;
                    }
                    let value = String::from_utf8_lossy(&attribute.value).into_owned();
                    if !value.starts_with('#') && !value.starts_with("data:") {
                        return Ok(Some(value));
                    }
                }
            }
            Event::Eof => return Ok(None),
            _ => {}
        }
    }
}
