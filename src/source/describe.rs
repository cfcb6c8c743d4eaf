//! The sources as they were read, for `plenary show --stage source`.

use serde_json::{Map, Value, json};

use super::Source;
use super::questions::Question;
use super::section::{FieldValue, Section};
use crate::document::visit::{block_and_children, own_inlines};
use crate::document::{inline_text, normalize_space};
use crate::markup::Piece;

/// The sections with the values of their fields and their notes, Markdown resolved to text.
#[must_use]
pub fn describe(source: &Source) -> Value {
    json!({
        "id": source.guide.id.value,
        "template": source.guide.template.value,
        "language": source.guide.language.code(),
        "title": source.guide.title.value,
        "sections": source.sections.iter().map(section).collect::<Vec<_>>(),
        "references": source.bibliography.iter().map(|(key, reference)| json!({
            "key": key,
            "kind": reference.kind,
            "entry": reference.entry,
        })).collect::<Vec<_>>(),
        "images": source.catalogue.iter().map(|(key, entry)| json!({
            "key": key,
            "file": entry.file.value,
            "alt": entry.alt.as_ref().map(|alt| &alt.value),
            "caption": inline_text(&entry.caption),
            "credit": inline_text(&entry.credit),
        })).collect::<Vec<_>>(),
    })
}

fn section(section: &Section) -> Value {
    let fields: Map<String, Value> =
        section.fields.iter().map(|(name, field)| (name.clone(), value(field))).collect();
    let notes: Map<String, Value> = section
        .notes
        .iter()
        .map(|(id, note)| (id.clone(), Value::from(inline_text(&note.content))))
        .collect();
    json!({ "id": section.id, "kind": section.kind, "fields": fields, "notes": notes })
}

fn value(field: &FieldValue) -> Value {
    match field {
        FieldValue::Text(text) => Value::from(text.value.as_str()),
        FieldValue::Inline { content, .. } => Value::from(inline_text(content)),
        FieldValue::Date(date) => Value::from(date.to_string()),
        FieldValue::Choice(choice) => Value::from(choice.as_str()),
        FieldValue::Boolean(found) => Value::from(*found),
        FieldValue::List(items) => items.iter().map(value).collect(),
        FieldValue::Questions(questions) => questions.iter().map(question).collect(),
        FieldValue::Prose(fragment) => {
            let mut lines = Vec::new();
            for piece in &fragment.pieces {
                match piece {
                    Piece::Insert { name, .. } => lines.push(format!("{{{{ {name}() }}}}")),
                    Piece::Block(block) => block_and_children(block, &mut |block| {
                        for (_, inlines) in own_inlines(block) {
                            lines.push(normalize_space(&inline_text(inlines)));
                        }
                    }),
                }
            }
            lines.retain(|line| !line.is_empty());
            Value::from(lines)
        }
    }
}

fn question(question: &Question) -> Value {
    match question {
        Question::Single(text) => Value::from(inline_text(&text.content)),
        Question::Group { heading, items } => json!({
            "group": inline_text(&heading.content),
            "items": items.iter().map(|item| inline_text(&item.content)).collect::<Vec<_>>(),
        }),
    }
}
