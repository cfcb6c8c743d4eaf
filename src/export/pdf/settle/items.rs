//! Short items of lists that stand alone at the foot or head of a page.

use super::{NotePlace, Pages, Roots, SAME, SectionPlan, inner_label};
use crate::document::{Block, BlockId, BlockKind, List, QuestionItem, QuestionList, Section};
use crate::export::kept;
use crate::export::pdf::writer::block_label;
use crate::theme::Theme;

/// Where an item may stand alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Edge {
    /// The first at the foot of a page.
    Foot,
    /// The last at the head of a page.
    Head,
}

/// Items that follow each other.
#[derive(Debug)]
pub(super) struct Run {
    root: usize,
    /// The heading of a group of questions above them.
    group: Option<BlockId>,
    items: Vec<Item>,
    /// Items that stay with the one after them: the first, the last but one.
    with_next: [Option<usize>; 2],
}

#[derive(Debug)]
struct Item {
    /// The block or first block.
    id: BlockId,
    /// The label of its place.
    label: String,
    lines: f64,
}

/// Share of the page from which on its foot begins: higher up nothing is sent to the next page.
const FOOT: f64 = 0.7;

/// The lists and questions of a section, outside of boxes and other lists.
pub(super) fn runs(section: &Section, theme: &Theme) -> Vec<Run> {
    let width = theme.text_width(section.orientation);
    let mut runs = Vec::new();
    for (root, block) in section.blocks.iter().enumerate() {
        match &block.kind {
            BlockKind::List(list) => runs.push(of_list(root, list, theme, width)),
            BlockKind::QuestionList(list) => of_questions(root, list, theme, width, &mut runs),
            BlockKind::Heading(_)
            | BlockKind::Paragraph(_)
            | BlockKind::NumberedParagraph { .. }
            | BlockKind::Figure(_)
            | BlockKind::FigureRow(_)
            | BlockKind::Table(_)
            | BlockKind::Box { .. }
            | BlockKind::Quote(_)
            | BlockKind::Programme(_)
            | BlockKind::Contents(_)
            | BlockKind::PageBreak
            | BlockKind::Cover(_)
            | BlockKind::Masthead(_) => {}
        }
    }
    for run in &mut runs {
        let lines: Vec<f64> = run.items.iter().map(|item| item.lines).collect();
        run.with_next = kept::items_with_next(&lines);
    }
    runs
}

fn of_list(root: usize, list: &List, theme: &Theme, width: f64) -> Run {
    let items = list.items.iter().filter_map(|item| {
        let id = item.blocks.first()?.id.clone();
        let lines = kept::item_lines(theme, &item.blocks, width);
        Some(Item { label: inner_label(&id), id, lines })
    });
    Run { root, group: None, items: items.collect(), with_next: [None; 2] }
}

fn of_questions(root: usize, list: &QuestionList, theme: &Theme, width: f64, runs: &mut Vec<Run>) {
    let empty = |group| Run { root, group, items: Vec::new(), with_next: [None; 2] };
    let mut run = empty(None);
    for item in &list.items {
        match item {
            QuestionItem::Group(block) => {
                runs.push(std::mem::replace(&mut run, empty(Some(block.id.clone()))));
            }
            QuestionItem::Question { block, .. } => run.items.push(Item {
                id: block.id.clone(),
                label: block_label(&block.id),
                lines: kept::item_lines(theme, std::slice::from_ref(block), width),
            }),
        }
    }
    runs.push(run);
}

impl Pages<'_> {
    /// The first short item that stands alone: its page, its run, where.
    pub(super) fn lone_item(
        &self,
        runs: &[Run],
        plan: Option<&SectionPlan>,
    ) -> Option<(usize, usize, Edge)> {
        let seen = |run, edge| plan.is_some_and(|plan| plan.seen.contains(&(run, edge)));
        for (number, run) in runs.iter().enumerate() {
            for (first, edge) in run.with_next.into_iter().zip([Edge::Foot, Edge::Head]) {
                let Some(first) = first.filter(|_| !seen(number, edge)) else { continue };
                let place = |item: usize| self.place_of(&run.items.get(item)?.label);
                let (Some(one), Some(next)) = (place(first), place(first + 1)) else { continue };
                let apart = one.page < next.page && next.y <= self.top_line();
                let low = one.y > self.sheet_height(one.page) * FOOT;
                if apart && (low || edge == Edge::Head) {
                    return Some((one.page, number, edge));
                }
            }
        }
        None
    }

    /// Plans that a short item stands with its neighbour.
    pub(super) fn mend_item(
        &self,
        roots: &Roots<'_>,
        run: &Run,
        edge: Edge,
        plan: &mut SectionPlan,
    ) {
        let [first, last] = run.with_next;
        let number = if edge == Edge::Foot { first } else { last };
        let Some(item) = number.and_then(|number| run.items.get(number)) else { return };
        let Some(place) = self.place_of(&item.label) else { return };
        if edge == Edge::Foot {
            if let Some(group) = &run.group {
                plan.inner_breaks.insert(group.clone());
                return;
            }
            // What is kept with the list goes along, unless that would leave too much white.
            let blocks = &roots.section.blocks;
            let mut start = run.root;
            while start > 0 && self.goes_with_next(&blocks[start - 1]) {
                start -= 1;
            }
            let low = roots.starts[start].is_some_and(|start| {
                start.page == place.page && start.y > self.sheet_height(place.page) * FOOT * 0.9
            });
            if low {
                plan.breaks.insert(start);
            }
            return;
        }
        let leaves = |_: usize, note: &NotePlace| {
            note.mark.page == place.page && note.mark.y >= place.y - SAME
        };
        match roots.last_on(place.page, run.root) {
            Some(anchor) => {
                self.keep_room(roots, anchor, place.page, Some(place.y), &leaves, plan);
            }
            None if place.y > self.top_line() => {
                plan.inner_breaks.insert(item.id.clone());
            }
            None => {}
        }
    }

    fn goes_with_next(&self, block: &Block) -> bool {
        match &block.kind {
            BlockKind::Heading(_) | BlockKind::Paragraph(_) => {
                self.theme.style(&block.style).keep_with_next
            }
            BlockKind::NumberedParagraph { .. }
            | BlockKind::List(_)
            | BlockKind::QuestionList(_)
            | BlockKind::Figure(_)
            | BlockKind::FigureRow(_)
            | BlockKind::Table(_)
            | BlockKind::Box { .. }
            | BlockKind::Quote(_)
            | BlockKind::Programme(_)
            | BlockKind::Contents(_)
            | BlockKind::PageBreak
            | BlockKind::Cover(_)
            | BlockKind::Masthead(_) => false,
        }
    }

    fn sheet_height(&self, page: usize) -> f64 {
        let sheet = page.checked_sub(1).and_then(|index| self.paged.pages().get(index));
        sheet.map_or(f64::INFINITY, |sheet| sheet.frame.height().to_pt())
    }
}
