//! The editorial checks as a whole: no false alarm in what is shipped, no panic on any text, and a
//! table that names every one of them. Each finding by itself is a case of `tests/ui`.

use std::path::Path;

use arbtest::arbtest;
use indexmap::IndexMap;
use plenary::citation::Bibliography;
use plenary::diagnostic::{Code, Diagnostics, Level, Levels, SourceMap, Span};
use plenary::document::{
    Block, BlockId, BlockKind, Document, Inline, Language, List, ListItem, ListMarker, Metadata,
    Note, NoteSeries, PageRole, QuestionItem, QuestionList, Section,
};
use plenary::editorial::{self, Subject, symbol};
use plenary::markup::{CitationPlace, Context, NoteNames, parse_inlines};
use plenary::pipeline;
use plenary::project::Project;
use plenary::source::scalar::{OffsetMap, ScalarStyle};
use plenary::source::yaml;

use crate::project::{copy_tree, plenary};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every check of editorial matters, as strict as can be.
fn all_on() -> Levels {
    let mut levels = Levels::default();
    for (_, code) in Code::checks() {
        levels.set(code, Level::Error);
    }
    levels
}

#[test]
fn the_shipped_guide_and_the_examples_have_no_finding() {
    let mut projects = vec![root().to_owned()];
    for language in ["ar", "zh", "en", "fr", "ru", "es"] {
        projects.push(root().join("examples/six-languages").join(language));
    }
    for folder in projects {
        let project = Project::open(&folder).expect("project");
        let mut diagnostics = Diagnostics::new();
        pipeline::compose(&project, &mut diagnostics).expect("readable");
        let found: Vec<_> = diagnostics.iter().map(|one| (one.code, &one.message)).collect();
        assert!(found.is_empty(), "{}: {found:?}", folder.display());
    }
}

#[test]
fn the_table_of_checks_names_each_with_its_code_and_level() {
    let table = std::fs::read_to_string(root().join("docs/checks.md")).expect("docs/checks.md");
    for (name, code) in Code::checks() {
        let start = format!("| `{name}` | {code} | {} |", code.level().name());
        assert!(table.contains(&start), "docs/checks.md lacks a row that begins with {start}");
    }
}

#[test]
fn a_check_that_is_off_denies_nothing_and_one_that_is_an_error_stops_the_build() {
    let build = |level: &str| {
        let folder = tempfile::tempdir().expect("folder");
        copy_tree(&root().join("tests/ui/base"), folder.path());
        copy_tree(&root().join("tests/ui/cases/typed-note-mark/in"), folder.path());
        let path = folder.path().join("sources/guide.yaml");
        let mut guide = std::fs::read_to_string(&path).expect("guide");
        guide.push_str(&format!("checks: {{ typed-note-mark: {level} }}\n"));
        std::fs::write(path, guide).expect("guide");
        let plain = plenary(folder.path(), &["build", "--format", "docx"]).status.code();
        let strict = plenary(folder.path(), &["build", "--format", "docx", "--deny-warnings"]);
        (plain, strict.status.code())
    };
    assert_eq!(build("off"), (Some(0), Some(0)));
    assert_eq!(build("warning"), (Some(0), Some(1)));
    assert_eq!(build("error"), (Some(1), Some(1)));
}

const BIBLIOGRAPHY: &str = "\
wdr: { type: report, title: World Drug Report 2023, publisher: United Nations, date: 2023, url: 'https://www.unodc.org/en/x' }
crp: { type: report, title: Chair’s summary of the talks, serial-number: { symbol: E/CN.7/2020/CRP.1 } }
";

/// Pieces of text that checks look for, and pieces that are in their way.
const PARTS: [&str; 58] = [
    "Ibid.",
    "ibid",
    "idem",
    "op. cit.",
    "там же",
    "同上",
    "World Drug Report 2023",
    "*",
    "**",
    "E/CN.7/2020/CRP.1",
    "E/CN7/",
    "A/RES/ 70/1",
    "a/",
    "А/",
    "/",
    "–",
    "\\/",
    "2O20",
    " CRP 1",
    "(XX)",
    "(",
    ")",
    "（",
    "）",
    "[12]",
    "¹",
    "²",
    "km²",
    "[",
    "]",
    "[^n]",
    "[@wdr, p. 5]",
    "[@wdr; @crp]",
    "`",
    "%",
    " per cent",
    "percent",
    "12.5",
    "organise",
    "organization",
    "analyze",
    ";",
    " and",
    "“",
    "”",
    "\"",
    "(UN publication 2023)",
    "(United Nations publication, Sales No. E.23.XI.7)",
    ", p. 5",
    "p.",
    " à ",
    "[x](http://UNODC.org/en/x#)",
    "https://www.unodc.org/x/",
    " ",
    "\n",
    "é中",
    "[w]{lang=fr}",
    "{{ v }}",
];

#[test]
fn no_text_makes_a_check_panic_and_places_stay_inside_the_file() {
    let sources = SourceMap::default();
    let mut reading = Diagnostics::new();
    let node = yaml::read(&sources, sources.add("references.yaml", BIBLIOGRAPHY), &mut reading);
    let bibliography = Bibliography::read(&node.expect("YAML"), &mut reading);
    assert!(reading.is_empty());
    arbtest(|source| {
        let mut texts = Vec::new();
        for _ in 0..8 {
            let mut text = String::new();
            for _ in 0..source.int_in_range(0..=12)? {
                text.push_str(source.choose(&PARTS)?);
            }
            texts.push(text);
        }
        let language = *source.choose(&Language::ALL)?;
        let file_text = texts.concat();
        let sources = SourceMap::default();
        let file = sources.add("test", file_text.as_str());
        let mut start = 0;
        let mut contents = Vec::new();
        for (index, text) in texts.iter().enumerate() {
            let span = Span::new(file, start, start + text.len());
            start += text.len();
            let place = if index < 4 { CitationPlace::Text } else { CitationPlace::Note };
            contents.push(inlines(text, &file_text, span, language, place));
        }
        let document = document(contents, language);
        let mut diagnostics = Diagnostics::new();
        diagnostics.judge_by(all_on());
        let subject = Subject {
            document: &document,
            bibliography: &bibliography,
            sections: &[],
            symbol: None,
        };
        editorial::check(&subject, &mut diagnostics);
        for found in &diagnostics {
            for span in found.span.iter().chain(found.related.iter().map(|related| &related.span)) {
                if span.file == file {
                    assert!(span.range().end <= file_text.len(), "{found:?} in {file_text:?}");
                }
            }
        }
        Ok(())
    });
}

fn inlines(
    text: &str,
    file_text: &str,
    span: Span,
    language: Language,
    citations: CitationPlace,
) -> Vec<Inline> {
    let map = OffsetMap::new(file_text, span, ScalarStyle::Plain, text);
    let variables = IndexMap::from([("v".to_owned(), "value".to_owned())]);
    let mut context = Context {
        variables: &variables,
        notes: &mut NoteNames::default(),
        diagnostics: &mut Diagnostics::new(),
        section: "s",
        language,
        citations,
    };
    parse_inlines(text, &map, &mut context)
}

/// Two paragraphs, a list, questions and notes.
fn document(contents: Vec<Vec<Inline>>, language: Language) -> Document {
    let mut document = Document::new(Metadata { language, ..Metadata::default() });
    let paragraph = |index: usize, content: Vec<Inline>| {
        let id = BlockId::new("s", format!("body/{index}"));
        Block::new(id, "body", BlockKind::Paragraph(content))
    };
    let mut blocks = Vec::new();
    let mut items = Vec::new();
    let mut questions = Vec::new();
    for (index, content) in contents.into_iter().enumerate() {
        match index {
            0 => blocks.push(paragraph(index, content)),
            1 => items
                .push(ListItem { label: String::new(), blocks: vec![paragraph(index, content)] }),
            2 | 3 => {
                questions.push(QuestionItem::Question {
                    label: String::new(),
                    number: index,
                    block: paragraph(index, content),
                });
            }
            _ => document.notes.push(Note {
                id: format!("n{index}"),
                section: "s".to_owned(),
                series: if index % 2 == 0 { NoteSeries::Numbered } else { NoteSeries::Lettered },
                mark: index.to_string(),
                content,
                citations: Vec::new(),
                style: "note".to_owned(),
                origin: None,
            }),
        }
    }
    let id = |path: &str| BlockId::new("s", path);
    let list = BlockKind::List(List { marker: ListMarker::Bullet, items });
    blocks.push(Block::new(id("body/list"), "list", list));
    let list = BlockKind::QuestionList(QuestionList { items: questions });
    blocks.push(Block::new(id("questions"), "question", list));
    document.sections.push(Section {
        orientation: plenary::document::Orientation::Portrait,
        id: "s".to_owned(),
        role: PageRole::Body,
        running_title: Vec::new(),
        blocks,
    });
    document
}

/// Whatever is proposed for a symbol is one, and nothing is proposed for it again.
#[test]
fn a_repaired_symbol_is_a_symbol() {
    const PIECES: [&str; 40] = [
        "A", "E", "S", "ST", "a", "e", "cedaw", "А", "Е", "/", "/", "/", "/", " ", "–", "-", "\\",
        "RES", "res", "CN.7", "CN7", "CN", ".", "2020", "2O20", "70", "7O", "l", "CRP.1", "CRP",
        "crp1", "Rev.1", "REV.1", "(XXV)", "(", "é", "PV", "7316", "S-30", "S–30",
    ];
    arbtest(|source| {
        let mut text = String::new();
        for _ in 0..source.int_in_range(0..=9)? {
            text.push_str(source.choose(&PIECES)?);
        }
        if let Some(right) = symbol::repaired(&text) {
            assert!(symbol::is_symbol(&right), "{text:?} became {right:?}");
            assert_eq!(symbol::repaired(&right), None);
        }
        Ok(())
    });
}
