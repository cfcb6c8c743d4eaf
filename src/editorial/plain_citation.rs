//! A hand-written note that names a source of the bibliography by its title or symbol: as a
//! citation it would be written alike everywhere and be shortened where it repeats.

use std::collections::BTreeMap;
use std::ops::Range;

use hayagriva::Entry;

use super::Reading;
use super::passage::{Passage, Role};
use super::place::{citation, places};
use super::words::words;
use crate::citation::{Bibliography, SourceKind};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::Language;

/// Words that a title must have to be told from ordinary text; characters in Chinese.
const TITLE_WORDS: usize = 3;

/// Titles and symbols of the bibliography, ready for search.
pub(super) struct Index<'a> {
    /// By the first two words.
    titles: BTreeMap<(String, String), Vec<Title<'a>>>,
    /// In capitals.
    symbols: BTreeMap<String, &'a str>,
    language: Language,
}

struct Title<'a> {
    words: Vec<String>,
    key: &'a str,
    kind: SourceKind,
}

/// A source named in words.
pub(super) struct Named<'a> {
    pub(super) key: &'a str,
    /// Title or symbol.
    range: Range<usize>,
}

impl<'a> Index<'a> {
    pub(super) fn new(bibliography: &'a Bibliography, language: Language) -> Self {
        let mut index = Self { titles: BTreeMap::new(), symbols: BTreeMap::new(), language };
        for (key, reference) in bibliography.iter() {
            for title in titles(&reference.entry) {
                let words: Vec<String> =
                    words(&title).into_iter().map(|word| word.folded).collect();
                if let [first, second, _, ..] = words.as_slice()
                    && words.len() >= TITLE_WORDS
                {
                    let start = (first.clone(), second.clone());
                    let title = Title { words, key, kind: reference.kind };
                    index.titles.entry(start).or_default().push(title);
                }
            }
            for name in ["symbol", "sales"] {
                if let Some(symbol) = reference.entry.keyed_serial_number(name) {
                    index.symbols.entry(symbol.to_uppercase()).or_insert(key);
                }
            }
        }
        // The longest title is the one that is meant.
        for titles in index.titles.values_mut() {
            titles.sort_by_key(|title| std::cmp::Reverse(title.words.len()));
        }
        index
    }
}

/// The ways in which an editor may write a source's title. A part of a publication is named after
/// the publication: *World Drug Report 2023: Executive Summary*.
fn titles(entry: &Entry) -> Vec<String> {
    let Some(own) = entry.title().map(ToString::to_string) else { return Vec::new() };
    let parent = entry.parents().first().and_then(|parent| parent.title()).map(ToString::to_string);
    let Some(parent) = parent else { return vec![own] };
    let genre = entry.genre().map(ToString::to_string).unwrap_or_default();
    let volume = entry.volume().map(ToString::to_string).unwrap_or_default();
    vec![format!("{parent} {own}"), format!("{parent} {genre} {volume} {own}"), own]
}

pub(super) fn check(reading: &Reading<'_>, diagnostics: &mut Diagnostics) {
    let index = Index::new(reading.subject.bibliography, reading.language);
    for passage in &reading.passages {
        let Role::Note(number) = passage.role else { continue };
        let cited = reading.subject.document.notes.get(number).map(|note| &note.citations);
        for named in named(passage, &index) {
            if cited.is_some_and(|cited| cited.iter().any(|source| source.key == named.key)) {
                continue;
            }
            let place = places(after_imprint(&passage.text[named.range.end..]), reading.language);
            diagnostics.push(
                Diagnostic::new(
                    Code::PlainCitation,
                    format!("the note names the source `{}` in words of its own", named.key),
                )
                .at(passage.span(&named.range))
                .hint(format!("write `{}` for the whole reference", citation(named.key, &place))),
            );
        }
    }
}

/// The sources that a note names as references, each once, in order.
pub(super) fn named<'a>(passage: &Passage<'_>, index: &Index<'a>) -> Vec<Named<'a>> {
    let mut found = by_title(passage, index);
    found.extend(by_symbol(&passage.text, index));
    found
        .retain(|named| passage.is_own_text(&named.range) || is_symbol_set_as_code(passage, named));
    found.sort_by_key(|named| named.range.start);
    let mut seen: Vec<&str> = Vec::new();
    found.retain(|named| {
        let first = !seen.contains(&named.key);
        seen.push(named.key);
        first
    });
    found
}

fn is_symbol_set_as_code(passage: &Passage<'_>, named: &Named<'_>) -> bool {
    passage.parts.iter().any(|part| part.setting.code && part.range == named.range)
}

fn by_title<'a>(passage: &Passage<'_>, index: &Index<'a>) -> Vec<Named<'a>> {
    let text = &passage.text;
    let words = words(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at + 1 < words.len() {
        let start = (words[at].folded.clone(), words[at + 1].folded.clone());
        let title = index.titles.get(&start).and_then(|titles| {
            titles.iter().find(|title| {
                title.words.len() <= words.len() - at
                    && title.words.iter().zip(&words[at..]).all(|(own, word)| *own == word.folded)
            })
        });
        let Some(title) = title else {
            at += 1;
            continue;
        };
        let last = at + title.words.len() - 1;
        let range = words[at].range.start..words[last].range.end;
        if is_reference(passage, &range, title.kind, index.language) {
            found.push(Named { key: title.key, range });
        }
        at = last + 1;
    }
    found
}

/// Whether a title is named in order to cite it. A note may speak of a treaty or a report without
/// citing it: then it is neither set as a title nor followed by a place in it.
fn is_reference(
    passage: &Passage<'_>,
    range: &Range<usize>,
    kind: SourceKind,
    language: Language,
) -> bool {
    let text = &passage.text;
    let after = text[range.end..].trim_start_matches(['”', '"', '»', '’', '*']);
    // The title goes on: it is another's.
    if after.starts_with(": ") || after.starts_with(" – ") {
        return false;
    }
    let has_place = !places(after_imprint(after), language).is_empty();
    let has_imprint = after.trim_start().starts_with(['(', '（']);
    let set_as_title = passage.is_emphasized(range.start)
        || text[..range.start].trim_end().ends_with(['“', '"', '«', '《']);
    has_place || (kind != SourceKind::Treaty && (has_imprint || set_as_title))
}

/// What follows a title's or symbol's closing marks and its imprint in parentheses.
fn after_imprint(after: &str) -> &str {
    let after = after.trim_start_matches(['”', '"', '»', '’', '*', ')', '）', ' ', '\u{A0}']);
    match after.strip_prefix(['(', '（']) {
        Some(inner) => inner
            .find([')', '）'])
            .map_or(after, |end| inner[end..].trim_start_matches([')', '）'])),
        None => after,
    }
}

fn by_symbol<'a>(text: &str, index: &Index<'a>) -> Vec<Named<'a>> {
    let mut found = Vec::new();
    let mut start = None;
    let ends = std::iter::once((text.len(), ' '));
    for (at, character) in text.char_indices().chain(ends) {
        let inside = character.is_alphanumeric() || matches!(character, '/' | '.' | '-' | '_');
        match (start, inside) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                let token = text[from..at].trim_end_matches('.');
                if let Some(key) = index.symbols.get(&token.to_uppercase()) {
                    found.push(Named { key, range: from..from + token.len() });
                }
                start = None;
            }
            (None, false) | (Some(_), true) => {}
        }
    }
    found
}
