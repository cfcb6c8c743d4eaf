//! What is kept together on a page, and where that gives way: decided once for both files, so that
//! nothing that is kept together can be higher than a page.
//!
//! Heights are estimates from above, made before any page is laid out. They only decide whether
//! something may divide, so that a line too many does no harm.

use crate::document::{
    Block, BlockKind, Document, Figure, FigurePlacement, FigureWidth, Image, Inline, InlineKind,
    Orientation, Programme, ProgrammeDay, inline_text, visit,
};
use crate::theme::{Capitals, ParagraphStyle, Theme};

/// Widths of letters in type sizes: the widest average of the text faces that guides are set in.
const LETTER: f64 = 0.56;
const CAPITAL: f64 = 0.72;
const IDEOGRAPH: f64 = 1.0;
/// The first ideograph and what stands with it (CJK Radicals Supplement).
const FIRST_IDEOGRAPH: char = '\u{2E80}';
/// Share of the height of the text that something kept together may take.
const KEPT: f64 = 0.5;
/// Share of it that a figure with its words may take: notes need room as well.
const FIGURE: f64 = 0.9;
/// Share of it that an image takes at most whose words go on over the page.
const IMAGE_ALONE: f64 = 0.4;

/// Lines that words take in this style, at most.
pub(crate) fn lines(style: &ParagraphStyle, content: &[Inline], width: f64) -> f64 {
    let mut breaks = 0.0;
    visit::inlines(content, &mut |inline| {
        if matches!(inline.kind, InlineKind::LineBreak) {
            breaks += 1.0;
        }
    });
    let letters: f64 = inline_text(content)
        .chars()
        .map(|letter| match (letter, style.capitals) {
            (FIRST_IDEOGRAPH.., _) => IDEOGRAPH,
            (_, Capitals::All) => CAPITAL,
            (_, Capitals::None) => LETTER,
        })
        .map(|share| share * style.size.points() + style.tracking.points().max(0.0))
        .sum();
    let room = width - style.indent_start.points() - style.indent_end.points();
    (letters / room.max(1.0)).ceil() + breaks
}

/// Height of words in this style, at most, in points.
pub(crate) fn height(style: &ParagraphStyle, content: &[Inline], width: f64) -> f64 {
    lines(style, content, width) * style.leading.points()
}

/// Whether something so high stays whole. Higher, it may divide.
pub(crate) fn stays_whole(theme: &Theme, height: f64, orientation: Orientation) -> bool {
    height <= theme.text_height(orientation) * KEPT
}

/// How a figure is set in its column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct FigureFit {
    /// Width of the image in points.
    pub width: f64,
    /// Whether the words below it may go on over the page.
    pub divides: bool,
}

/// Fits a figure into a column of this width: an image gives way to the words below it, and words
/// that are too long for a page divide.
pub(crate) fn fit_figure(
    theme: &Theme,
    figure: &Figure,
    wanted: Option<FigureWidth>,
    column: f64,
    image: &Image,
    orientation: Orientation,
) -> FigureFit {
    let width = theme.figure_width(wanted, column, image, orientation);
    let words: f64 = [("caption", &figure.caption), ("credit", &figure.credit)]
        .into_iter()
        .filter(|(_, content)| !content.is_empty())
        .map(|(style, content)| height(theme.style(style), content, column))
        .sum();
    let page = theme.text_height(orientation);
    let room = page * FIGURE - words - theme.figures.caption_gap.points();
    let divides = !stays_whole(theme, words, orientation);
    let highest = if divides { page * IMAGE_ALONE } else { room };
    let ratio = (image.height / image.width.max(1.0)).max(0.01);
    FigureFit { width: width.min(highest / ratio), divides }
}

/// Whether a figure leaves the flow of text for the top of a page. What divides cannot.
pub(crate) fn floats(
    document: &Document,
    theme: &Theme,
    figure: &Figure,
    column: f64,
    orientation: Orientation,
) -> bool {
    figure.placement.unwrap_or(theme.figures.placement) == FigurePlacement::Top
        && document.images.get(&figure.image).is_some_and(|image| {
            !fit_figure(theme, figure, figure.width, column, image, orientation).divides
        })
}

/// Whether a row of figures may go on over the page.
pub(crate) fn row_divides(
    theme: &Theme,
    figures: &[Figure],
    images: &[Option<&Image>],
    columns: &[f64],
    orientation: Orientation,
) -> bool {
    let wanted = Some(FigureWidth::Share(1.0));
    figures.iter().zip(images).zip(columns).any(|((figure, image), column)| {
        image.is_some_and(|image| {
            fit_figure(theme, figure, wanted, *column, image, orientation).divides
        })
    })
}

/// Height of a programme in columns of this width, at most, in points.
pub(crate) fn programme_height(theme: &Theme, programme: &Programme, column: f64) -> f64 {
    let part = |style: &str, content: &[Inline]| {
        let style = theme.style(style);
        height(style, content, column) + style.space_before.points() + style.space_after.points()
    };
    let day = |day: &ProgrammeDay| {
        let sittings = day.sittings.iter().map(|it| part("programme-sitting", &it.content));
        part("programme-day", &day.label) + sittings.sum::<f64>()
    };
    let heights = programme.columns.iter().map(|days| days.iter().map(day).sum::<f64>());
    heights.fold(0.0, f64::max)
}

/// Widths of the columns of a row of figures, without the gutters between them: such that the
/// images are equally high, as far as that leaves words in every column.
pub(crate) fn row_widths(images: &[Option<&Image>], whole: f64) -> Vec<f64> {
    let shapes: Vec<f64> = images
        .iter()
        .map(|image| {
            image.map_or(1.0, |image| image.width / image.height.max(1.0)).clamp(0.01, 100.0)
        })
        .collect();
    let count = f64::from(u32::try_from(shapes.len().max(1)).unwrap_or(u32::MAX));
    let least = whole / count * 0.5;
    let mut widths = vec![0.0; shapes.len()];
    let mut fixed = vec![false; shapes.len()];
    // Columns that would be too narrow get the least width; the others share the rest. Each round
    // fixes a column or ends.
    for _ in 0..=shapes.len() {
        let taken =
            least * f64::from(u32::try_from(fixed.iter().filter(|it| **it).count()).unwrap_or(0));
        let sum: f64 =
            shapes.iter().zip(&fixed).filter(|(_, fixed)| !**fixed).map(|(shape, _)| shape).sum();
        let mut changed = false;
        for ((width, shape), fixed) in widths.iter_mut().zip(&shapes).zip(&mut fixed) {
            if *fixed {
                continue;
            }
            *width = (whole - taken) * shape / sum.max(0.01);
            if *width < least {
                *width = least;
                *fixed = true;
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    widths
}

/// Lines of an item up to which it looks lost by itself at the foot or head of a page.
const LOST: f64 = 2.0;
/// Lines of an item up to which it goes along with a lost one.
const COMPANION: f64 = 8.0;

/// Lines of an item of a list, at most. One that holds more than text has many.
pub(crate) fn item_lines(theme: &Theme, blocks: &[Block], width: f64) -> f64 {
    let inside = width - theme.lists.indent.points() - theme.lists.hanging.points();
    let mut sum = 0.0;
    for block in blocks {
        let BlockKind::Paragraph(content) = &block.kind else { return f64::INFINITY };
        sum += lines(theme.style(&block.style), content, inside);
    }
    sum
}

/// Which items of a list stay with the item after them: the first and the last but one, where an
/// item by itself at the foot or head of a page would look lost. `lines` are those of the items.
pub(crate) fn items_with_next(lines: &[f64]) -> [Option<usize>; 2] {
    let [first, second, ..] = lines else { return [None; 2] };
    let start = (*first <= LOST && *second <= COMPANION).then_some(0);
    let last = lines.len() - 1;
    let end = (last > 1 && lines[last] <= LOST && lines[last - 1] <= COMPANION).then_some(last - 1);
    [start, end]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn image(width: f64, height: f64) -> Image {
        Image {
            path: String::new(),
            format: crate::document::ImageFormat::Svg,
            width,
            height,
            bytes: std::sync::Arc::from([]),
            origin: None,
        }
    }

    #[test]
    fn images_of_a_row_are_equally_high() {
        let (wide, square) = (image(200.0, 100.0), image(100.0, 100.0));
        let widths = row_widths(&[Some(&wide), Some(&square)], 300.0);
        assert!((widths[0] - 200.0).abs() < 0.01 && (widths[1] - 100.0).abs() < 0.01, "{widths:?}");
    }

    #[test]
    fn no_column_of_a_row_is_too_narrow_for_words() {
        let (wide, narrow) = (image(900.0, 100.0), image(50.0, 500.0));
        for images in [vec![Some(&wide), Some(&narrow)], vec![Some(&narrow), Some(&wide), None]] {
            let widths = row_widths(&images, 400.0);
            let sum: f64 = widths.iter().sum();
            assert!((sum - 400.0).abs() < 0.01, "{widths:?}");
            let least = 400.0 / f64::from(u32::try_from(images.len()).unwrap()) * 0.5;
            assert!(widths.iter().all(|width| *width > least - 0.01), "{widths:?}");
        }
    }

    #[test]
    fn short_items_do_not_stand_alone() {
        assert_eq!(items_with_next(&[1.0]), [None, None]);
        assert_eq!(items_with_next(&[1.0, 2.0]), [Some(0), None]);
        assert_eq!(items_with_next(&[1.0, 2.0, 2.0]), [Some(0), Some(1)]);
        assert_eq!(items_with_next(&[3.0, 2.0, 20.0, 1.0]), [None, None]);
    }
}
