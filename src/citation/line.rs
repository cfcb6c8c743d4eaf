//! Building lines of inlines: joining, capitals, the last character.

use crate::document::visit::content_of;
use crate::document::{Inline, InlineKind, address};

/// Adds text; it joins with a text before it.
pub(super) fn push(line: &mut Vec<Inline>, text: &str) {
    if text.is_empty() {
        return;
    }
    if let Some(Inline { kind: InlineKind::Text(last), .. }) = line.last_mut() {
        last.push_str(text);
    } else {
        line.push(Inline::text(text));
    }
}

/// Adds inlines, joining texts that meet.
pub(super) fn append(line: &mut Vec<Inline>, more: Vec<Inline>) {
    for inline in more {
        if let InlineKind::Text(text) = &inline.kind {
            push(line, text);
        } else {
            line.push(inline);
        }
    }
}

/// The parts that are not empty, with `separator` between them.
pub(super) fn join(parts: Vec<Vec<Inline>>, separator: &str) -> Vec<Inline> {
    let mut line = Vec::new();
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        if !line.is_empty() {
            push(&mut line, separator);
        }
        append(&mut line, part);
    }
    line
}

/// A line of plain text.
pub(super) fn text(text: impl Into<String>) -> Vec<Inline> {
    let text = text.into();
    if text.is_empty() { Vec::new() } else { vec![Inline::text(text)] }
}

/// A line as the text of a link, if there is an address and a text.
pub(super) fn linked(content: Vec<Inline>, link: Option<&str>) -> Vec<Inline> {
    match link {
        Some(url) if !content.is_empty() => {
            // What is printed stays as it was typed; what files carry is encoded.
            let url = address::encoded(url).unwrap_or_else(|_| url.to_owned());
            vec![InlineKind::Link { url, content }.into()]
        }
        _ => content,
    }
}

/// Makes the first letter a capital.
pub(super) fn capitalize(line: &mut [Inline]) {
    let Some(first) = line.first_mut() else { return };
    match &mut first.kind {
        InlineKind::Text(text) => {
            let mut characters = text.chars();
            if let Some(initial) = characters.next() {
                *text = initial.to_uppercase().chain(characters).collect();
            }
        }
        InlineKind::Link { content, .. }
        | InlineKind::Strong(content)
        | InlineKind::Emphasis(content) => capitalize(content),
        // A title in another language and everything else keeps its case.
        InlineKind::Language { .. }
        | InlineKind::CrossReference { .. }
        | InlineKind::Citation(_)
        | InlineKind::Code(_)
        | InlineKind::NoteReference { .. }
        | InlineKind::LineBreak => {}
    }
}

/// The last character.
pub(super) fn last_character(line: &[Inline]) -> Option<char> {
    let last = line.last()?;
    match &last.kind {
        InlineKind::Text(text) | InlineKind::Code(text) => text.chars().next_back(),
        other => content_of(other).and_then(|content| last_character(content)),
    }
}
