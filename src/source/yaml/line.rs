//! A line of YAML as an editor sees it: indentation, dashes, key and value. Used to find out what
//! is behind a fault, so it reads lines that are not sound YAML, and only guesses.

/// The parts of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line<'a> {
    /// Where the line begins in the file.
    pub(super) start: usize,
    /// The line without its end.
    pub(super) text: &'a str,
    /// Bytes of blanks in front.
    pub(super) indent: usize,
    /// Where the content begins behind indentation and dashes, from the line's start.
    pub(super) content: usize,
    /// The key, if the content begins with one.
    pub(super) key: Option<&'a str>,
    /// Where the value begins, from the line's start: behind `key: `, else where the content does.
    pub(super) value: usize,
}

impl<'a> Line<'a> {
    /// The line that holds an offset.
    pub(super) fn at(text: &'a str, offset: usize) -> Self {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
        // The place may be the line end itself, or stand inside of one of Windows.
        let line = &text[start..line_end(text, offset)];
        Self::new(start, line.strip_suffix('\r').unwrap_or(line))
    }

    fn new(start: usize, text: &'a str) -> Self {
        let indent = text.len() - text.trim_start_matches([' ', '\t', '\u{A0}', '\u{3000}']).len();
        let mut content = indent;
        while let Some(rest) = text[content..].strip_prefix("- ") {
            content = text.len() - rest.trim_start_matches(' ').len();
        }
        let mut line = Self { start, text, indent, content, key: None, value: content };
        if let Some((key, rest)) = text[content..].split_once(':')
            && is_key(key)
            && (rest.is_empty() || rest.starts_with([' ', '\t']))
        {
            line.key = Some(key);
            line.value = text.len() - rest.trim_start_matches([' ', '\t']).len();
        }
        line
    }

    /// The nearest line above that has content and is no comment.
    pub(super) fn above(&self, text: &'a str) -> Option<Self> {
        let mut start = self.start;
        while let Some(end) = start.checked_sub(1) {
            let line = Self::at(text, end);
            let content = line.text.trim();
            if !content.is_empty() && !content.starts_with('#') {
                return Some(line);
            }
            start = line.start;
        }
        None
    }

    /// What follows the key, or the whole content.
    pub(super) fn value(&self) -> &'a str {
        self.text[self.value..].trim_end()
    }

    /// What stands in front of the value: `title: `, `- `.
    pub(super) fn lead(&self) -> &'a str {
        self.text[self.indent..self.value].trim_start_matches("- - ")
    }

    /// The line as it should be, with another value.
    pub(super) fn with(&self, value: &str) -> String {
        format!("{}{value}", self.lead())
    }
}

/// Whether this can be a key of plenary's or of an editor's.
fn is_key(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}

/// Where the line that holds an offset ends, without its line end.
pub(super) fn line_end(text: &str, offset: usize) -> usize {
    let end = text[offset..].find('\n').map_or(text.len(), |length| offset + length);
    if text[offset..end].ends_with('\r') { end - 1 } else { end }
}

/// A text in quotes, shortened in the middle where it is long. Double quotes, or single ones if the
/// text has double ones.
pub(in crate::source) fn quoted(text: &str) -> String {
    let text = shortened(text);
    if !text.contains(['"', '\\']) {
        format!("\"{text}\"")
    } else if text.contains('\'') {
        format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
    } else {
        format!("'{text}'")
    }
}

const SHOWN: usize = 60;

fn shortened(text: &str) -> String {
    if text.chars().count() <= SHOWN {
        return text.to_owned();
    }
    let head: String = text.chars().take(SHOWN - 20).collect();
    let tail: String = text.chars().rev().take(15).collect::<Vec<_>>().into_iter().rev().collect();
    format!("{head} … {tail}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_taken_apart() {
        let text = "a: b\n  - group: What: now\n\n# x\nend";
        let line = Line::at(text, 10);
        assert_eq!((line.indent, line.key), (2, Some("group")));
        assert_eq!(line.value(), "What: now");
        assert_eq!(line.lead(), "- group: ");
        assert_eq!(line.above(text).map(|line| line.text), Some("a: b"));
        assert_eq!(Line::at(text, text.len()).above(text), Some(line));
        assert_eq!(Line::at("- What: x?", 3).key, Some("What"));
        assert_eq!(Line::at("- On prevention: x?", 3).key, None);
    }

    #[test]
    fn line_ends_of_windows_are_none_of_the_line() {
        let text = "a:\r\n  b: c\r\nd";
        for at in [0, 2, 3] {
            assert_eq!(Line::at(text, at).text, "a:", "{at}");
        }
        assert_eq!(Line::at(text, 6).above(text).map(|line| line.text), Some("a:"));
    }

    #[test]
    fn quotes_fit_the_text() {
        assert_eq!(quoted("a: b"), "\"a: b\"");
        assert_eq!(quoted("the \"a\""), "'the \"a\"'");
        assert_eq!(quoted("the \"a\"'s"), "\"the \\\"a\\\"'s\"");
    }
}
