//! Reads a DOCX: what Word would show, with the numbers that Word would count.
//!
//! Shares nothing with the exporter, docx-rs included. Untrusted files are read within bounds and
//! never panic.

mod field;
mod foreign;
mod notes;
mod numbering;
mod package;
mod paragraph;
mod story;
mod styles;
mod xml;

use std::collections::BTreeMap;

use super::reading::{
    Facts, Item, Lines, MAX_DEPTH, NoteText, Place, ReadError, Reading, date_digits,
};
use notes::NoteMarks;
use numbering::Numbering;
use package::{Package, Relationships, related};
use story::{NoteLabel, Shared, Story, joined};
use styles::Styles;
use xml::Element;

/// Reads a DOCX back.
///
/// # Errors
/// If the bytes are no DOCX or a part of it is broken or too large.
pub fn read_docx(bytes: &[u8]) -> Result<Reading, ReadError> {
    let mut package = Package::open(bytes)?;
    let package_relationships = package.relationships("")?;
    let main = related(&package_relationships, "officeDocument")
        .ok_or(ReadError::Missing("main document"))?
        .to_owned();
    let document = package.part(&main)?.ok_or(ReadError::Missing("main document"))?;
    let body = document.child("w:body").ok_or(ReadError::Missing("body"))?;
    let relationships = package.relationships(&main)?;
    let mut part = |kind: &str| match related(&relationships, kind) {
        Some(name) => package.part(name),
        None => Ok(None),
    };
    let styles = part("styles")?.as_ref().map(Styles::read).unwrap_or_default();
    let numbering = part("numbering")?.as_ref().map(Numbering::read).unwrap_or_default();
    let marks = NoteMarks::new(part("settings")?.as_ref());
    let footnotes = part("footnotes")?;
    let mut shared = Shared { styles, numbering, marks };

    let mut story = Story::new(&mut shared, &relationships);
    story.blocks(body);
    let Story { items, places, .. } = story;

    let notes_relationships = match related(&relationships, "footnotes") {
        Some(name) => package.relationships(name)?,
        None => Relationships::new(),
    };
    let notes = read_notes(footnotes.as_ref(), &notes_relationships, &mut shared);
    let properties = match related(&package_relationships, "core-properties") {
        Some(name) => package.part(name)?,
        None => None,
    };
    let property = |name: &str| {
        properties.as_ref().and_then(|properties| properties.child(name)).map(Element::text)
    };
    let facts = Facts {
        title: property("dc:title"),
        language: property("dc:language").or_else(|| shared.styles.language.clone()),
        page_labels: Vec::new(),
        standards: standards(&document),
        created: property("dcterms:created").map(|date| date_digits(&date)),
    };
    let (lines, foreign) = (Lines::Asked, package.foreign()?);
    let mut reading = Reading { facts, items, notes, lines, foreign, ..Reading::default() };
    reading.resolve_links(&places);
    Ok(reading)
}

/// The class of conformance that the main part states (ISO/IEC 29500-1, 17.2.3).
fn standards(document: &Element) -> Vec<String> {
    let class = match document.attribute("w:conformance") {
        Some("strict") => "Strict",
        _ => "Transitional",
    };
    vec![format!("ISO/IEC 29500 {class}")]
}

/// The notes that the text refers to, in the order of their marks.
fn read_notes(
    footnotes: Option<&Element>,
    relationships: &Relationships,
    shared: &mut Shared,
) -> Vec<NoteText> {
    let by_id: BTreeMap<&str, &Element> = footnotes
        .into_iter()
        .flat_map(Element::elements)
        .filter(|note| matches!(note.attribute("w:type"), None | Some("normal")))
        .filter_map(|note| Some((note.attribute("w:id")?, note)))
        .collect();
    let marks = std::mem::take(&mut shared.marks.notes);
    marks
        .iter()
        .map(|mark| {
            let mut story = Story::new(shared, relationships);
            story.label = Some(NoteLabel { counted: mark.counted.clone(), found: String::new() });
            if let Some(note) = by_id.get(mark.id.as_str()) {
                story.blocks(note);
            }
            let label = story.label.take().unwrap_or_default().found.trim().to_owned();
            let text = joined(story.items.into_iter().collect::<Vec<Item>>());
            NoteText { mark: label, text, place: Place::default() }
        })
        .collect()
}
