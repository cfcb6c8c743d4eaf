//! The tree as plain text: what a reader of either output must find, in the same order.

use super::visit::{block_and_children, content_of, own_inlines};
use super::{BlockKind, Document, Inline, InlineKind, ListMarker, QuestionItem};

/// Plain text of inlines; note marks are left out.
#[must_use]
pub fn inline_text(inlines: &[Inline]) -> String {
    let mut text = String::new();
    push_text(inlines, &mut text);
    text
}

fn push_text(inlines: &[Inline], text: &mut String) {
    for inline in inlines {
        match &inline.kind {
            InlineKind::Text(part) | InlineKind::Code(part) => text.push_str(part),
            InlineKind::LineBreak => text.push(' '),
            InlineKind::NoteReference { .. } => {}
            InlineKind::Strong(_)
            | InlineKind::Emphasis(_)
            | InlineKind::Link { .. }
            | InlineKind::CrossReference { .. }
            | InlineKind::Citation(_)
            | InlineKind::Language { .. } => {
                if let Some(content) = content_of(&inline.kind) {
                    push_text(content, text);
                }
            }
        }
    }
}

/// Collapses white space, so that texts of different readers compare.
#[must_use]
pub fn normalize_space(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The document as text, one block a line: for people, for search and for comparing.
#[must_use]
pub fn document_text(document: &Document) -> String {
    let mut lines = Vec::new();
    for section in &document.sections {
        for block in &section.blocks {
            block_and_children(block, &mut |block| {
                let prefix = match &block.kind {
                    BlockKind::Heading(heading) => {
                        heading.number.as_ref().map(|number| number.label.clone())
                    }
                    BlockKind::NumberedParagraph { number, .. } => Some(number.label.clone()),
                    BlockKind::Paragraph(_)
                    | BlockKind::List(_)
                    | BlockKind::QuestionList(_)
                    | BlockKind::Figure(_)
                    | BlockKind::FigureRow(_)
                    | BlockKind::Table(_)
                    | BlockKind::Box { .. }
                    | BlockKind::Quote(_)
                    | BlockKind::Programme(_)
                    | BlockKind::Contents(_)
                    | BlockKind::PageBreak
                    | BlockKind::Cover(_)
                    | BlockKind::Masthead(_) => None,
                };
                for (_, inlines) in own_inlines(block) {
                    let text = normalize_space(&inline_text(inlines));
                    if !text.is_empty() {
                        lines.push(match &prefix {
                            Some(prefix) => format!("{prefix} {text}"),
                            None => text,
                        });
                    }
                }
                match &block.kind {
                    BlockKind::QuestionList(list) => mark_questions(list, &mut lines),
                    BlockKind::List(list) => lines.push(match list.marker {
                        ListMarker::Bullet => format!("[{} items]", list.items.len()),
                        ListMarker::Ordered { start } => {
                            format!("[{} items from {start}]", list.items.len())
                        }
                    }),
                    _ => {}
                }
            });
        }
    }
    for note in &document.notes {
        lines.push(format!("[{}] {}", note.mark, normalize_space(&inline_text(&note.content))));
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

fn mark_questions(list: &super::QuestionList, lines: &mut Vec<String>) {
    let questions =
        list.items.iter().filter(|item| matches!(item, QuestionItem::Question { .. })).count();
    lines.push(format!("[{questions} questions]"));
}
