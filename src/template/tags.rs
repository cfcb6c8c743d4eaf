//! The length of the tags in a template, before the engine compiles them. A chain of operators or
//! attributes becomes a tree as deep as the chain is long, and compiling it recurses.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, FileId, Span};

/// Most bytes of one `{{ … }}` or `{% … %}`.
const MAX_TAG: usize = 2_000;

/// Whether every tag is short enough to be compiled; the first that is not is reported.
pub(super) fn check(file: FileId, text: &str, diagnostics: &mut Diagnostics) -> bool {
    let mut rest = 0;
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
    }
    true
}
