//! What a PDF says it conforms to, in its XMP metadata (ISO 19005-2, 6.6.4; ISO 14289-1, 5).

use std::collections::BTreeMap;

use lopdf::Dictionary;
use quick_xml::Reader;
use quick_xml::events::Event;

use super::file::File;

/// Most bytes of metadata that are read.
const MAX_METADATA: usize = 4 << 20;

/// The standards by name: `PDF/A-2a`, `PDF/UA-1`; of a file that claims none, its version.
pub(super) fn standards(file: &File, catalog: &Dictionary) -> Vec<String> {
    let mut budget = MAX_METADATA;
    let metadata = File::object_id(catalog, "Metadata")
        .and_then(|id| file.stream(id, &mut budget))
        .unwrap_or_default();
    let said = properties(&metadata);
    let said = |name: &str| said.get(name).map(String::as_str);
    let mut standards = Vec::new();
    if let Some(part) = said("pdfaid:part") {
        let level = said("pdfaid:conformance").unwrap_or_default().to_lowercase();
        standards.push(format!("PDF/A-{part}{level}"));
    }
    if let Some(part) = said("pdfuaid:part") {
        standards.push(format!("PDF/UA-{part}"));
    }
    if standards.is_empty() {
        standards.push(format!("PDF {}", file.version()));
    }
    standards
}

/// Properties of the two identification schemas, which may be attributes or elements.
fn properties(xml: &[u8]) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut reader = Reader::from_reader(xml);
    let mut open = None;
    let is_wanted = |name: &str| name.starts_with("pdfaid:") || name.starts_with("pdfuaid:");
    // Metadata that is no XML claims nothing.
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(tag) | Event::Empty(tag) => {
                for attribute in tag.attributes().flatten() {
                    let name = String::from_utf8_lossy(attribute.key.as_ref()).into_owned();
                    if is_wanted(&name) {
                        let value = String::from_utf8_lossy(&attribute.value).into_owned();
                        found.insert(name, value);
                    }
                }
                let name = String::from_utf8_lossy(tag.name().as_ref()).into_owned();
                open = is_wanted(&name).then_some(name);
            }
            Event::Text(text) => {
                if let Some(name) = open.take() {
                    found.insert(name, String::from_utf8_lossy(&text).trim().to_owned());
                }
            }
            Event::End(_) => open = None,
            Event::Eof => break,
            _ => {}
        }
    }
    found
}
