//! `plenary outline`: the contents with page and note numbers.

use serde::Serialize;

use super::Outcome;
use super::args::{Common, OutlineArguments};
use super::terminal::Terminal;
use crate::diagnostic::Diagnostics;
use crate::document::visit::{block_and_children, inlines, own_inlines};
use crate::document::{BlockKind, Document, InlineKind, inline_text};
use crate::export::Layout;
use crate::pipeline::{self, BuildOptions};
use crate::project::{EnvironmentError, Project};

#[derive(Serialize)]
struct Entry {
    level: u8,
    section: String,
    title: String,
    page: Option<String>,
    first_note: Option<String>,
    last_note: Option<String>,
}

pub(super) fn run(
    common: &Common,
    arguments: &OutlineArguments,
    terminal: &Terminal,
) -> Result<Outcome, EnvironmentError> {
    let project = Project::open(&common.project)?;
    let mut diagnostics = Diagnostics::new();
    let composed = pipeline::compose(&project, &mut diagnostics)?;
    let composed = composed.filter(|_| !diagnostics.has_errors());
    let exported = composed.as_ref().map(|composed| {
        pipeline::export(composed, &[], &BuildOptions::default(), &mut diagnostics)
    });
    if let Some(composed) = &composed {
        composed.fonts_were_read()?;
    }
    let layout = match exported {
        Some(Ok(exported)) => exported.layout,
        Some(Err(refused)) => {
            diagnostics.extend(refused);
            Layout::default()
        }
        None => Layout::default(),
    };
    let stops = terminal.diagnostics(&mut diagnostics, project.source_map());
    let Some(composed) = composed else { return Ok(Outcome::Findings) };
    let entries = entries(&composed.document, &layout);
    let text = if arguments.json {
        format!("{}\n", serde_json::to_string_pretty(&entries).unwrap_or_default())
    } else {
        entries.iter().map(line).collect()
    };
    Terminal::result(&text)?;
    Ok(if stops { Outcome::Findings } else { Outcome::Fine })
}

fn entries(document: &Document, layout: &Layout) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for section in &document.sections {
        for block in &section.blocks {
            block_and_children(block, &mut |block| {
                if let BlockKind::Heading(heading) = &block.kind {
                    let number = heading.number.as_ref();
                    let number =
                        number.map(|number| format!("{} ", number.label)).unwrap_or_default();
                    entries.push(Entry {
                        level: heading.level,
                        section: section.id.clone(),
                        title: number + &inline_text(&heading.content),
                        page: layout.page_labels.get(&block.id).cloned(),
                        first_note: None,
                        last_note: None,
                    });
                }
                for (_, sequence) in own_inlines(block) {
                    inlines(sequence, &mut |inline| {
                        if let InlineKind::NoteReference { note, repeated: false } = inline.kind
                            && let (Some(note), Some(entry)) =
                                (document.notes.get(note), entries.last_mut())
                        {
                            entry.first_note.get_or_insert_with(|| note.mark.clone());
                            entry.last_note = Some(note.mark.clone());
                        }
                    });
                }
            });
        }
    }
    entries
}

fn line(entry: &Entry) -> String {
    let indent = "  ".repeat(usize::from(entry.level.saturating_sub(1)));
    let notes = match (&entry.first_note, &entry.last_note) {
        (Some(first), Some(last)) if first == last => format!("  [note {first}]"),
        (Some(first), Some(last)) => format!("  [notes {first}–{last}]"),
        _ => String::new(),
    };
    let page = entry.page.as_deref().unwrap_or("–");
    format!("{page:>4}  {indent}{}{notes}\n", entry.title)
}
