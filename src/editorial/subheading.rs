//! A heading with a single subheading: where there is an A there must be a B (UN Editorial
//! Manual, Headings).

use super::Reading;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::visit::block_and_children;
use crate::document::{Block, BlockKind, Heading};

/// A heading that may have subheadings, and those found so far.
struct Open<'a> {
    level: u8,
    subheadings: Vec<&'a Block>,
}

pub(super) fn check(reading: &Reading<'_>, diagnostics: &mut Diagnostics) {
    for section in &reading.subject.document.sections {
        let mut open: Vec<Open<'_>> = Vec::new();
        for block in &section.blocks {
            block_and_children(block, &mut |block| {
                let BlockKind::Heading(Heading { level, .. }) = block.kind else { return };
                close(&mut open, level, diagnostics);
                if let Some(parent) = open.last_mut()
                    && parent.level + 1 == level
                {
                    parent.subheadings.push(block);
                }
                open.push(Open { level, subheadings: Vec::new() });
            });
        }
        close(&mut open, 0, diagnostics);
    }
}

/// Ends every heading that a heading of `level` ends.
fn close(open: &mut Vec<Open<'_>>, level: u8, diagnostics: &mut Diagnostics) {
    while open.last().is_some_and(|last| last.level >= level) {
        // Headings that a template sets are the same in every section.
        if let Some(Open { subheadings, .. }) = open.pop()
            && let [only] = subheadings.as_slice()
            && only.origin.is_some()
        {
            diagnostics.push(
                Diagnostic::new(
                    Code::SingleSubheading,
                    "the heading above this one has no other subheading",
                )
                .at(only.origin)
                .hint("divide the text into two parts or more, or into none"),
            );
        }
    }
}
