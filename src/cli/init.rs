//! `plenary init`: a small new project that builds.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::Outcome;
use super::args::InitArguments;
use super::terminal::Terminal;
use crate::project::EnvironmentError;

/// Files of the new project, per template.
const UN_GUIDE: [(&str, &str); 5] = [
    ("sources/guide.yaml", include_str!("init/un-guide/guide.yaml")),
    ("sources/images.yaml", include_str!("init/un-guide/images.yaml")),
    ("sources/images/example.svg", include_str!("init/un-guide/example.svg")),
    ("sources/sections/introduction.yaml", include_str!("init/un-guide/introduction.yaml")),
    ("sources/sections/example.yaml", include_str!("init/un-guide/example.yaml")),
];

const UN_NOTE: [(&str, &str); 2] = [
    ("sources/guide.yaml", include_str!("init/un-note/guide.yaml")),
    ("sources/sections/text.yaml", include_str!("init/un-note/text.yaml")),
];

pub(super) fn run(
    arguments: &InitArguments,
    terminal: &Terminal,
) -> Result<Outcome, EnvironmentError> {
    let folder = &arguments.folder;
    let files: &[(&str, &str)] = match arguments.template.as_str() {
        "un-guide" => &UN_GUIDE,
        "un-note" => &UN_NOTE,
        other => {
            return Ok(terminal.usage(&format!(
                "there is no example for the template `{other}`: use un-guide or un-note"
            )));
        }
    };
    let occupied = std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if occupied || folder.is_file() {
        return Ok(terminal.usage(&format!("`{}` is not an empty folder", folder.display())));
    }
    let mut made = Made::default();
    for (name, text) in files {
        made.write(&folder.join(name), text).map_err(|(path, source)| EnvironmentError {
            action: "cannot write",
            path,
            source,
        })?;
    }
    made.complete = true;
    terminal.remark(&format!(
        "made {}: build it with `plenary build --project {}`",
        folder.display(),
        folder.display()
    ));
    Ok(Outcome::Fine)
}

/// What has been made of a project. Unless it is complete it is taken away when it is dropped, so that
/// nobody finds half a project.
#[derive(Default)]
struct Made {
    /// Folders and files in the order in which they were made.
    paths: Vec<PathBuf>,
    complete: bool,
}

impl Made {
    fn write(&mut self, path: &Path, text: &str) -> Result<(), (PathBuf, io::Error)> {
        let above: Vec<&Path> = path.ancestors().skip(1).collect();
        for folder in above.into_iter().rev().filter(|folder| !folder.as_os_str().is_empty()) {
            match fs::create_dir(folder) {
                Ok(()) => self.paths.push(folder.to_owned()),
                Err(_) if folder.is_dir() => {}
                Err(error) => return Err((folder.to_owned(), error)),
            }
        }
        // Made here: what somebody else has put there in the meantime stays as it is.
        let mut file = File::create_new(path).map_err(|error| (path.to_owned(), error))?;
        self.paths.push(path.to_owned());
        let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
        written.map_err(|error| (path.to_owned(), error))
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        if self.complete {
            return;
        }
        for path in self.paths.iter().rev() {
            // A folder that somebody else has put something into stays.
            let _ = if path.is_dir() { fs::remove_dir(path) } else { fs::remove_file(path) };
        }
    }
}
