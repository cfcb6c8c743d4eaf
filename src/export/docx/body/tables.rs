//! Tables, boxes and the programme: tables of rows and columns, of one cell, of two columns.

use docx_rs::TableRow;

use super::{Builder, Flow, Scope};
use crate::diagnostic::Diagnostic;
use crate::document::{self, Block, BlockKind, ColumnAlignment, Inline, Programme, ProgrammeDay};
use crate::export::docx::carrier::{ParagraphExtra, TableExtra};
use crate::export::docx::style::Taken;
use crate::export::kept;
use crate::export::tables::{HEADER, TEXT, TablePlan};
use crate::theme::{Length, RuleSide};

/// How a row of a table is treated.
#[derive(Clone, Copy)]
struct RowLook {
    /// Whether it is a header row.
    header: bool,
    /// Whether it stays on one page.
    whole: bool,
    /// Whether it stays on the page of the next row.
    keeps_next: bool,
}

impl Builder<'_> {
    /// A table, as it is planned for both files.
    pub(super) fn table(
        &mut self,
        block: &Block,
        table: &document::Table,
        scope: &Scope,
        flow: &mut Vec<Flow>,
    ) -> Result<(), Diagnostic> {
        let theme = self.theme;
        let id = &block.id;
        let plan = self.tables.of(id, table, theme, scope.width);
        if plan.widths.is_empty() || table.header.is_empty() && table.rows.is_empty() {
            return Ok(());
        }
        flow.push(Flow::Above(theme.tables.space_before));
        self.break_before_table(flow);
        let mut rows = Vec::with_capacity(table.header.len() + table.rows.len());
        let (header, all) = (table.header.len(), table.header.len() + table.rows.len());
        for (index, row) in table.header.iter().chain(&table.rows).enumerate() {
            let look = RowLook {
                header: index < header,
                whole: index.checked_sub(header).map_or(plan.repeats, |index| !plan.divides(index)),
                // The rows of a table that is not divided hold each other.
                keeps_next: plan.whole && index + 1 < all,
            };
            self.in_header_row = look.header;
            rows.push(self.row(row, look, table, &plan)?);
            self.in_header_row = false;
        }
        let table_style = self.styles.data_table(&block.style);
        let own_padding = plan.padding_side < theme.tables.padding_side.points();
        let extra = TableExtra {
            width: Length::pt(plan.widths.iter().sum()).twips(),
            indent: Length::pt(scope.indents[0]).twips(),
            right_to_left: self.right_to_left,
            header_rows: if plan.repeats { header } else { 0 },
            first_row: header > 0,
            bands: theme.tables.stripe_fill.is_some(),
            padding_side: own_padding.then(|| Length::pt(plan.padding_side).twips()),
        };
        flow.push(self.finished_table(&table_style, extra, &plan.widths, rows));
        flow.push(Flow::Space(theme.tables.space_after));
        Ok(())
    }

    fn row(
        &mut self,
        row: &document::TableRow,
        look: RowLook,
        table: &document::Table,
        plan: &TablePlan,
    ) -> Result<TableRow, Diagnostic> {
        let (text_style, size) =
            if look.header { (HEADER, plan.sizes[0]) } else { (TEXT, plan.sizes[1]) };
        let size = plan.smaller.then(|| Length::pt(size));
        let mut cells = Vec::with_capacity(plan.widths.len());
        for (column, width) in plan.widths.iter().enumerate() {
            let alignment = table.columns.get(column).copied().unwrap_or(ColumnAlignment::Start);
            let style = self.styles.cell(text_style, alignment, size);
            let mut paragraph = match row.cells.get(column) {
                Some(source) => self.text_paragraph(
                    &style,
                    &source.id,
                    text_style,
                    &source.content,
                    ParagraphExtra::default(),
                )?,
                None => self.finish(&style, Vec::new(), ParagraphExtra::default()),
            };
            if look.keeps_next {
                paragraph = paragraph.keep_next(true);
            }
            cells.push(self.cell(vec![Flow::Paragraph(Box::new(paragraph))], *width));
        }
        let row = TableRow::new(cells);
        Ok(if look.whole { row.cant_split() } else { row })
    }

    /// Boxed blocks: a table of one cell, which may go over pages.
    pub(super) fn boxed(
        &mut self,
        block: &Block,
        title: &[Inline],
        blocks: &[Block],
        scope: &Scope,
        flow: &mut Vec<Flow>,
    ) -> Result<(), Diagnostic> {
        let theme = self.theme;
        let look = theme.style(&block.style);
        flow.push(Flow::Above(look.space_before));
        self.break_before_table(flow);
        let width = scope.width - look.indent_start.points() - look.indent_end.points();
        let sides = [RuleSide::Start, RuleSide::End].map(|side| look.container_padding(side));
        let inner = Scope::inside(width - sides.iter().sum::<f64>(), scope.orientation);
        let mut inside = Vec::new();
        if !title.is_empty() {
            let style = self.styles.paragraph("box-title");
            let id = block.id.child("title");
            let extra = ParagraphExtra::default();
            let paragraph = self.text_paragraph(&style, &id, "box-title", title, extra)?;
            inside.push(Flow::Paragraph(Box::new(paragraph)));
        }
        inside.extend(self.blocks(blocks, &inner)?);
        if !matches!(inside.last(), Some(Flow::Paragraph(_) | Flow::Space(_))) {
            inside.push(Flow::Space(Length::pt(0.0)));
        }
        let taken = self.taken(title, blocks);
        let table_style = self.styles.box_table(&block.style, taken);
        let extra = TableExtra {
            width: Length::pt(width).twips(),
            indent: Length::pt(scope.indents[0] + look.indent_start.points()).twips(),
            right_to_left: self.right_to_left,
            header_rows: 0,
            first_row: false,
            bands: false,
            padding_side: None,
        };
        let row = TableRow::new(vec![self.cell(inside, width)]);
        flow.push(self.finished_table(&table_style, extra, &[width], vec![row]));
        flow.push(Flow::Space(look.space_after));
        Ok(())
    }

    /// What the contents of a box take of its padding.
    fn taken(&self, title: &[Inline], blocks: &[Block]) -> Taken {
        let theme = self.theme;
        let style_of = |block: &Block| match &block.kind {
            BlockKind::Heading(_)
            | BlockKind::Paragraph(_)
            | BlockKind::NumberedParagraph { .. }
            | BlockKind::List(_)
            | BlockKind::QuestionList(_)
            | BlockKind::Quote(_) => Some(block.style.clone()),
            BlockKind::Figure(_)
            | BlockKind::FigureRow(_)
            | BlockKind::Table(_)
            | BlockKind::Box { .. }
            | BlockKind::Programme(_)
            | BlockKind::Contents(_)
            | BlockKind::PageBreak
            | BlockKind::Cover(_)
            | BlockKind::Masthead(_) => None,
        };
        let first = if title.is_empty() {
            blocks.first().and_then(style_of)
        } else {
            Some("box-title".to_owned())
        };
        let last = match blocks.last() {
            Some(last) => style_of(last),
            None => first.clone(),
        };
        Taken {
            above: first.map_or(0.0, |name| {
                let style = theme.style(&name);
                style.space_before.points() + style.room_above()
            }),
            below: last.map_or(0.0, |name| {
                let style = theme.style(&name);
                style.space_after.points() + style.room_below()
            }),
        }
    }

    /// The programme: two cells side by side, the first column's days before the second's.
    pub(super) fn programme(
        &mut self,
        style: &str,
        programme: &Programme,
        scope: &Scope,
        flow: &mut Vec<Flow>,
    ) -> Result<(), Diagnostic> {
        let theme = self.theme;
        let look = theme.style(style);
        let columns = programme.columns.len();
        if columns == 0 {
            return Ok(());
        }
        flow.push(Flow::Above(look.space_before));
        self.break_before_table(flow);
        #[allow(clippy::cast_precision_loss, reason = "a programme has two columns or so")]
        let width = scope.width / columns as f64;
        let mut cells = Vec::with_capacity(columns);
        for days in &programme.columns {
            let mut inside = Vec::new();
            for day in days {
                self.day(day, &mut inside)?;
            }
            if inside.is_empty() {
                inside.push(Flow::Space(Length::pt(0.0)));
            }
            cells.push(self.cell(inside, width));
        }
        let (day, sitting) = (theme.style("programme-day"), theme.style("programme-sitting"));
        let taken = Taken {
            above: day.space_before.points() + day.room_above(),
            below: sitting.space_after.points() + sitting.room_below(),
        };
        let table_style = self.styles.box_table(style, taken);
        // The same decision as on the pages of the PDF. Programs do not divide header rows: what is
        // too high to stay whole is none, though readers would like columns to have heads.
        let height = kept::programme_height(theme, programme, width);
        let whole = kept::stays_whole(theme, height, scope.orientation);
        let extra = TableExtra {
            width: Length::pt(scope.width).twips(),
            indent: Length::pt(scope.indents[0]).twips(),
            right_to_left: self.right_to_left,
            header_rows: usize::from(whole),
            first_row: false,
            bands: false,
            padding_side: None,
        };
        let widths = vec![width; columns];
        let row = TableRow::new(cells);
        let row = if look.keep_together && whole { row.cant_split() } else { row };
        flow.push(self.finished_table(&table_style, extra, &widths, vec![row]));
        flow.push(Flow::Space(look.space_after));
        Ok(())
    }

    fn day(&mut self, day: &ProgrammeDay, flow: &mut Vec<Flow>) -> Result<(), Diagnostic> {
        let sittings =
            day.sittings.iter().map(|sitting| ("programme-sitting", &sitting.id, &sitting.content));
        let label = std::iter::once(("programme-day", &day.id, &day.label));
        for (name, id, content) in label.chain(sittings) {
            let style = self.styles.paragraph(name);
            let extra = ParagraphExtra::default();
            let paragraph = self.text_paragraph(&style, id, name, content, extra)?;
            flow.push(Flow::Paragraph(Box::new(paragraph)));
        }
        Ok(())
    }

    /// What must stand between the pieces before it and a table: nothing, unless a page break is
    /// due, or a bookmark waits for a paragraph, or the story has just had a table.
    pub(super) fn break_before_table(&mut self, flow: &mut Vec<Flow>) {
        let last = flow.iter().rev().find(|piece| !matches!(piece, Flow::Above(_)));
        let touching = matches!(last, Some(Flow::Table(_)));
        if self.page_break || touching {
            let style = self.styles.section_end();
            let paragraph = self.finish(&style, Vec::new(), ParagraphExtra::default());
            flow.push(Flow::Paragraph(Box::new(paragraph)));
        }
    }
}
