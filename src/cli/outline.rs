//! `plenary outline`: the contents with page and note numbers.

use serde::Serialize;

use super::args::{Common, OutlineArguments};
use super::terminal::{Report, Terminal};
use super::{Outcome, memory, projects};
use crate::diagnostic::Diagnostics;
use crate::diagnostic::render::visible;
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

/// The contents of one document.
#[derive(Serialize)]
struct Outline {
    work: String,
    language: &'static str,
    entries: Vec<Entry>,
}

pub(super) fn run(
    common: &Common,
    arguments: &OutlineArguments,
    terminal: &Terminal,
) -> Result<Outcome, EnvironmentError> {
    let targets = match projects::select(common, &arguments.selection) {
        Ok(targets) => targets,
        Err(message) => return Ok(terminal.usage(&message)),
    };
    let progress = terminal.progress();
    progress.stage("reading, composing, setting pages");
    let is_one = targets.len() == 1;
    let (mut reports, outlines): (Vec<Report>, Vec<Option<Option<Outline>>>) =
        projects::for_each(targets, arguments.selection.jobs, outline).into_iter().unzip();
    drop(progress);
    let outcome = terminal.reports(&mut reports);
    let outlines: Vec<Outline> = outlines.into_iter().flatten().flatten().collect();
    let text = match (outlines.as_slice(), arguments.json) {
        ([], _) => return Ok(outcome),
        // One document is a list of entries, several are a list of documents.
        ([outline], true) if is_one => json(&outline.entries),
        (outlines, true) => json(&outlines),
        ([outline], false) if is_one => outline.entries.iter().map(line).collect(),
        (outlines, false) => outlines
            .iter()
            .map(|outline| {
                let lines: String = outline.entries.iter().map(line).collect();
                format!("{}-{}\n{lines}", outline.work, outline.language)
            })
            .collect::<Vec<String>>()
            .join("\n"),
    };
    terminal.result(&text)?;
    Ok(outcome)
}

fn json<T: Serialize>(value: &T) -> String {
    // Strings and numbers always serialize.
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    visible::json(&format!(
        "{text}
"
    ))
    .into_owned()
}

fn outline(project: &Project) -> Result<(Report, Option<Outline>), EnvironmentError> {
    let mut diagnostics = Diagnostics::new();
    let composed = pipeline::compose(project, &mut diagnostics)?;
    let composed = composed.filter(|_| !diagnostics.has_errors());
    let exported = composed.as_ref().map(|composed| {
        memory::prepare_for(&composed.document);
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
    let report = Report::new(diagnostics, project.source_map());
    let outline = composed.map(|composed| Outline {
        work: composed.document.metadata.id.clone(),
        language: composed.document.metadata.language.code(),
        entries: entries(&composed.document, &layout),
    });
    Ok((report, outline))
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
