//! Files opened from the project's folder on, one step after the other and through no link: what was
//! looked at is what is read, also if a folder is exchanged with a link in between.

use std::fs::File;
use std::io;
use std::path::Path;

/// The folder of a project, held open.
#[derive(Clone, Debug)]
pub(super) struct Root {
    #[cfg(unix)]
    folder: std::sync::Arc<std::os::fd::OwnedFd>,
    #[cfg(not(unix))]
    folder: std::path::PathBuf,
}

/// How a folder is held: on Linux to look below it alone, which needs no right to list it.
#[cfg(any(target_os = "linux", target_os = "android"))]
const HOLDING: rustix::fs::OFlags = rustix::fs::OFlags::PATH;
#[cfg(all(unix, not(any(target_os = "linux", target_os = "android"))))]
const HOLDING: rustix::fs::OFlags = rustix::fs::OFlags::RDONLY;

#[cfg(unix)]
impl Root {
    /// Holds a folder.
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        use rustix::fs::{Mode, OFlags, open};
        let flags = HOLDING | OFlags::DIRECTORY | OFlags::CLOEXEC;
        Ok(Self { folder: std::sync::Arc::new(open(folder, flags, Mode::empty())?) })
    }

    /// Opens a regular file below it. No part of the path may be a link: links have been followed
    /// before.
    pub(super) fn file(&self, path: &Path) -> io::Result<File> {
        use rustix::fs::{Mode, OFlags, openat};
        // Opening a pipe does not wait for who writes into it.
        let last = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let step = HOLDING | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let mut folder = None;
        let mut parts = path.components().peekable();
        while let Some(part) = parts.next() {
            let flags = if parts.peek().is_some() { step } else { last };
            let opened = match &folder {
                None => openat(&*self.folder, part.as_os_str(), flags, Mode::empty())?,
                Some(folder) => openat(folder, part.as_os_str(), flags, Mode::empty())?,
            };
            folder = Some(opened);
        }
        let file = File::from(folder.ok_or(io::ErrorKind::InvalidInput)?);
        regular(file)
    }
}

#[cfg(not(unix))]
impl Root {
    /// Holds a folder.
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        Ok(Self { folder: folder.to_owned() })
    }

    /// Opens a regular file below it.
    pub(super) fn file(&self, path: &Path) -> io::Result<File> {
        regular(File::open(self.folder.join(path))?)
    }
}

fn regular(file: File) -> io::Result<File> {
    if file.metadata()?.is_file() {
        return Ok(file);
    }
    Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a file"))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_opened_through_a_link_or_above_the_folder() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let project = folder.path().join("project");
        std::fs::create_dir_all(project.join("sources/images")).unwrap();
        std::fs::write(project.join("sources/images/a.svg"), "inside").unwrap();
        std::fs::create_dir(folder.path().join("outside")).unwrap();
        std::fs::write(folder.path().join("outside/a.svg"), "outside").unwrap();
        symlink("../../outside", project.join("sources/link")).unwrap();
        symlink("images/a.svg", project.join("sources/a.svg")).unwrap();
        let root = Root::open(&project).unwrap();
        let read = |path: &str| {
            let mut file = root.file(Path::new(path))?;
            let mut text = String::new();
            io::Read::read_to_string(&mut file, &mut text).map(|_| text)
        };
        assert_eq!(read("sources/images/a.svg").unwrap(), "inside");
        for path in ["sources/link/a.svg", "sources/a.svg", "sources/images", "", "sources/none"] {
            assert!(read(path).is_err(), "{path}");
        }
        // Exchanged after it was opened: what is held stays what it was.
        std::fs::rename(&project, folder.path().join("elsewhere")).unwrap();
        symlink("outside", &project).unwrap();
        assert_eq!(read("sources/images/a.svg").unwrap(), "inside");
    }
}
