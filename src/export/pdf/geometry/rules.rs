//! What must hold of every page, and what of it does not.
//!
//! Each rule looks at places only. What is found is joined and worded in `report.rs`.

use std::collections::HashMap;

use typst::introspection::Location;

use super::area::Area;
use super::sheet::{Cell, Owner, Picture, Run, Sheet, Zone};
use crate::document::Language;
use crate::theme::Theme;

/// By how many points something may pass an edge before it is told of: roundings, letters that lean.
const TOLERANCE: f64 = 1.5;

/// By how much of the smaller size two texts on one line may reach into each other, and what part of
/// it they must share in height, before they cannot be read.
const REACH: f64 = 0.25;
const SHARED: f64 = 0.1;

/// How many pairs of texts of a page are compared: enough for a thousand texts at one place, of which
/// the first tells of all.
const MAX_PAIRS: usize = 500_000;

/// Something that stands on a page.
#[derive(Clone, Copy, Debug)]
pub(super) enum Thing<'s, 'a> {
    Text(&'s Run<'a>),
    Image(&'s Picture<'a>),
}

impl Thing<'_, '_> {
    pub(super) fn owner(&self) -> Owner {
        match self {
            Self::Text(run) => run.owner,
            Self::Image(picture) => picture.owner,
        }
    }
}

/// A rule that does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Something is not on the sheet. `low`: beyond its lower edge.
    OffSheet { low: bool },
    /// Two things are printed over each other.
    Over,
    /// Something stands in the margins, or in the room of another part of the page.
    Margin { low: bool },
    /// Something reaches into the next column; the column's number from 0.
    Column(usize),
}

/// Where lines of text may stand on a sheet.
#[derive(Debug)]
pub(super) struct Room {
    /// The whole sheet.
    sheet: Area,
    /// The text area.
    text: Area,
    /// How far wide figures reach beyond it.
    overhang: f64,
    /// Whether words stand on the cover's artwork by design.
    over_artwork: bool,
}

impl Room {
    /// The room that the theme gives. Margins change sides with every page (`inside`, `outside`);
    /// documents that run from right to left are bound on the right.
    pub(super) fn of(sheet: &Sheet<'_>, theme: &Theme, language: Language) -> Self {
        let page = &theme.page;
        let whole = Area { left: 0.0, top: 0.0, right: sheet.width, bottom: sheet.height };
        let turned = sheet.number.is_multiple_of(2) != language.is_right_to_left();
        let (inside, outside) = (page.margin_inside.points(), page.margin_outside.points());
        let (left, right) = if turned { (outside, inside) } else { (inside, outside) };
        let text = if sheet.headed {
            Area {
                left,
                top: page.margin_top.points(),
                right: sheet.width - right,
                bottom: sheet.height - page.margin_bottom.points(),
            }
        } else {
            whole
        };
        let cover = &theme.cover;
        let artwork = cover.artwork_top.points();
        let drawn = artwork..artwork + cover.artwork_height.points();
        let edges = [
            cover.head_top.points(),
            cover.title_top.points(),
            sheet.height - cover.foot_bottom.points(),
        ];
        let over_artwork = edges.iter().any(|edge| drawn.contains(edge));
        Self { sheet: whole, text, overhang: theme.figures.overhang.points(), over_artwork }
    }

    /// The room of something: its part of the page, wider for figures.
    fn of_thing(&self, zone: Zone, figure: bool) -> Area {
        let text = self.text;
        let reach = if figure { self.overhang } else { 0.0 };
        let (left, right) = (text.left - reach, text.right + reach);
        match zone {
            Zone::Body => Area { left, right, ..text },
            Zone::Header => Area { left, right, top: self.sheet.top, bottom: text.top },
            Zone::Footer => Area { left, right, top: text.bottom, bottom: self.sheet.bottom },
        }
    }
}

/// Says what does not hold on a sheet: the rule, the thing, and the thing it stands over.
pub(super) fn judge<'s, 'a>(
    sheet: &'s Sheet<'a>,
    room: &Room,
    told: &mut dyn FnMut(Fault, Thing<'s, 'a>, Option<Thing<'s, 'a>>),
) {
    let bands = Bands::new(&sheet.cells, room.text);
    let mut place = |thing: Thing<'s, 'a>, area: &Area, figure: bool| {
        let owner = thing.owner();
        let own = room.of_thing(owner.zone, figure);
        let low = |edge: f64| area.bottom > edge + TOLERANCE;
        if room.sheet.excess(area) > TOLERANCE {
            told(Fault::OffSheet { low: low(room.sheet.bottom) }, thing, None);
        } else if let Some(column) = bands.passed(owner.cell, area) {
            told(Fault::Column(column), thing, None);
        } else if own.excess(area) > TOLERANCE {
            told(Fault::Margin { low: low(own.bottom) }, thing, None);
        }
    };
    for run in &sheet.runs {
        place(Thing::Text(run), &run.core, run.owner.figure.is_some());
    }
    for picture in &sheet.pictures {
        // Only a figure that is wider than the text reaches beyond it.
        let wide = picture.area.right - picture.area.left > room.text.right - room.text.left;
        place(Thing::Image(picture), &picture.area, wide);
    }
    texts_over_texts(sheet, told);
    if sheet.headed || !room.over_artwork {
        texts_over_pictures(sheet, told);
    }
}

fn texts_over_texts<'s, 'a>(
    sheet: &'s Sheet<'a>,
    told: &mut dyn FnMut(Fault, Thing<'s, 'a>, Option<Thing<'s, 'a>>),
) {
    // By their upper edges, so that each is held only against those that begin above its baseline.
    let mut order: Vec<usize> = (0..sheet.runs.len()).collect();
    order.sort_by(|one, two| sheet.runs[*one].core.top.total_cmp(&sheet.runs[*two].core.top));
    let mut pairs = 0;
    for (place, one) in order.iter().enumerate() {
        let run = &sheet.runs[*one];
        for two in &order[place + 1..] {
            let other = &sheet.runs[*two];
            if other.core.top >= run.core.bottom {
                break;
            }
            pairs += 1;
            if pairs > MAX_PAIRS {
                return;
            }
            let (wide, high) = run.core.common(&other.core);
            let small = run.size.min(other.size);
            if wide > TOLERANCE.max(REACH * small) && high > SHARED * small {
                let (first, second) = if one < two { (run, other) } else { (other, run) };
                told(Fault::Over, Thing::Text(first), Some(Thing::Text(second)));
            }
        }
    }
}

fn texts_over_pictures<'s, 'a>(
    sheet: &'s Sheet<'a>,
    told: &mut dyn FnMut(Fault, Thing<'s, 'a>, Option<Thing<'s, 'a>>),
) {
    for picture in &sheet.pictures {
        for run in &sheet.runs {
            let (wide, high) = run.core.common(&picture.area);
            if wide > REACH * run.size && high > SHARED * run.size {
                told(Fault::Over, Thing::Text(run), Some(Thing::Image(picture)));
            }
        }
    }
}

/// The columns of the grids on a sheet: each reaches to where the next one begins.
struct Bands<'s> {
    cells: &'s [Cell],
    /// The right edge of each cell.
    right: Vec<f64>,
}

impl<'s> Bands<'s> {
    fn new(cells: &'s [Cell], text: Area) -> Self {
        // The left edges of each grid's columns on this sheet.
        let mut edges: HashMap<Location, Vec<f64>> = HashMap::new();
        for cell in cells {
            let own = edges.entry(cell.grid).or_default();
            if !own.contains(&cell.left) {
                own.push(cell.left);
            }
        }
        let mut right: Vec<f64> = Vec::with_capacity(cells.len());
        for cell in cells {
            let own = edges.get(&cell.grid).map_or(&[][..], Vec::as_slice);
            let after = own.iter().copied().filter(|edge| *edge > cell.left + 0.01);
            let next = after.fold(f64::INFINITY, f64::min);
            let outer = cell.around.and_then(|around| right.get(around).copied());
            let single = cell.columns == 1 && next.is_finite();
            right.push(if single { next } else { outer.unwrap_or(text.right) });
        }
        Self { cells, right }
    }

    /// The column that something passes, if it does not stay in its cell.
    fn passed(&self, cell: Option<usize>, area: &Area) -> Option<usize> {
        let index = cell?;
        let (cell, right) = (self.cells.get(index)?, self.right.get(index)?);
        let passes = area.left < cell.left - TOLERANCE || area.right > right + TOLERANCE;
        passes.then_some(cell.column)
    }
}
