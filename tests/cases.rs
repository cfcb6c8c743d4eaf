//! Documents that once went wrong, by kind, each with what is right.
//!
//! A case is a project with a file `expected.txt`: what is right about it, then the messages of
//! `plenary build --quiet --verify`, whole, behind a line `---`. Lines before it:
//!
//! ```text
//! # why this is right (a comment)
//! exit 0
//! both: words that both outputs hold
//! pdf: words that the PDF holds        (docx: likewise)
//! none: words that neither output holds
//! pages: 3                             of the PDF
//! ```
//!
//! Outputs are read back by `verify`'s readers, which share nothing with the exporters; a line of
//! theirs is an item (`heading 1: …`, `list item 1 (a): …`, `table row | … | …`, `note 1: …`), and
//! white space in it counts as one space. Accept changed messages, and only those, with
//! `SNAPSHOTS=overwrite cargo test --release cases`.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use plenary::verify::{Reading, read_docx, read_pdf};

use crate::project::{copy_tree, plenary};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

fn folders(parent: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(parent)
        .expect("folder")
        .map(|entry| entry.expect("entry").path())
        .filter(|path| path.is_dir())
        .collect();
    found.sort();
    found
}

fn name(case: &Path) -> String {
    case.strip_prefix(folder()).expect("inside").to_string_lossy().replace('\\', "/")
}

#[test]
fn every_case_is_right() {
    let cases: Vec<PathBuf> = folders(&folder()).iter().flat_map(|kind| folders(kind)).collect();
    let wrong = Mutex::new(Vec::new());
    let next = std::sync::atomic::AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(case) =
                    cases.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed))
                {
                    if let Err(reason) = run(case) {
                        wrong.lock().expect("list").push(format!("{}: {reason}", name(case)));
                    }
                }
            });
        }
    });
    let mut wrong = wrong.into_inner().expect("list");
    wrong.sort();
    assert!(wrong.is_empty(), "{}", wrong.join("\n----\n"));
}

/// Builds a case and holds it against what is expected.
fn run(case: &Path) -> Result<(), String> {
    let project = tempfile::tempdir().expect("folder");
    copy_tree(case, project.path());
    let expected_path = case.join("expected.txt");
    let expected =
        std::fs::read_to_string(&expected_path).map_err(|_| "it has no expected.txt".to_owned())?;
    std::fs::remove_file(project.path().join("expected.txt")).expect("expected.txt");
    let output = plenary(project.path(), &["build", "--quiet", "--verify", "--out", "out"]);
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    let (facts, messages) = expected.split_once("---\n").unwrap_or((&expected, ""));
    if std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite") {
        std::fs::write(&expected_path, format!("{facts}---\n{said}")).expect("expected.txt");
    } else if messages != said {
        return Err(format!("the messages are now\n{said}"));
    }
    let mut outputs = Outputs::new(&project.path().join("out"));
    for line in facts.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let right = if let Some(code) = line.strip_prefix("exit ") {
            output.status.code() == code.trim().parse().ok()
        } else {
            outputs.holds(line)?
        };
        if !right {
            let found = outputs.describe();
            return Err(format!(
                "not so: {line}\nexit {:?}\n{said}\n{found}",
                output.status.code()
            ));
        }
    }
    Ok(())
}

/// The outputs of a case, read back when a line asks for them.
struct Outputs {
    pdf: Option<Reading>,
    docx: Option<Reading>,
}

impl Outputs {
    fn new(folder: &Path) -> Self {
        let find = |extension: &str| {
            let entries = std::fs::read_dir(folder).ok()?;
            let path = entries
                .map(|entry| entry.expect("entry").path())
                .find(|path| path.extension().is_some_and(|own| own == extension))?;
            Some(std::fs::read(path).expect("output"))
        };
        Self {
            pdf: find("pdf").map(|bytes| read_pdf(&bytes).expect("a PDF")),
            docx: find("docx").map(|bytes| read_docx(&bytes).expect("a DOCX")),
        }
    }

    fn holds(&mut self, line: &str) -> Result<bool, String> {
        let (what, text) = line.split_once(": ").ok_or(format!("what is `{line}`?"))?;
        let text = spaced(text);
        let within = |reading: &Option<Reading>| {
            reading.as_ref().is_some_and(|reading| spaced(&reading.to_string()).contains(&text))
        };
        Ok(match what {
            "both" => within(&self.pdf) && within(&self.docx),
            "pdf" => within(&self.pdf),
            "docx" => within(&self.docx),
            "none" => !within(&self.pdf) && !within(&self.docx),
            "pages" => {
                self.pdf.as_ref().is_some_and(|pdf| pdf.facts.page_labels.len().to_string() == text)
            }
            _ => return Err(format!("what is `{what}`?")),
        })
    }

    fn describe(&self) -> String {
        let shown = |reading: &Option<Reading>| {
            reading.as_ref().map_or_else(|| "none\n".to_owned(), ToString::to_string)
        };
        format!("PDF:\n{}DOCX:\n{}", shown(&self.pdf), shown(&self.docx))
    }
}

/// Runs of white space as one space.
fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
