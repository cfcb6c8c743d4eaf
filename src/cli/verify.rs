//! `plenary verify`: reads the written files back and compares them with the document.

use super::Outcome;
use super::args::{Common, VerifyArguments};
use super::build::output_name;
use super::terminal::Terminal;
use crate::diagnostic::Diagnostics;
use crate::document::Document;
use crate::pipeline::{self, Format};
use crate::project::{EnvironmentError, Project, read_output};
use crate::verify::{verify_docx, verify_pdf};

pub(super) fn run(
    common: &Common,
    arguments: &VerifyArguments,
    terminal: &Terminal,
) -> Result<Outcome, EnvironmentError> {
    let project = Project::open(&common.project)?;
    let progress = terminal.progress();
    progress.stage("reading and composing");
    let mut diagnostics = Diagnostics::new();
    let composed = pipeline::compose(&project, &mut diagnostics)?;
    let Some(composed) = composed.filter(|_| !diagnostics.has_errors()) else {
        drop(progress);
        terminal.diagnostics(&mut diagnostics, project.source_map());
        return Ok(Outcome::Findings);
    };
    let folder = arguments.folder.clone().unwrap_or_else(|| project.root().join("build"));
    let mut names = Vec::new();
    for format in Format::ALL {
        let name = output_name(&composed, format);
        progress.stage(&format!("reading {name}"));
        let path = folder.join(&name);
        let bytes = read_output(&path)?;
        diagnostics.extend(compare(format, &bytes, &composed.document));
        names.push(name);
    }
    drop(progress);
    let stops = terminal.diagnostics(&mut diagnostics, project.source_map());
    if !stops {
        terminal.remark(&format!("no differences: {}", names.join(", ")));
    }
    Ok(if stops { Outcome::Findings } else { Outcome::Fine })
}

/// Compares the bytes of one output with the document.
pub(super) fn compare(format: Format, bytes: &[u8], document: &Document) -> Diagnostics {
    match format {
        Format::Pdf => verify_pdf(bytes, document),
        Format::Docx => verify_docx(bytes, document),
    }
}
