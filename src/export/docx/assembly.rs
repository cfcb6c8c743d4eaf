//! Puts the package together: which parts there are, what they are called and what ties them.

use docx_rs::BuildXML;

use super::body::{self, Body, Links, Margin};
use super::carrier::RunContent;
use super::media::{MediaFile, MediaPlan, Placement, draw};
use super::package::names::{ContentType, RelationshipKind};
use super::package::{Finisher, Package};
use super::xml::Element;
use super::{Options, identity, parts};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::Document;
use crate::export::Layout;
use crate::theme::Theme;

/// The main part.
const DOCUMENT: &str = "word/document.xml";
/// The notes.
const FOOTNOTES: &str = "word/footnotes.xml";
/// The font table.
const FONT_TABLE: &str = "word/fontTable.xml";
/// The relationship of the footer.
const FOOTER: &str = "rIdFooter1";

/// Stands for the number of a page that no layout has told.
const UNKNOWN_PAGE: &str = "\u{2013}";

/// A document built up to what depends on its pages: the text, and the images drawn. That is nearly
/// all of the work, and needs no layout, so it can be done beside it.
pub struct Draft<'a> {
    document: &'a Document,
    theme: &'a Theme,
    options: &'a Options<'a>,
    body: Body<'a>,
    placements: Vec<Placement>,
    plan: MediaPlan<'a>,
    files: Vec<MediaFile>,
}

impl<'a> Draft<'a> {
    /// Builds the text of a document and draws its images.
    ///
    /// # Errors
    /// If an image cannot be drawn or a reference points nowhere.
    pub fn new(
        document: &'a Document,
        theme: &'a Theme,
        options: &'a Options<'a>,
    ) -> Result<Self, Diagnostics> {
        let mut body = body::build(document, theme, options.tables, options.embed_fonts)?;
        let placements = std::mem::take(&mut body.placements);
        let plan = MediaPlan::new(document, &placements)?;
        let files = plan.make(options.fonts)?;
        Ok(Self { document, theme, options, body, placements, plan, files })
    }

    /// Writes the DOCX. `layout` says where things stand in the PDF: the page numbers of the
    /// contents. Without it a dash stands for them until Word updates the field.
    ///
    /// # Errors
    /// If a part cannot be written.
    pub fn finish(self, layout: Option<&Layout>) -> Result<Vec<u8>, Diagnostics> {
        let Self { document, theme, options, body, placements, plan, files } = self;
        let content = |content: &RunContent| run_content(content, &placements, &plan, layout);
        let mut package = texts(document, theme, options, body, &content)?;
        for MediaFile { id, name, bytes } in files {
            package.relate(DOCUMENT, &id, RelationshipKind::Image, &name);
            package.add(&format!("word/{name}"), ContentType::ByEnding, bytes);
        }
        Ok(package.finish()?)
    }
}

/// Every part but the images.
fn texts(
    document: &Document,
    theme: &Theme,
    options: &Options<'_>,
    body: Body<'_>,
    content: &dyn Fn(&RunContent) -> Vec<Element>,
) -> Result<Package, Diagnostic> {
    let mut package = Package::default();
    package.relate("", "rIdDocument", RelationshipKind::OfficeDocument, DOCUMENT);
    document_properties(&mut package, document, options)?;
    let right_to_left = document.metadata.language.is_right_to_left();
    let sections = parts::sections(
        &body.sections,
        theme,
        right_to_left,
        |index| format!("rIdHeader{}", index + 1),
        body.footer.as_ref().map(|_| FOOTER),
    );
    let Body {
        docx, mut styles, numbering, mut carriers, identity, headers, footer, notes, ..
    } = body;
    let mut finisher =
        Finisher { carriers: &mut carriers, right_to_left, sections: &sections, content };
    let text = finisher.document(&docx.build().document, sections.len().saturating_sub(1))?;
    package.add(DOCUMENT, ContentType::Document, text);
    relate_links(&mut package, DOCUMENT, &body.links);
    margins(&mut package, &mut finisher, &headers, footer.as_ref())?;
    if !notes.is_empty() {
        let separators = parts::note_separators(&styles.note_separator());
        let notes: Vec<(usize, Vec<u8>)> =
            notes.iter().map(|note| (note.id, note.paragraph.build())).collect();
        let bytes = finisher.footnotes(&separators, &notes)?;
        package.add(FOOTNOTES, ContentType::Footnotes, bytes);
        relate(&mut package, "Footnotes", RelationshipKind::Footnotes, "footnotes.xml");
        relate_links(&mut package, FOOTNOTES, &body.note_links);
    }
    carriers.finish()?;
    let root = styles.to_element(document.metadata.language);
    package.add_xml("word/styles.xml", ContentType::Styles, &root)?;
    relate(&mut package, "Styles", RelationshipKind::Styles, "styles.xml");
    if !numbering.is_empty() {
        let root = numbering.to_element(right_to_left);
        package.add_xml("word/numbering.xml", ContentType::Numbering, &root)?;
        relate(&mut package, "Numbering", RelationshipKind::Numbering, "numbering.xml");
    }
    let root = parts::settings(document, theme, !notes.is_empty(), options.embed_fonts);
    package.add_xml("word/settings.xml", ContentType::Settings, &root)?;
    relate(&mut package, "Settings", RelationshipKind::Settings, "settings.xml");
    fonts(&mut package, document, theme, options)?;
    list_of_blocks(&mut package, document, &identity)?;
    Ok(package)
}

/// What stands in a run in place of text.
fn run_content(
    content: &RunContent,
    placements: &[Placement],
    plan: &MediaPlan<'_>,
    layout: Option<&Layout>,
) -> Vec<Element> {
    let text = |text: &str| vec![Element::new("w:t").text(text)];
    let drawing = |index: usize, anchored: bool| {
        placements.get(index).map(|placement| {
            let (raster, vector) = plan.ids(index);
            draw(placement, index + 1, &raster, vector.as_deref(), anchored)
        })
    };
    match content {
        RunContent::NoteReference { id, mark: None } => {
            vec![Element::new("w:footnoteReference").attr("w:id", id)]
        }
        RunContent::NoteReference { id, mark: Some(mark) } => vec![
            Element::new("w:footnoteReference").attr("w:customMarkFollows", 1).attr("w:id", id),
            Element::new("w:t").text(mark),
        ],
        RunContent::NoteNumber => vec![Element::new("w:footnoteRef")],
        RunContent::Inline(index) => drawing(*index, false).into_iter().collect(),
        RunContent::Anchored(index) => drawing(*index, true).into_iter().collect(),
        RunContent::PageOf(block) => text(
            layout
                .and_then(|layout| layout.page_labels.get(block))
                .map_or(UNKNOWN_PAGE, String::as_str),
        ),
        RunContent::PagesWithout(covers) => {
            let pages = layout.map_or(1, |layout| layout.pages.saturating_sub(*covers).max(1));
            text(&pages.to_string())
        }
    }
}

fn margins(
    package: &mut Package,
    finisher: &mut Finisher<'_>,
    headers: &[Margin],
    footer: Option<&Margin>,
) -> Result<(), Diagnostic> {
    for (index, header) in headers.iter().enumerate() {
        let name = format!("header{}.xml", index + 1);
        let bytes = finisher.margin("w:hdr", &header.paragraph.build())?;
        let part = format!("word/{name}");
        package.add(&part, ContentType::Header, bytes);
        relate(package, &format!("Header{}", index + 1), RelationshipKind::Header, &name);
        relate_links(package, &part, &header.links);
    }
    if let Some(footer) = footer {
        let bytes = finisher.margin("w:ftr", &footer.paragraph.build())?;
        package.add("word/footer1.xml", ContentType::Footer, bytes);
        package.relate(DOCUMENT, FOOTER, RelationshipKind::Footer, "footer1.xml");
        relate_links(package, "word/footer1.xml", &footer.links);
    }
    Ok(())
}

fn document_properties(
    package: &mut Package,
    document: &Document,
    options: &Options<'_>,
) -> Result<(), Diagnostic> {
    let metadata = &document.metadata;
    let list = [
        (
            "core",
            ContentType::CoreProperties,
            RelationshipKind::CoreProperties,
            parts::core(metadata, options.timestamp),
        ),
        (
            "app",
            ContentType::ExtendedProperties,
            RelationshipKind::ExtendedProperties,
            parts::extended(&options.producer),
        ),
        (
            "custom",
            ContentType::CustomProperties,
            RelationshipKind::CustomProperties,
            parts::custom(metadata),
        ),
    ];
    for (name, content_type, kind, root) in list {
        let part = format!("docProps/{name}.xml");
        package.add_xml(&part, content_type, &root)?;
        package.relate("", &format!("rId{}", capital(name)), kind, &part);
    }
    Ok(())
}

fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn fonts(
    package: &mut Package,
    document: &Document,
    theme: &Theme,
    options: &Options<'_>,
) -> Result<(), Diagnostic> {
    let fonts = parts::font_files(document, theme, options.fonts, options.embed_fonts);
    package.add_xml(FONT_TABLE, ContentType::FontTable, &fonts.table)?;
    relate(package, "FontTable", RelationshipKind::FontTable, "fontTable.xml");
    for file in fonts.files {
        package.relate(FONT_TABLE, &file.id, RelationshipKind::Font, &file.name);
        package.add(&format!("word/{}", file.name), ContentType::ByEnding, file.bytes);
    }
    Ok(())
}

/// The list of blocks, as data of our own.
fn list_of_blocks(
    package: &mut Package,
    document: &Document,
    entries: &[identity::Entry],
) -> Result<(), Diagnostic> {
    let item = "customXml/item1.xml";
    let properties = "customXml/itemProps1.xml";
    let root = identity::to_element(&document.metadata, entries);
    package.add_xml(item, ContentType::ByEnding, &root)?;
    let root = identity::properties(&document.metadata);
    package.add_xml(properties, ContentType::CustomXmlProperties, &root)?;
    relate(package, "Blocks", RelationshipKind::CustomXml, "../customXml/item1.xml");
    package.relate(item, "rId1", RelationshipKind::CustomXmlProperties, "itemProps1.xml");
    Ok(())
}

/// Ties a part to the main part.
fn relate(package: &mut Package, name: &str, kind: RelationshipKind, target: &str) {
    package.relate(DOCUMENT, &format!("rId{name}"), kind, target);
}

fn relate_links(package: &mut Package, part: &str, links: &Links) {
    for (index, url) in links.urls.iter().enumerate() {
        package.relate(part, &Links::id_of(index), RelationshipKind::Hyperlink, url);
    }
}
