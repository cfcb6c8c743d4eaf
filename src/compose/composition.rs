//! The state of a document while templates run: what they have made so far, section by section.

use indexmap::IndexMap;

use super::shelf::{Item, Shelf};
use crate::diagnostic::Span;
use crate::document::{Block, BlockId, Inline, InlineKind};
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
    /// Names of its note references; templates add notes on headings.
    pub(super) note_names: NoteNames,
    /// Notes that templates added.
    pub(super) added_notes: IndexMap<String, SectionNote>,
    /// How many blocks of each path a template has made.
    pub(super) counts: IndexMap<String, usize>,
    /// Full references of the sources cited.
    pub(super) bibliography: Vec<Vec<Inline>>,
    /// Names of the theme's styles.
    pub(super) styles: Vec<String>,
}

impl Composition {
    /// Makes ready for another section.
    pub(super) fn begin_section(&mut self, section: &str, note_names: NoteNames) {
        section.clone_into(&mut self.section);
        self.running_title.clear();
        self.note_names = note_names;
        self.added_notes.clear();
        self.counts.clear();
    }

    /// The identity of a block that a template makes: `heading`, `body-2`.
    pub(super) fn block_id(&mut self, path: &str) -> BlockId {
        let count = self.counts.entry(path.to_owned()).or_insert(0);
        *count += 1;
        let path = if *count == 1 { path.to_owned() } else { format!("{path}-{count}") };
        BlockId::new(self.section.clone(), path)
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

    /// Whether the theme has a style; else what to say.
    pub(super) fn check_style(&self, style: &str) -> Result<(), String> {
        if self.styles.iter().any(|known| known == style) {
            return Ok(());
        }
        let near = crate::diagnostic::closest(style, self.styles.iter().map(String::as_str));
        Err(match near {
            Some(near) => format!("the theme has no style `{style}`; did you mean `{near}`?"),
            None => format!("the theme has no style `{style}`"),
        })
    }
}

/// The place of the first inline that has one.
pub(super) fn origin_of(inlines: &[Inline]) -> Option<Span> {
    inlines.iter().filter_map(|inline| inline.origin).reduce(Span::to)
}
