//! Show rules for words: strong and emphatic ones, marks of notes, and words in the Arabic script.

use std::fmt::Write as _;

use super::super::writer::string_literal;
use super::text_rule;
use crate::document::{Document, document_text};
use crate::fonts::script::{ARABIC, is_arabic};
use crate::theme::Theme;

/// Turns the slope round, whatever it is. Inside of emphasis, which does so itself, it stays.
const TURNED: &str =
    "set text(style: if text.style == \"italic\" { \"normal\" } else { \"italic\" })";

/// Set rules for words that the tree marks, from the theme's character styles. Slope turns round
/// inside text that has it already, as it does in Word.
pub(super) fn marked_words(theme: &Theme, document: &Document) -> String {
    let body = theme.style("body");
    let mut code = String::new();
    for (name, element) in [("strong", "strong"), ("emphasis", "emph"), ("note-mark", "footnote")] {
        let Some(style) = theme.styles.get(name) else { continue };
        // What Typst does to these elements by itself, or is said below.
        let mut plain = style.clone();
        match name {
            "strong" => (plain.bold, plain.italic) = (body.bold, body.italic),
            "emphasis" => plain.italic = body.italic,
            // The size of a raised mark follows from the text's.
            _ => plain.size = body.size,
        }
        let text = text_rule(&plain, Some(body), theme, document);
        if !text.is_empty() {
            let _ = writeln!(code, "  show {element}: set text({text})");
        }
        if name == "strong" && style.bold == body.bold {
            code.push_str("  set strong(delta: 0)\n");
        }
    }
    let slants =
        |name: &str| theme.styles.get(name).is_some_and(|style| style.italic != body.italic);
    let turned = |element: &str, inside: &str| {
        format!("  show {element}: it => context {{ {TURNED}; {inside}it }}\n")
    };
    match (slants("strong"), slants("emphasis")) {
        (false, true) => {}
        (false, false) => code.push_str(&turned("emph", "")),
        (true, false) => code.push_str(&(turned("strong", "") + &turned("emph", ""))),
        // Words that are both are slanted once.
        (true, true) => {
            let again =
                |element: &str| format!("show {element}: inner => context {{ {TURNED}; inner }}; ");
            code.push_str(&turned("strong", &again("emph")));
            let _ = writeln!(code, "  show emph: it => {{ {}it }}", again("strong"));
        }
    }
    code
}

/// Sets words in the Arabic script in the size that the theme gives them beside others, in lines
/// that are as high as before.
pub(super) fn arabic_rule(document: &Document, theme: &Theme) -> String {
    let language = document.metadata.language;
    let scales: Vec<(&str, f64)> = theme
        .fonts
        .values()
        .map(|stack| (stack.latin.family.as_str(), stack.arabic_scale(language)))
        .collect();
    let plain = scales.iter().all(|(_, scale)| (scale - 1.0).abs() < f64::EPSILON);
    if plain || !document_text(document).contains(is_arabic) {
        return String::new();
    }
    let letters: String = ARABIC
        .iter()
        .map(|range| {
            format!("\\u{{{:X}}}-\\u{{{:X}}}", u32::from(*range.start()), u32::from(*range.end()))
        })
        .collect();
    // Joiners and spaces between Arabic words are set as these are.
    let pattern = format!("[{letters}](?:[\\u{{200C}}\\u{{200D}} \\u{{A0}}]*[{letters}])*");
    let first = scales.first().map_or(1.0, |(_, scale)| *scale);
    let alike = scales.iter().all(|(_, scale)| (scale - first).abs() < f64::EPSILON);
    let size = |scale: &str| {
        format!("size: {scale} * 1em, top-edge: 0.75em / {scale}, bottom-edge: -0.25em / {scale}")
    };
    if alike {
        return format!("  show regex(\"{pattern}\"): set text({})\n", size(&first.to_string()));
    }
    // The first family tells the stack. Typst names families in small letters.
    let known: Vec<String> = scales
        .iter()
        .map(|(family, scale)| format!("{}: {scale}", string_literal(&family.to_lowercase())))
        .collect();
    format!(
        "  show regex(\"{pattern}\"): it => context {{ let first = if type(text.font) == array {{ text.font.first() }} else {{ text.font }}; let name = if type(first) == dictionary {{ first.name }} else {{ first }}; let scale = ({}).at(lower(name), default: {first}); text({}, it) }}\n",
        known.join(", "),
        size("scale"),
    )
}
