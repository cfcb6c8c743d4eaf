//! The one tree that every exporter reads: a closed, typed model of a composed document.
//!
//! The model speaks of roles and named styles ("section-heading", "caption"), never of fonts,
//! points or file formats, and knows no other module but [`crate::diagnostic`], whose spans it
//! carries so that a problem found while exporting can still be shown in the editor's YAML.

pub mod address;
mod block;
mod citation;
mod inline;
pub mod number;
mod plain_text;
pub mod visit;

use indexmap::IndexMap;
use serde::Serialize;

pub use block::{
    Block, BlockId, BlockKind, ColumnAlignment, Contents, ContentsEntry, Cover, Figure,
    FigurePlacement, FigureRow, FigureWidth, Heading, List, ListItem, ListMarker, Masthead,
    NumberLabel, Programme, ProgrammeDay, ProgrammeSitting, QuestionItem, QuestionList, Table,
    TableCell, TableRow,
};
pub use citation::{Citation, CitationForm, CitedSource, Locator, LocatorKind};
pub use inline::{Inline, InlineKind, MARK_SEPARATOR, follows_mark, take_marks};
pub use plain_text::{document_text, inline_text, normalize_space};

use crate::diagnostic::Span;

/// A composed document: what it says, in reading order, and everything it refers to.
///
/// ```
/// use plenary::document::{Block, BlockId, BlockKind, Document, Inline, Metadata, Orientation, Section, PageRole};
///
/// let mut document = Document::new(Metadata { title: "A note".into(), ..Metadata::default() });
/// document.sections.push(Section {
///     id: "body".into(),
///     role: PageRole::Body,
///     orientation: Orientation::Portrait,
///     running_title: Vec::new(),
///     blocks: vec![Block::new(
///         BlockId::new("body", "text/1"),
///         "body",
///         BlockKind::Paragraph(vec![Inline::text("One sentence.")]),
///     )],
/// });
/// assert_eq!(plenary::document::document_text(&document), "One sentence.\n");
/// ```
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Document {
    /// Title, language, identity, dates.
    pub metadata: Metadata,
    /// The parts of the document in reading order; each starts on a new page.
    pub sections: Vec<Section>,
    /// Notes in the order of their first reference; [`InlineKind::NoteReference`] points here.
    pub notes: Vec<Note>,
    /// Images by catalogue key; figures and the cover point here.
    pub images: IndexMap<String, Image>,
    /// How numbered headings and paragraphs count, by the name that styles and blocks use.
    pub numberings: IndexMap<String, NumberingScheme>,
}

impl Document {
    /// An empty document.
    #[must_use]
    pub fn new(metadata: Metadata) -> Self {
        Self {
            metadata,
            sections: Vec::new(),
            notes: Vec::new(),
            images: IndexMap::new(),
            numberings: IndexMap::new(),
        }
    }
}

/// The six official languages of the United Nations, in which a document can be written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Arabic.
    Ar,
    /// Chinese.
    Zh,
    /// English.
    #[default]
    En,
    /// French.
    Fr,
    /// Russian.
    Ru,
    /// Spanish.
    Es,
}

impl Language {
    /// All six, in the alphabetical order of their English names (the order of UN documents).
    pub const ALL: [Self; 6] = [Self::Ar, Self::Zh, Self::En, Self::Fr, Self::Ru, Self::Es];

    /// The ISO 639-1 code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Ar => "ar",
            Self::Zh => "zh",
            Self::En => "en",
            Self::Fr => "fr",
            Self::Ru => "ru",
            Self::Es => "es",
        }
    }

    /// The language with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }

    /// The region whose spelling and hyphenation the United Nations follows (BCP 47 region).
    #[must_use]
    pub fn region(self) -> &'static str {
        match self {
            Self::Ar => "EG",
            Self::Zh => "CN",
            Self::En => "GB",
            Self::Fr => "FR",
            Self::Ru => "RU",
            Self::Es => "ES",
        }
    }

    /// The full BCP 47 tag, such as `en-GB`.
    #[must_use]
    pub fn tag(self) -> String {
        format!("{}-{}", self.code(), self.region())
    }

    /// Whether text runs from right to left.
    #[must_use]
    pub fn is_right_to_left(self) -> bool {
        self == Self::Ar
    }
}

/// What is known about the document as a whole.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Metadata {
    /// Names the outputs and identifies the work: `cnd-thematic-discussions-2023`.
    pub id: String,
    /// Plain title.
    pub title: String,
    /// What the document is: series and designation, plain text.
    pub subject: String,
    /// Who issues it.
    pub authors: Vec<String>,
    /// Search words.
    pub keywords: Vec<String>,
    /// Language of the text.
    pub language: Language,
    /// UN document symbol, if it has one: `E/CN.7/2023/CRP.9`.
    pub symbol: Option<String>,
    /// Date of the document as ISO 8601 (`2023-09-15`), if it has one.
    pub date: Option<String>,
    /// Session of the body, if stated.
    pub session: Option<String>,
    /// Version label, if stated.
    pub version: Option<String>,
    /// The figures that numbers are written with.
    pub digits: Digits,
    /// Text at the head of pages, the same on all of them. Empty for none.
    pub header: Vec<Inline>,
    /// Footer: pattern for page numbers with `{page}` and `{pages}`; none prints no number.
    pub page_number: Option<String>,
}

/// How the pages of a section are treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PageRole {
    /// Full-bleed first page: no header, no footer, no page number.
    Cover,
    /// The first pages of a parliamentary document: no header on the first one, whose masthead
    /// says what headers say.
    Masthead,
    /// Contents and the like: numbered with the rest.
    FrontMatter,
    /// The text.
    Body,
    /// Annexes.
    Annex,
}

/// How sheets lie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Orientation {
    /// Upright, as the theme's page is.
    #[default]
    Portrait,
    /// The theme's page turned by a quarter.
    Landscape,
}

/// A part of the document that starts on a new page.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Section {
    /// Unique in the document: the source section's id, or the template's name for it (`cover`).
    pub id: String,
    /// How its pages are treated.
    pub role: PageRole,
    /// How its sheets lie.
    pub orientation: Orientation,
    /// Short title for running headers; may be empty.
    pub running_title: Vec<Inline>,
    /// Content in reading order.
    pub blocks: Vec<Block>,
}

/// Which marks a note carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoteSeries {
    /// Arabic numbers through the whole document (UN Editorial Manual, Footnotes, IX).
    Numbered,
    /// Lower-case letters, from a again in each box and annex (ibid.).
    Lettered,
    /// Asterisks, one more for each: for notes to a masthead (ibid.).
    Asterisks,
}

/// A note, stored once and referenced where its mark stands.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Note {
    /// Id within its section, as the editor wrote it.
    pub id: String,
    /// Section it belongs to.
    pub section: String,
    /// Number or letter.
    pub series: NoteSeries,
    /// The mark as printed, decided before export: `12`, `a`.
    pub mark: String,
    /// The text.
    pub content: Vec<Inline>,
    /// The sources that it cites, in order; empty for a note that cites none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub citations: Vec<CitedSource>,
    /// Named style of the text.
    pub style: String,
    /// Where it was written.
    #[serde(skip)]
    pub origin: Option<Span>,
}

/// An image of the catalogue: bytes, and what they are.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Image {
    /// Path as written in the catalogue, relative to the sources, with forward slashes.
    pub path: String,
    /// Format of the bytes, found from the bytes.
    pub format: ImageFormat,
    /// Pixel size of rasters; width and height in px at 96 dpi of SVG.
    pub width: f64,
    /// See `width`.
    pub height: f64,
    /// The original bytes.
    #[serde(skip)]
    pub bytes: std::sync::Arc<[u8]>,
    /// Where the catalogue names it.
    #[serde(skip)]
    pub origin: Option<Span>,
}

/// The image formats that both exporters can carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ImageFormat {
    /// Scalable Vector Graphics.
    Svg,
    /// Portable Network Graphics.
    Png,
    /// JPEG.
    Jpeg,
}

/// How one kind of number counts and looks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct NumberingScheme {
    /// The figures used.
    pub format: NumberFormat,
    /// The number with its punctuation: `({n})`, `{n}.`, `{n})`.
    pub pattern: String,
    /// Where it starts again from one.
    pub restart: NumberRestart,
}

/// The figures that numbers are written with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Digits {
    /// 0 to 9.
    #[default]
    European,
    /// ٠ to ٩ (U+0660 to U+0669).
    ArabicIndic,
}

/// Figures of a number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NumberFormat {
    /// 1, 2, 3
    #[default]
    Decimal,
    /// ١, ٢, ٣
    ArabicIndic,
    /// a, b, c
    LowerLetter,
    /// A, B, C
    UpperLetter,
    /// i, ii, iii
    LowerRoman,
    /// I, II, III
    UpperRoman,
    /// Letters of another alphabet, in order (Arabic abjad letters).
    Letters(Vec<String>),
}

/// Where a number starts again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NumberRestart {
    /// Runs through the document.
    Never,
    /// At each section.
    Section,
    /// At each heading of a higher level, and at each section.
    Heading,
}
