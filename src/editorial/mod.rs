//! Editorial checks that need the whole document: what an editor of the United Nations would mark
//! in a manuscript, one file for each check.
//!
//! A check reads the composed document and the bibliography and says what to write instead; it
//! changes nothing. Only what an editor wrote is looked at: fixed words of a template and
//! references that the note style writes are right by construction. How strictly a check is taken
//! is decided in guide.yaml. docs/checks.md has the rule and the source behind each.
//! Nothing here knows templates, themes or output formats.

mod address;
mod handwritten_ibid;
mod list_end;
mod note_order;
mod paragraph;
mod passage;
mod percent;
mod place;
mod plain_citation;
mod publication;
mod question;
mod similarity;
mod spelling;
mod subheading;
pub mod symbol;
mod typed_mark;
mod typewriter;
mod words;

use passage::Passage;
use rayon::prelude::*;

use crate::citation::Bibliography;
use crate::diagnostic::{Code, Diagnostics, Level};
use crate::document::{Document, Language};
use crate::source::Source;
use crate::source::section::Section;
use crate::source::text::Text;

/// What is checked.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The composed document.
    pub document: &'a Document,
    /// The sources that it can cite.
    pub bibliography: &'a Bibliography,
    /// Its sections as they were written.
    pub sections: &'a [Section],
    /// Its own symbol.
    pub symbol: Option<&'a Text>,
}

impl<'a> Subject<'a> {
    /// A document and what it was composed from.
    #[must_use]
    pub fn new(document: &'a Document, source: &'a Source) -> Self {
        Self {
            document,
            bibliography: &source.bibliography,
            sections: &source.sections,
            symbol: source.guide.identity.symbol.as_ref(),
        }
    }
}

/// The subject, and every passage of it that an editor wrote.
struct Reading<'a> {
    subject: Subject<'a>,
    passages: Vec<Passage<'a>>,
    language: Language,
}

/// From which ratio on two questions are nearly the same: one word in ten differs.
const WRITTEN_ALIKE: f64 = 0.9;

type Check = fn(&Reading<'_>, &mut Diagnostics);

/// Every check with the code of what it finds.
const CHECKS: [(Code, Check); 15] = [
    (Code::HandwrittenIbid, handwritten_ibid::check),
    (Code::PlainCitation, plain_citation::check),
    (Code::TypedNoteMark, typed_mark::check),
    (Code::NoteOrder, note_order::check),
    (Code::AddressForms, address::check),
    (Code::Symbol, symbol::check),
    (Code::PublicationImprint, publication::check),
    (Code::DuplicateQuestion, question::check_duplicates),
    (Code::SimilarQuestion, question::check_similar),
    (Code::DuplicateParagraph, paragraph::check),
    (Code::PercentSign, percent::check),
    (Code::MixedSpelling, spelling::check),
    (Code::ListSemicolon, list_end::check),
    (Code::SingleSubheading, subheading::check),
    (Code::TypewriterSigns, typewriter::check),
];

/// Runs every check that is not off.
pub fn check(subject: &Subject<'_>, diagnostics: &mut Diagnostics) {
    let wanted: Vec<Check> = CHECKS
        .iter()
        .filter(|(code, _)| diagnostics.level(*code) != Level::Off)
        .map(|(_, check)| *check)
        .collect();
    let reading = Reading {
        subject: *subject,
        passages: passage::passages(subject.document),
        language: subject.document.metadata.language,
    };
    // The checks read the same passages side by side; what they find is collected in their order.
    let found: Vec<Diagnostics> = wanted
        .par_iter()
        .map(|check| {
            let mut own = Diagnostics::new();
            check(&reading, &mut own);
            own
        })
        .collect();
    for own in found {
        diagnostics.absorb(own);
    }
}
