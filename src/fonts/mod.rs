//! The pinned fonts: their bytes, names and coverage. Fonts of the machine are never looked at.

pub mod coverage;
mod file;
pub mod measure;

use std::collections::BTreeSet;

use ttf_parser::Face as ParsedFace;
use ttf_parser::name_id;

pub use self::file::{FontBytes, FontFile, Opened, describe};

/// Every font file that a build may use, in the order of their paths.
#[derive(Clone, Debug, Default)]
pub struct FontLibrary {
    /// The files.
    pub files: Vec<FontFile>,
}

impl FontLibrary {
    /// Paths of the files that were needed so far.
    pub fn loaded(&self) -> impl Iterator<Item = &str> {
        self.files.iter().filter(|file| file.is_loaded()).map(|file| file.path.as_str())
    }
}

/// A face of a font file.
#[derive(Clone)]
pub struct Face<'a> {
    /// Family name.
    pub family: String,
    /// Style name: `Bold Italic`.
    pub style: String,
    /// Path of its file.
    pub path: &'a str,
    /// Whether documents may embed it (OpenType OS/2 `fsType`).
    pub embeddable: bool,
    file: &'a FontFile,
    /// Its place in a collection.
    index: u32,
    parsed: ParsedFace<'a>,
}

impl std::fmt::Debug for Face<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Face").field("family", &self.family).field("style", &self.style).finish()
    }
}

impl Face<'_> {
    /// Whether it is as heavy as bold text.
    fn is_bold(&self) -> bool {
        self.parsed.weight().to_number() >= 600
    }

    /// Whether it slants.
    fn is_slanted(&self) -> bool {
        self.parsed.is_italic() || self.parsed.is_oblique()
    }

    /// Whether it has a glyph for a character.
    fn has(&self, character: char) -> bool {
        self.parsed.glyph_index(character).is_some()
    }

    /// Every character that the face has a glyph for.
    #[must_use]
    pub fn characters(&self) -> BTreeSet<u32> {
        let mut characters = BTreeSet::new();
        if let Some(table) = self.parsed.tables().cmap {
            for subtable in table.subtables {
                if subtable.is_unicode() {
                    subtable.codepoints(|code| {
                        characters.insert(code);
                    });
                }
            }
        }
        characters
    }
}

/// The faces of a library in the order of their files. Files that are no fonts are skipped.
#[must_use]
pub fn faces(library: &FontLibrary) -> Vec<Face<'_>> {
    let mut faces = Vec::new();
    for file in &library.files {
        let count = ttf_parser::fonts_in_collection(file.description()).unwrap_or(1);
        for index in 0..count {
            let Ok(parsed) = ParsedFace::parse(file.description(), index) else { continue };
            let name = |typographic: u16, legacy: u16| {
                let find = |id| {
                    parsed
                        .names()
                        .into_iter()
                        .filter(|name| name.name_id == id && name.is_unicode())
                        .find_map(|name| name.to_string())
                };
                find(typographic).or_else(|| find(legacy)).unwrap_or_default()
            };
            let family = name(name_id::TYPOGRAPHIC_FAMILY, name_id::FAMILY);
            let style = name(name_id::TYPOGRAPHIC_SUBFAMILY, name_id::SUBFAMILY);
            let embeddable =
                !matches!(parsed.permissions(), Some(ttf_parser::Permissions::Restricted));
            faces.push(Face { family, style, path: &file.path, embeddable, file, index, parsed });
        }
    }
    faces
}
