//! `leftover-markup`: signs of Markdown, or of programs like it, that were not understood and would
//! be printed as typed.
//!
//! The text of a paragraph, heading or cell is put together without what has been understood, and
//! signs that an editor wrote with a backslash are hidden. What still looks like a mark is
//! reported with what to write. Asterisks of notes, prices, names with underscores and the like
//! are ordinary text.

mod emphasis;
mod lines;
mod signs;

use std::ops::Range;

use comrak::nodes::{Node, NodeValue};

use super::blocks::Converter;
use super::inlines::{CITATION_SCHEME, NOTE_SCHEME};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::source::scalar::OffsetMap;

/// Stands for a sign after a backslash.
const ESCAPED: char = '\u{E001}';
/// Stands for code, an image or HTML.
const OPAQUE: char = '\u{E002}';
/// Stands for an address that is a link of itself.
const ADDRESS: char = '\u{E003}';
/// Stands for the mark of a note.
const MARK: char = '\u{E004}';

/// Most findings in a field: nobody reads more, and a field made of signs would cost the square of
/// its length.
const MOST: usize = 300;

/// What kind of text is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Markdown. Whether the field has an asterisk after a word, as the mark of a note by hand.
    Markdown { asterisk_notes: bool },
    /// A field that takes no Markdown.
    Plain,
}

/// A text without what has been understood.
struct Rest<'a> {
    kind: Kind,
    text: String,
    /// Where each part of the text begins, and where it stands in the field; whether letter by
    /// letter.
    parts: Vec<(usize, Range<usize>, bool)>,
    map: &'a OffsetMap,
}

impl Rest<'_> {
    fn push(&mut self, text: &str, field: Range<usize>, exact: bool) {
        self.parts.push((self.text.len(), field, exact));
        self.text.push_str(text);
    }

    /// The place of a range of the text.
    fn span(&self, range: &Range<usize>) -> Span {
        let start = self.place(range.start).start;
        let end = self.place(range.end.saturating_sub(1).max(range.start)).end;
        self.map.span(start..end.max(start))
    }

    /// The range in the field of the character at a place.
    fn place(&self, at: usize) -> Range<usize> {
        let index = self.parts.partition_point(|(start, ..)| *start <= at).max(1) - 1;
        let Some((start, field, exact)) = self.parts.get(index) else { return 0..0 };
        if !exact {
            return field.clone();
        }
        let from = field.start + (at - start).min(field.len());
        from..from + 1
    }

    /// A finding at a range of the text.
    fn finding(
        &self,
        range: &Range<usize>,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Diagnostic {
        let found = Diagnostic::new(Code::LeftoverMarkup, message).at(self.span(range));
        match self.kind {
            Kind::Markdown { .. } => found.hint(hint),
            Kind::Plain => found.hint("this field takes plain text: leave such signs out"),
        }
    }

    fn is_plain(&self) -> bool {
        self.kind == Kind::Plain
    }
}

/// Checks the text of a node that holds inlines.
pub(super) fn check(converter: &mut Converter<'_, '_>, node: Node<'_>) {
    if converter.leftovers > MOST {
        return;
    }
    let asterisk_notes = converter.asterisk_notes;
    let mut rest = Rest {
        kind: Kind::Markdown { asterisk_notes },
        text: String::new(),
        parts: Vec::new(),
        map: converter.map,
    };
    collect(converter, node, &mut rest);
    let opens_box = node.previous_sibling().is_none()
        && node
            .parent()
            .is_some_and(|parent| matches!(parent.data.borrow().value, NodeValue::BlockQuote))
        && rest.text.starts_with("[!");
    if opens_box && let Some(end) = rest.text.find(']') {
        let hidden: String = std::iter::repeat_n('x', end + 1).collect();
        rest.text.replace_range(..=end, &hidden);
    }
    let mut found = Diagnostics::new();
    examine(&rest, &mut found);
    converter.leftovers += found.iter().len();
    converter.context.diagnostics.absorb(found);
}

/// Whether a field has an asterisk after a word, as a note by hand has, and not as emphasis ends.
pub(super) fn has_asterisk_notes(root: Node<'_>) -> bool {
    root.descendants().any(|node| {
        let NodeValue::Text(text) = &node.data.borrow().value else { return false };
        let mut before = ' ';
        let mut characters = text.chars().peekable();
        while let Some(character) = characters.next() {
            let next = characters.peek().copied().unwrap_or(' ');
            let ends = next.is_whitespace() || ",.;:|".contains(next);
            if character == '*' && (before.is_alphanumeric() || before == ')') && ends {
                return true;
            }
            before = character;
        }
        false
    })
}

/// Checks a field that takes no Markdown.
pub(super) fn check_plain(text: &str, map: &OffsetMap, diagnostics: &mut Diagnostics) {
    let mut rest = Rest { kind: Kind::Plain, text: String::new(), parts: Vec::new(), map };
    rest.push(text, 0..text.len(), true);
    examine(&rest, diagnostics);
}

fn examine(rest: &Rest<'_>, diagnostics: &mut Diagnostics) {
    let suspicious = |character: char| "*_`[]{}<>|#~=$^&\\:/%+!?".contains(character);
    if rest.text.contains(suspicious) {
        signs::check(rest, diagnostics);
        emphasis::check(rest, diagnostics);
    }
    if !rest.is_plain() {
        lines::check(rest, diagnostics);
    }
}

fn collect(converter: &Converter<'_, '_>, node: Node<'_>, rest: &mut Rest<'_>) {
    let hidden = |rest: &mut Rest<'_>, stand_in: char, node: Node<'_>| {
        rest.push(&stand_in.to_string(), converter.range(node), false);
    };
    for child in node.children() {
        match &child.data.borrow().value {
            NodeValue::Text(text) => {
                let range = converter.range(child);
                let exact = range.len() == text.len() && converter.text()[range.clone()] == **text;
                rest.push(text, range, exact);
            }
            NodeValue::SoftBreak | NodeValue::LineBreak => hidden(rest, '\n', child),
            NodeValue::Escaped => hidden(rest, ESCAPED, child),
            NodeValue::Emph | NodeValue::Strong => collect(converter, child, rest),
            NodeValue::Link(link) => {
                let own = [NOTE_SCHEME, CITATION_SCHEME];
                if own.iter().any(|scheme| link.url.starts_with(scheme)) {
                    hidden(rest, MARK, child);
                } else if is_its_own_text(child, &link.url) {
                    hidden(rest, ADDRESS, child);
                } else {
                    collect(converter, child, rest);
                }
            }
            _ => hidden(rest, OPAQUE, child),
        }
    }
}

/// Whether a link's text is its address.
fn is_its_own_text(link: Node<'_>, url: &str) -> bool {
    let Some(first) = link.first_child() else { return false };
    let data = first.data.borrow();
    let NodeValue::Text(text) = &data.value else { return false };
    let address = ["http://", "mailto:"].iter().find_map(|scheme| url.strip_prefix(scheme));
    url == text.as_ref() || address == Some(text.as_ref())
}

#[cfg(test)]
mod tests {
    use indexmap::IndexMap;

    use super::*;
    use crate::diagnostic::SourceMap;
    use crate::document::Language;
    use crate::markup::{CitationPlace, Context, NoteNames, parse_prose};
    use crate::source::scalar::ScalarStyle;

    /// What is reported in a text: the places.
    fn found(text: &str) -> Vec<String> {
        let file = SourceMap::default().add("test", text);
        let map = OffsetMap::new(text, Span::new(file, 0, text.len()), ScalarStyle::Plain, text);
        let variables = IndexMap::from([("v".to_owned(), "value".to_owned())]);
        let mut notes = NoteNames::default();
        let mut diagnostics = Diagnostics::new();
        let mut context = Context {
            variables: &variables,
            notes: &mut notes,
            diagnostics: &mut diagnostics,
            section: "s",
            language: Language::Ru,
            citations: CitationPlace::Text,
        };
        parse_prose(text, &map, "body", &mut context);
        diagnostics.sort();
        let places = diagnostics.iter().map(|one| one.span.map_or(0..0, Span::range));
        places.map(|range| text[range].to_owned()).collect()
    }

    #[test]
    fn marks_that_were_not_understood_are_found_where_they_stand() {
        for (text, places) in [
            ("This is **very important and never closed.", vec!["**"]),
            (
                "This is ** very important ** indeed, and *this * too.",
                vec!["** very important **", "*this *"],
            ),
            ("an _unclosed word and `code", vec!["_", "`"]),
            ("one __two", vec!["__"]),
            ("See [the report](https://www.unodc.org/x and more.", vec!["[the report]("]),
            ("See [the report] (https://www.unodc.org/x).", vec!["] ("]),
            ("See (the report)[https://www.unodc.org/x].", vec![")["]),
            ("见[报告]（https://www.unodc.org/x）。", vec!["]（"]),
            ("an ![image of](x y)", vec!["![image of]("]),
            ("a [[page]] and [text][ref]", vec!["[[page]]", "[text][ref]"]),
            ("a mark[^ and", vec!["[^"]),
            ("##No space", vec!["##"]),
            ("- [ ] Open\n- [x] Done", vec!["[ ]", "[x]"]),
            ("::: warning\ntext\n:::", vec![":::"]),
            ("a {% raw %} tag and {{ unclosed", vec!["{%", "{{"]),
            ("a {{ two words }} and {{ p() }} inside", vec!["{{ two words }}", "{{ p() }}"]),
            ("~~gone~~ and ==marked== and $x^2$", vec!["~~", "==marked==", "$x^2$"]),
            ("word{.class} and [x]{.y}", vec!["{.class}", "]{"]),
            ("[mot]{lang:fr} and {lang=fr}", vec!["]{", "{lang"]),
            ("\\begin{itemize} and \\textbf{x}", vec!["\\begin", "\\textbf"]),
            ("a&foo;b", vec!["&foo;"]),
            ("x^2^ and H~2~O", vec!["^2^", "~2~"]),
            ("• one\n• two", vec!["•"]),
            ("(a) first\n(b) second", vec!["(a)"]),
            ("Text:\n2) first\n3) second", vec!["2)"]),
            ("a. alpha\nb. beta", vec!["a."]),
            ("ii. alpha\niii. beta", vec!["ii."]),
            ("- one\n-two", vec!["-t"]),
            ("| A | B |\n| 1 | 2 |", vec!["| A | B |"]),
            ("A | B | C\n--- | ---\n1 | 2 | 3", vec!["--- | ---"]),
            ("Term\n: Definition", vec![": Definition"]),
            ("[!box] Title", vec!["[!box]"]),
            ("Title\n\n===", vec!["==="]),
            ("the end\\", vec!["\\"]),
            ("https://münchen.de/a", vec!["https://"]),
            ("f*(x)*g and منظمة و_WHO_ في", vec!["*(x)*", "_WHO_"]),
            ("字_名_称 and слово_важное слово_ и", vec!["_名_", "_важное слово_"]),
        ] {
            assert_eq!(found(text), places, "{text}");
        }
    }

    #[test]
    fn ordinary_text_is_left_alone() {
        for text in [
            "It costs $5 or US$10m, $3 to $4; A$7.",
            "Totals* may not add up.\n\n*Provisional figures.",
            "a_b, snake_case_name, E/CN.7/2023/5 and [1] or [sic] (a) in a sentence, (b) too.",
            "5 * 3 = 15, a*b, 2 < 3 > 1, x = y == z, R&D; AT&T; #1 and # 2",
            "fill in: ______ and …… ~5 or ~10 per cent, 10^6 people",
            "{{ v }} and [texte]{lang=fr}, {a; b}, \\*\\*text\\*\\*, \\[x](y), \\`, \\_a",
            "**bold**, *a*, `code * [x](` and [x](https://x.org/a_b_c) https://x.org/_a/*b",
            "> [!box] Title\n> text",
            "He said: yes.\nAnd then – perhaps –\nno more: (a) first\nand second.",
            "The year\n2023. It was\n2024. Then",
            "A | B in a sentence, C:\\Users\\name and 12:30 :) or ;",
            "a note[^n] and words[@k, p. 1], more[^n][^m]",
            "1. one\n2. two\n\n- a\n- b",
            "Totals*(1) and figures*(2), 2*(3+4)*5, имя_файла_отчёта and class_name_ here",
            "منظمة و*(WHO)*،و**«تقرير»**و and the**“word”**here",
        ] {
            assert_eq!(found(text), Vec::<String>::new(), "{text}");
        }
    }
}
