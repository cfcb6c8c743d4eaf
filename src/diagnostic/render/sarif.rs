//! SARIF 2.1.0 (OASIS Standard, 27 March 2020): one run with its rules and results.

use serde_json::{Value, json};

use super::Found;
use crate::diagnostic::{Code, Diagnostic, Severity, SourceMap, Span};

/// The program that reports.
#[derive(Clone, Copy, Debug)]
pub struct Tool<'a> {
    /// Name.
    pub name: &'a str,
    /// Version.
    pub version: &'a str,
}

pub(super) fn render(found: &[Found<'_>], failures: &[String], tool: &Tool<'_>) -> String {
    let rules: Vec<Value> = Code::ALL
        .iter()
        .map(|code| {
            json!({
                "id": code.as_str(),
                "name": code.name(),
                "shortDescription": { "text": code.explanation().replace('\n', " ") },
                "defaultConfiguration": { "level": level(code.severity()) },
            })
        })
        .collect();
    let mut results = Vec::new();
    for Found { diagnostics, sources } in found {
        results.extend(diagnostics.iter().map(|diagnostic| result(diagnostic, sources)));
    }
    let notification =
        |level: &str, text: &String| json!({ "level": level, "message": { "text": text } });
    let notifications: Vec<Value> = (super::omission(found).iter())
        .map(|omission| notification("warning", omission))
        .chain(failures.iter().map(|failure| notification("error", failure)))
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": tool.name, "version": tool.version, "rules": rules } },
            "invocations": [{
                "executionSuccessful": failures.is_empty(),
                "toolExecutionNotifications": notifications,
            }],
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn result(diagnostic: &Diagnostic, sources: &SourceMap) -> Value {
    let mut text = diagnostic.message.clone();
    for hint in &diagnostic.hints {
        text.push_str("\nhelp: ");
        text.push_str(hint);
    }
    let mut result = json!({
        "ruleId": diagnostic.code.as_str(),
        "ruleIndex": Code::ALL.iter().position(|code| *code == diagnostic.code),
        "level": level(diagnostic.severity),
        "message": { "text": text },
    });
    if let Some(location) = diagnostic.span.and_then(|span| location(span, None, sources)) {
        result["locations"] = json!([location]);
    }
    let related: Vec<Value> = diagnostic
        .related
        .iter()
        .filter_map(|related| location(related.span, Some(&related.message), sources))
        .collect();
    if !related.is_empty() {
        result["relatedLocations"] = Value::from(related);
    }
    result
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn location(span: Span, message: Option<&str>, sources: &SourceMap) -> Option<Value> {
    let file = sources.file(span.file)?;
    let start = file.line_column(span.range().start);
    let end = file.line_column(span.range().end);
    let mut location = json!({
        "physicalLocation": {
            "artifactLocation": { "uri": percent_encode(file.path()) },
            "region": {
                "startLine": start.line,
                "startColumn": start.column,
                "endLine": end.line,
                "endColumn": end.column,
            },
        },
    });
    if let Some(message) = message {
        location["message"] = json!({ "text": message });
    }
    Some(location)
}

/// A relative path as a URI (RFC 3986, 2.1).
fn percent_encode(path: &str) -> String {
    path.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}
