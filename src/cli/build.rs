//! `plenary build`: both outputs, written whole or not at all.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::Outcome;
use super::args::{BuildArguments, Common, OutputFormat, PdfStandard};
use super::terminal::Terminal;
use crate::diagnostic::Diagnostics;
use crate::document::BlockKind;
use crate::document::visit::blocks;
use crate::export::pdf;
use crate::pipeline::{self, BuildOptions, Composed, Exported, Format};
use crate::project::{EnvironmentError, Project};

pub(super) fn run(
    common: &Common,
    arguments: &BuildArguments,
    terminal: &Terminal,
) -> Result<Outcome, EnvironmentError> {
    let started = Instant::now();
    let timestamp = match source_date(arguments.timestamp) {
        Ok(timestamp) => timestamp,
        Err(message) => {
            terminal.remark(&format!("error: {message}"));
            return Ok(Outcome::Usage);
        }
    };
    let pdf_standards = standards(arguments);
    if let Err(message) = pdf::check_standards(&pdf_standards) {
        terminal.remark(&format!("error: --pdf-standard: {message}"));
        return Ok(Outcome::Usage);
    }
    let project = Project::open(&common.project)?;
    let progress = terminal.progress();
    let mut diagnostics = Diagnostics::new();
    progress.stage("reading and composing");
    let composed = pipeline::compose(&project, &mut diagnostics)?;
    let read = started.elapsed();
    let Some(composed) = composed.filter(|_| !diagnostics.has_errors()) else {
        drop(progress);
        terminal.diagnostics(&mut diagnostics, project.source_map());
        return Ok(Outcome::Findings);
    };
    progress.stage("setting pages");
    let formats = formats(arguments);
    let options = BuildOptions { timestamp, pdf_standards, last: true };
    let exported = pipeline::export(&composed, &formats, &options, &mut diagnostics);
    composed.fonts_were_read()?;
    let exported = match exported {
        Ok(exported) => exported,
        Err(refused) => {
            diagnostics.extend(refused);
            drop(progress);
            terminal.diagnostics(&mut diagnostics, project.source_map());
            return Ok(Outcome::Findings);
        }
    };
    if arguments.verify {
        progress.stage("reading the outputs back");
        for (format, bytes) in &exported.outputs {
            diagnostics.extend(super::verify::compare(*format, bytes, &composed.document));
        }
    }
    drop(progress);
    if terminal.diagnostics(&mut diagnostics, project.source_map()) {
        return Ok(Outcome::Findings);
    }
    let folder = arguments.out.clone().unwrap_or_else(|| project.root().join("build"));
    let written = write_outputs(&folder, &composed, &exported)?;
    if let Some(deps) = &arguments.deps {
        let inputs: Vec<PathBuf> =
            project.inputs().iter().map(|path| project.root().join(path)).collect();
        let outputs: Vec<PathBuf> = written.iter().map(|(path, _)| path.clone()).collect();
        write_whole(deps, dependencies(deps, &inputs, &outputs).as_bytes())?;
    }
    terminal.remark(&summary(&composed, &exported, &written, started.elapsed()));
    if common.verbose {
        terminal.remark(&format!(
            "reading and composing {}, setting and writing {}",
            seconds(read),
            seconds(started.elapsed().saturating_sub(read)),
        ));
        let fonts: Vec<&str> = composed.fonts.loaded().collect();
        terminal.remark(&format!("font files loaded: {}", fonts.join(", ")));
    }
    Ok(Outcome::Fine)
}

/// `--timestamp`, else `SOURCE_DATE_EPOCH` (reproducible-builds.org specification, 1.1).
fn source_date(given: Option<i64>) -> Result<Option<i64>, String> {
    if given.is_some() {
        return Ok(given);
    }
    match std::env::var("SOURCE_DATE_EPOCH") {
        Err(_) => Ok(None),
        Ok(text) => match text.parse::<i64>() {
            Ok(seconds) => Ok(Some(seconds)),
            Err(_) => {
                Err(format!("SOURCE_DATE_EPOCH is `{text}`, which is not a number of seconds"))
            }
        },
    }
}

fn standards(arguments: &BuildArguments) -> Vec<pdf::Standard> {
    if arguments.pdf_standard.is_empty() {
        return pdf::Standard::DEFAULT.to_vec();
    }
    arguments
        .pdf_standard
        .iter()
        .map(|standard| match standard {
            PdfStandard::Ua1 => pdf::Standard::Ua1,
            PdfStandard::A2a => pdf::Standard::A2a,
            PdfStandard::A2b => pdf::Standard::A2b,
            PdfStandard::A2u => pdf::Standard::A2u,
            PdfStandard::A3a => pdf::Standard::A3a,
            PdfStandard::A3b => pdf::Standard::A3b,
            PdfStandard::A4 => pdf::Standard::A4,
            PdfStandard::V17 => pdf::Standard::V17,
            PdfStandard::V20 => pdf::Standard::V20,
        })
        .collect()
}

fn formats(arguments: &BuildArguments) -> Vec<Format> {
    let mut formats: Vec<Format> = arguments
        .format
        .iter()
        .map(|format| match format {
            OutputFormat::Pdf => Format::Pdf,
            OutputFormat::Docx => Format::Docx,
        })
        .collect();
    formats.sort();
    formats.dedup();
    formats
}

/// The file name of an output: `ID-LANG.pdf`.
pub(super) fn output_name(composed: &Composed, format: Format) -> String {
    let metadata = &composed.document.metadata;
    format!("{}-{}.{}", metadata.id, metadata.language.code(), format.extension())
}

fn write_outputs(
    folder: &Path,
    composed: &Composed,
    exported: &Exported,
) -> Result<Vec<(PathBuf, usize)>, EnvironmentError> {
    std::fs::create_dir_all(folder).map_err(|source| EnvironmentError {
        action: "cannot make the folder",
        path: folder.to_owned(),
        source,
    })?;
    // All outputs are on disk under temporary names before the first takes its place, so that a
    // full disk leaves the earlier pair as it was.
    let mut waiting = Vec::new();
    for (format, bytes) in &exported.outputs {
        let path = folder.join(output_name(composed, *format));
        waiting.push((write_beside(&path, bytes)?, path, bytes.len()));
    }
    let mut written = Vec::new();
    for (file, path, size) in waiting {
        persist(file, &path)?;
        written.push((path, size));
    }
    Ok(written)
}

fn write_beside(path: &Path, bytes: &[u8]) -> Result<tempfile::NamedTempFile, EnvironmentError> {
    let failed =
        |source| EnvironmentError { action: "cannot write", path: path.to_owned(), source };
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let folder = folder.unwrap_or_else(|| Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".plenary-");
    let mut file = builder.tempfile_in(folder).map_err(failed)?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
    make_readable(file.as_file()).map_err(failed)?;
    Ok(file)
}

/// Temporary files are private; outputs are for everybody whom the folder lets in.
#[cfg(unix)]
fn make_readable(file: &std::fs::File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn make_readable(_file: &std::fs::File) -> std::io::Result<()> {
    Ok(())
}

fn persist(file: tempfile::NamedTempFile, path: &Path) -> Result<(), EnvironmentError> {
    file.persist(path).map(|_| ()).map_err(|error| EnvironmentError {
        action: "cannot write",
        path: path.to_owned(),
        source: error.error,
    })
}

fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), EnvironmentError> {
    persist(write_beside(path, bytes)?, path)
}

/// The inputs and outputs of this build: a makefile rule, or JSON if the file's name says so.
fn dependencies(file: &Path, inputs: &[PathBuf], outputs: &[PathBuf]) -> String {
    if file.extension().is_some_and(|extension| extension == "json") {
        return format!("{:#}\n", serde_json::json!({ "inputs": inputs, "outputs": outputs }));
    }
    let list = |paths: &[PathBuf]| {
        let escaped: Vec<_> = paths
            .iter()
            .map(|path| {
                path.to_string_lossy()
                    .replace('\\', "\\\\")
                    .replace(' ', "\\ ")
                    .replace('#', "\\#")
                    .replace('$', "$$")
            })
            .collect();
        escaped.join(" ")
    };
    format!("{}: {}\n", list(outputs), list(inputs))
}

fn summary(
    composed: &Composed,
    exported: &Exported,
    written: &[(PathBuf, usize)],
    elapsed: Duration,
) -> String {
    let document = &composed.document;
    let sections = composed.source.sections.len();
    let mut figures = 0;
    blocks(document, &mut |block| match &block.kind {
        BlockKind::Figure(_) => figures += 1,
        BlockKind::FigureRow(row) => figures += row.len(),
        _ => {}
    });
    let files: Vec<_> = written
        .iter()
        .map(|(path, size)| format!("{} ({} kB)", path.display(), size.div_ceil(1000)))
        .collect();
    format!(
        "{} pages, {sections} sections, {} notes, {figures} figures → {} in {}",
        exported.layout.pages,
        document.notes.len(),
        files.join(", "),
        seconds(elapsed),
    )
}

fn seconds(duration: Duration) -> String {
    format!("{:.2} s", duration.as_secs_f64())
}
