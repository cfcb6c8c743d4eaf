//! Blocks in order: text here, everything larger in a file of its own.

use docx_rs::Paragraph;

use super::inlines::TextLook;
use super::{Builder, Flow, Scope};
use crate::diagnostic::Diagnostic;
use crate::document::{Block, BlockKind, Heading, Inline};
use crate::export::docx::carrier::ParagraphExtra;
use crate::export::docx::identity;
use crate::export::docx::numbering::NumberReference;

impl Builder<'_> {
    /// Blocks in order.
    pub(super) fn blocks(
        &mut self,
        blocks: &[Block],
        scope: &Scope,
    ) -> Result<Vec<Flow>, Diagnostic> {
        let mut flow = Vec::with_capacity(blocks.len());
        for block in blocks {
            self.block(block, scope, &mut flow)?;
        }
        Ok(flow)
    }

    /// One block.
    pub(super) fn block(
        &mut self,
        block: &Block,
        scope: &Scope,
        flow: &mut Vec<Flow>,
    ) -> Result<(), Diagnostic> {
        match &block.kind {
            BlockKind::Heading(heading) => flow.push(self.heading(block, heading)?),
            BlockKind::Paragraph(content) => {
                let number = self.number_of(&block.style, None);
                flow.push(self.paragraph(block, content, number)?);
            }
            BlockKind::NumberedParagraph { number, content } => {
                let number = self.number_of(&block.style, Some(number));
                flow.push(self.paragraph(block, content, number)?);
            }
            BlockKind::PageBreak => self.page_break = true,
            BlockKind::List(list) => {
                self.announce(&block.id);
                self.list(list, scope, flow)?;
            }
            BlockKind::QuestionList(list) => {
                self.announce(&block.id);
                self.questions(list, scope, flow)?;
            }
            BlockKind::Figure(figure) => {
                self.announce(&block.id);
                self.figure(figure, scope, flow)?;
            }
            BlockKind::FigureRow(figures) => {
                self.announce(&block.id);
                self.figure_row(&block.style, figures, scope, flow)?;
            }
            BlockKind::Table(table) => {
                self.announce(&block.id);
                self.table(&block.style, table, scope, flow)?;
            }
            BlockKind::Box { title, blocks } => {
                self.announce(&block.id);
                self.boxed(block, title, blocks, scope, flow)?;
            }
            BlockKind::Quote(blocks) => {
                self.announce(&block.id);
                flow.extend(self.blocks(blocks, scope)?);
            }
            BlockKind::Programme(programme) => {
                self.announce(&block.id);
                self.programme(&block.style, programme, scope, flow)?;
            }
            BlockKind::Contents(contents) => {
                self.announce(&block.id);
                self.contents(contents, flow)?;
            }
            BlockKind::Masthead(masthead) => {
                self.announce(&block.id);
                self.masthead(masthead, scope, flow)?;
            }
            BlockKind::Cover(cover) => {
                self.announce(&block.id);
                self.cover(cover, flow)?;
            }
        }
        Ok(())
    }

    fn paragraph(
        &mut self,
        block: &Block,
        content: &[Inline],
        number: Option<NumberReference>,
    ) -> Result<Flow, Diagnostic> {
        let style = self.styles.paragraph(&block.style);
        let extra = ParagraphExtra { number, section: None };
        let paragraph = self.text_paragraph(&style, &block.id, &block.style, content, extra)?;
        Ok(Flow::Paragraph(Box::new(paragraph)))
    }

    /// A heading: a bookmark for the contents round its text, and notes after it.
    fn heading(&mut self, block: &Block, heading: &Heading) -> Result<Flow, Diagnostic> {
        let style = self.styles.heading(&block.style, heading.level, heading.outlined);
        let number = self.number_of(&block.style, heading.number.as_ref());
        let look = TextLook::default();
        self.begin_paragraph(&[&heading.content, &heading.notes], &look);
        let text = self.pieces(&heading.content, &look)?;
        let hash = identity::content_hash(&heading.content);
        let mut children = self.identified(&block.id, &block.style, hash, text);
        if let Some(name) = self.contents_bookmark(&block.id) {
            children = self.bookmarked(&name, children);
        }
        children.extend(self.pieces(&heading.notes, &look)?);
        let extra = ParagraphExtra { number, section: None };
        let paragraph: Paragraph = self.finish(&style, children, extra);
        Ok(Flow::Paragraph(Box::new(paragraph)))
    }
}
