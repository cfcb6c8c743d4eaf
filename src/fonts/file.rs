//! A font file whose bytes are read when a text first needs them. What is asked of every font –
//! its names, its characters, its licence bits – is known before, from a few of its tables.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::{Arc, OnceLock};

/// The tables that describe a font (OpenType 1.9, "Font tables"), without its outlines and
/// layout rules, which make up nearly all of a file.
const DESCRIBING: [&[u8; 4]; 10] =
    [b"OS/2", b"cmap", b"fvar", b"head", b"hhea", b"maxp", b"name", b"post", b"vhea", b"MATH"];
/// Length of an entry of the table directory.
const ENTRY: usize = 16;
/// Length of what stands before the table directory.
const HEADER: usize = 12;

/// Bytes of a font: those in the binary, which the operating system maps, or a file's, held once.
#[derive(Clone, Debug)]
pub enum FontBytes {
    /// Part of the program.
    Embedded(&'static [u8]),
    /// Read from a file.
    Read(Arc<[u8]>),
}

impl AsRef<[u8]> for FontBytes {
    fn as_ref(&self) -> &[u8] {
        match self {
            Self::Embedded(bytes) => bytes,
            Self::Read(bytes) => bytes,
        }
    }
}

/// The length of a file and a reader of its bytes.
pub type Opened<'a> = (u64, Box<dyn Read + 'a>);

/// How a font file is opened.
type Open = dyn Fn() -> io::Result<Opened<'static>> + Send + Sync;

/// A font file of the project or of the binary. Copies share what was read.
#[derive(Clone)]
pub struct FontFile {
    /// Path below the fonts folder, with forward slashes: `carlito/Carlito-Regular.ttf`.
    pub path: String,
    description: Cow<'static, [u8]>,
    contents: Arc<Contents>,
}

struct Contents {
    /// The same file in the program, if there is one by this name.
    embedded: Option<&'static [u8]>,
    /// How the project's file is opened; without it, the program's is meant.
    open: Option<Box<Open>>,
    loaded: OnceLock<io::Result<FontBytes>>,
}

impl fmt::Debug for FontFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FontFile")
            .field("path", &self.path)
            .field("loaded", &self.is_loaded())
            .finish_non_exhaustive()
    }
}

impl FontFile {
    /// A file that is part of the program.
    #[must_use]
    pub fn embedded(path: String, bytes: &'static [u8]) -> Self {
        Self::new(path, Cow::Borrowed(bytes), Some(bytes), None)
    }

    /// A file that is read when it is needed; `description` is what [`describe`] found in it.
    /// `embedded` is the program's file of the same name: the two are usually equal, and then no
    /// second copy is kept.
    pub fn on_disk(
        path: String,
        description: Vec<u8>,
        embedded: Option<&'static [u8]>,
        open: impl Fn() -> io::Result<Opened<'static>> + Send + Sync + 'static,
    ) -> Self {
        Self::new(path, Cow::Owned(description), embedded, Some(Box::new(open)))
    }

    fn new(
        path: String,
        description: Cow<'static, [u8]>,
        embedded: Option<&'static [u8]>,
        open: Option<Box<Open>>,
    ) -> Self {
        let contents = Arc::new(Contents { embedded, open, loaded: OnceLock::new() });
        Self { path, description, contents }
    }

    /// Whether it is part of the program.
    #[must_use]
    pub fn is_embedded(&self) -> bool {
        self.contents.open.is_none()
    }

    /// A font with the describing tables of this one, perhaps with more.
    #[must_use]
    pub fn description(&self) -> &[u8] {
        &self.description
    }

    /// The whole file. None if it cannot be read; [`failure`](Self::failure) then says why.
    #[must_use]
    pub fn bytes(&self) -> Option<&FontBytes> {
        self.contents.loaded.get_or_init(|| self.contents.load()).as_ref().ok()
    }

    /// Reads the whole file for the caller alone, from memory if a text has needed it already.
    ///
    /// # Errors
    /// If it cannot be opened.
    pub fn open(&self) -> io::Result<Opened<'_>> {
        match (self.contents.loaded.get(), &self.contents.open) {
            (Some(Ok(bytes)), _) => Ok(in_memory(bytes.as_ref())),
            (Some(Err(_)) | None, Some(open)) => open(),
            (_, None) => Ok(in_memory(self.contents.embedded.unwrap_or_default())),
        }
    }

    /// Whether the whole file was needed so far.
    #[must_use]
    pub fn is_loaded(&self) -> bool {
        self.contents.loaded.get().is_some()
    }

    /// Why the file could not be read when it was needed.
    #[must_use]
    pub fn failure(&self) -> Option<&io::Error> {
        self.contents.loaded.get()?.as_ref().err()
    }
}

impl Contents {
    fn load(&self) -> io::Result<FontBytes> {
        let Some(open) = &self.open else {
            return Ok(FontBytes::Embedded(self.embedded.unwrap_or_default()));
        };
        let (length, mut file) = open()?;
        let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
        file.read_to_end(&mut bytes)?;
        Ok(match self.embedded {
            Some(embedded) if bytes == embedded => FontBytes::Embedded(embedded),
            Some(_) | None => FontBytes::Read(bytes.into()),
        })
    }
}

fn in_memory(bytes: &[u8]) -> Opened<'_> {
    (bytes.len() as u64, Box::new(bytes))
}

/// Reads of a font file what describes it: a smaller font with the same names, characters and
/// licence bits. A collection, or a file that is no font, is taken whole.
///
/// # Errors
/// If the file cannot be read.
pub fn describe(file: &mut (impl Read + Seek)) -> io::Result<Vec<u8>> {
    let mut header = Vec::with_capacity(HEADER);
    file.by_ref().take(HEADER as u64).read_to_end(&mut header)?;
    let tables = match header.as_slice() {
        [0, 1, 0, 0, high, low, ..] | [b'O', b'T', b'T', b'O', high, low, ..] => {
            u16::from_be_bytes([*high, *low])
        }
        _ => {
            file.read_to_end(&mut header)?;
            return Ok(header);
        }
    };
    let mut directory = Vec::new();
    file.by_ref().take(u64::from(tables) * ENTRY as u64).read_to_end(&mut directory)?;
    let mut entries: Vec<(&[u8], Vec<u8>)> = Vec::new();
    for entry in directory.chunks_exact(ENTRY) {
        if DESCRIBING.iter().any(|tag| entry.starts_with(*tag)) {
            let number = |at: usize| {
                u64::from(u32::from_be_bytes([
                    entry[at],
                    entry[at + 1],
                    entry[at + 2],
                    entry[at + 3],
                ]))
            };
            let mut table = Vec::new();
            file.seek(SeekFrom::Start(number(8)))?;
            file.by_ref().take(number(12)).read_to_end(&mut table)?;
            entries.push((&entry[..8], table));
        }
    }
    Ok(font_of(&header[..4], &entries))
}

/// A font file of tables, each with its tag and checksum.
fn font_of(version: &[u8], tables: &[(&[u8], Vec<u8>)]) -> Vec<u8> {
    let big_endian = |length: usize| u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes();
    let mut font = version.to_vec();
    font.extend_from_slice(&u16::try_from(tables.len()).unwrap_or(u16::MAX).to_be_bytes());
    // The three numbers for a binary search are redundant, and read by nobody here.
    font.extend_from_slice(&[0; 6]);
    let mut offset = HEADER + tables.len() * ENTRY;
    for (tag_and_checksum, table) in tables {
        font.extend_from_slice(tag_and_checksum);
        font.extend_from_slice(&big_endian(offset));
        font.extend_from_slice(&big_endian(table.len()));
        offset += table.len();
    }
    for (_, table) in tables {
        font.extend_from_slice(table);
    }
    font
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::fonts::{FontLibrary, faces};

    #[test]
    fn a_description_says_what_the_file_says() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts");
        for name in ["carlito/Carlito-BoldItalic.ttf", "plenary-sans-sc/PlenarySansSC-Regular.ttf"]
        {
            let whole = std::fs::read(root.join(name)).unwrap();
            let length = whole.len();
            let small = describe(&mut io::Cursor::new(&whole)).unwrap();
            assert!(small.len() * 4 < length, "{name}: {} of {length} bytes", small.len());
            let library = |description: Vec<u8>| FontLibrary {
                files: vec![FontFile::on_disk(name.into(), description, None, || {
                    Err(io::ErrorKind::NotFound.into())
                })],
                passed_over: Vec::new(),
            };
            let (small, whole) = (library(small), library(whole));
            let (small, whole) = (faces(&small), faces(&whole));
            assert_eq!(small.len(), 1);
            assert_eq!(small[0].family, whole[0].family);
            assert_eq!(small[0].style, whole[0].style);
            assert_eq!(small[0].embeddable, whole[0].embeddable);
            assert_eq!(small[0].characters(), whole[0].characters());
        }
    }

    #[test]
    fn what_is_no_font_is_taken_whole_and_cut_tables_do_no_harm() {
        for bytes in [&b""[..], b"ttcf and so on", b"<html>"] {
            assert_eq!(describe(&mut io::Cursor::new(bytes)).unwrap(), bytes);
        }
        let mut cut = vec![0, 1, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0];
        cut.extend_from_slice(b"name\0\0\0\0\0\0\0\x0C\xFF\xFF\xFF\xFF");
        let small = describe(&mut io::Cursor::new(&cut)).unwrap();
        assert_eq!(small[4..6], [0, 1]);
    }
}
