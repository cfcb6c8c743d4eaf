//! Signs of the typewriter where print has its own: straight quotation marks and apostrophes, a
//! hyphen between years, three stops, two hyphens. One finding for each kind in a text.

use std::ops::Range;

use super::Reading;
use super::passage::Passage;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::Language;

type Find = fn(&str, Language) -> Vec<Range<usize>>;

pub(super) fn check(reading: &Reading<'_>, diagnostics: &mut Diagnostics) {
    let finders: [(Find, &str); 6] = [
        (quotation_marks, "straight quotation marks stand for printed ones"),
        (apostrophes, "a straight apostrophe stands for a printed one"),
        (stops, "three stops stand for an ellipsis"),
        (hyphens, "two hyphens stand for a dash"),
        (three_hyphens, "three hyphens stand for a dash"),
        (ranges, "a hyphen stands between numbers for the rule of a range"),
    ];
    for passage in &reading.passages {
        for (find, message) in finders {
            let found: Vec<Range<usize>> = find(&passage.text, reading.language)
                .into_iter()
                .filter(|range| passage.is_own_text(range))
                .collect();
            let Some(first) = found.first() else { continue };
            let more = match found.len() {
                1 => String::new(),
                count => format!(" ({count} of them in this text)"),
            };
            diagnostics.push(
                Diagnostic::new(Code::TypewriterSigns, format!("{message}{more}"))
                    .at(passage.span(first))
                    .hint(proposal(passage, first, reading.language)),
            );
        }
    }
}

fn proposal(passage: &Passage<'_>, range: &Range<usize>, language: Language) -> String {
    let text = &passage.text[range.clone()];
    match text {
        "\"" => {
            let example = match language {
                Language::En | Language::Es | Language::Zh => "“…”",
                Language::Fr => "« … »",
                Language::Ru | Language::Ar => "«…»",
            };
            format!("write `{example}`")
        }
        "'" => "write `’`".to_owned(),
        "..." => "write `…`".to_owned(),
        "--" => "write `–`".to_owned(),
        "---" => "write `–`, or `—` where it stands without spaces".to_owned(),
        other => {
            let ends: Vec<&str> = other.split('-').map(str::trim).collect();
            format!("write `{}`", ends.join("–"))
        }
    }
}

fn before(text: &str, at: usize) -> Option<char> {
    text[..at].chars().next_back()
}

fn after(text: &str, at: usize) -> Option<char> {
    text[at..].chars().next()
}

/// A mark after a digit is one of inches or seconds.
fn quotation_marks(text: &str, _: Language) -> Vec<Range<usize>> {
    text.match_indices('"')
        .filter(|(at, _)| !before(text, *at).is_some_and(|c| c.is_ascii_digit()))
        .map(|(at, mark)| at..at + mark.len())
        .collect()
}

/// Between letters, or at the start of a quoted word.
fn apostrophes(text: &str, _: Language) -> Vec<Range<usize>> {
    text.match_indices('\'')
        .filter(|(at, mark)| {
            let (left, right) = (before(text, *at), after(text, at + mark.len()));
            let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
            (letter(left) && !left.is_some_and(|c| c.is_ascii_digit()))
                || (letter(right) && left.is_none_or(char::is_whitespace))
        })
        .map(|(at, mark)| at..at + mark.len())
        .collect()
}

fn stops(text: &str, _: Language) -> Vec<Range<usize>> {
    runs(text, "...")
}

fn hyphens(text: &str, _: Language) -> Vec<Range<usize>> {
    runs(text, "--")
}

fn three_hyphens(text: &str, _: Language) -> Vec<Range<usize>> {
    // A rule of a table that is none has been reported as such.
    let in_rule = |at: usize| {
        let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
        let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
        text[line..end].contains('|')
    };
    let mut found = runs(text, "---");
    found.retain(|range| !in_rule(range.start));
    found
}

/// A sign so often and no oftener.
fn runs(text: &str, sign: &str) -> Vec<Range<usize>> {
    let one = sign.chars().next();
    text.match_indices(sign)
        .filter(|(at, sign)| before(text, *at) != one && after(text, at + sign.len()) != one)
        .map(|(at, sign)| at..at + sign.len())
        .collect()
}

/// `2019-2023`, `5 - 6`. English and Russian have an en rule in ranges; United Nations practice in
/// the other languages is a hyphen or words.
fn ranges(text: &str, language: Language) -> Vec<Range<usize>> {
    if !matches!(language, Language::En | Language::Ru) {
        return Vec::new();
    }
    text.match_indices('-').filter_map(|(at, _)| range_around(text, at)).collect()
}

fn range_around(text: &str, at: usize) -> Option<Range<usize>> {
    let left = text[..at].trim_end_matches(' ');
    let right = text[at + 1..].trim_start_matches(' ');
    let spaces = (at - left.len(), text.len() - at - 1 - right.len());
    if spaces.0 != spaces.1 || spaces.0 > 1 {
        return None;
    }
    let first: usize = left.bytes().rev().take_while(u8::is_ascii_digit).count();
    let second: usize = right.bytes().take_while(u8::is_ascii_digit).count();
    let number = |digits: &str| digits.parse::<u32>().ok();
    let from = number(&left[left.len() - first..])?;
    let to = number(&right[..second])?;
    // Symbols, telephone and book numbers, dates: more signs on either side.
    let joined = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || "-/.:+".contains(c));
    if joined(left[..left.len() - first].chars().next_back()) {
        return None;
    }
    let mut following = right[second..].chars();
    match (following.next(), following.next()) {
        (Some('-' | '/' | ':'), _) => return None,
        (Some('.' | ','), Some(c)) if c.is_ascii_digit() => return None,
        (Some(c), _) if c.is_alphanumeric() => return None,
        _ => {}
    }
    let years = first == 4 && (second == 4 || second == 2) && (1000..3000).contains(&from);
    let counted = first <= 3 && second <= 3 && from < to;
    let ordered = second == 2 || from < to;
    let start = left.len() - first;
    let end = at + 1 + spaces.1 + second;
    ((years && ordered) || (counted && spaces.0 == 1)).then_some(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_told_from_numbers_with_hyphens() {
        let found = |text: &str| {
            ranges(text, Language::En)
                .into_iter()
                .map(|range| text[range].to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(found("in 2019-2023 and 5 - 6"), ["2019-2023", "5 - 6"]);
        assert_eq!(found("2019-20, since"), ["2019-20"]);
        for sound in [
            "A/RES/S-30/1",
            "ISBN 978-92-1-148-0",
            "2023-10-06",
            "tel. 555-1234",
            "COVID-19",
            "5-MeO-DMT",
            "E/CN.7/2019-2023/1",
            "1-2-3",
            "2023-2019",
        ] {
            assert!(found(sound).is_empty(), "{sound}");
        }
    }

    #[test]
    fn signs_of_the_typewriter_are_found() {
        assert_eq!(quotation_marks("He said \"so\", 5\" wide", Language::En).len(), 2);
        assert_eq!(apostrophes("it's the states' 'own', 5'", Language::En).len(), 4);
        assert_eq!(stops("and so on... or ....", Language::En).len(), 1);
        assert_eq!(hyphens("a -- b --- c", Language::En).len(), 1);
    }
}
