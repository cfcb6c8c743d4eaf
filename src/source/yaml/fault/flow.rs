//! What stands in `[…]` and `{…}`: brackets that are not closed, parts without commas, texts that
//! need quotes.

use std::ops::Range;

use super::super::line::{Line, quoted};
use super::{Fault, shown};
use crate::diagnostic::Diagnostic;

/// Lines above a fault that are looked at for its bracket.
const LINES: usize = 40;

impl<'a> Fault<'a> {
    /// A bracket that is not closed, or a text that begins with one.
    pub(super) fn bracket(&self) -> Diagnostic {
        let lines = std::iter::successors(Some(self.line), |line| line.above(self.text));
        let opened: Vec<Line<'a>> =
            lines.take(LINES).filter(|line| line.value().starts_with(['[', '{'])).collect();
        // The nearest one that is still open where the next key of its column begins, else the
        // nearest.
        let open = opened.iter().find(|line| closing(self.region(**line)).is_none());
        let Some(line) = open.or(opened.first()).copied() else { return self.unknown() };
        let value = line.value();
        if value.starts_with("{{") {
            return self
                .at(line, line.value, "a text that begins with `{{` needs quotes")
                .hint(format!("write `{}`", line.with(&quoted(value))));
        }
        let (open, close) = if value.starts_with('[') { ('[', ']') } else { ('{', '}') };
        if let Some(found) = self.text_behind(line, open, close) {
            return found;
        }
        if let Some((at, found, wanted)) = mismatch(self.region(line)) {
            let place = self.line_at(line.start + line.value + at);
            return self
                .at(
                    place,
                    line.start + line.value + at - place.start,
                    format!("`{found}` stands where `{wanted}` belongs"),
                )
                .hint(format!("write `{wanted}`, as the bracket that opens in front is `{open}`"));
        }
        if let Some(found) = self.colon_in_part(line).or_else(|| self.without_comma(line)) {
            return found;
        }
        if closing(self.region(line)).is_some() {
            return self
                .at(self.line, self.offset - self.line.start, format!("the list or mapping in `{open}{close}` cannot be read from here on"))
                .hint("a comma stands between its parts; a text with `: `, `,`, quotes or brackets needs quotes");
        }
        if let Some(at) = value.find(" #") {
            return self
                .at(line, line.value + at + 1, "`#` begins a comment, so the bracket is not closed")
                .hint("put the text with `#` into quotes");
        }
        self.at(line, line.value, format!("the bracket `{open}` is not closed"))
            .hint(format!("write `{close}` at its end, or put the text into quotes if it is one"))
    }

    /// `[Draft] Markets`, `{ name: Secretariat } Vienna`.
    fn text_behind(&self, line: Line<'a>, open: char, close: char) -> Option<Diagnostic> {
        let value = line.value();
        let end = closing(value)?;
        let after = value[end + 1..].trim_start();
        if after.is_empty() || after.starts_with([',', '#']) {
            return None;
        }
        if open == '{' && value[..end].contains(": ") {
            let at = line.value + value.len() - after.len();
            return Some(
                self.at(line, at, format!("text follows the closing `{close}`"))
                    .hint("write it into the braces, behind a key of its own, or leave it out"),
            );
        }
        Some(
            self.at(line, line.value, format!("a text that begins with `{open}` needs quotes"))
                .hint(format!("write `{}`", line.with(&quoted(value)))),
        )
    }

    /// From the bracket of a line to where the next key or item of its column begins, or the file
    /// ends.
    fn region(&self, line: Line<'a>) -> &'a str {
        let mut end = line;
        while let Some(below) = self.below(end) {
            let begins = below.key.is_some() || below.text[below.indent..].starts_with("- ");
            if below.indent <= line.content && begins {
                break;
            }
            end = below;
        }
        &self.text[line.start + line.value..end.start + end.text.len()]
    }

    /// A line in brackets that should end with a comma, and two commas in a row.
    fn without_comma(&self, line: Line<'a>) -> Option<Diagnostic> {
        if let Some(at) =
            line.value().replace(' ', "\u{0}").find(",\u{0},").or_else(|| line.value().find(",,"))
        {
            return Some(
                self.at(line, line.value + at + 1, "between two commas nothing stands")
                    .hint("leave one of them out"),
            );
        }
        let above = self.line.above(self.text).filter(|above| above.start >= line.start)?;
        let written = above.text.trim_end();
        let goes_on = written.ends_with([',', '{', '[', ':']);
        let inside = above.start > line.start && self.line.content > line.content;
        let is_part = inside && self.line.key.is_some() && !goes_on;
        is_part.then(|| {
            self.at(above, above.content, "a comma is missing at the end of this line").hint(
                format!(
                    "in brackets a comma stands between the parts: `{},`",
                    shown(written.trim_start())
                ),
            )
        })
    }

    fn line_at(&self, offset: usize) -> Line<'a> {
        Line::at(self.text, offset)
    }

    /// `{ name: Secretariat: Vienna }`.
    fn colon_in_part(&self, line: Line<'a>) -> Option<Diagnostic> {
        let value = line.value();
        let part = parts(value).into_iter().find_map(|range| {
            let part = value[range.clone()].trim();
            let (key, text) = part.split_once(": ")?;
            let text = text.trim();
            let plain = !text.starts_with(['"', '\'', '[', '{']);
            let colon = text.find(": ").filter(|_| plain)?;
            let at = range.start + value[range.clone()].find(text)? + colon;
            Some((at, format!("{key}: {}", quoted(text))))
        });
        let (at, fixed) = part?;
        Some(
            self.at(line, line.value + at, "a colon and a space stand in a text without quotes")
                .hint(format!("put the text into quotes: `{}`", shown(&fixed))),
        )
    }
}

/// Signs of a text in brackets, without those in quotes and comments: each with its place.
fn signs(text: &str) -> impl Iterator<Item = (usize, char)> {
    let (mut quote, mut comment, mut before) = (None, false, '[');
    text.char_indices().filter(move |(_, sign)| {
        let opens = matches!(sign, '"' | '\'') && "[{,: ".contains(before);
        match quote {
            _ if comment => comment = *sign != '\n',
            Some(open) if open == *sign => quote = None,
            None if opens => quote = Some(*sign),
            None if *sign == '#' && before.is_whitespace() => comment = true,
            _ => {}
        }
        before = *sign;
        quote.is_none() && !comment
    })
}

/// Where the bracket that a text begins with is closed.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, sign) in signs(text) {
        match sign {
            '[' | '{' => depth += 1,
            ']' | '}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// The first closing bracket of another kind than the one it closes: its place, what stands there and
/// what should.
fn mismatch(text: &str) -> Option<(usize, char, char)> {
    let mut open = Vec::new();
    for (at, sign) in signs(text) {
        match sign {
            '[' => open.push(']'),
            '{' => open.push('}'),
            ']' | '}' => {
                let wanted = open.pop()?;
                if wanted != sign {
                    return Some((at, sign, wanted));
                }
                if open.is_empty() {
                    return None;
                }
            }
            _ => {}
        }
    }
    None
}

/// The parts of a text in brackets between its outermost commas.
fn parts(text: &str) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0_usize, 1);
    for (at, sign) in signs(text) {
        match sign {
            '[' | '{' => depth += 1,
            ']' | '}' if depth == 1 => {
                parts.push(start.min(at)..at);
                break;
            }
            ']' | '}' => depth = depth.saturating_sub(1),
            ',' if depth == 1 => {
                parts.push(start..at);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_in_quotes_close_nothing() {
        assert_eq!(closing("{ a: \"}\", b: [x] } z"), Some(17));
        assert_eq!(closing("[a, 'b]'"), None);
        assert_eq!(closing("[it's] x"), Some(5));
        assert_eq!(closing("{ a: b #1 }"), None);
        assert_eq!(mismatch("{ a: [b, c} ]"), Some((10, '}', ']')));
        assert_eq!(mismatch("{ a: [b, c] } ]"), None);
        let text = "{ a: x, b: [y, z], c: \"d, e\" }";
        let found: Vec<&str> = parts(text).into_iter().map(|part| text[part].trim()).collect();
        assert_eq!(found, ["a: x", "b: [y, z]", "c: \"d, e\""]);
    }
}
