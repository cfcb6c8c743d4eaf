//! Where YAML drops or joins what an editor meant to print: a comment behind a text, lines that
//! become one, words that mean "no value". Sound YAML all of it, so the parser says nothing.

use super::scalar::ScalarStyle;
use super::yaml::{JoinedKind, JoinedLine, Node, Scalar, Value};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// What a text is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// A title, a question, a note: one paragraph.
    Short,
    /// Paragraphs, lists, tables.
    Prose,
}

/// Looks for traps in a text that is printed. False if it cannot be read as it was meant.
pub(super) fn check(node: &Node, use_of: Use, diagnostics: &mut Diagnostics) -> bool {
    let Value::Scalar(scalar) = &node.value else { return true };
    if node.comment.is_some() {
        diagnostics.push(comment(node));
    }
    match use_of {
        Use::Short => {
            for line in &scalar.joined {
                diagnostics.extend(joined_short(scalar, *line));
            }
            if let Some(at) = scalar.text.find("? - ")
                && scalar.style == ScalarStyle::Plain
                && scalar.joined.is_empty()
            {
                diagnostics.push(
                    Diagnostic::new(
                        Code::JoinedLines,
                        "a dash stands between two questions of one text",
                    )
                    .at(scalar.map.span(at + 2..at + 3))
                    .hint("begin each question on a line of its own, with its dash in the column of the others"),
                );
            }
            true
        }
        Use::Prose => match scalar.joined.first() {
            Some(line) => {
                diagnostics.push(joined_prose(scalar, *line));
                false
            }
            None => true,
        },
    }
}

/// A key whose value is missing though something stands behind it: a comment, a word that means
/// "no value".
pub(super) fn no_value(node: &Node, key: &str) -> Option<Diagnostic> {
    if !matches!(node.value, Value::Null) {
        return None;
    }
    if !node.span.range().is_empty() {
        return Some(
            Diagnostic::new(Code::NullInText, format!("this word says that `{key}` has no value"))
                .at(node.span)
                .hint("put it into quotes if it is the text; delete the line if there is none"),
        );
    }
    node.comment.is_some().then(|| comment(node))
}

fn comment(node: &Node) -> Diagnostic {
    Diagnostic::new(
        Code::CommentInText,
        "what follows `#` is a comment and is not printed",
    )
    .at(node.comment)
    .hint("put the whole text into quotes if this belongs to it; move a real comment to a line of its own")
}

fn joined_short(scalar: &Scalar, line: JoinedLine) -> Option<Diagnostic> {
    Some(match line.kind {
        JoinedKind::Item => Diagnostic::new(
            Code::JoinedLines,
            "this line is joined with the one above, though it begins like an item of a list",
        )
        .at(line.span)
        .hint("begin its dash in the column of the dashes above; put the whole text into quotes if the dash belongs to it"),
        JoinedKind::Paragraph => Diagnostic::new(
            Code::JoinedLines,
            "this line is joined with the text above, though an empty line parts them",
        )
        .at(line.span)
        .hint(if scalar.style == ScalarStyle::Plain {
            "this field holds one paragraph: take the empty line out, or look whether a key is missing in front of it"
        } else {
            "this field holds one paragraph: take the empty line out"
        }),
        JoinedKind::Block => return None,
    })
}

fn joined_prose(scalar: &Scalar, line: JoinedLine) -> Diagnostic {
    let what = match line.kind {
        JoinedKind::Paragraph => "this paragraph is joined with the one above",
        JoinedKind::Item => "this item of a list is joined with the line above",
        JoinedKind::Block => "this line is joined with the one above",
    };
    let (why, hint) = match scalar.style {
        ScalarStyle::Folded => {
            ("the text stands behind `>`", "write `|` in place of `>`: lines then stay lines")
        }
        ScalarStyle::Plain | ScalarStyle::Literal => (
            "the text begins on the line of its key",
            "write `|` behind the key, and the text on the lines below, indented by two spaces",
        ),
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => (
            "the text stands in quotes",
            "take the quotes off, write `|` behind the key, and the text on the lines below, indented by two spaces",
        ),
    };
    Diagnostic::new(Code::FoldedProse, format!("{what}, because {why}")).at(line.span).hint(hint)
}

/// What an editor probably meant by a value of the wrong type.
pub(super) fn hint_for_type(node: &Node, expected: &str) -> Option<String> {
    let wants_text = expected == "text";
    match &node.value {
        Value::Null if node.comment.is_some() => {
            Some("`#` begins a comment: put a text that begins with it into quotes".to_owned())
        }
        Value::Null if wants_text && !node.span.range().is_empty() => Some(
            "this word means that there is no value: put it into quotes if it is the text"
                .to_owned(),
        ),
        Value::Null if expected == "keys with values" => {
            Some("nothing stands here: write keys with their values, `key: …`".to_owned())
        }
        Value::Sequence(_) if wants_text => Some(
            "take the brackets or dashes away; a text that begins with `[` or `- ` needs quotes"
                .to_owned(),
        ),
        Value::Mapping(entries) if wants_text => Some(match entries.first() {
            Some(entry) if !entry.key_span.range().is_empty() => format!(
                "a text with a colon and a space needs quotes, `\"{}: …\"`, or `|` in front and lines of its own",
                entry.key
            ),
            _ => "a text with braces or with a colon and a space needs quotes".to_owned(),
        }),
        Value::Scalar(scalar) if expected.starts_with("a list") => {
            let dash = scalar.text.starts_with('-') && scalar.style == ScalarStyle::Plain;
            Some(if dash {
                "a space is missing after the dash: `- …`".to_owned()
            } else {
                "write each item on a line of its own, behind a dash and a space: `- …`".to_owned()
            })
        }
        Value::Scalar(_) if expected == "keys with values" => Some(
            "write keys with their values on lines of their own, indented: `key: …`".to_owned(),
        ),
        _ => None,
    }
}
