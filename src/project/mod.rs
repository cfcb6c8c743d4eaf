//! The project on disk: the only reader of files. Paths stay inside the project, sizes are
//! bounded, and what was read is remembered. Template and font folders that the project lacks
//! come from the copies in the binary.

mod beneath;
mod embedded;
mod input;
mod listing;
mod near;
mod spelling;
pub mod whole;

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, OnceLock};

use crate::diagnostic::{Code, Diagnostic, FileId, SourceMap, Span};
use crate::fonts::{self, FontFile, FontLibrary, PassedOver};

use beneath::Root;
pub use input::{FontShelf, Input, Inputs};

/// Largest text file read, in bytes.
pub const MAX_TEXT_BYTES: u64 = 4 << 20;
/// Largest image or font file read, in bytes.
pub const MAX_BINARY_BYTES: u64 = 64 << 20;
/// Most bytes read of one project.
pub const MAX_PROJECT_BYTES: u64 = 1 << 30;
/// Largest PDF or DOCX that is read back.
pub const MAX_OUTPUT_BYTES: u64 = 512 << 20;
/// Most files and folders listed below `sources/sections`, `fonts` or a template.
pub const MAX_FILES: usize = 10_000;

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

/// Reads a file that need not lie in a project: an output to be verified.
///
/// # Errors
/// If it cannot be read, is no regular file, or is larger than [`MAX_OUTPUT_BYTES`].
pub fn read_output(path: &Path) -> Result<Vec<u8>, EnvironmentError> {
    let read = || {
        // Looked at before it is opened: opening a pipe waits for whoever writes into it.
        let metadata = std::fs::metadata(path)?;
        if !metadata.is_file() {
            return Err(std::io::Error::new(std::io::ErrorKind::InvalidInput, "it is not a file"));
        }
        let mut bytes = Vec::new();
        let limit = MAX_OUTPUT_BYTES;
        std::fs::File::open(path)?.take(limit + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > limit {
            return Err(std::io::ErrorKind::FileTooLarge.into());
        }
        Ok(bytes)
    };
    read().map_err(|source| EnvironmentError {
        action: "cannot read",
        path: path.to_owned(),
        source,
    })
}

/// Who is told which file this process is about to read. One for the whole process, as it is there
/// for the case that the process dies of what it has read.
static READER: OnceLock<Reader> = OnceLock::new();

type Reader = Box<dyn Fn(&str) + Send + Sync>;

/// Calls `tell` with the path of each file that this process reads from here on. Only the first call
/// counts.
pub fn on_reading(tell: impl Fn(&str) + Send + Sync + 'static) {
    let _ = READER.set(Box::new(tell));
}

/// Tells that a file is about to be read.
pub fn is_reading(path: &str) {
    if let Some(tell) = READER.get() {
        tell(path);
    }
}

/// A path below a project folder as people see it: below the folder as it was given.
#[must_use]
pub fn shown_below(given: &Path, path: &Path) -> PathBuf {
    let parts = given.components().filter(|part| *part != Component::CurDir);
    parts.collect::<PathBuf>().join(path)
}

/// Why a file was not read.
#[derive(Debug)]
pub enum ReadError {
    /// The editor can mend it.
    Diagnostic(Box<Diagnostic>),
    /// The machine's owner can.
    Environment(EnvironmentError),
}

/// A project folder, and the edition of its guide that is meant.
#[derive(Debug)]
pub struct Project {
    root: PathBuf,
    /// The same, held open.
    held: Root,
    /// The folder as it was given: what messages and lists of dependencies call it.
    given: PathBuf,
    /// `sources`, or `sources/fr` for the French edition.
    sources_folder: String,
    sources: SourceMap,
    inputs: Mutex<Inputs>,
    shelf: FontShelf,
    bytes_read: AtomicU64,
    /// Folders and links that were not followed when folders were listed, by path.
    passed_over: Mutex<BTreeMap<String, PassedOver>>,
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
        Ok(Self {
            held: Root::open(&canonical).map_err(failed)?,
            root: canonical,
            given: root.to_owned(),
            sources_folder: "sources".to_owned(),
            sources: SourceMap::default(),
            inputs: Mutex::default(),
            shelf: FontShelf::default(),
            bytes_read: AtomicU64::new(0),
            passed_over: Mutex::default(),
        })
    }

    /// The edition whose sources are in `sources/NAME`: the same files as in `sources`, written in
    /// another language. Templates, fonts and image files that it does not have of its own are
    /// the project's.
    #[must_use]
    pub fn edition(mut self, name: &str) -> Self {
        self.sources_folder = format!("sources/{name}");
        self
    }

    /// Shares the fonts that are read with other projects of the same run.
    #[must_use]
    pub fn sharing(mut self, shelf: &FontShelf) -> Self {
        self.shelf = shelf.clone();
        self
    }

    /// Names of the folders in `sources` that hold a manifest of their own, in order: the editions
    /// beside the original.
    ///
    /// # Errors
    /// If the folder cannot be listed.
    pub fn editions(&self) -> Result<Vec<String>, EnvironmentError> {
        let folder = self.root.join("sources");
        if !folder.is_dir() {
            return Ok(Vec::new());
        }
        let failed =
            |source| EnvironmentError { action: "cannot list", path: folder.clone(), source };
        let mut names = Vec::new();
        for entry in std::fs::read_dir(&folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            if entry.path().join("guide.yaml").is_file()
                && let Ok(name) = entry.file_name().into_string()
                && !name.starts_with('.')
            {
                names.push(name);
            }
        }
        names.sort();
        Ok(names)
    }

    /// The folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where outputs go unless the caller says otherwise: `build` in the project.
    ///
    /// # Errors
    /// If it is a link that leads out of the project: a project does not choose whose files are
    /// replaced.
    pub fn output_folder(&self) -> Result<PathBuf, Box<Diagnostic>> {
        let folder = self.root.join("build");
        match folder.canonicalize() {
            Ok(canonical) if !canonical.starts_with(&self.root) => Err(Box::new(
                Diagnostic::new(Code::PathOutside, "the folder `build` leads out of the project")
                    .hint("name the folder with `--out`"),
            )),
            _ => Ok(folder),
        }
    }

    /// The texts read so far.
    #[must_use]
    pub fn source_map(&self) -> &SourceMap {
        &self.sources
    }

    /// Every file read so far, by its path relative to the project, and every file looked for in
    /// vain.
    #[must_use]
    pub fn inputs(&self) -> Inputs {
        self.lock_inputs().clone()
    }

    fn lock_inputs(&self) -> std::sync::MutexGuard<'_, Inputs> {
        self.inputs.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// A path of the project as people see it: below the folder as it was given.
    #[must_use]
    pub fn shown(&self, path: &str) -> PathBuf {
        shown_below(&self.given, Path::new(path))
    }

    fn shown_text(&self, path: &str) -> String {
        self.shown(path).to_string_lossy().replace('\\', "/")
    }

    /// The path of a file of the sources: `guide.yaml` is `sources/guide.yaml`, or
    /// `sources/fr/guide.yaml` in the French edition.
    #[must_use]
    pub fn source_path(&self, file: &str) -> String {
        format!("{}/{file}", self.sources_folder)
    }

    /// Whether a file of the sources is there.
    #[must_use]
    pub fn has_source(&self, file: &str) -> bool {
        let path = self.source_path(file);
        // A link that leads nowhere is there, and is reported when it is read.
        let there = self.root.join(&path).symlink_metadata().is_ok();
        if !there {
            self.lock_inputs().absent.insert(path);
        }
        there
    }

    /// Name of the edition: `fr` for `sources/fr`, none for the original.
    #[must_use]
    pub fn edition_name(&self) -> Option<&str> {
        self.sources_folder.strip_prefix("sources/")
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
        self.lock_inputs().files.insert(path.to_owned(), Input::of_project(Arc::clone(&bytes)));
        self.register_text(path, &bytes)
    }

    /// Reads an image file of the sources. An edition may leave out those that it shares with the
    /// original.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn read_image(&self, file: &str, named_at: Option<Span>) -> Result<Arc<[u8]>, ReadError> {
        let own = self.source_path(file);
        let shared = format!("sources/{file}");
        let path = if own != shared && !self.root.join(self.as_on_disk(&own)).exists() {
            self.lock_inputs().absent.insert(own);
            shared
        } else {
            own
        };
        let spelled = self.as_on_disk(&path);
        if spelled != path {
            self.lock_inputs().absent.insert(path);
        }
        let path = spelled;
        let bytes = self.read(&path, MAX_BINARY_BYTES, named_at)?;
        self.lock_inputs().files.insert(path, Input::of_project(Arc::clone(&bytes)));
        Ok(bytes)
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
        let folder = self.root.join("templates").join(template);
        if folder.is_dir() {
            if folder.canonicalize().is_ok_and(|real| !real.starts_with(&self.root)) {
                return Err(outside(&path, None));
            }
            return self.read_text(&path, None);
        }
        match embedded::template_file(template, file) {
            Some(bytes) => {
                let mut inputs = self.lock_inputs();
                inputs.absent.insert(format!("templates/{template}"));
                inputs.files.insert(path.clone(), Input::of_binary(bytes));
                drop(inputs);
                self.register_text(&path, bytes)
            }
            None => Err(missing(&self.shown_text(&path), None)),
        }
    }

    /// Files of a template that end in `.j2`, relative to its folder, in order.
    ///
    /// # Errors
    /// If the template's folder cannot be listed.
    pub fn template_files(&self, template: &str) -> Result<Vec<String>, ReadError> {
        let folder = self.root.join("templates").join(template);
        if !folder.is_dir() {
            return Ok(embedded::template_files(template));
        }
        let mut files = self.list_here(&format!("templates/{template}"))?;
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

    /// The fonts: those of the project's `fonts` folder, and of the binary's the families that it
    /// does not have. Of the files only what describes them is read here; the rest is read when a
    /// text needs it. A folder is read once for all projects that share a [`FontShelf`].
    ///
    /// # Errors
    /// If the folder or a file in it cannot be read.
    pub fn fonts(&self) -> Result<Arc<FontLibrary>, ReadError> {
        let folder = self.root.join("fonts");
        let embedded = !folder.is_dir();
        let library = if embedded {
            // No folder has an empty path.
            let library = || FontLibrary { files: embedded::fonts(), ..FontLibrary::default() };
            self.shelf.get(Path::new(""), || Ok(library()))?
        } else {
            self.shelf.get(&folder, || self.read_fonts())?
        };
        self.note_passed_over(library.passed_over.clone());
        let mut inputs = self.lock_inputs();
        if embedded {
            inputs.absent.insert("fonts".to_owned());
        }
        for (index, file) in library.files.iter().enumerate() {
            let input = Input::font(&library, index, file.is_embedded());
            inputs.files.insert(format!("fonts/{}", file.path), input);
        }
        drop(inputs);
        Ok(library)
    }

    fn read_fonts(&self) -> Result<FontLibrary, ReadError> {
        let mut files = Vec::new();
        let (listed, mut passed_over) = self.list("fonts")?;
        for path in listed {
            let is_font = Path::new(&path).extension().is_some_and(|extension| {
                ["ttf", "otf", "ttc"].iter().any(|font| extension.eq_ignore_ascii_case(font))
            });
            if !is_font {
                let path = format!("fonts/{path}");
                if self.root.join(&path).metadata().is_err_and(|error| is_link_circle(&error)) {
                    passed_over.push((path, PassedOver::Circle));
                }
                continue;
            }
            files.push(self.font(path)?);
        }
        let own = fonts::family_names(&files);
        let missing = |file: &FontFile| {
            !fonts::family_names(std::slice::from_ref(file)).iter().any(|name| own.contains(name))
        };
        files.extend(embedded::fonts().into_iter().filter(missing));
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(FontLibrary { files, passed_over })
    }

    /// Section files that are there, by id, in order.
    ///
    /// # Errors
    /// If the folder cannot be listed.
    pub fn section_ids(&self) -> Result<Vec<String>, ReadError> {
        let folder = self.root.join(self.source_path("sections"));
        if !folder.is_dir() {
            return Ok(Vec::new());
        }
        let files = self.list_here(&self.source_path("sections"))?;
        Ok(files.iter().filter_map(|file| file.strip_suffix(".yaml")).map(str::to_owned).collect())
    }

    fn font(&self, path: String) -> Result<FontFile, ReadError> {
        let named = format!("fonts/{path}");
        let place = self.locate(&named, MAX_BINARY_BYTES, None)?;
        let described = self.held.file(&place).and_then(|mut file| fonts::describe(&mut file));
        let description = described.map_err(|error| unreadable(self.root.join(&named), error))?;
        let embedded = embedded::font(&path);
        let held = self.held.clone();
        Ok(FontFile::on_disk(path, description, embedded, move || {
            let file = held.file(&place)?;
            Ok((file.metadata()?.len(), Box::new(file)))
        }))
    }

    fn read(&self, path: &str, limit: u64, named_at: Option<Span>) -> Result<Arc<[u8]>, ReadError> {
        let place = self.locate(path, limit, named_at)?;
        // A file that grows while it is read does not pass the limit either.
        let mut bytes = Vec::new();
        let read =
            self.held.file(&place).and_then(|file| file.take(limit + 1).read_to_end(&mut bytes));
        match read {
            Ok(read) if read as u64 > limit => {
                return Err(too_large(path, read as u64, limit, named_at));
            }
            Ok(_) => {}
            Err(source) => return Err(unreadable(self.root.join(path), source)),
        }
        Ok(bytes.into())
    }

    /// Where a file of the project is, if it is one and not too large: its path below the project, with
    /// all links followed.
    fn locate(&self, path: &str, limit: u64, named_at: Option<Span>) -> Result<PathBuf, ReadError> {
        let relative = Path::new(path);
        let inside = relative.components().all(|part| matches!(part, Component::Normal(_)))
            && !path.contains('\\')
            && !path.contains("//");
        if !inside {
            return Err(outside(&self.shown_text(path), named_at));
        }
        let shown = self.shown_text(path);
        let full = self.root.join(relative);
        let canonical = match full.canonicalize() {
            Ok(canonical) => canonical,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(missing(&shown, named_at));
            }
            Err(error) if is_link_circle(&error) => {
                return Err(not_a_file(path, "a link in a circle", named_at));
            }
            Err(source) => return Err(unreadable(full, source)),
        };
        let Ok(place) = canonical.strip_prefix(&self.root) else {
            return Err(outside(&shown, named_at));
        };
        let is_hidden = |part: Component<'_>| part.as_os_str().as_encoded_bytes().starts_with(b".");
        if place.components().any(is_hidden) {
            return Err(hidden(&shown, named_at));
        }
        let metadata = match std::fs::metadata(&canonical) {
            Ok(metadata) => metadata,
            Err(source) => return Err(unreadable(full, source)),
        };
        if !metadata.is_file() {
            let what = if metadata.is_dir() { "a folder" } else { "a pipe, socket or device" };
            return Err(not_a_file(path, what, named_at));
        }
        if metadata.len() > limit {
            return Err(too_large(path, metadata.len(), limit, named_at));
        }
        self.charge(metadata.len(), path, named_at)?;
        is_reading(&shown);
        Ok(place.to_owned())
    }

    /// Counts bytes about to be read against [`MAX_PROJECT_BYTES`].
    fn charge(&self, bytes: u64, path: &str, named_at: Option<Span>) -> Result<(), ReadError> {
        let before = self.bytes_read.fetch_add(bytes, std::sync::atomic::Ordering::Relaxed);
        if before.saturating_add(bytes) <= MAX_PROJECT_BYTES {
            return Ok(());
        }
        Err(ReadError::Diagnostic(Box::new(
            Diagnostic::new(
                Code::ProjectTooLarge,
                format!("with `{path}` the project has more than {MAX_PROJECT_BYTES} bytes"),
            )
            .at(named_at),
        )))
    }

    fn register_text(&self, path: &str, bytes: &[u8]) -> Result<(FileId, Arc<str>), ReadError> {
        let shown = self.shown_text(path);
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        match std::str::from_utf8(bytes) {
            Ok(text) => {
                let text: Arc<str> = text.into();
                Ok((self.sources.add(shown.as_str(), Arc::clone(&text)), text))
            }
            Err(error) => {
                let valid = String::from_utf8_lossy(&bytes[..error.valid_up_to()]).into_owned();
                let end = valid.len();
                let file = self.sources.add(shown.as_str(), valid);
                Err(ReadError::Diagnostic(Box::new(
                    Diagnostic::new(
                        Code::NotUtf8,
                        format!("the file `{shown}` is not text in the encoding UTF-8"),
                    )
                    .at(Span::new(file, end, end))
                    .label("the first wrong byte follows here")
                    .hint("open it in a text editor and save it with the encoding UTF-8"),
                )))
            }
        }
    }
}

fn missing(path: &str, named_at: Option<Span>) -> ReadError {
    ReadError::Diagnostic(Box::new(
        Diagnostic::new(Code::MissingFile, format!("the file `{path}` is not there")).at(named_at),
    ))
}

fn not_a_file(path: &str, what: &str, named_at: Option<Span>) -> ReadError {
    ReadError::Diagnostic(Box::new(
        Diagnostic::new(Code::NotAFile, format!("`{path}` is {what}, not a file")).at(named_at),
    ))
}

fn too_large(path: &str, bytes: u64, limit: u64, named_at: Option<Span>) -> ReadError {
    ReadError::Diagnostic(Box::new(
        Diagnostic::new(
            Code::FileTooLarge,
            format!("the file `{path}` has {bytes} bytes; at most {limit} are read"),
        )
        .at(named_at),
    ))
}

/// Whether a path could not be followed because its links lead in a circle. The kind has no
/// stable name yet; the system's numbers for it are those of Linux and of macOS.
fn is_link_circle(error: &std::io::Error) -> bool {
    cfg!(unix) && matches!(error.raw_os_error(), Some(40 | 62))
}

fn outside(path: &str, named_at: Option<Span>) -> ReadError {
    ReadError::Diagnostic(Box::new(
        Diagnostic::new(Code::PathOutside, format!("the path `{path}` leaves the project"))
            .at(named_at)
            .hint("files are named relative to the sources folder, without `..`"),
    ))
}

fn hidden(path: &str, named_at: Option<Span>) -> ReadError {
    ReadError::Diagnostic(Box::new(
        Diagnostic::new(Code::PathOutside, format!("the path `{path}` leads to a hidden file"))
            .at(named_at)
            .hint("what begins with a dot (`.git`, `.env`) is no part of a guide"),
    ))
}

fn unreadable(path: PathBuf, source: std::io::Error) -> ReadError {
    ReadError::Environment(EnvironmentError { action: "cannot read", path, source })
}
