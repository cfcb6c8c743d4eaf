//! The command line as its users meet it: exit codes, files left behind, formats of messages.

use std::path::{Path, PathBuf};

use crate::project::{copy_tree, edit, names, plenary};

fn small_project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("folder");
    copy_tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui/base"), folder.path());
    folder
}

fn outputs(project: &Path) -> [PathBuf; 2] {
    ["pdf", "docx"].map(|extension| project.join("build").join(format!("small-en.{extension}")))
}

/// What a build leaves in its folder, and nothing else.
const FILES: [&str; 4] = ["SHA256SUMS", "manifest.json", "small-en.docx", "small-en.pdf"];

fn edit_source(project: &Path, file: &str, from: &str, to: &str) {
    edit(&project.join("sources").join(file), from, to);
}

#[test]
fn a_folder_with_sources_alone_builds_both_outputs() {
    let project = small_project();
    let output = plenary(project.path(), &["build", "--verify"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{said}");
    let [pdf, docx] = outputs(project.path()).map(|path| std::fs::read(path).expect("output"));
    assert!(pdf.starts_with(b"%PDF-1.7"));
    assert!(docx.starts_with(b"PK"));
    assert_eq!(names(&project.path().join("build")), FILES);
    assert!(said.contains("2 sections, 2 notes, 1 figure"), "{said}");
}

#[test]
fn init_makes_a_project_that_builds() {
    for template in ["un-guide", "un-note"] {
        let folder = tempfile::tempdir().expect("folder");
        let project = folder.path().join("new");
        let output = plenary(folder.path(), &["init", "new", "--template", template]);
        assert_eq!(output.status.code(), Some(0));
        let output = plenary(&project, &["build", "--verify", "--deny-warnings"]);
        assert_eq!(
            output.status.code(),
            Some(0),
            "{template}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        let again = plenary(folder.path(), &["init", "new"]);
        assert_eq!(again.status.code(), Some(2), "an existing project is left alone");
    }
}

#[test]
fn errors_leave_earlier_outputs_as_they_were() {
    let project = small_project();
    assert_eq!(plenary(project.path(), &["build"]).status.code(), Some(0));
    let before = outputs(project.path()).map(|path| std::fs::read(path).expect("output"));
    edit_source(project.path(), "sections/markets.yaml", "[^first]", "[^frist]");
    assert_eq!(plenary(project.path(), &["build"]).status.code(), Some(1));
    let after = outputs(project.path()).map(|path| std::fs::read(path).expect("output"));
    assert_eq!(before, after);
    assert_eq!(names(&project.path().join("build")), FILES);
}

#[test]
fn warnings_stop_only_when_denied() {
    let project = small_project();
    edit_source(project.path(), "sections/markets.yaml", "first: A note.", "first: Ibid., p. 6.");
    assert_eq!(plenary(project.path(), &["check"]).status.code(), Some(0));
    assert_eq!(plenary(project.path(), &["check", "--deny-warnings"]).status.code(), Some(1));
    assert_eq!(plenary(project.path(), &["build", "--deny-warnings"]).status.code(), Some(1));
    assert!(!project.path().join("build").exists(), "nothing is written");
}

#[test]
fn wrong_usage_exits_with_2() {
    let project = small_project();
    for arguments in [
        &["build", "--pdf-standard", "a-4,ua-1"][..],
        &["bild"],
        &["build", "--format", "odt"],
        &["show"],
        &["build", "--timestamp", "noon"],
    ] {
        assert_eq!(plenary(project.path(), arguments).status.code(), Some(2), "{arguments:?}");
    }
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_plenary"))
        .arg("build")
        .current_dir(project.path())
        .env("SOURCE_DATE_EPOCH", "yesterday")
        .output()
        .expect("runs");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_failing_environment_exits_with_3() {
    let project = small_project();
    // A file where the folder should be: true for every user, root included.
    std::fs::write(project.path().join("occupied"), "x").expect("file");
    let output = plenary(project.path(), &["build", "--out", "occupied"]);
    assert_eq!(output.status.code(), Some(3));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.starts_with("failure: "), "{said}");
    let output = plenary(project.path(), &["check", "--project", "nowhere"]);
    assert_eq!(output.status.code(), Some(3));
    let output = plenary(project.path(), &["verify"]);
    assert_eq!(output.status.code(), Some(3), "there is nothing to verify");
}

#[test]
fn a_damaged_output_is_a_finding() {
    let project = small_project();
    assert_eq!(plenary(project.path(), &["build"]).status.code(), Some(0));
    assert_eq!(plenary(project.path(), &["verify"]).status.code(), Some(0));
    let [pdf, _] = outputs(project.path());
    let bytes = std::fs::read(&pdf).expect("output");
    std::fs::write(&pdf, &bytes[..bytes.len() / 2]).expect("damage");
    let output = plenary(project.path(), &["verify"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("PL0602"));
}

#[test]
fn machines_get_one_object_per_line() {
    let project = small_project();
    edit_source(project.path(), "sections/markets.yaml", "[^first]", "[^frist]");
    let output = plenary(project.path(), &["check", "--message-format", "json"]);
    let text = String::from_utf8(output.stderr).expect("UTF-8");
    let lines: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0]["code"], "PL0201");
    assert_eq!(lines[0]["file"], "sources/sections/markets.yaml");
    assert_eq!(lines[0]["line"], 9);
    assert_eq!(lines[0]["column"], 20);
    assert_eq!(lines[0]["end_column"], 28);
    assert_eq!(lines[0]["hints"][0], "did you mean `first`?");
    let output = plenary(project.path(), &["check", "--message-format", "github"]);
    let text = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(
        text.starts_with("::error file=sources/sections/markets.yaml,line=9,endLine=9,col=20,"),
        "{text}"
    );
    let output = plenary(project.path(), &["check", "--message-format", "sarif"]);
    let log: serde_json::Value = serde_json::from_slice(&output.stderr).expect("SARIF");
    assert_eq!(log["version"], "2.1.0");
    assert_eq!(log["runs"][0]["results"].as_array().map(Vec::len), Some(1));
}

#[test]
fn stages_can_be_shown() {
    let project = small_project();
    for (stage, holds) in [
        ("source", "markets"),
        ("document", "\"note-reference\""),
        ("theme", "\"heading-1\""),
        ("text", "[1] Report 2023, p. 1."),
        ("typst", "#titled("),
    ] {
        let output = plenary(project.path(), &["show", "--stage", stage]);
        assert_eq!(output.status.code(), Some(0));
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(text.contains(holds), "{stage}: {text}");
    }
    let output = plenary(project.path(), &["outline"]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.contains("   3  Introduction"), "{text}");
    assert!(text.contains("[note 2]"), "{text}");
}

#[test]
fn schemas_describe_the_template_of_the_project() {
    let project = small_project();
    let output = plenary(project.path(), &["schema", "section"]);
    let schema: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
    let kinds = schema["properties"]["kind"]["enum"].as_array().expect("kinds");
    assert!(kinds.iter().any(|kind| kind == "challenge"));
    let fonts = plenary(project.path(), &["fonts"]);
    let text = String::from_utf8_lossy(&fonts.stdout).into_owned();
    assert!(text.contains("Carlito Regular") && text.contains("Han"), "{text}");
    for (arguments, holds) in
        [(&["completions", "bash"][..], "_plenary"), (&["man"][..], ".TH plenary")]
    {
        let output = plenary(project.path(), arguments);
        assert!(String::from_utf8_lossy(&output.stdout).contains(holds), "{arguments:?}");
    }
}

#[test]
fn the_same_sources_give_the_same_bytes() {
    let first = small_project();
    let second = small_project();
    assert_eq!(plenary(first.path(), &["build"]).status.code(), Some(0));
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_plenary"))
        .arg("build")
        .current_dir(second.path())
        .env("TZ", "Pacific/Kiritimati")
        .env("LANG", "ar_EG.UTF-8")
        .env("RAYON_NUM_THREADS", "1")
        .env_remove("SOURCE_DATE_EPOCH")
        .output()
        .expect("runs");
    assert_eq!(output.status.code(), Some(0));
    for (one, other) in outputs(first.path()).iter().zip(outputs(second.path()).iter()) {
        let (one, other) = (std::fs::read(one).expect("one"), std::fs::read(other).expect("other"));
        assert!(one == other, "outputs differ");
    }
    // Another date is another file.
    assert_eq!(
        plenary(second.path(), &["build", "--timestamp", "1700000000"]).status.code(),
        Some(0)
    );
    let [one, _] = outputs(first.path());
    let [other, _] = outputs(second.path());
    assert_ne!(std::fs::read(one).expect("one"), std::fs::read(other).expect("other"));
}

#[test]
fn dependencies_name_what_was_read() {
    let project = small_project();
    let output = plenary(project.path(), &["build", "--deps", "guide.d"]);
    assert_eq!(output.status.code(), Some(0));
    let rule = std::fs::read_to_string(project.path().join("guide.d")).expect("rule");
    let (outputs, inputs) = rule.split_once(": ").expect("rule");
    assert!(outputs.contains("small-en.pdf") && outputs.contains("small-en.docx"), "{rule}");
    assert!(inputs.contains("sections/markets.yaml") && inputs.contains("chart.svg"), "{rule}");
}

#[test]
fn other_pdf_standards_can_be_chosen() {
    let project = small_project();
    let [pdf, _] = outputs(project.path());
    let bytes = |standards: &str| {
        let output =
            plenary(project.path(), &["build", "--format", "pdf", "--pdf-standard", standards]);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        std::fs::read(&pdf).expect("output")
    };
    assert!(bytes("2.0").starts_with(b"%PDF-2.0"));
    let holds =
        |bytes: &[u8], text: &str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
    let archive = bytes("a-3b");
    assert!(holds(&archive, "pdfaid:part>3<") && !holds(&archive, "pdfuaid:part"));
    assert!(holds(&bytes("a-2a,ua-1"), "pdfuaid:part>1<"));
}

#[test]
fn references_lists_sources_with_the_notes_that_cite_them() {
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/citations");
    let project = crate::corpus::lay_out_case(&case);
    let bibliography = project.path().join("sources/references.yaml");
    let mut text = std::fs::read_to_string(&bibliography).expect("bibliography");
    text.push_str("spare: { type: web, title: A page, url: \"https://example.org/\" }\n");
    std::fs::write(bibliography, text).expect("bibliography");
    let output = plenary(project.path(), &["references"]);
    assert_eq!(output.status.code(), Some(0));
    let listed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(listed.contains("  note 5 (markets): pp. 51–53 [ibid.]\n"), "{listed}");
    assert!(
        listed.contains("spare\n  “A page”. Available at https://example.org/.\n  not cited\n")
    );
    let output = plenary(project.path(), &["references", "--format", "json"]);
    let listed: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let report = listed.as_array().expect("list").iter().find(|one| one["key"] == "wdr-2023");
    let cited = report.expect("report")["cited"].as_array().expect("notes");
    let forms: Vec<_> = cited.iter().map(|one| (&one["note"], &one["form"])).collect();
    assert_eq!(forms[0], (&"4".into(), &"full".into()));
    assert_eq!(forms[1], (&"5".into(), &"ibid-elsewhere".into()));
    assert_eq!(cited.last().expect("annex")["section"], "sources");
}

#[test]
fn the_schema_of_the_bibliography_knows_the_keys_of_the_corpus() {
    let project = small_project();
    let output = plenary(project.path(), &["schema", "references"]);
    let schema: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let source = &schema["additionalProperties"]["properties"];
    for key in ["type", "title", "serial-number", "parent", "easily-found", "abstract"] {
        assert!(source.get(key).is_some(), "no {key}");
    }
    assert!(schema["definitions"]["part"]["properties"].get("easily-found").is_none());
}
