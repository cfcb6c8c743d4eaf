//! Bounds on the markup of an SVG as it is written. They are counted on tokens, before any tree is
//! built, because building one takes the square of some of these numbers.

use quick_xml::events::{BytesStart, Event};

use super::Fault;

/// Most bytes of markup, embedded images not counted.
const MAX_MARKUP: usize = 4 << 20;
/// Most elements.
const MAX_ELEMENTS: usize = 100_000;
/// How deep elements may be nested.
const MAX_DEPTH: usize = 32;
/// Most attributes of one element: each is compared with all others.
const MAX_ATTRIBUTES: usize = 250;
/// Most namespaces that an element may know: each element that declares one copies them all.
const MAX_NAMESPACES: usize = 64;
/// Most declarations of namespaces in a file.
const MAX_DECLARATIONS: usize = 10_000;
/// Most bytes of one path or polygon: drawing takes the square of it where lines overlap.
const MAX_PATH: usize = 128 << 10;
/// Where the document type of SVG 1.0 and 1.1 is kept. Nothing fetches it.
const OWN_TYPE: &str = "://www.w3.org/";

/// Holds the markup against its bounds.
pub(super) fn check(text: &str) -> Result<(), Fault> {
    let mut reader = quick_xml::Reader::from_str(text);
    let mut count = Count::default();
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let event = reader.read_event().map_err(|error| Fault::damaged(error).at(at))?;
        let found = match event {
            Event::Start(element) => count.element(&element, true),
            Event::Empty(element) => count.element(&element, false),
            Event::End(_) => {
                count.known.pop();
                Ok(())
            }
            Event::DocType(declaration) => document_type(&String::from_utf8_lossy(&declaration)),
            Event::Eof => break,
            Event::Text(_)
            | Event::CData(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::GeneralRef(_) => Ok(()),
        };
        found.map_err(|fault| fault.at(at))?;
    }
    let own = text.len() - count.embedded.min(text.len());
    if own > MAX_MARKUP {
        return Err(Fault::complex(format!("{own} bytes of markup, more than {MAX_MARKUP}")));
    }
    Ok(())
}

/// A document type without declarations: what it declares could stand for anything.
fn document_type(declaration: &str) -> Result<(), Fault> {
    if declaration.to_ascii_lowercase().contains("<!entity") {
        return Err(Fault::active("declarations of entities"));
    }
    if declaration.contains('[') {
        return Err(Fault::active("declarations in its document type"));
    }
    let address = declaration.split(['"', '\'']).find(|part| part.contains("://"));
    match address {
        Some(address) if !address.contains(OWN_TYPE) => Err(Fault::outside(address)),
        Some(_) | None => Ok(()),
    }
}

#[derive(Default)]
struct Count {
    elements: usize,
    declarations: usize,
    /// Bytes of embedded images.
    embedded: usize,
    /// For each open element the number of namespaces that it knows.
    known: Vec<usize>,
}

impl Count {
    fn element(&mut self, element: &BytesStart<'_>, opens: bool) -> Result<(), Fault> {
        self.elements += 1;
        if self.elements > MAX_ELEMENTS {
            return Err(Fault::complex(format!("more than {MAX_ELEMENTS} elements")));
        }
        let (mut attributes, mut declared) = (0, 0);
        for attribute in element.attributes().with_checks(false) {
            let attribute = attribute.map_err(Fault::damaged)?;
            attributes += 1;
            let (key, value) = (attribute.key.as_ref(), attribute.value.as_ref());
            declared += usize::from(key.starts_with(b"xmlns"));
            if value.starts_with(b"data:") {
                self.embedded += value.len();
            }
            if matches!(attribute.key.local_name().as_ref(), b"d" | b"points")
                && value.len() > MAX_PATH
            {
                let length = value.len();
                let excess = format!("a path of {length} bytes, more than {MAX_PATH}");
                return Err(Fault::complex(excess));
            }
        }
        if attributes > MAX_ATTRIBUTES {
            let excess =
                format!("an element with {attributes} attributes, more than {MAX_ATTRIBUTES}");
            return Err(Fault::complex(excess));
        }
        self.declarations += declared;
        let known = self.known.last().copied().unwrap_or_default() + declared;
        if known > MAX_NAMESPACES || self.declarations > MAX_DECLARATIONS {
            return Err(Fault::complex(format!(
                "more than {MAX_NAMESPACES} namespaces at one place, or {MAX_DECLARATIONS} declarations of them"
            )));
        }
        if opens {
            self.known.push(known);
            if self.known.len() > MAX_DEPTH {
                return Err(Fault::complex(format!("elements nested more than {MAX_DEPTH} deep")));
            }
        }
        Ok(())
    }
}
