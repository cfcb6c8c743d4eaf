//! Rasters made ready for print before any format is written, so that both outputs carry the same
//! bytes: turned as their camera said, in colours that keep their profile, and no finer than paper
//! can show. What needs none of this keeps its bytes.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::codecs::png::{CompressionType, FilterType, PngDecoder, PngEncoder};
use image::metadata::Orientation;
use image::{ColorType, DynamicImage, ImageDecoder, ImageEncoder, ImageResult, imageops};
use sha2::{Digest, Sha256};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::visit::block_and_children;
use crate::document::{Block, BlockKind, Document, FigureWidth, Image, ImageFormat};
use crate::theme::Theme;

/// Pixels per inch that offset printing can use.
const PRINT_DPI: f64 = 300.0;
/// Resolution above which a raster is brought down to [`PRINT_DPI`]. Below it a file keeps its
/// bytes: each new encoding of a photograph costs quality.
const LARGEST_DPI: f64 = 600.0;
/// Quality of JPEG files that are encoded anew.
const JPEG_QUALITY: u8 = 90;
/// How much the memory of prepared images may hold.
const REMEMBERED_BYTES: usize = 64 << 20;

/// A prepared file with its size in pixels; none if the file is good as it is.
type Prepared = Option<(Arc<[u8]>, f64, f64)>;

/// Images prepared in this process, by what they were made from. Preparing is a pure function of
/// the key, so this only saves time when an editor builds again and again.
static PREPARED: LazyLock<Mutex<BTreeMap<[u8; 32], Prepared>>> = LazyLock::new(Mutex::default);

/// Prepares the rasters of a document for the size at which each is printed.
pub fn prepare(document: &mut Document, theme: &Theme, diagnostics: &mut Diagnostics) {
    let widths = print_widths(document, theme);
    // One after the other: a decoded photograph is large.
    for (key, image) in &mut document.images {
        if image.format == ImageFormat::Svg {
            continue;
        }
        let points = widths
            .get(key)
            .copied()
            .unwrap_or_else(|| theme.text_width(crate::document::Orientation::Landscape));
        match remembered(image, points / 72.0) {
            Ok(None) => {}
            Ok(Some((bytes, width, height))) => {
                image.bytes = bytes;
                image.width = width;
                image.height = height;
            }
            Err(error) => diagnostics.push(
                Diagnostic::new(
                    Code::BrokenImage,
                    format!("the image `{}` cannot be decoded: {error}", image.path),
                )
                .at(image.origin),
            ),
        }
    }
}

/// The largest width in points at which each image of the catalogue can come to stand.
fn print_widths(document: &Document, theme: &Theme) -> BTreeMap<String, f64> {
    let mut widths: BTreeMap<String, f64> = BTreeMap::new();
    let mut at_least = |key: &str, width: f64| {
        let known = widths.entry(key.to_owned()).or_default();
        *known = known.max(width);
    };
    let page = &theme.page;
    let placed = document.sections.iter().flat_map(|section| {
        section.blocks.iter().map(|block| (theme.text_width(section.orientation), block))
    });
    let mut visit = |text_width: f64, block: &Block| match &block.kind {
        BlockKind::Figure(figure) => {
            let width = match figure.width {
                None => text_width * theme.figures.width,
                Some(FigureWidth::Share(share)) => text_width * share,
                Some(FigureWidth::Wide) => text_width + 2.0 * theme.figures.overhang.points(),
            };
            at_least(&figure.image, width);
        }
        BlockKind::FigureRow(row) => {
            for figure in &row.figures {
                at_least(&figure.image, text_width);
            }
        }
        BlockKind::Masthead(masthead) => {
            if let Some(key) = &masthead.mark {
                at_least(key, theme.masthead.mark_width.points());
            }
        }
        BlockKind::Cover(cover) => {
            for key in [&cover.artwork, &cover.mark].into_iter().flatten() {
                // Artwork covers its field, so that a wide one is as high as the sheet at most.
                let ratio =
                    document.images.get(key).map_or(1.0, |image| image.width / image.height);
                at_least(key, page.width.points().max(page.height.points() * ratio));
            }
        }
        BlockKind::Heading(_)
        | BlockKind::Paragraph(_)
        | BlockKind::NumberedParagraph { .. }
        | BlockKind::List(_)
        | BlockKind::QuestionList(_)
        | BlockKind::Table(_)
        | BlockKind::Box { .. }
        | BlockKind::Quote(_)
        | BlockKind::Programme(_)
        | BlockKind::Contents(_)
        | BlockKind::PageBreak => {}
    };
    for (text_width, block) in placed {
        block_and_children(block, &mut |block| visit(text_width, block));
    }
    widths
}

fn remembered(image: &Image, inches: f64) -> ImageResult<Prepared> {
    let mut hash = Sha256::new();
    hash.update(inches.to_le_bytes());
    hash.update(&image.bytes);
    let key: [u8; 32] = hash.finalize().into();
    let memory = || PREPARED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(prepared) = memory().get(&key) {
        return Ok(prepared.clone());
    }
    let prepared = match image.format {
        ImageFormat::Svg => None,
        ImageFormat::Png => rework(PngDecoder::new(Cursor::new(&image.bytes))?, image, inches)?,
        ImageFormat::Jpeg => rework(JpegDecoder::new(Cursor::new(&image.bytes))?, image, inches)?,
    };
    let mut memory = memory();
    let held: usize = memory.values().flatten().map(|(bytes, ..)| bytes.len()).sum();
    if held > REMEMBERED_BYTES {
        memory.clear();
    }
    memory.insert(key, prepared.clone());
    Ok(prepared)
}

/// The image as it is printed; none if that is what the file holds.
fn rework(mut decoder: impl ImageDecoder, image: &Image, inches: f64) -> ImageResult<Prepared> {
    let orientation = decoder.orientation()?;
    let profile = decoder.icc_profile()?.filter(|profile| !profile.is_empty());
    let fine = image.width > inches * LARGEST_DPI;
    // Typst brings deep colours to eight bits itself, but forgets what they mean.
    let deep = profile.is_some() && bits_of_a_channel(decoder.color_type()) > 8;
    let newer = profile.as_deref().is_some_and(is_newer_profile);
    if orientation == Orientation::NoTransforms && !fine && !deep {
        return match (newer, image.format) {
            (false, _) => Ok(None),
            (true, ImageFormat::Jpeg) => Ok(relabelled_jpeg(image)),
            (true, ImageFormat::Png | ImageFormat::Svg) => {
                let pixels = DynamicImage::from_decoder(decoder)?;
                written(&pixels, image.format, profile)
            }
        };
    }
    let mut pixels = DynamicImage::from_decoder(decoder)?;
    pixels.apply_orientation(orientation);
    if fine {
        let (width, height) = reduced(&pixels, inches * PRINT_DPI);
        pixels = pixels.resize_exact(width, height, imageops::FilterType::CatmullRom);
    }
    written(&eight_bits(pixels), image.format, profile)
}

/// Whether a colour profile is of version 4.3 or 4.4. PDF 1.7 takes 4.2 (ISO 32000-1, table 67) and
/// Typst leaves newer ones out. What those two versions added are tags that older readers pass over
/// (ICC.1:2010 and ICC.1:2022, "Changes"), so that the same profile is one of 4.2 to them.
fn is_newer_profile(profile: &[u8]) -> bool {
    profile.get(8) == Some(&4) && profile.get(9).is_some_and(|minor| minor >> 4 > 2)
}

/// Gives a profile the version 4.2. Its checksum, which covers the version, becomes "not computed"
/// (ICC.1:2022, 7.2.4 and 7.2.18).
fn relabel(profile: &mut [u8]) {
    if let Some(minor) = profile.get_mut(9) {
        *minor = 0x20;
    }
    if let Some(checksum) = profile.get_mut(84..100) {
        checksum.fill(0);
    }
}

/// A JPEG with its profile relabelled in its place; the pixels are not touched.
fn relabelled_jpeg(image: &Image) -> Prepared {
    // The first part of a profile in an APP2 segment: name, number of the part, number of parts
    // (ICC.1:2022, B.4).
    const FIRST_PART: &[u8] = b"ICC_PROFILE\0\x01";
    let mut bytes = image.bytes.to_vec();
    let part = bytes.windows(FIRST_PART.len()).position(|window| window == FIRST_PART)?;
    relabel(bytes.get_mut(part + FIRST_PART.len() + 1..)?);
    Some((bytes.into(), image.width, image.height))
}

fn written(
    pixels: &DynamicImage,
    format: ImageFormat,
    mut profile: Option<Vec<u8>>,
) -> ImageResult<Prepared> {
    if let Some(profile) = profile.as_mut().filter(|profile| is_newer_profile(profile)) {
        relabel(profile);
    }
    let mut bytes = Vec::new();
    match format {
        ImageFormat::Jpeg => {
            let encoder = JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY);
            encode(pixels, encoder, profile)?;
        }
        ImageFormat::Png | ImageFormat::Svg => {
            let (level, filter) = (CompressionType::Default, FilterType::Adaptive);
            let encoder = PngEncoder::new_with_quality(&mut bytes, level, filter);
            encode(pixels, encoder, profile)?;
        }
    }
    Ok(Some((bytes.into(), f64::from(pixels.width()), f64::from(pixels.height()))))
}

/// Pixel size for a width in pixels, in proportion.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "smaller than the image, whose size is u32"
)]
fn reduced(pixels: &DynamicImage, width: f64) -> (u32, u32) {
    let width = width.max(1.0).round();
    let share = width / f64::from(pixels.width());
    (width as u32, (f64::from(pixels.height()) * share).round().max(1.0) as u32)
}

fn bits_of_a_channel(color: ColorType) -> u16 {
    color.bits_per_pixel() / u16::from(color.channel_count())
}

fn eight_bits(pixels: DynamicImage) -> DynamicImage {
    let color = pixels.color();
    if bits_of_a_channel(color) <= 8 {
        return pixels;
    }
    match (color.has_color(), color.has_alpha()) {
        (false, false) => pixels.into_luma8().into(),
        (false, true) => pixels.into_luma_alpha8().into(),
        (true, false) => pixels.into_rgb8().into(),
        (true, true) => pixels.into_rgba8().into(),
    }
}

fn encode(
    pixels: &DynamicImage,
    mut encoder: impl ImageEncoder,
    profile: Option<Vec<u8>>,
) -> ImageResult<()> {
    if let Some(profile) = profile {
        // Both encoders take profiles; the error is for formats that cannot.
        encoder.set_icc_profile(profile).map_err(image::ImageError::Unsupported)?;
    }
    pixels.write_with_encoder(encoder)
}
