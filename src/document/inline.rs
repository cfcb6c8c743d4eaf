//! Inlines: what stands inside a line. An inline cannot contain a block.

use serde::Serialize;

use super::block::BlockId;
use super::citation::Citation;
use crate::diagnostic::Span;

/// An inline and where it was written.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub struct Inline {
    /// What it is.
    pub kind: InlineKind,
    /// Where it was written; none for text that a template made.
    #[serde(skip)]
    pub origin: Option<Span>,
}

impl Inline {
    /// Plain text without a place in a source.
    pub fn text(text: impl Into<String>) -> Self {
        InlineKind::Text(text.into()).into()
    }
}

/// Between the marks of several notes at one point (UN Editorial Manual, Footnotes, IX).
pub const MARK_SEPARATOR: &str = ",";

/// Whether an inline is the mark of a note that follows another mark at the same point, so that
/// [`MARK_SEPARATOR`] parts the two.
#[must_use]
pub fn follows_mark(before: Option<&Inline>, inline: &Inline) -> bool {
    let mark = |inline: &Inline| matches!(inline.kind, InlineKind::NoteReference { .. });
    mark(inline) && before.is_some_and(mark)
}

/// Takes the marks of notes out of a text that is repeated elsewhere without them, such as a
/// heading's, from inside of emphasis and links too. Returns them, and how many of them have text
/// after them.
#[must_use]
pub fn take_marks(content: &mut Vec<Inline>) -> (Vec<Inline>, usize) {
    let mut marks = Vec::new();
    let mut inside = 0;
    take(content, &mut marks, &mut inside);
    if !marks.is_empty() {
        trim_end(content);
    }
    (marks, inside)
}

fn take(content: &mut Vec<Inline>, marks: &mut Vec<Inline>, inside: &mut usize) {
    for mut inline in std::mem::take(content) {
        match &mut inline.kind {
            InlineKind::NoteReference { .. } => {
                marks.push(inline);
                continue;
            }
            InlineKind::Text(text) | InlineKind::Code(text) => {
                if !text.trim().is_empty() {
                    *inside = marks.len();
                }
            }
            InlineKind::Strong(inner)
            | InlineKind::Emphasis(inner)
            | InlineKind::Link { content: inner, .. }
            | InlineKind::CrossReference { content: inner, .. }
            | InlineKind::Language { content: inner, .. } => take(inner, marks, inside),
            InlineKind::Citation(_) => *inside = marks.len(),
            InlineKind::LineBreak => {}
        }
        content.push(inline);
    }
}

fn trim_end(content: &mut [Inline]) {
    match content.last_mut().map(|last| &mut last.kind) {
        Some(InlineKind::Text(text)) => text.truncate(text.trim_end().len()),
        Some(
            InlineKind::Strong(inner)
            | InlineKind::Emphasis(inner)
            | InlineKind::Link { content: inner, .. }
            | InlineKind::CrossReference { content: inner, .. }
            | InlineKind::Language { content: inner, .. },
        ) => trim_end(inner),
        Some(
            InlineKind::Code(_)
            | InlineKind::NoteReference { .. }
            | InlineKind::Citation(_)
            | InlineKind::LineBreak,
        )
        | None => {}
    }
}

impl From<InlineKind> for Inline {
    fn from(kind: InlineKind) -> Self {
        Self { kind, origin: None }
    }
}

/// Every kind of inline. Exporters match on all of them.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum InlineKind {
    /// Text, free of control characters and of the private-use characters plenary uses itself.
    Text(String),
    /// Strong emphasis.
    Strong(Vec<Inline>),
    /// Emphasis.
    Emphasis(Vec<Inline>),
    /// A document symbol, code or address that is set as it stands.
    Code(String),
    /// A link to an address outside the document.
    Link {
        /// http, https or mailto address.
        url: String,
        /// Its text.
        content: Vec<Inline>,
    },
    /// The mark of a note.
    NoteReference {
        /// Index into [`super::Document::notes`].
        note: usize,
        /// Whether an earlier mark refers to the same note.
        repeated: bool,
    },
    /// A link to a place in the document: a section's first heading (path `heading`), a question
    /// (path `questions/3`) or any other block.
    CrossReference {
        /// The block pointed at; the composer has made sure that it is there.
        target: BlockId,
        /// Its text; filled in by the composer where the editor wrote none.
        content: Vec<Inline>,
    },
    /// The sources that a note names; stands in notes only.
    Citation(Citation),
    /// Text in another language than the document's.
    Language {
        /// BCP 47 tag: `fr`, `la`, `pt-BR`.
        tag: String,
        /// The text.
        content: Vec<Inline>,
    },
    /// A line break inside a paragraph.
    LineBreak,
}
