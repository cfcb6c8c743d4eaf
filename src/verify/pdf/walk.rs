//! From structure elements to items: which role is what, and where its text lies.
//!
//! The items still hold pieces of pages; `assemble.rs` makes text of them.

use super::super::reading::ItemKind;
use super::assemble::{Assembled, Part, RawItem, RawMark, RawNote, assemble};
use super::content::Sequences;
use super::order::Direction;
use super::tags::{Element, Kid};

/// Items and notes of a structure tree.
pub(super) fn walk(tree: &Element, sequences: &Sequences, direction: Direction) -> Assembled {
    let mut walk =
        Walk { sequences, items: Vec::new(), notes: Vec::new(), marks: Vec::new(), elements: 0 };
    walk.container(tree, Surroundings::default());
    assemble(walk.items, &walk.notes, &walk.marks, direction)
}

/// What the elements around an element make of it.
#[derive(Clone, Copy, Default)]
struct Surroundings {
    /// How many lists it lies in.
    lists: usize,
    /// How many contents lists it lies in.
    contents: usize,
    /// Whether it lies in a caption.
    caption: bool,
    /// How many quotations it lies in.
    quotations: usize,
}

impl Surroundings {
    fn text_kind(self) -> ItemKind {
        if self.caption { ItemKind::Caption { of_figure: true } } else { ItemKind::Paragraph }
    }
}

struct Walk<'a> {
    sequences: &'a Sequences,
    items: Vec<RawItem<'a>>,
    notes: Vec<RawNote<'a>>,
    marks: Vec<RawMark<'a>>,
    /// Counts elements, to tell which pieces lie in the same one.
    elements: usize,
}

/// An item whose text is being collected.
struct Flow<'a> {
    /// Kind of what is collected, if anything.
    kind: ItemKind,
    parts: Vec<Part<'a>>,
    /// Whether it is an item even without text.
    always: bool,
    /// Whether paragraphs inside are part of it: headings and contents entries are one text.
    whole: bool,
    around: Surroundings,
}

impl<'a> Walk<'a> {
    /// An element that only holds others together. Text that stands in it without a paragraph of
    /// its own counts as a paragraph.
    fn container(&mut self, element: &'a Element, around: Surroundings) {
        self.flow(element, around.text_kind(), around, false);
    }

    /// An element whose text is one item; blocks inside it divide the text.
    fn flow(&mut self, element: &'a Element, kind: ItemKind, around: Surroundings, always: bool) {
        let whole = matches!(kind, ItemKind::Heading { .. } | ItemKind::ContentsEntry { .. });
        let mut flow = Flow { kind, parts: Vec::new(), always, whole, around };
        self.flow_kids(element, &mut flow);
        self.end_flow(&mut flow);
    }

    fn flow_kids(&mut self, element: &'a Element, flow: &mut Flow<'a>) {
        self.elements += 1;
        let serial = self.elements;
        if let Some(replacement) = &element.replacement {
            flow.parts.push(Part::Literal(replacement));
            return;
        }
        for kid in figures_first(&element.kids) {
            match kid {
                Kid::Sequence(id) => self.push_pieces(*id, (element, serial), &mut flow.parts),
                Kid::Link(_) => {}
                Kid::Element(kid) if kid.role == "Note" => self.note(kid),
                Kid::Element(kid) if is_block(&kid.role) => self.inner_block(kid, flow),
                Kid::Element(kid) => self.inline(kid, flow),
            }
        }
    }

    /// A block inside text: the text before it is an item, and it is one or more others. The
    /// first paragraph of a list item is the item itself.
    fn inner_block(&mut self, element: &'a Element, flow: &mut Flow<'a>) {
        if flow.whole && element.role == "P" {
            if has_text(&flow.parts) {
                flow.parts.push(Part::Literal(" "));
            }
            self.flow_kids(element, flow);
            return;
        }
        let takes_label = flow.always && !has_text(&flow.parts) && element.role == "P";
        if takes_label {
            self.flow_kids(element, flow);
            self.end_flow(flow);
            return;
        }
        self.end_flow(flow);
        self.block(element, flow.around);
    }

    fn end_flow(&mut self, flow: &mut Flow<'a>) {
        let next = flow.around.text_kind();
        let kind = std::mem::replace(&mut flow.kind, next);
        let always = std::mem::replace(&mut flow.always, false);
        flow.whole = false;
        let parts = std::mem::take(&mut flow.parts);
        if always || !parts.is_empty() {
            let quotations = flow.around.quotations;
            self.items.push(RawItem { kind, parts, quotations, ..RawItem::default() });
        }
    }

    fn block(&mut self, element: &'a Element, around: Surroundings) {
        match element.role.as_str() {
            "P" | "Title" => self.flow(element, around.text_kind(), around, false),
            "L" => self.list(element, around),
            "TOC" => {
                let around = Surroundings { contents: around.contents + 1, ..around };
                self.container(element, around);
            }
            "TOCI" => {
                let kind = ItemKind::ContentsEntry { level: around.contents.max(1), page: None };
                self.flow(element, kind, around, false);
            }
            "Table" => self.table(element, around),
            "BlockQuote" => {
                let around = Surroundings { quotations: around.quotations + 1, ..around };
                self.container(element, around);
            }
            "Caption" => {
                self.container(element, Surroundings { caption: true, ..around });
            }
            "Figure" | "Formula" => self.figure(element),
            "Note" => self.note(element),
            role => match heading_level(role) {
                Some(level) => {
                    let kind = ItemKind::Heading { level, title: element.title.clone() };
                    self.flow(element, kind, around, false);
                }
                None => self.container(element, around),
            },
        }
    }

    fn list(&mut self, list: &'a Element, around: Surroundings) {
        let around = Surroundings { lists: around.lists + 1, ..around };
        for kid in list.elements() {
            if kid.role == "LI" {
                self.list_item(kid, around);
            } else {
                self.block(kid, around);
            }
        }
    }

    fn list_item(&mut self, item: &'a Element, around: Surroundings) {
        let mut parts = Vec::new();
        let mut rest = item.elements().peekable();
        if let Some(label) = rest.next_if(|element| element.role == "Lbl") {
            self.plain_parts(label, &mut parts);
        }
        let kind = ItemKind::ListItem { label: String::new(), depth: around.lists };
        let first = self.items.len();
        let quotations = around.quotations;
        match rest.next() {
            Some(body) if body.role == "LBody" => self.flow(body, kind, around, true),
            Some(other) => {
                self.items.push(RawItem { kind, quotations, ..RawItem::default() });
                self.block(other, around);
            }
            None => self.items.push(RawItem { kind, ..RawItem::default() }),
        }
        if let Some(item) = self.items.get_mut(first) {
            item.label = parts;
        }
        for other in rest {
            self.block(other, around);
        }
    }

    fn table(&mut self, element: &'a Element, around: Surroundings) {
        for kid in element.elements() {
            match kid.role.as_str() {
                "TR" => self.row(kid),
                "THead" | "TBody" | "TFoot" => self.table(kid, around),
                _ => self.block(kid, around),
            }
        }
    }

    fn row(&mut self, row: &'a Element) {
        let mut cells = Vec::new();
        let mut header = true;
        for cell in row.elements().filter(|cell| matches!(cell.role.as_str(), "TH" | "TD")) {
            header &= cell.role == "TH";
            let mut parts = Vec::new();
            self.all_parts(cell, &mut parts);
            cells.push(parts);
        }
        let kind = ItemKind::TableRow { header, cells: Vec::new() };
        self.items.push(RawItem { kind, cells, ..RawItem::default() });
    }

    fn figure(&mut self, element: &'a Element) {
        let mut item = RawItem { kind: ItemKind::Figure, ..RawItem::default() };
        if let Some(alternative) = &element.alternative {
            item.parts.push(Part::Literal(alternative));
        }
        // The words in the picture are not text of the document, but they tell where it stands.
        self.plain_parts(element, &mut item.position);
        self.items.push(item);
        for caption in element.elements().filter(|kid| kid.role == "Caption") {
            self.block(caption, Surroundings::default());
        }
    }

    fn inline(&mut self, element: &'a Element, flow: &mut Flow<'a>) {
        match element.role.as_str() {
            "Lbl" => self.mark(element, &mut flow.parts),
            "Link" => {
                let link = element.kids.iter().find_map(|kid| match kid {
                    Kid::Link(destination) => Some(destination),
                    Kid::Element(_) | Kid::Sequence(_) => None,
                });
                flow.parts.extend(link.map(Part::LinkStart));
                self.flow_kids(element, flow);
                flow.parts.extend(link.map(|_| Part::LinkEnd));
            }
            _ => {
                flow.parts.extend(element.manner.as_ref().map(Part::LookStart));
                self.flow_kids(element, flow);
                flow.parts.extend(element.manner.as_ref().map(|_| Part::LookEnd));
            }
        }
    }

    /// The mark of a note in the text.
    fn mark(&mut self, element: &'a Element, parts: &mut Vec<Part<'a>>) {
        let mut mark = Vec::new();
        self.plain_parts(element, &mut mark);
        parts.push(Part::Mark(self.marks.len()));
        self.marks.push(RawMark { parts: mark, notes_before: self.notes.len() });
    }

    /// A note: its label, then its text, whatever blocks that is made of.
    fn note(&mut self, element: &'a Element) {
        let index = self.notes.len();
        let marks_before = self.marks.len();
        self.notes.push(RawNote { marks_before, ..RawNote::default() });
        let (mut label, mut parts) = (Vec::new(), Vec::new());
        for kid in &element.kids {
            match kid {
                Kid::Element(kid) if kid.role == "Lbl" && label.is_empty() && parts.is_empty() => {
                    self.plain_parts(kid, &mut label);
                }
                Kid::Element(kid) => {
                    let mut flow = self.inline_flow();
                    self.inline(kid, &mut flow);
                    parts.append(&mut flow.parts);
                }
                Kid::Sequence(id) => self.push_pieces(*id, (element, self.elements), &mut parts),
                Kid::Link(_) => {}
            }
        }
        if let Some(note) = self.notes.get_mut(index) {
            note.label = label;
            note.parts = parts;
        }
    }

    fn inline_flow(&mut self) -> Flow<'a> {
        self.elements += 1;
        Flow {
            kind: ItemKind::Paragraph,
            parts: Vec::new(),
            always: false,
            whole: false,
            around: Surroundings::default(),
        }
    }

    /// Everything in an element as one text; paragraphs in it are parted by a space.
    fn all_parts(&mut self, element: &'a Element, parts: &mut Vec<Part<'a>>) {
        self.elements += 1;
        let serial = self.elements;
        for kid in &element.kids {
            match kid {
                Kid::Sequence(id) => self.push_pieces(*id, (element, serial), parts),
                Kid::Link(_) => {}
                Kid::Element(kid) if kid.role == "Note" => self.note(kid),
                Kid::Element(kid) if is_block(&kid.role) => {
                    if !parts.is_empty() {
                        parts.push(Part::Literal(" "));
                    }
                    self.all_parts(kid, parts);
                }
                Kid::Element(kid) => {
                    let mut flow = self.inline_flow();
                    self.inline(kid, &mut flow);
                    parts.append(&mut flow.parts);
                }
            }
        }
    }

    /// The text of an element alone, without marks and links.
    fn plain_parts(&mut self, element: &'a Element, parts: &mut Vec<Part<'a>>) {
        self.elements += 1;
        let serial = self.elements;
        for kid in &element.kids {
            match kid {
                Kid::Sequence(id) => self.push_pieces(*id, (element, serial), parts),
                Kid::Element(kid) => self.plain_parts(kid, parts),
                Kid::Link(_) => {}
            }
        }
    }

    fn push_pieces(
        &self,
        id: super::content::SequenceId,
        (holder, element): (&'a Element, usize),
        parts: &mut Vec<Part<'a>>,
    ) {
        for piece in self.sequences.get(&id).into_iter().flatten() {
            let language = piece.language.as_deref().or(holder.language.as_deref());
            parts.push(Part::Piece { piece, element, language });
        }
    }
}

/// Kids with figures before captions: Typst tags the caption first, readers show it after.
fn figures_first(kids: &[Kid]) -> impl Iterator<Item = &Kid> {
    let role = |kid: &Kid, role: &str| matches!(kid, Kid::Element(element) if element.role == role);
    let swap = kids.iter().position(|kid| role(kid, "Caption"));
    let figure = kids.iter().rposition(|kid| role(kid, "Figure"));
    let (captions, figures) = match (swap, figure) {
        (Some(caption), Some(figure)) if caption < figure => (caption, figure + 1),
        _ => (0, 0),
    };
    let is_caption = move |kid: &&Kid| role(kid, "Caption");
    let between = &kids[captions..figures];
    kids[..captions]
        .iter()
        .chain(between.iter().filter(move |kid| !is_caption(kid)))
        .chain(between.iter().filter(is_caption))
        .chain(&kids[figures..])
}

fn has_text(parts: &[Part<'_>]) -> bool {
    parts.iter().any(|part| {
        !matches!(part, Part::LinkStart(_) | Part::LinkEnd | Part::LookStart(_) | Part::LookEnd)
    })
}

fn heading_level(role: &str) -> Option<usize> {
    match role.strip_prefix('H')? {
        "" => Some(1),
        level => level.parse().ok(),
    }
}

/// Whether a role divides text into lines of its own.
fn is_block(role: &str) -> bool {
    matches!(
        role,
        "Document"
            | "Part"
            | "Art"
            | "Sect"
            | "Div"
            | "BlockQuote"
            | "Caption"
            | "TOC"
            | "TOCI"
            | "Index"
            | "P"
            | "Title"
            | "L"
            | "LI"
            | "LBody"
            | "Table"
            | "TR"
            | "TH"
            | "TD"
            | "THead"
            | "TBody"
            | "TFoot"
            | "Figure"
            | "Note"
            | "Aside"
    ) || heading_level(role).is_some()
}
