//! What the rules found, joined to one message a mistake and put in an editor's words.

use std::collections::{BTreeSet, HashMap};

use indexmap::IndexMap;
use typst::introspection::Location;
use typst::syntax::Span as TypstSpan;

use super::rules::{Fault, Thing};
use super::sheet::{Owner, Zone};
use crate::diagnostic::{Code, Diagnostic, Span};

/// How many characters of a text are shown.
const SHOWN: usize = 40;

/// What one mistake has in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Cause {
    Table(Location),
    Column(Location, usize),
    /// A header or footer, which every page of a section repeats.
    Running(TypstSpan),
    Text(TypstSpan),
    Page(usize),
    /// A part of a page that reaches into another.
    Parts(usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    OffSheet,
    Over,
    Outside,
    Figure,
}

/// What was found of one mistake.
#[derive(Debug)]
struct Entry {
    pages: BTreeSet<usize>,
    /// Whether it is over a lower edge.
    low: bool,
    cover: bool,
    owner: Owner,
    place: Option<Span>,
    /// The first text or image, and what it stands over.
    thing: String,
    over: Option<String>,
    /// How many words, or pairs of texts.
    count: usize,
}

/// Where things were written, and what they are called.
pub(super) trait Names {
    /// The place in the sources.
    fn place(&self, thing: Thing<'_, '_>) -> Option<Span>;
    /// The file of an image.
    fn image(&self, image: &typst::visualize::Image) -> String;
}

/// Collects what the rules find.
#[derive(Debug, Default)]
pub(super) struct Report {
    found: IndexMap<(Kind, Cause), Entry>,
}

impl Report {
    /// Takes what a rule found on a page.
    pub(super) fn add(
        &mut self,
        names: &dyn Names,
        (page, cover): (usize, bool),
        fault: Fault,
        thing: Thing<'_, '_>,
        over: Option<Thing<'_, '_>>,
    ) {
        let cause = cause(page, fault, thing, over);
        let kind = match (fault, thing) {
            (Fault::OffSheet { .. }, _) => Kind::OffSheet,
            (Fault::Over, _) => Kind::Over,
            (Fault::Margin { .. } | Fault::Column(_), Thing::Text(_)) => Kind::Outside,
            (Fault::Margin { .. } | Fault::Column(_), Thing::Image(_)) => Kind::Figure,
        };
        let low = matches!(fault, Fault::OffSheet { low: true } | Fault::Margin { low: true });
        let entry = self.found.entry((kind, cause)).or_insert_with(|| Entry {
            pages: BTreeSet::new(),
            low,
            cover,
            owner: thing.owner(),
            place: names.place(thing).or_else(|| names.place(over?)),
            thing: shown(names, thing),
            over: over.map(|over| shown(names, over)),
            count: 0,
        });
        entry.pages.insert(page);
        entry.count += match (kind, thing) {
            (Kind::OffSheet, Thing::Text(run)) => run.item.text.split_whitespace().count(),
            _ => 1,
        };
    }

    /// One message a mistake, in the order of the pages. `heads` are the words at the head of the
    /// columns of tables.
    pub(super) fn finish(
        mut self,
        heads: &HashMap<Location, std::collections::BTreeMap<usize, String>>,
    ) -> Vec<Diagnostic> {
        let keys: BTreeSet<usize> =
            (0..self.found.len()).filter(|index| self.follows_from_another(*index)).collect();
        let mut index = 0;
        self.found.retain(|_, _| {
            index += 1;
            !keys.contains(&(index - 1))
        });
        self.found
            .iter()
            .map(|((kind, cause), entry)| message(*kind, *cause, entry, heads).at(entry.place))
            .collect()
    }

    /// Whether something is only what another mistake leads to.
    fn follows_from_another(&self, index: usize) -> bool {
        let Some(((kind, cause), entry)) = self.found.get_index(index) else { return false };
        let has = |kind: Kind, cause: Cause| self.found.contains_key(&(kind, cause));
        let on_page = |kind: Kind| {
            self.found.iter().any(|((other, _), found)| {
                *other == kind && found.low && !found.pages.is_disjoint(&entry.pages)
            })
        };
        match (kind, cause) {
            // What is off the sheet stands in the margin first, and over the footer.
            (Kind::Outside, _) if entry.low && on_page(Kind::OffSheet) => true,
            (Kind::Over, Cause::Parts(_)) => on_page(Kind::OffSheet) || on_page(Kind::Outside),
            // What is printed over the next column has left its own.
            (Kind::Outside, Cause::Column(table, _)) => has(Kind::Over, Cause::Table(*table)),
            (Kind::Outside, Cause::Running(span)) => has(Kind::Over, Cause::Running(*span)),
            (Kind::OffSheet | Kind::Over | Kind::Outside | Kind::Figure, _) => false,
        }
    }
}

fn cause(page: usize, fault: Fault, thing: Thing<'_, '_>, over: Option<Thing<'_, '_>>) -> Cause {
    let owner = thing.owner();
    let running = [Some(thing), over].into_iter().flatten().find_map(|thing| match thing {
        Thing::Text(run) if run.owner.zone != Zone::Body => Some(run.span()),
        Thing::Text(_) | Thing::Image(_) => None,
    });
    let others = over.map(|over| over.owner());
    match (fault, running, owner.table) {
        (Fault::Over, Some(_), _) if others.is_some_and(|other| other.zone != owner.zone) => {
            let is_header = owner.zone == Zone::Header
                || others.is_some_and(|other| other.zone == Zone::Header);
            match running {
                Some(span) if is_header => Cause::Running(span),
                _ => Cause::Parts(page),
            }
        }
        (_, Some(span), _) => Cause::Running(span),
        (Fault::OffSheet { .. } | Fault::Margin { low: true } | Fault::Over, None, Some(table)) => {
            Cause::Table(table)
        }
        (Fault::Column(column), None, Some(table)) => Cause::Column(table, column),
        (Fault::OffSheet { .. } | Fault::Margin { low: true } | Fault::Over, None, None) => {
            Cause::Page(page)
        }
        (Fault::Margin { low: false } | Fault::Column(_), None, _) => match thing {
            Thing::Text(run) => Cause::Text(run.span()),
            Thing::Image(_) => Cause::Page(page),
        },
    }
}

fn shown(names: &dyn Names, thing: Thing<'_, '_>) -> String {
    match thing {
        Thing::Text(run) => quoted(&run.item.text),
        Thing::Image(picture) => format!("the image `{}`", names.image(picture.image)),
    }
}

fn quoted(words: &str) -> String {
    let words = words.trim();
    let rest = if words.chars().nth(SHOWN).is_some() { "…" } else { "" };
    format!("“{}{rest}”", words.chars().take(SHOWN).collect::<String>().trim_end())
}

fn message(
    kind: Kind,
    cause: Cause,
    entry: &Entry,
    heads: &HashMap<Location, std::collections::BTreeMap<usize, String>>,
) -> Diagnostic {
    let thing = &entry.thing;
    let pages = pages(&entry.pages);
    let is_text = thing.starts_with('“');
    match kind {
        Kind::OffSheet => {
            let what = if is_text && entry.count > 1 {
                format!("{} words, from {thing} on, are not on the sheet of {pages}", entry.count)
            } else {
                format!("{thing} is not wholly on the sheet of {pages}")
            };
            let lost = if entry.count > 1 { "they" } else { "it" };
            let message = format!("{what}: {lost} would be lost");
            let diagnostic = Diagnostic::new(Code::OffSheet, message);
            match (entry.owner.table, entry.low) {
                (Some(_), true) => diagnostic.hint(
                    "the table or one of its rows is higher than the page: divide the long cells \
                     into several rows, or make several tables of it",
                ),
                (None, true) => diagnostic.hint(
                    "what stands there is kept together and is higher than the page: make it \
                     shorter, or make several parts of it",
                ),
                (Some(_), false) => diagnostic.hint(WIDE_TABLE),
                (None, false) => diagnostic.hint(LONG_WORD),
            }
        }
        Kind::Over => {
            let over = entry.over.as_deref().unwrap_or_default();
            let more = match entry.count {
                0 | 1 => String::new(),
                2 => ", and so is one more text there".to_owned(),
                count => format!(", and so are {} more texts there", count - 1),
            };
            let message = format!("{thing} is printed over {over} on {pages}{more}");
            let diagnostic = Diagnostic::new(Code::TextOverText, message);
            match cause {
                Cause::Table(_) => diagnostic.hint(WIDE_TABLE),
                Cause::Running(_) => diagnostic.hint(LONG_HEADER),
                Cause::Column(..) | Cause::Text(_) | Cause::Page(_) | Cause::Parts(_) => {
                    if entry.cover { diagnostic.hint(LONG_COVER) } else { diagnostic }
                }
            }
        }
        Kind::Outside => match cause {
            Cause::Column(table, column) => {
                let head = heads.get(&table).and_then(|heads| heads.get(&column));
                let head = head.map(|head| quoted(head)).filter(|head| head != thing);
                let named = head.map(|head| format!(" ({head})")).unwrap_or_default();
                let number = column + 1;
                let message =
                    format!("{thing} is wider than column {number}{named} of the table on {pages}");
                Diagnostic::new(Code::TextOutside, message).hint(WIDE_TABLE)
            }
            Cause::Running(_) => {
                let message =
                    format!("the running title {thing} is longer than its room on {pages}");
                Diagnostic::new(Code::TextOutside, message).hint(LONG_HEADER)
            }
            Cause::Table(_) | Cause::Page(_) | Cause::Parts(_) => {
                let message = format!("{thing} stands in the lower margin of {pages}");
                Diagnostic::new(Code::TextOutside, message).hint(
                    "what stands there is kept together and is higher than the room for text: make \
                     it shorter, or make several parts of it",
                )
            }
            Cause::Text(_) => {
                let message = format!("{thing} reaches beyond its column on {pages}");
                Diagnostic::new(Code::TextOutside, message).hint(LONG_WORD)
            }
        },
        Kind::Figure => {
            let message = format!("{thing} reaches beyond its column on {pages}");
            Diagnostic::new(Code::FigureOutside, message)
                .hint("give it a smaller `width` in images.yaml, or a place in the text itself")
        }
    }
}

const WIDE_TABLE: &str = "its columns have not room enough for their words: take fewer columns or \
                          shorter words, or put the table in an annex with `orientation: landscape`";
const LONG_HEADER: &str = "give the section a `short-title`, or a shorter one";
const LONG_COVER: &str = "the words of the cover have not room enough: give a shorter title";
const LONG_WORD: &str =
    "it holds a word or a formula that is longer than the line: write it in parts";

fn pages(pages: &BTreeSet<usize>) -> String {
    let list: Vec<String> = pages.iter().map(usize::to_string).collect();
    match list.as_slice() {
        [one] => format!("page {one}"),
        [.., last] if list.len() > 6 => format!("pages {} to {last}", list[0]),
        [first @ .., last] => format!("pages {} and {last}", first.join(", ")),
        [] => "the page".to_owned(),
    }
}
