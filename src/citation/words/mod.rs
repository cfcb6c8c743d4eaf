//! The fixed words of references in the six languages, with the grammar that each needs.
//!
//! They belong to the note style and not to a template: a template decides which devices are
//! used, not how the United Nations abbreviates "page". As fields of one type, they are complete
//! by construction. `{n}` stands for a number, other names in braces for what they say.

mod ar;
mod en;
mod es;
mod fr;
mod ru;
mod zh;

use crate::document::{Language, Locator, LocatorKind};

/// The words and signs of one language.
pub(super) struct Words {
    /// *Ibid.* at the start of a note.
    pub(super) ibid: &'static str,
    /// *Ibid.* after other words.
    pub(super) ibid_inside: &'static str,
    /// Between the parts of a reference.
    pub(super) separator: &'static str,
    /// Between the sources of a note.
    pub(super) sources: &'static str,
    /// At the end of a note.
    pub(super) stop: &'static str,
    /// Between sentences, after the stop.
    pub(super) gap: &'static str,
    /// Between the ends of a range.
    pub(super) range: &'static str,
    /// Between numbers of a list.
    pub(super) list: &'static str,
    /// Before the last number of a list.
    pub(super) last: &'static str,
    /// Before the last of several names.
    pub(super) and: &'static str,
    /// After the first of many names.
    pub(super) others: &'static str,
    /// Quotation marks, with the spaces that belong inside them.
    pub(super) quotes: (&'static str, &'static str),
    /// Quotation marks inside of quotation marks.
    pub(super) inner_quotes: (&'static str, &'static str),
    /// Words at the start of a title that a list does not sort by, in lower case.
    pub(super) articles: &'static [&'static str],
    /// Parentheses, with the space that belongs before them.
    pub(super) parentheses: (&'static str, &'static str),
    /// Marks round a title where italics are not used.
    pub(super) titles: Option<(&'static str, &'static str)>,
    /// The name of the organization, for its treaty series.
    pub(super) united_nations: &'static str,
    /// What a publication of it is called.
    pub(super) publication: &'static str,
    /// A sales number.
    pub(super) sales: &'static str,
    /// The number of a treaty in its series.
    pub(super) registered: &'static str,
    /// A year in an imprint.
    pub(super) year: &'static str,
    /// A resolution.
    pub(super) resolution: &'static str,
    /// A decision.
    pub(super) decision: &'static str,
    /// One editor after the name.
    pub(super) editor: &'static str,
    /// Several editors after the names.
    pub(super) editors: &'static str,
    /// Before the title of a collection.
    pub(super) within: &'static str,
    /// Where it can be found, as a sentence.
    pub(super) available: &'static str,
    /// Where it can be found, inside a sentence.
    pub(super) available_inside: &'static str,
    /// When it was looked at.
    pub(super) accessed: &'static str,
    /// A numbered edition.
    pub(super) edition: fn(u32) -> String,
    /// What "of" and an article become: `de le` is `du`.
    pub(super) contractions: &'static [(&'static str, &'static str)],
    /// Places in sources.
    pub(super) places: Places,
}

/// How one place and several are named.
pub(super) struct Form(pub(super) &'static str, pub(super) &'static str);

/// The names of places.
pub(super) struct Places {
    pub(super) page: Form,
    pub(super) paragraph: Form,
    pub(super) chapter: Form,
    pub(super) section: Form,
    pub(super) annex: Form,
    pub(super) appendix: Form,
    pub(super) article: Form,
    pub(super) part: Form,
    pub(super) volume: Form,
    pub(super) number: Form,
    pub(super) booklet: Form,
    pub(super) figure: Form,
    pub(super) table: Form,
    pub(super) boxed: Form,
    pub(super) note: Form,
}

impl Words {
    /// The words of a language.
    pub(super) fn of(language: Language) -> &'static Self {
        match language {
            Language::Ar => &ar::WORDS,
            Language::Zh => &zh::WORDS,
            Language::En => &en::WORDS,
            Language::Fr => &fr::WORDS,
            Language::Ru => &ru::WORDS,
            Language::Es => &es::WORDS,
        }
    }

    /// A place in words: `pp. 75–89`, `annex`.
    pub(super) fn place(&self, locator: &Locator) -> String {
        let form = match locator.kind {
            LocatorKind::Page => &self.places.page,
            LocatorKind::Paragraph => &self.places.paragraph,
            LocatorKind::Chapter => &self.places.chapter,
            LocatorKind::Section => &self.places.section,
            LocatorKind::Annex => &self.places.annex,
            LocatorKind::Appendix => &self.places.appendix,
            LocatorKind::Article => &self.places.article,
            LocatorKind::Part => &self.places.part,
            LocatorKind::Volume => &self.places.volume,
            LocatorKind::Number => &self.places.number,
            LocatorKind::Booklet => &self.places.booklet,
            LocatorKind::Figure => &self.places.figure,
            LocatorKind::Table => &self.places.table,
            LocatorKind::Box => &self.places.boxed,
            LocatorKind::Note => &self.places.note,
        };
        let pattern = if locator.is_plural() { form.1 } else { form.0 };
        let numbers: Vec<String> =
            locator.numbers.iter().map(|number| number.replace('–', self.range)).collect();
        let filled = pattern.replace("{n}", &self.enumerate(&numbers));
        filled.trim_matches([' ', '\u{A0}']).to_owned()
    }

    /// `1, 2 and 3`.
    pub(super) fn enumerate(&self, items: &[String]) -> String {
        joined(items, self.list, self.last)
    }

    /// Names of persons or bodies: `A, B and C`.
    pub(super) fn names(&self, names: &[String]) -> String {
        joined(names, self.list, self.and)
    }

    /// Joins what grammar joins: `de le Conseil` is `du Conseil`.
    pub(super) fn contract(&self, text: &str) -> String {
        self.contractions
            .iter()
            .fold(text.to_owned(), |text, (parts, whole)| text.replace(parts, whole))
    }
}

fn joined(items: &[String], separator: &str, last: &str) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., end] => format!("{}{last}{end}", first.join(separator)),
    }
}
