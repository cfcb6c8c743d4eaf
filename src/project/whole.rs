//! Files that are written whole or not at all: first under a temporary name in their folder,
//! synced, then renamed, all or none. What they hold is decided elsewhere.
//!
//! Every temporary file is locked while its process lives. One whose lock is free was left behind
//! by a process that was killed, and is taken away by the next that writes into the folder. A
//! process that is asked to end takes its own away.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use tempfile::NamedTempFile;

use super::EnvironmentError;

/// How the names of temporary files begin and end.
const PREFIX: &str = ".plenary-";
const SUFFIX: &str = ".tmp";

/// Temporary files of this process. Whoever renames or removes one holds this, so that a signal
/// never comes between two renames.
static LIVING: LazyLock<Mutex<BTreeSet<PathBuf>>> = LazyLock::new(Mutex::default);

fn living() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    LIVING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A file that waits under a temporary name, complete and on the disk. It is gone if it is
/// dropped.
#[derive(Debug)]
pub struct Waiting {
    file: NamedTempFile,
    target: PathBuf,
    placed: bool,
}

impl Waiting {
    /// Writes what `target` shall hold beside it.
    ///
    /// # Errors
    /// If the machine fails; nothing is left behind then.
    pub fn write(target: &Path, bytes: &[u8]) -> Result<Self, EnvironmentError> {
        let mut waiting = Self::begin(target)?;
        waiting.append(bytes)?;
        waiting.finish()?;
        Ok(waiting)
    }

    /// Begins an empty file beside `target`.
    ///
    /// # Errors
    /// If the machine fails; nothing is left behind then.
    pub fn begin(target: &Path) -> Result<Self, EnvironmentError> {
        let folder = target.parent().filter(|parent| !parent.as_os_str().is_empty());
        let folder = folder.unwrap_or_else(|| Path::new("."));
        sweep(folder);
        let file = create(folder).map_err(|source| cannot_write(target, source))?;
        Ok(Self { file, target: target.to_owned(), placed: false })
    }

    /// Writes the next bytes.
    ///
    /// # Errors
    /// If the machine fails.
    pub fn append(&mut self, bytes: &[u8]) -> Result<(), EnvironmentError> {
        self.file.write_all(bytes).map_err(|source| cannot_write(&self.target, source))
    }

    /// Brings what was written onto the disk.
    ///
    /// # Errors
    /// If the machine fails.
    pub fn finish(&self) -> Result<(), EnvironmentError> {
        let file = self.file.as_file();
        file.sync_all()
            .and_then(|()| make_readable(file))
            .map_err(|source| cannot_write(&self.target, source))
    }

    /// Where it will stand.
    #[must_use]
    pub fn target(&self) -> &Path {
        &self.target
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let mut listed = living();
        if !self.placed {
            // Gone before it is off the list, so that a signal finds it until then.
            let _ = std::fs::remove_file(self.file.path());
        }
        listed.remove(self.file.path());
    }
}

/// Puts files in their places. If one cannot take its place, the files before it are put back as
/// they were; a file system without hard links cannot put back, and keeps what came before it.
///
/// # Errors
/// If the machine fails.
pub fn place_all(mut waiting: Vec<Waiting>) -> Result<(), EnvironmentError> {
    let mut living = living();
    for one in &waiting {
        // A link, a pipe or a device was put there by somebody who wanted it there.
        if let Ok(found) = std::fs::symlink_metadata(&one.target)
            && !found.is_file()
        {
            return Err(cannot_write(&one.target, no_regular_file(&found)));
        }
    }
    let mut placed = Vec::new();
    let mut failure = None;
    for one in &mut waiting {
        let earlier = Earlier::keep(&one.target, &mut living);
        if let Err(source) = std::fs::rename(one.file.path(), &one.target) {
            earlier.forget(&mut living);
            failure = Some(cannot_write(&one.target, source));
            break;
        }
        one.file.disable_cleanup(true);
        one.placed = true;
        placed.push((one.target.clone(), earlier));
    }
    for (target, earlier) in placed.into_iter().rev() {
        if failure.is_some() {
            earlier.put_back(&target, &mut living);
        } else {
            earlier.forget(&mut living);
        }
    }
    // Their names are taken out of the living when they are dropped.
    drop(living);
    failure.map_or(Ok(()), Err)
}

/// What stood in the place of an output before.
enum Earlier {
    /// Nothing.
    Nothing,
    /// A file, kept under this second name.
    Kept(PathBuf),
    /// A file that could not be given a second name.
    Lost,
}

impl Earlier {
    fn keep(target: &Path, living: &mut BTreeSet<PathBuf>) -> Self {
        if std::fs::symlink_metadata(target).is_err() {
            return Self::Nothing;
        }
        let folder = target.parent().filter(|parent| !parent.as_os_str().is_empty());
        let linked = tempfile::Builder::new()
            .prefix(PREFIX)
            .suffix(SUFFIX)
            .make_in(folder.unwrap_or_else(|| Path::new(".")), |path| {
                std::fs::hard_link(target, path)
            })
            .and_then(|named| Ok(named.into_temp_path().keep()?));
        match linked {
            Ok(path) => {
                living.insert(path.clone());
                Self::Kept(path)
            }
            Err(_) => Self::Lost,
        }
    }

    fn forget(self, living: &mut BTreeSet<PathBuf>) {
        if let Self::Kept(path) = self {
            let _ = std::fs::remove_file(&path);
            living.remove(&path);
        }
    }

    fn put_back(self, target: &Path, living: &mut BTreeSet<PathBuf>) {
        match self {
            Self::Nothing => {
                let _ = std::fs::remove_file(target);
            }
            Self::Kept(path) => {
                let _ = std::fs::rename(&path, target);
                living.remove(&path);
            }
            Self::Lost => {}
        }
    }
}

/// Writes one file whole or not at all.
///
/// # Errors
/// If the machine fails.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), EnvironmentError> {
    place_all(vec![Waiting::write(path, bytes)?])
}

/// Takes every temporary file of this process away, calls `then`, and lets no file take its place
/// in between: for a process that is about to end.
pub fn abandon(then: impl FnOnce()) {
    let living = living();
    for path in living.iter() {
        let _ = std::fs::remove_file(path);
    }
    then();
}

fn create(folder: &Path) -> io::Result<NamedTempFile> {
    const ATTEMPTS: usize = 8;
    for _ in 0..ATTEMPTS {
        // Made and listed in one step, so that a signal finds it.
        let mut listed = living();
        let file = tempfile::Builder::new().prefix(PREFIX).suffix(SUFFIX).tempfile_in(folder)?;
        listed.insert(file.path().to_owned());
        drop(listed);
        // Between its making and its locking another process can have swept it away. Where files
        // cannot be locked, nobody sweeps.
        let swept = matches!(file.as_file().try_lock(), Err(std::fs::TryLockError::WouldBlock))
            || std::fs::symlink_metadata(file.path()).is_err();
        if !swept {
            return Ok(file);
        }
        living().remove(file.path());
    }
    Err(io::ErrorKind::ResourceBusy.into())
}

/// Whether a temporary file of a build has this name.
#[must_use]
pub fn is_temporary(name: &str) -> bool {
    name.strip_prefix(PREFIX)
        .and_then(|rest| rest.strip_suffix(SUFFIX))
        .is_some_and(|middle| middle.chars().all(|c| c.is_ascii_alphanumeric()))
}

/// Takes away temporary files whose processes were killed. What cannot be taken away stays.
fn sweep(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let ours = name.to_str().is_some_and(is_temporary);
        let path = entry.path();
        if !ours || living().contains(&path) || !entry.file_type().is_ok_and(|kind| kind.is_file())
        {
            continue;
        }
        if let Ok(file) = File::open(&path)
            && file.try_lock().is_ok()
        {
            let _ = std::fs::remove_file(&path);
        }
    }
}

fn no_regular_file(found: &std::fs::Metadata) -> io::Error {
    if found.is_dir() {
        return io::ErrorKind::IsADirectory.into();
    }
    let what = if found.is_symlink() { "a link" } else { "a pipe, socket or device" };
    io::Error::new(io::ErrorKind::InvalidInput, format!("{what} stands there and is left as it is"))
}

fn cannot_write(path: &Path, source: io::Error) -> EnvironmentError {
    EnvironmentError { action: "cannot write", path: path.to_owned(), source }
}

/// Temporary files are private; outputs are for everybody whom the folder lets in.
#[cfg(unix)]
fn make_readable(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn make_readable(_file: &File) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).unwrap();
        let mut names: Vec<String> =
            entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn all_take_their_places_or_none() {
        let folder = tempfile::tempdir().unwrap();
        let [one, two, three] = ["one", "two", "three"].map(|name| folder.path().join(name));
        std::fs::write(&one, "old").unwrap();
        let waiting = |path: &PathBuf| Waiting::write(path, b"new").unwrap();
        let all = vec![waiting(&one), waiting(&two), waiting(&three)];
        // The last one's temporary file is gone, as under a cleaner of old files.
        std::fs::remove_file(all[2].file.path()).unwrap();
        let error = place_all(all).unwrap_err();
        assert_eq!(error.path, three);
        assert_eq!(std::fs::read(&one).unwrap(), b"old");
        assert_eq!(names(folder.path()), ["one"]);
        place_all(vec![waiting(&one), waiting(&two)]).unwrap();
        assert_eq!(std::fs::read(&one).unwrap(), b"new");
        assert_eq!(names(folder.path()), ["one", "two"]);
    }

    #[test]
    fn what_a_killed_process_left_is_swept_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let left = [".plenary-abc123.tmp", ".plenary-notes", ".plenary-a b.tmp", "other.tmp"];
        for name in left {
            std::fs::write(folder.path().join(name), "x").unwrap();
        }
        let locked = folder.path().join(".plenary-living.tmp");
        let living = File::create(&locked).unwrap();
        living.lock().unwrap();
        write(&folder.path().join("out"), b"new").unwrap();
        let expected =
            [".plenary-a b.tmp", ".plenary-living.tmp", ".plenary-notes", "other.tmp", "out"];
        assert_eq!(names(folder.path()), expected);
    }

    #[test]
    fn a_file_that_never_takes_its_place_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        drop(Waiting::write(&folder.path().join("out"), b"new").unwrap());
        assert!(names(folder.path()).is_empty());
        assert!(living().iter().all(|path| !path.starts_with(folder.path())));
    }
}
