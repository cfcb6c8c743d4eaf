//! Several projects and language editions in one run.

use std::path::Path;

use super::{add_french, contents, edit, fine, names, said, small_project};
use crate::project::{copy_tree, plenary};

/// A folder with three small projects whose ids are `a`, `b` and `c`.
fn three_projects() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("folder");
    for id in ["a", "b", "c"] {
        let project = folder.path().join(id);
        std::fs::create_dir(&project).expect("folder");
        copy_tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui/base"), &project);
        edit(&project.join("sources/guide.yaml"), "id: small", &format!("id: {id}"));
    }
    folder
}

#[test]
fn each_project_is_built_into_its_own_folder_or_all_into_one() {
    let folder = three_projects();
    fine(folder.path(), &["build", "a", "b", "--project", "c"]);
    for id in ["a", "b", "c"] {
        let [docx, pdf] = ["docx", "pdf"].map(|format| format!("{id}-en.{format}"));
        let expected = ["SHA256SUMS", &docx, &pdf, "manifest.json"];
        assert_eq!(names(&folder.path().join(id).join("build")), expected);
    }
    fine(folder.path(), &["verify", "--project", "a", "--project", "b"]);
    fine(folder.path(), &["build", "a", "b", "c", "--out", "all"]);
    assert_eq!(names(&folder.path().join("all")).len(), 8);
    fine(folder.path(), &["verify", "all", "--project", "a", "--project", "b", "--project", "c"]);
    // However many are worked on at once, and in whatever order they were built.
    let together = contents(&folder.path().join("all"));
    fine(folder.path(), &["build", "c", "a", "b", "--out", "one-by-one", "--jobs", "1"]);
    assert!(contents(&folder.path().join("one-by-one")) == together);
}

#[test]
fn one_that_fails_does_not_stop_the_others() {
    let folder = three_projects();
    edit(&folder.path().join("a/sources/sections/markets.yaml"), "[^first]", "[^frist]");
    edit(&folder.path().join("b/sources/sections/markets.yaml"), "[^first]", "[^frist]");
    let output = plenary(folder.path(), &["build", "b", "a", "c", "--out", "all"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        names(&folder.path().join("all")),
        ["SHA256SUMS", "c-en.docx", "c-en.pdf", "manifest.json"]
    );
    // Messages stand in the order of the projects, and say whose file is meant.
    let text = said(&output);
    let places: Vec<&str> = text.lines().filter(|line| line.contains("--> ")).collect();
    assert_eq!(places.len(), 2, "{text}");
    assert!(places[0].contains("b/sources/sections/markets.yaml"));
    assert!(places[1].contains("a/sources/sections/markets.yaml"));
    for _ in 0..5 {
        let again = plenary(folder.path(), &["check", "b", "a", "c"]);
        let errors = |text: &str| text.split("errors").next().unwrap_or_default().to_owned();
        assert_eq!(errors(&said(&again)), errors(&text), "the same order each time");
    }
    // The worst that happened decides.
    let output = plenary(folder.path(), &["build", "a", "nowhere", "c"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(folder.path().join("c/build/c-en.pdf").is_file());
    assert!(said(&output).contains("failure: cannot open the project folder `nowhere`"));
}

#[test]
fn machines_get_one_report_about_all_projects() {
    let folder = three_projects();
    edit(&folder.path().join("a/sources/sections/markets.yaml"), "[^first]", "[^frist]");
    let arguments = ["check", "a", "nowhere", "b", "--message-format"];
    let report = |format: &str| {
        let arguments: Vec<&str> = arguments.iter().copied().chain([format]).collect();
        let output = plenary(folder.path(), &arguments);
        assert_eq!(output.status.code(), Some(3));
        said(&output)
    };
    let log: serde_json::Value = serde_json::from_str(&report("sarif")).expect("one document");
    let run = &log["runs"][0];
    assert_eq!(run["results"].as_array().map(Vec::len), Some(1));
    assert_eq!(
        run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
        "a/sources/sections/markets.yaml"
    );
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    let notices = run["invocations"][0]["toolExecutionNotifications"].as_array();
    assert_eq!(notices.map(Vec::len), Some(1));
    let lines = report("json");
    let last: serde_json::Value =
        serde_json::from_str(lines.lines().last().expect("a line")).expect("JSON");
    assert_eq!(last["severity"], "failure");
    assert!(report("github").starts_with("::error title=failure::cannot open"));
}

#[test]
fn names_that_collide_are_a_usage_error() {
    let folder = three_projects();
    edit(&folder.path().join("b/sources/guide.yaml"), "id: b", "id: a");
    let output = plenary(folder.path(), &["build", "a", "b", "--out", "all"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("would both be written to `a-en`"), "{}", said(&output));
    assert!(!folder.path().join("all").exists());
    // In folders of their own they do not.
    fine(folder.path(), &["build", "a", "b"]);
    assert_eq!(plenary(folder.path(), &["build", "a", "./a"]).status.code(), Some(2));
    assert_eq!(
        plenary(folder.path(), &["show", "--stage", "text", "--project", "a", "--project", "b"])
            .status
            .code(),
        Some(2)
    );
}

#[test]
fn editions_in_other_languages_are_built_when_asked_for() {
    let folder = small_project();
    let project = folder.path();
    add_french(project);
    fine(project, &["build"]);
    assert!(!project.join("build/small-fr.pdf").exists(), "the original alone");
    fine(project, &["build", "--lang", "all", "--verify"]);
    let files = [
        "SHA256SUMS",
        "manifest.json",
        "small-en.docx",
        "small-en.pdf",
        "small-fr.docx",
        "small-fr.pdf",
    ];
    assert_eq!(names(&project.join("build")), files);
    fine(project, &["verify"]);
    let outline = fine(project, &["outline", "--lang", "en,fr"]);
    let text = String::from_utf8_lossy(&outline.stdout).into_owned();
    assert!(text.starts_with("small-en\n") && text.contains("\nsmall-fr\n"), "{text}");
    let shown = fine(project, &["show", "--stage", "source", "--lang", "fr"]);
    assert!(String::from_utf8_lossy(&shown.stdout).contains("\"language\": \"fr\""));
    let output = plenary(project, &["build", "--lang", "es"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("`.` has no edition in es; it has en, fr"), "{}", said(&output));
    // A mistake in an edition is shown in its own file.
    edit(&project.join("sources/fr/sections/markets.yaml"), "[^first]", "[^frist]");
    let output = plenary(project, &["check", "--lang", "all"]);
    assert!(said(&output).contains("--> sources/fr/sections/markets.yaml:9"), "{}", said(&output));
    assert_eq!(plenary(project, &["check"]).status.code(), Some(0));
}
