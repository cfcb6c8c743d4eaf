//! What the readers must find: the document tree as a [`Reading`].
//!
//! Knows the tree and no file format.

use std::collections::BTreeMap;

use super::reading::{
    Bookmark, Facts, Item, ItemKind, LINE_CHANGE, Lines, Manner, NoteText, Place, Reading, Setting,
    Target, Text,
};
use crate::document::{
    Block, BlockId, BlockKind, Citation, Document, Figure, Heading, Inline, InlineKind, List,
    MARK_SEPARATOR, Programme, QuestionItem, QuestionList, Table, TableRow, follows_mark,
    inline_text, normalize_space,
};

/// The reading that a faithful output of `document` yields.
#[must_use]
pub fn expected(document: &Document) -> Reading {
    let mut walk = Walk {
        document,
        reading: Reading::default(),
        bookmarks: Vec::new(),
        open: Vec::new(),
        setting: Setting { quotations: Some(0), ..Setting::default() },
        places: BTreeMap::new(),
    };
    walk.reading.facts = Facts {
        title: Some(document.metadata.title.clone()),
        language: Some(document.metadata.language.tag()),
        ..Facts::default()
    };
    walk.reading.lines = Lines::Asked;
    for block in document.sections.iter().flat_map(|section| &section.blocks) {
        walk.block(block, Context::default());
    }
    walk.notes();
    let places: BTreeMap<String, usize> =
        walk.places.iter().map(|(id, index)| (id.to_string(), *index)).collect();
    walk.reading.bookmarks = Some(walk.bookmarks);
    walk.reading.resolve_links(&places);
    walk.reading
}

/// What the blocks around a block make of it.
#[derive(Clone, Copy, Default)]
struct Context {
    /// How many lists it lies in.
    depth: usize,
    /// A closer name for its paragraphs.
    role: Option<&'static str>,
}

struct Walk<'a> {
    document: &'a Document,
    reading: Reading,
    bookmarks: Vec<Bookmark>,
    /// Levels of the listed headings round the place that is read.
    open: Vec<usize>,
    /// How the block that is read is set in.
    setting: Setting,
    /// Index of the first item of every block, for cross-references.
    places: BTreeMap<BlockId, usize>,
}

impl Walk<'_> {
    fn block(&mut self, block: &Block, context: Context) {
        self.places.entry(block.id.clone()).or_insert(self.reading.items.len());
        self.setting.lists = context.depth;
        match &block.kind {
            BlockKind::Heading(heading) => self.heading(block, heading),
            BlockKind::Paragraph(words) => {
                let text = self.text(words);
                self.push(block, ItemKind::Paragraph, text, context.role);
            }
            BlockKind::NumberedParagraph { number, content } => {
                let text = self.text(content);
                let kind = ItemKind::NumberedParagraph { label: number.label.clone() };
                self.push(block, kind, text, None);
            }
            BlockKind::List(list) => self.list(block, list, context),
            BlockKind::QuestionList(list) => self.questions(list, context),
            BlockKind::Figure(figure) => self.figure(figure),
            BlockKind::FigureRow(row) => {
                row.figures.iter().for_each(|figure| self.figure(figure));
                let credit = self.text(&row.credit);
                if !credit.is_blank() {
                    let kind = ItemKind::Caption { of_figure: false };
                    self.push(block, kind, credit, Some("credit"));
                }
            }
            BlockKind::Table(table) => self.table(block, table),
            BlockKind::Box { title, blocks } => {
                let title = self.text(title);
                // A box in a quotation has a look of its own, which does not tell of the quotation.
                let around = self.setting.quotations;
                self.setting.quotations = around.filter(|count| *count == 0);
                self.push(block, ItemKind::Paragraph, title, Some("box title"));
                self.blocks(blocks, Context::default());
                self.setting.quotations = around;
            }
            BlockKind::Quote(blocks) => {
                let around = self.setting.quotations;
                self.setting.quotations = around.map(|count| count + 1);
                let listed = std::mem::take(&mut self.setting.listed);
                self.blocks(blocks, Context { role: Some("quotation"), ..context });
                self.setting.quotations = around;
                self.setting.listed = listed;
            }
            BlockKind::Programme(programme) => self.programme(block, programme),
            BlockKind::Contents(contents) => {
                for entry in &contents.entries {
                    let mut text = self.text(&entry.content);
                    text.close_link(0, pending(&entry.target));
                    let kind = ItemKind::ContentsEntry { level: entry.level.into(), page: None };
                    self.push(block, kind, text, None);
                }
            }
            BlockKind::PageBreak => {}
            BlockKind::Masthead(masthead) => {
                let context = Context { role: Some("masthead line"), ..context };
                for lines in masthead.parts() {
                    self.blocks(lines, context);
                }
            }
            BlockKind::Cover(cover) => {
                let context = Context { role: Some("cover line"), ..context };
                for lines in [&cover.head, &cover.title, &cover.foot] {
                    self.blocks(lines, context);
                }
            }
        }
    }

    fn blocks(&mut self, blocks: &[Block], context: Context) {
        for block in blocks {
            self.block(block, context);
        }
    }

    fn heading(&mut self, block: &Block, heading: &Heading) {
        let level = usize::from(heading.level);
        // Contents and bookmarks of the file leave the number out; it is counted, not written.
        let title = normalize_space(&inline_text(&heading.content));
        // Bookmarks lie under the ones that are there: one whose heading above is not listed moves up.
        self.open.retain(|above| *above < level);
        if heading.outlined {
            let depth = self.open.len() + 1;
            self.bookmarks.push(Bookmark { level: depth, title: title.clone() });
            self.open.push(level);
        }
        let mut text = Text::default();
        if let Some(number) = &heading.number {
            text.plain = format!("{} ", number.label);
        }
        text.append(self.text(&heading.content));
        text.append(self.text(&heading.notes));
        self.push(block, ItemKind::Heading { level, title: Some(title) }, text, None);
    }

    fn list(&mut self, block: &Block, list: &List, context: Context) {
        let depth = context.depth + 1;
        for item in &list.items {
            let (first, rest) = match item.blocks.split_first() {
                Some((first, rest)) if matches!(first.kind, BlockKind::Paragraph(_)) => {
                    (Some(first), rest)
                }
                _ => (None, item.blocks.as_slice()),
            };
            let text = match first.map(|first| &first.kind) {
                Some(BlockKind::Paragraph(words)) => self.text(words),
                _ => Text::default(),
            };
            if let Some(first) = first {
                self.places.entry(first.id.clone()).or_insert(self.reading.items.len());
            }
            let kind = ItemKind::ListItem { label: item.label.clone(), depth };
            self.push(first.unwrap_or(block), kind, text, None);
            let listed = std::mem::replace(&mut self.setting.listed, true);
            self.blocks(rest, Context { depth, ..Context::default() });
            self.setting.listed = listed;
        }
    }

    fn questions(&mut self, list: &QuestionList, context: Context) {
        for item in &list.items {
            match item {
                QuestionItem::Group(block) => {
                    self.block(block, Context { role: Some("question group"), ..context });
                }
                QuestionItem::Question { number: _, label, block } => {
                    self.places.entry(block.id.clone()).or_insert(self.reading.items.len());
                    let text = match &block.kind {
                        BlockKind::Paragraph(words) => self.text(words),
                        _ => Text::default(),
                    };
                    let depth = context.depth + 1;
                    let kind = ItemKind::ListItem { label: label.clone(), depth };
                    self.push(block, kind, text, Some("question"));
                }
            }
        }
    }

    fn figure(&mut self, figure: &Figure) {
        let place = |role| Place {
            path: Some(figure.id.to_string()),
            role,
            origin: figure.origin,
            page: None,
        };
        self.places.entry(figure.id.clone()).or_insert(self.reading.items.len());
        if let Some(alt) = &figure.alt {
            let text = Text::plain(alt.clone());
            let place = place(None);
            self.reading.items.push(Item { place, ..Item::new(ItemKind::Figure, text) });
        }
        for (content, role) in [(&figure.caption, "caption"), (&figure.credit, "credit")] {
            let text = self.text(content);
            if !text.is_blank() {
                let place = place(Some(role));
                let kind = ItemKind::Caption { of_figure: figure.alt.is_some() };
                self.reading.items.push(Item { place, ..Item::new(kind, text) });
            }
        }
    }

    fn table(&mut self, block: &Block, table: &Table) {
        let rows = table.header.iter().map(|row| (true, row));
        for (header, row) in rows.chain(table.rows.iter().map(|row| (false, row))) {
            for cell in &row.cells {
                self.places.entry(cell.id.clone()).or_insert(self.reading.items.len());
            }
            let kind = ItemKind::TableRow { header, cells: self.cells(row) };
            let place = Place {
                path: Some(block.id.to_string()),
                origin: row_origin(row).or(block.origin),
                ..Place::default()
            };
            self.reading.items.push(Item { place, ..Item::new(kind, Text::default()) });
        }
    }

    fn cells(&self, row: &TableRow) -> Vec<Text> {
        row.cells.iter().map(|cell| self.text(&cell.content)).collect()
    }

    fn programme(&mut self, block: &Block, programme: &Programme) {
        for day in programme.columns.iter().flatten() {
            self.places.entry(day.id.clone()).or_insert(self.reading.items.len());
            let label = self.text(&day.label);
            self.push(block, ItemKind::Paragraph, label, Some("programme day"));
            for sitting in &day.sittings {
                self.places.entry(sitting.id.clone()).or_insert(self.reading.items.len());
                let text = self.text(&sitting.content);
                self.push(block, ItemKind::Paragraph, text, Some("programme line"));
            }
        }
    }

    fn push(&mut self, block: &Block, kind: ItemKind, text: Text, role: Option<&'static str>) {
        // An item with a label shows it even without words; any other empty item shows nothing.
        let labelled =
            matches!(kind, ItemKind::ListItem { .. } | ItemKind::NumberedParagraph { .. });
        if text.is_blank() && !labelled {
            return;
        }
        let place =
            Place { path: Some(block.id.to_string()), role, origin: block.origin, page: None };
        let mut setting = self.setting;
        // A template can give words the look of a quotation that are in none.
        if block.style.starts_with("quote") {
            setting.quotations = setting.quotations.filter(|count| *count > 0);
        }
        self.reading.items.push(Item { place, setting, ..Item::new(kind, text) });
    }

    fn notes(&mut self) {
        for note in &self.document.notes {
            let place = Place {
                path: Some(format!("{}/notes/{}", note.section, note.id)),
                origin: note.origin,
                ..Place::default()
            };
            let text = self.text(&note.content);
            self.reading.notes.push(NoteText { mark: note.mark.clone(), text, place });
        }
    }

    fn text(&self, inlines: &[Inline]) -> Text {
        let mut text = Text::default();
        self.push_inlines(inlines, &mut text);
        text
    }

    fn push_look(&self, content: &[Inline], manner: Manner, text: &mut Text) {
        let start = text.plain.len();
        self.push_inlines(content, text);
        text.close_look(start, manner);
    }

    fn push_inlines(&self, inlines: &[Inline], text: &mut Text) {
        let mut before = None;
        for inline in inlines {
            if follows_mark(before.replace(inline), inline) {
                let start = text.plain.len();
                text.plain.push_str(MARK_SEPARATOR);
                text.close_look(start, Manner::Raised);
            }
            match &inline.kind {
                InlineKind::Text(part) => text.plain.push_str(part),
                InlineKind::Code(part) => {
                    let start = text.plain.len();
                    text.plain.push_str(part);
                    text.close_look(start, Manner::Code);
                }
                InlineKind::LineBreak => text.plain.push(LINE_CHANGE),
                InlineKind::Strong(content) => {
                    self.push_look(content, Manner::Strong, text);
                }
                InlineKind::Emphasis(content) => {
                    self.push_look(content, Manner::Emphasis, text);
                }
                InlineKind::Language { tag, content } => {
                    self.push_look(content, Manner::Language(tag.clone()), text);
                }
                InlineKind::Citation(Citation { content, .. }) => self.push_inlines(content, text),
                InlineKind::Link { url, content } => {
                    let start = text.plain.len();
                    self.push_inlines(content, text);
                    text.close_link(start, Target::Address(url.clone()));
                }
                InlineKind::CrossReference { target, content } => {
                    let start = text.plain.len();
                    self.push_inlines(content, text);
                    text.close_link(start, pending(target));
                }
                InlineKind::NoteReference { note, repeated: _ } => {
                    let mark = self.document.notes.get(*note).map(|note| note.mark.clone());
                    text.push_mark(mark.unwrap_or_default(), Some(*note));
                }
            }
        }
    }
}

/// Cross-references can point forwards: they are resolved when every place is known.
fn pending(target: &BlockId) -> Target {
    Target::Nowhere(target.to_string())
}

fn row_origin(row: &TableRow) -> Option<crate::diagnostic::Span> {
    row.cells.iter().flat_map(|cell| &cell.content).find_map(|inline| inline.origin)
}
