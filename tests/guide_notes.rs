//! The notes of the shipped guide and of the guide in six languages, as they are printed.
//!
//! `guide-notes/NAME.txt` are the notes that an editor has read against the rules. Accept changes
//! with `SNAPSHOTS=overwrite cargo test --release guide_notes`.

use std::path::{Path, PathBuf};

use plenary::diagnostic::Diagnostics;
use plenary::document::document_text;
use plenary::pipeline::{self, Composed};
use plenary::project::Project;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn compose(folder: &Path) -> Composed {
    let project = Project::open(folder).unwrap();
    let mut diagnostics = Diagnostics::new();
    let composed = pipeline::compose(&project, &mut diagnostics).unwrap().unwrap();
    let found: Vec<_> = diagnostics.iter().map(|found| found.message.clone()).collect();
    assert_eq!(found, [""; 0], "{}", folder.display());
    composed
}

/// The notes as lines of the document's text: `[4] World Drug Report 2023 …`.
fn printed(composed: &Composed) -> String {
    let text = document_text(&composed.document);
    let marks = composed.document.notes.iter().map(|note| format!("[{}] ", note.mark));
    let mut lines = text.lines();
    let mut notes = String::new();
    for mark in marks {
        let line = lines.find(|line| line.starts_with(&mark));
        notes += line.unwrap_or_else(|| panic!("note {mark}has no line"));
        notes.push('\n');
    }
    notes
}

#[test]
fn the_notes_are_those_that_an_editor_has_read() {
    let mut projects: Vec<(String, PathBuf)> = vec![("guide".to_owned(), root().to_owned())];
    for language in ["ar", "en", "es", "fr", "ru", "zh"] {
        let folder = root().join("examples/six-languages").join(language);
        projects.push((format!("six-languages-{language}"), folder));
    }
    let overwrite = std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite");
    let mut wrong = Vec::new();
    for (name, folder) in projects {
        let found = printed(&compose(&folder));
        let path = root().join("tests/guide-notes").join(format!("{name}.txt"));
        if overwrite {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &found).unwrap();
        }
        if std::fs::read_to_string(&path).unwrap_or_default() != found {
            wrong.push(format!("{name} is now\n{found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n----\n"));
}

/// What README says of the guide's notes.
#[test]
fn the_guide_cites_wherever_it_can() {
    let composed = compose(root());
    let document = &composed.document;
    let printed = printed(&composed);
    let count = |test: &dyn Fn(&str) -> bool| printed.lines().filter(|line| test(line)).count();
    assert_eq!(document.notes.len(), 79);
    let citing = document.notes.iter().filter(|note| !note.citations.is_empty()).count();
    assert_eq!(citing, 66);
    assert_eq!(count(&|line| line.contains("Ibid.")), 14);
    let by_hand = document.notes.iter().zip(printed.lines()).filter(|(note, line)| {
        note.citations.is_empty() && line.contains("(United Nations publication")
    });
    assert_eq!(by_hand.count(), 0);
    assert_eq!(count(&|line| line.contains("Idem") || line.contains("op. cit.")), 0);
}
