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

/// Sets the spaces of every French text among inlines: all but those in other languages.
pub(super) fn apply(inlines: &mut [Inline], diagnostics: &mut Diagnostics) {
    for inline in inlines {
        let origin = inline.origin;
        match &mut inline.kind {
            InlineKind::Text(text) => {
                report(text, origin, diagnostics);
                *text = spaced(text);
            }
            InlineKind::Strong(content)
            | InlineKind::Emphasis(content)
            | InlineKind::Link { content, .. }
            | InlineKind::CrossReference { content, .. }
            | InlineKind::Citation(Citation { content, .. }) => apply(content, diagnostics),
            InlineKind::Language { tag, content } => {
                if tag == "fr" || tag.starts_with("fr-") {
                    apply(content, diagnostics);
                }
            }
            InlineKind::Code(_) | InlineKind::NoteReference { .. } | InlineKind::LineBreak => {}
        }
    }
}

/// The text with no-break spaces in the place of ordinary ones. Its length in bytes may change.
fn spaced(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let next = characters.peek().copied();
        let space = match (character, next) {
            (' ', Some(':' | '»')) => NO_BREAK,
            (' ', Some(';' | '!' | '?')) => NARROW,
            (' ', _) if result.ends_with('«') => NO_BREAK,
            (other, _) => other,
        };
        result.push(space);
    }
    result
}

/// Reports high punctuation that stands against a word.
fn report(text: &str, origin: Option<Span>, diagnostics: &mut Diagnostics) {
    let mut before = None;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let next = characters.peek().map(|(_, next)| *next);
        let word_before = before.is_some_and(|found: char| found.is_alphanumeric() || found == ')');
        let word_after = next.is_some_and(char::is_alphanumeric);
        let missing = match character {
            // Times, ratios and addresses have letters or figures on both sides.
            ':' => word_before && !word_after && next != Some('/'),
            ';' | '!' | '?' => word_before && !word_after,
            '»' => word_before,
            '«' => word_after,
            _ => false,
        };
        if missing {
            let span = origin.map(|span| span.part(text, at..at + character.len_utf8()));
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
        before = Some(character);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> usize {
        let mut diagnostics = Diagnostics::new();
        apply(&mut [Inline::text(text)], &mut diagnostics);
        diagnostics.iter().count()
    }

    #[test]
    fn ordinary_spaces_become_no_break_spaces() {
        assert_eq!(
            spaced("Quoi ? « Rien » : c’est tout ; voilà !"),
            "Quoi\u{202F}? «\u{A0}Rien\u{A0}»\u{A0}: c’est tout\u{202F}; voilà\u{202F}!"
        );
        assert_eq!(spaced("déjà\u{A0}: posé"), "déjà\u{A0}: posé");
    }

    #[test]
    fn missing_spaces_are_reported_where_they_are_missing() {
        assert_eq!(found("Quoi? Voilà: tout."), 2);
        assert_eq!(found("«Rien»"), 2);
        assert_eq!(found("à 12:30, rapport 3:1, https://example.org : voir"), 0);
    }
}
