//! Where running text has something that may be a document symbol, slips included.

use std::ops::Range;

use super::grammar::{DOTTED, is_first};

/// Characters before which a symbol does not begin: it would be the end of an address or a word.
fn is_inside(before: char) -> bool {
    before.is_alphanumeric()
        || matches!(before, '/' | '.' | '-' | '_' | '=' | '\\' | '@' | '#' | '–')
}

fn is_slash(character: char) -> bool {
    matches!(character, '/' | '／' | '⁄' | '∕' | '\\')
}

/// Ranges that begin with the first element of a symbol and a slash, in any case, as far as they
/// may go on.
pub(super) fn candidates(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut before = ' ';
    for (at, character) in text.char_indices() {
        let taken = found.last().is_some_and(|last| at < last.end);
        if !taken
            && character.is_alphabetic()
            && !is_inside(before)
            && let Some(length) = candidate(&text[at..])
        {
            found.push(at..at + length);
        }
        before = character;
    }
    found
}

/// The length of the candidate that a text begins with.
fn candidate(text: &str) -> Option<usize> {
    let name_end = text.find(|c: char| !c.is_alphabetic())?;
    // No first element is longer; a Cyrillic letter has two bytes.
    if name_end > 12 {
        return None;
    }
    let name: String = text[..name_end].chars().map(homoglyph).collect();
    let rest = &text[name_end..];
    if !is_first(&name.to_uppercase())
        || !rest.trim_start_matches([' ', '\u{A0}']).starts_with(is_slash)
    {
        return None;
    }
    let mut end = 0;
    let mut depth = 0;
    for (at, character) in text.char_indices() {
        let rest = &text[at + character.len_utf8()..];
        let goes_on = match character {
            '(' => depth == 0 && end == at && encloses_part(rest),
            ')' => depth == 1,
            ' ' | '\u{A0}' => end == at && joins(&text[..at], rest),
            other => {
                other.is_alphanumeric()
                    || is_slash(other)
                    || matches!(other, '.' | '-' | '–' | '—' | '_' | '．')
            }
        };
        if !goes_on {
            break;
        }
        depth = match character {
            '(' => 1,
            ')' => 0,
            _ => depth,
        };
        end = at + character.len_utf8();
    }
    let candidate = text[..end].trim_end_matches(['.', '-', '–', '—', '/', ' ', '_']);
    (candidate.len() > name_end).then_some(candidate.len())
}

/// `(XXV)`, `(Sect.1)` without a space.
fn encloses_part(rest: &str) -> bool {
    rest.find(')').is_some_and(|end| {
        end > 0 && end <= 12 && rest[..end].bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.')
    })
}

/// Whether a space stands inside a symbol: beside a slash, or between a series and its number.
fn joins(before: &str, after: &str) -> bool {
    let next = after.chars().next().unwrap_or(' ');
    let symbol_goes_on = next.is_ascii_digit() || next.is_ascii_uppercase();
    let last = before.chars().next_back().unwrap_or(' ');
    let element = before.rsplit(is_slash).next().unwrap_or_default();
    let series = element.trim_end_matches('.');
    is_slash(next)
        || (is_slash(last) && symbol_goes_on)
        || (next.is_ascii_digit()
            && before.contains(is_slash)
            && DOTTED.iter().any(|known| known.eq_ignore_ascii_case(series))
            && (element.ends_with('.') || series.chars().all(|c| c.is_ascii_uppercase())))
}

fn homoglyph(character: char) -> char {
    match character {
        'А' | 'а' => 'A',
        'Е' | 'е' => 'E',
        'С' | 'с' => 'C',
        'Т' => 'T',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        candidates(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn symbols_are_found_with_their_slips() {
        assert_eq!(found("see E/CN7/2020/CRP.1, para. 3."), ["E/CN7/2020/CRP.1"]);
        assert_eq!(found("(A/RES/ 70/1). The"), ["A/RES/ 70/1"]);
        assert_eq!(found("E/CN.7/2020/CRP. 1 and S/PV 7316."), ["E/CN.7/2020/CRP. 1", "S/PV 7316"]);
        assert_eq!(found("A/RES/2625(XXV), and A/71/6 (Sect. 1)"), ["A/RES/2625(XXV)", "A/71/6"]);
        assert_eq!(found("https://undocs.org/A/RES/70/1"), Vec::<&str>::new());
        assert_eq!(found("resolution A/70/ the"), ["A/70"]);
        assert_eq!(found("см. А/RES/70/1"), ["А/RES/70/1"]);
        assert_eq!(found("and/or, w/o"), Vec::<&str>::new());
        assert_eq!(found("见A/RES/70/1"), Vec::<&str>::new());
        assert_eq!(found("A/RES/70/1。"), ["A/RES/70/1"]);
    }
}
