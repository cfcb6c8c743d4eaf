//! Reads written outputs back with readers of its own and compares them with the tree.
//!
//! The readers share no code with the exporters: what an exporter got wrong, a reader made from
//! the same parts would not see. Each yields a [`Reading`], the tree yields the expected one
//! ([`expected`]), and [`compare`] names the differences.

mod compare;
mod docx;
mod expected;
mod figures;
mod pdf;
mod reading;
mod words;

pub use compare::compare;
pub use docx::read_docx;
pub use expected::expected;
pub use pdf::read_pdf;
pub use reading::{
    Bookmark, Facts, Item, ItemKind, LINE_CHANGE, Lines, Link, Mark, NoteText, Place, ReadError,
    Reading, Target, Text,
};
pub use words::words;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::Document;

/// Reads a PDF back and compares it with the document it was made from.
#[must_use]
pub fn verify_pdf(bytes: &[u8], document: &Document) -> Diagnostics {
    verify(read_pdf(bytes), document, "PDF")
}

/// Reads a DOCX back and compares it with the document it was made from.
#[must_use]
pub fn verify_docx(bytes: &[u8], document: &Document) -> Diagnostics {
    verify(read_docx(bytes), document, "DOCX")
}

fn verify(
    reading: Result<Reading, ReadError>,
    document: &Document,
    format: &'static str,
) -> Diagnostics {
    match reading {
        Ok(found) => compare(&expected(document), &found, format),
        Err(error) => {
            let message = format!("the {format} cannot be read back: {error}");
            Diagnostic::new(Code::OutputUnreadable, message).into()
        }
    }
}
