//! Notes: that all are there, in order, with their numbers and texts.

use super::super::reading::{NoteText, Reading};
use super::align::{Pair, align, pair_bags};
use super::normal::{bag, key, loose, normal, normal_text};
use super::report::{Report, note_name, page, path, quote};
use super::texts;

/// Pairs the notes and tells which are missing, too many, or numbered otherwise. Returns the
/// found note of each expected one.
pub(super) fn compare_notes(
    expected: &Reading,
    found: &Reading,
    report: &mut Report,
) -> Vec<Option<usize>> {
    let mut found_at = vec![None; expected.notes.len()];
    let mut renumbered = Vec::new();
    for pair in pairs(expected, found) {
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

/// Pairs notes by their text and by what stands before their marks, so that of two notes with
/// the same words the right one is missing; by text alone if that pairs more of them.
fn pairs(expected: &Reading, found: &Reading) -> Vec<Pair> {
    let texts = |reading: &Reading| -> Vec<String> {
        reading.notes.iter().map(|note| key(&note.text)).collect()
    };
    let (want, have) = (texts(expected), texts(found));
    let placed = |reading: &Reading, texts: &[String]| -> Vec<String> {
        let contexts = contexts(reading);
        texts.iter().zip(contexts).map(|(text, before)| format!("{before} {text}")).collect()
    };
    let by_place = align(&placed(expected, &want), &placed(found, &have));
    let by_text = align(&want, &have);
    let equal = |pairs: &[Pair]| {
        pairs
            .iter()
            .filter(|pair| matches!(pair, Pair::Both(left, right) if want[*left] == have[*right]))
            .count()
    };
    let pairs = if equal(&by_place) >= equal(&by_text) { by_place } else { by_text };
    let bag = |reading: &Reading, index: usize| {
        reading.notes.get(index).and_then(|note| bag("", std::slice::from_ref(&note.text)))
    };
    pair_bags(pairs, |index| bag(expected, index), |index| bag(found, index))
}

/// The last letters before the first mark of every note.
fn contexts(reading: &Reading) -> Vec<String> {
    const LETTERS: usize = 24;
    let mut contexts: Vec<Option<String>> = vec![None; reading.notes.len()];
    for text in reading.items.iter().flat_map(texts) {
        for mark in &text.marks {
            let Some(context) = mark.note.and_then(|note| contexts.get_mut(note)) else { continue };
            context.get_or_insert_with(|| {
                let before = text.plain.get(..mark.at).unwrap_or_default();
                let letters: Vec<char> =
                    before.chars().rev().filter(|c| c.is_alphanumeric()).take(LETTERS).collect();
                loose(&letters.into_iter().rev().collect::<String>())
            });
        }
    }
    contexts.into_iter().map(Option::unwrap_or_default).collect()
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
