//! `manifest.json`: what was made from what, by which program, from which commit.
//!
//! A manifest says nothing that depends on the machine: no clock, no host, no absolute path. The
//! same commit built into an empty folder gives the same manifest.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::repository::{self, FileHash, ObjectId, Revision};
use crate::document::{Document as Tree, Language};
use crate::project::{EnvironmentError, Input, Project};
use crate::verify;

/// Version of the format. It grows when a field changes its meaning or goes away.
pub const VERSION: u32 = 1;
/// How much of a file is read at once for its checksum.
const BLOCK: usize = 64 << 10;

/// Formats of outputs, which are the endings of their names.
const FORMATS: [&str; 2] = ["pdf", "docx"];
/// Most documents in one folder.
const MAX_DOCUMENTS: usize = 1_000;
/// Most sources, template files and fonts of a document.
const MAX_FILES: usize = 50_000;

/// Everything in a folder of outputs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Manifest {
    /// [`VERSION`] of the program that wrote it.
    pub manifest_version: u32,
    /// Documents by work and language.
    pub documents: Vec<Record>,
}

/// The one field that says how the others are to be read.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Version {
    manifest_version: Option<u64>,
}

/// One document: an expression of a work (IFLA Functional Requirements for Bibliographic Records,
/// 3.2), and the files that carry it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Record {
    /// The work: the guide's id, the same in every language.
    pub work: String,
    /// Which text of the work.
    pub expression: Expression,
    /// Title.
    pub title: String,
    /// The time that the outputs carry, in seconds since 1970 UTC.
    pub timestamp: i64,
    /// The program that wrote them.
    pub tool: Tool,
    /// Where the sources stood in their history; none outside of a repository.
    pub source: Option<Commit>,
    /// Source files.
    pub inputs: Vec<FileRecord>,
    /// Files of the template.
    pub template: Vec<FileRecord>,
    /// Font files that could be used.
    pub fonts: Vec<FileRecord>,
    /// Number of notes.
    pub notes: usize,
    /// Number of words, notes included; see [`verify::words`].
    pub words: usize,
    /// The files, in the order of their names.
    pub outputs: Vec<Output>,
}

/// What makes a text of a work this one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Expression {
    /// ISO 639-1 code.
    pub language: String,
    /// ISO 8601 date of the document, if it has one.
    pub date: Option<String>,
    /// Version label, if it has one.
    pub version: Option<String>,
    /// Document symbol, if it has one.
    pub symbol: Option<String>,
}

/// A program and its version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Tool {
    /// Name.
    pub name: String,
    /// Version.
    pub version: String,
}

/// A commit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Commit {
    /// Its name in hexadecimal.
    pub commit: String,
    /// Whether the sources were others than the commit's; null if that could not be found out.
    pub dirty: Option<bool>,
    /// The project's folder in the repository; empty for its top.
    pub folder: String,
}

/// A file that went into the outputs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct FileRecord {
    /// Path relative to the project, with forward slashes.
    pub path: String,
    /// Size in bytes.
    pub size: u64,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
    /// Whether it is a file of the program rather than of the project.
    pub embedded: bool,
}

/// A written file: a manifestation of the expression.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Output {
    /// Name of the file beside the manifest.
    pub path: String,
    /// The format: `pdf`, `docx`.
    pub manifestation: String,
    /// Size in bytes.
    pub size: u64,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
    /// Number of pages, where the file decides it.
    pub pages: Option<usize>,
    /// Standards that the file says it conforms to.
    pub standards: Vec<String>,
}

/// What the manifest knows about an output beside its bytes.
#[derive(Clone, Debug)]
pub struct OutputFacts {
    /// Name of the file.
    pub path: String,
    /// The format.
    pub manifestation: &'static str,
    /// Number of pages, where the file decides it.
    pub pages: Option<usize>,
    /// Standards claimed.
    pub standards: Vec<String>,
}

impl Output {
    /// The record of an output with these bytes.
    #[must_use]
    pub fn new(facts: OutputFacts, bytes: &[u8]) -> Self {
        Self {
            path: facts.path,
            manifestation: facts.manifestation.to_owned(),
            size: bytes.len() as u64,
            sha256: sha256(bytes),
            pages: facts.pages,
            standards: facts.standards,
        }
    }
}

/// SHA-256 in hexadecimal.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What a document was made from.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    inputs: Vec<FileRecord>,
    template: Vec<FileRecord>,
    fonts: Vec<FileRecord>,
    revision: Option<Revision>,
    unreadable: Option<String>,
}

impl Origin {
    /// Takes the checksums of everything that a project was read from, and looks for its commit.
    ///
    /// # Errors
    /// If a font can no longer be read.
    pub fn of(project: &Project) -> Result<Self, EnvironmentError> {
        let (mut origin, tracked) = Self::files(project)?;
        match repository::revision(project.root(), &tracked, &["sources", "templates", "fonts"]) {
            Ok(revision) => origin.revision = revision,
            Err(error) => origin.unreadable = Some(error.to_string()),
        }
        Ok(origin)
    }

    /// Takes the checksums alone.
    ///
    /// # Errors
    /// If a font can no longer be read.
    pub fn files(
        project: &Project,
    ) -> Result<(Self, BTreeMap<String, ObjectId>), EnvironmentError> {
        let records: Vec<(FileRecord, Option<ObjectId>)> = project
            .inputs()
            .files
            .par_iter()
            .map(|(path, input)| {
                FileRecord::new(path, input).map_err(|source| EnvironmentError {
                    action: "cannot read",
                    path: project.shown(path),
                    source,
                })
            })
            .collect::<Result<_, _>>()?;
        let mut origin = Self::default();
        let mut tracked = BTreeMap::new();
        for (record, id) in records {
            if let Some(id) = id {
                tracked.insert(record.path.clone(), id);
            }
            let list = match record.path.split('/').next() {
                Some("templates") => &mut origin.template,
                Some("fonts") => &mut origin.fonts,
                _ => &mut origin.inputs,
            };
            list.push(record);
        }
        Ok((origin, tracked))
    }

    /// Why the commit, or whether the sources differ from it, could not be found out, if so.
    #[must_use]
    pub fn remark(&self) -> Option<&str> {
        let remark = self.revision.as_ref().and_then(|revision| revision.remark.as_deref());
        self.unreadable.as_deref().or(remark)
    }

    /// Every file, in the order in which a record lists them.
    pub fn all(&self) -> impl Iterator<Item = &FileRecord> {
        self.inputs.iter().chain(&self.template).chain(&self.fonts)
    }
}

impl FileRecord {
    /// The record of a file, and its name in git unless it is part of the program. Fonts are large,
    /// so a file is never held whole for this.
    fn new(path: &str, input: &Input) -> std::io::Result<(Self, Option<ObjectId>)> {
        let (length, mut reader) = input.open()?;
        let (mut checksum, mut name, mut size) = (Sha256::new(), FileHash::new(length), 0);
        let mut block = vec![0; BLOCK];
        loop {
            let read = match reader.read(&mut block) {
                Ok(0) => break,
                Ok(read) => &block[..read],
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            checksum.update(read);
            size += read.len() as u64;
            if !input.embedded {
                name.update(read);
            }
        }
        let (path, sha256) = (path.to_owned(), hexadecimal(&checksum.finalize()));
        let record = Self { path, size, sha256, embedded: input.embedded };
        Ok((record, (!input.embedded).then(|| name.finish())))
    }
}

impl Record {
    /// The record of a document.
    #[must_use]
    pub fn new(
        document: &Tree,
        origin: Origin,
        timestamp: i64,
        tool: Tool,
        outputs: Vec<Output>,
    ) -> Self {
        let metadata = &document.metadata;
        let source = origin.revision.map(|revision| Commit {
            commit: revision.commit,
            dirty: revision.dirty,
            folder: revision.folder,
        });
        Self {
            work: metadata.id.clone(),
            expression: Expression {
                language: metadata.language.code().to_owned(),
                date: metadata.date.clone(),
                version: metadata.version.clone(),
                symbol: metadata.symbol.clone(),
            },
            title: metadata.title.clone(),
            timestamp,
            tool,
            source,
            inputs: origin.inputs,
            template: origin.template,
            fonts: origin.fonts,
            notes: document.notes.len(),
            words: verify::words(&verify::expected(document)),
            outputs,
        }
    }

    /// What tells documents apart.
    fn key(&self) -> (&str, &str) {
        (&self.work, &self.expression.language)
    }

    /// Whether two records are of outputs that one build could have written. The commit may be
    /// another as long as the files are the same.
    fn same_making(&self, other: &Self) -> bool {
        let making = |record: &Self| {
            let Self { tool, timestamp, inputs, template, fonts, .. } = record;
            (tool.clone(), *timestamp, inputs.clone(), template.clone(), fonts.clone())
        };
        making(self) == making(other)
    }

    /// Every file that went into the document.
    pub fn files(&self) -> impl Iterator<Item = &FileRecord> {
        self.inputs.iter().chain(&self.template).chain(&self.fonts)
    }
}

impl Manifest {
    /// The manifest of documents just written, with what an earlier one says of files that are
    /// still there as they were.
    ///
    /// `intact` tells whether a file of the folder has the size and checksum given. An earlier
    /// output of a document that was written anew stays only if it was made from the same files.
    #[must_use]
    pub fn merged(
        new: Vec<Record>,
        earlier: Option<Self>,
        intact: impl Fn(&Output) -> bool,
    ) -> Self {
        let mut documents = new;
        let written: Vec<String> = documents
            .iter()
            .flat_map(|record| record.outputs.iter().map(|output| output.path.clone()))
            .collect();
        for mut old in earlier.map(|manifest| manifest.documents).unwrap_or_default() {
            old.outputs.retain(|output| !written.contains(&output.path) && intact(output));
            if old.outputs.is_empty() {
                continue;
            }
            match documents.iter_mut().find(|record| record.key() == old.key()) {
                Some(record) if record.same_making(&old) => record.outputs.append(&mut old.outputs),
                Some(_) => {}
                None => documents.push(old),
            }
        }
        for record in &mut documents {
            record.outputs.sort_by(|a, b| a.path.cmp(&b.path));
        }
        documents.sort_by(|a, b| a.key().cmp(&b.key()));
        Self { manifest_version: VERSION, documents }
    }

    /// Reads a manifest.
    ///
    /// # Errors
    /// Why the bytes are not a manifest that this version reads.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        // Without a tree of what it holds, which would be fifty times as large.
        let version: Version = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        match version.manifest_version {
            Some(version) if version == u64::from(VERSION) => {}
            Some(version) => {
                return Err(format!("it is of version {version}; this plenary reads {VERSION}"));
            }
            None => return Err("it has no `manifest-version`".to_owned()),
        }
        let manifest: Self = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        manifest.check()?;
        Ok(manifest)
    }

    /// Whether it lists what a build can have written, and no more than that.
    fn check(&self) -> Result<(), String> {
        if self.documents.len() > MAX_DOCUMENTS {
            return Err(format!("it has more than {MAX_DOCUMENTS} documents"));
        }
        let mut names = BTreeSet::new();
        for record in &self.documents {
            let work = record.work.as_str();
            let language = record.expression.language.as_str();
            if record.files().count() > MAX_FILES {
                return Err(format!("it lists more than {MAX_FILES} files of `{work}`"));
            }
            if !is_id(work) {
                return Err(format!("`{work}` is no id of a guide"));
            }
            if !Language::ALL.iter().any(|known| known.code() == language) {
                return Err(format!("`{language}` is no language of a guide"));
            }
            for output in &record.outputs {
                let format = output.manifestation.as_str();
                let name = format!("{work}-{language}.{format}");
                if !is_file_name(&output.path) {
                    return Err(format!("the output `{}` is not in this folder", output.path));
                }
                if output.path != name || !FORMATS.contains(&format) {
                    return Err(format!("no build writes the output `{}`", output.path));
                }
                if !names.insert(name) {
                    return Err(format!("it lists `{}` twice", output.path));
                }
            }
        }
        Ok(())
    }

    /// The manifest as it is written.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Strings, numbers and lists always serialize.
        format!("{}\n", serde_json::to_string_pretty(self).unwrap_or_default())
    }

    /// Every output.
    pub fn outputs(&self) -> impl Iterator<Item = &Output> {
        self.documents.iter().flat_map(|record| &record.outputs)
    }
}

/// Whether a text can be the id of a guide, by which its outputs are named.
fn is_id(text: &str) -> bool {
    let is_part = |sign: u8| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == b'-';
    (1..=64).contains(&text.len()) && !text.starts_with('-') && text.bytes().all(is_part)
}

/// Whether a path is the plain name of a file.
pub(super) fn is_file_name(path: &str) -> bool {
    !path.is_empty() && !matches!(path, "." | "..") && !path.contains(['/', '\\', '\n', '\r', '\0'])
}
