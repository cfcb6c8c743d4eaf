//! The commit that sources belong to, read from git's own files.
//!
//! No git process is started and no configuration of the user is asked: a repository is found by
//! going up from the project, and only its references, commits and trees are read
//! (gitrepository-layout(5)). Nothing here writes.

mod objects;
mod pack;

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use sha1::{Digest as _, Sha1};

use objects::{Kind, Objects};

/// How many names of references may lead to each other.
const MAX_REFERENCE_STEPS: usize = 8;
/// Largest reference file read, in bytes; `packed-refs` of very large repositories included.
const MAX_REFERENCE_BYTES: u64 = 64 << 20;
/// How many files of a commit are looked for on the disk.
const MAX_FILES: usize = 100_000;
/// How deep its folders may lie in each other.
const MAX_FOLDERS: usize = 256;

/// Why a repository cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum RepositoryError {
    /// A file of the repository cannot be read.
    #[error("cannot read `{path}`: {source}")]
    Disk {
        /// The file, relative to the repository's own folder.
        path: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A file of the repository is not what it should be.
    #[error("{0}")]
    Damaged(String),
}

/// Name of a git object: a SHA-1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ObjectId([u8; 20]);

impl ObjectId {
    /// The name under which git keeps a file with these bytes.
    #[must_use]
    pub fn of_file(bytes: &[u8]) -> Self {
        Self::of("blob", bytes)
    }

    /// The name of an object of a kind with this content.
    fn of(kind: &str, content: &[u8]) -> Self {
        Self(begun(kind, content.len() as u64).chain_update(content).finalize().into())
    }

    fn from_hex(text: &str) -> Option<Self> {
        if text.len() != 40 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let mut bytes = [0; 20];
        for (index, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(text.get(2 * index..2 * index + 2)?, 16).ok()?;
        }
        Some(Self(bytes))
    }
}

impl std::fmt::Display for ObjectId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A name in the making: what git puts before the content.
fn begun(kind: &str, length: u64) -> Sha1 {
    Sha1::new().chain_update(format!("{kind} {length}\0"))
}

/// The [`ObjectId`] of a file in the making.
#[derive(Debug)]
pub struct FileHash(Sha1);

impl FileHash {
    /// Of a file of so many bytes.
    #[must_use]
    pub fn new(length: u64) -> Self {
        Self(begun("blob", length))
    }

    /// Takes the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The name, after all bytes.
    #[must_use]
    pub fn finish(self) -> ObjectId {
        ObjectId(self.0.finalize().into())
    }
}

/// Where the sources stand in a history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// The commit that is checked out.
    pub commit: String,
    /// Whether what was read differs from that commit; none if its trees cannot be read.
    pub dirty: Option<bool>,
    /// The project's folder in the repository, with forward slashes; empty for its root.
    pub folder: String,
    /// Why it could not be found out whether the sources differ.
    pub remark: Option<String>,
}

/// Finds the repository that a folder lies in and says which commit is checked out there.
///
/// `inputs` are the files that were read, by their path relative to `root`; `folders` are those
/// folders of the project whose missing files count as a difference too. None if there is no
/// repository or it has no commit.
///
/// # Errors
/// If there is a repository but its references cannot be read.
pub fn revision(
    root: &Path,
    inputs: &BTreeMap<String, ObjectId>,
    folders: &[&str],
) -> Result<Option<Revision>, RepositoryError> {
    let Some(repository) = Repository::discover(root)? else { return Ok(None) };
    let Some(commit) = repository.head()? else { return Ok(None) };
    let folder = repository.inside(root).unwrap_or_default();
    let id = match ObjectId::from_hex(&commit) {
        Some(id) => repository.differs(id, root, inputs, folders),
        None => Err(RepositoryError::Damaged("it names objects by SHA-256".to_owned())),
    };
    let (dirty, remark) = match id {
        Ok(dirty) => (Some(dirty), None),
        Err(error) => (None, Some(error.to_string())),
    };
    Ok(Some(Revision { commit, dirty, folder, remark }))
}

/// The files and folders that [`revision`] may read of the repository that a folder lies in. What a
/// user keeps beside them, such as `config` with its tokens, is not among them.
#[must_use]
pub fn places(root: &Path) -> Vec<PathBuf> {
    let Ok(Some(repository)) = Repository::discover(root) else { return Vec::new() };
    let Repository { worktree, own, common } = repository;
    let mut places = vec![own.join("HEAD"), own.join("commondir"), own.join("refs")];
    places.extend(["packed-refs", "refs", "reftable"].map(|name| common.join(name)));
    let entry = worktree.join(".git");
    if entry.is_file() {
        places.push(entry);
    }
    // Only what looks like a store of objects: a line of `alternates` opens nothing else.
    let is_store = |folder: &PathBuf| folder.join("pack").is_dir() || folder.join("info").is_dir();
    places.extend(objects::stores(&common).into_iter().filter(is_store));
    places
}

struct Repository {
    /// Top of the working tree.
    worktree: PathBuf,
    /// The folder with `HEAD`.
    own: PathBuf,
    /// The folder with `objects` and the shared references: the same, except in a linked tree.
    common: PathBuf,
}

impl Repository {
    fn discover(start: &Path) -> Result<Option<Self>, RepositoryError> {
        for worktree in start.ancestors() {
            let entry = worktree.join(".git");
            let own = if entry.is_dir() {
                entry
            } else if entry.is_file() {
                let text = read(&entry, "")?;
                let Some(path) = text.strip_prefix("gitdir:") else {
                    return Err(RepositoryError::Damaged("`.git` names no folder".to_owned()));
                };
                worktree.join(path.trim())
            } else {
                continue;
            };
            if !own.join("HEAD").is_file() {
                return Err(RepositoryError::Damaged("`.git` has no HEAD".to_owned()));
            }
            let common = match read(&own, "commondir") {
                Ok(path) => own.join(path.trim()),
                Err(_) => own.clone(),
            };
            return Ok(Some(Self { worktree: worktree.to_owned(), own, common }));
        }
        Ok(None)
    }

    /// A path's place in the working tree, with forward slashes.
    fn inside(&self, path: &Path) -> Option<String> {
        let relative = path.strip_prefix(&self.worktree).ok()?;
        let parts: Option<Vec<&str>> = relative
            .components()
            .map(|part| match part {
                Component::Normal(name) => name.to_str(),
                _ => None,
            })
            .collect();
        Some(parts?.join("/"))
    }

    /// The commit checked out, in hexadecimal; none before the first commit.
    fn head(&self) -> Result<Option<String>, RepositoryError> {
        let mut text = read(&self.own, "HEAD")?;
        for _ in 0..MAX_REFERENCE_STEPS {
            let value = text.trim();
            let Some(name) = value.strip_prefix("ref:").map(str::trim) else {
                let is_hex = value.bytes().all(|byte| byte.is_ascii_hexdigit());
                if is_hex && (value.len() == 40 || value.len() == 64) {
                    return Ok(Some(value.to_ascii_lowercase()));
                }
                return Err(RepositoryError::Damaged("HEAD names no commit".to_owned()));
            };
            let inside = Path::new(name).components().all(|c| matches!(c, Component::Normal(_)));
            if !inside || !name.starts_with("refs/") {
                return Err(RepositoryError::Damaged("HEAD names no reference".to_owned()));
            }
            if self.common.join("reftable").is_dir() {
                return Err(RepositoryError::Damaged(
                    "its references are in the reftable format".to_owned(),
                ));
            }
            // References of a linked tree may be its own (`refs/bisect`), most are shared.
            text = if self.own.join(name).is_file() {
                read(&self.own, name)?
            } else if self.common.join(name).is_file() {
                read(&self.common, name)?
            } else {
                match self.packed_reference(name)? {
                    Some(id) => id,
                    None => return Ok(None),
                }
            };
        }
        Err(RepositoryError::Damaged("HEAD leads in a circle".to_owned()))
    }

    fn packed_reference(&self, name: &str) -> Result<Option<String>, RepositoryError> {
        if !self.common.join("packed-refs").is_file() {
            return Ok(None);
        }
        let text = read(&self.common, "packed-refs")?;
        Ok(text
            .lines()
            .filter_map(|line| line.split_once(' '))
            .find(|(_, reference)| *reference == name)
            .map(|(id, _)| id.to_owned()))
    }

    /// Whether the files read are others than the commit's, or the commit has files that are gone.
    fn differs(
        &self,
        commit: ObjectId,
        root: &Path,
        inputs: &BTreeMap<String, ObjectId>,
        folders: &[&str],
    ) -> Result<bool, RepositoryError> {
        let objects = Objects::open(&self.common)?;
        let mut trees = Trees { top: objects.tree_of(commit)?, objects, known: BTreeMap::new() };
        for (path, id) in inputs {
            // What was read is what a link leads to.
            let path = root.join(path).canonicalize().unwrap_or_else(|_| root.join(path));
            let tracked = match self.inside(&path) {
                Some(inside) => trees.find(&inside)?,
                None => None,
            };
            if tracked.is_none_or(|entry| entry.id != *id) {
                return Ok(true);
            }
        }
        for folder in folders {
            let Some(inside) = self.inside(&root.join(folder)) else { continue };
            if let Some(entry) = trees.find(&inside)?
                && entry.kind == EntryKind::Tree
                && !all_there(&mut trees, entry.id, &root.join(folder), 0, &mut 0)?
            {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Whether every file of a tree is in a folder.
fn all_there(
    trees: &mut Trees,
    tree: ObjectId,
    folder: &Path,
    depth: usize,
    seen: &mut usize,
) -> Result<bool, RepositoryError> {
    if depth > MAX_FOLDERS {
        let message = format!("the commit has folders more than {MAX_FOLDERS} deep");
        return Err(RepositoryError::Damaged(message));
    }
    for (name, entry) in trees.entries(tree)?.iter() {
        *seen += 1;
        if *seen > MAX_FILES {
            let message = format!("the commit has more than {MAX_FILES} files here");
            return Err(RepositoryError::Damaged(message));
        }
        let path = folder.join(name);
        let there = match entry.kind {
            EntryKind::Tree => all_there(trees, entry.id, &path, depth + 1, seen)?,
            EntryKind::File => path.is_file(),
            EntryKind::Link => std::fs::read_link(&path).is_ok_and(|target| {
                ObjectId::of_file(target.to_string_lossy().as_bytes()) == entry.id
            }),
            EntryKind::Other => true,
        };
        if !there {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The trees of one commit.
struct Trees {
    objects: Objects,
    top: ObjectId,
    known: BTreeMap<ObjectId, Arc<Entries>>,
}

/// What a tree holds, by name.
type Entries = BTreeMap<String, Entry>;

/// What a tree holds under a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Entry {
    kind: EntryKind,
    id: ObjectId,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum EntryKind {
    Tree,
    File,
    Link,
    /// A submodule.
    Other,
}

impl Trees {
    fn entries(&mut self, tree: ObjectId) -> Result<Arc<Entries>, RepositoryError> {
        if let Some(entries) = self.known.get(&tree) {
            return Ok(Arc::clone(entries));
        }
        let entries = parse_tree(&self.objects.read(tree, Kind::Tree)?)
            .map(Arc::new)
            .ok_or_else(|| RepositoryError::Damaged(format!("the tree {tree} is damaged")))?;
        self.known.insert(tree, Arc::clone(&entries));
        Ok(entries)
    }

    /// The entry of a path; an empty path is the top.
    fn find(&mut self, path: &str) -> Result<Option<Entry>, RepositoryError> {
        let mut entry = Entry { kind: EntryKind::Tree, id: self.top };
        for name in path.split('/').filter(|name| !name.is_empty()) {
            if entry.kind != EntryKind::Tree {
                return Ok(None);
            }
            match self.entries(entry.id)?.get(name) {
                Some(found) => entry = *found,
                None => return Ok(None),
            }
        }
        Ok(Some(entry))
    }
}

/// The entries of a tree object: mode, space, name, zero byte, twenty bytes of id, over and over.
/// Names that are not UTF-8 are passed over; no input has one.
fn parse_tree(mut bytes: &[u8]) -> Option<Entries> {
    let mut entries = BTreeMap::new();
    while !bytes.is_empty() {
        let space = bytes.iter().position(|byte| *byte == b' ')?;
        let kind = match &bytes[..space] {
            b"40000" | b"040000" => EntryKind::Tree,
            b"120000" => EntryKind::Link,
            mode if mode.starts_with(b"100") => EntryKind::File,
            _ => EntryKind::Other,
        };
        let rest = &bytes[space + 1..];
        let end = rest.iter().position(|byte| *byte == 0)?;
        let id: [u8; 20] = rest.get(end + 1..end + 21)?.try_into().ok()?;
        if let Ok(name) = std::str::from_utf8(&rest[..end])
            && !name.is_empty()
            && !name.contains('/')
            && !matches!(name, "." | "..")
        {
            entries.insert(name.to_owned(), Entry { kind, id: ObjectId(id) });
        }
        bytes = &rest[end + 21..];
    }
    Some(entries)
}

fn read(folder: &Path, name: &str) -> Result<String, RepositoryError> {
    use std::io::Read as _;
    let path = if name.is_empty() { folder.to_owned() } else { folder.join(name) };
    let shown = if name.is_empty() { ".git" } else { name };
    let mut text = String::new();
    open(&path)
        .and_then(|file| file.take(MAX_REFERENCE_BYTES).read_to_string(&mut text))
        .map_err(|source| RepositoryError::Disk { path: shown.to_owned(), source })?;
    Ok(text)
}

/// Opens a file of a repository. What is no file – a pipe, say – is refused: opening it would wait.
fn open(path: &Path) -> std::io::Result<std::fs::File> {
    if !std::fs::metadata(path)?.is_file() {
        return Err(std::io::Error::new(std::io::ErrorKind::InvalidInput, "it is not a file"));
    }
    std::fs::File::open(path)
}
