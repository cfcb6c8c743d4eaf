//! Images of the package: where each stands, at what size, and the files behind them.
//!
//! A file is stored once however often it is shown and whatever it is called. JPEG and PNG are
//! stored as they are (see `export/images.rs`); an SVG travels with a raster of the same drawing
//! for programs that cannot draw it.

mod drawing;
mod raster;

use std::collections::BTreeMap;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

pub(super) use self::drawing::draw;
use crate::diagnostic::Diagnostic;
use crate::document::{Document, Image, ImageFormat};
use crate::fonts::FontLibrary;
use crate::theme::Color;

/// English metric units in an inch.
const EMUS_PER_INCH: f64 = 914_400.0;
/// Resolution of the rasters that accompany SVG files. They are what programs show that cannot draw
/// SVG: as fine as the coarsest photograph that is taken without a warning, and a quarter of the
/// pixels of 300 dpi, which each new process would have to draw.
const FALLBACK_DPI: f64 = 150.0;
/// The same for images that are decorative wherever they stand, such as a cover's artwork, which
/// can fill a sheet: nothing in them has to be read, and a screen's 96 dpi do.
const DECORATIVE_DPI: f64 = 96.0;

/// An image at its place.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Placement {
    /// What is shown.
    pub picture: Picture,
    /// Width and height on the page, in English metric units.
    pub size: (i64, i64),
    /// What is cut off.
    pub crop: Crop,
    /// Alternative text; none marks the image as decorative.
    pub alt: Option<String>,
    /// Distance from the left and upper edge of the sheet, for images behind the text.
    pub position: (i64, i64),
}

/// What a placement shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Picture {
    /// An image of the catalogue, by key.
    Catalogue(String),
    /// A plain colour.
    Fill(Color),
}

/// Parts of an image that are cut off, as shares of its width or height.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Crop {
    /// At the left and at the right.
    pub sides: f64,
    /// Above and below.
    pub ends: f64,
}

/// A file of the package.
#[derive(Clone, Debug)]
pub(super) struct MediaFile {
    /// Relationship id.
    pub id: String,
    /// Name of the part inside `word/`.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Which files the placements need. The ids are known before the files are made.
pub(super) struct MediaPlan<'a> {
    jobs: Vec<Job<'a>>,
    /// For each placement, the job that makes its files.
    job_of_placement: Vec<usize>,
}

/// What has to be stored for one distinct image.
struct Job<'a> {
    source: Source<'a>,
    /// Largest width on a page, before cropping, in inches.
    inches: f64,
    /// Whether it has no alternative text anywhere.
    decorative: bool,
}

enum Source<'a> {
    Image(&'a Image),
    Fill(Color),
}

/// The files made for one job.
struct Made {
    raster: Vec<u8>,
    ending: &'static str,
    vector: Option<Vec<u8>>,
}

impl<'a> MediaPlan<'a> {
    /// One job for each distinct image, however often and under whatever key it is shown.
    pub(super) fn new(
        document: &'a Document,
        placements: &[Placement],
    ) -> Result<Self, Diagnostic> {
        let mut jobs: Vec<Job<'_>> = Vec::new();
        let mut by_hash: BTreeMap<[u8; 32], usize> = BTreeMap::new();
        let mut job_of_placement = Vec::with_capacity(placements.len());
        for placement in placements {
            let (source, hash) = match &placement.picture {
                Picture::Fill(color) => (Source::Fill(*color), Sha256::digest(color.rgb)),
                Picture::Catalogue(key) => {
                    let image = document.images.get(key).ok_or_else(|| unknown(key))?;
                    (Source::Image(image), Sha256::digest(&image.bytes))
                }
            };
            let index = *by_hash.entry(hash.into()).or_insert_with(|| {
                jobs.push(Job { source, inches: 0.0, decorative: true });
                jobs.len() - 1
            });
            if let Some(job) = jobs.get_mut(index) {
                job.inches = job.inches.max(inches_of(placement));
                job.decorative &= placement.alt.is_none();
            }
            job_of_placement.push(index);
        }
        Ok(Self { jobs, job_of_placement })
    }

    /// Relationship ids of the raster and the vector file of a placement.
    pub(super) fn ids(&self, placement: usize) -> (String, Option<String>) {
        let index = self.job_of_placement.get(placement).copied().unwrap_or_default();
        let vector = self.jobs.get(index).is_some_and(|job| match job.source {
            Source::Image(image) => image.format == ImageFormat::Svg,
            Source::Fill(_) => false,
        });
        (raster_id(index), vector.then(|| vector_id(index)))
    }

    /// Makes the files, the images side by side.
    pub(super) fn make(&self, fonts: &FontLibrary) -> Result<Vec<MediaFile>, Diagnostic> {
        let rasterizer = raster::Rasterizer::new(fonts);
        let made: Vec<Made> =
            self.jobs.par_iter().map(|job| make(job, &rasterizer)).collect::<Result<_, _>>()?;
        let mut files = Vec::with_capacity(made.len() * 2);
        for (index, made) in made.into_iter().enumerate() {
            let stem = format!("media/image{}", index + 1);
            files.push(MediaFile {
                id: raster_id(index),
                name: format!("{stem}.{}", made.ending),
                bytes: made.raster,
            });
            if let Some(bytes) = made.vector {
                files.push(MediaFile { id: vector_id(index), name: format!("{stem}.svg"), bytes });
            }
        }
        Ok(files)
    }
}

fn raster_id(index: usize) -> String {
    format!("rIdImage{}", index + 1)
}

fn vector_id(index: usize) -> String {
    format!("rIdVector{}", index + 1)
}

/// Width of the whole image in inches, the cut-off sides included.
#[allow(clippy::cast_precision_loss, reason = "sizes on a page are far below 2^52")]
fn inches_of(placement: &Placement) -> f64 {
    let visible = (1.0 - 2.0 * placement.crop.sides).max(0.01);
    placement.size.0 as f64 / EMUS_PER_INCH / visible
}

fn make(job: &Job<'_>, rasterizer: &raster::Rasterizer<'_>) -> Result<Made, Diagnostic> {
    let image = match job.source {
        Source::Fill(color) => {
            return Ok(Made { raster: raster::plain(color)?, ending: "png", vector: None });
        }
        Source::Image(image) => image,
    };
    let ending = match image.format {
        ImageFormat::Svg => {
            let dpi = if job.decorative { DECORATIVE_DPI } else { FALLBACK_DPI };
            return Ok(Made {
                raster: rasterizer.png(image, job.inches * dpi)?,
                ending: "png",
                vector: Some(image.bytes.to_vec()),
            });
        }
        ImageFormat::Png => "png",
        ImageFormat::Jpeg => "jpeg",
    };
    Ok(Made { raster: image.bytes.to_vec(), ending, vector: None })
}

fn unknown(key: &str) -> Diagnostic {
    Diagnostic::new(
        crate::diagnostic::Code::UndefinedImage,
        format!("the image `{key}` is not in the document"),
    )
}
