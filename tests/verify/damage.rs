//! The bytes of written files, damaged in the way a later tool or hand could: each damage is named.

use std::path::Path;
use std::sync::OnceLock;

use plenary::diagnostic::Diagnostics;
use plenary::pipeline::{self, Composed};
use plenary::project::Project;
use plenary::verify::{verify_docx, verify_pdf};

use super::guide::{messages, with_changed_part, write};
use crate::project::copy_tree;

const SECTION: &str = r"kind: introduction
title: Text
body: |
  One **strong** and *slanted* word, [deux mots]{lang=fr} and a note.[^a]

  - First point
    - Inner point
  - Second point

  1. First step
  2. Second step

  > Quoted words.
  >
  > > Quoted in a quotation.
  >
  > - Quoted point
  >
  >   Under the quoted point

  A list again:

  - Third point

    Under the third point
  - Fourth point

  The last words.
notes: { a: The note. }
";

struct Sample {
    composed: Composed,
    pdf: Vec<u8>,
    docx: Vec<u8>,
}

fn sample() -> &'static Sample {
    static SAMPLE: OnceLock<Sample> = OnceLock::new();
    SAMPLE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        copy_tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui/base"), folder.path());
        let section = folder.path().join("sources/sections/introduction.yaml");
        std::fs::write(section, SECTION).unwrap();
        let project = Project::open(folder.path()).unwrap();
        let mut diagnostics = Diagnostics::new();
        let composed = pipeline::compose(&project, &mut diagnostics).unwrap();
        assert!(!diagnostics.has_errors(), "{:?}", messages(&diagnostics));
        let composed = composed.unwrap();
        let (pdf, docx) = write(&composed);
        Sample { composed, pdf, docx }
    })
}

#[test]
fn the_undamaged_files_are_equal_to_the_document() {
    let Sample { composed, pdf, docx } = sample();
    assert_eq!(messages(&verify_pdf(pdf, &composed.document)), [""; 0]);
    assert_eq!(messages(&verify_docx(docx, &composed.document)), [""; 0]);
}

/// One damage to a part of the DOCX is told in one message that holds these words.
#[track_caller]
fn assert_named(part: &str, from: &str, to: &str, words: &str) {
    let Sample { composed, docx, .. } = sample();
    let damaged = with_changed_part(docx, part, |xml| {
        assert!(xml.contains(from), "{from} is not in {xml}");
        xml.replacen(from, to, 1)
    });
    let found = messages(&verify_docx(&damaged, &composed.document));
    assert!(found.iter().any(|message| message.contains(words)), "{words}: {found:#?}");
    assert!(found.len() <= 4, "{found:#?}");
}

const DOCUMENT: &str = "word/document.xml";
const STYLES: &str = "word/styles.xml";
const NUMBERING: &str = "word/numbering.xml";

/// What stands between two signs, after a third.
fn between(part: &str, after: &str, from: &str, to: &str) -> String {
    let mut found = String::new();
    with_changed_part(&sample().docx, part, |xml| {
        let start = xml.find(after).unwrap();
        let start = start + xml[start..].find(from).unwrap();
        let end = start + xml[start..].find(to).unwrap() + to.len();
        xml[start..end].clone_into(&mut found);
        format!("{xml} ")
    });
    found
}

#[test]
fn lost_strong_type_emphasis_and_language_are_named() {
    let strong = "<w:rPr><w:rStyle w:val=\"Strong\"/></w:rPr>";
    assert_named(DOCUMENT, strong, "", "“strong” is not in strong type");
    let upright =
        "<w:rPr><w:rStyle w:val=\"Strong\"/><w:b w:val=\"0\"/><w:bCs w:val=\"0\"/></w:rPr>";
    assert_named(DOCUMENT, strong, upright, "“strong” is not in strong type");
    let slanted = "<w:rPr><w:rStyle w:val=\"Emphasis\"/></w:rPr>";
    assert_named(DOCUMENT, slanted, "", "“slanted” is not emphasized");
    let french = between(DOCUMENT, "<w:body>", "<w:lang ", "/>");
    assert_named(DOCUMENT, &french, "<w:lang w:val=\"ru\"/>", "is in the language `ru`");
    assert_named(DOCUMENT, &french, "", "is in the language `en");
}

#[test]
fn note_marks_that_are_not_raised_and_raised_words_are_named() {
    let mark = "<w:rPr><w:rStyle w:val=\"FootnoteReference\"/></w:rPr><w:footnoteReference";
    assert_named(DOCUMENT, mark, "<w:footnoteReference", "the mark of note 1 is not raised in");
    let style = between(STYLES, "w:styleId=\"FootnoteReference\"", "w:styleId", "</w:rPr>");
    let flat = style.replace("<w:vertAlign w:val=\"superscript\"/>", "");
    assert_named(STYLES, &style, &flat, "the mark of note 1 is not raised in");
    let strong = "<w:rStyle w:val=\"Strong\"/>";
    let lowered = "<w:rStyle w:val=\"Strong\"/><w:vertAlign w:val=\"subscript\"/>";
    assert_named(DOCUMENT, strong, lowered, "“strong” is lowered and should not be");
}

#[test]
fn a_style_that_is_no_longer_bold_or_slanted_is_named() {
    let strong = between(STYLES, "w:styleId=\"Strong\"", "w:styleId", "<w:bCs/>");
    let plain = strong.replace("<w:b/><w:bCs/>", "");
    assert_named(STYLES, &strong, &plain, "“strong” is not in strong type");
    let slanted = between(STYLES, "w:styleId=\"Emphasis\"", "w:styleId", "<w:i/>");
    let plain = slanted.replace("<w:i/>", "");
    assert_named(STYLES, &slanted, &plain, "“slanted” is not emphasized");
}

#[test]
fn another_marker_and_another_level_are_named() {
    let bullet = "<w:lvlText w:val=\"•\"/>";
    assert_named(NUMBERING, bullet, "<w:lvlText w:val=\"*\"/>", "stands after “*”, expected “•”");
    let number = "<w:lvlText w:val=\"%1.\"/>";
    assert_named(NUMBERING, number, "<w:lvlText w:val=\"%1)\"/>", "stands after “1)”, expected");
    let inner = "<w:ilvl w:val=\"1\"/>";
    assert_named(DOCUMENT, inner, "<w:ilvl w:val=\"0\"/>", "lies on level 1, expected 2");
}

#[test]
fn quotations_that_are_set_in_no_longer_are_named() {
    let quote = "<w:pStyle w:val=\"Quote\"/>";
    let plain = "<w:pStyle w:val=\"BodyText\"/>";
    assert_named(DOCUMENT, quote, plain, "is not set as a quotation: “Quoted words.”");
    let flat = "<w:pStyle w:val=\"Quote\"/><w:ind w:left=\"0\" w:right=\"0\"/>";
    assert_named(DOCUMENT, quote, flat, "is not set as a quotation: “Quoted words.”");
    assert_named(DOCUMENT, plain, quote, "is set as a quotation and should not be");
    let style = between(STYLES, "w:styleId=\"Quote\"", "w:styleId", "</w:pPr>");
    let start = style.find("<w:ind ").unwrap();
    let end = start + style[start..].find("/>").unwrap() + 2;
    let flat = format!("{}{}", &style[..start], &style[end..]);
    assert_named(STYLES, &style, &flat, "is not set as a quotation: “Quoted words.”");
    let inner = between(DOCUMENT, "Quoted words.", "<w:pStyle ", "/>");
    assert_ne!(inner, quote, "the inner quotation has a style of its own");
    assert_named(DOCUMENT, &inner, quote, "stands no further in than “Quoted words.”");
}

#[test]
fn lists_and_paragraphs_under_items_that_lost_their_indent_are_named() {
    let level = between(NUMBERING, "w:ilvl=\"1\"", "w:ilvl", "</w:pPr>");
    let start = level.find("<w:ind ").unwrap();
    let end = start + level[start..].find("/>").unwrap() + 2;
    let flat = format!("{}{}", &level[..start], &level[end..]);
    assert_named(NUMBERING, &level, &flat, "stands no further in than “First point”");
    let under = between(DOCUMENT, "Third point", "<w:pStyle ", "/>");
    let plain = "<w:pStyle w:val=\"BodyText\"/>";
    // The first paragraph of the style is the one in the quotation.
    assert_named(DOCUMENT, &under, plain, "stands further out than “Quoted point”");
}

#[test]
fn quotations_that_lost_their_tag_are_named() {
    let Sample { composed, pdf, .. } = sample();
    let file = lopdf::Document::load_mem(pdf).unwrap();
    let role = |object: &lopdf::Object| {
        let dictionary = object.as_dict().ok()?;
        Some(dictionary.get(b"S").ok()?.as_name().ok()?.to_vec())
    };
    let quotations: Vec<_> = file
        .objects
        .iter()
        .filter(|(_, object)| role(object).as_deref() == Some(b"BlockQuote"))
        .map(|(id, _)| *id)
        .collect();
    assert_eq!(quotations.len(), 2);
    for id in quotations {
        let mut damaged = file.clone();
        let element = damaged.objects.get_mut(&id).unwrap().as_dict_mut().unwrap();
        element.set("S", lopdf::Object::Name(b"Div".to_vec()));
        let mut bytes = Vec::new();
        damaged.save_to(&mut bytes).unwrap();
        let found = messages(&verify_pdf(&bytes, &composed.document));
        assert!(found.iter().any(|message| message.contains("“Quoted in a quotation.”")));
        assert!(found.iter().all(|message| message.contains("quotation")), "{found:#?}");
    }
}
