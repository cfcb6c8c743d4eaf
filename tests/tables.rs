//! Tables in the written files: the same columns in both, nothing over the margin, header rows
//! that repeat.
//!
//! Columns of the PDF are read from what is painted behind the header's cells, those of the DOCX
//! from its grid: neither is asked of the exporter.

use std::path::Path;

use lopdf::content::Content;
use lopdf::{Document, Object};
use quick_xml::events::Event;

use crate::project::{copy_tree, plenary};

/// Builds the base project with this body of its introduction; the PDF and the DOCX.
fn build(body: &str, language: &str) -> (Vec<u8>, Vec<u8>) {
    let project = tempfile::tempdir().expect("folder");
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui/base");
    copy_tree(&base, project.path());
    let indented: String = body.lines().map(|line| format!("  {line}\n")).collect();
    let section = format!(
        "kind: introduction\ntitle: Introduction\nbody: |\n  Text.[^report] {{{{ report }}}}\n\n\
         {indented}\n  {{{{ programme() }}}}\nnotes:\n  report: Report 2023, p. 1.\n"
    );
    std::fs::write(project.path().join("sources/sections/introduction.yaml"), section)
        .expect("section");
    if language != "en" {
        let guide = project.path().join("sources/guide.yaml");
        let text = std::fs::read_to_string(&guide).expect("guide");
        let text = text.replace("language: en", &format!("language: {language}"));
        std::fs::write(guide, text).expect("guide");
    }
    let output = plenary(project.path(), &["build", "--quiet", "--verify", "--out", "out"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{said}");
    let read = |extension: &str| {
        let entries = std::fs::read_dir(project.path().join("out")).expect("out");
        let mut paths = entries.map(|entry| entry.expect("entry").path());
        let path = paths.find(|path| path.extension().is_some_and(|own| own == extension));
        std::fs::read(path.expect("an output")).expect("an output")
    };
    (read("pdf"), read("docx"))
}

fn number(object: &Object) -> f64 {
    f64::from(object.as_float().unwrap_or_default())
}

/// Widths of the areas that are filled with this colour, page by page, in the order painted.
fn filled(pdf: &[u8], color: [f64; 3]) -> Vec<Vec<f64>> {
    let document = Document::load_mem(pdf).expect("a PDF");
    let mut pages = Vec::new();
    for page in document.get_pages().into_values() {
        let bytes = document.get_page_content(page);
        let mut widths = Vec::new();
        let (mut wanted, mut points) = (false, Vec::new());
        for operation in Content::decode(&bytes).expect("operators").operations {
            let numbers: Vec<f64> = operation.operands.iter().map(number).collect();
            match operation.operator.as_str() {
                "rg" | "scn" if numbers.len() >= 3 => {
                    wanted = numbers.iter().zip(color).all(|(a, b)| (a - b).abs() < 0.01);
                }
                "m" | "l" => points.push(numbers[0]),
                "re" => points.extend([numbers[0], numbers[0] + numbers[2]]),
                "f" | "f*" => {
                    let left = points.iter().copied().fold(f64::MAX, f64::min);
                    let right = points.iter().copied().fold(f64::MIN, f64::max);
                    if wanted && right > left {
                        widths.push(right - left);
                    }
                    points.clear();
                }
                "n" | "S" => points.clear(),
                _ => {}
            }
        }
        pages.push(widths);
    }
    pages
}

/// The grids of a DOCX's tables that have more than one column, in points.
fn grids(docx: &[u8]) -> Vec<Vec<f64>> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(docx)).expect("a package");
    let mut part = archive.by_name("word/document.xml").expect("the text");
    let mut xml = String::new();
    std::io::Read::read_to_string(&mut part, &mut xml).expect("UTF-8");
    let mut reader = quick_xml::Reader::from_str(&xml);
    let mut grids: Vec<Vec<f64>> = Vec::new();
    loop {
        match reader.read_event().expect("XML") {
            Event::Start(element) if element.name().as_ref() == b"w:tblGrid" => {
                grids.push(Vec::new());
            }
            Event::Empty(element) | Event::Start(element)
                if element.name().as_ref() == b"w:gridCol" =>
            {
                let width = element.try_get_attribute("w:w").expect("XML").expect("a width");
                let twips: f64 = String::from_utf8_lossy(&width.value).parse().expect("twips");
                grids.last_mut().expect("a grid").push(twips / 20.0);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    grids.retain(|grid| grid.len() > 1);
    grids
}

/// The header's fill in un-guide: `#0B3C5D`.
const NAVY: [f64; 3] = [11.0 / 255.0, 60.0 / 255.0, 93.0 / 255.0];

const TABLES: &str = "\
| Substance | Remarks |
|:--|:--|
| 3-Methylmethcathinone | A text that is so long that it takes two lines or even three of them, whatever the width of its column comes to be, and more |

| No. | Country | Amount | Share | Remarks about all of them |
|--:|:--|--:|--:|:--|
| 1 | Bosnia and Herzegovina | 1,234,567 | 12.5 | Short |
| 2 | Fiji | 17 | 0.1 | A longer remark that has to be divided into lines |

- An item with a table:

  | One | Two |
  |---|---|
  | Text in a list | Text |
";

#[test]
fn columns_are_equally_wide_in_both_files() {
    for language in ["en", "fr", "ru"] {
        let (pdf, docx) = build(TABLES, language);
        let painted: Vec<f64> = filled(&pdf, NAVY).into_iter().flatten().collect();
        let grids = grids(&docx);
        assert_eq!(grids.len(), 3, "{grids:?}");
        for grid in &grids {
            let same = |painted: &[f64]| {
                grid.iter().zip(painted).all(|(grid, painted)| (grid - painted).abs() < 0.06)
            };
            let found = painted.windows(grid.len()).any(same);
            assert!(found, "{language}: {grid:?} is not among {painted:?}");
        }
    }
}

#[test]
fn header_rows_are_repeated_and_live_once() {
    let rows: String = (1..=90).map(|row| format!("| Row {row} | Text | {row} |\n")).collect();
    let table = format!(
        "| Country[^report] | See [here](https://www.un.org/) | [](section:markets) |\n\
         |:--|:--|--:|\n{rows}"
    );
    let (pdf, _) = build(&table, "en");
    let with_header = filled(&pdf, NAVY).iter().filter(|widths| widths.len() == 3).count();
    assert!(with_header >= 3, "the header is on {with_header} pages");
    let document = Document::load_mem(&pdf).expect("a PDF");
    let mut links = 0;
    for page in document.get_pages().into_values() {
        for annotation in document.get_page_annotations(page).expect("annotations") {
            let action = annotation.get(b"A").and_then(Object::as_dict);
            let uri = action.and_then(|action| action.get(b"URI")).and_then(Object::as_str);
            links += usize::from(uri.is_ok_and(|uri| uri == b"https://www.un.org/"));
        }
    }
    assert_eq!(links, 1, "the header's link stands once");
}
