//! XML parts as small trees whose names do not depend on the prefixes a file happens to use.
//!
//! Knows XML and the namespaces of OOXML; what the elements mean is known beside this module.

use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use quick_xml::reader::NsReader;

use crate::verify::reading::{MAX_DEPTH, ReadError};

/// How many elements a part may have.
const MAX_ELEMENTS: usize = 4_000_000;

/// The prefixes that names are given here, by namespace. Strict and transitional OOXML count as one.
const PREFIXES: [(&str, &str); 17] = [
    ("http://schemas.openxmlformats.org/wordprocessingml/2006/main", "w"),
    ("http://purl.oclc.org/ooxml/wordprocessingml/main", "w"),
    ("http://schemas.openxmlformats.org/officeDocument/2006/relationships", "r"),
    ("http://purl.oclc.org/ooxml/officeDocument/relationships", "r"),
    ("http://schemas.openxmlformats.org/package/2006/relationships", "rel"),
    ("http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing", "wp"),
    ("http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing", "wp"),
    ("http://schemas.openxmlformats.org/drawingml/2006/main", "a"),
    ("http://purl.oclc.org/ooxml/drawingml/main", "a"),
    ("http://schemas.openxmlformats.org/drawingml/2006/picture", "pic"),
    ("http://schemas.openxmlformats.org/markup-compatibility/2006", "mc"),
    ("http://schemas.microsoft.com/office/drawing/2017/decorative", "adec"),
    ("http://schemas.microsoft.com/office/word/2010/wordprocessingShape", "wps"),
    ("urn:schemas-microsoft-com:vml", "v"),
    ("http://purl.org/dc/elements/1.1/", "dc"),
    ("http://purl.org/dc/terms/", "dcterms"),
    ("http://www.w3.org/XML/1998/namespace", "xml"),
];

/// An element with its attributes and content.
#[derive(Debug, Default)]
pub(super) struct Element {
    /// `w:p`; `?` stands for a namespace that is not known here.
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    pub(super) children: Vec<Node>,
}

/// What stands in an element.
#[derive(Debug)]
pub(super) enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// `w:val`
    pub(super) fn value(&self) -> Option<&str> {
        self.attribute("w:val")
    }

    pub(super) fn number(&self, name: &str) -> Option<usize> {
        self.attribute(name)?.trim().parse().ok()
    }

    pub(super) fn elements(&self) -> impl DoubleEndedIterator<Item = &Self> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.elements().find(|element| element.name == name)
    }

    /// The value of a child, such as `w:pStyle`.
    pub(super) fn child_value(&self, name: &str) -> Option<&str> {
        self.child(name)?.value()
    }

    /// Whether an on-off child is there and not switched off (ECMA-376 Part 1, 17.17.4).
    pub(super) fn is_on(&self, name: &str) -> bool {
        self.child(name).is_some_and(|child| !matches!(child.value(), Some("0" | "false" | "off")))
    }

    /// The first element of this name anywhere inside.
    pub(super) fn descendant(&self, name: &str) -> Option<&Self> {
        self.elements().find_map(|element| {
            if element.name == name { Some(element) } else { element.descendant(name) }
        })
    }

    /// The text directly inside.
    pub(super) fn text(&self) -> String {
        self.children
            .iter()
            .filter_map(|node| match node {
                Node::Text(text) => Some(text.as_str()),
                Node::Element(_) => None,
            })
            .collect()
    }
}

/// Reads a part and returns its root.
pub(super) fn parse(source: &[u8], part: &str) -> Result<Element, ReadError> {
    let broken = |reason: String| ReadError::Format {
        format: "DOCX",
        reason: format!("{part} is not XML: {reason}"),
    };
    let mut reader = NsReader::from_reader(source);
    // The last element is the one that is open; the first one holds the root.
    let mut open = vec![Element::default()];
    let mut count = 0_usize;
    let mut roots = 0_usize;
    loop {
        let event = reader.read_event().map_err(|error| broken(error.to_string()))?;
        let outside = open.len() == 1;
        match event {
            Event::Start(start) => {
                count += 1;
                roots += usize::from(outside);
                if open.len() > MAX_DEPTH {
                    return Err(ReadError::TooDeep("XML"));
                }
                open.push(element(&reader, &start).map_err(&broken)?);
            }
            Event::Empty(start) => {
                count += 1;
                roots += usize::from(outside);
                let element = element(&reader, &start).map_err(&broken)?;
                push(&mut open, Node::Element(element));
            }
            Event::End(_) => {
                if let Some(closed) = open.pop() {
                    push(&mut open, Node::Element(closed));
                }
            }
            Event::Text(text) => {
                let text = text.xml10_content().map_err(|error| broken(error.to_string()))?;
                allowed(&text).map_err(&broken)?;
                if outside && !text.chars().all(|one| one.is_whitespace() || one == '\u{FEFF}') {
                    return Err(broken("it has text outside of its root".into()));
                }
                push_text(&mut open, &text);
            }
            Event::CData(text) => {
                let text = text.xml10_content().map_err(|error| broken(error.to_string()))?;
                allowed(&text).map_err(&broken)?;
                push_text(&mut open, &text);
            }
            Event::GeneralRef(reference) => {
                let character =
                    reference.resolve_char_ref().map_err(|error| broken(error.to_string()))?;
                let name = reference.decode().map_err(|error| broken(error.to_string()))?;
                let character = character.or_else(|| predefined(&name));
                let character =
                    character.ok_or_else(|| broken(format!("it uses the entity {name}")))?;
                let character = character.to_string();
                allowed(&character).map_err(&broken)?;
                push_text(&mut open, &character);
            }
            Event::DocType(_) => return Err(broken("it has a document type".into())),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::Eof => break,
        }
        if count > MAX_ELEMENTS {
            return Err(ReadError::TooLarge { part: part.into(), limit: "4,000,000 elements" });
        }
    }
    if roots > 1 {
        return Err(broken("it has more than one root".into()));
    }
    if open.len() != 1 {
        return Err(broken("it ends in the middle of an element".into()));
    }
    open.pop()
        .into_iter()
        .flat_map(|holder| holder.children)
        .find_map(|node| match node {
            Node::Element(root) => Some(root),
            Node::Text(_) => None,
        })
        .ok_or_else(|| broken("it is empty".into()))
}

fn push(open: &mut [Element], node: Node) {
    if let Some(parent) = open.last_mut() {
        parent.children.push(node);
    }
}

fn push_text(open: &mut [Element], text: &str) {
    let Some(parent) = open.last_mut() else { return };
    match parent.children.last_mut() {
        Some(Node::Text(before)) => before.push_str(text),
        _ => parent.children.push(Node::Text(text.to_owned())),
    }
}

/// Characters that XML has (XML 1.0, 2.2).
fn allowed(text: &str) -> Result<(), String> {
    let is_none = |one: &char| matches!(one, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}');
    match text.chars().find(is_none) {
        Some(one) => Err(format!("it has the character U+{:04X}", u32::from(one))),
        None => Ok(()),
    }
}

fn predefined(entity: &str) -> Option<char> {
    match entity {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}

fn element(reader: &NsReader<&[u8]>, start: &BytesStart<'_>) -> Result<Element, String> {
    let resolver = reader.resolver();
    let (namespace, local) = resolver.resolve_element(start.name());
    let name = name(&namespace, local.as_ref());
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        if attribute.key.as_namespace_binding().is_some() {
            continue;
        }
        let (namespace, local) = resolver.resolve_attribute(attribute.key);
        let value = attribute
            .normalized_value(quick_xml::XmlVersion::Implicit1_0)
            .map_err(|error| error.to_string())?;
        allowed(&value)?;
        if attribute.value.contains(&b'<') {
            return Err("a value of an attribute has `<` in it".to_owned());
        }
        attributes.push((self::name(&namespace, local.as_ref()), value.into_owned()));
    }
    Ok(Element { name, attributes, children: Vec::new() })
}

fn name(namespace: &ResolveResult<'_>, local: &[u8]) -> String {
    let local = String::from_utf8_lossy(local);
    match namespace {
        ResolveResult::Unbound => local.into_owned(),
        ResolveResult::Unknown(_) => format!("?:{local}"),
        ResolveResult::Bound(Namespace(uri)) => {
            let known = PREFIXES.iter().find(|(known, _)| known.as_bytes() == *uri);
            format!("{}:{local}", known.map_or("?", |(_, prefix)| prefix))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_do_not_depend_on_prefixes() {
        let source =
            br#"<x:p xmlns:x="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
            x:val="a&amp;b" plain="1"><x:t>1 &lt; 2&#x21;</x:t><y/></x:p>"#;
        let root = parse(source, "test").unwrap();
        assert_eq!((root.name.as_str(), root.value()), ("w:p", Some("a&b")));
        assert_eq!(root.attribute("plain"), Some("1"));
        assert_eq!(root.child("w:t").unwrap().text(), "1 < 2!");
        assert!(root.child("y").is_some());
    }

    #[test]
    fn hostile_xml_is_refused() {
        let deep = "<a>".repeat(100_000);
        assert_eq!(parse(deep.as_bytes(), "x").unwrap_err(), ReadError::TooDeep("XML"));
        for source in [
            "",
            "<a>",
            "<a></b>",
            "<a/><b/>",
            "<a/>x",
            "<a b='<'/>",
            "<a>\u{1}</a>",
            "<a b='&#1;'/>",
            "<a b='1' b='2'/>",
            "<a b=c/>",
            "<a b='&c;'/>",
            "<a b='\u{1b}'/>",
            "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
            "<a>&b;</a>",
        ] {
            assert!(parse(source.as_bytes(), "x").is_err(), "{source}");
        }
    }
}
