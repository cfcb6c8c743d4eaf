//! Tables as both files set them: decided once, from the words measured in the pinned fonts, so
//! that columns are equally wide, rows equally high and pages divided at the same rows.
//!
//! A column is never narrower than its longest word if that can be had: first the type of the table
//! falls in the steps of the theme, then words are divided, with a finding.

pub(super) mod breaks;
mod findings;
mod widths;
pub(super) mod words;

use std::collections::BTreeMap;

use self::findings::{Divided, high_header, no_room, too_narrow};
use self::widths::{Demand, fit, in_whole_twips, squeeze};
use self::words::{Breaks, CellText, with_chances};
use crate::diagnostic::{Diagnostics, Span};
use crate::document::{
    Block, BlockId, BlockKind, Document, Inline, InlineKind, Orientation, Table, TableRow,
};
use crate::fonts::FontLibrary;
use crate::fonts::measure::Ruler;
use crate::theme::{RuleSide, TableWidth, Theme};

/// Styles of the text in header rows and in the others.
pub(super) const HEADER: &str = "table-header";
pub(super) const TEXT: &str = "table-text";

/// Part of the page's height up to which a row, or a whole table, is not divided.
const STAYS_WHOLE: f64 = 1.0 / 3.0;
/// Part of the page's height up to which header rows are repeated, and not divided.
const REPEATS: f64 = 0.5;
/// Padding at the sides of cells where there is no room for more.
const LEAST_PADDING: f64 = 1.5;
/// What is added to the width of a word: other programs round otherwise, and kern otherwise.
const SLACK: f64 = 0.4;
/// The same, as a part of the width.
const SLACK_SHARE: f64 = 1.004;

/// The tables of a document.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    plans: BTreeMap<BlockId, TablePlan>,
}

impl Tables {
    /// How a table is set. One that was not there when all were planned has columns that are
    /// equally wide, in a story whose lines are `width` points long.
    pub(super) fn of(
        &self,
        block: &BlockId,
        table: &Table,
        theme: &Theme,
        width: f64,
    ) -> TablePlan {
        self.plans.get(block).cloned().unwrap_or_else(|| {
            let count = columns(table);
            let twips = (width * 20.0).floor();
            let widths = squeeze(&vec![0.0; count], &vec![twips; count], twips);
            TablePlan::new(theme, points(&in_whole_twips(&widths, twips)))
        })
    }
}

/// How a table is set.
#[derive(Clone, Debug)]
pub struct TablePlan {
    /// Width of each column in points, in whole twips.
    pub widths: Vec<f64>,
    /// Whether it is as wide as the text.
    pub fills: bool,
    /// Sizes of header and text in points.
    pub sizes: [f64; 2],
    /// Whether the sizes are smaller than those of the styles.
    pub smaller: bool,
    /// Padding at the sides of cells in points.
    pub padding_side: f64,
    /// Whether the header rows are repeated on each page; if not, they may be divided between pages.
    pub repeats: bool,
    /// Whether it stays on one page.
    pub whole: bool,
    /// Body rows that may be divided, by index.
    divided: Vec<bool>,
    /// Cells with places where their words are divided, by row (header rows first) and column.
    broken: BTreeMap<(usize, usize), Vec<Inline>>,
}

impl TablePlan {
    fn new(theme: &Theme, widths: Vec<f64>) -> Self {
        Self {
            widths,
            fills: true,
            sizes: [HEADER, TEXT].map(|style| theme.style(style).size.points()),
            smaller: false,
            padding_side: theme.tables.padding_side.points(),
            repeats: true,
            whole: false,
            divided: Vec::new(),
            broken: BTreeMap::new(),
        }
    }

    /// Whether the body row at this index may be divided between pages.
    #[must_use]
    pub fn divides(&self, row: usize) -> bool {
        self.divided.get(row).copied().unwrap_or(true)
    }

    /// The content of a cell, by row (counted from the first header row) and column, for a
    /// typesetter that divides no word by itself.
    #[must_use]
    pub fn content<'c>(&'c self, place: (usize, usize), content: &'c [Inline]) -> &'c [Inline] {
        self.broken.get(&place).map_or(content, Vec::as_slice)
    }

    /// Whether words of a cell are divided.
    #[must_use]
    pub fn is_broken(&self, place: (usize, usize)) -> bool {
        self.broken.contains_key(&place)
    }
}

fn points(twips: &[f64]) -> Vec<f64> {
    twips.iter().map(|width| width / 20.0).collect()
}

/// How many columns a table has.
fn columns(table: &Table) -> usize {
    let cells = table.header.iter().chain(&table.rows).map(|row| row.cells.len());
    cells.max().unwrap_or(0).max(table.columns.len())
}

/// Which of these blocks are the title of a table that follows: a paragraph in strong or emphatic
/// words alone, directly before it, or before another such paragraph.
pub(super) fn titles(blocks: &[Block]) -> Vec<bool> {
    let mut titles = vec![false; blocks.len()];
    for index in (0..blocks.len().saturating_sub(1)).rev() {
        let BlockKind::Paragraph(content) = &blocks[index].kind else { continue };
        let follows = matches!(blocks[index + 1].kind, BlockKind::Table(_)) || titles[index + 1];
        titles[index] = follows && is_title(content);
    }
    titles
}

fn is_title(content: &[Inline]) -> bool {
    let mut marked = false;
    let all = content.iter().all(|inline| match &inline.kind {
        InlineKind::Strong(_) | InlineKind::Emphasis(_) => {
            marked = true;
            true
        }
        InlineKind::NoteReference { .. } | InlineKind::LineBreak => true,
        InlineKind::Text(text) => text.chars().all(|letter| !letter.is_alphanumeric()),
        InlineKind::Code(_)
        | InlineKind::Link { .. }
        | InlineKind::CrossReference { .. }
        | InlineKind::Citation(_)
        | InlineKind::Language { .. } => false,
    });
    marked && all
}

/// Plans all tables of a document, and says of which columns words had to be divided.
#[must_use]
pub fn plan(
    document: &Document,
    theme: &Theme,
    fonts: &FontLibrary,
    diagnostics: &mut Diagnostics,
) -> Tables {
    let ruler = Ruler::new(fonts, theme, document.metadata.language);
    let mut planner = Planner { document, theme, ruler, diagnostics, tables: Tables::default() };
    for section in &document.sections {
        let orientation = section.orientation;
        let room = Room { width: theme.text_width(orientation), orientation };
        planner.blocks(&section.blocks, room);
    }
    planner.tables
}

/// Where a table stands.
#[derive(Clone, Copy)]
struct Room {
    /// Length of its lines in points.
    width: f64,
    orientation: Orientation,
}

struct Planner<'a> {
    document: &'a Document,
    theme: &'a Theme,
    ruler: Ruler<'a>,
    diagnostics: &'a mut Diagnostics,
    tables: Tables,
}

/// The texts of a table by row, header rows first, and where its columns come to stand.
struct Grid {
    rows: Vec<Vec<CellText>>,
    header: usize,
    columns: usize,
}

/// A choice of sizes and widths.
struct Fitting {
    sizes: [f64; 2],
    padding_side: f64,
    widths: Vec<f64>,
    divides_words: bool,
}

impl Planner<'_> {
    fn blocks(&mut self, blocks: &[Block], room: Room) {
        for block in blocks {
            self.block(block, room);
        }
    }

    fn block(&mut self, block: &Block, room: Room) {
        match &block.kind {
            BlockKind::Table(table) => self.table(block, table, room),
            BlockKind::Box { blocks, .. } => {
                let look = self.theme.style(&block.style);
                let sides =
                    [RuleSide::Start, RuleSide::End].map(|side| look.container_padding(side));
                let outside = look.indent_start.points() + look.indent_end.points();
                let width = room.width - outside - sides.iter().sum::<f64>();
                self.blocks(blocks, Room { width, ..room });
            }
            BlockKind::Quote(blocks) => {
                let look = self.theme.style(&block.style);
                let indents = look.indent_start.points() + look.indent_end.points();
                self.blocks(blocks, Room { width: room.width - indents, ..room });
            }
            BlockKind::List(list) => {
                let lists = &self.theme.lists;
                let step = lists.indent.points() + lists.hanging.points();
                let inner = Room { width: room.width - step, ..room };
                for item in &list.items {
                    self.blocks(&item.blocks, inner);
                }
            }
            BlockKind::Heading(_)
            | BlockKind::Paragraph(_)
            | BlockKind::NumberedParagraph { .. }
            | BlockKind::QuestionList(_)
            | BlockKind::Figure(_)
            | BlockKind::FigureRow(_)
            | BlockKind::Programme(_)
            | BlockKind::Contents(_)
            | BlockKind::PageBreak
            | BlockKind::Cover(_)
            | BlockKind::Masthead(_) => {}
        }
    }

    fn table(&mut self, block: &Block, table: &Table, room: Room) {
        let grid = self.grid(table);
        if grid.columns == 0 {
            return;
        }
        let twips = (room.width.max(1.0) * 20.0 + 1e-6).floor();
        let fitting = self.fitting(&grid, twips).unwrap_or_else(|| {
            self.diagnostics.push(no_room(block, grid.columns));
            let share = vec![twips; grid.columns];
            let widths = squeeze(&vec![0.0; grid.columns], &share, twips);
            let padding_side = LEAST_PADDING;
            Fitting { sizes: self.sizes(None), padding_side, widths, divides_words: false }
        });
        let mut widths = fitting.widths;
        let fills = self.theme.tables.width == TableWidth::Text;
        if !fills {
            let most: Vec<f64> = Self::most(&grid, fitting.sizes, fitting.padding_side);
            if most.iter().sum::<f64>() <= twips {
                widths = most;
            }
        }
        let room_of_widths = if fills { twips } else { widths.iter().sum::<f64>().min(twips) };
        let widths = points(&in_whole_twips(&widths, room_of_widths));
        let mut plan = TablePlan::new(self.theme, widths);
        plan.fills = fills;
        plan.smaller = fitting.sizes.iter().zip(plan.sizes).any(|(size, usual)| *size < usual);
        plan.sizes = fitting.sizes;
        plan.padding_side = fitting.padding_side;
        if fitting.divides_words {
            self.divide_words(block, table, &grid, &mut plan);
        }
        self.divide_rows(block, table, &grid, room.orientation, &mut plan);
        self.tables.plans.insert(block.id.clone(), plan);
    }

    fn grid(&mut self, table: &Table) -> Grid {
        let (document, theme, ruler) = (self.document, self.theme, &mut self.ruler);
        let mut texts = |rows: &[TableRow], style: &str| -> Vec<Vec<CellText>> {
            let style = theme.style(style);
            let mut text =
                |content: &[Inline]| CellText::new(document, theme, ruler, style, content);
            rows.iter()
                .map(|row| row.cells.iter().map(|cell| text(&cell.content)).collect())
                .collect()
        };
        let mut rows = texts(&table.header, HEADER);
        rows.extend(texts(&table.rows, TEXT));
        Grid { rows, header: table.header.len(), columns: columns(table) }
    }

    /// The sizes of header and text where the text is set in this size.
    fn sizes(&self, text: Option<f64>) -> [f64; 2] {
        let own = [HEADER, TEXT].map(|style| self.theme.style(style).size.points());
        let Some(text) = text else { return own };
        let factor = text / own[1].max(1.0);
        [(own[0] * factor * 100.0).round() / 100.0, text]
    }

    /// The sizes of type that are tried, largest first.
    fn steps(&self) -> Vec<[f64; 2]> {
        let own = self.theme.style(TEXT).size.points();
        let smaller = self.theme.tables.smaller.iter().map(|size| size.points());
        let mut steps: Vec<f64> = smaller.filter(|size| *size < own && *size > 0.0).collect();
        steps.sort_by(|a, b| b.total_cmp(a));
        std::iter::once(None).chain(steps.into_iter().map(Some)).map(|it| self.sizes(it)).collect()
    }

    /// The largest type in which no word has to be divided; else the smallest, with words divided.
    /// None if not even single letters stand beside each other.
    fn fitting(&mut self, grid: &Grid, room: f64) -> Option<Fitting> {
        let padding = self.theme.tables.padding_side.points();
        let steps = self.steps();
        let hyphenates = [HEADER, TEXT].iter().any(|style| self.theme.style(style).hyphenate);
        for sizes in &steps {
            let most = Self::most(grid, *sizes, padding);
            let ways: &[Breaks] =
                if hyphenates { &[Breaks::Words, Breaks::Syllables] } else { &[Breaks::Words] };
            for breaks in ways {
                let least = self.least(grid, *breaks, *sizes, padding);
                let demands: Vec<Demand> = least
                    .iter()
                    .zip(&most)
                    .map(|(least, most)| Demand { least: *least, most: *most })
                    .collect();
                if let Some(widths) = fit(&demands, room) {
                    let (sizes, padding_side) = (*sizes, padding);
                    return Some(Fitting { sizes, padding_side, widths, divides_words: false });
                }
            }
        }
        let sizes = steps.last().copied()?;
        for padding_side in [padding, padding.min(LEAST_PADDING)] {
            let upper = self.least(grid, Breaks::Words, sizes, padding_side);
            for breaks in [Breaks::Signs, Breaks::Letters] {
                let lower = self.least(grid, breaks, sizes, padding_side);
                if lower.iter().sum::<f64>() <= room {
                    let widths = squeeze(&lower, &upper, room);
                    return Some(Fitting { sizes, padding_side, widths, divides_words: true });
                }
            }
        }
        None
    }

    /// The least width of each column in twips.
    fn least(
        &mut self,
        grid: &Grid,
        breaks: Breaks,
        sizes: [f64; 2],
        padding_side: f64,
    ) -> Vec<f64> {
        let mut least = vec![0.0_f64; grid.columns];
        for (index, row) in grid.rows.iter().enumerate() {
            let size = sizes[usize::from(index >= grid.header)];
            for (column, cell) in row.iter().enumerate() {
                let width = cell.least(&mut self.ruler, breaks, size);
                least[column] = least[column].max(width);
            }
        }
        in_cells(&least, padding_side)
    }

    /// The width of each column in twips whose every text is in one line.
    fn most(grid: &Grid, sizes: [f64; 2], padding_side: f64) -> Vec<f64> {
        let mut most = vec![0.0_f64; grid.columns];
        for (index, row) in grid.rows.iter().enumerate() {
            let size = sizes[usize::from(index >= grid.header)];
            for (column, cell) in row.iter().enumerate() {
                most[column] = most[column].max(cell.most(size));
            }
        }
        in_cells(&most, padding_side)
    }

    /// Gives words that are wider than their column places to divide, and says so once a table.
    fn divide_words(&mut self, block: &Block, table: &Table, grid: &Grid, plan: &mut TablePlan) {
        let mut worst: BTreeMap<usize, Divided> = BTreeMap::new();
        let rows = table.header.iter().chain(&table.rows);
        for (index, (row, texts)) in rows.zip(&grid.rows).enumerate() {
            let size = plan.sizes[usize::from(index >= grid.header)];
            for (column, (cell, text)) in row.cells.iter().zip(texts).enumerate() {
                let width = plan.widths[column] - 2.0 * plan.padding_side;
                let mut chances = Vec::new();
                for piece in &text.pieces {
                    let places = text.chances(&mut self.ruler, piece, width, size);
                    if places.is_empty() {
                        continue;
                    }
                    chances.extend(places);
                    let width = piece.trimmed.at(size);
                    if worst.get(&column).is_none_or(|known| known.width < width) {
                        let word = text.word_at(piece.range.start).trim();
                        let word = word.replace('\u{2060}', "");
                        let place = place_of(&cell.content).or(block.origin);
                        worst.insert(column, Divided { width, word, place });
                    }
                }
                if !chances.is_empty() {
                    let content = with_chances(self.document, &cell.content, &chances);
                    plan.broken.insert((index, column), content);
                }
            }
        }
        self.diagnostics.extend(too_narrow(table, &worst));
    }

    /// Decides what stays on one page: by the heights of the rows, which both files share.
    fn divide_rows(
        &mut self,
        block: &Block,
        table: &Table,
        grid: &Grid,
        orientation: Orientation,
        plan: &mut TablePlan,
    ) {
        let page = self.theme.text_height(orientation);
        let heights: Vec<f64> =
            (0..grid.rows.len()).map(|index| row_height(self.theme, grid, plan, index)).collect();
        let header: f64 = heights[..grid.header].iter().sum();
        let whole: f64 = heights.iter().sum();
        plan.whole = whole <= page * STAYS_WHOLE;
        plan.divided =
            heights[grid.header..].iter().map(|height| *height > page * STAYS_WHOLE).collect();
        plan.repeats = header <= page * REPEATS;
        if !plan.repeats {
            let place = table
                .header
                .first()
                .and_then(|row| row.cells.first())
                .and_then(|cell| place_of(&cell.content));
            self.diagnostics.push(high_header().at(place.or(block.origin)));
        }
    }
}

/// Widths of texts as widths of cells, in whole twips.
fn in_cells(widths: &[f64], padding_side: f64) -> Vec<f64> {
    widths
        .iter()
        .map(|width| ((width * SLACK_SHARE + SLACK + 2.0 * padding_side) * 20.0).ceil())
        .collect()
}

/// The height of a row in points, as the PDF has it.
fn row_height(theme: &Theme, grid: &Grid, plan: &TablePlan, index: usize) -> f64 {
    let (style, size) = if index < grid.header {
        (theme.style(HEADER), plan.sizes[0])
    } else {
        (theme.style(TEXT), plan.sizes[1])
    };
    let gap = style.leading.points() - style.size.points();
    let lines = grid.rows[index]
        .iter()
        .zip(&plan.widths)
        .map(|(cell, width)| cell.lines(width - 2.0 * plan.padding_side, size))
        .max()
        .unwrap_or(1);
    let lines = f64::from(u32::try_from(lines).unwrap_or(u32::MAX));
    lines * (size + gap) - gap + 2.0 * theme.tables.padding_block.points()
}

/// The first place in the sources that inlines were written at.
fn place_of(content: &[Inline]) -> Option<Span> {
    let mut found = None;
    crate::document::visit::inlines(content, &mut |inline| found = found.or(inline.origin));
    found
}
