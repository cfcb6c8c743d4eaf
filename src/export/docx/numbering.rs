//! Word's lists: which definitions exist, which instance counts a paragraph, and `numbering.xml`.
//!
//! A definition (`w:abstractNum`) is made once for bullets, once for ordered lists and once for
//! each numbering scheme. An instance (`w:num`) is made for each list and each restart, with a
//! start override, so that Word counts as the document was counted and nothing is typed.

use indexmap::IndexMap;

use super::xml::Element;
use crate::document::{NumberFormat, NumberingScheme};
use crate::theme::Lists;

/// Levels that Word's lists have.
pub(super) const LEVELS: usize = 9;

/// The place of a paragraph in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NumberReference {
    /// `w:numId`; 0 takes a paragraph out of the list that its style puts it in.
    pub instance: usize,
    /// `w:ilvl`
    pub level: usize,
}

/// Where numbers and text stand, in twips from the margin where lines start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Indents {
    /// Of the text.
    pub text: i32,
    /// From the text back to the number; 0 sets the number in the line, followed by a space.
    pub hanging: i32,
    /// Of the first line, where nothing hangs.
    pub first: i32,
    /// Where the text of the first line begins behind a number that does not hang; 0 for right
    /// behind it.
    pub tab: i32,
}

impl Indents {
    /// The same, further in.
    fn moved(self, by: i32) -> Self {
        Self { text: self.text.saturating_add(by), ..self }
    }
}

/// One level of a definition.
#[derive(Debug)]
struct Level {
    format: &'static str,
    text: String,
    indents: Indents,
    marker: Option<Marker>,
}

/// How a marker looks where it does not look like its paragraph.
#[derive(Clone, Debug)]
pub(super) struct Marker {
    /// Font of its characters, if it is not the text's.
    pub font: Option<String>,
    /// Colour, in hexadecimal digits.
    pub color: String,
    /// Bold, where the text is not.
    pub bold: bool,
}

/// How the numbers of a scheme stand and look.
#[derive(Clone, Debug)]
pub(super) struct CountedLook {
    /// Where they stand.
    pub indents: Indents,
    /// How they look, if not like their paragraph.
    pub marker: Option<Marker>,
}

#[derive(Debug)]
struct Definition {
    levels: Vec<Level>,
}

#[derive(Debug)]
struct Instance {
    definition: usize,
    /// Level and first number.
    start: Option<(usize, usize)>,
}

#[derive(Debug)]
struct Scheme {
    definition: usize,
    base: usize,
    current: usize,
    last: usize,
}

/// The lists of a document, in the order in which they were first used.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    definitions: Vec<Definition>,
    instances: Vec<Instance>,
    schemes: IndexMap<String, Scheme>,
    /// Instances of bulleted lists by how far in twips all their levels are moved in.
    bullets: IndexMap<i32, usize>,
    /// Definitions of ordered lists with their first instances, likewise.
    ordered: IndexMap<i32, (usize, usize)>,
}

impl Numbering {
    /// Whether any list exists.
    pub(super) fn is_empty(&self) -> bool {
        self.definitions.is_empty()
    }

    /// The instance of all bulleted lists that are moved in so far: they do not count.
    pub(super) fn bullets(&mut self, lists: &Lists, font: &str, moved: i32) -> usize {
        if let Some(instance) = self.bullets.get(&moved) {
            return *instance;
        }
        let color = lists.marker_color.hex();
        let marker = Marker { font: Some(font.to_owned()), color, bold: false };
        let levels = (0..LEVELS)
            .map(|depth| Level {
                format: "bullet",
                text: lists
                    .bullets
                    .get(depth)
                    .or(lists.bullets.last())
                    .cloned()
                    .unwrap_or_else(|| "\u{2022}".to_owned()),
                indents: list_indents(lists, depth).moved(moved),
                marker: Some(marker.clone()),
            })
            .collect();
        let definition = self.define(levels);
        let instance = self.instantiate(definition, None);
        self.bullets.insert(moved, instance);
        instance
    }

    /// The instance behind the style of ordered lists; lists themselves get one of their own.
    pub(super) fn ordered_base(&mut self, lists: &Lists, schemes: &[NumberingScheme]) -> usize {
        self.ordered_definition(lists, schemes, 0).1
    }

    /// A new instance for an ordered list at `depth` that begins with `start`, moved in so far.
    pub(super) fn ordered(
        &mut self,
        lists: &Lists,
        schemes: &[NumberingScheme],
        depth: usize,
        start: usize,
        moved: i32,
    ) -> usize {
        let (definition, _) = self.ordered_definition(lists, schemes, moved);
        self.instantiate(definition, Some((depth.min(LEVELS - 1), start)))
    }

    fn ordered_definition(
        &mut self,
        lists: &Lists,
        schemes: &[NumberingScheme],
        moved: i32,
    ) -> (usize, usize) {
        if let Some(known) = self.ordered.get(&moved) {
            return *known;
        }
        let levels = schemes
            .iter()
            .take(LEVELS)
            .enumerate()
            .map(|(depth, scheme)| Level {
                format: format_name(&scheme.format),
                text: scheme.pattern.replace("{n}", &format!("%{}", depth + 1)),
                indents: list_indents(lists, depth).moved(moved),
                marker: Some(Marker { font: None, color: lists.marker_color.hex(), bold: false }),
            })
            .collect();
        let definition = self.define(levels);
        let base = self.instantiate(definition, None);
        self.ordered.insert(moved, (definition, base));
        (definition, base)
    }

    /// The first instance of a scheme: the one that styles name.
    pub(super) fn scheme_base(
        &mut self,
        name: &str,
        scheme: &NumberingScheme,
        look: &CountedLook,
    ) -> usize {
        if let Some(known) = self.schemes.get(name) {
            return known.base;
        }
        let definition = self.define(vec![Level {
            format: format_name(&scheme.format),
            text: scheme.pattern.replace("{n}", "%1"),
            indents: look.indents,
            marker: look.marker.clone(),
        }]);
        let base = self.instantiate(definition, None);
        let entry = Scheme { definition, base, current: base, last: 0 };
        self.schemes.insert(name.to_owned(), entry);
        base
    }

    /// Counts a paragraph by a scheme. A number that does not follow the last one, or that the
    /// document restarts, begins an instance of its own.
    pub(super) fn count(
        &mut self,
        name: &str,
        scheme: &NumberingScheme,
        look: &CountedLook,
        ordinal: usize,
        restarts: bool,
    ) -> NumberReference {
        self.scheme_base(name, scheme, look);
        let Some(state) = self.schemes.get(name) else {
            return NumberReference { instance: 0, level: 0 };
        };
        let first = state.last == 0 && ordinal == 1;
        let instance = if first || (ordinal == state.last + 1 && !restarts) {
            state.current
        } else {
            let definition = state.definition;
            self.instantiate(definition, Some((0, ordinal)))
        };
        if let Some(state) = self.schemes.get_mut(name) {
            state.current = instance;
            state.last = ordinal;
        }
        NumberReference { instance, level: 0 }
    }

    fn define(&mut self, levels: Vec<Level>) -> usize {
        self.definitions.push(Definition { levels });
        self.definitions.len() - 1
    }

    /// Adds an instance and returns its `w:numId`, which counts from 1.
    fn instantiate(&mut self, definition: usize, start: Option<(usize, usize)>) -> usize {
        self.instances.push(Instance { definition, start });
        self.instances.len()
    }

    /// `numbering.xml`
    pub(super) fn to_element(&self, right_to_left: bool) -> Element {
        let mut root = Element::new("w:numbering").attr("xmlns:w", super::package::names::W);
        for (index, definition) in self.definitions.iter().enumerate() {
            root = root.child(definition.to_element(index, right_to_left));
        }
        for (index, instance) in self.instances.iter().enumerate() {
            let mut element = Element::new("w:num")
                .attr("w:numId", index + 1)
                .child(Element::val("w:abstractNumId", instance.definition));
            if let Some((level, start)) = instance.start {
                element = element.child(
                    Element::new("w:lvlOverride")
                        .attr("w:ilvl", level)
                        .child(Element::val("w:startOverride", start)),
                );
            }
            root = root.child(element);
        }
        root
    }
}

impl Definition {
    fn to_element(&self, index: usize, right_to_left: bool) -> Element {
        let kind = if self.levels.len() > 1 { "hybridMultilevel" } else { "singleLevel" };
        // Word joins lists whose nsid is equal; any distinct numbers serve.
        let nsid = format!("{:08X}", 0x504C_0001_usize + index);
        Element::new("w:abstractNum")
            .attr("w:abstractNumId", index)
            .child(Element::val("w:nsid", &nsid))
            .child(Element::val("w:multiLevelType", kind))
            .child(Element::val("w:tmpl", &nsid))
            .children(
                self.levels
                    .iter()
                    .enumerate()
                    .map(|(depth, level)| level.to_element(depth, right_to_left)),
            )
    }
}

impl Level {
    fn to_element(&self, depth: usize, right_to_left: bool) -> Element {
        let indents = self.indents;
        let hangs = indents.hanging > 0;
        let indent = Element::new("w:ind").attr("w:left", indents.text);
        let indent = if hangs {
            indent.attr("w:hanging", indents.hanging)
        } else {
            indent.attr("w:firstLine", indents.first.max(0))
        };
        let mut element = Element::new("w:lvl")
            .attr("w:ilvl", depth)
            .child(Element::val("w:start", 1))
            .child(Element::val("w:numFmt", self.format))
            .child(Element::val("w:suff", if hangs || indents.tab > 0 { "tab" } else { "space" }))
            .child(Element::val("w:lvlText", &self.text));
        if !right_to_left {
            element = element.child(Element::val("w:lvlJc", "left"));
        }
        // From right to left the default is the right side; what `left` means there is not agreed.
        let mut place = Element::new("w:pPr");
        if !hangs && indents.tab > 0 {
            let tab = Element::val("w:tab", "num").attr("w:pos", indents.tab);
            place = place.child(Element::new("w:tabs").child(tab));
        }
        element = element.child(place.child(indent));
        let mut look = Element::new("w:rPr");
        if let Some(marker) = &self.marker {
            if let Some(font) = &marker.font {
                look = look.child(
                    Element::new("w:rFonts")
                        .attr("w:ascii", font)
                        .attr("w:hAnsi", font)
                        .attr("w:eastAsia", font)
                        .attr("w:cs", font)
                        .attr("w:hint", "default"),
                );
            }
            if marker.bold {
                look = look.child(Element::new("w:b")).child(Element::new("w:bCs"));
            }
            look = look.child(Element::val("w:color", &marker.color));
        }
        if right_to_left {
            look = look.child(Element::new("w:rtl"));
        }
        if !look.children.is_empty() {
            element = element.child(look);
        }
        element
    }
}

/// Where the markers and the text of a list at `depth` stand.
pub(super) fn list_indents(lists: &Lists, depth: usize) -> Indents {
    let step = lists.indent.twips() + lists.hanging.twips();
    let count = i32::try_from(depth + 1).unwrap_or(i32::MAX);
    Indents { text: step.saturating_mul(count), hanging: lists.hanging.twips(), first: 0, tab: 0 }
}

/// What Word calls a number format (ECMA-376 Part 1, 17.18.59).
fn format_name(format: &NumberFormat) -> &'static str {
    match format {
        // Word shows the digits of Arabic text by its own setting: there is no format of theirs.
        NumberFormat::Decimal | NumberFormat::ArabicIndic => "decimal",
        NumberFormat::LowerLetter => "lowerLetter",
        NumberFormat::UpperLetter => "upperLetter",
        NumberFormat::LowerRoman => "lowerRoman",
        NumberFormat::UpperRoman => "upperRoman",
        NumberFormat::Letters(letters) => alphabet_name(letters),
    }
}

/// The format whose alphabet begins as this one does.
fn alphabet_name(letters: &[String]) -> &'static str {
    let first = |index: usize| letters.get(index).and_then(|letter| letter.chars().next());
    match first(0) {
        // Both Arabic orders begin with alif and ba; the third letter tells them apart.
        Some('\u{623}' | '\u{627}') if first(2) == Some('\u{62C}') => "arabicAbjad",
        Some('\u{623}' | '\u{627}') => "arabicAlpha",
        Some('\u{430}') => "russianLower",
        Some('\u{410}') => "russianUpper",
        Some('\u{4E00}') => "chineseCountingThousand",
        Some('\u{7532}') => "ideographTraditional",
        Some('a') => "lowerLetter",
        Some('A') => "upperLetter",
        _ => "decimal",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::NumberRestart;

    fn scheme() -> NumberingScheme {
        NumberingScheme {
            format: NumberFormat::Decimal,
            pattern: "{n}.".into(),
            restart: NumberRestart::Section,
        }
    }

    #[test]
    fn a_restart_is_an_instance_and_a_run_on_is_not() {
        let mut numbering = Numbering::default();
        let indents = Indents { text: 360, hanging: 360, first: 0, tab: 0 };
        let look = CountedLook { indents, marker: None };
        let mut count = |ordinal, restarts| {
            numbering.count("question", &scheme(), &look, ordinal, restarts).instance
        };
        let first = count(1, true);
        assert_eq!(count(2, false), first);
        let second = count(1, true);
        assert_ne!(second, first);
        assert_eq!(count(2, false), second);
        let jumped = count(5, false);
        assert_ne!(jumped, second, "a gap needs a start of its own");
        assert_eq!(numbering.definitions.len(), 1);
    }

    #[test]
    fn arabic_alphabets_are_told_apart() {
        let letters = |text: &str| text.chars().map(String::from).collect::<Vec<_>>();
        assert_eq!(alphabet_name(&letters("أبج")), "arabicAbjad");
        assert_eq!(alphabet_name(&letters("أبت")), "arabicAlpha");
    }
}
