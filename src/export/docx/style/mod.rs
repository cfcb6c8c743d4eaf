//! The styles of a DOCX: every named style of the theme, and the few that Word needs beside them.
//!
//! Exporting asks the sheet for the id of a style and writes nothing else about looks. Styles that
//! differ from a theme's style in one point (an alignment, an outline level) are made here when
//! they are first asked for, and get a name of their own.

mod latent;
mod name;
mod properties;
mod table;
mod uses;
mod write;

use std::collections::BTreeMap;

use indexmap::IndexMap;

use self::name::{WordName, capitalized, word_name};
use self::properties::Leading;
use self::table::TableLook;
pub(super) use self::table::Taken;
use self::uses::StyleUses;
use super::numbering::{Indents, NumberReference};
use crate::document::{ColumnAlignment, Document, Language, Orientation};
use crate::export::upright::is_upright;
use crate::theme::{Alignment, FontFamily, Length, ParagraphStyle, Rule, StyleKind, Theme};

pub(super) use self::properties::number_property;

/// Id of the style that everything is based on.
const NORMAL: &str = "Normal";

/// Type size of a paragraph that holds an image: Word leaves room below the image for the letters
/// that its line could have.
const FIGURE_SIZE: Length = Length::pt(1.0);

/// Font names as the document gives them to office software.
#[derive(Clone, Debug)]
pub(super) struct FontNames {
    stacks: IndexMap<String, StackNames>,
}

/// The names of one stack.
#[derive(Clone, Debug, Default)]
pub(super) struct StackNames {
    /// Latin, Greek, Cyrillic.
    pub latin: String,
    /// Chinese.
    pub han: String,
    /// Arabic.
    pub arabic: String,
    /// By how much Arabic letters are set larger than the type size says.
    pub arabic_scale: f64,
}

impl FontNames {
    fn new(theme: &Theme, language: Language, embedded: bool) -> Self {
        let name = |family: &FontFamily| shown_name(family, embedded).to_owned();
        let stacks = theme
            .fonts
            .iter()
            .map(|(key, stack)| {
                let names = StackNames {
                    latin: name(&stack.latin),
                    han: name(&stack.han),
                    arabic: name(&stack.arabic),
                    arabic_scale: stack.arabic_scale(language),
                };
                (key.clone(), names)
            })
            .collect();
        Self { stacks }
    }

    /// The names of a stack; an unknown stack is the first one.
    pub(super) fn of_stack(&self, stack: &str) -> StackNames {
        self.stacks
            .get(stack)
            .or_else(|| self.stacks.first().map(|(_, names)| names))
            .cloned()
            .unwrap_or_default()
    }
}

/// The name a family is called by: the pinned family where its files are embedded, else the one
/// that office computers have.
pub(super) fn shown_name(family: &FontFamily, embedded: bool) -> &str {
    if embedded || family.office.is_empty() { &family.family } else { &family.office }
}

/// A style that will be written.
#[derive(Clone, Debug)]
enum Entry {
    Paragraph(ParagraphEntry),
    Character(CharacterEntry),
    Table(TableLook),
}

#[derive(Clone, Debug)]
struct ParagraphEntry {
    name: WordName,
    based_on: String,
    next: Option<String>,
    look: ParagraphStyle,
    leading: Leading,
    number: Option<NumberReference>,
    leader_tab: Option<i32>,
}

#[derive(Clone, Debug)]
struct CharacterEntry {
    name: WordName,
    /// Theme names that are combined, outermost first.
    parts: Vec<String>,
}

/// The styles of one document.
#[derive(Debug)]
pub(super) struct StyleSheet<'a> {
    theme: &'a Theme,
    fonts: FontNames,
    right_to_left: bool,
    /// Arabic and Chinese have no italics: what is slanted there is a defect.
    upright: bool,
    ids: BTreeMap<String, String>,
    entries: IndexMap<String, Entry>,
}

impl<'a> StyleSheet<'a> {
    /// The sheet of a document, with every style of the theme.
    pub(super) fn new(document: &Document, theme: &'a Theme, embed_fonts: bool) -> Self {
        let mut sheet = Self {
            theme,
            fonts: FontNames::new(theme, document.metadata.language, embed_fonts),
            right_to_left: document.metadata.language.is_right_to_left(),
            upright: is_upright(document.metadata.language),
            ids: BTreeMap::new(),
            entries: IndexMap::new(),
        };
        let uses = StyleUses::of(document);
        let containers = uses.only_containers();
        for (name, style) in theme.styles.iter().filter(|(name, _)| !containers.contains(*name)) {
            let word = sheet.free_name(word_name(name), name);
            sheet.ids.insert(name.clone(), word.id.clone());
            let entry = match style.kind {
                StyleKind::Character => Entry::Character(CharacterEntry {
                    name: word.clone(),
                    parts: vec![name.clone()],
                }),
                StyleKind::Paragraph => Entry::Paragraph(ParagraphEntry {
                    name: word.clone(),
                    based_on: NORMAL.to_owned(),
                    next: None,
                    look: style.clone(),
                    leading: Leading::Exact,
                    number: None,
                    leader_tab: None,
                }),
            };
            sheet.entries.insert(word.id, entry);
        }
        sheet.connect();
        sheet.adapt(&uses);
        sheet
    }

    /// Where Word needs a style to say what the theme says elsewhere.
    fn adapt(&mut self, uses: &StyleUses) {
        let theme = self.theme;
        let figures = &theme.figures;
        let gap = theme.note_separator.gap;
        for (name, id) in &self.ids {
            let Some(Entry::Paragraph(entry)) = self.entries.get_mut(id) else { continue };
            if self.right_to_left {
                // Letters of the Arabic script are joined: spacing would tear them apart.
                entry.look.tracking = Length::pt(0.0);
            }
            if self.upright {
                entry.look.italic = false;
            }
            match name.as_str() {
                "figure" => {
                    entry.leading = Leading::Automatic;
                    entry.look.align = figures.align;
                    entry.look.space_before = figures.space_before;
                    entry.look.space_after = theme.figure_space_after();
                    entry.look.size = FIGURE_SIZE;
                    entry.look.keep_with_next = true;
                }
                // The credit follows the caption; the first rows stay with the next one.
                "caption" | "table-header" => entry.look.keep_with_next = true,
                // The credit ends the figure.
                "credit" => entry.look.space_after = figures.space_after,
                // As in the PDF every note has the gap above it, the first one too.
                "note" if gap > entry.look.space_before => entry.look.space_before = gap,
                _ => {}
            }
            // A paragraph that only looks like a heading is in no outline.
            if !uses.headings.contains(name) && uses.texts.contains(name) {
                entry.look.outline_level = None;
                // Programs take what is based on a heading for one; the title of the contents is not
                // one by its name.
                if name != "contents-heading" && is_heading(theme, name) {
                    NORMAL.clone_into(&mut entry.based_on);
                }
            }
        }
    }

    /// Ties styles to the styles they are based on and followed by.
    fn connect(&mut self) {
        let text_width = Length::pt(self.theme.text_width(Orientation::Portrait)).twips();
        for (name, style) in &self.theme.styles {
            let Some(id) = self.ids.get(name) else { continue };
            let find = |name: &Option<String>| {
                name.as_ref().and_then(|name| self.ids.get(name)).filter(|other| *other != id)
            };
            let (based_on, next) = (find(&style.based_on).cloned(), find(&style.next).cloned());
            let is_paragraph =
                |id: &String| matches!(self.entries.get(id), Some(Entry::Paragraph(_)));
            let based_on = based_on.filter(is_paragraph);
            let next = next.filter(is_paragraph);
            if let Some(Entry::Paragraph(entry)) = self.entries.get_mut(id) {
                entry.based_on = based_on.unwrap_or_else(|| NORMAL.to_owned());
                entry.next = next;
                if name.strip_prefix("contents-").is_some_and(|rest| rest.parse::<u8>().is_ok()) {
                    // The number stands at the margin. An indent where lines end would have to be
                    // crossed by the tab, which not every program does.
                    entry.look.indent_end = Length::pt(0.0);
                    entry.leader_tab = Some(text_width);
                }
            }
        }
    }

    /// The Word name, or another one if two styles of the theme claim the same.
    fn free_name(&self, word: WordName, theme_name: &str) -> WordName {
        if !self.entries.contains_key(&word.id) {
            return word;
        }
        let mut name = WordName::custom(capitalized(theme_name));
        let mut count = 2;
        while self.entries.contains_key(&name.id) {
            name = WordName::custom(format!("{} {count}", capitalized(theme_name)));
            count += 1;
        }
        name
    }

    /// The font names in use.
    pub(super) fn fonts(&self) -> &FontNames {
        &self.fonts
    }

    /// Whether the theme has a style of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.ids.contains_key(name)
    }

    /// The id of a paragraph style of the theme; a name the theme does not know is body text.
    pub(super) fn paragraph(&self, name: &str) -> String {
        self.known_paragraph(name)
            .or_else(|| self.known_paragraph("body"))
            .unwrap_or_else(|| NORMAL.to_owned())
    }

    fn known_paragraph(&self, name: &str) -> Option<String> {
        let id = self.ids.get(name)?;
        matches!(self.entries.get(id), Some(Entry::Paragraph(_))).then(|| id.clone())
    }

    /// Puts the paragraphs of a theme's style into a list; its indents replace the style's.
    pub(super) fn number(&mut self, name: &str, number: NumberReference, indents: Option<Indents>) {
        let entry = self.ids.get(name).and_then(|id| self.entries.get_mut(id));
        let Some(Entry::Paragraph(entry)) = entry else { return };
        entry.number = Some(number);
        if let Some(indents) = indents {
            entry.look.indent_start = Length::pt(f64::from(indents.text) / 20.0);
            entry.look.indent_first = Length::pt(f64::from(-indents.hanging) / 20.0);
        }
    }

    /// The style of a heading: the theme's, or a variant with the outline level that the heading
    /// has, so that Word's contents lists exactly what ours lists.
    pub(super) fn heading(&mut self, name: &str, level: u8, outlined: bool) -> String {
        let stated = self.theme.style(name).outline_level;
        let wanted = outlined.then_some(level);
        if stated == wanted || !self.has(name) && wanted.is_none() {
            return self.paragraph(name);
        }
        let difference = wanted.map_or("Unlisted".to_owned(), |level| format!("Level {level}"));
        self.variant(name, &difference, |entry| entry.look.outline_level = wanted)
    }

    /// The style of a table cell's text in a column of this alignment, in type of this size if it
    /// is not the style's own. The space between lines stays what it is.
    pub(super) fn cell(
        &mut self,
        name: &str,
        alignment: ColumnAlignment,
        size: Option<Length>,
    ) -> String {
        let own = self.theme.style(name).align;
        let (align, difference) = match alignment {
            ColumnAlignment::Start => (own, None),
            ColumnAlignment::Center => (Alignment::Center, Some("Centred".to_owned())),
            ColumnAlignment::End => (Alignment::End, Some("End".to_owned())),
        };
        let smaller = size.map(|size| size.to_string());
        let differences: Vec<String> =
            difference.filter(|_| align != own).into_iter().chain(smaller).collect();
        if differences.is_empty() {
            return self.paragraph(name);
        }
        self.variant(name, &differences.join(" "), |entry| {
            entry.look.align = align;
            if let Some(size) = size {
                let gap = entry.look.leading.points() - entry.look.size.points();
                entry.look.leading = Length::pt(size.points() + gap);
                entry.look.size = size;
            }
        })
    }

    /// The style of a paragraph inside a list item or a quotation: its look, that far in.
    pub(super) fn indented(&mut self, id: &str, [start, end]: [Length; 2]) -> String {
        let moved = start.twips() != 0 || end.twips() != 0;
        if !moved || !matches!(self.entries.get(id), Some(Entry::Paragraph(_))) {
            return id.to_owned();
        }
        let points = |length: Length| f64::from(length.twips()) / 20.0;
        let mut difference = format!("In {}", points(start));
        if end.twips() != 0 {
            difference = format!("{difference} {}", points(end));
        }
        self.changed(id, &difference, |entry| {
            let look = &mut entry.look;
            look.indent_start = Length::pt(look.indent_start.points() + start.points());
            look.indent_end = Length::pt(look.indent_end.points() + end.points());
        })
    }

    /// The style of a framed paragraph that follows another of the same style. Word draws one frame
    /// round paragraphs that are framed and indented alike; a twentieth of a point keeps them apart.
    pub(super) fn apart(&mut self, id: &str) -> String {
        self.changed(id, "Next", |entry| {
            entry.look.indent_end = Length::pt(entry.look.indent_end.points() + 0.05);
        })
    }

    /// The style of a further paragraph in a list item: the text's look at the item's indent.
    pub(super) fn list_continue(&mut self, name: &str, depth: usize, indent: Length) -> String {
        self.variant(name, &format!("Continue {}", depth + 1), |entry| {
            entry.look.indent_start = indent;
            entry.look.indent_first = Length::pt(0.0);
            entry.look.numbering = None;
            entry.number = None;
        })
    }

    /// The style of a paragraph that holds an image: lines as high as the image, kept with the
    /// words below it if there are any.
    pub(super) fn figure(&mut self, words_follow: bool, wide: bool) -> String {
        let overhang = self.overhang(wide);
        let figures = &self.theme.figures;
        if !self.has("figure") {
            let mut look = self.plain_look();
            look.align = figures.align;
            look.space_before = figures.space_before;
            look.space_after = self.theme.figure_space_after();
            look.size = FIGURE_SIZE;
            look.keep_with_next = true;
            let id = self.own(WordName::custom("Figure".to_owned()), look, Leading::Automatic);
            self.ids.insert("figure".to_owned(), id);
        }
        if words_follow && !wide {
            return self.paragraph("figure");
        }
        let difference = match (words_follow, wide) {
            (true, _) => "Wide",
            (false, true) => "Alone Wide",
            (false, false) => "Alone",
        };
        self.variant("figure", difference, |entry| {
            overhang(entry);
            if !words_follow {
                entry.look.space_after = figures.space_after;
                entry.look.keep_with_next = false;
            }
        })
    }

    /// Lets the lines of a wide figure reach beyond the text on both sides.
    fn overhang(&self, wide: bool) -> impl Fn(&mut ParagraphEntry) + use<> {
        let by = if wide { self.theme.figures.overhang.points() } else { 0.0 };
        move |entry| {
            let look = &mut entry.look;
            look.indent_start = Length::pt(look.indent_start.points() - by);
            look.indent_end = Length::pt(look.indent_end.points() - by);
        }
    }

    /// The style of a caption or credit; the last words of a figure have the space below it.
    /// In a frame that is wider than the text they are moved in as far.
    pub(super) fn figure_words(&mut self, name: &str, last: bool, wide_frame: bool) -> String {
        let usual = last == (name == "credit");
        let difference = match (usual, last, wide_frame) {
            (true, _, false) => return self.paragraph(name),
            (true, _, true) => "Inset",
            (false, true, false) => "Last",
            (false, true, true) => "Last Inset",
            (false, false, false) => "First",
            (false, false, true) => "First Inset",
        };
        let after = self.theme.figures.space_after;
        let inset = if wide_frame { self.theme.figures.overhang.points() } else { 0.0 };
        self.variant(name, difference, |entry| {
            let look = &mut entry.look;
            look.indent_start = Length::pt(look.indent_start.points() + inset);
            look.indent_end = Length::pt(look.indent_end.points() + inset);
            if !usual {
                entry.look.keep_with_next = !last;
                if last {
                    entry.look.space_after = after;
                }
            }
        })
    }

    /// The style of an empty paragraph that ends a section or a field: it takes no room.
    pub(super) fn section_end(&mut self) -> String {
        let look = self.plain_look();
        self.own(WordName::custom("Section End".to_owned()), look, Leading::Twips(20))
    }

    /// The style of an empty paragraph that is so high.
    pub(super) fn space(&mut self, height: Length) -> String {
        let twips = height.twips();
        if twips <= 20 {
            return self.section_end();
        }
        let look = self.plain_look();
        let name = WordName::custom(format!("Space {}", f64::from(twips) / 20.0));
        self.own(name, look, Leading::Twips(twips))
    }

    /// Space below paragraphs of this style, which may carry a token.
    pub(super) fn space_after(&self, id: &str) -> f64 {
        match self.entries.get(super::carrier::plain(id)) {
            Some(Entry::Paragraph(entry)) => entry.look.space_after.points(),
            Some(Entry::Character(_) | Entry::Table(_)) | None => 0.0,
        }
    }

    /// The style of the two separators between text and notes.
    pub(super) fn note_separator(&mut self) -> String {
        let separator = &self.theme.note_separator;
        let mut look = self.plain_look();
        look.space_before = separator.space_before;
        look.space_after =
            Length::pt((separator.space_after.points() - separator.gap.points()).max(0.0));
        self.own(WordName::custom("Note Separator".to_owned()), look, Leading::Twips(20))
    }

    fn plain_look(&self) -> ParagraphStyle {
        normal_look(self.theme.style("body"))
    }

    fn own(&mut self, name: WordName, look: ParagraphStyle, leading: Leading) -> String {
        let id = name.id.clone();
        self.entries.entry(id.clone()).or_insert_with(|| {
            Entry::Paragraph(ParagraphEntry {
                name,
                based_on: NORMAL.to_owned(),
                next: None,
                look,
                leading,
                number: None,
                leader_tab: None,
            })
        });
        id
    }

    fn variant(
        &mut self,
        name: &str,
        difference: &str,
        change: impl FnOnce(&mut ParagraphEntry),
    ) -> String {
        let base = self.paragraph(name);
        self.changed(&base, difference, change)
    }

    /// A style that differs from the style of this id.
    fn changed(
        &mut self,
        base: &str,
        difference: &str,
        change: impl FnOnce(&mut ParagraphEntry),
    ) -> String {
        let base = base.to_owned();
        let Some(Entry::Paragraph(entry)) = self.entries.get(&base) else { return base };
        let word = entry.name.variant(difference);
        let id = word.id.clone();
        if !self.entries.contains_key(&id) {
            let mut entry = entry.clone();
            entry.name = word;
            entry.based_on = base;
            change(&mut entry);
            self.entries.insert(id.clone(), Entry::Paragraph(entry));
        }
        id
    }

    /// The character style that combines the theme's styles of these names, outermost first.
    /// Names that the theme does not have are left out; nothing left is no style.
    pub(super) fn character(&mut self, names: &[&str]) -> Option<String> {
        let known: Vec<(&str, String)> = names
            .iter()
            .filter_map(|name| Some((*name, self.ids.get(*name)?.clone())))
            .filter(|(_, id)| matches!(self.entries.get(id), Some(Entry::Character(_))))
            .collect();
        match known.as_slice() {
            [] => None,
            [(_, id)] => Some(id.clone()),
            several => {
                let id: String = several.iter().map(|(_, id)| id.as_str()).collect();
                let name =
                    several.iter().map(|(_, id)| self.name_of(id)).collect::<Vec<_>>().join(" ");
                let parts = several.iter().map(|(name, _)| (*name).to_owned()).collect();
                self.entries.entry(id.clone()).or_insert_with(|| {
                    Entry::Character(CharacterEntry { name: WordName::custom(name), parts })
                });
                Some(id)
            }
        }
    }

    /// Whether text in these character styles may be in italics: paragraphs are not in languages
    /// without them.
    pub(super) fn may_slant(&self, names: &[&str]) -> bool {
        let italic = |name: &&str| self.theme.styles.get(*name).is_some_and(|style| style.italic);
        !self.upright || names.iter().any(italic)
    }

    fn name_of(&self, id: &str) -> String {
        match self.entries.get(id) {
            Some(Entry::Paragraph(entry)) => capitalized(&entry.name.name),
            Some(Entry::Character(entry)) => capitalized(&entry.name.name),
            Some(Entry::Table(look)) => look.name.name.clone(),
            None => id.to_owned(),
        }
    }

    /// The table style of a table with rows and columns.
    pub(super) fn data_table(&mut self, name: &str) -> String {
        let look = TableLook::data(
            table_name(name, "Table"),
            &self.theme.tables,
            self.theme.style("table-text"),
        );
        self.table(look)
    }

    /// The table style of a box, from the theme's paragraph style for the container and what its
    /// contents take of the padding. Boxes whose contents take other room have styles of their own.
    pub(super) fn box_table(&mut self, name: &str, taken: Taken) -> String {
        let style = self.theme.style(name);
        let mut count = 1;
        loop {
            let kind = if count == 1 { "Frame".to_owned() } else { format!("Frame {count}") };
            let look = TableLook::container(table_name(name, &kind), style, taken);
            match self.entries.get(&look.name.id) {
                Some(Entry::Table(known)) if *known == look => return look.name.id,
                Some(_) => count += 1,
                None => return self.table(look),
            }
        }
    }

    /// The table style of a row of the masthead with this rule below it.
    pub(super) fn masthead_table(&mut self, kind: &str, rule: Rule, padding: [f64; 2]) -> String {
        self.table(TableLook::ruled(table_name("masthead", kind), rule, padding))
    }

    /// The style of the masthead's mark: a line as high as the image.
    pub(super) fn masthead_mark(&mut self) -> String {
        let mut look = self.plain_look();
        look.size = FIGURE_SIZE;
        self.own(WordName::custom("Masthead Mark".to_owned()), look, Leading::Automatic)
    }

    /// The table style of columns without rules, with this space between them.
    pub(super) fn layout_table(&mut self, name: &str, gutter: Length) -> String {
        self.table(TableLook::layout(table_name(name, "Layout"), gutter))
    }

    fn table(&mut self, look: TableLook) -> String {
        let id = look.name.id.clone();
        self.entries.entry(id.clone()).or_insert(Entry::Table(look));
        id
    }
}

/// Whether a style of the theme is a heading's, or based on one.
fn is_heading(theme: &Theme, name: &str) -> bool {
    let base = |name: &str| theme.styles.get(name)?.based_on.clone();
    let chain = std::iter::successors(Some(name.to_owned()), |name| base(name));
    chain
        .take(theme.styles.len())
        .any(|name| theme.styles.get(&name).is_some_and(|style| style.outline_level.is_some()))
}

fn table_name(name: &str, kind: &str) -> WordName {
    WordName::custom(format!("{} {kind}", capitalized(name)))
}

/// The look of `Normal`: body text without anything that belongs to paragraphs.
fn normal_look(body: &ParagraphStyle) -> ParagraphStyle {
    ParagraphStyle {
        space_before: Length::pt(0.0),
        space_after: Length::pt(0.0),
        bold: false,
        italic: false,
        capitals: crate::theme::Capitals::None,
        tracking: Length::pt(0.0),
        align: Alignment::Start,
        indent_start: Length::pt(0.0),
        indent_end: Length::pt(0.0),
        indent_first: Length::pt(0.0),
        keep_with_next: false,
        keep_together: false,
        outline_level: None,
        numbering: None,
        fill: None,
        rules: Vec::new(),
        padding: Length::pt(0.0),
        ..body.clone()
    }
}
