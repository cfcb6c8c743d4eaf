//! The manifest and the checksums over several builds, and `verify` on them.

use std::path::Path;

use plenary::diagnostic::Diagnostics;
use plenary::pipeline;
use plenary::project::Project;
use plenary::release::manifest::Origin;

use super::{add_french, contents, edit, fine, names, read_manifest, said, small_project};
use crate::project::{copy_tree, plenary};

fn listed(folder: &Path) -> Vec<String> {
    let manifest = read_manifest(folder);
    let documents = manifest["documents"].as_array().expect("documents");
    documents
        .iter()
        .flat_map(|document| document["outputs"].as_array().expect("outputs"))
        .map(|output| output["path"].as_str().expect("path").to_owned())
        .collect()
}

#[test]
fn a_manifest_says_what_was_made_from_what() {
    let folder = small_project();
    fine(folder.path(), &["build"]);
    let manifest = read_manifest(&folder.path().join("build"));
    let document = &manifest["documents"][0];
    assert_eq!(document["work"], "small");
    assert_eq!(document["expression"]["language"], "en");
    assert_eq!(document["expression"]["date"], "2024-01-15");
    assert_eq!(document["timestamp"], 1_705_276_800);
    assert_eq!(document["notes"], 2);
    let paths = |list: &str| -> Vec<(String, bool)> {
        document[list]
            .as_array()
            .expect("list")
            .iter()
            .map(|file| {
                let path = file["path"].as_str().expect("path").to_owned();
                (path, file["embedded"] == true)
            })
            .collect()
    };
    assert_eq!(
        paths("inputs"),
        [
            "sources/guide.yaml",
            "sources/images.yaml",
            "sources/images/chart.svg",
            "sources/sections/introduction.yaml",
            "sources/sections/markets.yaml",
        ]
        .map(|path| (path.to_owned(), false))
    );
    assert!(paths("template").contains(&("templates/un-guide/theme.yaml".to_owned(), true)));
    assert!(paths("fonts").iter().all(|(path, embedded)| path.ends_with(".ttf") && *embedded));
    let text = std::fs::read_to_string(folder.path().join("build/manifest.json")).expect("text");
    let here = folder.path().canonicalize().expect("path");
    assert!(!text.contains(&*here.to_string_lossy()), "no path of the machine");
}

#[test]
fn earlier_outputs_stay_listed_while_they_are_true() {
    let folder = small_project();
    let (project, build) = (folder.path(), folder.path().join("build"));
    fine(project, &["build", "--format", "docx"]);
    fine(project, &["build", "--format", "pdf"]);
    assert_eq!(listed(&build), ["small-en.docx", "small-en.pdf"]);
    let apart = contents(&build);
    fine(project, &["build"]);
    assert!(contents(&build) == apart, "built apart or together: the same");

    add_french(project);
    fine(project, &["build", "--lang", "fr"]);
    assert_eq!(listed(&build), ["small-en.docx", "small-en.pdf", "small-fr.docx", "small-fr.pdf"]);
    fine(project, &["verify"]);

    // A file that is gone, and one that somebody changed, are no longer vouched for.
    std::fs::remove_file(build.join("small-fr.docx")).expect("file");
    std::fs::write(build.join("small-fr.pdf"), "changed").expect("file");
    fine(project, &["build", "--format", "docx"]);
    assert_eq!(listed(&build), ["small-en.docx", "small-en.pdf"]);

    // An output of other sources, date or template is not of this document.
    edit(&project.join("sources/sections/markets.yaml"), "A note.", "Another note.");
    fine(project, &["build", "--format", "docx"]);
    assert_eq!(listed(&build), ["small-en.docx"]);
    fine(project, &["build"]);
    fine(project, &["build", "--format", "pdf", "--timestamp", "1700000000"]);
    assert_eq!(listed(&build), ["small-en.pdf"]);
}

#[test]
fn every_byte_out_of_place_is_found_without_the_project() {
    let folder = small_project();
    fine(folder.path(), &["build", "--out", "out"]);
    let elsewhere = tempfile::tempdir().expect("folder");
    let out = folder.path().join("out");
    fine(elsewhere.path(), &["verify", &out.to_string_lossy()]);
    for name in names(&out) {
        let path = out.join(&name);
        let bytes = std::fs::read(&path).expect("file");
        for at in [0, bytes.len() / 2, bytes.len() - 2] {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1;
            std::fs::write(&path, &damaged).expect("file");
            let output = plenary(elsewhere.path(), &["verify", &out.to_string_lossy()]);
            assert_eq!(output.status.code(), Some(1), "{name} at {at}: {}", said(&output));
        }
        std::fs::write(&path, &bytes).expect("file");
    }
    fine(elsewhere.path(), &["verify", &out.to_string_lossy()]);
}

#[test]
fn all_differences_are_reported_in_one_run() {
    let folder = small_project();
    fine(folder.path(), &["build"]);
    let build = folder.path().join("build");
    std::fs::remove_file(build.join("small-en.docx")).expect("file");
    std::fs::remove_file(build.join("SHA256SUMS")).expect("file");
    std::fs::write(build.join("small-en.pdf"), "changed").expect("file");
    edit(&folder.path().join("sources/sections/markets.yaml"), "A note.", "Another note.");
    let output = plenary(folder.path(), &["verify"]);
    assert_eq!(output.status.code(), Some(1));
    for code in ["PL0602", "PL0604", "PL0605", "PL0606", "PL0608"] {
        assert!(said(&output).contains(code), "{code}: {}", said(&output));
    }
}

#[test]
fn two_builds_into_one_folder_at_once_lose_nothing() {
    let folder = small_project();
    let project = folder.path();
    add_french(project);
    std::thread::scope(|scope| {
        for arguments in [
            ["build", "--lang", "en", "--format", "pdf"],
            ["build", "--lang", "en", "--format", "docx"],
            ["build", "--lang", "fr", "--format", "pdf"],
            ["build", "--lang", "fr", "--format", "docx"],
        ] {
            scope.spawn(move || fine(project, &arguments));
        }
    });
    assert_eq!(listed(&project.join("build")).len(), 4);
    fine(project, &["verify"]);
}

/// A font that no text needs is read for its checksum alone. If it is gone by then, nothing is
/// claimed of it.
#[test]
fn a_font_that_vanishes_is_a_failure_of_the_machine() {
    let folder = small_project();
    let fonts = Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts");
    copy_tree(&fonts, &folder.path().join("fonts"));
    let project = Project::open(folder.path()).expect("a project");
    let composed = pipeline::compose(&project, &mut Diagnostics::new()).expect("readable");
    assert!(composed.is_some(), "the guide is sound");
    assert!(Origin::of(&project).is_ok(), "every font is there");
    let font = "fonts/noto-naskh-arabic/NotoNaskhArabic-Bold.ttf";
    std::fs::remove_file(folder.path().join(font)).expect("the font");
    let error = Origin::of(&project).expect_err("a font is gone");
    assert!(error.path.ends_with(font), "{error}");
}
