//! Spaces at which a line must not end: between a number and its unit, inside a number, after "p."
//! and "No.", between a day and its month, after initials. They become no-break spaces in the
//! tree, so that all formats agree.
//!
//! Runs once the document is composed and checked: editorial checks read what was typed.

use std::collections::BTreeSet;

use crate::document::visit::{block_and_children_mut, content_of, own_inlines_mut};
use crate::document::{Document, Inline, InlineKind, Language};

const NO_BREAK: char = '\u{A0}';

/// Binds the words of a whole document.
pub fn bind(document: &mut Document) {
    let language = document.metadata.language;
    for section in &mut document.sections {
        bind_line(&mut section.running_title, language);
        for block in &mut section.blocks {
            block_and_children_mut(block, &mut |block| {
                own_inlines_mut(block, &mut |line| bind_line(line, language));
            });
        }
    }
    for note in &mut document.notes {
        bind_line(&mut note.content, language);
    }
}

/// Binds the words of one line of inlines, across emphasis and links.
fn bind_line(line: &mut [Inline], language: Language) {
    let mut text = String::new();
    gather(line, &mut text);
    let bound: BTreeSet<usize> = text
        .match_indices(' ')
        .filter(|(at, _)| is_bound(&text[..*at], &text[at + 1..], language))
        .map(|(at, _)| at)
        .collect();
    if !bound.is_empty() {
        let mut at = 0;
        replace(line, &bound, &mut at);
    }
}

/// Stands for what is no text: no word of it binds.
const OPAQUE: char = '\u{FFFC}';

fn gather(line: &[Inline], text: &mut String) {
    for inline in line {
        match &inline.kind {
            InlineKind::Text(own) => text.push_str(own),
            // A mark is no part of the words around it.
            InlineKind::NoteReference { .. } => {}
            InlineKind::Code(_) | InlineKind::LineBreak => text.push(OPAQUE),
            other => gather(content_of(other).map_or(&[], Vec::as_slice), text),
        }
    }
}

/// Walks as [`gather`] does, and puts the no-break spaces in.
fn replace(line: &mut [Inline], bound: &BTreeSet<usize>, at: &mut usize) {
    for inline in line {
        match &mut inline.kind {
            InlineKind::Text(own) => {
                let start = *at;
                *at += own.len();
                if bound.range(start..*at).next().is_some() {
                    *own =
                        own.char_indices()
                            .map(|(offset, character)| {
                                if bound.contains(&(start + offset)) { NO_BREAK } else { character }
                            })
                            .collect();
                }
            }
            InlineKind::NoteReference { .. } => {}
            InlineKind::Code(_) | InlineKind::LineBreak => *at += OPAQUE.len_utf8(),
            InlineKind::Strong(content)
            | InlineKind::Emphasis(content)
            | InlineKind::Link { content, .. }
            | InlineKind::CrossReference { content, .. }
            | InlineKind::Language { content, .. } => replace(content, bound, at),
            InlineKind::Citation(citation) => replace(&mut citation.content, bound, at),
        }
    }
}

/// Longest word with what it is bound to, in characters: more would not fit into narrow columns.
const MAX_BOUND: usize = 20;

/// Whether a line must not end at the space between two texts.
fn is_bound(before: &str, after: &str, language: Language) -> bool {
    let edge = |c: char| c.is_whitespace() || "([{“‘«„".contains(c);
    let last = before.rsplit(edge).next().unwrap_or_default();
    let next = after.split(char::is_whitespace).next().unwrap_or_default();
    if last.chars().count() + next.chars().count() >= MAX_BOUND {
        return false;
    }
    let counts = next.starts_with(|c: char| c.is_ascii_digit());
    if counts && (ABBREVIATIONS.contains(&last) || own_abbreviations(language).contains(&last)) {
        return true;
    }
    if own_titles(language).contains(&last) && next.starts_with(char::is_uppercase) {
        return true;
    }
    let number = number_at_end(last);
    if let Some(number) = number {
        return is_unit(next)
            || continues_number(number, next)
            || (number.len() <= 2 && is_month(next, language))
            || (language == Language::Es && number.len() <= 2 && starts_es_date(after));
    }
    if last.ends_with(['$', '€', '£', '¥']) && counts {
        return true;
    }
    // 30 de junio de 2023
    if language == Language::Es && last == "de" && is_month(next, language) {
        let earlier = before.trim_end_matches("de").trim_end();
        return earlier.ends_with(|c: char| c.is_ascii_digit());
    }
    is_initial(last) && next.starts_with(char::is_uppercase)
}

/// The digits that a word ends with, if it is a number or an amount: `85`, `12.5`, `–5`, `$5`.
fn number_at_end(word: &str) -> Option<&str> {
    let amount = |c: char| c.is_ascii_digit() || ".,–-−+$€£US<>≤≥±~".contains(c);
    if !word.ends_with(|c: char| c.is_ascii_digit()) || !word.chars().all(amount) {
        return None;
    }
    let digits = word.rsplit(|c: char| !c.is_ascii_digit()).next()?;
    Some(digits)
}

/// Whether the next word goes on with a number written in groups of three: `85 000`.
fn continues_number(number: &str, next: &str) -> bool {
    let digits = next.bytes().take_while(u8::is_ascii_digit).count();
    let rest = next[digits..].chars().next();
    (1..=3).contains(&number.len()) && digits == 3 && rest.is_none_or(|c| !c.is_alphanumeric())
}

/// Abbreviations before a number that several languages share.
const ABBREVIATIONS: [&str; 22] = [
    "p.", "pp.", "vol.", "vols.", "chap.", "chaps.", "art.", "arts.", "sect.", "sects.", "No.",
    "Nos.", "no.", "nos.", "fig.", "figs.", "para.", "paras.", "§", "№", "par.", "cap.",
];

fn own_abbreviations(language: Language) -> &'static [&'static str] {
    match language {
        Language::Fr => &["n°", "no", "nos", "n°s", "nº", "ch.", "al.", "pt", "tabl."],
        Language::Es => {
            &["pág.", "págs.", "párr.", "párrs.", "núm.", "núms.", "secc.", "arts.", "n.º", "caps."]
        }
        Language::Ru => {
            &["с.", "стр.", "п.", "пп.", "гл.", "ст.", "т.", "тт.", "разд.", "рис.", "табл."]
        }
        Language::Ar => &["ص", "رقم", "ف"],
        Language::En | Language::Zh => &[],
    }
}

/// Forms of address before a name.
fn own_titles(language: Language) -> &'static [&'static str] {
    match language {
        Language::En => &["Mr.", "Mrs.", "Ms.", "Dr.", "St."],
        Language::Fr => &["M.", "MM.", "Mme", "Mmes", "Mlle", "Dr", "Pr"],
        Language::Es => &["Sr.", "Sra.", "Sres.", "Dr.", "Dra."],
        Language::Ru => &["г-н", "г-жа", "д-р"],
        Language::Ar | Language::Zh => &[],
    }
}

/// Units and signs that follow a number.
const UNITS: [&str; 44] = [
    "kg", "g", "mg", "µg", "t", "km", "m", "cm", "mm", "ha", "l", "ml", "kW", "MW", "GW", "kWh",
    "MWh", "GWh", "km²", "m²", "m³", "°C", "°F", "K", "Hz", "kHz", "MHz", "s", "ms", "min", "h",
    "кг", "г", "мг", "км", "м", "см", "га", "т", "л", "a.m", "p.m", "bis", "ter",
];

fn is_unit(next: &str) -> bool {
    if next.starts_with(['%', '‰', '°', '€', '$', '£', '¥']) {
        return true;
    }
    let word = next.trim_end_matches([',', '.', ';', ':', ')', ']', '!', '?', '”', '»']);
    UNITS.contains(&word)
}

fn is_month(next: &str, language: Language) -> bool {
    let word = next.trim_end_matches(|c: char| !c.is_alphabetic());
    let first = word.split('/').next().unwrap_or_default();
    months(language).contains(&first)
}

/// "30 de junio": the number goes with "de".
fn starts_es_date(after: &str) -> bool {
    after.strip_prefix("de ").or_else(|| after.strip_prefix("de\u{A0}")).is_some_and(|rest| {
        is_month(rest.split(char::is_whitespace).next().unwrap_or_default(), Language::Es)
    })
}

/// Names of months as they follow a day; of Arabic ones the first word.
fn months(language: Language) -> &'static [&'static str] {
    match language {
        Language::En => &[
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ],
        Language::Fr => &[
            "janvier",
            "février",
            "mars",
            "avril",
            "mai",
            "juin",
            "juillet",
            "août",
            "septembre",
            "octobre",
            "novembre",
            "décembre",
        ],
        Language::Es => &[
            "enero",
            "febrero",
            "marzo",
            "abril",
            "mayo",
            "junio",
            "julio",
            "agosto",
            "septiembre",
            "octubre",
            "noviembre",
            "diciembre",
        ],
        Language::Ru => &[
            "января",
            "февраля",
            "марта",
            "апреля",
            "мая",
            "июня",
            "июля",
            "августа",
            "сентября",
            "октября",
            "ноября",
            "декабря",
        ],
        Language::Ar => {
            &["كانون", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول", "تشرين"]
        }
        Language::Zh => &[],
    }
}

/// "A." or "J.-P.": the initials of a name.
fn is_initial(word: &str) -> bool {
    let mut parts = word.split_inclusive('.');
    let initial = |part: &str| {
        let letters = part.trim_start_matches('-').strip_suffix('.').unwrap_or_default();
        let mut characters = letters.chars();
        characters.next().is_some_and(char::is_uppercase) && characters.next().is_none()
    };
    !word.is_empty() && parts.all(initial)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bound(text: &str, language: Language) -> String {
        let mut line = vec![Inline::text(text)];
        bind_line(&mut line, language);
        crate::document::inline_text(&line).replace(NO_BREAK, "~")
    }

    #[test]
    fn numbers_stay_with_what_they_count() {
        let en = |text| bound(text, Language::En);
        assert_eq!(en("see p. 5 and paras. 3–5"), "see p.~5 and paras.~3–5");
        assert_eq!(en("on 30 June 2023 and 5 kg, 12 %"), "on 30~June 2023 and 5~kg, 12~%");
        assert_eq!(en("$ 5 or No. 7 of 85 000 tons"), "$~5 or No.~7 of 85~000 tons");
        assert_eq!(en("In 2019 200 people came"), "In 2019 200 people came");
        assert_eq!(en("D. J. Agnew met Mr. Smith"), "D.~J.~Agnew met Mr.~Smith");
        assert_eq!(en("in May 5 may come"), "in May 5 may come");
    }

    #[test]
    fn every_language_has_its_words() {
        assert_eq!(bound("n° 5, 4 000 espèces, 12 %", Language::Fr), "n°~5, 4~000 espèces, 12~%");
        assert_eq!(bound("le 3 mai, à la p. 5", Language::Fr), "le 3~mai, à la p.~5");
        assert_eq!(bound("el 30 de junio, pág. 5", Language::Es), "el 30~de~junio, pág.~5");
        assert_eq!(bound("30 июня, с. 5, г-н Иванов", Language::Ru), "30~июня, с.~5, г-н~Иванов");
        assert_eq!(bound("في 30 حزيران/يونيه", Language::Ar), "في 30~حزيران/يونيه");
    }

    #[test]
    fn words_bind_across_emphasis() {
        let mut line =
            vec![InlineKind::Strong(vec![Inline::text("12")]).into(), Inline::text(" % of")];
        bind_line(&mut line, Language::En);
        assert_eq!(crate::document::inline_text(&line), "12\u{A0}% of");
    }
}
