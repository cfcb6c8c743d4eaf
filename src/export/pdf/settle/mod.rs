//! Pages laid out again until every note begins on the page of its mark, and no short item of a
//! list stands alone.
//!
//! Typst puts a note at the foot of the page as soon as it meets the mark. Where the mark then
//! moves to the next page (a heading goes with the text below it, a line with the lines of its
//! paragraph), the note stays behind; where a list or box holds a mark so low that the note has no
//! room, the note goes to the next page by itself. Neither can be seen before pages are laid out.
//! Afterwards it can be mended: room at the foot of the page that holds nothing sends the line of
//! the mark to the next page before its note is met, and a break sends a whole block there.
//!
//! A block of a section, outside of lists and boxes, is called a root here: room can only be kept
//! beside roots. Where a list or box fills the whole page, a break inside of it must do.

mod items;
mod notes;

use std::collections::{BTreeMap, BTreeSet};

use typst::foundations::Label;
use typst::introspection::{Introspector, PagedPosition};
use typst::layout::{Frame, FrameItem};
use typst::utils::PicoStr;
use typst::visualize::Geometry;
use typst_layout::PagedDocument;

use self::items::{Edge, Run};
use self::notes::NotePlace;
use crate::document::{BlockId, BlockKind, Document, Section};
use crate::export::kept;
use crate::theme::Theme;

/// Most layouts of a document. What is not settled then is reported by the checks of the pages.
pub(super) const MAX_LAYOUTS: usize = 80;

/// Lengths that differ by less than this, in points, are the same.
const SAME: f64 = 0.5;

/// What the pages of a document hold beside its blocks.
#[derive(Debug, Default)]
pub(super) struct PagePlan {
    sections: BTreeMap<usize, SectionPlan>,
}

/// The same for a section, by the index of the root that it stands before.
#[derive(Debug, Default)]
struct SectionPlan {
    /// Heights of empty room at the foot of the page.
    reserves: BTreeMap<usize, f64>,
    /// Breaks.
    breaks: BTreeSet<usize>,
    /// Breaks inside of lists and boxes, by the block or first block of the item after them.
    inner_breaks: BTreeSet<BlockId>,
    /// Notes for which nothing could be done.
    hopeless: BTreeSet<usize>,
    /// Edges of lists that were looked after, whether or not it helped.
    seen: BTreeSet<(usize, Edge)>,
}

/// What stands before a root.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Before {
    pub break_page: bool,
    pub reserve: Option<f64>,
}

impl PagePlan {
    /// What stands before a root of a section; none in sections that need nothing.
    pub(super) fn before(&self, section: usize, root: usize) -> Option<Before> {
        let plan = self.sections.get(&section)?;
        Some(Before {
            break_page: plan.breaks.contains(&root),
            reserve: plan.reserves.get(&root).copied(),
        })
    }

    /// Whether the places of the blocks of a section are asked for.
    pub(super) fn watches(&self, section: usize) -> bool {
        self.sections.contains_key(&section)
    }

    /// Whether a break stands before a block or item inside of a list or box.
    pub(super) fn breaks_inside(&self, section: usize, id: &BlockId) -> bool {
        self.sections.get(&section).is_some_and(|plan| plan.inner_breaks.contains(id))
    }
}

/// The label of the place where a block or item inside of a list or box begins.
pub(super) fn inner_label(id: &BlockId) -> String {
    format!("inner:{id}")
}

/// The label of the place where a root begins.
pub(super) fn root_label(section: usize, root: usize) -> String {
    format!("root:{section}:{root}")
}

/// Where something came to stand: page from 1, and points from its upper edge.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Place {
    page: usize,
    y: f64,
}

impl Place {
    fn of(position: PagedPosition) -> Self {
        Self { page: position.page.get(), y: position.point.y.to_pt() }
    }
}

/// What is wrong on a page.
enum Fault<'a> {
    /// A note on another page than its mark, which stands in this root.
    Note { note: usize, root: usize },
    /// A short item alone at the foot or head of a page.
    Item { run: &'a Run, number: usize, edge: Edge },
}

/// Looks at laid-out pages and amends the plan. True if pages must be laid out again.
pub(super) fn amend(
    paged: &PagedDocument,
    document: &Document,
    theme: &Theme,
    plan: &mut PagePlan,
) -> bool {
    let pages = Pages { paged, document, theme, notes: notes::places(paged, document) };
    let mut amended = false;
    for (index, section) in document.sections.iter().enumerate() {
        let runs = items::runs(section, theme);
        // The first fault of a section: what stands after it will move.
        let known = plan.sections.get(&index);
        let note = pages
            .stray_note(section, known)
            .map(|(page, note, root)| (page, Fault::Note { note, root }));
        let item = pages
            .lone_item(&runs, known)
            .map(|(page, number, edge)| (page, Fault::Item { run: &runs[number], number, edge }));
        let Some((_, fault)) = [note, item].into_iter().flatten().min_by_key(|(page, _)| *page)
        else {
            continue;
        };
        amended = true;
        // The first time, only the places of the roots are asked for.
        let Some(known) = plan.sections.get_mut(&index) else {
            plan.sections.insert(index, SectionPlan::default());
            continue;
        };
        let place = Roots::of(&pages, index, section);
        match fault {
            Fault::Note { note, root } => {
                if !pages.mend_note(&place, note, root, known) {
                    known.hopeless.insert(note);
                }
            }
            Fault::Item { run, number, edge } => {
                known.seen.insert((number, edge));
                pages.mend_item(&place, run, edge, known);
            }
        }
    }
    amended
}

/// Where the roots of a section begin.
struct Roots<'a> {
    section: &'a Section,
    starts: Vec<Option<Place>>,
    /// Which leave the flow of text for the top of a page.
    floating: Vec<bool>,
}

impl<'a> Roots<'a> {
    fn of(pages: &Pages<'_>, index: usize, section: &'a Section) -> Self {
        let width = pages.theme.text_width(section.orientation);
        let roots = 0..section.blocks.len();
        Self {
            section,
            starts: roots.map(|root| pages.place_of(&root_label(index, root))).collect(),
            floating: section
                .blocks
                .iter()
                .map(|block| {
                    matches!(&block.kind, BlockKind::Figure(figure) if kept::floats(
                        pages.document, pages.theme, figure, width, section.orientation,
                    ))
                })
                .collect(),
        }
    }

    fn begins_on(&self, root: usize, page: usize) -> bool {
        self.starts[root].is_some_and(|start| start.page == page)
    }

    /// The last root up to this one that begins on a page.
    fn last_on(&self, page: usize, upto: usize) -> Option<usize> {
        (0..=upto).rev().find(|root| !self.floating[*root] && self.begins_on(*root, page))
    }

    /// The first root up to this one that begins on a page.
    fn first_on(&self, page: usize, upto: usize) -> Option<usize> {
        (0..=upto).find(|root| !self.floating[*root] && self.begins_on(*root, page))
    }
}

fn place_of(paged: &PagedDocument, label: &str, text_of_note: bool) -> Option<Place> {
    let introspector = paged.introspector();
    let label = Label::new(PicoStr::intern(label))?;
    let location = introspector.query_label(label).ok()?.location()?;
    // Typst places the text of a note at this variant of the mark's location.
    let location = if text_of_note { location.variant(1) } else { location };
    introspector.position(location).map(Place::of)
}

/// Laid-out pages.
struct Pages<'a> {
    paged: &'a PagedDocument,
    document: &'a Document,
    theme: &'a Theme,
    notes: Vec<Option<NotePlace>>,
}

impl Pages<'_> {
    fn place_of(&self, label: &str) -> Option<Place> {
        place_of(self.paged, label, false)
    }

    /// Where the first line of a page stands at the lowest.
    fn top_line(&self) -> f64 {
        self.theme.page.margin_top.points() + 1.3 * self.theme.style("body").leading.points()
    }

    /// Keeps so much of a page empty that text ends at this height, or where it ends now. `leaves`
    /// says which notes go with what moves. False if that is nothing new, or nothing would stay.
    fn keep_room(
        &self,
        roots: &Roots<'_>,
        anchor: usize,
        page: usize,
        end: Option<f64>,
        leaves: &dyn Fn(usize, &NotePlace) -> bool,
        plan: &mut SectionPlan,
    ) -> bool {
        let before: f64 = plan
            .reserves
            .iter()
            .filter(|(root, _)| roots.begins_on(**root, page))
            .map(|(_, height)| height)
            .sum();
        let Some(height) = self.room(page, end, before, leaves) else { return false };
        if height < before + SAME {
            return false;
        }
        // One reserve serves a page.
        plan.reserves.retain(|root, _| !roots.begins_on(*root, page));
        plan.reserves.insert(anchor, height);
        true
    }

    /// How much room at the foot of a page must stay empty. `before` is reserved already.
    fn room(
        &self,
        page: usize,
        end: Option<f64>,
        before: f64,
        leaves: &dyn Fn(usize, &NotePlace) -> bool,
    ) -> Option<f64> {
        let sheet = self.paged.pages().get(page.checked_sub(1)?)?;
        let foot = sheet.frame.height().to_pt() - self.theme.page.margin_bottom.points();
        let separator = &self.theme.note_separator;
        let area = separator_line(&sheet.frame, separator.length.points())
            .map_or(foot, |line| line - separator.space_before.points());
        let gap = self.note_gap();
        // The notes of the page from the top; each takes the gap above it.
        let mut notes: Vec<(usize, NotePlace)> = (0..self.notes.len())
            .filter_map(|other| Some((other, self.notes[other]?)))
            .filter(|(_, place)| place.text.page == page)
            .collect();
        notes.sort_by(|(_, one), (_, two)| one.text.y.total_cmp(&two.text.y));
        let mut remaining = foot - area;
        let mut staying = 0;
        for (index, (other, place)) in notes.iter().enumerate() {
            if leaves(*other, place) {
                let next = notes.get(index + 1).map_or(foot + gap, |(_, next)| next.text.y);
                remaining -= next - place.text.y;
            } else {
                staying += 1;
            }
        }
        let continued = notes.first().is_some_and(|(_, first)| {
            first.text.y - gap > area + separator.space_before.points() + SAME
        });
        if staying == 0 && !continued {
            remaining = 0.0;
        }
        let end = end.unwrap_or(area - before);
        let height = foot - remaining - end;
        (height > 0.0 && end > self.top_line()).then_some(height)
    }

    /// Above each note: see `page_rules`.
    fn note_gap(&self) -> f64 {
        let note = self.theme.style("note");
        self.theme.note_separator.gap.points() + note.leading.points() - note.size.points()
    }
}

/// Where the line between text and notes stands on a page, if it has one.
fn separator_line(frame: &Frame, length: f64) -> Option<f64> {
    let mut found: Option<f64> = None;
    for (point, item) in frame.items() {
        let y = match item {
            FrameItem::Group(group) => {
                separator_line(&group.frame, length).map(|y| point.y.to_pt() + y)
            }
            FrameItem::Shape(shape, _) => match shape.geometry {
                Geometry::Line(to) if (to.x.to_pt().abs() - length).abs() < SAME => {
                    Some(point.y.to_pt())
                }
                Geometry::Line(_) | Geometry::Rect(_) | Geometry::Curve(_) => None,
            },
            FrameItem::Text(_) | FrameItem::Image(..) | FrameItem::Link(..) | FrameItem::Tag(_) => {
                None
            }
        };
        found = match (found, y) {
            (Some(found), Some(y)) => Some(found.max(y)),
            (found, y) => found.or(y),
        };
    }
    found
}
