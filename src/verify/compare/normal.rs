//! The one normalisation before texts are compared, and the comparison of two texts.
//!
//! White space of any kind and length is one space, and none at the ends. Characters without a
//! shape of their own (soft hyphens, joiners, direction marks, zero-width spaces) are left out.
//! Hyphens that do not break are hyphens. A break that the author asked for must be a new line;
//! lines that only the layout made are seen through where a reading records every line of a page:
//! where such a line ends without a space, the text goes on without one.
//!
//! Pages show some headings in capitals. There, and only in such a reading, a text that is all
//! capitals equals the mixed-case text of which it is the capitals.
//!
//! Nothing else is forgiven.

use unicode_bidi::{BidiClass, bidi_class};

use super::super::reading::{LINE_CHANGE, Lines, Text};

/// A new line with white space beside it.
const SPACED_LINE: char = '\u{2029}';

/// A text after normalisation.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Normal {
    /// The characters. Lines are kept: [`LINE_CHANGE`] where no space stood beside it, else
    /// [`SPACED_LINE`].
    pub(super) text: String,
    /// Where each note mark of the text stands now.
    pub(super) marks: Vec<usize>,
}

/// Normalises a text.
pub(super) fn normal(text: &Text) -> Normal {
    let mut normal = Normal::default();
    let mut gap = Gap::default();
    let mut marks = text.marks.iter().peekable();
    for (at, character) in text.plain.char_indices() {
        while marks.next_if(|mark| mark.at <= at).is_some() {
            gap.write(&mut normal.text);
            normal.marks.push(normal.text.len());
        }
        match character {
            LINE_CHANGE => gap.line = true,
            character if character.is_whitespace() => gap.space = true,
            character if is_shapeless(character) => {}
            character => {
                gap.write(&mut normal.text);
                normal.text.push(match character {
                    '\u{2010}' | '\u{2011}' => '-',
                    other => other,
                });
            }
        }
    }
    for _ in marks {
        gap.write(&mut normal.text);
        normal.marks.push(normal.text.len());
    }
    let end = normal.text.trim_end_matches([' ', LINE_CHANGE, SPACED_LINE]).len();
    normal.text.truncate(end);
    normal
}

/// Normalises characters alone.
pub(super) fn normal_text(text: &str) -> String {
    normal(&Text::plain(text)).text
}

/// White space that is only written if text follows.
#[derive(Default)]
struct Gap {
    space: bool,
    line: bool,
}

impl Gap {
    fn write(&mut self, text: &mut String) {
        let gap = std::mem::take(self);
        if text.is_empty() {
            return;
        }
        match (gap.line, gap.space) {
            (false, false) => {}
            (false, true) => text.push(' '),
            (true, false) => text.push(LINE_CHANGE),
            (true, true) => text.push(SPACED_LINE),
        }
    }
}

/// Format characters that no reader sees (Unicode category Cf, as far as prose uses it).
pub(super) fn is_shapeless(character: char) -> bool {
    matches!(
        character,
        '\u{AD}'
            | '\u{61C}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{2069}'
            | '\u{FEFF}'
    )
}

/// What a text is paired by: letters and figures alone, in capitals. Of a text with right-to-left
/// words the words in the order of the alphabet, since a reader of pages may take them in another
/// order than they have.
pub(super) fn key(text: &Text) -> String {
    let text = normal(text).text;
    if !has_right_to_left(&text) {
        return loose(&text);
    }
    let mut words: Vec<String> =
        text.split(|character: char| !character.is_alphanumeric()).map(loose).collect();
    words.sort_unstable();
    words.concat()
}

/// The letters and figures of texts with right-to-left words in the order of the alphabet, text by
/// text: what no order of reading changes. `number` stands before the first one.
pub(super) fn bag(number: &str, texts: &[Text]) -> Option<String> {
    let texts: Vec<String> = texts.iter().map(|text| normal(text).text).collect();
    texts.iter().any(|text| has_right_to_left(text)).then(|| {
        let sorted = texts.iter().enumerate().map(|(index, text)| {
            let number = if index == 0 { number } else { "" };
            let mut signs: Vec<char> = loose(&format!("{number}{text}")).chars().collect();
            signs.sort_unstable();
            signs.into_iter().collect::<String>()
        });
        sorted.collect::<Vec<_>>().join("|")
    })
}

fn has_right_to_left(text: &str) -> bool {
    text.chars().any(|character| matches!(bidi_class(character), BidiClass::R | BidiClass::AL))
}

/// What two texts that may be the same have in common: letters and figures alone, in capitals.
pub(super) fn loose(text: &str) -> String {
    text.chars()
        .filter(|character| character.is_alphanumeric())
        .flat_map(char::to_uppercase)
        .collect()
}

/// Where two normalised texts part, as bytes of each; none if they are the same.
pub(super) fn difference(expected: &str, found: &str, lines: Lines) -> Option<(usize, usize)> {
    let apart = first_difference(expected, found, lines)?;
    let is_capitals = lines == Lines::AsSet && is_in_capitals(expected, found);
    (!is_capitals).then_some(apart)
}

/// Whether the found text is the expected one in capitals. A number before it may have kept its
/// small letters: `(a) MARKETS`.
fn is_in_capitals(expected: &str, found: &str) -> bool {
    let label = expected
        .split_once(' ')
        .map(|(label, _)| label)
        .filter(|label| label.starts_with('(') || label.ends_with(['.', ')']))
        .filter(|label| found.starts_with(*label))
        .map_or(0, str::len);
    let (expected, found) = (&expected[label..], &found[label..]);
    !found.chars().any(char::is_lowercase)
        && first_difference(&expected.to_uppercase(), found, Lines::AsSet).is_none()
}

fn first_difference(expected: &str, found: &str, lines: Lines) -> Option<(usize, usize)> {
    let is_line = |character: char| character == LINE_CHANGE || character == SPACED_LINE;
    let mut left = expected.char_indices().peekable();
    let mut right = found.char_indices().peekable();
    loop {
        let (want, have) = (left.peek().copied(), right.peek().copied());
        match (want.map(|(_, character)| character), have.map(|(_, character)| character)) {
            (None, None) => return None,
            (Some(want), Some(have)) if want == have || (is_line(want) && is_line(have)) => {
                left.next();
                right.next();
            }
            (Some(' '), Some(SPACED_LINE)) if lines == Lines::AsSet => {
                left.next();
                right.next();
            }
            (_, Some(LINE_CHANGE)) if lines == Lines::AsSet => {
                right.next();
            }
            _ => {
                let at = |place: Option<(usize, char)>, end: usize| {
                    place.map_or(end, |(index, _)| index)
                };
                return Some((at(want, expected.len()), at(have, found.len())));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(expected: &str, found: &str, lines: Lines) -> bool {
        difference(&normal_text(expected), &normal_text(found), lines).is_none()
    }

    #[test]
    fn lines_of_pages_are_seen_through_and_asked_breaks_are_not() {
        assert!(same("a well-being c", "a\u{2028} well-\u{2028}being  c", Lines::AsSet));
        assert!(same("a\u{2028}b", "a\u{2028}b", Lines::AsSet));
        assert!(same("a\u{2028}b", "a \u{2028}b", Lines::AsSet));
        assert!(!same("a\u{2028}b", "a b", Lines::AsSet));
        assert!(!same("a b", "a\u{2028}b", Lines::AsSet), "the space is missing");
        assert!(!same("a b", "a\u{2028}b", Lines::Asked));
        assert!(!same("a\u{2028}b", "a b", Lines::Asked));
        assert!(same("compre\u{AD}hensive", "comprehen\u{AD}\u{2028}sive", Lines::AsSet));
    }

    #[test]
    fn spaces_and_hyphens_are_normal() {
        assert!(same("5\u{A0}per  cent\n", "5 per cent", Lines::Asked));
        assert!(same("non\u{2011}medical", "non-medical", Lines::Asked));
        assert!(!same("nonmedical", "non-medical", Lines::Asked));
        assert!(!same("well-being", "wellbeing", Lines::AsSet));
    }

    #[test]
    fn capitals_are_a_look_of_pages_only() {
        assert!(same("(a) Straße and drugs", "(a) STRASSE AND DRUGS", Lines::AsSet));
        assert!(!same("Drugs", "DRUGS", Lines::Asked));
        assert!(!same("drug markets", "Drug markets", Lines::AsSet));
        assert!(!same("drug markets", "DRUG MARKET", Lines::AsSet));
    }

    #[test]
    fn marks_keep_their_place() {
        let mut text = Text::plain("a  b\u{AD}");
        text.push_mark("1", None);
        text.plain.push_str(" c ");
        text.push_mark("2", None);
        let normal = normal(&text);
        assert_eq!((normal.text.as_str(), normal.marks), ("a b c", vec![3, 6]));
    }
}
