//! The commit in the manifest, whatever form git keeps it in.

use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use serde_json::Value;
use sha1::{Digest as _, Sha1};

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

/// Writes an object under a name, which need not be its own.
fn put_object(project: &Path, name: &str, kind: &str, content: &[u8]) {
    let mut file = ZlibEncoder::new(Vec::new(), Compression::fast());
    file.write_all(format!("{kind} {}\0", content.len()).as_bytes()).expect("bytes");
    file.write_all(content).expect("bytes");
    let folder = project.join(".git/objects").join(&name[..2]);
    std::fs::create_dir_all(&folder).expect("folder");
    let path = folder.join(&name[2..]);
    let _ = std::fs::remove_file(&path);
    std::fs::write(path, file.finish().expect("bytes")).expect("object");
}

/// What another object's name has been given to says nothing of the sources.
#[test]
fn an_object_under_a_false_name_is_not_believed() {
    let (folder, commit) = repository();
    let project = folder.path();
    let tree = git(project, &["rev-parse", "HEAD^{tree}"]);
    edit(&project.join("sources/sections/markets.yaml"), "A note.", "Another note.");
    git(project, &["add", "--all"]);
    let changed = git(project, &["write-tree"]);
    let output =
        Command::new("git").args(["cat-file", "tree", &changed]).current_dir(project).output();
    put_object(project, &tree, "tree", &output.expect("git runs").stdout);
    let output = fine(project, &["build", "--format", "pdf"]);
    assert!(said(&output).contains("PL0610"), "{}", said(&output));
    let source = read_manifest(&project.join("build"))["documents"][0]["source"].clone();
    assert_eq!(source["commit"], Value::from(commit.as_str()));
    assert_eq!(source["dirty"], Value::Null, "the commit's own tree is not there any more");
}

/// A commit whose folders lie in each other without end is told of, not followed.
#[test]
fn folders_a_thousand_deep_are_not_followed() {
    let (folder, _) = repository();
    let project = folder.path();
    let name = |kind: &str, content: &[u8]| {
        let head = Sha1::new().chain_update(format!("{kind} {}\0", content.len()));
        head.chain_update(content).finalize()
    };
    let hexadecimal =
        |name: &[u8]| name.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let mut inner = Vec::new();
    for _ in 0..1_000 {
        let id = name("tree", &inner);
        put_object(project, &hexadecimal(&id), "tree", &inner);
        inner = [b"40000 d\0", id.as_slice()].concat();
    }
    let id = name("tree", &inner);
    put_object(project, &hexadecimal(&id), "tree", &inner);
    // The commit has this tree beside the sources that were read.
    let listed = git(project, &["ls-tree", "HEAD:sources"]);
    let listed = format!("{listed}\n040000 tree {}\tdeep\n", hexadecimal(&id));
    let sources = made_tree(project, &listed);
    let top = git(project, &["ls-tree", "HEAD"]);
    let old = git(project, &["rev-parse", "HEAD:sources"]);
    let top = made_tree(project, &format!("{}\n", top.replace(&old, &sources)));
    let commit = git(project, &["commit-tree", &top, "-m", "deep"]);
    git(project, &["update-ref", "HEAD", &commit]);
    let output = fine(project, &["build", "--format", "pdf"]);
    assert!(said(&output).contains("256 deep"), "{}", said(&output));
}

fn made_tree(project: &Path, entries: &str) -> String {
    let mut process = Command::new("git")
        .args(["mktree", "--missing"])
        .current_dir(project)
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("git runs");
    process.stdin.take().expect("input").write_all(entries.as_bytes()).expect("input");
    let output = process.wait_with_output().expect("git ends");
    assert!(output.status.success());
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// A pipe in place of a pack would keep whoever opens it waiting.
#[cfg(unix)]
#[test]
fn a_pipe_in_the_place_of_a_pack_is_not_opened() {
    let (folder, _) = repository();
    let project = folder.path();
    git(project, &["gc", "--quiet", "--prune=now"]);
    let packs = project.join(".git/objects/pack");
    let name = super::names(&packs).into_iter().find(|name| name.ends_with("pack"));
    let path = packs.join(name.expect("a pack"));
    std::fs::remove_file(&path).expect("a pack");
    let made = Command::new("mkfifo").arg(&path).status().expect("mkfifo runs");
    assert!(made.success());
    let output = fine(project, &["build", "--format", "pdf"]);
    assert!(said(&output).contains("PL0610"), "{}", said(&output));
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
