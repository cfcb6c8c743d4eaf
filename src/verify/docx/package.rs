//! The package: parts in a ZIP and the relationships between them, within bounds.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::foreign::Foreign;
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
    foreign: Foreign,
    /// Parts that were read.
    seen: BTreeSet<String>,
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
        let (foreign, seen) = (Foreign::default(), BTreeSet::new());
        let mut package = Self { archive, budget: MAX_PACKAGE, foreign, seen };
        package.look_round(bytes)?;
        Ok(package)
    }

    /// Looks at the names of the parts and at what stands between them.
    fn look_round(&mut self, bytes: &[u8]) -> Result<(), ReadError> {
        let mut places = Vec::new();
        for index in 0..self.archive.len() {
            let file = self.archive.by_index_raw(index).map_err(|error| broken(&error))?;
            self.foreign.part(file.name());
            let start = file.data_start().unwrap_or_default();
            places.push((file.header_start(), start.saturating_add(file.compressed_size())));
        }
        let directory = self.archive.central_directory_start();
        self.foreign.archive(bytes, places, directory);
        Ok(())
    }

    /// Reads the parts of XML that nobody has asked for, and says what the package has that is not
    /// written.
    pub(super) fn foreign(mut self) -> Result<Vec<String>, ReadError> {
        let names: Vec<String> = self.archive.file_names().map(str::to_owned).collect();
        for name in names {
            let is_xml = ["xml", "rels"].contains(&ending(&name));
            if is_xml && !self.seen.contains(&name) {
                self.part(&name)?;
            }
        }
        Ok(self.foreign.into_list())
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
        let root = xml::parse(&bytes, name)?;
        if self.seen.insert(name.to_owned()) {
            self.foreign.content(&root);
            if ending(name) == "rels" {
                read_relationships(&root, "", name)?
                    .values()
                    .for_each(|relationship| self.foreign.relationship(relationship));
            }
        }
        Ok(Some(root))
    }

    /// The relationships of a part; of the package itself if the name is empty.
    pub(super) fn relationships(&mut self, part: &str) -> Result<Relationships, ReadError> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let separator = if folder.is_empty() { "" } else { "/" };
        let name = format!("{folder}{separator}_rels/{file}.rels");
        let Some(root) = self.part(&name)? else { return Ok(Relationships::new()) };
        read_relationships(&root, folder, &name)
    }
}

/// The relationships of a part in a folder; one that is not as it must be is no relationship that can
/// be passed over (ISO/IEC 29500-2, 6.5.3).
fn read_relationships(
    root: &Element,
    folder: &str,
    part: &str,
) -> Result<Relationships, ReadError> {
    let broken = |reason: &str| ReadError::Format {
        format: "DOCX",
        reason: format!("{part} is no list of relationships: {reason}"),
    };
    if root.name != "rel:Relationships" {
        return Err(broken("its root is another element"));
    }
    let mut relationships = Relationships::new();
    for element in root.elements() {
        let attribute = |name| element.attribute(name).ok_or_else(|| broken("one is incomplete"));
        if element.name != "rel:Relationship" {
            return Err(broken("it holds another element"));
        }
        let external = match element.attribute("TargetMode") {
            None | Some("Internal") => false,
            Some("External") => true,
            Some(_) => return Err(broken("one leads neither inside nor outside")),
        };
        let target = attribute("Target")?;
        let kind = attribute("Type")?.rsplit('/').next().unwrap_or_default().to_owned();
        let target = if external { target.to_owned() } else { resolve(folder, target) };
        let id = attribute("Id")?.to_owned();
        if relationships.insert(id, Relationship { kind, target, external }).is_some() {
            return Err(broken("two have one id"));
        }
    }
    Ok(relationships)
}

/// What the name of a part ends in, as parts of XML are written: `xml`, `rels`.
fn ending(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, ending)| ending)
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
