//! Words that are longer than a line: addresses, symbols, names of substances. They are given places
//! to divide that show nothing, in the tree, so that both files divide them alike. Tables see to
//! their own cells.

use indexmap::IndexMap;

use super::kept;
use super::tables::words::{CellText, with_chances};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::{
    Block, BlockKind, Document, Figure, Image, Inline, InlineKind, QuestionItem, visit,
};
use crate::fonts::FontLibrary;
use crate::fonts::measure::Ruler;
use crate::theme::{Capitals, Theme};

/// Letters, in type sizes, from which on a word is measured: the narrowest average of text faces
/// would be smaller, but what is meant are words that may not fit.
const LETTER: f64 = 0.72;
const CAPITAL: f64 = 0.9;
/// The first ideograph: between ideographs lines end anyway.
const FIRST_IDEOGRAPH: char = '\u{2E80}';
/// What the contents take off the lines of a heading: the number of the page.
const CONTENTS: f64 = 40.0;
/// Part of a line that a word may fill: other programs set wider.
const FILLED: f64 = 0.985;

/// Gives the words of a document that are longer than their lines places to divide, and tells of
/// those that have none but between any two letters.
pub fn divide(
    document: &mut Document,
    theme: &Theme,
    fonts: &FontLibrary,
    diagnostics: &mut Diagnostics,
) {
    let original = document.clone();
    let ruler = Ruler::new(fonts, theme, document.metadata.language);
    let mut divider = Divider { original: &original, theme, ruler, diagnostics };
    for section in &mut document.sections {
        let width = theme.text_width(section.orientation);
        divider.line(&mut section.running_title, "header", width);
        for block in &mut section.blocks {
            divider.block(block, width);
        }
    }
    let width = theme.text_width(crate::document::Orientation::Portrait);
    for note in &mut document.notes {
        divider.line(&mut note.content, "note", width);
    }
}

struct Divider<'a> {
    original: &'a Document,
    theme: &'a Theme,
    ruler: Ruler<'a>,
    diagnostics: &'a mut Diagnostics,
}

impl Divider<'_> {
    fn blocks(&mut self, blocks: &mut [Block], width: f64) {
        for block in blocks {
            self.block(block, width);
        }
    }

    /// The words of a block in lines of this width.
    fn block(&mut self, block: &mut Block, width: f64) {
        let theme = self.theme;
        let step = theme.lists.indent.points() + theme.lists.hanging.points();
        let style = theme.style(&block.style);
        let indents = style.indent_start.points() + style.indent_end.points();
        let inside = width - indents - 2.0 * style.padding.points();
        match &mut block.kind {
            BlockKind::Heading(heading) => {
                self.line(&mut heading.content, &block.style, width - CONTENTS);
            }
            BlockKind::Paragraph(content) => self.line(content, &block.style, width),
            BlockKind::NumberedParagraph { content, .. } => {
                self.line(content, &block.style, width);
            }
            BlockKind::List(list) => {
                for item in &mut list.items {
                    self.blocks(&mut item.blocks, width - step);
                }
            }
            BlockKind::QuestionList(list) => {
                for item in &mut list.items {
                    match item {
                        QuestionItem::Group(block) => self.block(block, width),
                        QuestionItem::Question { block, .. } => self.block(block, width - step),
                    }
                }
            }
            BlockKind::Figure(figure) => self.figure(figure, width),
            BlockKind::FigureRow(row) => {
                let images = images(&row.figures, &self.original.images);
                let gutters = theme.figures.gutter.points()
                    * f64::from(u32::try_from(row.figures.len().saturating_sub(1)).unwrap_or(0));
                let columns = kept::row_widths(&images, width - gutters);
                for (figure, column) in row.figures.iter_mut().zip(columns) {
                    self.figure(figure, column);
                }
                self.line(&mut row.credit, "credit", width);
            }
            BlockKind::Box { title, blocks } => {
                self.line(title, "box-title", inside);
                self.blocks(blocks, inside);
            }
            BlockKind::Quote(blocks) => self.blocks(blocks, width - indents),
            BlockKind::Programme(programme) => {
                let count = u32::try_from(programme.columns.len().max(1)).unwrap_or(1);
                // Between the columns stands as much as round them, as the exporters have it.
                let column = inside / f64::from(count) - style.padding.points();
                for day in programme.columns.iter_mut().flatten() {
                    self.line(&mut day.label, "programme-day", column);
                    for sitting in &mut day.sittings {
                        self.line(&mut sitting.content, "programme-sitting", column);
                    }
                }
            }
            BlockKind::Contents(contents) => {
                for entry in &mut contents.entries {
                    let style = format!("contents-{}", entry.level);
                    self.line(&mut entry.content, &style, width - CONTENTS);
                }
            }
            BlockKind::Cover(cover) => {
                let design = &theme.cover;
                let width = theme.page.width.points() - 2.0 * design.margin.points();
                self.blocks(&mut cover.head, width - design.mark_width.points() - step);
                self.blocks(&mut cover.title, width);
                self.blocks(&mut cover.foot, width);
            }
            BlockKind::Masthead(masthead) => {
                let design = &theme.masthead;
                let mark = design.mark_width.points() + 3.0 * design.padding.points();
                let details = design.details_width.points();
                self.blocks(&mut masthead.organization, width / 2.0);
                self.blocks(&mut masthead.symbol, width / 2.0);
                self.blocks(&mut masthead.organ, width - mark - details);
                self.blocks(&mut masthead.details, details);
            }
            BlockKind::Table(_) | BlockKind::PageBreak => {}
        }
    }

    fn figure(&mut self, figure: &mut Figure, width: f64) {
        self.line(&mut figure.caption, "caption", width);
        self.line(&mut figure.credit, "credit", width);
    }

    /// The words of one text in this style and width.
    fn line(&mut self, content: &mut Vec<Inline>, name: &str, width: f64) {
        let style = self.theme.style(name);
        let indents = style.indent_start.points() + style.indent_end.points();
        let room = (width - indents).max(style.size.points()) * FILLED;
        let size = style.size.points();
        let letter = if style.capitals == Capitals::All { CAPITAL } else { LETTER };
        let many = room / (letter * size + style.tracking.points().max(0.0)).max(0.1);
        if f64::from(longest_word(content)) <= many {
            return;
        }
        let text = CellText::new(self.original, self.theme, &mut self.ruler, style, content);
        let mut chances = Vec::new();
        for piece in &text.pieces {
            let places = text.chances(&mut self.ruler, piece, room, size);
            let divided = |pair: &[(usize, char)]| {
                text.text.get(pair[0].0..pair[1].0).is_some_and(|it| it.chars().count() == 1)
            };
            if places.windows(2).any(divided) {
                let word = text.word_at(piece.range.start).trim().replace('\u{2060}', "");
                self.tell(&word, content);
            }
            chances.extend(places);
        }
        if !chances.is_empty() {
            *content = with_chances(self.original, content, &chances);
        }
    }

    fn tell(&mut self, word: &str, content: &[Inline]) {
        let mut place = None;
        visit::inlines(content, &mut |inline| {
            if let InlineKind::Text(text) | InlineKind::Code(text) = &inline.kind
                && place.is_none()
                && let Some(at) = text.find(word)
            {
                place = inline.origin.map(|span| span.part(text, at..at + word.len()));
            }
        });
        let mut first = None;
        visit::inlines(content, &mut |inline| first = first.or(inline.origin));
        let shown: String = word.chars().take(40).collect();
        let dots = if word.chars().count() > 40 { "…" } else { "" };
        let message =
            format!("the word “{shown}{dots}” is longer than a line and is divided at any letter");
        let hint = "divide it with a blank or a hyphen where that is right";
        self.diagnostics
            .push(Diagnostic::new(Code::BrokenWord, message).at(place.or(first)).hint(hint));
    }
}

fn images<'d>(figures: &[Figure], images: &'d IndexMap<String, Image>) -> Vec<Option<&'d Image>> {
    figures.iter().map(|figure| images.get(&figure.image)).collect()
}

/// Letters of the longest word.
fn longest_word(content: &[Inline]) -> u32 {
    let (mut longest, mut current) = (0, 0_u32);
    visit::inlines(content, &mut |inline| match &inline.kind {
        InlineKind::Text(text) | InlineKind::Code(text) => {
            for letter in text.chars() {
                let ends = letter.is_whitespace() && letter != '\u{A0}';
                current = if ends || letter >= FIRST_IDEOGRAPH { 0 } else { current + 1 };
                longest = longest.max(current);
            }
        }
        InlineKind::LineBreak => current = 0,
        InlineKind::Strong(_)
        | InlineKind::Emphasis(_)
        | InlineKind::Link { .. }
        | InlineKind::NoteReference { .. }
        | InlineKind::CrossReference { .. }
        | InlineKind::Citation(_)
        | InlineKind::Language { .. } => {}
    });
    longest
}
