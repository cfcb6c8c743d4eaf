//! Every class of mistake with the whole message that an editor sees.
//!
//! A case lays its `in/` over `ui/base` (a file `NAME.removed` takes NAME away), runs
//! `plenary check` there and compares standard error with `stderr.txt`. A case with a file `steps`
//! runs its lines instead; the last one is compared: a command line of plenary, `lay FOLDER` (lays
//! a folder of the case over the project), `write FILE | TEXT` or `edit FILE | FROM | TO`. Accept
//! changes with `SNAPSHOTS=overwrite cargo test --release ui`.
//!
//! A file `like` names another case whose `in/` is laid first. What a repository should not hold is
//! made in place: `NAME.made` has a count and a text on each line (`\n` is a line end, `\i` the number
//! of the repetition), `NAME.link` where a link leads; `NAME.fifo` becomes a pipe and `NAME.folder` a
//! folder.

use std::path::{Path, PathBuf};

use crate::project::{copy_tree, plenary};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui").join(name)
}

#[test]
fn every_mistake_has_its_message() {
    let mut cases: Vec<PathBuf> = std::fs::read_dir(folder("cases"))
        .expect("cases")
        .map(|entry| entry.expect("case").path())
        .collect();
    cases.sort();
    assert!(cases.len() >= 60, "{} cases", cases.len());
    let mut wrong = Vec::new();
    for case in &cases {
        let project = tempfile::tempdir().expect("folder");
        copy_tree(&folder("base"), project.path());
        if let Ok(like) = std::fs::read_to_string(case.join("like")) {
            copy_tree(&folder("cases").join(like).join("in"), project.path());
        }
        if case.join("in").is_dir() {
            copy_tree(&case.join("in"), project.path());
        }
        make_marked(project.path());
        let output = run_steps(case, project.path());
        let message = String::from_utf8(output.stderr).expect("UTF-8");
        let code = output.status.code();
        let expected_code = i32::from(message.contains("error["));
        let name = case.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if code != Some(expected_code) {
            wrong.push(format!("{name}: exit code {code:?}\n{message}"));
        }
        let snapshot = case.join("stderr.txt");
        if std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite") {
            std::fs::write(&snapshot, &message).expect("snapshot");
        }
        let expected = std::fs::read_to_string(&snapshot).unwrap_or_default();
        if message != expected {
            wrong.push(format!("{name}: the message is now\n{message}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n----\n"));
}

/// Every code that a source or template can cause is shown by a case.
#[test]
fn every_code_has_a_case() {
    use plenary::diagnostic::Code;
    let mut shown = String::new();
    for entry in std::fs::read_dir(folder("cases")).expect("cases") {
        let path = entry.expect("case").path().join("stderr.txt");
        shown.push_str(&std::fs::read_to_string(path).unwrap_or_default());
    }
    shown.push_str(&std::fs::read_to_string(folder("traps.txt")).unwrap_or_default());
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    for kind in std::fs::read_dir(cases).expect("kinds").map(|entry| entry.expect("kind").path()) {
        for case in std::fs::read_dir(kind).into_iter().flatten() {
            let path = case.expect("case").path().join("expected.txt");
            shown.push_str(&std::fs::read_to_string(path).unwrap_or_default());
        }
    }
    // Shown elsewhere: what the typesetter or the DOCX writer says of a sound source is a defect
    // of plenary's, differences are in `verify`; damaged pages are made in `geometry.rs` and `verify`.
    let elsewhere = [
        Code::OffSheet,
        Code::TextOverText,
        Code::NotePage,
        Code::FigureOutside,
        Code::TextOutside,
        Code::Typesetting,
        Code::TypesettingRemark,
        Code::DocxExport,
        Code::OutputDiffers,
        Code::ForeignContent,
        Code::NotReproduced,
        Code::OutputUnreadable,
        Code::OutputOffSheet,
        Code::OutputTextOverText,
        Code::OutputNotePage,
        Code::OutputTextOutside,
        // In `wall`: limits and workers that die.
        Code::LimitPassed,
        Code::WorkerDied,
    ];
    for code in Code::ALL {
        if !elsewhere.contains(code) {
            assert!(shown.contains(code.as_str()), "no case shows {code}");
        }
    }
}

fn run_steps(case: &Path, project: &Path) -> std::process::Output {
    let steps = std::fs::read_to_string(case.join("steps")).unwrap_or_else(|_| "check".to_owned());
    let mut last = None;
    for step in steps.lines() {
        let (verb, rest) = step.split_once(' ').unwrap_or((step, ""));
        let parts: Vec<&str> = rest.split('|').map(str::trim).collect();
        match (verb, parts.as_slice()) {
            ("lay", [folder]) => {
                copy_tree(&case.join(folder), project);
                make_marked(project);
            }
            ("write", [file, text]) => {
                let path = project.join(file);
                std::fs::create_dir_all(path.parent().expect("a folder")).expect("folder");
                std::fs::write(path, text).expect("file");
            }
            ("edit", [file, from, to]) => {
                let path = project.join(file);
                let text = std::fs::read_to_string(&path).expect("file");
                assert!(text.contains(from), "{file} has no `{from}`");
                std::fs::write(path, text.replacen(from, to, 1)).expect("file");
            }
            _ => last = Some(plenary(project, &step.split_whitespace().collect::<Vec<_>>())),
        }
    }
    last.expect("a command")
}

/// Does what the marker files below a folder ask for.
fn make_marked(folder: &Path) {
    for entry in std::fs::read_dir(folder).expect("folder") {
        let path = entry.expect("entry").path();
        if path.is_symlink() {
            continue;
        }
        if path.is_dir() {
            make_marked(&path);
            continue;
        }
        let marker = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        let target = path.with_extension("");
        if !["removed", "made", "link", "fifo", "folder"].contains(&marker) {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("marker");
        std::fs::remove_file(&path).expect("marker");
        if target.is_dir() {
            std::fs::remove_dir_all(&target).expect("folder");
        } else {
            std::fs::remove_file(&target).ok();
        }
        match marker {
            "made" => std::fs::write(&target, made(&text)).expect("file"),
            "link" => std::os::unix::fs::symlink(&text, &target).expect("link"),
            "folder" => std::fs::create_dir(&target).expect("folder"),
            "fifo" => {
                let made = std::process::Command::new("mkfifo").arg(&target).status();
                assert!(made.expect("mkfifo").success());
            }
            _ => {}
        }
    }
}

/// The text that the lines of a `.made` file stand for.
fn made(recipe: &str) -> String {
    let mut text = String::new();
    for line in recipe.lines() {
        let (count, part) = line.split_once(' ').expect("a count and a text");
        for number in 0..count.parse::<usize>().expect("a count") {
            let mut characters = part.chars();
            while let Some(character) = characters.next() {
                if character != '\\' {
                    text.push(character);
                    continue;
                }
                match characters.next() {
                    Some('n') => text.push('\n'),
                    Some('i') => text.push_str(&number.to_string()),
                    other => text.extend(other),
                }
            }
        }
    }
    text
}
