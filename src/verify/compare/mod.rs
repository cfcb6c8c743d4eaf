//! Compares what an output holds with what the document says.
//!
//! Knows readings and no file format. What is forgiven stands in `normal.rs`, and nowhere else.

mod align;
mod item;
mod look;
mod normal;
mod note;
mod order;
mod pages;
mod report;
mod setting;

use self::align::{Pair, align, pair_bags};
use self::item::label_number;
use self::normal::{bag, difference, key, loose, normal, normal_text};
pub use self::pages::page_faults;
use self::report::{Report, expected_name, page, quote, quote_at};
use super::reading::{Facts, Item, ItemKind, Lines, Reading, Text};
use crate::diagnostic::Diagnostics;

/// The differences between a document's reading and that of an output; `format` names the output
/// in messages.
#[must_use]
pub fn compare(expected: &Reading, found: &Reading, format: &'static str) -> Diagnostics {
    let mut report = Report::new(format);
    if let Some(message) = too_different(expected, found) {
        report.add("size", None, message);
        let mut diagnostics = report.finish();
        diagnostics.extend(page_faults(found, format));
        return diagnostics;
    }
    facts(&expected.facts, &found.facts, &mut report);
    let notes = note::compare_notes(expected, found, &mut report);
    let pairs = align(&keys(&expected.items), &keys(&found.items));
    let bag = |items: &[Item], index: usize| items.get(index).and_then(item_bag);
    let pairs =
        pair_bags(pairs, |index| bag(&expected.items, index), |index| bag(&found.items, index));
    let mut found_at = vec![None; expected.items.len()];
    for pair in &pairs {
        if let Pair::Both(left, right) = pair {
            found_at[*left] = Some(*right);
        }
    }
    let comparison = Comparison { expected, found, found_at, notes };
    for (left, right) in comparison.notes.iter().enumerate() {
        if let Some(right) = right {
            comparison.note(&expected.notes[left], &found.notes[*right], &mut report);
        }
    }
    for pair in pairs {
        match pair {
            Pair::Both(left, right) => {
                comparison.pair(left, right, &mut report);
                comparison.setting(left, right, &mut report);
            }
            Pair::Missing(left) => missing(&expected.items[left], &mut report),
            Pair::Unexpected(right) => unexpected(&found.items[right], &mut report),
        }
    }
    bookmarks(expected, found, &mut report);
    let mut diagnostics = report.finish();
    diagnostics.extend(comparison.faults(format));
    diagnostics
}

/// Finding out what is missing takes time that grows with how much differs. Outputs that hold
/// many times what the document holds are damaged whatever the details are.
fn too_different(expected: &Reading, found: &Reading) -> Option<String> {
    let allowed = |count: usize| count.saturating_mul(4).saturating_add(1000);
    for (want, have, what) in [
        (expected.items.len(), found.items.len(), "items"),
        (expected.notes.len(), found.notes.len(), "notes"),
    ] {
        if have > allowed(want) {
            return Some(format!("it holds {have} {what}, the document {want}"));
        }
    }
    None
}

/// Two readings and which parts of them belong together.
struct Comparison<'a> {
    expected: &'a Reading,
    found: &'a Reading,
    /// For each expected item the found one.
    found_at: Vec<Option<usize>>,
    /// For each expected note the found one.
    notes: Vec<Option<usize>>,
}

/// The texts of an item; only of a table row there are several.
fn texts(item: &Item) -> &[Text] {
    match &item.kind {
        ItemKind::TableRow { cells, .. } => cells,
        ItemKind::Heading { .. }
        | ItemKind::Paragraph
        | ItemKind::NumberedParagraph { .. }
        | ItemKind::ListItem { .. }
        | ItemKind::Figure
        | ItemKind::Caption { .. }
        | ItemKind::ContentsEntry { .. } => std::slice::from_ref(&item.text),
    }
}

/// What items are paired by: figures apart from words, so that an alternative text is never taken
/// for the caption below it.
fn keys(items: &[Item]) -> Vec<String> {
    items
        .iter()
        .map(|item| {
            let sign = match &item.kind {
                ItemKind::Figure => "figure ",
                ItemKind::TableRow { .. } => "row ",
                ItemKind::ContentsEntry { .. } => "contents ",
                ItemKind::NumberedParagraph { label } | ItemKind::ListItem { label, .. } => {
                    label_number(label)
                }
                ItemKind::Heading { .. } | ItemKind::Paragraph | ItemKind::Caption { .. } => "",
            };
            let texts: Vec<String> = texts(item).iter().map(key).collect();
            format!("{sign}{}", texts.join("|"))
        })
        .collect()
}

/// The signs of an item in the order of the alphabet, if its order on a page is not certain: of a
/// row cell by cell, of a numbered paragraph with the number, which a page shows in its text.
fn item_bag(item: &Item) -> Option<String> {
    let number = match &item.kind {
        ItemKind::NumberedParagraph { label } => label.as_str(),
        _ => "",
    };
    bag(number, texts(item))
}

fn shown(item: &Item) -> String {
    let texts: Vec<String> = texts(item).iter().map(|text| normal(text).text).collect();
    quote(&texts.join(" | "))
}

fn missing(item: &Item, report: &mut Report) {
    let message = format!("{} is missing: {}", expected_name(item), shown(item));
    report.add(item.kind.name(), item.place.origin, message);
}

fn unexpected(item: &Item, report: &mut Report) {
    let (name, page) = (item.kind.name(), page(&item.place));
    let message = format!("a {name}{page} is not in the document: {}", shown(item));
    report.add(name, None, message);
}

fn facts(expected: &Facts, found: &Facts, report: &mut Report) {
    let title = |facts: &Facts| normal_text(facts.title.as_deref().unwrap_or_default());
    if title(expected) != title(found) {
        let (want, have) = (quote(&title(expected)), quote(&title(found)));
        report.add("property", None, format!("the title is {have}, expected {want}"));
    }
    // The tag's region is a matter of hyphenation and spelling, not of what the text says.
    let language = |facts: &Facts| {
        let tag = facts.language.as_deref().unwrap_or_default().to_lowercase();
        tag.split('-').next().unwrap_or_default().to_owned()
    };
    if language(expected) != language(found) {
        let want = quote(expected.language.as_deref().unwrap_or_default());
        let have = quote(found.language.as_deref().unwrap_or_default());
        report.add("property", None, format!("the language is {have}, expected {want}"));
    }
}

/// Bookmarks, in formats that have them.
fn bookmarks(expected: &Reading, found: &Reading, report: &mut Report) {
    let (Some(expected), Some(found)) = (&expected.bookmarks, &found.bookmarks) else { return };
    let key = |title: &str| normal_text(title);
    let want: Vec<String> = expected.iter().map(|bookmark| key(&bookmark.title)).collect();
    let have: Vec<String> = found.iter().map(|bookmark| key(&bookmark.title)).collect();
    for pair in align(&want, &have) {
        match pair {
            Pair::Missing(left) => {
                report.add(
                    "bookmark",
                    None,
                    format!("a bookmark is missing: {}", quote(&want[left])),
                );
            }
            Pair::Unexpected(right) => {
                let message = format!("a bookmark is not in the document: {}", quote(&have[right]));
                report.add("bookmark", None, message);
            }
            Pair::Both(left, right) => {
                if let Some((l, r)) = difference(&want[left], &have[right], Lines::Asked) {
                    let (want, have) = (quote_at(&want[left], l), quote_at(&have[right], r));
                    let message = format!("a bookmark differs: expected {want}, found {have}");
                    report.add("bookmark", None, message);
                }
                let (want, have) = (expected[left].level, found[right].level);
                if want != have {
                    let title = quote(&expected[left].title);
                    let message =
                        format!("the bookmark {title} is on level {have}, expected level {want}");
                    report.add("bookmark", None, message);
                }
            }
        }
    }
}
