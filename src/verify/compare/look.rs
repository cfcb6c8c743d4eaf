//! How parts of two equal texts are set apart: strong, emphasis, code, raised and lowered text and
//! languages, sign by sign.
//!
//! Blanks and signs without a shape look the same however they are set. Of a language the first
//! part of its tag counts: regions are a matter of hyphenation. Pages do not tell code, raised and
//! lowered text from other text.

use std::ops::Range;

use super::super::reading::{Lines, Look, Manner, Text};
use super::normal::is_shapeless;
use super::report::quote;

/// What a sign looks like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Signs {
    character: char,
    strong: bool,
    emphasis: bool,
    code: bool,
    /// 1 above the line, -1 below it.
    level: i8,
    /// Empty where it is the document's.
    language: String,
}

/// What differs, as the ends of sentences that begin with the name of a text.
pub(super) fn differences(
    expected: &Text,
    found: &Text,
    language: &str,
    lines: Lines,
) -> Vec<String> {
    let (want, have) = (signs(expected, language), signs(found, language));
    // Some letters have several capitals; which look belongs to which is then not known.
    if want.len() != have.len() {
        return Vec::new();
    }
    let mut messages = Vec::new();
    let mut tell = |differs: &dyn Fn(&Signs, &Signs) -> bool,
                    message: &dyn Fn(&str, &Signs, &Signs) -> String| {
        for range in ranges(want.iter().zip(&have).map(|(want, have)| differs(want, have))) {
            let words: String = want[range.clone()].iter().map(|sign| sign.character).collect();
            let message = message(&quote(&words), &want[range.start], &have[range.start]);
            if !message.is_empty() {
                messages.push(message);
            }
        }
    };
    // Typst tags the notes of a page as strong where the page ends within strong text: what is
    // wholly strong or in emphasis on a page says nothing.
    let page = lines == Lines::AsSet;
    let all_strong = page && have.iter().all(|sign| sign.strong);
    let all_emphasis = page && have.iter().all(|sign| sign.emphasis);
    let is = |on: bool, what: &str| {
        if on { format!("is not {what}") } else { format!("is {what} and should not be") }
    };
    tell(&|want, have| !all_strong && want.strong != have.strong, &|words, want, _| {
        format!("{words} {}", is(want.strong, "in strong type"))
    });
    tell(&|want, have| !all_emphasis && want.emphasis != have.emphasis, &|words, want, _| {
        // Signs alone are upright or slanted with the words beside them, of whichever script.
        let slants = words.chars().any(char::is_alphanumeric);
        if slants { format!("{words} {}", is(want.emphasis, "emphasized")) } else { String::new() }
    });
    if lines == Lines::Asked {
        tell(&|want, have| want.level != have.level, &|words, want, have| {
            let name = |level: i8| if level > 0 { "raised" } else { "lowered" };
            format!(
                "{words} {}",
                if have.level == 0 {
                    is(true, name(want.level))
                } else {
                    is(false, name(have.level))
                }
            )
        });
        tell(&|want, have| want.code != have.code, &|words, want, _| {
            format!("{words} {}", is(want.code, "set as code"))
        });
    }
    tell(&|want, have| want.language != have.language, &|words, want, have| {
        let name = |tag: &str| if tag.is_empty() { language.to_owned() } else { tag.to_owned() };
        format!(
            "{words} is in the language `{}`, expected `{}`",
            name(&have.language),
            name(&want.language)
        )
    });
    messages
}

/// The signs of a text that can be seen.
fn signs(text: &Text, language: &str) -> Vec<Signs> {
    let mut signs: Vec<Signs> = Vec::new();
    let mut places: Vec<usize> = Vec::new();
    for (at, character) in text.plain.char_indices() {
        if !character.is_whitespace() && !is_shapeless(character) {
            signs.push(Signs { character, ..Signs::default() });
            places.push(at);
        }
    }
    let inside = |range: &Range<usize>| {
        places.partition_point(|at| *at < range.start)..places.partition_point(|at| *at < range.end)
    };
    // The innermost language is the shortest part.
    let mut looks: Vec<&Look> = text.looks.iter().collect();
    looks.sort_by_key(|look| std::cmp::Reverse(look.range.len()));
    for look in looks {
        for sign in signs.get_mut(inside(&look.range)).into_iter().flatten() {
            match &look.manner {
                Manner::Strong => sign.strong = true,
                Manner::Emphasis => sign.emphasis = true,
                Manner::Code => sign.code = true,
                Manner::Raised => sign.level = 1,
                Manner::Lowered => sign.level = -1,
                Manner::Language(tag) => {
                    let own = primary(tag);
                    sign.language =
                        if own == primary(language) { String::new() } else { own.clone() };
                }
            }
        }
    }
    signs
}

fn primary(tag: &str) -> String {
    tag.split('-').next().unwrap_or(tag).to_lowercase()
}

/// Where values in a row are true.
fn ranges(values: impl Iterator<Item = bool>) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for (index, _) in values.enumerate().filter(|(_, value)| *value) {
        match ranges.last_mut() {
            Some(last) if last.end == index => last.end = index + 1,
            _ => ranges.push(index..index + 1),
        }
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(words: &str, looks: &[(&str, Manner)]) -> Text {
        let mut text = Text::plain(words);
        for (part, manner) in looks {
            let start = words.find(part).unwrap();
            let range = start..start + part.len();
            text.looks.push(Look { range, manner: manner.clone() });
        }
        text
    }

    #[test]
    fn what_is_set_otherwise_is_told_with_its_words() {
        let want = text(
            "one two three",
            &[("two", Manner::Strong), ("three", Manner::Language("fr".into()))],
        );
        let have = text(
            "one two three",
            &[("one", Manner::Emphasis), ("three", Manner::Language("la".into()))],
        );
        assert_eq!(
            differences(&want, &have, "en", Lines::AsSet),
            [
                "“two” is not in strong type",
                "“one” is emphasized and should not be",
                "“three” is in the language `la`, expected `fr`",
            ]
        );
        assert_eq!(differences(&want, &want, "en", Lines::AsSet), [""; 0]);
    }

    #[test]
    fn the_innermost_language_counts_and_regions_do_not() {
        let tag = |tag: &str| Manner::Language(tag.to_owned());
        let want = text("a b c", &[("a b c", tag("fr")), ("b", tag("en-GB"))]);
        let have = text("a b c", &[("a", tag("fr-FR")), ("c", tag("fr"))]);
        assert_eq!(differences(&want, &have, "en", Lines::Asked), [""; 0]);
    }

    #[test]
    fn code_is_seen_in_files_without_pages() {
        let (want, have) = (text("a b", &[("b", Manner::Code)]), text("a b", &[]));
        assert_eq!(differences(&want, &have, "en", Lines::AsSet), [""; 0]);
        assert_eq!(differences(&want, &have, "en", Lines::Asked), ["“b” is not set as code"]);
    }
}
