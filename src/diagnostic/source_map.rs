//! Where text came from: files, byte spans and the table that turns them into lines and columns.
//!
//! Nothing here reads a disk; texts are handed in by whoever read them.

use std::fmt;
use std::sync::{Arc, RwLock};

use serde::Serialize;

/// A file known to a [`SourceMap`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct FileId(u32);

/// A half-open range of bytes in one file.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Span {
    /// The file the range lies in.
    pub file: FileId,
    /// First byte of the range.
    pub start: u32,
    /// First byte after the range.
    pub end: u32,
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}..{}", self.file.0, self.start, self.end)
    }
}

impl Span {
    /// The range `start..end` of `file`.
    #[must_use]
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { file, start: clamp(start), end: clamp(end.max(start)) }
    }

    /// The whole file, marked at its first byte: for problems that have no better place.
    #[must_use]
    pub fn file_start(file: FileId) -> Self {
        Self { file, start: 0, end: 0 }
    }

    /// The range as byte offsets.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The place of a part of the text that stands here. Where the file writes the text otherwise
    /// (escapes, variables), its length differs and the whole place is the answer.
    #[must_use]
    pub fn part(self, text: &str, part: std::ops::Range<usize>) -> Self {
        if self.range().len() != text.len() {
            return self;
        }
        let start = self.range().start;
        Self::new(self.file, start + part.start, start + part.end)
    }

    /// The smallest span that covers both, if they lie in the same file; else `self`.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        if self.file == other.file {
            Self {
                file: self.file,
                start: self.start.min(other.start),
                end: self.end.max(other.end),
            }
        } else {
            self
        }
    }
}

/// A place as people count: lines and columns from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1, counted in characters (Unicode scalar values).
    pub column: usize,
}

/// One file's path, text and the offsets of its lines.
#[derive(Debug)]
pub struct SourceFile {
    path: String,
    text: Arc<str>,
    line_starts: Vec<usize>,
}

impl SourceFile {
    fn new(path: String, text: Arc<str>) -> Self {
        let line_starts = std::iter::once(0)
            .chain(text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(i, _)| i + 1))
            .collect();
        Self { path, text, line_starts }
    }

    /// The path as it is shown to people: relative to the project, with forward slashes.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Line and column of a byte offset; offsets past the end give the end.
    #[must_use]
    pub fn line_column(&self, offset: usize) -> LineColumn {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.line_starts.partition_point(|start| *start <= offset).max(1) - 1;
        let column = self.text[self.line_starts[line]..offset].chars().count() + 1;
        LineColumn { line: line + 1, column }
    }

    /// Byte offset of the start of a line (from 1), if the file has it.
    #[must_use]
    pub fn line_start(&self, line: usize) -> Option<usize> {
        line.checked_sub(1).and_then(|index| self.line_starts.get(index)).copied()
    }
}

/// Every file a run has read, by [`FileId`]. Cheap to clone; clones share their files.
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    files: Arc<RwLock<Vec<Arc<SourceFile>>>>,
}

impl SourceMap {
    /// Adds a file, or returns its id if the same path with the same text is known already.
    pub fn add(&self, path: impl Into<String>, text: impl Into<Arc<str>>) -> FileId {
        let (path, text) = (path.into(), text.into());
        let mut files = self.files.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        let known = files.iter().position(|file| file.path == path && file.text == text);
        let index = known.unwrap_or_else(|| {
            files.push(Arc::new(SourceFile::new(path, text)));
            files.len() - 1
        });
        FileId(u32::try_from(index).unwrap_or(u32::MAX))
    }

    /// The file behind an id that this map gave out.
    #[must_use]
    pub fn file(&self, id: FileId) -> Option<Arc<SourceFile>> {
        let files = self.files.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        files.get(id.0 as usize).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_found_where_text_and_file_agree() {
        let file = SourceMap::default().add("a.yaml", "key: word");
        let span = Span::new(file, 5, 9);
        assert_eq!(span.part("word", 1..3), Span::new(file, 6, 8));
        assert_eq!(span.part("a longer word", 1..3), span);
    }

    #[test]
    fn lines_and_columns_count_characters() {
        let map = SourceMap::default();
        let id = map.add("a.yaml", "é: 中文\nb: 1\n");
        let file = map.file(id).unwrap();
        assert_eq!(file.line_column(0), LineColumn { line: 1, column: 1 });
        assert_eq!(file.line_column(4), LineColumn { line: 1, column: 4 });
        assert_eq!(file.line_column(7), LineColumn { line: 1, column: 5 });
        assert_eq!(file.line_column(11), LineColumn { line: 2, column: 1 });
        assert_eq!(file.line_column(99), LineColumn { line: 3, column: 1 });
        assert_eq!(file.line_start(2), Some(11));
    }
}
