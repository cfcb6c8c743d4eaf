//! What particular blocks and inlines become.

use plenary::document::{Document, Language};

use super::corpus::{document, emphasis, para, text};
use super::package::{Node, Package, style};
use super::{cases, package, write_with};

fn case(name: &str) -> Document {
    cases::cases()
        .into_iter()
        .find(|(known, _)| known == name)
        .unwrap_or_else(|| panic!("no case {name}"))
        .1
}

fn of(name: &str) -> Package {
    package(&case(name))
}

/// List places of the paragraphs that have one: instance and level.
fn places(package: &Package) -> Vec<(String, String)> {
    let place = |paragraph: &Node| {
        let number = paragraph.at(&["w:pPr", "w:numPr"])?;
        let level = number.child("w:ilvl").map_or("0", Node::val).to_owned();
        Some((number.child("w:numId")?.val().to_owned(), level))
    };
    package.paragraphs().iter().filter_map(place).collect()
}

/// Where an instance starts, if it says so.
fn start(package: &Package, instance: &str) -> Option<String> {
    package
        .xml("word/numbering.xml")
        .all("w:num")
        .into_iter()
        .find(|number| number.get("w:numId") == Some(instance))
        .and_then(|number| number.at(&["w:lvlOverride", "w:startOverride"]))
        .map(|start| start.val().to_owned())
}

fn style_element(package: &Package, id: &str) -> Node {
    package
        .xml("word/styles.xml")
        .all("w:style")
        .into_iter()
        .find(|style| style.get("w:styleId") == Some(id))
        .cloned()
        .unwrap_or_else(|| panic!("no style {id}"))
}

#[test]
fn words_carry_character_styles_and_nothing_else() {
    let runs = |name: &str| -> Vec<(String, String)> {
        of(name)
            .document()
            .all("w:r")
            .iter()
            .map(|run| {
                let properties = run.child("w:rPr");
                let direct = properties.map_or(0, |properties| properties.children.len());
                assert!(direct <= 1, "{name}: direct formatting");
                let style = run.at(&["w:rPr", "w:rStyle"]).map_or("", Node::val);
                (style.to_owned(), run.words())
            })
            .collect()
    };
    assert_eq!(runs("strong")[1], ("Strong".into(), "Strong".into()));
    assert_eq!(runs("emphasis")[1], ("Emphasis".into(), "Emphasis".into()));
    assert_eq!(runs("strong-emphasis")[1], ("StrongEmphasis".into(), "Both".into()));
    assert_eq!(runs("link-styled")[1].0, "HyperlinkStrong");
    let both = style_element(&of("strong-emphasis"), "StrongEmphasis");
    let look = both.child("w:rPr").expect("a look");
    assert!(look.child("w:b").is_some() && look.child("w:i").is_some());
    assert!(look.child("w:sz").is_none(), "a size would not follow the paragraph");
}

#[test]
fn text_survives_escaping() {
    let words: Vec<String> = of("text-escaped").paragraphs().iter().map(Node::words).collect();
    assert_eq!(words[1], "a < b && \"c\" > 'd' \u{1F600} \u{610F}");
}

#[test]
fn languages_and_directions_are_on_runs() {
    let document = of("language").document();
    let runs = document.all("w:r");
    let run = |words: &str| {
        runs.iter().find(|run| run.words() == words).unwrap_or_else(|| panic!("no run {words}"))
    };
    let language = |words: &str| run(words).at(&["w:rPr", "w:lang"]).cloned().expect("a language");
    assert_eq!(language("déjà vu").val(), "fr-FR");
    assert_eq!(language("سلام (2023)").get("w:bidi"), Some("ar-EG"));
    assert!(run("سلام (2023)").at(&["w:rPr", "w:rtl"]).is_some());
    assert_eq!(language("中文“引号”").get("w:eastAsia"), Some("zh-CN"));
    let fonts = run("中文“引号”").at(&["w:rPr", "w:rFonts"]).expect("a hint");
    assert_eq!(fonts.get("w:hint"), Some("eastAsia"));
    assert_eq!(language("sine die").val(), "la-VA");
}

#[test]
fn only_words_of_scripts_with_italics_are_slanted() {
    let words = emphasis(text("《世界毒品报告》World Report مخدرات"));
    for language in [Language::En, Language::Zh, Language::Ar] {
        let package = package(&document(language, vec![para("p", vec![words.clone()])]));
        let document = package.document();
        let runs: Vec<(String, bool)> = document
            .all("w:r")
            .iter()
            .filter(|run| run.at(&["w:rPr", "w:rStyle"]).is_some_and(|s| s.val() == "Emphasis"))
            .map(|run| {
                let slope = run.at(&["w:rPr", "w:i"]);
                (run.words(), slope.is_none_or(|slope| slope.get("w:val") != Some("0")))
            })
            .collect();
        let slanted: String = runs.iter().filter(|run| run.1).map(|run| run.0.as_str()).collect();
        assert_eq!(slanted.trim(), "World Report", "{language:?}: {runs:?}");
        assert!(package.xml("word/styles.xml").all("w:iCs").is_empty());
    }
}

#[test]
fn arabic_runs_from_right_to_left_throughout() {
    let package = of("language-ar");
    let normal = style_element(&package, "Normal");
    assert!(normal.at(&["w:pPr", "w:bidi"]).is_some());
    let document = package.document();
    for table in document.all("w:tbl") {
        assert!(table.at(&["w:tblPr", "w:bidiVisual"]).is_some());
    }
    for section in document.all("w:sectPr") {
        assert!(section.child("w:bidi").is_some());
    }
    let latin = document.all("w:r").into_iter().find(|run| run.words() == "UNODC").expect("a run");
    assert!(latin.at(&["w:rPr", "w:rtl"]).is_none());
    let numbering = package.xml("word/numbering.xml");
    let formats: Vec<_> = numbering.all("w:numFmt").iter().map(|format| format.val()).collect();
    assert!(formats.contains(&"arabicAbjad"), "{formats:?}");
    let defaults = package.xml("word/styles.xml").all("w:lang")[0].clone();
    assert_eq!((defaults.val(), defaults.get("w:bidi")), ("ar-EG", Some("ar-EG")));
}

#[test]
fn questions_run_on_across_groups_and_restart_in_each_section() {
    let one = places(&of("questions"));
    assert_eq!(one.len(), 2);
    assert_eq!(one[0], one[1], "a group between questions does not end the list");
    let package = of("sections");
    let places = places(&package);
    assert_eq!(places.len(), 4);
    assert_eq!(places[0], places[1]);
    assert_ne!(places[1], places[2], "each section has an instance of its own");
    assert_eq!(start(&package, &places[2].0).as_deref(), Some("1"));
    assert!(!package.paragraphs().iter().any(|p| p.words().starts_with("1.")), "typed numbers");
}

#[test]
fn lists_nest_and_start_where_they_say() {
    let package = of("ordered-in-bullets");
    let places = places(&package);
    assert_eq!(places[0].1, "0");
    assert_eq!(places[1].1, "1");
    assert_eq!(start(&package, &places[1].0).as_deref(), Some("3"));
    let package = of("bullets-nested");
    let styles: Vec<_> = package.paragraphs().iter().map(|p| style(p).to_owned()).collect();
    assert_eq!(styles.last().map(String::as_str), Some("ListBulletContinue1"));
}

#[test]
fn letters_restart_where_the_document_restarts_them() {
    let package = of("heading-lettered");
    let places = places(&package);
    assert_eq!(places.len(), 3);
    assert_eq!(places[0].0, places[1].0);
    assert_ne!(places[1].0, places[2].0);
    let level = package.xml("word/numbering.xml");
    let text = level.all("w:lvlText").into_iter().find(|text| text.val() == "(%1)");
    assert!(text.is_some());
}

#[test]
fn notes_are_native_and_repeated_ones_are_fields() {
    let package = of("notes");
    let document = package.document();
    let ids: Vec<_> = document
        .all("w:footnoteReference")
        .iter()
        .map(|reference| reference.get("w:id").unwrap_or_default().to_owned())
        .collect();
    assert_eq!(ids, ["1", "2"]);
    let codes: Vec<_> = document.all("w:instrText").iter().map(|code| code.text.clone()).collect();
    assert_eq!(codes, [" NOTEREF _RefNote1 \\h ", " NOTEREF _RefNote1 \\h "]);
    let notes = package.xml("word/footnotes.xml");
    let kinds: Vec<_> = notes.children.iter().map(|note| note.get("w:type")).collect();
    assert_eq!(kinds, [Some("separator"), Some("continuationSeparator"), None, None]);
    assert_eq!(notes.children[2].words(), " See the report.");
    assert_eq!(notes.all("w:footnoteRef").len(), 2);
    let relationships = package.xml("word/_rels/footnotes.xml.rels");
    assert_eq!(relationships.children[0].get("Target"), Some("https://www.unodc.org"));
    let settings = package.xml("word/settings.xml");
    assert_eq!(settings.all("w:footnotePr")[0].children.len(), 2);
}

#[test]
fn lettered_notes_carry_their_mark() {
    let package = of("notes-lettered");
    let document = package.document();
    let custom = document
        .all("w:r")
        .into_iter()
        .find(|run| {
            run.child("w:footnoteReference")
                .is_some_and(|mark| mark.get("w:customMarkFollows") == Some("1"))
        })
        .expect("a lettered mark");
    assert_eq!(custom.words(), "a");
    let notes = package.xml("word/footnotes.xml");
    assert_eq!(notes.children[3].words(), "a Lettered.");
}

#[test]
fn notes_stand_in_headings_cells_captions_and_items() {
    let package = of("notes-everywhere");
    let references = package.document().all("w:footnoteReference").len();
    assert_eq!(references, 4);
    assert_eq!(package.xml("word/footnotes.xml").children.len(), 6);
}

#[test]
fn contents_are_a_filled_field_that_asks_for_nothing() {
    let document = case("whole-guide");
    let fonts = super::fonts();
    let mut layout = plenary::export::Layout::default();
    let heading = plenary::document::BlockId::new("two", "heading");
    layout.page_labels.insert(heading, "7".into());
    let tables = plenary::export::tables::Tables::default();
    let options = super::Options {
        timestamp: 0,
        tables: &tables,
        fonts: &fonts,
        producer: "plenary".into(),
        embed_fonts: false,
    };
    let bytes = super::docx::export(&document, &super::theme::theme(), &options, Some(&layout))
        .expect("bytes");
    let package = Package::open(&bytes);
    let frame = package.document().all("w:sdt")[0].clone();
    let gallery = frame.all("w:docPartGallery");
    assert_eq!(gallery[0].val(), "Table of Contents");
    let codes: Vec<_> = frame.all("w:instrText").iter().map(|code| code.text.clone()).collect();
    assert_eq!(codes[0], " TOC \\o \"1-2\" \\h \\z \\u ");
    assert!(codes[1].starts_with(" PAGEREF _Toc"));
    let lines: Vec<_> = frame.all("w:p").iter().map(|line| line.words()).collect();
    assert_eq!(
        lines,
        ["A heading\u{2013}", "A section7", "A section\u{2013}", "Annex\u{2013}", ""]
    );
    let marks = frame.all("w:fldChar");
    assert_eq!(marks.len() % 3, 0);
    assert!(marks.iter().all(|mark| mark.get("w:dirty").is_none()));
    assert!(package.xml("word/settings.xml").all("w:updateFields").is_empty());
    let line = style_element(&package, "TOC1");
    let tab = &line.all("w:tab")[0];
    assert_eq!((tab.val(), tab.get("w:leader")), ("right", Some("dot")));
}

#[test]
fn unlisted_headings_leave_the_outline() {
    let package = of("heading-unlisted");
    let unlisted = style_element(&package, "Heading2Unlisted");
    assert_eq!(unlisted.at(&["w:pPr", "w:outlineLvl"]).map(Node::val), Some("9"));
    assert_eq!(unlisted.child("w:basedOn").map(Node::val), Some("Heading2"));
}

#[test]
fn figures_are_described_sized_and_stored_once() {
    let package = of("figure-row");
    let document = package.document();
    let described: Vec<_> =
        document.all("wp:docPr").iter().filter_map(|p| p.get("descr").map(str::to_owned)).collect();
    assert_eq!(described, ["A map", "The same map"]);
    let media: Vec<_> = package.names.iter().filter(|name| name.contains("/media/")).collect();
    assert_eq!(media, ["word/media/image1.png", "word/media/image1.svg"], "the same file twice");
    let photo = of("figure-jpeg");
    let original = case("figure-jpeg").images["photo"].bytes.clone();
    assert_eq!(photo.bytes("word/media/image1.jpeg"), Some(&*original), "bytes are kept");
    let decorative = of("figure-decorative").document();
    assert!(decorative.all("wp:docPr")[0].get("descr").is_none());
    assert_eq!(decorative.all("adec:decorative").len(), 1);
    let keeps = style_element(&photo, "Figure");
    let paragraph = keeps.child("w:pPr").expect("properties");
    assert!(paragraph.child("w:keepNext").is_some());
    assert_eq!(
        paragraph.child("w:spacing").and_then(|spacing| spacing.get("w:lineRule")),
        Some("auto"),
        "lines of an image are as high as the image"
    );
}

#[test]
fn rasters_that_fit_keep_their_bytes_and_their_format() {
    for (name, key, part) in [
        ("figure-jpeg", "photo", "word/media/image1.jpeg"),
        ("figure-tall", "tall", "word/media/image1.png"),
    ] {
        let original = case(name).images[key].bytes.clone();
        assert!(of(name).bytes(part) == Some(&*original), "{name}: other bytes");
    }
}

#[test]
fn an_image_shown_in_two_sections_and_on_the_cover_is_one_file() {
    let mut document = case("figure-row");
    let mut again = super::corpus::section("again", plenary::document::PageRole::Body, Vec::new());
    again.blocks.push(super::corpus::block(
        "again",
        "figure",
        plenary::document::BlockKind::Figure(super::corpus::figure("f", "map", Some("A"), None)),
    ));
    document.sections.push(again);
    document.sections.insert(0, super::corpus::cover());
    let package = super::package(&document);
    let vectors = package.names.iter().filter(|name| name.ends_with(".svg")).count();
    let shown = package.document().all("asvg:svgBlip").len();
    assert_eq!((vectors, shown), (1, 4), "mark, two of a row, another section");
}

#[test]
fn tables_repeat_their_header_and_keep_rows_whole() {
    let document = of("table").document();
    let table = document.all("w:tbl")[0];
    let rows = table.all("w:tr");
    assert!(rows[0].at(&["w:trPr", "w:tblHeader"]).is_some());
    assert!(rows[1].at(&["w:trPr", "w:tblHeader"]).is_none());
    assert!(rows.iter().all(|row| row.at(&["w:trPr", "w:cantSplit"]).is_some()));
    assert_eq!(rows[3].all("w:tc").len(), 3, "a short row is filled up");
    let styles: Vec<_> = rows[1].all("w:p").iter().map(|p| style(p).to_owned()).collect();
    assert_eq!(styles, ["TableText", "TableTextCentred", "TableTextEnd"]);
    let grid: i32 = table
        .all("w:gridCol")
        .iter()
        .map(|column| column.get("w:w").and_then(|width| width.parse::<i32>().ok()).unwrap_or(0))
        .sum();
    let width = table.at(&["w:tblPr", "w:tblW"]).and_then(|width| width.get("w:w"));
    assert!((grid - width.and_then(|width| width.parse().ok()).unwrap_or(0)).abs() <= 3);
}

#[test]
fn the_programme_reads_column_by_column() {
    let document = of("programme").document();
    let words: Vec<_> = document.all("w:tbl")[0].all("w:p").iter().map(|p| p.words()).collect();
    let days: Vec<_> = words.iter().filter(|words| words.ends_with("October")).collect();
    assert_eq!(days, ["23 October", "24 October", "25 October", "26 October"]);
}

#[test]
fn sections_have_their_headers_and_the_cover_has_none() {
    let package = of("whole-guide");
    let document = package.document();
    let sections = document.all("w:sectPr");
    assert_eq!(sections.len(), 6);
    assert!(sections[0].child("w:headerReference").is_none());
    assert!(sections[0].child("w:footerReference").is_none());
    // The cover is page 1, as in the PDF: no section starts to count again.
    assert!(sections.iter().all(|section| section.child("w:pgNumType").is_none()));
    let headers: Vec<_> = sections
        .iter()
        .filter_map(|section| section.child("w:headerReference")?.get("r:id").map(str::to_owned))
        .collect();
    let expected = ["rIdHeader1", "rIdHeader1", "rIdHeader2", "rIdHeader3", "rIdHeader1"];
    assert_eq!(headers, expected);
    assert_eq!(package.xml("word/header2.xml").words(), "two");
    let footer = package.xml("word/footer1.xml");
    assert_eq!(footer.all("w:instrText")[0].text, " PAGE ");
}

#[test]
fn properties_say_what_the_document_is() {
    let package = of("text");
    let core = package.xml("docProps/core.xml");
    let value = |name: &str| core.child(name).map(|node| node.text.clone()).unwrap_or_default();
    assert_eq!(value("dc:title"), "A document & its <title>");
    assert_eq!(value("dc:creator"), "UNODC; Secretariat");
    assert_eq!(value("dc:language"), "en-GB");
    assert_eq!(value("dcterms:created"), "2023-09-15T00:00:00Z");
    let custom = package.xml("docProps/custom.xml");
    let names: Vec<_> = custom.children.iter().filter_map(|child| child.get("name")).collect();
    assert_eq!(names, ["plenary-document", "symbol", "session", "version", "date"]);
    let compatibility = package.xml("word/settings.xml").all("w:compatSetting")[0].clone();
    assert_eq!(compatibility.val(), "15");
}

#[test]
fn capitals_and_numbers_are_the_style_s_work() {
    let package = of("heading-lettered");
    let heading = style_element(&package, "Heading1");
    assert!(heading.at(&["w:rPr", "w:caps"]).is_some());
    assert_eq!(heading.at(&["w:pPr", "w:outlineLvl"]).map(Node::val), Some("0"));
    assert_eq!(heading.child("w:next").map(Node::val), Some("BodyText"));
    assert_eq!(package.paragraphs()[0].words(), "A heading");
    let lettered = style_element(&package, "LetteredHeading");
    assert!(lettered.at(&["w:pPr", "w:numPr", "w:numId"]).is_some());
}

#[test]
fn fonts_are_named_for_the_office_or_embedded() {
    let package = of("text");
    let table = package.xml("word/fontTable.xml");
    let calibri = table
        .children
        .iter()
        .find(|font| font.get("w:name") == Some("Calibri"))
        .expect("the office font");
    assert_eq!(calibri.child("w:altName").map(Node::val), Some("Carlito"));
    assert!(table.all("w:embedRegular").is_empty());
    let embedded = Package::open(&write_with(&cases::guide(Language::En), true));
    let table = embedded.xml("word/fontTable.xml");
    let carlito = table
        .children
        .iter()
        .find(|font| font.get("w:name") == Some("Carlito"))
        .expect("the pinned font");
    assert!(carlito.child("w:embedRegular").is_some() && carlito.child("w:embedBold").is_some());
    assert!(
        embedded.xml("word/settings.xml").all("w:saveSubsetFonts").len() == 1,
        "Word keeps only what is used when it saves"
    );
    let key = carlito.child("w:embedRegular").and_then(|e| e.get("w:fontKey")).expect("a key");
    let digits: Vec<u8> = key
        .chars()
        .filter(char::is_ascii_hexdigit)
        .collect::<Vec<_>>()
        .chunks(2)
        .map(|pair| u8::from_str_radix(&pair.iter().collect::<String>(), 16).expect("hex"))
        .collect();
    let hidden = embedded.bytes("word/fonts/font1.odttf").or_else(|| {
        embedded
            .names
            .iter()
            .find(|name| name.ends_with(".odttf"))
            .and_then(|name| embedded.bytes(name))
    });
    let first = hidden.expect("a font")[0] ^ digits[15];
    assert_eq!(first, 0, "a TrueType file begins with 00 01 00 00");
}

#[test]
fn a_reference_to_nothing_is_an_error() {
    let mut document = case("text");
    document.sections[0].blocks.push(super::corpus::para(
        "lost",
        vec![super::corpus::reference("main", "nowhere", "there")],
    ));
    let fonts = super::fonts();
    let tables = plenary::export::tables::Tables::default();
    let options = super::Options {
        timestamp: 0,
        tables: &tables,
        fonts: &fonts,
        producer: String::new(),
        embed_fonts: false,
    };
    let result = super::docx::export(&document, &super::theme::theme(), &options, None);
    let diagnostics = result.expect_err("an error");
    assert!(diagnostics.iter().any(|d| d.message.contains("main/nowhere")));
}

#[test]
fn texts_that_touch_are_one_run() {
    let mut document = case("text");
    document.sections[0].blocks.push(super::corpus::para(
        "joined",
        vec![
            plenary::document::Inline::text("23 October – "),
            plenary::document::Inline::text("Challenge"),
        ],
    ));
    let package = package(&document);
    let last = package.paragraphs().pop().expect("a paragraph");
    assert_eq!(last.all("w:r").len(), 1);
    assert_eq!(last.words(), "23 October – Challenge");
}

#[test]
fn cover_lines_stand_in_frames_and_images_behind_them() {
    let package = of("whole-guide");
    let paragraphs = package.paragraphs();
    let frame = |words: &str| {
        let paragraph = paragraphs.iter().find(|p| p.words() == words).expect("a line");
        paragraph.at(&["w:pPr", "w:framePr"]).cloned().expect("a frame")
    };
    let title = frame("Comprehensive stock-taking of progress");
    let series = frame("Thematic discussions 2023");
    assert_eq!(title.attributes, series.attributes, "one frame for all title lines");
    assert_eq!(title.get("w:vAnchor"), Some("page"));
    assert_eq!(frame("Vienna, 2023").get("w:yAlign"), Some("bottom"));
    let document = package.document();
    let anchors = document.all("wp:anchor");
    assert_eq!(anchors.len(), 2, "artwork and mark");
    assert!(anchors.iter().all(|anchor| anchor.get("behindDoc") == Some("1")));
    assert!(!anchors[0].all("a:srcRect").is_empty(), "the artwork is cropped, not stretched");
}

#[test]
fn page_counts_are_the_number_of_the_last_page() {
    let package = of("whole-guide");
    let footer = package.xml("word/footer1.xml");
    let codes: Vec<_> = footer.all("w:instrText").iter().map(|code| code.text.clone()).collect();
    assert_eq!(codes, [" PAGE ", " PAGEREF _RefLastPage "]);
    assert_eq!(footer.words(), "Page 1 of 1");
}
