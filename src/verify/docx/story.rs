//! The blocks of a story (the text, or a note): paragraphs, tables, text boxes.
//!
//! What stands inside a paragraph is `paragraph.rs`'s affair.

use std::collections::BTreeMap;

use super::field::Field;
use super::notes::NoteMarks;
use super::numbering::Numbering;
use super::package::Relationships;
use super::paragraph::Line;
use super::styles::{Indents, Role, Styles};
use super::xml::Element;
use crate::verify::reading::{Item, ItemKind, Text};

/// What all stories of a document share.
pub(super) struct Shared {
    pub(super) styles: Styles,
    pub(super) numbering: Numbering,
    pub(super) marks: NoteMarks,
}

/// A story that is being read.
pub(super) struct Story<'a> {
    pub(super) shared: &'a mut Shared,
    pub(super) relationships: &'a Relationships,
    pub(super) items: Vec<Item>,
    /// The item that every bookmark stands at.
    pub(super) places: BTreeMap<String, usize>,
    /// Bookmarks that wait for the item they stand at.
    pub(super) waiting: Vec<String>,
    /// Fields that are open; a field can reach over many paragraphs.
    pub(super) fields: Vec<Field>,
    /// The label before a note's text, while a note is read.
    pub(super) label: Option<NoteLabel>,
    /// The item that a table row will be, while its cells are read.
    row: Option<usize>,
}

/// The place of a paragraph in a list.
struct Number {
    /// Its label, and how deep its list lies.
    shown: (String, usize),
    /// How far the list sets it in.
    indents: Indents,
}

/// The label of a note at its own beginning.
#[derive(Debug, Default)]
pub(super) struct NoteLabel {
    /// What Word would show.
    pub(super) counted: String,
    /// What was found.
    pub(super) found: String,
}

impl<'a> Story<'a> {
    pub(super) fn new(shared: &'a mut Shared, relationships: &'a Relationships) -> Self {
        Self {
            shared,
            relationships,
            items: Vec::new(),
            places: BTreeMap::new(),
            waiting: Vec::new(),
            fields: Vec::new(),
            label: None,
            row: None,
        }
    }

    /// Reads block-level elements in order.
    pub(super) fn blocks(&mut self, parent: &Element) {
        for element in parent.elements() {
            match element.name.as_str() {
                "w:p" => self.paragraph(element),
                "w:tbl" => self.table(element),
                "w:sdt" => {
                    if let Some(content) = element.child("w:sdtContent") {
                        self.blocks(content);
                    }
                }
                "w:customXml" | "w:ins" | "w:moveTo" | "mc:Choice" => self.blocks(element),
                "mc:AlternateContent" => {
                    if let Some(chosen) = alternative(element) {
                        self.blocks(chosen);
                    }
                }
                "w:bookmarkStart" | "w:bookmarkEnd" => self.bookmark(element),
                "w:sectPr" => self.shared.marks.end_section(element),
                _ => {}
            }
        }
    }

    fn paragraph(&mut self, element: &Element) {
        let properties = element.child("w:pPr");
        let style = properties.and_then(|properties| properties.child_value("w:pStyle"));
        let role = self.shared.styles.role(style);
        let direct = properties
            .and_then(|properties| properties.child_value("w:outlineLvl"))
            .and_then(|outline| outline.parse::<usize>().ok())
            .filter(|outline| *outline < 9);
        let number = self.number(properties, style);
        let line = self.line(element, matches!(role, Role::Contents(_)));
        if let Some(section) = properties.and_then(|properties| properties.child("w:sectPr")) {
            self.shared.marks.end_section(section);
        }
        let role = direct.map_or(role, |outline| Role::Heading(outline + 1));
        if line.text.is_blank() && !shows_label(role, number.is_some(), &line) {
            return;
        }
        let mut item = item(role, number.as_ref().map(|number| &number.shown), line);
        self.set_in(&mut item, properties, style, number.as_ref().map(|number| number.indents));
        self.push(item);
    }

    /// Says how far a paragraph stands in and whether it is a quotation.
    fn set_in(
        &self,
        item: &mut Item,
        properties: Option<&Element>,
        style: Option<&str>,
        list: Option<Indents>,
    ) {
        let Shared { styles, numbering, .. } = &*self.shared;
        let by_style = styles.indents(style, numbering);
        let own = Indents::read(properties).or(list.unwrap_or_default());
        let indents = own.or(by_style).sides();
        item.setting.indents = Some(indents);
        if item.kind == ItemKind::Paragraph {
            let quotation = styles.is_quotation(style, indents, numbering);
            item.setting.quotations = Some(usize::from(quotation));
        }
    }

    /// The label of a paragraph in a list, and how deep its list lies. Counts it.
    fn number(&mut self, properties: Option<&Element>, style: Option<&str>) -> Option<Number> {
        let Shared { styles, numbering, .. } = &mut *self.shared;
        let direct = properties.and_then(|properties| properties.child("w:numPr"));
        let by_style = styles.number(style);
        let direct_level: Option<usize> = direct
            .and_then(|number| number.child_value("w:ilvl"))
            .and_then(|level| level.parse().ok());
        let direct_instance = direct.and_then(|number| number.child_value("w:numId"));
        let instance = direct_instance.or(by_style.map(|(instance, _, _)| instance))?;
        let level = direct_level
            .or_else(|| by_style.and_then(|(_, level, _)| level))
            .or_else(|| numbering.level_of_style(instance, by_style?.2))
            .unwrap_or(0);
        let label = numbering.count(instance, level)?;
        // A list of the style's own stands behind the indents of the style.
        let indents = direct.map(|_| numbering.indents(instance, level)).unwrap_or_default();
        Some(Number { shown: (label, level.saturating_add(1)), indents })
    }

    /// Puts an item at the end; bookmarks that waited stand at it.
    pub(super) fn push(&mut self, item: Item) {
        let index = self.row.unwrap_or(self.items.len());
        for name in self.waiting.drain(..) {
            self.places.entry(name).or_insert(index);
        }
        self.items.push(item);
    }

    pub(super) fn bookmark(&mut self, element: &Element) {
        let id = element.attribute("w:id").unwrap_or_default();
        if element.name == "w:bookmarkEnd" {
            self.shared.marks.close_bookmark(id);
        } else if let Some(name) = element.attribute("w:name") {
            self.waiting.push(name.to_owned());
            self.shared.marks.open_bookmark(id, name);
        }
    }

    /// A table with header rows and others is a table, and so is one whose first row has a look of
    /// its own: it is the header where none repeats. Any other one, or one of nothing but header
    /// rows (which keeps accessibility checkers quiet), is a box, columns or a row of figures: what
    /// stands in its cells stands in the text.
    fn table(&mut self, table: &Element) {
        let rows: Vec<&Element> = rows(table);
        let repeats =
            |row: &Element| row.child("w:trPr").is_some_and(|row| row.is_on("w:tblHeader"));
        let headers = rows.iter().filter(|row| repeats(row)).count();
        let look = table.child("w:tblPr").and_then(|table| table.child("w:tblLook"));
        let first_row = look.and_then(|look| look.attribute("w:firstRow")) == Some("1");
        if headers > 0 && headers < rows.len() || first_row {
            for (index, row) in rows.into_iter().enumerate() {
                self.table_row(row, repeats(row) || headers == 0 && index == 0);
            }
        } else {
            self.layout(&rows);
        }
    }

    fn table_row(&mut self, row: &Element, header: bool) {
        let outer = std::mem::take(&mut self.items);
        let outer_row = self.row.replace(self.row.unwrap_or(outer.len()));
        let mut cells = Vec::new();
        let mut figures = Vec::new();
        for cell in cells_of(row) {
            self.blocks(cell);
            let (images, texts): (Vec<Item>, Vec<Item>) = std::mem::take(&mut self.items)
                .into_iter()
                .partition(|item| item.kind == ItemKind::Figure);
            figures.extend(images);
            cells.push(joined(texts));
        }
        self.items = outer;
        let kind = ItemKind::TableRow { header, cells };
        self.push(Item::new(kind, Text::default()));
        self.row = outer_row;
        for figure in figures {
            self.push(figure);
        }
    }

    /// Reads cells row by row. A row with images begins a set of columns that are read one after
    /// the other: captions and credits stand in rows of their own below their images.
    fn layout(&mut self, rows: &[&Element]) {
        let mut from = 0;
        while from < rows.len() {
            let mut to = from + 1;
            while to < rows.len() && rows[to].descendant("w:drawing").is_none() {
                to += 1;
            }
            let cells: Vec<Vec<&Element>> =
                rows[from..to].iter().map(|row| cells_of(row).collect()).collect();
            let columns = cells.iter().map(Vec::len).max().unwrap_or(0);
            if rows[from].descendant("w:drawing").is_some() {
                for column in 0..columns {
                    for cell in cells.iter().filter_map(|row| row.get(column)) {
                        self.blocks(cell);
                    }
                }
            } else {
                cells.iter().flatten().for_each(|cell| self.blocks(cell));
            }
            from = to;
        }
    }
}

/// Whether an empty paragraph still shows something: Word numbers empty list items.
fn shows_label(role: Role, numbered: bool, line: &Line) -> bool {
    role == Role::Text && numbered && !line.held_images
}

fn item(role: Role, number: Option<&(String, usize)>, line: Line) -> Item {
    let numbered = |text: Text| match number {
        Some((label, _)) if !label.is_empty() => {
            let mut numbered = Text::plain(format!("{label} "));
            numbered.append(text);
            numbered
        }
        _ => text,
    };
    match (role, number) {
        (Role::Heading(level), _) => {
            Item::new(ItemKind::Heading { level, title: None }, numbered(line.text))
        }
        (Role::Contents(level), _) => {
            Item::new(ItemKind::ContentsEntry { level, page: line.page }, line.text)
        }
        (Role::Caption, _) => Item::new(ItemKind::Caption { of_figure: true }, numbered(line.text)),
        (Role::Text, Some((label, depth))) => {
            let kind = ItemKind::ListItem { label: label.clone(), depth: *depth };
            Item::new(kind, line.text)
        }
        (Role::Text, None) => Item::new(ItemKind::Paragraph, line.text),
    }
}

/// The texts of several items as one, parted by spaces.
pub(super) fn joined(items: Vec<Item>) -> Text {
    let mut text = Text::default();
    for item in items {
        if !text.plain.is_empty() {
            text.plain.push(' ');
        }
        text.append(item.text);
    }
    text
}

/// The first choice of alternative content: what a current Word shows.
pub(super) fn alternative(element: &Element) -> Option<&Element> {
    element.child("mc:Choice").or_else(|| element.child("mc:Fallback"))
}

fn rows(table: &Element) -> Vec<&Element> {
    let mut rows = Vec::new();
    for element in table.elements() {
        match element.name.as_str() {
            "w:tr" => rows.push(element),
            "w:sdt" => {
                if let Some(content) = element.child("w:sdtContent") {
                    rows.extend(self::rows(content));
                }
            }
            "w:customXml" => rows.extend(self::rows(element)),
            _ => {}
        }
    }
    rows
}

fn cells_of(row: &Element) -> impl Iterator<Item = &Element> {
    row.elements().flat_map(|element| match element.name.as_str() {
        "w:tc" => vec![element],
        "w:sdt" => element
            .child("w:sdtContent")
            .map(|content| content.elements().filter(|cell| cell.name == "w:tc").collect())
            .unwrap_or_default(),
        _ => Vec::new(),
    })
}
