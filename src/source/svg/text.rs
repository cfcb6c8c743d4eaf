//! Bounds on the text of an SVG. Each span is shaped together with its whole line, and marks on one
//! letter are each compared with all others of it.

use resvg::usvg::roxmltree::{Document, Node};
use unicode_normalization::char::is_combining_mark;

use super::Fault;
use super::content::is_of_svg;
use crate::source::text::forbidden;

/// Most marks and characters of no width in a row.
const MAX_MARKS: usize = 30;

/// Looks at the characters of every text.
pub(super) fn check(document: &Document<'_>) -> Result<(), Fault> {
    for text in document.descendants().filter(|node| is_text(*node)) {
        let mut row = 0;
        for node in text.descendants().filter(Node::is_text) {
            for character in node.text().unwrap_or_default().chars() {
                // Characters of one font's own are drawn as that font has them.
                let private = matches!(character, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..);
                let fault = if let Some(why) = forbidden(character).filter(|_| !private) {
                    let code = u32::from(character);
                    Some(Fault::broken(format!("holds the character U+{code:04X}, which {why}")))
                } else {
                    row = if is_of_no_width(character) { row + 1 } else { 0 };
                    (row > MAX_MARKS).then(|| {
                        Fault::complex(format!(
                            "more than {MAX_MARKS} marks or characters of no width in a row"
                        ))
                    })
                };
                if let Some(fault) = fault {
                    return Err(fault.at(node.range().start));
                }
            }
        }
    }
    Ok(())
}

pub(super) fn is_text(node: Node<'_, '_>) -> bool {
    node.tag_name().name() == "text" && is_of_svg(node)
}

fn is_of_no_width(character: char) -> bool {
    is_combining_mark(character)
        || matches!(character,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}'
            | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
            | '\u{E0000}'..='\u{E0FFF}')
}

/// How many characters are shaped for a text: for each run between two places those of the run,
/// once for each of its spans.
pub(super) fn shaped(text: Node<'_, '_>) -> usize {
    let mut total = 0_usize;
    let (mut characters, mut spans) = (0_usize, 0_usize);
    for node in text.descendants() {
        if node.is_element() {
            // A place of its own begins a run; a list of places begins one with each character.
            let places =
                |name| node.attribute(name).map_or(0, |list: &str| list.split([' ', ',']).count());
            if places("x").max(places("y")) > 0 || node.tag_name().name() == "textPath" {
                total = total.saturating_add(characters.saturating_mul(spans));
                (characters, spans) = (0, 0);
            }
        } else if let Some(words) = node.text() {
            characters += words.chars().count();
            spans += 1;
        }
    }
    total.saturating_add(characters.saturating_mul(spans))
}
