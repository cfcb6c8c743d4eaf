//! *Ibid.* and shortened references, decided over the whole sequence of notes.
//!
//! The rule (UN Editorial Manual, Footnotes, V.B and C):
//!
//! - *Ibid.* stands for the single source of the note just before it. A note with two or more
//!   sources, a note without a source, and a hand-written note with words of its own beside its
//!   one citation have no single source that a reader could be sent back to.
//! - *Ibid.* alone says "at the same place". A source cited as a whole after one of its pages is
//!   therefore shortened instead.
//! - A source that was given in full before is shortened.
//! - Each series of notes is read by itself: the numbered notes of the text, the letters of each
//!   box and annex.
//! - At the start of a section the policy says what is still known.

use std::collections::{BTreeMap, BTreeSet};

use super::policy::{FirstInSection, Policy};
use crate::document::{CitationForm, Locator};

/// A note as far as repeats matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CitingNote {
    /// The series it belongs to: empty for numbered notes, else the box or annex.
    pub series: String,
    /// Its section.
    pub section: String,
    /// Keys and places of its sources, in order; none for a plain note.
    pub sources: Vec<(String, Vec<Locator>)>,
    /// Whether it says nothing beside naming them.
    pub citation_only: bool,
}

/// What the notes of one series have told the reader so far.
#[derive(Default)]
struct Told {
    section: String,
    before: Option<(String, Vec<Locator>)>,
    known: BTreeSet<String>,
}

/// The form of every source of every note.
#[must_use]
pub fn decide(notes: &[CitingNote], policy: &Policy) -> Vec<Vec<CitationForm>> {
    let mut series: BTreeMap<&str, Told> = BTreeMap::new();
    let mut forms = Vec::with_capacity(notes.len());
    for note in notes {
        let told = series.entry(&note.series).or_default();
        if told.section != note.section {
            told.section.clone_from(&note.section);
            match policy.first_in_section {
                FirstInSection::Full => {
                    *told = Told { section: note.section.clone(), ..Told::default() }
                }
                FirstInSection::Short => told.before = None,
                FirstInSection::Ibid => {}
            }
        }
        let single = note.sources.len() == 1;
        let mut own = Vec::with_capacity(note.sources.len());
        for (key, places) in &note.sources {
            let same = single
                && told.before.as_ref().is_some_and(|(before, earlier)| {
                    before == key && (earlier.is_empty() || !places.is_empty())
                });
            let here = told.before.as_ref().is_some_and(|(_, earlier)| earlier == places);
            own.push(if policy.ibid && same {
                if here { CitationForm::Ibid } else { CitationForm::IbidElsewhere }
            } else if policy.short && told.known.contains(key) {
                CitationForm::Short
            } else {
                CitationForm::Full
            });
            told.known.insert(key.clone());
        }
        told.before = match note.sources.as_slice() {
            [only] if note.citation_only => Some(only.clone()),
            _ => None,
        };
        forms.push(own);
    }
    forms
}
