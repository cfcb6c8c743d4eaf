//! Lists, questions and numbered paragraphs: places in Word's lists.

use super::{Builder, Flow, Scope};
use crate::diagnostic::Diagnostic;
use crate::document::{
    Block, BlockKind, Inline, List, ListMarker, NumberFormat, NumberLabel, NumberRestart,
    NumberingScheme, QuestionItem, QuestionList,
};
use crate::export::docx::carrier::ParagraphExtra;
use crate::export::docx::numbering::{
    CountedLook, Indents, LEVELS, Marker, NumberReference, list_indents,
};
use crate::export::kept;
use crate::theme::{Length, ParagraphStyle, RuleSide};

/// The style of questions, and their scheme where the style names none.
const QUESTION: &str = "question";

impl Builder<'_> {
    /// Puts the styles that count into their lists, so that they also count what is typed later.
    pub(super) fn number_styles(&mut self) {
        let theme = self.theme;
        if self.styles.has("list-bullet") {
            let font = self.styles.fonts().of_stack(&theme.style("list-bullet").font).latin;
            let instance = self.numbering.bullets(&theme.lists, &font, 0);
            let indents = list_indents(&theme.lists, 0);
            self.styles.number("list-bullet", reference(instance), Some(indents));
        }
        if self.styles.has("list-number") {
            let schemes = self.ordered_schemes();
            let instance = self.numbering.ordered_base(&theme.lists, &schemes);
            let indents = list_indents(&theme.lists, 0);
            self.styles.number("list-number", reference(instance), Some(indents));
        }
        for (name, style) in &theme.styles {
            if matches!(name.as_str(), "list-bullet" | "list-number" | QUESTION) {
                continue;
            }
            let Some(scheme_name) = style.numbering.as_deref() else { continue };
            let scheme = self.scheme(scheme_name);
            let look = CountedLook { indents: indents_of(style), marker: None };
            let instance = self.numbering.scheme_base(scheme_name, &scheme, &look);
            self.styles.number(name, reference(instance), None);
        }
        if self.styles.has(QUESTION) {
            let (name, scheme, look) = self.question_scheme(QUESTION);
            let instance = self.numbering.scheme_base(&name, &scheme, &look);
            self.styles.number(QUESTION, reference(instance), Some(look.indents));
        }
    }

    /// The scheme of this name, as the document localizes it.
    fn scheme(&self, name: &str) -> NumberingScheme {
        self.document
            .numberings
            .get(name)
            .or_else(|| self.theme.numberings.get(name))
            .cloned()
            .unwrap_or_else(decimal)
    }

    /// How ordered lists count, by depth.
    fn ordered_schemes(&self) -> Vec<NumberingScheme> {
        (0..LEVELS).map(|depth| self.theme.list_numbering(depth)).collect()
    }

    /// The list place of a heading or paragraph that is counted. One that is not counted leaves
    /// the list that its style puts it in.
    pub(super) fn number_of(
        &mut self,
        style: &str,
        number: Option<&NumberLabel>,
    ) -> Option<NumberReference> {
        let look = self.theme.style(style);
        match number {
            Some(label) => {
                let scheme = self.scheme(&label.scheme);
                let look = CountedLook { indents: indents_of(look), marker: None };
                Some(self.numbering.count(
                    &label.scheme,
                    &scheme,
                    &look,
                    label.ordinal,
                    label.restarts,
                ))
            }
            None if look.numbering.is_some() && self.styles.has(style) => Some(reference(0)),
            None => None,
        }
    }

    /// A list with bullets or numbers.
    pub(super) fn list(
        &mut self,
        list_style: &str,
        list: &List,
        scope: &Scope,
        flow: &mut Vec<Flow>,
    ) -> Result<(), Diagnostic> {
        let theme = self.theme;
        // By how much a quotation round the list, or round a list about it, moves it in.
        let step = f64::from(list_indents(&theme.lists, 0).text) / 20.0;
        let outer = f64::from(u32::try_from(scope.depth).unwrap_or(0)) * step;
        let moved = Length::pt(scope.indents[0] - outer).twips();
        let instance = match list.marker {
            ListMarker::Bullet => {
                let font = self.styles.fonts().of_stack(&theme.style("list-bullet").font).latin;
                self.numbering.bullets(&theme.lists, &font, moved)
            }
            ListMarker::Ordered { start } => {
                let schemes = self.ordered_schemes();
                self.numbering.ordered(&theme.lists, &schemes, scope.depth, start, moved)
            }
        };
        let place = NumberReference { instance, level: scope.depth.min(8) };
        let indent = Length::pt(scope.indents[0] + step);
        let inner = Scope {
            width: (scope.width - step).max(1.0),
            depth: scope.depth + 1,
            on_page: false,
            indents: [indent.points(), scope.indents[1]],
            ..scope.clone()
        };
        let lines =
            list.items.iter().map(|item| kept::item_lines(theme, &item.blocks, scope.width));
        let with_next = items_with_next(scope, lines);
        for (index, item) in list.items.iter().enumerate() {
            let start = flow.len();
            let mut counted = false;
            if item.blocks.first().is_none_or(|first| text_of(first).is_none()) {
                // Word counts paragraphs: an item that begins with something else has an empty one.
                let style = list
                    .items
                    .iter()
                    .flat_map(|item| &item.blocks)
                    .find_map(|block| text_of(block).map(|_| block.style.as_str()));
                let style = self.styles.paragraph(style.unwrap_or(list_style));
                let extra = ParagraphExtra { number: Some(place), ..ParagraphExtra::default() };
                let empty = self.finish(&style, Vec::new(), extra);
                flow.push(Flow::Paragraph(Box::new(empty)));
                counted = true;
            }
            for block in &item.blocks {
                match text_of(block) {
                    Some(content) if !counted => {
                        let extra =
                            ParagraphExtra { number: Some(place), ..ParagraphExtra::default() };
                        let style = self.styles.paragraph(&block.style);
                        self.push_text(&style, block, content, extra, flow)?;
                    }
                    Some(content) => {
                        let style = self.styles.list_continue(&block.style, scope.depth, indent);
                        let extra = ParagraphExtra::default();
                        self.push_text(&style, block, content, extra, flow)?;
                    }
                    None => self.block(block, &inner, flow)?,
                }
                counted = true;
            }
            if with_next.contains(&Some(index)) {
                keep_with_next(&mut flow[start..]);
            }
        }
        Ok(())
    }

    fn push_text(
        &mut self,
        style: &str,
        block: &Block,
        content: &[Inline],
        extra: ParagraphExtra,
        flow: &mut Vec<Flow>,
    ) -> Result<(), Diagnostic> {
        let paragraph = self.text_paragraph(style, &block.id, &block.style, content, extra)?;
        flow.push(Flow::Paragraph(Box::new(paragraph)));
        Ok(())
    }

    /// Questions: one list, however many group headings stand between them.
    pub(super) fn questions(
        &mut self,
        list: &QuestionList,
        scope: &Scope,
        flow: &mut Vec<Flow>,
    ) -> Result<(), Diagnostic> {
        // What stays together is counted from one heading of a group to the next.
        for run in list.items.chunk_by(|_, next| matches!(next, QuestionItem::Question { .. })) {
            let (group, questions) = match run {
                [QuestionItem::Group(block), questions @ ..] => (Some(block), questions),
                questions => (None, questions),
            };
            if let Some(group) = group {
                self.block(group, scope, flow)?;
            }
            let lines = questions.iter().map(|item| match item {
                QuestionItem::Group(block) | QuestionItem::Question { block, .. } => {
                    kept::item_lines(self.theme, std::slice::from_ref(block), scope.width)
                }
            });
            let with_next = items_with_next(scope, lines);
            for (index, item) in questions.iter().enumerate() {
                let start = flow.len();
                self.question(item, scope, flow)?;
                if with_next.contains(&Some(index)) {
                    keep_with_next(&mut flow[start..]);
                }
            }
        }
        Ok(())
    }

    fn question(
        &mut self,
        item: &QuestionItem,
        scope: &Scope,
        flow: &mut Vec<Flow>,
    ) -> Result<(), Diagnostic> {
        let QuestionItem::Question { number, label: _, block } = item else { return Ok(()) };
        let Some(content) = text_of(block) else { return self.block(block, scope, flow) };
        let place = self.question_place(&block.style, *number);
        let extra = ParagraphExtra { number: Some(place), ..ParagraphExtra::default() };
        let style = self.styles.paragraph(&block.style);
        self.push_text(&style, block, content, extra, flow)
    }

    fn question_place(&mut self, style: &str, number: usize) -> NumberReference {
        let (name, scheme, look) = self.question_scheme(style);
        self.numbering.count(&name, &scheme, &look, number, number == 1)
    }

    /// How questions count: by the scheme of their style if it names one. Numbers stand at the
    /// margin and the text where that of lists stands, unless the style has indents of its own.
    fn question_scheme(&self, style: &str) -> (String, NumberingScheme, CountedLook) {
        let look = self.theme.style(style);
        let name = look.numbering.as_deref().unwrap_or(QUESTION);
        let mut indents = indents_of(look);
        if indents.hanging == 0 {
            let text = list_indents(&self.theme.lists, 0).text;
            indents = Indents { text, hanging: text, first: 0, tab: 0 };
        }
        let marker = Marker { font: None, color: self.theme.lists.marker_color.hex(), bold: true };
        (name.to_owned(), self.scheme(name), CountedLook { indents, marker: Some(marker) })
    }
}

/// Which items stay with the item after them, as in the PDF: there only where the list stands on the
/// page itself.
fn items_with_next(scope: &Scope, lines: impl Iterator<Item = f64>) -> [Option<usize>; 2] {
    if scope.on_page { kept::items_with_next(&lines.collect::<Vec<_>>()) } else { [None; 2] }
}

fn keep_with_next(item: &mut [Flow]) {
    for piece in item {
        if let Flow::Paragraph(paragraph) = piece {
            paragraph.property = std::mem::take(&mut paragraph.property).keep_next(true);
        }
    }
}

/// The text of a block that is a plain paragraph.
fn text_of(block: &Block) -> Option<&[Inline]> {
    match &block.kind {
        BlockKind::Paragraph(content) => Some(content),
        BlockKind::Heading(_)
        | BlockKind::NumberedParagraph { .. }
        | BlockKind::List(_)
        | BlockKind::QuestionList(_)
        | BlockKind::Figure(_)
        | BlockKind::FigureRow(_)
        | BlockKind::Table(_)
        | BlockKind::Box { .. }
        | BlockKind::Quote(_)
        | BlockKind::Programme(_)
        | BlockKind::Contents(_)
        | BlockKind::PageBreak
        | BlockKind::Cover(_)
        | BlockKind::Masthead(_) => None,
    }
}

/// Where the number and the text of a style stand.
fn indents_of(style: &ParagraphStyle) -> Indents {
    let first = style.indent_first.twips();
    let text = style.indent_start.twips() + Length::pt(style.inset(RuleSide::Start)).twips();
    let width = style.number_width.twips().max(0);
    Indents {
        text,
        hanging: (-first).max(0),
        first: first.max(0),
        // Counted from the margin: behind a number that is moved in its tab is as well.
        tab: if width > 0 { text + first.max(0) + width } else { 0 },
    }
}

fn reference(instance: usize) -> NumberReference {
    NumberReference { instance, level: 0 }
}

fn decimal() -> NumberingScheme {
    NumberingScheme {
        format: NumberFormat::Decimal,
        pattern: "{n}.".to_owned(),
        restart: NumberRestart::Section,
    }
}
