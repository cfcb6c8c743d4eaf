//! A word spelled with -ise in one place and with -ize in another, in English. The Concise Oxford
//! spelling of the United Nations has -ize (organize), but -yse (analyse). A word that is never
//! spelled the other way (advise, exercise) cannot be found by this, nor can names be: words with
//! a capital are passed over, as are quotations and other languages.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Reading;
use super::words::words;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::document::Language;

/// Endings with an s; each has a twin with a z. The longest first.
const ENDINGS: [&str; 12] = [
    "isations", "isation", "isingly", "ising", "isers", "iser", "ises", "ised", "ise", "yses",
    "ysed", "yse",
];
/// Endings of the words in -yse that the list above does not have.
const YSING: [&str; 3] = ["ysing", "ysers", "yser"];

/// Words that look like two spellings of one word and are two words.
const PAIRS: [&str; 2] = ["pr", "appr"];

/// One occurrence of a word.
struct Found {
    written: String,
    with_z: bool,
    span: Option<Span>,
}

pub(super) fn check(reading: &Reading<'_>, diagnostics: &mut Diagnostics) {
    if reading.language != Language::En {
        return;
    }
    let mut by_stem: BTreeMap<String, Vec<Found>> = BTreeMap::new();
    for passage in reading.passages.iter().filter(|passage| passage.role.is_running_text()) {
        for word in words(&passage.text) {
            let written = &passage.text[word.range.clone()];
            let Some((stem, with_z)) = stem(written) else { continue };
            if passage.is_own_text(&word.range) && !in_quotation(&passage.text, &word.range) {
                let span = passage.span(&word.range);
                let found = Found { written: written.to_owned(), with_z, span };
                by_stem.entry(stem).or_default().push(found);
            }
        }
    }
    for (stem, found) in by_stem {
        // -ize, but -yse.
        let right_with_z = stem.ends_with("i*");
        let Some(right) = found.iter().find(|one| one.with_z == right_with_z) else { continue };
        for wrong in found.iter().filter(|one| one.with_z != right_with_z) {
            let mut diagnostic = Diagnostic::new(
                Code::MixedSpelling,
                format!("“{}” is spelled otherwise elsewhere: “{}”", wrong.written, right.written),
            )
            .at(wrong.span)
            .hint(format!("write `{}`", respelled(&wrong.written, right_with_z)));
            if let Some(span) = right.span {
                diagnostic = diagnostic.related(span, "spelled otherwise here");
            }
            diagnostics.push(diagnostic);
        }
    }
}

/// What the forms of a word have in common (`organi*`), and whether it is spelled with a z.
fn stem(word: &str) -> Option<(String, bool)> {
    let may_vary = |pair: &[u8]| matches!(pair, [b'i' | b'y', b's' | b'z']);
    if !word.bytes().all(|byte| byte.is_ascii_lowercase())
        || !word.as_bytes().windows(2).any(may_vary)
    {
        return None;
    }
    let with_s = word.replace("iz", "is").replace("yz", "ys");
    let ending = ENDINGS.iter().chain(&YSING).find(|ending| with_s.ends_with(**ending))?;
    let at = word.len() - ending.len();
    let stem = &word[..at];
    if stem.len() < 2 || PAIRS.contains(&stem) {
        return None;
    }
    Some((format!("{stem}{}*", &ending[..1]), word.as_bytes().get(at + 1) == Some(&b'z')))
}

fn respelled(word: &str, with_z: bool) -> String {
    let (from, to) = if with_z { ("is", "iz") } else { ("yz", "ys") };
    match word.rfind(from) {
        Some(at) => format!("{}{to}{}", &word[..at], &word[at + 2..]),
        None => word.to_owned(),
    }
}

/// Whether a place lies between quotation marks: what is quoted keeps its spelling.
fn in_quotation(text: &str, range: &Range<usize>) -> bool {
    let before = &text[..range.start];
    let last = |mark: char| before.rfind(mark);
    match (last('“'), last('”')) {
        (Some(_), None) => true,
        (Some(open), Some(close)) => open > close,
        (None, _) => before.matches('"').count() % 2 == 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_meet_in_one_stem() {
        for word in ["organise", "organisation", "organising", "organised", "organisers"] {
            assert_eq!(stem(word), Some(("organi*".to_owned(), false)), "{word}");
            let twin = respelled(word, true);
            assert_eq!(stem(&twin), Some(("organi*".to_owned(), true)), "{twin}");
        }
        assert_eq!(stem("analyse"), Some(("analy*".to_owned(), false)));
        assert_eq!(stem("analyzing"), Some(("analy*".to_owned(), true)));
        assert_eq!(respelled("analyzed", false), "analysed");
        assert_eq!(stem("Organisation"), None);
        assert_eq!(stem("prize"), None);
        assert_eq!(stem("rise"), None);
    }

    #[test]
    fn quotations_keep_their_spelling() {
        let text = "he said “to organise is all”, and organised";
        let first = text.find("organise").unwrap();
        let second = text.rfind("organised").unwrap();
        assert!(in_quotation(text, &(first..first + 8)));
        assert!(!in_quotation(text, &(second..second + 9)));
    }
}
