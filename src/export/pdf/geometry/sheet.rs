//! What stands on a laid-out page: its texts, images and cells with their places, and whose they are.
//!
//! Typst leaves a tag where an element begins and where it ends. They tell headers, notes, cells and
//! figures apart; nothing here judges.

use std::collections::{BTreeMap, HashMap};

use typst::foundations::{Content, Label, NativeElement, Smart, StyleChain};
use typst::introspection::{Location, Tag};
use typst::layout::{
    Abs, Frame, FrameItem, GridCell, GridElem, GroupItem, PlaceElem, Point, Size, Transform,
};
use typst::model::{FigureElem, FootnoteElem, FootnoteEntry, TableCell, TableElem};
use typst::pdf::{ArtifactElem, ArtifactKind};
use typst::syntax::Span;
use typst::text::TextItem;
use typst::visualize::Image;

use super::area::Area;

/// From the baseline up to here, as a share of the type's size, a line must be free of others to be
/// read. Lines of one paragraph are at least one size apart, and raised marks stay below it.
pub(super) const CORE: f64 = 0.6;

/// The part of a page that something belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Zone {
    #[default]
    Body,
    Header,
    Footer,
}

/// Whose a text or an image is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Owner {
    pub(super) zone: Zone,
    /// The note whose text it is.
    pub(super) note: Option<Location>,
    /// The note whose mark it is.
    pub(super) mark: Option<Location>,
    /// The outermost table around it.
    pub(super) table: Option<Location>,
    /// The innermost cell around it, as an index into the sheet's cells.
    pub(super) cell: Option<usize>,
    /// The figure around it.
    pub(super) figure: Option<Location>,
}

/// A run of text on one line.
#[derive(Debug)]
pub(super) struct Run<'a> {
    pub(super) item: &'a TextItem,
    /// From its first to its last letter, and from the baseline up to [`CORE`].
    pub(super) core: Area,
    pub(super) size: f64,
    pub(super) owner: Owner,
}

impl Run<'_> {
    /// Where its first letter was written.
    pub(super) fn span(&self) -> Span {
        self.item
            .glyphs
            .iter()
            .map(|glyph| glyph.span.0)
            .find(|span| !span.is_detached())
            .unwrap_or(Span::detached())
    }
}

/// An image.
#[derive(Debug)]
pub(super) struct Picture<'a> {
    pub(super) image: &'a Image,
    /// What of it can be seen.
    pub(super) area: Area,
    pub(super) owner: Owner,
}

/// A cell of a table or of columns that stand side by side.
#[derive(Debug)]
pub(super) struct Cell {
    /// The table or grid.
    pub(super) grid: Location,
    pub(super) column: usize,
    pub(super) columns: usize,
    /// Its left edge.
    pub(super) left: f64,
    /// The cell that its grid stands in.
    pub(super) around: Option<usize>,
    /// Whether it is a table's.
    pub(super) tabular: bool,
}

/// One page.
#[derive(Debug)]
pub(super) struct Sheet<'a> {
    /// From 1.
    pub(super) number: usize,
    pub(super) width: f64,
    pub(super) height: f64,
    /// Whether it has a header: all pages have but the cover, which is set to the edges.
    pub(super) headed: bool,
    pub(super) runs: Vec<Run<'a>>,
    pub(super) pictures: Vec<Picture<'a>>,
    pub(super) cells: Vec<Cell>,
}

/// A note: the pages of its mark and of its text.
#[derive(Clone, Copy, Debug)]
pub(super) struct NotePages {
    pub(super) mark: Option<usize>,
    pub(super) text: Option<usize>,
    /// The label that the generated files give it.
    pub(super) label: Option<Label>,
}

/// What is remembered of an element whose parts may stand elsewhere: the text of a note at the foot
/// of the page, the rest of a cell on the next page.
struct Begun {
    owner: Owner,
    kind: BegunKind,
}

enum BegunKind {
    Note,
    Cell { grid: Location, column: usize, columns: usize, tabular: bool },
    Other,
}

/// Walks through pages in order.
#[derive(Default)]
pub(super) struct Walk {
    open: Vec<(Location, Owner)>,
    begun: HashMap<Location, Begun>,
    /// Grids that are open, innermost last, with the cell that each stands in.
    grids: Vec<(Location, Option<usize>)>,
    /// Notes in the order of their marks.
    pub(super) notes: Vec<NotePages>,
    note_of: HashMap<Location, usize>,
    /// The words at the head of each column of a table.
    pub(super) heads: HashMap<Location, BTreeMap<usize, String>>,
}

impl Walk {
    /// What stands on the next page.
    pub(super) fn sheet<'a>(&mut self, number: usize, frame: &'a Frame) -> Sheet<'a> {
        let (width, height) = (frame.width().to_pt(), frame.height().to_pt());
        let mut sheet = Sheet {
            number,
            width,
            height,
            headed: false,
            runs: Vec::new(),
            pictures: Vec::new(),
            cells: Vec::new(),
        };
        // Cells are those of one sheet.
        self.open.iter_mut().for_each(|(_, owner)| owner.cell = None);
        self.grids.iter_mut().for_each(|(_, cell)| *cell = None);
        let everything = Area { left: f64::MIN, top: f64::MIN, right: f64::MAX, bottom: f64::MAX };
        self.frame(frame, Transform::identity(), everything, &mut sheet);
        sheet
    }

    fn owner(&self) -> Owner {
        self.open.last().map(|(_, owner)| *owner).unwrap_or_default()
    }

    fn frame<'a>(&mut self, frame: &'a Frame, by: Transform, clip: Area, sheet: &mut Sheet<'a>) {
        for (at, item) in frame.items() {
            match item {
                FrameItem::Group(group) => self.group(group, *at, by, clip, sheet),
                FrameItem::Text(item) => self.text(item, *at, by, sheet),
                FrameItem::Image(image, size, _) => {
                    let area = placed(*at, *size).transformed(by).within(clip);
                    sheet.pictures.push(Picture { image, area, owner: self.owner() });
                }
                FrameItem::Tag(Tag::Start(element, _)) => self.start(element, *at, by, sheet),
                FrameItem::Tag(Tag::End(location, _, _)) => self.end(*location),
                FrameItem::Shape(..) | FrameItem::Link(..) => {}
            }
        }
    }

    fn group<'a>(
        &mut self,
        group: &'a GroupItem,
        at: Point,
        by: Transform,
        clip: Area,
        sheet: &mut Sheet<'a>,
    ) {
        let inner = by.pre_concat(Transform::translate(at.x, at.y)).pre_concat(group.transform);
        let clip = match &group.clip {
            Some(curve) => {
                let kept = curve.bbox(None);
                let kept = placed(kept.min, kept.size());
                clip.within(kept.transformed(inner))
            }
            None => clip,
        };
        let Some(parent) = group.parent else {
            return self.frame(&group.frame, inner, clip, sheet);
        };
        // What stands in it belongs to an element that began elsewhere.
        let owner = self.continued(parent.location, inner, sheet);
        let open = std::mem::replace(&mut self.open, vec![(parent.location, owner)]);
        self.frame(&group.frame, inner, clip, sheet);
        self.open = open;
    }

    /// The owner of a part of an element that began elsewhere.
    fn continued(&mut self, location: Location, by: Transform, sheet: &mut Sheet<'_>) -> Owner {
        let Some(begun) = self.begun.get(&location) else { return Owner::default() };
        let owner = begun.owner;
        match begun.kind {
            BegunKind::Note => Owner { zone: Zone::Body, note: Some(location), ..Owner::default() },
            BegunKind::Cell { grid, column, columns, tabular } => {
                let around = self.around(grid);
                let left = Point::zero().transform(by).x.to_pt();
                let cell = Cell { grid, column, columns, left, around, tabular };
                Owner { cell: Some(push(&mut sheet.cells, cell)), ..owner }
            }
            BegunKind::Other => Owner { cell: None, ..owner },
        }
    }

    fn around(&self, grid: Location) -> Option<usize> {
        self.grids.iter().rev().find(|(open, _)| *open == grid).and_then(|(_, cell)| *cell)
    }

    fn start(&mut self, element: &Content, at: Point, by: Transform, sheet: &mut Sheet<'_>) {
        let Some(location) = element.location() else { return };
        let mut owner = self.owner();
        let kind = element.elem();
        if let Some(note) = element.to_packed::<FootnoteElem>() {
            owner.mark = Some(location);
            if !note.is_ref() {
                self.meet_note(location, element.label());
            }
        } else if let Some(entry) = element.to_packed::<FootnoteEntry>() {
            // The text of a note may stand on a page before that of its mark.
            owner = Owner { note: entry.note.location(), ..Owner::default() };
            if let Some(note) = owner.note {
                self.meet_note(note, entry.note.label());
            }
        } else if kind == TableElem::ELEM || kind == GridElem::ELEM {
            if kind == TableElem::ELEM && owner.table.is_none() {
                owner.table = Some(location);
            }
            self.grids.push((location, owner.cell));
        } else if let Some((column, columns, tabular)) = cell(element) {
            let Some((grid, around)) = self.grids.last().copied() else { return };
            let left = at.transform(by).x.to_pt();
            self.begun.insert(
                location,
                Begun { owner, kind: BegunKind::Cell { grid, column, columns, tabular } },
            );
            let cell = Cell { grid, column, columns, left, around, tabular };
            owner.cell = Some(push(&mut sheet.cells, cell));
        } else if kind == FigureElem::ELEM {
            owner.figure = Some(location);
        } else if kind == PlaceElem::ELEM {
            self.begun.insert(location, Begun { owner, kind: BegunKind::Other });
        } else if let Some(artifact) = element.to_packed::<ArtifactElem>() {
            let kind = artifact.kind.get(StyleChain::default());
            if kind == ArtifactKind::Header {
                owner.zone = Zone::Header;
                sheet.headed = true;
            } else if kind == ArtifactKind::Footer {
                owner.zone = Zone::Footer;
            }
        }
        self.open.push((location, owner));
    }

    fn meet_note(&mut self, location: Location, label: Option<Label>) {
        let notes = &mut self.notes;
        self.note_of
            .entry(location)
            .or_insert_with(|| push(notes, NotePages { mark: None, text: None, label }));
        let begun = Begun { owner: Owner::default(), kind: BegunKind::Note };
        self.begun.entry(location).or_insert(begun);
    }

    fn end(&mut self, location: Location) {
        if let Some(index) = self.open.iter().rposition(|(open, _)| *open == location) {
            self.open.truncate(index);
        }
        if self.grids.last().is_some_and(|(open, _)| *open == location) {
            self.grids.pop();
        }
    }

    fn text<'a>(&mut self, item: &'a TextItem, at: Point, by: Transform, sheet: &mut Sheet<'a>) {
        let Some((start, end)) = extent(item) else { return };
        let owner = self.owner();
        let size = item.size.to_pt();
        let (x, y) = (at.x.to_pt(), at.y.to_pt());
        let core = Area { left: x + start, top: y - CORE * size, right: x + end, bottom: y };
        let core = core.transformed(by);
        let page = sheet.number;
        if let Some(note) = owner.note.and_then(|note| self.note(note)) {
            note.text.get_or_insert(page);
        } else if let Some(note) = owner.mark.and_then(|note| self.note(note)) {
            note.mark.get_or_insert(page);
        }
        if let Some(cell) = owner.cell.and_then(|cell| sheet.cells.get(cell))
            && cell.tabular
        {
            self.head(cell.grid, cell.column, &item.text);
        }
        sheet.runs.push(Run { item, core, size, owner });
    }

    fn note(&mut self, location: Location) -> Option<&mut NotePages> {
        self.note_of.get(&location).and_then(|index| self.notes.get_mut(*index))
    }

    /// Remembers the first words of a column.
    fn head(&mut self, grid: Location, column: usize, words: &str) {
        self.heads
            .entry(grid)
            .or_default()
            .entry(column)
            .or_insert_with(|| words.trim().to_owned());
    }
}

/// Column and number of columns of a cell, and whether it is a table's.
fn cell(element: &Content) -> Option<(usize, usize, bool)> {
    let styles = StyleChain::default();
    let column = |x: Smart<usize>| x.custom().unwrap_or(0);
    if let Some(cell) = element.to_packed::<TableCell>() {
        return Some((column(cell.x.get(styles)), cell.colspan.get(styles).get(), true));
    }
    let cell = element.to_packed::<GridCell>()?;
    Some((column(cell.x.get(styles)), cell.colspan.get(styles).get(), false))
}

/// Where the letters of a run begin and end, in points from its start. None if all is blank. Signs at
/// its ends count half: they hang into the margin, and Chinese ones fill half of their square.
fn extent(item: &TextItem) -> Option<(f64, f64)> {
    let size = item.size;
    let words = |range: std::ops::Range<usize>| item.text.get(range).unwrap_or_default();
    let blank = |range| words(range).chars().all(char::is_whitespace);
    let first = item.glyphs.iter().position(|glyph| !blank(glyph.range()))?;
    let last = item.glyphs.iter().rposition(|glyph| !blank(glyph.range()))?;
    let advance = |glyph: &typst::text::Glyph| glyph.x_advance.at(size).to_pt();
    let sign = |glyph: &typst::text::Glyph| {
        let sign = !words(glyph.range()).chars().any(char::is_alphanumeric);
        if sign { advance(glyph) / 2.0 } else { 0.0 }
    };
    let mut start: f64 = item.glyphs[..first].iter().map(advance).sum();
    let mut end: f64 = start + item.glyphs[first..=last].iter().map(advance).sum::<f64>();
    start += sign(&item.glyphs[first]);
    end -= sign(&item.glyphs[last]);
    Some((start, end.max(start)))
}

fn placed(at: Point, size: Size) -> Area {
    let corner = at + size.to_point();
    let pt = Abs::to_pt;
    Area { left: pt(at.x), top: pt(at.y), right: pt(corner.x), bottom: pt(corner.y) }
}

/// Adds to a list and says where it stands.
fn push<T>(list: &mut Vec<T>, value: T) -> usize {
    list.push(value);
    list.len() - 1
}
