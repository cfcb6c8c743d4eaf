//! Pinned fonts of a project: which of them a build reads, and what happens if one is gone.

use std::path::Path;

use plenary::diagnostic::Diagnostics;
use plenary::pipeline::{self, BuildOptions, Composed, Format};
use plenary::project::Project;

use crate::project::{copy_tree, plenary};

/// A small English guide with a copy of every pinned font in its own folder.
fn project_with_fonts() -> tempfile::TempDir {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().expect("folder");
    copy_tree(&root.join("tests/ui/base"), folder.path());
    let fonts = folder.path().join("fonts");
    std::fs::create_dir(&fonts).expect("folder");
    copy_tree(&root.join("fonts"), &fonts);
    folder
}

fn compose(folder: &Path) -> Composed {
    let project = Project::open(folder).expect("project");
    let composed = pipeline::compose(&project, &mut Diagnostics::new()).expect("readable");
    composed.expect("no errors")
}

fn export(composed: &Composed) -> Vec<Vec<u8>> {
    let options = BuildOptions::default();
    let exported = pipeline::export(composed, &Format::ALL, &options, &mut Diagnostics::new())
        .expect("export");
    exported.outputs.into_iter().map(|(_, bytes)| bytes).collect()
}

#[test]
fn fonts_that_no_text_needs_are_not_read() {
    let folder = project_with_fonts();
    let usual = export(&compose(folder.path()));
    let composed = compose(folder.path());
    assert_eq!(composed.fonts.loaded().count(), 0, "composing needs no outlines");
    // Only the names and the characters of these are known by now.
    for family in ["noto-naskh-arabic", "plenary-sans-sc"] {
        std::fs::remove_dir_all(folder.path().join("fonts").join(family)).expect("removed");
    }
    assert!(export(&composed) == usual, "the outputs depend on a font that no text needs");
    composed.fonts_were_read().expect("no font was missed");
    let loaded: Vec<&str> = composed.fonts.loaded().collect();
    assert!(loaded.contains(&"carlito/Carlito-Regular.ttf"), "{loaded:?}");
    assert!(loaded.iter().all(|path| !path.contains("arabic") && !path.contains("-sc")));
}

#[test]
fn a_font_that_vanishes_before_it_is_needed_fails_the_build() {
    let folder = project_with_fonts();
    let composed = compose(folder.path());
    std::fs::remove_dir_all(folder.path().join("fonts/carlito")).expect("removed");
    let options = BuildOptions::default();
    let _ = pipeline::export(&composed, &[Format::Docx], &options, &mut Diagnostics::new());
    let error = composed.fonts_were_read().expect_err("the font is gone");
    assert!(error.to_string().contains("carlito/Carlito-"), "{error}");
}

#[test]
fn verbose_builds_name_the_fonts_they_read() {
    let folder = project_with_fonts();
    let output = plenary(folder.path(), &["build", "-v"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{said}");
    let line = said.lines().find(|line| line.starts_with("font files loaded:")).expect("fonts");
    assert!(line.contains("Carlito-Regular.ttf") && !line.contains("Naskh"), "{line}");
}
