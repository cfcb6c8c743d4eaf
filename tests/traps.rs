//! Slips of people who do not know YAML: each with the one message that it gives.
//!
//! `ui/traps.txt` has them all, one after the other:
//!
//! ```text
//! === name
//! sources/guide.yaml
//! - the lines of `ui/base` that are taken away
//! + the lines that take their place; ⟨A0⟩ is the character U+00A0
//! ---
//! what `plenary check` says
//! ```
//!
//! Each is tried with the line ends of Windows and a byte order mark too. Accept changes with
//! `SNAPSHOTS=overwrite cargo test --release traps`, and read them.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::project::{copy_tree, plenary};

fn ui() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui")
}

/// A slip.
struct Trap {
    name: String,
    file: String,
    taken: Vec<String>,
    put: Vec<String>,
    message: String,
}

impl Trap {
    fn read(text: &str) -> Self {
        let (head, message) = text.split_once("\n---\n").expect("a line `---`");
        let mut lines = head.lines();
        let mut next = || lines.next().expect("a line").to_owned();
        let (name, file) = (next(), next());
        let rest: Vec<&str> = lines.collect();
        let part = |sign: char| {
            let own = rest.iter().filter_map(|line| line.strip_prefix(sign));
            own.map(|line| decoded(line.strip_prefix(' ').unwrap_or(line))).collect()
        };
        Self { name, file, taken: part('-'), put: part('+'), message: message.to_owned() }
    }

    fn write(&self, message: &str) -> String {
        let mut text = format!("=== {}\n{}\n", self.name, self.file);
        for (sign, lines) in [('-', &self.taken), ('+', &self.put)] {
            for line in lines {
                let _ = writeln!(text, "{}", format!("{sign} {}", encoded(line)).trim_end());
            }
        }
        format!("{text}---\n{message}")
    }

    /// What is said of it, in a file with these line ends.
    fn run(&self, windows: bool) -> String {
        let project = tempfile::tempdir().expect("folder");
        copy_tree(&ui().join("base"), project.path());
        let path = project.path().join(&self.file);
        let text = std::fs::read_to_string(&path).expect("file");
        let (taken, put) = (self.taken.join("\n"), self.put.join("\n"));
        assert!(text.contains(&taken), "{}: {} has no `{taken}`", self.name, self.file);
        let mut text = text.replacen(&taken, &put, 1);
        if windows {
            text = format!("\u{FEFF}{}", text.replace('\n', "\r\n"));
        }
        std::fs::write(&path, text).expect("file");
        let output = plenary(project.path(), &["check"]);
        String::from_utf8(output.stderr).expect("UTF-8")
    }
}

/// A line with the characters that its codes stand for.
fn decoded(line: &str) -> String {
    let mut text = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('⟨') {
        let (code, after) = after.split_once('⟩').expect("a code ends with `⟩`");
        let number = u32::from_str_radix(code, 16).expect("hexadecimal digits");
        text.push_str(before);
        text.push(char::from_u32(number).expect("a character"));
        rest = after;
    }
    text + rest
}

fn encoded(line: &str) -> String {
    line.chars()
        .map(|c| {
            let seen = c == ' ' || !(c.is_whitespace() || c.is_control() || is_unseen(c));
            if seen { c.to_string() } else { format!("⟨{:X}⟩", u32::from(c)) }
        })
        .collect()
}

fn is_unseen(character: char) -> bool {
    matches!(character, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}')
}

#[test]
fn every_slip_has_its_message() {
    let path = ui().join("traps.txt");
    let text = format!("\n{}", std::fs::read_to_string(&path).expect("traps"));
    let traps: Vec<Trap> = text.split("\n=== ").skip(1).map(Trap::read).collect();
    assert!(traps.len() >= 250, "{} slips", traps.len());
    let overwrite = std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite");
    let found: Mutex<Vec<(usize, String, String)>> = Mutex::default();
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(trap) = traps.get(index) else { break };
                    let (said, on_windows) = (trap.run(false), trap.run(true));
                    found.lock().expect("list").push((index, said, on_windows));
                }
            });
        }
    });
    let mut found = found.into_inner().expect("list");
    found.sort();
    let mut wrong = Vec::new();
    let mut written = String::new();
    for (index, said, on_windows) in found {
        let trap = &traps[index];
        if said != on_windows {
            wrong.push(format!("{}: with line ends of Windows\n{on_windows}", trap.name));
        }
        if said != trap.message.trim_end_matches('\n').to_owned() + "\n" {
            wrong.push(format!("{}: the message is now\n{said}", trap.name));
        }
        let _ = writeln!(written, "{}", trap.write(&said));
    }
    if overwrite {
        std::fs::write(&path, written.trim_end().to_owned() + "\n").expect("traps");
    } else {
        assert!(wrong.is_empty(), "{}", wrong.join("\n----\n"));
    }
}
