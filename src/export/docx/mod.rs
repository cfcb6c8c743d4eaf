//! The translators' DOCX: one entry point, [`export`].
//!
//! docx-rs writes the body from what [`body`] builds; [`package`] finishes it; everything else is
//! written whole from the theme ([`style`], [`numbering`], [`parts`], [`media`], [`identity`]).
//! The same document gives the same bytes: there is no clock, no locale and no order of threads
//! in here.

mod assembly;
mod body;
mod carrier;
pub mod identity;
mod media;
mod numbering;
mod package;
mod parts;
mod script;
mod style;
mod xml;

use super::Layout;
use crate::diagnostic::Diagnostics;
use crate::document::Document;
use crate::fonts::FontLibrary;
use crate::theme::Theme;

/// What an export depends on beside the document and the theme.
#[derive(Clone, Debug)]
pub struct Options<'a> {
    /// Date of creation and change, in seconds since 1970 UTC.
    pub timestamp: i64,
    /// Where things stand in the PDF: the page numbers of the contents.
    pub layout: Option<&'a Layout>,
    /// Fonts for drawing SVG, and for embedding.
    pub fonts: &'a FontLibrary,
    /// The application that the document names as its maker.
    pub producer: String,
    /// Whether the pinned fonts travel with the document.
    pub embed_fonts: bool,
}

/// Draws the document's SVG images, so that [`export`] in the same process finds them drawn. This
/// needs no layout and can run beside it. What fails here fails again in [`export`], which says so.
pub fn draw_ahead(document: &Document, theme: &Theme, options: &Options<'_>) {
    let _ = assembly::draw_ahead(document, theme, options);
}

/// Writes a document as DOCX.
///
/// # Errors
/// If an image cannot be drawn, a reference points nowhere, or a part cannot be written.
pub fn export(
    document: &Document,
    theme: &Theme,
    options: &Options<'_>,
) -> Result<Vec<u8>, Diagnostics> {
    assembly::assemble(document, theme, options).map_err(Diagnostics::from)
}
