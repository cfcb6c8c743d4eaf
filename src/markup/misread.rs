//! `unmeant-markup`: signs that were probably meant as such, but are marks to Markdown, so that they
//! are not printed: `2*3*4`, `> 50 per cent`, `+ 5`, `2023. It was`.

use std::sync::LazyLock;

use comrak::nodes::{ListType, Node, NodeValue};
use regex::Regex;

use super::blocks::Converter;
use crate::diagnostic::{Code, Diagnostic, Span};

/// Quantities, as "more than" would stand before.
static QUANTITY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^[0-9][0-9.,\u{A0} ]*(?:%|per cent|percent|pour cent|por ciento|процент|kg|tons?\b|million)").ok()
});

/// From here on the number of a single item is a year or the like.
const NO_ITEM: usize = 100;

/// Longest emphasis inside of a word, its signs among it, that is taken for a product or the like.
const LONGEST: usize = 5;

/// Checks a block.
pub(super) fn check_block(converter: &mut Converter<'_, '_>, node: Node<'_>) {
    let range = converter.range(node);
    let written = &converter.text()[range.clone()];
    let start = |length: usize| range.start..range.start + length.min(written.len());
    let one_line = !written.trim_end().contains('\n');
    let found = match &node.data.borrow().value {
        NodeValue::BlockQuote if one_line => {
            let words = written.trim_start_matches(['>', ' ']);
            let quantity = QUANTITY.as_ref().is_some_and(|pattern| pattern.is_match(words));
            quantity.then(|| {
                (
                    start(1),
                    "`>` makes a quotation of this line and is not printed".to_owned(),
                    "write `\\>` for the sign, or “more than”".to_owned(),
                )
            })
        }
        NodeValue::List(list) if node.children().count() == 1 => match list.list_type {
            ListType::Bullet => {
                let sign = char::from(list.bullet_char);
                let rest = written.get(1..).unwrap_or_default().trim_start();
                let number = rest.starts_with(|c: char| c.is_ascii_digit());
                let meant =
                    sign == '+' && number || sign == '*' && one_line && converter.asterisk_notes;
                meant.then(|| {
                    (
                        start(1),
                        format!("`{sign}` makes an item of a list of this line and is not printed"),
                        format!("write `\\{sign}` for the sign; items of lists begin with `- `"),
                    )
                })
            }
            ListType::Ordered if list.start >= NO_ITEM => {
                let number = list.start.to_string();
                Some((
                    start(number.len() + 1),
                    format!("`{number}.` makes an item of a list of this paragraph"),
                    format!("write `{number}\\.` if it is text"),
                ))
            }
            ListType::Ordered => None,
        },
        NodeValue::Heading(heading) if heading.setext => {
            let text = written.trim_end().rsplit_once('\n').map_or("", |(text, _)| text);
            let sentence = text.trim_end().ends_with(['.', '?', '!', ':', ';', '。']);
            (sentence || text.contains('\n')).then(|| {
                (
                    range.clone(),
                    "the line of signs below this text makes a heading of it".to_owned(),
                    "leave the line out, or put an empty line before it; a heading is written \
                     `### Heading`"
                        .to_owned(),
                )
            })
        }
        _ => None,
    };
    if let Some((place, message, hint)) = found {
        let span = converter.span_of(place);
        converter.report(unmeant(message, span).hint(hint));
    }
}

/// Checks emphasis that begins and ends inside of a word or number, or between two brackets.
pub(super) fn check_inlines(converter: &mut Converter<'_, '_>, node: Node<'_>) {
    for inner in node.descendants() {
        if !matches!(inner.data.borrow().value, NodeValue::Emph | NodeValue::Strong) {
            continue;
        }
        let range = converter.range(inner);
        let text = converter.text();
        let words = &text[range.clone()];
        let sign = words.chars().next().unwrap_or_default();
        let before = text[..range.start].chars().next_back();
        let after = text[range.end..].chars().next();
        let joins = |beside: Option<char>| beside.is_some_and(|c| c.is_ascii_alphanumeric());
        let in_word = sign == '*'
            && joins(before)
            && joins(after)
            && (range.len() <= LONGEST || is_figure(words));
        // `f*(x)*g + 2*(y)*h`: the words between two products.
        let between = before.is_some_and(|c| ")]}".contains(c))
            && after.is_some_and(|c| "([{".contains(c))
            && !words.starts_with(&String::from_iter([sign, sign]));
        let place = match (in_word, between) {
            (true, _) => "inside of a word",
            (_, true) => "between two brackets",
            _ => continue,
        };
        let escaped = words.replace(sign, &format!("\\{sign}"));
        let span = converter.span_of(range);
        converter.report(
            unmeant(format!("`{words}` is emphasis {place}: `{sign}` is not printed"), span)
                .hint(format!("write `{escaped}` for the signs")),
        );
    }
}

/// Whether nothing but a number stands between the signs of emphasis.
fn is_figure(emphasis: &str) -> bool {
    let inner = emphasis.trim_matches('*');
    inner.chars().all(|c| c.is_ascii_digit() || " .,+-/()".contains(c))
}

fn unmeant(message: String, span: Span) -> Diagnostic {
    Diagnostic::new(Code::UnmeantMarkup, message).at(span)
}
