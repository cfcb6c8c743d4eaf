//! A folder of outputs: they are staged, then take their places all or none, with a manifest and
//! checksums. How files are written is `project::whole`'s; what they hold is decided elsewhere.
//!
//! Who writes is a [`Publisher`]: this process ([`Here`]), or another one on behalf of a process that
//! may not write.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::fs::File;
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::manifest::{Manifest, Output, Record, hexadecimal, sha256};
use super::{CHECKSUMS, MANIFEST, checksums};
use crate::project::EnvironmentError;
use crate::project::whole::{self, Waiting};

/// Largest manifest read, in bytes.
pub(super) const MAX_MANIFEST: u64 = 16 << 20;
/// How much of a file is read at once for its checksum.
const BLOCK: usize = 64 << 10;

/// Puts outputs in their places.
pub trait Publisher: Debug + Sync {
    /// Writes files under temporary names, complete and on the disk.
    ///
    /// # Errors
    /// If the machine fails; nothing is left behind then.
    fn stage(
        &self,
        folder: &OutputFolder,
        files: &[(String, &[u8])],
    ) -> Result<Vec<Staged>, EnvironmentError>;

    /// Puts outputs in their places, with a manifest and checksums that list them beside what is
    /// still true of the earlier ones. Everything is on the disk before the first file takes its
    /// place, so that a full disk leaves the folder as it was; if one cannot take its place, none
    /// does.
    ///
    /// # Errors
    /// If the machine fails.
    fn publish(
        &self,
        folder: &OutputFolder,
        outputs: Vec<Staged>,
        records: Vec<Record>,
    ) -> Result<(), EnvironmentError>;

    /// Writes one file whole or not at all.
    ///
    /// # Errors
    /// If the machine fails.
    fn write(&self, path: &Path, bytes: &[u8]) -> Result<(), EnvironmentError>;
}

/// A file that waits under a temporary name; it is gone if it is never put in its place.
#[derive(Debug)]
pub enum Staged {
    /// Written by this process.
    Here(Waiting),
    /// Written by another, which knows it by this number.
    There(u32),
}

/// A folder that outputs are written to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OutputFolder {
    path: PathBuf,
    /// Names of the outputs that it may hold, without their endings, if it may not hold any.
    own: Option<BTreeSet<String>>,
}

impl OutputFolder {
    /// The folder of this path, which is made when the first file is written.
    #[must_use]
    pub fn new(path: PathBuf) -> Self {
        Self { path, own: None }
    }

    /// The folder holds these documents alone, by the names of their outputs without the endings. A
    /// manifest that lists others there was not written by a build.
    #[must_use]
    pub fn of(mut self, own: BTreeSet<String>) -> Self {
        self.own = Some(own);
        self
    }

    /// Whether an output of this name may be in it.
    #[must_use]
    pub fn may_hold(&self, name: &str) -> bool {
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        self.own.as_ref().is_none_or(|own| own.contains(stem))
    }

    /// Its path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Begins a file under a temporary name.
    ///
    /// # Errors
    /// If the machine fails; nothing is left behind then.
    pub fn begin(&self, name: &str) -> Result<Waiting, EnvironmentError> {
        std::fs::create_dir_all(&self.path).map_err(|source| EnvironmentError {
            action: "cannot make the folder",
            path: self.path.clone(),
            source,
        })?;
        Waiting::begin(&self.path.join(name))
    }

    /// Holds the folder itself, so that no lock file is left over: two builds into one folder, as
    /// under `make --jobs`, wait for each other here. Where folders cannot be locked (Windows, some
    /// network disks) nobody waits.
    #[must_use]
    pub fn lock(&self) -> Option<File> {
        let folder = File::open(&self.path).ok()?;
        folder.lock().ok()?;
        Some(folder)
    }

    /// The bytes of the manifest that is there, if it can be read.
    #[must_use]
    pub fn earlier(&self) -> Option<Vec<u8>> {
        read_bounded(&self.path.join(MANIFEST), MAX_MANIFEST).ok()
    }

    /// Whether a name stands for a regular file of the folder with this size and checksum. No more
    /// than that size is read, whatever a manifest names.
    #[must_use]
    pub fn holds(&self, name: &str, size: u64, sum: &str) -> bool {
        let mut parts = Path::new(name).components();
        if !matches!((parts.next(), parts.next()), (Some(Component::Normal(_)), None)) {
            return false;
        }
        let path = self.path.join(name);
        let is_file = |metadata: std::fs::Metadata| metadata.is_file() && metadata.len() == size;
        if !std::fs::symlink_metadata(&path).is_ok_and(is_file) {
            return false;
        }
        let Ok(file) = File::open(&path) else { return false };
        // What was exchanged in between is no file of that size either.
        file.metadata().is_ok_and(is_file)
            && checksum(file, size).is_some_and(|found| hexadecimal(&found) == sum)
    }

    /// Puts files in their places, all or none.
    ///
    /// # Errors
    /// If the machine fails.
    pub fn place(&self, waiting: Vec<Waiting>) -> Result<(), EnvironmentError> {
        whole::place_all(waiting)?;
        // Asks for the new names to be on the disk; not every file system can say so of a folder.
        if let Ok(folder) = File::open(&self.path) {
            let _ = folder.sync_all();
        }
        Ok(())
    }
}

/// The manifest and the checksums of a folder, by their file names: those of the documents just
/// written, beside what `earlier` lists and `holds` finds unchanged.
#[must_use]
pub fn lists(
    records: Vec<Record>,
    earlier: Option<&[u8]>,
    holds: impl Fn(&Output) -> bool,
) -> [(String, String); 2] {
    let earlier = earlier.and_then(|bytes| Manifest::read(bytes).ok());
    let manifest = Manifest::merged(records, earlier, holds);
    let text = manifest.to_json();
    let mut sums: BTreeMap<String, String> =
        manifest.outputs().map(|output| (output.path.clone(), output.sha256.clone())).collect();
    sums.insert(MANIFEST.to_owned(), sha256(text.as_bytes()));
    [(MANIFEST.to_owned(), text), (CHECKSUMS.to_owned(), checksums::write(&sums))]
}

/// This process writes.
#[derive(Clone, Copy, Debug)]
pub struct Here;

impl Publisher for Here {
    fn stage(
        &self,
        folder: &OutputFolder,
        files: &[(String, &[u8])],
    ) -> Result<Vec<Staged>, EnvironmentError> {
        let stage = |(name, bytes): &(String, &[u8])| {
            let mut waiting = folder.begin(name)?;
            waiting.append(bytes)?;
            Ok(waiting)
        };
        let waiting: Vec<Waiting> = files.iter().map(stage).collect::<Result<_, _>>()?;
        finish_all(&waiting.iter().collect::<Vec<_>>())?;
        Ok(waiting.into_iter().map(Staged::Here).collect())
    }

    fn publish(
        &self,
        folder: &OutputFolder,
        outputs: Vec<Staged>,
        records: Vec<Record>,
    ) -> Result<(), EnvironmentError> {
        let _lock = folder.lock();
        let earlier = folder.earlier();
        let holds = |output: &Output| {
            folder.may_hold(&output.path) && folder.holds(&output.path, output.size, &output.sha256)
        };
        let lists = lists(records, earlier.as_deref(), holds);
        let files: Vec<(String, &[u8])> =
            lists.iter().map(|(name, text)| (name.clone(), text.as_bytes())).collect();
        let staged = outputs.into_iter().chain(self.stage(folder, &files)?);
        let waiting = staged.filter_map(|staged| match staged {
            Staged::Here(waiting) => Some(waiting),
            Staged::There(_) => None,
        });
        folder.place(waiting.collect())
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> Result<(), EnvironmentError> {
        whole::write(path, bytes)
    }
}

/// Brings files onto the disk side by side, since most of it is waiting; one after the other where
/// no thread can be started.
///
/// # Errors
/// If the machine fails.
pub fn finish_all(waiting: &[&Waiting]) -> Result<(), EnvironmentError> {
    let Some((last, others)) = waiting.split_last() else { return Ok(()) };
    std::thread::scope(|scope| {
        let mut later = Vec::new();
        let mut results = Vec::new();
        for one in others {
            match std::thread::Builder::new().spawn_scoped(scope, || one.finish()) {
                Ok(thread) => later.push(thread),
                Err(_) => results.push(one.finish()),
            }
        }
        results.push(last.finish());
        let joined = later.into_iter().map(std::thread::ScopedJoinHandle::join);
        results.extend(joined.map(|r| r.unwrap_or_else(|panic| std::panic::resume_unwind(panic))));
        results.into_iter().collect()
    })
}

/// SHA-256 of what a reader has, if it is of this size.
fn checksum(mut file: File, size: u64) -> Option<Vec<u8>> {
    let mut sum = Sha256::new();
    let mut block = vec![0; BLOCK];
    let mut left = size;
    loop {
        match file.read(&mut block) {
            Ok(0) => return (left == 0).then(|| sum.finalize().to_vec()),
            Ok(read) => {
                left = left.checked_sub(read as u64)?;
                sum.update(&block[..read]);
            }
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(_) => return None,
        }
    }
}

/// Reads a file of at most so many bytes.
pub(super) fn read_bounded(path: &Path, limit: u64) -> std::io::Result<Vec<u8>> {
    // Looked at before it is opened: opening a pipe waits for whoever writes into it.
    let metadata = std::fs::metadata(path)?;
    if !metadata.is_file() {
        return Err(std::io::Error::new(std::io::ErrorKind::InvalidInput, "it is not a file"));
    }
    if metadata.len() > limit {
        return Err(std::io::ErrorKind::FileTooLarge.into());
    }
    let file = File::open(path)?;
    let mut bytes = Vec::new();
    file.take(limit).read_to_end(&mut bytes)?;
    Ok(bytes)
}
