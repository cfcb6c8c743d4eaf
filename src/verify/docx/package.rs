//! The package: parts in a ZIP and the relationships between them, within bounds.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::xml::{self, Element};
use crate::verify::reading::ReadError;

/// Largest size of one part, decompressed.
const MAX_PART: u64 = 256 << 20;

/// Largest size of everything that is read, decompressed.
const MAX_PACKAGE: u64 = 512 << 20;

/// How many parts a package may have.
const MAX_PARTS: usize = 65_536;

/// An opened package.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    budget: u64,
}

/// A relationship of a part.
#[derive(Debug)]
pub(super) struct Relationship {
    /// The last word of its type: `hyperlink`.
    pub(super) kind: String,
    /// Name of a part, or an address if it leads out of the package.
    pub(super) target: String,
    pub(super) external: bool,
}

/// Relationships by id.
pub(super) type Relationships = BTreeMap<String, Relationship>;

impl<'a> Package<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, ReadError> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
        if archive.len() > MAX_PARTS {
            let part = "package".to_owned();
            return Err(ReadError::TooLarge { part, limit: "65,536 parts" });
        }
        Ok(Self { archive, budget: MAX_PACKAGE })
    }

    /// Reads a part; none if the package does not have it.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<Element>, ReadError> {
        let file = match self.archive.by_name(name) {
            Ok(file) => file,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(broken(&error)),
        };
        let limit = MAX_PART.min(self.budget);
        let mut bytes = Vec::new();
        let read = file.take(limit + 1).read_to_end(&mut bytes).map_err(|error| {
            ReadError::Format { format: "DOCX", reason: format!("{name}: {error}") }
        })?;
        let read = u64::try_from(read).unwrap_or(u64::MAX);
        if read > limit {
            return Err(ReadError::TooLarge { part: name.to_owned(), limit: "256 MiB" });
        }
        self.budget -= read;
        xml::parse(&bytes, name).map(Some)
    }

    /// The relationships of a part; of the package itself if the name is empty.
    pub(super) fn relationships(&mut self, part: &str) -> Result<Relationships, ReadError> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let separator = if folder.is_empty() { "" } else { "/" };
        let name = format!("{folder}{separator}_rels/{file}.rels");
        let Some(root) = self.part(&name)? else { return Ok(Relationships::new()) };
        let relationship = |element: &Element| {
            let external = element.attribute("TargetMode") == Some("External");
            let target = element.attribute("Target")?;
            let kind = element.attribute("Type")?.rsplit('/').next()?.to_owned();
            let target = if external { target.to_owned() } else { resolve(folder, target) };
            Some((element.attribute("Id")?.to_owned(), Relationship { kind, target, external }))
        };
        Ok(root.elements().filter_map(relationship).collect())
    }
}

/// The part of the first relationship of a kind.
pub(super) fn related<'r>(relationships: &'r Relationships, kind: &str) -> Option<&'r str> {
    relationships
        .values()
        .find(|relationship| relationship.kind == kind && !relationship.external)
        .map(|relationship| relationship.target.as_str())
}

/// The name of a part that `target` means in the folder of another part.
fn resolve(folder: &str, target: &str) -> String {
    let mut steps: Vec<&str> = Vec::new();
    let absolute = target.starts_with('/');
    if !absolute {
        steps.extend(folder.split('/').filter(|step| !step.is_empty()));
    }
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            other => steps.push(other),
        }
    }
    steps.join("/")
}

fn broken(error: &ZipError) -> ReadError {
    ReadError::Format { format: "DOCX", reason: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::resolve;

    #[test]
    fn targets_are_relative_to_their_part() {
        assert_eq!(resolve("word", "footnotes.xml"), "word/footnotes.xml");
        assert_eq!(resolve("word", "../docProps/core.xml"), "docProps/core.xml");
        assert_eq!(resolve("word", "/word/styles.xml"), "word/styles.xml");
    }
}
