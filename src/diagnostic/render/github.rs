//! GitHub workflow commands: errors first, since a step shows ten of each level at most.

use super::{Found, visible};
use crate::diagnostic::Severity;

pub(super) fn render(found: &[Found<'_>], failures: &[String]) -> String {
    let mut lines: Vec<_> = found
        .iter()
        .flat_map(|one| one.diagnostics.iter().map(|diagnostic| (diagnostic, one.sources)))
        .collect();
    lines.sort_by_key(|(diagnostic, _)| diagnostic.severity);
    let mut text: String = failures
        .iter()
        .map(|failure| format!("::error title=failure::{}\n", escape_data(failure)))
        .collect();
    if let Some(omission) = super::omission(found) {
        let level = if super::omitted(found).0 > 0 { "error" } else { "warning" };
        text.push_str(&format!("::{level} title=omitted::{}\n", escape_data(&omission)));
    }
    for (diagnostic, sources) in lines {
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
        let code = diagnostic.code.as_str();
        let title = match diagnostic.code.check() {
            Some(check) => format!("{code} {check}"),
            None => code.to_owned(),
        };
        properties.push(format!("title={}", escape_property(&title)));
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
    let text = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    // Inside of a command this begins none, but not every reader of a log knows that.
    visible::line(&text).replace("##[", "# #[")
}

/// Escapes of a command's property.
fn escape_property(text: &str) -> String {
    escape_data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Diagnostic, Diagnostics, SourceMap, Span};

    #[test]
    fn commands_are_escaped_as_the_runner_unescapes_them() {
        let sources = SourceMap::default();
        let file = sources.add("a, b: 100%/c.yaml", "key: value\n");
        let diagnostic = Diagnostic::new(Code::WrongType, "50% of it: a, b\r\nand c")
            .at(Span::new(file, 5, 10))
            .hint("see %0A");
        let diagnostics = Diagnostics::from(diagnostic);
        let found = [Found { diagnostics: &diagnostics, sources: &sources }];
        assert_eq!(
            render(&found, &["disk\nfull".to_owned()]),
            "::error title=failure::disk%0Afull\n\
             ::error file=a%2C b%3A 100%25/c.yaml,line=1,endLine=1,col=6,endColumn=11,title=PL0103\
             ::50%25 of it: a, b%0D%0Aand c%0Ahelp: see %250A\n"
        );
    }
}
