//! YAML text to a tree in which every scalar knows its bytes. Meaning is given elsewhere.
//!
//! Parser events become nodes in `tree.rs`, what the parser refuses is said in words of ours by
//! `fault.rs`. How a scalar was typed and what stands behind it are kept, because YAML drops or
//! joins what an editor meant to print ([`super::traps`] looks for that).

mod fault;
mod line;
mod tree;

pub(super) use line::quoted;

use super::scalar::{OffsetMap, ScalarStyle};
use crate::diagnostic::{Diagnostics, FileId, SourceMap, Span};

/// A YAML node and its place.
#[derive(Clone, Debug)]
pub struct Node {
    /// What it holds.
    pub value: Value,
    /// Where it stands; for a mapping or sequence, from its first to its last scalar.
    pub span: Span,
    /// The comment that follows on the same line, if this is a value without quotes or no value.
    pub comment: Option<Span>,
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
    /// How it was typed.
    pub style: ScalarStyle,
    /// From offsets in `text` to offsets in the file.
    pub map: OffsetMap,
    /// Lines that YAML joined with the line above though they look like more than its rest.
    pub joined: Vec<JoinedLine>,
    /// Escapes in double quotes that stand for a blank or a control character, such as `\t`: the
    /// place of each and the sign behind its backslash.
    pub escapes: Vec<(Span, char)>,
}

/// A line of a text whose line ends YAML takes away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JoinedLine {
    /// The line's content.
    pub span: Span,
    /// What it looks like.
    pub kind: JoinedKind,
}

/// What a joined line looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JoinedKind {
    /// A paragraph: an empty line stands above it.
    Paragraph,
    /// An item of a list: it begins with a dash or another bullet.
    Item,
    /// Another block of Markdown: a numbered item, a heading, a row of a table, a quotation.
    Block,
    /// A question, below a line that is one.
    Question,
    /// No line, but an item of a list in brackets that goes on with the sentence of the one before.
    Part,
}

impl JoinedKind {
    /// Whether it is more than the rest of a paragraph where several stand in a text.
    #[must_use]
    pub fn is_of_prose(self) -> bool {
        matches!(self, Self::Paragraph | Self::Item | Self::Block)
    }
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
                                Self { value: Value::Null, span: other.node.span, comment: None },
                            );
                            entry.key_span = other.key_span;
                            entry.node = below.overlaid(other.node);
                        }
                        None => entries.push(other),
                    }
                }
                Self { value: Value::Mapping(entries), span: self.span, comment: None }
            }
            (_, value) => Self { value, span: over.span, comment: over.comment },
        }
    }

    /// The name of what was found, for messages.
    #[must_use]
    pub fn describe(&self) -> &'static str {
        match &self.value {
            Value::Null => "nothing",
            Value::Scalar(Scalar { kind: ScalarKind::Text, .. }) => "text",
            Value::Scalar(Scalar { kind: ScalarKind::Boolean(_), .. }) => "`true` or `false`",
            Value::Scalar(Scalar { kind: ScalarKind::Number, .. }) => "a number",
            Value::Sequence(_) => "a list",
            Value::Mapping(_) => "keys with values",
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
    tree::read(&source, file, diagnostics)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;

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
