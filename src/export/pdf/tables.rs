//! Tables as Typst markup: what is decided for both files, in Typst's words.

use super::blocks::Press;
use super::inlines;
use super::writer::string_literal;
use crate::document::visit;
use crate::document::{Block, ColumnAlignment, Inline, InlineKind, Table, TableRow};
use crate::export::tables::TablePlan;

impl Press<'_> {
    pub(super) fn table(&mut self, block: &Block, table: &Table) {
        let plan = self.tables.of(&block.id, table, self.theme, self.text_width);
        // Shares of what is there, so that a list's or a box's own geometry cannot push a table
        // over the margin.
        let unit = if plan.fills { "fr" } else { "pt" };
        let widths: Vec<String> =
            plan.widths.iter().map(|width| format!("{width:.2}{unit}")).collect();
        let aligned: Vec<&str> = (0..plan.widths.len())
            .map(|column| match table.columns.get(column) {
                Some(ColumnAlignment::Start) | None => "start",
                Some(ColumnAlignment::Center) => "center",
                Some(ColumnAlignment::End) => "end",
            })
            .collect();
        self.push(&format!("#tabular(({},), ({},), (", widths.join(", "), aligned.join(", ")));
        for (index, row) in table.header.iter().enumerate() {
            self.header_row(block, row, index, &plan);
        }
        self.push("), (");
        for (index, row) in table.rows.iter().enumerate() {
            let open = if plan.divides(index) { "tall(cell-table-text" } else { "cell-table-text" };
            let close = if plan.divides(index) { "), " } else { ", " };
            for (column, cell) in row.cells.iter().enumerate() {
                self.cell(open, &plan, 1);
                // Where words are divided, symbols are as well.
                let place = (table.header.len() + index, column);
                self.writer.divides_symbols = plan.is_broken(place);
                self.inlines(plan.content(place, &cell.content));
                self.writer.divides_symbols = false;
                self.push("]");
                self.push(close);
            }
        }
        self.push(&format!(
            "), whole: {}, repeats: {}, padding: {:.2}pt)",
            plan.whole, plan.repeats, plan.padding_side,
        ));
    }

    /// Begins the text of a cell in one of the plan's sizes: that of headers or of text.
    fn cell(&mut self, open: &str, plan: &TablePlan, size: usize) {
        self.push(open);
        if plan.smaller {
            self.push(&format!("(size: {:.2}pt)", plan.sizes[size]));
        }
        self.push("[");
    }

    /// Cells of a header row. What is repeated on later pages is no part of the text for somebody
    /// who listens to it, and may hold no link and no note: these stand where the row is first.
    fn header_row(&mut self, block: &Block, row: &TableRow, index: usize, plan: &TablePlan) {
        for (column, cell) in row.cells.iter().enumerate() {
            let content = plan.content((index, column), &cell.content);
            self.writer.divides_symbols = plan.is_broken((index, column));
            self.cell("cell-table-header", plan, 0);
            if is_live(content) {
                // Links have the colour of the header, since that of links may be the row's.
                self.push("#let weblink = link;#let crosslink = bare-crosslink;");
            }
            if plan.repeats && !plan.whole && is_live(content) {
                let place = self.writer.length();
                let name = string_literal(&format!("header:{}:{place}", block.id.section));
                self.push(&format!("#at-first({name}, ["));
                self.inlines(content);
                self.push("], [");
                inlines::write_plain(&mut self.writer, self.document, content);
                self.push("])");
            } else {
                self.inlines(content);
            }
            self.writer.divides_symbols = false;
            self.push("], ");
        }
    }
}

/// Whether inlines hold a link or a note.
fn is_live(content: &[Inline]) -> bool {
    let mut live = false;
    visit::inlines(content, &mut |inline| {
        live |= matches!(
            inline.kind,
            InlineKind::Link { .. }
                | InlineKind::NoteReference { .. }
                | InlineKind::CrossReference { .. }
        );
    });
    live
}
