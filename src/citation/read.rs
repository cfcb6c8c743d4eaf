//! One entry of `references.yaml` to Hayagriva's types, every value checked at its place.
//!
//! The file is Hayagriva's format; a test reads the same text with Hayagriva's own reader and
//! compares. It is not used here because its errors name no place in the file and stop at the
//! first, and because it reads `1.10` as a number and not as an editor typed it.

use std::collections::BTreeMap;
use std::str::FromStr;

use hayagriva::Entry;
use hayagriva::types::{
    ChunkedString, Date, EntryType, FormatString, MaybeTyped, Person, Publisher, QualifiedUrl,
    SerialNumber, StringChunk,
};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::document::address;
use crate::source::fields::Fields;
use crate::source::text::Text;
use crate::source::yaml::{Node, Value};

/// Types of source that notes are made of; the rest of Hayagriva's are films, posts and the like.
pub(super) const TYPES: [(&str, EntryType); 18] = [
    ("report", EntryType::Report),
    ("book", EntryType::Book),
    ("legislation", EntryType::Legislation),
    ("article", EntryType::Article),
    ("chapter", EntryType::Chapter),
    ("anthos", EntryType::Anthos),
    ("web", EntryType::Web),
    ("manuscript", EntryType::Manuscript),
    ("thesis", EntryType::Thesis),
    ("reference", EntryType::Reference),
    ("anthology", EntryType::Anthology),
    ("proceedings", EntryType::Proceedings),
    ("conference", EntryType::Conference),
    ("case", EntryType::Case),
    ("misc", EntryType::Misc),
    ("periodical", EntryType::Periodical),
    ("newspaper", EntryType::Newspaper),
    ("blog", EntryType::Blog),
];

/// Serial numbers that mean something to a note, and those that Hayagriva names itself.
pub(super) const SERIALS: [&str; 12] = [
    "symbol",
    "sales",
    "resolution",
    "decision",
    "treaty",
    "serial",
    "doi",
    "isbn",
    "issn",
    "pmid",
    "pmcid",
    "arxiv",
];

/// Keys of the format that no note prints. They may stand in the file.
pub(super) const UNPRINTED: [&str; 10] = [
    "abstract",
    "affiliated",
    "archive",
    "archive-location",
    "call-number",
    "chapter",
    "page-total",
    "runtime",
    "time-range",
    "volume-total",
];

/// An entry and what Hayagriva has no field for.
pub(super) struct Read {
    pub(super) entry: Entry,
    pub(super) address: Option<String>,
    pub(super) easily_found: bool,
    pub(super) title: Option<Span>,
}

/// Reads an entry. `None` if it is no mapping or has no type.
pub(super) fn entry(
    key: &str,
    node: &Node,
    what: &str,
    diagnostics: &mut Diagnostics,
) -> Option<Read> {
    read(key, node, what, None, diagnostics)
}

fn read(
    key: &str,
    node: &Node,
    what: &str,
    child: Option<EntryType>,
    diagnostics: &mut Diagnostics,
) -> Option<Read> {
    let mut fields = Fields::of(node, what, diagnostics)?;
    let written = match child {
        None => fields.required_word("type", diagnostics),
        Some(_) => fields.word("type", diagnostics),
    };
    let kind = match (written, child) {
        (Some(text), _) => entry_type(&text, diagnostics),
        (None, Some(child)) => Some(default_parent(child)),
        (None, None) => None,
    };
    let mut entry = Entry::new(key, kind.unwrap_or(EntryType::Misc));
    let title = fields.optional("title").map(|node| node.span);
    names(&mut fields, &mut entry, diagnostics);
    numbers(&mut fields, &mut entry, diagnostics);
    let address = address(&mut fields, &mut entry, diagnostics);
    let easily_found = match child {
        None => fields.boolean("easily-found", diagnostics).unwrap_or(false),
        Some(_) => false,
    };
    for name in UNPRINTED {
        fields.optional(name);
    }
    let mut parent_address = None;
    let parents = match fields.optional("parent").map(|node| (&node.value, node)) {
        None => Vec::new(),
        Some((Value::Sequence(items), _)) => items.iter().collect(),
        Some((_, node)) => vec![node],
    };
    let mut read_parents = Vec::new();
    for node in parents {
        let parent_of = format!("the parent of {}", what.trim_start_matches("the parent of "));
        if let Some(parent) = read(key, node, &parent_of, Some(*entry.entry_type()), diagnostics) {
            parent_address = parent_address.or(parent.address);
            read_parents.push(parent.entry);
        }
    }
    entry.set_parents(read_parents);
    fields.finish(diagnostics);
    kind?;
    Some(Read { entry, address: address.or(parent_address), easily_found, title })
}

fn entry_type(text: &Text, diagnostics: &mut Diagnostics) -> Option<EntryType> {
    let written = text.value.to_lowercase();
    let found = TYPES.iter().find(|(name, _)| *name == written).map(|(_, kind)| *kind);
    if found.is_none() {
        let names = TYPES.iter().map(|(name, _)| *name);
        let mut diagnostic = Diagnostic::new(
            Code::UnknownChoice,
            format!("`{}` is not a type of source that notes cite", text.value),
        )
        .at(text.span)
        .did_you_mean(&written, names.clone());
        if diagnostic.hints.is_empty() {
            diagnostic =
                diagnostic.hint(format!("the types are {}", names.collect::<Vec<_>>().join(", ")));
        }
        diagnostics.push(diagnostic);
    }
    found
}

/// What a parent without a type is taken for (Hayagriva's file format, "parent").
fn default_parent(child: EntryType) -> EntryType {
    match child {
        EntryType::Article => EntryType::Periodical,
        EntryType::Chapter => EntryType::Book,
        EntryType::Anthos | EntryType::Legislation => EntryType::Anthology,
        EntryType::Web => EntryType::Web,
        _ => EntryType::Misc,
    }
}

/// Titles, persons, bodies.
fn names(fields: &mut Fields<'_>, entry: &mut Entry, diagnostics: &mut Diagnostics) {
    if let Some(title) = format_string(fields, "title", diagnostics) {
        entry.set_title(title);
    }
    if let Some(authors) = persons(fields, "author", diagnostics) {
        entry.set_authors(authors);
    }
    if let Some(editors) = persons(fields, "editor", diagnostics) {
        entry.set_editors(editors);
    }
    if let Some(organization) = format_string(fields, "organization", diagnostics) {
        entry.set_organization(organization);
    }
    if let Some(location) = format_string(fields, "location", diagnostics) {
        entry.set_location(location);
    }
    if let Some(genre) = format_string(fields, "genre", diagnostics) {
        entry.set_genre(genre);
    }
    if let Some(note) = format_string(fields, "note", diagnostics) {
        entry.set_note(note);
    }
    let publisher = match fields.optional("publisher").map(|node| (&node.value, node)) {
        Some((Value::Mapping(_), node)) => {
            Fields::of(node, "`publisher`", diagnostics).map(|mut inner| {
                let name = format_string(&mut inner, "name", diagnostics);
                let location = format_string(&mut inner, "location", diagnostics);
                inner.finish(diagnostics);
                Publisher::new(name, location)
            })
        }
        Some(_) => format_string(fields, "publisher", diagnostics)
            .map(|name| Publisher::new(Some(name), None)),
        None => None,
    };
    if let Some(publisher) = publisher {
        entry.set_publisher(publisher);
    }
    if let Some(text) = fields.word("language", diagnostics) {
        match text.value.parse() {
            Ok(language) => entry.set_language(language),
            Err(_) => diagnostics.push(
                bad(&text, "a language tag").hint("write a tag such as `fr`, `ru` or `pt-BR`"),
            ),
        }
    }
}

/// Dates, numbers and serial numbers.
fn numbers(fields: &mut Fields<'_>, entry: &mut Entry, diagnostics: &mut Diagnostics) {
    if let Some(date) = fields.word("date", diagnostics).and_then(|text| date(&text, diagnostics)) {
        entry.set_date(date);
    }
    if let Some(text) = fields.text("volume", diagnostics) {
        entry.set_volume(typed(&text.value));
    }
    if let Some(text) = fields.text("issue", diagnostics) {
        entry.set_issue(typed(&text.value));
    }
    if let Some(text) = fields.text("edition", diagnostics) {
        entry.set_edition(typed(&text.value));
    }
    if let Some(text) = fields.word("page-range", diagnostics) {
        entry.set_page_range(typed(&text.value));
    }
    let serials = match fields.optional("serial-number").map(|node| (&node.value, node)) {
        Some((Value::Mapping(_), _)) => {
            let mut serials = BTreeMap::new();
            if let Some(mut inner) = fields.mapping("serial-number", diagnostics) {
                for name in SERIALS {
                    if let Some(text) = inner.text(name, diagnostics) {
                        serials.insert(name.to_owned(), text.value);
                    }
                }
                inner.finish(diagnostics);
            }
            serials
        }
        Some(_) => fields
            .text("serial-number", diagnostics)
            .map(|text| BTreeMap::from([("serial".to_owned(), text.value)]))
            .unwrap_or_default(),
        None => BTreeMap::new(),
    };
    if !serials.is_empty() {
        entry.set_serial_number(SerialNumber(serials));
    }
}

/// The address, kept as typed beside Hayagriva's normalized one.
fn address(
    fields: &mut Fields<'_>,
    entry: &mut Entry,
    diagnostics: &mut Diagnostics,
) -> Option<String> {
    let (text, visited) = match fields.optional("url").map(|node| (&node.value, node)) {
        Some((Value::Mapping(_), node)) => {
            let mut inner = Fields::of(node, "`url`", diagnostics)?;
            let text = inner.required_word("value", diagnostics);
            let visited = inner.word("date", diagnostics).and_then(|text| date(&text, diagnostics));
            inner.finish(diagnostics);
            (text?, visited)
        }
        Some(_) => (fields.word("url", diagnostics)?, None),
        None => return None,
    };
    let written = text.value.trim();
    let reason = match (written.starts_with("mailto:"), address::encoded(written)) {
        (true, _) => "it is a mailbox",
        _ if !written.starts_with("http") => "it does not begin with `https://`",
        (false, Err(reason)) => reason,
        (false, Ok(encoded)) => match QualifiedUrl::from_str(&encoded) {
            Ok(url) => {
                entry.set_url(QualifiedUrl::new(url.value, visited));
                return Some(written.to_owned());
            }
            Err(_) => "it is malformed",
        },
    };
    diagnostics.push(
        Diagnostic::new(
            Code::BadSource,
            format!("`{}` is not an address of the web: {reason}", text.value),
        )
        .at(text.span)
        .hint("write it whole: `https://www.unodc.org/…`"),
    );
    None
}

fn format_string(
    fields: &mut Fields<'_>,
    name: &str,
    diagnostics: &mut Diagnostics,
) -> Option<FormatString> {
    let node = fields.optional(name)?;
    if let Value::Mapping(_) = node.value {
        let mut inner = Fields::of(node, &format!("`{name}`"), diagnostics)?;
        let verbatim = inner.boolean("verbatim", diagnostics).unwrap_or(false);
        let value = inner.required("value", diagnostics);
        let value = value.and_then(|node| chunk(node, "`value`", verbatim, diagnostics));
        let short = inner.optional("short");
        let short = short.and_then(|node| chunk(node, "`short`", verbatim, diagnostics));
        inner.finish(diagnostics);
        return value.map(|value| FormatString { value, short: short.map(Box::new) });
    }
    let value = chunk(node, &format!("`{name}`"), false, diagnostics)?;
    Some(FormatString { value, short: None })
}

/// A text, or `{ value: …, verbatim: true }`: then its letters keep their case and its braces are
/// signs like others (Hayagriva's file format, "Formattable String").
fn chunk(
    node: &Node,
    what: &str,
    verbatim: bool,
    diagnostics: &mut Diagnostics,
) -> Option<ChunkedString> {
    if let Value::Mapping(_) = node.value {
        let mut inner = Fields::of(node, what, diagnostics)?;
        let own = inner.boolean("verbatim", diagnostics).unwrap_or(false);
        let text = inner.required_text("value", diagnostics);
        inner.finish(diagnostics);
        return chunked(&text?, verbatim || own, diagnostics);
    }
    let text = Text::read_short(node, what, diagnostics)?;
    if text.value.trim().is_empty() {
        diagnostics
            .push(Diagnostic::new(Code::MissingField, format!("{what} is empty")).at(text.span));
        return None;
    }
    chunked(&text, verbatim, diagnostics)
}

fn chunked(text: &Text, verbatim: bool, diagnostics: &mut Diagnostics) -> Option<ChunkedString> {
    if verbatim {
        return Some(StringChunk::verbatim(text.value.as_str()).into());
    }
    let found = ChunkedString::from_str(&text.value).ok();
    if found.is_none() {
        diagnostics.push(
            bad(text, "text in the bibliography's format")
                .hint("braces come in pairs: write `\\{` and `\\}` for the signs themselves"),
        );
    }
    found
}

fn persons(
    fields: &mut Fields<'_>,
    name: &str,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<Person>> {
    let node = fields.optional(name)?;
    let nodes: Vec<&Node> = match &node.value {
        Value::Sequence(items) => items.iter().collect(),
        _ => vec![node],
    };
    Some(nodes.into_iter().filter_map(|node| person(node, name, diagnostics)).collect())
}

fn person(node: &Node, name: &str, diagnostics: &mut Diagnostics) -> Option<Person> {
    if let Value::Mapping(_) = node.value {
        let mut inner = Fields::of(node, &format!("`{name}`"), diagnostics)?;
        let value = |text: Option<Text>| text.map(|text| text.value);
        let family = inner.required_text("name", diagnostics);
        let person = Person {
            name: family.map(|text| text.value).unwrap_or_default(),
            given_name: value(inner.text("given-name", diagnostics)),
            prefix: value(inner.text("prefix", diagnostics)),
            suffix: value(inner.text("suffix", diagnostics)),
            comma_suffix: inner.boolean("comma-suffix", diagnostics).unwrap_or(false),
            alias: value(inner.text("alias", diagnostics)),
        };
        inner.finish(diagnostics);
        return (!person.name.is_empty()).then_some(person);
    }
    let text = Text::read_short(node, &format!("`{name}`"), diagnostics)?;
    match Person::from_str(&text.value) {
        Ok(person) if !person.name.trim().is_empty() => Some(person),
        Ok(_) | Err(_) => {
            diagnostics
                .push(bad(&text, "a name").hint("write `Family, Given`, such as `Reed, Quentin`"));
            None
        }
    }
}

fn date(text: &Text, diagnostics: &mut Diagnostics) -> Option<Date> {
    match Date::from_str(text.value.trim()) {
        Ok(date) => Some(date),
        Err(error) => {
            diagnostics.push(
                Diagnostic::new(Code::BadDate, format!("`{}` is not a date", text.value.trim()))
                    .at(text.span)
                    .hint(format!("{error}; write `2023`, `2023-09` or `2023-09-15`")),
            );
            None
        }
    }
}

/// A number if it is one, else the text; Hayagriva takes both.
fn typed<T: FromStr>(text: &str) -> MaybeTyped<T> {
    let Ok(value) = text.trim().parse();
    value
}

fn bad(text: &Text, expected: &str) -> Diagnostic {
    Diagnostic::new(Code::BadSource, format!("`{}` is not {expected}", text.value)).at(text.span)
}
