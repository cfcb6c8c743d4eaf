//! Blocks as Typst markup: one file per section.

use super::inlines;
use super::settle::{PagePlan, inner_label, root_label};
use super::spacing::Edges;
use super::writer::{GeneratedFile, Writer, label, string_literal};
use crate::document::{
    Block, BlockKind, ContentsEntry, Cover, Document, Figure, FigureRow, FigureWidth, Heading,
    Inline, List, ListItem, ListMarker, Masthead, Orientation, PageRole, Programme, QuestionItem,
    QuestionList, Section,
};
use crate::export::kept;
use crate::export::tables::{Tables, titles};
use crate::theme::{Length, RuleSide, Theme};

/// The path of a section's file.
pub(super) fn section_path(section: &Section, index: usize) -> String {
    format!("sections/{index:03}-{}.typ", section.id)
}

/// The file of a section.
pub(super) fn section_file(
    (document, theme): (&Document, &Theme),
    tables: &Tables,
    (section, index): (&Section, usize),
    plan: &PagePlan,
) -> GeneratedFile {
    let slants_strong = theme.style("strong").italic;
    let mut writer = Writer::default();
    writer.slants_strong = slants_strong;
    writer.push("#import \"/render.typ\": *\n#import \"/theme.typ\": *\n\n");
    let text_width = theme.text_width(section.orientation);
    let orientation = section.orientation;
    let mut press = Press {
        document,
        theme,
        tables,
        plan,
        index,
        writer,
        orientation,
        text_width,
        on_page: true,
        quotation: None,
    };
    if section.role != PageRole::Cover {
        press.begin_page(section.blocks.first());
    }
    press.blocks_after(&section.blocks, |root, _, press| press.before_root(root));
    press.writer.finish(section_path(section, index))
}

pub(super) struct Press<'a> {
    pub(super) document: &'a Document,
    pub(super) theme: &'a Theme,
    pub(super) tables: &'a Tables,
    plan: &'a PagePlan,
    /// Of the section.
    index: usize,
    pub(super) writer: Writer,
    orientation: Orientation,
    /// Width of the text block in points, or of what the block stands in.
    pub(super) text_width: f64,
    /// Whether the block stands on the page itself, in no list, quotation, box or cell.
    on_page: bool,
    /// The quotation that the block stands in: its paragraphs have their indents from it.
    quotation: Option<String>,
}

impl Press<'_> {
    pub(super) fn push(&mut self, code: &str) {
        self.writer.push(code);
    }

    pub(super) fn inlines(&mut self, content: &[Inline]) {
        inlines::write(&mut self.writer, self.document, content);
    }

    fn blocks(&mut self, blocks: &[Block]) {
        self.blocks_after(blocks, |index, block, press| press.before_inner(index, block));
    }

    /// What stands before a block of the section itself, where the pages need something there.
    fn before_root(&mut self, root: usize) {
        let Some(before) = self.plan.before(self.index, root) else { return };
        if before.break_page {
            self.push("\n#colbreak(weak: true)\n");
        }
        if let Some(height) = before.reserve {
            self.push(&format!("\n#reserve({height:.2}pt)\n"));
        }
        self.mark_place(&root_label(self.index, root));
    }

    /// The same before a block inside of another.
    fn before_inner(&mut self, index: usize, block: &Block) {
        if self.plan.breaks_inside(self.index, &block.id) && index > 0 {
            self.push("\n#colbreak(weak: true)\n");
        }
        if self.plan.watches(self.index) {
            self.mark_place(&inner_label(&block.id));
        }
    }

    fn mark_place(&mut self, name: &str) {
        self.push(&format!("\n#place-mark({})\n\n", string_literal(name)));
    }

    /// Blocks in order; `first` may write before each.
    fn blocks_after(&mut self, blocks: &[Block], first: impl Fn(usize, &Block, &mut Self)) {
        let mut before: Option<&Block> = None;
        let titles = titles(blocks);
        for ((index, block), is_title) in blocks.iter().enumerate().zip(titles) {
            if self.floats(block) {
                // The text above it and the text below it are neighbours.
                self.push("\n\n");
                first(index, block, self);
                self.traced(block);
                self.push("\n\n");
                continue;
            }
            if before.is_some_and(|before| matches!(before.kind, BlockKind::PageBreak)) {
                self.begin_page(Some(block));
            } else if let Some(before) = before {
                let plain = self.on_page && is_plain(before) && is_plain(block) && !is_title;
                if plain {
                    // Paragraph spacing is set once for the whole document.
                    self.push("\n\n");
                } else {
                    let above = Edges::of_block(self.theme, before);
                    self.gap(above, Edges::of_block(self.theme, block));
                }
            }
            first(index, block, self);
            if is_title {
                self.push("#with-next[");
            }
            self.traced(block);
            if is_title {
                self.push("]");
            }
            before = Some(block);
        }
    }

    /// A block, its range in the file tied to its place in the sources.
    fn traced(&mut self, block: &Block) {
        let mut outer = std::mem::take(&mut self.writer);
        outer.within(block.origin, |writer| {
            std::mem::swap(&mut self.writer, writer);
            self.block(block);
            std::mem::swap(&mut self.writer, writer);
        });
        self.writer = outer;
    }

    /// Whether a block leaves the flow of text for the top of a page.
    fn floats(&self, block: &Block) -> bool {
        matches!(&block.kind, BlockKind::Figure(figure)
            if kept::floats(self.document, self.theme, figure, self.text_width, self.orientation))
    }

    /// Space above the first block of a page: what is weak would fall away there.
    fn begin_page(&mut self, first: Option<&Block>) {
        let Some(first) = first.filter(|first| !self.floats(first)) else { return };
        let above = Edges::of_block(self.theme, first).below_page_top(self.theme);
        if above > 0.001 {
            // As something that stays with the next block: else headings at the top of a page
            // would count as moved from there, and could leave a page with nothing on it.
            self.push(&format!("#block(sticky: true, height: {above:.3}pt)\n"));
            self.push("#v(0pt, weak: true)\n");
        } else if above < -0.001 {
            self.push(&format!("#v({above:.3}pt)\n"));
        }
    }

    /// Blocks inside something on the page, in lines this wide.
    fn inside(&mut self, width: f64, write: impl FnOnce(&mut Self)) {
        let outer = (self.text_width, self.on_page, self.quotation.clone());
        (self.text_width, self.on_page) = (width.max(1.0), false);
        write(self);
        (self.text_width, self.on_page, self.quotation) = outer;
    }

    /// Space between two blocks. Weak, so that it falls away at the top of a page.
    fn gap(&mut self, above: Edges, below: Edges) {
        self.push(&format!("\n#v({:.3}pt, weak: true)\n", above.gap_to(below)));
    }

    fn gap_between(&mut self, above: &str, below: &str) {
        let above = Edges::of_style(self.theme, above);
        self.gap(above, Edges::of_style(self.theme, below));
    }

    fn block(&mut self, block: &Block) {
        match &block.kind {
            BlockKind::Heading(heading) => self.heading(block, heading),
            BlockKind::Paragraph(content) => self.paragraph(&block.style, None, content),
            BlockKind::NumberedParagraph { number, content } => {
                self.paragraph(&block.style, Some(&number.label), content);
            }
            BlockKind::List(list) => self.list(block, list),
            BlockKind::QuestionList(list) => self.questions(list),
            BlockKind::Figure(figure) => self.figure(figure, None),
            BlockKind::FigureRow(row) => self.figure_row(row),
            BlockKind::Table(table) => self.table(block, table),
            BlockKind::Box { title, blocks } => self.boxed(block, title, blocks),
            BlockKind::Quote(blocks) => {
                let style = self.theme.style(&block.style);
                let indents = style.indent_start.points() + style.indent_end.points();
                self.push(&format!("#quotation(quote-{})[", block.style));
                self.inside(self.text_width - indents, |press| {
                    press.quotation = Some(block.style.clone());
                    press.blocks(blocks);
                });
                self.push("]");
            }
            BlockKind::Programme(programme) => self.programme(block, programme),
            BlockKind::Contents(contents) => {
                let numbers: Vec<String> = contents
                    .entries
                    .iter()
                    .filter_map(|entry| Some((label(&entry.target), self.heading_number(entry)?)))
                    .map(|(name, number)| format!("{name}: [#{}; ]", string_literal(&number)))
                    .collect();
                let numbers = if numbers.is_empty() { ":".to_owned() } else { numbers.join(", ") };
                self.push(&format!("#contents({}, ({numbers}))", contents.depth));
            }
            BlockKind::PageBreak => self.push("#pagebreak(weak: true)"),
            BlockKind::Cover(cover) => self.cover(cover),
            BlockKind::Masthead(masthead) => self.masthead(masthead),
        }
    }

    fn boxed(&mut self, block: &Block, title: &[Inline], blocks: &[Block]) {
        let theme = self.theme;
        let style = theme.style(&block.style);
        let sides = [RuleSide::Start, RuleSide::End].map(|side| style.container_padding(side));
        let indents = style.indent_start.points() + style.indent_end.points();
        self.push(&format!("#container-{}[", block.style));
        self.inside(self.text_width - indents - sides.iter().sum::<f64>(), |press| {
            press.quotation = None;
            let first = if title.is_empty() {
                blocks.first().map(|first| Edges::of_block(theme, first))
            } else {
                Some(Edges::of_style(theme, "box-title"))
            };
            // Space above the first lines is part of the padding, as far as that goes.
            let above =
                first.map_or(0.0, |first| first.beyond(style.container_padding(RuleSide::Top)));
            if above > 0.001 {
                press.push(&format!("#v({above:.3}pt)\n"));
            }
            if !title.is_empty() {
                press.paragraph("box-title", None, title);
                if let Some(first) = blocks.first() {
                    let above = Edges::of_style(theme, "box-title");
                    press.gap(above, Edges::of_block(theme, first));
                }
            }
            press.blocks(blocks);
        });
        self.push("]");
    }

    fn paragraph(&mut self, style: &str, number: Option<&str>, content: &[Inline]) {
        // Body text is what the page is set in: it needs no function around it.
        if style == "body" && number.is_none() && self.on_page {
            self.inlines(content);
            return;
        }
        self.push(&format!("#style-{style}("));
        if self.quotation.as_deref() == Some(style) {
            self.push("flush: true, ");
        }
        if !self.stays_whole(style, content) {
            self.push("kept: false, ");
        }
        if let Some(number) = number {
            self.push(&format!("number: {}, ", string_literal(number)));
        }
        self.push(")[");
        self.inlines(content);
        self.push("]");
    }

    /// Whether a paragraph that its style keeps together is low enough for that.
    fn stays_whole(&self, style: &str, content: &[Inline]) -> bool {
        let look = self.theme.style(style);
        let height = kept::height(look, content, self.text_width);
        !look.keep_together || kept::stays_whole(self.theme, height, self.orientation)
    }

    fn heading(&mut self, block: &Block, heading: &Heading) {
        let number = heading
            .number
            .as_ref()
            .map_or_else(|| "none".to_owned(), |number| string_literal(&number.label));
        let divides = !self.stays_whole(&block.style, &heading.content);
        self.push(&format!(
            "#titled(style-{}{}, {}, {number}, {}, {}, [",
            block.style,
            if divides { ".with(kept: false)" } else { "" },
            heading.level,
            label(&block.id),
            heading.outlined,
        ));
        self.inlines(&heading.notes);
        self.push("])[");
        self.inlines(&heading.content);
        self.push("]");
    }

    fn list(&mut self, block: &Block, list: &List) {
        let spacing = self.item_spacing(&block.style);
        match list.marker {
            ListMarker::Bullet => {
                let sign = list.items.first().map_or("", |item| &item.label);
                let sign = string_literal(sign);
                self.push(&format!("#bullets(item-{}, {spacing}, {sign}", block.style));
            }
            ListMarker::Ordered { .. } => {
                self.push(&format!("#numbers(item-{}, {spacing}", block.style));
            }
        }
        let step = self.theme.lists.indent.points() + self.theme.lists.hanging.points();
        for (index, item) in list.items.iter().enumerate() {
            match list.marker {
                ListMarker::Bullet => self.push(", ["),
                ListMarker::Ordered { .. } => {
                    self.push(&format!(", ({}, [", string_literal(&item.label)));
                }
            }
            // The places of the first and last two items are always asked for.
            let edge = index < 2 || index + 2 >= list.items.len();
            if (edge || self.plan.watches(self.index))
                && let Some(first) = item.blocks.first()
            {
                let name = string_literal(&inner_label(&first.id));
                self.push(&format!("#place-mark({name});"));
            }
            self.inside(self.text_width - step, |press| {
                press.quotation = None;
                press.list_item(&block.style, item);
            });
            // Beside its marker an item cannot break: the item before it ends with the break.
            let next = list.items.get(index + 1).and_then(|item| item.blocks.first());
            if next.is_some_and(|next| self.plan.breaks_inside(self.index, &next.id)) {
                self.push("\n#colbreak(weak: true)\n");
            }
            self.push(match list.marker {
                ListMarker::Bullet => "]",
                ListMarker::Ordered { .. } => "])",
            });
        }
        self.push(")");
    }

    /// Between items: what stands between two paragraphs of the style.
    fn item_spacing(&self, style: &str) -> Length {
        let style = self.theme.style(style);
        Length::pt(style.space_after.points() + style.leading.points() - style.size.points())
    }

    fn list_item(&mut self, list_style: &str, item: &ListItem) {
        let mut before: Option<Edges> = None;
        // The number of an item stands in a line of its own where no text begins the item.
        if !item.blocks.first().is_some_and(|first| matches!(first.kind, BlockKind::Paragraph(_))) {
            self.push("#empty-line");
            before = Some(Edges::of_style(self.theme, list_style));
        }
        for block in &item.blocks {
            let edges = Edges::of_block(self.theme, block);
            if let Some(before) = before {
                self.gap(before, edges);
            }
            before = Some(edges);
            // The list has set the text of its own paragraphs already.
            if let BlockKind::Paragraph(content) = &block.kind
                && block.style == list_style
            {
                self.inlines(content);
            } else {
                self.block(block);
            }
        }
        // The list's own spacing is that between its paragraphs: what else ends an item has more.
        let more =
            before.map_or(0.0, |last| last.more_below(Edges::of_style(self.theme, list_style)));
        if more > 0.001 {
            self.push(&format!("\n#v({more:.3}pt)\n"));
        }
    }

    /// Questions keep one count; a group heading stands between two runs of the list.
    fn questions(&mut self, list: &QuestionList) {
        let mut open = false;
        let mut before: Option<&str> = None;
        let mut items = list.items.iter().peekable();
        while let Some(item) = items.next() {
            match item {
                QuestionItem::Group(block) => {
                    if std::mem::take(&mut open) {
                        self.push(")");
                    }
                    if let Some(before) = before {
                        self.gap_between(before, &block.style);
                    }
                    if self.plan.breaks_inside(self.index, &block.id) {
                        self.push("\n#colbreak(weak: true)\n");
                    }
                    self.block(block);
                    before = Some(&block.style);
                }
                QuestionItem::Question { number: _, label: number, block } => {
                    if !std::mem::replace(&mut open, true) {
                        if let Some(before) = before {
                            self.gap_between(before, &block.style);
                        }
                        self.open_questions(&block.style);
                    }
                    let number = string_literal(number);
                    self.push(&format!(", ({number}, {}, [", label(&block.id)));
                    if let BlockKind::Paragraph(content) = &block.kind {
                        self.inlines(content);
                    }
                    // Beside its number a question cannot break: the one before it ends with it.
                    if let Some(QuestionItem::Question { block: next, .. }) = items.peek()
                        && self.plan.breaks_inside(self.index, &next.id)
                    {
                        self.push("\n#colbreak(weak: true)\n");
                    }
                    self.push("])");
                    before = Some(&block.style);
                }
            }
        }
        if open {
            self.push(")");
        }
    }

    /// Without indents of its own the number of a question stands at the margin, and its text where
    /// that of lists stands.
    fn open_questions(&mut self, name: &str) {
        let style = self.theme.style(name);
        let hanging = -style.indent_first.points();
        let (indent, width) = if hanging > 0.0 {
            (style.indent_start.points() - hanging, hanging)
        } else {
            let lists = &self.theme.lists;
            (0.0, lists.indent.points() + lists.hanging.points())
        };
        let spacing = self.item_spacing(name);
        let (indent, width) = (Length::pt(indent), Length::pt(width));
        self.push(&format!("#question-list(item-{name}, {spacing}, {indent}, {width}"));
    }

    /// A figure across the text, or in a column of a row so many points wide.
    fn figure(&mut self, figure: &Figure, column: Option<f64>) {
        let Some(image) = self.document.images.get(&figure.image) else { return };
        let (theme, orientation) = (self.theme, self.orientation);
        let wanted = column.map_or(figure.width, |_| Some(FigureWidth::Share(1.0)));
        let room = column.unwrap_or(self.text_width);
        let fit = kept::fit_figure(theme, figure, wanted, room, image, orientation);
        let width = fit.width;
        let floats = kept::floats(self.document, theme, figure, room, orientation);
        let placement = match (column, floats) {
            (Some(_), _) => "row",
            (None, false) => match figure.width {
                Some(FigureWidth::Wide) => "wide",
                Some(FigureWidth::Share(_)) | None => "text",
            },
            (None, true) => match figure.width {
                Some(FigureWidth::Wide) => "wide-top",
                Some(FigureWidth::Share(_)) | None => "top",
            },
        };
        let alt = figure.alt.as_deref().map_or_else(|| "none".to_owned(), string_literal);
        let path = string_literal(&image_path(&figure.image, &image.path));
        self.writer.within(figure.origin, |writer| {
            writer.push(&format!("#pictured({path}, {width:.3}pt, {alt}, \"{placement}\", ["));
        });
        if !figure.caption.is_empty() {
            self.paragraph("caption", None, &figure.caption);
        }
        if !figure.credit.is_empty() {
            if !figure.caption.is_empty() {
                self.gap_between("caption", "credit");
            }
            self.paragraph("credit", None, &figure.credit);
        }
        let empty = figure.caption.is_empty() && figure.credit.is_empty();
        self.push(if empty { "], captioned: false" } else { "]" });
        let words = if figure.caption.is_empty() { "credit" } else { "caption" };
        if !empty {
            let gap = Length::pt(self.theme.figure_word_gap(words));
            self.push(&format!(", gap: {gap}"));
        }
        self.push(if fit.divides { ", divides: true)" } else { ")" });
    }

    fn figure_row(&mut self, row: &FigureRow) {
        let figures = row.figures.as_slice();
        let gutters = self.theme.figures.gutter.points()
            * f64::from(u32::try_from(figures.len().saturating_sub(1)).unwrap_or(0));
        let images: Vec<_> =
            figures.iter().map(|figure| self.document.images.get(&figure.image)).collect();
        let columns = kept::row_widths(&images, self.text_width - gutters);
        let shown: Vec<String> = columns.iter().map(|width| format!("{width:.3}pt")).collect();
        let divides = kept::row_divides(self.theme, figures, &images, &columns, self.orientation);
        self.push(&format!("#picture-row(({},), {divides}, [", shown.join(", ")));
        if !row.credit.is_empty() {
            if figures.iter().any(|figure| !figure.caption.is_empty()) {
                self.gap_between("caption", "credit");
            } else {
                let gap = self.theme.figure_word_gap("credit");
                self.push(&format!("\n#v({gap:.3}pt, weak: true)\n"));
            }
            self.paragraph("credit", None, &row.credit);
        }
        self.push("]");
        for (figure, column) in figures.iter().zip(columns) {
            self.push(", [");
            self.figure(figure, Some(column));
            self.push("]");
        }
        self.push(")");
    }

    fn programme(&mut self, block: &Block, programme: &Programme) {
        let columns = f64::from(u32::try_from(programme.columns.len().max(1)).unwrap_or(1));
        let height = kept::programme_height(self.theme, programme, self.text_width / columns);
        let divides = !kept::stays_whole(self.theme, height, self.orientation);
        self.push(&format!("#programme(container-{}", block.style));
        self.push(if divides { ".with(kept: false)" } else { "" });
        for column in &programme.columns {
            self.push(", [");
            for (index, day) in column.iter().enumerate() {
                if index > 0 {
                    self.gap_between("programme-sitting", "programme-day");
                }
                self.paragraph("programme-day", None, &day.label);
                let mut before = "programme-day";
                for sitting in &day.sittings {
                    self.gap_between(before, "programme-sitting");
                    self.paragraph("programme-sitting", None, &sitting.content);
                    before = "programme-sitting";
                }
            }
            self.push("]");
        }
        self.push(")");
    }

    /// The printed number of a heading, if it has one.
    fn heading_number(&self, entry: &ContentsEntry) -> Option<String> {
        let mut found = None;
        crate::document::visit::blocks(self.document, &mut |block| {
            if let BlockKind::Heading(heading) = &block.kind
                && block.id == entry.target
            {
                found = heading.number.as_ref().map(|number| number.label.clone());
            }
        });
        found
    }

    fn masthead(&mut self, masthead: &Masthead) {
        let mark = match &masthead.mark {
            Some(key) => self.image_at(key),
            None => "none".to_owned(),
        };
        self.push(&format!("#masthead({mark}"));
        for part in masthead.parts() {
            self.push(", [");
            self.blocks(part);
            self.push("]");
        }
        self.push(")");
    }

    /// The path of an image as a literal, or `none`.
    fn image_at(&self, key: &str) -> String {
        self.document.images.get(key).map_or_else(
            || "none".to_owned(),
            |image| string_literal(&image_path(key, &image.path)),
        )
    }

    fn cover(&mut self, cover: &Cover) {
        let path = |key: &Option<String>| {
            key.as_ref().map_or_else(|| "none".to_owned(), |key| self.image_at(key))
        };
        let open = format!("#cover-page({}, {}, [", path(&cover.artwork), path(&cover.mark));
        self.push(&open);
        self.blocks(&cover.head);
        self.push("], [");
        self.blocks(&cover.title);
        self.push("], [");
        self.blocks(&cover.foot);
        self.push("])");
    }
}

/// Whether a block is a paragraph in the style that the page is set in.
fn is_plain(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Paragraph(_)) && block.style == "body"
}

/// The path under which Typst finds an image: named by its key, so that it never depends on
/// where the project keeps it.
pub(super) fn image_path(key: &str, file: &str) -> String {
    let extension = file.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    format!("/images/{key}.{extension}")
}
