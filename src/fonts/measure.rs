//! How wide text is in the pinned fonts: shaped by the engine that the typesetter uses, with the
//! families of a stack in the same order, so that what is measured here is what is printed.

use std::collections::HashMap;

use rustybuzz::{Direction, Face as ShapedFace, Feature, Script, ShapePlan, UnicodeBuffer};
use ttf_parser::Tag;

use super::script::is_arabic;
use super::{Face, FontLibrary, faces};
use crate::document::Language;
use crate::theme::{FontStack, Theme};

/// What a text is set in, apart from its size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Typeface<'t> {
    /// Name of the font stack in the theme.
    pub stack: &'t str,
    /// Bold.
    pub bold: bool,
    /// Italic.
    pub italic: bool,
}

/// Taken for a character that cannot be measured, in type sizes.
const UNKNOWN: f64 = 0.6;

/// Measures text. Words that were measured are remembered: a table says the same ones often.
pub struct Ruler<'a> {
    theme: &'a Theme,
    language: Language,
    faces: Vec<Face<'a>>,
    /// Faces ready for shaping, by their place in `faces`. A file is read when it is first needed.
    shapers: Vec<std::cell::OnceCell<Option<ShapedFace<'a>>>>,
    plans: Vec<Plan>,
    orders: Vec<Order>,
    widths: HashMap<(usize, String), f64>,
    buffer: UnicodeBuffer,
}

impl std::fmt::Debug for Ruler<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ruler").field("language", &self.language).finish_non_exhaustive()
    }
}

/// What a face does with texts of a script: costly to find out, the same for all of them.
struct Plan {
    face: usize,
    kerned: bool,
    direction: Direction,
    script: Script,
    shaping: ShapePlan,
}

/// The faces that are tried for a typeface, in order.
struct Order {
    stack: String,
    bold: bool,
    italic: bool,
    faces: Vec<usize>,
}

impl<'a> Ruler<'a> {
    /// A ruler for the text of a document in this language.
    #[must_use]
    pub fn new(library: &'a FontLibrary, theme: &'a Theme, language: Language) -> Self {
        let faces = faces(library);
        let mut shapers = Vec::new();
        shapers.resize_with(faces.len(), std::cell::OnceCell::new);
        Self {
            theme,
            language,
            faces,
            shapers,
            plans: Vec::new(),
            orders: Vec::new(),
            widths: HashMap::new(),
            buffer: UnicodeBuffer::new(),
        }
    }

    /// The width of a text without line breaks, in type sizes. Characters without a shape of their
    /// own, such as joiners, have no width.
    pub fn width(&mut self, text: &str, typeface: Typeface<'_>) -> f64 {
        let order = self.order(typeface);
        let key = (order, text.to_owned());
        if let Some(width) = self.widths.get(&key) {
            return *width;
        }
        let mut width = 0.0;
        let mut run = String::new();
        let mut current = (None, false);
        for character in text.chars().filter(|character| !is_shapeless(*character)) {
            let own = (self.face_for(character, order), is_arabic(character));
            if own != current {
                width += self.scaled(&run, current, order);
                run.clear();
                current = own;
            }
            run.push(character);
        }
        width += self.scaled(&run, current, order);
        self.widths.insert(key, width);
        width
    }

    /// Where the faces of a typeface stand in `orders`.
    fn order(&mut self, typeface: Typeface<'_>) -> usize {
        let known = self.orders.iter().position(|order| {
            order.stack == typeface.stack
                && order.bold == typeface.bold
                && order.italic == typeface.italic
        });
        if let Some(known) = known {
            return known;
        }
        let mut tried = Vec::new();
        if let Some(stack) = self.theme.stack(typeface.stack) {
            for family in stack.families(self.language) {
                tried.extend(self.variant(&family.family, typeface));
            }
        }
        // Whatever else has the character, as the typesetter does in the end.
        for index in 0..self.faces.len() {
            if !tried.contains(&index) {
                tried.push(index);
            }
        }
        self.orders.push(Order {
            stack: typeface.stack.to_owned(),
            bold: typeface.bold,
            italic: typeface.italic,
            faces: tried,
        });
        self.orders.len() - 1
    }

    /// The face of a family that is nearest to what is wanted: the slope counts before the weight.
    fn variant(&self, family: &str, typeface: Typeface<'_>) -> Option<usize> {
        let of_family = self.faces.iter().enumerate().filter(|(_, face)| face.family == family);
        of_family
            .min_by_key(|(_, face)| {
                (face.is_slanted() != typeface.italic, face.is_bold() != typeface.bold)
            })
            .map(|(index, _)| index)
    }

    fn face_for(&self, character: char, order: usize) -> Option<usize> {
        let order = &self.orders[order];
        let latin = self.theme.stack(&order.stack).filter(|_| self.language == Language::Zh);
        order.faces.iter().copied().find(|index| {
            let face = &self.faces[*index];
            face.has(character) && !is_left_to_chinese(character, face, latin)
        })
    }

    /// The width of a text that one face sets and of which all or nothing is in the Arabic script,
    /// in the size that its script has.
    fn scaled(&mut self, text: &str, (face, arabic): (Option<usize>, bool), order: usize) -> f64 {
        let width = self.shaped(text, face);
        let stack = self.theme.stack(&self.orders[order].stack);
        stack.filter(|_| arabic).map_or(width, |stack| width * stack.arabic_scale(self.language))
    }

    /// The width of a text that one face sets.
    fn shaped(&mut self, text: &str, face: Option<usize>) -> f64 {
        if text.is_empty() {
            return 0.0;
        }
        let unknown = || {
            let characters = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
            f64::from(characters) * UNKNOWN
        };
        let Some(index) = face else { return unknown() };
        let source = &self.faces[index];
        let shaper = self.shapers[index]
            .get_or_init(|| ShapedFace::from_slice(source.file.bytes()?.as_ref(), source.index));
        let Some(shaper) = shaper else { return unknown() };
        let mut widest = 0;
        // Office programs usually do not kern: the wider of the two is what both have room for.
        for kerned in [true, false] {
            let mut buffer = std::mem::take(&mut self.buffer);
            buffer.push_str(text);
            buffer.guess_segment_properties();
            let (direction, script) = (buffer.direction(), buffer.script());
            let known = self.plans.iter().position(|plan| {
                plan.face == index
                    && plan.kerned == kerned
                    && plan.direction == direction
                    && plan.script == script
            });
            let plan = known.unwrap_or_else(|| {
                let unkerned = [Feature::new(Tag::from_bytes(b"kern"), 0, ..)];
                let features = if kerned { &[][..] } else { &unkerned };
                let shaping = ShapePlan::new(shaper, direction, Some(script), None, features);
                self.plans.push(Plan { face: index, kerned, direction, script, shaping });
                self.plans.len() - 1
            });
            let glyphs = rustybuzz::shape_with_plan(shaper, &self.plans[plan].shaping, buffer);
            let advances = glyphs.glyph_positions().iter().map(|glyph| i64::from(glyph.x_advance));
            widest = widest.max(advances.sum());
            self.buffer = glyphs.clear();
        }
        let units = i32::try_from(widest).unwrap_or(i32::MAX);
        f64::from(units) / f64::from(shaper.units_per_em().max(1))
    }
}

/// Quotation marks, dashes and dots are full-width in Chinese, although Latin families have them.
fn is_left_to_chinese(character: char, face: &Face<'_>, stack: Option<&FontStack>) -> bool {
    stack.is_some_and(|stack| stack.latin.family == face.family)
        && matches!(
            character,
            '\u{B7}'
                | '\u{2013}'
                | '\u{2014}'
                | '\u{2018}'
                | '\u{2019}'
                | '\u{201C}'
                | '\u{201D}'
                | '\u{2025}'..='\u{2027}' | '\u{2E3A}'
        )
}

/// Characters that leave no trace on paper.
fn is_shapeless(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{AD}'
                | '\u{61C}'
                | '\u{200B}'..='\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{2069}'
                | '\u{FEFF}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapeless_characters_are_those_of_formats() {
        for character in ['\u{200B}', '\u{AD}', '\u{2060}', '\u{200E}', '\n'] {
            assert!(is_shapeless(character), "{character:?}");
        }
        for character in ['a', ' ', '\u{A0}', '中', '\u{301}', '\u{202F}'] {
            assert!(!is_shapeless(character), "{character:?}");
        }
    }
}
