//! Places in sources as notes write them in the document's language, for the citation that a hint
//! proposes: « par. 14 » is `para. 14`.

use crate::document::Language;
use crate::markup::leading_places;

/// Labels by language and the label of a citation that each stands for.
fn labels(language: Language) -> &'static [(&'static str, &'static str)] {
    match language {
        Language::Fr => &[
            ("par.", "para."),
            ("paragraphe", "para."),
            ("paragraphes", "paras."),
            ("chapitre", "chap."),
            ("annexe", "annex"),
            ("annexes", "annexes"),
            ("appendice", "appendix"),
            ("n°", "No."),
            ("nos", "Nos."),
        ],
        Language::Es => &[
            ("pág.", "p."),
            ("págs.", "pp."),
            ("página", "p."),
            ("páginas", "pp."),
            ("párr.", "para."),
            ("párrs.", "paras."),
            ("cap.", "chap."),
            ("secc.", "sect."),
            ("anexo", "annex"),
            ("núm.", "No."),
            ("núms.", "Nos."),
        ],
        Language::Ru => &[
            ("стр.", "p."),
            ("с.", "p."),
            ("пункт", "para."),
            ("пункты", "paras."),
            ("п.", "para."),
            ("пп.", "paras."),
            ("гл.", "chap."),
            ("глава", "chap."),
            ("разд.", "sect."),
            ("раздел", "sect."),
            ("приложение", "annex"),
        ],
        Language::En | Language::Ar | Language::Zh => &[],
    }
}

/// The places that a text begins with, as a citation writes them. Empty if it begins with none.
pub(super) fn places(text: &str, language: Language) -> String {
    let mut spaced = text.replace(['\u{A0}', '\u{202F}'], " ");
    if matches!(language, Language::Fr) {
        spaced = spaced.replace(" à ", "–").replace(" et ", " and ");
    }
    if matches!(language, Language::Es) {
        spaced = spaced.replace(" a ", "–").replace(" y ", " and ");
    }
    let start = spaced.trim_start_matches([' ', ',', '.', ':', ')', '»', '”', '"']);
    let mut words: Vec<String> = Vec::new();
    for word in start.split(' ') {
        let label = labels(language).iter().find(|(own, _)| word.to_lowercase() == *own);
        words.push(label.map_or_else(|| word.to_owned(), |(_, label)| (*label).to_owned()));
    }
    leading_places(&words.join(" "))
}

/// A citation of a source at a place: `[@key, p. 50]`.
pub(super) fn citation(key: &str, places: &str) -> String {
    if places.is_empty() { format!("[@{key}]") } else { format!("[@{key}, {places}]") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_in_the_language_of_the_note() {
        assert_eq!(places(", p. 50.", Language::En), "p. 50");
        assert_eq!(
            places(", annex, paras. 3 and 4; see also", Language::En),
            "annex, paras. 3 and 4"
        );
        assert_eq!(places(", p. 50. Available at https://example.org", Language::En), "p. 50");
        assert_eq!(places(", p. 75 à 89.", Language::Fr), "p. 75–89");
        assert_eq!(places(", párr. 3.", Language::Es), "para. 3");
        assert_eq!(places(", пункт 5", Language::Ru), "para. 5");
        assert_eq!(places(" as the report says, p. 5", Language::En), "");
    }
}
