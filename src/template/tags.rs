//! The tags of a template, before the engine compiles them: their length, and whether each block is
//! closed. A chain of operators or attributes becomes a tree as deep as the chain is long, and
//! compiling it recurses.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, FileId, Span};

/// Most bytes of one `{{ … }}` or `{% … %}`.
const MAX_TAG: usize = 2_000;

/// Statements that have an end.
const BLOCKS: [&str; 9] =
    ["for", "if", "call", "set", "macro", "filter", "with", "block", "autoescape"];

/// A block that is open.
struct Open<'t> {
    name: &'t str,
    span: Span,
    line: usize,
}

/// Whether every tag is short enough to be compiled and every block is closed; the first that is
/// not is reported.
pub(super) fn check(file: FileId, text: &str, diagnostics: &mut Diagnostics) -> bool {
    let mut rest = 0;
    let mut open: Vec<Open<'_>> = Vec::new();
    while let Some(found) = text[rest..].find(['{']) {
        let start = rest + found;
        let closing = match &text.as_bytes()[start..] {
            [b'{', b'{', ..] => "}}",
            [b'{', b'%', ..] => "%}",
            [b'{', b'#', ..] => {
                // A comment is not compiled.
                rest = text[start..].find("#}").map_or(text.len(), |end| start + end + 2);
                continue;
            }
            _ => {
                rest = start + 1;
                continue;
            }
        };
        let end = text[start..].find(closing).map_or(text.len(), |end| start + end + 2);
        if end - start > MAX_TAG {
            let message =
                format!("this tag has {} bytes; at most {MAX_TAG} are compiled", end - start);
            diagnostics.push(
                Diagnostic::new(Code::TemplateTooLarge, message)
                    .at(Span::new(file, start, start + 2))
                    .hint("divide it with `{% set %}`"),
            );
            return false;
        }
        rest = end;
        if closing == "%}" {
            let statement = text[start + 2..].trim_start_matches(['-', '+']).trim_start();
            let name =
                statement.split(|c: char| !c.is_ascii_lowercase()).next().unwrap_or_default();
            if name == "raw" {
                rest = text[end..].find("endraw").map_or(text.len(), |at| end + at);
                rest = text[rest..].find("%}").map_or(text.len(), |at| rest + at + 2);
                continue;
            }
            let span = Span::new(file, start, end);
            // `{% set x = … %}` is no block.
            let block = name != "set" || !text[start..end].contains('=');
            if BLOCKS.contains(&name) && block {
                open.push(Open { name, span, line: text[..start].matches('\n').count() + 1 });
            } else if let Some(closed) = name.strip_prefix("end")
                && BLOCKS.contains(&closed)
            {
                match open.pop() {
                    Some(last) if last.name == closed => {}
                    last => {
                        diagnostics.push(not_closed(name, span, last));
                        return false;
                    }
                }
            }
        }
    }
    if let Some(last) = open.pop() {
        let message = format!("`{{% {} … %}}` is not closed", last.name);
        let hint = format!("write `{{% end{} %}}` where it ends", last.name);
        diagnostics.push(Diagnostic::new(Code::TemplateFailed, message).at(last.span).hint(hint));
        return false;
    }
    true
}

/// What to say of an end that does not close what was opened last.
fn not_closed(name: &str, span: Span, last: Option<Open<'_>>) -> Diagnostic {
    let Some(last) = last else {
        let message = format!("`{{% {name} %}}` closes nothing");
        let opened = name.trim_start_matches("end");
        let hint =
            format!("what it closes begins with `{{% {opened} … %}}`, not with `{{{{ … }}}}`");
        return Diagnostic::new(Code::TemplateFailed, message).at(span).hint(hint);
    };
    let message =
        format!("`{{% {name} %}}` stands where `{}` of line {} is open", last.name, last.line);
    let hint = format!("close that first with `{{% end{} %}}`", last.name);
    let diagnostic = Diagnostic::new(Code::TemplateFailed, message).at(span);
    diagnostic.related(last.span, "opened here").hint(hint)
}
