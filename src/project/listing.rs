//! Lists the folders of a project, within bounds, and keeps what was not followed.
//!
//! Reads no file.

use std::collections::BTreeSet;

use super::{EnvironmentError, MAX_FILES, Project, ReadError, outside};
use crate::diagnostic::{Code, Diagnostic};
use crate::fonts::PassedOver;

/// How deep folders are listed.
const MAX_FOLDERS_DEEP: usize = 8;

/// Files of a folder, and what was passed over in it.
type Listed = (Vec<String>, Vec<(String, PassedOver)>);

impl Project {
    /// What was passed over in the folders listed so far, a warning each.
    #[must_use]
    pub fn passed_over(&self) -> Vec<Diagnostic> {
        let passed_over =
            self.passed_over.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        passed_over.iter().map(|(path, why)| why.diagnostic(&self.shown_text(path))).collect()
    }

    pub(super) fn note_passed_over(&self, found: impl IntoIterator<Item = (String, PassedOver)>) {
        let mut passed_over =
            self.passed_over.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        passed_over.extend(found);
    }

    /// As [`Project::list`], keeping what was passed over.
    pub(super) fn list_here(&self, folder: &str) -> Result<Vec<String>, ReadError> {
        let (files, passed_over) = self.list(folder)?;
        self.note_passed_over(passed_over);
        Ok(files)
    }

    /// Every file below a folder of the project, relative to it, in order; at most
    /// [`MAX_FOLDERS_DEEP`] folders deep and [`MAX_FILES`] files. A folder that is reached a second
    /// time through a link is passed over, one that lies outside of the project is refused. Then the
    /// paths of what was passed over.
    pub(super) fn list(&self, folder: &str) -> Result<Listed, ReadError> {
        let mut files = Vec::new();
        let mut passed_over = Vec::new();
        let mut seen = BTreeSet::new();
        // Folders still to be listed, with the path of each below the first.
        let mut waiting = vec![(self.root.join(folder), String::new())];
        while let Some((path, prefix)) = waiting.pop() {
            let failed = |source| {
                let (action, path) = ("cannot list", path.clone());
                ReadError::Environment(EnvironmentError { action, path, source })
            };
            let canonical = path.canonicalize().map_err(failed)?;
            if !canonical.starts_with(&self.root) {
                return Err(outside(&format!("{folder}/{prefix}"), None));
            }
            let why = if prefix.matches('/').count() > MAX_FOLDERS_DEEP {
                Some(PassedOver::Deep)
            } else {
                // A link to a folder round this one would lead back here.
                let parent = path.parent().and_then(|parent| parent.canonicalize().ok());
                let circle = parent.is_some_and(|parent| parent.starts_with(&canonical));
                let again = !seen.insert(canonical);
                circle.then_some(PassedOver::Circle).or(again.then_some(PassedOver::Again))
            };
            if let Some(why) = why {
                passed_over
                    .push((format!("{folder}/{prefix}").trim_end_matches('/').to_owned(), why));
                continue;
            }
            for entry in std::fs::read_dir(&path).map_err(failed)? {
                let entry = entry.map_err(failed)?;
                let Ok(name) = entry.file_name().into_string() else { continue };
                // What is hidden is no part of a guide.
                if name.starts_with('.') {
                    continue;
                }
                if entry.path().is_dir() {
                    waiting.push((entry.path(), format!("{prefix}{name}/")));
                } else {
                    files.push(format!("{prefix}{name}"));
                }
                if files.len() + waiting.len() > MAX_FILES {
                    let message = format!(
                        "the folder `{folder}` has more than {MAX_FILES} files and folders"
                    );
                    return Err(ReadError::Diagnostic(Box::new(Diagnostic::new(
                        Code::ProjectTooLarge,
                        message,
                    ))));
                }
            }
        }
        files.sort();
        Ok((files, passed_over))
    }
}
