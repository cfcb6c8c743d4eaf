//! Notes: marks where they are referred to, and the notes themselves.
//!
//! Word counts notes in the order of their marks; a second mark for the same note is a NOTEREF
//! field that repeats the first one. Notes that are lettered carry their mark as text, because
//! Word counts one series only.

use std::collections::BTreeSet;

use docx_rs::{ParagraphChild, Run};

use super::inlines::{TextLook, field_with, run, styled};
use super::{Builder, BuiltNote, fault};
use crate::diagnostic::Diagnostic;
use crate::document::{BlockId, Document, Inline, InlineKind, MARK_SEPARATOR, NoteSeries, visit};
use crate::export::docx::carrier::{ParagraphExtra, RunContent, RunExtra};

/// Which notes have had their mark.
#[derive(Debug)]
pub(super) struct NoteBook {
    /// `w:id` by index of the document's notes.
    ids: Vec<Option<usize>>,
    /// Indices in the order of `w:id`.
    order: Vec<usize>,
    /// Notes with more than one mark.
    repeated: BTreeSet<usize>,
    /// Whether the notes themselves are being written.
    inside: bool,
}

impl NoteBook {
    /// The notes of a document, none of them referred to yet.
    pub(super) fn new(document: &Document) -> Self {
        let mut marks = vec![0_usize; document.notes.len()];
        let mut count = |content: &[Inline]| {
            visit::inlines(content, &mut |inline| {
                if let InlineKind::NoteReference { note, .. } = inline.kind
                    && let Some(mark) = marks.get_mut(note)
                {
                    *mark += 1;
                }
            });
        };
        visit::blocks(document, &mut |block| {
            for (_, content) in visit::own_inlines(block) {
                count(content);
            }
        });
        for note in &document.notes {
            count(&note.content);
        }
        let repeated =
            marks.iter().enumerate().filter(|(_, marks)| **marks > 1).map(|(note, _)| note);
        Self {
            ids: vec![None; document.notes.len()],
            order: Vec::new(),
            repeated: repeated.collect(),
            inside: false,
        }
    }
}

impl Builder<'_> {
    /// The mark of a note in the text.
    pub(super) fn note_mark(&mut self, index: usize) -> Result<Vec<ParagraphChild>, Diagnostic> {
        let note = self
            .document
            .notes
            .get(index)
            .ok_or_else(|| fault(format!("note {index} does not exist")))?;
        let style = self.styles.character(&["note-mark"]).unwrap_or_default();
        let right_to_left = self.directions.mark(&note.mark);
        if self.notes.ids[index].is_some() {
            let code = format!("NOTEREF {} \\h", bookmark_name(index));
            let mark = self.mark_run(&style, &note.mark, right_to_left);
            return Ok(field_with(&style, &code, mark));
        }
        if self.notes.inside {
            return Err(
                fault(format!("note `{}` is referred to in a note only", note.id)).at(note.origin)
            );
        }
        self.notes.order.push(index);
        let id = self.notes.order.len();
        self.notes.ids[index] = Some(id);
        let mark = (note.series != NoteSeries::Numbered).then(|| note.mark.clone());
        let content = RunContent::NoteReference { id, mark };
        let reference = self.directed_run(&style, content, right_to_left);
        if self.notes.repeated.contains(&index) {
            return Ok(self.bookmarked(&bookmark_name(index), vec![reference]));
        }
        Ok(vec![reference])
    }

    /// What parts two marks at one point.
    pub(super) fn mark_separator(&mut self) -> ParagraphChild {
        let style = self.styles.character(&["note-mark"]).unwrap_or_default();
        let right_to_left = self.directions.mark(MARK_SEPARATOR);
        self.mark_run(&style, MARK_SEPARATOR, right_to_left)
    }

    /// Text that is or parts marks.
    fn mark_run(&mut self, style: &str, text: &str, right_to_left: bool) -> ParagraphChild {
        if !right_to_left {
            return run(styled(style).add_text(text));
        }
        let extra = RunExtra { right_to_left, ..RunExtra::default() };
        let style = self.carriers.on_run(style, extra);
        run(styled(&style).add_text(text))
    }

    /// The notes that were referred to, in order.
    pub(super) fn notes(&mut self) -> Result<Vec<BuiltNote>, Diagnostic> {
        self.notes.inside = true;
        let document = self.document;
        let order = self.notes.order.clone();
        let mut built = Vec::with_capacity(order.len());
        for (position, index) in order.into_iter().enumerate() {
            let Some(note) = document.notes.get(index) else { continue };
            let mark_style = self.styles.character(&["note-mark"]).unwrap_or_default();
            let mark = match note.series {
                NoteSeries::Numbered => self.content_run(&mark_style, RunContent::NoteNumber),
                NoteSeries::Lettered | NoteSeries::Asterisks => {
                    run(styled(&mark_style).add_text(note.mark.as_str()))
                }
            };
            let hangs = self.theme.style(&note.style).indent_first.points() < 0.0;
            let gap = if hangs { Run::new().add_tab() } else { Run::new().add_text(" ") };
            let id = BlockId::new(&note.section, format!("notes/{}", note.id));
            let text = self.inlines(&note.content, &TextLook::default())?;
            let hash = super::identity::content_hash(&note.content);
            let mut children = vec![mark, run(gap)];
            children.extend(self.identified(&id, &note.style, hash, text));
            let style = self.styles.paragraph(&note.style);
            let paragraph = self.finish(&style, children, ParagraphExtra::default());
            built.push(BuiltNote { id: position + 1, paragraph });
        }
        Ok(built)
    }
}

/// The bookmark round the first mark of a note that has several.
fn bookmark_name(index: usize) -> String {
    format!("_RefNote{}", index + 1)
}
