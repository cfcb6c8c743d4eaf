//! Inlines as Typst markup.

use unicode_bidi::{BidiClass, bidi_class};

use super::writer::{Writer, label, string_literal};
use crate::diagnostic::Span;
use crate::document::{Document, Inline, InlineKind, MARK_SEPARATOR, follows_mark};
use crate::export::tables::breaks::parts_from_mark;
use crate::export::upright::{has_upright, is_upright, pieces};

/// Writes inlines.
pub(super) fn write(writer: &mut Writer, document: &Document, inlines: &[Inline]) {
    let divides = writer.divides_symbols;
    writer.divides_symbols |=
        document.metadata.language.is_right_to_left() || has_right_to_left(inlines);
    write_in_order(writer, document, inlines);
    writer.divides_symbols = divides;
}

/// Whether right-to-left letters stand among inlines.
fn has_right_to_left(inlines: &[Inline]) -> bool {
    let turned = |c: char| matches!(bidi_class(c), BidiClass::R | BidiClass::AL);
    crate::document::inline_text(inlines).chars().any(turned)
}

fn write_in_order(writer: &mut Writer, document: &Document, inlines: &[Inline]) {
    let mut before = None;
    for inline in inlines {
        if follows_mark(before.replace(inline), inline) {
            writer.push("#mark-separator(");
            writer.push_string(MARK_SEPARATOR);
            writer.push(");");
        }
        write_one(writer, document, inline);
    }
}

fn write_one(writer: &mut Writer, document: &Document, inline: &Inline) {
    let wrap = |writer: &mut Writer, open: &str, content: &[Inline]| {
        writer.push(open);
        write(writer, document, content);
        writer.push("];");
    };
    match &inline.kind {
        InlineKind::Text(text) => sloped_text(writer, document, text, inline.origin),
        InlineKind::Strong(content) => {
            writer.strong += 1;
            wrap(writer, "#strong[", content);
            writer.strong -= 1;
        }
        InlineKind::Emphasis(content) => {
            writer.emphasis += 1;
            wrap(writer, "#emph[", content);
            writer.emphasis -= 1;
        }
        InlineKind::Code(text) => {
            writer.push("#code-text[");
            writer.push_text(text, None);
            writer.push("];");
        }
        InlineKind::Link { url, content } => {
            let open = format!("#weblink({})[", string_literal(url));
            wrap(writer, &open, content);
        }
        InlineKind::NoteReference { note, repeated } => {
            writer
                .within(inline.origin, |writer| note_reference(writer, document, *note, *repeated));
        }
        InlineKind::CrossReference { target, content } => {
            let open = format!("#crosslink({})[", label(target));
            writer.within(inline.origin, |writer| wrap(writer, &open, content));
        }
        InlineKind::Citation(citation) => {
            writer.within(inline.origin, |writer| write(writer, document, &citation.content));
        }
        InlineKind::Language { tag, content } => {
            wrap(writer, &language_open(tag), content);
        }
        InlineKind::LineBreak => writer.push("#linebreak();"),
    }
}

/// Text of which only words of scripts with italics are slanted. Fonts of the other scripts have
/// none, but the figures and signs among their words come from Latin fonts.
fn sloped_text(writer: &mut Writer, document: &Document, text: &str, origin: Option<Span>) {
    let language = document.metadata.language;
    let in_strong = writer.slants_strong && writer.strong > 0;
    let may_slant = writer.emphasis > 0 || in_strong || !is_upright(language);
    if !may_slant || !(has_upright(text) || is_upright(language)) {
        text_with_symbols(writer, text, origin);
        return;
    }
    // Emphasis turns the slope round, as deep as it is.
    let open = if writer.emphasis % 2 == 1 {
        "#text(style: \"italic\")["
    } else {
        "#text(style: \"normal\")["
    };
    for (piece, upright) in pieces(text, language) {
        if upright {
            writer.push(open);
            text_with_symbols(writer, piece, origin);
            writer.push("];");
        } else {
            text_with_symbols(writer, piece, origin);
        }
    }
}

/// Text in which document symbols stay on one line: `(E/CN.15/2024/10)` would divide after any of
/// its strokes (UAX 14, class SY). Long ones may divide, and all in the cells of tables, which are
/// narrow, and beside right-to-left words: a box has no direction there, its letters have one.
fn text_with_symbols(writer: &mut Writer, text: &str, origin: Option<Span>) {
    if writer.divides_symbols || !text.contains('/') {
        writer.push_text(text, origin);
        return;
    }
    let mut done = 0;
    let mut next = 0;
    for word in text.split_inclusive(|c: char| c.is_whitespace() || "()[],;“”«»".contains(c))
    {
        let start = next;
        next += word.len();
        let symbol = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        if !is_symbol(symbol) {
            continue;
        }
        if start > done {
            writer.push_text(&text[done..start], origin);
        }
        writer.push("#box[");
        writer.push_text(symbol, origin);
        writer.push("];");
        done = start + symbol.len();
    }
    if done < text.len() {
        writer.push_text(&text[done..], origin);
    }
}

/// Longest symbol that is kept on one line, in characters.
const MAX_SYMBOL: usize = 24;

/// Whether a word has the form of a United Nations document symbol: capitals and numbers between
/// strokes (Dag Hammarskjöld Library, *UN Document Symbols*).
fn is_symbol(word: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b".-".contains(&b))
            && (part.starts_with(|c: char| c.is_ascii_digit())
                || part.starts_with(|c: char| c.is_ascii_uppercase()))
    };
    word.len() <= MAX_SYMBOL
        && word.starts_with(|c: char| c.is_ascii_uppercase())
        && word.contains('/')
        && word.bytes().any(|byte| byte.is_ascii_digit())
        && word.split('/').all(part)
}

/// Writes inlines that look the same but lead nowhere: no links, no notes, no places to lead to.
pub(super) fn write_plain(writer: &mut Writer, document: &Document, inlines: &[Inline]) {
    let mut before = None;
    for inline in inlines {
        let wrap = |writer: &mut Writer, open: &str, content: &[Inline], close: &str| {
            writer.push(open);
            write_plain(writer, document, content);
            writer.push(close);
        };
        if follows_mark(before.replace(inline), inline) {
            writer.push("#mark-separator(");
            writer.push_string(MARK_SEPARATOR);
            writer.push(");");
        }
        match &inline.kind {
            InlineKind::Strong(content) => {
                writer.strong += 1;
                wrap(writer, "#strong[", content, "];");
                writer.strong -= 1;
            }
            InlineKind::Emphasis(content) => {
                writer.emphasis += 1;
                wrap(writer, "#emph[", content, "];");
                writer.emphasis -= 1;
            }
            InlineKind::Link { content, .. } | InlineKind::CrossReference { content, .. } => {
                wrap(writer, "#[", content, "];");
            }
            InlineKind::NoteReference { note, .. } => {
                let Some(found) = document.notes.get(*note) else { continue };
                stay_with_mark(writer, &found.mark);
                writer.push("#note-mark-alone(");
                writer.push_string(&found.mark);
                writer.push(");");
            }
            InlineKind::Citation(citation) => write_plain(writer, document, &citation.content),
            InlineKind::Language { tag, content } => {
                wrap(writer, &language_open(tag), content, "];");
            }
            InlineKind::Text(_) | InlineKind::Code(_) | InlineKind::LineBreak => {
                write_one(writer, document, inline);
            }
        }
    }
}

/// The beginning of text in another language.
fn language_open(tag: &str) -> String {
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or_default();
    let region = parts.find(|part| part.len() == 2 && part.is_ascii());
    let region =
        region.map_or("none".to_owned(), |region| string_literal(&region.to_ascii_uppercase()));
    format!("#text(lang: {}, region: {region})[", string_literal(language))
}

/// Keeps a line from ending before the mark of a note.
fn stay_with_mark(writer: &mut Writer, mark: &str) {
    if writer.last.is_some_and(|last| parts_from_mark(last, mark)) {
        writer.push_text("\u{2060}", None);
    }
}

fn note_reference(writer: &mut Writer, document: &Document, note: usize, repeated: bool) {
    let Some(found) = document.notes.get(note) else { return };
    let name = string_literal(&format!("note:{note}"));
    let mark = string_literal(&found.mark);
    stay_with_mark(writer, &found.mark);
    if repeated {
        writer.push(&format!("#note-again({mark}, {name});"));
        return;
    }
    writer.push(&format!("#note({mark}, {name})["));
    write(writer, document, &found.content);
    writer.push("];");
}
