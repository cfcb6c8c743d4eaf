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
    /// A `|` or `>` block.
    Block,
}

impl ScalarStyle {
    /// The style of the scalar at `span`, and the span cut to the scalar itself: the reader's
    /// spans of block scalars run into the next line's indent.
    #[must_use]
    pub fn of(file_text: &str, span: Span) -> (Self, Span) {
        let written = &file_text[span.range()];
        let lead = written.len() - written.trim_start().len();
        let trimmed = written.trim();
        let style = match trimmed.bytes().next() {
            Some(b'\'') => Self::SingleQuoted,
            Some(b'"') => Self::DoubleQuoted,
            Some(b'|' | b'>') => Self::Block,
            _ => {
                // Some readers give the span of a block's text without its header.
                let before = file_text[..span.range().start].trim_end_matches([' ', '\n', '\r']);
                let header = before.trim_end_matches(|c: char| matches!(c, '-' | '+' | '1'..='9'));
                if written.contains('\n') && header.ends_with(['|', '>']) {
                    Self::Block
                } else {
                    Self::Plain
                }
            }
        };
        let start = span.range().start + lead;
        (style, Span::new(span.file, start, start + trimmed.len()))
    }
}

/// Maps offsets in a scalar's text to offsets in its file.
#[derive(Clone, Debug)]
pub struct OffsetMap {
    file: FileId,
    /// (offset in the text, offset in the file), ascending; between two of them both run alike.
    segments: Vec<(usize, usize)>,
    end: usize,
}

impl OffsetMap {
    /// The map of a scalar at `span` whose resolved text is `text`.
    #[must_use]
    pub fn new(file_text: &str, span: Span, style: ScalarStyle, text: &str) -> Self {
        let written = &file_text[span.range()];
        let start = span.range().start;
        let body = match style {
            ScalarStyle::Plain => 0,
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => 1,
            ScalarStyle::Block => {
                if written.starts_with(['|', '>']) {
                    written.find('\n').map_or(written.len(), |at| at + 1)
                } else {
                    0
                }
            }
        };
        let segments = align(&written[body..], text, start + body, style);
        Self { file: span.file, segments, end: span.range().end }
    }

    /// A map for text that does not stand in the file letter by letter: everything is `span`.
    #[must_use]
    pub fn whole(span: Span) -> Self {
        Self { file: span.file, segments: vec![(0, span.range().start)], end: span.range().end }
    }

    /// The file.
    #[must_use]
    pub fn file(&self) -> FileId {
        self.file
    }

    /// The offset in the file of an offset in the text.
    #[must_use]
    pub fn offset(&self, offset: usize) -> usize {
        let index = self.segments.partition_point(|(text, _)| *text <= offset).max(1) - 1;
        let (text, file) = self.segments.get(index).copied().unwrap_or((0, self.end));
        let limit = self.segments.get(index + 1).map_or(self.end, |(_, file)| *file);
        (file + offset.saturating_sub(text)).min(limit.max(file))
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
        let end = self.offset(range.end - 1) + 1;
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
fn align(written: &str, text: &str, base: usize, style: ScalarStyle) -> Vec<(usize, usize)> {
    let mut segments = vec![(0, base)];
    let mut at = 0;
    let mut together = false;
    for (offset, wanted) in text.char_indices() {
        let before = at;
        while let Some(found) = written[at..].chars().next() {
            if found == wanted && !is_skipped_quote(written, at, style) {
                break;
            }
            if style == ScalarStyle::DoubleQuoted && found == '\\' {
                break;
            }
            // A folded line end reads as a space: leave the line end where it is.
            if wanted == ' ' && found == '\n' {
                break;
            }
            let quote = style == ScalarStyle::SingleQuoted && found == '\'';
            if !found.is_whitespace() && !quote {
                break;
            }
            at += found.len_utf8();
        }
        let Some(found) = written[at..].chars().next() else { break };
        if at != before || !together {
            segments.push((offset, base + at));
        }
        if style == ScalarStyle::DoubleQuoted && found == '\\' {
            at += escape_length(&written[at..]);
            together = false;
        } else {
            at += found.len_utf8();
            together = found == wanted;
        }
    }
    segments
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
