//! `plenary verify`: checks folders of outputs by themselves, then against the sources.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::args::{Common, VerifyArguments};
use super::terminal::{Report, Terminal};
use super::{Outcome, projects};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, SourceMap};
use crate::document::Document;
use crate::export::pdf;
use crate::pipeline::{self, BuildOptions, Composed, Format};
use crate::project::{EnvironmentError, FontShelf, Project};
use crate::release::check::{self, Checked};
use crate::release::manifest::{Manifest, Record, Tool, sha256};
use crate::source::load_guide;
use crate::verify::{page_faults, verify_docx, verify_pdf};

/// A document that a project could build.
struct Candidate {
    project: Project,
    /// Work and language; none if the manifest of the guide cannot be read.
    key: Option<(String, String)>,
    /// Whether a folder that does not list it is wrong.
    must_be_listed: bool,
}

pub(super) fn run(common: &Common, arguments: &VerifyArguments, terminal: &Terminal) -> Outcome {
    let progress = terminal.progress();
    let mut reports = Vec::new();
    let (mut names, mut remarks) = (Vec::new(), Vec::<String>::new());
    // Without a folder each project's own is checked; a folder may hold those of all projects.
    let mut jobs: Vec<(PathBuf, Vec<PathBuf>)> = Vec::new();
    let given = projects::folders(common, &[]);
    match &arguments.folder {
        Some(folder) => jobs.push((folder.clone(), given)),
        None => jobs.extend(given.into_iter().map(|one| (one.join("build"), vec![one]))),
    }
    let must_be_listed = arguments.folder.is_none() || !common.project.is_empty();
    for (folder, given) in jobs {
        progress.stage(&format!("reading {}", folder.display()));
        let result = candidates(&given, must_be_listed)
            .and_then(|candidates| Ok((check::folder(&folder)?, candidates)));
        match result {
            Ok((checked, candidates)) => {
                let listed = checked.manifest.iter().flat_map(Manifest::outputs);
                names.extend(listed.map(|output| output.path.clone()));
                remarks.extend(against_sources(
                    checked,
                    &candidates,
                    !arguments.no_rebuild,
                    &mut reports,
                ));
            }
            Err(error) => reports.push(Report::failed(error.to_string())),
        }
    }
    drop(progress);
    let outcome = terminal.reports(&mut reports);
    if outcome == Outcome::Fine {
        for remark in &remarks {
            terminal.remark(remark);
        }
        terminal.remark(&format!("no differences: {}", names.join(", ")));
    }
    outcome
}

/// The originals and editions of projects. A folder that was not asked for by name and is no
/// project has none: then the outputs are checked by themselves.
fn candidates(
    folders: &[PathBuf],
    must_be_listed: bool,
) -> Result<Vec<Candidate>, EnvironmentError> {
    let shelf = FontShelf::default();
    let mut candidates = Vec::new();
    for folder in folders {
        let open = || Ok(Project::open(folder)?.sharing(&shelf));
        let original: Project = open()?;
        if !must_be_listed && !original.has_source("guide.yaml") {
            continue;
        }
        let mut projects = Vec::new();
        for edition in original.editions()? {
            projects.push(open()?.edition(&edition));
        }
        projects.insert(0, original);
        for project in projects {
            let key = load_guide(&project)?
                .map(|guide| (guide.id.value, guide.language.code().to_owned()));
            let must_be_listed = must_be_listed && project.edition_name().is_none();
            candidates.push(Candidate { project, key, must_be_listed });
        }
    }
    Ok(candidates)
}

/// Compares the documents of a folder with the candidates that they were built from.
fn against_sources(
    checked: Checked,
    candidates: &[Candidate],
    rebuilds: bool,
    reports: &mut Vec<Report>,
) -> Vec<String> {
    let Checked { manifest, mut diagnostics, readings, sums } = checked;
    let mut remarks = Vec::new();
    let records: BTreeMap<(&str, &str), &Record> = manifest
        .iter()
        .flat_map(|manifest| &manifest.documents)
        .map(|record| ((record.work.as_str(), record.expression.language.as_str()), record))
        .collect();
    let mut compared = Vec::new();
    let mut listed: Vec<&str> = Vec::new();
    for candidate in candidates {
        let Candidate { project, key, must_be_listed } = candidate;
        let record = key
            .as_ref()
            .and_then(|(work, language)| records.get(&(work.as_str(), language.as_str())));
        match (record, key) {
            (Some(record), _) => {
                listed.extend(record.outputs.iter().map(|output| output.path.as_str()));
                let sums = rebuilds.then_some(&sums);
                compared.push(compare_document(project, record, &readings, sums, &mut remarks));
            }
            (None, None) => compared.push(problems(project)),
            (None, Some((work, language))) if *must_be_listed && manifest.is_some() => {
                let message = format!("the manifest lists no output of `{work}-{language}`");
                diagnostics.push(Diagnostic::new(Code::MissingOutput, message));
            }
            (None, Some(_)) => {}
        }
    }
    // What is compared with its sources is told of there, with its place in them.
    for (name, reading) in readings.iter().filter(|(name, _)| !listed.contains(&name.as_str())) {
        diagnostics.extend(page_faults(reading, name));
    }
    reports.push(Report::new(diagnostics, &SourceMap::default()));
    for result in compared {
        reports.push(result.unwrap_or_else(|error| Report::failed(error.to_string())));
    }
    remarks
}

fn compare_document(
    project: &Project,
    record: &Record,
    readings: &BTreeMap<String, crate::verify::Reading>,
    sums: Option<&BTreeMap<String, String>>,
    remarks: &mut Vec<String>,
) -> Result<Report, EnvironmentError> {
    let mut diagnostics = Diagnostics::new();
    let composed = pipeline::compose(project, &mut diagnostics)?;
    // Where composing stopped, what comes after was not read: only the reason is told.
    if composed.is_some() || !diagnostics.has_errors() {
        diagnostics.extend(check::sources(record, project)?);
    }
    if let Some(composed) = composed {
        for output in &record.outputs {
            if let Some(reading) = readings.get(&output.path) {
                diagnostics.extend(check::parity(&composed.document, reading, output));
            }
        }
        if let Some(sums) = sums.filter(|_| !diagnostics.has_errors()) {
            match rebuild(&composed, record, sums)? {
                Rebuilt::Compared(found) => diagnostics.absorb(found),
                Rebuilt::Impossible(reason) => remarks.push(format!(
                    "the outputs of `{}-{}` were not built again to compare their bytes: {reason}",
                    record.work, record.expression.language
                )),
            }
        }
    } else {
        for output in &record.outputs {
            if let Some(reading) = readings.get(&output.path) {
                diagnostics.extend(page_faults(reading, &output.path));
            }
        }
    }
    Ok(Report::new(diagnostics, project.source_map()))
}

/// What building a document again has shown.
enum Rebuilt {
    /// Differences, if any.
    Compared(Diagnostics),
    /// Why it was not done.
    Impossible(String),
}

/// Builds a document again, with the date and the standards that its record has, and compares the
/// bytes of every output. Its sources, template and fonts are those of the record.
fn rebuild(
    composed: &Composed,
    record: &Record,
    sums: &BTreeMap<String, String>,
) -> Result<Rebuilt, EnvironmentError> {
    let Tool { name, version } = &record.tool;
    if (name.as_str(), version.as_str()) != ("plenary", env!("CARGO_PKG_VERSION")) {
        return Ok(Rebuilt::Impossible(format!("they are of {name} {version}")));
    }
    let formats: Vec<Format> = (Format::ALL.into_iter())
        .filter(|format| record.outputs.iter().any(|one| one.manifestation == format.extension()))
        .collect();
    let said = record.outputs.iter().find(|one| one.manifestation == Format::Pdf.extension());
    let pdf_standards = match said.map(|output| pdf::Standard::of_claims(&output.standards)) {
        Some(None) => return Ok(Rebuilt::Impossible("their standards are not known".to_owned())),
        Some(Some(standards)) => standards,
        None => pdf::Standard::DEFAULT.to_vec(),
    };
    let timestamp = Some(record.timestamp);
    let options = BuildOptions { timestamp, pdf_standards, last: false };
    let mut ignored = Diagnostics::new();
    let exported = pipeline::export(composed, &formats, &options, &mut ignored);
    composed.fonts_were_read()?;
    let Ok(exported) = exported else {
        return Ok(Rebuilt::Impossible("the sources can no longer be set".to_owned()));
    };
    let mut diagnostics = Diagnostics::new();
    for (format, bytes) in &exported.outputs {
        let sum = sha256(bytes);
        let outputs = record.outputs.iter();
        for output in outputs.filter(|output| output.manifestation == format.extension()) {
            // What is not even the file that was listed is told of as that.
            let found = sums.get(&output.path).filter(|found| **found == output.sha256);
            if found.is_some_and(|found| *found != sum) {
                let message = format!("`{}` is not what its sources give", output.path);
                diagnostics.push(
                    Diagnostic::new(Code::NotReproduced, message)
                        .hint("it was built again, and its bytes are others; build it anew"),
                );
            }
        }
    }
    Ok(Rebuilt::Compared(diagnostics))
}

/// Why a guide's manifest cannot be read.
fn problems(project: &Project) -> Result<Report, EnvironmentError> {
    let mut diagnostics = Diagnostics::new();
    pipeline::compose(project, &mut diagnostics)?;
    Ok(Report::new(diagnostics, project.source_map()))
}

/// Compares the bytes of one output with the document.
pub(super) fn compare(format: Format, bytes: &[u8], document: &Document) -> Diagnostics {
    match format {
        Format::Pdf => verify_pdf(bytes, document),
        Format::Docx => verify_docx(bytes, document),
    }
}
