//! Builds whose machine fails: old outputs stay as they were, byte for byte, nothing is left
//! behind, the message names the place. What needs time or privilege is in `scripts/faults.py`.
#![cfg(unix)]

use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::project::{copy_tree, plenary};

/// A project that has been built once.
fn built() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("folder");
    copy_tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui/base"), folder.path());
    let output = plenary(folder.path(), &["build"]);
    assert_eq!(output.status.code(), Some(0));
    folder
}

/// Everything in the output folder: names and bytes.
fn held(project: &Path) -> Vec<(String, Vec<u8>)> {
    let mut held: Vec<(String, Vec<u8>)> = std::fs::read_dir(project.join("build"))
        .expect("folder")
        .map(|entry| {
            let path = entry.expect("entry").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            (name, std::fs::read(&path).unwrap_or_default())
        })
        .collect();
    held.sort();
    held
}

/// Another build than the first: its outputs differ in every file.
const AGAIN: [&str; 3] = ["build", "--timestamp", "1700000000"];

fn assert_failed(output: &Output, names: &str) {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.starts_with("failure: ") && said.contains(names), "{said}");
}

#[test]
fn a_file_that_may_not_grow_is_like_a_full_disk() {
    let project = built();
    let before = held(project.path());
    // 4 blocks of 1024 bytes are less than either output.
    let script = format!("ulimit -f 4; exec {} build --timestamp 5", env!("CARGO_BIN_EXE_plenary"));
    let output = Command::new("bash")
        .args(["-c", &script])
        .current_dir(project.path())
        .output()
        .expect("bash");
    // Both are written side by side: either may be the first to fail.
    assert_failed(&output, "small-en.");
    assert_eq!(held(project.path()), before);
}

#[test]
fn an_output_that_cannot_take_its_place_leaves_the_other_alone() {
    let project = built();
    let docx = project.path().join("build/small-en.docx");
    std::fs::remove_file(&docx).expect("output");
    std::fs::create_dir(&docx).expect("folder");
    std::fs::write(docx.join("inside"), "x").expect("file");
    let before = held(project.path());
    assert_failed(&plenary(project.path(), &AGAIN), "small-en.docx");
    assert_eq!(held(project.path()), before);
}

#[test]
fn what_is_no_regular_file_is_left_alone() {
    let project = built();
    let elsewhere = tempfile::tempdir().expect("folder");
    let target = elsewhere.path().join("precious");
    std::fs::write(&target, "precious").expect("file");
    let pdf = project.path().join("build/small-en.pdf");
    let pipe = |path: &Path| {
        assert!(Command::new("mkfifo").arg(path).status().expect("mkfifo").success());
    };
    let link = |leads_to: PathBuf| move |path: &Path| symlink(&leads_to, path).expect("link");
    let make: [&dyn Fn(&Path); 3] =
        [&link(target.clone()), &link(elsewhere.path().join("nowhere")), &pipe];
    for make in make {
        std::fs::remove_file(&pdf).expect("output");
        make(&pdf);
        let before = std::fs::symlink_metadata(&pdf).expect("it").file_type();
        assert_failed(&plenary(project.path(), &AGAIN), "build/small-en.pdf");
        assert_eq!(std::fs::symlink_metadata(&pdf).expect("it").file_type(), before);
        let deps = project.path().join("guide.d");
        make(&deps);
        let output = plenary(project.path(), &["build", "--out", "other", "--deps", "guide.d"]);
        assert_failed(&output, "guide.d");
        assert_eq!(std::fs::symlink_metadata(&deps).expect("it").file_type(), before);
        std::fs::remove_file(&deps).expect("it");
    }
    assert_eq!(std::fs::read(&target).expect("file"), b"precious");
    assert_eq!(std::fs::read_dir(elsewhere.path()).expect("folder").count(), 1);
}

#[test]
fn a_list_of_dependencies_replaces_nothing_that_the_build_reads_or_writes() {
    let project = built();
    symlink("sources", project.path().join("other-name")).expect("link");
    let files = [
        "sources/guide.yaml",
        "./sources/../sources/images/chart.svg",
        "other-name/sections/markets.yaml",
        "build/small-en.pdf",
        "build/manifest.json",
        "build/SHA256SUMS",
    ];
    for file in files {
        let before = std::fs::read(project.path().join(file)).expect("file");
        let outputs = held(project.path());
        let output = plenary(project.path(), &["build", "--timestamp", "99", "--deps", file]);
        assert_eq!(output.status.code(), Some(2), "{file}");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.starts_with(&format!("error: --deps: `{file}` is a file that")), "{said}");
        assert_eq!(std::fs::read(project.path().join(file)).expect("file"), before);
        assert_eq!(held(project.path()), outputs);
    }
}

#[test]
fn an_output_folder_that_is_a_file_or_a_dangling_link_is_named() {
    let project = built();
    std::fs::write(project.path().join("file"), "x").expect("file");
    symlink("nowhere/at/all", project.path().join("dangling")).expect("link");
    for out in ["file", "dangling", "file/below", "/proc/plenary", "/dev/null/x"] {
        let output = plenary(project.path(), &["build", "--out", out]);
        assert_failed(&output, out);
    }
}

#[test]
fn a_dependency_file_that_cannot_be_written_is_named() {
    let project = built();
    let output = plenary(project.path(), &["build", "--deps", "nowhere/guide.d"]);
    assert_failed(&output, "nowhere/guide.d");
    assert_eq!(held(project.path()).len(), 4);
}

#[test]
fn what_a_killed_build_left_is_taken_away_by_the_next() {
    let project = built();
    let before = held(project.path());
    let litter: PathBuf = project.path().join("build/.plenary-Ab3xyz.tmp");
    std::fs::write(&litter, "half an output").expect("file");
    assert_eq!(plenary(project.path(), &["build"]).status.code(), Some(0));
    assert_eq!(held(project.path()), before);
}

#[test]
fn an_output_that_others_may_not_write_is_replaced_whole() {
    let project = built();
    let pdf = project.path().join("build/small-en.pdf");
    std::fs::set_permissions(&pdf, std::fs::Permissions::from_mode(0o400)).expect("mode");
    // A reader that holds the old file open goes on reading the old file.
    let mut reader = std::fs::File::open(&pdf).expect("output");
    reader.lock().expect("lock");
    let old = std::fs::read(&pdf).expect("output");
    assert_eq!(plenary(project.path(), &AGAIN).status.code(), Some(0));
    let mut read = Vec::new();
    std::io::Read::read_to_end(&mut reader, &mut read).expect("old output");
    assert!(read == old && std::fs::read(&pdf).expect("output") != old);
}
