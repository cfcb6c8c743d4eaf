//! `[texte]{lang=fr}`: text in another language, and the joining of lines afterwards.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::document::{Citation, Inline, InlineKind};

use super::extent::{MAX_INLINE_DEPTH, inlines_too_deep};

const CLOSING: &str = "]{lang=";

/// Finds language spans among inlines and in their content, then turns line ends into spaces
/// and joins neighbouring texts.
pub(super) fn apply(inlines: &mut Vec<Inline>, diagnostics: &mut Diagnostics) {
    for inline in inlines.iter_mut() {
        match &mut inline.kind {
            InlineKind::Strong(content)
            | InlineKind::Emphasis(content)
            | InlineKind::Link { content, .. }
            | InlineKind::CrossReference { content, .. }
            | InlineKind::Citation(Citation { content, .. })
            | InlineKind::Language { content, .. } => apply(content, diagnostics),
            InlineKind::Text(_)
            | InlineKind::Code(_)
            | InlineKind::NoteReference { .. }
            | InlineKind::LineBreak => {}
        }
    }
    join(inlines);
    // What stands before a span that was found has no closing that could still find an opening.
    let mut from = 0;
    while let Some(place) = find(inlines, from) {
        from = place.open_index;
        wrap(inlines, &place, diagnostics);
    }
}

/// Joins a text with the text before it where both stand side by side in the file.
fn join(inlines: &mut Vec<Inline>) {
    let mut joined: Vec<Inline> = Vec::with_capacity(inlines.len());
    for inline in inlines.drain(..) {
        if let (Some(last), InlineKind::Text(text)) = (joined.last_mut(), &inline.kind)
            && let InlineKind::Text(before) = &mut last.kind
        {
            before.push_str(text);
            last.origin = match (last.origin, inline.origin) {
                (Some(first), Some(second)) => Some(first.to(second)),
                (first, second) => first.or(second),
            };
        } else {
            joined.push(inline);
        }
    }
    *inlines = joined;
}

struct Place {
    open_index: usize,
    open_at: usize,
    close_index: usize,
    close_at: usize,
    tag: String,
    close_length: usize,
}

fn find(inlines: &[Inline], from: usize) -> Option<Place> {
    for (close_index, inline) in inlines.iter().enumerate().skip(from) {
        let InlineKind::Text(text) = &inline.kind else { continue };
        let Some(close_at) = text.find(CLOSING) else { continue };
        let after = &text[close_at + CLOSING.len()..];
        let Some(end) = after.find('}') else { continue };
        for open_index in (0..=close_index).rev() {
            let InlineKind::Text(candidate) = &inlines[open_index].kind else { continue };
            let limit = if open_index == close_index { close_at } else { candidate.len() };
            if let Some(open_at) = candidate[..limit].rfind('[') {
                return Some(Place {
                    open_index,
                    open_at,
                    close_index,
                    close_at,
                    tag: after[..end].to_owned(),
                    close_length: CLOSING.len() + end + 1,
                });
            }
        }
    }
    None
}

fn wrap(inlines: &mut Vec<Inline>, place: &Place, diagnostics: &mut Diagnostics) {
    let tail = inlines.split_off(place.close_index + 1);
    let mut middle = inlines.split_off(place.open_index);
    let close_offset = place.close_index - place.open_index;
    let after = split_text(&mut middle[close_offset], place.close_at + place.close_length);
    let closing = split_text(&mut middle[close_offset], place.close_at);
    let mut inner_first = split_text(&mut middle[0], place.open_at + 1);
    if let InlineKind::Text(text) = &mut middle[0].kind {
        text.truncate(place.open_at);
    }
    let before = middle.remove(0);
    let origin = match (inner_first.origin, closing.origin) {
        (Some(first), Some(last)) => Some(first.to(last)),
        (first, last) => first.or(last),
    };
    inner_first.origin = inner_first.origin.or(before.origin);
    let mut content = vec![inner_first];
    content.append(&mut middle);
    content.retain(|inline| !is_empty_text(inline));
    if depth(&content) >= MAX_INLINE_DEPTH {
        diagnostics.push(inlines_too_deep().at(origin));
        content = Vec::new();
    }
    if !is_language_tag(&place.tag) {
        let diagnostic =
            Diagnostic::new(Code::BadLanguageTag, format!("`{}` is not a language tag", place.tag));
        diagnostics.push(
            diagnostic.at(closing.origin).hint("write `fr`, `es`, `la` or with a region `pt-BR`"),
        );
    }
    let span = Inline { kind: InlineKind::Language { tag: place.tag.clone(), content }, origin };
    inlines.extend([before, span, after].into_iter().filter(|inline| !is_empty_text(inline)));
    inlines.extend(tail);
}

/// How deep inlines are nested.
fn depth(inlines: &[Inline]) -> usize {
    let inner = inlines.iter().map(|inline| match &inline.kind {
        InlineKind::Strong(content)
        | InlineKind::Emphasis(content)
        | InlineKind::Link { content, .. }
        | InlineKind::CrossReference { content, .. }
        | InlineKind::Language { content, .. } => 1 + depth(content),
        InlineKind::Text(_)
        | InlineKind::Code(_)
        | InlineKind::NoteReference { .. }
        | InlineKind::LineBreak => 0,
        InlineKind::Citation(citation) => 1 + depth(&citation.content),
    });
    inner.max().unwrap_or(0)
}

/// Splits a text inline at a byte and returns the second part. Only called on texts.
fn split_text(inline: &mut Inline, at: usize) -> Inline {
    let InlineKind::Text(text) = &mut inline.kind else {
        return Inline::text("");
    };
    let exact = inline.origin.is_some_and(|span| span.range().len() == text.len());
    let rest = text.split_off(at.min(text.len()));
    let mut second = Inline { kind: InlineKind::Text(rest), origin: inline.origin };
    if exact && let (Some(first), Some(span)) = (&mut inline.origin, &mut second.origin) {
        let cut = first.range().start + at;
        *span = Span::new(span.file, cut, span.range().end);
        *first = Span::new(first.file, first.range().start, cut);
    }
    second
}

fn is_empty_text(inline: &Inline) -> bool {
    matches!(&inline.kind, InlineKind::Text(text) if text.is_empty())
}

/// Whether a tag has the form of BCP 47: a language of two or three letters, then subtags.
fn is_language_tag(tag: &str) -> bool {
    let mut subtags = tag.split('-');
    let language = subtags.next().unwrap_or_default();
    (2..=3).contains(&language.len())
        && language.chars().all(|c| c.is_ascii_lowercase())
        && subtags.all(|subtag| {
            (2..=8).contains(&subtag.len()) && subtag.chars().all(|c| c.is_ascii_alphanumeric())
        })
}
