//! Table styles: data tables, boxes (tables of one cell) and layout columns.

use super::name::WordName;
use super::properties::border;
use crate::export::docx::xml::Element;
use crate::theme::{Color, Length, ParagraphStyle, Rule, RuleSide, Tables};

/// How a table looks.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct TableLook {
    pub name: WordName,
    based_on: &'static str,
    /// Above, where lines start, below, where lines end.
    frame: [Option<Rule>; 4],
    between_rows: Option<Rule>,
    fill: Option<Color>,
    header_fill: Option<Color>,
    stripe_fill: Option<Color>,
    padding_top: Length,
    padding_bottom: Length,
    padding_start: Length,
    padding_end: Length,
}

/// What the contents of a box take of its padding, in points.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::export::docx) struct Taken {
    /// Above the letters of the first line.
    pub above: f64,
    /// Below those of the last line.
    pub below: f64,
}

impl TableLook {
    /// A table with rows and columns, on top of Word's Table Grid.
    ///
    /// A line of Word is one leading high, with four fifths of it above the baseline, and rules take
    /// room of their own; in the PDF a line is one type size high, with three quarters above, and
    /// rules take none. The padding makes up for both, so that rows are equally high and baselines
    /// stand alike.
    pub(super) fn data(name: WordName, tables: &Tables, text: &ParagraphStyle) -> Self {
        let (size, leading) = (text.size.points(), text.leading.points());
        let rule = tables.rule.width.points() / 2.0;
        let block = tables.padding_block.points();
        let above = block + 0.75 * size - 0.8 * leading - rule;
        let below = block + 0.25 * size - 0.2 * leading - rule;
        // What one side lacks is taken from the other.
        let top = (above + below.min(0.0)).max(0.0);
        let bottom = (below + above.min(0.0)).max(0.0);
        let visible = |rule: Rule| (rule.width.points() > 0.0).then_some(rule);
        Self {
            name,
            based_on: "TableGrid",
            frame: [visible(tables.frame), None, visible(tables.frame), None],
            between_rows: visible(tables.rule),
            fill: None,
            header_fill: tables.header_fill,
            stripe_fill: tables.stripe_fill,
            padding_top: Length::pt(top),
            padding_bottom: Length::pt(bottom),
            padding_start: tables.padding_side,
            padding_end: tables.padding_side,
        }
    }

    /// A box around blocks. What its first lines need above them and its last ones below is part of
    /// the padding, and so is the inner half of a rule.
    pub(super) fn container(name: WordName, style: &ParagraphStyle, taken: Taken) -> Self {
        let side = |side| style.rule(side);
        let padding = |side, taken: f64| {
            let inside = style.container_padding(side) - style.rule_outside(side) - taken;
            Length::pt(inside.max(0.0))
        };
        Self {
            name,
            based_on: "TableNormal",
            frame: [
                side(RuleSide::Top),
                side(RuleSide::Start),
                side(RuleSide::Bottom),
                side(RuleSide::End),
            ],
            between_rows: None,
            fill: style.fill,
            header_fill: None,
            stripe_fill: None,
            padding_top: padding(RuleSide::Top, taken.above),
            padding_bottom: padding(RuleSide::Bottom, taken.below),
            padding_start: Length::pt(style.container_padding(RuleSide::Start)),
            padding_end: Length::pt(style.container_padding(RuleSide::End)),
        }
    }

    /// A row with a rule below it and this padding above and below its text.
    pub(super) fn ruled(name: WordName, rule: Rule, [above, below]: [f64; 2]) -> Self {
        let half = rule.width.points() / 2.0;
        Self {
            frame: [None, None, (rule.width.points() > 0.0).then_some(rule), None],
            padding_top: Length::pt(above.max(0.0)),
            padding_bottom: Length::pt((below - half).max(0.0)),
            ..Self::layout(name, Length::pt(0.0))
        }
    }

    /// Columns without rules.
    pub(super) fn layout(name: WordName, gutter: Length) -> Self {
        Self {
            name,
            based_on: "TableNormal",
            frame: [None; 4],
            between_rows: None,
            fill: None,
            header_fill: None,
            stripe_fill: None,
            padding_top: Length::pt(0.0),
            padding_bottom: Length::pt(0.0),
            padding_start: Length::pt(gutter.points() / 2.0),
            padding_end: Length::pt(gutter.points() / 2.0),
        }
    }

    /// The `w:style` element.
    pub(super) fn to_element(&self) -> Element {
        let mut table = Element::new("w:tblPr")
            .child(Element::val("w:tblStyleRowBandSize", 1))
            .child(self.borders());
        if let Some(fill) = self.fill {
            table = table.child(shading(fill));
        }
        table = table.child(margins([
            self.padding_top,
            self.padding_start,
            self.padding_bottom,
            self.padding_end,
        ]));
        let mut style = Element::new("w:style")
            .attr("w:type", "table")
            .attr("w:customStyle", 1)
            .attr("w:styleId", &self.name.id)
            .child(Element::val("w:name", &self.name.name))
            .child(Element::val("w:basedOn", self.based_on))
            .child(Element::val("w:uiPriority", 99))
            .child(table);
        if let Some(fill) = self.fill {
            // Cells need the fill as well: LibreOffice paints cells, not tables.
            style = style.child(Element::new("w:tcPr").child(shading(fill)));
        }
        for (part, fill) in [("firstRow", self.header_fill), ("band2Horz", self.stripe_fill)] {
            if let Some(fill) = fill {
                style = style.child(
                    Element::new("w:tblStylePr")
                        .attr("w:type", part)
                        .child(Element::new("w:tcPr").child(shading(fill))),
                );
            }
        }
        style
    }

    fn borders(&self) -> Element {
        let none = 0.0;
        let [top, start, bottom, end] = self.frame;
        Element::new("w:tblBorders").children([
            border("w:top", top, none),
            border("w:left", start, none),
            border("w:bottom", bottom, none),
            border("w:right", end, none),
            border("w:insideH", self.between_rows, none),
            border("w:insideV", None, none),
        ])
    }
}

fn shading(fill: Color) -> Element {
    Element::val("w:shd", "clear").attr("w:color", "auto").attr("w:fill", fill.hex())
}

/// Cell margins: above, where lines start, below, where lines end.
pub(super) fn margins(sides: [Length; 4]) -> Element {
    let names = ["w:top", "w:left", "w:bottom", "w:right"];
    Element::new("w:tblCellMar").children(names.into_iter().zip(sides).map(|(name, length)| {
        Element::new(name).attr("w:w", length.twips().max(0)).attr("w:type", "dxa")
    }))
}
