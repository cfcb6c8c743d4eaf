//! Inlines as runs, links and fields.

use std::collections::BTreeSet;

use docx_rs::{BreakType, FieldCharType, Hyperlink, HyperlinkData, InstrText, ParagraphChild, Run};

use super::Builder;
use crate::diagnostic::Diagnostic;
use crate::document::{BlockId, Document, Inline, InlineKind, follows_mark, inline_text, visit};
use crate::export::docx::carrier::{LanguageMark, RunContent, RunExtra, ScriptGroup};
use crate::export::docx::script::{has_east_asian_punctuation, language_mark, stretches};

/// What the inlines round a text say about it.
#[derive(Clone, Debug, Default)]
pub(super) struct TextLook {
    /// Character styles of the theme, outermost first.
    pub styles: Vec<&'static str>,
    /// Language, where it is not the document's.
    pub language: Option<LanguageMark>,
    /// Whether a link is open: links do not nest.
    pub linked: bool,
    /// Whether note marks are left out, as in contents and headers.
    pub without_notes: bool,
}

/// Where a link leads.
enum Target<'a> {
    Address(&'a str),
    Block(&'a BlockId),
}

impl TextLook {
    fn with_style(&self, style: &'static str) -> Self {
        let mut look = self.clone();
        if !look.styles.contains(&style) {
            look.styles.push(style);
        }
        look
    }
}

/// Makes what stands beside it run from left to right (UAX #9).
pub(super) const LEFT_TO_RIGHT_MARK: &str = "\u{200E}";

impl Builder<'_> {
    /// Inlines in order.
    pub(super) fn inlines(
        &mut self,
        content: &[Inline],
        look: &TextLook,
    ) -> Result<Vec<ParagraphChild>, Diagnostic> {
        let mut children = Vec::with_capacity(content.len());
        // Texts that touch are one run: every run is a tag that a translator has to place.
        let mut text = String::new();
        let mut before = None;
        for inline in content {
            if follows_mark(before.replace(inline), inline) && !look.without_notes {
                children.push(self.mark_separator());
            }
            if let InlineKind::Text(part) = &inline.kind {
                text.push_str(part);
                continue;
            }
            self.text(&std::mem::take(&mut text), look, &mut children);
            self.inline(inline, look, &mut children)?;
        }
        self.text(&text, look, &mut children);
        Ok(children)
    }

    fn inline(
        &mut self,
        inline: &Inline,
        look: &TextLook,
        children: &mut Vec<ParagraphChild>,
    ) -> Result<(), Diagnostic> {
        match &inline.kind {
            InlineKind::Text(text) => self.text(text, look, children),
            InlineKind::Strong(content) => {
                children.extend(self.inlines(content, &look.with_style("strong"))?);
            }
            InlineKind::Emphasis(content) => {
                children.extend(self.inlines(content, &look.with_style("emphasis"))?);
            }
            InlineKind::Code(text) => self.text(text, &look.with_style("code"), children),
            InlineKind::Link { url, content } => {
                let target = Target::Address(url);
                self.link(&target, content, &look.with_style("link"), children)?;
            }
            InlineKind::NoteReference { note, .. } => {
                if !look.without_notes {
                    children.extend(self.note_mark(*note)?);
                }
            }
            InlineKind::CrossReference { target, content } => {
                let look = look.with_style("cross-reference");
                self.link(&Target::Block(target), content, &look, children)?;
            }
            InlineKind::Citation(citation) => {
                children.extend(self.inlines(&citation.content, look)?);
            }
            InlineKind::Language { tag, content } => {
                let mut look = look.clone();
                look.language = Some(language_mark(tag));
                // Between Arabic words, figures at the beginning of a passage that runs from left
                // to right would be set on its wrong side.
                let figures = crate::document::inline_text(content)
                    .starts_with(|first: char| first.is_ascii_digit());
                let turned = self.right_to_left
                    && figures
                    && look.language.as_ref().is_some_and(|it| it.script != ScriptGroup::Complex);
                if turned {
                    let mark = [Inline::text(LEFT_TO_RIGHT_MARK)];
                    children.extend(self.inlines(&mark, &look)?);
                }
                children.extend(self.inlines(content, &look)?);
            }
            InlineKind::LineBreak => {
                let run = Run::new().add_break(BreakType::TextWrapping);
                children.push(ParagraphChild::Run(Box::new(run)));
            }
        }
        Ok(())
    }

    /// A link with its text. Inside another link only the text is kept, and a link without text
    /// would be one that nobody can follow.
    fn link(
        &mut self,
        target: &Target<'_>,
        content: &[Inline],
        look: &TextLook,
        children: &mut Vec<ParagraphChild>,
    ) -> Result<(), Diagnostic> {
        let mut inner = look.clone();
        inner.linked = true;
        let inside = self.inlines(content, &inner)?;
        if look.linked || inline_text(content).trim().is_empty() {
            children.extend(inside);
            return Ok(());
        }
        let link = match target {
            Target::Address(url) => {
                HyperlinkData::External { rid: self.links.id(url), path: String::new() }
            }
            Target::Block(id) => HyperlinkData::Anchor { anchor: self.bookmarks.name(id) },
        };
        let hyperlink = Hyperlink { link, history: None, children: inside };
        children.push(ParagraphChild::Hyperlink(hyperlink));
        Ok(())
    }

    /// Text as runs, one for each direction.
    fn text(&mut self, text: &str, look: &TextLook, children: &mut Vec<ParagraphChild>) {
        if text.is_empty() {
            return;
        }
        let text = writable(text);
        let style = self.styles.character(&look.styles).unwrap_or_default();
        // A span in another language has a direction of its own only if its script has one.
        let base = match &look.language {
            Some(mark) => mark.script == ScriptGroup::Complex,
            None => self.right_to_left,
        };
        for stretch in stretches(&text, base) {
            let extra = RunExtra {
                language: look.language.clone(),
                right_to_left: stretch.right_to_left,
                east_asian_punctuation: has_east_asian_punctuation(stretch.text),
                content: None,
            };
            let style = if extra == RunExtra::default() {
                style.clone()
            } else {
                self.carriers.on_run(&style, extra)
            };
            children.push(run(styled(&style).add_text(stretch.text)));
        }
    }

    /// A run that holds something other than text.
    pub(super) fn content_run(&mut self, style: &str, content: RunContent) -> ParagraphChild {
        let extra = RunExtra { content: Some(content), ..RunExtra::default() };
        let style = self.carriers.on_run(style, extra);
        run(styled(&style))
    }
}

/// A run in a character style; the empty name is no style.
pub(super) fn styled(style: &str) -> Run {
    if style.is_empty() { Run::new() } else { Run::new().style(style) }
}

/// A run as a piece of a paragraph.
pub(super) fn run(run: Run) -> ParagraphChild {
    ParagraphChild::Run(Box::new(run))
}

/// A field with the text it shows until it is updated. `instruction` must need no escaping.
pub(super) fn field(style: &str, instruction: &str, result: &str) -> Vec<ParagraphChild> {
    field_with(style, instruction, run(styled(style).add_text(result)))
}

/// A field with the run that it shows until it is updated.
pub(super) fn field_with(
    style: &str,
    instruction: &str,
    result: ParagraphChild,
) -> Vec<ParagraphChild> {
    let mark = |kind| run(styled(style).add_field_char(kind, false));
    let code = InstrText::Unsupported(format!(" {instruction} "));
    vec![
        mark(FieldCharType::Begin),
        run(styled(style).add_instr_text(code)),
        mark(FieldCharType::Separate),
        result,
        mark(FieldCharType::End),
    ]
}

/// Text without the characters that XML cannot carry. Sources have been checked for them; text
/// from elsewhere may still hold some.
fn writable(text: &str) -> String {
    text.chars()
        .map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c })
        .filter(|c| !matches!(c, '\0'..='\u{1F}' | '\u{7F}' | '\u{FFFE}' | '\u{FFFF}'))
        .collect()
}

/// Everything that cross-references point at.
pub(super) fn targets(document: &Document) -> BTreeSet<BlockId> {
    let mut targets = BTreeSet::new();
    let mut look = |content: &[Inline]| {
        visit::inlines(content, &mut |inline| {
            if let InlineKind::CrossReference { target, .. } = &inline.kind {
                targets.insert(target.clone());
            }
        });
    };
    visit::blocks(document, &mut |block| {
        for (_, content) in visit::own_inlines(block) {
            look(content);
        }
    });
    for note in &document.notes {
        look(&note.content);
    }
    for section in &document.sections {
        look(&section.running_title);
    }
    look(&document.metadata.header);
    targets
}
