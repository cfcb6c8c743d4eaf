//! Where headings, questions and notes came to stand.

use typst::foundations::Label;
use typst::introspection::Introspector;
use typst::utils::PicoStr;
use typst_layout::PagedDocument;

use crate::document::number::in_digits;
use crate::document::visit::blocks;
use crate::document::{BlockId, BlockKind, Document, QuestionItem};
use crate::export::Layout;

/// Reads the page of every heading, question and note.
pub(super) fn read(paged: &PagedDocument, document: &Document) -> Layout {
    let page_of = |name: &str| {
        let label = Label::new(PicoStr::intern(name))?;
        let content = paged.introspector().query_label(label).ok()?;
        let page = paged.introspector().page(content.location()?)?;
        Some(in_digits(&page.get().to_string(), document.metadata.digits))
    };
    let mut layout = Layout { pages: paged.pages().len(), ..Layout::default() };
    let mut note_place = |id: &BlockId| {
        if let Some(page) = page_of(&format!("block:{id}")) {
            layout.page_labels.insert(id.clone(), page);
        }
    };
    blocks(document, &mut |block| match &block.kind {
        BlockKind::Heading(_) => note_place(&block.id),
        BlockKind::QuestionList(list) => {
            for item in &list.items {
                if let QuestionItem::Question { block, .. } = item {
                    note_place(&block.id);
                }
            }
        }
        BlockKind::Paragraph(_)
        | BlockKind::NumberedParagraph { .. }
        | BlockKind::List(_)
        | BlockKind::Figure(_)
        | BlockKind::FigureRow(_)
        | BlockKind::Table(_)
        | BlockKind::Box { .. }
        | BlockKind::Quote(_)
        | BlockKind::Programme(_)
        | BlockKind::Contents(_)
        | BlockKind::PageBreak
        | BlockKind::Masthead(_)
        | BlockKind::Cover(_) => {}
    });
    layout.note_pages = (0..document.notes.len())
        .map(|note| page_of(&format!("note:{note}")).unwrap_or_default())
        .collect();
    layout
}
