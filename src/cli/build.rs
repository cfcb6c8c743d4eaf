//! `plenary build`: the outputs of each document, then the manifest and the checksums of each
//! folder, written whole or not at all.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rayon::prelude::*;

use super::args::{BuildArguments, Common, OutputFormat, PdfStandard};
use super::projects::{self, Target};
use super::terminal::{Progress, Report, Terminal};
use super::{Outcome, memory, verify};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, counted};
use crate::document::BlockKind;
use crate::document::visit::blocks;
use crate::export::pdf;
use crate::pipeline::{self, BuildOptions, Composed, Exported, Format};
use crate::project::{EnvironmentError, Project};
use crate::release::dependencies::{self, Dependencies};
use crate::release::manifest::{Origin, Output, OutputFacts, Record, Tool};
use crate::release::{CHECKSUMS, MANIFEST, OutputFolder, Staged};
use crate::source::load_guide;

/// What is built and how, the same for every document.
struct Job<'a> {
    formats: Vec<Format>,
    options: BuildOptions,
    out: Option<&'a Path>,
    deps: Option<&'a Path>,
    read_back: bool,
    terminal: &'a Terminal,
    progress: &'a Progress,
}

/// What is seen of the pages both after layout and in the written file.
const TOLD_TWICE: [(Code, Code); 2] =
    [(Code::NotePage, Code::OutputNotePage), (Code::TextOutside, Code::OutputTextOutside)];

/// A document whose outputs wait to take their places.
struct Built {
    folder: OutputFolder,
    waiting: Vec<Staged>,
    record: Record,
    dependencies: Dependencies,
    summary: String,
    times: String,
}

pub(super) fn run(common: &Common, arguments: &BuildArguments, terminal: &Terminal) -> Outcome {
    let started = Instant::now();
    let (job_options, targets) = match prepare(common, arguments) {
        Ok(prepared) => prepared,
        Err(message) => return terminal.usage(&message),
    };
    let progress = terminal.progress();
    let job = Job {
        formats: formats(arguments),
        options: job_options,
        out: arguments.out.as_deref(),
        deps: arguments.deps.as_deref(),
        read_back: arguments.verify,
        terminal,
        progress: &progress,
    };
    let number = targets.len();
    let results =
        projects::for_each(targets, arguments.selection.jobs, |project| build(project, &job));
    let (mut reports, built): (Vec<Report>, Vec<Option<Option<Built>>>) =
        results.into_iter().unzip();
    let built: Vec<(usize, Built)> = built
        .into_iter()
        .enumerate()
        .filter_map(|(index, built)| Some((index, built.flatten()?)))
        .collect();
    if let Some(message) = refuse_deps(job.deps, &built) {
        drop(progress);
        terminal.reports(&mut reports);
        return terminal.usage(&message);
    }
    let written = publish(built, &mut reports, terminal);
    if let Some(file) = arguments.deps.as_deref().filter(|_| !written.is_empty()) {
        let list: Vec<_> = written.iter().map(|one| &one.dependencies).collect();
        let text = dependencies::text(file, &list);
        if let Err(error) = terminal.publisher().write(file, text.as_bytes()) {
            reports.push(Report::failed(error.to_string()));
        }
    }
    drop(progress);
    let outcome = terminal.reports(&mut reports);
    for one in &written {
        terminal.remark(&one.summary);
        if common.verbose {
            terminal.remark(&one.times);
        }
    }
    if number > 1 {
        let (done, time) = (written.len(), seconds(started.elapsed()));
        terminal.remark(&format!("{done} of {number} documents in {time}"));
    }
    outcome
}

/// What can be said to be wrong before anything is built.
fn prepare(
    common: &Common,
    arguments: &BuildArguments,
) -> Result<(BuildOptions, Vec<Target>), String> {
    let timestamp = source_date(arguments.timestamp)?;
    let pdf_standards = standards(arguments);
    pdf::check_standards(&pdf_standards).map_err(|message| format!("--pdf-standard: {message}"))?;
    let targets = projects::select(common, &arguments.selection)?;
    check_collisions(&targets, arguments.out.as_deref())?;
    // After the only document nothing is set any more: what Typst remembers can be let go.
    let last = targets.len() == 1;
    Ok((BuildOptions { timestamp, pdf_standards, last }, targets))
}

/// `--timestamp`, else `SOURCE_DATE_EPOCH` (reproducible-builds.org specification, 1.1). Dates in
/// files have four digits for the year.
fn source_date(given: Option<i64>) -> Result<Option<i64>, String> {
    let (seconds, source) = match given {
        Some(seconds) => (seconds, "--timestamp"),
        None => match std::env::var("SOURCE_DATE_EPOCH") {
            Err(_) => return Ok(None),
            Ok(text) => match text.parse::<i64>() {
                Ok(seconds) => (seconds, "SOURCE_DATE_EPOCH"),
                Err(_) => {
                    return Err(format!(
                        "SOURCE_DATE_EPOCH is `{text}`, which is not a number of seconds"
                    ));
                }
            },
        },
    };
    match time::OffsetDateTime::from_unix_timestamp(seconds).map(time::OffsetDateTime::year) {
        Ok(1..=9999) => Ok(Some(seconds)),
        _ => Err(format!("{source} is {seconds}, which is not in the years 1 to 9999")),
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

/// Two documents of one run may not be written to the same place.
fn check_collisions(targets: &[Target], out: Option<&Path>) -> Result<(), String> {
    let mut places: BTreeMap<PathBuf, PathBuf> = BTreeMap::new();
    for project in targets.iter().flatten() {
        // What cannot be read is told of when it is built.
        let Ok(Some(guide)) = load_guide(project) else { continue };
        let folder = out.map_or_else(|| project.root().join("build"), Path::to_owned);
        let stem = format!("{}-{}", guide.id.value, guide.language.code());
        let guide = project.shown(&project.source_path("guide.yaml"));
        if let Some(other) = places.insert(folder.join(&stem), guide.clone()) {
            let (one, two) = (other.display(), guide.display());
            return Err(format!("`{one}` and `{two}` would both be written to `{stem}`"));
        }
    }
    Ok(())
}

/// Builds one document up to its outputs under temporary names. None beside a report that says
/// why.
fn build(project: &Project, job: &Job<'_>) -> Result<(Report, Option<Built>), EnvironmentError> {
    let started = Instant::now();
    let mut diagnostics = Diagnostics::new();
    job.progress.stage("reading and composing");
    let composed = pipeline::compose(project, &mut diagnostics)?;
    let read = started.elapsed();
    let Some(composed) = composed.filter(|_| !diagnostics.has_errors()) else {
        return Ok((Report::new(diagnostics, project.source_map()), None));
    };
    memory::prepare_for(&composed.document);
    job.progress.stage("setting pages");
    // Checksums are taken beside the setting of pages, which leaves a core free.
    let (exported, origin) = rayon::join(
        || pipeline::export(&composed, &job.formats, &job.options, &mut diagnostics),
        || Origin::of(project),
    );
    composed.fonts_were_read()?;
    let origin = origin?;
    let exported = match exported {
        Ok(exported) => exported,
        Err(refused) => {
            diagnostics.extend(refused);
            return Ok((Report::new(diagnostics, project.source_map()), None));
        }
    };
    if let Some(remark) = origin.remark() {
        diagnostics.push(no_repository(remark));
    }
    if job.read_back {
        job.progress.stage("reading the outputs back");
        for (format, bytes) in &exported.outputs {
            let mut found = verify::compare(*format, bytes, &composed.document);
            // What layout has told of already is told of once.
            for (told, again) in TOLD_TWICE {
                if diagnostics.iter().any(|one| one.code == told) {
                    found.retain(|one| one.code != again);
                }
            }
            diagnostics.absorb(found);
        }
    }
    let built = if job.terminal.stops(&diagnostics) {
        None
    } else {
        let folder = match (job.out, project.output_folder()) {
            (Some(out), _) if lies_in(out, project.root()) => {
                OutputFolder::new(out.to_owned()).of(stems(project)?)
            }
            (Some(out), _) => OutputFolder::new(out.to_owned()),
            (None, Ok(_)) => OutputFolder::new(project.shown("build")).of(stems(project)?),
            (None, Err(refused)) => {
                diagnostics.push(*refused);
                return Ok((Report::new(diagnostics, project.source_map()), None));
            }
        };
        let dependencies = dependencies_of(project, &folder, &composed, job);
        let refused = job.deps.and_then(|file| dependencies.refusal(file));
        if let Some(refused) = refused {
            diagnostics.push(refused);
            return Ok((Report::new(diagnostics, project.source_map()), None));
        }
        let times = (started, read);
        Some(stage(dependencies, job, &composed, &exported, origin, folder, times)?)
    };
    Ok((Report::new(diagnostics, project.source_map()), built))
}

/// What the outputs of a document are made from, and what they are.
fn dependencies_of(
    project: &Project,
    folder: &OutputFolder,
    composed: &Composed,
    job: &Job<'_>,
) -> Dependencies {
    let inputs = project.inputs();
    let output = |format: &Format| folder.path().join(output_name(composed, *format));
    Dependencies {
        inputs: inputs.on_disk().map(|path| project.shown(path)).collect(),
        absent: inputs.absent.iter().map(|path| project.shown(path)).collect(),
        outputs: job.formats.iter().map(output).collect(),
    }
}

/// Why the list of dependencies cannot stand where it is wanted: it would replace what the build
/// reads or writes.
fn refuse_deps(file: Option<&Path>, built: &[(usize, Built)]) -> Option<String> {
    let file = file?;
    let lists = built
        .iter()
        .flat_map(|(_, one)| [MANIFEST, CHECKSUMS].map(|name| one.folder.path().join(name)));
    let lists = Dependencies { outputs: lists.collect(), ..Dependencies::default() };
    let mut all = built.iter().map(|(_, one)| &one.dependencies).chain([&lists]);
    let shown = file.display();
    all.any(|one| one.has(file)).then(|| {
        format!("--deps: `{shown}` is a file that this build reads or writes; name another")
    })
}

/// Whether a folder that perhaps is not there yet is in a project: then whoever wrote the sources can
/// have written a manifest there too.
fn lies_in(folder: &Path, root: &Path) -> bool {
    let folder = std::env::current_dir().map_or_else(|_| folder.to_owned(), |at| at.join(folder));
    let there = folder.ancestors().find_map(|path| path.canonicalize().ok());
    there.is_some_and(|path| path.starts_with(root))
}

/// What the outputs of a project are called, in all its editions, without their endings.
fn stems(project: &Project) -> Result<BTreeSet<String>, EnvironmentError> {
    let original = Project::open(project.root())?;
    let mut editions = Vec::new();
    for name in original.editions()? {
        editions.push(Project::open(project.root())?.edition(&name));
    }
    let mut stems = BTreeSet::new();
    for project in std::iter::once(original).chain(editions) {
        // What is wrong with an edition is told of when it is built.
        if let Some(guide) = load_guide(&project)? {
            stems.insert(format!("{}-{}", guide.id.value, guide.language.code()));
        }
    }
    Ok(stems)
}

fn no_repository(reason: &str) -> Diagnostic {
    let message = format!("the git repository of the project cannot be read: {reason}");
    Diagnostic::new(Code::RepositoryUnreadable, message)
        .hint("the manifest does not say whether the sources are those of a commit")
}

/// Writes the outputs under temporary names and puts down what the manifest says of them.
fn stage(
    dependencies: Dependencies,
    job: &Job<'_>,
    composed: &Composed,
    exported: &Exported,
    origin: Origin,
    folder: OutputFolder,
    (started, read): (Instant, Duration),
) -> Result<Built, EnvironmentError> {
    let files: Vec<(String, &[u8])> = exported
        .outputs
        .iter()
        .map(|(format, bytes)| (output_name(composed, *format), bytes.as_slice()))
        .collect();
    // Checksums are taken while the disk is waited for.
    let (waiting, outputs) = rayon::join(
        || job.terminal.publisher().stage(&folder, &files),
        || -> Vec<Output> {
            let output = |(format, bytes): &(Format, Vec<u8>)| {
                Output::new(facts(*format, composed, exported, job), bytes)
            };
            exported.outputs.par_iter().map(output).collect()
        },
    );
    let waiting = waiting?;
    let paths = outputs.iter().map(|output| folder.path().join(&output.path));
    let sizes: Vec<(PathBuf, u64)> = paths.zip(outputs.iter().map(|output| output.size)).collect();
    let tool = Tool { name: "plenary".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() };
    let timestamp = pipeline::timestamp(composed, &job.options);
    let record = Record::new(&composed.document, origin, timestamp, tool, outputs);
    let elapsed = started.elapsed();
    let fonts: Vec<&str> = composed.fonts.loaded().collect();
    let times = format!(
        "reading and composing {}, setting and writing {}\nfont files loaded: {}",
        seconds(read),
        seconds(elapsed.saturating_sub(read)),
        fonts.join(", "),
    );
    let summary = summary(composed, exported, &sizes, elapsed);
    Ok(Built { folder, waiting, record, dependencies, summary, times })
}

/// What the manifest says of an output beside its bytes.
fn facts(format: Format, composed: &Composed, exported: &Exported, job: &Job<'_>) -> OutputFacts {
    let path = output_name(composed, format);
    let manifestation = format.extension();
    match format {
        Format::Pdf => OutputFacts {
            path,
            manifestation,
            pages: Some(exported.layout.pages),
            standards: pdf::claims(&job.options.pdf_standards),
        },
        // Word counts the pages of a DOCX when it opens it.
        Format::Docx => OutputFacts {
            path,
            manifestation,
            pages: None,
            standards: vec!["ISO/IEC 29500 Transitional".to_owned()],
        },
    }
}

/// Puts the outputs of each folder in their places. A folder that cannot be written to is told of
/// in the reports of its documents, which are then left out of the result.
fn publish(built: Vec<(usize, Built)>, reports: &mut [Report], terminal: &Terminal) -> Vec<Built> {
    let mut folders: BTreeMap<OutputFolder, Vec<(usize, Built)>> = BTreeMap::new();
    for (index, one) in built {
        folders.entry(one.folder.clone()).or_default().push((index, one));
    }
    let mut written = Vec::new();
    for (folder, mut documents) in folders {
        let waiting = documents.iter_mut().flat_map(|(_, one)| std::mem::take(&mut one.waiting));
        let waiting = waiting.collect();
        let records = documents.iter().map(|(_, one)| one.record.clone()).collect();
        match terminal.publisher().publish(&folder, waiting, records) {
            Ok(()) => written.extend(documents),
            Err(error) => {
                if let Some((index, _)) = documents.first() {
                    reports[*index].failure = Some(error.to_string());
                }
            }
        }
    }
    written.sort_by_key(|(index, _)| *index);
    written.into_iter().map(|(_, one)| one).collect()
}

/// The file name of an output: `ID-LANG.pdf`.
fn output_name(composed: &Composed, format: Format) -> String {
    let metadata = &composed.document.metadata;
    format!("{}-{}.{}", metadata.id, metadata.language.code(), format.extension())
}

fn summary(
    composed: &Composed,
    exported: &Exported,
    written: &[(PathBuf, u64)],
    elapsed: Duration,
) -> String {
    let document = &composed.document;
    let sections = composed.source.sections.len();
    let mut figures = 0;
    blocks(document, &mut |block| match &block.kind {
        BlockKind::Figure(_) => figures += 1,
        BlockKind::FigureRow(row) => figures += row.figures.len(),
        _ => {}
    });
    let files: Vec<_> = written
        .iter()
        .map(|(path, size)| format!("{} ({} kB)", path.display(), size.div_ceil(1000)))
        .collect();
    format!(
        "{}, {}, {}, {} → {} in {}",
        counted(exported.layout.pages, "page"),
        counted(sections, "section"),
        counted(document.notes.len(), "note"),
        counted(figures, "figure"),
        files.join(", "),
        seconds(elapsed),
    )
}

fn seconds(duration: Duration) -> String {
    format!("{:.2} s", duration.as_secs_f64())
}
