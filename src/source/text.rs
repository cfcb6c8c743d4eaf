//! A piece of an editor's text and its place.

use indexmap::IndexMap;

use super::scalar::OffsetMap;
use super::traps::{self, Use};
use super::yaml::{Entry, Node, Scalar, ScalarKind, Value};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::markup;

/// Most characters of a text that stands in one field. PDF strings hold 32,767 bytes (ISO
/// 32000-1, annex C), two for each character, and titles become such strings.
pub const MAX_CHARACTERS: usize = 10_000;

/// Text with its place in the file.
#[derive(Clone, Debug)]
pub struct Text {
    /// The text.
    pub value: String,
    /// The whole scalar.
    pub span: Span,
    /// From offsets in `value` to offsets in the file.
    pub map: OffsetMap,
}

impl Text {
    /// Reads a scalar that is a name or a value and is not printed as it stands. Numbers and
    /// booleans count as the text they were written as.
    pub fn read(node: &Node, what: &str, diagnostics: &mut Diagnostics) -> Option<Self> {
        let Value::Scalar(Scalar { text, map, .. }) = &node.value else {
            diagnostics.push(wrong_type(node, what, "text"));
            return None;
        };
        let text = Self { value: text.clone(), span: node.span, map: map.clone() };
        text.check_characters(diagnostics);
        Some(text)
    }

    /// As [`Text::read`], of bounded length.
    pub fn read_word(node: &Node, what: &str, diagnostics: &mut Diagnostics) -> Option<Self> {
        let text = Self::read(node, what, diagnostics)?;
        text.fits(what, diagnostics).then_some(text)
    }

    /// Reads a text that is printed in one piece: a title, a name, an alternative text, a note.
    pub fn read_short(node: &Node, what: &str, diagnostics: &mut Diagnostics) -> Option<Self> {
        let text = Self::read_word(node, what, diagnostics)?;
        traps::check(node, Use::Short, diagnostics);
        Some(text)
    }

    /// Reads a text of several paragraphs.
    pub fn read_prose(node: &Node, what: &str, diagnostics: &mut Diagnostics) -> Option<Self> {
        let text = Self::read(node, what, diagnostics)?;
        traps::check(node, Use::Prose, diagnostics).then_some(text)
    }

    fn fits(&self, what: &str, diagnostics: &mut Diagnostics) -> bool {
        let characters = self.value.chars().count();
        if characters > MAX_CHARACTERS {
            diagnostics.push(
                Diagnostic::new(
                    Code::TextTooLong,
                    format!("{what} has {characters} characters; at most {MAX_CHARACTERS} are set"),
                )
                .at(self.span),
            );
        }
        characters <= MAX_CHARACTERS
    }

    /// The text with its variables filled in. It takes no Markdown: signs of it are reported.
    #[must_use]
    pub fn filled(self, known: &IndexMap<String, String>, diagnostics: &mut Diagnostics) -> Self {
        markup::check_plain(&self.value, &self.map, diagnostics);
        let (value, map) = markup::fill_plain(&self.value, &self.map, known, diagnostics);
        Self { value, span: self.span, map }
    }

    /// Reports characters that XML 1.0 (section 2.2) or PDF/A (ISO 19005-2, 6.2.11.7.3) forbid.
    fn check_characters(&self, diagnostics: &mut Diagnostics) {
        for (at, character) in self.value.char_indices() {
            if let Some(found) = forbidden_character(character) {
                let place = self.map.range(at..at + character.len_utf8());
                let hint = if place.len() > character.len_utf8() && character.is_control() {
                    "in double quotes a `\\` makes a special sign of the letter behind it: write `\\\\` for the sign `\\`"
                } else if matches!(character, '\u{2028}' | '\u{2029}') {
                    "put a space or a line end in its place"
                } else {
                    "delete it; it was probably pasted from another program"
                };
                let span = self.map.span(at..at + character.len_utf8());
                diagnostics.push(found.at(span).hint(hint));
            }
        }
    }
}

/// Takes out, and reports, forbidden characters that an editor wrote as entities: `&#1;`.
pub fn without_forbidden(text: &str, span: Span, diagnostics: &mut Diagnostics) -> String {
    let mut sound = text.to_owned();
    sound.retain(|character| match forbidden_character(character) {
        Some(found) => {
            diagnostics.push(found.at(span).hint("it is written as `&…;`: delete that"));
            false
        }
        None => true,
    });
    sound
}

fn forbidden_character(character: char) -> Option<Diagnostic> {
    let why = forbidden(character)?;
    let message = format!("the character U+{:04X} {why}", u32::from(character));
    Some(Diagnostic::new(Code::ForbiddenCharacter, message))
}

pub(super) fn forbidden(character: char) -> Option<&'static str> {
    match character {
        '\t' | '\n' | '\r' => None,
        '\u{0}'..='\u{1F}' | '\u{7F}'..='\u{9F}' => Some("is a control character"),
        '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFD}' => Some("is private to one font"),
        '\u{FFFD}' => Some("stands for text that was lost in a conversion"),
        '\u{FFFE}' | '\u{FFFF}' => Some("is not a character"),
        '\u{2028}' | '\u{2029}' => Some("is a line end that no output knows"),
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {
            Some("turns the direction of text invisibly")
        }
        _ => None,
    }
}

/// The problem of a value of the wrong type.
pub(super) fn wrong_type(node: &Node, what: &str, expected: &str) -> Diagnostic {
    let diagnostic = Diagnostic::new(
        Code::WrongType,
        format!("{what} must be {expected}, but this is {}", node.describe()),
    )
    .at(node.comment.filter(|_| matches!(node.value, Value::Null)).unwrap_or(node.span));
    match traps::hint_for_type(node, expected) {
        Some(hint) => diagnostic.hint(hint),
        None => diagnostic,
    }
}

/// Reads `true` or `false`.
pub(super) fn boolean(node: &Node, what: &str, diagnostics: &mut Diagnostics) -> Option<bool> {
    if let Value::Scalar(Scalar { kind: ScalarKind::Boolean(value), .. }) = &node.value {
        return Some(*value);
    }
    diagnostics.push(wrong_type(node, what, "`true` or `false`"));
    None
}

/// The keys of a mapping whose keys are an editor's own. A list of such keys is reported, and read
/// all the same, so that what refers to them is not reported too. None if there are no keys.
pub(super) fn own_keys<'n>(
    node: &'n Node,
    what: &str,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<&'n Entry>> {
    if let Value::Mapping(entries) = &node.value {
        return Some(entries.iter().collect());
    }
    diagnostics.push(wrong_type(node, what, "keys with values"));
    let Value::Sequence(items) = &node.value else { return None };
    let mut all = Vec::new();
    for item in items {
        let Value::Mapping(entries) = &item.value else { return None };
        all.extend(entries);
    }
    Some(all)
}
