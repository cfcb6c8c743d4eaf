//! References of an SVG: they stay inside the file. Images that it embeds are looked at once each.

use data_url::DataUrl;

use super::Fault;
use crate::document::ImageFormat;
use crate::source::image_color;
use crate::source::image_file::{self, MAX_PIXELS};

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

/// Images that a file embeds, while they are looked at.
#[derive(Default)]
pub(super) struct Embedded {
    pixels: u64,
}

impl Embedded {
    /// The pixels of an embedded image; none for a reference to an element. The image is decoded
    /// here: what draws it later leaves a broken one out without a word.
    pub(super) fn pixels(&mut self, value: &str) -> Result<Option<u64>, Fault> {
        if !value.starts_with("data:") {
            return Ok(None);
        }
        let unreadable =
            |why: String| Fault::broken(format!("embeds an image that cannot be read: {why}"));
        let url = DataUrl::process(value).map_err(|error| unreadable(error.to_string()))?;
        let (bytes, _) =
            url.decode_to_vec().map_err(|_| unreadable("it is no base64".to_owned()))?;
        let (format, kind) = if bytes.starts_with(b"\x89PNG") {
            (image::ImageFormat::Png, ImageFormat::Png)
        } else if bytes.starts_with(&[0xFF, 0xD8]) {
            (image::ImageFormat::Jpeg, ImageFormat::Jpeg)
        } else {
            return Err(Fault::broken("embeds something that is neither PNG nor JPEG"));
        };
        let (width, height) = image_file::raster(&bytes, format).map_err(unreadable)?;
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "whole numbers up to MAX_PIXELS"
        )]
        let pixels = (width * height) as u64;
        self.pixels += pixels;
        if self.pixels > MAX_PIXELS {
            let excess = format!("embedded images of more than {MAX_PIXELS} pixels together");
            return Err(Fault::complex(excess));
        }
        if let Some(reason) = image_color::fault(&bytes, kind) {
            return Err(Fault::broken(format!("embeds an image that {reason}")));
        }
        image::load_from_memory_with_format(&bytes, format)
            .map_err(|error| unreadable(error.to_string()))?;
        Ok(Some(pixels))
    }
}

/// The names of the elements to which a value refers.
pub(super) fn targets(value: &str) -> impl Iterator<Item = &str> {
    value.match_indices("url(").filter_map(|(at, _)| {
        let target = value[at + 4..].trim_start().trim_start_matches(['"', '\'']);
        let target = &target[..target.find([')', '"', '\'']).unwrap_or(target.len())];
        target.trim_end().strip_prefix('#')
    })
}
