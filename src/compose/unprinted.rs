//! Fields that a section fills and that no file of the template names: what an editor writes and no
//! page shows must be told.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Source;
use crate::template::Template;

/// Reports the fields that are printed nowhere.
pub(super) fn check(source: &Source, diagnostics: &mut Diagnostics) {
    let template = &source.template;
    for section in &source.sections {
        let Some(kind) = template.kinds.get(&section.kind) else { continue };
        for name in section.fields.keys() {
            let holds_words = kind.fields.get(name).is_some_and(|field| field.kind.holds_words());
            if !holds_words || names(template, name) {
                continue;
            }
            diagnostics.push(
                Diagnostic::new(
                    Code::UnprintedField,
                    format!(
                        "what stands in `{name}` is printed nowhere by the template `{}`",
                        template.name
                    ),
                )
                .at(section.places.get(name).copied())
                .hint(format!(
                    "take `{name}` away, or ask who keeps the template: none of its files has \
                     `section.{}`",
                    name.replace('-', "_")
                )),
            );
        }
    }
}

/// Whether a file of the template names a field of sections. A template that picks fields by a
/// computed name may read any.
fn names(template: &Template, field: &str) -> bool {
    let attribute = field.replace('-', "_");
    template.files.values().any(|(_, text)| {
        stands_in(text, &attribute) || stands_in(text, field) || computes_names(text)
    })
}

/// Whether a name stands in a text as a whole, and not as one of the fixed words or of the guide's
/// own fields.
fn stands_in(text: &str, name: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    text.match_indices(name).any(|(at, _)| {
        let before = &text[..at];
        let of_others = ["strings.", "guide."].iter().any(|owner| before.ends_with(owner));
        !of_others && !before.ends_with(part) && !text[at + name.len()..].starts_with(part)
    })
}

/// Whether `section[…]` holds something else than a name in quotation marks.
fn computes_names(text: &str) -> bool {
    let opening = "section[";
    text.match_indices(opening)
        .any(|(at, _)| !text[at + opening.len()..].trim_start().starts_with(['"', '\'']))
}
