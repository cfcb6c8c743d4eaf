//! Where lines may end: between words (UAX #14), and inside of those that are too long for a line.

use std::sync::LazyLock;

use icu_segmenter::options::LineBreakOptions;
use icu_segmenter::{LineSegmenter, LineSegmenterBorrowed};

/// Kept: making one loads the data of all scripts.
static SEGMENTER: LazyLock<LineSegmenterBorrowed<'static>> =
    LazyLock::new(|| LineSegmenter::new_lstm(LineBreakOptions::default()));

/// Signs that may not begin a line.
const CLOSING: &str = ".,;:!?…)]}»”’؛،؟。，、；：！？）】》」";

/// Whether no line may begin with this sign.
pub(super) fn may_not_begin_line(sign: char) -> bool {
    CLOSING.contains(sign)
}

/// Whether a line may end between a character and the mark of a note that stands at it: behind a
/// Chinese character, for instance.
pub(in crate::export) fn parts_from_mark(before: char, mark: &str) -> bool {
    let text = format!("{before}{mark}");
    !before.is_whitespace() && SEGMENTER.segment_str(&text).any(|end| end == before.len_utf8())
}

/// Longest word with strokes that is kept on one line, as the PDF keeps document symbols.
const MAX_SYMBOL: usize = 24;

/// Where lines may end between words (UAX #14). Not after the stroke of `E/CN.7` or `and/or`, where
/// Word divides nothing; addresses are divided there.
pub(super) fn ends_between_words(text: &str) -> Vec<usize> {
    let mut ends: Vec<usize> = SEGMENTER.segment_str(text).filter(|end| *end > 0).collect();
    ends.retain(|end| {
        if *end == text.len() || !text[..*end].ends_with(['/', '-']) {
            return true;
        }
        let word = word_around(text, *end);
        let stays = text[..*end].ends_with('/') || word.contains('/') && word.len() <= MAX_SYMBOL;
        !stays || is_address(word)
    });
    ends
}

/// The word that holds this place.
pub(super) fn word_around(text: &str, at: usize) -> &str {
    let start = text[..at].rfind(char::is_whitespace).map_or(0, |blank| blank + 1);
    let start = (start..=at).find(|start| text.is_char_boundary(*start)).unwrap_or(at);
    let end = text[at..].find(char::is_whitespace).map_or(text.len(), |blank| at + blank);
    &text[start..end]
}

/// Whether a word is an address of the web.
fn is_address(word: &str) -> bool {
    word.contains("://")
        || word.starts_with("www.")
        || word.split_once('/').is_some_and(|(host, _)| {
            // A host ends with letters after a full stop; the symbol `E/CN.7` has none before `/`.
            host.rsplit_once('.').is_some_and(|(_, last)| {
                last.len() >= 2 && last.chars().all(|letter| letter.is_ascii_lowercase())
            })
        })
}

/// Whether a word can be divided between these two characters, because of the sign that the first
/// one is.
pub(super) fn ends_at_sign(sign: char, next: Option<char>) -> bool {
    let Some(next) = next else { return false };
    match sign {
        '/' | '\\' | '-' | '_' | '?' | '&' | '=' | '#' | '@' | '|' | '+' | '~' | '%' => {
            next.is_alphanumeric() || matches!(next, '(' | '[')
        }
        '.' | ':' | ')' | ']' | ',' | ';' => next.is_alphabetic(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts_of(text: &str) -> Vec<&str> {
        let mut start = 0;
        let mut parts = Vec::new();
        for end in ends_between_words(text) {
            parts.push(&text[start..end]);
            start = end;
        }
        parts
    }

    #[test]
    fn lines_end_between_words_and_in_addresses_but_not_in_symbols() {
        assert_eq!(parts_of("and/or here"), ["and/or ", "here"]);
        assert_eq!(parts_of("E/CN.7/2024/1"), ["E/CN.7/2024/1"]);
        assert_eq!(parts_of("well-known"), ["well-", "known"]);
        assert!(parts_of("https://www.unodc.org/unodc/en/index.html").len() > 2);
        assert!(parts_of("unodc.org/unodc/en").len() > 1);
        assert_eq!(parts_of("12\u{A0}per cent"), ["12\u{A0}per ", "cent"]);
        assert_eq!(parts_of("毒品问题").len(), 4);
        assert_eq!(parts_of("one\ntwo"), ["one\n", "two"]);
    }

    #[test]
    fn signs_divide_names_and_addresses_but_no_numbers() {
        let divides = |text: &str| {
            let next = text.chars().nth(1);
            text.chars().next().is_some_and(|sign| ends_at_sign(sign, next))
        };
        for text in ["/a", "-2", ".h", ")p", "_x", "-("] {
            assert!(divides(text), "{text}");
        }
        for text in [".5", ",3", ":4", "a", "ab", "/"] {
            assert!(!divides(text), "{text}");
        }
    }

    #[test]
    fn marks_stay_with_what_they_stand_at() {
        assert!(parts_from_mark('政', "1"));
        assert!(parts_from_mark('政', "d"));
        for before in ['a', '.', ')', 'ن', ' ', '”'] {
            assert!(!parts_from_mark(before, "1"), "{before}");
        }
    }
}
