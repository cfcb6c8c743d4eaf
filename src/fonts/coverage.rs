//! Does every character of a document have a glyph in the pinned fonts?
//!
//! Checked before layout, so that all missing characters are reported at once, each at its own
//! place: the typesetter names only the first of a text.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::{FontLibrary, drawings, script};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::document::visit::{blocks, inlines, own_inlines};
use crate::document::{Document, Inline, InlineKind};
use crate::theme::Theme;

/// Families of a library with the characters each of them has.
#[derive(Debug, Default)]
pub struct Coverage {
    families: BTreeMap<String, BTreeSet<u32>>,
}

impl Coverage {
    /// Reads the names and character maps of the fonts. Only the regular face of a family is
    /// looked at: the others have the same repertoire or Typst falls back to it.
    #[must_use]
    pub fn of(library: &FontLibrary, wanted: &BTreeSet<&str>) -> Self {
        let mut families: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
        for face in super::faces(library) {
            if !wanted.contains(face.family.as_str()) || families.contains_key(&face.family) {
                continue;
            }
            let characters = face.characters();
            families.insert(face.family, characters);
        }
        Self { families }
    }

    fn has(&self, character: char) -> bool {
        self.families.values().any(|characters| characters.contains(&u32::from(character)))
    }
}

/// Reports families of the theme that the library lacks, and characters that no family has.
pub fn check(
    document: &Document,
    theme: &Theme,
    library: &FontLibrary,
    diagnostics: &mut Diagnostics,
) {
    let mut places: BTreeMap<&str, Option<Span>> = BTreeMap::new();
    for stack in theme.fonts.values() {
        for family in stack.families(document.metadata.language) {
            places.entry(&family.family).or_insert(family.place);
        }
    }
    let wanted: BTreeSet<&str> = places.keys().copied().collect();
    let mut texts: Vec<&Inline> = Vec::new();
    let mut plain = true;
    let mut collect = |inline: &'_ Inline| match &inline.kind {
        InlineKind::Text(text) | InlineKind::Code(text) => {
            plain &= text.chars().all(is_plain);
        }
        _ => {}
    };
    let mut sequences: Vec<&Vec<Inline>> = Vec::new();
    blocks(document, &mut |block| {
        sequences.extend(own_inlines(block).into_iter().map(|(_, inlines)| inlines));
    });
    sequences.extend(document.notes.iter().map(|note| &note.content));
    for sequence in &sequences {
        inlines(sequence, &mut collect);
    }
    for sequence in sequences {
        inlines(sequence, &mut |inline| texts.push(inline));
    }
    for file in &library.files {
        if super::family_names(std::slice::from_ref(file)).is_empty() {
            diagnostics.push(
                Diagnostic::new(
                    Code::MissingFont,
                    format!("the file `fonts/{}` is no font that can be read", file.path),
                )
                .hint("copy it anew from where it came from, or delete it"),
            );
        }
    }
    let names: BTreeSet<String> =
        super::faces(library).into_iter().map(|face| face.family).collect();
    for family in &wanted {
        if !names.contains(*family) {
            diagnostics.push(
                Diagnostic::new(
                    Code::MissingFont,
                    format!(
                        "the font family `{family}` of the theme is not among the pinned fonts"
                    ),
                )
                .at(places.get(family).copied().flatten())
                .did_you_mean(family, names.iter().map(String::as_str))
                .hint("put its files into the `fonts` folder"),
            );
        }
    }
    drawings::check(document, &names, diagnostics);
    // Most documents need nothing but what every pinned text face has.
    if plain && !wanted.is_empty() {
        return;
    }
    let coverage = Coverage::of(library, &wanted);
    for inline in texts {
        if let InlineKind::Text(text) | InlineKind::Code(text) = &inline.kind {
            check_text(text, inline.origin, &coverage, diagnostics);
        }
    }
}

/// One finding for each run of characters of one script: a whole text in it is one mistake.
fn check_text(
    text: &str,
    origin: Option<Span>,
    coverage: &Coverage,
    diagnostics: &mut Diagnostics,
) {
    let mut run: Option<Run> = None;
    let forbidden_told = diagnostics.iter().any(|found| found.code == Code::ForbiddenCharacter);
    for (at, character) in text.char_indices() {
        if is_invisible(character) || forbidden_told && is_forbidden(character) {
            continue;
        }
        let end = at + character.len_utf8();
        if is_plain(character) || coverage.has(character) {
            // Signs and spaces between the words of a script do not end it, other letters do.
            if character.is_alphabetic() {
                diagnostics.extend(run.take().map(|run| run.diagnostic(text, origin)));
            }
            continue;
        }
        let script = script::script(character);
        match &mut run {
            Some(run) if run.script == script || script.is_none() => run.range.end = end,
            _ => {
                diagnostics.extend(run.take().map(|run| run.diagnostic(text, origin)));
                run = Some(Run { range: at..end, script });
            }
        }
    }
    diagnostics.extend(run.map(|run| run.diagnostic(text, origin)));
}

/// Whether a character is one that sources may not have, and is told of where they are read.
fn is_forbidden(character: char) -> bool {
    character.is_control() || matches!(character, '\u{2028}' | '\u{2029}')
}

/// Characters of one script that no font has.
struct Run {
    range: Range<usize>,
    script: Option<&'static str>,
}

impl Run {
    fn diagnostic(self, text: &str, origin: Option<Span>) -> Diagnostic {
        let span = origin.map(|span| span.part(text, self.range.clone()));
        let written = &text[self.range];
        let mut characters = written.chars();
        let message = match (self.script, characters.next(), characters.next()) {
            (Some(script), _, _) => {
                format!("none of the fonts has the {script} letters of “{}”", beginning(written))
            }
            (None, Some(only), None) => {
                format!("none of the fonts has the character “{only}” (U+{:04X})", u32::from(only))
            }
            (None, ..) => {
                format!("none of the fonts has the characters of “{}”", beginning(written))
            }
        };
        let hint = match self.script {
            Some(script) => format!(
                "put a font with {script} letters into the folder `fonts` (the Noto family has one for every script), and name it in the theme"
            ),
            None => "write it otherwise, or add a font that has it to `fonts` and to the theme"
                .to_owned(),
        };
        Diagnostic::new(Code::MissingGlyph, message).at(span).hint(hint)
    }
}

/// The beginning of a text, for a message.
fn beginning(text: &str) -> String {
    const SHOWN: usize = 40;
    let mut shown: String = text.chars().take(SHOWN).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

/// Characters that every Latin text face has.
fn is_plain(character: char) -> bool {
    matches!(character, ' '..='~' | '\u{A0}'..='\u{FF}' | '\u{2013}' | '\u{2014}' | '\u{2018}'..='\u{201D}' | '\u{2026}')
}

/// Characters that are never drawn.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{2060}' | '\u{202F}' | '\n' | '\t')
}
