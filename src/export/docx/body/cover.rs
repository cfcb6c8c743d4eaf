//! The cover: lines at the places that the theme gives them, images behind them.
//!
//! Head, title and foot are frames, which stay where they are however long the lines above them
//! become in another language. Images hang on the empty paragraph that ends the section and are
//! decorative.

use docx_rs::{FrameProperty, ParagraphChild};

use super::{Builder, Flow, Scope};
use crate::diagnostic::Diagnostic;
use crate::document::{Block, Cover, Orientation};
use crate::export::docx::carrier::{ParagraphExtra, RunContent};
use crate::export::docx::media::{Crop, Picture, Placement};
use crate::theme::{Color, Length};

/// Between the lines beside the mark and the mark, in points.
const MARK_GAP: f64 = 8.0;
/// Share of a line of exact height that Word sets above the baseline.
const LINE_ASCENT: f64 = 0.8;
/// Share of the type size that the theme's measures count above the baseline.
const LETTER_ASCENT: f64 = 0.75;
/// The colour of a sheet without a fill.
const WHITE: Color = Color { rgb: [255; 3] };

impl Builder<'_> {
    /// The blocks of a cover.
    pub(super) fn cover(&mut self, cover: &Cover, flow: &mut Vec<Flow>) -> Result<(), Diagnostic> {
        let design = &self.theme.cover;
        let width = self.theme.page.width.points() - 2.0 * design.margin.points();
        let beside_mark = design.mark_width.points() + MARK_GAP;
        let start = design.margin.points();
        // Distances on a sheet are counted from the left in every script.
        let head_start = if self.right_to_left { start + beside_mark } else { start };
        let head = frame(head_start, width - beside_mark);
        let head = head.v_anchor("page").y(self.frame_top(&cover.head, design.head_top));
        self.framed(&cover.head, width - beside_mark, &head, flow)?;
        let title = frame(start, width).v_anchor("page");
        let title = title.y(self.frame_top(&cover.title, design.title_top));
        self.framed(&cover.title, width, &title, flow)?;
        // The section's lower margin is the foot's distance from the edge of the sheet.
        let foot = frame(start, width).v_anchor("margin").y_align("bottom");
        self.framed(&cover.foot, width, &foot, flow)?;
        let images = self.cover_images(cover)?;
        let style = self.styles.section_end();
        let paragraph = self.finish(&style, images, ParagraphExtra::default());
        flow.push(Flow::Paragraph(Box::new(paragraph)));
        Ok(())
    }

    /// Where a frame must begin so that its first line stands where the theme wants it: what
    /// Word sets above the letters of a line is not part of that.
    fn frame_top(&self, blocks: &[Block], top: Length) -> i32 {
        let above = blocks.first().map_or(0.0, |block| {
            let style = self.theme.style(&block.style);
            let ascent = LINE_ASCENT * style.leading.points() - LETTER_ASCENT * style.size.points();
            style.space_before.points() + ascent
        });
        Length::pt(top.points() - above).twips()
    }

    /// Blocks in one frame: Word joins paragraphs whose frames are the same.
    fn framed(
        &mut self,
        blocks: &[Block],
        width: f64,
        frame: &FrameProperty,
        flow: &mut Vec<Flow>,
    ) -> Result<(), Diagnostic> {
        let scope = Scope::inside(width, Orientation::Portrait);
        for mut piece in self.blocks(blocks, &scope)? {
            if let Flow::Paragraph(paragraph) = &mut piece {
                paragraph.property.frame_property = Some(frame.clone());
            }
            flow.push(piece);
        }
        Ok(())
    }

    fn cover_images(&mut self, cover: &Cover) -> Result<Vec<ParagraphChild>, Diagnostic> {
        let design = &self.theme.cover;
        let page = &self.theme.page;
        let mut placements = Vec::new();
        if design.fill != WHITE {
            placements.push(Placement {
                picture: Picture::Fill(design.fill),
                size: (page.width.emus(), page.height.emus()),
                crop: Crop::default(),
                alt: None,
                position: (0, 0),
            });
        }
        if let Some(key) = &cover.artwork {
            let size = (page.width.points(), design.artwork_height.points());
            placements.push(Placement {
                picture: Picture::Catalogue(key.clone()),
                size: (page.width.emus(), design.artwork_height.emus()),
                crop: self.crop_to(key, size)?,
                alt: None,
                position: (0, design.artwork_top.emus()),
            });
        }
        if let Some(key) = &cover.mark {
            placements.push(self.mark(key)?);
        }
        Ok(placements
            .into_iter()
            .map(|placement| {
                self.placements.push(placement);
                self.content_run("", RunContent::Anchored(self.placements.len() - 1))
            })
            .collect())
    }

    /// What is cut off so that the image fills the size without being stretched.
    fn crop_to(&self, key: &str, size: (f64, f64)) -> Result<Crop, Diagnostic> {
        let image = self.image(key)?;
        let (width, height) = size;
        let scale = (width / image.width).max(height / image.height);
        let hidden = |shown: f64, whole: f64| ((1.0 - shown / (whole * scale)) / 2.0).max(0.0);
        Ok(Crop { sides: hidden(width, image.width), ends: hidden(height, image.height) })
    }

    /// The mark, beside the lines above the artwork, where lines end.
    fn mark(&self, key: &str) -> Result<Placement, Diagnostic> {
        let design = &self.theme.cover;
        let image = self.image(key)?;
        let width = design.mark_width;
        let height = Length::pt(width.points() * image.height / image.width);
        let end = self.theme.page.width.emus() - design.margin.emus() - width.emus();
        let x = if self.right_to_left { design.margin.emus() } else { end };
        Ok(Placement {
            picture: Picture::Catalogue(key.to_owned()),
            size: (width.emus().max(1), height.emus().max(1)),
            crop: Crop::default(),
            alt: None,
            position: (x, design.head_top.emus()),
        })
    }
}

/// A frame so wide, so far from the left edge of the sheet, in points.
fn frame(left: f64, width: f64) -> FrameProperty {
    FrameProperty::new()
        .width(u32::try_from(Length::pt(width).twips()).unwrap_or(0))
        .h_anchor("page")
        .x(Length::pt(left).twips())
        .wrap("around")
}
