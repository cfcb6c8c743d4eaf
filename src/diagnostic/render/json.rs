//! One JSON object per line.

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Diagnostics, LineColumn, SourceMap, Span};

#[derive(Serialize)]
struct Line<'a> {
    code: &'a str,
    severity: crate::diagnostic::Severity,
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

pub(super) fn render(diagnostics: &Diagnostics, sources: &SourceMap) -> String {
    diagnostics.iter().map(|diagnostic| format!("{}\n", line(diagnostic, sources))).collect()
}

fn line(diagnostic: &Diagnostic, sources: &SourceMap) -> String {
    let line = Line {
        code: diagnostic.code.as_str(),
        severity: diagnostic.severity,
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
