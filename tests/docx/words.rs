//! Words that look otherwise than text round them by the theme: strong and emphatic ones, and words
//! in the Arabic script. Both files are read for it, by nothing of the exporter's.

use std::collections::BTreeSet;
use std::path::Path;

use lopdf::content::Content;
use lopdf::{Document, Object};
use plenary::document::Language;
use plenary::fonts::measure::{Ruler, Typeface};

use super::package::{Node, Package};
use crate::project::{copy_tree, plenary};

const SECTION: &str = "kind: introduction
title: Introduction
body: |
  Words with المخدرات between, *slanted*, **strong** and ***both***.
";

/// A small guide in an own copy of the template, one line of whose theme is another; built and
/// compared by `verify`.
fn built(changes: &[(&str, &str)]) -> (Vec<u8>, Package) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let project = tempfile::tempdir().expect("folder");
    copy_tree(&root.join("tests/ui/base"), project.path());
    let own = project.path().join("templates/un-guide");
    std::fs::create_dir_all(&own).expect("folder");
    copy_tree(&root.join("templates/un-guide"), &own);
    let theme = std::fs::read_to_string(own.join("theme.yaml")).expect("theme");
    let theme = changes.iter().fold(theme, |theme, (start, line)| {
        let old = theme.lines().find(|line| line.trim_start().starts_with(start)).expect(start);
        theme.replace(old, line)
    });
    std::fs::write(own.join("theme.yaml"), theme).expect("theme");
    let section = project.path().join("sources/sections/introduction.yaml");
    std::fs::write(section, SECTION).expect("section");
    let output = plenary(project.path(), &["build", "--quiet", "--verify", "--out", "out"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let read = |name: &str| std::fs::read(project.path().join("out").join(name)).expect("output");
    (read("small-en.pdf"), Package::open(&read("small-en.docx")))
}

/// The fonts of a page and the sizes that it sets type of them in, in tenths of a point.
fn type_of_page(bytes: &[u8], number: u32) -> BTreeSet<(String, i64)> {
    let document = Document::load_mem(bytes).expect("a PDF");
    let page = document.get_pages()[&number];
    let fonts = document.get_page_fonts(page).expect("fonts");
    let content = Content::decode(&document.get_page_content(page)).expect("operators");
    let mut found = BTreeSet::new();
    for operation in content.operations.iter().filter(|it| it.operator == "Tf") {
        let font = fonts[operation.operands[0].as_name().expect("a name")];
        let base = font.get(b"BaseFont").and_then(Object::as_name).expect("a font");
        let base = String::from_utf8_lossy(base).into_owned();
        let size = operation.operands[1].as_float().expect("a size");
        let name = base.split_once('+').map_or(base.as_str(), |(_, name)| name).to_owned();
        #[allow(clippy::cast_possible_truncation, reason = "type sizes are small")]
        found.insert((name, (f64::from(size) * 10.0).round() as i64));
    }
    found
}

fn style(package: &Package, id: &str) -> Node {
    let styles = package.xml("word/styles.xml");
    let all = styles.all("w:style");
    (*all.iter().find(|style| style.get("w:styleId") == Some(id)).expect(id)).clone()
}

/// The page of the introduction.
const PAGE: u32 = 3;

#[test]
fn words_in_the_arabic_script_are_as_large_as_the_theme_says_in_both_files() {
    for (scale, pdf, docx) in [("1.2", 132, "26"), ("1.5", 165, "33"), ("1", 110, "22")] {
        let line =
            format!("    arabic: {{ family: Noto Naskh Arabic, office: Arial, scale: {scale} }}");
        let (bytes, package) = built(&[("arabic: {", &line)]);
        let found = type_of_page(&bytes, PAGE);
        let arabic: Vec<_> = found.iter().filter(|(name, _)| name.contains("Naskh")).collect();
        assert_eq!(arabic, [&("NotoNaskhArabic-Regular".to_owned(), pdf)], "{scale}");
        assert!(found.contains(&("Carlito".to_owned(), 110)), "{found:?}");
        let body = style(&package, "BodyText");
        let defaults = package.xml("word/styles.xml");
        let size = |name: &str| {
            let own = body.at(&["w:rPr", name]);
            let default = || defaults.at(&["w:docDefaults", "w:rPrDefault", "w:rPr", name]);
            own.or_else(default).expect(name).val().to_owned()
        };
        assert_eq!((size("w:sz").as_str(), size("w:szCs").as_str()), ("22", docx), "{scale}");
    }
}

#[test]
fn emphasis_that_the_theme_sets_upright_is_upright_in_both_files() {
    let emphasis = "  emphasis: { based-on: body, kind: character, color: rust }";
    let (bytes, package) = built(&[("emphasis:", emphasis)]);
    let found = type_of_page(&bytes, PAGE);
    assert!(!found.iter().any(|(name, _)| name.contains("Italic")), "{found:?}");
    let run = style(&package, "Emphasis");
    assert!(run.at(&["w:rPr", "w:i"]).is_none());
    assert_eq!(run.at(&["w:rPr", "w:color"]).expect("a colour").val(), "B5482A");
}

#[test]
fn strong_and_emphatic_words_have_weight_and_slope_of_the_theme_in_both_files() {
    // Strong words are slanted, emphatic ones bold: each face comes from the other style.
    let emphasis = "  emphasis: { based-on: body, kind: character, bold: true }";
    let strong = "  strong: { based-on: body, kind: character, italic: true }";
    let (bytes, package) = built(&[("emphasis:", emphasis), ("strong:", strong)]);
    let found = type_of_page(&bytes, PAGE);
    for face in ["Carlito-Italic", "Carlito-Bold", "Carlito-BoldItalic"] {
        assert!(found.contains(&(face.to_owned(), 110)), "{face}: {found:?}");
    }
    let has = |id: &str, name: &str| style(&package, id).at(&["w:rPr", name]).is_some();
    assert!(has("Strong", "w:i") && !has("Strong", "w:b"));
    assert!(has("Emphasis", "w:b") && !has("Emphasis", "w:i"));
    // Words that are both are slanted once, also where both styles are.
    let strong = "  strong: { based-on: body, kind: character, bold: true, italic: true }";
    let (bytes, _) = built(&[("strong:", strong)]);
    let found = type_of_page(&bytes, PAGE);
    assert!(!found.contains(&("Carlito-Bold".to_owned(), 110)), "{found:?}");
}

#[test]
fn tables_and_long_words_are_measured_in_the_size_of_their_script() {
    let typeface = Typeface { stack: "text", bold: false, italic: false };
    let (library, mut theme) = (super::fonts(), super::theme::theme());
    for stack in theme.fonts.values_mut() {
        stack.arabic.scale = 1.2;
    }
    let width = |text: &str, language| Ruler::new(&library, &theme, language).width(text, typeface);
    let plain = width("المخدرات", Language::Ar);
    assert!((width("المخدرات", Language::En) - 1.2 * plain).abs() < 1e-9);
    let latin = width("drugs 12", Language::En);
    assert!((width("drugs 12", Language::Ar) - latin).abs() < 1e-9);
    let mixed = width("drugs 12المخدرات", Language::En);
    assert!((mixed - latin - 1.2 * plain).abs() < 1e-9, "{mixed}");
}
