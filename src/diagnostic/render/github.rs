//! GitHub workflow commands: errors first, since a step shows ten of each level at most.

use crate::diagnostic::{Diagnostics, Severity, SourceMap};

pub(super) fn render(diagnostics: &Diagnostics, sources: &SourceMap) -> String {
    let mut lines: Vec<_> = diagnostics.iter().collect();
    lines.sort_by_key(|diagnostic| diagnostic.severity);
    let mut text = String::new();
    for diagnostic in lines {
        let level = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let mut properties = Vec::new();
        if let Some(span) = diagnostic.span
            && let Some(file) = sources.file(span.file)
        {
            let start = file.line_column(span.range().start);
            let end = file.line_column(span.range().end);
            properties.push(format!("file={}", escape_property(file.path())));
            properties.push(format!("line={}", start.line));
            properties.push(format!("endLine={}", end.line));
            if start.line == end.line {
                properties.push(format!("col={}", start.column));
                properties.push(format!("endColumn={}", end.column));
            }
        }
        properties.push(format!("title={}", escape_property(diagnostic.code.as_str())));
        let mut message = diagnostic.message.clone();
        for hint in &diagnostic.hints {
            message.push_str("\nhelp: ");
            message.push_str(hint);
        }
        text.push_str(&format!("::{level} {}::{}\n", properties.join(","), escape_data(&message)));
    }
    text
}

/// Escapes of a command's message.
fn escape_data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes of a command's property.
fn escape_property(text: &str) -> String {
    escape_data(text).replace(':', "%3A").replace(',', "%2C")
}
