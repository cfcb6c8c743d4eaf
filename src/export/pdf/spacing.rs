//! The distance between two blocks that follow each other, by the theme: space after the first
//! plus space before the second, measured as Word measures it, from line to line.
//!
//! Typst lines are one type size high here (0.75 em above the baseline, 0.25 em below), Word's
//! are one leading high. The gap between two blocks makes up the difference, so that baselines
//! stand at the same distance in both outputs.

use crate::document::{Block, BlockKind};
use crate::theme::Theme;

/// Part of a line above its baseline, in type sizes.
const ABOVE_BASELINE: f64 = 0.75;
/// Part of a line below its baseline, in type sizes.
const BELOW_BASELINE: f64 = 0.25;

/// The upper and lower edge of a block.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Edges {
    /// Space before, plus what the first line needs above its box.
    top: f64,
    /// Space after, less what the last line has below its baseline.
    bottom: f64,
}

impl Edges {
    /// Edges of a paragraph in a style.
    pub(super) fn of_style(theme: &Theme, name: &str) -> Self {
        let style = theme.style(name);
        // A frame stands between the spacing and the lines: then only the spacing counts.
        if style.fill.is_some() || !style.rules.is_empty() {
            return Self { top: style.space_before.points(), bottom: style.space_after.points() };
        }
        let size = style.size.points();
        Self {
            top: style.space_before.points() + style.leading.points() - ABOVE_BASELINE * size,
            bottom: style.space_after.points() - BELOW_BASELINE * size,
        }
    }

    /// Edges of a block.
    pub(super) fn of_block(theme: &Theme, block: &Block) -> Self {
        match &block.kind {
            BlockKind::Figure(_) | BlockKind::FigureRow(_) => Self {
                top: theme.figures.space_before.points(),
                bottom: theme.figures.space_after.points(),
            },
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
            BlockKind::Heading(_)
            | BlockKind::Paragraph(_)
            | BlockKind::NumberedParagraph { .. }
            | BlockKind::List(_)
            | BlockKind::QuestionList(_)
            | BlockKind::Box { .. }
            | BlockKind::Programme(_)
            | BlockKind::Contents(_) => Self::of_style(theme, &block.style),
            BlockKind::Masthead(_) => {
                Self { top: 0.0, bottom: theme.masthead.space_after.points() }
            }
            BlockKind::PageBreak | BlockKind::Cover(_) => Self::default(),
        }
    }

    /// From this block to the next one, in points.
    pub(super) fn gap_to(self, next: Self) -> f64 {
        (self.bottom + next.top).max(0.0)
    }
}
