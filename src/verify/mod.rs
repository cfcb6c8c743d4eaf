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

pub use compare::{compare, page_faults};
pub use docx::read_docx;
pub use expected::expected;
pub use pdf::read_pdf;
pub use reading::{
    Bookmark, Facts, Fault, FaultKind, FaultPlace, Item, ItemKind, LINE_CHANGE, Lines, Link, Look,
    Manner, Mark, NoteText, Place, ReadError, Reading, Setting, Sign, SignPlace, Target, Text,
};
pub use words::words;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::number::in_european_digits;
use crate::document::visit::block_and_children_mut;
use crate::document::{BlockKind, Document, Language, QuestionItem};

/// Reads a PDF back and compares it with the document it was made from.
#[must_use]
pub fn verify_pdf(bytes: &[u8], document: &Document) -> Diagnostics {
    verify(read_pdf(bytes), document, "PDF")
}

/// Reads a DOCX back and compares it with the document it was made from.
#[must_use]
pub fn verify_docx(bytes: &[u8], document: &Document) -> Diagnostics {
    match document.metadata.language {
        Language::Ar => verify(read_docx(bytes), &as_word_counts(document), "DOCX"),
        Language::Zh | Language::En | Language::Fr | Language::Ru | Language::Es => {
            verify(read_docx(bytes), document, "DOCX")
        }
    }
}

/// The document with labels as Word counts them in Arabic text: in European figures, since it is a
/// setting of the reader's Word, not of the file, in which it shows them; and without the stroke
/// that lengthens a letter (U+0640), which Word's series of letters does not have.
fn as_word_counts(document: &Document) -> Document {
    let mut document = document.clone();
    let fold = |label: &mut String| *label = in_european_digits(label).replace('\u{640}', "");
    for block in document.sections.iter_mut().flat_map(|section| &mut section.blocks) {
        block_and_children_mut(block, &mut |block| match &mut block.kind {
            BlockKind::Heading(heading) => {
                heading.number.iter_mut().for_each(|number| fold(&mut number.label));
            }
            BlockKind::NumberedParagraph { number, .. } => fold(&mut number.label),
            BlockKind::List(list) => {
                list.items.iter_mut().for_each(|item| fold(&mut item.label));
            }
            BlockKind::QuestionList(list) => {
                for item in &mut list.items {
                    if let QuestionItem::Question { label, .. } = item {
                        fold(label);
                    }
                }
            }
            _ => {}
        });
    }
    document.notes.iter_mut().for_each(|note| fold(&mut note.mark));
    document
}

/// What an output has that is never written; `name` is what to call it.
#[must_use]
pub fn foreign(reading: &Reading, name: &str) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    for what in &reading.foreign {
        let message = format!("{name} has what plenary never writes: {what}");
        let hint = "somebody else has changed the file; build it again";
        diagnostics.push(Diagnostic::new(Code::ForeignContent, message).hint(hint));
    }
    diagnostics
}

fn verify(
    reading: Result<Reading, ReadError>,
    document: &Document,
    format: &'static str,
) -> Diagnostics {
    match reading {
        Ok(found) => {
            let mut diagnostics = compare(&expected(document), &found, format);
            diagnostics.extend(foreign(&found, &format!("the {format}")));
            diagnostics
        }
        Err(error) => {
            let message = format!("the {format} cannot be read back: {error}");
            Diagnostic::new(Code::OutputUnreadable, message).into()
        }
    }
}
