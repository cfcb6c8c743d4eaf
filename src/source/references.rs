//! `references.yaml` before it becomes a bibliography: variables filled in, and signs of Markdown
//! reported, since its texts are set as they stand.

use indexmap::IndexMap;

use super::yaml::{Entry, Node, Scalar, ScalarKind, Value};
use crate::diagnostic::Diagnostics;
use crate::markup;

/// Keys whose values are words for readers.
const WORDS: [&str; 8] =
    ["title", "author", "editor", "publisher", "organization", "note", "genre", "short-title"];

/// The file's values with their variables filled in.
pub(super) fn filled(
    node: Node,
    known: &IndexMap<String, String>,
    diagnostics: &mut Diagnostics,
) -> Node {
    fill(node, false, known, diagnostics)
}

fn fill(
    node: Node,
    words: bool,
    known: &IndexMap<String, String>,
    diagnostics: &mut Diagnostics,
) -> Node {
    let Node { value, span, comment } = node;
    let value = match value {
        Value::Scalar(scalar) if scalar.kind == ScalarKind::Text => {
            if words {
                markup::check_plain(&scalar.text, &scalar.map, diagnostics);
            }
            let (text, map) = markup::fill_plain(&scalar.text, &scalar.map, known, diagnostics);
            Value::Scalar(Scalar { text, map, ..scalar })
        }
        Value::Sequence(items) => Value::Sequence(
            items.into_iter().map(|item| fill(item, words, known, diagnostics)).collect(),
        ),
        Value::Mapping(entries) => Value::Mapping(
            entries
                .into_iter()
                .map(|entry| {
                    let words = words || WORDS.contains(&entry.key.as_str());
                    Entry { node: fill(entry.node, words, known, diagnostics), ..entry }
                })
                .collect(),
        ),
        value @ (Value::Null | Value::Scalar(_)) => value,
    };
    Node { value, span, comment }
}
