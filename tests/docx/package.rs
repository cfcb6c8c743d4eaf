//! Reads a DOCX back for tests, with nothing of the exporter's own.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// An element with everything inside it.
#[derive(Clone, Debug, Default)]
pub(super) struct Node {
    /// Name with prefix.
    pub name: String,
    /// Attributes in order.
    pub attributes: Vec<(String, String)>,
    /// Child elements.
    pub children: Vec<Node>,
    /// Text directly inside.
    pub text: String,
}

impl Node {
    /// An attribute.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// `w:val`, or nothing.
    pub(super) fn val(&self) -> &str {
        self.get("w:val").unwrap_or_default()
    }

    /// The first child of this name.
    pub(super) fn child(&self, name: &str) -> Option<&Node> {
        self.children.iter().find(|child| child.name == name)
    }

    /// Follows children by name.
    pub(super) fn at(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self, |node, name| node.child(name))
    }

    /// All elements of this name inside, in order.
    pub(super) fn all<'a>(&'a self, name: &str) -> Vec<&'a Node> {
        let mut found = Vec::new();
        self.collect(name, &mut found);
        found
    }

    fn collect<'a>(&'a self, name: &str, found: &mut Vec<&'a Node>) {
        for child in &self.children {
            if child.name == name {
                found.push(child);
            }
            child.collect(name, found);
        }
    }

    /// All text inside `w:t`.
    pub(super) fn words(&self) -> String {
        self.all("w:t").iter().map(|node| node.text.as_str()).collect()
    }
}

/// A package: entries in order, and their bytes.
pub(super) struct Package {
    /// Names in the order of the zip file.
    pub names: Vec<String>,
    parts: BTreeMap<String, Vec<u8>>,
}

impl Package {
    /// Opens a package.
    pub(super) fn open(bytes: &[u8]) -> Self {
        let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip file");
        let mut names = Vec::new();
        let mut parts = BTreeMap::new();
        for index in 0..zip.len() {
            let mut file = zip.by_index(index).expect("an entry");
            let mut content = Vec::new();
            file.read_to_end(&mut content).expect("its bytes");
            names.push(file.name().to_owned());
            parts.insert(file.name().to_owned(), content);
        }
        Self { names, parts }
    }

    /// The bytes of a part.
    pub(super) fn bytes(&self, name: &str) -> Option<&[u8]> {
        self.parts.get(name).map(Vec::as_slice)
    }

    /// A part as XML.
    pub(super) fn xml(&self, name: &str) -> Node {
        let bytes = self.bytes(name).unwrap_or_else(|| panic!("no part {name}: {:?}", self.names));
        parse(bytes)
    }

    /// The main part.
    pub(super) fn document(&self) -> Node {
        self.xml("word/document.xml")
    }

    /// Paragraphs of the body, those in tables and content controls included.
    pub(super) fn paragraphs(&self) -> Vec<Node> {
        self.document().all("w:p").into_iter().cloned().collect()
    }
}

/// The style of a paragraph.
pub(super) fn style(paragraph: &Node) -> &str {
    paragraph.at(&["w:pPr", "w:pStyle"]).map_or("", Node::val)
}

fn parse(bytes: &[u8]) -> Node {
    let mut reader = Reader::from_reader(bytes);
    let mut open = vec![Node::default()];
    loop {
        match reader.read_event().expect("well-formed XML") {
            Event::Eof => break,
            Event::Start(start) => open.push(node(&start)),
            Event::Empty(start) => {
                let child = node(&start);
                open.last_mut().expect("a parent").children.push(child);
            }
            Event::End(_) => {
                let child = open.pop().expect("an open element");
                open.last_mut().expect("a parent").children.push(child);
            }
            Event::Text(text) => {
                let text = text.decode().expect("text");
                open.last_mut().expect("a parent").text.push_str(&text);
            }
            Event::GeneralRef(entity) => {
                let name = entity.decode().expect("an entity");
                let text = match name.as_ref() {
                    "amp" => "&",
                    "lt" => "<",
                    "gt" => ">",
                    "quot" => "\"",
                    "apos" => "'",
                    other => panic!("entity {other}"),
                };
                open.last_mut().expect("a parent").text.push_str(text);
            }
            _ => {}
        }
    }
    assert_eq!(open.len(), 1, "an element does not end");
    open.pop().and_then(|mut root| root.children.pop()).expect("a root element")
}

fn node(start: &BytesStart<'_>) -> Node {
    let attributes = start
        .attributes()
        .map(|attribute| {
            let attribute = attribute.expect("an attribute");
            let key = String::from_utf8(attribute.key.as_ref().to_vec()).expect("UTF-8");
            let value = attribute
                .decoded_and_normalized_value(quick_xml::XmlVersion::Implicit1_0, start.decoder())
                .expect("a value");
            (key, value.into_owned())
        })
        .collect();
    let name = String::from_utf8(start.name().as_ref().to_vec()).expect("UTF-8");
    Node { name, attributes, ..Node::default() }
}
