//! Ids that editors give: of guides, sections, notes and images.

use super::text::Text;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};

/// Whether a name can be an id: lower-case Latin letters, digits and hyphens, a letter or digit
/// first, at most 64 characters. Ids become file names, labels and bookmarks.
#[must_use]
pub fn is_id(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && !name.starts_with('-')
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// Reports a name that cannot be an id.
pub fn check(name: &str, span: Span, what: &str, diagnostics: &mut Diagnostics) -> bool {
    let fits = is_id(name);
    if !fits {
        diagnostics.push(
            Diagnostic::new(Code::BadId, format!("`{name}` cannot be {what}")).at(span).hint(
                format!(
                    "ids are made of lower-case letters, digits and hyphens: `{}`",
                    proposal(name).unwrap_or_else(|| "new-substances".to_owned())
                ),
            ),
        );
    }
    fits
}

/// The id that a name would be, if it has letters for one.
fn proposal(name: &str) -> Option<String> {
    let lower = name.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let id = words.join("-");
    (is_id(&id) && name.is_ascii()).then_some(id)
}

/// As [`check`], for a text.
pub fn check_text(text: &Text, what: &str, diagnostics: &mut Diagnostics) -> bool {
    check(&text.value, text.span, what, diagnostics)
}
