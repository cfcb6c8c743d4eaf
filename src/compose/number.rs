//! Numbers: of notes through the document, of headings and paragraphs by their styles.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::composition::Composition;
use crate::diagnostic::Span;
use crate::document::visit::{
    self, block_and_children, block_and_children_mut, inlines_mut, own_inlines_mut,
};
use crate::document::{
    Block, BlockId, BlockKind, Document, Inline, InlineKind, List, ListMarker, Note, NoteSeries,
    NumberFormat, NumberLabel, NumberRestart, QuestionItem, number,
};
use crate::source::section::Section;
use crate::theme::Theme;

/// The notes of every section by name, while references still hold places in a section's table.
#[derive(Debug, Default)]
pub(super) struct NoteTexts {
    sections: BTreeMap<String, SectionNotes>,
}

#[derive(Debug)]
struct SectionNotes {
    names: Vec<String>,
    texts: IndexMap<String, (Vec<Inline>, Span)>,
    series: NoteSeries,
}

impl NoteTexts {
    /// Takes over the notes of a section that has just been composed.
    pub(super) fn add_section(
        &mut self,
        id: &str,
        composition: &Composition,
        source: Option<&Section>,
        series: NoteSeries,
    ) {
        let names = composition.note_names.ids().map(str::to_owned).collect();
        let mut texts = IndexMap::new();
        for (name, citation, span) in composition.note_names.citations() {
            let kind = InlineKind::Citation(citation.clone());
            texts.insert(name.to_owned(), (vec![Inline { kind, origin: Some(span) }], span));
        }
        if let Some(section) = source {
            for (name, note) in &section.notes {
                texts.insert(name.clone(), (note.content.clone(), note.span));
            }
        }
        for (name, note) in &composition.added_notes {
            texts.insert(name.clone(), (note.content.clone(), note.span));
        }
        self.sections.insert(id.to_owned(), SectionNotes { names, texts, series });
    }
}

/// Numbers notes in reading order, headings included; letters start again in each box and annex.
/// Returns the series of each note: empty for numbers, else the box or annex.
pub(super) fn notes(document: &mut Document, texts: &NoteTexts, theme: &Theme) -> Vec<String> {
    let mut counter = NoteCounter { format: theme.decimal(), ..NoteCounter::default() };
    let mut sections = std::mem::take(&mut document.sections);
    for section in &mut sections {
        let Some(own) = texts.sections.get(&section.id) else { continue };
        counter.letters.clear();
        let mut boxes: BTreeMap<BlockId, BlockId> = BTreeMap::new();
        for block in &section.blocks {
            block_and_children(block, &mut |block| {
                if matches!(block.kind, BlockKind::Box { .. }) {
                    block_and_children(block, &mut |inner| {
                        boxes.entry(inner.id.clone()).or_insert_with(|| block.id.clone());
                    });
                }
            });
        }
        for block in &mut section.blocks {
            block_and_children_mut(block, &mut |block| {
                let place = match (boxes.get(&block.id), own.series) {
                    (Some(found), _) => Some(found.to_string()),
                    (None, NoteSeries::Lettered | NoteSeries::Asterisks) => {
                        Some(section.id.clone())
                    }
                    (None, NoteSeries::Numbered) => None,
                };
                own_inlines_mut(block, &mut |inlines| {
                    inlines_mut(inlines, &mut |inline| {
                        counter.reference(inline, &section.id, own, place.as_deref());
                    });
                });
            });
        }
    }
    document.sections = sections;
    document.notes = counter.notes;
    counter.series
}

#[derive(Default)]
struct NoteCounter {
    notes: Vec<Note>,
    series: Vec<String>,
    known: BTreeMap<(String, usize), usize>,
    numbers: usize,
    letters: BTreeMap<String, usize>,
    format: NumberFormat,
}

impl NoteCounter {
    fn reference(
        &mut self,
        inline: &mut Inline,
        section: &str,
        own: &SectionNotes,
        lettered_in: Option<&str>,
    ) {
        let InlineKind::NoteReference { note, repeated } = &mut inline.kind else { return };
        let key = (section.to_owned(), *note);
        if let Some(index) = self.known.get(&key) {
            *note = *index;
            *repeated = true;
            return;
        }
        let name = own.names.get(*note).cloned().unwrap_or_default();
        let (content, span) = match own.texts.get(&name) {
            Some((content, span)) => (content.clone(), Some(*span)),
            // Reported when the section was read.
            None => (Vec::new(), inline.origin),
        };
        let (series, mark) = match lettered_in {
            None => {
                self.numbers += 1;
                (NoteSeries::Numbered, number::figures(&self.format, self.numbers))
            }
            Some(place) => {
                let count = self.letters.entry(place.to_owned()).or_insert(0);
                *count += 1;
                match own.series {
                    NoteSeries::Asterisks => (NoteSeries::Asterisks, "*".repeat(*count)),
                    NoteSeries::Numbered | NoteSeries::Lettered => {
                        (NoteSeries::Lettered, number::figures(&NumberFormat::LowerLetter, *count))
                    }
                }
            }
        };
        let index = self.notes.len();
        self.series.push(lettered_in.unwrap_or_default().to_owned());
        self.notes.push(Note {
            id: name,
            section: section.to_owned(),
            series,
            mark,
            content,
            citations: Vec::new(),
            style: "note".to_owned(),
            origin: span,
        });
        self.known.insert(key, index);
        *note = index;
        *repeated = false;
    }
}

/// Numbers headings and paragraphs whose style names a numbering, ordered lists and questions.
pub(super) fn blocks(document: &mut Document, theme: &Theme) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let schemes = document.numberings.clone();
    let levels = heading_levels(document, theme);
    let mut questions: BTreeSet<BlockId> = BTreeSet::new();
    for section in &mut document.sections {
        counts.retain(|name, _| {
            schemes.get(name).is_some_and(|scheme| scheme.restart == NumberRestart::Never)
        });
        for block in &mut section.blocks {
            block_and_children_mut(block, &mut |block| {
                // Questions count as a list does, not as paragraphs.
                if let BlockKind::QuestionList(list) = &block.kind {
                    questions.extend(list.items.iter().filter_map(|item| match item {
                        QuestionItem::Question { block, .. } => Some(block.id.clone()),
                        QuestionItem::Group(_) => None,
                    }));
                }
                let numbering = theme.style(&block.style).numbering.clone();
                let numbering = numbering.filter(|_| !questions.contains(&block.id));
                label_items(block, theme);
                if let BlockKind::Heading(heading) = &block.kind {
                    // A heading ends the counts of what lies below it.
                    counts.retain(|name, _| {
                        let level = levels.get(name).copied().unwrap_or(u8::MAX);
                        schemes.get(name).is_some_and(|scheme| {
                            scheme.restart != NumberRestart::Heading || level <= heading.level
                        })
                    });
                }
                let Some(name) = numbering else { return };
                let Some(scheme) = schemes.get(&name) else { return };
                let numbered =
                    matches!(block.kind, BlockKind::Heading(_) | BlockKind::Paragraph(_));
                if !numbered {
                    return;
                }
                let restarts = !counts.contains_key(&name);
                let count = counts.entry(name.clone()).or_insert(0);
                *count += 1;
                let label = NumberLabel {
                    scheme: name,
                    ordinal: *count,
                    label: number::label(scheme, *count),
                    restarts,
                };
                match &mut block.kind {
                    BlockKind::Heading(heading) => heading.number = Some(label),
                    BlockKind::Paragraph(content) => {
                        let content = std::mem::take(content);
                        block.kind = BlockKind::NumberedParagraph { number: label, content };
                    }
                    _ => {}
                }
            });
        }
    }
}

/// The level of the headings that each scheme counts.
fn heading_levels(document: &Document, theme: &Theme) -> BTreeMap<String, u8> {
    let mut levels = BTreeMap::new();
    visit::blocks(document, &mut |block| {
        if let BlockKind::Heading(heading) = &block.kind
            && let Some(name) = &theme.style(&block.style).numbering
        {
            levels.entry(name.clone()).or_insert(heading.level);
        }
    });
    levels
}

/// The numbers of the items of a list and of questions. Lists inside lists are labelled with the
/// outermost one, since only there their depth is known.
fn label_items(block: &mut Block, theme: &Theme) {
    match &mut block.kind {
        BlockKind::QuestionList(questions) => {
            for item in &mut questions.items {
                if let QuestionItem::Question { number, label, block } = item {
                    *label = match theme.style_numbering(&block.style) {
                        Some(scheme) => number::label(scheme, *number),
                        None => format!("{}.", number::figures(&theme.decimal(), *number)),
                    };
                }
            }
        }
        BlockKind::List(list) if unlabelled(list) => label_list(list, 0, theme),
        _ => {}
    }
}

fn unlabelled(list: &List) -> bool {
    list.items.first().is_some_and(|item| item.label.is_empty())
}

/// Lists inside an item, also in quotations of it; in a box lists begin anew.
fn label_inner(block: &mut Block, depth: usize, theme: &Theme) {
    match &mut block.kind {
        BlockKind::List(inner) => label_list(inner, depth, theme),
        BlockKind::Quote(blocks) => {
            for block in blocks {
                label_inner(block, depth, theme);
            }
        }
        _ => {}
    }
}

fn label_list(list: &mut List, depth: usize, theme: &Theme) {
    let scheme = theme.list_numbering(depth);
    for (index, item) in list.items.iter_mut().enumerate() {
        item.label = match list.marker {
            ListMarker::Ordered { start } => number::label(&scheme, start + index),
            ListMarker::Bullet => theme
                .lists
                .bullets
                .get(depth)
                .or(theme.lists.bullets.last())
                .cloned()
                .unwrap_or_else(|| "•".to_owned()),
        };
        for block in &mut item.blocks {
            label_inner(block, depth + 1, theme);
        }
    }
}
