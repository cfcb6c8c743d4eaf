//! The pinned fonts: their bytes, names and coverage. Fonts of the machine are never looked at.

pub mod coverage;
pub mod drawings;
mod file;
pub mod measure;
pub mod script;

use std::collections::BTreeSet;

use ttf_parser::Face as ParsedFace;
use ttf_parser::name_id;

use crate::diagnostic::{Code, Diagnostic};

pub use self::file::{FontBytes, FontFile, Opened, describe};

/// Every font file that a build may use, in the order of their paths.
#[derive(Clone, Debug, Default)]
pub struct FontLibrary {
    /// The files.
    pub files: Vec<FontFile>,
    /// What the project's folder holds that was not followed, by its path in the project.
    pub passed_over: Vec<(String, PassedOver)>,
}

/// Why a folder or link was not followed when files were listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PassedOver {
    /// It is a link that leads back to itself or to a folder round it.
    Circle,
    /// It is a link to a folder that was listed already.
    Again,
    /// It lies too deep.
    Deep,
}

impl PassedOver {
    /// What is said of it.
    #[must_use]
    pub fn diagnostic(self, path: &str) -> Diagnostic {
        let (what, hint) = match self {
            Self::Circle => ("is a link in a circle", "delete the link"),
            Self::Again => (
                "is a link to a folder that is read under another name",
                "delete the link, or copy the files to where they are meant to be",
            ),
            Self::Deep => ("lies in too many folders", "move it further up"),
        };
        let message = format!("`{path}` {what}: it is passed over");
        Diagnostic::new(Code::LinkPassedOver, message).hint(hint)
    }
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
            let family = family_of(&parsed);
            let style = name(&parsed, [name_id::TYPOGRAPHIC_SUBFAMILY, name_id::SUBFAMILY]);
            let embeddable =
                !matches!(parsed.permissions(), Some(ttf_parser::Permissions::Restricted));
            faces.push(Face { family, style, path: &file.path, embeddable, file, index, parsed });
        }
    }
    faces
}

/// The one name that a face's family has here: the typographic one where it is given, so that all
/// weights of a family go by it.
fn family_of(face: &ParsedFace<'_>) -> String {
    name(face, [name_id::TYPOGRAPHIC_FAMILY, name_id::FAMILY])
}

/// The first of two names that a face has.
fn name(face: &ParsedFace<'_>, ids: [u16; 2]) -> String {
    let find = |id| {
        face.names()
            .into_iter()
            .filter(|name| name.name_id == id && name.is_unicode())
            .find_map(|name| name.to_string())
    };
    ids.into_iter().find_map(find).unwrap_or_default()
}

/// The family of a face of a font file.
#[must_use]
pub fn family_name(file: &FontFile, index: u32) -> Option<String> {
    ParsedFace::parse(file.description(), index).ok().map(|face| family_of(&face))
}

/// The families of some files.
#[must_use]
pub fn family_names(files: &[FontFile]) -> BTreeSet<String> {
    let faces = files.iter().flat_map(|file| {
        let count = ttf_parser::fonts_in_collection(file.description()).unwrap_or(1);
        (0..count).filter_map(|index| family_name(file, index))
    });
    faces.collect()
}
