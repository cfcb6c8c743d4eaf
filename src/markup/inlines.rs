//! Markdown inlines to document inlines: text, emphasis, links, notes and cross-references.

use comrak::nodes::{Node, NodeValue};

use super::blocks::Converter;
use super::{language_span, variables};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::{BlockId, Inline, InlineKind, inline_text};

/// Address scheme under which the parser hands `[^id]` back.
pub(super) const NOTE_SCHEME: &str = "plenary-note:";
/// Address scheme under which the parser hands `[@key]` back.
pub(super) const CITATION_SCHEME: &str = "plenary-citation:";

impl Converter<'_, '_> {
    /// The inlines of a node, line ends joined.
    pub(super) fn inlines(&mut self, node: Node<'_>) -> Vec<Inline> {
        let mut inlines = self.raw_inlines(node);
        language_span::apply(&mut inlines, self.context.diagnostics);
        inlines
    }

    fn raw_inlines(&mut self, node: Node<'_>) -> Vec<Inline> {
        let mut inlines = Vec::new();
        for child in node.children() {
            self.inline(child, &mut inlines);
        }
        inlines
    }

    fn inline(&mut self, node: Node<'_>, out: &mut Vec<Inline>) {
        let span = self.span(node);
        let data = node.data.borrow();
        let kind = match &data.value {
            NodeValue::Text(text) => {
                self.push_text(text, node, out);
                return;
            }
            // Kept as a newline until the language spans and box titles are found.
            NodeValue::SoftBreak => InlineKind::Text("\n".to_owned()),
            NodeValue::LineBreak => InlineKind::LineBreak,
            NodeValue::Code(code) => InlineKind::Code(code.literal.clone()),
            NodeValue::Emph => InlineKind::Emphasis(self.raw_inlines(node)),
            NodeValue::Strong => InlineKind::Strong(self.raw_inlines(node)),
            NodeValue::Link(link) => match self.link(node, &link.url, span, out) {
                Some(kind) => kind,
                None => return,
            },
            NodeValue::Image(_) => {
                self.report(
                    Diagnostic::new(
                        Code::UnsupportedMarkup,
                        "an image stands inside a line of text",
                    )
                    .at(span)
                    .hint("put `![](image:key)` into a paragraph of its own"),
                );
                return;
            }
            // The opening tag has been reported.
            NodeValue::HtmlInline(tag) if tag.starts_with("</") => return,
            NodeValue::HtmlInline(_) => {
                self.report(
                    Diagnostic::new(Code::UnsupportedMarkup, "HTML cannot stand in prose")
                        .at(span)
                        .hint("write `\\<` for the sign `<`"),
                );
                return;
            }
            _ => {
                self.report(
                    Diagnostic::new(
                        Code::UnsupportedMarkup,
                        "this construct cannot stand in a line of text",
                    )
                    .at(span),
                );
                return;
            }
        };
        out.push(Inline { kind, origin: Some(span) });
    }

    /// Text with its variables filled in.
    fn push_text(&mut self, text: &str, node: Node<'_>, out: &mut Vec<Inline>) {
        let mut range = self.range(node);
        // Entities and escapes make the text shorter than what was written; then the whole
        // node is the place of each part.
        let exact = range.len() == text.len() && self.text()[range.clone()] == *text;
        if !exact && range.len() == text.len() {
            // The parser misplaces text among brackets. Parts of a text are looked for where its
            // length agrees with its place's, so by chance they would be found in other words.
            range.end = self.text().floor_char_boundary(range.end.saturating_sub(1));
            range.end = range.end.max(range.start);
        }
        for part in variables::parts(text) {
            let part_range = if exact {
                range.start + part.range.start..range.start + part.range.end
            } else {
                range.clone()
            };
            let span = self.span_of(part_range);
            let value = match part.variable {
                None => text[part.range].to_owned(),
                Some(name) => {
                    if let Some(value) = self.context.variables.get(name) {
                        if !self.fits(value, span) {
                            continue;
                        }
                        value.clone()
                    } else {
                        let diagnostic = variables::undefined(name, span, self.context.variables);
                        self.report(diagnostic);
                        continue;
                    }
                }
            };
            out.push(Inline { kind: InlineKind::Text(value), origin: Some(span) });
        }
    }

    /// A note reference. To Markdown `[a][^b]` is one link with the text `a`: what stands in the
    /// first brackets is another note, a citation, or text in brackets.
    fn note_reference(
        &mut self,
        node: Node<'_>,
        id: &str,
        span: Span,
        out: &mut Vec<Inline>,
    ) -> Option<InlineKind> {
        let range = self.range(node);
        let written = &self.text()[range.clone()];
        let mut own_span = span;
        // Where brackets are nested wrongly the parser's place may begin inside of them.
        if let Some(cut) = written.rfind("][")
            && written.starts_with('[')
        {
            let before = self.span_of(range.start..range.start + cut + 1);
            own_span = self.span_of(range.start + cut + 1..range.end);
            let inner = &written[1..cut];
            if let Some(first) = inner.strip_prefix('^') {
                let note = self.context.notes.reference(first, before);
                let kind = InlineKind::NoteReference { note, repeated: false };
                out.push(Inline { kind, origin: Some(before) });
            } else if inner.starts_with('@') {
                self.refuse_citation(before);
            } else {
                out.push(Inline::text("["));
                out.extend(self.raw_inlines(node));
                out.push(Inline::text("]"));
            }
        }
        let note = self.context.notes.reference(id, own_span);
        out.push(Inline {
            kind: InlineKind::NoteReference { note, repeated: false },
            origin: Some(own_span),
        });
        None
    }

    fn refuse_citation(&mut self, span: Span) {
        self.report(
            Diagnostic::new(
                Code::CitationUnavailable,
                "citations from a bibliography are not available yet",
            )
            .at(span)
            .hint("write the source as a note: `[^id]`, with its text under `notes`"),
        );
    }

    fn link(
        &mut self,
        node: Node<'_>,
        url: &str,
        span: Span,
        out: &mut Vec<Inline>,
    ) -> Option<InlineKind> {
        if let Some(id) = url.strip_prefix(NOTE_SCHEME) {
            return self.note_reference(node, id, span, out);
        }
        if url.starts_with(CITATION_SCHEME) {
            self.refuse_citation(span);
            return None;
        }
        let content = self.raw_inlines(node);
        if let Some((scheme, target)) = url.split_once(':')
            && matches!(scheme, "section" | "question")
        {
            let target = self.target(scheme, target, span)?;
            return Some(InlineKind::CrossReference { target, content });
        }
        if !["http://", "https://", "mailto:"].iter().any(|scheme| url.starts_with(scheme)) {
            self.report(
                Diagnostic::new(Code::BadLink, format!("`{url}` is not an address a link can have"))
                    .at(span)
                    .hint("links go to https, http or mailto addresses, `section:ID` or `question:ID/NUMBER`"),
            );
            return None;
        }
        if inline_text(&content).trim().is_empty() {
            self.report(
                Diagnostic::new(Code::BadLink, "the link has no text")
                    .at(span)
                    .hint("write what the link leads to between the brackets"),
            );
            return None;
        }
        Some(InlineKind::Link { url: url.to_owned(), content })
    }

    fn target(&mut self, scheme: &str, target: &str, span: Span) -> Option<BlockId> {
        if scheme == "section" {
            return Some(BlockId::new(target, "heading"));
        }
        let parsed = target
            .split_once('/')
            .and_then(|(section, number)| number.parse::<usize>().ok().map(|n| (section, n)));
        if parsed.is_none() {
            self.report(
                Diagnostic::new(
                    Code::UndefinedReference,
                    format!("`question:{target}` does not name a question"),
                )
                .at(span)
                .hint("a question is `question:SECTION/NUMBER`, such as `question:markets/3`"),
            );
        }
        parsed.map(|(section, number)| BlockId::new(section, format!("questions/{number}")))
    }
}
