//! The PDF reader on tagged files made by hand, in the shapes that Typst writes.

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, StringFormat, dictionary};
use plenary::verify::{Reading, read_pdf};

/// A structure element or a marked-content sequence of the first page.
pub(super) enum Tag {
    Element {
        role: &'static str,
        entries: Dictionary,
        kids: Vec<Tag>,
    },
    Sequence(i64),
    /// A sequence of the second page.
    Overleaf(i64),
    Link(Dictionary),
}

pub(super) fn tag(role: &'static str, kids: Vec<Tag>) -> Tag {
    Tag::Element { role, entries: Dictionary::new(), kids }
}

fn with(role: &'static str, key: &str, value: &str, kids: Vec<Tag>) -> Tag {
    let mut entries = Dictionary::new();
    entries.set(key, text(value));
    Tag::Element { role, entries, kids }
}

fn text(text: &str) -> Object {
    let mut bytes = vec![0xFE, 0xFF];
    bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    Object::String(bytes, StringFormat::Hexadecimal)
}

/// A PDF of pages with these contents; tags belong to the first.
pub(super) fn pdf(contents: &[&str], tags: Vec<Tag>) -> Vec<u8> {
    let mut document = Document::with_version("1.7");
    let pages_id = document.new_object_id();
    let map = document.add_object(Stream::new(Dictionary::new(), MAP.as_bytes().to_vec()));
    let composite = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type0", "Encoding" => "Identity-H", "ToUnicode" => map,
    });
    let simple = document.add_object(dictionary! { "Type" => "Font", "Subtype" => "Type1" });
    let form = document.add_object(Stream::new(
        dictionary! { "Type" => "XObject", "Subtype" => "Form" },
        b"BT /S 11 Tf 1 0 0 1 0 0 Tm (in a form) Tj ET".to_vec(),
    ));
    let pages: Vec<ObjectId> = contents
        .iter()
        .map(|content| {
            let content =
                document.add_object(Stream::new(Dictionary::new(), content.as_bytes().to_vec()));
            document.add_object(dictionary! {
                "Type" => "Page", "Parent" => pages_id, "Contents" => content,
                "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
                "Resources" => dictionary! {
                    "Font" => dictionary! { "C" => composite, "S" => simple },
                    "XObject" => dictionary! { "X" => form },
                },
            })
        })
        .collect();
    let kids: Vec<Object> = pages.iter().map(|page| (*page).into()).collect();
    document
        .objects
        .insert(pages_id, dictionary! { "Type" => "Pages", "Count" => 1, "Kids" => kids }.into());
    let kids: Vec<Object> =
        tags.into_iter().map(|tag| write_tag(&mut document, tag, &pages)).collect();
    let root = document.add_object(dictionary! {
        "Type" => "StructTreeRoot", "K" => kids,
        "RoleMap" => dictionary! { "Question" => "P", "Loop" => "Ring", "Ring" => "Loop" },
    });
    let second = document.add_object(dictionary! { "Title" => text("Drugs") });
    let first = document.add_object(dictionary! { "Title" => text("Markets"), "First" => second });
    let catalog = document.add_object(dictionary! {
        "Type" => "Catalog", "Pages" => pages_id, "StructTreeRoot" => root, "Lang" => text("en-GB"),
        "Outlines" => dictionary! { "First" => first },
        "Names" => dictionary! { "Dests" => dictionary! { "Names" => vec![
            Object::string_literal("below"),
            vec![pages[0].into(), "XYZ".into(), 0.into(), 510.into(), Object::Null].into(),
        ] } },
        "PageLabels" => dictionary! { "Nums" => vec![
            0.into(), dictionary! { "S" => "r", "St" => 4 }.into(),
            1.into(), dictionary! { "S" => "D", "P" => text("A-") }.into(),
        ] },
    });
    let info = document.add_object(dictionary! { "Title" => text("A guide – one") });
    document.trailer.set("Root", catalog);
    document.trailer.set("Info", info);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

fn write_tag(document: &mut Document, tag: Tag, pages: &[ObjectId]) -> Object {
    match tag {
        Tag::Sequence(number) => number.into(),
        Tag::Overleaf(number) => {
            dictionary! { "Type" => "MCR", "Pg" => pages[1], "MCID" => number }.into()
        }
        Tag::Link(link) => {
            let link = document.add_object(link);
            dictionary! { "Type" => "OBJR", "Obj" => link }.into()
        }
        Tag::Element { role, mut entries, kids } => {
            let kids: Vec<Object> =
                kids.into_iter().map(|kid| write_tag(document, kid, pages)).collect();
            entries.set("Type", "StructElem");
            entries.set("S", role);
            entries.set("Pg", pages[0]);
            entries.set("K", kids);
            document.add_object(entries).into()
        }
    }
}

const MAP: &str = "1 begincodespacerange <0000> <FFFF> endcodespacerange
    4 beginbfchar <0001> <0049> <0002> <006E> <0003> <00740069> <0004> <002D> endbfchar";

/// Text of a sequence at a place.
pub(super) fn show(number: i64, y: i32, words: &str) -> String {
    format!(
        "/Span <</MCID {number}>> BDC q 1 0 0 -1 50 {y} cm BT /S 11 Tf 1 0 0 -1 0 0 Tm ({words}) Tj ET Q EMC\n"
    )
}

fn link(destination: Option<&str>) -> Dictionary {
    if let Some(url) = destination {
        dictionary! {
            "Subtype" => "Link",
            "A" => dictionary! { "S" => "URI", "URI" => Object::string_literal(url) },
        }
    } else {
        dictionary! { "Subtype" => "Link", "Dest" => Object::string_literal("below") }
    }
}

#[track_caller]
fn assert_reads(reading: &Reading, expected: &str) {
    let lines: Vec<&str> =
        expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let shown = reading.to_string();
    assert_eq!(shown.lines().map(str::trim).collect::<Vec<_>>(), lines);
}

#[test]
fn text_is_read_in_the_order_of_the_tags() {
    let content = [
        show(3, 700, "INTRODUCTION TO "),
        show(4, 680, "DRUGS"),
        // Ligature, a hyphen that stands for a soft hyphen, and the rest of the word.
        "/Span <</MCID 0>> BDC q 1 0 0 -1 50 600 cm BT /C 11 Tf 1 0 0 -1 0 0 Tm [<00010002> 12 <0003>] TJ ET Q EMC\n".into(),
        "/Span <</MCID 1>> BDC q 1 0 0 -1 90 600 cm BT /Span <</ActualText <FEFF00AD>>> BDC /C 11 Tf 1 0 0 -1 0 0 Tm <0004> Tj EMC ET Q EMC\n".into(),
        "/Artifact BMC q BT /S 9 Tf (page 4) Tj ET Q EMC\n".into(),
        show(2, 586, "mate choice"),
    ];
    let tags = vec![tag(
        "Document",
        vec![
            with("H1", "T", "Introduction to drugs", vec![Tag::Sequence(3), Tag::Sequence(4)]),
            tag("Question", vec![Tag::Sequence(0), Tag::Sequence(1), Tag::Sequence(2)]),
        ],
    )];
    let reading = read_pdf(&pdf(&[&content.concat()], tags)).unwrap();
    assert_reads(
        &reading,
        "heading 1: INTRODUCTION TO \u{2028}DRUGS (Introduction to drugs)
         paragraph: Inti\u{AD}\u{2028}mate choice",
    );
    assert_eq!(reading.facts.title.as_deref(), Some("A guide – one"));
    assert_eq!(reading.facts.language.as_deref(), Some("en-GB"));
    assert_eq!(reading.facts.page_labels, ["iv"]);
    let bookmarks: Vec<(usize, String)> = reading
        .bookmarks
        .unwrap()
        .into_iter()
        .map(|bookmark| (bookmark.level, bookmark.title))
        .collect();
    assert_eq!(bookmarks, [(1, "Markets".to_owned()), (2, "Drugs".to_owned())]);
}

#[test]
fn notes_and_links_are_found_inside_their_paragraphs() {
    let content = [
        show(0, 600, "See "),
        show(1, 600, "the note"),
        show(2, 603, "1"),
        show(3, 600, " and "),
        show(4, 600, "below"),
        show(5, 603, "1"),
        show(6, 100, "1"),
        show(7, 100, " Report, "),
        show(8, 100, "p. 50"),
        show(9, 500, "Which measures?"),
        show(10, 500, "3."),
    ];
    let mark = |sequence| {
        tag("Lbl", vec![tag("Link", vec![Tag::Sequence(sequence), Tag::Link(link(None))])])
    };
    let tags = vec![
        tag(
            "P",
            vec![
                Tag::Sequence(0),
                tag("Link", vec![Tag::Sequence(1), Tag::Link(link(Some("https://x.org/a")))]),
                mark(2),
                tag("Note", vec![mark(6), Tag::Sequence(7), tag("Em", vec![Tag::Sequence(8)])]),
                Tag::Sequence(3),
                tag("Link", vec![Tag::Sequence(4), Tag::Link(link(None))]),
                mark(5),
            ],
        ),
        tag(
            "L",
            vec![tag(
                "LI",
                vec![tag("Lbl", vec![Tag::Sequence(10)]), tag("LBody", vec![Tag::Sequence(9)])],
            )],
        ),
    ];
    let reading = read_pdf(&pdf(&[&content.concat()], tags)).unwrap();
    assert_reads(
        &reading,
        "paragraph: See [the note](https://x.org/a)[^1] and [below](item 1)[^1]
         list item 1 3.: Which measures?
         note 1:  Report, p. 50",
    );
    let owners: Vec<Option<usize>> =
        reading.items[0].text.marks.iter().map(|mark| mark.note).collect();
    assert_eq!(owners, [Some(0), Some(0)]);
    assert_eq!(reading.notes[0].place.page, Some(1));
}

#[test]
fn figures_tables_and_contents_have_their_own_shapes() {
    let words = ["Markets 4", "About the map", "Goal", "Year", "Review", "2029", "In a box"];
    let mut content: String = words
        .iter()
        .zip(0_i32..)
        .map(|(words, row)| show(row.into(), 600 - 20 * row, words))
        .collect();
    content.push_str("/Span <</MCID 7>> BDC /X Do EMC\n");
    let cell = |role, sequence| tag(role, vec![Tag::Sequence(sequence)]);
    let tags = vec![
        tag("TOC", vec![tag("TOCI", vec![tag("Reference", vec![cell("Link", 0)])])]),
        tag(
            "Div",
            vec![
                tag("Caption", vec![cell("P", 1)]),
                with("Figure", "Alt", "World map", vec![Tag::Sequence(7)]),
            ],
        ),
        tag(
            "Table",
            vec![
                tag("THead", vec![tag("TR", vec![cell("TH", 2), cell("TH", 3)])]),
                tag("TBody", vec![tag("TR", vec![cell("TD", 4), cell("TD", 5)])]),
            ],
        ),
        tag("Div", vec![Tag::Sequence(6), cell("Loop", 7)]),
    ];
    assert_reads(
        &read_pdf(&pdf(&[&content], tags)).unwrap(),
        "contents 1: Markets … 4
         figure: World map
         caption: About the map
         table header | Goal | Year
         table row | Review | 2029
         paragraph: In a box\u{2028}in a form",
    );
}

#[test]
fn a_list_item_is_one_item_and_what_follows_in_it_is_not() {
    let content: String = ["•", "First", "Nested", "More of the first", "Second"]
        .iter()
        .zip(0_i32..)
        .map(|(words, row)| show(row.into(), 600 - 20 * row, words))
        .collect();
    let item =
        |label, body| tag("LI", vec![tag("Lbl", vec![Tag::Sequence(label)]), tag("LBody", body)]);
    let paragraph = |sequence| tag("P", vec![Tag::Sequence(sequence)]);
    let tags = vec![tag(
        "L",
        vec![
            item(
                0,
                vec![paragraph(1), tag("L", vec![item(0, vec![Tag::Sequence(2)])]), paragraph(3)],
            ),
            item(0, vec![Tag::Sequence(4)]),
        ],
    )];
    // The bullet is a byte outside ASCII, which the simple font shows as Latin-1.
    let reading = read_pdf(&pdf(&[&content.replace('•', "*")], tags)).unwrap();
    assert_reads(
        &reading,
        "list item 1 *: First
         list item 2 *: Nested
         paragraph: More of the first
         list item 1 *: Second",
    );
}

#[test]
fn a_file_without_tags_is_unreadable() {
    let mut document = Document::load_mem(&pdf(&[""], Vec::new())).unwrap();
    document.catalog_mut().unwrap().remove(b"StructTreeRoot");
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    assert_eq!(
        read_pdf(&bytes).unwrap_err().to_string(),
        "it has no structure tree: it is not a tagged PDF"
    );
    assert!(read_pdf(b"%PDF-1.7").unwrap_err().to_string().starts_with("it is not a PDF file"));
}
