//! `plenary references`: the sources with the notes that cite them.

use serde::Serialize;

use super::args::{Common, ReferencesArguments, ReportFormat};
use super::terminal::Terminal;
use super::{Outcome, projects};
use crate::citation::{SourceKind, Style};
use crate::diagnostic::Diagnostics;
use crate::diagnostic::render::visible;
use crate::document::{CitationForm, inline_text, normalize_space};
use crate::pipeline::{self, Composed};
use crate::project::EnvironmentError;

#[derive(Serialize)]
struct Entry<'a> {
    key: &'a str,
    kind: SourceKind,
    reference: String,
    cited: Vec<Cited<'a>>,
}

#[derive(Serialize)]
struct Cited<'a> {
    section: &'a str,
    note: &'a str,
    form: CitationForm,
    #[serde(skip_serializing_if = "String::is_empty")]
    place: String,
}

pub(super) fn run(
    common: &Common,
    arguments: &ReferencesArguments,
    terminal: &Terminal,
) -> Result<Outcome, EnvironmentError> {
    let project = projects::one(common)?;
    let mut diagnostics = Diagnostics::new();
    let progress = terminal.progress();
    progress.stage("reading and composing");
    let composed = pipeline::compose(&project, &mut diagnostics)?;
    drop(progress);
    let stops = terminal.diagnostics(&mut diagnostics, project.source_map());
    let Some(composed) = composed else { return Ok(Outcome::Findings) };
    let entries = entries(&composed);
    let text = match arguments.format {
        ReportFormat::Json => {
            let text = serde_json::to_string_pretty(&entries).unwrap_or_default();
            visible::json(&format!("{text}\n")).into_owned()
        }
        ReportFormat::Text => entries.iter().map(lines).collect(),
    };
    terminal.result(&text)?;
    Ok(if stops { Outcome::Findings } else { Outcome::Fine })
}

/// Every source in the order of a bibliography, the unused ones among them.
fn entries(composed: &Composed) -> Vec<Entry<'_>> {
    let source = &composed.source;
    let language = source.guide.language;
    let dates = |date: time::Date| {
        let shown = source.template.strings.date(date, "date-long");
        shown.unwrap_or_else(|| date.to_string())
    };
    let style = Style::new(language, source.template.citations, &dates);
    let listed = source.bibliography.listed(&style, language, &|_| true);
    let entries = listed.into_iter().map(|found| Entry {
        key: found.key,
        kind: found.reference.kind,
        reference: normalize_space(&inline_text(&found.words)),
        cited: cited(composed, &style, found.key),
    });
    entries.collect()
}

fn cited<'a>(composed: &'a Composed, style: &Style<'_>, key: &str) -> Vec<Cited<'a>> {
    let mut cited = Vec::new();
    for note in &composed.document.notes {
        for source in note.citations.iter().filter(|source| source.key == key) {
            cited.push(Cited {
                section: &note.section,
                note: &note.mark,
                form: source.form,
                place: normalize_space(&style.places(&source.locators)),
            });
        }
    }
    cited
}

fn lines(entry: &Entry<'_>) -> String {
    let mut text = format!("{}\n  {}\n", entry.key, entry.reference);
    if entry.cited.is_empty() {
        text.push_str("  not cited\n");
    }
    for cited in &entry.cited {
        text.push_str(&format!("  note {} ({})", cited.note, cited.section));
        if !cited.place.is_empty() {
            text.push_str(&format!(": {}", cited.place));
        }
        text.push_str(match cited.form {
            CitationForm::Full => "",
            CitationForm::Short => " [short]",
            CitationForm::Ibid | CitationForm::IbidElsewhere => " [ibid.]",
        });
        text.push('\n');
    }
    text
}
