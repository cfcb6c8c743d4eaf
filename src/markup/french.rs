//! French spacing: a no-break space before high punctuation and inside guillemets.
//!
//! The *Lexique des règles typographiques en usage à l'Imprimerie nationale* asks for a no-break
//! word space before the colon and inside guillemets, and for a narrow one before `;`, `!` and
//! `?`. Where an editor typed an ordinary space it is replaced; where none was typed that is
//! reported, since only the editor knows whether `12:30` or `http:` is meant.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::document::{Citation, Inline, InlineKind};

const NO_BREAK: char = '\u{A0}';
const NARROW: char = '\u{202F}';
/// Stands for what is no French text: an address, a symbol, words in another language.
const OPAQUE: char = '\u{FFFC}';

/// Sets the spaces of every French text among inlines: all but those in other languages. Words and
/// signs are seen across emphasis, links and the marks of notes.
pub(super) fn apply(inlines: &mut [Inline], diagnostics: &mut Diagnostics) {
    let mut line = Vec::new();
    gather(inlines, &mut line);
    report(&line, diagnostics);
    let mut spaced = spaces(&line).into_iter();
    replace(inlines, &mut spaced);
}

/// A character of a line and where it was written.
struct Letter {
    character: char,
    /// The place of its text, the text, and its offset there.
    origin: Option<(Span, String, usize)>,
}

fn gather(inlines: &[Inline], line: &mut Vec<Letter>) {
    let opaque = || Letter { character: OPAQUE, origin: None };
    for inline in inlines {
        match &inline.kind {
            InlineKind::Text(text) => line.extend(text.char_indices().map(|(at, character)| {
                // Only signs that can be reported need to know their place.
                let place = inline.origin.filter(|_| is_high(character));
                Letter { character, origin: place.map(|span| (span, text.clone(), at)) }
            })),
            InlineKind::Strong(content)
            | InlineKind::Emphasis(content)
            | InlineKind::Link { content, .. }
            | InlineKind::CrossReference { content, .. }
            | InlineKind::Citation(Citation { content, .. }) => gather(content, line),
            InlineKind::Language { tag, content } if is_french(tag) => gather(content, line),
            InlineKind::NoteReference { .. } => {}
            InlineKind::Language { .. } | InlineKind::Code(_) | InlineKind::LineBreak => {
                line.push(opaque());
            }
        }
    }
}

/// Walks as [`gather`] does and takes the characters one by one.
fn replace(inlines: &mut [Inline], characters: &mut dyn Iterator<Item = char>) {
    for inline in inlines {
        match &mut inline.kind {
            InlineKind::Text(text) => {
                let count = text.chars().count();
                *text = characters.take(count).collect();
            }
            InlineKind::Strong(content)
            | InlineKind::Emphasis(content)
            | InlineKind::Link { content, .. }
            | InlineKind::CrossReference { content, .. }
            | InlineKind::Citation(Citation { content, .. }) => replace(content, characters),
            InlineKind::Language { tag, content } if is_french(tag) => {
                replace(content, characters);
            }
            InlineKind::NoteReference { .. } => {}
            InlineKind::Language { .. } | InlineKind::Code(_) | InlineKind::LineBreak => {
                characters.next();
            }
        }
    }
}

fn is_french(tag: &str) -> bool {
    tag == "fr" || tag.starts_with("fr-")
}

fn is_high(character: char) -> bool {
    matches!(character, ':' | ';' | '!' | '?' | '«' | '»')
}

/// The characters with no-break spaces in the place of ordinary ones.
fn spaces(line: &[Letter]) -> Vec<char> {
    let mut result: Vec<char> = Vec::with_capacity(line.len());
    for (index, letter) in line.iter().enumerate() {
        let next = line.get(index + 1).map(|next| next.character);
        let space = match (letter.character, next) {
            (' ', Some(':' | '»')) => NO_BREAK,
            (' ', Some(';' | '!' | '?')) => NARROW,
            (' ', _) if result.last() == Some(&'«') => NO_BREAK,
            (other, _) => other,
        };
        result.push(space);
    }
    result
}

/// Reports high punctuation that stands against a word.
fn report(line: &[Letter], diagnostics: &mut Diagnostics) {
    for (index, letter) in line.iter().enumerate() {
        let character = letter.character;
        if !is_high(character) {
            continue;
        }
        let before = index.checked_sub(1).map(|before| line[before].character);
        let next = line.get(index + 1).map(|next| next.character);
        let word_before = before.is_some_and(|c| c.is_alphanumeric() || matches!(c, ')' | '%'));
        let word_after = next.is_some_and(char::is_alphanumeric);
        let missing = match character {
            // Times, ratios and addresses have letters or figures on both sides.
            ':' => word_before && !word_after && next != Some('/'),
            ';' | '!' | '?' => word_before && !word_after,
            '»' => word_before,
            _ => word_after,
        };
        if missing {
            let span = letter
                .origin
                .as_ref()
                .map(|(span, text, at)| span.part(text, *at..at + character.len_utf8()));
            let place = if character == '«' { "after" } else { "before" };
            diagnostics.push(
                Diagnostic::new(
                    Code::FrenchSpacing,
                    format!("a space is missing {place} “{character}”"),
                )
                .at(span)
                .hint("type a space: it will not break from its word"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::inline_text;

    fn set(mut line: Vec<Inline>) -> (String, usize) {
        let mut diagnostics = Diagnostics::new();
        apply(&mut line, &mut diagnostics);
        (inline_text(&line), diagnostics.iter().count())
    }

    #[test]
    fn ordinary_spaces_become_no_break_spaces() {
        let spaced = |text: &str| set(vec![Inline::text(text)]).0;
        assert_eq!(
            spaced("Quoi ? « Rien » : c’est tout ; voilà !"),
            "Quoi\u{202F}? «\u{A0}Rien\u{A0}»\u{A0}: c’est tout\u{202F}; voilà\u{202F}!"
        );
        assert_eq!(spaced("déjà\u{A0}: posé"), "déjà\u{A0}: posé");
    }

    #[test]
    fn missing_spaces_are_reported_where_they_are_missing() {
        let found = |text: &str| set(vec![Inline::text(text)]).1;
        assert_eq!(found("Quoi? Voilà: tout."), 2);
        assert_eq!(found("«Rien»"), 2);
        assert_eq!(found("à 12:30, rapport 3:1, https://example.org : voir"), 0);
    }

    #[test]
    fn words_and_signs_meet_across_emphasis_and_marks() {
        let strong = |text: &str| InlineKind::Strong(vec![Inline::text(text)]).into();
        assert_eq!(set(vec![strong("Attention"), Inline::text(": texte")]).1, 1);
        let (text, missing) = set(vec![strong("Attention"), Inline::text(" : texte")]);
        assert_eq!((text.as_str(), missing), ("Attention\u{A0}: texte", 0));
        let mark = InlineKind::NoteReference { note: 0, repeated: false }.into();
        let (text, _) = set(vec![Inline::text("mot"), mark, Inline::text(" ; suite")]);
        assert_eq!(text, "mot\u{202F}; suite");
    }
}
