//! `checks:` in guide.yaml: how strictly each check is taken.

use super::fields::Fields;
use super::guide::choice;
use super::text::Text;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Level, Levels};

/// Reads the table. Names of checks are those of [`Code::check`].
pub(super) fn read(fields: &mut Fields<'_>, diagnostics: &mut Diagnostics) -> Levels {
    let mut levels = Levels::default();
    let Some(inner) = fields.mapping("checks", diagnostics) else { return levels };
    let names = Level::ALL.map(Level::name);
    for entry in inner.entries() {
        let Some((_, code)) = Code::checks().find(|(name, _)| *name == entry.key) else {
            diagnostics.push(unknown(&entry.key).at(entry.key_span));
            continue;
        };
        let what = format!("the check `{}`", entry.key);
        let level = Text::read_word(&entry.node, &what, diagnostics)
            .and_then(|text| choice(&text, &names, &what, diagnostics))
            .and_then(|name| Level::from_name(&name));
        if let Some(level) = level {
            levels.set(code, level);
        }
    }
    levels
}

fn unknown(name: &str) -> Diagnostic {
    if let Some(code) = Code::ALL.iter().find(|code| code.name() == name) {
        let message = format!("`{name}` ({code}) is always an error and has no level");
        return Diagnostic::new(Code::UnknownKey, message).hint("delete the line");
    }
    let names: Vec<String> = Code::checks().map(|(name, _)| name).collect();
    let diagnostic = Diagnostic::new(Code::UnknownKey, format!("there is no check `{name}`"))
        .did_you_mean(name, names.iter().map(String::as_str));
    if diagnostic.hints.is_empty() {
        diagnostic.hint("`plenary schema guide` and docs/checks.md list the checks")
    } else {
        diagnostic
    }
}
