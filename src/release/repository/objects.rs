//! Commits and trees of a repository: loose files, and packs (see `pack.rs`).

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::bufread::ZlibDecoder;

use super::pack::Pack;
use super::{ObjectId, RepositoryError};

/// Largest commit or tree read, in bytes.
pub(super) const MAX_OBJECT: u64 = 16 << 20;
/// How many stores of objects may borrow from each other (`objects/info/alternates`).
const MAX_STORES: usize = 8;
/// How many packs an object's bases may lead through; git writes packs that need no other.
const MAX_BORROWED: usize = 8;

/// The kinds of object that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Commit,
    Tree,
    /// A file or a tag: never asked for.
    Other,
}

impl Kind {
    /// As git writes it.
    fn name(self) -> &'static str {
        match self {
            Self::Commit => "commit",
            Self::Tree => "tree",
            Self::Other => "blob",
        }
    }
}

/// An object's kind and content.
pub(super) type Object = (Kind, Vec<u8>);

/// Folders of objects: a repository's own, and those that they borrow from.
pub(super) fn stores(common: &Path) -> Vec<PathBuf> {
    let mut folders = vec![common.join("objects")];
    let mut next = 0;
    while let Some(folder) = folders.get(next).cloned()
        && folders.len() < MAX_STORES
    {
        let alternates = super::read(&folder, "info/alternates");
        for line in alternates.unwrap_or_default().lines().filter(|line| !line.is_empty()) {
            let other = folder.join(line);
            if folders.len() < MAX_STORES && !folders.contains(&other) {
                folders.push(other);
            }
        }
        next += 1;
    }
    folders
}

/// The objects that a repository can reach.
pub(super) struct Objects {
    folders: Vec<PathBuf>,
    packs: Vec<Pack>,
}

impl Objects {
    pub(super) fn open(common: &Path) -> Result<Self, RepositoryError> {
        let folders = stores(common);
        let mut packs = Vec::new();
        for folder in &folders {
            let Ok(entries) = std::fs::read_dir(folder.join("pack")) else { continue };
            let mut indices: Vec<PathBuf> = entries
                .flatten()
                .map(|entry| entry.path())
                .filter(|path| path.extension().is_some_and(|extension| extension == "idx"))
                .collect();
            indices.sort();
            for index in indices {
                packs.push(Pack::open(&index)?);
            }
        }
        Ok(Self { folders, packs })
    }

    /// The top tree of a commit.
    pub(super) fn tree_of(&self, commit: ObjectId) -> Result<ObjectId, RepositoryError> {
        let bytes = self.read(commit, Kind::Commit)?;
        let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
        std::str::from_utf8(line)
            .ok()
            .and_then(|line| line.strip_prefix("tree "))
            .and_then(ObjectId::from_hex)
            .ok_or_else(|| RepositoryError::Damaged(format!("the commit {commit} is damaged")))
    }

    /// The content of an object.
    pub(super) fn read(&self, id: ObjectId, kind: Kind) -> Result<Vec<u8>, RepositoryError> {
        match self.find(id, 0)? {
            Some((found, bytes)) if found == kind => {
                if ObjectId::of(kind.name(), &bytes) == id {
                    Ok(bytes)
                } else {
                    Err(RepositoryError::Damaged(format!("the object {id} is damaged")))
                }
            }
            Some(_) => Err(RepositoryError::Damaged(format!("the object {id} is of another kind"))),
            None => Err(RepositoryError::Damaged(format!("the object {id} is not there"))),
        }
    }

    fn find(&self, id: ObjectId, depth: usize) -> Result<Option<Object>, RepositoryError> {
        if depth > MAX_BORROWED {
            return Err(RepositoryError::Damaged(format!("the object {id} has no base")));
        }
        let hex = id.to_string();
        for folder in &self.folders {
            let path = folder.join(&hex[..2]).join(&hex[2..]);
            if let Ok(file) = super::open(&path) {
                return loose(file).map(Some).ok_or_else(|| {
                    RepositoryError::Damaged(format!("the object {id} is damaged"))
                });
            }
        }
        for pack in &self.packs {
            if let Some(offset) = pack.offset(id)? {
                let mut borrowed = |base: ObjectId| self.find(base, depth + 1);
                return pack.object(offset, &mut borrowed).map(Some);
            }
        }
        Ok(None)
    }
}

/// A loose object: its kind and size as text, a zero byte, its content; all of it deflated.
fn loose(file: File) -> Option<Object> {
    let mut bytes = Vec::new();
    ZlibDecoder::new(BufReader::new(file)).take(MAX_OBJECT).read_to_end(&mut bytes).ok()?;
    let end = bytes.iter().position(|byte| *byte == 0)?;
    let (kind, size) = std::str::from_utf8(&bytes[..end]).ok()?.split_once(' ')?;
    let kind = match kind {
        "commit" => Kind::Commit,
        "tree" => Kind::Tree,
        _ => Kind::Other,
    };
    let size: usize = size.parse().ok()?;
    let content = bytes.split_off(end + 1);
    (size == content.len()).then_some((kind, content))
}
