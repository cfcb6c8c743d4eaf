//! Sections that a template wants told apart: two sections for one meeting are reported.

use std::collections::BTreeMap;

use super::section::{FieldValue, Section};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// Reports sections whose values of `fields`, taken together, an earlier section has too. Sections
/// without one of the fields are told apart by that.
pub(super) fn check(sections: &[Section], fields: &[String], diagnostics: &mut Diagnostics) {
    let mut seen: BTreeMap<Vec<String>, &Section> = BTreeMap::new();
    let Some(last) = fields.last() else { return };
    for section in sections {
        let values: Option<Vec<String>> =
            fields.iter().map(|name| plain(section.fields.get(name)?)).collect();
        let Some(values) = values else { continue };
        let place = |section: &Section| section.places.get(last).copied().unwrap_or(section.span);
        let Some(first) = seen.get(&values) else {
            seen.insert(values, section);
            continue;
        };
        let message = format!(
            "the section `{}` has the same {} as `{}`: {}",
            section.id,
            fields.join(" and "),
            first.id,
            values.join(", ")
        );
        diagnostics.push(
            Diagnostic::new(Code::SameMeeting, message)
                .at(place(section))
                .related(place(first), "the other section")
                .hint("correct one of them, or set `same-meeting: off` under `checks` in guide.yaml if both share the meeting"),
        );
    }
}

/// The value of a field that can be compared.
fn plain(value: &FieldValue) -> Option<String> {
    match value {
        FieldValue::Text(text) => Some(text.value.clone()),
        FieldValue::Date(date) => Some(date.to_string()),
        FieldValue::Choice(choice) => Some(choice.clone()),
        FieldValue::Boolean(value) => Some(value.to_string()),
        FieldValue::Inline { .. }
        | FieldValue::Prose(_)
        | FieldValue::Questions(_)
        | FieldValue::List(_) => None,
    }
}
