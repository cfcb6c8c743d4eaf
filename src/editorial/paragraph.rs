//! Paragraphs that stand twice, in one section or in two. Short ones repeat of themselves.

use std::collections::BTreeMap;

use super::Reading;
use super::passage::{Passage, Role};
use super::words::{joined, length, words};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// Words from which on a repetition is no chance.
const WORDS: usize = 12;

pub(super) fn check(reading: &Reading<'_>, diagnostics: &mut Diagnostics) {
    let mut first: BTreeMap<String, &Passage<'_>> = BTreeMap::new();
    let paragraphs = reading
        .passages
        .iter()
        .filter(|passage| matches!(passage.role, Role::Paragraph | Role::ListItem));
    for passage in paragraphs {
        let words = words(&passage.text);
        if length(&words) < WORDS {
            continue;
        }
        let text = joined(words);
        let Some(earlier) = first.get(&text) else {
            first.insert(text, passage);
            continue;
        };
        let what = if passage.role == Role::ListItem { "item" } else { "paragraph" };
        let mut diagnostic = Diagnostic::new(
            Code::DuplicateParagraph,
            format!("this {what} stands in the document already"),
        )
        .at(passage.whole())
        .hint(format!("say it once; `[text](section:{})` leads readers there", earlier.id.section));
        if let Some(span) = earlier.whole() {
            diagnostic = diagnostic.related(span, "first here");
        }
        diagnostics.push(diagnostic);
    }
}
