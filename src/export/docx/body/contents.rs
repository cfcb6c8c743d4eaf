//! The contents: a field that Word can update, filled in with what it would find.

use docx_rs::{
    FieldCharType, Hyperlink, HyperlinkData, InstrText, ParagraphChild, Run, StructuredDataTag,
};
use indexmap::IndexSet;

use super::inlines::{TextLook, field_with, run};
use super::{Builder, Flow};
use crate::diagnostic::Diagnostic;
use crate::document::{BlockId, BlockKind, Contents, ContentsEntry, Document, visit};
use crate::export::docx::carrier::{ParagraphExtra, RunContent};

/// Headings that contents can list, in order.
pub(super) fn listed_headings(document: &Document) -> IndexSet<BlockId> {
    let mut listed = IndexSet::new();
    visit::blocks(document, &mut |block| {
        if let BlockKind::Heading(heading) = &block.kind
            && heading.outlined
        {
            listed.insert(block.id.clone());
        }
    });
    listed
}

impl Builder<'_> {
    /// The bookmark by which Word's contents finds a heading.
    pub(super) fn contents_bookmark(&self, id: &BlockId) -> Option<String> {
        // Word's own names have nine digits or so; it keeps those it finds.
        self.listed.get_index_of(id).map(|index| format!("_Toc{}", 400_000_001 + index))
    }

    /// The contents, in the frame by which Word offers to update it.
    pub(super) fn contents(
        &mut self,
        contents: &Contents,
        flow: &mut Vec<Flow>,
    ) -> Result<(), Diagnostic> {
        let mut frame = StructuredDataTag::new().alias("contents");
        // Levels by outline, not by style names: style lists depend on the reader's settings.
        let code = format!(" TOC \\o \"1-{}\" \\h \\z \\u ", contents.depth.clamp(1, 9));
        let mut opening = vec![
            run(Run::new().add_field_char(FieldCharType::Begin, false)),
            run(Run::new().add_instr_text(InstrText::Unsupported(code))),
            run(Run::new().add_field_char(FieldCharType::Separate, false)),
        ];
        for entry in &contents.entries {
            let mut children = std::mem::take(&mut opening);
            children.extend(self.entry(entry)?);
            let style = self.styles.paragraph(&format!("contents-{}", entry.level));
            frame = frame.add_paragraph(self.finish(&style, children, ParagraphExtra::default()));
        }
        // Where nothing is listed the field still begins and ends, in the same paragraph.
        opening.push(run(Run::new().add_field_char(FieldCharType::End, false)));
        let style = self.styles.section_end();
        let end = self.finish(&style, opening, ParagraphExtra::default());
        flow.push(Flow::Contents(Box::new(frame.add_paragraph(end))));
        Ok(())
    }

    /// A line of the contents: text, tab and page number, all one link to the heading.
    fn entry(&mut self, entry: &ContentsEntry) -> Result<Vec<ParagraphChild>, Diagnostic> {
        let look = TextLook { linked: true, without_notes: true, ..TextLook::default() };
        let mut children = self.inlines(&entry.content, &look)?;
        let name = match self.contents_bookmark(&entry.target) {
            Some(name) => name,
            None => self.bookmarks.name(&entry.target),
        };
        let page = self.content_run("", RunContent::PageOf(entry.target.clone()));
        children.push(run(Run::new().add_tab()));
        children.extend(field_with("", &format!("PAGEREF {name} \\h"), page));
        let link = HyperlinkData::Anchor { anchor: name };
        Ok(vec![ParagraphChild::Hyperlink(Hyperlink { link, history: None, children })])
    }
}
