//! Where YAML drops or joins what an editor meant to print: a comment behind a text, lines that
//! become one, words that mean "no value". Sound YAML all of it, so the parser says nothing.

use super::scalar::ScalarStyle;
use super::yaml::{JoinedKind, JoinedLine, Node, Scalar, Value, quoted};
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
    // Line ends are what prose in quotes is written with; control characters are errors.
    let blank = scalar.escapes.iter().find_map(|(span, sign)| match sign {
        't' => Some((*span, *sign, "a tab")),
        'n' | 'r' if use_of == Use::Short => Some((*span, *sign, "a line end")),
        _ => None,
    });
    if let Some((span, sign, what)) = blank {
        diagnostics.push(
            Diagnostic::new(
                Code::BackslashInText,
                format!("in double quotes `\\{sign}` is {what}, which is printed as a space"),
            )
            .at(span)
            .hint("write `\\\\` for each backslash that belongs to the text, else a space"),
        );
    }
    if use_of == Use::Short
        && let Some(inner) = printed_quotes(scalar)
    {
        diagnostics.push(
            Diagnostic::new(
                Code::PrintedQuotes,
                "these quotation marks are printed, since YAML knows only `\"` and `'`",
            )
            .at(node.span)
            .hint(format!("write `{}` if they are to keep the text together", quoted(inner))),
        );
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
        Use::Prose => match scalar.joined.iter().find(|line| line.kind.is_of_prose()) {
            Some(line) => {
                diagnostics.push(joined_prose(scalar, *line));
                false
            }
            None => true,
        },
    }
}

/// What stands between the printed quotation marks that a text without others begins and ends with.
pub(super) fn printed_quotes(scalar: &Scalar) -> Option<&str> {
    const PAIRS: [(char, char); 4] = [('“', '”'), ('„', '“'), ('‘', '’'), ('＂', '＂')];
    let plain = scalar.style == ScalarStyle::Plain;
    PAIRS.iter().filter(|_| plain).find_map(|(open, close)| {
        let inner = scalar.text.strip_prefix(*open)?.strip_suffix(*close)?;
        (!inner.is_empty() && !inner.contains([*open, *close])).then_some(inner)
    })
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
        JoinedKind::Question => Diagnostic::new(
            Code::JoinedLines,
            "this line is joined with the question above",
        )
        .at(line.span)
        .hint("begin it with a dash if it is a question of its own; put both on one line if not"),
        JoinedKind::Part => Diagnostic::new(
            Code::SplitItem,
            "this item begins in the middle of a sentence: in brackets a comma ends an item",
        )
        .at(line.span)
        .hint("put the whole text into quotes if the comma belongs to it"),
        JoinedKind::Block => return None,
    })
}

fn joined_prose(scalar: &Scalar, line: JoinedLine) -> Diagnostic {
    let what = match line.kind {
        JoinedKind::Paragraph => "this paragraph is joined with the one above",
        JoinedKind::Item => "this item of a list is joined with the line above",
        JoinedKind::Block | JoinedKind::Question | JoinedKind::Part => {
            "this line is joined with the one above"
        }
    };
    let (why, hint) = match scalar.style {
        ScalarStyle::Folded => {
            ("the text stands behind `>`", "write `|` in place of `>`: lines then stay lines")
        }
        ScalarStyle::Plain | ScalarStyle::Literal => (
            "`|` is missing behind the key",
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
    let wants_list = expected.starts_with("a list");
    match expected {
        "text" => hint_for_text(node),
        "keys with values" => hint_for_keys(node),
        "`true` or `false`" => hint_for_boolean(node),
        _ if wants_list => hint_for_list(node),
        _ => None,
    }
}

fn hint_for_text(node: &Node) -> Option<String> {
    Some(match &node.value {
        Value::Null if node.comment.is_some() => {
            "`#` begins a comment: put a text that begins with it into quotes".to_owned()
        }
        Value::Null if node.span.range().is_empty() => {
            "write the text, or delete the line".to_owned()
        }
        Value::Null => {
            "this word means that there is no value: put it into quotes if it is the text"
                .to_owned()
        }
        Value::Sequence(_) => {
            "take the brackets or dashes away; a text that begins with `[` or `- ` needs quotes"
                .to_owned()
        }
        Value::Mapping(entries) => match entries.first() {
            Some(entry) if !entry.key_span.range().is_empty() => format!(
                "a text with a colon and a space needs quotes, `\"{}: …\"`, or `|` in front and lines of its own",
                entry.key
            ),
            _ => "a text with braces or with a colon and a space needs quotes".to_owned(),
        },
        Value::Scalar(_) => return None,
    })
}

fn hint_for_keys(node: &Node) -> Option<String> {
    Some(match &node.value {
        Value::Null if node.comment.is_some() => {
            "`#` begins a comment: put a text that begins with it into quotes".to_owned()
        }
        Value::Null => "nothing stands here: write keys with their values, `key: …`".to_owned(),
        Value::Sequence(_) => {
            "take the dashes or brackets away: each line is `key: …`, all in one column".to_owned()
        }
        Value::Scalar(scalar) => {
            if let Some((key, value)) = key_without_space(&scalar.text) {
                format!("a space is missing after the colon: `{key}: {}`", beginning(value))
            } else if let Some((key, value)) = key_alone(&scalar.text) {
                format!("a colon is missing: `{key}: {}`", beginning(value))
            } else {
                "write keys with their values on lines of their own, indented: `key: …`".to_owned()
            }
        }
        Value::Mapping(_) => return None,
    })
}

fn hint_for_boolean(node: &Node) -> Option<String> {
    let Value::Scalar(scalar) = &node.value else { return None };
    Some(match scalar.text.to_lowercase().as_str() {
        "yes" | "on" | "y" | "1" | "true" | "oui" | "sí" | "si" | "да" | "نعم" | "是" => {
            "write `true`, without quotes".to_owned()
        }
        "no" | "off" | "n" | "0" | "false" | "non" | "нет" | "لا" | "否" => {
            "write `false`, without quotes".to_owned()
        }
        _ => return None,
    })
}

fn hint_for_list(node: &Node) -> Option<String> {
    let usual = "write each item on a line of its own, behind a dash and a space: `- …`";
    Some(match &node.value {
        Value::Scalar(scalar) if scalar.style == ScalarStyle::Plain => {
            let text = scalar.text.as_str();
            let first = text.chars().next().unwrap_or_default();
            let rest = &text[first.len_utf8()..];
            let words = text.trim_matches(['(', ')']);
            match first {
                '-' if rest.starts_with(char::is_whitespace) => {
                    "the space after the dash is a no-break space: type an ordinary one".to_owned()
                }
                '-' => "a space is missing after the dash: `- …`".to_owned(),
                '–' | '—' | '−' | '•' | '·' => {
                    format!("items begin with the sign `-`, not with `{first}`: `- …`")
                }
                _ if words.contains([',', ';']) && !words.contains(['.', '?', '\n']) => {
                    let items: Vec<&str> = words.split([',', ';']).map(str::trim).collect();
                    format!(
                        "write `[{}]`, or each on a line of its own behind a dash",
                        items.join(", ")
                    )
                }
                _ => usual.to_owned(),
            }
        }
        Value::Scalar(_) => usual.to_owned(),
        Value::Mapping(_) => {
            "write each item behind a dash and a space, without a key: `- …`".to_owned()
        }
        Value::Null | Value::Sequence(_) => return None,
    })
}

/// `key:value`, which YAML takes for a text.
pub(super) fn key_without_space(text: &str) -> Option<(&str, &str)> {
    let (key, value) = text.split_once(':')?;
    let is_key = key.starts_with(|c: char| c.is_ascii_lowercase())
        && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    let tight = !value.is_empty() && !value.starts_with("//");
    (is_key && tight).then(|| (key, value.trim()))
}

/// `key value`, `key = value`, `key – value`.
fn key_alone(text: &str) -> Option<(&str, &str)> {
    let (key, value) = text.split_once([' ', '='])?;
    let is_key = !key.is_empty()
        && key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    let value = value.trim_start_matches([' ', '=', '–', '—', '-']);
    (is_key && !value.is_empty()).then_some((key, value))
}

/// The first words of a text, for a hint.
fn beginning(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().take(6).collect();
    let all = text.split_whitespace().count() <= words.len();
    if all { words.join(" ") } else { format!("{} …", words.join(" ")) }
}
