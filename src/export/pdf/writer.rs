//! Generated Typst files and the table that leads from their bytes back to the sources.

use std::ops::Range;

use crate::diagnostic::Span;

/// Every file handed to Typst.
#[derive(Debug)]
pub(super) struct GeneratedSources {
    pub(super) files: Vec<GeneratedFile>,
}

/// One file.
#[derive(Debug)]
pub(super) struct GeneratedFile {
    /// Path from the root, with forward slashes.
    pub(super) path: String,
    pub(super) text: String,
    /// Ranges of the text that stand for something in the sources, ascending by start.
    origins: Vec<(Range<usize>, Span)>,
}

impl GeneratedFile {
    pub(super) fn fixed(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned(), origins: Vec::new() }
    }

    /// The place in the sources that a range of this file stands for: the smallest one that
    /// holds it, else the nearest one before it.
    pub(super) fn origin(&self, range: &Range<usize>) -> Option<Span> {
        let holding = self
            .origins
            .iter()
            .filter(|(own, _)| own.start <= range.start && range.start < own.end.max(own.start + 1))
            .min_by_key(|(own, _)| own.len());
        let before = || {
            let index = self.origins.partition_point(|(own, _)| own.start <= range.start);
            index.checked_sub(1).and_then(|index| self.origins.get(index))
        };
        holding.or_else(before).map(|(_, span)| *span)
    }
}

/// A place where a line may end. Typst would leave it in text that is copied from the page.
const ZERO_WIDTH_SPACE: char = '\u{200B}';

/// Writes one file.
#[derive(Debug, Default)]
pub(super) struct Writer {
    text: String,
    origins: Vec<(Range<usize>, Span)>,
    /// Whether document symbols may divide at line ends: in narrow places.
    pub(super) divides_symbols: bool,
    /// How deep the text stands in emphasis.
    pub(super) emphasis: usize,
    /// Whether strong words are in italics.
    pub(super) slants_strong: bool,
    /// How deep the text stands in strong words.
    pub(super) strong: usize,
    /// The last character of text.
    pub(super) last: Option<char>,
}

impl Writer {
    pub(super) fn push(&mut self, code: &str) {
        self.text.push_str(code);
    }

    /// Text as a string literal: no character of it means anything to Typst.
    pub(super) fn push_text(&mut self, text: &str, origin: Option<Span>) {
        self.last = text.chars().next_back().or(self.last);
        let start = self.text.len();
        for (index, part) in text.split(ZERO_WIDTH_SPACE).enumerate() {
            if index > 0 {
                self.text.push_str("#chance;");
            }
            if !part.is_empty() || index == 0 {
                self.text.push('#');
                self.push_string(part);
                self.text.push(';');
            }
        }
        if let Some(span) = origin {
            self.origins.push((start..self.text.len(), span));
        }
    }

    /// Bytes written so far.
    pub(super) fn length(&self) -> usize {
        self.text.len()
    }

    /// A string literal.
    pub(super) fn push_string(&mut self, text: &str) {
        self.text.push_str(&string_literal(text));
    }

    /// Remembers that what `write` writes stands for `origin`.
    pub(super) fn within(&mut self, origin: Option<Span>, write: impl FnOnce(&mut Self)) {
        let start = self.text.len();
        let index = self.origins.len();
        write(self);
        if let Some(span) = origin {
            self.origins.insert(index, (start..self.text.len(), span));
        }
    }

    pub(super) fn finish(self, path: String) -> GeneratedFile {
        GeneratedFile { path, text: self.text, origins: self.origins }
    }
}

/// A Typst string literal.
pub(super) fn string_literal(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('"');
    for character in text.chars() {
        match character {
            '"' => literal.push_str("\\\""),
            '\\' => literal.push_str("\\\\"),
            '\n' | '\r' | '\t' => literal.push(' '),
            other => literal.push(other),
        }
    }
    literal.push('"');
    literal
}

/// The Typst label of a block: any text may be a label when it is given as a string.
pub(super) fn label(id: &crate::document::BlockId) -> String {
    string_literal(&block_label(id))
}

/// The name of that label.
pub(super) fn block_label(id: &crate::document::BlockId) -> String {
    format!("block:{id}")
}
