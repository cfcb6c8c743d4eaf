//! The finishing pass: completes what docx-rs wrote and packs it, always to the same bytes.
//!
//! [`story`] repairs the text, [`Package`] holds the parts with their content types and
//! relationships, [`archive`] writes the zip file.

mod archive;
pub(super) mod names;
pub(super) mod order;
mod story;

use indexmap::IndexMap;

use self::archive::Part;
use self::names::{BY_ENDING, CONTENT_TYPES, ContentType, RELATIONSHIPS, RelationshipKind};
use super::carrier::{Carriers, RunContent};
use super::xml::{Element, part_writer};
use crate::diagnostic::{Code, Diagnostic};

/// The parts of a package and what ties them together.
#[derive(Debug, Default)]
pub(super) struct Package {
    parts: Vec<(String, ContentType, Vec<u8>)>,
    relationships: IndexMap<String, Vec<Relationship>>,
}

#[derive(Debug)]
struct Relationship {
    id: String,
    kind: RelationshipKind,
    target: String,
}

impl Package {
    /// Adds a part.
    pub(super) fn add(&mut self, name: &str, content_type: ContentType, bytes: Vec<u8>) {
        self.parts.push((name.to_owned(), content_type, bytes));
    }

    /// Adds a part that is one XML element.
    pub(super) fn add_xml(
        &mut self,
        name: &str,
        content_type: ContentType,
        root: &Element,
    ) -> Result<(), Diagnostic> {
        let bytes = root.to_part().map_err(|error| unwritable(name, &error))?;
        self.add(name, content_type, bytes);
        Ok(())
    }

    /// Ties `source` (a part; empty for the package itself) to `target`, a path relative to the
    /// source, or an address for links.
    pub(super) fn relate(&mut self, source: &str, id: &str, kind: RelationshipKind, target: &str) {
        self.relationships.entry(source.to_owned()).or_default().push(Relationship {
            id: id.to_owned(),
            kind,
            target: target.to_owned(),
        });
    }

    /// The package as bytes.
    pub(super) fn finish(self) -> Result<Vec<u8>, Diagnostic> {
        let mut parts: Vec<Part> = Vec::with_capacity(self.parts.len() + 8);
        let types = self.content_types();
        let name = "[Content_Types].xml";
        parts.push((name.into(), types.to_part().map_err(|error| unwritable(name, &error))?));
        for (source, list) in &self.relationships {
            let name = relationships_name(source);
            let part = relationships(list).to_part().map_err(|error| unwritable(&name, &error))?;
            parts.push((name, part));
        }
        parts.extend(self.parts.into_iter().map(|(name, _, bytes)| (name, bytes)));
        archive::write(&parts).map_err(|error| {
            Diagnostic::new(Code::DocxExport, format!("the DOCX cannot be packed: {error}"))
        })
    }

    fn content_types(&self) -> Element {
        let used = |ending: &str| {
            matches!(ending, "rels" | "xml")
                || self.parts.iter().any(|(name, _, _)| name.rsplit('.').next() == Some(ending))
        };
        let defaults =
            BY_ENDING.into_iter().filter(|(ending, _)| used(ending)).map(|(ending, media_type)| {
                Element::new("Default").attr("Extension", ending).attr("ContentType", media_type)
            });
        let overrides = self.parts.iter().filter_map(|(name, content_type, _)| {
            content_type.media_type().map(|media_type| {
                Element::new("Override")
                    .attr("PartName", format!("/{name}"))
                    .attr("ContentType", media_type)
            })
        });
        Element::new("Types").attr("xmlns", CONTENT_TYPES).children(defaults).children(overrides)
    }
}

fn relationships_name(source: &str) -> String {
    match source.rsplit_once('/') {
        Some((folder, file)) => format!("{folder}/_rels/{file}.rels"),
        None => format!("_rels/{source}.rels"),
    }
}

fn relationships(list: &[Relationship]) -> Element {
    let element = |relationship: &Relationship| {
        let element = Element::new("Relationship")
            .attr("Id", &relationship.id)
            .attr("Type", relationship.kind.uri())
            .attr("Target", &relationship.target);
        if relationship.kind == RelationshipKind::Hyperlink {
            element.attr("TargetMode", "External")
        } else {
            element
        }
    };
    Element::new("Relationships").attr("xmlns", RELATIONSHIPS).children(list.iter().map(element))
}

/// What is needed to turn docx-rs's text into a finished part.
pub(super) struct Finisher<'a> {
    /// The side table of extras.
    pub carriers: &'a mut Carriers,
    /// Whether paragraphs run from right to left.
    pub right_to_left: bool,
    /// `w:sectPr` by index.
    pub sections: &'a [Element],
    /// Draws what a run holds in place of text.
    pub content: &'a dyn Fn(&RunContent) -> Vec<Element>,
}

impl Finisher<'_> {
    /// `word/document.xml` from what docx-rs wrote; `last` is the index of the last section.
    pub(super) fn document(&mut self, source: &[u8], last: usize) -> Result<Vec<u8>, Diagnostic> {
        let section = self.sections.get(last).cloned();
        let root = Element::new("w:document")
            .attr("xmlns:w", names::W)
            .attr("xmlns:r", names::R)
            .attr("xmlns:wp", names::WP)
            .attr("xmlns:a", names::A)
            .attr("xmlns:pic", names::PIC);
        self.part(&root, "w:body", |finisher, writer| {
            story::rewrite(source, true, &mut finisher.context(), writer)?;
            section.iter().try_for_each(|section| {
                section.write(writer).map_err(|error| unwritable("word/document.xml", &error))
            })
        })
    }

    /// A header or footer from its paragraph.
    pub(super) fn margin(
        &mut self,
        name: &'static str,
        source: &[u8],
    ) -> Result<Vec<u8>, Diagnostic> {
        let root = Element::new(name).attr("xmlns:w", names::W).attr("xmlns:r", names::R);
        self.part(&root, "", |finisher, writer| {
            story::rewrite(source, false, &mut finisher.context(), writer)
        })
    }

    /// `word/footnotes.xml` from the separators and the notes' paragraphs with their ids.
    pub(super) fn footnotes(
        &mut self,
        separators: &[Element],
        notes: &[(usize, Vec<u8>)],
    ) -> Result<Vec<u8>, Diagnostic> {
        let root = Element::new("w:footnotes").attr("xmlns:w", names::W).attr("xmlns:r", names::R);
        self.part(&root, "", |finisher, writer| {
            let failed = |error: std::io::Error| unwritable("word/footnotes.xml", &error);
            for separator in separators {
                separator.write(writer).map_err(failed)?;
            }
            for (id, source) in notes {
                let mut start = quick_xml::events::BytesStart::new("w:footnote");
                start.push_attribute(("w:id", id.to_string().as_str()));
                let end = start.to_end().into_owned();
                writer.write_event(quick_xml::events::Event::Start(start)).map_err(failed)?;
                story::rewrite(source, false, &mut finisher.context(), writer)?;
                writer.write_event(quick_xml::events::Event::End(end)).map_err(failed)?;
            }
            Ok(())
        })
    }

    fn context(&mut self) -> story::StoryContext<'_> {
        story::StoryContext {
            carriers: self.carriers,
            right_to_left: self.right_to_left,
            sections: self.sections,
            content: self.content,
        }
    }

    /// A part with `root`, inside it `inner` if named, and inside that what `fill` writes.
    fn part(
        &mut self,
        root: &Element,
        inner: &str,
        fill: impl FnOnce(&mut Self, &mut super::xml::XmlWriter) -> Result<(), Diagnostic>,
    ) -> Result<Vec<u8>, Diagnostic> {
        use quick_xml::events::{BytesEnd, BytesStart, Event};

        let failed = |error: std::io::Error| unwritable(&root.name, &error);
        let mut writer = part_writer().map_err(failed)?;
        let mut start = BytesStart::new(root.name.as_ref());
        for (name, value) in &root.attributes {
            start.push_attribute((name.as_ref(), value.as_str()));
        }
        writer.write_event(Event::Start(start)).map_err(failed)?;
        if !inner.is_empty() {
            writer.write_event(Event::Start(BytesStart::new(inner))).map_err(failed)?;
        }
        fill(self, &mut writer)?;
        if !inner.is_empty() {
            writer.write_event(Event::End(BytesEnd::new(inner))).map_err(failed)?;
        }
        writer.write_event(Event::End(BytesEnd::new(root.name.as_ref()))).map_err(failed)?;
        Ok(writer.into_inner())
    }
}

fn unwritable(part: &str, error: &std::io::Error) -> Diagnostic {
    Diagnostic::new(Code::DocxExport, format!("{part} cannot be written: {error}"))
}
