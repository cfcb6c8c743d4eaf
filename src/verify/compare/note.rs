//! Notes: that all are there, in order, with their numbers and texts.

use super::super::reading::{NoteText, Reading};
use super::align::{Pair, align};
use super::normal::{loose, normal, normal_text};
use super::report::{Report, note_name, page, path, quote};

/// Pairs the notes and tells which are missing, too many, or numbered otherwise. Returns the
/// found note of each expected one.
pub(super) fn compare_notes(
    expected: &Reading,
    found: &Reading,
    report: &mut Report,
) -> Vec<Option<usize>> {
    let keys = |notes: &[NoteText]| -> Vec<String> {
        notes.iter().map(|note| loose(&normal(&note.text).text)).collect()
    };
    let mut found_at = vec![None; expected.notes.len()];
    let mut renumbered = Vec::new();
    for pair in align(&keys(&expected.notes), &keys(&found.notes)) {
        match pair {
            Pair::Missing(left) => {
                let note = &expected.notes[left];
                let text = quote(&normal(&note.text).text);
                let message = format!("{} is missing: {text}", note_name(note));
                report.add("note", note.place.origin, message);
            }
            Pair::Unexpected(right) => {
                let note = &found.notes[right];
                let (text, page) = (quote(&normal(&note.text).text), page(&note.place));
                let message = format!("note {}{page} is not in the document: {text}", note.mark);
                report.add("note", None, message);
            }
            Pair::Both(left, right) => {
                found_at[left] = Some(right);
                if normal_text(&expected.notes[left].mark) != normal_text(&found.notes[right].mark)
                {
                    renumbered.push((left, right));
                }
            }
        }
    }
    tell_renumbered(expected, found, &renumbered, report);
    found_at
}

/// Numbers that are off by the same count in neighbouring notes are one difference.
fn tell_renumbered(
    expected: &Reading,
    found: &Reading,
    renumbered: &[(usize, usize)],
    report: &mut Report,
) {
    let shift = |(left, right): (usize, usize)| {
        let number = |note: &NoteText| note.mark.parse::<i64>().ok();
        Some(number(&found.notes[right])? - number(&expected.notes[left])?)
    };
    let mut rest = renumbered;
    while let Some((first, after)) = rest.split_first() {
        let together = after
            .iter()
            .zip(rest)
            .take_while(|(next, before)| {
                next.0 == before.0 + 1
                    && shift(**next).is_some()
                    && shift(**next) == shift(**before)
            })
            .count();
        let last = rest[together];
        let (want, have) = (&expected.notes[first.0], &found.notes[first.1]);
        let message = if together == 0 {
            let text = quote(&normal(&want.text).text);
            format!(
                "note {}{} is numbered {}: {text}",
                want.mark,
                path(&want.place),
                quote(&have.mark)
            )
        } else {
            format!(
                "notes {} to {} are numbered {} to {}",
                want.mark, expected.notes[last.0].mark, have.mark, found.notes[last.1].mark
            )
        };
        report.add("note", want.place.origin, message);
        rest = &rest[together + 1..];
    }
}
