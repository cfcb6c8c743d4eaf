//! YAML text to a tree in which every scalar knows its bytes. Meaning is given elsewhere.
//!
//! Reading goes through `serde_yaml` (the name under which serde-saphyr is declared): it checks
//! the syntax, expands anchors within bounds and reports byte spans. Duplicate keys are kept in
//! the tree, so that they can be reported with both places and beside other problems.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{self, MapAccess, SeqAccess, Visitor};
use serde_yaml::{DuplicateKeyPolicy, Location, Spanned};

use super::rewriting;
use super::scalar::{OffsetMap, ScalarStyle};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, FileId, SourceFile, SourceMap, Span};

/// A YAML node and its place.
#[derive(Clone, Debug)]
pub struct Node {
    /// What it holds.
    pub value: Value,
    /// Where it stands; for a mapping or sequence, from its first to its last scalar.
    pub span: Span,
}

/// What a node holds.
#[derive(Clone, Debug)]
pub enum Value {
    /// Nothing, `~` or `null`.
    Null,
    /// A scalar.
    Scalar(Scalar),
    /// A sequence.
    Sequence(Vec<Node>),
    /// A mapping in the order written, duplicate keys removed and reported.
    Mapping(Vec<Entry>),
}

/// A key with its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key's text.
    pub key: String,
    /// The key's place.
    pub key_span: Span,
    /// The value.
    pub node: Node,
}

/// A scalar: its text, how it was typed, and where each byte of the text stands in the file.
#[derive(Clone, Debug)]
pub struct Scalar {
    /// The text, escapes resolved; for a plain number or boolean, as written.
    pub text: String,
    /// Whether the core schema reads it as something other than text.
    pub kind: ScalarKind,
    /// From offsets in `text` to offsets in the file.
    pub map: OffsetMap,
}

/// What the YAML core schema makes of a scalar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScalarKind {
    /// Text.
    Text,
    /// `true` or `false`.
    Boolean(bool),
    /// A number.
    Number,
}

impl Node {
    /// This node with another laid over it: mappings are joined key by key, anything else is
    /// replaced.
    #[must_use]
    pub fn overlaid(self, over: Self) -> Self {
        match (self.value, over.value) {
            (Value::Mapping(mut entries), Value::Mapping(others)) => {
                for other in others {
                    match entries.iter_mut().find(|entry| entry.key == other.key) {
                        Some(entry) => {
                            let below = std::mem::replace(
                                &mut entry.node,
                                Self { value: Value::Null, span: other.node.span },
                            );
                            entry.key_span = other.key_span;
                            entry.node = below.overlaid(other.node);
                        }
                        None => entries.push(other),
                    }
                }
                Self { value: Value::Mapping(entries), span: self.span }
            }
            (_, value) => Self { value, span: over.span },
        }
    }

    /// The name of what was found, for messages.
    #[must_use]
    pub fn describe(&self) -> &'static str {
        match &self.value {
            Value::Null => "nothing",
            Value::Scalar(Scalar { kind: ScalarKind::Text, .. }) => "text",
            Value::Scalar(Scalar { kind: ScalarKind::Boolean(_), .. }) => "a boolean",
            Value::Scalar(Scalar { kind: ScalarKind::Number, .. }) => "a number",
            Value::Sequence(_) => "a list",
            Value::Mapping(_) => "a mapping",
        }
    }
}

/// How deep lists and mappings may be nested in a file.
pub const MAX_DEPTH: usize = 32;
/// Most values in a file, those that aliases repeat among them.
pub const MAX_NODES: usize = 100_000;
/// Most aliases, and most anchors, in a file.
pub const MAX_ALIASES: usize = 1_000;
/// Most bytes of text in a file, those that aliases repeat among them.
pub const MAX_SCALAR_BYTES: usize = 16 << 20;

/// Reads one file's text. A syntax error stops this file only; duplicate keys are reported and
/// the first of them is kept.
pub fn read(sources: &SourceMap, file: FileId, diagnostics: &mut Diagnostics) -> Option<Node> {
    let source = sources.file(file)?;
    let options = serde_yaml::options! {
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        strict_booleans: true,
        budget: serde_yaml::budget! {
            max_depth: MAX_DEPTH,
            max_nodes: MAX_NODES,
            max_events: 4 * MAX_NODES,
            max_aliases: MAX_ALIASES,
            max_anchors: MAX_ALIASES,
            max_recorded_anchor_events: 4 * MAX_NODES,
            max_total_scalar_bytes: MAX_SCALAR_BYTES,
            max_recorded_anchor_bytes: MAX_SCALAR_BYTES,
        },
    };
    match serde_yaml::from_str_with_options::<RawNode>(source.text(), options) {
        Ok(raw) => Some(Reader { source: &source, file, diagnostics }.node(raw)),
        Err(error) => {
            diagnostics.push(syntax_error(&error, &source, file));
            None
        }
    }
}

fn syntax_error(error: &serde_yaml::Error, source: &SourceFile, file: FileId) -> Diagnostic {
    let error = error.without_snippet();
    let span = error.location().map_or(Span::file_start(file), |location| {
        let line = usize::try_from(location.line()).unwrap_or(1);
        let column = usize::try_from(location.column()).unwrap_or(1);
        let start = source.line_start(line).unwrap_or(source.text().len());
        let rest = &source.text()[start..];
        let offset =
            rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(at, _)| at);
        let end = rest[offset..].find('\n').map_or(rest.len(), |length| offset + length);
        Span::new(file, start + offset, start + end.max(offset))
    });
    if let Some(excess) = excess(error) {
        return Diagnostic::new(Code::YamlTooLarge, excess.0).at(span).hint(excess.1);
    }
    let text = error.to_string();
    let message = text.lines().next().unwrap_or("the file is not YAML");
    let message = message.split(" at line ").next().unwrap_or(message);
    let message = strip_location(message);
    // What the parser says to programmers, said to editors.
    let own = match message {
        _ if message.starts_with("multiple YAML documents") => {
            Some(("the file holds more than one document", "delete the line `---`"))
        }
        _ if message.starts_with("recursive references") => {
            Some(("an alias stands inside the value that it repeats", "write the value out"))
        }
        _ => None,
    };
    if let Some((message, hint)) = own {
        return Diagnostic::new(Code::YamlSyntax, message).at(span).hint(hint);
    }
    Diagnostic::new(Code::YamlSyntax, format!("the YAML cannot be read: {message}"))
        .at(span)
        .hint("text that holds `: ` or ` #`, or begins with a sign such as `[` or `@`, needs quotes or a `|` block")
}

/// What a file has too much of, and what to do.
fn excess(error: &serde_yaml::Error) -> Option<(String, &'static str)> {
    use serde_yaml::Error;
    use serde_yaml::budget::BudgetBreach;
    const FEWER: &str = "divide the file, or write what is meant without so many aliases";
    let too_many =
        || (format!("the file holds more than {MAX_NODES} values, aliases counted in full"), FEWER);
    match error {
        Error::AliasError { error, .. } | Error::WithSnippet { error, .. } => excess(error),
        Error::Budget { breach: BudgetBreach::Depth { .. }, .. } => Some(too_deep()),
        Error::Budget { breach: BudgetBreach::ScalarBytes { .. }, .. } => Some((
            format!(
                "the file holds more than {MAX_SCALAR_BYTES} bytes of text, aliases counted in full"
            ),
            FEWER,
        )),
        Error::Budget {
            breach:
                BudgetBreach::Aliases { .. }
                | BudgetBreach::Anchors { .. }
                | BudgetBreach::AliasAnchorRatio { .. },
            ..
        } => Some((
            format!(
                "the file has too many aliases or anchors: at most {MAX_ALIASES}, and ten aliases for an anchor"
            ),
            FEWER,
        )),
        Error::Budget { .. }
        | Error::AliasReplayCounterOverflow { .. }
        | Error::AliasReplayLimitExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. }
        | Error::AliasReplayStackDepthExceeded { .. } => Some(too_many()),
        // The parser's own limits have no variant.
        other if other.to_string().contains("recursion limit exceeded") => Some(too_deep()),
        _ => None,
    }
}

fn too_deep() -> (String, &'static str) {
    (
        format!("lists and mappings are nested more than {MAX_DEPTH} deep"),
        "no file of a project needs so many levels; look for brackets that are not closed",
    )
}

/// Takes a leading "error: line 3 column 4: " off, since the place is shown by the span.
fn strip_location(message: &str) -> &str {
    let message = message.strip_prefix("error: ").unwrap_or(message);
    if let Some(rest) = message.strip_prefix("line ")
        && let Some((_, rest)) = rest.split_once(": ")
    {
        return rest;
    }
    message
}

struct Reader<'a> {
    source: &'a SourceFile,
    file: FileId,
    diagnostics: &'a mut Diagnostics,
}

impl Reader<'_> {
    fn node(&mut self, raw: RawNode) -> Node {
        let span = self.span(raw.0.defined);
        match raw.0.value {
            RawValue::Null => Node { value: Value::Null, span },
            RawValue::Scalar(text, kind) => self.scalar(text, kind, span),
            RawValue::Sequence(items) => {
                let items: Vec<Node> = items.into_iter().map(|item| self.node(item)).collect();
                let span = items.iter().fold(span, |all, item| all.to(item.span));
                Node { value: Value::Sequence(items), span }
            }
            RawValue::Mapping(entries) => self.mapping(entries, span),
        }
    }

    fn scalar(&self, text: String, kind: ScalarKind, span: Span) -> Node {
        let (style, span) = ScalarStyle::of(self.source.text(), span);
        let written = &self.source.text()[span.range()];
        let text = if kind == ScalarKind::Text { text } else { written.to_owned() };
        let map = OffsetMap::new(self.source.text(), span, style, &text);
        let (text, map) = rewriting::composed(text, map);
        Node { value: Value::Scalar(Scalar { text, kind, map }), span }
    }

    fn mapping(&mut self, raw: Vec<(RawNode, RawNode)>, span: Span) -> Node {
        let mut entries: Vec<Entry> = Vec::with_capacity(raw.len());
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        for (key, value) in raw {
            let key = self.node(key);
            let node = self.node(value);
            let Value::Scalar(Scalar { text: name, .. }) = key.value else {
                self.diagnostics
                    .push(Diagnostic::new(Code::WrongType, "a key must be text").at(key.span));
                continue;
            };
            if let Some(first) = places.get(&name).and_then(|at| entries.get(*at)) {
                self.diagnostics.push(
                    Diagnostic::new(Code::DuplicateKey, format!("the key `{name}` stands twice"))
                        .at(key.span)
                        .label("again here")
                        .related(first.key_span, "first here")
                        .hint("keep one of the two"),
                );
                continue;
            }
            places.insert(name.clone(), entries.len());
            entries.push(Entry { key: name, key_span: key.span, node });
        }
        let span =
            entries.iter().fold(span, |all, entry| all.to(entry.key_span).to(entry.node.span));
        Node { value: Value::Mapping(entries), span }
    }

    fn span(&self, location: Location) -> Span {
        let span = location.span();
        let (Some(start), Some(length)) = (span.byte_offset(), span.byte_len()) else {
            return Span::file_start(self.file);
        };
        let limit = self.source.text().len();
        let start = usize::try_from(start).unwrap_or(limit).min(limit);
        let end = usize::try_from(length).map_or(limit, |length| (start + length).min(limit));
        Span::new(self.file, start, end)
    }
}

struct RawNode(Spanned<RawValue>);

enum RawValue {
    Null,
    Scalar(String, ScalarKind),
    Sequence(Vec<RawNode>),
    Mapping(Vec<(RawNode, RawNode)>),
}

impl<'de> Deserialize<'de> for RawNode {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Spanned::deserialize(deserializer).map(Self)
    }
}

impl<'de> Deserialize<'de> for RawValue {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = RawValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any YAML node")
    }

    fn visit_unit<E: de::Error>(self) -> Result<RawValue, E> {
        Ok(RawValue::Null)
    }

    fn visit_none<E: de::Error>(self) -> Result<RawValue, E> {
        Ok(RawValue::Null)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<RawValue, E> {
        Ok(RawValue::Scalar(value.to_string(), ScalarKind::Boolean(value)))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<RawValue, E> {
        Ok(RawValue::Scalar(value.to_string(), ScalarKind::Number))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<RawValue, E> {
        Ok(RawValue::Scalar(value.to_string(), ScalarKind::Number))
    }

    fn visit_i128<E: de::Error>(self, value: i128) -> Result<RawValue, E> {
        Ok(RawValue::Scalar(value.to_string(), ScalarKind::Number))
    }

    fn visit_u128<E: de::Error>(self, value: u128) -> Result<RawValue, E> {
        Ok(RawValue::Scalar(value.to_string(), ScalarKind::Number))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<RawValue, E> {
        Ok(RawValue::Scalar(value.to_string(), ScalarKind::Number))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<RawValue, E> {
        Ok(RawValue::Scalar(value.to_owned(), ScalarKind::Text))
    }

    fn visit_string<E: de::Error>(self, value: String) -> Result<RawValue, E> {
        Ok(RawValue::Scalar(value, ScalarKind::Text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<RawValue, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(RawValue::Sequence(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<RawValue, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = access.next_entry()? {
            entries.push(entry);
        }
        Ok(RawValue::Mapping(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> (Option<Node>, Diagnostics, SourceMap) {
        let sources = SourceMap::default();
        let file = sources.add("test.yaml", text);
        let mut diagnostics = Diagnostics::new();
        (read(&sources, file, &mut diagnostics), diagnostics, sources)
    }

    fn entry<'a>(node: &'a Node, key: &str) -> &'a Node {
        let Value::Mapping(entries) = &node.value else { panic!("not a mapping") };
        &entries.iter().find(|entry| entry.key == key).expect("key").node
    }

    #[test]
    fn every_scalar_knows_its_bytes() {
        let text = "plain: zwei Wörter\nquoted: \"a\\tb – c\"\nsingle: 'it''s'\nblock: |\n  eins\n  zwei\nlist:\n  - no\n  - 2023-10-23\n";
        let (node, diagnostics, _) = parse(text);
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        let node = node.unwrap();
        let check = |key: &str, needle: &str, expected: &str| {
            let Value::Scalar(scalar) = &entry(&node, key).value else { panic!("no scalar") };
            let at = scalar.text.find(needle).expect("needle");
            let range = scalar.map.range(at..at + needle.len());
            assert_eq!(&text[range], expected, "{key}");
        };
        check("plain", "Wörter", "Wörter");
        check("quoted", "– c", "– c");
        check("quoted", "b", "b");
        check("single", "s", "s");
        check("block", "zwei", "zwei");
        let Value::Sequence(items) = &entry(&node, "list").value else { panic!("no list") };
        assert_eq!(items[0].describe(), "text", "no Norway problem");
        assert_eq!(items[1].describe(), "text", "dates stay text");
        assert_eq!(&text[items[1].span.range()], "2023-10-23");
    }

    #[test]
    fn duplicate_keys_show_both_places() {
        let (node, diagnostics, _) = parse("a: 1\nb: 2\na: 3\n");
        assert!(node.is_some());
        let found: Vec<_> = diagnostics.iter().collect();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].code, Code::DuplicateKey);
        assert_eq!(found[0].span.unwrap().range(), 10..11);
        assert_eq!(found[0].related[0].span.range(), 0..1);
    }

    #[test]
    fn a_syntax_error_has_a_place() {
        let (node, diagnostics, _) = parse("a: b\nc: [1, 2\nd: e\n");
        assert!(node.is_none());
        let found = diagnostics.iter().next().unwrap();
        assert_eq!(found.code, Code::YamlSyntax);
        assert!(found.span.unwrap().start > 0, "{found:?}");
    }
}
