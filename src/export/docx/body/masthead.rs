//! The masthead of a parliamentary document: two tables of one row, as such documents have them
//! in Word, read from the first cell to the last.

use docx_rs::{TableCell, TableRow, VAlignType};

use super::{Builder, Flow, Scope};
use crate::diagnostic::Diagnostic;
use crate::document::{Block, Masthead};
use crate::export::docx::carrier::{ParagraphExtra, RunContent, TableExtra};
use crate::export::docx::media::{Crop, Picture, Placement};
use crate::theme::{Length, Rule};

impl Builder<'_> {
    /// Organization and symbol, below them mark, organ and what is said of the document.
    pub(super) fn masthead(
        &mut self,
        masthead: &Masthead,
        scope: &Scope,
        flow: &mut Vec<Flow>,
    ) -> Result<(), Diagnostic> {
        let design = &self.theme.masthead;
        self.break_before_table(flow);
        if flow.is_empty() {
            // Some programs make a line of text before a table that begins a document.
            let style = self.styles.section_end();
            let first = self.finish(&style, Vec::new(), ParagraphExtra::default());
            flow.push(Flow::Paragraph(Box::new(first)));
        }
        let details = design.details_width.points();
        let mark = match &masthead.mark {
            Some(_) => design.mark_width.points() + 3.0 * design.padding.points(),
            None => 0.0,
        };
        let organ = scope.width - mark - details;
        let widths: Vec<f64> =
            [mark, organ, details].into_iter().filter(|width| *width > 0.0).collect();
        let half = scope.width / 2.0;
        let left = self.masthead_cell(&masthead.organization, half, scope)?;
        let symbol = self.masthead_cell(&masthead.symbol, half, scope)?;
        let upper = vec![
            left.vertical_align(VAlignType::Bottom),
            symbol.vertical_align(VAlignType::Bottom),
        ];
        let padding = design.padding.points();
        let row = ("Upper Row", design.upper_rule, [0.0, padding]);
        self.masthead_row(row, &[half, half], upper, flow);
        // Word joins tables that touch.
        let style = self.styles.section_end();
        let apart = self.finish(&style, Vec::new(), ParagraphExtra::default());
        flow.push(Flow::Paragraph(Box::new(apart)));
        let mut cells = Vec::with_capacity(widths.len());
        if let Some(key) = &masthead.mark {
            let picture = self.masthead_mark(key)?;
            cells.push(self.cell(vec![picture], mark));
        }
        cells.push(self.masthead_cell(&masthead.organ, organ, scope)?);
        cells.push(self.masthead_cell(&masthead.details, details, scope)?);
        // Part of the room above is the paragraph that keeps the rows apart, and part of it the room
        // that lines have above their letters.
        let taken = masthead
            .organ
            .first()
            .or(masthead.details.first())
            .map_or(0.0, |block| self.theme.style(&block.style).room_above());
        let row = ("Lower Row", design.lower_rule, [2.0 * padding - 1.0 - taken, 2.0 * padding]);
        self.masthead_row(row, &widths, cells, flow);
        flow.push(Flow::Space(design.space_after));
        Ok(())
    }

    /// One row with a rule below it.
    fn masthead_row(
        &mut self,
        (kind, rule, padding): (&str, Rule, [f64; 2]),
        widths: &[f64],
        cells: Vec<TableCell>,
        flow: &mut Vec<Flow>,
    ) {
        let style = self.styles.masthead_table(kind, rule, padding);
        let extra = TableExtra {
            width: Length::pt(widths.iter().sum()).twips(),
            indent: 0,
            right_to_left: self.right_to_left,
            header_rows: 1,
            first_row: false,
            bands: false,
            padding_side: None,
        };
        let row = TableRow::new(cells).cant_split();
        flow.push(self.finished_table(&style, extra, widths, vec![row]));
    }

    fn masthead_cell(
        &mut self,
        blocks: &[Block],
        width: f64,
        scope: &Scope,
    ) -> Result<TableCell, Diagnostic> {
        let mut inside = self.blocks(blocks, &Scope::inside(width, scope.orientation))?;
        if inside.is_empty() {
            inside.push(Flow::Space(Length::pt(0.0)));
        }
        Ok(self.cell(inside, width))
    }

    fn masthead_mark(&mut self, key: &str) -> Result<Flow, Diagnostic> {
        let image = self.image(key)?;
        let width = self.theme.masthead.mark_width;
        let height = Length::pt(width.points() * image.height / image.width);
        self.placements.push(Placement {
            picture: Picture::Catalogue(key.to_owned()),
            size: (width.emus().max(1), height.emus().max(1)),
            crop: Crop::default(),
            alt: None,
            position: (0, 0),
        });
        let run = self.content_run("", RunContent::Inline(self.placements.len() - 1));
        let style = self.styles.masthead_mark();
        let paragraph = self.finish(&style, vec![run], ParagraphExtra::default());
        Ok(Flow::Paragraph(Box::new(paragraph)))
    }
}
