//! Lines of a paragraph that were meant as something else: items of a list, rows of a table,
//! headings, tasks.

use std::ops::Range;

use super::{MOST, Rest};
use crate::diagnostic::Diagnostics;

/// What a line of a list typed by hand begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Marker {
    /// `•`.
    Bullet(char),
    /// `-word`.
    TightHyphen,
    /// `– word`.
    Dash(char),
    /// `(a)`, `b)`, `3.`: whether in brackets, the sign after it, and what it counts.
    Count {
        bracketed: bool,
        after: char,
        letters: Option<u32>,
        roman: Option<u32>,
        number: Option<u32>,
    },
}

pub(super) fn check(rest: &Rest<'_>, diagnostics: &mut Diagnostics) {
    let mut lines: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    for line in rest.text.split('\n') {
        lines.push(start..start + line.len());
        start += line.len() + 1;
    }
    if let Some(range) = list(rest, &lines) {
        diagnostics.push(rest.finding(
            &range,
            "lines that begin like items of a list are run together into one paragraph",
            "begin each item with `- ` or `1. ` and put an empty line before the first; for marks of \
             your own, put an empty line between the items",
        ));
    }
    table(rest, &lines, diagnostics);
    for (index, line) in lines.iter().enumerate() {
        if diagnostics.iter().len() > MOST {
            return;
        }
        let text = &rest.text[line.clone()];
        single(rest, line, text, index, diagnostics);
    }
}

/// Where a list that is run together begins.
fn list(rest: &Rest<'_>, lines: &[Range<usize>]) -> Option<Range<usize>> {
    let marked: Vec<(usize, Range<usize>, Marker)> = lines
        .iter()
        .enumerate()
        .filter_map(|(index, line)| {
            let (length, marker) = marker(&rest.text[line.clone()])?;
            Some((index, line.start..line.start + length, marker))
        })
        .collect();
    let first_of = |holds: &dyn Fn(&Marker) -> bool, least: usize| {
        let mut found = marked.iter().filter(|(.., marker)| holds(marker));
        let first = found.next()?;
        (1 + found.count() >= least).then(|| first.1.clone())
    };
    let tight =
        marked.iter().find(|(index, _, marker)| *index > 0 && *marker == Marker::TightHyphen);
    first_of(&|marker| matches!(marker, Marker::Bullet(_)), 1)
        .or_else(|| tight.map(|(_, range, _)| range.clone()))
        .or_else(|| first_of(&|marker| *marker == Marker::Dash('–'), 2))
        .or_else(|| first_of(&|marker| *marker == Marker::Dash('—'), 2))
        .or_else(|| {
            let pairs = marked.iter().zip(marked.iter().skip(1));
            let mut running = pairs.filter(|(one, next)| follows(one.2, next.2));
            running.next().map(|(one, _)| one.1.clone())
        })
}

/// Whether a marker counts on from another.
fn follows(one: Marker, next: Marker) -> bool {
    let (
        Marker::Count { bracketed, after, letters, roman, number },
        Marker::Count {
            bracketed: also,
            after: sign,
            letters: letter,
            roman: numeral,
            number: figure,
        },
    ) = (one, next)
    else {
        return false;
    };
    let counts = |one: Option<u32>, next: Option<u32>| {
        one.zip(next).is_some_and(|(one, next)| one + 1 == next)
    };
    bracketed == also
        && after == sign
        && (counts(letters, letter) || counts(roman, numeral) || counts(number, figure))
}

/// What a line begins with, and how long that is.
fn marker(line: &str) -> Option<(usize, Marker)> {
    let first = line.chars().next()?;
    let rest = &line[first.len_utf8()..];
    match first {
        '•' | '◦' | '▪' | '‣' | '●' | '○' | '■' | '□' | '·' | '∙' => {
            (!rest.trim().is_empty()).then_some((first.len_utf8(), Marker::Bullet(first)))
        }
        '-' => {
            let letter = rest.chars().next().filter(|next| next.is_alphabetic())?;
            Some((1 + letter.len_utf8(), Marker::TightHyphen))
        }
        '–' | '—' => rest.starts_with(' ').then_some((first.len_utf8(), Marker::Dash(first))),
        _ => count(line),
    }
}

fn count(line: &str) -> Option<(usize, Marker)> {
    let bracketed = line.starts_with('(');
    let body = line.strip_prefix('(').unwrap_or(line);
    let length =
        body.find(|c: char| !c.is_alphanumeric()).filter(|length| (1..=6).contains(length))?;
    let word = &body[..length];
    let after = body[length..].chars().next()?;
    let fits = if bracketed { after == ')' } else { matches!(after, ')' | '.') };
    if !fits {
        return None;
    }
    let behind = &body[length + after.len_utf8()..];
    // `1.First`: the space that makes an item of it is missing.
    let glued = word.parse::<u32>().is_ok() && behind.starts_with(char::is_alphabetic);
    if !glued && !behind.starts_with([' ', '\u{A0}']) {
        return None;
    }
    let mut letters = word.chars();
    let letter = letters.next().filter(|_| letters.next().is_none()).and_then(|only| {
        let only = only.to_lowercase().next()?;
        let known = only.is_ascii_lowercase() || ('а'..='я').contains(&only);
        known.then(|| u32::from(only))
    });
    let marker = Marker::Count {
        bracketed,
        after,
        letters: letter,
        roman: roman(word),
        // Longer ones are years.
        number: word.parse().ok().filter(|_| word.len() <= 2),
    };
    let Marker::Count { letters, roman, number, .. } = marker else { return None };
    let counts = letters.is_some() || roman.is_some() || number.is_some();
    counts.then_some((usize::from(bracketed) + length + 1, marker))
}

/// Small Roman numerals.
fn roman(word: &str) -> Option<u32> {
    const NUMERALS: [&str; 12] =
        ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"];
    let word = word.to_lowercase();
    let at = NUMERALS.iter().position(|numeral| *numeral == word)?;
    u32::try_from(at).ok()
}

/// Reports rows that no line of hyphens made a table of.
fn table(rest: &Rest<'_>, lines: &[Range<usize>], diagnostics: &mut Diagnostics) {
    let text = |index: usize| lines.get(index).map_or("", |line| rest.text[line.clone()].trim());
    let rule = (0..lines.len()).find(|index| is_rule(text(*index)));
    if let Some(index) = rule {
        let (rule, header) =
            (columns(text(index)), index.checked_sub(1).map(|at| columns(text(at))));
        let message = match header {
            Some(header) if header != rule => format!(
                "this line has {rule} columns and the header above it {header}, so this is no table"
            ),
            _ => "this is no table: the line of hyphens has no header directly above it".to_owned(),
        };
        diagnostics.push(rest.finding(
            &lines[index],
            message,
            "the header and the line of hyphens below it have as many cells: `| A | B |`, `|---|---|`",
        ));
        return;
    }
    let whole = |index: usize| {
        let text = text(index);
        text.len() > 2 && text.starts_with('|') && text.ends_with('|')
    };
    let parted = |index: usize| text(index).contains(" | ");
    let row = (0..lines.len()).find(|index| whole(*index) || parted(*index) && parted(*index + 1));
    if let Some(index) = row {
        diagnostics.push(rest.finding(
            &lines[index],
            "this looks like a table, but is printed as one paragraph",
            "put a line of hyphens below the header, a group for each column: `|---|---|`",
        ));
    }
}

fn is_rule(line: &str) -> bool {
    let cells = line.trim_matches('|').split('|');
    line.contains('|')
        && line.contains('-')
        && cells.into_iter().all(|cell| {
            let cell = cell.trim();
            let inner = cell.strip_prefix(':').unwrap_or(cell);
            let inner = inner.strip_suffix(':').unwrap_or(inner);
            !inner.is_empty() && inner.bytes().all(|byte| byte == b'-')
        })
}

fn columns(line: &str) -> usize {
    let line = line.strip_prefix('|').unwrap_or(line);
    line.strip_suffix('|').unwrap_or(line).split('|').count()
}

/// Reports what one line begins with or is.
fn single(
    rest: &Rest<'_>,
    line: &Range<usize>,
    text: &str,
    index: usize,
    diagnostics: &mut Diagnostics,
) {
    let place = |length: usize| line.start..line.start + length;
    let signs = text.bytes().take_while(|byte| *byte == b'#').count();
    let next = text[signs..].chars().next();
    let words = text.split_whitespace().count();
    if signs > 6
        || signs > 1 && next.is_some_and(|next| !next.is_whitespace() && !next.is_ascii_digit())
        || signs == 1
            && index == 0
            && words > 1
            && next.is_some_and(char::is_uppercase)
            && !rest.text.contains('\n')
            && !text.ends_with(['.', '!', '?'])
            && !text[1..].contains('#')
    {
        let hashes = "#".repeat(signs.min(4));
        diagnostics.push(rest.finding(
            &place(signs),
            "this is no heading: a space is missing after `#`, or there are too many",
            format!("write `{hashes} {}`", text[signs..].trim()),
        ));
    }
    if let Some(mark) = ["[ ]", "[x]", "[X]"].iter().find(|mark| text.starts_with(**mark))
        && text[mark.len()..].starts_with([' ', '\n']) | (text.len() == mark.len())
    {
        diagnostics.push(rest.finding(
            &place(mark.len()),
            format!("there are no task lists: `{mark}` would be printed as typed"),
            "write `☐` or `☒`, or leave it out",
        ));
    }
    if text.starts_with("[!")
        && let Some(end) = text.find(']')
        && index == 0
    {
        diagnostics.push(rest.finding(
            &place(end + 1),
            "this is no box: each line of a box begins with `>`",
            format!("write `> {text}`"),
        ));
    }
    if text.starts_with(": ") && index > 0 {
        diagnostics.push(rest.finding(
            line,
            "there are no lists of definitions: this line goes on in the paragraph above",
            "write `- **Term**: definition`, or put an empty line between the two",
        ));
    }
    let only = |sign: u8| text.len() > 2 && text.trim_end().bytes().all(|byte| byte == sign);
    if only(b'=') || only(b'+') {
        diagnostics.push(rest.finding(
            line,
            "this line would be printed as typed",
            "leave it out; a heading is written `### Heading`",
        ));
    }
}
