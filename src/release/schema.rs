//! JSON Schema of the manifest, for those who read it.

use serde_json::{Value, json};

use super::manifest::VERSION;

/// The schema (draft-07) of `manifest.json`.
#[must_use]
pub fn schema() -> Value {
    let text = json!({ "type": "string", "minLength": 1 });
    let maybe = json!({ "type": ["string", "null"] });
    let sum = json!({ "type": "string", "pattern": "^[0-9a-f]{64}$" });
    let count = json!({ "type": "integer", "minimum": 0 });
    let file = object(&json!({
        "path": text, "size": count, "sha256": sum,
        "embedded": { "type": "boolean", "description": "A file of the program, not of the project" },
    }));
    let files = json!({ "type": "array", "items": file });
    let output = object(&json!({
        "path": { "type": "string", "pattern": "^[^/\\\\]+$", "description": "Name beside the manifest" },
        "manifestation": { "type": "string", "description": "The format: pdf, docx" },
        "size": count,
        "sha256": sum,
        "pages": { "type": ["integer", "null"], "minimum": 1 },
        "standards": { "type": "array", "items": text, "description": "Standards claimed" },
    }));
    let expression = object(&json!({
        "language": { "enum": ["ar", "zh", "en", "fr", "ru", "es"] },
        "date": { "type": ["string", "null"], "format": "date" },
        "version": maybe,
        "symbol": maybe,
    }));
    let commit = object(&json!({
        "commit": { "type": "string", "pattern": "^[0-9a-f]{40}([0-9a-f]{24})?$" },
        "dirty": { "type": ["boolean", "null"], "description": "Whether the files differ from the commit" },
        "folder": { "type": "string", "description": "The project in the repository" },
    }));
    let document = object(&json!({
        "work": { "type": "string", "description": "The guide's id, the same in every language" },
        "expression": expression,
        "title": text,
        "timestamp": { "type": "integer", "description": "Seconds since 1970 UTC, as in the outputs" },
        "tool": object(&json!({ "name": text, "version": text })),
        "source": { "oneOf": [{ "type": "null" }, commit] },
        "inputs": files,
        "template": files,
        "fonts": files,
        "notes": count,
        "words": count,
        "outputs": { "type": "array", "items": output, "minItems": 1 },
    }));
    let mut schema = object(&json!({
        "manifest-version": { "const": VERSION },
        "documents": { "type": "array", "items": document },
    }));
    schema["$schema"] = Value::from("http://json-schema.org/draft-07/schema#");
    schema["title"] = Value::from("plenary: manifest.json");
    schema
}

/// An object that has these properties, all of them and no others.
fn object(properties: &Value) -> Value {
    let names: Vec<&String> =
        properties.as_object().into_iter().flat_map(|map| map.keys()).collect();
    json!({
        "type": "object",
        "properties": properties,
        "required": names,
        "additionalProperties": false,
    })
}
