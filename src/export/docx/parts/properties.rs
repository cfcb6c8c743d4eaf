//! Document properties: core, of the application, and of our own.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::document::Metadata;
use crate::export::docx::xml::Element;

const CORE: &str = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties";
const DUBLIN_CORE: &str = "http://purl.org/dc/elements/1.1/";
const TERMS: &str = "http://purl.org/dc/terms/";
const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
const EXTENDED: &str = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties";
const CUSTOM: &str = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties";
const TYPES: &str = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes";
/// The set that custom properties belong to.
const CUSTOM_SET: &str = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}";

/// Title, subject, author, keywords, language and dates; `timestamp` in seconds since 1970 UTC.
pub(in crate::export::docx) fn core(metadata: &Metadata, timestamp: i64) -> Element {
    let date = |name: &'static str| {
        let moment =
            OffsetDateTime::from_unix_timestamp(timestamp).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        let text = moment.format(&Rfc3339).unwrap_or_default();
        Element::new(name).attr("xsi:type", "dcterms:W3CDTF").text(text)
    };
    let mut root = Element::new("cp:coreProperties")
        .attr("xmlns:cp", CORE)
        .attr("xmlns:dc", DUBLIN_CORE)
        .attr("xmlns:dcterms", TERMS)
        .attr("xmlns:xsi", XSI);
    let texts = [
        ("dc:title", metadata.title.clone()),
        ("dc:subject", metadata.subject.clone()),
        ("dc:creator", metadata.authors.join("; ")),
        ("cp:keywords", metadata.keywords.join("; ")),
        ("dc:identifier", metadata.symbol.clone().unwrap_or_default()),
        ("dc:language", metadata.language.tag()),
        ("cp:version", metadata.version.clone().unwrap_or_default()),
    ];
    for (name, text) in texts {
        if !text.is_empty() {
            root = root.child(Element::new(name).text(text));
        }
    }
    root.child(date("dcterms:created")).child(date("dcterms:modified"))
}

/// The application that wrote the file.
pub(in crate::export::docx) fn extended(producer: &str) -> Element {
    Element::new("Properties")
        .attr("xmlns", EXTENDED)
        .child(Element::new("Application").text(producer))
}

/// Identity of the document: what it is called at home, its symbol, session and version.
pub(in crate::export::docx) fn custom(metadata: &Metadata) -> Element {
    let values = [
        ("plenary-document", Some(&metadata.id)),
        ("symbol", metadata.symbol.as_ref()),
        ("session", metadata.session.as_ref()),
        ("version", metadata.version.as_ref()),
        ("date", metadata.date.as_ref()),
    ];
    let properties = values
        .into_iter()
        .filter_map(|(name, value)| Some((name, value.filter(|value| !value.is_empty())?)))
        .enumerate()
        .map(|(index, (name, value))| {
            Element::new("property")
                .attr("fmtid", CUSTOM_SET)
                // Ids below 2 are reserved.
                .attr("pid", index + 2)
                .attr("name", name)
                .child(Element::new("vt:lpwstr").text(value))
        });
    Element::new("Properties").attr("xmlns", CUSTOM).attr("xmlns:vt", TYPES).children(properties)
}
