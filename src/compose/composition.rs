//! The state of a document while templates run: what they have made so far, section by section.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::shelf::{Item, Shelf};
use super::styles::{Styles, Use};
use crate::diagnostic::Span;
use crate::document::{Block, BlockId, Inline, InlineKind, Orientation};
use crate::markup::NoteNames;
use crate::source::section::SectionNote;

/// Shared by the functions that templates call.
#[derive(Debug, Default)]
pub(super) struct Composition {
    /// Values in flight.
    pub(super) shelf: Shelf,
    /// The section being composed.
    pub(super) section: String,
    /// Its running title.
    pub(super) running_title: Vec<Inline>,
    /// How its sheets lie.
    pub(super) orientation: Orientation,
    /// Whether the section goes on below the one before it, on its pages.
    pub(super) joined: bool,
    /// Whether that is so because its kind says so, and not the layout.
    pub(super) joined_by_kind: bool,
    /// How the sheets of the section before lie.
    pub(super) before: Orientation,
    /// Names of its note references; templates add notes on headings.
    pub(super) note_names: NoteNames,
    /// Notes that templates added.
    pub(super) added_notes: IndexMap<String, SectionNote>,
    /// How many blocks of each path a template has made.
    pub(super) counts: IndexMap<String, usize>,
    /// The paths that they have.
    pub(super) used: BTreeSet<String>,
    /// Full references of the sources cited.
    pub(super) bibliography: Vec<Vec<Inline>>,
    /// The theme's styles.
    pub(super) styles: Styles,
}

impl Composition {
    /// Makes ready for another section.
    pub(super) fn begin_section(&mut self, section: &str, note_names: NoteNames) {
        section.clone_into(&mut self.section);
        self.running_title.clear();
        self.before = self.orientation;
        self.orientation = if self.joined { self.before } else { Orientation::Portrait };
        self.note_names = note_names;
        self.added_notes.clear();
        self.counts.clear();
        self.used.clear();
    }

    /// The identity of a block that a template makes: `heading`, `body-2`.
    pub(super) fn block_id(&mut self, path: &str) -> BlockId {
        let count = self.counts.entry(path.to_owned()).or_insert(0);
        loop {
            *count += 1;
            let own = if *count == 1 { path.to_owned() } else { format!("{path}-{count}") };
            // The second `heading` is not the first `heading-2`.
            if self.used.insert(own.clone()) {
                return BlockId::new(self.section.clone(), own);
            }
        }
    }

    /// A reference to a note whose text a template passes on from a field.
    pub(super) fn add_note(&mut self, id: &BlockId, content: Vec<Inline>, span: Span) -> Inline {
        let name = format!("{}-note", id.path.replace('/', "-"));
        let note = self.note_names.intern(&name);
        self.added_notes.insert(name, SectionNote { content, span });
        Inline { kind: InlineKind::NoteReference { note, repeated: false }, origin: Some(span) }
    }

    /// Stores a block and returns its handle.
    pub(super) fn put_block(&mut self, block: Block) -> String {
        self.shelf.put(Item::Blocks(vec![block]))
    }

    /// Whether the theme has a style that can be used so; else what to say.
    pub(super) fn check_style(&self, style: &str, wanted: Use) -> Result<(), String> {
        self.styles.check(style, wanted)
    }
}

/// The place of the first inline that has one.
pub(super) fn origin_of(inlines: &[Inline]) -> Option<Span> {
    inlines.iter().filter_map(|inline| inline.origin).reduce(Span::to)
}
