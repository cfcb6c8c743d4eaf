//! The DOCX exporter: small documents written, read back and looked at.
//!
//! With `PLENARY_CORPUS_OUT` set to a folder, `corpus` writes every case there for other judges.

mod cases;
mod corpus;
mod direction;
mod looks;
mod package;
mod shipped;
mod structure;
mod theme;
mod words;

use plenary::diagnostic::Diagnostics;
use plenary::document::{Document, Language};
use plenary::export::docx::{self, Options};
use plenary::export::tables::plan;
use plenary::fonts::{FontFile, FontLibrary};

use self::package::Package;

/// Fonts of the project.
fn fonts() -> FontLibrary {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts");
    let names = [
        "carlito/Carlito-Regular.ttf",
        "carlito/Carlito-Bold.ttf",
        "noto-naskh-arabic/NotoNaskhArabic-Regular.ttf",
    ];
    let files = names
        .iter()
        .map(|name| {
            let bytes = std::fs::read(root.join(name)).expect("a font of the project");
            let whole = bytes.clone();
            FontFile::on_disk((*name).to_owned(), bytes, None, move || {
                Ok((whole.len() as u64, Box::new(std::io::Cursor::new(whole.clone()))))
            })
        })
        .collect();
    FontLibrary { files, passed_over: Vec::new() }
}

fn write_with(document: &Document, embed_fonts: bool) -> Vec<u8> {
    let fonts = fonts();
    let theme = theme::theme();
    let tables = plan(document, &theme, &fonts, &mut Diagnostics::new());
    let options = Options {
        timestamp: 1_694_736_000,
        tables: &tables,
        fonts: &fonts,
        producer: "plenary".into(),
        embed_fonts,
    };
    docx::export(document, &theme, &options, None).expect("a DOCX")
}

fn write(document: &Document) -> Vec<u8> {
    write_with(document, false)
}

#[test]
fn corpus() {
    let cases = cases::cases();
    assert!(cases.len() >= 40, "{} cases", cases.len());
    let folder = std::env::var_os("PLENARY_CORPUS_OUT").map(std::path::PathBuf::from);
    for (name, document) in cases {
        let bytes = write(&document);
        let package = Package::open(&bytes);
        assert_eq!(package.names[0], "[Content_Types].xml", "{name}");
        if let Some(folder) = &folder {
            std::fs::create_dir_all(folder).expect("the folder");
            std::fs::write(folder.join(format!("{name}.docx")), bytes).expect("a file");
        }
    }
    if let Some(folder) = &folder {
        let bytes = write_with(&cases::guide(Language::En), true);
        std::fs::write(folder.join("fonts-embedded.docx"), bytes).expect("a file");
        let bytes = write_with(&cases::multilingual(Language::Ar), true);
        std::fs::write(folder.join("fonts-embedded-ar.docx"), bytes).expect("a file");
    }
}

fn package(document: &Document) -> Package {
    Package::open(&write(document))
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let document = cases::guide(Language::Ar);
    let first = write(&document);
    let threads = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool");
    assert!(threads.install(|| write(&document)) == first, "with one thread");
    assert!(write(&document) == first, "a second time");
}

#[test]
fn no_token_and_no_trace_of_docx_rs_reaches_the_file() {
    for (name, document) in cases::cases() {
        let package = package(&document);
        for part in package.names.iter().filter(|name| name.ends_with(".xml")) {
            let text = String::from_utf8(package.bytes(part).expect("a part").to_vec());
            let text = text.expect("UTF-8");
            for trace in ["|r", "|p", "|t", "w14:paraId", "w:gridCol w:w=\"0\"", "<w:rPr/>"] {
                assert!(!text.contains(trace), "{name}: {part} has {trace}");
            }
        }
    }
}

#[test]
fn every_bookmark_pairs_and_every_reference_finds_one() {
    for (name, document) in cases::cases() {
        let package = package(&document);
        let mut names = std::collections::BTreeSet::new();
        let mut starts = std::collections::BTreeSet::new();
        let mut wanted = Vec::new();
        let stories = ["word/document.xml", "word/footnotes.xml", "word/footer1.xml"];
        for part in stories.iter().filter(|part| package.bytes(part).is_some()) {
            let root = package.xml(part);
            for start in root.all("w:bookmarkStart") {
                let bookmark = start.get("w:name").expect("a name").to_owned();
                assert!(bookmark.len() <= 40 && bookmark.starts_with('_'), "{name}: {bookmark}");
                assert!(names.insert(bookmark), "{name}: a name twice");
                assert!(starts.insert(start.get("w:id").expect("an id").to_owned()));
            }
            let ends: Vec<_> = root.all("w:bookmarkEnd");
            let begun = root.all("w:bookmarkStart").len();
            assert_eq!(ends.len(), begun, "{name}: {part}");
            wanted.extend(
                root.all("w:hyperlink")
                    .iter()
                    .filter_map(|link| link.get("w:anchor").map(str::to_owned)),
            );
            wanted.extend(root.all("w:instrText").iter().filter_map(|code| {
                let mut words = code.text.split_whitespace();
                matches!(words.next(), Some("PAGEREF" | "NOTEREF"))
                    .then(|| words.next().unwrap_or_default().to_owned())
            }));
        }
        for target in wanted {
            assert!(names.contains(&target), "{name}: {target} is nowhere");
        }
    }
}

#[test]
fn blocks_are_listed_in_order_with_their_bookmarks() {
    let package = package(&cases::guide(Language::En));
    let root = package.xml("customXml/item1.xml");
    assert_eq!(root.get("xmlns"), Some("urn:plenary:blocks:1"));
    let listed: Vec<_> =
        root.children.iter().map(|block| block.get("bookmark").expect("one").to_owned()).collect();
    let document = package.document();
    let placed: Vec<_> = document
        .all("w:bookmarkStart")
        .iter()
        .filter_map(|start| start.get("w:name").filter(|name| name.starts_with("_pl")))
        .map(str::to_owned)
        .collect();
    assert_eq!(listed, placed);
    let question = root
        .children
        .iter()
        .find(|block| block.get("path") == Some("questions/2"))
        .expect("the second question");
    assert_eq!(question.get("section"), Some("two"));
    assert_eq!(question.get("style"), Some("question"));
    assert_eq!(question.get("sha256"), Some(docx::identity::text_hash("And two?").as_str()));
    let properties = package.xml("customXml/itemProps1.xml");
    assert!(properties.all("ds:schemaRef")[0].get("ds:uri") == Some("urn:plenary:blocks:1"));
}
