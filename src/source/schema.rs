//! JSON Schema (draft-07) of the source files, made from the same declarations that read them.

use serde_json::{Map, Value, json};

use crate::diagnostic::{Code, Level};
use crate::document::Language;
use crate::template::{FieldType, Template};

const DRAFT: &str = "http://json-schema.org/draft-07/schema#";
const ID: &str = "^[a-z0-9][a-z0-9-]{0,63}$";

fn text(description: &str) -> Value {
    json!({ "type": ["string", "number"], "description": description })
}

fn object(properties: impl Into<Value>, required: &[&str]) -> Value {
    json!({
        "type": "object",
        "properties": properties.into(),
        "required": required,
        "additionalProperties": false,
    })
}

fn organization(description: &str) -> Value {
    let mut schema = object(
        json!({
            "name": text("Full name"),
            "acronym": text("Acronym"),
            "mandate": text("What it is charged with"),
            "unit": text("The part of it that is meant"),
            "organ": text("The principal organ that it belongs to, for mastheads"),
        }),
        &["name"],
    );
    schema["description"] = Value::from(description);
    schema
}

/// Schema of `guide.yaml`.
#[must_use]
pub fn guide() -> Value {
    let languages = Language::ALL.map(Language::code);
    let language = json!({ "enum": languages, "description": "Language of the text" });
    let mut schema = object(
        json!({
            "id": { "type": "string", "pattern": ID, "description": "Names the outputs: build/ID-LANG.pdf" },
            "template": { "type": "string", "description": "Name of the template" },
            "layout": text("One of the template's layouts, such as: parliamentary"),
            "language": language,
            "title": text("Title of the document"),
            "series": text("Series, such as: Thematic discussions 2023"),
            "designation": text("What the document is, such as: Discussion guide"),
            "body": organization("The body that the document is for"),
            "issuer": organization("Who issues it"),
            "identity": object(
                json!({
                    "symbol": text("Document symbol, such as E/CN.7/2023/CRP.9"),
                    "distribution": { "enum": ["general", "limited", "restricted"] },
                    "date": { "type": "string", "format": "date", "description": "Date of the document" },
                    "original-language": { "enum": languages },
                    "edited": { "type": "boolean", "description": "Whether it was formally edited" },
                    "session": text("Session of the body"),
                    "meeting": text("Place and dates of the session"),
                    "agenda-item": text("Number of the agenda item"),
                    "agenda-title": text("Title of the agenda item"),
                    "agenda-document": text("Symbol of the document that has the provisional agenda"),
                    "version": text("Version label"),
                }),
                &[],
            ),
            "keywords": { "type": "array", "items": text("A search word") },
            "variables": {
                "type": "object",
                "additionalProperties": text("A value for {{ name }} in prose"),
                "description": "Values for {{ name }} in prose and templates",
            },
            "cover": object(
                json!({
                    "artwork": text("Key of the cover's artwork in images.yaml"),
                    "mark": text("Key of the cover's mark in images.yaml"),
                }),
                &[],
            ),
            "checks": checks(),
            "sections": {
                "type": "array",
                "items": { "type": "string", "pattern": ID },
                "uniqueItems": true,
                "description": "Section ids in order: the files sections/ID.yaml",
            },
        }),
        &["id", "template", "language", "title", "sections"],
    );
    finish(&mut schema, "guide.yaml");
    schema
}

/// The checks by name, each with what it finds and how strictly it is taken by itself.
fn checks() -> Value {
    let properties: Map<String, Value> = Code::checks()
        .map(|(name, code)| {
            let schema = json!({
                "enum": Level::ALL.map(Level::name),
                "default": code.level().name(),
                "description": format!("{code}: {}", code.explanation()),
            });
            (name, schema)
        })
        .collect();
    let mut schema = object(properties, &[]);
    schema["description"] = Value::from("How strictly checks are taken");
    schema
}

/// Schema of `images.yaml`.
#[must_use]
pub fn images() -> Value {
    let image = object(
        json!({
            "file": text("File, relative to the sources folder"),
            "alt": text("What the image shows, for those who do not see it"),
            "decorative": { "type": "boolean", "description": "True if the image says nothing" },
            "caption": text("Caption: one paragraph of Markdown"),
            "credit": text("Who made it: one paragraph of Markdown"),
            "width": { "type": "string", "pattern": "^([0-9.]+ *%|wide)$", "description": "Share of the text width, or wide: beyond the text on both sides" },
            "placement": { "enum": ["text", "top"], "description": "Between the paragraphs, or at the top of the page" },
        }),
        &["file"],
    );
    let mut schema = json!({
        "type": "object",
        "propertyNames": { "pattern": ID },
        "additionalProperties": image,
    });
    finish(&mut schema, "images.yaml");
    schema
}

/// Schema of `references.yaml`.
#[must_use]
pub fn references() -> Value {
    crate::citation::schema()
}

/// Schema of `sections/ID.yaml`, by the kinds of the template.
#[must_use]
pub fn section(template: &Template) -> Value {
    let kinds: Vec<Value> = template
        .kinds
        .iter()
        .map(|(name, kind)| {
            let mut properties = Map::new();
            properties.insert("kind".to_owned(), json!({ "const": name }));
            let mut required = vec!["kind"];
            for (field_name, field) in &kind.fields {
                let mut schema = field_schema(&field.kind);
                if !field.description.is_empty() {
                    schema["description"] = Value::from(field.description.as_str());
                }
                properties.insert(field_name.clone(), schema);
                if field.required {
                    required.push(field_name);
                }
            }
            let mut schema = object(Value::Object(properties), &required);
            schema["description"] = Value::from(kind.description.as_str());
            schema
        })
        .collect();
    let names: Vec<&str> = template.kinds.keys().map(String::as_str).collect();
    let mut schema = json!({
        "type": "object",
        "properties": { "kind": { "enum": names, "description": "Kind of the section" } },
        "required": ["kind"],
        "oneOf": kinds,
    });
    finish(&mut schema, "sections/ID.yaml");
    schema
}

fn finish(schema: &mut Value, title: &str) {
    schema["$schema"] = Value::from(DRAFT);
    schema["title"] = Value::from(format!("plenary: {title}"));
}

fn field_schema(kind: &FieldType) -> Value {
    match kind {
        FieldType::Text | FieldType::Inline | FieldType::Note | FieldType::Prose => {
            json!({ "type": ["string", "number"] })
        }
        FieldType::Date => json!({ "type": "string", "format": "date" }),
        FieldType::Choice(choices) => json!({ "enum": choices }),
        FieldType::Boolean => json!({ "type": "boolean" }),
        FieldType::Questions => {
            let question = json!({ "type": ["string", "number"] });
            json!({
                "type": "array",
                "items": {
                    "oneOf": [
                        question,
                        object(
                            json!({
                                "group": { "type": "string", "description": "Subheading; numbers run on" },
                                "items": { "type": "array", "items": question },
                            }),
                            &["group", "items"],
                        ),
                    ],
                },
            })
        }
        FieldType::Notes => json!({
            "type": "object",
            "propertyNames": { "pattern": ID },
            "additionalProperties": { "type": ["string", "number"] },
        }),
        FieldType::List(inner) => json!({ "type": "array", "items": field_schema(inner) }),
    }
}
