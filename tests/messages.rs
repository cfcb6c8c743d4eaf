//! Messages about hostile input: what strangers wrote is shown and never acts, nothing is hidden by
//! many findings of another kind, and what could not be said is a failure.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use crate::project::{copy_tree, names, plenary};

/// A value that moves the cursor, sets the title, ends its line and gives a command to GitHub.
const HOSTILE: &str =
    "a\u{1b}]0;t\u{7}\u{1b}[31m\u{9b}2J\r\n::error::taken\n##[error]taken\u{202e}";

fn base() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("folder");
    copy_tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui/base"), folder.path());
    folder
}

fn command(project: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plenary"));
    command.args(arguments).current_dir(project).env_remove("SOURCE_DATE_EPOCH");
    command
}

fn said(output: &Output) -> String {
    let streams = [output.stdout.as_slice(), &output.stderr].concat();
    String::from_utf8(streams).expect("UTF-8")
}

/// Characters that act on a terminal, and lines that act in a workflow.
fn acting(text: &str) -> Vec<String> {
    let mut found: Vec<String> = text
        .chars()
        .filter(|sign| {
            let sign = u32::from(*sign);
            (sign < 0x20 && sign != 0x0A) || (0x7F..0xA0).contains(&sign) || sign == 0x202E
        })
        .map(|sign| format!("{sign:?}"))
        .collect();
    let commands = text
        .lines()
        .filter(|line| line.trim_start().starts_with("::error::") || line.contains("##[error]"));
    found.extend(commands.map(str::to_owned));
    found
}

/// A value as YAML with escapes, as JSON has them.
fn quoted(value: &str) -> String {
    let escape = |sign: char| format!("\\u{:04x}", u32::from(sign));
    let escaped: String = value
        .chars()
        .map(|s| if s.is_ascii_alphanumeric() { s.to_string() } else { escape(s) })
        .collect();
    format!("\"{escaped}\"")
}

#[test]
fn nothing_of_a_source_acts_on_a_terminal_or_in_a_workflow() {
    let places = [
        ("sources/images.yaml", "KEY:\n  file: x\n"),
        ("sources/images.yaml", "chart:\n  file: KEY\n  alt: A.\n  credit: C\n"),
        ("sources/guide.yaml", "KEY: 1\n"),
        ("sources/guide.yaml", "id: x\ntemplate: KEY\n"),
        ("sources/guide.yaml", "id: KEY\nlanguage: KEY\n"),
        ("sources/references.yaml", "KEY:\n  type: KEY\n"),
        ("sources/sections/introduction.yaml", "kind: KEY\n"),
        ("sources/sections/introduction.yaml", "kind: introduction\ntitle: KEY\nbody: KEY\n"),
    ];
    let verbs: [&[&str]; 5] = [&["check"], &["build"], &["outline"], &["references"], &["show"]];
    for (file, text) in places {
        let project = base();
        let path = project.path().join(file);
        let text = text.replace("KEY", &quoted(HOSTILE));
        // The guide's own fields stay, so that what is wrong is this value alone.
        let before = std::fs::read_to_string(&path).unwrap_or_default();
        let kept = if file.ends_with("guide.yaml") { before } else { String::new() };
        let own =
            |line: &&str| !text.lines().any(|new| new.split(':').next() == line.split(':').next());
        let kept: String = kept.lines().filter(own).map(|line| format!("{line}\n")).collect();
        std::fs::write(&path, text + &kept).expect("file");
        for verb in verbs {
            for format in ["human", "json", "github", "sarif"] {
                let mut arguments = verb.to_vec();
                arguments.extend(["--message-format", format]);
                let output =
                    command(project.path(), &arguments).env("GITHUB_ACTIONS", "true").output();
                let output = output.expect("plenary runs");
                let found = acting(&said(&output).replace("::error::taken%0A", ""));
                assert!(found.is_empty(), "{file}, {arguments:?}: {found:?}\n{}", said(&output));
            }
        }
    }
}

#[test]
#[cfg(unix)]
fn names_of_files_and_folders_are_shown() {
    let project = base();
    let name = HOSTILE.replace('/', "");
    let folder = project.path().join(&name);
    std::fs::create_dir(&folder).expect("folder");
    for inside in ["sources", "sources/sections", "sources/images"] {
        std::fs::create_dir(folder.join(inside)).expect("folder");
    }
    copy_tree(&project.path().join("sources"), &folder.join("sources"));
    std::fs::write(folder.join("sources/sections/introduction.yaml"), "kind: x\n").expect("file");
    std::fs::create_dir(folder.join("not-empty")).expect("folder");
    let nowhere = format!("{name}-nowhere");
    let runs: [&[&str]; 8] = [
        &["check", &name],
        &["check", &nowhere],
        &["verify", &nowhere],
        &["build", &name, "--out", &nowhere],
        &["init", &name],
        &["init", "x", "--template", &nowhere],
        &["show", "--project", &name, "--stage", &nowhere],
        &["check", "--lang", &name],
    ];
    for arguments in runs {
        let output = command(project.path(), arguments).env("GITHUB_ACTIONS", "true").output();
        let output = output.expect("plenary runs");
        assert_ne!(output.status.code(), Some(0), "{arguments:?}");
        let text = said(&output);
        assert!(!text.is_empty(), "{arguments:?}");
        assert!(acting(&text).is_empty(), "{arguments:?}: {:?}\n{text}", acting(&text));
    }
}

#[test]
fn an_error_is_not_hidden_by_warnings_and_every_format_counts_what_it_leaves_out() {
    let project = base();
    let reference = |number: usize| {
        format!(
            "unused-{number}:\n  type: Web\n  title: T{number}\n  url: https://example.org/{number}\n"
        )
    };
    let references: String = (0..1_300).map(reference).collect();
    std::fs::write(project.path().join("sources/references.yaml"), references).expect("file");
    crate::project::edit(
        &project.path().join("sources/sections/markets.yaml"),
        "section:introduction",
        "section:nowhere",
    );
    let run = |format: &str| {
        let output = plenary(project.path(), &["check", "--message-format", format]);
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stderr).expect("UTF-8")
    };
    let human = run("human");
    assert!(human.contains("error[PL0203]"));
    let last = human.lines().last().expect("a count").to_owned();
    assert!(last.starts_with("1 error, ") && last.ends_with(" of them are not shown"), "{last}");
    let lines: Vec<Value> =
        run("json").lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let of = |severity: &str| lines.iter().filter(|line| line["severity"] == severity).count();
    assert_eq!((of("error"), of("omitted")), (1, 1));
    assert_eq!(of("error") + of("warning"), plenary::diagnostic::MAX_KEPT);
    let omitted = lines.iter().find(|line| line["severity"] == "omitted").expect("a line");
    assert_eq!(omitted["errors"], 0);
    let warnings = omitted["warnings"].as_u64().expect("a number");
    assert!(warnings > 300, "{warnings}");
    let said = format!("found beside these and not listed: {warnings} warnings");
    assert_eq!(omitted["message"], said);
    assert!(run("github").contains(&format!("::warning title=omitted::{said}\n")));
    let sarif: Value = serde_json::from_str(&run("sarif")).expect("JSON");
    let notifications = &sarif["runs"][0]["invocations"][0]["toolExecutionNotifications"];
    assert_eq!(notifications[0]["message"]["text"], said);
}

/// Judged by plain counting: whatever the order, as many errors are kept as there is room for, and no
/// code is missing from what is kept as long as there is another twice.
#[test]
fn of_many_findings_the_worst_are_kept_and_some_of_every_code() {
    use plenary::diagnostic::{Code, Diagnostic, Diagnostics, MAX_KEPT, Severity};
    let codes = [Code::UnusedImage, Code::UnusedFile, Code::NotePage, Code::UnknownKind];
    for (few, many) in [(0, 1), (1, 2), (3, 0), (0, 3), (2, 3)] {
        for early in [true, false] {
            let mut found = Diagnostics::new();
            let of = |code: Code, number: usize| Diagnostic::new(code, format!("{number}"));
            let rare: Vec<Diagnostic> = (0..7).map(|number| of(codes[few], number)).collect();
            let often: Vec<Diagnostic> = (0..3_000).map(|number| of(codes[many], number)).collect();
            let (first, second) = if early { (rare, often) } else { (often, rare) };
            found.extend(first);
            found.extend(second);
            let kept = |code: Code| found.iter().filter(|one| one.code == code).count();
            let more_errors = codes[many].severity() < codes[few].severity();
            let expected = if more_errors { 0 } else { 7 };
            assert_eq!(kept(codes[few]), expected, "{few} {many} {early}");
            assert_eq!(found.iter().count(), MAX_KEPT);
            let total = found.count(Severity::Error) + found.count(Severity::Warning);
            assert_eq!(total, 3_007);
        }
    }
}

#[test]
fn a_check_that_the_guide_makes_an_error_is_one_also_where_it_is_not_kept() {
    use plenary::diagnostic::{Code, Diagnostic, Diagnostics, Level, Levels, Severity};
    let mut part = Diagnostics::new();
    part.extend((0..2_000).map(|number| Diagnostic::new(Code::UnusedFile, format!("{number}"))));
    let mut whole = Diagnostics::new();
    whole.absorb(part);
    let mut levels = Levels::default();
    levels.set(Code::UnusedFile, Level::Error);
    whole.judge_by(levels);
    assert_eq!((whole.count(Severity::Error), whole.count(Severity::Warning)), (2_000, 0));
}

#[test]
#[cfg(target_os = "linux")]
fn what_cannot_be_written_is_a_failure_on_either_stream() {
    let project = base();
    let bad = base();
    std::fs::write(bad.path().join("sources/sections/introduction.yaml"), "kind: x\n")
        .expect("file");
    let results: [&[&str]; 8] = [
        &["--help"],
        &["--version"],
        &["show", "--stage", "text"],
        &["outline"],
        &["schema", "guide"],
        &["completions", "bash"],
        &["man"],
        &["fonts"],
    ];
    let full = || std::fs::OpenOptions::new().write(true).open("/dev/full").expect("/dev/full");
    for arguments in results {
        let output = command(project.path(), arguments).stdout(full()).output().expect("it runs");
        assert_eq!(output.status.code(), Some(3), "{arguments:?} on a full disk");
        // A pipe that nobody reads.
        let (reader, writer) = std::io::pipe().expect("pipe");
        drop(reader);
        let output = command(project.path(), arguments).stdout(writer).output().expect("it runs");
        assert_eq!(output.status.code(), Some(3), "{arguments:?} to nobody");
    }
    for format in ["human", "json", "github", "sarif"] {
        for arguments in
            [["check", "--message-format", format], ["build", "--message-format", format]]
        {
            let output = command(bad.path(), &arguments).stderr(full()).output().expect("it runs");
            assert_eq!(output.status.code(), Some(3), "{arguments:?}");
        }
    }
    let output = command(project.path(), &["check", "--no-such"]).stderr(full()).output();
    assert_eq!(output.expect("it runs").status.code(), Some(3));
}

#[test]
fn init_says_why_it_makes_nothing() {
    for arguments in [&["-q"][..], &["--message-format", "json"], &["--message-format", "sarif"]] {
        let folder = tempfile::tempdir().expect("folder");
        for init in [["init", "x", "--template", "none"], ["init", ".", "--template", "un-note"]] {
            std::fs::write(folder.path().join("here"), "").expect("file");
            let output = plenary(folder.path(), &[&init[..], arguments].concat());
            assert_eq!(output.status.code(), Some(2));
            assert!(said(&output).starts_with("error: "), "{init:?} {arguments:?}");
        }
        assert_eq!(names(folder.path()), ["here"]);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn half_a_project_is_taken_away() {
    let folder = tempfile::tempdir().expect("folder");
    std::fs::create_dir(folder.path().join("empty")).expect("folder");
    for target in ["new/er", "empty"] {
        // No file may grow, as on a full disk.
        let script = format!(
            "trap '' XFSZ; ulimit -f 0; exec {} init {target} -q",
            env!("CARGO_BIN_EXE_plenary")
        );
        let output = Command::new("bash").args(["-c", &script]).current_dir(folder.path()).output();
        let output = output.expect("bash");
        assert_eq!(output.status.code(), Some(3), "{}", said(&output));
        assert!(said(&output).starts_with("failure: cannot write"), "{}", said(&output));
        assert_eq!(names(folder.path()), ["empty"]);
        assert!(names(&folder.path().join("empty")).is_empty());
    }
}
