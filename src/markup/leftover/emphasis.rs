//! Asterisks and underscores that opened or closed nothing.

use std::ops::Range;

use super::{Kind, MOST, Rest};
use crate::diagnostic::Diagnostics;

/// A run of one sign.
struct Run {
    range: Range<usize>,
    /// Whether it stands before a word, as emphasis opens.
    opens: bool,
}

pub(super) fn check(rest: &Rest<'_>, diagnostics: &mut Diagnostics) {
    for sign in ['*', '_'] {
        let runs = runs(&rest.text, sign);
        let mut used = vec![false; runs.len()];
        for (index, run) in runs.iter().enumerate() {
            if diagnostics.iter().len() > MOST {
                return;
            }
            if used[index] || !is_mark(rest, sign, run, runs.len()) {
                continue;
            }
            let partner = (index + 1..runs.len())
                .find(|other| !used[*other] && runs[*other].range.len() == run.range.len());
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
    let mut before = None;
    for (at, character) in text.char_indices() {
        if character == sign {
            if before == Some(sign)
                && let Some(run) = runs.last_mut()
            {
                run.range.end = at + 1;
            } else {
                let free = before.is_none_or(|before| {
                    before.is_whitespace() || "([{“‘«„\"'—–-/：，。（".contains(before)
                });
                runs.push(Run { range: at..at + 1, opens: free });
            }
        } else if before == Some(sign)
            && let Some(run) = runs.last_mut()
        {
            run.opens &= !character.is_whitespace() && !",.;:!?)]}”’»".contains(character);
        }
        before = Some(character);
    }
    if before == Some(sign)
        && let Some(run) = runs.last_mut()
    {
        run.opens = false;
    }
    runs
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
    let message = if spaced {
        format!("`{signs}` marks nothing where a space parts it from the words")
    } else {
        format!("`{signs}` marks nothing here and would be printed as typed")
    };
    let hint = if words.is_empty() || words.contains(|c: char| u32::from(c) >= 0xE000 || c == '\n')
    {
        "put the signs directly before the first and after the last word".to_owned()
    } else {
        format!("write `{signs}{words}{signs}`")
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
