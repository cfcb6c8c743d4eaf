//! Which kind of note a source makes, told from its type and fields, and what each kind needs.

use hayagriva::Entry;
use hayagriva::types::EntryType;
use serde::Serialize;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};

/// The kinds of reference that notes of UN documents distinguish.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SourceKind {
    /// A resolution of an organ.
    Resolution,
    /// A decision of an organ.
    Decision,
    /// A treaty in a treaty series.
    Treaty,
    /// A document under a masthead: cited by its symbol.
    Document,
    /// A publication of its own: of the United Nations, of another organization, or a book.
    Work,
    /// A separately titled part of a publication: a booklet, a volume, an executive summary.
    Part,
    /// An article in a periodical.
    Article,
    /// A chapter by an author of its own in a collection.
    Contribution,
    /// A paper in a numbered series.
    Paper,
    /// A page of a website, or a database.
    Web,
}

/// "United Nations" in the six languages, as publishers of its publications are named.
const UNITED_NATIONS: [&str; 6] = [
    "United Nations",
    "Nations Unies",
    "Naciones Unidas",
    "Организация Объединенных Наций",
    "الأمم المتحدة",
    "联合国",
];

/// Whether a source or what it is part of is a publication of the United Nations.
pub(super) fn is_un_publication(entry: &Entry) -> bool {
    let own = entry.keyed_serial_number("sales").is_some()
        || entry
            .publisher()
            .and_then(|publisher| publisher.name())
            .is_some_and(|name| UNITED_NATIONS.contains(&name.to_string().as_str()));
    own || entry.parents().iter().any(is_un_publication)
}

/// The kind of a source.
pub(super) fn classify(entry: &Entry) -> SourceKind {
    let serial = |name: &str| entry.keyed_serial_number(name).is_some();
    if serial("resolution") {
        return SourceKind::Resolution;
    }
    if serial("decision") {
        return SourceKind::Decision;
    }
    let within = entry.parents().iter().any(|parent| parent.title().is_some());
    match entry.entry_type() {
        EntryType::Legislation if within || serial("treaty") => SourceKind::Treaty,
        EntryType::Legislation => SourceKind::Document,
        EntryType::Article => SourceKind::Article,
        EntryType::Chapter | EntryType::Anthos => SourceKind::Contribution,
        EntryType::Web => SourceKind::Web,
        _ if within => SourceKind::Part,
        EntryType::Report | EntryType::Manuscript | EntryType::Thesis
            if entry.genre().is_some() =>
        {
            SourceKind::Paper
        }
        _ if serial("symbol")
            && entry.organization().is_none()
            && entry.authors().is_none()
            && !is_un_publication(entry) =>
        {
            SourceKind::Document
        }
        _ => SourceKind::Work,
    }
}

/// Reports what is missing from a source of a kind.
pub(super) fn check(
    kind: SourceKind,
    entry: &Entry,
    what: &str,
    span: Span,
    diagnostics: &mut Diagnostics,
) {
    let parent = entry.parents().first();
    let titled = entry.title().is_some();
    let within = parent.is_some_and(|parent| parent.title().is_some());
    let volume = entry.volume().is_some() || parent.is_some_and(|parent| parent.volume().is_some());
    let mut missing: Vec<(&str, &str)> = Vec::new();
    let mut need = |there: bool, name: &'static str, example: &'static str| {
        if !there {
            missing.push((name, example));
        }
    };
    match kind {
        SourceKind::Resolution | SourceKind::Decision => {
            need(entry.organization().is_some(), "organization", "organization: General Assembly");
        }
        SourceKind::Treaty => {
            need(within, "parent", "parent: { title: Treaty Series, volume: 976 }");
            need(volume || !within, "volume", "volume: 976");
        }
        SourceKind::Document => {
            let named = titled || entry.keyed_serial_number("symbol").is_some();
            need(named, "title", "title: …` or `serial-number: { symbol: E/CN.7/2020/CRP.1 }");
        }
        SourceKind::Article => {
            need(titled, "title", "title: …");
            need(within, "parent", "parent: { type: periodical, title: …, volume: 3, issue: 2 }");
        }
        SourceKind::Contribution => {
            need(titled, "title", "title: …");
            need(within, "parent", "parent: { type: book, title: … }");
        }
        SourceKind::Web => {
            need(titled, "title", "title: …");
            need(entry.url().is_some(), "url", "url: https://…");
        }
        SourceKind::Work | SourceKind::Part | SourceKind::Paper => {
            // "World Drug Report 2022, booklet 1": a number names a part as well as a title does.
            let numbered = kind == SourceKind::Part && entry.volume().is_some();
            need(titled || numbered, "title", "title: …");
            let dated = entry.date_any().is_some()
                || entry.keyed_serial_number("sales").is_some()
                || entry.keyed_serial_number("symbol").is_some();
            need(dated || !is_un_publication(entry), "date", "date: 2023");
        }
    }
    for (name, example) in missing {
        diagnostics.push(
            Diagnostic::new(
                Code::IncompleteSource,
                format!("{what} is {}, but has no `{name}`", kind.noun()),
            )
            .at(span)
            .hint(format!("add `{example}`")),
        );
    }
}

impl SourceKind {
    fn noun(self) -> &'static str {
        match self {
            Self::Resolution => "a resolution",
            Self::Decision => "a decision",
            Self::Treaty => "a treaty",
            Self::Document => "a document",
            Self::Work => "a publication",
            Self::Part => "a part of a publication",
            Self::Article => "an article",
            Self::Contribution => "a contribution to a collection",
            Self::Paper => "a paper",
            Self::Web => "a web page",
        }
    }
}
