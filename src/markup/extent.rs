//! How large, how deep and how wide prose may be. Nothing here recurses, so that what follows may.

use comrak::arena_tree::NodeEdge;
use comrak::nodes::{Node, NodeValue};

use super::blocks::Converter;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::scalar::OffsetMap;

/// Most bytes of one prose field, variables filled in.
pub(super) const MAX_FIELD: usize = 1 << 20;
/// How deep lists, quotations and boxes may be nested.
const MAX_BLOCK_DEPTH: usize = 8;
/// How deep emphasis, links and language spans may be nested.
pub(super) const MAX_INLINE_DEPTH: usize = 8;
/// Most rows of a table.
const MAX_ROWS: usize = 2_000;
/// Most columns of a table.
const MAX_COLUMNS: usize = 50;
/// Most characters between two places where a line may end.
const MAX_WORD: usize = 2_000;

/// Whether a field's text is short enough to be parsed and its words short enough to be set.
pub(super) fn check_text(text: &str, map: &OffsetMap, diagnostics: &mut Diagnostics) -> bool {
    if text.len() > MAX_FIELD {
        diagnostics.push(too_long(text.len()).at(map.span(0..0)));
        return false;
    }
    let mut start = 0;
    let mut length = 0;
    for (at, character) in text.char_indices() {
        // Scripts without spaces begin about here; their lines end between any two characters.
        if character.is_whitespace() || u32::from(character) >= 0x2E80 {
            length = 0;
            continue;
        }
        if length == 0 {
            start = at;
        }
        length += 1;
        if length > MAX_WORD {
            diagnostics.push(
                Diagnostic::new(
                    Code::WordTooLong,
                    format!("a word has more than {MAX_WORD} characters"),
                )
                .at(map.span(start..at))
                .hint("no line can hold it; put spaces into it"),
            );
            return false;
        }
    }
    true
}

/// The problem of a field that is too long, without its place.
pub(super) fn too_long(bytes: usize) -> Diagnostic {
    Diagnostic::new(
        Code::ProseTooLong,
        format!("the field has {bytes} bytes, variables filled in; at most {MAX_FIELD} are set"),
    )
    .hint("divide it into several sections")
}

/// Whether a parsed field is nested and laid out within bounds; what is not is reported once.
pub(super) fn check_tree(converter: &mut Converter<'_, '_>, root: Node<'_>) -> bool {
    let (mut blocks, mut inlines) = (0_usize, 0_usize);
    for edge in root.traverse() {
        let (node, enters) = match edge {
            NodeEdge::Start(node) => (node, true),
            NodeEdge::End(node) => (node, false),
        };
        let depth = match &node.data.borrow().value {
            NodeValue::BlockQuote | NodeValue::Item(_) => &mut blocks,
            NodeValue::Emph | NodeValue::Strong | NodeValue::Link(_) | NodeValue::Image(_) => {
                &mut inlines
            }
            NodeValue::Table(table) if enters => {
                let rows = node.children().count();
                if rows > MAX_ROWS || table.alignments.len() > MAX_COLUMNS {
                    let message = format!(
                        "the table has {rows} rows and {} columns; at most {MAX_ROWS} and \
                         {MAX_COLUMNS} are set",
                        table.alignments.len()
                    );
                    refuse(converter, node, Diagnostic::new(Code::TableTooLarge, message));
                    return false;
                }
                continue;
            }
            _ => continue,
        };
        *depth = if enters { *depth + 1 } else { depth.saturating_sub(1) };
        if blocks > MAX_BLOCK_DEPTH {
            let message =
                format!("lists, quotations and boxes are nested more than {MAX_BLOCK_DEPTH} deep");
            refuse(converter, node, Diagnostic::new(Code::BlocksTooDeep, message));
            return false;
        }
        if inlines > MAX_INLINE_DEPTH {
            refuse(converter, node, inlines_too_deep());
            return false;
        }
    }
    true
}

/// The problem of emphasis in emphasis in emphasis, without its place.
pub(super) fn inlines_too_deep() -> Diagnostic {
    Diagnostic::new(
        Code::InlinesTooDeep,
        format!("emphasis, links and language spans are nested more than {MAX_INLINE_DEPTH} deep"),
    )
    .hint("write `\\*` or `\\_` for signs that are meant as such")
}

fn refuse(converter: &mut Converter<'_, '_>, node: Node<'_>, diagnostic: Diagnostic) {
    let span = converter.span(node);
    converter.report(diagnostic.at(span));
}
