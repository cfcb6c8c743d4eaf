//! The document as passages: the text of each heading, paragraph, item, question and note in one
//! string, of which every part remembers where it was written.

use std::ops::Range;

use crate::diagnostic::Span;
use crate::document::{
    Block, BlockId, BlockKind, Document, Figure, Inline, InlineKind, QuestionItem,
};

/// Stands for a reference that the note style writes.
pub(super) const WRITTEN_BY_STYLE: char = '\u{FFFC}';

/// What a passage is in the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Heading,
    Paragraph,
    ListItem,
    Question,
    QuestionGroup,
    Cell,
    Caption,
    Quotation,
    /// A note, by its index in the document.
    Note(usize),
}

impl Role {
    /// Whether the document says it in its own words, as continuous text.
    pub(super) fn is_running_text(self) -> bool {
        match self {
            Self::Heading
            | Self::Paragraph
            | Self::ListItem
            | Self::Question
            | Self::QuestionGroup
            | Self::Caption
            | Self::Note(_) => true,
            Self::Cell | Self::Quotation => false,
        }
    }
}

/// A run of text.
#[derive(Debug)]
pub(super) struct Passage<'a> {
    pub(super) role: Role,
    /// The block or part that carries it.
    pub(super) id: BlockId,
    /// All its text; a [`WRITTEN_BY_STYLE`] for each reference.
    pub(super) text: String,
    /// Its parts in order, without gaps.
    pub(super) parts: Vec<Part<'a>>,
}

/// A part of a passage: text of one kind from one place.
#[derive(Debug)]
pub(super) struct Part<'a> {
    /// Its bytes in the passage's text.
    pub(super) range: Range<usize>,
    /// Where it was written.
    pub(super) span: Option<Span>,
    /// How it is set.
    pub(super) setting: Setting<'a>,
}

/// How a part of a passage is set.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Setting<'a> {
    /// As it stands: a symbol or an address.
    pub(super) code: bool,
    /// Emphasized, as titles are.
    pub(super) emphasized: bool,
    /// In another language than the document's.
    pub(super) foreign: bool,
    /// Written by the note style.
    pub(super) computed: bool,
    /// The text of a link to this address, and the link's place.
    pub(super) link: Option<(&'a str, Option<Span>)>,
}

impl Passage<'_> {
    /// Where a range of the text was written, as exactly as that is known.
    pub(super) fn span(&self, range: &Range<usize>) -> Option<Span> {
        self.covering(range)
            .filter_map(|part| {
                let start = range.start.max(part.range.start) - part.range.start;
                let end = range.end.min(part.range.end) - part.range.start;
                part.span.map(|span| span.part(&self.text[part.range.clone()], start..end))
            })
            .reduce(Span::to)
    }

    /// Where the whole passage was written.
    pub(super) fn whole(&self) -> Option<Span> {
        self.parts.iter().filter_map(|part| part.span).reduce(Span::to)
    }

    /// Whether a range is plain text in the document's language, typed by an editor.
    pub(super) fn is_own_text(&self, range: &Range<usize>) -> bool {
        self.covering(range).all(|part| {
            let address = part.setting.link.is_some() && is_address(&self.text[part.range.clone()]);
            part.span.is_some()
                && !(part.setting.code || part.setting.foreign || part.setting.computed || address)
        })
    }

    /// Whether a range begins in emphasized text.
    pub(super) fn is_emphasized(&self, at: usize) -> bool {
        self.covering(&(at..at + 1)).any(|part| part.setting.emphasized)
    }

    fn covering(&self, range: &Range<usize>) -> impl Iterator<Item = &Part<'_>> {
        let (start, end) = (range.start, range.end);
        self.parts.iter().filter(move |part| part.range.start < end && start < part.range.end)
    }
}

/// Whether the text of a link is an address itself, whose signs follow no rule of spelling.
fn is_address(text: &str) -> bool {
    !text.contains(char::is_whitespace)
        && (text.contains("://") || text.starts_with("www.") || text.contains('@'))
}

/// Every passage that an editor wrote, in reading order, the notes last. Contents, programme and
/// cover repeat what stands elsewhere and are left out.
pub(super) fn passages(document: &Document) -> Vec<Passage<'_>> {
    let mut passages = Vec::new();
    for block in document.sections.iter().flat_map(|section| &section.blocks) {
        collect(block, Role::Paragraph, &mut passages);
    }
    for (index, note) in document.notes.iter().enumerate() {
        let id = BlockId::new(note.section.clone(), format!("notes/{}", note.id));
        push(Role::Note(index), id, &note.content, &mut passages);
    }
    passages
}

fn collect<'a>(block: &'a Block, role: Role, passages: &mut Vec<Passage<'a>>) {
    let mut own =
        |role: Role, id: BlockId, content: &'a [Inline]| push(role, id, content, passages);
    match &block.kind {
        BlockKind::Heading(heading) => own(Role::Heading, block.id.clone(), &heading.content),
        BlockKind::Paragraph(content) | BlockKind::NumberedParagraph { content, .. } => {
            own(role, block.id.clone(), content);
        }
        BlockKind::List(list) => {
            let role = if role == Role::Quotation { role } else { Role::ListItem };
            for inner in list.items.iter().flat_map(|item| &item.blocks) {
                collect(inner, role, passages);
            }
        }
        BlockKind::QuestionList(list) => {
            for item in &list.items {
                match item {
                    QuestionItem::Group(inner) => collect(inner, Role::QuestionGroup, passages),
                    QuestionItem::Question { block: inner, .. } => {
                        collect(inner, Role::Question, passages);
                    }
                }
            }
        }
        BlockKind::Figure(figure) => figure_words(figure, passages),
        BlockKind::FigureRow(row) => {
            for figure in &row.figures {
                figure_words(figure, passages);
            }
            push(Role::Caption, block.id.child("credit"), &row.credit, passages);
        }
        BlockKind::Table(table) => {
            for cell in table.header.iter().chain(&table.rows).flat_map(|row| &row.cells) {
                own(Role::Cell, cell.id.clone(), &cell.content);
            }
        }
        BlockKind::Box { title, blocks } => {
            own(Role::Heading, block.id.child("title"), title);
            for inner in blocks {
                collect(inner, role, passages);
            }
        }
        BlockKind::Quote(blocks) => {
            for inner in blocks {
                collect(inner, Role::Quotation, passages);
            }
        }
        BlockKind::Programme(_)
        | BlockKind::Contents(_)
        | BlockKind::PageBreak
        | BlockKind::Cover(_)
        | BlockKind::Masthead(_) => {}
    }
}

fn figure_words<'a>(figure: &'a Figure, passages: &mut Vec<Passage<'a>>) {
    push(Role::Caption, figure.id.child("caption"), &figure.caption, passages);
    push(Role::Caption, figure.id.child("credit"), &figure.credit, passages);
}

fn push<'a>(role: Role, id: BlockId, content: &'a [Inline], passages: &mut Vec<Passage<'a>>) {
    let mut passage = Passage { role, id, text: String::new(), parts: Vec::new() };
    flatten(content, Setting::default(), &mut passage);
    if passage.parts.iter().any(|part| part.span.is_some()) {
        passages.push(passage);
    }
}

fn flatten<'a>(content: &'a [Inline], setting: Setting<'a>, passage: &mut Passage<'a>) {
    for inline in content {
        let mut add = |text: &str, setting: Setting<'a>| {
            let start = passage.text.len();
            passage.text.push_str(text);
            let range = start..passage.text.len();
            passage.parts.push(Part { range, span: inline.origin, setting });
        };
        match &inline.kind {
            InlineKind::Text(text) => add(text, setting),
            InlineKind::Code(text) => add(text, Setting { code: true, ..setting }),
            InlineKind::LineBreak => add(" ", setting),
            InlineKind::NoteReference { .. } => {}
            InlineKind::Citation(_) => {
                let mut place = [0; WRITTEN_BY_STYLE.len_utf8()];
                add(
                    WRITTEN_BY_STYLE.encode_utf8(&mut place),
                    Setting { computed: true, ..setting },
                );
            }
            InlineKind::Strong(inner) | InlineKind::CrossReference { content: inner, .. } => {
                flatten(inner, setting, passage);
            }
            InlineKind::Emphasis(inner) => {
                flatten(inner, Setting { emphasized: true, ..setting }, passage);
            }
            InlineKind::Link { url, content: inner } => {
                let link = Some((url.as_str(), inline.origin));
                flatten(inner, Setting { link, ..setting }, passage);
            }
            InlineKind::Language { content: inner, .. } => {
                flatten(inner, Setting { foreign: true, ..setting }, passage);
            }
        }
    }
}
