//! Two items that are the same thing: what differs in them.

use super::super::reading::{Item, ItemKind, Link, Mark, NoteText, Target, Text};
use super::align::{Pair, align};
use super::look;
use super::normal::{Normal, difference, normal, normal_text};
use super::order::{in_order_of, is_right_to_left};
use super::report::{Report, expected_name, note_name, page, quote, quote_at, quote_end};
use super::{Comparison, texts};
use crate::diagnostic::Span;

/// Where two texts stand, for messages.
struct Names {
    /// What is compared, as a kind of difference.
    kind: &'static str,
    /// "paragraph (markets/background/3)"
    expected: String,
    /// " on page 5"
    page: String,
    origin: Option<Span>,
}

impl Comparison<'_> {
    /// Compares an expected item with the found one.
    pub(super) fn pair(&self, left: usize, right: usize, report: &mut Report) {
        let (expected, found) = (&self.expected.items[left], &self.found.items[right]);
        let names = Names {
            kind: expected.kind.name(),
            expected: expected_name(expected),
            page: page(&found.place),
            origin: expected.place.origin,
        };
        self.kinds(expected, found, &names, report);
        let numbered = with_number(expected, found);
        let want = numbered.as_ref().map_or(texts(expected), std::slice::from_ref);
        let have = texts(found);
        if want.len() != have.len() {
            let message = format!(
                "{} has {} cells{}, expected {}",
                names.expected,
                have.len(),
                names.page,
                want.len()
            );
            report.add(names.kind, names.origin, message);
        }
        for (want, have) in want.iter().zip(have) {
            self.text(want, have, &names, report);
        }
    }

    /// Compares an expected note with the found one.
    pub(super) fn note(&self, expected: &NoteText, found: &NoteText, report: &mut Report) {
        let names = Names {
            kind: "note",
            expected: note_name(expected),
            page: page(&found.place),
            origin: expected.place.origin,
        };
        self.text(&expected.text, &found.text, &names, report);
    }

    fn kinds(&self, expected: &Item, found: &Item, names: &Names, report: &mut Report) {
        let (name, page) = (&names.expected, &names.page);
        let mut add = |message: String| report.add(names.kind, names.origin, message);
        match (&expected.kind, &found.kind) {
            (
                ItemKind::Heading { level: want, title: want_title },
                ItemKind::Heading { level: have, title },
            ) => {
                if want != have {
                    add(format!("{name} has level {have}{page}, expected level {want}"));
                }
                if let (Some(want), Some(have)) = (want_title, title)
                    && normal_text(want) != normal_text(have)
                {
                    let (want, have) = (quote(want), quote(have));
                    add(format!("{name} is titled {have} in the tags{page}, expected {want}"));
                }
            }
            (
                ItemKind::NumberedParagraph { label: want },
                ItemKind::ListItem { label: have, .. },
            ) => add_number(want, have, expected, names, &mut add),
            (
                ItemKind::ListItem { label: want, depth: want_depth },
                ItemKind::ListItem { label: have, depth },
            ) => {
                add_number(want, have, expected, names, &mut add);
                if want_depth != depth {
                    let text = quote(&normal_text(&expected.text.plain));
                    add(format!(
                        "{name} lies on level {depth}{page}, expected {want_depth}: {text}"
                    ));
                }
            }
            (ItemKind::TableRow { header: want, .. }, ItemKind::TableRow { header: have, .. }) => {
                if want != have {
                    let is = if *have { "is a header row" } else { "is no header row" };
                    add(format!("{name} {is}{page}"));
                }
            }
            (
                ItemKind::ContentsEntry { level: want, .. },
                ItemKind::ContentsEntry { level: have, page: number },
            ) => {
                if want != have {
                    add(format!("{name} is on level {have}{page}, expected level {want}"));
                }
                self.contents_page(found, number.as_deref(), names, report);
            }
            (
                ItemKind::NumberedParagraph { .. }
                | ItemKind::Paragraph
                | ItemKind::Caption { of_figure: false },
                ItemKind::Paragraph,
            )
            | (ItemKind::Figure, ItemKind::Figure)
            | (ItemKind::Caption { .. }, ItemKind::Caption { .. }) => {}
            (_, other) => {
                let text = quote(&normal_text(&expected.text.plain));
                add(format!("{name} is a {}{page}: {text}", other.name()));
            }
        }
    }

    /// A contents entry must name a page, and where pages are known the one it leads to.
    fn contents_page(
        &self,
        found: &Item,
        number: Option<&str>,
        names: &Names,
        report: &mut Report,
    ) {
        let text = quote(&normal_text(&found.text.plain));
        let number = number.map(normal_text).unwrap_or_default();
        let labels = &self.found.facts.page_labels;
        let target = found.text.links.first().and_then(|link| match link.target {
            Target::Item(index) => self.found.items.get(index)?.place.page,
            Target::Address(_) | Target::Nowhere(_) => None,
        });
        let label = target.and_then(|page| labels.get(page.checked_sub(1)?));
        if number.is_empty() {
            report.add(
                names.kind,
                names.origin,
                format!("{} names no page: {text}", names.expected),
            );
        } else if let Some(label) = label.filter(|label| **label != number) {
            let message =
                format!("{} names page {number} and leads to page {label}: {text}", names.expected);
            report.add(names.kind, names.origin, message);
        }
    }

    fn text(&self, expected: &Text, found: &Text, names: &Names, report: &mut Report) {
        let ordered = self.in_order_of(expected, found);
        let found = ordered.as_ref().unwrap_or(found);
        let (want, have) = (normal(expected), normal(found));
        let apart = difference(&want.text, &have.text, self.found.lines);
        if let Some((left, right)) = apart {
            let what =
                if names.kind == "figure" { "has another alternative text" } else { "differs" };
            let message = format!(
                "{} {what}{}: expected {}, found {}",
                names.expected,
                names.page,
                quote_at(&want.text, left),
                quote_at(&have.text, right)
            );
            report.add(names.kind, names.origin, message);
        }
        if apart.is_none() && names.kind != "contents entry" {
            let language = self.expected.facts.language.as_deref().unwrap_or_default();
            for difference in look::differences(expected, found, language, self.found.lines) {
                let message = format!("{}: {difference}{}", names.expected, names.page);
                report.add("look", names.origin, message);
            }
        }
        let texts = Texts { expected, found, want: &want, have: &have, same: apart.is_none() };
        self.marks(&texts, names, report);
        self.links(&texts, names, report);
    }

    /// A found text in the order of the expected one, where a page shows it from right to left.
    fn in_order_of(&self, expected: &Text, found: &Text) -> Option<Text> {
        let language = self.expected.facts.language.as_deref().unwrap_or_default();
        (!found.shown.is_empty())
            .then(|| in_order_of(expected, found, is_right_to_left(language)))
            .flatten()
    }

    fn marks(&self, marks: &Texts<'_>, names: &Names, report: &mut Report) {
        let key = |note: Option<usize>, mark: &str| match note {
            Some(note) => format!("note {note}"),
            None => format!("mark {mark}"),
        };
        let want: Vec<String> = marks
            .expected
            .marks
            .iter()
            .map(|mark| {
                let found = mark.note.and_then(|note| self.notes.get(note).copied().flatten());
                // A missing note is told once, as a note.
                if found.is_none() { String::new() } else { key(found, &mark.mark) }
            })
            .collect();
        let have: Vec<String> =
            marks.found.marks.iter().map(|mark| key(mark.note, &mark.mark)).collect();
        for pair in align(&want, &have) {
            match pair {
                Pair::Missing(left) if want[left].is_empty() => {}
                Pair::Missing(left) => {
                    let (mark, before) = (&marks.expected.marks[left], marks.before_expected(left));
                    let message = format!(
                        "the mark of note {} is missing after {} in {}",
                        mark.mark,
                        quote_end(before),
                        names.expected
                    );
                    report.add("note mark", names.origin, message);
                }
                Pair::Unexpected(right) => self.unexpected_mark(marks, right, names, report),
                Pair::Both(left, right) => self.mark_pair(marks, (left, right), names, report),
            }
        }
    }

    fn unexpected_mark(&self, marks: &Texts<'_>, right: usize, names: &Names, report: &mut Report) {
        let (mark, before) = (&marks.found.marks[right], marks.before_found(right));
        let is_known = mark.note.is_some_and(|note| self.notes.contains(&Some(note)));
        // A note that is not in the document is told once, as a note.
        if is_known || mark.note.is_none() {
            let message = format!(
                "a mark of note {} stands{} after {} in {}, where none is expected",
                mark.mark,
                names.page,
                quote_end(before),
                names.expected
            );
            report.add("note mark", names.origin, message);
        }
    }

    fn mark_pair(
        &self,
        marks: &Texts<'_>,
        (left, right): (usize, usize),
        names: &Names,
        report: &mut Report,
    ) {
        let (want, have): (&Mark, &Mark) = (&marks.expected.marks[left], &marks.found.marks[right]);
        let (before, found_before) = (marks.before_expected(left), marks.before_found(right));
        if marks.same && difference(before, found_before, self.found.lines).is_some() {
            let message = format!(
                "the mark of note {} stands after {}{} in {}, expected after {}",
                want.mark,
                quote_end(found_before),
                names.page,
                names.expected,
                quote_end(before)
            );
            report.add("note mark", names.origin, message);
        }
        if have.raised == Some(false) {
            let message = format!(
                "the mark of note {} is not raised in {}{}",
                want.mark, names.expected, names.page
            );
            report.add("note mark", names.origin, message);
        }
        // If the note itself has another number, that was told of the note.
        let number = have.note.and_then(|note| self.found.notes.get(note)).map(|note| &note.mark);
        if normal_text(&want.mark) != normal_text(&have.mark)
            && number.is_none_or(|number| normal_text(number) != normal_text(&have.mark))
        {
            let message = format!(
                "the mark of note {} reads {}{} in {}",
                want.mark,
                quote(&have.mark),
                names.page,
                names.expected
            );
            report.add("note mark", names.origin, message);
        }
    }

    fn links(&self, texts: &Texts<'_>, names: &Names, report: &mut Report) {
        let (want, have) = (visible_links(texts.expected), visible_links(texts.found));
        let keys = |links: &[(String, &Target)]| {
            links.iter().map(|(text, _)| super::loose(text)).collect::<Vec<_>>()
        };
        for pair in align(&keys(&want), &keys(&have)) {
            match pair {
                Pair::Missing(left) => {
                    let text = quote(&want[left].0);
                    let message = format!("the link {text} is missing in {}", names.expected);
                    report.add("link", names.origin, message);
                }
                Pair::Unexpected(right) => {
                    let text = quote(&have[right].0);
                    let message = format!(
                        "{} has the link {text}{}, which is not in the document",
                        names.expected, names.page
                    );
                    report.add("link", names.origin, message);
                }
                Pair::Both(left, right) => {
                    self.link_pair(&want[left], &have[right], texts.same, names, report);
                }
            }
        }
    }

    fn link_pair(
        &self,
        (text, want): &(String, &Target),
        (found_text, have): &(String, &Target),
        same_text: bool,
        names: &Names,
        report: &mut Report,
    ) {
        // Words that differ in the text around the link were told already.
        if same_text && difference(text, found_text, self.found.lines).is_some() {
            let message = format!(
                "a link in {} is on {}{}, expected on {}",
                names.expected,
                quote(found_text),
                names.page,
                quote(text)
            );
            report.add("link", names.origin, message);
        }
        let same = match (want, have) {
            (Target::Address(want), Target::Address(have)) => want == have,
            (Target::Item(want), Target::Item(have)) => {
                self.found_at.get(*want).copied().flatten() == Some(*have)
            }
            // The composer has told of references that lead nowhere.
            (Target::Nowhere(_), _) => true,
            _ => false,
        };
        if !same {
            let message = format!(
                "the link {} in {} leads to {}{}, expected {}",
                quote(text),
                names.expected,
                target_name(have, &self.found.items),
                names.page,
                target_name(want, &self.expected.items)
            );
            report.add("link", names.origin, message);
        }
    }
}

/// What a link leads to, in words.
fn target_name(target: &Target, items: &[Item]) -> String {
    match target {
        Target::Address(address) => address.clone(),
        Target::Nowhere(name) => format!("a place that is not there (`{name}`)"),
        Target::Item(index) => items.get(*index).map_or_else(String::new, |item| {
            let text: Vec<String> = texts(item).iter().map(|text| normal(text).text).collect();
            format!("the {} {}", item.kind.name(), quote(&text.join(" | ")))
        }),
    }
}

/// Two texts, as read and normalised.
struct Texts<'a> {
    expected: &'a Text,
    found: &'a Text,
    want: &'a Normal,
    have: &'a Normal,
    /// Whether the texts themselves are the same.
    same: bool,
}

impl Texts<'_> {
    fn before_expected(&self, index: usize) -> &str {
        before(self.want, index)
    }

    fn before_found(&self, index: usize) -> &str {
        before(self.have, index)
    }
}

/// The text before a mark.
fn before(normal: &Normal, index: usize) -> &str {
    let at = normal.marks.get(index).copied().unwrap_or_default();
    normal.text.get(..at).unwrap_or(&normal.text)
}

/// The text that a numbered paragraph has on a page, where the number is a part of it.
fn with_number(expected: &Item, found: &Item) -> Option<Text> {
    match (&expected.kind, &found.kind) {
        (ItemKind::NumberedParagraph { label }, ItemKind::Paragraph) => {
            let mut text = Text::plain(format!("{label} "));
            text.append(expected.text.clone());
            Some(text)
        }
        _ => None,
    }
}

fn add_number(want: &str, have: &str, expected: &Item, names: &Names, add: &mut dyn FnMut(String)) {
    // In Word's fonts of symbols the bullet has a place for private use.
    let bullet = |label: &str| normal_text(label).replace('\u{F0B7}', "•");
    let (want, have) = (bullet(want), bullet(have));
    if want == have {
        return;
    }
    let (name, page) = (&names.expected, &names.page);
    let text = quote(&normal_text(&expected.text.plain));
    let number = label_number(&have);
    add(if label_number(&want) == number {
        let have = if have.is_empty() { "nothing".to_owned() } else { quote(&have) };
        format!("{name} stands after {have}{page}, expected {}: {text}", quote(&want))
    } else {
        let number = if number.is_empty() { "a bullet" } else { number };
        format!("{name} is numbered {number}{page}: {text}")
    });
}

/// The figures or letters of a label; nothing for a bullet.
pub(super) fn label_number(label: &str) -> &str {
    label.trim_matches(|character: char| !character.is_alphanumeric())
}

/// Links with their texts. Neighbouring parts of one link are one; links on nothing are none.
fn visible_links(text: &Text) -> Vec<(String, &Target)> {
    let mut links: Vec<Link> = Vec::new();
    for link in &text.links {
        match links.last_mut() {
            Some(last) if last.range.end == link.range.start && last.target == link.target => {
                last.range.end = link.range.end;
            }
            _ => links.push(link.clone()),
        }
    }
    let target = |range: &std::ops::Range<usize>| {
        text.links.iter().find(|link| link.range.start == range.start).map(|link| &link.target)
    };
    links
        .iter()
        .filter_map(|link| {
            let words = normal_text(text.plain.get(link.range.clone())?);
            (!words.is_empty()).then_some((words, target(&link.range)?))
        })
        .collect()
}
