//! The marks of notes: which notes are referred to, in which order, and how they are counted.

use std::collections::BTreeMap;

use super::numbering::figures;
use super::xml::Element;

/// A note that the text refers to.
#[derive(Debug)]
pub(super) struct NoteMark {
    /// `w:id` of the note.
    pub(super) id: String,
    /// The mark that Word counts; empty if the text gives one of its own.
    pub(super) counted: String,
}

/// All marks of a document, as far as it was read.
#[derive(Debug)]
pub(super) struct NoteMarks {
    pub(super) notes: Vec<NoteMark>,
    /// Notes by `w:id`.
    by_id: BTreeMap<String, usize>,
    /// Open bookmarks: `w:id` and name.
    open: BTreeMap<String, String>,
    /// The note whose mark a bookmark holds.
    by_bookmark: BTreeMap<String, usize>,
    next: usize,
    format: String,
    restarts: bool,
}

impl NoteMarks {
    /// Counts as the settings of the document say.
    pub(super) fn new(settings: Option<&Element>) -> Self {
        let mut marks = Self {
            notes: Vec::new(),
            by_id: BTreeMap::new(),
            open: BTreeMap::new(),
            by_bookmark: BTreeMap::new(),
            next: 1,
            format: "decimal".to_owned(),
            restarts: false,
        };
        if let Some(properties) = settings.and_then(|settings| settings.child("w:footnotePr")) {
            if let Some(format) = properties.child_value("w:numFmt") {
                format.clone_into(&mut marks.format);
            }
            marks.restarts = properties.child_value("w:numRestart") == Some("eachSect");
            let start = properties.child("w:numStart").and_then(|start| start.number("w:val"));
            marks.next = start.unwrap_or(1);
        }
        marks
    }

    /// Takes a reference to a note. Returns the note's index and the mark that Word counts, which
    /// is a new one even where the same note is referred to again.
    pub(super) fn refer(&mut self, id: &str, has_own_mark: bool) -> (usize, String) {
        let mut counted = String::new();
        if !has_own_mark {
            counted = figures(&self.format, self.next);
            self.next = self.next.saturating_add(1);
        }
        let next = self.notes.len();
        let index = *self.by_id.entry(id.to_owned()).or_insert(next);
        if index == next {
            self.notes.push(NoteMark { id: id.to_owned(), counted: counted.clone() });
        }
        for name in self.open.values() {
            self.by_bookmark.entry(name.clone()).or_insert(index);
        }
        (index, counted)
    }

    /// The note whose mark stands in a bookmark.
    pub(super) fn in_bookmark(&self, name: &str) -> Option<usize> {
        self.by_bookmark.get(name).copied()
    }

    pub(super) fn open_bookmark(&mut self, id: &str, name: &str) {
        self.open.insert(id.to_owned(), name.to_owned());
    }

    pub(super) fn close_bookmark(&mut self, id: &str) {
        self.open.remove(id);
    }

    /// A section of the text ends.
    pub(super) fn end_section(&mut self, section: &Element) {
        let own = section
            .child("w:footnotePr")
            .and_then(|properties| properties.child_value("w:numRestart"));
        if own == Some("eachSect") || (own.is_none() && self.restarts) {
            self.next = 1;
        }
    }
}
