//! What the YAML parser refuses, in words for people who have never heard of YAML: one cause, one
//! message, with the line as it should be. The parser says where it could not go on; the cause is
//! often on the line above.

use granit_parser::{ErrorKind, ScanError};

pub(super) use super::line::line_end;
use super::line::{Line, quoted};
use super::{MAX_ALIASES, MAX_DEPTH};
use crate::diagnostic::{Code, Diagnostic, FileId, SourceFile, Span};

/// The diagnostic of a fault.
pub(super) fn explain(error: &ScanError, source: &SourceFile, file: FileId) -> Diagnostic {
    let text = source.text();
    let offset = error.marker().byte_offset().unwrap_or(0).min(text.len());
    let fault = Fault { text, file, offset, line: Line::at(text, offset) };
    fault.by_characters().or_else(|| fault.by_kind(error.kind())).unwrap_or_else(|| fault.by_line())
}

/// Lists and mappings in each other.
pub(super) fn too_deep() -> Diagnostic {
    Diagnostic::new(
        Code::YamlTooLarge,
        format!("lists and mappings are nested more than {MAX_DEPTH} deep"),
    )
    .hint("no file of a project needs so many levels; look for brackets that are not closed")
}

/// Too much of something.
pub(super) fn too_large(message: String) -> Diagnostic {
    Diagnostic::new(Code::YamlTooLarge, message)
        .hint("divide the file, or write what is meant without so many aliases")
}

/// Too many aliases or anchors.
pub(super) fn too_many_aliases() -> Diagnostic {
    too_large(format!("the file has too many aliases or anchors: at most {MAX_ALIASES} of each"))
}

/// A line `---` or `...` in the middle of a file.
pub(super) fn second_document(source: &SourceFile, file: FileId, offset: usize) -> Diagnostic {
    let text = source.text();
    let mut line = Line::at(text, offset);
    // After `...` the place is that of the first text behind it.
    while !line.text.starts_with("---") && !line.text.starts_with("...") {
        match line.above(text) {
            Some(above) => line = above,
            None => break,
        }
    }
    let mark = line.text.get(..3).unwrap_or("---");
    Diagnostic::new(
        Code::YamlSyntax,
        format!("the line `{mark}` ends the file; what follows it is not read"),
    )
    .at(Span::new(file, line.start, line.start + line.text.len()))
    .hint("delete the line, or indent it if it belongs to the text above")
}

/// A text whose first word is YAML's own because of its sign: `!tag`, `&anchor`.
pub(super) fn sign_before_text(source: &SourceFile, span: Span) -> Diagnostic {
    let line = Line::at(source.text(), span.range().start);
    let word = source.text().get(span.range()).unwrap_or_default();
    let sign = word.get(..1).unwrap_or_default();
    let diagnostic = Diagnostic::new(
        Code::SignBeforeText,
        format!("`{word}` would not be printed: a word with `{sign}` in front means something else in YAML"),
    )
    .at(span);
    if line.value().starts_with(sign) {
        let fixed = line.with(&quoted(line.value()));
        diagnostic.hint(format!("if it belongs to the text, put the text into quotes: `{fixed}`"))
    } else {
        diagnostic.hint("if it belongs to the text, put the text into quotes")
    }
}

/// `{{ name }}` at the beginning of a text without quotes.
pub(super) fn braces(source: &SourceFile, span: Span) -> Diagnostic {
    let line = Line::at(source.text(), span.range().start);
    let fixed = line.with(&quoted(line.value()));
    Diagnostic::new(Code::SignBeforeText, "a text that begins with `{{` needs quotes")
        .at(span)
        .hint(format!("write `{fixed}`"))
}

/// A place that the parser could not read past.
struct Fault<'a> {
    text: &'a str,
    file: FileId,
    offset: usize,
    line: Line<'a>,
}

impl<'a> Fault<'a> {
    /// A diagnostic for a part of a line.
    fn at(&self, line: Line<'_>, from: usize, message: impl Into<String>) -> Diagnostic {
        let end = line.start + line.text.len();
        let start = (line.start + from).min(end);
        Diagnostic::new(Code::YamlSyntax, message).at(Span::new(self.file, start, end))
    }

    /// The line and up to a few above it, nearest first: the cause may stand before the place.
    fn nearest(&self) -> impl Iterator<Item = Line<'a>> {
        let text = self.text;
        std::iter::successors(Some(self.line), move |line| line.above(text)).take(3)
    }

    /// Characters that look like those that YAML knows but are others.
    fn by_characters(&self) -> Option<Diagnostic> {
        if self.line.text[..self.line.indent].contains('\t') {
            return self.tab();
        }
        let of_line = self.nearest().find_map(|line| {
            let lead = &line.text[..line.indent];
            if let Some(at) = lead.find(['\u{A0}', '\u{3000}']) {
                return Some(self.at(line, at, "the line is indented with a no-break space").hint(
                    "type ordinary spaces; the other was probably pasted from another program",
                ));
            }
            let content = &line.text[line.content..];
            let at = content.find(['：', '﹕', '︓'])?;
            let key = &content[..at];
            let is_key = !key.is_empty()
                && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
            is_key.then(|| {
                let rest = content[at..].trim_start_matches(['：', '﹕', '︓']).trim();
                self.at(
                    line,
                    line.content + at,
                    format!("the colon after `{key}` is a full-width one"),
                )
                .hint(format!("type an ordinary colon and a space: `{key}: {rest}`"))
            })
        });
        of_line.or_else(|| self.nearest().find_map(|line| self.missing_space(line)))
    }

    /// `title:Words`, also with a no-break space.
    fn missing_space(&self, line: Line<'_>) -> Option<Diagnostic> {
        let content = &line.text[line.content..];
        let (key, rest) = content.split_once(':')?;
        let is_key = !key.is_empty()
            && key.starts_with(|c: char| c.is_ascii_lowercase())
            && key
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_');
        let follows = rest.chars().next()?;
        if !is_key || matches!(follows, ' ' | '\t') || rest.starts_with("//") {
            return None;
        }
        let rest = rest.trim();
        let message = if follows.is_whitespace() {
            format!("a no-break space stands after the colon of `{key}`")
        } else {
            format!("a space is missing after the colon of `{key}`")
        };
        Some(
            self.at(line, line.content + key.len(), message)
                .hint(format!("write `{key}: {}`", shown(rest))),
        )
    }

    /// What the parser's own reason tells.
    fn by_kind(&self, kind: &ErrorKind) -> Option<Diagnostic> {
        use ErrorKind as K;
        Some(match kind {
            K::RecursionLimitExceeded => {
                too_deep().at(Span::new(self.file, self.offset, line_end(self.text, self.offset)))
            }
            K::TabNotAllowed
            | K::TabInBlockIndentation
            | K::TabAtBlockScalarStart
            | K::TabInIndentation
            | K::TabInPlainScalar
            | K::InvalidBlockEntryWhitespace
            | K::InvalidMappingValueWhitespace => self.tab()?,
            K::UnclosedQuotedScalar | K::DocumentIndicatorInQuotedScalar => self.unclosed_quote(),
            K::InvalidTrailingSingleQuotedScalar | K::InvalidTrailingDoubleQuotedScalar => {
                self.text_after_quote()
            }
            K::InvalidQuotedScalarIndent => self
                .at(
                    self.line,
                    self.line.indent,
                    "a text in quotes goes on here, but the line is not indented",
                )
                .hint("indent the line by two spaces more than its key, or close the quotes above"),
            K::UnknownQuotedScalarEscape
            | K::InvalidQuotedScalarHexEscape
            | K::InvalidLowSurrogateHexEscape
            | K::InvalidLowSurrogate
            | K::MissingLowSurrogate
            | K::UnpairedLowSurrogate
            | K::InvalidUnicodeEscape => self.backslash(),
            K::UnexpectedCharacter { .. }
            | K::UnknownAnchor
            | K::MissingAnchorOrAliasName
            | K::InvalidBlockScalarHeader
            | K::ZeroBlockScalarIndent
            | K::PlainScalarStartsWithDashFlowIndicator
            | K::UndeclaredTagHandle
            | K::InvalidTagTerminator
            | K::MissingTagUri
            | K::InvalidTagEscape
            | K::UnclosedVerbatimTag
            | K::ExpectedTagBang
            | K::InvalidGlobalTagCharacter
            | K::MissingDirectiveName
            | K::InvalidDirectiveName
            | K::InvalidDirectiveTerminator
            | K::MissingDocumentEndBeforeDirective
            | K::ExpectedDocumentStart
            | K::UnexpectedEndOfPlainScalar => self.sign()?,
            K::CommentInterceptedScalar | K::CommentNotSeparated => self.comment(),
            K::BlockSequenceEntryNotAllowed | K::BlockEntryInFlowCollection => self.dash()?,
            K::InvalidBlockScalarIndent => self
                .at(
                    self.line,
                    0,
                    "this line is indented less than the text above that it belongs to",
                )
                .hint("give every line of the text the same indentation at least as the first"),
            K::InvalidDocumentEnd => self
                .at(self.line, 0, "the line `...` or `---` ends the file; text cannot follow on it")
                .hint(
                    "put the text into quotes, or indent the line if it belongs to the text above",
                ),
            K::BomInsideDocument => self
                .at(
                    self.line,
                    self.offset - self.line.start,
                    "an invisible mark (U+FEFF) stands here",
                )
                .hint("delete it; it was probably pasted from another program"),
            K::UnclosedFlowCollection { .. }
            | K::UnexpectedEofFlowSequence
            | K::UnexpectedEofFlowMapping
            | K::UnexpectedEofImplicitFlowMapping
            | K::ExpectedFlowMappingSeparator
            | K::ExpectedFlowSequenceSeparator
            | K::MismatchedFlowCollectionEnd { .. }
            | K::MisplacedFlowCollectionEnd
            | K::InvalidFlowScalarIndent
            | K::InvalidColonPlacement
            | K::FlowMappingValueAdjacentCollection => self.bracket(),
            _ => return None,
        })
    }

    fn tab(&self) -> Option<Diagnostic> {
        // The place is that of `|` where the first line of a block begins with a tab.
        let below = Line::at(self.text, self.line.start + self.line.text.len() + 1);
        let (line, at) = self
            .nearest()
            .chain(std::iter::once(below))
            .find_map(|line| line.text.find('\t').map(|at| (line, at)))?;
        let where_it_is = if at < line.indent || line.text[..at].trim().is_empty() {
            "a tab stands in front of the line"
        } else {
            "a tab stands where only spaces can"
        };
        let end = line.start + at + 1;
        Some(self.at(line, at, where_it_is).at(Span::new(self.file, line.start + at, end)).hint(
            "write spaces in its place: tabs cannot indent, and editors can be set to type spaces",
        ))
    }

    fn unclosed_quote(&self) -> Diagnostic {
        let quote = self.text[self.offset..].chars().next().filter(|c| *c == '\'').unwrap_or('"');
        let value = self.line.value().trim_start_matches(quote);
        self.at(
            self.line,
            self.offset - self.line.start,
            "the quotes that open here are not closed",
        )
        .hint(format!(
            "write `{quote}` at the end of the text too: `{}`",
            self.line.with(&format!("{quote}{}{quote}", shown(value)))
        ))
    }

    /// `'The State's role'`, `"World" Drug Report`.
    fn text_after_quote(&self) -> Diagnostic {
        let line = self.line;
        let value = line.value();
        let from = self.offset - line.start;
        let quote = value.chars().next().unwrap_or('"');
        let inner = value.strip_prefix(quote).unwrap_or(value);
        let closed = inner.len() > 1 && inner.ends_with(quote);
        let whole = if closed { &inner[..inner.len() - 1] } else { value };
        let before = self.text[..self.offset].chars().next_back();
        let apostrophe = quote == '\''
            && self.text[..self.offset].chars().rev().nth(1).is_some_and(char::is_alphanumeric)
            && self.text[self.offset..].starts_with(char::is_alphanumeric);
        let fixed = line.with(&quoted(whole));
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

    fn backslash(&self) -> Diagnostic {
        let before = &self.line.text[..self.offset - self.line.start];
        let from = before.rfind('\\').unwrap_or(before.len());
        self.at(self.line, from, "in double quotes a `\\` begins a special sign, and this is none")
            .hint("write `\\\\` for the sign `\\`, or put the text into single quotes")
    }

    /// A text that begins with a sign of YAML's own.
    fn sign(&self) -> Option<Diagnostic> {
        let line = self.line;
        let value = line.value();
        let sign = value.chars().next().filter(char::is_ascii_punctuation)?;
        let sign = if sign == '`' { "a grave accent".to_owned() } else { format!("`{sign}`") };
        Some(
            self.at(line, line.value, format!("a text that begins with {sign} needs quotes"))
                .hint(format!("write `{}`", line.with(&quoted(value)))),
        )
    }

    fn comment(&self) -> Diagnostic {
        let (line, at) = self
            .nearest()
            .find_map(|line| line.text.find(" #").map(|at| (line, at + 1)))
            .unwrap_or((self.line, 0));
        self.at(line, at, "`#` begins a comment in the middle of a text")
            .hint("put the whole text into quotes, or behind `|` on lines of its own; move a real comment above the text")
    }

    /// `questions: - What?`, `body: - a`.
    fn dash(&self) -> Option<Diagnostic> {
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

    /// A bracket that is not closed, or a text that begins with one.
    fn bracket(&self) -> Diagnostic {
        let lines = std::iter::successors(Some(self.line), |line| line.above(self.text)).take(40);
        let opened = lines.into_iter().find(|line| line.value().starts_with(['[', '{']));
        let Some(line) = opened else { return self.unknown() };
        let value = line.value();
        if value.starts_with("{{") {
            return self
                .at(line, line.value, "a text that begins with `{{` needs quotes")
                .hint(format!("write `{}`", line.with(&quoted(value))));
        }
        let (open, close) = if value.starts_with('[') { ('[', ']') } else { ('{', '}') };
        let after = value.find(close).map(|at| value[at + 1..].trim());
        match after {
            Some(after) if !after.is_empty() && !after.starts_with([',', '#', close]) => self
                .at(line, line.value, format!("a text that begins with `{open}` needs quotes"))
                .hint(format!("write `{}`", line.with(&quoted(value)))),
            _ if after.is_none() && value.contains(" #") => {
                let at = line.value + value.find(" #").unwrap_or(0) + 1;
                self.at(line, at, "`#` begins a comment, so the bracket is not closed")
                    .hint("put the text with `#` into quotes")
            }
            Some(_) => self
                .at(self.line, self.offset - self.line.start, format!("the list or mapping in `{open}{close}` cannot be read from here on"))
                .hint("a comma stands between its parts; a text with `: `, `,`, quotes or brackets needs quotes"),
            None => self
                .at(line, line.value, format!("the bracket `{open}` is not closed"))
                .hint(format!("write `{close}` at its end, or put the text into quotes if it is one")),
        }
    }

    /// What the shape of the line and of the line above tells.
    fn by_line(&self) -> Diagnostic {
        let line = self.line;
        let above = line.above(self.text);
        if line.value().starts_with(['[', '{']) {
            return self.bracket();
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
            && let Some(found) = self.indented_key(line, key, above)
        {
            return found;
        }
        if line.key.is_none()
            && let Some(found) = self.sign_or_stray(line, above)
        {
            return found;
        }
        self.unknown()
    }

    fn unknown(&self) -> Diagnostic {
        let line = self.line;
        self.at(line, (self.offset - line.start).min(line.text.len()), "the file cannot be read from here on")
            .hint("look at this line and the one above: keys of one level begin in the same column, a colon is followed by a space, and a text with `: ` or ` #` needs quotes")
    }

    /// `title: Markets: changing`.
    fn colon(&self, line: Line<'_>) -> Option<Diagnostic> {
        let value = line.value();
        if value.starts_with(['"', '\'', '|', '>', '[', '{', '#']) {
            return None;
        }
        let within = value.find(": ").or_else(|| value.ends_with(':').then(|| value.len() - 1))?;
        // `Markets: changing` on a line of its own is a key that YAML would take.
        if line.key.is_none() && line.lead().is_empty() {
            return None;
        }
        Some(
            self.at(
                line,
                line.value + within,
                "a colon and a space stand in a text without quotes",
            )
            .hint(format!("put the text into quotes: `{}`", line.with(&quoted(value)))),
        )
    }

    fn indented_key(&self, line: Line<'_>, key: &str, above: Line<'_>) -> Option<Diagnostic> {
        let column = |line: &Line<'_>| line.text[..line.content].chars().count();
        let sibling = std::iter::successors(Some(above), |line| line.above(self.text))
            .take(200)
            .find(|other| other.key.is_some() && other.content <= line.content);
        if line.content > above.content && above.key.is_some() && !above.value().is_empty() {
            let extra = column(&line) - column(&above);
            let of_above = above.key.unwrap_or_default();
            return Some(
                self.at(
                    line,
                    line.content,
                    format!("the key `{key}` stands {} too far to the right", spaces(extra)),
                )
                .hint(format!("begin it in the column of `{of_above}` above")),
            );
        }
        let sibling = sibling?;
        let off = column(&line).checked_sub(column(&sibling)).filter(|off| *off > 0)?;
        Some(
            self.at(
                line,
                line.content,
                format!("the key `{key}` stands in no column of the keys above it"),
            )
            .hint(format!(
                "begin it in the column of the keys beside it: {} to the left is that of `{}`",
                spaces(off),
                sibling.key.unwrap_or_default()
            )),
        )
    }

    /// A line that is no key and belongs to nothing above.
    fn sign_or_stray(&self, line: Line<'_>, above: Option<Line<'_>>) -> Option<Diagnostic> {
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
        // `body:` without `|`, and a text that YAML takes for keys.
        let parent = std::iter::successors(above, |line| line.above(self.text))
            .take(200)
            .find(|other| other.content < line.content);
        if let Some(parent) = parent
            && let Some(key) = parent.key
            && parent.value().is_empty()
        {
            return Some(
                self.at(parent, parent.content, format!("`|` is missing behind `{key}:`"))
                    .hint(format!(
                        "a text of several lines, or with colons, stands behind `{key}: |` on lines of its own"
                    )),
            );
        }
        Some(
            self.at(line, line.content, "this line is no key, and belongs to no text above it")
                .hint("indent it like the text above if it goes on there; a key is followed by a colon and a space: `title: …`"),
        )
    }
}

fn spaces(count: usize) -> String {
    if count == 1 { "one space".to_owned() } else { format!("{count} spaces") }
}

/// A text for a hint, cut where it is long.
fn shown(text: &str) -> String {
    const SHOWN: usize = 60;
    if text.chars().count() <= SHOWN {
        return text.to_owned();
    }
    let head: String = text.chars().take(SHOWN).collect();
    format!("{head} …")
}
