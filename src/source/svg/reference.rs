//! References of an SVG: they stay inside the file. Images that it embeds are looked at once each.

use data_url::DataUrl;

use super::Fault;
use crate::source::image_file;

/// A reference stays inside the file: it names an element, or holds a PNG or a JPEG.
pub(super) fn check_reference(value: &str) -> Result<(), Fault> {
    if value.is_empty() || value.starts_with('#') {
        return Ok(());
    }
    let Some(rest) = value.strip_prefix("data:") else {
        return Err(Fault::outside(value));
    };
    if ["image/png", "image/jpeg", "image/jpg"].iter().any(|kind| rest.starts_with(kind)) {
        return Ok(());
    }
    Err(Fault::broken("embeds something that is neither PNG nor JPEG"))
}

/// The pixels of an embedded image; none for a reference to an element.
pub(super) fn embedded_pixels(value: &str) -> Result<Option<u64>, Fault> {
    if !value.starts_with("data:") {
        return Ok(None);
    }
    let unreadable =
        |why: String| Fault::broken(format!("embeds an image that cannot be read: {why}"));
    let url = DataUrl::process(value).map_err(|error| unreadable(error.to_string()))?;
    let (bytes, _) = url.decode_to_vec().map_err(|_| unreadable("it is no base64".to_owned()))?;
    let format = if bytes.starts_with(b"\x89PNG") {
        image::ImageFormat::Png
    } else if bytes.starts_with(&[0xFF, 0xD8]) {
        image::ImageFormat::Jpeg
    } else {
        return Err(Fault::broken("embeds something that is neither PNG nor JPEG"));
    };
    let (width, height) = image_file::raster(&bytes, format).map_err(unreadable)?;
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole numbers up to MAX_PIXELS"
    )]
    Ok(Some((width * height) as u64))
}

/// The names of the elements to which a value refers.
pub(super) fn targets(value: &str) -> impl Iterator<Item = &str> {
    value.match_indices("url(").filter_map(|(at, _)| {
        let target = value[at + 4..].trim_start().trim_start_matches(['"', '\'']);
        let target = &target[..target.find([')', '"', '\'']).unwrap_or(target.len())];
        target.trim_end().strip_prefix('#')
    })
}
