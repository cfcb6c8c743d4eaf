//! Fields that take plain text: variables filled in, and signs of Markdown reported, which would be
//! printed as typed.

use indexmap::IndexMap;

use super::{leftover, variables};
use crate::diagnostic::Diagnostics;
use crate::source::rewriting::{Edit, rewrite};
use crate::source::scalar::OffsetMap;

/// Fills in the variables of a plain text.
#[must_use]
pub fn fill_plain(
    text: &str,
    map: &OffsetMap,
    known: &IndexMap<String, String>,
    diagnostics: &mut Diagnostics,
) -> (String, OffsetMap) {
    let mut edits = Vec::new();
    for part in variables::parts(text) {
        let Some(name) = part.variable else { continue };
        if let Some(value) = known.get(name) {
            edits.push(Edit::replace(part.range, value.clone()));
        } else {
            let span = map.span(part.range);
            diagnostics.push(variables::undefined(name, span, known));
        }
    }
    rewrite(text, map, edits)
}

/// Reports signs of Markdown in a text that is set as it stands.
pub fn check_plain(text: &str, map: &OffsetMap, diagnostics: &mut Diagnostics) {
    leftover::check_plain(text, map, diagnostics);
}
