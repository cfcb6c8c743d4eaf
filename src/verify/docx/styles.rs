//! Paragraph styles: what a style's name and its ancestors say about a paragraph's role.

use std::collections::BTreeMap;

use super::numbering::Numbering;
use super::xml::Element;

/// How many styles may be based on each other.
const MAX_CHAIN: usize = 32;

/// A style.
#[derive(Debug, Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    number: Option<String>,
    level: Option<usize>,
    outline: Option<usize>,
    /// Whether its text looks otherwise than text round it: bold, slanted, coloured, larger.
    visible: bool,
    /// Whether its text is raised or lowered: `w:vertAlign`.
    vertical: Option<String>,
    indents: Indents,
    /// Whether lines round it or slanted type set its paragraphs apart.
    set_apart: bool,
}

/// How far paragraphs stand in, in twentieths of a point, where something says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Indents {
    start: Option<i32>,
    end: Option<i32>,
}

impl Indents {
    /// What the properties of a paragraph say.
    pub(super) fn read(properties: Option<&Element>) -> Self {
        let indents = properties.and_then(|properties| properties.child("w:ind"));
        let side = |names: [&str; 2]| {
            let value = names.iter().find_map(|name| indents?.attribute(name))?;
            value.trim().parse().ok()
        };
        Self { start: side(["w:start", "w:left"]), end: side(["w:end", "w:right"]) }
    }

    /// What these say, and where they say nothing, what others do.
    pub(super) fn or(self, other: Self) -> Self {
        Self { start: self.start.or(other.start), end: self.end.or(other.end) }
    }

    /// Both sides; what nothing says is none.
    pub(super) fn sides(self) -> [i32; 2] {
        [self.start.unwrap_or(0), self.end.unwrap_or(0)]
    }
}

/// The styles of a document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    by_id: BTreeMap<String, Style>,
    default_paragraph: Option<String>,
    /// Language of all text that says nothing else.
    pub(super) language: Option<String>,
}

/// What a paragraph is by its style.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// A heading of this level, whether contents list it or not.
    Heading(usize),
    /// A line of the contents of this level.
    Contents(usize),
    /// A caption or a credit.
    Caption,
    /// Anything else.
    Text,
}

impl Styles {
    pub(super) fn read(root: &Element) -> Self {
        let language = root
            .child("w:docDefaults")
            .and_then(|defaults| defaults.descendant("w:lang"))
            .and_then(|language| language.value().or_else(|| language.attribute("w:bidi")))
            .map(str::to_owned);
        let mut styles = Self { language, ..Self::default() };
        for style in root.elements().filter(|element| element.name == "w:style") {
            let Some(id) = style.attribute("w:styleId") else { continue };
            let paragraph = style.attribute("w:type").unwrap_or("paragraph") == "paragraph";
            if paragraph && matches!(style.attribute("w:default"), Some("1" | "true" | "on")) {
                styles.default_paragraph = Some(id.to_owned());
            }
            styles.by_id.insert(id.to_owned(), Style::read(style));
        }
        styles
    }

    fn chain<'a>(&'a self, id: Option<&'a str>) -> impl Iterator<Item = (&'a str, &'a Style)> {
        let first = id.or(self.default_paragraph.as_deref());
        let find = |id: &'a str| self.by_id.get(id).map(|style| (id, style));
        std::iter::successors(first.and_then(find), move |(_, style)| {
            style.based_on.as_deref().and_then(find)
        })
        .take(MAX_CHAIN)
    }

    /// The role of paragraphs in a style, by the nearest ancestor that says something.
    pub(super) fn role(&self, id: Option<&str>) -> Role {
        for (_, style) in self.chain(id) {
            let name = style.name.as_str();
            let numbered = |prefix: &str| name.strip_prefix(prefix)?.parse().ok();
            // Word's title of the contents is no heading, whatever it is based on.
            if name == "toc heading" {
                return Role::Text;
            }
            if let Some(level) = numbered("heading ") {
                return Role::Heading(level);
            }
            if let Some(level) = numbered("toc ") {
                return Role::Contents(level);
            }
            if name == "caption" || name == "credit" {
                return Role::Caption;
            }
            if let Some(outline) = style.outline.filter(|outline| *outline < 9) {
                return Role::Heading(outline + 1);
            }
        }
        Role::Text
    }

    /// The list that paragraphs of a style stand in: `w:numId`, level if stated, and the style
    /// that says so.
    pub(super) fn number<'a>(
        &'a self,
        id: Option<&'a str>,
    ) -> Option<(&'a str, Option<usize>, &'a str)> {
        self.chain(id).find_map(|(id, style)| Some((style.number.as_deref()?, style.level, id)))
    }

    /// Whether a word is part of the name of a character style or of one it is based on.
    pub(super) fn is_named(&self, id: &str, word: &str) -> bool {
        self.chain(Some(id)).any(|(_, style)| style.name.split(' ').any(|part| part == word))
    }

    /// How far a style sets its paragraphs in, by itself and by the lists it puts them in.
    pub(super) fn indents(&self, id: Option<&str>, numbering: &Numbering) -> Indents {
        self.chain(id).fold(Indents::default(), |nearer, (id, style)| {
            let list = style.number.as_deref().map(|instance| {
                let level = style.level.or_else(|| numbering.level_of_style(instance, id));
                numbering.indents(instance, level.unwrap_or(0))
            });
            nearer.or(style.indents).or(list.unwrap_or_default())
        })
    }

    /// Whether paragraphs of a style that stand in so far are quotations: by the name of the
    /// style, and because it shows. They stand further in than those of the style that the style
    /// of quotations is based on, or that style sets them apart in another way.
    pub(super) fn is_quotation(
        &self,
        id: Option<&str>,
        [start, end]: [i32; 2],
        numbering: &Numbering,
    ) -> bool {
        let is_named = |style: &Style| style.name.split(' ').any(|word| word == "quote");
        let named: Vec<_> = self.chain(id).filter(|(_, style)| is_named(style)).collect();
        let Some((_, last)) = named.last() else { return false };
        let plain = last.based_on.as_deref();
        let [plain_start, plain_end] =
            plain.map(|id| self.indents(Some(id), numbering).sides()).unwrap_or_default();
        start > plain_start || end > plain_end || named.iter().any(|(_, style)| style.set_apart)
    }

    /// Whether a character style, or one it is based on, shows: its text looks otherwise than
    /// text round it.
    pub(super) fn is_visible(&self, id: &str) -> bool {
        self.chain(Some(id)).any(|(_, style)| style.visible)
    }

    /// Whether a character style, or the nearest one it is based on that says so, raises or
    /// lowers its text.
    pub(super) fn vertical<'a>(&'a self, id: &'a str) -> Option<&'a str> {
        self.chain(Some(id)).find_map(|(_, style)| style.vertical.as_deref())
    }

    /// Whether a character style is that of note marks.
    pub(super) fn is_note_mark(&self, id: &str) -> bool {
        self.chain(Some(id)).any(|(_, style)| style.name == "footnote reference")
    }
}

/// Whether a property of runs changes how they look.
fn is_seen(run: &Element, name: &str) -> bool {
    match name {
        "w:b" | "w:i" | "w:caps" | "w:smallCaps" | "w:strike" | "w:outline" | "w:emboss" => {
            run.is_on(name)
        }
        "w:u" => run.child_value(name) != Some("none"),
        "w:color" | "w:rFonts" | "w:sz" | "w:spacing" | "w:highlight" | "w:shd" => true,
        _ => false,
    }
}

impl Style {
    fn read(style: &Element) -> Self {
        let properties = style.child("w:pPr");
        let run = style.child("w:rPr");
        let number = properties.and_then(|properties| properties.child("w:numPr"));
        Self {
            name: style.child_value("w:name").unwrap_or_default().to_lowercase(),
            based_on: style.child_value("w:basedOn").map(str::to_owned),
            number: number.and_then(|number| number.child_value("w:numId")).map(str::to_owned),
            level: number
                .and_then(|number| number.child_value("w:ilvl"))
                .and_then(|level| level.parse().ok()),
            outline: properties
                .and_then(|properties| properties.child_value("w:outlineLvl"))
                .and_then(|outline| outline.parse().ok()),
            visible: run.is_some_and(|run| run.elements().any(|own| is_seen(run, &own.name))),
            vertical: run.and_then(|run| run.child_value("w:vertAlign")).map(str::to_owned),
            indents: Indents::read(properties),
            set_apart: properties.is_some_and(|own| own.child("w:pBdr").is_some())
                || run.is_some_and(|own| own.is_on("w:i") || own.is_on("w:iCs")),
        }
    }
}
