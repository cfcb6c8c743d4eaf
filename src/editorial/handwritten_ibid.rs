//! Ibid., Idem, op. cit. and loc. cit. typed into a note: they point wherever the note before
//! happens to point after an edit. A citation says which source is meant, and the note style
//! prints *Ibid.* where it is right (UN Editorial Manual, Footnotes, V.B).

use std::collections::BTreeMap;
use std::ops::Range;

use super::passage::{Passage, Role};
use super::place::{citation, places};
use super::plain_citation::Index;
use super::words::find_all;
use super::{Reading, plain_citation};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::{Note, NoteSeries};

/// Words that always refer back.
const ANYWHERE: [&str; 15] = [
    "ibid",
    "ibidem",
    "ibíd",
    "ibídem",
    "op. cit",
    "op.cit",
    "loc. cit",
    "loc.cit",
    "ob. cit",
    "art. cit",
    "там же",
    "указ. соч",
    "المرجع نفسه",
    "نفس المرجع",
    "同上",
];

/// Words that refer back where a reference begins.
const AT_THE_START: [&str; 3] = ["idem", "ídem", "id."];

/// What may stand before a reference.
const SIGNALS: [&str; 9] =
    ["see", "also", "cf", "voir", "aussi", "véase", "también", "см", "также"];

pub(super) fn check(reading: &Reading<'_>, diagnostics: &mut Diagnostics) {
    let index = Index::new(reading.subject.bibliography, reading.language);
    // The source that a reader is sent back to, by series of notes.
    let mut before: BTreeMap<&str, Option<String>> = BTreeMap::new();
    for passage in &reading.passages {
        let Role::Note(number) = passage.role else { continue };
        let Some(note) = reading.subject.document.notes.get(number) else { continue };
        let last = before.entry(series(note)).or_default();
        let found = references_back(passage);
        for range in &found {
            diagnostics.push(finding(reading, passage, range, last.as_deref()));
        }
        if found.is_empty() {
            *last = single_source(note, passage, &index);
        }
    }
}

/// Letters begin again in each section; numbers run through.
fn series(note: &Note) -> &str {
    match note.series {
        NoteSeries::Numbered => "",
        NoteSeries::Lettered | NoteSeries::Asterisks => &note.section,
    }
}

fn single_source(note: &Note, passage: &Passage<'_>, index: &Index<'_>) -> Option<String> {
    if let [only] = note.citations.as_slice() {
        return Some(only.key.clone());
    }
    let named = plain_citation::named(passage, index);
    match named.as_slice() {
        [only] if note.citations.is_empty() => Some(only.key.to_owned()),
        _ => None,
    }
}

fn references_back(passage: &Passage<'_>) -> Vec<Range<usize>> {
    let text = &passage.text;
    let anywhere = ANYWHERE.iter().flat_map(|word| find_all(text, word));
    let at_start = AT_THE_START
        .iter()
        .flat_map(|word| find_all(text, word))
        .filter(|range| begins_reference(&text[..range.start]));
    let mut found: Vec<Range<usize>> =
        anywhere.chain(at_start).filter(|range| passage.is_own_text(range)).collect();
    found.sort_by_key(|range| range.start);
    found
}

/// Whether a reference can begin after these words.
fn begins_reference(before: &str) -> bool {
    let before = before.trim_end();
    let word = before.trim_end_matches('.').rsplit(|c: char| !c.is_alphanumeric()).next();
    before.is_empty()
        || before.ends_with([';', ':', '(', '.'])
        || word.is_some_and(|word| SIGNALS.contains(&word.to_lowercase().as_str()))
}

fn finding(
    reading: &Reading<'_>,
    passage: &Passage<'_>,
    range: &Range<usize>,
    source: Option<&str>,
) -> Diagnostic {
    let rest = &passage.text[range.end..];
    let stop = rest.starts_with('.').into();
    let shown =
        range.start..range.end + if passage.text[range.clone()].ends_with('.') { 0 } else { stop };
    let place = places(rest.trim_start_matches('.'), reading.language);
    let diagnostic = Diagnostic::new(
        Code::HandwrittenIbid,
        format!("the note says “{}” by hand", &passage.text[shown.clone()]),
    )
    .at(passage.span(&shown));
    match source {
        Some(key) => diagnostic.hint(format!(
            "write `{}` if the source of the note before is meant: Ibid. is then printed where it is right",
            citation(key, &place)
        )),
        None => diagnostic.hint(format!(
            "cite the source, as in `{}`, or name it in full: what stands in the note before may change",
            citation("key", if place.is_empty() { "p. 6" } else { &place })
        )),
    }
}
