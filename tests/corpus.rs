//! Golden corpus: sources in, document tree and text out; both outputs read back equal to it.
//!
//! A case lays its `in/` over `ui/base`. `document.json` is the tree, `text.txt` its text. Accept
//! changes with `SNAPSHOTS=overwrite cargo test --release corpus`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use plenary::diagnostic::Diagnostics;
use plenary::diagnostic::render::{Format as MessageFormat, Tool, render};
use plenary::document::visit::{blocks, inlines, own_inlines};
use plenary::document::{BlockKind, Document, InlineKind, document_text};
use plenary::pipeline::{self, BuildOptions, Format};
use plenary::project::Project;
use plenary::verify::{verify_docx, verify_pdf};

use crate::project::copy_tree;

fn corpus() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut cases: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("corpus")
        .map(|entry| entry.expect("case").path())
        .filter(|path| path.is_dir())
        .collect();
    cases.sort();
    cases
}

/// Lays a case over the base project.
pub(crate) fn lay_out_case(case: &Path) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("folder");
    copy_tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui/base"), folder.path());
    copy_tree(&case.join("in"), folder.path());
    folder
}

fn messages(found: &Diagnostics, project: &Project) -> String {
    let tool = Tool { name: "plenary", version: "0" };
    render(found, project.source_map(), MessageFormat::Human, false, &tool)
}

#[test]
fn every_case_composes_as_recorded_and_reads_back_equal() {
    let cases = corpus();
    assert!(cases.len() >= 20, "{} cases", cases.len());
    let overwrite = std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite");
    let mut wrong = Vec::new();
    for case in cases {
        let name = case.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let folder = lay_out_case(&case);
        let project = Project::open(folder.path()).expect("project");
        let mut diagnostics = Diagnostics::new();
        let composed = pipeline::compose(&project, &mut diagnostics).expect("readable");
        assert!(!diagnostics.has_errors(), "{name}: {}", messages(&diagnostics, &project));
        let composed = composed.expect("composed");
        let mut tree = serde_json::to_string_pretty(&composed.document).expect("JSON");
        tree.push('\n');
        for (file, found) in
            [("document.json", tree), ("text.txt", document_text(&composed.document))]
        {
            let path = case.join(file);
            if overwrite {
                std::fs::write(&path, &found).expect("snapshot");
            }
            if std::fs::read_to_string(&path).unwrap_or_default() != found {
                wrong.push(format!("{name}/{file} is now\n{found}"));
            }
        }
        let options = BuildOptions::default();
        let mut remarks = Diagnostics::new();
        let exported =
            pipeline::export(&composed, &Format::ALL, &options, &mut remarks).expect("export");
        for (format, bytes) in exported.outputs {
            remarks.extend(match format {
                Format::Pdf => verify_pdf(&bytes, &composed.document),
                Format::Docx => verify_docx(&bytes, &composed.document),
            });
        }
        if !remarks.is_empty() {
            wrong.push(format!("{name}: {}", messages(&remarks, &project)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n----\n"));
}

/// A kind of block or inline that no case shows is not tested.
#[test]
fn every_kind_of_block_and_inline_occurs() {
    let mut kinds = BTreeSet::new();
    for case in corpus() {
        let folder = lay_out_case(&case);
        let project = Project::open(folder.path()).expect("project");
        let composed = pipeline::compose(&project, &mut Diagnostics::new()).expect("readable");
        collect(&composed.expect("composed").document, &mut kinds);
    }
    let expected = [
        "Heading",
        "Paragraph",
        "NumberedParagraph",
        "List",
        "QuestionList",
        "Figure",
        "FigureRow",
        "Table",
        "Box",
        "Quote",
        "Programme",
        "Contents",
        "Cover",
        "Text",
        "Strong",
        "Emphasis",
        "Code",
        "Link",
        "NoteReference",
        "CrossReference",
        "Citation",
        "Language",
        "LineBreak",
    ];
    let missing: Vec<_> = expected.iter().filter(|kind| !kinds.contains(**kind)).collect();
    assert!(missing.is_empty(), "no case has {missing:?}");
}

fn collect(document: &Document, kinds: &mut BTreeSet<&'static str>) {
    for note in &document.notes {
        inlines(&note.content, &mut |inline| {
            if matches!(inline.kind, InlineKind::Citation(_)) {
                kinds.insert("Citation");
            }
        });
    }
    blocks(document, &mut |block| {
        kinds.insert(match &block.kind {
            BlockKind::Heading(_) => "Heading",
            BlockKind::Paragraph(_) => "Paragraph",
            BlockKind::NumberedParagraph { .. } => "NumberedParagraph",
            BlockKind::List(_) => "List",
            BlockKind::QuestionList(_) => "QuestionList",
            BlockKind::Figure(_) => "Figure",
            BlockKind::FigureRow(_) => "FigureRow",
            BlockKind::Table(_) => "Table",
            BlockKind::Box { .. } => "Box",
            BlockKind::Quote(_) => "Quote",
            BlockKind::Programme(_) => "Programme",
            BlockKind::Contents(_) => "Contents",
            BlockKind::PageBreak => "PageBreak",
            BlockKind::Cover(_) => "Cover",
        });
        for (_, sequence) in own_inlines(block) {
            inlines(sequence, &mut |inline| {
                kinds.insert(match &inline.kind {
                    InlineKind::Text(_) => "Text",
                    InlineKind::Strong(_) => "Strong",
                    InlineKind::Emphasis(_) => "Emphasis",
                    InlineKind::Code(_) => "Code",
                    InlineKind::Link { .. } => "Link",
                    InlineKind::NoteReference { .. } => "NoteReference",
                    InlineKind::CrossReference { .. } => "CrossReference",
                    InlineKind::Citation(_) => "Citation",
                    InlineKind::Language { .. } => "Language",
                    InlineKind::LineBreak => "LineBreak",
                });
            });
        }
    });
}
