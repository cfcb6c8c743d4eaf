//! `plenary check`: every diagnostic, no output.

use super::Outcome;
use super::args::Common;
use super::terminal::Terminal;
use crate::diagnostic::Diagnostics;
use crate::pipeline::{self, BuildOptions};
use crate::project::{EnvironmentError, Project};

pub(super) fn run(common: &Common, terminal: &Terminal) -> Result<Outcome, EnvironmentError> {
    let project = Project::open(&common.project)?;
    let progress = terminal.progress();
    progress.stage("checking");
    let mut diagnostics = Diagnostics::new();
    let composed = pipeline::compose(&project, &mut diagnostics)?;
    // What only layout finds out is asked of layout, once the sources are sound.
    if let Some(composed) = composed
        && !diagnostics.has_errors()
    {
        let options = BuildOptions::default();
        let formats = [pipeline::Format::Pdf];
        let exported = pipeline::export(&composed, &formats, &options, &mut diagnostics);
        composed.fonts_were_read()?;
        if let Err(refused) = exported {
            diagnostics.extend(refused);
        }
    }
    drop(progress);
    let stops = terminal.diagnostics(&mut diagnostics, project.source_map());
    if diagnostics.is_empty() {
        terminal.remark("no problems found");
    }
    Ok(if stops { Outcome::Findings } else { Outcome::Fine })
}
