//! Where things stand on the pages of the PDF, read by another reader than ours (lopdf's).

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use plenary::verify::{ItemKind, read_pdf};

use crate::project::{copy_tree, plenary};

/// The text of each page.
fn pages(pdf: &Path) -> Vec<String> {
    let file = lopdf::Document::load(pdf).expect("a PDF");
    let numbers: Vec<u32> = file.get_pages().keys().copied().collect();
    numbers.iter().map(|page| file.extract_text(&[*page]).expect("text")).collect()
}

/// A project with one section whose text and notes are given.
fn project(section: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("folder");
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/layout/rows");
    copy_tree(&case, folder.path());
    let sources = folder.path().join("sources");
    std::fs::write(sources.join("sections/one.yaml"), section).expect("section");
    folder
}

/// Builds the PDF of a project and reads its pages.
fn built(folder: &Path) -> Vec<String> {
    let output = plenary(folder, &["build", "--quiet", "--format", "pdf", "--out", "out"]);
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(output.status.success(), "{said}");
    pages(&folder.join("out/test-guide-en.pdf"))
}

#[test]
fn no_line_begins_with_a_blank_or_with_the_mark_of_a_note() {
    let cell = |letters: usize| format!("{} and more words", "x".repeat(letters));
    let cells: Vec<String> = (60..69).map(cell).collect();
    let mut section = format!(
        "kind: introduction\ntitle: One\nnotes:\n  n: A note.\nbody: |\n  |{}\n  |{}\n  | {} |\n",
        " head |".repeat(9),
        " -- |".repeat(9),
        cells.join(" | ")
    );
    for letters in 0..14 {
        let line = "毒品问题世界报告统计资料".repeat(3);
        let marks: String = "毒品问题世界报告".chars().map(|one| format!("{one}[^n]")).collect();
        let _ = write!(section, "\n  {}{line}{marks}{line}\n", "i".repeat(letters));
    }
    let folder = project(&section);
    built(folder.path());
    let pdf = std::fs::read(folder.path().join("out/test-guide-en.pdf")).expect("a PDF");
    let reading = read_pdf(&pdf).expect("a reading");
    let mut marks = 0;
    for item in &reading.items {
        let cells = match &item.kind {
            ItemKind::TableRow { cells, .. } => cells.as_slice(),
            _ => std::slice::from_ref(&item.text),
        };
        for text in cells {
            assert!(!text.plain.contains("\u{2028} "), "{}", text.plain);
            for mark in &text.marks {
                marks += 1;
                let before = text.plain[..mark.at].trim_end_matches('\u{2060}');
                assert!(!before.ends_with('\u{2028}'), "{}", text.plain);
            }
        }
    }
    assert_eq!(marks, 14 * 8);
}

/// Numbers that look random and are the same every time.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        // Knuth's MMIX multiplier and increment.
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    fn words(&mut self, number: u64) -> String {
        const WORDS: [&str; 12] = [
            "the",
            "report",
            "considers",
            "measures",
            "of",
            "many",
            "kinds",
            "while",
            "delegations",
            "exchange",
            "views",
            "on",
        ];
        (0..number)
            .map(|_| WORDS[usize::try_from(self.below(12)).expect("small")])
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// Paragraphs, headings, lists, quotations and boxes full of notes. Each mark follows a word
/// `MK…X`, each note begins with a word `NT…X`.
struct Prose {
    random: Random,
    notes: u64,
}

impl Prose {
    fn note(&mut self, of_100: u64) -> String {
        if self.random.below(100) >= of_100 {
            return String::new();
        }
        self.notes += 1;
        format!(" MK{0}X[^n{0}]", self.notes)
    }

    fn paragraph(&mut self) -> String {
        let mut text = String::new();
        for _ in 0..=self.random.below(7) {
            let number = 5 + self.random.below(20);
            text += &self.random.words(number);
            text += &self.note(35);
            text += &self.note(8);
            text += ". ";
        }
        text.trim_end().to_owned()
    }

    fn block(&mut self) -> String {
        let parts = 1 + self.random.below(6);
        match self.random.below(10) {
            0..4 => self.paragraph(),
            4..6 => format!("### {}{}", self.random.words(5), self.note(50)),
            6..8 => (0..=parts)
                .map(|_| format!("- {}", self.paragraph()))
                .collect::<Vec<_>>()
                .join("\n"),
            8 => (0..parts)
                .map(|_| format!("> {}", self.paragraph()))
                .collect::<Vec<_>>()
                .join("\n>\n"),
            _ => {
                let inside: Vec<_> =
                    (0..parts).map(|_| format!("> {}", self.paragraph())).collect();
                format!("> [!box] Title\n{}", inside.join("\n>\n"))
            }
        }
    }

    fn section(mut self, blocks: usize) -> String {
        let blocks: Vec<String> = (0..blocks).map(|_| self.block()).collect();
        let prose: Vec<String> =
            blocks.join("\n\n").lines().map(|line| format!("  {line}")).collect();
        let mut section = format!(
            "kind: challenge\ndate: 2025-10-06\nsitting: morning\ntitle: A challenge\n\
             short-title: Challenge\nbackground: |\n{}\nnotes:\n",
            prose.join("\n")
        );
        for note in 1..=self.notes {
            let length = [4, 10, 40][usize::try_from(self.random.below(3)).expect("small")];
            writeln!(section, "  n{note}: NT{note}X {}.", self.random.words(length)).expect("text");
        }
        section + "questions:\n  - What?\n  - Which?\n"
    }
}

/// The pages on which words of this form stand first, by their number.
fn found(pages: &[String], start: &str) -> BTreeMap<u64, usize> {
    let mut found = BTreeMap::new();
    for (page, text) in pages.iter().enumerate() {
        for part in text.split(start).skip(1) {
            let digits: String = part.chars().take_while(char::is_ascii_digit).collect();
            if part[digits.len()..].starts_with('X')
                && let Ok(number) = digits.parse()
            {
                found.entry(number).or_insert(page + 1);
            }
        }
    }
    found
}

#[test]
fn every_note_begins_on_the_page_of_its_mark() {
    for seed in 1..=4 {
        let prose = Prose { random: Random(seed), notes: 0 };
        let folder = project(&prose.section(40));
        let pages = built(folder.path());
        let (marks, notes) = (found(&pages, "MK"), found(&pages, "NT"));
        assert!(marks.len() > 40, "{} marks", marks.len());
        let apart: Vec<_> = marks
            .iter()
            .map(|(number, page)| (number, page, notes.get(number)))
            .filter(|(_, mark, note)| Some(*mark) != *note)
            .collect();
        assert!(apart.is_empty(), "seed {seed}: note, page of its mark, its own page: {apart:?}");
    }
}

#[test]
fn cover_titles_of_every_length_stand_clear_of_the_artwork() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/six-languages");
    for language in ["ar", "zh", "en", "fr", "ru", "es"] {
        for length in [30, 217, 340, 800] {
            let folder = tempfile::tempdir().expect("folder");
            copy_tree(&examples.join(language), folder.path());
            let path = folder.path().join("sources/guide.yaml");
            let text = std::fs::read_to_string(&path).expect("guide");
            let own = text.lines().find_map(|line| line.strip_prefix("title: ")).expect("title");
            let words = own.trim_matches(['"', '\'']);
            let mut title = format!("{words} ").repeat(800 / words.chars().count() + 1);
            title = title.chars().take(length).collect();
            let title = title.trim();
            std::fs::write(&path, text.replacen(own, title, 1)).expect("guide");
            let output = plenary(folder.path(), &["build", "--quiet", "--format", "pdf"]);
            let said = String::from_utf8(output.stderr).expect("UTF-8");
            let told = ["PL0515", "PL0516", "PL0518", "PL0519"];
            let clear = !told.iter().any(|code| said.contains(code));
            // What has no room in the smallest type either is told instead.
            let as_expected = length == 800 || !said.contains("PL0512");
            assert!(clear && as_expected, "{language}, {length} letters: {said}");
        }
    }
}
