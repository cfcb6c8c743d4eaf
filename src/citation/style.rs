//! The note style for documents of the United Nations: the elements of a reference in their
//! order, in full, in short, or as *Ibid.*
//!
//! A CSL style cannot say these rules (ARCHITECTURE.md tells which), so they are computed here.

use hayagriva::Entry;
use hayagriva::types::{Date, EntryType, FormatString};

use super::bibliography::{Bibliography, Reference};
use super::imprint::imprint;
use super::kind::{SourceKind, is_un_publication};
use super::line::{append, capitalize, join, last_character, linked, push, text};
use super::policy::{Access, Policy};
use super::title::{Mark, says_genre};
use super::words::Words;
use crate::document::{CitationForm, CitedSource, Inline, Language, Locator, LocatorKind};

/// Where a citation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is the whole note: a capital at the start, a stop at the end.
    Note,
    /// It begins a hand-written note.
    Opening,
    /// It stands after other words of a hand-written note.
    Inside,
}

/// The style, ready to write in one language.
#[derive(Clone, Copy)]
pub struct Style<'a> {
    pub(super) words: &'static Words,
    pub(super) language: Language,
    policy: Policy,
    dates: &'a dyn Fn(time::Date) -> String,
    /// Whether the first author's family name comes first, as a list sorts it.
    pub(super) listing: bool,
}

impl<'a> Style<'a> {
    /// The style in a language; `dates` writes a calendar date.
    #[must_use]
    pub fn new(
        language: Language,
        policy: Policy,
        dates: &'a dyn Fn(time::Date) -> String,
    ) -> Self {
        Self { words: Words::of(language), language, policy, dates, listing: false }
    }

    /// A citation in words. Sources that the bibliography does not have are left out; they have
    /// been reported.
    #[must_use]
    pub fn citation(
        &self,
        bibliography: &Bibliography,
        sources: &[CitedSource],
        standing: Standing,
    ) -> Vec<Inline> {
        let alone = standing == Standing::Note && sources.len() == 1;
        let mut parts = Vec::new();
        for source in sources {
            let Some(reference) = bibliography.get(&source.key) else { continue };
            let first = parts.is_empty() && standing != Standing::Inside;
            parts.push(self.source(reference, source, first && source.prefix.is_empty(), alone));
        }
        let mut line = join(parts, self.words.sources);
        if standing != Standing::Inside {
            capitalize(&mut line);
        }
        if standing == Standing::Note {
            self.close(&mut line);
        }
        line
    }

    /// What stands in a note for a source that was cited before, without a place.
    #[must_use]
    pub fn shortened(&self, reference: &Reference) -> Vec<Inline> {
        join(self.short(reference), self.words.separator)
    }

    /// The full reference without places, as a bibliography lists it.
    #[must_use]
    pub fn listed(&self, reference: &Reference) -> Vec<Inline> {
        Style { listing: true, ..*self }.listed_in_full(reference)
    }

    fn listed_in_full(&self, reference: &Reference) -> Vec<Inline> {
        let mut parts = self.full(reference);
        // Notes leave the name of a treaty to the text; a list has no other place for it.
        if reference.kind == SourceKind::Treaty && !reference.entry.parents().is_empty() {
            parts.insert(0, self.titled(&reference.entry, false, Mark::Plain, None));
        }
        parts.push(remark(&reference.entry));
        let mut line = join(parts, self.words.separator);
        if let Some(address) = self.printed_address(reference) {
            self.close(&mut line);
            push(&mut line, self.words.gap);
            append(&mut line, self.available(reference, address, self.words.available));
        }
        capitalize(&mut line);
        self.close(&mut line);
        line
    }

    /// Places in words, joined.
    #[must_use]
    pub fn places(&self, places: &[Locator]) -> String {
        let words: Vec<String> = places.iter().map(|place| self.words.place(place)).collect();
        words.join(self.words.separator)
    }

    fn source(
        &self,
        reference: &Reference,
        source: &CitedSource,
        opens: bool,
        alone: bool,
    ) -> Vec<Inline> {
        let mut parts = match source.form {
            CitationForm::Ibid | CitationForm::IbidElsewhere => {
                vec![text(if opens { self.words.ibid } else { self.words.ibid_inside })]
            }
            CitationForm::Short => self.short(reference),
            CitationForm::Full if source.title_in_text => self.untitled(reference),
            CitationForm::Full => self.full(reference),
        };
        let pages = reference
            .entry
            .page_range()
            .filter(|_| source.locators.is_empty() && source.form == CitationForm::Full);
        if let Some(pages) = pages {
            let kind = LocatorKind::Page;
            parts.push(text(
                self.words.place(&Locator { kind, numbers: listed_numbers(&pages.to_str()) }),
            ));
        }
        if source.form != CitationForm::Ibid {
            parts.extend(source.locators.iter().map(|place| text(self.words.place(place))));
        }
        parts.push(text(source.suffix.as_str()));
        let address = self.printed_address(reference).filter(|_| source.form == CitationForm::Full);
        if source.form == CitationForm::Full {
            parts.push(remark(&reference.entry));
        }
        if let Some(address) = address.filter(|_| !alone) {
            parts.push(self.available(reference, address, self.words.available_inside));
        }
        let mut line = join(parts, self.words.separator);
        if let Some(address) = address.filter(|_| alone) {
            self.close(&mut line);
            push(&mut line, self.words.gap);
            append(&mut line, self.available(reference, address, self.words.available));
        }
        if source.prefix.is_empty() {
            return line;
        }
        let gap = if self.language == Language::Zh { "" } else { " " };
        let mut whole = text(format!("{}{gap}", source.prefix));
        append(&mut whole, line);
        whole
    }

    /// All of a reference but places and address.
    fn full(&self, reference: &Reference) -> Vec<Vec<Inline>> {
        let entry = &reference.entry;
        let link =
            reference.address.as_deref().filter(|_| self.printed_address(reference).is_none());
        match reference.kind {
            SourceKind::Resolution => {
                vec![self.numbered(entry, self.words.resolution, "resolution", link)]
            }
            SourceKind::Decision => {
                vec![self.numbered(entry, self.words.decision, "decision", link)]
            }
            SourceKind::Treaty => self.treaty(entry, link),
            SourceKind::Document => vec![self.document(entry, link)],
            SourceKind::Work => self.work(entry, link),
            SourceKind::Part => self.part(entry, link),
            SourceKind::Article => self.article(entry, link),
            SourceKind::Contribution => self.contribution(entry, link),
            SourceKind::Paper => self.paper(entry, link),
            SourceKind::Web => self.web(entry, link),
        }
    }

    /// Author or body, short title. What is short already stays as it is.
    fn short(&self, reference: &Reference) -> Vec<Vec<Inline>> {
        let entry = &reference.entry;
        let link =
            reference.address.as_deref().filter(|_| self.printed_address(reference).is_none());
        match reference.kind {
            SourceKind::Resolution | SourceKind::Decision => self.full(reference),
            SourceKind::Treaty if entry.title().is_none() => self.full(reference),
            SourceKind::Treaty => vec![self.titled(entry, true, Mark::Plain, link)],
            SourceKind::Document => match entry.keyed_serial_number("symbol") {
                Some(symbol) => vec![linked(text(symbol), link)],
                None => vec![self.titled(entry, true, Mark::Plain, link)],
            },
            SourceKind::Work => {
                vec![text(self.creators(entry, true)), self.titled(entry, true, Mark::Italic, link)]
            }
            SourceKind::Part => {
                let mut parts = vec![text(self.creators(entry, true))];
                parts.extend(
                    entry
                        .parents()
                        .iter()
                        .take(1)
                        .map(|parent| self.titled(parent, true, Mark::Italic, None)),
                );
                match self.part_number(entry) {
                    Some(number) => parts.push(linked(text(number), link)),
                    None => parts.push(self.titled(entry, true, Mark::Italic, link)),
                }
                parts
            }
            SourceKind::Article | SourceKind::Contribution | SourceKind::Paper => {
                vec![text(self.creators(entry, true)), self.titled(entry, true, Mark::Quoted, link)]
            }
            SourceKind::Web => {
                let mark = if entry.genre().is_some() { Mark::Plain } else { Mark::Quoted };
                vec![text(self.creators(entry, true)), self.titled(entry, true, mark, link)]
            }
        }
    }

    /// A reference whose title stands in the text already: the symbol, or the imprint.
    fn untitled(&self, reference: &Reference) -> Vec<Vec<Inline>> {
        let entry = &reference.entry;
        let link = reference.address.as_deref();
        if reference.kind == SourceKind::Document
            && let Some(symbol) = entry.keyed_serial_number("symbol")
        {
            return vec![linked(text(symbol), link)];
        }
        let imprint = imprint(entry, self.words);
        if !matches!(reference.kind, SourceKind::Work | SourceKind::Part) || imprint.is_empty() {
            return self.full(reference);
        }
        vec![text(self.part_number(entry).unwrap_or_default()), linked(text(imprint), link)]
    }

    /// "General Assembly resolution 66/288".
    fn numbered(
        &self,
        entry: &Entry,
        pattern: &str,
        serial: &str,
        link: Option<&str>,
    ) -> Vec<Inline> {
        let body = entry.organization().map(FormatString::to_string).unwrap_or_default();
        let number = entry.keyed_serial_number(serial).unwrap_or_default();
        let filled = pattern.replace("{organization}", &body).replace("{n}", number);
        linked(text(self.words.contract(&filled)), link)
    }

    /// "United Nations, *Treaty Series*, vol. 976, No. 14152".
    fn treaty(&self, entry: &Entry, link: Option<&str>) -> Vec<Vec<Inline>> {
        let Some(series) = entry.parents().first() else {
            return vec![self.titled(entry, false, Mark::Plain, link)];
        };
        let body = series.organization().or(entry.organization()).map(FormatString::to_string);
        let volume = series.volume().or(entry.volume()).map(ToString::to_string);
        let number = entry.keyed_serial_number("treaty");
        vec![
            text(body.unwrap_or_else(|| self.words.united_nations.to_owned())),
            self.titled(series, false, Mark::Italic, link),
            text(self.counted(LocatorKind::Volume, volume.as_deref())),
            text(
                number.map_or_else(String::new, |number| {
                    self.words.registered.replace("{n}", number)
                }),
            ),
        ]
    }

    /// "Report of the Secretary-General (S/2020/754)", or the symbol alone.
    fn document(&self, entry: &Entry, link: Option<&str>) -> Vec<Inline> {
        let symbol = entry.keyed_serial_number("symbol");
        let mut line = match (entry.title(), symbol) {
            (Some(_), Some(_)) => self.titled(entry, false, Mark::Plain, None),
            (Some(_), None) => return self.titled(entry, false, Mark::Plain, link),
            (None, _) => return linked(text(symbol.unwrap_or_default()), link),
        };
        push(&mut line, self.words.parentheses.0);
        append(&mut line, linked(text(symbol.unwrap_or_default()), link));
        push(&mut line, self.words.parentheses.1);
        line
    }

    /// "*World Drug Report 2023* (United Nations publication, 2023)".
    fn work(&self, entry: &Entry, link: Option<&str>) -> Vec<Vec<Inline>> {
        let mut parts =
            vec![text(self.creators(entry, false)), self.titled(entry, false, Mark::Italic, link)];
        let volume = entry.volume().map(ToString::to_string);
        parts.push(text(self.counted(LocatorKind::Volume, volume.as_deref())));
        parts.push(text(self.edition(entry)));
        if !is_un_publication(entry) {
            parts.push(text(entry.keyed_serial_number("symbol").unwrap_or_default()));
        }
        self.with_imprint(parts, &imprint(entry, self.words))
    }

    /// "*World Drug Report 2021*, booklet 2, *Global Overview* (United Nations publication, 2021)".
    fn part(&self, entry: &Entry, link: Option<&str>) -> Vec<Vec<Inline>> {
        let mut parts = vec![text(self.creators(entry, false))];
        if let Some(whole) = entry.parents().first() {
            parts.push(self.titled(whole, false, Mark::Italic, None));
            parts.push(text(self.edition(whole)));
        }
        let number = text(self.part_number(entry).unwrap_or_default());
        if entry.title().is_some() {
            parts.push(number);
            parts.push(self.titled(entry, false, Mark::Italic, link));
        } else {
            parts.push(linked(number, link));
        }
        self.with_imprint(parts, &imprint(entry, self.words))
    }

    /// "Author, “Title”, *Journal*, vol. 3, No. 2 (2003)".
    fn article(&self, entry: &Entry, link: Option<&str>) -> Vec<Vec<Inline>> {
        let mut parts =
            vec![text(self.creators(entry, false)), self.titled(entry, false, Mark::Quoted, link)];
        if let Some(journal) = entry.parents().first() {
            parts.push(self.titled(journal, false, Mark::Italic, None));
            let volume = entry.volume().or(journal.volume()).map(ToString::to_string);
            let issue = entry.issue().or(journal.issue()).map(ToString::to_string);
            parts.push(text(self.counted(LocatorKind::Volume, volume.as_deref())));
            parts.push(text(self.counted(LocatorKind::Number, issue.as_deref())));
            let daily = matches!(journal.entry_type(), EntryType::Newspaper | EntryType::Blog);
            if let Some(date) = entry.date_any().filter(|_| daily) {
                parts.push(text(self.date(date)));
                return parts;
            }
        }
        self.with_imprint(parts, &imprint(entry, self.words))
    }

    /// "Author, “Title”, in *Collection*, Editor, ed. (Place, Publisher, year)".
    fn contribution(&self, entry: &Entry, link: Option<&str>) -> Vec<Vec<Inline>> {
        let mut parts =
            vec![text(self.creators(entry, false)), self.titled(entry, false, Mark::Quoted, link)];
        if let Some(book) = entry.parents().first() {
            let mut within = text(self.words.within);
            append(&mut within, self.titled(book, false, Mark::Italic, None));
            parts.push(within);
            let volume = book.volume().or(entry.volume()).map(ToString::to_string);
            parts.push(text(self.counted(LocatorKind::Volume, volume.as_deref())));
            parts.push(text(self.edition(book)));
            parts.push(text(self.editors(book)));
        }
        self.with_imprint(parts, &imprint(entry, self.words))
    }

    /// "Author, “Title”, Series, No. 7 (Place, Publisher, year)".
    fn paper(&self, entry: &Entry, link: Option<&str>) -> Vec<Vec<Inline>> {
        let series = entry.genre().map(FormatString::to_string).unwrap_or_default();
        let symbol = entry.keyed_serial_number("symbol").unwrap_or_default();
        let parts = vec![
            text(self.creators(entry, false)),
            self.titled(entry, false, Mark::Quoted, link),
            text(series),
            text(self.counted(LocatorKind::Number, entry.keyed_serial_number("serial"))),
            text(symbol),
        ];
        self.with_imprint(parts, &imprint(entry, self.words))
    }

    /// "Body, “Title”, date"; a database: "Body, Title database".
    fn web(&self, entry: &Entry, link: Option<&str>) -> Vec<Vec<Inline>> {
        let mark = if entry.genre().is_some() { Mark::Plain } else { Mark::Quoted };
        let mut title = self.titled(entry, false, mark, link);
        if let Some(genre) = entry.genre().filter(|genre| !says_genre(entry, genre)) {
            let gap = if self.language == Language::Zh { "" } else { " " };
            push(&mut title, &format!("{gap}{genre}"));
        }
        let date = entry.date().map(|date| self.date(date)).unwrap_or_default();
        vec![text(self.creators(entry, false)), title, text(date)]
    }

    fn with_imprint(&self, parts: Vec<Vec<Inline>>, imprint: &str) -> Vec<Vec<Inline>> {
        let mut line = join(parts, self.words.separator);
        if !imprint.is_empty() {
            let (open, close) = self.words.parentheses;
            push(&mut line, &format!("{open}{imprint}{close}"));
        }
        vec![line]
    }

    /// "booklet 2", "vol. II": the number of a part, by what its genre calls it.
    fn part_number(&self, entry: &Entry) -> Option<String> {
        let number = entry.volume()?.to_string();
        let genre = entry.genre().map(FormatString::to_string).unwrap_or_default();
        let kind = match genre.to_lowercase().as_str() {
            "" | "volume" => LocatorKind::Volume,
            "booklet" => LocatorKind::Booklet,
            "part" => LocatorKind::Part,
            "chapter" => LocatorKind::Chapter,
            "annex" => LocatorKind::Annex,
            _ => return Some(format!("{genre}\u{A0}{number}")),
        };
        Some(self.counted(kind, Some(&number)))
    }

    fn counted(&self, kind: LocatorKind, numbers: Option<&str>) -> String {
        numbers.map_or_else(String::new, |numbers| {
            self.words.place(&Locator { kind, numbers: listed_numbers(numbers) })
        })
    }

    fn edition(&self, entry: &Entry) -> String {
        let Some(edition) = entry.edition().map(ToString::to_string) else {
            return String::new();
        };
        edition.parse().map_or(edition, self.words.edition)
    }

    /// A date as exactly as it is known.
    fn date(&self, date: &Date) -> String {
        let day = date.month.zip(date.day).and_then(|(month, day)| {
            let month = time::Month::try_from(month + 1).ok()?;
            time::Date::from_calendar_date(date.year, month, day + 1).ok()
        });
        day.map_or_else(
            || self.words.year.replace("{year}", &super::imprint::year(date)),
            self.dates,
        )
    }

    /// The address if it is printed in the note.
    fn printed_address<'r>(&self, reference: &'r Reference) -> Option<&'r str> {
        let own = match reference.kind {
            SourceKind::Resolution
            | SourceKind::Decision
            | SourceKind::Treaty
            | SourceKind::Document => true,
            SourceKind::Work
            | SourceKind::Part
            | SourceKind::Article
            | SourceKind::Contribution
            | SourceKind::Paper
            | SourceKind::Web => is_un_publication(&reference.entry),
        };
        let visited = reference.entry.url().is_some_and(|url| url.visit_date.is_some());
        let printed = match self.policy.access {
            Access::Always => true,
            Access::Others => visited || !own,
            Access::Never => false,
        };
        reference.address.as_deref().filter(|_| printed && !reference.easily_found)
    }

    fn available(&self, reference: &Reference, address: &str, pattern: &str) -> Vec<Inline> {
        let (before, after) = pattern.split_once("{url}").unwrap_or((pattern, ""));
        let mut line = text(before);
        append(&mut line, linked(text(printed(address)), Some(address)));
        push(&mut line, after);
        if let Some(visited) = reference.entry.url().and_then(|url| url.visit_date.as_ref()) {
            push(&mut line, &self.words.accessed.replace("{date}", &self.date(visited)));
        }
        line
    }

    /// Sets the stop, unless an abbreviation ends with it.
    fn close(&self, line: &mut Vec<Inline>) {
        let ends = last_character(line).is_some_and(|last| self.words.stop.ends_with(last));
        if !line.is_empty() && !ends {
            push(line, self.words.stop);
        }
    }
}

/// An address as it is printed: `www.` says that it is one of the web, so the scheme is left out.
fn printed(address: &str) -> &str {
    match address.split_once("://") {
        Some((_, rest)) if rest.starts_with("www.") => rest,
        _ => address,
    }
}

/// The editor's remark on a source.
fn remark(entry: &Entry) -> Vec<Inline> {
    text(entry.note().map(FormatString::to_string).unwrap_or_default())
}

/// `1 and 2`, `5-7, 9` as numbers and ranges.
fn listed_numbers(text: &str) -> Vec<String> {
    text.replace(" and ", ",")
        .replace('&', ",")
        .replace(['-', '—'], "–")
        .split(',')
        .map(|part| part.split('–').map(str::trim).collect::<Vec<_>>().join("–"))
        .filter(|part| !part.is_empty())
        .collect()
}
