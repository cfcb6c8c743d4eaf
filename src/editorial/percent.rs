//! “%” beside “per cent” in running text, in English. The words are the rule; the sign is for
//! tables (UN Editorial Manual, Numbers, dates and time). Tables and quotations are passed over.

use std::ops::Range;

use super::passage::Passage;
use super::words::find_all;
use super::{Reading, passage};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::Language;

pub(super) fn check(reading: &Reading<'_>, diagnostics: &mut Diagnostics) {
    if reading.language != Language::En {
        return;
    }
    let running: Vec<&Passage<'_>> =
        reading.passages.iter().filter(|passage| passage.role.is_running_text()).collect();
    let first = running.iter().find_map(|passage| {
        let found = find_all(&passage.text, "per cent");
        found.first().map(|range| passage.span(range))
    });
    // A document that has the sign throughout is at least consistent.
    let Some(first) = first else { return };
    for passage in &running {
        for range in signs(passage) {
            let mut diagnostic = Diagnostic::new(
                Code::PercentSign,
                format!("“{}” stands beside “per cent” elsewhere", &passage.text[range.clone()]),
            )
            .at(passage.span(&range))
            .hint(format!("write `{}`", in_words(&passage.text, &range)));
            if let Some(span) = first {
                diagnostic = diagnostic.related(span, "in words here");
            }
            diagnostics.push(diagnostic);
        }
    }
}

fn signs(passage: &passage::Passage<'_>) -> Vec<Range<usize>> {
    let text = &passage.text;
    let signs = text.match_indices('%').map(|(at, sign)| at..at + sign.len());
    let found = signs.chain(find_all(text, "percent"));
    found.filter(|range| passage.is_own_text(range)).collect()
}

/// The number before the sign and the words.
fn in_words(text: &str, range: &Range<usize>) -> String {
    let before = text[..range.start].trim_end();
    let start = before
        .char_indices()
        .rev()
        .take_while(|(_, character)| {
            character.is_ascii_digit() || matches!(character, '.' | ',' | '–')
        })
        .last()
        .map_or(before.len(), |(at, _)| at);
    format!("{} per cent", &before[start..]).trim_start().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_goes_with_the_words() {
        let say = |text: &str| {
            let at = text.find('%').unwrap();
            in_words(text, &(at..at + 1))
        };
        assert_eq!(say("about 12.5 % of"), "12.5 per cent");
        assert_eq!(say("some 5–6% of"), "5–6 per cent");
        assert_eq!(say("the % of"), "per cent");
    }
}
