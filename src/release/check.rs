//! Checks a folder of outputs: the manifest, the checksums, every byte, and what the manifest says
//! of the outputs against what they say of themselves. Needs no project for that; with one, the
//! sources are compared too.

use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::path::Path;

use super::manifest::{FileRecord, Manifest, Origin, Output, Record, sha256};
use super::staging::{MAX_MANIFEST, read_bounded};
use super::{CHECKSUMS, MANIFEST, checksums};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::Document;
use crate::project::whole;
use crate::project::{EnvironmentError, Project};
use crate::verify::{self, Lines, ReadError, Reading};

/// Largest output read, in bytes.
const MAX_OUTPUT: u64 = 1 << 30;

/// What a check of a folder found.
#[derive(Debug)]
pub struct Checked {
    /// The manifest, if it could be read.
    pub manifest: Option<Manifest>,
    /// The differences.
    pub diagnostics: Diagnostics,
    /// What each output says, by its name. Those that are missing or cannot be read are not here.
    pub readings: BTreeMap<String, Reading>,
    /// SHA-256 of the bytes of each output that is there.
    pub sums: BTreeMap<String, String>,
}

/// Checks a folder by itself.
///
/// # Errors
/// If the machine fails.
pub fn folder(path: &Path) -> Result<Checked, EnvironmentError> {
    if let Err(source) = std::fs::read_dir(path) {
        return Err(unreadable(path, source));
    }
    let mut checked = Checked {
        manifest: None,
        diagnostics: Diagnostics::new(),
        readings: BTreeMap::new(),
        sums: BTreeMap::new(),
    };
    for name in [MANIFEST, CHECKSUMS].into_iter().filter(|name| is_link(&path.join(name))) {
        checked.diagnostics.push(led_out(name));
    }
    if checked.diagnostics.has_errors() {
        return Ok(checked);
    }
    crate::project::is_reading(&path.join(MANIFEST).to_string_lossy());
    let text = match read_bounded(&path.join(MANIFEST), MAX_MANIFEST) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            checked.diagnostics.push(
                Diagnostic::new(Code::BadManifest, format!("the folder has no `{MANIFEST}`"))
                    .hint("`plenary build` writes it beside the outputs"),
            );
            return Ok(checked);
        }
        Err(error) if error.kind() == ErrorKind::FileTooLarge => {
            let message = format!("`{MANIFEST}` is no manifest: it has more than 16 MiB");
            checked.diagnostics.push(Diagnostic::new(Code::BadManifest, message));
            return Ok(checked);
        }
        Err(source) => return Err(unreadable(&path.join(MANIFEST), source)),
    };
    match Manifest::read(&text) {
        Ok(manifest) => {
            check_checksums(path, &manifest, &sha256(&text), &mut checked.diagnostics)?;
            for record in &manifest.documents {
                check_record(path, record, &mut checked)?;
            }
            check_unlisted(path, &manifest, &mut checked.diagnostics)?;
            checked.manifest = Some(manifest);
        }
        Err(reason) => {
            let message = format!("`{MANIFEST}` is no manifest: {reason}");
            checked.diagnostics.push(Diagnostic::new(Code::BadManifest, message));
        }
    }
    Ok(checked)
}

/// Compares the files that a document was made from with those that a project has now.
///
/// # Errors
/// If a font can no longer be read.
pub fn sources(record: &Record, project: &Project) -> Result<Diagnostics, EnvironmentError> {
    let (now, _) = Origin::files(project)?;
    let now: BTreeMap<&str, &FileRecord> =
        now.all().map(|file| (file.path.as_str(), file)).collect();
    let then: BTreeMap<&str, &FileRecord> =
        record.files().map(|file| (file.path.as_str(), file)).collect();
    let mut diagnostics = Diagnostics::new();
    let mut changed = |path: &str, how: &str| {
        let shown = project.shown(path);
        let message = format!("`{}` {how} since the outputs were built", shown.display());
        diagnostics.push(Diagnostic::new(Code::SourcesChanged, message));
    };
    for (path, file) in &then {
        match now.get(path) {
            None => changed(path, "is no longer used"),
            Some(found) if found.sha256 != file.sha256 => changed(path, "has changed"),
            Some(_) => {}
        }
    }
    for path in now.keys().filter(|path| !then.contains_key(*path)) {
        changed(path, "has come in");
    }
    Ok(diagnostics)
}

/// Compares what an output says with the document that it should be.
#[must_use]
pub fn parity(document: &Document, reading: &Reading, output: &Output) -> Diagnostics {
    let format = if output.manifestation == "pdf" { "PDF" } else { "DOCX" };
    verify::compare(&verify::expected(document), reading, format)
}

fn check_record(
    folder: &Path,
    record: &Record,
    checked: &mut Checked,
) -> Result<(), EnvironmentError> {
    for output in &record.outputs {
        let path = folder.join(&output.path);
        let name = &output.path;
        if is_link(&path) {
            checked.diagnostics.push(led_out(name));
            continue;
        }
        crate::project::is_reading(&path.to_string_lossy());
        let bytes = match read_bounded(&path, MAX_OUTPUT) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let message = format!("`{name}` is missing");
                checked.diagnostics.push(Diagnostic::new(Code::MissingOutput, message));
                continue;
            }
            Err(source) => return Err(unreadable(&path, source)),
        };
        let sum = sha256(&bytes);
        let is_written = bytes.len() as u64 == output.size && sum == output.sha256;
        checked.sums.insert(name.clone(), sum);
        if !is_written {
            let message = format!("`{name}` is not the file that was written");
            checked.diagnostics.push(Diagnostic::new(Code::BytesDiffer, message));
        }
        let Some(reading) = read_back(output, &bytes) else { continue };
        match reading {
            Ok(reading) => {
                checked.diagnostics.extend(facts(record, output, &reading));
                checked.diagnostics.extend(verify::foreign(&reading, &format!("`{name}`")));
                checked.readings.insert(name.clone(), reading);
            }
            Err(error) => {
                let message = format!("`{name}` cannot be read back: {error}");
                checked.diagnostics.push(Diagnostic::new(Code::OutputUnreadable, message));
            }
        }
    }
    Ok(())
}

/// None for formats that have no reader here.
fn read_back(output: &Output, bytes: &[u8]) -> Option<Result<Reading, ReadError>> {
    match output.manifestation.as_str() {
        "pdf" => Some(verify::read_pdf(bytes)),
        "docx" => Some(verify::read_docx(bytes)),
        _ => None,
    }
}

/// What the manifest says of an output, one after the other.
fn facts(record: &Record, output: &Output, reading: &Reading) -> Diagnostics {
    let said = |value: Option<&str>| value.unwrap_or("none").to_owned();
    let language = reading.facts.language.as_deref().unwrap_or_default();
    let language = language.split('-').next().unwrap_or_default().to_lowercase();
    let created = time::OffsetDateTime::from_unix_timestamp(record.timestamp)
        .map(|date| {
            let (year, month, day) = (date.year(), u8::from(date.month()), date.day());
            let (hour, minute, second) = date.to_hms();
            format!("{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}")
        })
        .unwrap_or_default();
    let mut pairs = vec![
        ("title", record.title.clone(), said(reading.facts.title.as_deref())),
        ("language", record.expression.language.clone(), language),
        ("time", created, said(reading.facts.created.as_deref())),
        ("number of notes", record.notes.to_string(), reading.notes.len().to_string()),
        ("standards", output.standards.join(", "), reading.facts.standards.join(", ")),
    ];
    // Where every line is one of its own (PDF), a word parted at its end cannot be told from two.
    if reading.lines == Lines::Asked {
        let found = verify::words(reading);
        pairs.push(("number of words", record.words.to_string(), found.to_string()));
    }
    if let Some(pages) = output.pages {
        let found = reading.facts.page_labels.len();
        pairs.push(("number of pages", pages.to_string(), found.to_string()));
    }
    let mut diagnostics = Diagnostics::new();
    for (what, listed, found) in pairs {
        if listed != found {
            let name = &output.path;
            let message =
                format!("`{name}` and the manifest differ in the {what}: {found}, listed {listed}");
            diagnostics.push(Diagnostic::new(Code::FactDiffers, message));
        }
    }
    diagnostics
}

fn check_checksums(
    folder: &Path,
    manifest: &Manifest,
    manifest_sum: &str,
    diagnostics: &mut Diagnostics,
) -> Result<(), EnvironmentError> {
    let path = folder.join(CHECKSUMS);
    let mut report =
        |message: String| diagnostics.push(Diagnostic::new(Code::BadChecksums, message));
    let text = match read_bounded(&path, MAX_MANIFEST) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            report(format!("the folder has no `{CHECKSUMS}`"));
            return Ok(());
        }
        Err(error) if error.kind() == ErrorKind::FileTooLarge => {
            report(format!("`{CHECKSUMS}` has more than 16 MiB"));
            return Ok(());
        }
        Err(source) => return Err(unreadable(&path, source)),
    };
    let Some(listed) = checksums::read(&text) else {
        report(format!("`{CHECKSUMS}` is not a list of checksums of files in this folder"));
        return Ok(());
    };
    let mut expected: BTreeMap<&str, &str> =
        manifest.outputs().map(|output| (output.path.as_str(), output.sha256.as_str())).collect();
    expected.insert(MANIFEST, manifest_sum);
    for (name, sum) in &expected {
        match listed.get(*name) {
            None => report(format!("`{CHECKSUMS}` does not list `{name}`")),
            Some(found) if found != sum => {
                let whose =
                    if *name == MANIFEST { "the manifest" } else { "what the manifest gives" };
                report(format!(
                    "`{CHECKSUMS}` has a checksum for `{name}` that is not that of {whose}"
                ));
            }
            Some(_) => {}
        }
    }
    for name in listed.keys().filter(|name| !expected.contains_key(name.as_str())) {
        report(format!("`{CHECKSUMS}` lists `{name}`, which is not in the manifest"));
    }
    Ok(())
}

fn is_link(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink())
}

fn led_out(name: &str) -> Diagnostic {
    let message = format!("`{name}` is a link; a folder of outputs holds its files itself");
    Diagnostic::new(Code::ForeignFile, message).hint("delete it, and build again")
}

/// Most entries of the folder that are told of.
const MAX_UNLISTED: usize = 100;

/// Files that are not listed: left over from a build whose sources have changed since, which is a
/// warning, or put there by somebody else.
fn check_unlisted(
    folder: &Path,
    manifest: &Manifest,
    diagnostics: &mut Diagnostics,
) -> Result<(), EnvironmentError> {
    let listed: BTreeSet<&str> = manifest
        .outputs()
        .map(|output| output.path.as_str())
        .chain([MANIFEST, CHECKSUMS])
        .collect();
    let mut names = BTreeSet::new();
    for entry in std::fs::read_dir(folder).map_err(|source| unreadable(folder, source))? {
        let entry = entry.map_err(|source| unreadable(folder, source))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        // Of a build that is at work, or was killed: the next one takes it away.
        if !listed.contains(name.as_str()) && !whole::is_temporary(&name) {
            let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
            names.insert((name, is_file));
            if names.len() > MAX_UNLISTED {
                break;
            }
        }
    }
    for (name, is_file) in names {
        let is_like_one = manifest.documents.iter().any(|record| {
            let stem = format!("{}-{}.", record.work, record.expression.language);
            name.strip_prefix(&stem).is_some_and(|format| matches!(format, "pdf" | "docx"))
        });
        diagnostics.push(if is_like_one && is_file {
            Diagnostic::new(Code::UnlistedOutput, format!("`{name}` is not in the manifest"))
                .hint("it is from another build; build it again, or delete it")
        } else {
            let message = format!("`{name}` is in the folder and not in the manifest");
            Diagnostic::new(Code::ForeignFile, message)
                .hint("a folder of outputs holds what was built and nothing else")
        });
    }
    Ok(())
}

fn unreadable(path: &Path, source: std::io::Error) -> EnvironmentError {
    EnvironmentError { action: "cannot read", path: path.to_owned(), source }
}
