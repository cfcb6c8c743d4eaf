//! How large a composed document is, held against what can be set in bounded time and memory.
//! Knows the tree only.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::visit::{blocks, own_inlines};
use crate::document::{BlockKind, Document, inline_text};
use crate::source::Source;

/// Most blocks of a document. A cell of a table counts as two: it costs about as much to set.
pub(super) const MAX_BLOCKS: usize = 100_000;
/// Most bytes of text in a document: about 5,000 full pages.
pub(super) const MAX_TEXT: usize = 16 << 20;

/// Whether the document is small enough; if not, a diagnostic says of what it has too much.
pub(super) fn check(document: &Document, source: &Source, diagnostics: &mut Diagnostics) -> bool {
    let mut count = 0_usize;
    let mut text = 0_usize;
    blocks(document, &mut |block| {
        count += 1;
        if let BlockKind::Table(table) = &block.kind {
            let rows = table.header.iter().chain(&table.rows);
            count += rows.map(|row| 2 * row.cells.len()).sum::<usize>();
        }
        for (_, inlines) in own_inlines(block) {
            text += inline_text(inlines).len();
        }
    });
    for note in &document.notes {
        count += 1;
        text += inline_text(&note.content).len();
    }
    let mut refuse = |message: String| {
        diagnostics.push(
            Diagnostic::new(Code::DocumentTooLarge, message)
                .at(source.guide.span)
                .hint("divide the guide, or look for a template that repeats itself"),
        );
    };
    if count > MAX_BLOCKS {
        refuse(format!(
            "the document has {count} blocks, a cell of a table counted as two; at most \
             {MAX_BLOCKS} are set"
        ));
    }
    if text > MAX_TEXT {
        refuse(format!("the document has {text} bytes of text; at most {MAX_TEXT} are set"));
    }
    count <= MAX_BLOCKS && text <= MAX_TEXT
}
