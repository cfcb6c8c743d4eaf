//! Blocks: what stands between line breaks. Inlines live in `inline.rs`.

use std::fmt;

use serde::Serialize;

use super::inline::Inline;
use crate::diagnostic::Span;

/// The stable identity of a block: the section it stands in and its path there.
///
/// The path names the source field and the position inside it (`background/4/2`), or the
/// template's part (`heading`). Translations come home by it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct BlockId {
    /// Section id.
    pub section: String,
    /// Path inside the section.
    pub path: String,
}

impl BlockId {
    /// The id of the block at `path` in `section`.
    pub fn new(section: impl Into<String>, path: impl Into<String>) -> Self {
        Self { section: section.into(), path: path.into() }
    }

    /// The id of a part of this block.
    #[must_use]
    pub fn child(&self, part: impl fmt::Display) -> Self {
        Self { section: self.section.clone(), path: format!("{}/{part}", self.path) }
    }
}

impl fmt::Display for BlockId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.section, self.path)
    }
}

/// A block with its identity, its named style and where it was written.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Block {
    /// Stable identity.
    pub id: BlockId,
    /// Named style of the theme.
    pub style: String,
    /// What it is.
    pub kind: BlockKind,
    /// Where it was written; none for text that a template made.
    #[serde(skip)]
    pub origin: Option<Span>,
}

impl Block {
    /// A block without a place in a source.
    pub fn new(id: BlockId, style: impl Into<String>, kind: BlockKind) -> Self {
        Self { id, style: style.into(), kind, origin: None }
    }
}

/// Every kind of block. Exporters match on all of them.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum BlockKind {
    /// A heading. Contains inlines.
    Heading(Heading),
    /// A paragraph. With a number label it is a numbered paragraph.
    Paragraph(Vec<Inline>),
    /// A paragraph counted by a numbering scheme, as in masthead documents.
    NumberedParagraph {
        /// Its number.
        number: NumberLabel,
        /// Its text.
        content: Vec<Inline>,
    },
    /// A list with bullets or numbers.
    List(List),
    /// Discussion questions: one Word list per section, numbers run on across groups.
    QuestionList(QuestionList),
    /// One figure with caption and credit.
    Figure(Figure),
    /// Figures side by side.
    FigureRow(FigureRow),
    /// A table.
    Table(Table),
    /// Boxed blocks with an optional title.
    Box {
        /// Title, in the style `box-title`.
        title: Vec<Inline>,
        /// Content.
        blocks: Vec<Block>,
    },
    /// A block quotation.
    Quote(Vec<Block>),
    /// The programme of meetings, in two columns that read in order.
    Programme(Programme),
    /// The contents.
    Contents(Contents),
    /// A page break inside a section.
    PageBreak,
    /// The cover.
    Cover(Cover),
    /// The masthead of a parliamentary document.
    Masthead(Masthead),
}

/// A heading.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Heading {
    /// 1 for a section, 2 below it, down to 4.
    pub level: u8,
    /// The text in mixed case, without note references: what contents and bookmarks show.
    pub content: Vec<Inline>,
    /// Notes whose marks stand at its end; indices into [`super::Document::notes`] by reference.
    pub notes: Vec<Inline>,
    /// Its number, such as (a).
    pub number: Option<NumberLabel>,
    /// Whether contents and bookmarks list it.
    pub outlined: bool,
}

/// A number decided before export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct NumberLabel {
    /// Name of the scheme in [`super::Document::numberings`].
    pub scheme: String,
    /// The count, from 1; 0 until numbers are assigned.
    pub ordinal: usize,
    /// As printed: `(a)`.
    pub label: String,
    /// Whether the count starts again here.
    pub restarts: bool,
}

/// A list.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct List {
    /// What stands before the items.
    pub marker: ListMarker,
    /// Items in order.
    pub items: Vec<ListItem>,
}

/// What stands before list items.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ListMarker {
    /// A bullet.
    Bullet,
    /// Numbers from `start`.
    Ordered {
        /// First number.
        start: usize,
    },
}

/// An item of a list: paragraphs and nested lists.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ListItem {
    /// What stands before it as printed: `2.`, `(b)`, `•`. Empty until numbers are assigned.
    pub label: String,
    /// Its blocks; the first is usually a paragraph.
    pub blocks: Vec<Block>,
}

/// Discussion questions of one section.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct QuestionList {
    /// Questions and group headings in order.
    pub items: Vec<QuestionItem>,
}

/// A question, or the heading of a group of questions.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum QuestionItem {
    /// A group heading, in the style `question-group`: a paragraph, not a heading.
    Group(Block),
    /// A question: number (from 1 in each section, running on across groups) and its paragraph.
    Question {
        /// Its number.
        number: usize,
        /// The number as printed: `3.`, `(c)`; empty until numbers are assigned.
        label: String,
        /// The paragraph, in the style `question`.
        block: Block,
    },
}

/// A figure: an image of the catalogue with its words.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Figure {
    /// Identity (a figure of a row has one of its own).
    pub id: BlockId,
    /// Key in [`super::Document::images`].
    pub image: String,
    /// Alternative text; none means decorative.
    pub alt: Option<String>,
    /// Caption; may be empty.
    pub caption: Vec<Inline>,
    /// Credit; may be empty for decorative images.
    pub credit: Vec<Inline>,
    /// How wide it is; none leaves it to the theme.
    pub width: Option<FigureWidth>,
    /// Where it stands on the page; none leaves it to the theme.
    pub placement: Option<FigurePlacement>,
    /// Where it was placed.
    #[serde(skip)]
    pub origin: Option<Span>,
}

/// Figures side by side, read one after the other.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct FigureRow {
    /// The figures, in order.
    pub figures: Vec<Figure>,
    /// The credit that all of them have, said once below the row; else empty, and each figure has
    /// its own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub credit: Vec<Inline>,
}

/// How wide a figure is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FigureWidth {
    /// A share of the text width, 0 < share <= 1.
    Share(f64),
    /// Beyond the text on both sides, as far as the theme lets wide figures reach.
    Wide,
}

/// Where a figure stands on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FigurePlacement {
    /// Between the paragraphs, where it was written.
    Text,
    /// At the top of the page that it falls on, or of the next one with room; the text goes on
    /// below it.
    Top,
}

/// A table.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Table {
    /// Alignment of each column.
    pub columns: Vec<ColumnAlignment>,
    /// Header rows; repeated on each page.
    pub header: Vec<TableRow>,
    /// Body rows.
    pub rows: Vec<TableRow>,
}

/// Alignment of a table column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ColumnAlignment {
    /// Where lines start.
    Start,
    /// Centred.
    Center,
    /// Where lines end.
    End,
}

/// A row of a table.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct TableRow {
    /// One cell per column.
    pub cells: Vec<TableCell>,
}

/// A cell of a table: one paragraph.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct TableCell {
    /// Its text.
    pub content: Vec<Inline>,
    /// Identity.
    pub id: BlockId,
}

/// The programme of meetings by day.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Programme {
    /// Two columns; each day stands whole in one of them.
    pub columns: Vec<Vec<ProgrammeDay>>,
}

/// A day of the programme.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ProgrammeDay {
    /// Identity.
    pub id: BlockId,
    /// "23 October", in the style `programme-day`.
    pub label: Vec<Inline>,
    /// Meetings of the day in order, each a paragraph in the style `programme-sitting`.
    pub sittings: Vec<ProgrammeSitting>,
}

/// A half-day meeting of the programme.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ProgrammeSitting {
    /// Identity.
    pub id: BlockId,
    /// "Morning: …", linked to the section where it can be.
    pub content: Vec<Inline>,
}

/// The contents.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Contents {
    /// Deepest heading level listed.
    pub depth: u8,
    /// Entries, filled in once the whole document is composed. Page numbers are layout's.
    pub entries: Vec<ContentsEntry>,
}

/// One line of the contents.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ContentsEntry {
    /// The heading.
    pub target: BlockId,
    /// Its level; the style is `contents-1` and so on.
    pub level: u8,
    /// Its text in mixed case, with the number label before it if it has one.
    pub content: Vec<Inline>,
}

/// A cover: artwork and mark behind and beside its lines.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Cover {
    /// Key of the artwork, decorative.
    pub artwork: Option<String>,
    /// Key of the neutral mark, decorative.
    pub mark: Option<String>,
    /// Lines above the artwork: issuing body.
    pub head: Vec<Block>,
    /// Series, title, designation.
    pub title: Vec<Block>,
    /// Issuer, symbol, date.
    pub foot: Vec<Block>,
}

/// The masthead of a parliamentary document (UN Editorial Manual, Documents, masthead): the
/// organization and the symbol in one line, below it the organ and what is said of the document.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Masthead {
    /// Key of the mark beside the organ's name, decorative.
    pub mark: Option<String>,
    /// The organization.
    pub organization: Vec<Block>,
    /// The document symbol.
    pub symbol: Vec<Block>,
    /// The principal organ.
    pub organ: Vec<Block>,
    /// Distribution, date, languages.
    pub details: Vec<Block>,
}

impl Masthead {
    /// The four groups of lines in reading order.
    #[must_use]
    pub fn parts(&self) -> [&Vec<Block>; 4] {
        [&self.organization, &self.symbol, &self.organ, &self.details]
    }
}
