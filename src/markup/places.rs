//! Places in the text that the parser gets wrong, put right once it is done: below definitions, and
//! behind `\|` in tables.

use std::collections::BTreeMap;

use comrak::nodes::{LineColumn, Node, NodeValue};

use super::blocks::Converter;

/// Puts the places of all text right. `ends` has where each definition of an address ends by where it
/// begins, without and with a title on the next line.
pub(super) fn correct(
    converter: &Converter<'_, '_>,
    root: Node<'_>,
    ends: &BTreeMap<usize, [usize; 2]>,
) {
    let lines: Vec<&str> = converter.text().split('\n').collect();
    below_definitions(converter, &lines, root, ends);
    if converter.text().contains("\\|") {
        behind_pipes(&lines, root);
    }
}

/// The parser counts the columns of a cell, and of the lines above a table that belong to none of it,
/// when it has taken the backslash out of each `\|`.
fn behind_pipes(lines: &[&str], root: Node<'_>) {
    for node in root.descendants() {
        let position = node.data.borrow().sourcepos;
        let is_cell = match &node.data.borrow().value {
            NodeValue::TableCell => true,
            NodeValue::Paragraph => {
                let next = node.next_sibling();
                next.is_some_and(|next| matches!(next.data.borrow().value, NodeValue::Table(_)))
            }
            _ => false,
        };
        if !is_cell {
            continue;
        }
        let mut dropped: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let mut moved = |place: &mut LineColumn| {
            let dropped = dropped.entry(place.line).or_insert_with(|| {
                let line = lines.get(place.line.saturating_sub(1)).copied().unwrap_or_default();
                let first =
                    if place.line == position.start.line { position.start.column } else { 1 };
                let last =
                    if place.line == position.end.line { position.end.column } else { line.len() };
                dropped_backslashes(line, first.saturating_sub(1)..last.min(line.len()))
            });
            place.column += dropped.partition_point(|column| *column <= place.column);
        };
        for inline in node.descendants().skip(1) {
            let place = &mut inline.data.borrow_mut().sourcepos;
            moved(&mut place.start);
            moved(&mut place.end);
        }
    }
}

/// The backslashes before `|` in a part of a line, by the column that the `|` has without them.
fn dropped_backslashes(line: &str, part: std::ops::Range<usize>) -> Vec<usize> {
    let bytes = line.as_bytes();
    let mut found = Vec::new();
    let mut at = part.start;
    while at < part.end {
        match bytes.get(at..at + 2) {
            Some(b"\\|") => {
                found.push(at + 1 - found.len());
                at += 2;
            }
            // Pairs of backslashes are text.
            Some(b"\\\\") => at += 2,
            _ => at += 1,
        }
    }
    found
}

/// How much of a line is indent and signs of quotations.
fn signs(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t', '>']).len()
}

/// Puts right the places of text that stands below definitions in one paragraph: the parser counts
/// its lines from those that it has taken out. `ends` has where each definition ends by where it
/// begins, without and with a title on the next line.
fn below_definitions(
    converter: &Converter<'_, '_>,
    lines: &[&str],
    root: Node<'_>,
    ends: &BTreeMap<usize, [usize; 2]>,
) {
    if ends.is_empty() {
        return;
    }
    for paragraph in root.descendants() {
        let position = paragraph.data.borrow().sourcepos;
        let end = match &paragraph.data.borrow().value {
            NodeValue::Paragraph => position.end.line,
            // Its last line is its underline.
            NodeValue::Heading(heading) if heading.setext => position.end.line.saturating_sub(1),
            _ => continue,
        };
        // How much of each line of the paragraph is signs of what it stands in.
        let indent = |line: usize| {
            if line == position.start.line {
                return position.start.column.saturating_sub(1);
            }
            let text = lines.get(line.saturating_sub(1)).copied().unwrap_or_default();
            lazy(text, paragraph).unwrap_or_else(|| signs(text))
        };
        let Some(last) = paragraph.last_child() else { continue };
        let taken = end.saturating_sub(last.data.borrow().sourcepos.end.line);
        let begin = converter.range(paragraph).start;
        if taken == 0 || !holds_definitions(converter, lines, (begin, taken), ends) {
            continue;
        }
        let moved = |place: &mut LineColumn| {
            let line = place.line + taken;
            place.column = (place.column + indent(line)).saturating_sub(indent(place.line));
            place.line = line;
        };
        for node in paragraph.descendants().skip(1) {
            let place = &mut node.data.borrow_mut().sourcepos;
            moved(&mut place.start);
            moved(&mut place.end);
        }
        moved(&mut paragraph.data.borrow_mut().sourcepos.start);
    }
}

/// Where the parser has a line begin that belongs to a paragraph without the signs and the indent of
/// all that the paragraph stands in; none if it has them.
fn lazy(line: &str, paragraph: Node<'_>) -> Option<usize> {
    let mut containers: Vec<_> = paragraph.ancestors().skip(1).collect();
    containers.reverse();
    let mut rest = line;
    for container in containers {
        let blank = rest.len() - rest.trim_start_matches(' ').len();
        let inner = match &container.data.borrow().value {
            NodeValue::BlockQuote => {
                let inner = rest.trim_start_matches(' ').strip_prefix('>').filter(|_| blank <= 3);
                inner.map(|inner| inner.strip_prefix(' ').unwrap_or(inner))
            }
            NodeValue::Item(item) => {
                let indent = item.marker_offset + item.padding;
                rest.get(indent..).filter(|_| blank >= indent)
            }
            _ => Some(rest),
        };
        match inner {
            Some(inner) => rest = inner,
            None => return Some(line.len() - rest.len()),
        }
    }
    None
}

/// Whether so many lines from this byte of the text on are definitions.
fn holds_definitions(
    converter: &Converter<'_, '_>,
    lines: &[&str],
    (begin, count): (usize, usize),
    ends: &BTreeMap<usize, [usize; 2]>,
) -> bool {
    let starts = &converter.line_starts;
    let line_of = |at: usize| starts.partition_point(|start| *start <= at);
    let behind = line_of(begin) + count;
    // Each definition leads to the next.
    let (mut at, mut open) = (begin, vec![begin]);
    while let Some(next) = open.pop() {
        for end in ends.get(&next).into_iter().flatten() {
            let after = line_of(*end) + 1;
            if after == behind {
                return true;
            }
            let text = lines.get(after - 1).copied().unwrap_or_default();
            let start = starts.get(after - 1).map_or(0, |start| start + signs(text));
            if start > at && after < behind {
                at = start;
                open.push(start);
            }
        }
    }
    false
}
