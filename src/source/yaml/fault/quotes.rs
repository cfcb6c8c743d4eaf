//! Texts whose quotes, first sign or comment the parser stumbles over.

use super::super::line::{Line, quoted};
use super::{Fault, shown};
use crate::diagnostic::Diagnostic;

/// Signs of print that close a quotation; YAML knows only `"` and `'`.
const PRINTED: [char; 6] = ['”', '“', '’', '»', '″', '＂'];

/// What stands in front of a remark in other languages of files.
const REMARKS: [&str; 5] = ["//", "/*", "<!--", ";", "--"];

impl Fault<'_> {
    pub(super) fn unclosed_quote(&self) -> Diagnostic {
        let line = self.line;
        let quote = self.text[self.offset..].chars().next().filter(|c| *c == '\'').unwrap_or('"');
        let from = self.offset - line.start;
        let text = line.text[from..].trim_end().trim_start_matches(quote);
        if text.ends_with(PRINTED) {
            let inner = text.trim_end_matches(PRINTED);
            let sign = &text[inner.len()..];
            return self
                .at(
                    line,
                    from,
                    format!(
                        "the quotes that open here with `{quote}` end with `{sign}`, another sign"
                    ),
                )
                .hint(format!(
                    "write `{}`",
                    self.part(from, &format!("{quote}{}{quote}", shown(inner)))
                ));
        }
        let found = self.at(line, from, "the quotes that open here are not closed");
        // `"title: Words`: the quote stands in front of the key.
        if from == line.content
            && let Some((key, value)) = text.split_once(": ")
            && !key.contains(' ')
        {
            return found.hint(format!(
                "put it in front of the text: `{key}: {quote}{}{quote}`",
                shown(value.trim())
            ));
        }
        let goes_on = self.below(line).is_some_and(|below| {
            below.key.is_none()
                && below.indent > line.indent
                && !below.text.trim().starts_with("- ")
        });
        if goes_on {
            return found.hint(format!("write `{quote}` where the text ends"));
        }
        let text = if line.value().starts_with(['[', '{']) {
            text.trim_end_matches([']', '}', ' '])
        } else {
            text
        };
        found.hint(format!(
            "write `{quote}` at the end of the text too: `{}`",
            self.part(from, &format!("{quote}{}{quote}", shown(text)))
        ))
    }

    /// `'The State's role'`, `"World" Drug Report`.
    pub(super) fn text_after_quote(&self) -> Diagnostic {
        let line = self.line;
        let from = self.offset - line.start;
        let whole = line.value();
        if whole.starts_with(['[', '{']) {
            return self.text_after_quote_in_brackets(from);
        }
        let quote = whole.chars().next().unwrap_or('"');
        let inner = whole.strip_prefix(quote).unwrap_or(whole);
        let closed = inner.len() > 1 && inner.ends_with(quote);
        let value = if closed { &inner[..inner.len() - 1] } else { whole };
        let before = self.text[..self.offset].chars().next_back();
        let apostrophe = quote == '\''
            && self.text[..self.offset].chars().rev().nth(1).is_some_and(char::is_alphanumeric)
            && self.text[self.offset..].starts_with(char::is_alphanumeric);
        let fixed = line.with(&quoted(value));
        if apostrophe || (quote == '\'' && before == Some('\'')) {
            self.at(
                line,
                from,
                "an apostrophe ends the text here, because the text stands in single quotes",
            )
            .hint(format!("put the text into double quotes: `{fixed}`"))
        } else {
            self.at(line, from, "text follows the closing quote")
                .hint(format!("put the whole text into quotes: `{fixed}`"))
        }
    }

    /// `{ name: 'State's Secretariat' }`.
    fn text_after_quote_in_brackets(&self, from: usize) -> Diagnostic {
        let line = self.line;
        let found = self.at(line, from, "text follows the closing quote");
        let before = &line.text[line.value..from];
        let start = line.value + before.rfind(['[', '{', ',']).map_or(0, |at| at + 1);
        let end = line.text[from..].find([',', ']', '}']).map_or(line.text.len(), |at| from + at);
        let part = line.text[start..end].trim();
        let (lead, text) = match part.split_once(": ") {
            Some((key, text)) => (format!("{key}: "), text),
            None => (String::new(), part),
        };
        let quote = text.chars().next().filter(|sign| matches!(sign, '"' | '\''));
        let Some(quote) = quote else {
            return found.hint(
                "put the whole text into quotes; a comma stands between the parts in brackets",
            );
        };
        let inner = text.strip_prefix(quote).unwrap_or(text);
        let inner = inner.strip_suffix(quote).unwrap_or(inner);
        found.hint(format!("put the whole text into quotes: `{lead}{}`", quoted(inner)))
    }

    pub(super) fn backslash(&self) -> Diagnostic {
        let from = self.offset - self.line.start;
        // The place is that of the text or one behind the sign.
        let at = wrong_escape(&self.line.text[from..]).map(|at| from + at);
        let at = at.or_else(|| self.line.text[..from].rfind('\\')).unwrap_or(from);
        self.at(self.line, at, "in double quotes a `\\` begins a special sign, and this is none")
            .hint("write `\\\\` for the sign `\\`, or put the text into single quotes")
    }

    /// A text that begins with a sign of YAML's own.
    pub(super) fn sign(&self) -> Option<Diagnostic> {
        let line = self.line;
        let value = line.value();
        let sign = value.chars().next().filter(char::is_ascii_punctuation)?;
        if matches!(value, "|" | ">") {
            return Some(
                self.at(line, line.value, format!("`{value}` cannot stand between `{{` and `}}`"))
                    .hint("take the braces away: each key stands on a line of its own"),
            );
        }
        if sign == '*'
            && line.key.is_none()
            && let Some(item) = value.strip_prefix("* ")
        {
            return Some(
                self.at(line, line.value, "items of a list begin with a dash, not with `*`")
                    .hint(format!("write `- {}`", shown(item.trim()))),
            );
        }
        if line.key.is_none()
            && let Some(found) = self.in_block(line).or_else(|| self.without_bar(line))
        {
            return Some(found);
        }
        if let Some(found) = self.wrong_bar(line) {
            return Some(found);
        }
        if matches!(sign, '|' | '>')
            && let Some(key) = line.key
            && self.below(line).is_some_and(|below| below.indent > line.content)
        {
            return Some(
                self.at(line, line.value, format!("a text stands on the line of its `{sign}`"))
                    .hint(format!(
                        "begin it on the line below `{key}: {sign}`, indented as its other lines"
                    )),
            );
        }
        let sign = if sign == '`' { "a grave accent".to_owned() } else { format!("`{sign}`") };
        Some(
            self.at(line, line.value, format!("a text that begins with {sign} needs quotes"))
                .hint(format!("write `{}`", line.with(&quoted(value)))),
        )
    }

    /// `*name` where no `&name` stands above. Any other text that begins with `*` needs quotes.
    pub(super) fn unknown_name(&self) -> Option<Diagnostic> {
        let line = self.line;
        let value = line.value();
        let is_name = |name: &str| {
            !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
        };
        let (at, name) = match value.split_once(' ') {
            Some(("<<:", name)) => (line.value + 4, name.strip_prefix('*')?),
            _ => (line.value, value.strip_prefix('*').unwrap_or_default()),
        };
        if !is_name(name) {
            return self.sign();
        }
        Some(
            self.at(
                line,
                at,
                format!("`*{name}` repeats what stands behind `&{name}`, and nothing above does"),
            )
            .hint(format!(
                "write the value out; put it into quotes if it is a text: `\"*{name}\"`"
            )),
        )
    }

    pub(super) fn comment(&self) -> Diagnostic {
        let (line, at) = self
            .nearest()
            .find_map(|line| line.text.find(" #").map(|at| (line, at + 1)))
            .unwrap_or((self.line, 0));
        self.at(line, at, "`#` begins a comment in the middle of a text")
            .hint("put the whole text into quotes, or behind `|` on lines of its own; move a real comment above the text")
    }

    /// `// remark`, `<!-- remark -->`.
    pub(super) fn foreign_remark(&self, line: Line<'_>) -> Option<Diagnostic> {
        let content = line.text[line.content..].trim();
        let sign = REMARKS.iter().find(|sign| content.starts_with(**sign))?;
        let words = content.trim_start_matches(sign).trim_end_matches("-->").trim_end_matches("*/");
        Some(
            self.at(line, line.content, format!("`{sign}` begins no remark here"))
                .hint(format!("a remark begins with `#`: `# {}`", shown(words.trim()))),
        )
    }

    /// What stands in front of a place, from the key or the part of a list on, with another text.
    fn part(&self, from: usize, text: &str) -> String {
        let line = self.line;
        if !line.value().starts_with(['[', '{']) {
            return line.with(text);
        }
        let before = line.text[line.value..from].trim_end();
        let start = before.rfind(['[', '{', ',']).map_or(0, |at| at + 1);
        let lead = before[start..].trim_start();
        if lead.is_empty() { text.to_owned() } else { format!("{lead} {text}") }
    }
}

/// Where the first escape stands that YAML does not know (YAML 1.2.2, 5.7).
fn wrong_escape(text: &str) -> Option<usize> {
    const ONE_SIGN: &str = "0abt\tnvfre \"/\\N_LP";
    let mut signs = text.char_indices();
    while let Some((at, sign)) = signs.next() {
        if sign != '\\' {
            continue;
        }
        let (next, sign) = signs.next()?;
        let digits = match sign {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ if ONE_SIGN.contains(sign) => continue,
            _ => return Some(at),
        };
        let number = text.get(next + 1..next + 1 + digits);
        if !number.is_some_and(|number| number.chars().all(|digit| digit.is_ascii_hexdigit())) {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_escape_that_is_none_is_found() {
        assert_eq!(wrong_escape(r#""a \n b \c""#), Some(8));
        assert_eq!(wrong_escape(r#""C:\Users""#), Some(3));
        assert_eq!(wrong_escape(r#""\x41 \u00""#), Some(6));
        assert_eq!(wrong_escape(r#""\t \" \\ \u2013""#), None);
    }
}
