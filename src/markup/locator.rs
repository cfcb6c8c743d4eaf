//! Places in a source as editors type them: `p. 50`, `paras. 3–5`, `annex`.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic, Span, closest};
use crate::document::{Locator, LocatorKind};

/// Every label by its spellings, the one to teach first.
const LABELS: [(LocatorKind, &[&str]); 15] = [
    (LocatorKind::Page, &["p.", "pp.", "page", "pages", "p", "pp", "pg.", "pgs."]),
    (LocatorKind::Paragraph, &["para.", "paras.", "paragraph", "paragraphs", "para", "paras", "¶"]),
    (LocatorKind::Chapter, &["chap.", "chaps.", "chapter", "chapters", "chap", "ch."]),
    (LocatorKind::Section, &["sect.", "sects.", "section", "sections", "sect", "sec.", "§"]),
    (LocatorKind::Annex, &["annex", "annexes"]),
    (LocatorKind::Appendix, &["appendix", "appendices"]),
    (LocatorKind::Article, &["art.", "arts.", "article", "articles", "art"]),
    (LocatorKind::Part, &["part", "parts"]),
    (LocatorKind::Volume, &["vol.", "vols.", "volume", "volumes", "vol"]),
    (LocatorKind::Number, &["no.", "nos.", "number", "numbers", "issue", "issues"]),
    (LocatorKind::Booklet, &["booklet", "booklets"]),
    (LocatorKind::Figure, &["figure", "figures", "fig.", "figs."]),
    (LocatorKind::Table, &["table", "tables"]),
    (LocatorKind::Box, &["box", "boxes"]),
    (LocatorKind::Note, &["note", "notes", "footnote", "footnotes"]),
];

/// What is wrong with a locator, and which part of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// The part.
    pub(super) range: Range<usize>,
    what: Wrong,
}

#[derive(Debug, PartialEq, Eq)]
enum Wrong {
    Label(String),
    NoLabel(String),
    NoNumber(String),
    Number(String),
}

impl Fault {
    /// The problem as editors see it.
    pub(super) fn diagnostic(self, span: Span) -> Diagnostic {
        let say = |message: String| Diagnostic::new(Code::UnknownLocator, message).at(span);
        match self.what {
            Wrong::Label(word) => {
                let labels = || LABELS.iter().map(|(_, spellings)| spellings[0]);
                let near = closest(&word, LABELS.iter().flat_map(|(_, all)| all.iter().copied()));
                let found = say(format!("`{word}` does not say what is counted"));
                match near {
                    Some(near) => found.hint(format!("did you mean `{near}`?")),
                    None => found.hint(format!(
                        "write {}, in English in every language; other words go in quotation marks",
                        labels().map(|label| format!("`{label}`")).collect::<Vec<_>>().join(", ")
                    )),
                }
            }
            Wrong::NoLabel(number) => say(format!("`{number}` does not say what is counted"))
                .hint(format!("write `p. {number}` or `para. {number}`")),
            Wrong::NoNumber(label) => say(format!("`{label}` has no number"))
                .hint(format!("write `{label} 5` or `{label} 5–7`")),
            Wrong::Number(number) => say(format!("`{number}` is not a number that a source counts by"))
                .hint("write figures, Roman numerals or letters, and ranges as `3–5`; other words go in quotation marks"),
        }
    }
}

/// Reads a label and its numbers.
pub(super) fn read(text: &str) -> Result<Locator, Fault> {
    let label_end = text.find(char::is_whitespace).unwrap_or_else(|| glued_label(text));
    let (label, rest) = text.split_at(label_end);
    let Some(kind) = kind(label) else {
        let whole = numbers(text).is_ok();
        let what =
            if whole { Wrong::NoLabel(text.to_owned()) } else { Wrong::Label(label.to_owned()) };
        return Err(Fault { range: 0..if whole { text.len() } else { label_end }, what });
    };
    if rest.trim().is_empty() {
        return if matches!(kind, LocatorKind::Annex | LocatorKind::Appendix) {
            Ok(Locator { kind, numbers: Vec::new() })
        } else {
            Err(Fault { range: 0..text.len(), what: Wrong::NoNumber(label.to_owned()) })
        };
    }
    let numbers = numbers(rest).map_err(|bad| {
        let at = text.find(&bad).unwrap_or(label_end);
        Fault { range: at..at + bad.len(), what: Wrong::Number(bad) }
    })?;
    Ok(Locator { kind, numbers })
}

/// Numbers that go on with the locator before: `7 and 9` in `pp. 5, 7 and 9`.
pub(super) fn more_numbers(text: &str) -> Option<Vec<String>> {
    let text = text.strip_prefix("and ").unwrap_or(text);
    text.starts_with(|c: char| c.is_ascii_digit()).then(|| numbers(text).ok())?
}

/// The locators that a text begins with, up to the first part that is none.
pub(super) fn leading(text: &str) -> String {
    let text = text.split(';').next().unwrap_or_default();
    let mut found: Vec<String> = Vec::new();
    for part in text.split(',') {
        // The sentence may end here and another begin: `p. 50. Available at …`.
        let sentences = part.match_indices(". ").map(|(at, _)| &part[..at]);
        let fits =
            |part: &str| read(part).is_ok() || (!found.is_empty() && more_numbers(part).is_some());
        let candidate = std::iter::once(part)
            .chain(sentences)
            .map(|part| part.trim().trim_end_matches('.'))
            .find(|part| fits(part));
        let Some(candidate) = candidate else { break };
        let ends_here = candidate.len() < part.trim().trim_end_matches('.').len();
        found.push(candidate.to_owned());
        if ends_here {
            break;
        }
    }
    found.join(", ")
}

/// Where the label ends in `p.50`.
fn glued_label(text: &str) -> usize {
    text.find(|c: char| c.is_ascii_digit()).filter(|at| *at > 0).unwrap_or(text.len())
}

fn kind(label: &str) -> Option<LocatorKind> {
    let label = label.to_lowercase();
    LABELS.iter().find(|(_, spellings)| spellings.contains(&label.as_str())).map(|(kind, _)| *kind)
}

/// Numbers and ranges; else the one that is none.
fn numbers(text: &str) -> Result<Vec<String>, String> {
    let mut numbers = Vec::new();
    for part in text.replace('&', " and ").split(" and ").flat_map(|part| part.split(',')) {
        let part = part.trim();
        if part.is_empty() {
            continue;
        }
        let ends: Vec<&str> = part.split(['-', '–', '—']).map(str::trim).collect();
        if ends.len() > 2 || ends.iter().any(|end| !is_number(end)) {
            return Err(part.to_owned());
        }
        numbers.push(ends.join("–"));
    }
    if numbers.is_empty() { Err(text.trim().to_owned()) } else { Ok(numbers) }
}

/// Figures (`5`, `2.3`, `5 (a)`, `12bis`), Roman numerals and letters (`IV`, `II.A`, `b`).
fn is_number(text: &str) -> bool {
    let (main, sub) = match text.split_once('(') {
        Some((main, sub)) => (main.trim(), Some(sub)),
        None => (text, None),
    };
    let sub_fits = sub.is_none_or(|sub| {
        sub.ends_with(')')
            && sub.chars().all(|c| c.is_alphanumeric() || matches!(c, ')' | '(' | ' '))
    });
    let begins = main.starts_with(|c: char| c.is_ascii_digit());
    let fits = main.split(['.', '/']).all(|part| {
        let letters = part.chars().all(char::is_alphabetic);
        let roman = part.chars().all(|c| "IVXLCDMivxlcdm".contains(c));
        !part.is_empty()
            && part.chars().all(char::is_alphanumeric)
            && (begins || !letters || part.chars().count() == 1 || roman)
    });
    fits && sub_fits && main.len() <= 16
}
