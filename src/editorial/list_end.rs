//! Items of lists that end with a semicolon, in English: short items take no punctuation, whole
//! sentences may take a full stop, semicolons should not be used (UN Editorial Manual, Format,
//! paragraphs and subparagraphs). Other languages punctuate lists by their own rules.

use super::Reading;
use super::passage::Role;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::Language;

pub(super) fn check(reading: &Reading<'_>, diagnostics: &mut Diagnostics) {
    if reading.language != Language::En {
        return;
    }
    for passage in reading.passages.iter().filter(|passage| passage.role == Role::ListItem) {
        let text = passage.text.trim_end();
        let text = [" and", " or"].iter().find_map(|word| text.strip_suffix(word)).unwrap_or(text);
        if let Some(before) = text.strip_suffix(';') {
            diagnostics.push(
                Diagnostic::new(Code::ListSemicolon, "an item of a list ends with a semicolon")
                    .at(passage.span(&(before.len()..text.len())))
                    .hint("end it with nothing, or with a full stop if it is a sentence"),
            );
        }
    }
}
