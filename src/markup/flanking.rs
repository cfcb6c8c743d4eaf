//! Emphasis between a letter and a sign: `و*(WHO)*`, `the**“word”**`, `**Note:**text`.
//!
//! CommonMark (0.31, 6.2) lets asterisks between a letter and punctuation begin no emphasis in front
//! of the punctuation and end none behind it. In Arabic words are joined to what follows, and in
//! every language a space is forgotten, so that such asterisks are meant all the same. Where only one
//! pair can be meant, two characters that no source may hold are put round the signs, by which the
//! parser reads them as they were meant; [`take_marks_out`] takes them out of its tree again. What
//! stays in doubt is left to `leftover`.

use std::ops::Range;

use comrak::nodes::{Node, NodeValue};
use unicode_normalization::char::is_combining_mark;

use super::brackets::Brackets;
use super::definitions::Definition;
use crate::source::rewriting::Edit;

/// Put outside of signs: to the parser a symbol.
const OUTSIDE: char = '\u{FFFD}';
/// Put inside of signs: to the parser a letter.
const INSIDE: char = '\u{FFFE}';

/// Signs that a text in emphasis begins with, and what it then ends with. Straight quotation marks
/// and backticks are their own partners.
const PAIRS: [(char, &str); 18] = [
    ('(', ")"),
    ('[', "])}"),
    ('{', "}"),
    ('<', ">"),
    ('“', "”"),
    ('‘', "’"),
    ('„', "“”"),
    ('‚', "‘’"),
    ('«', "»"),
    ('‹', "›"),
    ('»', "«"),
    ('（', "）"),
    ('《', "》"),
    ('「', "」"),
    ('"', "\""),
    ('\'', "'"),
    ('`', "`"),
    ('﴿', "﴾"),
];

/// Asterisks or underscores in a row.
struct Run {
    range: Range<usize>,
    sign: u8,
    before: Neighbour,
    after: Neighbour,
    /// Runs of one paragraph, cell or item have the same number.
    group: usize,
    /// Whether it begins a line.
    first: bool,
}

/// What stands beside a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Neighbour {
    Blank,
    /// A letter or figure of ASCII.
    Plain,
    /// Another letter or figure.
    Letter,
    /// A sign.
    Sign,
    /// What the parser's rule for Chinese and Japanese is for.
    Ideograph,
}

/// Letters and signs that the parser's rule for Chinese, Japanese and Korean is for.
pub(super) fn is_ideograph(character: char) -> bool {
    matches!(
        character,
        '\u{1100}'..='\u{11FF}'
            | '\u{2E80}'..='\u{A4CF}'
            | '\u{AC00}'..='\u{D7FF}'
            | '\u{F900}'..='\u{FAFF}'
            | '\u{FE30}'..='\u{FE6F}'
            | '\u{FF01}'..='\u{FFEE}'
            | '\u{1F200}'..='\u{1F2FF}'
            | '\u{20000}'..='\u{3FFFF}'
    )
}

/// Whether a text begins with a bracket or quotation mark and ends with its partner.
pub(super) fn is_bracketed(text: &str) -> bool {
    let (Some(first), Some(last)) = (text.chars().next(), text.chars().next_back()) else {
        return false;
    };
    PAIRS.iter().any(|(opening, closing)| *opening == first && closing.contains(last))
}

impl Neighbour {
    fn of(character: Option<char>) -> Self {
        match character {
            None => Self::Blank,
            Some(c) if c.is_whitespace() => Self::Blank,
            Some(c) if is_ideograph(c) => Self::Ideograph,
            Some(c) if c.is_ascii_alphanumeric() => Self::Plain,
            Some(c) if c.is_alphanumeric() || is_combining_mark(c) => Self::Letter,
            Some(_) => Self::Sign,
        }
    }

    fn is_word(self) -> bool {
        matches!(self, Self::Plain | Self::Letter)
    }
}

impl Run {
    /// Whether it begins emphasis by the rule.
    fn opens(&self) -> bool {
        let left = self.after != Neighbour::Blank
            && (self.after != Neighbour::Sign || !self.before.is_word());
        left && (self.sign == b'*' || !self.closes_somewhere() || self.before == Neighbour::Sign)
    }

    /// Whether it ends emphasis by the rule.
    fn closes(&self) -> bool {
        let opens_somewhere = self.after != Neighbour::Blank
            && (self.after != Neighbour::Sign || !self.before.is_word());
        self.closes_somewhere()
            && (self.sign == b'*' || !opens_somewhere || self.after == Neighbour::Sign)
    }

    fn closes_somewhere(&self) -> bool {
        self.before != Neighbour::Blank && (self.before != Neighbour::Sign || !self.after.is_word())
    }

    /// Whether a word before it and a sign behind it keep it from beginning emphasis.
    fn is_kept_from_opening(&self) -> bool {
        !self.opens() && self.before.is_word() && self.after == Neighbour::Sign
    }

    /// Whether a sign before it and a word behind it keep it from ending emphasis.
    fn is_kept_from_closing(&self) -> bool {
        !self.closes() && self.before == Neighbour::Sign && self.after.is_word()
    }
}

/// The edits that let emphasis begin and end where it was meant to.
pub(super) fn edits(text: &str, brackets: &Brackets, definitions: &[Definition]) -> Vec<Edit> {
    // `&#xFFFD;` is the sign itself to the parser.
    if text.contains("&#") {
        return Vec::new();
    }
    let runs = runs(text, brackets, definitions);
    let mut used = vec![false; runs.len()];
    let mut edits = Vec::new();
    for index in 0..runs.len() {
        if used[index] {
            continue;
        }
        let run = &runs[index];
        let partner = (index + 1..runs.len())
            .take_while(|other| runs[*other].group == run.group)
            .find(|other| {
                let other_run = &runs[*other];
                !used[*other]
                    && other_run.sign == run.sign
                    && other_run.range.len() == run.range.len()
            });
        let Some(partner) = partner else { continue };
        let other = &runs[partner];
        let (kept_open, kept_closed) = (run.is_kept_from_opening(), other.is_kept_from_closing());
        if !(run.opens() || kept_open) || !(other.closes() || kept_closed) {
            continue;
        }
        if kept_open || kept_closed {
            if !is_meant(text, run, other) {
                continue;
            }
            edits.extend(around(run, other));
        }
        (used[index], used[partner]) = (true, true);
    }
    edits
}

/// Whether two runs can only have been meant as the beginning and the end of emphasis.
fn is_meant(text: &str, run: &Run, other: &Run) -> bool {
    let content = &text[run.range.end..other.range.start];
    if content.trim().is_empty() {
        return false;
    }
    let outside = [run.before, other.after];
    let digits = text[..run.range.start].ends_with(|c: char| c.is_ascii_digit())
        && text[other.range.end..].starts_with(|c: char| c.is_ascii_digit());
    if run.range.len() > 1 {
        return !digits;
    }
    if outside == [Neighbour::Plain; 2] {
        // `f*(x)*g`.
        return false;
    }
    // One asterisk is also the mark of a note by hand, and begins a line of notes.
    is_bracketed(content) || outside.contains(&Neighbour::Letter) && !run.first
}

/// What is put round two runs, so that the first one begins emphasis and the second one ends it.
fn around(run: &Run, other: &Run) -> Vec<Edit> {
    let mut edits = Vec::new();
    if run.before != Neighbour::Blank {
        edits.push(Edit::insert(run.range.start, OUTSIDE));
    }
    edits.push(Edit::insert(run.range.end, INSIDE));
    edits.push(Edit::insert(other.range.start, INSIDE));
    if other.after != Neighbour::Blank {
        edits.push(Edit::insert(other.range.end, OUTSIDE));
    }
    edits
}

/// The runs of a field that may begin or end emphasis.
fn runs(text: &str, brackets: &Brackets, definitions: &[Definition]) -> Vec<Run> {
    if !text.contains(['*', '_']) {
        return Vec::new();
    }
    // Signs in code, addresses, marks of notes and definitions are none.
    let mut passed: Vec<Range<usize>> = [&brackets.code, &brackets.angles, &brackets.marks]
        .into_iter()
        .flatten()
        .cloned()
        .collect();
    passed.extend(brackets.links.iter().map(|link| link.text.end..link.range.end));
    passed.extend(definitions.iter().map(|definition| definition.line.clone()));
    passed.sort_by_key(|range| range.start);
    let bytes = text.as_bytes();
    let mut runs = Vec::new();
    let (mut at, mut group, mut line_start) = (0, 0, 0);
    let mut skip = passed.iter().peekable();
    while at < bytes.len() {
        while skip.next_if(|range| range.end <= at).is_some() {}
        if let Some(range) = skip.peek().filter(|range| range.start <= at) {
            at = range.end;
            continue;
        }
        match bytes[at] {
            b'\\' => at += 1,
            b'|' => group += 1,
            b'\n' => {
                line_start = at + 1;
                group += usize::from(begins_block(&text[line_start..]));
            }
            sign @ (b'*' | b'_') => {
                let length = bytes[at..].iter().take_while(|byte| **byte == sign).count();
                let range = at..at + length;
                runs.push(Run {
                    sign,
                    before: Neighbour::of(text[..at].chars().next_back()),
                    after: Neighbour::of(text[range.end..].chars().next()),
                    group,
                    first: text[line_start..at].trim().is_empty(),
                    range: range.clone(),
                });
                at = range.end;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    runs
}

/// Whether a line does not go on with the paragraph of the line above.
fn begins_block(rest: &str) -> bool {
    let line = rest.lines().next().unwrap_or_default();
    let content = line.trim_start_matches([' ', '>']);
    let digits = content.len() - content.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    content.trim().is_empty()
        || content.starts_with("- ")
        || content.starts_with("* ")
        || content.starts_with("+ ")
        || content.starts_with('#')
        || digits > 0 && content[digits..].starts_with(['.', ')'])
}

/// Takes the marks that [`edits`] put in out of the parser's tree.
pub(super) fn take_marks_out(root: Node<'_>) {
    let marks = [OUTSIDE, INSIDE];
    let mut empty = Vec::new();
    for node in root.descendants() {
        let mut data = node.data.borrow_mut();
        let mut position = data.sourcepos;
        let NodeValue::Text(text) = &mut data.value else { continue };
        if !text.contains(marks) {
            continue;
        }
        let (lead, trail) = (
            text.len() - text.trim_start_matches(marks).len(),
            text.len() - text.trim_end_matches(marks).len(),
        );
        position.start.column += lead;
        position.end.column = position.end.column.saturating_sub(trail);
        let sound: String = text.chars().filter(|character| !marks.contains(character)).collect();
        if sound.is_empty() {
            empty.push(node);
        }
        *text = sound.into();
        data.sourcepos = position;
    }
    for node in empty {
        node.detach();
    }
}

#[cfg(test)]
mod tests {
    use super::super::{brackets, definitions};
    use super::*;
    use crate::diagnostic::{SourceMap, Span};
    use crate::source::rewriting::rewrite;
    use crate::source::scalar::{OffsetMap, ScalarStyle};

    /// The text with emphasis as the parser then reads it: `<em>`, `<strong>`.
    fn read(text: &str) -> String {
        let file = SourceMap::default().add("test", text);
        let map = OffsetMap::new(text, Span::new(file, 0, text.len()), ScalarStyle::Plain, text);
        let found = edits(text, &brackets::find(text), &definitions::find(text));
        let (text, _) = rewrite(text, &map, found);
        let html = comrak::markdown_to_html(&text, &super::super::options());
        let html = html.replace([OUTSIDE, INSIDE], "").replace("<p>", "").replace("</p>", "");
        html.replace("&quot;", "\"").trim().to_owned()
    }

    #[test]
    fn emphasis_begins_and_ends_beside_letters() {
        for (text, expected) in [
            ("منظمة و*(WHO)* في", "منظمة و<em>(WHO)</em> في"),
            ("و*(WHO)*،و*(FAO)* ثم", "و<em>(WHO)</em>،و<em>(FAO)</em> ثم"),
            ("*«تقرير»*و", "<em>«تقرير»</em>و"),
            ("**ملاحظة:**النص", "<strong>ملاحظة:</strong>النص"),
            ("و**«تقرير»**و", "و<strong>«تقرير»</strong>و"),
            ("the**\"word\"**here", "the<strong>\"word\"</strong>here"),
            ("**Note:**text and **more**", "<strong>Note:</strong>text and <strong>more</strong>"),
            ("в отчёте*«Доклад»* и", "в отчёте<em>«Доклад»</em> и"),
            ("o termo*(x)*, e", "o termo<em>(x)</em>, e"),
            ("و_(WHO)_ في", "و<em>(WHO)</em> في"),
            ("و*{{ report }}* في", "و<em>{{ report }}</em> في"),
            (
                "و*[رابط](https://x.org/a_b)* في",
                "و<em><a href=\"https://x.org/a_b\">رابط</a></em> في",
            ),
            ("و***(WHO)***و", "و<em><strong>(WHO)</strong></em>و"),
            ("**bold *(it)*و bold**", "<strong>bold <em>(it)</em>و bold</strong>"),
            (
                "> و*(WHO)*\n> *(FAO)*و",
                "<blockquote>\nو<em>(WHO)</em>\n<em>(FAO)</em>و\n</blockquote>",
            ),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn what_may_mean_something_else_is_left_as_it_is() {
        for text in [
            "the sum 2*(3+4)*5",
            "the value f*(x)*g",
            "2**(3)**4",
            "Totals*(1) and figures*(2)",
            "Totals* may not add up",
            "a_(b)_c",
            "snake_(x)_case",
            "\\*(x)*y and `و*(WHO)*`",
        ] {
            assert!(!read(text).contains("<em>"), "{}", read(text));
            assert!(!read(text).contains("<strong>"), "{}", read(text));
        }
        assert_eq!(read("a *b* c**d** e"), "a <em>b</em> c<strong>d</strong> e");
        assert!(!read("و*(WHO)\n\n(FAO)*و").contains("<em>"));
        assert!(!read("- و*(WHO)\n- (FAO)*و").contains("<em>"));
    }
}
