//! Each case of `citations/cases` is named after the rule it proves: sections go in, and the
//! notes come out in English and French, as `NAME.en.txt` and `NAME.fr.txt` record.
//!
//! In those files italics are `*…*`, a link is `[text](address)`, an address that is its own text
//! is `<address>`, and a title in another language is `[…]{lang=fr}`. Accept changes with
//! `SNAPSHOTS=overwrite cargo test --release citations`.

use std::path::{Path, PathBuf};

use plenary::diagnostic::{Code, Diagnostics};
use plenary::document::{Document, Inline, InlineKind, Language};
use plenary::pipeline::{self, BuildOptions, Format};
use plenary::project::Project;
use plenary::verify::{verify_docx, verify_pdf};
use serde::Deserialize;

use crate::project::copy_tree;

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Case {
    rule: String,
    manual: String,
    sections: Vec<CaseSection>,
    #[serde(default)]
    sections_fr: Option<Vec<CaseSection>>,
    #[serde(default)]
    policy: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct CaseSection {
    #[serde(default)]
    kind: Option<String>,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    title_note: Option<String>,
    body: String,
    #[serde(default)]
    notes: std::collections::BTreeMap<String, String>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn cases() -> Vec<PathBuf> {
    let mut cases: Vec<PathBuf> = std::fs::read_dir(root().join("tests/citations/cases"))
        .expect("cases")
        .map(|entry| entry.expect("case").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .collect();
    cases.sort();
    cases
}

/// Writes a case as a project of the guide template.
fn lay_out(case: &Case, references: &str, language: Language) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("folder");
    let sources = folder.path().join("sources");
    std::fs::create_dir_all(sources.join("sections")).expect("folder");
    let code = language.code();
    std::fs::write(sources.join("references.yaml"), references).expect("bibliography");
    let sections = match (&case.sections_fr, language) {
        (Some(own), Language::Fr) => own,
        _ => &case.sections,
    };
    let ids: Vec<String> = (1..=sections.len()).map(|number| format!("s{number}")).collect();
    let guide = format!(
        "id: case\ntemplate: un-guide\nlanguage: {code}\ntitle: Case\ndesignation: Case\n\
         body: {{ name: Body }}\nissuer: {{ name: Issuer }}\nsections: [{}]\n",
        ids.join(", ")
    );
    std::fs::write(sources.join("guide.yaml"), guide).expect("guide");
    for (id, section) in ids.iter().zip(sections) {
        let mut text = format!("kind: {}\n", section.kind.as_deref().unwrap_or("introduction"));
        let mut field = |name: &str, value: &str| {
            text.push_str(&format!("{name}: {}\n", serde_json::to_string(value).expect("JSON")));
        };
        if let Some(title) = &section.title {
            field("title", title);
        }
        if let Some(note) = &section.title_note {
            field("title-note", note);
        }
        field("body", &section.body);
        if !section.notes.is_empty() {
            let notes = serde_json::to_string(&section.notes).expect("JSON");
            text.push_str(&format!("notes: {notes}\n"));
        }
        std::fs::write(sources.join(format!("sections/{id}.yaml")), text).expect("section");
    }
    if let Some(policy) = &case.policy {
        let template = folder.path().join("templates/un-guide");
        std::fs::create_dir_all(&template).expect("folder");
        copy_tree(&root().join("templates/un-guide"), &template);
        let manifest = template.join("template.yaml");
        let text = std::fs::read_to_string(&manifest).expect("template");
        std::fs::write(manifest, format!("{text}\ncitations: {policy}\n")).expect("template");
    }
    folder
}

fn compose(case: &Case, references: &str, language: Language, name: &str) -> pipeline::Composed {
    let folder = lay_out(case, references, language);
    let project = Project::open(folder.path()).expect("project");
    let mut diagnostics = Diagnostics::new();
    let composed = pipeline::compose(&project, &mut diagnostics).expect("readable");
    let unexpected: Vec<_> =
        diagnostics.iter().filter(|found| found.code != Code::UnusedSource).collect();
    assert!(unexpected.is_empty(), "{name}: {unexpected:#?}");
    composed.expect("composed")
}

#[test]
fn every_rule_gives_its_notes() {
    let cases = cases();
    assert!(cases.len() >= 55, "{} cases", cases.len());
    let mut wrong = Vec::new();
    for path in cases {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).expect("case");
        let case: Case = serde_yaml::from_str(&text).expect("case");
        assert!(case.rule.ends_with('.') && !case.manual.is_empty(), "{name} names no rule");
        for language in [Language::En, Language::Fr] {
            let code = language.code();
            let references = root().join(format!("tests/citations/references.{code}.yaml"));
            let references = std::fs::read_to_string(references).expect("bibliography");
            let composed = compose(&case, &references, language, &name);
            let record = path.with_extension(format!("{code}.txt"));
            wrong.extend(compare(&composed, &record));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n----\n"));
}

#[test]
fn the_page_on_the_note_style_names_every_case() {
    let page = std::fs::read_to_string(root().join("docs/note-style.md")).expect("page");
    for path in cases() {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        assert!(page.contains(&format!("| `{name}` |")), "docs/note-style.md lacks {name}");
    }
}

/// A bibliography of its own and the text that cites it, in the other four languages.
#[derive(Deserialize)]
struct OfLanguage {
    references: String,
    body: String,
}

#[test]
fn every_language_has_its_words() {
    let mut wrong = Vec::new();
    for language in [Language::Ar, Language::Zh, Language::Ru, Language::Es] {
        let path = root().join(format!("tests/citations/languages/{}.yaml", language.code()));
        let text = std::fs::read_to_string(&path).expect("case");
        let own: OfLanguage = serde_yaml::from_str(&text).expect("case");
        let section = CaseSection {
            kind: None,
            title: None,
            title_note: None,
            body: own.body,
            notes: std::collections::BTreeMap::new(),
        };
        let case = Case {
            rule: String::new(),
            manual: String::new(),
            sections: vec![section],
            sections_fr: None,
            policy: None,
        };
        let composed = compose(&case, &own.references, language, language.code());
        wrong.extend(compare(&composed, &path.with_extension("txt")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n----\n"));
}

/// Compares the notes with their record, and both outputs with the notes.
fn compare(composed: &pipeline::Composed, record: &Path) -> Vec<String> {
    let name = record.file_stem().unwrap_or_default().to_string_lossy();
    let found = notes(&composed.document);
    if std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite") {
        std::fs::write(record, &found).expect("record");
    }
    let mut wrong = Vec::new();
    if std::fs::read_to_string(record).unwrap_or_default() != found {
        wrong.push(format!("{name} is now\n{found}"));
    }
    wrong.extend(read_back(composed).into_iter().map(|remark| format!("{name}: {remark}")));
    wrong
}

/// What the readers of both outputs find different.
fn read_back(composed: &pipeline::Composed) -> Vec<String> {
    let mut remarks = Diagnostics::new();
    let options = BuildOptions::default();
    let exported =
        pipeline::export(composed, &Format::ALL, &options, &mut remarks).expect("export");
    for (format, bytes) in exported.outputs {
        remarks.extend(match format {
            Format::Pdf => verify_pdf(&bytes, &composed.document),
            Format::Docx => verify_docx(&bytes, &composed.document),
        });
    }
    remarks.iter().map(|remark| remark.message.clone()).collect()
}

/// The notes as lines.
fn notes(document: &Document) -> String {
    let line = |note: &plenary::document::Note| {
        let mut text = String::new();
        write(&note.content, &mut text);
        format!("{} {}\n", note.mark, text.replace(['\u{A0}', '\u{202F}'], " "))
    };
    document.notes.iter().map(line).collect()
}

fn write(content: &[Inline], text: &mut String) {
    for inline in content {
        match &inline.kind {
            InlineKind::Text(part) | InlineKind::Code(part) => text.push_str(part),
            InlineKind::Strong(inner) => wrap(text, "**", inner, "**"),
            InlineKind::Emphasis(inner) => wrap(text, "*", inner, "*"),
            InlineKind::Language { tag, content } => {
                wrap(text, "[", content, &format!("]{{lang={tag}}}"));
            }
            InlineKind::Link { url, content } => {
                let mut own = String::new();
                write(content, &mut own);
                text.push_str(&if own == *url {
                    format!("<{url}>")
                } else {
                    format!("[{own}]({url})")
                });
            }
            InlineKind::CrossReference { content, .. } => write(content, text),
            InlineKind::Citation(citation) => write(&citation.content, text),
            InlineKind::NoteReference { .. } => text.push_str("[note]"),
            InlineKind::LineBreak => text.push(' '),
        }
    }
}

fn wrap(text: &mut String, open: &str, content: &[Inline], close: &str) {
    text.push_str(open);
    write(content, text);
    text.push_str(close);
}
