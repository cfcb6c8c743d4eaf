//! Figures: an image in the line, its caption and credit below it.

use docx_rs::{FrameProperty, Table, TableCell, TableRow, WidthType};

use super::{Builder, Flow, Scope, fault};
use crate::diagnostic::Diagnostic;
use crate::document::{Block, Figure, FigureRow, FigureWidth, Image};
use crate::export::docx::carrier::{ParagraphExtra, RunContent, TableExtra};
use crate::export::docx::identity;
use crate::export::docx::media::{Crop, Picture, Placement};
use crate::export::kept;
use crate::theme::Length;

impl Builder<'_> {
    /// A figure across the lines of its place, or at the top of its page.
    pub(super) fn figure(
        &mut self,
        figure: &Figure,
        scope: &Scope,
        flow: &mut Vec<Flow>,
    ) -> Result<(), Diagnostic> {
        let wide = figure.width == Some(FigureWidth::Wide);
        let before = flow.len();
        self.figure_in_column(figure, scope, wide, false, flow)?;
        // A frame cannot stand in a list or a cell of another program's making.
        if self.floats(figure, scope) {
            let frame = self.top_frame(scope.width, wide);
            for piece in &mut flow[before..] {
                if let Flow::Paragraph(paragraph) = piece {
                    paragraph.property.frame_property = Some(frame.clone());
                }
            }
        }
        Ok(())
    }

    /// Whether a figure stands in a frame at the top of its page.
    fn floats(&self, figure: &Figure, scope: &Scope) -> bool {
        scope.depth == 0
            && scope.on_page
            && kept::floats(self.document, self.theme, figure, scope.width, scope.orientation)
    }

    /// A frame at the upper margin of the page that its paragraphs fall on, which no text stands
    /// beside.
    fn top_frame(&self, width: f64, wide: bool) -> FrameProperty {
        let overhang = if wide { self.theme.figures.overhang.points() } else { 0.0 };
        let width = Length::pt(width + 2.0 * overhang).twips();
        FrameProperty::new()
            .width(u32::try_from(width).unwrap_or(0))
            .wrap("notBeside")
            .v_anchor("margin")
            .y_align("top")
            .h_anchor("margin")
            .x(-Length::pt(overhang).twips())
    }

    /// `more` tells that words said of the whole row follow below it.
    fn figure_in_column(
        &mut self,
        figure: &Figure,
        scope: &Scope,
        wide: bool,
        more: bool,
        flow: &mut Vec<Flow>,
    ) -> Result<(), Diagnostic> {
        let placement = self.placement(figure, scope)?;
        // A frame is as wide as the figure: only lines of the page itself are let out.
        let framed = self.floats(figure, scope);
        // The words stand at the edges of the text, also below an image that is wider.
        let frame_overhang = wide && framed;
        let wide = wide && !framed;
        let words = [("caption", &figure.caption), ("credit", &figure.credit)];
        let words_follow = more || words.iter().any(|(_, content)| !content.is_empty());
        let indents = scope.indents.map(Length::pt);
        let style = self.styles.figure(words_follow, wide);
        let style = self.styles.indented(&style, indents);
        self.placements.push(placement);
        let image = self.content_run("", RunContent::Inline(self.placements.len() - 1));
        let alt = figure.alt.as_deref().unwrap_or_default();
        let children = match figure.alt {
            Some(_) => {
                let hash = identity::text_hash(alt);
                self.identified(&figure.id.child("alt"), "figure", hash, vec![image])
            }
            None => vec![image],
        };
        self.announce(&figure.id);
        let paragraph = self.finish(&style, children, ParagraphExtra::default());
        flow.push(Flow::Paragraph(Box::new(paragraph)));
        let last = words.iter().rposition(|(_, content)| !content.is_empty()).filter(|_| !more);
        for (index, (part, content)) in words.into_iter().enumerate() {
            if content.is_empty() {
                continue;
            }
            let style = self.styles.figure_words(part, Some(index) == last, frame_overhang);
            let style = self.styles.indented(&style, indents);
            let id = figure.id.child(part);
            let extra = ParagraphExtra::default();
            let paragraph = self.text_paragraph(&style, &id, part, content, extra)?;
            flow.push(Flow::Paragraph(Box::new(paragraph)));
        }
        Ok(())
    }

    /// The image of a figure, as wide as asked unless it would be too high.
    fn placement(&self, figure: &Figure, scope: &Scope) -> Result<Placement, Diagnostic> {
        let image = self.image(&figure.image).map_err(|error| error.at(figure.origin))?;
        let wanted = if scope.in_row { Some(FigureWidth::Share(1.0)) } else { figure.width };
        let width =
            kept::fit_figure(self.theme, figure, wanted, scope.width, image, scope.orientation)
                .width;
        let ratio = image.height / image.width;
        Ok(Placement {
            picture: Picture::Catalogue(figure.image.clone()),
            size: (Length::pt(width).emus().max(1), Length::pt(width * ratio).emus().max(1)),
            crop: Crop::default(),
            alt: figure.alt.clone(),
            position: (0, 0),
        })
    }

    /// An image of the catalogue that has a size.
    pub(super) fn image(&self, key: &str) -> Result<&Image, Diagnostic> {
        let image = self
            .document
            .images
            .get(key)
            .ok_or_else(|| fault(format!("the image `{key}` is not in the document")))?;
        if image.width > 0.0 && image.height > 0.0 {
            Ok(image)
        } else {
            Err(fault(format!("the image `{key}` has no size")).at(image.origin))
        }
    }

    /// Figures side by side: one row of a table without rules, a cell for each figure with its
    /// words, so that they are read one after the other.
    pub(super) fn figure_row(
        &mut self,
        block: &Block,
        row: &FigureRow,
        scope: &Scope,
        flow: &mut Vec<Flow>,
    ) -> Result<(), Diagnostic> {
        let theme = self.theme;
        let figures = row.figures.as_slice();
        let more = !row.credit.is_empty();
        match figures {
            [] => return Ok(()),
            [figure] => return self.figure(figure, scope, flow),
            _ => {}
        }
        self.break_before_table(flow);
        let gutter = theme.figures.gutter;
        let table_style = self.styles.layout_table(&block.style, gutter);
        // The outer halves of the gutter hang into the margins, so that images align with text.
        let whole = scope.width + gutter.points();
        let images: Vec<_> =
            figures.iter().map(|figure| self.document.images.get(&figure.image)).collect();
        #[allow(clippy::cast_precision_loss, reason = "a row holds a handful of figures")]
        let gutters = gutter.points() * figures.len() as f64;
        let columns = kept::row_widths(&images, whole - gutters);
        let divides = kept::row_divides(theme, figures, &images, &columns, scope.orientation);
        let widths: Vec<f64> = columns.iter().map(|column| column + gutter.points()).collect();
        let mut cells = Vec::with_capacity(figures.len());
        for (figure, width) in figures.iter().zip(&widths) {
            let mut inside = Vec::new();
            let column = Scope {
                width: width - gutter.points(),
                in_row: true,
                on_page: false,
                indents: [0.0; 2],
                ..scope.clone()
            };
            self.figure_in_column(figure, &column, false, more, &mut inside)?;
            cells.push(self.cell(inside, *width));
        }
        let extra = TableExtra {
            width: Length::pt(whole).twips(),
            indent: Length::pt(scope.indents[0] - gutter.points() / 2.0).twips(),
            right_to_left: self.right_to_left,
            header_rows: 1,
            first_row: false,
            bands: false,
            padding_side: None,
        };
        let cells = TableRow::new(cells);
        let cells = if divides { cells } else { cells.cant_split() };
        flow.push(self.finished_table(&table_style, extra, &widths, vec![cells]));
        if more {
            let style = self.styles.figure_words("credit", true, false);
            let style = self.styles.indented(&style, scope.indents.map(Length::pt));
            let id = block.id.child("credit");
            let extra = ParagraphExtra::default();
            let credit = self.text_paragraph(&style, &id, "credit", &row.credit, extra)?;
            flow.push(Flow::Paragraph(Box::new(credit)));
        } else {
            // The words in the cells have the space below a figure below them.
            flow.push(Flow::Space(Length::pt(0.0)));
        }
        Ok(())
    }
}

impl Builder<'_> {
    /// A cell of this width in points.
    pub(super) fn cell(&mut self, flow: Vec<Flow>, width: f64) -> TableCell {
        let twips = usize::try_from(Length::pt(width).twips()).unwrap_or(0);
        let mut cell = TableCell::new().width(twips, WidthType::Dxa);
        for piece in self.settled(flow) {
            cell = match piece {
                Flow::Paragraph(paragraph) => cell.add_paragraph(*paragraph),
                Flow::Table(table) => cell.add_table(*table),
                Flow::Contents(contents) => cell.add_structured_data_tag(*contents),
                Flow::Space(_) | Flow::Above(_) => cell,
            };
        }
        cell
    }

    /// A table of these rows; widths in points.
    pub(super) fn finished_table(
        &mut self,
        style: &str,
        extra: TableExtra,
        widths: &[f64],
        rows: Vec<TableRow>,
    ) -> Flow {
        let style = self.carriers.on_table(style, extra);
        let grid =
            widths.iter().map(|width| usize::try_from(Length::pt(*width).twips()).unwrap_or(0));
        Flow::Table(Box::new(Table::new(rows).style(style).set_grid(grid.collect())))
    }
}
