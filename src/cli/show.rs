//! `plenary show`: what a stage of the build holds.

use super::Outcome;
use super::args::{Common, Selection, ShowArguments, Stage};
use super::projects;
use super::terminal::Terminal;
use crate::diagnostic::Diagnostics;
use crate::diagnostic::render::visible;
use crate::document::document_text;
use crate::export::{pdf, tables};
use crate::pipeline;
use crate::project::EnvironmentError;

pub(super) fn run(
    common: &Common,
    arguments: &ShowArguments,
    terminal: &Terminal,
) -> Result<Outcome, EnvironmentError> {
    let lang = arguments.lang.into_iter().collect();
    let selection = Selection { projects: Vec::new(), lang, jobs: None };
    let mut targets = match projects::select(common, &selection) {
        Ok(targets) => targets,
        Err(message) => return Ok(terminal.usage(&message)),
    };
    let Some(target) = targets.pop().filter(|_| targets.is_empty()) else {
        return Ok(terminal.usage("--lang: one language is shown at a time"));
    };
    let project = target?;
    let mut diagnostics = Diagnostics::new();
    let progress = terminal.progress();
    progress.stage("reading and composing");
    let composed = pipeline::compose(&project, &mut diagnostics)?;
    drop(progress);
    let stops = terminal.diagnostics(&mut diagnostics, project.source_map());
    let Some(composed) = composed else { return Ok(Outcome::Findings) };
    let text = match arguments.stage {
        Stage::Source => json(&crate::source::describe(&composed.source)),
        Stage::Document => json(&composed.document),
        Stage::Theme => json(&composed.source.template.theme),
        Stage::Text => document_text(&composed.document),
        Stage::Typst => {
            let theme = &composed.source.template.theme;
            let (document, fonts) = (&composed.document, &composed.fonts);
            let tables = tables::plan(document, theme, fonts, &mut Diagnostics::new());
            let files = pdf::typst_source(document, theme, &tables);
            files.iter().map(|(path, text)| format!("// ==== {path}\n{text}\n")).collect()
        }
    };
    terminal.result(&text)?;
    Ok(if stops { Outcome::Findings } else { Outcome::Fine })
}

fn json<T: serde::Serialize>(value: &T) -> String {
    // The tree and the theme hold strings, numbers and lists: they always serialize.
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    visible::json(&format!(
        "{text}
"
    ))
    .into_owned()
}
