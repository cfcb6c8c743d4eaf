//! Prose to document blocks: CommonMark with plenary's additions, every span kept.
//!
//! A prose field is parsed once into a [`Fragment`]; templates carry it as an opaque value. Knows
//! the tree and diagnostics, nothing of sources' fields, templates or formats.

mod addresses;
mod blocks;
mod brackets;
mod citation;
mod definitions;
mod extent;
mod figures;
mod flanking;
mod french;
mod inlines;
mod language_span;
mod leftover;
mod line_ends;
mod locator;
mod misread;
mod note_marks;
mod places;
mod plain;
mod prepare;
mod tables;
mod unsupported;
mod variables;

pub use blocks::mark_inside_heading;
pub use plain::{check_plain, fill_plain};

use std::collections::BTreeSet;
use std::sync::Arc;

use comrak::nodes::NodeValue;
use comrak::options::BrokenLinkReference;
use comrak::{Arena, Options, ResolvedReference};
use indexmap::IndexMap;

use crate::diagnostic::{Diagnostics, Span};
use crate::document::{Block, Citation, Inline, Language};
use crate::source::scalar::OffsetMap;

/// A parsed prose field: blocks, and inserts that the template will supply.
#[derive(Clone, Debug, Default)]
pub struct Fragment {
    /// Blocks and inserts in order.
    pub pieces: Vec<Piece>,
}

/// A part of a fragment.
#[derive(Clone, Debug)]
pub enum Piece {
    /// A block in its default style.
    Block(Box<Block>),
    /// `{{ name() }}` alone in a paragraph.
    Insert {
        /// Name of the insert.
        name: String,
        /// Where it stands.
        span: Span,
    },
}

/// The notes of one section by id. Note references hold an index into it until the composer
/// gives them their numbers.
#[derive(Clone, Debug, Default)]
pub struct NoteNames {
    names: IndexMap<String, Vec<Span>>,
    misplaced: BTreeSet<String>,
    citations: IndexMap<String, (Citation, Span)>,
}

impl NoteNames {
    /// The index of a note id; the reference's place is remembered.
    pub fn reference(&mut self, id: &str, span: Span) -> usize {
        let entry = self.names.entry(id.to_owned());
        let index = entry.index();
        entry.or_default().push(span);
        index
    }

    /// Remembers that a note's text was written where none can stand, which has been reported.
    pub fn misplaced(&mut self, id: &str) {
        self.misplaced.insert(id.to_owned());
    }

    /// Whether a note's text was written where none can stand.
    #[must_use]
    pub fn is_misplaced(&self, id: &str) -> bool {
        self.misplaced.contains(id)
    }

    /// The index of a note id that is referenced from somewhere else than prose.
    pub fn intern(&mut self, id: &str) -> usize {
        let entry = self.names.entry(id.to_owned());
        let index = entry.index();
        entry.or_default();
        index
    }

    /// The index of the note that a citation in running text makes. Its id, `@key`, cannot be an
    /// editor's; a second note for the same sources is `@key.2`.
    pub fn cite(&mut self, citation: Citation, span: Span) -> usize {
        let keys: Vec<&str> = citation.sources.iter().map(|source| source.key.as_str()).collect();
        let base = format!("@{}", keys.join("+"));
        let mut id = base.clone();
        let mut count = 1;
        while self.citations.contains_key(&id) {
            count += 1;
            id = format!("{base}.{count}");
        }
        let index = self.intern(&id);
        self.citations.insert(id, (citation, span));
        index
    }

    /// The notes that citations in running text make, by id.
    pub fn citations(&self) -> impl Iterator<Item = (&str, &Citation, Span)> {
        self.citations.iter().map(|(id, (citation, span))| (id.as_str(), citation, *span))
    }

    /// The id behind an index.
    #[must_use]
    pub fn name(&self, index: usize) -> Option<&str> {
        self.names.get_index(index).map(|(name, _)| name.as_str())
    }

    /// Every id referenced in prose, with the places of its references.
    pub fn references(&self) -> impl Iterator<Item = (&str, &[Span])> {
        self.names
            .iter()
            .filter(|(name, _)| !self.citations.contains_key(*name))
            .map(|(name, spans)| (name.as_str(), spans.as_slice()))
    }

    /// The ids in the order of their indices.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(String::as_str)
    }
}

/// What prose may refer to while it is parsed.
#[derive(Debug)]
pub struct Context<'a> {
    /// Values of `{{ name }}`.
    pub variables: &'a IndexMap<String, String>,
    /// Notes of the section.
    pub notes: &'a mut NoteNames,
    /// Where problems go.
    pub diagnostics: &'a mut Diagnostics,
    /// Section id, for the identity of blocks.
    pub section: &'a str,
    /// Language of the text.
    pub language: Language,
    /// What a citation makes here.
    pub citations: CitationPlace,
}

/// What a citation makes at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CitationPlace {
    /// A note of its own: running text.
    Text,
    /// The reference itself: the text is a note's.
    Note,
    /// Nothing: no note can stand here.
    Nowhere,
}

/// Parses a prose field.
///
/// `path` is the field's path in the section and begins the path of every block.
pub fn parse_prose(text: &str, map: &OffsetMap, path: &str, context: &mut Context<'_>) -> Fragment {
    if !extent::check_text(text, map, context.diagnostics) {
        return Fragment::default();
    }
    let prepared = prepare::prepare(text, map, context);
    let arena = Arena::new();
    let root = prepared.parse(&arena);
    let mut converter = blocks::Converter::new(&prepared.text, &prepared.map, context);
    if !extent::check_tree(&mut converter, root) {
        return Fragment::default();
    }
    converter.asterisk_notes = leftover::has_asterisk_notes(root);
    definitions::check(&mut converter, root, &prepared.definitions);
    converter.fragment(root, path)
}

/// Parses a field that holds inlines only. More than one paragraph is an error.
pub fn parse_inlines(text: &str, map: &OffsetMap, context: &mut Context<'_>) -> Vec<Inline> {
    if !extent::check_text(text, map, context.diagnostics) {
        return Vec::new();
    }
    let prepared = prepare::prepare(text, map, context);
    let arena = Arena::new();
    let root = prepared.parse(&arena);
    let mut converter = blocks::Converter::new(&prepared.text, &prepared.map, context);
    if !extent::check_tree(&mut converter, root) {
        return Vec::new();
    }
    converter.asterisk_notes = leftover::has_asterisk_notes(root);
    definitions::check(&mut converter, root, &prepared.definitions);
    let children: Vec<_> = root.children().collect();
    match children.as_slice() {
        [] => Vec::new(),
        [only] if matches!(only.data.borrow().value, NodeValue::Paragraph) => {
            let mut inlines = converter.inlines(only);
            line_ends::join(&mut inlines);
            converter.set_habits(&mut inlines);
            inlines
        }
        [first, rest @ ..] => {
            let second = rest.first().map(|second| converter.span(second));
            let span = converter.span(first);
            let found = unsupported::not_one_paragraph(&first.data.borrow().value, span, second);
            converter.report(found);
            // What the text refers to is referred to, whatever is wrong with it.
            for paragraph in root.descendants() {
                if matches!(paragraph.data.borrow().value, NodeValue::Paragraph) {
                    converter.inlines(paragraph);
                }
            }
            Vec::new()
        }
    }
}

/// What a language's typesetters do with text that no editor typed: spaces.
pub fn set_habits(inlines: &mut [Inline], language: Language, diagnostics: &mut Diagnostics) {
    if language == Language::Fr {
        french::apply(inlines, diagnostics);
    }
}

/// The places in a source that a text begins with, as a citation writes them: `p. 50`,
/// `annex, para. 5`. Empty if it begins with none.
#[must_use]
pub fn leading_places(text: &str) -> String {
    locator::leading(text)
}

/// CommonMark with GFM tables and emphasis that Chinese can use; `[^id]` and `[@key]` come back as
/// links, and signs after a backslash apart from the text, so that places stay exact.
fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.cjk_friendly_emphasis = true;
    options.parse.escaped_char_spans = true;
    options.parse.broken_link_callback = Some(Arc::new(|reference: BrokenLinkReference<'_>| {
        let scheme = match reference.original.chars().next()? {
            '^' => inlines::NOTE_SCHEME,
            _ if citation::is_citation(reference.original) => inlines::CITATION_SCHEME,
            _ => return None,
        };
        let name = reference.original.trim_start_matches('^');
        Some(ResolvedReference { url: format!("{scheme}{name}"), title: String::new() })
    }));
    options
}
