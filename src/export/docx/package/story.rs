//! Rewrites what docx-rs wrote of a story (the text, notes, a header or footer): puts properties
//! into the order of the schema, fills in what carriers ask for, and drops what must not be there.
//!
//! The story is streamed: only property elements, a few children each, are held as trees.

use quick_xml::Reader;
use quick_xml::events::{BytesEnd, BytesStart, Event};

use super::order::position;
use crate::diagnostic::{Code, Diagnostic};
use crate::export::docx::carrier::{
    Carriers, LanguageMark, RunExtra, ScriptGroup, TableExtra, embedded,
};
use crate::export::docx::style::number_property;
use crate::export::docx::xml::{Element, Node, XmlWriter};

/// What a story needs to know of the document.
pub(super) struct StoryContext<'a> {
    /// The side table of extras.
    pub carriers: &'a mut Carriers,
    /// Whether paragraphs run from right to left.
    pub right_to_left: bool,
    /// `w:sectPr` by index.
    pub sections: &'a [Element],
    /// Draws what a run holds in place of text.
    pub content: &'a dyn Fn(&crate::export::docx::carrier::RunContent) -> Vec<Element>,
}

/// A table that is being read.
struct OpenTable {
    extra: TableExtra,
    rows: usize,
}

/// Copies the elements of `source` to `writer`, repaired. With `body_only` what stands outside
/// `w:body` is left out, and so is the body's own section, which the caller writes.
pub(super) fn rewrite(
    source: &[u8],
    body_only: bool,
    context: &mut StoryContext<'_>,
    writer: &mut XmlWriter,
) -> Result<(), Diagnostic> {
    let mut reader = Reader::from_reader(source);
    let mut tables: Vec<OpenTable> = Vec::new();
    // Open links: whether each stands for embedded text.
    let mut links: Vec<bool> = Vec::new();
    let mut inside = !body_only;
    loop {
        match reader.read_event().map_err(unreadable)? {
            Event::Eof => return Ok(()),
            Event::Decl(_) | Event::DocType(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::Start(start) => match start.name().as_ref() {
                b"w:document" => {}
                b"w:body" => inside = true,
                b"w:sectPr" if tables.is_empty() => {
                    // docx-rs ends the body with a section of its own making.
                    reader.read_to_end(start.name()).map_err(unreadable)?;
                }
                b"w:pPr" | b"w:rPr" | b"w:tblPr" | b"w:trPr" | b"w:tcPr" | b"w:sdtPr" => {
                    let tree = subtree(&mut reader, &start)?;
                    properties(tree, &mut tables, context, writer)?;
                }
                b"w:hyperlink" if inside => {
                    let link = element(&start)?;
                    let direction = link.attribute("w:anchor").and_then(embedded);
                    links.push(direction.is_some());
                    match direction {
                        Some(direction) => {
                            let mut start = BytesStart::new("w:dir");
                            start.push_attribute(("w:val", direction));
                            writer.write_event(Event::Start(start)).map_err(unwritable)?;
                        }
                        None => open(&start, false, &mut tables, writer)?,
                    }
                }
                _ if inside => open(&start, false, &mut tables, writer)?,
                _ => {}
            },
            Event::Empty(start) => match start.name().as_ref() {
                b"w:sectPr" => {}
                b"w:pPr" | b"w:rPr" | b"w:tblPr" | b"w:trPr" | b"w:tcPr" | b"w:sdtPr" => {
                    properties(element(&start)?, &mut tables, context, writer)?;
                }
                _ if inside => open(&start, true, &mut tables, writer)?,
                _ => {}
            },
            Event::End(end) => match end.name().as_ref() {
                b"w:document" => {}
                b"w:body" => inside = false,
                name if inside => {
                    if name == b"w:tbl" {
                        tables.pop();
                    }
                    let end = match name {
                        b"w:hyperlink" if links.pop() == Some(true) => BytesEnd::new("w:dir"),
                        _ => end,
                    };
                    writer.write_event(Event::End(end)).map_err(unwritable)?;
                }
                _ => {}
            },
            event @ (Event::Text(_) | Event::CData(_) | Event::GeneralRef(_)) => {
                if inside {
                    writer.write_event(event).map_err(unwritable)?;
                }
            }
        }
    }
}

/// Writes the start of an element that is not a property.
fn open(
    start: &BytesStart<'_>,
    empty: bool,
    tables: &mut [OpenTable],
    writer: &mut XmlWriter,
) -> Result<(), Diagnostic> {
    let event = match start.name().as_ref() {
        // Word makes paragraph ids itself; docx-rs repeats some.
        b"w:p" => BytesStart::new("w:p"),
        // docx-rs gives columns a type and fields a state that say nothing or are not allowed.
        b"w:gridCol" => with_attribute("w:gridCol", b"w:w", start),
        b"w:fldChar" => with_attribute("w:fldChar", b"w:fldCharType", start),
        b"w:tr" => {
            if let Some(table) = tables.last_mut() {
                table.rows += 1;
            }
            start.borrow().into_owned()
        }
        _ => start.borrow().into_owned(),
    };
    let event = if empty { Event::Empty(event) } else { Event::Start(event) };
    writer.write_event(event).map_err(unwritable)
}

/// The start of an element with one of its attributes only.
fn with_attribute(name: &'static str, kept: &[u8], start: &BytesStart<'_>) -> BytesStart<'static> {
    let mut only = BytesStart::new(name);
    for attribute in start.attributes().flatten() {
        if attribute.key.as_ref() == kept {
            only.push_attribute(attribute);
        }
    }
    only
}

/// Repairs and writes a property element.
fn properties(
    mut tree: Element,
    tables: &mut Vec<OpenTable>,
    context: &mut StoryContext<'_>,
    writer: &mut XmlWriter,
) -> Result<(), Diagnostic> {
    let mut written_after = Vec::new();
    match tree.name.as_ref() {
        "w:pPr" => paragraph(&mut tree, context)?,
        "w:rPr" => written_after = run(&mut tree, context)?,
        "w:tblPr" => tables.push(table(&mut tree, context)?),
        "w:trPr" => row(&mut tree, tables),
        // The one content control there is: the contents, which Word offers to update.
        "w:sdtPr" => tree.children = vec![Node::Element(document_part())],
        _ => {}
    }
    let parent = tree.name.clone();
    tree.children.sort_by_key(|node| match node {
        Node::Element(element) => position(&parent, &element.name),
        Node::Text(_) => usize::MAX,
    });
    if !tree.children.is_empty() {
        tree.write(writer).map_err(unwritable)?;
    }
    for element in written_after {
        element.write(writer).map_err(unwritable)?;
    }
    Ok(())
}

fn paragraph(tree: &mut Element, context: &mut StoryContext<'_>) -> Result<(), Diagnostic> {
    tree.children.retain(|node| !is_named(node, "w:rPr"));
    let Some(decorated) = take_style(tree, "w:pStyle") else { return Ok(()) };
    let (style, extra) = context.carriers.take_paragraph(&decorated)?;
    if !style.is_empty() {
        push(tree, Element::val("w:pStyle", style));
    }
    if context.right_to_left {
        // The mark of the paragraph decides the direction of its number.
        push(tree, Element::new("w:rPr").child(Element::new("w:rtl")));
    }
    let Some(extra) = extra else { return Ok(()) };
    if let Some(number) = extra.number {
        push(tree, number_property(number));
    }
    if let Some(after) = extra.after {
        push(tree, Element::new("w:spacing").attr("w:after", after));
    }
    if let Some(index) = extra.section {
        let section = context
            .sections
            .get(index)
            .ok_or_else(|| fault(format!("section {index} does not exist")))?;
        push(tree, section.clone());
    }
    Ok(())
}

fn run(tree: &mut Element, context: &mut StoryContext<'_>) -> Result<Vec<Element>, Diagnostic> {
    let Some(decorated) = take_style(tree, "w:rStyle") else { return Ok(Vec::new()) };
    let (style, extra) = context.carriers.take_run(&decorated)?;
    if !style.is_empty() {
        push(tree, Element::val("w:rStyle", style));
    }
    let Some(extra) = extra else { return Ok(Vec::new()) };
    let RunExtra { language, right_to_left, complex, upright, east_asian_punctuation, content } =
        extra;
    if east_asian_punctuation {
        push(tree, Element::new("w:rFonts").attr("w:hint", "eastAsia"));
    }
    if upright {
        push(tree, Element::toggle("w:i", false));
    }
    if right_to_left {
        push(tree, Element::new("w:rtl"));
    }
    if complex {
        push(tree, Element::new("w:cs"));
    }
    if let Some(language) = language {
        push(tree, language_property(&language));
    }
    Ok(content.map_or_else(Vec::new, |content| (context.content)(&content)))
}

/// `w:lang`: the group of scripts the language belongs to, and the Western attribute besides,
/// because that is the one that other readers look at.
fn language_property(language: &LanguageMark) -> Element {
    let element = Element::val("w:lang", &language.tag);
    match language.script {
        ScriptGroup::Western => element,
        ScriptGroup::EastAsian => element.attr("w:eastAsia", &language.tag),
        ScriptGroup::Complex => element.attr("w:bidi", &language.tag),
    }
}

/// Replaces the properties of a table by those that its carrier holds.
fn table(tree: &mut Element, context: &mut StoryContext<'_>) -> Result<OpenTable, Diagnostic> {
    let decorated =
        take_style(tree, "w:tblStyle").ok_or_else(|| fault("a table has no style".to_owned()))?;
    let (style, extra) = context.carriers.take_table(&decorated)?;
    let extra = extra.ok_or_else(|| fault("a table has no properties".to_owned()))?;
    let flag = |on: bool| u8::from(on);
    let mut children = vec![Element::val("w:tblStyle", style)];
    if extra.right_to_left {
        children.push(Element::new("w:bidiVisual"));
    }
    children.extend([
        Element::new("w:tblW").attr("w:w", extra.width).attr("w:type", "dxa"),
        Element::new("w:tblInd").attr("w:w", extra.indent).attr("w:type", "dxa"),
        Element::new("w:tblLayout").attr("w:type", "fixed"),
    ]);
    if let Some(padding) = extra.padding_side {
        let side = |name| Element::new(name).attr("w:w", padding).attr("w:type", "dxa");
        let margins = Element::new("w:tblCellMar");
        children.push(margins.child(side("w:left")).child(side("w:right")));
    }
    children.push(
        Element::val("w:tblLook", look_bits(&extra))
            .attr("w:firstRow", flag(extra.first_row))
            .attr("w:lastRow", 0)
            .attr("w:firstColumn", 0)
            .attr("w:lastColumn", 0)
            .attr("w:noHBand", flag(!extra.bands))
            .attr("w:noVBand", 1),
    );
    tree.children = children.into_iter().map(Node::Element).collect();
    Ok(OpenTable { extra, rows: 0 })
}

/// The bits of `w:tblLook` (ECMA-376 Part 1, 17.4.55).
fn look_bits(extra: &TableExtra) -> String {
    let mut bits = 0x0400;
    if extra.first_row {
        bits |= 0x0020;
    }
    if !extra.bands {
        bits |= 0x0200;
    }
    format!("{bits:04X}")
}

fn row(tree: &mut Element, tables: &[OpenTable]) {
    if tables.last().is_some_and(|table| table.rows <= table.extra.header_rows) {
        push(tree, Element::new("w:tblHeader"));
    }
}

fn document_part() -> Element {
    Element::new("w:docPartObj")
        .child(Element::val("w:docPartGallery", "Table of Contents"))
        .child(Element::new("w:docPartUnique"))
}

fn push(parent: &mut Element, child: Element) {
    parent.children.push(Node::Element(child));
}

fn is_named(node: &Node, name: &str) -> bool {
    matches!(node, Node::Element(element) if element.name == name)
}

/// Takes the style child out of a property element and returns its value.
fn take_style(tree: &mut Element, name: &str) -> Option<String> {
    let index = tree.children.iter().position(|node| is_named(node, name))?;
    match tree.children.remove(index) {
        Node::Element(element) => element.attribute("w:val").map(str::to_owned),
        Node::Text(_) => None,
    }
}

/// Reads the rest of an element whose start was read.
fn subtree(reader: &mut Reader<&[u8]>, start: &BytesStart<'_>) -> Result<Element, Diagnostic> {
    let mut open = vec![element(start)?];
    loop {
        match reader.read_event().map_err(unreadable)? {
            Event::Start(start) => open.push(element(&start)?),
            Event::Empty(start) => {
                let child = element(&start)?;
                if let Some(parent) = open.last_mut() {
                    push(parent, child);
                }
            }
            Event::End(_) => {
                let Some(done) = open.pop() else { return Err(unclosed()) };
                match open.last_mut() {
                    Some(parent) => push(parent, done),
                    None => return Ok(done),
                }
            }
            Event::Eof => return Err(unclosed()),
            // Property elements hold no text.
            Event::Text(_)
            | Event::CData(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::DocType(_)
            | Event::GeneralRef(_) => {}
        }
    }
}

fn element(start: &BytesStart<'_>) -> Result<Element, Diagnostic> {
    let name = String::from_utf8_lossy(start.name().as_ref()).into_owned();
    let mut element = Element::new(name);
    for attribute in start.attributes() {
        let attribute = attribute.map_err(unreadable)?;
        let key = String::from_utf8_lossy(attribute.key.as_ref()).into_owned();
        let value = attribute
            .decoded_and_normalized_value(quick_xml::XmlVersion::Implicit1_0, start.decoder())
            .map_err(unreadable)?;
        element.attributes.push((key.into(), value.into_owned()));
    }
    Ok(element)
}

fn fault(message: String) -> Diagnostic {
    Diagnostic::new(Code::DocxExport, message)
}

fn unclosed() -> Diagnostic {
    fault("the text of the DOCX has an element that does not end".to_owned())
}

fn unreadable(error: impl std::fmt::Display) -> Diagnostic {
    fault(format!("the text of the DOCX cannot be read back: {error}"))
}

fn unwritable(error: impl std::fmt::Display) -> Diagnostic {
    fault(format!("the text of the DOCX cannot be written: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::docx::carrier::{ParagraphExtra, RunContent};
    use crate::export::docx::numbering::NumberReference;
    use crate::export::docx::xml::part_writer;

    fn rewritten(source: &str, carriers: &mut Carriers) -> Result<String, Diagnostic> {
        let mut context = StoryContext {
            carriers,
            right_to_left: false,
            sections: &[Element::new("w:sectPr")],
            content: &|_: &RunContent| vec![Element::new("w:footnoteRef")],
        };
        let mut writer = part_writer().unwrap();
        rewrite(source.as_bytes(), false, &mut context, &mut writer)?;
        let text = String::from_utf8(writer.into_inner()).unwrap();
        Ok(text.split_once('\n').unwrap().1.to_owned())
    }

    #[test]
    fn properties_come_in_the_order_of_the_schema_and_empty_ones_go() {
        let mut carriers = Carriers::default();
        let number = NumberReference { instance: 3, level: 1 };
        let style = carriers.on_paragraph(
            "Quote",
            ParagraphExtra { number: Some(number), section: Some(0), after: None },
        );
        let source = format!(
            "<w:p w14:paraId=\"1\"><w:pPr><w:rPr /><w:jc w:val=\"left\"/>\
             <w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:rPr /><w:t>a &amp; b</w:t></w:r></w:p>"
        );
        assert_eq!(
            rewritten(&source, &mut carriers).unwrap(),
            "<w:p><w:pPr><w:pStyle w:val=\"Quote\"/><w:numPr><w:ilvl w:val=\"1\"/>\
             <w:numId w:val=\"3\"/></w:numPr><w:jc w:val=\"left\"/><w:sectPr/></w:pPr>\
             <w:r><w:t>a &amp; b</w:t></w:r></w:p>"
        );
        assert!(carriers.finish().is_ok());
    }

    #[test]
    fn what_a_run_carries_is_written_into_it() {
        let mut carriers = Carriers::default();
        let extra = RunExtra { content: Some(RunContent::NoteNumber), ..RunExtra::default() };
        let style = carriers.on_run("", extra);
        let source = format!("<w:r><w:rPr><w:rStyle w:val=\"{style}\"/></w:rPr></w:r>");
        assert_eq!(rewritten(&source, &mut carriers).unwrap(), "<w:r><w:footnoteRef/></w:r>");
    }

    #[test]
    fn an_unknown_token_is_an_error() {
        let source = "<w:r><w:rPr><w:rStyle w:val=\"Strong|r9\"/></w:rPr></w:r>";
        let error = rewritten(source, &mut Carriers::default()).unwrap_err();
        assert!(error.message.contains("r9"), "{}", error.message);
        let bare = "<w:tbl><w:tblPr/></w:tbl>";
        assert!(rewritten(bare, &mut Carriers::default()).is_err(), "a table without a style");
    }
}
