//! Text by script: which stretches run from right to left, and which languages belong to which of
//! Word's three groups of scripts.

use super::carrier::{LanguageMark, ScriptGroup};
use crate::document::Language;

/// A stretch of text that runs in one direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stretch<'t> {
    /// The text.
    pub text: &'t str,
    /// Whether it runs from right to left.
    pub right_to_left: bool,
}

/// Splits text where its direction changes. Digits, blanks and punctuation go with the letters
/// round them if both sides agree, else with the paragraph.
pub(super) fn stretches(text: &str, paragraph_right_to_left: bool) -> Vec<Stretch<'_>> {
    if !paragraph_right_to_left && !has_right_to_left(text) {
        return vec![Stretch { text, right_to_left: false }];
    }
    let mut found: Vec<Stretch<'_>> = Vec::new();
    let mut start = 0;
    let mut neutral_from = None;
    let mut direction: Option<bool> = None;
    for (index, character) in text.char_indices() {
        let Some(strong) = strong_direction(character) else {
            neutral_from.get_or_insert(index);
            continue;
        };
        match direction {
            Some(current) if current != strong => {
                // Neutral characters between two directions belong to the paragraph's.
                let split = match neutral_from {
                    Some(neutral) if current != paragraph_right_to_left => neutral,
                    _ => index,
                };
                found.push(Stretch { text: &text[start..split], right_to_left: current });
                start = split;
            }
            None if neutral_from.is_some() && strong != paragraph_right_to_left => {
                found
                    .push(Stretch { text: &text[..index], right_to_left: paragraph_right_to_left });
                start = index;
            }
            Some(_) | None => {}
        }
        direction = Some(strong);
        neutral_from = None;
    }
    let last = direction.unwrap_or(paragraph_right_to_left);
    let tail = neutral_from.filter(|_| last != paragraph_right_to_left).unwrap_or(text.len());
    if start < tail {
        found.push(Stretch { text: &text[start..tail], right_to_left: last });
    }
    if tail < text.len() {
        found.push(Stretch { text: &text[tail..], right_to_left: paragraph_right_to_left });
    }
    found
}

/// The direction of letters; none for everything else.
fn strong_direction(character: char) -> Option<bool> {
    if is_right_to_left(character) {
        Some(true)
    } else if character.is_alphabetic() {
        Some(false)
    } else {
        None
    }
}

/// Hebrew, Arabic, Syriac, Thaana and their presentation forms.
fn is_right_to_left(character: char) -> bool {
    matches!(character, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
        && !matches!(character, '\u{660}'..='\u{669}' | '\u{6F0}'..='\u{6F9}')
}

/// Whether any letter of the text is written from right to left.
pub(super) fn has_right_to_left(text: &str) -> bool {
    text.chars().any(is_right_to_left)
}

/// Whether the text has Chinese characters.
pub(super) fn has_chinese(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}'))
}

/// Whether the text has punctuation that Latin and Chinese share beside Chinese characters: Word
/// asks which of the two it belongs to.
pub(super) fn has_east_asian_punctuation(text: &str) -> bool {
    text.chars().any(|c| {
        matches!(
            c,
            '\u{2018}' | '\u{2019}' | '\u{201C}' | '\u{201D}' | '\u{2026}' | '\u{2014}' | '\u{B7}'
        )
    }) && has_chinese(text)
}

/// The mark for a language span.
pub(super) fn language_mark(tag: &str) -> LanguageMark {
    let primary = tag.split('-').next().unwrap_or(tag).to_lowercase();
    let script = match primary.as_str() {
        "zh" | "ja" | "ko" | "yue" => ScriptGroup::EastAsian,
        "ar" | "he" | "fa" | "ur" | "ps" | "sd" | "ug" | "yi" | "dv" | "syr" | "ckb" => {
            ScriptGroup::Complex
        }
        _ => ScriptGroup::Western,
    };
    let tag = if tag.contains('-') { tag.to_owned() } else { with_region(&primary) };
    LanguageMark { tag, script }
}

/// Word names languages together with a region.
fn with_region(primary: &str) -> String {
    if let Some(language) = Language::from_code(primary) {
        return language.tag();
    }
    let region = match primary {
        "de" => "DE",
        "it" => "IT",
        "pt" => "PT",
        "nl" => "NL",
        "sv" => "SE",
        "da" => "DK",
        "nb" | "no" => "NO",
        "fi" => "FI",
        "pl" => "PL",
        "cs" => "CZ",
        "hu" => "HU",
        "ro" => "RO",
        "bg" => "BG",
        "el" => "GR",
        "tr" => "TR",
        "uk" => "UA",
        "la" => "VA",
        "ja" => "JP",
        "ko" => "KR",
        "hi" => "IN",
        "th" => "TH",
        "vi" => "VN",
        "id" => "ID",
        "sw" => "KE",
        "he" => "IL",
        "fa" => "IR",
        "ur" => "PK",
        _ => return primary.to_owned(),
    };
    format!("{primary}-{region}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str, right_to_left: bool) -> Vec<(&str, bool)> {
        stretches(text, right_to_left)
            .into_iter()
            .map(|stretch| (stretch.text, stretch.right_to_left))
            .collect()
    }

    #[test]
    fn neutral_characters_follow_the_paragraph_between_directions() {
        assert_eq!(split("one, two", false), [("one, two", false)]);
        assert_eq!(
            split("مكتب UNODC, فيينا", true),
            [("مكتب ", true), ("UNODC", false), (", فيينا", true)]
        );
        assert_eq!(
            split("the word سلام, peace", false),
            [("the word ", false), ("سلام", true), (", peace", false)]
        );
        assert_eq!(split("2023", true), [("2023", true)]);
        assert_eq!(split("(A B) سلام", true), [("(", true), ("A B", false), (") سلام", true)]);
        assert_eq!(split("", true), []);
    }

    #[test]
    fn nothing_is_lost() {
        for text in ["a ب c", "ب 1 a 2 ب", "... a", "ب ...", "a1ب2", "  "] {
            for direction in [false, true] {
                let whole: String =
                    stretches(text, direction).iter().map(|stretch| stretch.text).collect();
                assert_eq!(whole, text);
            }
        }
    }

    #[test]
    fn languages_get_a_region_and_a_group() {
        assert_eq!(language_mark("fr").tag, "fr-FR");
        assert_eq!(language_mark("pt-BR").tag, "pt-BR");
        assert_eq!(language_mark("ar").script, ScriptGroup::Complex);
        assert_eq!(language_mark("zh").script, ScriptGroup::EastAsian);
    }
}
