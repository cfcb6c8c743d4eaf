//! What is said about tables that cannot be set as they should be.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::{Block, Table, inline_text};

/// Characters of a header that a message shows.
const MAX_HEADER: usize = 30;
/// Characters of a word that a message shows.
const MAX_WORD: usize = 60;
/// Columns that a message names.
const MAX_NAMED: usize = 4;

/// The widest word of a column that is divided.
pub(super) struct Divided {
    pub width: f64,
    pub word: String,
    pub place: Option<Span>,
}

/// What a column is called in messages: by its header, else by its number.
fn column_name(table: &Table, column: usize) -> String {
    let header = table.header.last().and_then(|row| row.cells.get(column));
    let text = header.map_or_else(String::new, |cell| inline_text(&cell.content));
    let text = text.trim();
    if text.is_empty() {
        format!("column {}", column + 1)
    } else {
        format!("column `{}`", shortened(text, MAX_HEADER))
    }
}

fn shortened(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    let start: String = text.chars().take(longest).collect();
    format!("{start}…")
}

/// Words had to be divided in these columns.
pub(super) fn too_narrow(table: &Table, columns: &BTreeMap<usize, Divided>) -> Option<Diagnostic> {
    let place = columns.values().next()?.place;
    let named = columns.iter().take(MAX_NAMED).map(|(column, divided)| {
        format!("{} (`{}`)", column_name(table, *column), shortened(&divided.word, MAX_WORD))
    });
    let mut named: Vec<String> = named.collect();
    match columns.len().saturating_sub(MAX_NAMED) {
        0 => {}
        1 => named.push("one other column".to_owned()),
        others => named.push(format!("{others} other columns")),
    }
    let list = match named.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => named.concat(),
    };
    let message = match columns.len() {
        1 => format!("a word is divided, because its column is too narrow: {list}"),
        _ => format!("words are divided, because their columns are too narrow: {list}"),
    };
    let found = Diagnostic::new(Code::ColumnTooNarrow, message)
        .at(place)
        .hint("give the table fewer columns, or make two tables of it")
        .hint("in an annex with `orientation: landscape`, tables are wider");
    Some(found)
}

/// Not even single letters stand beside each other.
pub(super) fn no_room(block: &Block, columns: usize) -> Diagnostic {
    let message = format!("the table has {columns} columns, for which the text is too narrow");
    Diagnostic::new(Code::TableTooLarge, message)
        .at(block.origin)
        .hint("give the table fewer columns, or divide it into several tables")
}

/// Header rows are too high to be repeated.
pub(super) fn high_header() -> Diagnostic {
    let message = "the header row of the table is higher than half a page, so it is not repeated \
                   on the next";
    Diagnostic::new(Code::HighTableHeader, message)
        .hint("give the columns short headers, and put the text into the rows")
}
