//! What a project was made from: every file read, with its bytes, and the fonts that projects of
//! one run share.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::ReadError;
use crate::fonts::{FontLibrary, Opened};

/// The files of a project that were read, and those that were looked for.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    /// Files by their path relative to the project, with forward slashes; those that came from the
    /// binary under the path that would have taken their place.
    pub files: BTreeMap<String, Input>,
    /// Files and folders that would have been read had they been there.
    pub absent: BTreeSet<String>,
}

impl Inputs {
    /// Paths of the files that were read from the disk.
    pub fn on_disk(&self) -> impl Iterator<Item = &str> {
        self.files.iter().filter(|(_, input)| !input.embedded).map(|(path, _)| path.as_str())
    }
}

/// A file that was read.
#[derive(Clone, Debug)]
pub struct Input {
    bytes: Held,
    /// Whether it came from the binary.
    pub embedded: bool,
}

#[derive(Clone, Debug)]
enum Held {
    Read(Arc<[u8]>),
    Binary(&'static [u8]),
    /// A file of a library, which keeps its bytes.
    Font(Arc<FontLibrary>, usize),
}

impl Input {
    pub(super) fn of_project(bytes: Arc<[u8]>) -> Self {
        Self { bytes: Held::Read(bytes), embedded: false }
    }

    pub(super) fn of_binary(bytes: &'static [u8]) -> Self {
        Self { bytes: Held::Binary(bytes), embedded: true }
    }

    pub(super) fn font(library: &Arc<FontLibrary>, index: usize, embedded: bool) -> Self {
        Self { bytes: Held::Font(Arc::clone(library), index), embedded }
    }

    /// Its length and its bytes as they were read. A font that no text needed is read for this, and
    /// not kept.
    ///
    /// # Errors
    /// If such a font can no longer be opened.
    pub fn open(&self) -> std::io::Result<Opened<'_>> {
        let bytes = match &self.bytes {
            Held::Read(bytes) => &**bytes,
            Held::Binary(bytes) => *bytes,
            Held::Font(library, index) => match library.files.get(*index) {
                Some(file) => return file.open(),
                None => &[],
            },
        };
        Ok((bytes.len() as u64, Box::new(bytes)))
    }
}

/// The font folders that a run has read, each once. Cheap to clone; clones share their fonts.
#[derive(Clone, Debug, Default)]
pub struct FontShelf(Arc<Mutex<BTreeMap<PathBuf, Arc<FontLibrary>>>>);

impl FontShelf {
    /// The library of a folder, read by `read` if nobody has read it yet. Two that ask for the
    /// same folder at once wait for one reading.
    pub(super) fn get(
        &self,
        folder: &Path,
        read: impl FnOnce() -> Result<FontLibrary, ReadError>,
    ) -> Result<Arc<FontLibrary>, ReadError> {
        let mut known = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(library) = known.get(folder) {
            return Ok(Arc::clone(library));
        }
        let library = Arc::new(read()?);
        known.insert(folder.to_owned(), Arc::clone(&library));
        Ok(library)
    }
}
