//! The DOCX reader on packages made by hand.

use std::io::{Cursor, Write};

use plenary::verify::{ReadError, Reading, read_docx};

const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
    xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" \
    xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" \
    xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" \
    xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" \
    xmlns:wps=\"http://schemas.microsoft.com/office/word/2010/wordprocessingShape\" \
    xmlns:adec=\"http://schemas.microsoft.com/office/drawing/2017/decorative\"";

const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A ZIP of parts.
pub(super) fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, content) in parts {
        writer.start_file(*name, options).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A DOCX with this body, notes and relationships of the main part.
pub(super) fn docx(body: &str, notes: &str, relationships: &str) -> Vec<u8> {
    package(&[
        (
            "_rels/.rels",
            &format!(
                "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
                 <Relationship Id=\"a\" Type=\"{OFFICE}/officeDocument\" Target=\"word/document.xml\"/>\
                 <Relationship Id=\"b\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/>\
                 </Relationships>"
            ),
        ),
        (
            "docProps/core.xml",
            "<c:coreProperties xmlns:c=\"urn:c\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\
             <dc:title>A guide</dc:title><dc:language>en-GB</dc:language></c:coreProperties>",
        ),
        ("word/document.xml", &format!("<w:document {W}><w:body>{body}</w:body></w:document>")),
        (
            "word/_rels/document.xml.rels",
            &format!(
                "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
                 <Relationship Id=\"s\" Type=\"{OFFICE}/styles\" Target=\"styles.xml\"/>\
                 <Relationship Id=\"n\" Type=\"{OFFICE}/numbering\" Target=\"numbering.xml\"/>\
                 <Relationship Id=\"f\" Type=\"{OFFICE}/footnotes\" Target=\"/word/footnotes.xml\"/>\
                 {relationships}</Relationships>"
            ),
        ),
        ("word/styles.xml", STYLES),
        ("word/numbering.xml", NUMBERING),
        ("word/footnotes.xml", &format!("<w:footnotes {W}>{notes}</w:footnotes>")),
    ])
}

const STYLES: &str = r#"<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
    <w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
    <w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/></w:style>
    <w:style w:type="paragraph" w:styleId="H1Unlisted"><w:name w:val="Heading 1 Unlisted"/><w:basedOn w:val="H1"/>
      <w:pPr><w:outlineLvl w:val="9"/></w:pPr></w:style>
    <w:style w:type="paragraph" w:styleId="Sub"><w:name w:val="Lettered"/><w:pPr><w:numPr><w:numId w:val="5"/></w:numPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
    <w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>
    <w:style w:type="paragraph" w:styleId="Caption"><w:name w:val="caption"/></w:style>
    <w:style w:type="paragraph" w:styleId="Question"><w:name w:val="Question"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
    <w:style w:type="character" w:styleId="Mark"><w:name w:val="footnote reference"/></w:style>
</w:styles>"#;

const NUMBERING: &str = r#"<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
    <w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>
    <w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:pStyle w:val="Sub"/><w:lvlText w:val="(%1)"/></w:lvl></w:abstractNum>
    <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
    <w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
    <w:num w:numId="5"><w:abstractNumId w:val="1"/></w:num>
</w:numbering>"#;

fn read(body: &str, notes: &str, relationships: &str) -> Reading {
    read_docx(&docx(body, notes, relationships)).unwrap()
}

#[track_caller]
fn assert_reads(reading: &Reading, expected: &str) {
    let lines: Vec<&str> =
        expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let shown = reading.to_string();
    let found: Vec<&str> = shown.lines().map(str::trim).collect();
    assert_eq!(found, lines);
}

#[test]
fn styles_and_lists_are_what_word_shows() {
    let question = |number: usize, text: &str| {
        format!(
            "<w:p><w:pPr><w:pStyle w:val=\"Question\"/><w:numPr><w:numId w:val=\"{number}\"/></w:numPr></w:pPr>\
             <w:r><w:t>{text}</w:t></w:r></w:p>"
        )
    };
    let paragraph = |style: &str, text: &str| {
        format!(
            "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
        )
    };
    let body = [
        paragraph("H1Unlisted", "Foreword"),
        paragraph("H1", "Markets"),
        paragraph("Sub", "Range"),
        paragraph("Sub", "Supply"),
        question(1, "First?"),
        paragraph("Normal", "Trafficking"),
        question(1, "Second?"),
        paragraph("H1", "Supply"),
        question(2, "First again?"),
        paragraph("Caption", "A caption"),
        "<w:p/>".to_owned(),
    ];
    let reading = read(&body.concat(), "", "");
    assert_reads(
        &reading,
        "heading 1: Foreword
         heading 1: Markets
         heading 2: (a) Range
         heading 2: (b) Supply
         list item 1 1.: First?
         paragraph: Trafficking
         list item 1 2.: Second?
         heading 1: Supply
         list item 1 1.: First again?
         caption: A caption",
    );
    assert_eq!(reading.facts.title.as_deref(), Some("A guide"));
    assert_eq!(reading.facts.language.as_deref(), Some("en-GB"));
}

#[test]
fn notes_are_counted_and_stand_where_their_marks_stand() {
    let body = r#"<w:p><w:r><w:t xml:space="preserve">One</w:t></w:r>
          <w:bookmarkStart w:id="9" w:name="_Note1"/><w:r><w:footnoteReference w:id="4"/></w:r><w:bookmarkEnd w:id="9"/>
          <w:r><w:t xml:space="preserve"> two</w:t></w:r><w:r><w:footnoteReference w:customMarkFollows="1" w:id="7"/><w:t>a</w:t></w:r>
          <w:r><w:t xml:space="preserve"> again</w:t></w:r>
          <w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> NOTEREF _Note1 \f \h </w:instrText></w:r>
          <w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>
          <w:r><w:t>, three</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>"#;
    let notes = r#"<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:t>no note</w:t></w:r></w:p></w:footnote>
          <w:footnote w:id="2"><w:p><w:r><w:rPr><w:rStyle w:val="Mark"/></w:rPr><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> Third.</w:t></w:r></w:p></w:footnote>
          <w:footnote w:id="4"><w:p><w:r><w:rPr><w:rStyle w:val="Mark"/></w:rPr><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> First, </w:t></w:r></w:p>
            <w:p><w:r><w:t>in two parts.</w:t></w:r></w:p></w:footnote>
          <w:footnote w:id="7"><w:p><w:r><w:rPr><w:rStyle w:val="Mark"/></w:rPr><w:t>a</w:t></w:r><w:r><w:t xml:space="preserve"> Lettered.</w:t></w:r></w:p></w:footnote>"#;
    let reading = read(body, notes, "");
    assert_reads(
        &reading,
        "paragraph: One[^1] two[^a] again[^1], three[^2]
         note 1:  First,  in two parts.
         note a:  Lettered.
         note 2:  Third.",
    );
    let owners: Vec<Option<usize>> =
        reading.items[0].text.marks.iter().map(|mark| mark.note).collect();
    assert_eq!(owners, [Some(0), Some(1), Some(0), Some(2)]);
}

#[test]
fn links_lead_to_addresses_and_to_bookmarks() {
    let body = r#"<w:sdt><w:sdtContent>
          <w:p><w:pPr><w:pStyle w:val="TOC1"/></w:pPr>
            <w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> TOC \o "1-2" \h </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>
            <w:hyperlink w:anchor="_Toc1"><w:r><w:t>Markets</w:t></w:r><w:r><w:tab/></w:r>
              <w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGEREF _Toc1 \h </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>
              <w:r><w:t>7</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:hyperlink></w:p>
          <w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:sdtContent></w:sdt>
        <w:p><w:pPr><w:pStyle w:val="H1"/></w:pPr><w:bookmarkStart w:id="1" w:name="_Toc1"/><w:r><w:t>Markets</w:t></w:r><w:bookmarkEnd w:id="1"/></w:p>
        <w:p><w:hyperlink r:id="l"><w:r><w:t>Here</w:t></w:r></w:hyperlink><w:r><w:t xml:space="preserve"> and </w:t></w:r>
          <w:fldSimple w:instr=" HYPERLINK \l &quot;_Toc1&quot; "><w:r><w:t>there</w:t></w:r></w:fldSimple>
          <w:r><w:t xml:space="preserve"> or </w:t></w:r><w:hyperlink w:anchor="gone"><w:r><w:t>nowhere</w:t></w:r></w:hyperlink></w:p>"#;
    let link = format!(
        "<Relationship Id=\"l\" Type=\"{OFFICE}/hyperlink\" Target=\"https://x.org/a?b=1&amp;c\" TargetMode=\"External\"/>"
    );
    assert_reads(
        &read(body, "", &link),
        "contents 1: [Markets\t](item 1) … 7
         heading 1: Markets
         paragraph: [Here](https://x.org/a?b=1&c) and [there](item 1) or [nowhere](nowhere: gone)",
    );
}

#[test]
fn tables_boxes_and_columns_are_told_apart() {
    let cell = |text: &str| format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
    let image = |alt: &str| {
        format!(
            "<w:tc><w:p><w:r><w:drawing><wp:inline><wp:docPr id=\"1\" name=\"x\" descr=\"{alt}\"/></wp:inline></w:drawing></w:r></w:p></w:tc>"
        )
    };
    let captions = |first: &str, second: &str| {
        let cell = |text: &str| {
            format!(
                "<w:tc><w:p><w:pPr><w:pStyle w:val=\"Caption\"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"
            )
        };
        format!("<w:tr>{}{}</w:tr>", cell(first), cell(second))
    };
    let body = [
        "<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr>".to_owned(),
        cell("Goal") + &cell("Year"),
        "</w:tr><w:tr>".to_owned(),
        cell("End it") + &cell("2029"),
        "</w:tr></w:tbl><w:tbl><w:tr><w:tc><w:p><w:r><w:t>Box title</w:t></w:r></w:p><w:p><w:r><w:t>Boxed.</w:t></w:r></w:p></w:tc></w:tr></w:tbl>".to_owned(),
        format!("<w:tbl><w:tr>{}{}</w:tr>", image("Map"), image("Chart")),
        captions("About the map", "About the chart"),
        format!("<w:tr>{}{}</w:tr>", image("Third"), image("Fourth")),
        captions("Three", "Four"),
        "</w:tbl>".to_owned(),
    ];
    assert_reads(
        &read(&body.concat(), "", ""),
        "table header | Goal | Year
         table row | End it | 2029
         paragraph: Box title
         paragraph: Boxed.
         figure: Map
         caption: About the map
         figure: Chart
         caption: About the chart
         figure: Third
         caption: Three
         figure: Fourth
         caption: Four",
    );
}

#[test]
fn what_word_hides_is_not_read() {
    let body = r#"<w:p><w:r><w:t>Kept</w:t></w:r>
          <w:del><w:r><w:delText> deleted</w:delText></w:r></w:del><w:ins><w:r><w:t xml:space="preserve"> new</w:t></w:r></w:ins>
          <w:r><w:rPr><w:vanish/></w:rPr><w:t> hidden</w:t></w:r>
          <w:r><w:br/><w:t>line</w:t><w:noBreakHyphen/><w:t>end</w:t><w:br w:type="page"/></w:r></w:p>
        <w:p><w:r><w:drawing><wp:anchor><wp:docPr id="2" name="y" descr=""><a:extLst><a:ext><adec:decorative val="1"/></a:ext></a:extLst></wp:docPr></wp:anchor></w:drawing></w:r></w:p>
        <w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><wp:docPr id="3" name="z"/>
          <wps:txbx><w:txbxContent><w:p><w:r><w:t>In a shape</w:t></w:r></w:p></w:txbxContent></wps:txbx></wp:anchor></w:drawing></mc:Choice>
          <mc:Fallback><w:pict/></mc:Fallback></mc:AlternateContent></w:r></w:p>"#;
    let reading = read(body, "", "");
    assert_reads(
        &reading,
        "paragraph: Kept new\u{2028}line\u{2011}end
         paragraph: In a shape",
    );
}

#[test]
fn broken_packages_say_what_is_wrong() {
    let reason = |bytes: &[u8]| read_docx(bytes).unwrap_err().to_string();
    assert!(reason(b"no zip").starts_with("it is not a DOCX file"));
    assert_eq!(reason(&package(&[("a", "b")])), "it has no main document");
    let without_body = package(&[
        (
            "_rels/.rels",
            &format!(
                "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
                 <Relationship Id=\"a\" Type=\"{OFFICE}/officeDocument\" Target=\"d.xml\"/></Relationships>"
            ),
        ),
        ("d.xml", "<a><b></a>"),
    ]);
    assert!(reason(&without_body).contains("d.xml is not XML"));
}

#[test]
fn a_part_that_inflates_without_end_is_refused() {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated);
    writer.start_file("_rels/.rels", options).unwrap();
    let zeros = vec![b' '; 1 << 20];
    for _ in 0..257 {
        writer.write_all(&zeros).unwrap();
    }
    let bytes = writer.finish().unwrap().into_inner();
    assert!(matches!(read_docx(&bytes), Err(ReadError::TooLarge { .. })));
}
