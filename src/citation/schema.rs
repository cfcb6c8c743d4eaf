//! JSON Schema (draft-07) of `references.yaml`, from the same tables that read it.

use serde_json::{Map, Value, json};

use super::read::{SERIALS, TYPES, UNPRINTED};

fn text(description: &str) -> Value {
    json!({ "type": ["string", "number"], "description": description })
}

/// A text, or a text that is taken as it stands.
fn chunk(description: &str) -> Value {
    json!({
        "description": description,
        "oneOf": [
            { "type": ["string", "number"] },
            {
                "type": "object",
                "properties": { "value": text(""), "verbatim": { "type": "boolean" } },
                "required": ["value"],
                "additionalProperties": false,
            },
        ],
    })
}

/// A text, or a text with a short form.
fn short(description: &str) -> Value {
    json!({
        "description": description,
        "oneOf": [
            { "type": ["string", "number"] },
            {
                "type": "object",
                "properties": {
                    "value": chunk("In full"),
                    "short": chunk("For later references"),
                    "verbatim": { "type": "boolean", "description": "Braces are ordinary signs" },
                },
                "required": ["value"],
                "additionalProperties": false,
            },
        ],
    })
}

fn persons() -> Value {
    let person = json!({
        "oneOf": [
            { "type": "string", "description": "Family, Given" },
            {
                "type": "object",
                "properties": {
                    "name": text("Family name"),
                    "given-name": text("Given name"),
                    "prefix": text("Such as: van"),
                    "suffix": text("Such as: Jr."),
                    "comma-suffix": { "type": "boolean" },
                    "alias": text("Another name"),
                },
                "required": ["name"],
                "additionalProperties": false,
            },
        ],
    });
    json!({ "oneOf": [person, { "type": "array", "items": person }] })
}

/// The schema.
#[must_use]
pub fn schema() -> Value {
    let serials: Map<String, Value> =
        SERIALS.iter().map(|name| ((*name).to_owned(), text(""))).collect();
    let types: Vec<&str> = TYPES.iter().map(|(name, _)| *name).collect();
    let mut properties = json!({
        "type": { "enum": types, "description": "Kind of source" },
        "title": short("Title"),
        "author": persons(),
        "editor": persons(),
        "organization": short("The body that issued it"),
        "publisher": {
            "oneOf": [
                text("Name; `United Nations` for its publications"),
                {
                    "type": "object",
                    "properties": { "name": text("Name"), "location": text("Place") },
                    "additionalProperties": false,
                },
            ],
        },
        "location": text("Place"),
        "date": text("2023, 2023-09 or 2023-09-15"),
        "edition": text("Number of the edition"),
        "volume": text("Volume, or the number of a part"),
        "issue": text("Number of an issue"),
        "page-range": text("Pages of an article"),
        "genre": text("What a part is called (booklet), the series of a paper, or `database`"),
        "note": text("A remark at the end of the reference"),
        "language": text("Language of the title"),
        "url": {
            "oneOf": [
                { "type": "string", "format": "uri" },
                {
                    "type": "object",
                    "properties": {
                        "value": { "type": "string", "format": "uri" },
                        "date": text("When it was looked at"),
                    },
                    "required": ["value"],
                    "additionalProperties": false,
                },
            ],
        },
        "serial-number": {
            "oneOf": [
                text("A number"),
                { "type": "object", "properties": serials, "additionalProperties": false },
            ],
        },
        "parent": {
            "oneOf": [
                { "$ref": "#/definitions/part" },
                { "type": "array", "items": { "$ref": "#/definitions/part" } },
            ],
        },
    });
    for name in UNPRINTED {
        properties[name] = json!({ "description": "Not printed" });
    }
    let part = json!({
        "type": "object",
        "properties": properties.clone(),
        "additionalProperties": false,
    });
    properties["easily-found"] =
        json!({ "type": "boolean", "description": "True if the address is not to be printed" });
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "plenary: references.yaml",
        "type": "object",
        "propertyNames": { "pattern": "^[a-z0-9][a-z0-9-]{0,63}$" },
        "additionalProperties": {
            "type": "object",
            "properties": properties,
            "required": ["type"],
            "additionalProperties": false,
        },
        "definitions": { "part": part },
    })
}
