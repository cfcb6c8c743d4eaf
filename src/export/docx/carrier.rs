//! How the body tells the finishing pass what docx-rs cannot say.
//!
//! docx-rs lets a caller choose the style id of a run, a paragraph and a table freely. The body
//! hangs a token on that id (`Emphasis|r12`), which names an entry of this side table; the pass
//! takes the entry, writes what it asks for and puts the plain id back. The table is typed and
//! checked: an unknown token, a token used twice and an entry that was never taken are errors, and
//! no token can reach the written file, because style ids themselves never contain the separator.

use super::numbering::NumberReference;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::BlockId;

/// Separates a style id from a token.
const SEPARATOR: char = '|';

/// What a run carries beside its style and its text.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct RunExtra {
    /// Language of the text where it is not the document's.
    pub language: Option<LanguageMark>,
    /// Whether the text is written from right to left.
    pub right_to_left: bool,
    /// Whether the text is in signs of a right-to-left script although it runs from left to right.
    pub complex: bool,
    /// Whether the text is upright although its style is in italics.
    pub upright: bool,
    /// Whether punctuation that Latin and Chinese share belongs to the Chinese text.
    pub east_asian_punctuation: bool,
    /// Something that is not text.
    pub content: Option<RunContent>,
}

/// A language on a run: which of the three attributes of `w:lang` it fills.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LanguageMark {
    /// BCP 47 tag with a region.
    pub tag: String,
    /// The script group it is spell-checked in.
    pub script: ScriptGroup,
}

/// Word keeps three languages per run, one for each group of scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ScriptGroup {
    /// Latin, Greek, Cyrillic and others.
    Western,
    /// Chinese, Japanese, Korean.
    EastAsian,
    /// Arabic, Hebrew and other scripts written from right to left.
    Complex,
}

/// What stands in a run in place of text.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum RunContent {
    /// The mark of a note in the text.
    NoteReference {
        /// `w:id` of the note.
        id: usize,
        /// The mark itself where Word does not count it.
        mark: Option<String>,
    },
    /// The mark of a note at its own beginning.
    NoteNumber,
    /// An image in the line; index into the placements.
    Inline(usize),
    /// An image behind the text of a page; index into the placements.
    Anchored(usize),
    /// The number of the page where a block stands.
    PageOf(BlockId),
    /// The number of pages without so many covers.
    PagesWithout(usize),
}

/// What a paragraph carries beside its style.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct ParagraphExtra {
    /// Its place in a list.
    pub number: Option<NumberReference>,
    /// The section that ends with this paragraph; index into the sections.
    pub section: Option<usize>,
    /// Space below it in twips, where it is not its style's.
    pub after: Option<i32>,
}

/// All properties of a table.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct TableExtra {
    /// Width in twips.
    pub width: i32,
    /// Distance from the margin where lines start, in twips.
    pub indent: i32,
    /// Whether columns run from right to left.
    pub right_to_left: bool,
    /// Rows from the top that repeat on each page.
    pub header_rows: usize,
    /// Whether the style's look of the first row is used.
    pub first_row: bool,
    /// Whether the style's bands are used.
    pub bands: bool,
    /// Padding at the sides of cells in twips, where it is not the style's.
    pub padding_side: Option<i32>,
}

/// The side table.
#[derive(Debug, Default)]
pub(super) struct Carriers {
    runs: Slots<RunExtra>,
    paragraphs: Slots<ParagraphExtra>,
    tables: Slots<TableExtra>,
}

impl Carriers {
    /// The style id to give to docx-rs so that the run carries `extra`.
    pub(super) fn on_run(&mut self, style: &str, extra: RunExtra) -> String {
        format!("{style}{SEPARATOR}r{}", self.runs.add(extra))
    }

    /// The style id to give to docx-rs so that the paragraph carries `extra`.
    pub(super) fn on_paragraph(&mut self, style: &str, extra: ParagraphExtra) -> String {
        format!("{style}{SEPARATOR}p{}", self.paragraphs.add(extra))
    }

    /// The style id to give to docx-rs so that the table carries `extra`.
    pub(super) fn on_table(&mut self, style: &str, extra: TableExtra) -> String {
        format!("{style}{SEPARATOR}t{}", self.tables.add(extra))
    }

    /// Lets a paragraph that was already made carry the end of a section as well.
    pub(super) fn end_section(
        &mut self,
        decorated: &str,
        section: usize,
    ) -> Result<String, Diagnostic> {
        let (style, token) = split(decorated);
        match token {
            None => {
                let extra = ParagraphExtra { section: Some(section), ..Default::default() };
                Ok(self.on_paragraph(style, extra))
            }
            Some(token) => {
                self.paragraphs.get_mut(token, 'p')?.section = Some(section);
                Ok(decorated.to_owned())
            }
        }
    }

    /// Gives a paragraph that was already made so much space below it.
    pub(super) fn space_after(&mut self, decorated: &str, twips: i32) -> String {
        let (style, token) = split(decorated);
        let known = token.and_then(|token| self.paragraphs.get_mut(token, 'p').ok());
        if let Some(extra) = known {
            extra.after = Some(twips);
            return decorated.to_owned();
        }
        self.on_paragraph(style, ParagraphExtra { after: Some(twips), ..Default::default() })
    }

    /// The plain style id of a run and what it carries.
    pub(super) fn take_run<'s>(
        &mut self,
        decorated: &'s str,
    ) -> Result<(&'s str, Option<RunExtra>), Diagnostic> {
        let (style, token) = split(decorated);
        Ok((style, token.map(|token| self.runs.take(token, 'r')).transpose()?))
    }

    /// The plain style id of a paragraph and what it carries.
    pub(super) fn take_paragraph<'s>(
        &mut self,
        decorated: &'s str,
    ) -> Result<(&'s str, Option<ParagraphExtra>), Diagnostic> {
        let (style, token) = split(decorated);
        Ok((style, token.map(|token| self.paragraphs.take(token, 'p')).transpose()?))
    }

    /// The plain style id of a table and what it carries.
    pub(super) fn take_table<'s>(
        &mut self,
        decorated: &'s str,
    ) -> Result<(&'s str, Option<TableExtra>), Diagnostic> {
        let (style, token) = split(decorated);
        Ok((style, token.map(|token| self.tables.take(token, 't')).transpose()?))
    }

    /// Checks that every entry was taken.
    pub(super) fn finish(&self) -> Result<(), Diagnostic> {
        let left = self.runs.left() + self.paragraphs.left() + self.tables.left();
        if left == 0 {
            return Ok(());
        }
        Err(fault(format!("{left} properties of the text did not reach the DOCX")))
    }
}

/// The anchor to give to a link of docx-rs that stands for text embedded in this direction.
pub(super) fn embedding(right_to_left: bool) -> String {
    format!("{SEPARATOR}{}", if right_to_left { "rtl" } else { "ltr" })
}

/// The direction that the anchor of such a link names; none if it is a link.
pub(super) fn embedded(anchor: &str) -> Option<&str> {
    anchor.strip_prefix(SEPARATOR)
}

/// The plain style id of one that may carry a token.
pub(super) fn plain(decorated: &str) -> &str {
    split(decorated).0
}

fn split(decorated: &str) -> (&str, Option<&str>) {
    match decorated.split_once(SEPARATOR) {
        Some((style, token)) => (style, Some(token)),
        None => (decorated, None),
    }
}

fn fault(message: String) -> Diagnostic {
    Diagnostic::new(Code::DocxExport, message)
}

/// Entries that are added once and taken once.
#[derive(Debug)]
struct Slots<T> {
    entries: Vec<Option<T>>,
    taken: usize,
}

impl<T> Default for Slots<T> {
    fn default() -> Self {
        Self { entries: Vec::new(), taken: 0 }
    }
}

impl<T> Slots<T> {
    fn add(&mut self, entry: T) -> usize {
        self.entries.push(Some(entry));
        self.entries.len() - 1
    }

    fn slot(&mut self, token: &str, kind: char) -> Result<&mut Option<T>, Diagnostic> {
        token
            .strip_prefix(kind)
            .and_then(|index| index.parse::<usize>().ok())
            .and_then(|index| self.entries.get_mut(index))
            .ok_or_else(|| fault(format!("a style carries the unknown token `{token}`")))
    }

    fn get_mut(&mut self, token: &str, kind: char) -> Result<&mut T, Diagnostic> {
        self.slot(token, kind)?
            .as_mut()
            .ok_or_else(|| fault(format!("the token `{token}` was used before")))
    }

    fn take(&mut self, token: &str, kind: char) -> Result<T, Diagnostic> {
        let entry = self
            .slot(token, kind)?
            .take()
            .ok_or_else(|| fault(format!("the token `{token}` stands twice")))?;
        self.taken += 1;
        Ok(entry)
    }

    fn left(&self) -> usize {
        self.entries.len() - self.taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_taken_once_and_not_forgotten() {
        let mut carriers = Carriers::default();
        let style = carriers.on_run("Strong", RunExtra::default());
        assert!(carriers.finish().is_err(), "an entry is left");
        assert_eq!(carriers.take_run(&style).unwrap().0, "Strong");
        assert!(carriers.finish().is_ok());
        assert!(carriers.take_run(&style).is_err(), "taken twice");
        assert!(carriers.take_paragraph(&style).is_err(), "a run's token on a paragraph");
        assert!(carriers.take_run("Strong|r7").is_err(), "unknown token");
        assert_eq!(carriers.take_run("Strong").unwrap(), ("Strong", None));
    }
}
