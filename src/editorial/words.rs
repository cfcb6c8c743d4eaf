//! Words of a text, folded so that case, punctuation and spaces make no difference.

use std::ops::Range;

/// A word and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// Its bytes in the text.
    pub(super) range: Range<usize>,
    /// In lower case, typewriter apostrophes for typographic ones.
    pub(super) folded: String,
}

/// The words of a text: runs of letters, figures and marks, apostrophes inside them. A character
/// of a script without word spaces is a word.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut open = false;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let end = at + character.len_utf8();
        let next_is_letter = characters.peek().is_some_and(|(_, next)| next.is_alphabetic());
        let apostrophe = matches!(character, '\'' | '’') && open && next_is_letter;
        if is_ideograph(character) {
            words.push(Word { range: at..end, folded: character.to_string() });
            open = false;
        } else if character.is_alphanumeric() || is_mark(character) || apostrophe {
            let folded = if apostrophe { '\'' } else { character };
            if !open {
                words.push(Word { range: at..at, folded: String::new() });
            }
            if let Some(word) = words.last_mut() {
                word.range.end = end;
                word.folded.extend(folded.to_lowercase());
            }
            open = true;
        } else {
            open = false;
        }
    }
    words
}

/// The words in one string: equal for texts that differ only in case, punctuation and spaces.
pub(super) fn folded(text: &str) -> String {
    joined(words(text))
}

/// Words as [`folded`] writes them.
pub(super) fn joined(words: Vec<Word>) -> String {
    let words: Vec<String> = words.into_iter().map(|word| word.folded).collect();
    words.join(" ")
}

/// How much words say; two ideographs count as one.
pub(super) fn length(words: &[Word]) -> usize {
    let halves: usize =
        words.iter().map(|word| if word.folded.chars().all(is_ideograph) { 1 } else { 2 }).sum();
    halves / 2
}

/// Where `needle`, in lower case, stands in a text in any case. Where it begins or ends with a
/// letter, no letter may stand beside it, unless it is of a script without word spaces.
pub(super) fn find_all(text: &str, needle: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut before = ' ';
    for (at, character) in text.char_indices() {
        let bound = |inner: Option<char>, outer: char| {
            !outer.is_alphanumeric()
                || inner.is_none_or(|inner| !inner.is_alphanumeric() || is_ideograph(inner))
        };
        if bound(needle.chars().next(), before)
            && let Some(length) = prefix_length(&text[at..], needle)
        {
            let after = text[at + length..].chars().next().unwrap_or(' ');
            if bound(needle.chars().next_back(), after) {
                found.push(at..at + length);
            }
        }
        before = character;
    }
    found
}

/// The length of the text's beginning that reads as `needle`.
pub(super) fn prefix_length(text: &str, needle: &str) -> Option<usize> {
    let mut characters = text.chars();
    let mut length = 0;
    for wanted in needle.chars() {
        let character = characters.next()?;
        let same = match character {
            '\u{A0}' | '\u{202F}' => wanted == ' ',
            '’' => matches!(wanted, '’' | '\''),
            other => other.to_lowercase().eq([wanted]),
        };
        if !same {
            return None;
        }
        length += character.len_utf8();
    }
    Some(length)
}

fn is_ideograph(character: char) -> bool {
    matches!(character, '\u{3005}'..='\u{3007}' | '\u{3400}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Marks that are written over or under letters: Arabic vowels, combining accents.
fn is_mark(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36F}' | '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{65F}'
        | '\u{670}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_fold_case_punctuation_and_spaces() {
        assert_eq!(folded("What’s *new*,  in NPS?"), "what's new in nps");
        assert_eq!(folded("What's new in NPS"), folded("what’s new – in “NPS”…"));
        assert_eq!(length(&words("麻醉药品委员会")), 3);
        assert_eq!(length(&words("one two")), 2);
    }

    #[test]
    fn phrases_are_found_as_whole_words() {
        assert_eq!(find_all("Ibid., and ibidem", "ibid").first(), Some(&(0..4)));
        assert_eq!(find_all("Ibid., and ibidem", "ibid").len(), 1);
        assert_eq!(find_all("voir UN publication", "un publication").len(), 1);
        assert_eq!(find_all("begun publication", "un publication").len(), 0);
        assert_eq!(find_all("见同上，第5页", "同上").len(), 1);
        assert_eq!(find_all("l’ONU, l'ONU", "l'onu").len(), 2);
    }
}
