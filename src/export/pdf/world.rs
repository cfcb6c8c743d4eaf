//! What Typst may see: the generated files, the document's images, the pinned fonts. No disk, no
//! packages, no clock.

use std::collections::BTreeMap;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook, FontInfo};
use typst::utils::LazyHash;
use typst::{Feature, Features, Library, LibraryExt, World};
use typst_kit::files::{FileLoader, FileStore};
use typst_kit::fonts::{FontSource, FontStore};

use super::Options;
use super::blocks::image_path;
use super::writer::GeneratedSources;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Document;
use crate::fonts::FontFile;

/// The world of one document.
pub(super) struct PressWorld {
    library: LazyHash<Library>,
    fonts: FontStore,
    files: FileStore<MemoryLoader>,
    /// The images by path, to be handed on when the generated files change.
    images: BTreeMap<String, Bytes>,
}

impl std::fmt::Debug for PressWorld {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PressWorld").finish_non_exhaustive()
    }
}

struct MemoryLoader {
    main: FileId,
    files: BTreeMap<String, Bytes>,
}

impl FileLoader for MemoryLoader {
    fn load(&self, id: FileId) -> FileResult<Bytes> {
        let path = id.vpath().get_without_slash();
        match id.root() {
            VirtualRoot::Project => {
                self.files.get(path).cloned().ok_or_else(|| FileError::NotFound(path.into()))
            }
            VirtualRoot::Package(_) => {
                Err(FileError::Other(Some("packages are not available".into())))
            }
        }
    }
}

/// A face of a pinned file; the file is read and parsed only when a text needs it.
struct PinnedFace(FontFile, u32);

impl FontSource for PinnedFace {
    fn load(&self) -> Option<Font> {
        Font::new(Bytes::new(self.0.bytes()?.clone()), self.1)
    }
}

impl PressWorld {
    pub(super) fn new(
        sources: &GeneratedSources,
        document: &Document,
        options: &Options<'_>,
    ) -> Result<Self, Diagnostic> {
        let mut images = BTreeMap::new();
        for (key, image) in &document.images {
            let path = image_path(key, &image.path);
            let bytes = Bytes::new(SharedBytes(std::sync::Arc::clone(&image.bytes)));
            images.insert(path.trim_start_matches('/').to_owned(), bytes);
        }
        let main = VirtualPath::new("main.typ")
            .map(|path| RootedPath::new(VirtualRoot::Project, path).intern())
            .map_err(|_| Diagnostic::new(Code::Typesetting, "the main file has no path"))?;
        let mut fonts = FontStore::new();
        for file in &options.fonts.files {
            for (index, mut info) in FontInfo::iter(file.description()).enumerate() {
                let index = u32::try_from(index).unwrap_or(0);
                // A family has one name in themes, in checks and here.
                if let Some(family) = crate::fonts::family_name(file, index) {
                    info.family = family;
                }
                fonts.push((PinnedFace(file.clone(), index), info));
            }
        }
        // `pdf.header-cell`, for header rows that are divided between pages.
        let features: Features = [Feature::A11yExtras].into_iter().collect();
        Ok(Self {
            library: LazyHash::new(Library::builder().with_features(features).build()),
            fonts,
            files: FileStore::new(MemoryLoader { main, files: files_of(sources, &images) }),
            images,
        })
    }

    /// Shows Typst other generated files. Fonts and images stay as they are, and with them what
    /// Typst remembers of them.
    pub(super) fn replace(&mut self, sources: &GeneratedSources) {
        let main = self.files.loader().main;
        let files = files_of(sources, &self.images);
        self.files = FileStore::new(MemoryLoader { main, files });
    }
}

fn files_of(
    sources: &GeneratedSources,
    images: &BTreeMap<String, Bytes>,
) -> BTreeMap<String, Bytes> {
    let mut files = images.clone();
    for file in &sources.files {
        files.insert(file.path.clone(), Bytes::from_string(file.text.clone()));
    }
    files
}

/// Image bytes shared with the tree instead of copied.
struct SharedBytes(std::sync::Arc<[u8]>);

impl AsRef<[u8]> for SharedBytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl World for PressWorld {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }

    fn main(&self) -> FileId {
        self.files.loader().main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.files.source(id)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.file(id)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.font(index)
    }

    /// Never asked for: no generated file calls `datetime.today`.
    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
