//! Notes on another page than their mark.

use std::collections::BTreeMap;

use typst_layout::PagedDocument;

use super::{Pages, Place, Roots, SAME, SectionPlan, inner_label, place_of};
use crate::document::{Block, BlockId, BlockKind, Document, InlineKind, Section, visit};

/// A note: where its mark and its text stand.
#[derive(Clone, Copy, Debug)]
pub(super) struct NotePlace {
    pub mark: Place,
    pub text: Place,
}

/// Where the notes of a document stand.
pub(super) fn places(paged: &PagedDocument, document: &Document) -> Vec<Option<NotePlace>> {
    (0..document.notes.len())
        .map(|note| {
            let name = format!("note:{note}");
            let mark = place_of(paged, &name, false)?;
            Some(NotePlace { mark, text: place_of(paged, &name, true)? })
        })
        .collect()
}

impl Pages<'_> {
    /// The first note of a section that stands on another page than its mark, and for which
    /// something may be done: the earlier of the pages, the note, the root of its mark.
    pub(super) fn stray_note(
        &self,
        section: &Section,
        plan: Option<&SectionPlan>,
    ) -> Option<(usize, usize, usize)> {
        let apart = |place: &NotePlace| place.mark.page != place.text.page;
        if !self.notes.iter().flatten().any(apart) {
            return None;
        }
        let hopeless = |note: usize| plan.is_some_and(|plan| plan.hopeless.contains(&note));
        roots_of_notes(section).into_iter().find_map(|(note, root)| {
            let place = self.notes.get(note).copied().flatten().filter(apart)?;
            (!hopeless(note)).then_some((place.mark.page.min(place.text.page), note, root))
        })
    }

    /// Plans that a note stands on the page of its mark. False if nothing can be done.
    pub(super) fn mend_note(
        &self,
        roots: &Roots<'_>,
        note: usize,
        root: usize,
        plan: &mut SectionPlan,
    ) -> bool {
        let Some(Some(NotePlace { mark, text })) = self.notes.get(note).copied() else {
            return false;
        };
        let left_behind = text.page < mark.page;
        let page = if left_behind { text.page } else { mark.page };
        if left_behind && roots.begins_on(root, mark.page) {
            // The whole block has moved, with what it is kept with.
            let first = roots.first_on(mark.page, root);
            return first.is_some_and(|first| plan.breaks.insert(first));
        }
        let Some(anchor) = roots.last_on(page, root) else {
            return self.break_inside(&roots.section.blocks[root], note, page, mark, plan);
        };
        // Of a note that was left behind, text ends now where it shall; a line is sent away if the
        // page ends at its baseline.
        let end = (!left_behind).then_some(mark.y);
        let leaves = |other: usize, place: &NotePlace| {
            if left_behind {
                other >= note
            } else {
                place.mark.page == page && place.mark.y >= mark.y - SAME
            }
        };
        self.keep_room(roots, anchor, page, end, &leaves, plan)
    }

    /// Plans a break inside of a list or box that fills a page, before the part that has the mark.
    fn break_inside(
        &self,
        root: &Block,
        note: usize,
        page: usize,
        mark: Place,
        plan: &mut SectionPlan,
    ) -> bool {
        let mut parts = Vec::new();
        parts_around(root, note, &mut parts);
        let top = self.top_line();
        let start = |id: &BlockId| self.place_of(&inner_label(id));
        // A part that has moved with the mark, else the smallest that begins on the page.
        let moved = parts
            .iter()
            .find(|id| mark.page != page && start(id).is_some_and(|start| start.page == mark.page));
        let smallest = || {
            parts
                .iter()
                .rev()
                .find(|id| start(id).is_some_and(|start| start.page == page && start.y > top))
        };
        moved.or_else(smallest).is_some_and(|id| plan.inner_breaks.insert(id.clone()))
    }
}

/// The roots that hold the first marks of notes, in the order of the notes.
fn roots_of_notes(section: &Section) -> BTreeMap<usize, usize> {
    let mut found = BTreeMap::new();
    for (root, block) in section.blocks.iter().enumerate() {
        visit::block_and_children(block, &mut |block| {
            for (_, content) in visit::own_inlines(block) {
                visit::inlines(content, &mut |inline| {
                    if let InlineKind::NoteReference { note, repeated: false } = inline.kind {
                        found.entry(note).or_insert(root);
                    }
                });
            }
        });
    }
    found
}

/// The blocks and items inside of a block that hold the first mark of a note, outermost first:
/// those that something stands before.
fn parts_around(block: &Block, note: usize, parts: &mut Vec<BlockId>) {
    let inner: Vec<&[Block]> = match &block.kind {
        BlockKind::List(list) => list.items.iter().map(|item| item.blocks.as_slice()).collect(),
        BlockKind::Box { blocks, .. } | BlockKind::Quote(blocks) => {
            blocks.iter().map(std::slice::from_ref).collect()
        }
        BlockKind::Heading(_)
        | BlockKind::Paragraph(_)
        | BlockKind::NumberedParagraph { .. }
        | BlockKind::QuestionList(_)
        | BlockKind::Figure(_)
        | BlockKind::FigureRow(_)
        | BlockKind::Table(_)
        | BlockKind::Programme(_)
        | BlockKind::Contents(_)
        | BlockKind::PageBreak
        | BlockKind::Cover(_)
        | BlockKind::Masthead(_) => return,
    };
    for (index, part) in inner.into_iter().enumerate() {
        let Some(holder) = part.iter().find(|block| holds_mark(block, note)) else { continue };
        if let Some(first) = part.first().filter(|_| index > 0) {
            parts.push(first.id.clone());
        }
        parts_around(holder, note, parts);
        return;
    }
}

fn holds_mark(block: &Block, wanted: usize) -> bool {
    let mut found = false;
    visit::block_and_children(block, &mut |block| {
        for (_, content) in visit::own_inlines(block) {
            visit::inlines(content, &mut |inline| {
                if let InlineKind::NoteReference { note, repeated: false } = inline.kind {
                    found |= note == wanted;
                }
            });
        }
    });
    found
}
