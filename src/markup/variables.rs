//! `{{ name }}` and `{{ insert() }}` in prose.

use std::ops::Range;

use indexmap::IndexMap;

use crate::diagnostic::{Code, Diagnostic, Span};

/// A stretch of text, or a variable in it.
pub(super) struct Part<'a> {
    /// The stretch, braces included.
    pub(super) range: Range<usize>,
    /// Name of the variable, if it is one.
    pub(super) variable: Option<&'a str>,
}

/// Splits text at its variables.
pub(super) fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut from = 0;
    let mut search = 0;
    while let Some(open) = text[search..].find("{{").map(|at| search + at) {
        let Some(close) = text[open..].find("}}").map(|at| open + at + 2) else { break };
        let name = text[open + 2..close - 2].trim();
        if is_name(name) {
            if from < open {
                parts.push(Part { range: from..open, variable: None });
            }
            parts.push(Part { range: open..close, variable: Some(name) });
            from = close;
        }
        search = close;
    }
    if from < text.len() {
        parts.push(Part { range: from..text.len(), variable: None });
    }
    parts
}

/// The name in `{{ name() }}`, if the text is exactly that.
pub(super) fn insert_name(text: &str) -> Option<&str> {
    let call = text.strip_prefix("{{")?.strip_suffix("}}")?.trim();
    let name = call.strip_suffix("()")?.trim_end();
    is_name(name).then_some(name)
}

/// Whether a name can be that of a variable.
pub(super) fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

/// The problem of a variable that nobody defined.
pub(super) fn undefined(name: &str, span: Span, known: &IndexMap<String, String>) -> Diagnostic {
    let diagnostic =
        Diagnostic::new(Code::UndefinedVariable, format!("the variable `{name}` is not defined"))
            .at(span)
            .did_you_mean(name, known.keys().map(String::as_str));
    if diagnostic.hints.is_empty() {
        diagnostic
            .hint("define it under `variables` in guide.yaml")
            .hint(format!("if it is an insert of the template, write `{{{{ {name}() }}}}`"))
    } else {
        diagnostic
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_split_at_variables() {
        let text = "As {{ report }} and {{x}} say {{ not a name }}.";
        let names: Vec<_> = parts(text).iter().filter_map(|part| part.variable).collect();
        assert_eq!(names, ["report", "x"]);
        let whole: String = parts(text).iter().map(|part| &text[part.range.clone()]).collect();
        assert_eq!(whole, text);
    }

    #[test]
    fn inserts_stand_alone() {
        assert_eq!(insert_name("{{ programme() }}"), Some("programme"));
        assert_eq!(insert_name("{{ programme }}"), None);
        assert_eq!(insert_name("see {{ programme() }}"), None);
    }
}
