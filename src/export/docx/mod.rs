//! The translators' DOCX: one entry point, [`export`], in two steps by [`Draft`].
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
    /// Fonts for drawing SVG, and for embedding.
    pub fonts: &'a FontLibrary,
    /// The application that the document names as its maker.
    pub producer: String,
    /// Whether the pinned fonts travel with the document.
    pub embed_fonts: bool,
}

/// A document built up to what depends on its pages: the text, and the images drawn. That is nearly
/// all of the work, and needs no layout, so it can be done beside it.
pub struct Draft<'a>(assembly::Draft<'a>);

impl<'a> Draft<'a> {
    /// Builds the text of a document and draws its images.
    ///
    /// # Errors
    /// If an image cannot be drawn or a reference points nowhere.
    pub fn new(
        document: &'a Document,
        theme: &'a Theme,
        options: &Options<'_>,
    ) -> Result<Self, Diagnostics> {
        Ok(Self(assembly::Draft::new(document, theme, options)?))
    }

    /// Writes the DOCX. `layout` says where things stand in the PDF: the page numbers of the
    /// contents. Without it a dash stands for them until Word updates the field.
    ///
    /// # Errors
    /// If a part cannot be written.
    pub fn finish(
        self,
        options: &Options<'_>,
        layout: Option<&Layout>,
    ) -> Result<Vec<u8>, Diagnostics> {
        Ok(self.0.finish(options, layout)?)
    }
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
    Draft::new(document, theme, options)?.finish(options, layout)
}
