//! From an offset in a scalar's text to an offset in its file, for every YAML style of scalar.
//!
//! Editors see their mistake inside a `|` block or a quoted string at the right column because
//! of this table. Folded (`>`) and multi-line plain or quoted scalars are mapped by words.

use std::ops::Range;

use crate::diagnostic::{FileId, Span};

/// How a scalar was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScalarStyle {
    /// Without quotes.
    Plain,
    /// In single quotes.
    SingleQuoted,
    /// In double quotes.
    DoubleQuoted,
    /// A `|` block: lines stay lines.
    Literal,
    /// A `>` block: lines become one.
    Folded,
}

/// Maps offsets in a scalar's text to offsets in its file. Offsets of whole characters are mapped
/// to whole characters, whatever the two texts are.
#[derive(Clone, Debug)]
pub struct OffsetMap {
    file: FileId,
    /// Ascending; never empty.
    stretches: Vec<Stretch>,
}

/// A part of the text that stands in the file byte by byte, and what follows it.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    /// Where it begins in the text.
    text: usize,
    /// Where it begins in the file.
    file: usize,
    /// How many bytes are the same in both.
    alike: usize,
    /// How many bytes of the file stand for the text between these bytes and the next stretch: an
    /// escape, or whatever the reader made of them.
    replaced: usize,
}

impl OffsetMap {
    /// The map of a scalar at `span` whose resolved text is `text`. The span of a block begins with
    /// the line below its `|` or `>`.
    #[must_use]
    pub fn new(file_text: &str, span: Span, style: ScalarStyle, text: &str) -> Self {
        let written = &file_text[span.range()];
        let start = span.range().start;
        let body = match style {
            ScalarStyle::Plain | ScalarStyle::Literal | ScalarStyle::Folded => 0,
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => 1.min(written.len()),
        };
        Self { file: span.file, stretches: align(&written[body..], text, start + body, style) }
    }

    /// A map for text that does not stand in the file letter by letter: everything is `span`.
    #[must_use]
    pub fn whole(span: Span) -> Self {
        let (start, length) = (span.range().start, span.range().len());
        let stretch = Stretch { text: 0, file: start, alike: 0, replaced: length };
        Self { file: span.file, stretches: vec![stretch] }
    }

    /// A map of the same file to which parts of this one are added in their new order.
    pub(super) fn begin(&self) -> Self {
        Self { file: self.file, stretches: Vec::new() }
    }

    /// Adds the part of another map that a range of its text has; it stands at `at` now.
    pub(super) fn push_part(&mut self, other: &Self, range: Range<usize>, at: usize) {
        if range.is_empty() {
            return;
        }
        let first = other.stretches.partition_point(|stretch| stretch.text <= range.start).max(1);
        for (index, stretch) in other.stretches.iter().enumerate().skip(first - 1) {
            if stretch.text >= range.end {
                break;
            }
            let start = stretch.text.max(range.start);
            let next = other.stretches.get(index + 1).map_or(range.end, |next| next.text);
            let end = next.min(range.end);
            if start >= end {
                continue;
            }
            let skipped = (start - stretch.text).min(stretch.alike);
            let alike = (stretch.alike - skipped).min(end - start);
            let replaced = if alike < end - start { stretch.replaced } else { 0 };
            let (text, file) = (at + start - range.start, stretch.file + skipped);
            self.stretches.push(Stretch { text, file, alike, replaced });
        }
    }

    /// Adds a text that stands for a range of another map's text.
    pub(super) fn push_whole(&mut self, other: &Self, range: Range<usize>, at: usize) {
        let place = other.range(range);
        let stretch =
            Stretch { text: at, file: place.start, alike: 0, replaced: place.end - place.start };
        self.stretches.push(stretch);
    }

    /// The map once everything is added; `other` tells the place if nothing was.
    pub(super) fn finished(mut self, other: &Self) -> Self {
        if self.stretches.is_empty() {
            self.push_whole(other, 0..0, 0);
        }
        self
    }

    /// The file.
    #[must_use]
    pub fn file(&self) -> FileId {
        self.file
    }

    fn stretch(&self, offset: usize) -> Stretch {
        let index = self.stretches.partition_point(|stretch| stretch.text <= offset).max(1) - 1;
        let nothing = Stretch { text: 0, file: 0, alike: 0, replaced: 0 };
        self.stretches.get(index).copied().unwrap_or(nothing)
    }

    /// The offset in the file of an offset in the text.
    #[must_use]
    pub fn offset(&self, offset: usize) -> usize {
        let stretch = self.stretch(offset);
        stretch.file + offset.saturating_sub(stretch.text).min(stretch.alike)
    }

    /// The range in the file of a range in the text.
    #[must_use]
    pub fn range(&self, range: Range<usize>) -> Range<usize> {
        let start = self.offset(range.start);
        if range.is_empty() {
            return start..start;
        }
        // The end is mapped from the last byte, so that a range up to a line's end does not run
        // into the next line's indent.
        let last = self.stretch(range.end - 1);
        let length = range.end.saturating_sub(last.text);
        let end = if length <= last.alike {
            last.file + length
        } else {
            last.file + last.alike + last.replaced
        };
        start..end.max(start)
    }

    /// The span in the file of a range in the text.
    #[must_use]
    pub fn span(&self, range: Range<usize>) -> Span {
        let range = self.range(range);
        Span::new(self.file, range.start, range.end)
    }
}

/// Walks both texts side by side; where they part (indents, escapes, doubled quotes, folded
/// lines) it skips in the written text until they meet again.
fn align(written: &str, text: &str, base: usize, style: ScalarStyle) -> Vec<Stretch> {
    let mut stretches = vec![Stretch { text: 0, file: base, alike: 0, replaced: 0 }];
    let mut at = 0;
    for (offset, wanted) in text.char_indices() {
        let before = at;
        while let Some(found) = written[at..].chars().next() {
            if found == wanted && !is_skipped_quote(written, at, style) {
                break;
            }
            if style == ScalarStyle::DoubleQuoted && found == '\\' {
                // At a line's end it joins the line with the next, and stands for nothing.
                let line_end =
                    ["\\\n", "\\\r\n"].iter().find(|end| written[at..].starts_with(**end));
                let Some(line_end) = line_end else { break };
                at += line_end.len();
                at += written[at..].len() - written[at..].trim_start_matches([' ', '\t']).len();
                continue;
            }
            // A folded line end reads as a space: leave the line end where it is.
            if wanted == ' ' && found == '\n' {
                break;
            }
            let quote = style == ScalarStyle::SingleQuoted && found == '\'';
            if !matches!(found, ' ' | '\t' | '\n' | '\r') && !quote {
                break;
            }
            at += found.len_utf8();
        }
        let found = written[at..].chars().next();
        let jumps = at != before || stretches.last().is_some_and(|last| last.replaced > 0);
        if jumps || found.is_none() {
            stretches.push(Stretch { text: offset, file: base + at, alike: 0, replaced: 0 });
        }
        // Text that is written nowhere stands at the end.
        let (Some(found), Some(stretch)) = (found, stretches.last_mut()) else { break };
        if style == ScalarStyle::DoubleQuoted && found == '\\' {
            stretch.replaced = escape_length(&written[at..]);
            at += stretch.replaced;
        } else if found == wanted {
            stretch.alike += found.len_utf8();
            at += found.len_utf8();
        } else {
            stretch.replaced = found.len_utf8();
            at += stretch.replaced;
        }
    }
    stretches
}

/// In single quotes `''` stands for one quote: the first of the two is skipped.
fn is_skipped_quote(written: &str, at: usize, style: ScalarStyle) -> bool {
    style == ScalarStyle::SingleQuoted && written[at..].starts_with("''")
}

fn escape_length(written: &str) -> usize {
    let digits = match written.as_bytes().get(1) {
        Some(b'x') => 2,
        Some(b'u') => 4,
        Some(b'U') => 8,
        _ => 0,
    };
    let mut length = 2 + digits;
    while length > 0 && !written.is_char_boundary(length.min(written.len())) {
        length -= 1;
    }
    length.min(written.len()).max(1)
}
