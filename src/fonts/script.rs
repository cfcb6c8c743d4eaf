//! Names of scripts for messages about characters that no font has.

use unicode_script::{Script, UnicodeScript as _};

/// The script of a character, if it is one that letters are written in: not signs and accents.
pub(super) fn script(character: char) -> Option<&'static str> {
    match character.script() {
        Script::Common | Script::Inherited | Script::Unknown => None,
        script => Some(script.full_name()),
    }
}
