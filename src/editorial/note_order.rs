//! Notes written in another order than their marks stand in. The outputs are the same, but an
//! editor who reads the file beside a proof looks for note 7 after note 6.

use std::collections::BTreeMap;

use super::Reading;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

pub(super) fn check(reading: &Reading<'_>, diagnostics: &mut Diagnostics) {
    // The ids of each section's notes in the order of their marks.
    let mut marked: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for note in &reading.subject.document.notes {
        marked.entry(&note.section).or_default().push(&note.id);
    }
    for section in reading.subject.sections {
        let ids = marked.get(section.id.as_str()).map(Vec::as_slice).unwrap_or_default();
        let written: Vec<(usize, &str)> = ids
            .iter()
            .filter_map(|id| section.notes.get_index_of(*id).map(|place| (place, *id)))
            .collect();
        for pair in written.windows(2) {
            let [(place, id), (next_place, next)] = pair else { continue };
            let (Some(first), Some(second)) = (section.notes.get(*id), section.notes.get(*next))
            else {
                continue;
            };
            if next_place < place {
                diagnostics.push(
                    Diagnostic::new(
                        Code::NoteOrder,
                        format!(
                            "the note `{next}` is written before `{id}`, but its mark comes after"
                        ),
                    )
                    .at(second.span)
                    .related(first.span, "the note whose mark comes before")
                    .hint(format!("move `{next}` to the place after `{id}`")),
                );
            }
        }
    }
}
