//! Scripts of characters: which ones the Arabic family is for, and names for messages about
//! characters that no font has.

use std::ops::RangeInclusive;

use unicode_script::{Script, UnicodeScript as _};

/// What the Arabic family of a font stack is for: letters, accents, figures and punctuation of the
/// Arabic script (Unicode blocks Arabic to Arabic Presentation Forms-B).
pub const ARABIC: [RangeInclusive<char>; 5] = [
    '\u{600}'..='\u{6FF}',
    '\u{750}'..='\u{77F}',
    '\u{870}'..='\u{8FF}',
    '\u{FB50}'..='\u{FDFF}',
    '\u{FE70}'..='\u{FEFC}',
];

/// Whether a character is one of [`ARABIC`].
#[must_use]
pub fn is_arabic(character: char) -> bool {
    ARABIC.iter().any(|range| range.contains(&character))
}

/// The script of a character, if it is one that letters are written in: not signs and accents.
pub(super) fn script(character: char) -> Option<&'static str> {
    match character.script() {
        Script::Common | Script::Inherited | Script::Unknown => None,
        script => Some(script.full_name()),
    }
}
