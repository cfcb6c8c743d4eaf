//! A folder of outputs: they are staged, then take their places all or none, with a manifest and
//! checksums. How files are written is `project::whole`'s; what they hold is decided elsewhere.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use super::manifest::{Manifest, Output, Record, sha256};
use super::{CHECKSUMS, MANIFEST, checksums};
use crate::project::EnvironmentError;
use crate::project::whole::{self, Waiting};

/// Largest manifest read, in bytes.
const MAX_MANIFEST: u64 = 64 << 20;

/// A file that waits under a temporary name; it is gone if it is never put in its place.
#[derive(Debug)]
pub struct Staged(Waiting);

/// A folder that outputs are written to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OutputFolder(PathBuf);

impl OutputFolder {
    /// The folder of this path, which is made when the first file is written.
    #[must_use]
    pub fn new(path: PathBuf) -> Self {
        Self(path)
    }

    /// Its path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file under a temporary name.
    ///
    /// # Errors
    /// If the machine fails; nothing is left behind then.
    pub fn stage(&self, name: &str, bytes: &[u8]) -> Result<Staged, EnvironmentError> {
        std::fs::create_dir_all(&self.0).map_err(|source| EnvironmentError {
            action: "cannot make the folder",
            path: self.0.clone(),
            source,
        })?;
        Waiting::write(&self.0.join(name), bytes).map(Staged)
    }

    /// Puts outputs in their places, with a manifest and checksums that list them beside what is
    /// still true of the earlier ones. Everything is on the disk before the first file takes its
    /// place, so that a full disk leaves the folder as it was; if one cannot take its place, none
    /// does.
    ///
    /// # Errors
    /// If the machine fails.
    pub fn publish(
        &self,
        outputs: Vec<Staged>,
        records: Vec<Record>,
    ) -> Result<(), EnvironmentError> {
        // Two builds into one folder, as under `make --jobs`, wait for each other here.
        let _lock = self.lock();
        let earlier = read_bounded(&self.0.join(MANIFEST), MAX_MANIFEST)
            .ok()
            .and_then(|bytes| Manifest::read(&bytes).ok());
        let manifest = Manifest::merged(records, earlier, |output| self.holds(output));
        let text = manifest.to_json();
        let mut sums: BTreeMap<String, String> =
            manifest.outputs().map(|output| (output.path.clone(), output.sha256.clone())).collect();
        sums.insert(MANIFEST.to_owned(), sha256(text.as_bytes()));
        let mut waiting = outputs;
        waiting.push(self.stage(MANIFEST, text.as_bytes())?);
        waiting.push(self.stage(CHECKSUMS, checksums::write(&sums).as_bytes())?);
        whole::place_all(waiting.into_iter().map(|staged| staged.0).collect())?;
        self.sync();
        Ok(())
    }

    /// Whether a file has the size and checksum that a manifest gives.
    fn holds(&self, output: &Output) -> bool {
        let path = self.0.join(&output.path);
        std::fs::metadata(&path).is_ok_and(|metadata| metadata.len() == output.size)
            && std::fs::read(&path).is_ok_and(|bytes| sha256(&bytes) == output.sha256)
    }

    /// Holds the folder itself, so that no lock file is left over. Where folders cannot be locked
    /// (Windows, some network disks) nobody waits.
    fn lock(&self) -> Option<File> {
        let folder = File::open(&self.0).ok()?;
        folder.lock().ok()?;
        Some(folder)
    }

    /// Asks for the new names to be on the disk; not every file system can say so of a folder.
    fn sync(&self) {
        if let Ok(folder) = File::open(&self.0) {
            let _ = folder.sync_all();
        }
    }
}

/// Writes one file whole or not at all.
///
/// # Errors
/// If the machine fails.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), EnvironmentError> {
    whole::write(path, bytes)
}

/// Reads a file of at most so many bytes.
pub(super) fn read_bounded(path: &Path, limit: u64) -> std::io::Result<Vec<u8>> {
    use std::io::Read as _;
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
