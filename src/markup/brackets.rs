//! Where code, links and note marks stand in a field, before it is parsed.
//!
//! The parser takes `[^id]` for a link of its own, and a link inside of a link ends the outer one.
//! So what has to be changed for its sake is looked for here, in one pass. Whatever is misread is
//! only left as it was written.

use std::collections::BTreeMap;
use std::ops::Range;

use super::citation;

/// Most bytes of a link's address or title that are looked at.
const MAX_PART: usize = 4_000;

/// What was found in a field.
#[derive(Debug, Default)]
pub(super) struct Brackets {
    /// Code spans, with their backticks.
    pub(super) code: Vec<Range<usize>>,
    /// `<…>`: addresses and HTML.
    pub(super) angles: Vec<Range<usize>>,
    /// `[text](address)` and `![](address)`.
    pub(super) links: Vec<Link>,
    /// `[^id]` and `[@key]`.
    pub(super) marks: Vec<Range<usize>>,
    /// `^[text]`.
    pub(super) inline_notes: Vec<Range<usize>>,
}

/// A link or an image with its address in parentheses.
#[derive(Debug)]
pub(super) struct Link {
    /// Whether it is an image.
    pub(super) image: bool,
    /// All of it.
    pub(super) range: Range<usize>,
    /// Its text, without the brackets.
    pub(super) text: Range<usize>,
    /// Its address, as it is written.
    pub(super) address: Range<usize>,
}

/// Looks through a field.
pub(super) fn find(text: &str) -> Brackets {
    let bytes = text.as_bytes();
    let closing = closing_runs(text);
    let mut found = Brackets::default();
    let mut open: Vec<usize> = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let mut next = at + 1;
        match byte {
            b'\\' if bytes.get(next).is_some_and(u8::is_ascii_punctuation) => next += 1,
            b'`' => {
                next = at + run(bytes, at);
                if let Some(end) = closing.get(&at) {
                    found.code.push(at..*end);
                    next = *end;
                }
            }
            b'<' => {
                if let Some(end) = angle(text, at) {
                    found.angles.push(at..end);
                    next = end;
                }
            }
            b'[' => open.push(at),
            b']' => {
                if let Some(start) = open.pop() {
                    next = close(text, start, at, &mut open, &mut found);
                }
            }
            b'\n' if blank_line(bytes, next) => open.clear(),
            _ => {}
        }
        at = next;
    }
    found
}

/// Takes a pair of brackets for what it is and returns where to go on.
fn close(
    text: &str,
    start: usize,
    end: usize,
    open: &mut Vec<usize>,
    found: &mut Brackets,
) -> usize {
    let inner = &text[start + 1..end];
    let before = text[..start].chars().next_back();
    if let Some((address, after)) = target(text, end + 1) {
        let image = before == Some('!');
        let from = if image { start - 1 } else { start };
        found.links.push(Link { image, range: from..after, text: start + 1..end, address });
        if !image {
            // Links cannot stand in links.
            open.clear();
        }
        return after;
    }
    if inner.starts_with('^') && inner.len() > 1 || citation::is_citation(inner) {
        found.marks.push(start..end + 1);
    } else if before == Some('^') && !inner.trim().is_empty() && !text[..start - 1].ends_with('\\')
    {
        found.inline_notes.push(start - 1..end + 1);
    }
    end + 1
}

/// `(address "title")` at a place: the address and where it all ends. An address may hold
/// `{{ name }}`, spaces and all.
fn target(text: &str, at: usize) -> Option<(Range<usize>, usize)> {
    let bytes = text.as_bytes();
    if bytes.get(at) != Some(&b'(') {
        return None;
    }
    let start = space_end(bytes, at + 1);
    let end = address_end(text, start)?;
    let mut after = space_end(bytes, end);
    if after > end && matches!(bytes.get(after), Some(b'"' | b'\'' | b'(')) {
        let quote = if bytes[after] == b'(' { b')' } else { bytes[after] };
        let mut title = bytes.iter().enumerate().skip(after + 1).take(MAX_PART);
        let end_of_title = title.find(|(at, byte)| **byte == quote && bytes[at - 1] != b'\\')?.0;
        after = space_end(bytes, end_of_title + 1);
    }
    (bytes.get(after) == Some(&b')')).then_some((start..end, after + 1))
}

/// Where an address ends that begins at a place.
fn address_end(text: &str, start: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let pointed = bytes.get(start) == Some(&b'<');
    let mut depth = 0_usize;
    let mut at = start;
    while at < bytes.len() && at - start < MAX_PART {
        match bytes[at] {
            b'\\' => at += 1,
            b'{' if text[at..].starts_with("{{") => {
                if let Some(end) = variable_end(text, at) {
                    at = end - 1;
                }
            }
            b'\n' if pointed => return None,
            b'>' if pointed => return Some(at + 1),
            _ if pointed => {}
            b'(' => depth += 1,
            b')' if depth == 0 => return Some(at),
            b')' => depth -= 1,
            byte if byte.is_ascii_whitespace() => {
                return (depth == 0).then_some(at);
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// Where a `{{ … }}` ends in its line.
pub(super) fn variable_end(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at..text.floor_char_boundary(at + MAX_PART)];
    let line = rest.find('\n').map_or(rest, |length| &rest[..length]);
    line.find("}}").map(|length| at + length + 2)
}

/// The end of spaces and at most one line end.
fn space_end(bytes: &[u8], mut at: usize) -> usize {
    let mut lines = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b' ' | b'\t' => {}
            b'\n' if lines == 0 => lines += 1,
            _ => break,
        }
        at += 1;
    }
    at
}

/// `<…>` on one line: where it ends.
fn angle(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let opens = bytes.get(at + 1)?;
    if !(opens.is_ascii_alphabetic() || matches!(opens, b'/' | b'!' | b'?')) {
        return None;
    }
    let mut inside = bytes.iter().enumerate().skip(at + 1).take(MAX_PART);
    let (end, byte) = inside.find(|(_, byte)| matches!(byte, b'<' | b'>' | b'\n'))?;
    (*byte == b'>').then_some(end + 1)
}

/// How many signs like that at a place follow it, itself among them.
fn run(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().take_while(|byte| **byte == bytes[at]).count()
}

fn blank_line(bytes: &[u8], at: usize) -> bool {
    let rest = bytes.get(at..).unwrap_or_default();
    rest.iter().find(|byte| !matches!(byte, b' ' | b'\t' | b'\r')).is_none_or(|byte| *byte == b'\n')
}

/// For each run of backticks, where the next run of its length ends in the same paragraph.
fn closing_runs(text: &str) -> BTreeMap<usize, usize> {
    let bytes = text.as_bytes();
    let mut last: BTreeMap<usize, usize> = BTreeMap::new();
    let mut closing = BTreeMap::new();
    let mut end = bytes.len();
    while let Some(found) = bytes[..end].iter().rposition(|byte| matches!(byte, b'`' | b'\n')) {
        if bytes[found] == b'\n' {
            if blank_line(bytes, found + 1) {
                last.clear();
            }
            end = found;
            continue;
        }
        let start = bytes[..=found].iter().rposition(|byte| *byte != b'`').map_or(0, |at| at + 1);
        let length = found + 1 - start;
        if let Some(end) = last.insert(length, found + 1) {
            closing.insert(start, end);
        }
        end = start;
    }
    closing
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(text: &str) -> Vec<(String, String)> {
        find(text)
            .links
            .iter()
            .map(|link| (text[link.text.clone()].to_owned(), text[link.address.clone()].to_owned()))
            .collect()
    }

    #[test]
    fn links_are_found_with_their_addresses() {
        let link = |text: &str, address: &str| vec![(text.to_owned(), address.to_owned())];
        assert_eq!(links("see [a](https://x.org/(b)) and"), link("a", "https://x.org/(b)"));
        assert_eq!(links("[a](https://{{ host }}/x)"), link("a", "https://{{ host }}/x"));
        assert_eq!(links("[a](<x y> 'title')"), link("a", "<x y>"));
        assert_eq!(links("[a[^n]](x)"), link("a[^n]", "x"));
        assert_eq!(links("`[a](x)` \\[b](y) [c] (z) [d](e f)"), Vec::new());
        assert_eq!(links("[a\n\nb](x)"), Vec::new());
    }

    #[test]
    fn marks_and_inline_notes_are_found() {
        let text = "a[^n] b[@k, p. 1] c^[note] `[^m]` \\^[x] [sic]";
        let found = find(text);
        let written = |ranges: &[Range<usize>]| -> Vec<String> {
            ranges.iter().map(|range| text[range.clone()].to_owned()).collect()
        };
        assert_eq!(written(&found.marks), ["[^n]", "[@k, p. 1]"]);
        assert_eq!(written(&found.inline_notes), ["^[note]"]);
        assert_eq!(written(&found.code), ["`[^m]`"]);
    }

    #[test]
    fn code_ends_at_a_run_of_the_same_length() {
        let text = "``a`b`` c` d\n\n`e";
        assert_eq!(find(text).code, vec![(0..7)]);
    }
}
