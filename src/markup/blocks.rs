//! Markdown blocks to document blocks.

use comrak::nodes::{ListType, Node, NodeValue, TableAlignment};

use super::{
    Context, Fragment, Piece, extent, figures, french, line_ends, misread, note_marks, unsupported,
    variables,
};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::Language;
use crate::document::visit::{block_and_children_mut, own_inlines_mut};
use crate::document::{
    Block, BlockId, BlockKind, ColumnAlignment, Heading, Inline, InlineKind, List, ListItem,
    ListMarker, inline_text, take_marks,
};
use crate::source::scalar::OffsetMap;

/// The opening of a box, at the start of a block quotation.
const BOX_MARKER: &str = "[!box]";
/// Deepest level of a heading.
const MAX_LEVEL: u8 = 4;

/// Turns one field's Markdown into blocks.
pub(super) struct Converter<'a, 'c> {
    text: &'a str,
    pub(super) map: &'a OffsetMap,
    pub(super) line_starts: Vec<usize>,
    pub(super) context: &'a mut Context<'c>,
    /// Bytes of the field with its variables filled in so far.
    filled: usize,
    /// Names of the HTML tags that have been reported and not closed yet.
    pub(super) open_tags: Vec<String>,
    /// How many leftover marks have been found.
    pub(super) leftovers: usize,
    /// Whether the field has an asterisk after a word, as a note by hand has.
    pub(super) asterisk_notes: bool,
}

impl<'a, 'c> Converter<'a, 'c> {
    pub(super) fn new(text: &'a str, map: &'a OffsetMap, context: &'a mut Context<'c>) -> Self {
        let newlines = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let line_starts = std::iter::once(0).chain(newlines.map(|(at, _)| at + 1)).collect();
        Self {
            text,
            map,
            line_starts,
            context,
            filled: text.len(),
            open_tags: Vec::new(),
            leftovers: 0,
            asterisk_notes: false,
        }
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.context.diagnostics.push(diagnostic);
    }

    /// The range of a node in the field's text.
    pub(super) fn range(&self, node: Node<'_>) -> std::ops::Range<usize> {
        let position = node.data.borrow().sourcepos;
        let offset = |line: usize, column: usize| {
            let start = self.line_starts.get(line.saturating_sub(1)).copied();
            (start.unwrap_or(self.text.len()) + column).min(self.text.len())
        };
        let start = offset(position.start.line, position.start.column.saturating_sub(1));
        let end = offset(position.end.line, position.end.column);
        // The parser's places of nested brackets can fall inside a character.
        let start = self.text.floor_char_boundary(start);
        start..self.text.ceil_char_boundary(end).max(start)
    }

    /// The place of a node in its file.
    pub(super) fn span(&self, node: Node<'_>) -> Span {
        self.map.span(self.range(node))
    }

    /// The place of a range of the field's text in its file.
    pub(super) fn span_of(&self, range: std::ops::Range<usize>) -> Span {
        self.map.span(range)
    }

    /// What a language's typesetters do with finished text: spaces, and the place of note marks.
    pub(super) fn set_habits(&mut self, inlines: &mut [Inline]) {
        note_marks::check(inlines, self.context.language, self.context.diagnostics);
        if self.context.language == Language::Fr {
            french::apply(inlines, self.context.diagnostics);
        }
    }

    /// Counts what a variable puts into the text. Whether it still fits; if not, that is reported
    /// once.
    pub(super) fn fits(&mut self, value: &str, span: Span) -> bool {
        let before = self.filled;
        self.filled = self.filled.saturating_add(value.len());
        if self.filled <= extent::MAX_FIELD {
            return true;
        }
        if before <= extent::MAX_FIELD {
            self.report(extent::too_long(self.filled).at(span));
        }
        false
    }

    /// The text of the field.
    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    pub(super) fn fragment(&mut self, root: Node<'_>, path: &str) -> Fragment {
        let mut pieces = Vec::new();
        let mut count = 0;
        for node in root.children() {
            if let Some(name) = variables::insert_name(self.text[self.range(node)].trim()) {
                let span = self.span(node);
                pieces.push(Piece::Insert { name: name.to_owned(), span });
                continue;
            }
            let id = BlockId::new(self.context.section, format!("{path}/{}", count + 1));
            if let Some(mut block) = self.block(node, id) {
                count += 1;
                line_ends::join_in_block(&mut block);
                block_and_children_mut(&mut block, &mut |block| {
                    own_inlines_mut(block, &mut |inlines| self.set_habits(inlines));
                });
                pieces.push(Piece::Block(Box::new(block)));
            }
        }
        Fragment { pieces }
    }

    fn block(&mut self, node: Node<'_>, id: BlockId) -> Option<Block> {
        let span = self.span(node);
        misread::check_block(self, node);
        let (style, kind) = match &node.data.borrow().value {
            NodeValue::Paragraph => self.paragraph(node, &id),
            NodeValue::Heading(heading) if heading.level > MAX_LEVEL => {
                self.report(
                    Diagnostic::new(
                        Code::UnsupportedMarkup,
                        format!("headings have at most {MAX_LEVEL} `#`"),
                    )
                    .at(span)
                    .hint("write fewer; a paragraph in bold is `**text**`"),
                );
                return None;
            }
            NodeValue::Heading(heading) => {
                (format!("heading-{}", heading.level), self.heading(node, heading.level))
            }
            NodeValue::List(list) => {
                let marker = match list.list_type {
                    ListType::Bullet => ListMarker::Bullet,
                    ListType::Ordered => ListMarker::Ordered { start: list.start },
                };
                self.check_numbers(node, marker, span);
                let style = match marker {
                    ListMarker::Bullet => "list-bullet",
                    ListMarker::Ordered { .. } => "list-number",
                };
                let items = node
                    .children()
                    .enumerate()
                    .map(|(index, item)| ListItem {
                        label: String::new(),
                        blocks: self.children(item, &id.child(index + 1), style),
                    })
                    .collect();
                (style.to_owned(), BlockKind::List(List { marker, items }))
            }
            NodeValue::BlockQuote => self.quote_or_box(node, &id),
            NodeValue::Table(table) => {
                let columns = table.alignments.iter().map(|alignment| match alignment {
                    TableAlignment::None | TableAlignment::Left => ColumnAlignment::Start,
                    TableAlignment::Center => ColumnAlignment::Center,
                    TableAlignment::Right => ColumnAlignment::End,
                });
                ("table".to_owned(), self.table(node, columns.collect(), &id))
            }
            other => {
                self.report(unsupported::block(other, span));
                return None;
            }
        };
        Some(Block { id, style, kind, origin: Some(span) })
    }

    /// Items are numbered from the first; numbers that were typed otherwise would be others in print.
    fn check_numbers(&mut self, node: Node<'_>, marker: ListMarker, span: Span) {
        let ListMarker::Ordered { start } = marker else { return };
        let typed: Vec<usize> = node
            .children()
            .filter_map(|item| match &item.data.borrow().value {
                NodeValue::Item(item) => Some(item.start),
                _ => None,
            })
            .collect();
        let all_alike = typed.iter().all(|number| *number == start);
        let counting = typed.iter().zip(start..).all(|(number, counted)| *number == counted);
        if all_alike || counting {
            return;
        }
        let numbers = |numbers: &mut dyn Iterator<Item = usize>| {
            let shown: Vec<String> = numbers.take(6).map(|number| number.to_string()).collect();
            shown.join(", ")
        };
        self.report(
            Diagnostic::new(
                Code::ListNumbers,
                format!(
                    "the items are typed with the numbers {}, but are printed with {}",
                    numbers(&mut typed.iter().copied()),
                    numbers(&mut (start..).take(typed.len()))
                ),
            )
            .at(span)
            .hint("a list counts on from its first number; text between two items ends it"),
        );
    }

    fn paragraph(&mut self, node: Node<'_>, id: &BlockId) -> (String, BlockKind) {
        if let Some(figures) = figures::only_images(self, node, id) {
            return ("figure".to_owned(), figures);
        }
        ("body".to_owned(), BlockKind::Paragraph(self.inlines(node)))
    }

    /// A heading. Marks of notes become the heading's notes, so that they never reach contents,
    /// bookmarks or running headers; they are set at its end.
    fn heading(&mut self, node: Node<'_>, level: u8) -> BlockKind {
        let mut content = self.inlines(node);
        let (notes, inside) = take_marks(&mut content);
        for mark in notes.iter().take(inside) {
            self.report(mark_inside_heading(mark.origin));
        }
        BlockKind::Heading(Heading { level, content, notes, number: None, outlined: true })
    }

    fn children(&mut self, node: Node<'_>, id: &BlockId, paragraph_style: &str) -> Vec<Block> {
        let mut blocks = Vec::new();
        for child in node.children() {
            if let Some(mut block) = self.block(child, id.child(blocks.len() + 1)) {
                if block.style == "body" {
                    paragraph_style.clone_into(&mut block.style);
                }
                blocks.push(block);
            }
        }
        blocks
    }

    fn quote_or_box(&mut self, node: Node<'_>, id: &BlockId) -> (String, BlockKind) {
        let range = self.range(node);
        let written = self.text[range.clone()].trim_start_matches(['>', ' ']);
        let Some(marker) = box_marker(written) else {
            return ("quote".to_owned(), BlockKind::Quote(self.children(node, id, "quote")));
        };
        if !marker.eq_ignore_ascii_case(BOX_MARKER) {
            let start = range.end - written.len();
            let span = self.span_of(start..start + marker.len());
            self.report(
                Diagnostic::new(Code::UnknownBox, format!("there is no box `{marker}`"))
                    .at(span)
                    .hint("the one kind of box is `> [!box] Title`; `\\[` begins a quotation with a bracket"),
            );
        }
        let mut blocks = self.children(node, id, "box-text");
        let mut title = Vec::new();
        if let Some(Block { kind: BlockKind::Paragraph(first), .. }) = blocks.first_mut() {
            let rest = take_first_line(first, &mut title);
            *first = rest;
            if first.is_empty() {
                blocks.remove(0);
            }
        }
        strip_marker(&mut title);
        ("box".to_owned(), BlockKind::Box { title, blocks })
    }
}

/// The problem of a mark that is not at a heading's end.
#[must_use]
pub fn mark_inside_heading(place: Option<Span>) -> Diagnostic {
    Diagnostic::new(
        Code::NoteInHeading,
        "the mark of a note stands inside a heading, which contents and bookmarks repeat without it",
    )
    .at(place)
    .hint("put it after the last word of the heading")
}

/// Moves inlines up to the first line end into `line` and returns the rest.
fn take_first_line(inlines: &mut Vec<Inline>, line: &mut Vec<Inline>) -> Vec<Inline> {
    for (index, inline) in inlines.iter_mut().enumerate() {
        // The parser writes a line end inside a paragraph as a text of one newline (see
        // `inlines.rs`), which is turned into a space only when the block is finished.
        if let InlineKind::Text(text) = &mut inline.kind
            && let Some(at) = text.find('\n')
        {
            let rest = text.split_off(at + 1);
            text.truncate(at);
            let mut after = inlines.split_off(index + 1);
            line.append(inlines);
            if !rest.is_empty() {
                after.insert(0, Inline::text(rest));
            }
            return after;
        }
    }
    line.append(inlines);
    Vec::new()
}

/// The `[!word]` that a text begins with.
fn box_marker(text: &str) -> Option<&str> {
    let word = text.strip_prefix("[!")?;
    let end = word.find(']')?;
    let is_word =
        end > 0 && word[..end].chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
    is_word.then(|| &text[..end + 3])
}

fn strip_marker(title: &mut Vec<Inline>) {
    if let Some(Inline { kind: InlineKind::Text(text), .. }) = title.first_mut()
        && let Some(marker) = box_marker(text)
    {
        *text = text[marker.len()..].trim_start().to_owned();
    }
    title.retain(|inline| !matches!(&inline.kind, InlineKind::Text(text) if text.is_empty()));
    if inline_text(title).trim().is_empty()
        && !title.iter().any(|inline| matches!(inline.kind, InlineKind::NoteReference { .. }))
    {
        title.clear();
    }
}
