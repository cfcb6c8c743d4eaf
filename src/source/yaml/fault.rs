//! What the YAML parser refuses, in words for people who have never heard of YAML: one cause, one
//! message, with the line as it should be. The parser says where it could not go on; the cause is
//! often on the line above.

mod flow;
mod lines;
mod quotes;

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

/// Whether nothing but blanks and comments stands from a place on.
pub(super) fn ends_here(source: &SourceFile, offset: usize) -> bool {
    let mut lines = source.text()[offset..].lines().map(str::trim);
    lines.all(|line| line.is_empty() || line.starts_with('#') || line == "---" || line == "...")
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

/// `{ name: Drugs, Crime and Health }`: a text that a comma divides. `key` and `text` are where its
/// key and its first part stand, `place` is where all of it does.
pub(super) fn split_by_comma(source: &str, key: Span, text: Span, place: Span) -> Diagnostic {
    let whole = source.get(place.range()).unwrap_or_default();
    let name = source.get(key.range()).unwrap_or_default();
    let rest = Span::new(place.file, text.range().end, place.range().end);
    Diagnostic::new(
        Code::SplitText,
        format!("inside `{{ }}` a comma ends a text, so `{name}` has only its beginning"),
    )
    .at(rest)
    .hint(format!("put the text into quotes: `{name}: {}`", quoted(whole)))
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
            K::UnknownAnchor => self.unknown_name()?,
            K::UnexpectedCharacter { .. }
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
        let next = self.text[self.line.start..].find('\n').map_or(0, |length| length + 1);
        let below = Line::at(self.text, self.line.start + next);
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
