//! Discussion questions: a list of texts and of groups of texts.

use super::fields::Fields;
use super::text::Text;
use super::yaml::{Node, Value, quoted};
use crate::diagnostic::{Code, Diagnostic, closest};
use crate::document::Inline;
use crate::markup::{self, Context};

/// A question or a group of questions, parsed.
#[derive(Clone, Debug)]
pub enum Question {
    /// A question.
    Single(QuestionText),
    /// Questions under a subheading.
    Group {
        /// The subheading.
        heading: QuestionText,
        /// Its questions.
        items: Vec<QuestionText>,
    },
}

/// A question's or subheading's text.
#[derive(Clone, Debug)]
pub struct QuestionText {
    /// The text.
    pub content: Vec<Inline>,
    /// Its place.
    pub span: crate::diagnostic::Span,
}

/// Reads a `questions` field.
pub fn read(node: &Node, context: &mut Context<'_>) -> Option<Vec<Question>> {
    let Value::Sequence(items) = &node.value else {
        context.diagnostics.push(super::text::wrong_type(node, "`questions`", "a list"));
        return None;
    };
    if items.is_empty() {
        context.diagnostics.push(
            Diagnostic::new(Code::MissingField, "`questions` is empty")
                .at(node.span)
                .hint("write each question on a line of its own, behind a dash and a space: `- …`"),
        );
    }
    Some(items.iter().filter_map(|item| question(item, context)).collect())
}

fn question(node: &Node, context: &mut Context<'_>) -> Option<Question> {
    if !matches!(node.value, Value::Mapping(_)) {
        return text(node, "a question", context).map(Question::Single);
    }
    if let Some(colon) = question_with_colon(node) {
        context.diagnostics.push(colon);
        return None;
    }
    let mut fields = Fields::of(node, "a group of questions", context.diagnostics)?;
    let heading = fields.required("group", context.diagnostics);
    let heading = heading.and_then(|node| text(node, "`group`", context));
    fields.required("items", context.diagnostics);
    let items = fields.list("items", context.diagnostics).unwrap_or_default();
    fields.finish(context.diagnostics);
    let items = items.iter().filter_map(|item| text(item, "a question", context)).collect();
    Some(Question::Group { heading: heading?, items })
}

/// `- On prevention: what has changed?`, which YAML takes for a key with its value.
fn question_with_colon(node: &Node) -> Option<Diagnostic> {
    let Value::Mapping(entries) = &node.value else { return None };
    let [entry] = entries.as_slice() else { return None };
    let looks_like_key = closest(&entry.key, ["group", "items"]).is_some();
    let Value::Scalar(value) = &entry.node.value else { return None };
    if looks_like_key {
        return None;
    }
    let question = format!("{}: {}", entry.key, value.text.trim());
    Some(
        Diagnostic::new(Code::WrongType, "a question with a colon and a space needs quotes")
            .at(node.span)
            .hint(format!("write `- {}`", quoted(&question))),
    )
}

fn text(node: &Node, what: &str, context: &mut Context<'_>) -> Option<QuestionText> {
    let text = Text::read_short(node, what, context.diagnostics)?;
    let content = markup::parse_inlines(&text.value, &text.map, context);
    if content.is_empty() {
        // A text of which nothing could be set has been reported.
        if text.value.trim().is_empty() {
            context.diagnostics.push(
                Diagnostic::new(Code::MissingField, format!("{what} is empty"))
                    .at(node.span)
                    .hint("write its text, or delete the line"),
            );
        }
        return None;
    }
    Some(QuestionText { content, span: text.span })
}
