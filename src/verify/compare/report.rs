//! Differences as diagnostics: the first of each kind, and how many more there are.

use indexmap::IndexMap;

use super::super::reading::{Item, ItemKind, NoteText, Place};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};

/// How many differences of one kind are told one by one.
const MAX_PER_KIND: usize = 10;

/// How many characters of a text are shown.
const SHOWN: usize = 60;

/// The differences found so far.
pub(super) struct Report {
    /// What the output is called: PDF or DOCX.
    pub(super) format: &'static str,
    kinds: IndexMap<&'static str, Vec<Diagnostic>>,
}

impl Report {
    pub(super) fn new(format: &'static str) -> Self {
        Self { format, kinds: IndexMap::new() }
    }

    /// Takes a difference of a kind.
    pub(super) fn add(
        &mut self,
        kind: &'static str,
        origin: Option<Span>,
        message: impl AsRef<str>,
    ) {
        let message = format!("{}: {}", self.format, message.as_ref());
        let diagnostic = Diagnostic::new(Code::OutputDiffers, message).at(origin);
        self.kinds.entry(kind).or_default().push(diagnostic);
    }

    /// The differences in the order in which their kinds were first met.
    pub(super) fn finish(self) -> Diagnostics {
        let mut diagnostics = Diagnostics::new();
        for (kind, differences) in self.kinds {
            let more = differences.len().saturating_sub(MAX_PER_KIND);
            diagnostics.extend(differences.into_iter().take(MAX_PER_KIND));
            if more > 0 {
                let kinds = if kind.ends_with('y') {
                    format!("{}ies", kind.trim_end_matches('y'))
                } else {
                    format!("{kind}s")
                };
                let message = format!("{}: and {more} more differences in {kinds}", self.format);
                diagnostics.push(Diagnostic::new(Code::OutputDiffers, message));
            }
        }
        diagnostics
    }
}

/// What an expected item is called: "question 3 (markets/questions/3)".
pub(super) fn expected_name(item: &Item) -> String {
    let name = item.place.role.unwrap_or(item.kind.name());
    let number = match (&item.kind, item.place.role) {
        (ItemKind::ListItem { label, .. }, Some(_))
        | (ItemKind::NumberedParagraph { label }, _) => {
            format!(" {}", label.trim_end_matches('.'))
        }
        _ => String::new(),
    };
    format!("{name}{number}{}", path(&item.place))
}

/// Where something expected stands in the document: " (markets/background/3)".
pub(super) fn path(place: &Place) -> String {
    place.path.as_ref().map(|path| format!(" ({path})")).unwrap_or_default()
}

/// Where something found stands: " on page 5".
pub(super) fn page(place: &Place) -> String {
    place.page.map(|page| format!(" on page {page}")).unwrap_or_default()
}

/// What an expected note is called.
pub(super) fn note_name(note: &NoteText) -> String {
    format!("note {}{}", note.mark, path(&note.place))
}

/// The beginning of a text in quotation marks.
pub(super) fn quote(text: &str) -> String {
    let shown: String = text.chars().take(SHOWN).map(plain_space).collect();
    let rest = if text.chars().nth(SHOWN).is_some() { "…" } else { "" };
    format!("“{shown}{rest}”")
}

/// The end of a text in quotation marks.
pub(super) fn quote_end(text: &str) -> String {
    let start = word_start(text, text.chars().count().saturating_sub(SHOWN / 2));
    let shown: String = text[start..].chars().map(plain_space).collect();
    format!("“{}{shown}”", if start > 0 { "…" } else { "" })
}

/// A text in quotation marks around the byte at which it differs from another.
pub(super) fn quote_at(text: &str, at: usize) -> String {
    let before = text.get(..at).unwrap_or(text);
    let start = word_start(before, before.chars().count().saturating_sub(SHOWN / 2));
    let shown: String = text[start..].chars().take(SHOWN).map(plain_space).collect();
    let rest = if text[start..].chars().nth(SHOWN).is_some() { "…" } else { "" };
    format!("“{}{shown}{rest}”", if start > 0 { "…" } else { "" })
}

/// The byte at which the first whole word after so many characters begins; that of the character
/// itself if no word begins soon after it.
fn word_start(text: &str, skipped: usize) -> usize {
    let start = text.char_indices().nth(skipped).map_or(text.len(), |(index, _)| index);
    match text[start..].find(' ') {
        Some(space) if skipped > 0 && space < SHOWN / 3 => start + space + 1,
        _ => start,
    }
}

/// New lines as spaces; a message is one line.
fn plain_space(character: char) -> char {
    if matches!(character, '\u{2028}' | '\u{2029}') { ' ' } else { character }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_show_the_place_that_differs() {
        let text = "Over the past ten years, buyers on the drug markets have been offered an ever \
                    more varied choice of substances";
        let at = text.find("more").unwrap();
        assert_eq!(
            quote_at(text, at),
            "“…have been offered an ever more varied choice of substances”"
        );
        assert_eq!(quote_at("short", 5), "“short”");
        assert_eq!(quote_end("a word"), "“a word”");
    }

    #[test]
    fn only_the_first_differences_are_told() {
        let mut report = Report::new("PDF");
        for number in 0..25 {
            report.add("note", None, format!("note {number} is missing"));
        }
        let diagnostics = report.finish();
        assert_eq!(diagnostics.iter().count(), 11);
        let last = diagnostics.iter().last().unwrap();
        assert_eq!(last.message, "PDF: and 15 more differences in notes");
    }
}
