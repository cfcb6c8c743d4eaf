//! The distance between two blocks that follow each other, by the theme: space after the first
//! plus space before the second, measured as Word measures it, from line to line.
//!
//! Typst lines are one type size high here (0.75 em above the baseline, 0.25 em below), Word's
//! are one leading high. The gap between two blocks makes up the difference, so that baselines
//! stand at the same distance in both outputs.

use crate::document::{Block, BlockKind, Figure};
use crate::theme::{ParagraphStyle, RuleSide, Theme};

/// The upper and lower edge of a block.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Edges {
    /// Space before, plus what the first line needs above its box.
    top: f64,
    /// Space after, plus what the last line needs below its box.
    bottom: f64,
}

impl Edges {
    /// Edges of a paragraph in a style.
    pub(super) fn of_style(theme: &Theme, name: &str) -> Self {
        let style = theme.style(name);
        // A frame stands between the spacing and the lines: then only the spacing counts, and what
        // of its rule lies outside.
        let side = |side: RuleSide, room: f64| {
            if style.is_framed(side) { style.rule_outside(side) } else { room }
        };
        Self {
            top: style.space_before.points() + side(RuleSide::Top, style.room_above()),
            bottom: style.space_after.points() + side(RuleSide::Bottom, style.room_below()),
        }
    }

    /// Edges of blocks inside a frame in a style.
    fn of_container(style: &ParagraphStyle) -> Self {
        Self {
            top: style.space_before.points() + style.rule_outside(RuleSide::Top),
            bottom: style.space_after.points() + style.rule_outside(RuleSide::Bottom),
        }
    }

    /// Edges of a figure, which ends with its last words or with the line that holds the image.
    fn of_figure(theme: &Theme, figure: Option<&Figure>) -> Self {
        let last = figure.and_then(|figure| {
            let words = [("credit", &figure.credit), ("caption", &figure.caption)];
            words.into_iter().find(|(_, content)| !content.is_empty()).map(|(name, _)| name)
        });
        Self::of_figure_words(theme, last)
    }

    /// Edges of a figure whose last words are in this style.
    fn of_figure_words(theme: &Theme, last: Option<&str>) -> Self {
        let below = last.map_or(0.0, |name| theme.style(name).room_below());
        Self {
            top: theme.figures.space_before.points(),
            bottom: theme.figures.space_after.points() + below,
        }
    }

    /// Edges of a block.
    pub(super) fn of_block(theme: &Theme, block: &Block) -> Self {
        match &block.kind {
            BlockKind::Figure(figure) => Self::of_figure(theme, Some(figure)),
            BlockKind::FigureRow(row) if row.credit.is_empty() => {
                Self::of_figure(theme, row.figures.first())
            }
            BlockKind::FigureRow(_) => Self::of_figure_words(theme, Some("credit")),
            BlockKind::Table(_) => Self {
                top: theme.tables.space_before.points(),
                bottom: theme.tables.space_after.points(),
            },
            BlockKind::Quote(blocks) => {
                let edge = |block: Option<&Block>| {
                    block.map_or_else(Self::default, |block| Self::of_block(theme, block))
                };
                Self { top: edge(blocks.first()).top, bottom: edge(blocks.last()).bottom }
            }
            BlockKind::Box { .. } | BlockKind::Programme(_) => {
                Self::of_container(theme.style(&block.style))
            }
            BlockKind::Heading(_)
            | BlockKind::Paragraph(_)
            | BlockKind::NumberedParagraph { .. }
            | BlockKind::List(_)
            | BlockKind::QuestionList(_)
            | BlockKind::Contents(_) => Self::of_style(theme, &block.style),
            BlockKind::Masthead(masthead) => {
                let first = masthead.organization.first().or(masthead.symbol.first());
                let rule = theme.masthead.lower_rule.width.points() / 2.0;
                Self {
                    top: first.map_or(0.0, |first| theme.style(&first.style).room_above()),
                    bottom: theme.masthead.space_after.points() + rule,
                }
            }
            BlockKind::PageBreak | BlockKind::Cover(_) => Self::default(),
        }
    }

    /// From this block to the next one, in points.
    pub(super) fn gap_to(self, next: Self) -> f64 {
        (self.bottom + next.top).max(0.0)
    }

    /// From the upper end of a page's text to this block. Pages begin where a line of body text has
    /// the box of its type.
    pub(super) fn below_page_top(self, theme: &Theme) -> f64 {
        self.top - theme.style("body").room_above()
    }

    /// How much more this block has below it than that one, in points.
    pub(super) fn more_below(self, other: Self) -> f64 {
        (self.bottom - other.bottom).max(0.0)
    }

    /// By how much this block's spacing goes beyond the padding of the box that it begins.
    pub(super) fn beyond(self, padding: f64) -> f64 {
        (self.top - padding).max(0.0)
    }
}
