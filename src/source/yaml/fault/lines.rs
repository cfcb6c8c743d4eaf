//! Lines that stand in the wrong column, lack a dash, a colon or a `|`, or belong to nothing.

use super::super::line::{Line, quoted};
use super::{Fault, shown, spaces};
use crate::diagnostic::Diagnostic;

/// Lines above a fault that are looked at.
const LINES: usize = 400;

impl<'a> Fault<'a> {
    /// What the shape of the line and of the line above tells.
    pub(super) fn by_line(&self) -> Diagnostic {
        let line = self.line;
        let above = line.above(self.text);
        if line.value().starts_with(['[', '{']) {
            return self.bracket();
        }
        if let Some(found) = self.foreign_remark(line) {
            return found;
        }
        if line.value().starts_with([',', '?', ']', '}', '@', '`', '%', '&', '*', '!'])
            && let Some(found) = self.sign()
        {
            return found;
        }
        if let Some(found) = self.colon(line) {
            return found;
        }
        if let (Some(key), Some(above)) = (line.key, above)
            && let Some(found) =
                self.no_key_above(line, above).or_else(|| self.indented_key(line, key, above))
        {
            return found;
        }
        if line.key.is_none()
            && let Some(found) = self.stray(line, above)
        {
            return found;
        }
        self.unknown()
    }

    pub(super) fn unknown(&self) -> Diagnostic {
        let line = self.line;
        self.at(line, (self.offset - line.start).min(line.text.len()), "the file cannot be read from here on")
            .hint("look at this line and the one above: keys of one level begin in the same column, a colon is followed by a space, and a text with `: ` or ` #` needs quotes")
    }

    /// `questions: - What?`, `body: - a`.
    pub(super) fn dash(&self) -> Option<Diagnostic> {
        let line = self.line;
        let value = line.value();
        let key = line.key.filter(|_| value.starts_with("- ") || value == "-")?;
        let item = value.trim_start_matches('-').trim();
        Some(
            self.at(line, line.value, format!("the list of `{key}` begins on the line of its key"))
                .hint(format!(
                    "begin it on the next line: `{key}:`, then `  - {}`; a text that begins with a dash needs quotes",
                    shown(item)
                )),
        )
    }

    /// `title: Markets: changing`.
    fn colon(&self, line: Line<'_>) -> Option<Diagnostic> {
        let value = line.value();
        if value.starts_with(['"', '\'', '|', '>', '[', '{', '#']) {
            return None;
        }
        let within = value.find(": ");
        let at = within.or_else(|| value.ends_with(':').then(|| value.len() - 1))?;
        // `Markets: changing` on a line of its own is a key that YAML would take.
        if line.key.is_none() && line.lead().is_empty() {
            return None;
        }
        let message = match within {
            Some(_) => "a colon and a space stand in a text without quotes",
            None => "a text without quotes ends with a colon",
        };
        Some(
            self.at(line, line.value + at, message)
                .hint(format!("put the text into quotes: `{}`", line.with(&quoted(value)))),
        )
    }

    /// A line above a key that is no key itself: `chart` for `chart:`.
    fn no_key_above(&self, line: Line<'_>, above: Line<'a>) -> Option<Diagnostic> {
        let word = above.text[above.content..].trim();
        let item = above.text[above.indent..].starts_with('-');
        if above.key.is_some() || item || word.is_empty() {
            return None;
        }
        if is_key(word) && line.content > above.content {
            return Some(
                self.at(above, above.content, format!("a colon is missing behind `{word}`"))
                    .hint(format!("write `{word}:`")),
            );
        }
        above.above(self.text).is_none().then(|| {
            self.at(above, above.content, "this line is no key, and a file begins with one")
                .hint("delete it; a remark begins with `#`; a key is followed by a colon and a space: `title: …`")
        })
    }

    /// `background: l` or `background: "|"` in front of a text of several lines.
    pub(super) fn wrong_bar(&self, line: Line<'a>) -> Option<Diagnostic> {
        const LIKE_BARS: [&str; 10] = ["l", "I", "1", "!", "¦", "/", "||", "\"|\"", "'|'", "ǀ"];
        let mut lines = std::iter::successors(Some(line), |line| line.above(self.text)).take(LINES);
        let bar = lines.find(|other| other.key.is_some())?;
        let key = bar.key.filter(|_| LIKE_BARS.contains(&bar.value()))?;
        let goes_on = bar.start == line.start || line.content > bar.content;
        let below = self.below(bar).is_some_and(|below| below.content > bar.content);
        (goes_on && below).then(|| {
            self.at(bar, bar.value, format!("`{}` is not the sign `|`", bar.value())).hint(format!(
                "a text of several lines stands behind `{key}: |`, the upright bar alone"
            ))
        })
    }

    /// A text of several lines behind a key without `|`.
    pub(super) fn without_bar(&self, line: Line<'a>) -> Option<Diagnostic> {
        let above = line.above(self.text)?;
        let parent = std::iter::successors(Some(above), |line| line.above(self.text))
            .take(LINES)
            .find(|other| other.content < line.content)?;
        let key = parent.key.filter(|_| parent.value().is_empty() && parent.start < above.start)?;
        // Lists have lines below their key too.
        if [line, above].iter().any(|other| other.text[other.indent..].starts_with("- ")) {
            return None;
        }
        Some(
            self.at(parent, parent.content, format!("`|` is missing behind `{key}:`"))
                .hint(format!(
                    "a text of several lines, or with colons, stands behind `{key}: |` on lines of its own"
                )),
        )
    }

    /// A key in a column where no key of its level begins.
    fn indented_key(&self, line: Line<'_>, key: &str, above: Line<'_>) -> Option<Diagnostic> {
        let column = |line: &Line<'_>| line.text[..line.content].chars().count();
        if line.content > above.content && above.key.is_some() && !above.value().is_empty() {
            let extra = column(&line) - column(&above);
            let of_above = above.key.unwrap_or_default();
            let found = self
                .at(
                    line,
                    line.content,
                    format!("the key `{key}` stands {} too far to the right", spaces(extra)),
                )
                .hint(format!("begin it in the column of `{of_above}` above"));
            return Some(if above.value().contains(' ') {
                found.hint(format!("if it is no key but goes on with the text of `{of_above}`, put that text into quotes"))
            } else {
                found
            });
        }
        if above.above(self.text).is_none() && above.content > line.content && above.key.is_some() {
            return Some(
                self.at(
                    above,
                    above.content,
                    "the first key of the file is indented, and the others are not",
                )
                .hint("begin it at the left edge"),
            );
        }
        // The keys that are open here: each further to the left than the one below it.
        let mut open: Vec<Line<'_>> = Vec::new();
        for other in std::iter::successors(Some(above), |line| line.above(self.text)).take(LINES) {
            if other.key.is_some() && open.last().is_none_or(|last| other.content < last.content) {
                open.push(other);
            }
        }
        let own = column(&line);
        let nearest = open.iter().min_by_key(|other| own.abs_diff(column(other)))?;
        let off = own.abs_diff(column(nearest));
        let side = if column(nearest) < own { "left" } else { "right" };
        let name = nearest.key.unwrap_or_default();
        (off > 0).then(|| {
            self.at(
                line,
                line.content,
                format!("the key `{key}` stands in no column of the keys above it"),
            )
            .hint(format!(
                "begin it in the column of the keys beside it: {} to the {side} is that of `{name}`",
                spaces(off),
            ))
        })
    }

    /// A line that is no key and belongs to nothing above.
    fn stray(&self, line: Line<'a>, above: Option<Line<'a>>) -> Option<Diagnostic> {
        let content = line.text[line.content..].trim();
        if content.is_empty() {
            // The place is the end of the file or an empty line: the line above is meant.
            let above = above?;
            let end = above.text.len();
            return Some(
                self.at(above, above.content.min(end), "the file ends in the middle of this")
                    .hint("a key is followed by a colon and a space: `title: …`"),
            );
        }
        if let Some(found) = self.in_block(line) {
            return Some(found);
        }
        if line.text[line.indent..].starts_with("- ") {
            return Some(
                self.at(
                    line,
                    line.indent,
                    "this item of a list stands in no column of a list above it",
                )
                .hint("begin all dashes of a list in the same column, below their key"),
            );
        }
        if let Some(found) = self.item_without_space(line, above) {
            return Some(found);
        }
        if let Some((key, sign)) = content.split_once([' ', '\u{A0}'])
            && is_key(key)
            && is_block_sign(sign.trim())
        {
            return Some(
                self.at(line, line.content, format!("a colon is missing behind `{key}`"))
                    .hint(format!("write `{key}: {}`", sign.trim())),
            );
        }
        if let Some(found) = self.wrong_bar(line) {
            return Some(found);
        }
        if let Some((key, value)) = content.split_once('=')
            && is_key(key.trim())
        {
            return Some(
                self.at(
                    line,
                    line.content,
                    format!("`=` stands where a colon belongs behind `{}`", key.trim()),
                )
                .hint(format!("write `{}: {}`", key.trim(), shown(value.trim()))),
            );
        }
        let of_list = above.filter(|above| above.text[above.indent..].starts_with("- "));
        if let Some(above) =
            of_list.filter(|above| above.indent == line.indent && above.key.is_none())
        {
            return Some(
                self.at(line, line.content, "a dash is missing in front of this line, or it is not indented")
                    .hint(format!("write `- {}` if it is an item of its own, else begin it below the words of `- {}`", shown(without_number(content)), shown(above.value()))),
            );
        }
        // `alt: A bar` with its next line in the column of the key.
        if let Some(above) = above
            && let Some(key) = above.key.filter(|key| is_key(key))
            && above.content >= line.content
            && !above.value().is_empty()
            && self.before(line).is_some_and(|before| before.start == above.start)
        {
            return Some(
                self.at(line, line.content, format!("this line is no key, and not indented as a part of the text of `{key}`"))
                    .hint(format!("indent it by two spaces more than `{key}` if it goes on there; a key is followed by a colon and a space: `title: …`")),
            );
        }
        if let Some(found) = self.without_bar(line) {
            return Some(found);
        }
        Some(
            self.at(line, line.content, "this line is no key, and belongs to no text above it")
                .hint("indent it like the text above if it goes on there; a key is followed by a colon and a space: `title: …`"),
        )
    }

    /// `-word` among items `- word`, also with a no-break space.
    fn item_without_space(&self, line: Line<'_>, above: Option<Line<'_>>) -> Option<Diagnostic> {
        let content = line.text[line.indent..].trim_end();
        let item = content.strip_prefix(['-', '–', '—', '−', '•'])?;
        let is_item = |other: &Line<'_>| other.text[other.indent..].starts_with("- ");
        above.filter(|above| is_item(above) || above.value().is_empty())?;
        let message = if !content.starts_with('-') {
            "items of a list begin with the sign `-`, and this is another"
        } else if item.starts_with(char::is_whitespace) {
            "the space after this dash is a no-break space"
        } else {
            "a space is missing after this dash"
        };
        Some(self.at(line, line.indent, message).hint(format!("write `- {}`", shown(item.trim()))))
    }

    /// A line that seems to belong to the text behind the `|` or `>` of a key above.
    pub(super) fn in_block(&self, line: Line<'a>) -> Option<Diagnostic> {
        let mut between: Vec<Line<'_>> = Vec::new();
        let key = loop {
            let above = self.before(between.last().copied().unwrap_or(line))?;
            let begins_block = above.key.is_some() && is_block_sign(above.value());
            if begins_block {
                break above;
            }
            if above.key.is_some() && above.indent == 0 || between.len() > LINES {
                return None;
            }
            between.push(above);
        };
        between.retain(|other| !other.text.trim().is_empty());
        let name = key.key.unwrap_or_default();
        let top = between.last().copied().unwrap_or(line);
        let Some(first) =
            Some(top).filter(|top| top.indent > key.content && top.start < line.start)
        else {
            return Some(
                self.at(top, top.indent, format!("the text of `{name}` is not indented"))
                    .hint(format!("begin each of its lines with {}", spaces(key.content + 2))),
            );
        };
        // A remark that is less indented than the text ends it.
        let remark = between.iter().find(|other| {
            other.indent <= key.content && other.text[other.indent..].starts_with('#')
        });
        if let Some(remark) = remark.filter(|_| line.indent > key.content) {
            return Some(
                self.at(
                    *remark,
                    remark.indent,
                    format!("this line ends the text of `{name}`, because it is not indented"),
                )
                .hint(format!(
                    "move a remark above `{name}:`; a heading is indented like the text"
                )),
            );
        }
        let (message, hint) = if line.indent > key.content {
            (
                format!("this line is less indented than the first one of the text of `{name}`"),
                format!(
                    "begin both in the same column; the first one has {} in front",
                    spaces(first.indent)
                ),
            )
        } else {
            (
                format!("this line is not indented like the text of `{name}` above it"),
                format!(
                    "put {} in front if it belongs to it; a key is followed by a colon and a space: `title: …`",
                    spaces(first.indent)
                ),
            )
        };
        Some(self.at(line, line.indent, message).hint(hint))
    }

    /// The line above, whatever is on it.
    fn before(&self, line: Line<'a>) -> Option<Line<'a>> {
        Some(Line::at(self.text, line.start.checked_sub(1)?))
    }

    /// The next line with content that is no comment.
    pub(super) fn below(&self, line: Line<'a>) -> Option<Line<'a>> {
        let mut start = line.start;
        loop {
            start += self.text[start..].find('\n')? + 1;
            let below = Line::at(self.text, start);
            let content = below.text.trim();
            if !content.is_empty() && !content.starts_with('#') {
                return Some(below);
            }
        }
    }
}

/// An item without the number that was typed in front of it.
fn without_number(item: &str) -> &str {
    let words = item.trim_start_matches(|c: char| c.is_ascii_digit());
    let rest = words.strip_prefix(['.', ')']).filter(|_| words.len() < item.len());
    rest.map_or(item, str::trim_start)
}

/// Whether a value is `|` or `>` with what may follow: indentation, line ends at the end, a comment.
fn is_block_sign(value: &str) -> bool {
    let sign = value.split(" #").next().unwrap_or_default().trim_end();
    let rest = sign.strip_prefix(['|', '>']);
    rest.is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '-')))
}

fn is_key(word: &str) -> bool {
    !word.is_empty()
        && word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}
