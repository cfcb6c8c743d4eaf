//! The text of a cell as lines see it: where lines may end, and how wide what lies between is.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::breaks::{ends_at_sign, ends_between_words, may_not_begin_line, word_around};
use crate::document::{Document, Inline, InlineKind, MARK_SEPARATOR, follows_mark};
use crate::fonts::measure::{Ruler, Typeface};
use crate::theme::{Capitals, ParagraphStyle, StyleKind, Theme};

/// What a line may end with without saying so: an opportunity that shows nothing.
pub(super) const CHANCE: char = '\u{200B}';
/// A hyphen that shows only where a line ends.
pub(super) const SOFT_HYPHEN: char = '\u{AD}';
/// Size of note marks in sizes of the text: fonts say themselves how large they are, none larger.
const MARK_SIZE: f64 = 0.76;
/// The longest word that is looked up in the patterns of hyphenation.
const LONGEST_PATTERNED: usize = 300;

/// A width that grows with the type size, beside one that does not.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::export) struct Width {
    relative: f64,
    fixed: f64,
}

impl Width {
    /// In points, in type of this size.
    pub(in crate::export) fn at(self, size: f64) -> f64 {
        self.relative * size + self.fixed
    }

    fn add(&mut self, other: Self) {
        self.relative += other.relative;
        self.fixed += other.fixed;
    }
}

/// Where a line may end within a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Breaks {
    /// Between words and after hyphens, as it pleases everybody.
    Words,
    /// Also between the syllables of words, where the style hyphenates.
    Syllables,
    /// Also after the signs of addresses, symbols and names of substances.
    Signs,
    /// Anywhere.
    Letters,
}

/// A stretch between two places where lines may end.
#[derive(Clone, Debug)]
pub(in crate::export) struct Piece {
    /// Where it stands in the text.
    pub range: Range<usize>,
    /// With the blanks at its end.
    pub whole: Width,
    /// Without them.
    pub trimmed: Width,
    /// Whether a new line must begin after it.
    pub ends_line: bool,
}

/// The text of a cell.
#[derive(Debug)]
pub(in crate::export) struct CellText {
    pub text: String,
    runs: Vec<Run>,
    /// Between words.
    pub pieces: Vec<Piece>,
    capitals: bool,
    tracking: f64,
}

/// A stretch of text that looks the same.
#[derive(Clone, Debug)]
struct Run {
    range: Range<usize>,
    look: Look,
}

#[derive(Clone, Debug, PartialEq)]
struct Look {
    stack: String,
    bold: bool,
    italic: bool,
    /// Size in points, if it is not the cell's.
    size: Option<f64>,
    /// In sizes of the text.
    scale: f64,
    /// Two letters.
    language: String,
}

impl Look {
    /// The look of words in a character style of the theme, which says what differs from `body`.
    fn with(&self, theme: &Theme, name: &str) -> Self {
        let mut look = self.clone();
        let Some(style) = theme.styles.get(name).filter(|it| it.kind == StyleKind::Character)
        else {
            return look;
        };
        let body = theme.style("body");
        if style.font != body.font {
            look.stack.clone_from(&style.font);
        }
        if style.size != body.size {
            look.size = Some(style.size.points());
        }
        look.bold |= style.bold;
        look.italic |= style.italic;
        look
    }
}

impl CellText {
    /// The text of these inlines in a paragraph style.
    pub(in crate::export) fn new(
        document: &Document,
        theme: &Theme,
        ruler: &mut Ruler<'_>,
        style: &ParagraphStyle,
        content: &[Inline],
    ) -> Self {
        let look = Look {
            stack: style.font.clone(),
            bold: style.bold,
            italic: style.italic,
            size: None,
            scale: 1.0,
            language: document.metadata.language.code().to_owned(),
        };
        let spaced = !document.metadata.language.is_right_to_left();
        let mut cell = Self {
            text: String::new(),
            runs: Vec::new(),
            pieces: Vec::new(),
            capitals: style.capitals == Capitals::All,
            tracking: if spaced { style.tracking.points() } else { 0.0 },
        };
        cell.collect(document, theme, content, &look);
        cell.pieces = cell.measured(ruler, &ends_between_words(&cell.text));
        cell
    }

    fn collect(&mut self, document: &Document, theme: &Theme, content: &[Inline], look: &Look) {
        let mut before = None;
        for inline in content {
            let follows = follows_mark(before.replace(inline), inline);
            match &inline.kind {
                InlineKind::Text(text) => self.push(text, look),
                InlineKind::Code(text) => self.push(text, &look.with(theme, "code")),
                InlineKind::Strong(content) => {
                    let look = Look { bold: true, ..look.with(theme, "strong") };
                    self.collect(document, theme, content, &look);
                }
                InlineKind::Emphasis(content) => {
                    let look = Look { italic: !look.italic, ..look.clone() };
                    self.collect(document, theme, content, &look);
                }
                InlineKind::Link { content, .. } => {
                    self.collect(document, theme, content, &look.with(theme, "link"));
                }
                InlineKind::CrossReference { content, .. } => {
                    let look = look.with(theme, "cross-reference");
                    self.collect(document, theme, content, &look);
                }
                InlineKind::Citation(citation) => {
                    self.collect(document, theme, &citation.content, look);
                }
                InlineKind::Language { tag, content } => {
                    let language = tag.split('-').next().unwrap_or_default().to_owned();
                    let look = Look { language, ..look.clone() };
                    self.collect(document, theme, content, &look);
                }
                InlineKind::NoteReference { note, .. } => {
                    let Some(note) = document.notes.get(*note) else { continue };
                    let look = Look { scale: look.scale * MARK_SIZE, ..look.clone() };
                    if follows {
                        self.push(MARK_SEPARATOR, &look);
                    }
                    // A mark stays with the word that it stands at.
                    self.push("\u{2060}", &look);
                    self.push(&note.mark, &look);
                }
                InlineKind::LineBreak => self.push("\n", look),
            }
        }
    }

    fn push(&mut self, text: &str, look: &Look) {
        let start = self.text.len();
        self.text.push_str(text);
        self.runs.push(Run { range: start..self.text.len(), look: look.clone() });
    }

    /// The pieces of the text that end at these places.
    fn measured(&self, ruler: &mut Ruler<'_>, ends: &[usize]) -> Vec<Piece> {
        let mut start = 0;
        let mut pieces = Vec::with_capacity(ends.len());
        for end in ends {
            let range = start..*end;
            start = *end;
            let text = &self.text[range.clone()];
            let shown = text.trim_end();
            let mut trimmed = self.width(ruler, range.start..range.start + shown.len());
            let mut whole = trimmed;
            whole.add(self.width(ruler, range.start + shown.len()..range.end));
            if self.repeats_hyphen(range.start) {
                trimmed.relative += HYPHEN;
            }
            pieces.push(Piece { range, whole, trimmed, ends_line: text.ends_with('\n') });
        }
        pieces
    }

    /// Whether a line that begins here begins with the hyphen that the line before ended with, as is
    /// the custom of some languages. Typst follows it.
    fn repeats_hyphen(&self, at: usize) -> bool {
        let run = self.runs.get(self.runs.partition_point(|run| run.range.end <= at));
        let repeats = run.is_some_and(|run| REPEATING.contains(&run.look.language.as_str()));
        repeats && self.text[..at].ends_with(['-', '\u{2010}'])
    }

    /// The width of a part of the text.
    fn width(&self, ruler: &mut Ruler<'_>, range: Range<usize>) -> Width {
        let mut width = Width::default();
        // Runs are in order: the first that reaches beyond the start, and those after it.
        let first = self.runs.partition_point(|run| run.range.end <= range.start);
        for run in &self.runs[first..] {
            let part = run.range.start.max(range.start)..run.range.end.min(range.end);
            if part.start >= part.end {
                if run.range.start >= range.end {
                    break;
                }
                continue;
            }
            let look = &run.look;
            let typeface = Typeface { stack: &look.stack, bold: look.bold, italic: look.italic };
            let text = &self.text[part];
            let ems = if self.capitals {
                ruler.width(&text.to_uppercase(), typeface)
            } else {
                ruler.width(text, typeface)
            };
            match look.size {
                None => width.relative += ems * look.scale,
                Some(size) => width.fixed += ems * look.scale * size,
            }
            if self.tracking != 0.0 {
                let letters = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
                width.fixed += f64::from(letters) * self.tracking;
            }
        }
        width
    }

    /// What slanted letters at this place reach beyond their own width: some programs leave room for
    /// it.
    fn overhang(&self, at: usize) -> f64 {
        let run = self.runs.get(self.runs.partition_point(|run| run.range.end <= at));
        if run.is_some_and(|run| run.look.italic) { SLANT } else { 0.0 }
    }

    /// The narrowest that the text can be set, in type of this size.
    pub(super) fn least(&self, ruler: &mut Ruler<'_>, breaks: Breaks, size: f64) -> f64 {
        let mut least = 0.0_f64;
        for piece in &self.pieces {
            let last = self.text[piece.range.clone()].trim_end().len().saturating_sub(1);
            let overhang = self.overhang(piece.range.start + last) * size;
            let whole = piece.trimmed.at(size) + overhang;
            if whole <= least {
                continue;
            }
            if breaks == Breaks::Words {
                least = whole;
                continue;
            }
            for (range, hyphen) in self.parts(piece, breaks) {
                let end = range.start + self.text[range.clone()].trim_end().len();
                let mut part = self.width(ruler, range.start..end).at(size);
                if hyphen {
                    part += HYPHEN * size;
                }
                least = least.max(part);
            }
        }
        least
    }

    /// The text in one line, or in as many as it says itself.
    pub(super) fn most(&self, size: f64) -> f64 {
        let mut most = 0.0_f64;
        let mut line = 0.0;
        for piece in &self.pieces {
            most = most.max(line + piece.trimmed.at(size));
            line = if piece.ends_line { 0.0 } else { line + piece.whole.at(size) };
        }
        most
    }

    /// How many lines the text takes in this width.
    pub(super) fn lines(&self, width: f64, size: f64) -> usize {
        let mut lines = 1;
        let mut line = 0.0;
        for piece in &self.pieces {
            let trimmed = piece.trimmed.at(size);
            if line > 0.0 && line + trimmed > width {
                lines += 1;
                line = 0.0;
            }
            if trimmed > width && width > 0.0 {
                // A word that is divided.
                let further = (trimmed / width).ceil().min(10_000.0);
                #[allow(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "between 1 and 10,000"
                )]
                let further = further as usize - 1;
                lines += further;
            }
            line += piece.whole.at(size);
            if piece.ends_line {
                lines += 1;
                line = 0.0;
            }
        }
        lines
    }

    /// The word that holds this place, with everything up to the blanks round it.
    pub(in crate::export) fn word_at(&self, at: usize) -> &str {
        word_around(&self.text, at)
    }

    /// The parts of a piece between the further places where it may be divided, each with whether
    /// a hyphen is put after it.
    fn parts(&self, piece: &Piece, breaks: Breaks) -> Vec<(Range<usize>, bool)> {
        let text = &self.text[piece.range.clone()];
        if breaks == Breaks::Letters {
            let letters = text.grapheme_indices(true);
            return letters
                .map(|(at, letter)| {
                    let start = piece.range.start + at;
                    (start..start + letter.len(), false)
                })
                .collect();
        }
        let mut parts = Vec::new();
        let mut start = 0;
        let mut characters = text.char_indices().peekable();
        while let Some((at, character)) = characters.next() {
            let next = characters.peek().map(|(_, next)| *next);
            if breaks == Breaks::Signs && ends_at_sign(character, next) {
                let end = at + character.len_utf8();
                self.syllables(piece.range.start + start..piece.range.start + end, &mut parts);
                start = end;
            }
        }
        self.syllables(piece.range.start + start..piece.range.end, &mut parts);
        parts
    }

    /// A part of the text at its syllables, if its language has patterns for them.
    fn syllables(&self, range: Range<usize>, parts: &mut Vec<(Range<usize>, bool)>) {
        let text = &self.text[range.clone()];
        let first = self.runs.partition_point(|run| run.range.end <= range.start);
        let language = self
            .runs
            .get(first)
            .and_then(|run| <[u8; 2]>::try_from(run.look.language.as_bytes()).ok())
            .and_then(hypher::Lang::from_iso);
        let mut start = range.start;
        let mut at = range.start;
        for word in text.split_word_bounds() {
            let is_word = word.len() <= LONGEST_PATTERNED && word.chars().all(char::is_alphabetic);
            if let Some(language) = language.filter(|_| is_word) {
                let end = at + word.len();
                let mut inside = at;
                for syllable in hypher::hyphenate(word, language) {
                    inside += syllable.len();
                    if inside < end {
                        parts.push((start..inside, true));
                        start = inside;
                    }
                }
            }
            at += word.len();
        }
        if start < range.end {
            parts.push((start..range.end, false));
        }
    }

    /// Where a piece has to be given further places to divide so that nothing is wider than
    /// `width`: after which byte of the text, and with what. None if it fits as it is.
    pub(in crate::export) fn chances(
        &self,
        ruler: &mut Ruler<'_>,
        piece: &Piece,
        width: f64,
        size: f64,
    ) -> Vec<(usize, char)> {
        if piece.trimmed.at(size) <= width {
            return Vec::new();
        }
        let mut chances = Vec::new();
        for (range, hyphen) in self.parts(piece, Breaks::Signs) {
            let shown = range.start + self.text[range.clone()].trim_end().len();
            let mut part = self.width(ruler, range.start..shown).at(size);
            if hyphen {
                part += HYPHEN * size;
            }
            if part > width {
                self.between_letters(ruler, range.start..shown, (width, size), &mut chances);
            }
            if range.end < piece.range.end {
                chances.push((range.end, if hyphen { SOFT_HYPHEN } else { CHANCE }));
            }
        }
        chances
    }

    /// Places to divide between all letters of a word. A blank stays before such a place, since lines
    /// would begin with it, and so does a closing sign if there is room for it behind its letter.
    fn between_letters(
        &self,
        ruler: &mut Ruler<'_>,
        word: Range<usize>,
        (width, size): (f64, f64),
        chances: &mut Vec<(usize, char)>,
    ) {
        let mut start = word.start;
        for (at, letter) in self.text[word.clone()].grapheme_indices(true).skip(1) {
            let at = word.start + at;
            let end = at + letter.len();
            let stays = letter.trim().is_empty()
                || letter.chars().all(may_not_begin_line)
                    && self.width(ruler, start..end).at(size) <= width;
            if !stays {
                chances.push((at, CHANCE));
                start = at;
            }
        }
    }
}

/// Languages that repeat a hyphen at the beginning of the next line.
const REPEATING: [&str; 7] = ["cs", "dsb", "es", "hr", "pl", "pt", "sk"];
/// What italic letters lean over, in type sizes.
const SLANT: f64 = 0.12;
/// Width of a hyphen in type sizes, on the safe side.
const HYPHEN: f64 = 0.35;

/// Inlines with characters put into their text: after which byte of it, and what.
pub(in crate::export) fn with_chances(
    document: &Document,
    content: &[Inline],
    chances: &[(usize, char)],
) -> Vec<Inline> {
    let mut rest = chances;
    let mut at = 0;
    rewritten(document, content, &mut at, &mut rest)
}

/// Follows [`CellText::collect`]: `at` counts the same bytes.
fn rewritten(
    document: &Document,
    content: &[Inline],
    at: &mut usize,
    chances: &mut &[(usize, char)],
) -> Vec<Inline> {
    let mut list = Vec::with_capacity(content.len());
    let mut before = None;
    for inline in content {
        let follows = follows_mark(before.replace(inline), inline);
        let mut inline = inline.clone();
        match &mut inline.kind {
            InlineKind::Text(text) | InlineKind::Code(text) => {
                let mut with = String::with_capacity(text.len());
                for (index, character) in text.char_indices() {
                    while let Some((place, chance)) = chances.first()
                        && *place <= *at + index
                    {
                        with.push(*chance);
                        *chances = &chances[1..];
                    }
                    with.push(character);
                }
                *at += text.len();
                *text = with;
            }
            InlineKind::Strong(content)
            | InlineKind::Emphasis(content)
            | InlineKind::Link { content, .. }
            | InlineKind::CrossReference { content, .. }
            | InlineKind::Language { content, .. } => {
                *content = rewritten(document, content, at, chances);
            }
            InlineKind::Citation(citation) => {
                citation.content = rewritten(document, &citation.content, at, chances);
            }
            InlineKind::NoteReference { note, .. } => {
                if let Some(note) = document.notes.get(*note) {
                    let separator = if follows { MARK_SEPARATOR.len() } else { 0 };
                    *at += separator + '\u{2060}'.len_utf8() + note.mark.len();
                }
            }
            InlineKind::LineBreak => *at += 1,
        }
        list.push(inline);
    }
    list
}

#[cfg(test)]
mod tests {
    use arbtest::arbtest;

    use super::*;

    fn content(
        u: &mut arbtest::arbitrary::Unstructured<'_>,
        depth: usize,
    ) -> arbtest::arbitrary::Result<Vec<Inline>> {
        let count = u.int_in_range(0..=4)?;
        let mut list = Vec::new();
        for _ in 0..count {
            let words = ["word", "Ünïts", "中文", "كلمة", "a-b/c", " "];
            let text = (*u.choose(&words)?).to_owned();
            list.push(match u.int_in_range(0..=4)? {
                1 => InlineKind::Code(text).into(),
                2 if depth < 3 => InlineKind::Strong(content(u, depth + 1)?).into(),
                3 if depth < 3 => {
                    let content = content(u, depth + 1)?;
                    InlineKind::Language { tag: "fr".to_owned(), content }.into()
                }
                4 => InlineKind::LineBreak.into(),
                _ => Inline::text(text),
            });
        }
        Ok(list)
    }

    fn plain(content: &[Inline], text: &mut String) {
        for inline in content {
            match &inline.kind {
                InlineKind::Text(part) | InlineKind::Code(part) => text.push_str(part),
                InlineKind::Strong(content) | InlineKind::Language { content, .. } => {
                    plain(content, text);
                }
                InlineKind::Emphasis(_)
                | InlineKind::Link { .. }
                | InlineKind::NoteReference { .. }
                | InlineKind::CrossReference { .. }
                | InlineKind::Citation(_)
                | InlineKind::LineBreak => text.push('\n'),
            }
        }
    }

    #[test]
    fn chances_stand_where_they_are_asked_for_and_nothing_else_changes() {
        arbtest(|u| {
            let document = Document::new(crate::document::Metadata::default());
            let content = content(u, 0)?;
            let mut before = String::new();
            plain(&content, &mut before);
            let mut places: Vec<usize> = Vec::new();
            for (at, character) in before.char_indices() {
                if character != '\n' && u.ratio(1, 3)? {
                    places.push(at);
                }
            }
            let chances: Vec<(usize, char)> = places.iter().map(|at| (*at, CHANCE)).collect();
            let mut after = String::new();
            plain(&with_chances(&document, &content, &chances), &mut after);
            let mut expected = before.clone();
            for at in places.iter().rev() {
                expected.insert(*at, CHANCE);
            }
            assert_eq!(after, expected);
            Ok(())
        });
    }
}
