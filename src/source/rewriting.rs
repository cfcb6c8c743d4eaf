//! A text changed before it is read further – letters composed, a variable filled in – with the
//! place of every part of it still known.

use std::ops::Range;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc, is_nfc_quick};

use super::scalar::OffsetMap;

/// A change to a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; an empty range is a place where something is put in.
    pub at: Range<usize>,
    /// What stands there afterwards.
    pub with: With,
}

/// What an edit puts into a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum With {
    /// A text that stands for what it replaces.
    Text(String),
    /// A part of the same text, which keeps its own places.
    Part(Range<usize>),
}

impl Edit {
    /// Puts a text in the place of a range.
    #[must_use]
    pub fn replace(at: Range<usize>, with: impl Into<String>) -> Self {
        Self { at, with: With::Text(with.into()) }
    }

    /// Puts a text in.
    #[must_use]
    pub fn insert(at: usize, with: impl Into<String>) -> Self {
        Self::replace(at..at, with)
    }
}

/// Applies edits. Those that begin inside of an earlier one are left out; of several at one place
/// the first comes first.
#[must_use]
pub fn rewrite(text: &str, map: &OffsetMap, mut edits: Vec<Edit>) -> (String, OffsetMap) {
    edits.sort_by_key(|edit| edit.at.start);
    let mut new = String::with_capacity(text.len());
    let mut places = map.begin();
    let mut from = 0;
    for edit in edits {
        if edit.at.start < from {
            continue;
        }
        places.push_part(map, from..edit.at.start, new.len());
        new.push_str(&text[from..edit.at.start]);
        match edit.with {
            With::Text(with) => {
                if !with.is_empty() {
                    places.push_whole(map, edit.at.clone(), new.len());
                }
                new.push_str(&with);
            }
            With::Part(part) => {
                places.push_part(map, part.clone(), new.len());
                new.push_str(&text[part]);
            }
        }
        from = edit.at.end;
    }
    places.push_part(map, from..text.len(), new.len());
    new.push_str(&text[from..]);
    (new, places.finished(map))
}

/// A text with its letters composed (Unicode normalization form C): `e` and a combining accent
/// become `é`, as fonts and searches expect.
#[must_use]
pub fn composed(text: String, map: OffsetMap) -> (String, OffsetMap) {
    if is_nfc(&text) {
        return (text, map);
    }
    let mut edits = Vec::new();
    let mut start = 0;
    let ends = text.char_indices().skip(1).filter(|(_, character)| begins_anew(*character));
    for end in ends.map(|(at, _)| at).chain([text.len()]) {
        let part = &text[start..end];
        let composed: String = part.nfc().collect();
        if composed != part {
            edits.push(Edit::replace(start..end, composed));
        }
        start = end;
    }
    rewrite(&text, &map, edits)
}

/// Whether nothing before a character can be composed with it.
fn begins_anew(character: char) -> bool {
    character.is_ascii() || is_nfc_quick(std::iter::once(character)) == IsNormalized::Yes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{SourceMap, Span};
    use crate::source::scalar::ScalarStyle;

    fn map_of(text: &str) -> OffsetMap {
        let file = SourceMap::default().add("test", text);
        OffsetMap::new(text, Span::new(file, 0, text.len()), ScalarStyle::Plain, text)
    }

    fn place(written: &str, new: &str, map: &OffsetMap, needle: &str) -> String {
        let at = new.find(needle).expect("needle");
        written[map.range(at..at + needle.len())].to_owned()
    }

    #[test]
    fn parts_keep_their_places_when_they_move() {
        let text = "see [the report[^a]](url), then";
        let edits = vec![
            Edit::replace(15..19, ""),
            Edit { at: 25..25, with: With::Part(15..19) },
            Edit::insert(4, "<<"),
        ];
        let (new, map) = rewrite(text, &map_of(text), edits);
        assert_eq!(new, "see <<[the report](url)[^a], then");
        for needle in ["see", "report", "url", "[^a]", "then"] {
            assert_eq!(place(text, &new, &map, needle), needle);
        }
    }

    #[test]
    fn letters_are_composed_and_stay_where_they_were() {
        let text = "L’e\u{301}cole et la re\u{301}gion";
        let (new, map) = composed(text.to_owned(), map_of(text));
        assert_eq!(new, "L’école et la région");
        assert_eq!(place(text, &new, &map, "é"), "e\u{301}");
        assert_eq!(place(text, &new, &map, "cole"), "cole");
        assert_eq!(place(text, &new, &map, "gion"), "gion");
        assert_eq!(place(text, &new, &map, "région"), "re\u{301}gion");
    }

    #[test]
    fn nothing_may_be_left_of_a_text() {
        let (new, map) = rewrite("abc", &map_of("abc"), vec![Edit::replace(0..3, "")]);
        assert_eq!((new.as_str(), map.offset(0)), ("", 0));
    }
}
