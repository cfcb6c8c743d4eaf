//! Asterisks and underscores that opened or closed nothing.

use std::ops::Range;

use super::super::flanking::{is_bracketed, is_ideograph};
use super::{Kind, MOST, Rest};
use crate::diagnostic::Diagnostics;

/// A run of one sign.
struct Run {
    range: Range<usize>,
    /// Whether it stands before a word, as emphasis opens.
    opens: bool,
    before: Option<char>,
    after: Option<char>,
}

pub(super) fn check(rest: &Rest<'_>, diagnostics: &mut Diagnostics) {
    for sign in ['*', '_'] {
        let runs = runs(&rest.text, sign);
        let mut used = vec![false; runs.len()];
        for (index, run) in runs.iter().enumerate() {
            if diagnostics.iter().len() > MOST {
                return;
            }
            if used[index] {
                continue;
            }
            let partner = (index + 1..runs.len())
                .find(|other| !used[*other] && runs[*other].range.len() == run.range.len());
            let beside = partner
                .is_some_and(|partner| is_beside_word(&rest.text, sign, run, &runs[partner]));
            if !beside && !is_mark(rest, sign, run, runs.len()) {
                continue;
            }
            if let Some(partner) = partner {
                used[partner] = true;
                report_pair(rest, run, &runs[partner], diagnostics);
            } else {
                report_single(rest, run, diagnostics);
            }
        }
    }
}

fn runs(text: &str, sign: char) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find(sign).map(|at| from + at) {
        let end = start + text[start..].len() - text[start..].trim_start_matches(sign).len();
        let before = text[..start].chars().next_back();
        let after = text[end..].chars().next();
        let free = before.is_none_or(|before| {
            before.is_whitespace() || "([{“‘«„\"'—–-/：，。（".contains(before)
        });
        let begins =
            after.is_some_and(|after| !after.is_whitespace() && !",.;:!?)]}”’»".contains(after));
        runs.push(Run { range: start..end, opens: free && begins, before, after });
        from = end;
    }
    runs
}

/// Whether two runs were meant as a pair though a word stands directly beside them, which keeps
/// them from marking anything: `f*(x)*g`, `و_WHO_`. Names with underscores are ordinary text.
fn is_beside_word(text: &str, sign: char, first: &Run, second: &Run) -> bool {
    let words = &text[first.range.end..second.range.start];
    let tight = !words.is_empty()
        && !words.starts_with(char::is_whitespace)
        && !words.ends_with(char::is_whitespace);
    let letter = |beside: Option<char>| beside.is_some_and(char::is_alphabetic);
    let outside = [first.before, second.after];
    if !tight || !outside.into_iter().any(letter) {
        return false;
    }
    if sign == '*' {
        return first.range.len() == 1 && is_bracketed(words);
    }
    // Scripts whose words are joined, or are not parted at all.
    let joined = |beside: Option<char>| {
        beside.is_some_and(|c| is_ideograph(c) || matches!(c, '\u{600}'..='\u{8FF}'))
    };
    let whole = words.contains(char::is_whitespace) || !words.is_ascii();
    first.range.len() <= 2
        && (outside.into_iter().any(joined) || whole && !outside.into_iter().all(letter))
}

/// Whether a run was meant as a mark. One asterisk after a word is that of a note by hand, and three
/// underscores are a blank to be filled in.
fn is_mark(rest: &Rest<'_>, sign: char, run: &Run, count: usize) -> bool {
    match (sign, run.range.len()) {
        ('*', 1) => {
            let asterisk_notes = matches!(rest.kind, Kind::Markdown { asterisk_notes: true });
            let is_note = run.range.start == 0 && count == 1 && asterisk_notes;
            run.opens && !is_note
        }
        ('*', 2..) => true,
        (_, 1 | 2) => run.opens,
        _ => false,
    }
}

fn report_pair(rest: &Rest<'_>, first: &Run, second: &Run, diagnostics: &mut Diagnostics) {
    let signs = &rest.text[first.range.clone()];
    let words = rest.text[first.range.end..second.range.start].trim();
    let spaced = words.len() < second.range.start - first.range.end;
    let letter = |beside: Option<char>| beside.is_some_and(char::is_alphanumeric);
    let beside = !rest.is_plain() && (letter(first.before) || letter(second.after));
    let asterisks = "*".repeat(signs.len());
    let shown = !words.is_empty()
        && !words.contains(|c: char| (0xE000..0xF900).contains(&u32::from(c)) || c == '\n');
    let (message, hint) = if spaced {
        (
            format!("`{signs}` marks nothing where a space parts it from the words"),
            format!("write `{signs}{words}{signs}`"),
        )
    } else if beside && signs.starts_with('_') {
        (
            format!("`{signs}` marks nothing inside of a word and would be printed as typed"),
            format!("write `{asterisks}{words}{asterisks}`"),
        )
    } else if beside {
        let escaped = "\\*".repeat(signs.len());
        (
            format!(
                "`{signs}` marks nothing between a letter and a sign and would be printed as typed"
            ),
            format!(
                "put a space between the letter and `{signs}`, or write `{escaped}` for the sign itself"
            ),
        )
    } else {
        (
            format!("`{signs}` marks nothing here and would be printed as typed"),
            format!("write `{signs}{words}{signs}`"),
        )
    };
    let hint = if shown || beside && !signs.starts_with('_') && !spaced {
        hint
    } else {
        "put the signs directly before the first and after the last word".to_owned()
    };
    diagnostics.push(rest.finding(&(first.range.start..second.range.end), message, hint));
}

fn report_single(rest: &Rest<'_>, run: &Run, diagnostics: &mut Diagnostics) {
    let signs = &rest.text[run.range.clone()];
    let escaped: String = signs.chars().flat_map(|sign| ['\\', sign]).collect();
    diagnostics.push(rest.finding(
        &run.range,
        format!("`{signs}` has no second `{signs}` and would be printed as typed"),
        format!(
            "close the emphasis with `{signs}` after its last word, or write `{escaped}` for the \
             sign itself"
        ),
    ));
}
