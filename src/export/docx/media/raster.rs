//! Pixels: SVG drawn with the pinned fonts only, plain colours.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError};

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};
use resvg::tiny_skia::{Pixmap, PremultipliedColorU8, Transform};
use resvg::usvg::{self, fontdb};
use sha2::{Digest, Sha256};

use crate::diagnostic::{Code, Diagnostic};
use crate::document::Image;
use crate::export::drawing::{self, guarded};
use crate::fonts::{FontLibrary, drawings};
use crate::theme::Color;

/// Widest raster that is made.
const LARGEST_WIDTH: f64 = 4000.0;
/// What is said where the drawing program panics.
const FAILS: &str = "it makes the drawing program fail";
/// How much the memory of drawn images may hold.
const REMEMBERED_BYTES: usize = 64 << 20;

/// Drawn images of this process by what they depend on. Drawing is a pure function of the key, so
/// this only saves time when several languages or several builds share their images.
static DRAWN: LazyLock<Mutex<Drawn>> = LazyLock::new(Mutex::default);

/// PNG files by the hash of what they were drawn from.
type Drawn = BTreeMap<[u8; 32], Arc<[u8]>>;

/// Draws SVG images.
pub(super) struct Rasterizer<'a> {
    library: &'a FontLibrary,
    database: OnceLock<Arc<fontdb::Database>>,
    fonts_hash: OnceLock<[u8; 32]>,
}

impl<'a> Rasterizer<'a> {
    /// A rasterizer that knows the fonts of the library and no others.
    pub(super) fn new(library: &'a FontLibrary) -> Self {
        Self { library, database: OnceLock::new(), fonts_hash: OnceLock::new() }
    }

    /// The image as PNG, so many pixels wide.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "bounded by LARGEST_WIDTH"
    )]
    pub(super) fn png(&self, image: &Image, width: f64) -> Result<Vec<u8>, Diagnostic> {
        let width = width.clamp(1.0, LARGEST_WIDTH).round() as u32;
        let key = self.key(image, width);
        if let Some(bytes) = remembered().get(&key) {
            return Ok(bytes.to_vec());
        }
        let bytes = encode(self.draw(image, width)?).map_err(|error| broken(image, &error))?;
        let mut drawn = remembered();
        if drawn.values().map(|bytes| bytes.len()).sum::<usize>() > REMEMBERED_BYTES {
            drawn.clear();
        }
        drawn.insert(key, bytes.as_slice().into());
        Ok(bytes)
    }

    #[allow(clippy::cast_precision_loss, reason = "pixel counts are small")]
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "bounded by LARGEST_WIDTH and the aspect ratio of a page"
    )]
    fn draw(&self, image: &Image, width: u32) -> Result<Pixmap, Diagnostic> {
        let database = self.database.get_or_init(|| drawings::database(self.library));
        let options = drawing::options(database);
        let tree = guarded(|| usvg::Tree::from_data(&image.bytes, &options))
            .ok_or_else(|| broken(image, &FAILS))?
            .map_err(|error| broken(image, &error))?;
        let size = tree.size();
        let scale = width as f32 / size.width();
        let height = (size.height() * scale).round().clamp(1.0, 4.0 * LARGEST_WIDTH as f32) as u32;
        let mut pixmap =
            Pixmap::new(width, height).ok_or_else(|| broken(image, &"it has no size"))?;
        let scale_y = height as f32 / size.height();
        guarded(|| {
            resvg::render(&tree, Transform::from_scale(scale, scale_y), &mut pixmap.as_mut());
        })
        .ok_or_else(|| broken(image, &FAILS))?;
        Ok(pixmap)
    }

    fn key(&self, image: &Image, width: u32) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(width.to_le_bytes());
        hash.update(self.fonts_hash.get_or_init(|| {
            let mut hash = Sha256::new();
            for file in &self.library.files {
                hash.update(file.path.as_bytes());
                // Its `head` table holds a checksum of the whole font.
                hash.update(file.description());
            }
            hash.finalize().into()
        }));
        hash.update(&image.bytes);
        hash.finalize().into()
    }
}

fn remembered() -> std::sync::MutexGuard<'static, Drawn> {
    DRAWN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// PNG of a pixmap, without an alpha channel where nothing shows through.
fn encode(pixmap: Pixmap) -> image::ImageResult<Vec<u8>> {
    let (width, height) = (pixmap.width(), pixmap.height());
    let opaque = pixmap.pixels().iter().all(|pixel| pixel.alpha() == u8::MAX);
    let (pixels, color) = if opaque {
        (colors(pixmap.take()), ExtendedColorType::Rgb8)
    } else {
        (colors_and_alpha(pixmap.take()), ExtendedColorType::Rgba8)
    };
    let mut bytes = Vec::new();
    png_encoder(&mut bytes).write_image(&pixels, width, height, color)?;
    Ok(bytes)
}

/// Opaque pixels without their alpha, moved together in their place: fresh memory costs more.
fn colors(mut pixels: Vec<u8>) -> Vec<u8> {
    let number = pixels.len() / 4;
    for index in 0..number {
        pixels.copy_within(4 * index..4 * index + 3, 3 * index);
    }
    pixels.truncate(3 * number);
    pixels
}

/// The colours as PNG wants them: not multiplied by their alpha (PNG, 12.2).
fn colors_and_alpha(mut pixels: Vec<u8>) -> Vec<u8> {
    for color in pixels.chunks_exact_mut(4) {
        // Most pixels are wholly opaque or wholly clear: those hold their colour as it is.
        if !matches!(color[3], 0 | u8::MAX)
            && let Some(pixel) =
                PremultipliedColorU8::from_rgba(color[0], color[1], color[2], color[3])
        {
            let plain = pixel.demultiply();
            color.copy_from_slice(&[plain.red(), plain.green(), plain.blue(), plain.alpha()]);
        }
    }
    pixels
}

/// Drawings are flat colours with soft edges: without filters they come out smaller. Beyond level 1
/// the time grows much faster than the file shrinks, and every new process draws them again.
fn png_encoder(bytes: &mut Vec<u8>) -> PngEncoder<&mut Vec<u8>> {
    PngEncoder::new_with_quality(bytes, CompressionType::Level(1), FilterType::NoFilter)
}

/// A few pixels of one colour, to be stretched.
pub(super) fn plain(color: Color) -> Result<Vec<u8>, Diagnostic> {
    const SIDE: u32 = 4;
    let pixels = color.rgb.repeat((SIDE * SIDE) as usize);
    let mut bytes = Vec::new();
    png_encoder(&mut bytes)
        .write_image(&pixels, SIDE, SIDE, ExtendedColorType::Rgb8)
        .map_err(|error| Diagnostic::new(Code::DocxExport, format!("a colour field: {error}")))?;
    Ok(bytes)
}

fn broken(image: &Image, error: &dyn std::fmt::Display) -> Diagnostic {
    Diagnostic::new(Code::BrokenImage, format!("`{}` cannot be drawn: {error}", image.path))
        .at(image.origin)
}
