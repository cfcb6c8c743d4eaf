//! What a reader finds in a document: a flat list of things in reading order.
//!
//! The readers of PDF and DOCX and the walk over the tree all yield this one type, so that
//! comparing needs to know no file format. Nothing here reads or compares.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use crate::diagnostic::Span;

/// Stands in a [`Text`] where a new line begins.
pub const LINE_CHANGE: char = '\u{2028}';

/// Everything that was read, in reading order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// What is said about the document as a whole.
    pub facts: Facts,
    /// Headings, paragraphs, items, figures and so on in reading order.
    pub items: Vec<Item>,
    /// Notes in the order of their first marks.
    pub notes: Vec<NoteText>,
    /// Bookmarks, in formats that have them.
    pub bookmarks: Option<Vec<Bookmark>>,
    /// Whether every change of line is recorded, also those that only the layout made.
    pub lines: Lines,
    /// What is wrong with the pages themselves, in formats that have pages.
    pub faults: Vec<Fault>,
    /// What the file has that plenary never writes, in words: scripts, other files, bytes behind its
    /// end.
    pub foreign: Vec<String>,
}

/// Something that cannot be read where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub kind: FaultKind,
    /// Number of the page from 1.
    pub page: usize,
    /// What was found, with the page.
    pub message: String,
    /// What it belongs to.
    pub place: Option<FaultPlace>,
}

/// What can be wrong with a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    /// A text or a figure is not on the sheet, or a text is cut off or not painted.
    OffSheet,
    /// Two texts, or a text and a figure, are printed over each other.
    Over,
    /// A note stands on another page than its mark.
    NotePage,
    /// A text stands where another part of the page belongs.
    Outside,
}

/// A part of a reading, by its index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultPlace {
    /// An item.
    Item(usize),
    /// A note.
    Note(usize),
}

impl Reading {
    /// Turns links to named places into links to items, where the places are known.
    pub(super) fn resolve_links(&mut self, places: &BTreeMap<String, usize>) {
        let resolve = |text: &mut Text| {
            for link in &mut text.links {
                if let Target::Nowhere(name) = &link.target
                    && let Some(index) = places.get(name)
                {
                    link.target = Target::Item(*index);
                }
            }
        };
        for item in &mut self.items {
            resolve(&mut item.text);
            if let ItemKind::TableRow { cells, .. } = &mut item.kind {
                cells.iter_mut().for_each(resolve);
            }
        }
        self.notes.iter_mut().for_each(|note| resolve(&mut note.text));
    }
}

/// Which changes of line a [`LINE_CHANGE`] stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lines {
    /// Only breaks that the author asked for.
    #[default]
    Asked,
    /// Every line of a page.
    AsSet,
}

/// Facts about the document as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Title in the document's properties.
    pub title: Option<String>,
    /// Language tag of the document.
    pub language: Option<String>,
    /// Printed labels of the pages in order; empty where pages are not known.
    pub page_labels: Vec<String>,
    /// Standards that the file says it conforms to, in order: `PDF/A-2a`. Not known of the tree.
    pub standards: Vec<String>,
    /// When the file says it was made: the fourteen digits of year to second, UTC. Not known of
    /// the tree.
    pub created: Option<String>,
}

/// The digits of a date as PDF (ISO 32000-1, 7.9.4) or W3CDTF writes it.
pub(super) fn date_digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).take(14).collect()
}

/// One thing in reading order.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// What it is.
    pub kind: ItemKind,
    /// Its text: of a figure the alternative text, of a table row empty (see the cells).
    pub text: Text,
    /// Where it stands.
    pub place: Place,
    /// How it is set in.
    pub setting: Setting,
}

/// How an item is set in, as far as it is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Setting {
    /// How many quotations it lies in. A DOCX tells only whether it lies in one.
    pub quotations: Option<usize>,
    /// How many lists a paragraph under an item lies in. Known of the tree.
    pub lists: usize,
    /// Whether a list stands between it and the innermost quotation. Known of the tree.
    pub listed: bool,
    /// How far it stands in from where lines start and end, in twentieths of a point. Known of a
    /// DOCX.
    pub indents: Option<[i32; 2]>,
}

impl Item {
    /// An item of which only kind and text are known.
    #[must_use]
    pub fn new(kind: ItemKind, text: Text) -> Self {
        Self { kind, text, place: Place::default(), setting: Setting::default() }
    }
}

/// The kinds of thing that all readers can tell apart.
#[derive(Clone, Debug, PartialEq)]
pub enum ItemKind {
    /// A heading.
    Heading {
        /// Its level, from 1.
        level: usize,
        /// The text that contents and bookmarks show, where the file keeps one of its own.
        title: Option<String>,
    },
    /// A paragraph, whether in the text, on the cover, in a box or under the first of a list item.
    Paragraph,
    /// A paragraph counted by a numbering scheme. Only the tree knows it from a list item.
    NumberedParagraph {
        /// What stands before it.
        label: String,
    },
    /// The first paragraph of a list item or a question.
    ListItem {
        /// What stands before it.
        label: String,
        /// How deep its list lies, from 1.
        depth: usize,
    },
    /// An image that is not decorative.
    Figure,
    /// A caption or a credit.
    Caption {
        /// Whether it belongs to a figure. The words below a decorative image belong to nothing
        /// that is read out.
        of_figure: bool,
    },
    /// A row of a table.
    TableRow {
        /// Whether it is a header row.
        header: bool,
        /// Texts of its cells.
        cells: Vec<Text>,
    },
    /// A line of the contents.
    ContentsEntry {
        /// Level of the heading, from 1.
        level: usize,
        /// Page as printed; none in the tree, which has no pages.
        page: Option<String>,
    },
}

impl ItemKind {
    /// What it is called in messages.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Heading { .. } => "heading",
            Self::Paragraph => "paragraph",
            Self::NumberedParagraph { .. } => "numbered paragraph",
            Self::ListItem { .. } => "list item",
            Self::Figure => "figure",
            Self::Caption { .. } => "caption",
            Self::TableRow { .. } => "table row",
            Self::ContentsEntry { .. } => "contents entry",
        }
    }
}

/// Where an item stands: in the tree, or on the pages.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Place {
    /// Number of the page from 1, counted as sheets.
    pub page: Option<usize>,
    /// Path of the block in the tree.
    pub path: Option<String>,
    /// A closer name than the kind's: "question", "box title".
    pub role: Option<&'static str>,
    /// Where the editor wrote it.
    pub origin: Option<Span>,
}

/// Text with the note marks and links in it. Offsets are bytes of `plain`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// The characters; [`LINE_CHANGE`] where a line ends. Note marks are not part of it.
    pub plain: String,
    /// Note marks in order.
    pub marks: Vec<Mark>,
    /// Links in order; links inside links do not occur.
    pub links: Vec<Link>,
    /// How parts of it are set apart, in any order.
    pub looks: Vec<Look>,
    /// Where the order of `plain` was concluded from a page with right-to-left text: what its
    /// lines show from left to right.
    pub shown: Vec<Vec<Sign>>,
}

impl Text {
    /// Text without marks and links.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { plain: text.into(), ..Self::default() }
    }

    /// Puts a note mark at the end.
    pub fn push_mark(&mut self, mark: impl Into<String>, note: Option<usize>) {
        let at = self.plain.len();
        self.marks.push(Mark { at, mark: mark.into(), note, raised: None });
    }

    /// Turns the text from `start` to the end into a link.
    pub fn close_link(&mut self, start: usize, target: Target) {
        self.links.push(Link { range: start..self.plain.len(), target });
    }

    /// Sets the text from `start` to the end apart.
    pub fn close_look(&mut self, start: usize, manner: Manner) {
        if start < self.plain.len() {
            self.looks.push(Look { range: start..self.plain.len(), manner });
        }
    }

    /// Puts another text at the end.
    pub fn append(&mut self, other: Self) {
        let shift = self.plain.len();
        let moved = |range: Range<usize>| range.start + shift..range.end + shift;
        self.plain.push_str(&other.plain);
        self.marks.extend(other.marks.into_iter().map(|mark| Mark { at: mark.at + shift, ..mark }));
        self.links
            .extend(other.links.into_iter().map(|link| Link { range: moved(link.range), ..link }));
        self.looks
            .extend(other.looks.into_iter().map(|look| Look { range: moved(look.range), ..look }));
    }

    /// Whether nothing can be seen of it.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.marks.is_empty() && self.plain.chars().all(char::is_whitespace)
    }
}

/// The mark of a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Where it stands in the text.
    pub at: usize,
    /// As printed.
    pub mark: String,
    /// The note it belongs to, as an index into [`Reading::notes`].
    pub note: Option<usize>,
    /// Whether it is raised, where that is known.
    pub raised: Option<bool>,
}

/// A link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The text that carries it.
    pub range: Range<usize>,
    /// Where it leads.
    pub target: Target,
}

/// A part of a text that is set apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// The part.
    pub range: Range<usize>,
    /// How it is set apart.
    pub manner: Manner,
}

/// How a part of a text is set apart from the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Manner {
    /// Strong emphasis.
    Strong,
    /// Emphasis.
    Emphasis,
    /// A symbol or code that is set as it stands.
    Code,
    /// Raised above the line.
    Raised,
    /// Lowered below the line.
    Lowered,
    /// A language other than the document's, as a BCP 47 tag.
    Language(String),
}

/// A sign in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sign {
    /// The character, as it is read (a bracket that opens is one, on whichever side it stands).
    pub character: char,
    /// Which sign of the text it is.
    pub place: SignPlace,
}

/// Which sign of a text a sign in a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignPlace {
    /// Of the text itself, by the byte where it stands.
    Text(usize),
    /// Of the mark with this index.
    Mark(usize),
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// To an address outside.
    Address(String),
    /// To an item of the same reading, by index.
    Item(usize),
    /// To a place that holds nothing; the place as the file names it.
    Nowhere(String),
}

/// A note.
#[derive(Clone, Debug, PartialEq)]
pub struct NoteText {
    /// Its mark as printed.
    pub mark: String,
    /// Its text without the mark.
    pub text: Text,
    /// Where it stands.
    pub place: Place,
}

/// A bookmark of a PDF.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bookmark {
    /// Its level, from 1.
    pub level: usize,
    /// Its text.
    pub title: String,
}

/// Why a file cannot be read back.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// The bytes are not a file of this format.
    #[error("it is not a {format} file: {reason}")]
    Format {
        /// PDF or DOCX.
        format: &'static str,
        /// What the parser said.
        reason: String,
    },
    /// A part that must be there is missing.
    #[error("it has no {0}")]
    Missing(&'static str),
    /// A bound that keeps a hostile file from filling the memory was reached.
    #[error("its {part} is larger than plenary reads ({limit})")]
    TooLarge {
        /// What is too large.
        part: String,
        /// The bound in words.
        limit: &'static str,
    },
    /// Elements stand in elements deeper than plenary follows.
    #[error("its {0} is nested more than 200 levels deep")]
    TooDeep(&'static str),
}

/// How deep elements may lie inside each other.
pub(super) const MAX_DEPTH: usize = 200;

impl fmt::Display for Reading {
    /// One line for each item and note, for people and for tests.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for item in &self.items {
            writeln!(f, "{item}")?;
        }
        for note in &self.notes {
            writeln!(f, "note {}: {}", note.mark, note.text)?;
        }
        Ok(())
    }
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ItemKind::Heading { level, title } => {
                write!(f, "heading {level}: {}", self.text)?;
                title.as_ref().map_or(Ok(()), |title| write!(f, " ({title})"))
            }
            ItemKind::NumberedParagraph { label } => {
                write!(f, "numbered paragraph {label}: {}", self.text)
            }
            ItemKind::ListItem { label, depth } => {
                write!(f, "list item {depth} {label}: {}", self.text)
            }
            ItemKind::TableRow { header, cells } => {
                f.write_str(if *header { "table header" } else { "table row" })?;
                cells.iter().try_for_each(|cell| write!(f, " | {cell}"))
            }
            ItemKind::ContentsEntry { level, page } => {
                write!(f, "contents {level}: {}", self.text)?;
                page.as_ref().map_or(Ok(()), |page| write!(f, " … {page}"))
            }
            ItemKind::Paragraph | ItemKind::Figure | ItemKind::Caption { .. } => {
                write!(f, "{}: {}", self.kind.name(), self.text)
            }
        }
    }
}

impl fmt::Display for Text {
    /// The text with marks as `[^1]` and links as `[text](target)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut inserts: Vec<(usize, u8, String)> = Vec::new();
        for mark in &self.marks {
            inserts.push((mark.at, 1, format!("[^{}]", mark.mark)));
        }
        for link in &self.links {
            inserts.push((link.range.start, 2, "[".to_owned()));
            inserts.push((link.range.end, 0, format!("]({})", link.target)));
        }
        inserts.sort_by_key(|(at, rank, _)| (*at, *rank));
        let mut from = 0;
        for (at, _, insert) in inserts {
            f.write_str(self.plain.get(from..at).unwrap_or_default())?;
            f.write_str(&insert)?;
            from = at;
        }
        f.write_str(self.plain.get(from..).unwrap_or_default())
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(address) => f.write_str(address),
            Self::Item(index) => write!(f, "item {index}"),
            Self::Nowhere(name) => write!(f, "nowhere: {name}"),
        }
    }
}
