//! The commit in the manifest, whatever form git keeps it in.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::{edit, fine, read_manifest, said, small_project};

fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .args(["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"])
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .output()
        .expect("git runs");
    assert!(output.status.success(), "{arguments:?}: {}", said(&output));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn commit_all(folder: &Path) -> String {
    git(folder, &["add", "--all"]);
    git(folder, &["commit", "--quiet", "--allow-empty", "--message", "a"]);
    git(folder, &["rev-parse", "HEAD"])
}

/// Builds, and returns what the manifest says of the source.
fn source(project: &Path) -> Value {
    let output = fine(project, &["build", "--format", "pdf"]);
    assert!(!said(&output).contains("PL0610"), "{}", said(&output));
    read_manifest(&project.join("build"))["documents"][0]["source"].clone()
}

fn repository() -> (tempfile::TempDir, String) {
    let folder = small_project();
    std::fs::write(folder.path().join(".gitignore"), "/build/\n").expect("file");
    git(folder.path(), &["init", "--quiet"]);
    let commit = commit_all(folder.path());
    (folder, commit)
}

#[test]
fn the_commit_is_named_and_changes_make_it_dirty() {
    let plain = small_project();
    assert_eq!(source(plain.path()), Value::Null, "no repository");
    git(plain.path(), &["init", "--quiet"]);
    assert_eq!(source(plain.path()), Value::Null, "no commit yet");

    let (folder, commit) = repository();
    let project = folder.path();
    let clean =
        |commit: &str| serde_json::json!({ "commit": commit, "dirty": false, "folder": "" });
    assert_eq!(source(project), clean(&commit));
    let dirty = || source(project)["dirty"] == true;
    let markets = project.join("sources/sections/markets.yaml");
    edit(&markets, "A note.", "Another note.");
    assert!(dirty(), "a changed file");
    git(project, &["add", "--all"]);
    assert!(dirty(), "a changed file that is staged");
    let commit = commit_all(project);
    assert_eq!(source(project), clean(&commit));
    std::fs::write(project.join("README.md"), "x").expect("file");
    assert_eq!(source(project), clean(&commit), "a file that is no input");
    std::fs::write(project.join("sources/images/new.svg"), CHART).expect("file");
    let catalogue = project.join("sources/images.yaml");
    edit(&catalogue, "images/chart.svg", "images/new.svg");
    git(project, &["add", "sources/images.yaml"]);
    git(project, &["commit", "--quiet", "--message", "b"]);
    assert!(dirty(), "an input that is in no commit");
    commit_all(project);
    assert!(!dirty());
    std::fs::remove_file(project.join("sources/images/chart.svg")).expect("file");
    assert!(dirty(), "a file of the commit that is gone");
}

const CHART: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>"#;

#[test]
fn packs_linked_trees_and_borrowed_objects_are_read() {
    let (folder, _) = repository();
    let project = folder.path();
    // Many versions of large trees, so that git packs trees as differences from each other.
    let notes = project.join("sources/notes");
    std::fs::create_dir_all(&notes).expect("folder");
    for number in 0..400 {
        std::fs::write(notes.join(format!("{number}.txt")), format!("{number}")).expect("file");
    }
    for number in 0..20 {
        std::fs::write(notes.join("0.txt"), format!("changed {number}")).expect("file");
        commit_all(project);
    }
    let commit = git(project, &["rev-parse", "HEAD"]);
    git(project, &["gc", "--aggressive", "--prune=now", "--quiet"]);
    git(project, &["pack-refs", "--all"]);
    let kinds = git(
        project,
        &["cat-file", "--batch-all-objects", "--batch-check=%(objecttype) %(deltabase)"],
    );
    let zero = "0".repeat(40);
    assert!(
        kinds.lines().any(|line| line.starts_with("tree") && !line.ends_with(&zero)),
        "the test needs a tree that is packed as a difference"
    );
    let clean = serde_json::json!({ "commit": commit, "dirty": false, "folder": "" });
    assert_eq!(source(project), clean, "a pack");

    let place = tempfile::tempdir().expect("folder");
    let linked = place.path().join("linked");
    git(project, &["worktree", "add", "--quiet", "--detach", &linked.to_string_lossy()]);
    assert_eq!(source(&linked), clean, "a linked tree");

    let borrowing = place.path().join("borrowing");
    let (from, to) = (project.to_string_lossy(), borrowing.to_string_lossy());
    git(place.path(), &["clone", "--quiet", "--shared", &from, &to]);
    assert_eq!(source(&borrowing), clean, "borrowed objects");

    let shallow = place.path().join("shallow");
    let (from, to) = (format!("file://{from}"), shallow.to_string_lossy());
    git(place.path(), &["clone", "--quiet", "--depth", "1", &from, &to]);
    assert_eq!(source(&shallow), clean, "a shallow clone, as CI makes it");
}

#[test]
fn a_project_deep_in_a_repository_says_where_it_lies() {
    let folder = tempfile::tempdir().expect("folder");
    let project = folder.path().join("guides/small");
    std::fs::create_dir_all(&project).expect("folder");
    crate::project::copy_tree(small_project().path(), &project);
    git(folder.path(), &["init", "--quiet"]);
    let commit = commit_all(folder.path());
    assert_eq!(
        source(&project),
        serde_json::json!({ "commit": commit, "dirty": false, "folder": "guides/small" })
    );
}

#[test]
fn damaged_repositories_stop_nothing_and_are_told_of() {
    let (folder, commit) = repository();
    let project = folder.path();
    let objects = project.join(".git/objects").join(&commit[..2]);
    let object = objects.join(&commit[2..]);
    for damage in [&b""[..], b"nonsense", b"\x78\x9c\x03\x00\x00\x00\x00\x01"] {
        std::fs::remove_file(&object).expect("object");
        std::fs::write(&object, damage).expect("object");
        let output = fine(project, &["build", "--format", "pdf"]);
        assert!(said(&output).contains("PL0610"), "{}", said(&output));
        let source = read_manifest(&project.join("build"))["documents"][0]["source"].clone();
        assert_eq!(source["commit"], Value::from(commit.as_str()));
        assert_eq!(source["dirty"], Value::Null);
    }
    git_pack_damage(project);
}

/// Every cut of a pack and of its index is an error that is told of, never a panic.
fn git_pack_damage(project: &Path) {
    let place = tempfile::tempdir().expect("folder");
    std::fs::remove_dir_all(project.join(".git")).expect("folder");
    git(project, &["init", "--quiet"]);
    commit_all(project);
    git(project, &["gc", "--quiet", "--prune=now"]);
    let packs = project.join(".git/objects/pack");
    for extension in ["pack", "idx"] {
        let name = super::names(&packs).into_iter().find(|name| name.ends_with(extension));
        let path = packs.join(name.expect("a pack"));
        let bytes = std::fs::read(&path).expect("pack");
        std::fs::rename(&path, place.path().join("kept")).expect("pack");
        for cut in [0, 11, 40, bytes.len() / 4, bytes.len() / 2] {
            std::fs::write(&path, &bytes[..cut]).expect("pack");
            let output = fine(project, &["build", "--format", "pdf"]);
            assert!(said(&output).contains("PL0610"), "{extension} cut at {cut}");
            std::fs::remove_file(&path).expect("pack");
        }
        std::fs::rename(place.path().join("kept"), &path).expect("pack");
    }
}
