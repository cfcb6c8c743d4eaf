//! Marks of notes typed as figures: `word¹` and `word[12]`. Nothing stands behind them, and the
//! numbers of notes are computed (UN Editorial Manual, Footnotes, IX: indicators and notes must
//! correspond).

use std::ops::Range;

use super::Reading;
use super::passage::{Passage, Role};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// Units that are squared or cubed.
const UNITS: [&str; 14] =
    ["m", "km", "dm", "cm", "mm", "ft", "in", "yd", "mi", "м", "км", "см", "мм", "s"];

/// Longest figure that is taken for a mark: `[2023]` is a year.
const DIGITS: usize = 3;

pub(super) fn check(reading: &Reading<'_>, diagnostics: &mut Diagnostics) {
    for passage in &reading.passages {
        if matches!(passage.role, Role::Note(_)) {
            continue;
        }
        let found = superscripts(&passage.text).into_iter().chain(bracketed(&passage.text));
        for range in found.filter(|range| passage.is_own_text(range)) {
            diagnostics.push(finding(passage, &range));
        }
    }
}

fn finding(passage: &Passage<'_>, range: &Range<usize>) -> Diagnostic {
    Diagnostic::new(
        Code::TypedNoteMark,
        format!("“{}” looks like the mark of a note, but is text", &passage.text[range.clone()]),
    )
    .at(passage.span(range))
    .hint("write `[^id]` here and the note's text as `id: …` under `notes`: numbers are computed")
}

/// Raised figures after a word or a stop. After a unit or a number they are a power.
fn superscripts(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut run: Option<Range<usize>> = None;
    for (at, character) in text.char_indices().chain([(text.len(), ' ')]) {
        if matches!(character, '⁰' | '¹' | '²' | '³' | '⁴'..='⁹') {
            let start = run.as_ref().map_or(at, |run| run.start);
            run = Some(start..at + character.len_utf8());
        } else if let Some(run) = run.take()
            && !character.is_alphanumeric()
            && is_mark_after(&text[..run.start])
        {
            found.push(run);
        }
    }
    found
}

fn is_mark_after(before: &str) -> bool {
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    match before.chars().next_back() {
        Some(last) if last.is_alphabetic() => {
            word.chars().count() > 1
                && !word.starts_with(|c: char| c.is_ascii_digit())
                && !UNITS.contains(&word)
        }
        Some(last) => ".,;:?!”\"»’)。，？！؟".contains(last),
        None => false,
    }
}

/// Figures in brackets after a word or a stop.
fn bracketed(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices('[') {
        let inner = &text[at + 1..];
        let Some(end) = inner.find(']') else { break };
        let figures = !inner[..end].is_empty()
            && end <= DIGITS
            && inner[..end].bytes().all(|byte| byte.is_ascii_digit());
        let after_words = text[..at].trim_end().chars().next_back().is_some();
        if figures && after_words {
            found.push(at..at + end + 2);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(text: &str) -> Vec<&str> {
        superscripts(text).into_iter().chain(bracketed(text)).map(|range| &text[range]).collect()
    }

    #[test]
    fn marks_are_told_from_powers_and_years() {
        assert_eq!(marks("in 2021.¹ It rose¹², and fell.[3]"), ["¹", "¹²", "[3]"]);
        assert_eq!(marks("as reported [12]."), ["[12]"]);
        assert_eq!(marks("5 km² and 10⁶ plants, 3m², x² + y²"), Vec::<&str>::new());
        assert_eq!(marks("the case [2023] and [sic] and [1234]"), Vec::<&str>::new());
        assert_eq!(marks("报告。¹"), ["¹"]);
        assert_eq!(marks("What has changed?²"), ["²"]);
        assert_eq!(marks("[1] stands first, ¹ too"), Vec::<&str>::new());
    }
}
