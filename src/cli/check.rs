//! `plenary check`: every diagnostic, no output.

use super::args::{CheckArguments, Common};
use super::terminal::{Report, Terminal};
use super::{Outcome, memory, projects};
use crate::diagnostic::Diagnostics;
use crate::pipeline::{self, BuildOptions};
use crate::project::{EnvironmentError, Project};

pub(super) fn run(common: &Common, arguments: &CheckArguments, terminal: &Terminal) -> Outcome {
    let targets = match projects::select(common, &arguments.selection) {
        Ok(targets) => targets,
        Err(message) => return terminal.usage(&message),
    };
    let progress = terminal.progress();
    progress.stage("reading, composing, setting pages");
    let checked = projects::for_each(targets, arguments.selection.jobs, check);
    drop(progress);
    let mut reports: Vec<Report> = checked.into_iter().map(|(report, _)| report).collect();
    let outcome = terminal.reports(&mut reports);
    let is_silent = |report: &Report| report.diagnostics.is_empty() && report.failure.is_none();
    if reports.iter().all(is_silent) {
        terminal.remark("no problems found");
    }
    outcome
}

fn check(project: &Project) -> Result<(Report, ()), EnvironmentError> {
    let mut diagnostics = Diagnostics::new();
    let composed = pipeline::compose(project, &mut diagnostics)?;
    // What only layout finds out is asked of layout, once the sources are sound.
    if let Some(composed) = composed
        && !diagnostics.has_errors()
    {
        memory::prepare_for(&composed.document);
        let options = BuildOptions::default();
        let formats = [pipeline::Format::Pdf];
        let exported = pipeline::export(&composed, &formats, &options, &mut diagnostics);
        composed.fonts_were_read()?;
        if let Err(refused) = exported {
            diagnostics.extend(refused);
        }
    }
    Ok((Report::new(diagnostics, project.source_map()), ()))
}
