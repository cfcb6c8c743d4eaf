//! Tables. The parser drops cells that have no column and fills up rows that are too short, so each
//! row is counted as it was written.

use std::ops::Range;

use comrak::nodes::{Node, NodeValue};

use super::blocks::Converter;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{BlockId, BlockKind, ColumnAlignment, Table, TableCell, TableRow};

impl Converter<'_, '_> {
    pub(super) fn table(
        &mut self,
        node: Node<'_>,
        columns: Vec<ColumnAlignment>,
        id: &BlockId,
    ) -> BlockKind {
        let mut header = Vec::new();
        let mut rows = Vec::new();
        for (index, row) in node.children().enumerate() {
            let NodeValue::TableRow(is_header) = row.data.borrow().value else { continue };
            let row_id = id.child(index + 1);
            let mut cells = Vec::new();
            for (column, cell) in row.children().enumerate().take(columns.len()) {
                cells.push(TableCell { content: self.inlines(cell), id: row_id.child(column + 1) });
            }
            let row_cells = TableRow { cells };
            if is_header {
                if row_cells.cells.iter().all(|cell| cell.content.is_empty()) {
                    let span = self.span(row);
                    self.report(
                        Diagnostic::new(Code::BadTable, "the table has an empty header row")
                            .at(span)
                            .hint("name each column in the first row: readers of both outputs hear it with every cell"),
                    );
                }
                header.push(row_cells);
            } else {
                self.check_row(row, columns.len());
                rows.push(row_cells);
            }
        }
        BlockKind::Table(Table { columns, header, rows })
    }

    /// Reports a row that has more or fewer cells than the table has columns.
    fn check_row(&mut self, row: Node<'_>, columns: usize) {
        let range = self.range(row);
        let written = &self.text()[range.clone()];
        let cells = cells(written);
        if cells.len() == 1 && !has_pipe(written) {
            let span = self.span_of(range);
            self.report(
                Diagnostic::new(
                    Code::BadTable,
                    "this line stands directly below a table, so it would become a row of it",
                )
                .at(span)
                .hint("put an empty line between the table and the text"),
            );
            return;
        }
        if cells.len() == columns {
            return;
        }
        let of = |count: usize, word: &str| {
            format!("{count} {word}{}", if count == 1 { "" } else { "s" })
        };
        let message = format!(
            "the row has {}, but the table has {}",
            of(cells.len(), "cell"),
            of(columns, "column")
        );
        let diagnostic = Diagnostic::new(Code::BadTable, message);
        let diagnostic = match (cells.get(columns), cells.last()) {
            (Some(first), Some(last)) => {
                let beyond = range.start + first.start..range.start + last.end;
                diagnostic
                    .at(self.span_of(beyond))
                    .label("no column for this")
                    .hint("a sign `|` that is no border of a cell is written `\\|`")
                    .hint("or add a column to the header and to the line of hyphens below it")
            }
            _ => diagnostic
                .at(self.span_of(range))
                .hint("write the cells that are missing; an empty one is a space between two `|`"),
        };
        self.report(diagnostic);
    }
}

/// The cells of a row by the rules of GFM: borders are `|` without a backslash, in code too; those
/// at both ends may be missing.
fn cells(row: &str) -> Vec<Range<usize>> {
    let end = row.trim_end().len();
    let mut start = row.len() - row.trim_start().len();
    if row[start..end].starts_with('|') {
        start += 1;
    }
    let mut cells = Vec::new();
    let mut escaped = false;
    let body = start;
    for (at, character) in row[..end].char_indices() {
        if at < body {
            continue;
        }
        if character == '|' && !escaped {
            cells.push(start..at);
            start = at + 1;
        }
        escaped = character == '\\' && !escaped;
    }
    if start < end {
        cells.push(start..end);
    }
    cells
}

/// Whether a row has a border.
fn has_pipe(row: &str) -> bool {
    let mut escaped = false;
    row.chars().any(|character| {
        let border = character == '|' && !escaped;
        escaped = character == '\\' && !escaped;
        border
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_counted_as_they_are_written() {
        let shown = |row: &str| -> Vec<String> {
            cells(row).into_iter().map(|cell| row[cell].trim().to_owned()).collect()
        };
        assert_eq!(shown("| a | b |"), ["a", "b"]);
        assert_eq!(shown("a | b"), ["a", "b"]);
        assert_eq!(shown("| a | b | c"), ["a", "b", "c"]);
        assert_eq!(shown("| a \\| b | |"), ["a \\| b", ""]);
        assert_eq!(shown("| `a|b` |  "), ["`a", "b`"]);
        assert_eq!(shown("| a \\\\| b |"), ["a \\\\", "b"]);
        assert_eq!(shown("text"), ["text"]);
        assert_eq!(shown("|"), Vec::<String>::new());
        assert!(!has_pipe("a \\| b"));
    }
}
