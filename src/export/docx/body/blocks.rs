//! Blocks in order: text here, everything larger in a file of its own.

use docx_rs::Paragraph;

use super::inlines::TextLook;
use super::{Builder, Flow, Scope};
use crate::diagnostic::Diagnostic;
use crate::document::{Block, BlockKind, Heading, Inline};
use crate::export::docx::carrier::ParagraphExtra;
use crate::export::docx::identity;
use crate::export::docx::numbering::NumberReference;
use crate::export::tables::titles;
use crate::theme::Length;

impl Builder<'_> {
    /// Blocks in order.
    pub(super) fn blocks(
        &mut self,
        blocks: &[Block],
        scope: &Scope,
    ) -> Result<Vec<Flow>, Diagnostic> {
        let mut flow = Vec::with_capacity(blocks.len());
        let mut before: Option<(&str, bool)> = None;
        for (block, is_title) in blocks.iter().zip(titles(blocks)) {
            // Of paragraphs framed alike every second one is told apart from the one before.
            let framed =
                matches!(block.kind, BlockKind::Paragraph(_) | BlockKind::NumberedParagraph { .. })
                    && self.theme.style(&block.style).has_frame();
            let alike = before.filter(|(style, _)| framed && *style == block.style);
            self.apart = alike.is_some_and(|(_, apart)| !apart);
            before = framed.then_some((block.style.as_str(), self.apart));
            self.block(block, scope, &mut flow)?;
            if is_title && let Some(Flow::Paragraph(paragraph)) = flow.last_mut() {
                paragraph.property = std::mem::take(&mut paragraph.property).keep_next(true);
            }
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
                flow.push(self.paragraph(block, content, number, scope)?);
            }
            BlockKind::NumberedParagraph { number, content } => {
                let number = self.number_of(&block.style, Some(number));
                flow.push(self.paragraph(block, content, number, scope)?);
            }
            BlockKind::PageBreak => self.page_break = true,
            BlockKind::List(list) => {
                self.announce(&block.id);
                self.list(&block.style, list, scope, flow)?;
            }
            BlockKind::QuestionList(list) => {
                self.announce(&block.id);
                self.questions(list, scope, flow)?;
            }
            BlockKind::Figure(figure) => {
                self.announce(&block.id);
                self.figure(figure, scope, flow)?;
            }
            BlockKind::FigureRow(row) => {
                self.announce(&block.id);
                self.figure_row(block, row, scope, flow)?;
            }
            BlockKind::Table(table) => {
                self.announce(&block.id);
                self.table(block, table, scope, flow)?;
            }
            BlockKind::Box { title, blocks } => {
                self.announce(&block.id);
                self.boxed(block, title, blocks, scope, flow)?;
            }
            BlockKind::Quote(blocks) => {
                self.announce(&block.id);
                let inner = self.quoted(&block.style, scope);
                for block in blocks {
                    // Its own paragraphs have the indents of their style.
                    let own = matches!(block.kind, BlockKind::Paragraph(_))
                        || matches!(block.kind, BlockKind::NumberedParagraph { .. });
                    let scope = if own { scope } else { &inner };
                    self.block(block, scope, flow)?;
                }
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
        scope: &Scope,
    ) -> Result<Flow, Diagnostic> {
        let style = self.styles.paragraph(&block.style);
        let mut style = self.styles.indented(&style, scope.indents.map(Length::pt));
        if std::mem::take(&mut self.apart) {
            style = self.styles.apart(&style);
        }
        let extra = ParagraphExtra { number, ..ParagraphExtra::default() };
        let paragraph = self.text_paragraph(&style, &block.id, &block.style, content, extra)?;
        Ok(Flow::Paragraph(Box::new(paragraph)))
    }

    /// Where the blocks of a quotation stand that have no style of its own.
    fn quoted(&self, style: &str, scope: &Scope) -> Scope {
        let look = self.theme.style(style);
        let (start, end) = (look.indent_start.points(), look.indent_end.points());
        Scope {
            width: (scope.width - start - end).max(1.0),
            on_page: false,
            indents: [scope.indents[0] + start, scope.indents[1] + end],
            ..scope.clone()
        }
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
        let extra = ParagraphExtra { number, ..ParagraphExtra::default() };
        let paragraph: Paragraph = self.finish(&style, children, extra);
        Ok(Flow::Paragraph(Box::new(paragraph)))
    }
}
