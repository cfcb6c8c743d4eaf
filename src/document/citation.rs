//! Citations: which sources a note names, and where in them. What they read as is filled in by
//! the composer; no wording is decided here.

use serde::Serialize;

use super::inline::Inline;
use crate::diagnostic::Span;

/// Sources named at one place of a note, and the words that name them.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Citation {
    /// The sources in the order written.
    pub sources: Vec<CitedSource>,
    /// What stands in the note; filled in by the composer.
    pub content: Vec<Inline>,
}

/// One source that a note names.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct CitedSource {
    /// Key in the bibliography.
    pub key: String,
    /// Words before it: `see`, `see also`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub prefix: String,
    /// Places in the source, from the larger to the smaller: chapter 2, paragraph 5.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub locators: Vec<Locator>,
    /// Words after it, set as they stand.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub suffix: String,
    /// Whether the title is left out because it stands in the text.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub title_in_text: bool,
    /// How much of the reference is given; decided by the composer.
    pub form: CitationForm,
    /// Where the key was written.
    #[serde(skip)]
    pub origin: Option<Span>,
}

/// How much of a reference a note gives (UN Editorial Manual, Footnotes, V).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CitationForm {
    /// All of it.
    #[default]
    Full,
    /// Author or body, short title.
    Short,
    /// *Ibid.*: the single source of the note just before, at the same place.
    Ibid,
    /// *Ibid.* with another place in that source.
    IbidElsewhere,
}

/// A place in a source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Locator {
    /// What is counted.
    pub kind: LocatorKind,
    /// Numbers and ranges (`75–89`, with an en dash) in the order written; none for an annex or
    /// appendix that has no number.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub numbers: Vec<String>,
}

impl Locator {
    /// Whether more than one is meant.
    #[must_use]
    pub fn is_plural(&self) -> bool {
        self.numbers.len() > 1 || self.numbers.iter().any(|number| number.contains('–'))
    }
}

/// What a locator counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LocatorKind {
    /// Pages.
    Page,
    /// Numbered paragraphs.
    Paragraph,
    /// Chapters.
    Chapter,
    /// Sections.
    Section,
    /// Annexes.
    Annex,
    /// Appendices.
    Appendix,
    /// Articles of a treaty or rule.
    Article,
    /// Parts.
    Part,
    /// Volumes.
    Volume,
    /// Numbers of a series or issues of a periodical.
    Number,
    /// Booklets of a publication.
    Booklet,
    /// Figures.
    Figure,
    /// Tables.
    Table,
    /// Boxes.
    Box,
    /// Notes of the source itself.
    Note,
}
