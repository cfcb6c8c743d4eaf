//! What templates see: the guide, its sections and their fields, and the fixed words.
//!
//! Keys are written with underscores here (`short_title`), since a template reads `a-b` as a
//! subtraction. Texts are handles, so that their places survive.

use std::collections::BTreeMap;

use minijinja::value::Value;

use super::shelf::{Item, Shelf};
use crate::document::{Inline, take_marks};
use crate::source::Source;
use crate::source::guide::{Guide, Organization};
use crate::source::section::{FieldValue, Section};
use crate::source::text::Text;
use crate::template::Strings;

type Map = BTreeMap<String, Value>;

fn underscored(key: &str) -> String {
    key.replace('-', "_")
}

/// A text as a handle.
fn text(shelf: &mut Shelf, text: &Text) -> Value {
    let inline = Inline {
        kind: crate::document::InlineKind::Text(text.value.clone()),
        origin: Some(text.span),
    };
    Value::from(shelf.put(Item::Inlines(vec![inline], Some(text.span))))
}

fn insert_text(map: &mut Map, shelf: &mut Shelf, key: &str, value: Option<&Text>) {
    if let Some(value) = value {
        map.insert(key.to_owned(), text(shelf, value));
    }
}

/// The fixed words.
pub(super) fn strings(strings: &Strings) -> Value {
    let map: Map = strings
        .texts()
        .iter()
        .map(|(key, value)| (underscored(key), Value::from(value.as_str())))
        .collect();
    Value::from(map)
}

/// The manifest.
pub(super) fn guide(guide: &Guide, shelf: &mut Shelf) -> Value {
    let mut map = Map::new();
    map.insert("id".into(), Value::from(guide.id.value.as_str()));
    map.insert("language".into(), Value::from(guide.language.code()));
    insert_text(&mut map, shelf, "title", Some(&guide.title));
    insert_text(&mut map, shelf, "series", guide.series.as_ref());
    insert_text(&mut map, shelf, "designation", guide.designation.as_ref());
    for (key, organization) in [("body", &guide.body), ("issuer", &guide.issuer)] {
        if let Some(organization) = organization {
            map.insert(key.into(), organization_value(organization, shelf));
        }
    }
    map.insert("identity".into(), identity(guide, shelf));
    let mut cover = Map::new();
    for (key, value) in [("artwork", &guide.cover.artwork), ("mark", &guide.cover.mark)] {
        if let Some(value) = value {
            cover.insert(key.into(), Value::from(value.value.as_str()));
        }
    }
    map.insert("cover".into(), Value::from(cover));
    let variables: Map = guide
        .variables
        .iter()
        .map(|(name, value)| (underscored(name), text(shelf, value)))
        .collect();
    map.insert("variables".into(), Value::from(variables));
    Value::from(map)
}

fn organization_value(organization: &Organization, shelf: &mut Shelf) -> Value {
    let mut map = Map::new();
    insert_text(&mut map, shelf, "name", organization.name.as_ref());
    insert_text(&mut map, shelf, "acronym", organization.acronym.as_ref());
    insert_text(&mut map, shelf, "mandate", organization.mandate.as_ref());
    insert_text(&mut map, shelf, "unit", organization.unit.as_ref());
    insert_text(&mut map, shelf, "organ", organization.organ.as_ref());
    Value::from(map)
}

fn identity(guide: &Guide, shelf: &mut Shelf) -> Value {
    let identity = &guide.identity;
    let mut map = Map::new();
    insert_text(&mut map, shelf, "symbol", identity.symbol.as_ref());
    insert_text(&mut map, shelf, "session", identity.session.as_ref());
    insert_text(&mut map, shelf, "meeting", identity.meeting.as_ref());
    insert_text(&mut map, shelf, "agenda_item", identity.agenda_item.as_ref());
    insert_text(&mut map, shelf, "agenda_title", identity.agenda_title.as_ref());
    insert_text(&mut map, shelf, "agenda_document", identity.agenda_document.as_ref());
    insert_text(&mut map, shelf, "version", identity.version.as_ref());
    if let Some(distribution) = &identity.distribution {
        map.insert("distribution".into(), Value::from(distribution.as_str()));
    }
    if let Some(date) = identity.date {
        map.insert("date".into(), Value::from(date.to_string()));
    }
    if let Some(language) = identity.original_language {
        map.insert("original_language".into(), Value::from(language.code()));
    }
    if let Some(edited) = identity.edited {
        map.insert("edited".into(), Value::from(edited));
    }
    Value::from(map)
}

/// A section as its own file sees it, and as all files see it.
pub(super) struct SectionValues {
    /// For its own file.
    pub(super) own: Value,
    /// For contents, programme and the like. Its lines have no marks of notes: those stand where
    /// the section itself prints them.
    pub(super) elsewhere: Value,
}

/// All sections: each with its id, its kind and its fields.
pub(super) fn sections(source: &Source, shelf: &mut Shelf) -> Vec<SectionValues> {
    source.sections.iter().map(|found| section(found, shelf)).collect()
}

fn section(section: &Section, shelf: &mut Shelf) -> SectionValues {
    let mut map = Map::new();
    map.insert("id".into(), Value::from(section.id.as_str()));
    map.insert("kind".into(), Value::from(section.kind.as_str()));
    for (name, field) in &section.fields {
        map.insert(underscored(name), value(field, shelf));
    }
    let mut elsewhere = map.clone();
    for (name, field) in &section.fields {
        if let Some(unmarked) = without_marks(field) {
            elsewhere.insert(underscored(name), value(&unmarked, shelf));
        }
    }
    SectionValues { own: Value::from(map), elsewhere: Value::from(elsewhere) }
}

/// A field without marks of notes, if it has any.
fn without_marks(field: &FieldValue) -> Option<FieldValue> {
    match field {
        FieldValue::Inline { content, span } => {
            let mut content = content.clone();
            let (marks, _) = take_marks(&mut content);
            (!marks.is_empty()).then_some(FieldValue::Inline { content, span: *span })
        }
        FieldValue::List(items) => {
            let unmarked: Vec<_> = items.iter().map(without_marks).collect();
            unmarked.iter().any(Option::is_some).then(|| {
                let pairs = unmarked.into_iter().zip(items);
                FieldValue::List(pairs.map(|(own, item)| own.unwrap_or(item.clone())).collect())
            })
        }
        FieldValue::Text(_)
        | FieldValue::Prose(_)
        | FieldValue::Date(_)
        | FieldValue::Choice(_)
        | FieldValue::Boolean(_)
        | FieldValue::Questions(_) => None,
    }
}

fn value(field: &FieldValue, shelf: &mut Shelf) -> Value {
    match field {
        FieldValue::Text(found) => text(shelf, found),
        FieldValue::Inline { content, span } => {
            Value::from(shelf.put(Item::Inlines(content.clone(), Some(*span))))
        }
        FieldValue::Prose(fragment) => Value::from(shelf.put(Item::Prose(fragment.clone()))),
        FieldValue::Date(date) => Value::from(date.to_string()),
        FieldValue::Choice(choice) => Value::from(choice.as_str()),
        FieldValue::Boolean(value) => Value::from(*value),
        FieldValue::Questions(questions) => {
            Value::from(shelf.put(Item::Questions(questions.clone())))
        }
        FieldValue::List(items) => {
            Value::from(items.iter().map(|item| value(item, shelf)).collect::<Vec<_>>())
        }
    }
}
