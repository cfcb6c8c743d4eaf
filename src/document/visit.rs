//! Walks over the tree in reading order. No decisions are made here.

use super::{
    Block, BlockId, BlockKind, Citation, Document, Figure, Inline, InlineKind, Masthead,
    QuestionItem,
};

/// Calls `visit` for every block in reading order, containers before their content.
pub fn blocks<'a>(document: &'a Document, visit: &mut dyn FnMut(&'a Block)) {
    for section in &document.sections {
        for block in &section.blocks {
            block_and_children(block, visit);
        }
    }
}

/// Calls `visit` for a block and everything inside it.
pub fn block_and_children<'a>(block: &'a Block, visit: &mut dyn FnMut(&'a Block)) {
    visit(block);
    match &block.kind {
        BlockKind::Heading(_)
        | BlockKind::Paragraph(_)
        | BlockKind::NumberedParagraph { .. }
        | BlockKind::Figure(_)
        | BlockKind::FigureRow(_)
        | BlockKind::Table(_)
        | BlockKind::Programme(_)
        | BlockKind::Contents(_)
        | BlockKind::PageBreak => {}
        BlockKind::List(list) => {
            for child in list.items.iter().flat_map(|item| &item.blocks) {
                block_and_children(child, visit);
            }
        }
        BlockKind::QuestionList(list) => {
            for item in &list.items {
                match item {
                    QuestionItem::Group(block) | QuestionItem::Question { block, .. } => {
                        block_and_children(block, visit);
                    }
                }
            }
        }
        BlockKind::Box { blocks, .. } | BlockKind::Quote(blocks) => {
            for child in blocks {
                block_and_children(child, visit);
            }
        }
        BlockKind::Cover(cover) => {
            for child in cover.head.iter().chain(&cover.title).chain(&cover.foot) {
                block_and_children(child, visit);
            }
        }
        BlockKind::Masthead(masthead) => {
            for child in masthead.parts().into_iter().flatten() {
                block_and_children(child, visit);
            }
        }
    }
}

/// Calls `visit` for a block and everything inside it, mutably.
pub fn block_and_children_mut(block: &mut Block, visit: &mut dyn FnMut(&mut Block)) {
    visit(block);
    match &mut block.kind {
        BlockKind::Heading(_)
        | BlockKind::Paragraph(_)
        | BlockKind::NumberedParagraph { .. }
        | BlockKind::Figure(_)
        | BlockKind::FigureRow(_)
        | BlockKind::Table(_)
        | BlockKind::Programme(_)
        | BlockKind::Contents(_)
        | BlockKind::PageBreak => {}
        BlockKind::List(list) => {
            for child in list.items.iter_mut().flat_map(|item| &mut item.blocks) {
                block_and_children_mut(child, visit);
            }
        }
        BlockKind::QuestionList(list) => {
            for item in &mut list.items {
                match item {
                    QuestionItem::Group(block) | QuestionItem::Question { block, .. } => {
                        block_and_children_mut(block, visit);
                    }
                }
            }
        }
        BlockKind::Box { blocks, .. } | BlockKind::Quote(blocks) => {
            for child in blocks {
                block_and_children_mut(child, visit);
            }
        }
        BlockKind::Cover(cover) => {
            for child in cover.head.iter_mut().chain(&mut cover.title).chain(&mut cover.foot) {
                block_and_children_mut(child, visit);
            }
        }
        BlockKind::Masthead(masthead) => {
            let Masthead { mark: _, organization, symbol, organ, details } = masthead;
            for child in [organization, symbol, organ, details].into_iter().flatten() {
                block_and_children_mut(child, visit);
            }
        }
    }
}

/// The inline sequences that belong to one block itself (not to blocks inside it), in reading
/// order, each with the identity of the part that carries it.
#[must_use]
pub fn own_inlines(block: &Block) -> Vec<(BlockId, &Vec<Inline>)> {
    match &block.kind {
        BlockKind::Heading(heading) => {
            vec![(block.id.clone(), &heading.content), (block.id.child("notes"), &heading.notes)]
        }
        BlockKind::Paragraph(content) | BlockKind::NumberedParagraph { content, .. } => {
            vec![(block.id.clone(), content)]
        }
        BlockKind::Figure(figure) => figure_inlines(figure),
        BlockKind::FigureRow(row) => row
            .figures
            .iter()
            .flat_map(figure_inlines)
            .chain(std::iter::once((block.id.child("credit"), &row.credit)))
            .collect(),
        BlockKind::Table(table) => table
            .header
            .iter()
            .chain(&table.rows)
            .flat_map(|row| &row.cells)
            .map(|cell| (cell.id.clone(), &cell.content))
            .collect(),
        BlockKind::Box { title, .. } => vec![(block.id.child("title"), title)],
        BlockKind::Programme(programme) => programme
            .columns
            .iter()
            .flatten()
            .flat_map(|day| {
                std::iter::once((day.id.clone(), &day.label)).chain(
                    day.sittings.iter().map(|sitting| (sitting.id.clone(), &sitting.content)),
                )
            })
            .collect(),
        BlockKind::Contents(contents) => contents
            .entries
            .iter()
            .map(|entry| (block.id.child(&entry.target), &entry.content))
            .collect(),
        BlockKind::List(_)
        | BlockKind::QuestionList(_)
        | BlockKind::Quote(_)
        | BlockKind::PageBreak
        | BlockKind::Cover(_)
        | BlockKind::Masthead(_) => Vec::new(),
    }
}

/// As [`own_inlines`], mutably and without identities.
pub fn own_inlines_mut<'a>(block: &'a mut Block, visit: &mut dyn FnMut(&'a mut Vec<Inline>)) {
    match &mut block.kind {
        BlockKind::Heading(heading) => {
            visit(&mut heading.content);
            visit(&mut heading.notes);
        }
        BlockKind::Paragraph(content) | BlockKind::NumberedParagraph { content, .. } => {
            visit(content);
        }
        BlockKind::Figure(figure) => {
            visit(&mut figure.caption);
            visit(&mut figure.credit);
        }
        BlockKind::FigureRow(row) => {
            for figure in &mut row.figures {
                visit(&mut figure.caption);
                visit(&mut figure.credit);
            }
            visit(&mut row.credit);
        }
        BlockKind::Table(table) => {
            for row in table.header.iter_mut().chain(&mut table.rows) {
                for cell in &mut row.cells {
                    visit(&mut cell.content);
                }
            }
        }
        BlockKind::Box { title, .. } => visit(title),
        BlockKind::Programme(programme) => {
            for day in programme.columns.iter_mut().flatten() {
                visit(&mut day.label);
                for sitting in &mut day.sittings {
                    visit(&mut sitting.content);
                }
            }
        }
        BlockKind::Contents(contents) => {
            for entry in &mut contents.entries {
                visit(&mut entry.content);
            }
        }
        BlockKind::List(_)
        | BlockKind::QuestionList(_)
        | BlockKind::Quote(_)
        | BlockKind::PageBreak
        | BlockKind::Cover(_)
        | BlockKind::Masthead(_) => {}
    }
}

fn figure_inlines(figure: &Figure) -> Vec<(BlockId, &Vec<Inline>)> {
    vec![(figure.id.child("caption"), &figure.caption), (figure.id.child("credit"), &figure.credit)]
}

/// Calls `visit` for every inline of a sequence, containers before their content.
pub fn inlines<'a>(sequence: &'a [Inline], visit: &mut dyn FnMut(&'a Inline)) {
    for inline in sequence {
        visit(inline);
        if let Some(content) = content_of(&inline.kind) {
            inlines(content, visit);
        }
    }
}

/// As [`inlines`], mutably.
pub fn inlines_mut(sequence: &mut [Inline], visit: &mut dyn FnMut(&mut Inline)) {
    for inline in sequence {
        visit(inline);
        match &mut inline.kind {
            InlineKind::Strong(content)
            | InlineKind::Emphasis(content)
            | InlineKind::Link { content, .. }
            | InlineKind::CrossReference { content, .. }
            | InlineKind::Citation(Citation { content, .. })
            | InlineKind::Language { content, .. } => inlines_mut(content, visit),
            InlineKind::Text(_)
            | InlineKind::Code(_)
            | InlineKind::NoteReference { .. }
            | InlineKind::LineBreak => {}
        }
    }
}

/// The inlines inside an inline, if it is a container.
#[must_use]
pub fn content_of(kind: &InlineKind) -> Option<&Vec<Inline>> {
    match kind {
        InlineKind::Strong(content)
        | InlineKind::Emphasis(content)
        | InlineKind::Link { content, .. }
        | InlineKind::CrossReference { content, .. }
        | InlineKind::Citation(Citation { content, .. })
        | InlineKind::Language { content, .. } => Some(content),
        InlineKind::Text(_)
        | InlineKind::Code(_)
        | InlineKind::NoteReference { .. }
        | InlineKind::LineBreak => None,
    }
}
