//! A text that an editor writes into a field, in any of YAML's styles, is the text that is read, and
//! each of its letters is found at its place in the file; or there is a finding.
//!
//! The text is made first and written by the rules of YAML 1.2.2, so that it is known without a
//! reader.

use arbtest::arbitrary::{Result, Unstructured};
use arbtest::arbtest;
use plenary::diagnostic::{Diagnostics, SourceMap};
use plenary::source::text::Text;
use plenary::source::yaml::{Node, Value, read};
use unicode_normalization::UnicodeNormalization as _;

/// What stands in a text: words, and whatever means something to YAML or Markdown.
const PARTS: [&str; 44] = [
    "word",
    "Größe",
    "中文",
    "العربية",
    "e\u{301}",
    "it's",
    "\"quoted\"",
    "a\\b",
    "#5",
    "# five",
    "a: b",
    "a:b",
    "http://a.b/c",
    "-",
    "- item",
    "–",
    "*strong*",
    "**bold**",
    "&more",
    "!stop",
    "@unodc",
    "%5",
    "`code`",
    "[x]",
    "[x](y)",
    "{y}",
    "{{ v }}",
    "|",
    ">",
    "null",
    "~",
    "yes",
    "1.10",
    "0x1F",
    "12:30",
    "2023-10-23",
    "---",
    "...",
    "?",
    "? - What",
    ",",
    "<<",
    "true",
    "\u{A0}x",
];

/// A line of text without blanks at its ends.
fn line(source: &mut Unstructured<'_>) -> Result<String> {
    let mut words = Vec::new();
    for _ in 0..source.int_in_range(1..=6)? {
        words.push(*source.choose(&PARTS)?);
    }
    Ok(words.join(" "))
}

/// Lines of text, some of them empty, the first and the last not.
fn lines(source: &mut Unstructured<'_>) -> Result<Vec<String>> {
    let mut lines = vec![line(source)?];
    for _ in 0..source.int_in_range(0..=4)? {
        if source.ratio(1, 4)? {
            lines.push(String::new());
        }
        let indent = " ".repeat(source.int_in_range(0..=1)? * 3);
        lines.push(format!("{indent}{}", line(source)?));
    }
    Ok(lines)
}

/// The letters of a text composed, as they are on reading.
fn composed(text: &str) -> String {
    text.nfc().collect()
}

/// Whether YAML takes a line for the beginning of a block, as an editor would mean it.
fn begins_block(line: &str) -> bool {
    line.strip_prefix(['>', '|']).is_some_and(|rest| rest.is_empty() || rest.starts_with(" #"))
}

/// Where the text stands: what is in front of it, how deep its further lines are indented, and in how
/// many lists and mappings it is.
const PLACES: [(&str, usize, usize); 3] = [
    ("key: ", 2, 1),
    ("other: |\n  > box\n\n  x\nlist:\n  - first\n  - ", 4, 2),
    ("# comment: x\nmap:\n  inner:\n    key: ", 6, 3),
];

/// The last value of a file at a depth: that of the last key, the last item.
fn last(node: &Node, depth: usize) -> &Node {
    let Some(depth) = depth.checked_sub(1) else { return node };
    match &node.value {
        Value::Mapping(entries) => entries.last().map_or(node, |entry| last(&entry.node, depth)),
        Value::Sequence(items) => items.last().map_or(node, |item| last(item, depth)),
        Value::Scalar(_) | Value::Null => node,
    }
}

/// Reads the text at the end of a file, and sees that its letters are found where they stand.
fn text_of(file_text: &str, depth: usize) -> (Option<String>, Diagnostics) {
    let sources = SourceMap::default();
    let file = sources.add("test.yaml", file_text);
    let mut diagnostics = Diagnostics::new();
    let Some(node) = read(&sources, file, &mut diagnostics) else { return (None, diagnostics) };
    let text = Text::read_short(last(&node, depth), "the text", &mut diagnostics);
    if let Some(text) = &text {
        for (at, character) in text.value.char_indices().filter(|(_, c)| c.is_alphanumeric()) {
            let range = text.map.range(at..at + character.len_utf8());
            assert_eq!(
                file_text.get(range).map(|written| written.nfc().collect()),
                Some(character.to_string()),
                "{at} of {:?} in {file_text:?}",
                text.value
            );
        }
    }
    for diagnostic in &diagnostics {
        let span = diagnostic.span.expect("a place");
        assert!(file_text.get(span.range()).is_some(), "{diagnostic:?} in {file_text:?}");
    }
    (text.map(|text| text.value), diagnostics)
}

/// The file, sometimes with Windows line ends or without a last line end.
fn saved(source: &mut Unstructured<'_>, text: String) -> Result<String> {
    let text = if source.ratio(1, 5)? { text.replace('\n', "\r\n") } else { text };
    Ok(if source.ratio(1, 5)? { text.trim_end().to_owned() } else { text })
}

#[test]
fn a_text_without_quotes_is_read_as_typed_or_reported() {
    arbtest(|source| {
        let text = line(source)?;
        // Quotes are YAML's own, and so is a sign that begins a block.
        if text.starts_with(['"', '\'']) || begins_block(&text) {
            return Ok(());
        }
        let (lead, _, depth) = *source.choose(&PLACES)?;
        let file = format!("{lead}{text}\n");
        let file = saved(source, file)?;
        let (found, diagnostics) = text_of(&file, depth);
        assert!(
            found == Some(composed(&text)) || !diagnostics.is_empty(),
            "{text:?} became {found:?} in {file:?}"
        );
        Ok(())
    });
}

#[test]
fn a_text_without_quotes_on_several_lines_is_read_as_typed_or_reported() {
    arbtest(|source| {
        let lines = lines(source)?;
        if lines[0].starts_with(['"', '\'']) || begins_block(&lines[0]) {
            return Ok(());
        }
        let (lead, indent, depth) = *source.choose(&PLACES)?;
        let indent = " ".repeat(indent);
        let written: Vec<String> = lines.iter().map(|line| line.trim().to_owned()).collect();
        let file = format!("{lead}{}\n", written.join(&format!("\n{indent}")));
        let file = saved(source, file)?;
        let (found, diagnostics) = text_of(&file, depth);
        assert!(
            found == Some(composed(&written.join(" "))) || !diagnostics.is_empty(),
            "{written:?} became {found:?} in {file:?}"
        );
        Ok(())
    });
}

#[test]
fn a_comment_before_a_block_that_begins_with_a_sign_of_yaml_is_told_of() {
    for file in ["key: # five\n  |\n  > six\n", "key: # five\n  >\n  | six\n", "key: # five\n  |\n"]
    {
        let (_, diagnostics) = text_of(file, 1);
        assert!(!diagnostics.is_empty(), "{file:?}");
    }
}

#[test]
fn a_text_in_quotes_is_the_text() {
    arbtest(|source| {
        let text = line(source)?;
        let (lead, indent, depth) = *source.choose(&PLACES)?;
        let double = text.replace('\\', "\\\\").replace('"', "\\\"");
        let wrapped = |text: &str| text.replacen(' ', &format!("\n{}", " ".repeat(indent)), 1);
        let escaped = |text: &str| text.replacen(' ', &format!("\\\n{}\\ ", " ".repeat(indent)), 1);
        let single = text.replace('\'', "''");
        // A dash after a line's end looks like an item, which is a finding of its own.
        let joined = text.split_once(' ').is_some_and(|(_, rest)| rest.starts_with("- "));
        for (quoted, may_be_told) in [
            (format!("'{single}'"), false),
            (format!("\"{double}\""), false),
            (format!("'{}'", wrapped(&single)), joined),
            (format!("\"{}\"", wrapped(&double)), joined),
            (format!("\"{}\"", escaped(&double)), joined),
            (format!("'{single}'   # a comment"), false),
        ] {
            let file = format!("{lead}{quoted}\n");
            let file = saved(source, file)?;
            let (found, diagnostics) = text_of(&file, depth);
            assert_eq!(found, Some(composed(&text)), "{file:?}: {diagnostics:?}");
            assert!(diagnostics.is_empty() || may_be_told, "{file:?}: {diagnostics:?}");
        }
        Ok(())
    });
}

#[test]
fn a_text_in_a_block_is_the_text() {
    arbtest(|source| {
        let lines = lines(source)?;
        let (lead, indent, depth) = *source.choose(&PLACES)?;
        let text = lines.join("\n");
        let pad = " ".repeat(indent);
        let written: Vec<String> = lines
            .iter()
            .map(|line| if line.is_empty() { String::new() } else { format!("{pad}{line}") })
            .collect();
        let header = match source.int_in_range(0..=4)? {
            0 => "|".to_owned(),
            1 => "|-".to_owned(),
            2 => "|+".to_owned(),
            3 => "| # a comment".to_owned(),
            _ => "|2".to_owned(),
        };
        let gap = if source.ratio(1, 4)? { "\n" } else { "" };
        let file = format!("{lead}{header}\n{gap}{}\n", written.join("\n"));
        let file = saved(source, file)?;
        let (found, diagnostics) = text_of(&file, depth);
        let found = found.expect("a text");
        assert_eq!(found.trim_matches('\n'), composed(&text), "{file:?}");
        assert!(diagnostics.is_empty(), "{file:?}: {diagnostics:?}");
        Ok(())
    });
}

#[test]
fn a_text_in_a_folded_block_is_the_text_or_reported() {
    arbtest(|source| {
        let lines = lines(source)?;
        let (lead, indent, depth) = *source.choose(&PLACES)?;
        let pad = " ".repeat(indent);
        let written: Vec<String> =
            lines.iter().map(|line| format!("{pad}{}", line.trim())).collect();
        let header = *source.choose(&[">", ">-", ">+", "> # a comment"])?;
        let file = format!("{lead}{header}\n{}\n", written.join("\n"));
        let file = saved(source, file)?;
        let (found, diagnostics) = text_of(&file, depth);
        let found = found.expect("a text");
        let words: Vec<&str> = lines.iter().map(|line| line.trim()).collect();
        assert!(
            found.trim_end() == composed(&words.join(" ")) || !diagnostics.is_empty(),
            "{found:?} in {file:?}"
        );
        Ok(())
    });
}
