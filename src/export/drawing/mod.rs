//! SVG drawings made ready for both formats: read, held against what drawing may take, and written
//! anew from the tree that is drawn. Nothing of the file gets into an output but what the tree has:
//! shapes, colours, text and embedded PNG and JPEG images.

mod budget;
mod write;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use rayon::prelude::*;
use resvg::usvg::{self, ImageKind, fontdb};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::{Document, Image, ImageFormat};
use crate::fonts::{FontLibrary, drawings};

/// Writes the drawings of a document anew.
pub fn prepare(document: &mut Document, fonts: &FontLibrary, diagnostics: &mut Diagnostics) {
    let drawings: Vec<&mut Image> =
        document.images.values_mut().filter(|image| image.format == ImageFormat::Svg).collect();
    if drawings.is_empty() {
        return;
    }
    let database = drawings::database(fonts);
    let refused: Vec<Option<Diagnostic>> = drawings
        .into_par_iter()
        .map(|image| match redrawn(image, &database) {
            Ok(bytes) => {
                image.bytes = bytes;
                None
            }
            Err(diagnostic) => Some(*diagnostic),
        })
        .collect();
    diagnostics.extend(refused.into_iter().flatten());
}

/// A drawing written anew.
fn redrawn(image: &Image, database: &Arc<fontdb::Database>) -> Result<Arc<[u8]>, Box<Diagnostic>> {
    let path = &image.path;
    let broken = |why: String| {
        Box::new(
            Diagnostic::new(Code::BrokenImage, format!("the image `{path}` {why}"))
                .at(image.origin)
                .hint("open it in the program that made it and save it as SVG again, or as PNG"),
        )
    };
    let text =
        std::str::from_utf8(&image.bytes).map_err(|_| broken("is no text in UTF-8".to_owned()))?;
    let tree = guarded(|| usvg::Tree::from_str(text, &options(database)))
        .ok_or_else(|| broken("cannot be drawn: it makes the drawing program fail".to_owned()))?
        .map_err(|error| broken(format!("cannot be drawn: {error}")))?;
    budget::check(&tree).map_err(|excess| {
        Box::new(
            Diagnostic::new(Code::SvgTooComplex, format!("the image `{path}` has {excess}"))
                .at(image.origin)
                .hint("simplify it, or save it as PNG"),
        )
    })?;
    let written = write::write(&tree).map_err(broken)?;
    Ok(written.into_bytes().into())
}

/// How drawings are read: with the pinned fonts, and nothing else from outside.
pub(crate) fn options(database: &Arc<fontdb::Database>) -> usvg::Options<'static> {
    usvg::Options {
        fontdb: Arc::clone(database),
        // A text that names no family is left without one: each format has its own.
        font_family: String::new(),
        image_href_resolver: usvg::ImageHrefResolver {
            resolve_data: Box::new(|_, bytes, _| {
                if bytes.starts_with(b"\x89PNG") {
                    Some(ImageKind::PNG(bytes))
                } else if bytes.starts_with(&[0xFF, 0xD8]) {
                    Some(ImageKind::JPEG(bytes))
                } else {
                    None
                }
            }),
            resolve_string: Box::new(|_, _| None),
        },
        ..usvg::Options::default()
    }
}

/// Runs what can panic on input that nobody thought of. The bounds keep known causes away.
pub(crate) fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}
