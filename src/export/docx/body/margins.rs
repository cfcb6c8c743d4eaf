//! Headers and footers.

use docx_rs::ParagraphChild;

use super::inlines::{TextLook, field, field_with};
use super::{Builder, Links, Margin, fault};
use crate::diagnostic::Diagnostic;
use crate::document::{Inline, PageRole, Section};
use crate::export::docx::carrier::{ParagraphExtra, RunContent};

/// The bookmark in the document's last paragraph.
pub(super) const LAST_PAGE: &str = "_RefLastPage";
/// A figure in the place of a page number.
const FIGURE: &str = "1";
/// The field that prints the number of the page it is on.
const LAST_PAGE_NUMBER: &str = "PAGEREF _RefLastPage";

impl Builder<'_> {
    /// The header of a section, by index: its running title, else the document's header. Equal
    /// headers are one part. Where neither says anything a section has an empty header, so that
    /// it does not show the one before.
    pub(super) fn header(
        &mut self,
        section: &Section,
        headers: &mut Vec<Margin>,
    ) -> Result<Option<usize>, Diagnostic> {
        let content = if section.running_title.is_empty() {
            &self.document.metadata.header
        } else {
            &section.running_title
        };
        if content.is_empty() && headers.is_empty() {
            return Ok(None);
        }
        let text = serde_json::to_string(content)
            .map_err(|error| fault(format!("a header cannot be compared: {error}")))?;
        if let Some(known) = self.header_texts.iter().position(|known| *known == text) {
            return Ok(Some(known));
        }
        self.header_texts.push(text);
        headers.push(self.margin("header", content)?);
        Ok(Some(headers.len() - 1))
    }

    pub(super) fn margin(&mut self, style: &str, content: &[Inline]) -> Result<Margin, Diagnostic> {
        let links = std::mem::take(&mut self.links);
        let look = TextLook { without_notes: true, ..TextLook::default() };
        let children = self.inlines(content, &look);
        let links = std::mem::replace(&mut self.links, links);
        let style = self.styles.paragraph(style);
        let paragraph = self.finish(&style, children?, ParagraphExtra::default());
        Ok(Margin { paragraph, links })
    }

    /// The footer with the page number, if the document prints one.
    pub(super) fn footer(&mut self) -> Option<Margin> {
        let pattern = self.document.metadata.page_number.clone()?;
        let covers =
            self.document.sections.iter().filter(|section| section.role == PageRole::Cover).count();
        // The numbers are not known here; any figure has their direction.
        let shown = pattern.replace("{pages}", FIGURE).replace("{page}", FIGURE);
        let look = TextLook::default();
        self.begin_paragraph(&[&[Inline::text(shown)]], &look);
        let mut children: Vec<ParagraphChild> = Vec::new();
        let mut rest = pattern.as_str();
        while let Some(start) = rest.find('{') {
            let Some(end) = rest[start..].find('}').map(|end| start + end) else { break };
            self.text(&rest[..start], &look, &mut children);
            match &rest[start..=end] {
                "{page}" => {
                    self.directions.mark(FIGURE);
                    children.extend(field("", "PAGE", "1"));
                }
                "{pages}" => {
                    self.directions.mark(FIGURE);
                    children.extend(self.page_count(covers));
                }
                other => self.text(other, &look, &mut children),
            }
            rest = &rest[end + 1..];
        }
        self.text(rest, &look, &mut children);
        let style = self.styles.paragraph("footer");
        let paragraph = self.finish(&style, children, ParagraphExtra::default());
        Some(Margin { paragraph, links: Links::default() })
    }

    /// The number of pages that carry a number. Covers do not, and Word counts them: after a
    /// cover the count is the number on the last page.
    fn page_count(&mut self, covers: usize) -> Vec<ParagraphChild> {
        let pages = self.content_run("", RunContent::PagesWithout(covers));
        let code = if covers == 0 { "NUMPAGES" } else { LAST_PAGE_NUMBER };
        field_with("", code, pages)
    }
}
