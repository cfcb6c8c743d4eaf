//! On which side of punctuation a note's mark stands: after it in English, before it in French
//! and Spanish (United Nations Editorial Manual, Footnotes, IX).

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::{Inline, InlineKind, Language};

/// Punctuation that a mark follows or precedes.
const STOPS: [char; 4] = ['.', ',', ';', ':'];

/// Reports marks on the wrong side, and marks that the sentence reads as a word.
pub(super) fn check(inlines: &[Inline], language: Language, diagnostics: &mut Diagnostics) {
    check_words(inlines, diagnostics);
    let before_stop = match language {
        Language::Fr | Language::Es => true,
        Language::En => false,
        // Practice in the other languages was not settled by a source at hand.
        Language::Ar | Language::Zh | Language::Ru => return,
    };
    for (index, inline) in inlines.iter().enumerate() {
        if !matches!(inline.kind, InlineKind::NoteReference { .. }) {
            continue;
        }
        let stop_before = index
            .checked_sub(1)
            .and_then(|before| last_character(&inlines[before]))
            .is_some_and(|character| STOPS.contains(&character));
        let stop_after = inlines
            .get(index + 1)
            .and_then(first_character)
            .is_some_and(|character| STOPS.contains(&character));
        let wrong = if before_stop { stop_before } else { stop_after };
        if wrong {
            let (side, write) =
                if before_stop { ("before", "mot[^id].") } else { ("after", "word.[^id]") };
            diagnostics.push(
                Diagnostic::new(
                    Code::NoteMarkPlace,
                    format!("the mark of a note stands {side} punctuation in this language"),
                )
                .at(inline.origin)
                .hint(format!("write `{write}`")),
            );
        }
    }
}

/// "As [@key] shows": a raised number would stand where the sentence needs a name. A mark that
/// follows a space, and one that begins a line, belongs to no word.
fn check_words(inlines: &[Inline], diagnostics: &mut Diagnostics) {
    let is_mark = |inline: &Inline| matches!(inline.kind, InlineKind::NoteReference { .. });
    for (index, inline) in inlines.iter().enumerate() {
        if !is_mark(inline) {
            continue;
        }
        let before = index.checked_sub(1).map(|before| &inlines[before]);
        // The second of two marks stands where the first one does.
        if before.is_some_and(is_mark) {
            continue;
        }
        let apart = match before.map(|before| &before.kind) {
            None => inlines.len() > index + 1,
            Some(InlineKind::Text(text)) => text.ends_with(char::is_whitespace),
            Some(InlineKind::LineBreak) => true,
            Some(_) => false,
        };
        if !apart {
            continue;
        }
        let rest: String = match inlines.get(index + 1).map(|next| &next.kind) {
            Some(InlineKind::Text(text)) => text.chars().take(40).collect(),
            _ => String::new(),
        };
        let goes_on = rest.trim_start().starts_with(char::is_alphanumeric);
        let (message, hint) = if goes_on || before.is_none() {
            (
                "the mark of a note stands as a word of the sentence; only a raised number is printed",
                "name the source in words and set the mark behind them: `As the *Report*[@key] shows`",
            )
        } else {
            (
                "a space stands before the mark of a note",
                "set the mark right after the word or its punctuation: `word.[^id]`",
            )
        };
        diagnostics.push(Diagnostic::new(Code::MarkAsWord, message).at(inline.origin).hint(hint));
    }
}

fn last_character(inline: &Inline) -> Option<char> {
    match &inline.kind {
        InlineKind::Text(text) => text.chars().next_back(),
        _ => None,
    }
}

fn first_character(inline: &Inline) -> Option<char> {
    match &inline.kind {
        InlineKind::Text(text) => text.chars().next(),
        _ => None,
    }
}
