//! Colours of raster files: would they come out in both outputs as they are meant?

use std::io::Cursor;

use image::ImageDecoder as _;

use crate::document::ImageFormat;

/// Newest version of colour profiles that can be printed. PDF 1.7 names 4.2 (ISO 32000-1, table 67);
/// `export/images.rs` brings 4.3 and 4.4 down to it. Version 5 has other models of colour; it would
/// be left out of the file, and the colours with it.
const NEWEST_PROFILE: (u8, u8) = (4, 4);
/// Classes of profiles that images may have (ISO 19005-2, 6.2.4.2): output and input devices,
/// displays, and colour spaces.
const CLASSES: [&[u8]; 4] = [b"prtr", b"mntr", b"scnr", b"spac"];

/// What is wrong with the colours of a sound file, to be said after its name.
pub(super) fn fault(bytes: &[u8], format: ImageFormat) -> Option<String> {
    let format = match format {
        ImageFormat::Jpeg if is_for_presses(bytes) => {
            return Some("is in the colours of a printing press (CMYK)".to_owned());
        }
        ImageFormat::Jpeg => image::ImageFormat::Jpeg,
        ImageFormat::Png => image::ImageFormat::Png,
        ImageFormat::Svg => return None,
    };
    let reader = image::ImageReader::with_format(Cursor::new(bytes), format);
    let profile = reader.into_decoder().ok()?.icc_profile().ok()??;
    profile_fault(&profile)
}

/// What is wrong with a colour profile, by its header (ICC.1:2022, 7.2).
fn profile_fault(profile: &[u8]) -> Option<String> {
    let part = |from: usize, to: usize| profile.get(from..to);
    let length = u32::try_from(profile.len()).ok().map(u32::to_be_bytes);
    let sound = part(36, 40) == Some(b"acsp")
        && part(0, 4) == length.as_ref().map(<[u8; 4]>::as_slice)
        && part(12, 16).is_some_and(|class| CLASSES.contains(&class));
    if !sound {
        return Some("has a broken colour profile".to_owned());
    }
    let version = (*profile.get(8)?, *profile.get(9)? >> 4);
    (version > NEWEST_PROFILE).then(|| {
        format!(
            "has a colour profile of version {}.{}; PDF takes those up to {}.{}",
            version.0, version.1, NEWEST_PROFILE.0, NEWEST_PROFILE.1
        )
    })
}

/// Whether a JPEG has four colours: its frame header says so (ITU-T T.81, B.2.2).
fn is_for_presses(jpeg: &[u8]) -> bool {
    let mut rest = jpeg.get(2..).unwrap_or_default();
    while let [0xFF, marker, after @ ..] = rest {
        match (*marker, after) {
            // Fill bytes before a marker.
            (0xFF, _) => rest = &rest[1..],
            // Frame headers, among them three other segments.
            (0xC0..=0xCF, [_, _, _, _, _, _, _, components, ..])
                if !matches!(marker, 0xC4 | 0xC8 | 0xCC) =>
            {
                return *components == 4;
            }
            (_, [high, low, ..]) => {
                let length = usize::from(u16::from_be_bytes([*high, *low]));
                rest = after.get(length..).unwrap_or_default();
            }
            _ => return false,
        }
    }
    false
}
