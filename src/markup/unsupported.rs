//! HTML and other blocks that prose does not hold, each with what to write instead.

use comrak::nodes::NodeValue;

use crate::diagnostic::{Code, Diagnostic, Span};

/// The problem of an HTML tag or comment.
pub(super) fn html(tag: &str, span: Span) -> Diagnostic {
    let tag = tag.trim();
    if tag.starts_with("<!--") {
        return Diagnostic::new(
            Code::UnsupportedMarkup,
            "a comment of HTML cannot stand in prose, and would not be printed",
        )
        .at(span)
        .hint("delete it; notes to yourself stand above a key of the file, behind `#`");
    }
    let name: String = tag
        .trim_start_matches(['<', '/'])
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase();
    let diagnostic =
        Diagnostic::new(Code::UnsupportedMarkup, "HTML cannot stand in prose").at(span);
    diagnostic.hint(match name.as_str() {
        "b" | "strong" => "bold text is written `**text**`".to_owned(),
        "i" | "em" | "cite" | "var" => "text in italics is written `*text*`".to_owned(),
        "u" | "ins" => "nothing is underlined: write `*text*` for text in italics".to_owned(),
        "s" | "del" | "strike" => "text is not struck through: delete it".to_owned(),
        "br" => "a line break is a backslash at the end of the line".to_owned(),
        "sub" | "sup" => {
            "type raised and lowered figures themselves: `CO₂`, `km²`; notes are `[^id]`".to_owned()
        }
        "p" => "an empty line parts paragraphs".to_owned(),
        "hr" => "headings part a text: `### Heading`".to_owned(),
        "a" => "a link is written `[text](https://…)`".to_owned(),
        "img" => "a figure is written `![](image:key)`, with a key of images.yaml".to_owned(),
        "ul" | "ol" | "li" => "items of a list are written `- text` or `1. text`".to_owned(),
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => "a heading is written `### Heading`".to_owned(),
        "blockquote" => "a quotation is written `> text`".to_owned(),
        "code" | "pre" | "tt" | "kbd" => "text as it is typed is written `` `text` ``".to_owned(),
        "table" | "thead" | "tbody" | "tr" | "td" | "th" => {
            "a table is written with `|` between its cells, and a line `|---|---|` below the first row"
                .to_owned()
        }
        "span" | "div" | "font" | "center" | "small" | "big" | "style" => {
            "delete the tags: the theme decides how text looks".to_owned()
        }
        _ => "write `\\<` for the sign `<`".to_owned(),
    })
}

/// The problem of a block that prose does not hold.
pub(super) fn block(value: &NodeValue, span: Span) -> Diagnostic {
    let (what, hint) = match value {
        NodeValue::HtmlBlock(block) => return html(&block.literal, span),
        NodeValue::CodeBlock(block) if block.fenced => (
            "a block of code cannot stand in prose",
            "take the lines with ``` away; a table, a list or a quotation may be meant",
        ),
        NodeValue::CodeBlock(_) => (
            "a code block (a paragraph indented by four spaces is one) cannot stand in prose",
            "take the spaces in front of the lines away",
        ),
        NodeValue::ThematicBreak => (
            "a horizontal rule cannot stand in prose",
            "delete it; headings part a text: `### Heading`",
        ),
        _ => (
            "this construct cannot stand in prose",
            "prose holds paragraphs, headings, lists, tables, quotations, boxes and figures",
        ),
    };
    Diagnostic::new(Code::UnsupportedMarkup, what).at(span).hint(hint)
}

/// The problem of a text of one paragraph that is something else: `first` is its first block.
pub(super) fn not_one_paragraph(
    first: &NodeValue,
    first_span: Span,
    second: Option<Span>,
) -> Diagnostic {
    let diagnostic = |span| {
        Diagnostic::new(Code::UnsupportedMarkup, "this field holds one paragraph of text").at(span)
    };
    let (label, hint) = match first {
        NodeValue::List(_) => (
            "this is a list",
            "write `\\-`, `\\*` or `1\\.` if the sign or number belongs to the text",
        ),
        NodeValue::Heading(_) => {
            ("this is a heading", "write `\\#` if the sign belongs to the text")
        }
        NodeValue::BlockQuote => {
            ("this is a quotation", "write `\\>` if the sign belongs to the text")
        }
        NodeValue::Table(_) => ("this is a table", "tables stand in prose fields"),
        NodeValue::HtmlBlock(block) => return html(&block.literal, first_span),
        NodeValue::CodeBlock(_) => {
            ("this is a block of code", "take the spaces in front of the lines away")
        }
        NodeValue::ThematicBreak => ("this is a horizontal rule", "delete it"),
        _ => {
            return diagnostic(second.unwrap_or(first_span))
                .label("a second block begins here")
                .hint("lists, headings, tables and further paragraphs belong in a prose field");
        }
    };
    diagnostic(first_span).label(label).hint(hint)
}
