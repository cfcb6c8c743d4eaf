//! Inlines as runs, links and fields.

use std::collections::{BTreeSet, VecDeque};

use docx_rs::{BreakType, FieldCharType, Hyperlink, HyperlinkData, InstrText, ParagraphChild, Run};

use super::Builder;
use crate::diagnostic::Diagnostic;
use crate::document::{
    BlockId, Document, Inline, InlineKind, MARK_SEPARATOR, follows_mark, inline_text, visit,
};
use crate::export::docx::carrier::{LanguageMark, RunContent, RunExtra, ScriptGroup, embedding};
use crate::export::docx::direction::{Directions, Leaf, Part, Stretch};
use crate::export::docx::script::{has_east_asian_punctuation, language_mark};
use crate::export::upright::{has_upright, is_upright, pieces as slopes};

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

/// What stands for a line break among the texts of a paragraph: it ends the line for the
/// algorithm that finds directions, as it does in the PDF.
const LINE_BREAK: &str = "\n";

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

impl Builder<'_> {
    /// The look of a link. In header rows links have the colour of the other words there, since
    /// that of links may be that of the row.
    fn linked(&self, look: &TextLook, style: &'static str) -> TextLook {
        if self.in_header_row { look.clone() } else { look.with_style(style) }
    }

    /// The inlines of a paragraph.
    pub(super) fn inlines(
        &mut self,
        content: &[Inline],
        look: &TextLook,
    ) -> Result<Vec<ParagraphChild>, Diagnostic> {
        self.begin_paragraph(&[content], look);
        self.pieces(content, look)
    }

    /// Finds the directions of a paragraph that will hold these inlines, in this order.
    pub(super) fn begin_paragraph(&mut self, contents: &[&[Inline]], look: &TextLook) {
        let mut leaves = Vec::new();
        for content in contents {
            self.leaves(content, self.right_to_left, look.without_notes, &mut leaves);
        }
        self.directions = Directions::of(&leaves, self.right_to_left);
    }

    /// The texts of inlines, in the order in which [`Self::pieces`] writes them.
    fn leaves(
        &self,
        content: &[Inline],
        right_to_left: bool,
        without_notes: bool,
        leaves: &mut Vec<Leaf>,
    ) {
        let mut before = None;
        for inline in content {
            if follows_mark(before.replace(inline), inline) && !without_notes {
                leaves.push(Leaf { text: MARK_SEPARATOR.to_owned(), right_to_left });
            }
            match &inline.kind {
                InlineKind::Text(text) | InlineKind::Code(text) => {
                    leaves.push(Leaf { text: writable(text), right_to_left });
                }
                InlineKind::LineBreak => {
                    leaves.push(Leaf { text: LINE_BREAK.to_owned(), right_to_left });
                }
                InlineKind::NoteReference { note, .. } => {
                    if let Some(note) = self.document.notes.get(*note).filter(|_| !without_notes) {
                        leaves.push(Leaf { text: note.mark.clone(), right_to_left });
                    }
                }
                InlineKind::Language { tag, content } => {
                    let right_to_left = language_mark(tag).script == ScriptGroup::Complex;
                    self.leaves(content, right_to_left, without_notes, leaves);
                }
                InlineKind::Strong(_)
                | InlineKind::Emphasis(_)
                | InlineKind::Link { .. }
                | InlineKind::CrossReference { .. }
                | InlineKind::Citation(_) => {
                    if let Some(content) = visit::content_of(&inline.kind) {
                        self.leaves(content, right_to_left, without_notes, leaves);
                    }
                }
            }
        }
    }

    /// Inlines in order, inside a paragraph whose directions are known.
    pub(super) fn pieces(
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
                children.extend(self.pieces(content, &look.with_style("strong"))?);
            }
            InlineKind::Emphasis(content) => {
                children.extend(self.pieces(content, &look.with_style("emphasis"))?);
            }
            InlineKind::Code(text) => self.text(text, &look.with_style("code"), children),
            InlineKind::Link { url, content } => {
                let target = Target::Address(url);
                self.link(&target, content, &self.linked(look, "link"), children)?;
            }
            InlineKind::NoteReference { note, .. } => {
                if !look.without_notes {
                    children.extend(self.note_mark(*note)?);
                }
            }
            InlineKind::CrossReference { target, content } => {
                let look = self.linked(look, "cross-reference");
                self.link(&Target::Block(target), content, &look, children)?;
            }
            InlineKind::Citation(citation) => {
                children.extend(self.pieces(&citation.content, look)?);
            }
            InlineKind::Language { tag, content } => {
                let mut look = look.clone();
                look.language = Some(language_mark(tag));
                children.extend(self.pieces(content, &look)?);
            }
            InlineKind::LineBreak => {
                self.directions.parts(LINE_BREAK);
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
        let inside = self.pieces(content, &inner)?;
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
    pub(super) fn text(&mut self, text: &str, look: &TextLook, children: &mut Vec<ParagraphChild>) {
        if text.is_empty() {
            return;
        }
        let text = writable(text);
        let style = self.styles.character(&look.styles).unwrap_or_default();
        let parts = self.directions.parts(&text);
        // In languages without italics figures and signs alone are upright too.
        let language = self.document.metadata.language;
        let divides =
            self.styles.may_slant(&look.styles) && (has_upright(&text) || is_upright(language));
        let slopes = if divides { slopes(&text, language) } else { vec![(&*text, false)] };
        let slopes = slopes.iter().map(|(piece, upright)| (piece.len(), *upright)).collect();
        self.parts(&parts, &style, look, &mut Slopes { left: slopes }, children);
    }

    fn parts(
        &mut self,
        parts: &[Part<'_>],
        style: &str,
        look: &TextLook,
        slopes: &mut Slopes,
        children: &mut Vec<ParagraphChild>,
    ) {
        for part in parts {
            match part {
                Part::Run(stretch) => {
                    let Stretch { text, right_to_left, complex } = *stretch;
                    let mut pieces = slopes.divide(text);
                    // Text of a right-to-left script is upright as a whole.
                    if right_to_left || complex {
                        let upright = pieces.iter().any(|(_, upright)| *upright);
                        pieces = vec![(text, upright)];
                    }
                    for (text, upright) in pieces {
                        let extra = RunExtra {
                            language: look.language.clone(),
                            right_to_left,
                            complex,
                            upright,
                            east_asian_punctuation: has_east_asian_punctuation(text),
                            content: None,
                        };
                        let style = if extra == RunExtra::default() {
                            style.to_owned()
                        } else {
                            self.carriers.on_run(style, extra)
                        };
                        children.push(run(styled(&style).add_text(text)));
                    }
                }
                Part::Embedded { right_to_left, parts } => {
                    let mut inside = Vec::new();
                    self.parts(parts, style, look, slopes, &mut inside);
                    let link = HyperlinkData::Anchor { anchor: embedding(*right_to_left) };
                    let embedded = Hyperlink { link, history: None, children: inside };
                    children.push(ParagraphChild::Hyperlink(embedded));
                }
            }
        }
    }

    /// A run that holds something other than text.
    pub(super) fn content_run(&mut self, style: &str, content: RunContent) -> ParagraphChild {
        self.directed_run(style, content, false)
    }

    /// A run that holds something other than text, in a direction.
    pub(super) fn directed_run(
        &mut self,
        style: &str,
        content: RunContent,
        right_to_left: bool,
    ) -> ParagraphChild {
        let extra = RunExtra { content: Some(content), right_to_left, ..RunExtra::default() };
        let style = self.carriers.on_run(style, extra);
        run(styled(&style))
    }
}

/// The lengths of the pieces of a text in order, each with whether it is upright in italics.
struct Slopes {
    left: VecDeque<(usize, bool)>,
}

impl Slopes {
    /// The next stretch of the text, divided where its slope changes.
    fn divide<'t>(&mut self, stretch: &'t str) -> Vec<(&'t str, bool)> {
        let mut divided = Vec::new();
        let mut rest = stretch;
        while !rest.is_empty() {
            let Some((length, upright)) = self.left.pop_front() else {
                divided.push((rest, false));
                break;
            };
            let (piece, after) = rest.split_at(length.min(rest.len()));
            if length > piece.len() {
                self.left.push_front((length - piece.len(), upright));
            }
            divided.push((piece, upright));
            rest = after;
        }
        divided
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
