//! Which characters of a text are upright where it is in italics: those of scripts that have none.
//!
//! Arabic and Chinese are not slanted; only Latin, Cyrillic, Greek and their like are. Figures and
//! signs go with what stands round them. Both formats ask here, so that both slant the same words.

use unicode_script::{Script, UnicodeScript as _};

use crate::document::Language;

/// What a character says about the slope of those beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slope {
    Upright,
    Slanted,
    /// A figure, or a sign that is joined to the word before or behind it.
    Joined,
    /// Any other sign.
    Neutral,
}

/// Whether paragraphs in this language are never in italics.
pub(super) fn is_upright(language: Language) -> bool {
    match language {
        Language::Ar | Language::Zh => true,
        Language::En | Language::Fr | Language::Ru | Language::Es => false,
    }
}

/// Whether any character of a text belongs to a script without italics.
pub(super) fn has_upright(text: &str) -> bool {
    text.chars().any(|character| slope(character) == Slope::Upright)
}

/// A text in italics, in pieces: each with whether it stays upright. What begins or ends with signs
/// is taken to stand in text of the document's language.
pub(super) fn pieces(text: &str, language: Language) -> Vec<(&str, bool)> {
    let places: Vec<(usize, char)> = text.char_indices().collect();
    let mut slopes: Vec<Slope> = places.iter().map(|(_, character)| slope(*character)).collect();
    join(slopes.iter_mut());
    join(slopes.iter_mut().rev());
    let outside = if is_upright(language) { Slope::Upright } else { Slope::Slanted };
    let mut after = outside;
    let mut afters: Vec<Slope> = Vec::with_capacity(slopes.len());
    for slope in slopes.iter().rev() {
        if matches!(slope, Slope::Upright | Slope::Slanted) {
            after = *slope;
        }
        afters.push(after);
    }
    afters.reverse();
    let mut pieces: Vec<(&str, bool)> = Vec::new();
    let mut before = outside;
    let mut start = 0;
    for (index, (at, _)) in places.iter().enumerate() {
        let own = slopes.get(index).copied().unwrap_or(outside);
        let upright = match own {
            Slope::Upright | Slope::Slanted => {
                before = own;
                own == Slope::Upright
            }
            // Between the two, signs are upright: brackets then match.
            Slope::Joined | Slope::Neutral => {
                before == Slope::Upright || afters.get(index) == Some(&Slope::Upright)
            }
        };
        let end = places.get(index + 1).map_or(text.len(), |(next, _)| *next);
        match pieces.last_mut() {
            Some((piece, known)) if *known == upright => *piece = &text[start..end],
            _ => {
                start = *at;
                pieces.push((&text[start..end], upright));
            }
        }
    }
    pieces
}

/// Gives figures and signs the slope of the slanted word that they are joined to: `COVID-19`.
fn join<'s>(slopes: impl Iterator<Item = &'s mut Slope>) {
    let mut before = Slope::Neutral;
    for slope in slopes {
        if *slope == Slope::Joined && before == Slope::Slanted {
            *slope = Slope::Slanted;
        }
        before = *slope;
    }
}

#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "scripts are many and grow: all others have italics"
)]
fn slope(character: char) -> Slope {
    match character.script() {
        Script::Arabic
        | Script::Hebrew
        | Script::Syriac
        | Script::Thaana
        | Script::Nko
        | Script::Han
        | Script::Bopomofo
        | Script::Hiragana
        | Script::Katakana
        | Script::Hangul => Slope::Upright,
        Script::Common | Script::Inherited | Script::Unknown => match character {
            // Punctuation of Arabic and Chinese.
            '\u{600}'..='\u{6FF}' | '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FFEF}' => {
                Slope::Upright
            }
            '-'
            | '\u{2011}'
            | '/'
            | '.'
            | '\''
            | '\u{2019}'
            | '_'
            | '@'
            | '\u{300}'..='\u{36F}' => Slope::Joined,
            other if other.is_numeric() => Slope::Joined,
            _ => Slope::Neutral,
        },
        _ => Slope::Slanted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The slanted pieces as `/…/`.
    fn shown(text: &str, language: Language) -> String {
        pieces(text, language)
            .into_iter()
            .map(|(piece, upright)| if upright { piece.to_owned() } else { format!("/{piece}/") })
            .collect()
    }

    #[test]
    fn only_words_of_scripts_with_italics_are_slanted() {
        for (text, expected) in [
            ("تقرير World Drug Report السنوي", "تقرير /World Drug Report/ السنوي"),
            ("بعد COVID-19، و", "بعد /COVID-19/، و"),
            ("الصحة (WHO) 2023", "الصحة (/WHO/) 2023"),
            ("انظر E/CN.7/2021/3", "انظر /E/CN.7/2021/3/"),
            ("في 2023", "في 2023"),
            ("66/288", "66/288"),
            ("World Report", "/World Report/"),
        ] {
            assert_eq!(shown(text, Language::Ar), expected);
        }
        assert_eq!(shown("《世界Report》2019", Language::Zh), "《世界/Report/》2019");
        assert_eq!(shown("Доклад 世界 Ωμέγα", Language::Zh), "/Доклад/ 世界 /Ωμέγα/");
    }

    #[test]
    fn signs_in_other_languages_are_slanted_unless_they_touch_upright_words() {
        for (text, expected) in [
            ("one (two) 3", "/one (two) 3/"),
            ("2023", "/2023/"),
            ("the word مخدرات 12, x", "/the word/ مخدرات 12, /x/"),
            ("cafe\u{301} 世卫", "/cafe\u{301}/ 世卫"),
            ("", ""),
        ] {
            assert_eq!(shown(text, Language::En), expected);
        }
    }

    #[test]
    fn nothing_is_lost() {
        for text in ["", "a ب c", "ب 1 a 2/3 ب", "... a", "世...", "a1ب2世", "  "] {
            for language in [Language::En, Language::Ar, Language::Zh] {
                let whole: String =
                    pieces(text, language).into_iter().map(|(piece, _)| piece).collect();
                assert_eq!(whole, text);
            }
        }
    }
}
