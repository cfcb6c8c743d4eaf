//! On which side of punctuation a note's mark stands: after it in English, before it in French
//! and Spanish (United Nations Editorial Manual, Footnotes, IX).

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::{Inline, InlineKind, Language};

/// Punctuation that a mark follows or precedes.
const STOPS: [char; 4] = ['.', ',', ';', ':'];

/// Reports marks on the wrong side.
pub(super) fn check(inlines: &[Inline], language: Language, diagnostics: &mut Diagnostics) {
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
