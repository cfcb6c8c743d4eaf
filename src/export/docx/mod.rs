//! The translators' DOCX: one entry point, [`export`], in two steps by [`Draft`].
//!
//! docx-rs writes the body from what [`body`] builds; [`package`] finishes it; everything else is
//! written whole from the theme ([`style`], [`numbering`], [`parts`], [`media`], [`identity`]).
//! The same document gives the same bytes: there is no clock, no locale and no order of threads
//! in here.

mod assembly;
mod body;
mod carrier;
mod direction;
pub mod identity;
mod media;
mod numbering;
mod package;
mod parts;
mod script;
mod style;
mod xml;

pub use assembly::Draft;

use super::Layout;
use super::tables::Tables;
use crate::diagnostic::Diagnostics;
use crate::document::Document;
use crate::fonts::FontLibrary;
use crate::theme::Theme;

/// What an export depends on beside the document and the theme.
#[derive(Clone, Debug)]
pub struct Options<'a> {
    /// Date of creation and change, in seconds since 1970 UTC.
    pub timestamp: i64,
    /// How the document's tables are set.
    pub tables: &'a Tables,
    /// Fonts for drawing SVG, and for embedding.
    pub fonts: &'a FontLibrary,
    /// The application that the document names as its maker.
    pub producer: String,
    /// Whether the pinned fonts travel with the document.
    pub embed_fonts: bool,
}

/// Writes a document as DOCX.
///
/// # Errors
/// If an image cannot be drawn, a reference points nowhere, or a part cannot be written.
pub fn export(
    document: &Document,
    theme: &Theme,
    options: &Options<'_>,
    layout: Option<&Layout>,
) -> Result<Vec<u8>, Diagnostics> {
    Draft::new(document, theme, options)?.finish(layout)
}
