//! The document as docx-rs paragraphs and tables, in reading order.
//!
//! One builder walks the tree once. It asks the style sheet for styles, the numbering for list
//! places, and the carriers for everything docx-rs has no words for; it decides no look itself.

mod blocks;
mod contents;
mod cover;
mod figures;
mod inlines;
mod lists;
mod margins;
mod masthead;
mod notes;
mod tables;

use std::collections::BTreeSet;

use docx_rs::{
    BookmarkEnd, BookmarkStart, DocumentChild, Docx, Paragraph, ParagraphChild, StructuredDataTag,
    Table,
};

use self::inlines::TextLook;
use self::notes::NoteBook;
use super::carrier::{Carriers, ParagraphExtra};
use super::direction::Directions;
use super::identity::{self, Bookmarks};
use super::media::Placement;
use super::numbering::Numbering;
use super::style::StyleSheet;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{BlockId, Document, Inline, Orientation, PageRole};
use crate::export::tables::Tables;
use crate::theme::{Length, Theme};

/// A piece of a story: what may stand in the body or in a cell.
pub(super) enum Flow {
    Paragraph(Box<Paragraph>),
    Table(Box<Table>),
    Contents(Box<StructuredDataTag>),
    /// Space below a table: an empty paragraph, once it is known what follows.
    Space(Length),
    /// Space above a table, which the piece before it takes.
    Above(Length),
}

/// Where blocks stand.
#[derive(Clone, Debug)]
struct Scope {
    /// Width of the lines in points.
    width: f64,
    /// Lists round the block.
    depth: usize,
    /// How the sheets of its section lie.
    orientation: Orientation,
    /// Whether it stands on the page itself, in no cell and no frame.
    on_page: bool,
    /// Whether it is a cell of a row of figures.
    in_row: bool,
    /// How far lists and quotations round the block move it in, where lines start and where they
    /// end, in points.
    indents: [f64; 2],
}

impl Scope {
    /// Lines this wide inside something that stands on the page.
    fn inside(width: f64, orientation: Orientation) -> Self {
        Self { width, depth: 0, orientation, on_page: false, in_row: false, indents: [0.0; 2] }
    }
}

/// Addresses that one part links to.
#[derive(Debug, Default)]
pub(super) struct Links {
    /// In the order of their relationship ids.
    pub urls: Vec<String>,
}

impl Links {
    /// The relationship id of an address.
    fn id(&mut self, url: &str) -> String {
        let index = self.urls.iter().position(|known| known == url).unwrap_or_else(|| {
            self.urls.push(url.to_owned());
            self.urls.len() - 1
        });
        Self::id_of(index)
    }

    /// The relationship id of the address at `index`.
    pub(super) fn id_of(index: usize) -> String {
        format!("rIdLink{}", index + 1)
    }
}

/// A section of the DOCX, which is a section of the document.
#[derive(Clone, Debug)]
pub(super) struct SectionPages {
    /// How its pages are treated.
    pub role: PageRole,
    /// How its sheets lie.
    pub orientation: Orientation,
    /// Header, by index; none on covers.
    pub header: Option<usize>,
    /// Header of its first page where that differs.
    pub first_header: Option<usize>,
}

/// A header or footer.
pub(super) struct Margin {
    /// Its paragraph.
    pub paragraph: Paragraph,
    /// What it links to.
    pub links: Links,
}

/// A note of `footnotes.xml`.
pub(super) struct BuiltNote {
    /// `w:id`
    pub id: usize,
    /// Its paragraph.
    pub paragraph: Paragraph,
}

/// Everything that was built.
pub(super) struct Body<'a> {
    pub docx: Docx,
    pub styles: StyleSheet<'a>,
    pub numbering: Numbering,
    pub carriers: Carriers,
    pub placements: Vec<Placement>,
    pub identity: Vec<identity::Entry>,
    pub sections: Vec<SectionPages>,
    pub headers: Vec<Margin>,
    pub footer: Option<Margin>,
    pub notes: Vec<BuiltNote>,
    pub links: Links,
    pub note_links: Links,
}

/// Walks the tree.
struct Builder<'a> {
    document: &'a Document,
    theme: &'a Theme,
    tables: &'a Tables,
    right_to_left: bool,
    styles: StyleSheet<'a>,
    numbering: Numbering,
    carriers: Carriers,
    bookmarks: Bookmarks,
    /// Links of the part that is being built.
    links: Links,
    notes: NoteBook,
    placements: Vec<Placement>,
    identity: Vec<identity::Entry>,
    /// Bookmarks of containers, to be put round the next paragraph.
    waiting: Vec<String>,
    /// Whether the next paragraph begins a page.
    page_break: bool,
    /// Whether the next paragraph is told apart from the one before, which is framed alike.
    apart: bool,
    /// Headings that the contents lists, in order: their bookmarks are numbered by it.
    listed: indexmap::IndexSet<BlockId>,
    /// Blocks that something in the document points at.
    targets: BTreeSet<BlockId>,
    /// What the headers made so far say, serialized.
    header_texts: Vec<String>,
    /// Directions of the paragraph that is being written.
    directions: Directions,
    /// Whether a header row of a table is built.
    in_header_row: bool,
}

/// Builds the text of a document.
pub(super) fn build<'a>(
    document: &'a Document,
    theme: &'a Theme,
    tables: &'a Tables,
    embed_fonts: bool,
) -> Result<Body<'a>, Diagnostic> {
    let mut builder = Builder {
        document,
        theme,
        tables,
        right_to_left: document.metadata.language.is_right_to_left(),
        styles: StyleSheet::new(document, theme, embed_fonts),
        numbering: Numbering::default(),
        carriers: Carriers::default(),
        bookmarks: Bookmarks::default(),
        links: Links::default(),
        notes: NoteBook::new(document),
        placements: Vec::new(),
        identity: Vec::new(),
        waiting: Vec::new(),
        page_break: false,
        apart: false,
        listed: contents::listed_headings(document),
        targets: inlines::targets(document),
        header_texts: Vec::new(),
        directions: Directions::default(),
        in_header_row: false,
    };
    builder.number_styles();
    let (children, sections, headers) = builder.sections()?;
    let links = std::mem::take(&mut builder.links);
    let notes = builder.notes()?;
    let note_links = std::mem::take(&mut builder.links);
    let footer = builder.footer();
    if let Some(missing) = builder.bookmarks.missing().next() {
        return Err(fault(format!("a reference points at `{missing}`, which is not in the text")));
    }
    let mut docx = Docx::new();
    docx.document.children = children;
    Ok(Body {
        docx,
        styles: builder.styles,
        numbering: builder.numbering,
        carriers: builder.carriers,
        placements: builder.placements,
        identity: builder.identity,
        sections,
        headers,
        footer,
        notes,
        links,
        note_links,
    })
}

type Sections = (Vec<DocumentChild>, Vec<SectionPages>, Vec<Margin>);

impl Builder<'_> {
    /// Every section, each ending with its own properties.
    fn sections(&mut self) -> Result<Sections, Diagnostic> {
        let document = self.document;
        let mut children = Vec::new();
        let mut sections: Vec<SectionPages> = Vec::new();
        let mut headers = Vec::new();
        for (index, section) in document.sections.iter().enumerate() {
            let width = self.theme.text_width(section.orientation);
            let scope = Scope { on_page: true, ..Scope::inside(width, section.orientation) };
            self.page_break = false;
            let flow = self.blocks(&section.blocks, &scope)?;
            let mut flow = self.settled(flow);
            let last = index + 1 == document.sections.len();
            self.close_section(&mut flow, index, last)?;
            let cover = section.role == PageRole::Cover;
            let header = if cover { None } else { self.header(section, &mut headers)? };
            // Covers carry no number but count as pages, so that printed numbers are those of the
            // PDF reader's page field.
            // A masthead says what headers say: its page has an empty one.
            let first_header = match header {
                Some(_) if section.role == PageRole::Masthead => {
                    self.header_texts.push(String::new());
                    headers.push(self.margin("header", &[])?);
                    Some(headers.len() - 1)
                }
                Some(_) | None => None,
            };
            sections.push(SectionPages {
                role: section.role,
                orientation: section.orientation,
                header,
                first_header,
            });
            children.extend(flow.into_iter().filter_map(child_of_body));
        }
        if children.is_empty() {
            let style = self.styles.section_end();
            children.push(DocumentChild::Paragraph(Box::new(Paragraph::new().style(&style))));
            sections.push(SectionPages {
                role: PageRole::Body,
                orientation: Orientation::Portrait,
                header: None,
                first_header: None,
            });
        }
        Ok((children, sections, headers))
    }

    /// Ends a section: its last paragraph carries the properties. Where the last piece is not a
    /// paragraph of the text, an empty one that takes no room does. The last section's properties
    /// end the body itself.
    fn close_section(
        &mut self,
        flow: &mut Vec<Flow>,
        index: usize,
        last: bool,
    ) -> Result<(), Diagnostic> {
        let usable = matches!(
            flow.last(),
            Some(Flow::Paragraph(paragraph)) if paragraph.property.frame_property.is_none()
        );
        if !usable {
            let style = self.styles.section_end();
            let paragraph = self.finish(&style, Vec::new(), ParagraphExtra::default());
            flow.push(Flow::Paragraph(Box::new(paragraph)));
        }
        let Some(Flow::Paragraph(paragraph)) = flow.last_mut() else { return Ok(()) };
        if last {
            if self.counts_pages() {
                let children = std::mem::take(&mut paragraph.children);
                paragraph.children = self.bookmarked(margins::LAST_PAGE, children);
            }
        } else {
            let style = paragraph.property.style.take().map_or_else(String::new, |style| style.val);
            let style = self.carriers.end_section(&style, index)?;
            paragraph.property = std::mem::take(&mut paragraph.property).style(&style);
        }
        Ok(())
    }

    /// Whether the footer prints how many pages there are.
    fn counts_pages(&self) -> bool {
        self.document.metadata.page_number.as_ref().is_some_and(|text| text.contains("{pages}"))
    }

    /// A paragraph of the text with its bookmark, listed as a block.
    fn text_paragraph(
        &mut self,
        style: &str,
        id: &BlockId,
        theme_style: &str,
        content: &[Inline],
        extra: ParagraphExtra,
    ) -> Result<Paragraph, Diagnostic> {
        let children = self.inlines(content, &TextLook::default())?;
        let children = self.identified(id, theme_style, identity::content_hash(content), children);
        Ok(self.finish(style, children, extra))
    }

    /// Puts the bookmark of a block round its content and lists the block.
    fn identified(
        &mut self,
        id: &BlockId,
        theme_style: &str,
        hash: String,
        children: Vec<ParagraphChild>,
    ) -> Vec<ParagraphChild> {
        let Some(bookmark) = self.bookmarks.place(id) else { return children };
        self.identity.push(identity::Entry {
            bookmark: bookmark.clone(),
            id: id.clone(),
            hash,
            style: theme_style.to_owned(),
        });
        self.bookmarked(&bookmark, children)
    }

    /// Puts a bookmark round content.
    fn bookmarked(&mut self, name: &str, children: Vec<ParagraphChild>) -> Vec<ParagraphChild> {
        let number = self.bookmarks.number();
        let mut list = Vec::with_capacity(children.len() + 2);
        list.push(ParagraphChild::BookmarkStart(BookmarkStart::new(number, name)));
        list.extend(children);
        list.push(ParagraphChild::BookmarkEnd(BookmarkEnd::new(number)));
        list
    }

    /// A paragraph of these pieces, with what was waiting for a paragraph.
    fn finish(
        &mut self,
        style: &str,
        mut children: Vec<ParagraphChild>,
        extra: ParagraphExtra,
    ) -> Paragraph {
        for name in std::mem::take(&mut self.waiting) {
            children = self.bookmarked(&name, children);
        }
        let style = if extra == ParagraphExtra::default() {
            style.to_owned()
        } else {
            self.carriers.on_paragraph(style, extra)
        };
        let mut paragraph = Paragraph::new().style(&style);
        paragraph.children = children;
        if std::mem::take(&mut self.page_break) {
            paragraph = paragraph.page_break_before(true);
        }
        paragraph
    }

    /// Lets references find a container: its bookmark goes round its first paragraph.
    fn announce(&mut self, id: &BlockId) {
        if self.targets.contains(id)
            && let Some(name) = self.bookmarks.place(id)
        {
            self.waiting.push(name);
        }
    }

    /// Adds to the space below a paragraph.
    fn add_space_after(&mut self, paragraph: &mut Paragraph, space: Length) {
        let decorated = paragraph.property.style.take().map_or_else(String::new, |style| style.val);
        let after = self.styles.space_after(&decorated) + space.points();
        let style = self.carriers.space_after(&decorated, Length::pt(after).twips());
        paragraph.property = std::mem::take(&mut paragraph.property).style(&style);
    }

    /// The flow with its spaces as empty paragraphs, which also keep two tables apart. At the end of
    /// a story no space is needed.
    fn settled(&mut self, flow: Vec<Flow>) -> Vec<Flow> {
        let mut settled = Vec::with_capacity(flow.len());
        let mut rest = flow.into_iter().peekable();
        while let Some(piece) = rest.next() {
            let space = match piece {
                Flow::Space(space) => space,
                Flow::Above(space) => match settled.last_mut() {
                    Some(Flow::Paragraph(before)) if space.twips() > 0 => {
                        self.add_space_after(before, space);
                        continue;
                    }
                    None if space.twips() > 0 => space,
                    _ => continue,
                },
                Flow::Paragraph(_) | Flow::Table(_) | Flow::Contents(_) => {
                    settled.push(piece);
                    continue;
                }
            };
            // Space above what follows adds to it, as in the PDF.
            let mut height = if rest.peek().is_none() { 0.0 } else { space.points() };
            while let Some(Flow::Above(more)) = rest.peek() {
                height += more.points();
                rest.next();
            }
            let style = self.styles.space(Length::pt(height));
            let waiting = std::mem::take(&mut self.waiting);
            let empty = self.finish(&style, Vec::new(), ParagraphExtra::default());
            self.waiting = waiting;
            settled.push(Flow::Paragraph(Box::new(empty)));
        }
        settled
    }
}

/// The settled flow as children of the body.
fn child_of_body(flow: Flow) -> Option<DocumentChild> {
    match flow {
        Flow::Paragraph(paragraph) => Some(DocumentChild::Paragraph(paragraph)),
        Flow::Table(table) => Some(DocumentChild::Table(table)),
        Flow::Contents(contents) => Some(DocumentChild::StructuredDataTag(contents)),
        Flow::Space(_) | Flow::Above(_) => None,
    }
}

fn fault(message: String) -> Diagnostic {
    Diagnostic::new(Code::DocxExport, message)
}
