//! Scripts: what Word asks about Chinese text, and which languages belong to which of its three
//! groups of scripts.

use super::carrier::{LanguageMark, ScriptGroup};
use crate::document::Language;

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

    #[test]
    fn languages_get_a_region_and_a_group() {
        assert_eq!(language_mark("fr").tag, "fr-FR");
        assert_eq!(language_mark("pt-BR").tag, "pt-BR");
        assert_eq!(language_mark("ar").script, ScriptGroup::Complex);
        assert_eq!(language_mark("zh").script, ScriptGroup::EastAsian);
    }
}
