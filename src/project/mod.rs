//! The project on disk: the only reader of files. Paths stay inside the project, sizes are
//! bounded, and what was read is remembered. Template and font folders that the project lacks
//! come from the copies in the binary.

mod embedded;

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex};

use crate::diagnostic::{Code, Diagnostic, FileId, SourceMap, Span};
use crate::fonts::{self, FontBytes, FontFile, FontLibrary};

/// Largest text file read, in bytes.
pub const MAX_TEXT_BYTES: u64 = 4 << 20;
/// Largest image or font file read, in bytes.
pub const MAX_BINARY_BYTES: u64 = 64 << 20;

/// A file or folder of the machine could not be used: no mistake of the editor's.
#[derive(Debug, thiserror::Error)]
#[error("{action} `{}`: {source}", path.display())]
pub struct EnvironmentError {
    /// What was tried: "cannot read".
    pub action: &'static str,
    /// On what.
    pub path: PathBuf,
    /// Why it failed.
    #[source]
    pub source: std::io::Error,
}

/// Why a file was not read.
#[derive(Debug)]
pub enum ReadError {
    /// The editor can mend it.
    Diagnostic(Box<Diagnostic>),
    /// The machine's owner can.
    Environment(EnvironmentError),
}

/// A project folder.
#[derive(Debug)]
pub struct Project {
    root: PathBuf,
    sources: SourceMap,
    inputs: Mutex<BTreeSet<String>>,
}

impl Project {
    /// Opens a folder. Nothing is read yet.
    ///
    /// # Errors
    /// If the folder is not there or is not a folder.
    pub fn open(root: &Path) -> Result<Self, EnvironmentError> {
        let failed = |source| EnvironmentError {
            action: "cannot open the project folder",
            path: root.to_owned(),
            source,
        };
        let canonical = root.canonicalize().map_err(failed)?;
        if !canonical.is_dir() {
            return Err(failed(std::io::ErrorKind::NotADirectory.into()));
        }
        Ok(Self { root: canonical, sources: SourceMap::default(), inputs: Mutex::default() })
    }

    /// The folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The texts read so far.
    #[must_use]
    pub fn source_map(&self) -> &SourceMap {
        &self.sources
    }

    /// Every project file read so far, by its path relative to the project.
    #[must_use]
    pub fn inputs(&self) -> BTreeSet<String> {
        self.inputs.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    /// Reads a text file of the project.
    ///
    /// # Errors
    /// See [`ReadError`]. `named_at` is where the sources name the file.
    pub fn read_text(
        &self,
        path: &str,
        named_at: Option<Span>,
    ) -> Result<(FileId, Arc<str>), ReadError> {
        let bytes = self.read(path, MAX_TEXT_BYTES, named_at)?;
        self.register_text(path, &bytes)
    }

    /// Reads a binary file of the project.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn read_bytes(&self, path: &str, named_at: Option<Span>) -> Result<Arc<[u8]>, ReadError> {
        self.read(path, MAX_BINARY_BYTES, named_at)
    }

    /// Reads a file of a template: from the project if it has that template, else from the binary.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn read_template_file(
        &self,
        template: &str,
        file: &str,
    ) -> Result<(FileId, Arc<str>), ReadError> {
        let path = format!("templates/{template}/{file}");
        if self.root.join("templates").join(template).is_dir() {
            return self.read_text(&path, None);
        }
        match embedded::template_file(template, file) {
            Some(bytes) => self.register_text(&path, bytes),
            None => Err(missing(&path, None)),
        }
    }

    /// Files of a template that end in `.j2`, relative to its folder, in order.
    ///
    /// # Errors
    /// If the template's folder cannot be listed.
    pub fn template_files(&self, template: &str) -> Result<Vec<String>, EnvironmentError> {
        let folder = self.root.join("templates").join(template);
        if !folder.is_dir() {
            return Ok(embedded::template_files(template));
        }
        let mut files = Vec::new();
        list(&folder, "", &mut files)?;
        files.retain(|file| Path::new(file).extension().is_some_and(|e| e == "j2"));
        Ok(files)
    }

    /// Names of the templates that can be used.
    #[must_use]
    pub fn template_names(&self) -> Vec<String> {
        let mut names = embedded::template_names();
        if let Ok(entries) = std::fs::read_dir(self.root.join("templates")) {
            names
                .extend(entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()));
        }
        names.sort();
        names.dedup();
        names
    }

    /// The fonts: the project's `fonts` folder if there is one, else the binary's. Of the files only
    /// what describes them is read here; the rest is read when a text needs it.
    ///
    /// # Errors
    /// If the folder or a file in it cannot be read.
    pub fn fonts(&self) -> Result<FontLibrary, ReadError> {
        let folder = self.root.join("fonts");
        if !folder.is_dir() {
            return Ok(FontLibrary { files: embedded::fonts() });
        }
        let mut paths = Vec::new();
        list(&folder, "", &mut paths).map_err(ReadError::Environment)?;
        let mut files = Vec::new();
        for path in paths {
            let is_font = Path::new(&path).extension().is_some_and(|extension| {
                ["ttf", "otf", "ttc"].iter().any(|font| extension.eq_ignore_ascii_case(font))
            });
            if !is_font {
                continue;
            }
            files.push(self.font(path)?);
        }
        Ok(FontLibrary { files })
    }

    /// Section files that are there, by id, in order.
    ///
    /// # Errors
    /// If the folder cannot be listed.
    pub fn section_ids(&self) -> Result<Vec<String>, EnvironmentError> {
        let folder = self.root.join("sources/sections");
        if !folder.is_dir() {
            return Ok(Vec::new());
        }
        let mut files = Vec::new();
        list(&folder, "", &mut files)?;
        Ok(files.iter().filter_map(|file| file.strip_suffix(".yaml")).map(str::to_owned).collect())
    }

    fn font(&self, path: String) -> Result<FontFile, ReadError> {
        let named = format!("fonts/{path}");
        let full = self.locate(&named, MAX_BINARY_BYTES, None)?;
        let described = std::fs::File::open(&full).and_then(|mut file| fonts::describe(&mut file));
        let description = described.map_err(|error| unreadable(self.root.join(&named), error))?;
        self.remember(&named);
        let embedded = embedded::font(&path);
        Ok(FontFile::on_disk(path, description, move || {
            let read = std::fs::read(&full)?;
            // The project's fonts are usually those of the binary: then no second copy is kept.
            Ok(match embedded {
                Some(bytes) if read == bytes => FontBytes::Embedded(bytes),
                Some(_) | None => FontBytes::Read(read.into()),
            })
        }))
    }

    fn read(&self, path: &str, limit: u64, named_at: Option<Span>) -> Result<Arc<[u8]>, ReadError> {
        let file = self.locate(path, limit, named_at)?;
        let bytes =
            std::fs::read(&file).map_err(|error| unreadable(self.root.join(path), error))?;
        self.remember(path);
        Ok(bytes.into())
    }

    /// Where a file of the project is, if it is one and not too large.
    fn locate(&self, path: &str, limit: u64, named_at: Option<Span>) -> Result<PathBuf, ReadError> {
        let relative = Path::new(path);
        let inside = relative.components().all(|part| matches!(part, Component::Normal(_)))
            && !path.contains('\\');
        if !inside {
            return Err(outside(path, named_at));
        }
        let full = self.root.join(relative);
        let canonical = match full.canonicalize() {
            Ok(canonical) => canonical,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(missing(path, named_at));
            }
            Err(source) => return Err(unreadable(full, source)),
        };
        if !canonical.starts_with(&self.root) {
            return Err(outside(path, named_at));
        }
        let metadata = match std::fs::metadata(&canonical) {
            Ok(metadata) => metadata,
            Err(source) => return Err(unreadable(full, source)),
        };
        if !metadata.is_file() {
            return Err(missing(path, named_at));
        }
        if metadata.len() > limit {
            return Err(ReadError::Diagnostic(Box::new(
                Diagnostic::new(
                    Code::FileTooLarge,
                    format!(
                        "the file `{path}` has {} bytes; at most {limit} are read",
                        metadata.len()
                    ),
                )
                .at(named_at),
            )));
        }
        Ok(canonical)
    }

    fn remember(&self, path: &str) {
        let mut inputs = self.inputs.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        inputs.insert(path.to_owned());
    }

    fn register_text(&self, path: &str, bytes: &[u8]) -> Result<(FileId, Arc<str>), ReadError> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        match std::str::from_utf8(bytes) {
            Ok(text) => {
                let text: Arc<str> = text.into();
                Ok((self.sources.add(path, Arc::clone(&text)), text))
            }
            Err(error) => {
                let valid = String::from_utf8_lossy(&bytes[..error.valid_up_to()]).into_owned();
                let end = valid.len();
                let file = self.sources.add(path, valid);
                Err(ReadError::Diagnostic(Box::new(
                    Diagnostic::new(Code::NotUtf8, format!("the file `{path}` is not UTF-8"))
                        .at(Span::new(file, end, end))
                        .label("the first wrong byte follows here")
                        .hint("save the file with the encoding UTF-8"),
                )))
            }
        }
    }
}

/// Every file below a folder, relative to it, in order; at most eight folders deep.
fn list(folder: &Path, prefix: &str, files: &mut Vec<String>) -> Result<(), EnvironmentError> {
    let failed =
        |source| EnvironmentError { action: "cannot list", path: folder.to_owned(), source };
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        names.push((name, entry.path()));
    }
    names.sort();
    for (name, path) in names {
        let relative = format!("{prefix}{name}");
        if path.is_dir() {
            if prefix.matches('/').count() < 8 {
                list(&path, &format!("{relative}/"), files)?;
            }
        } else {
            files.push(relative);
        }
    }
    Ok(())
}

fn missing(path: &str, named_at: Option<Span>) -> ReadError {
    ReadError::Diagnostic(Box::new(
        Diagnostic::new(Code::MissingFile, format!("the file `{path}` is not there")).at(named_at),
    ))
}

fn outside(path: &str, named_at: Option<Span>) -> ReadError {
    ReadError::Diagnostic(Box::new(
        Diagnostic::new(Code::PathOutside, format!("the path `{path}` leaves the project"))
            .at(named_at)
            .hint("files are named relative to the sources folder, without `..`"),
    ))
}

fn unreadable(path: PathBuf, source: std::io::Error) -> ReadError {
    ReadError::Environment(EnvironmentError { action: "cannot read", path, source })
}
