//! What an unattended release build relies on: the same bytes, the manifest, several documents at
//! once, dependencies for build systems.

mod dependencies;
mod manifest;
mod repository;
mod reproducible;
mod several;

use std::path::{Path, PathBuf};
use std::process::Output;

use crate::project::{copy_tree, edit, names, plenary};

/// The small project of the `ui` cases.
fn small_project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("folder");
    copy_tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui/base"), folder.path());
    folder
}

/// Adds the French edition; its image file is the original's.
fn add_french(project: &Path) {
    let folder = project.join("sources/fr");
    std::fs::create_dir(&folder).expect("folder");
    copy_tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui/base/sources"), &folder);
    std::fs::remove_dir_all(folder.join("images")).expect("images");
    edit(&folder.join("guide.yaml"), "language: en", "language: fr");
    edit(&folder.join("sections/markets.yaml"), "a note.[^first]", "une note[^first].");
    edit(&folder.join("sections/introduction.yaml"), "}}.[^report]", "}}[^report].");
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Runs a command line that must end well.
fn fine(folder: &Path, arguments: &[&str]) -> Output {
    let output = plenary(folder, arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", said(&output));
    output
}

fn read_manifest(folder: &Path) -> serde_json::Value {
    serde_json::from_slice(&std::fs::read(folder.join("manifest.json")).expect("manifest"))
        .expect("JSON")
}

/// Every file below a folder with its bytes.
fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    names(folder)
        .into_iter()
        .map(|name| {
            let bytes = std::fs::read(folder.join(&name)).expect("file");
            (PathBuf::from(name), bytes)
        })
        .collect()
}
