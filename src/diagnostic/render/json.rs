//! One JSON object per line.

use serde::Serialize;

use serde_json::{Value, json};

use super::Found;
use crate::diagnostic::{Diagnostic, LineColumn, SourceMap, Span};

#[derive(Serialize)]
struct Line<'a> {
    code: &'a str,
    severity: crate::diagnostic::Severity,
    check: Option<String>,
    message: &'a str,
    #[serde(flatten)]
    place: Option<Place>,
    label: Option<&'a str>,
    excerpt: Option<String>,
    related: Vec<Related<'a>>,
    hints: &'a [String],
}

#[derive(Serialize)]
struct Place {
    file: String,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
struct Related<'a> {
    #[serde(flatten)]
    place: Option<Place>,
    message: &'a str,
}

pub(super) fn render(found: &[Found<'_>], failures: &[String]) -> String {
    let mut text = String::new();
    for Found { diagnostics, sources } in found {
        for diagnostic in *diagnostics {
            text.push_str(&format!("{}\n", line(diagnostic, sources)));
        }
    }
    if let Some(message) = super::omission(found) {
        let (errors, warnings) = super::omitted(found);
        let line = json!({
            "severity": "omitted", "message": message, "errors": errors, "warnings": warnings,
        });
        text.push_str(&format!("{line}\n"));
    }
    for failure in failures {
        text.push_str(&format!("{}\n", json!({ "severity": "failure", "message": failure })));
    }
    text
}

/// The schema (draft-07) of a line: a diagnostic, how many are not listed, or what the machine failed
/// at.
#[must_use]
pub fn schema() -> Value {
    let text = json!({ "type": "string" });
    let number = json!({ "type": "integer", "minimum": 1 });
    let count = json!({ "type": "integer", "minimum": 0 });
    let place = json!({
        "file": { "type": "string", "description": "Path below the project as it was given" },
        "line": number,
        "column": { "type": "integer", "minimum": 1, "description": "In characters, from 1" },
        "end_line": number,
        "end_column": number,
    });
    let places = json!({ "file": ["line", "column", "end_line", "end_column"] });
    let mut diagnostic = place.clone();
    diagnostic["code"] = json!({ "type": "string", "pattern": "^PL[0-9]{4}$" });
    diagnostic["severity"] = json!({ "enum": ["error", "warning"] });
    diagnostic["check"] = json!({
        "type": ["string", "null"],
        "description": "Name under which `checks` in guide.yaml sets its level; null if it is always an error",
    });
    diagnostic["message"] = text.clone();
    diagnostic["label"] = json!({ "type": ["string", "null"] });
    diagnostic["excerpt"] = json!({ "type": ["string", "null"] });
    diagnostic["hints"] = json!({ "type": "array", "items": text });
    let mut related = place;
    related["message"] = text.clone();
    diagnostic["related"] = json!({
        "type": "array",
        "items": {
            "type": "object",
            "properties": related,
            "required": ["message"],
            "dependencies": places,
            "additionalProperties": false,
        },
    });
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "plenary: a line of --message-format json",
        "oneOf": [
            {
                "type": "object",
                "properties": diagnostic,
                "required": ["code", "severity", "check", "message", "label", "excerpt", "related", "hints"],
                "dependencies": places,
                "additionalProperties": false,
            },
            {
                "type": "object",
                "properties": {
                    "severity": { "const": "omitted" },
                    "message": text,
                    "errors": count,
                    "warnings": count,
                },
                "required": ["severity", "message", "errors", "warnings"],
                "additionalProperties": false,
            },
            {
                "type": "object",
                "properties": { "severity": { "const": "failure" }, "message": text },
                "required": ["severity", "message"],
                "additionalProperties": false,
            },
        ],
    })
}

fn line(diagnostic: &Diagnostic, sources: &SourceMap) -> String {
    let line = Line {
        code: diagnostic.code.as_str(),
        severity: diagnostic.severity,
        check: diagnostic.code.check(),
        message: &diagnostic.message,
        place: diagnostic.span.and_then(|span| place(span, sources)),
        label: diagnostic.label.as_deref(),
        excerpt: diagnostic.span.and_then(|span| excerpt(span, sources)),
        related: diagnostic
            .related
            .iter()
            .map(|related| Related {
                place: place(related.span, sources),
                message: &related.message,
            })
            .collect(),
        hints: &diagnostic.hints,
    };
    // Strings and numbers always serialize.
    serde_json::to_string(&line).unwrap_or_default()
}

fn place(span: Span, sources: &SourceMap) -> Option<Place> {
    let file = sources.file(span.file)?;
    let LineColumn { line, column } = file.line_column(span.range().start);
    let end = file.line_column(span.range().end);
    Some(Place {
        file: file.path().to_owned(),
        line,
        column,
        end_line: end.line,
        end_column: end.column,
    })
}

/// The first line of the place, whole.
fn excerpt(span: Span, sources: &SourceMap) -> Option<String> {
    let file = sources.file(span.file)?;
    let line = file.line_column(span.range().start).line;
    let start = file.line_start(line)?;
    let text = file.text()[start..].lines().next()?;
    Some(text.to_owned())
}
