//! From the tree to bytes: one folder per format, each with one entry point.
//!
//! Exporters know [`crate::document`], [`crate::theme`] and [`crate::fonts`]; never the sources,
//! the templates or each other. They match on every kind of block and inline, so that a new kind
//! does not compile until every format draws it.
#![deny(clippy::wildcard_enum_match_arm)]

pub mod docx;
pub mod drawing;
pub mod images;
mod kept;
pub mod long_words;
pub mod pdf;
pub mod room;
pub mod tables;
mod upright;

use std::collections::BTreeMap;

use crate::document::BlockId;

/// What a layout found out: where things stand on the pages of the PDF.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// Number of pages.
    pub pages: usize,
    /// Printed page label of each heading and question, by block; the cover's pages have none.
    pub page_labels: BTreeMap<BlockId, String>,
    /// Printed page label of each note, in the order of [`crate::document::Document::notes`].
    pub note_pages: Vec<String>,
}
