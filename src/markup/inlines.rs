//! Markdown inlines to document inlines: text, emphasis, links, notes and cross-references.

use std::ops::Range;

use comrak::nodes::{Node, NodeValue};

use super::blocks::Converter;
use super::{CitationPlace, citation, language_span, leftover, misread, unsupported, variables};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::{BlockId, Inline, InlineKind, address, inline_text};
use crate::source::text::without_forbidden;

/// Address scheme under which the parser hands `[^id]` back.
pub(super) const NOTE_SCHEME: &str = "plenary-note:";
/// Address scheme under which the parser hands `[@key]` back.
pub(super) const CITATION_SCHEME: &str = "plenary-citation:";

/// The name in `<name …>` and `</name>`.
fn tag_name(tag: &str) -> &str {
    let name = tag.trim_start_matches(['<', '/']);
    name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default()
}

/// The problem of a title, which neither output shows.
pub(super) fn title_of_link(title: &str, span: Span) -> Diagnostic {
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    Diagnostic::new(
        Code::UnsupportedMarkup,
        format!("“{title}” behind the address would be printed nowhere"),
    )
    .at(span)
    .hint("take it out, or write it into the text")
}

impl Converter<'_, '_> {
    /// The inlines of a node, line ends joined.
    pub(super) fn inlines(&mut self, node: Node<'_>) -> Vec<Inline> {
        leftover::check(self, node);
        misread::check_inlines(self, node);
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
            // A sign after a backslash.
            NodeValue::Escaped => {
                for child in node.children() {
                    self.inline(child, out);
                }
                return;
            }
            // Kept as a newline until the language spans and box titles are found.
            NodeValue::SoftBreak => InlineKind::Text("\n".to_owned()),
            NodeValue::LineBreak => InlineKind::LineBreak,
            NodeValue::Code(code) => InlineKind::Code(code.literal.clone()),
            NodeValue::Emph => InlineKind::Emphasis(self.raw_inlines(node)),
            NodeValue::Strong => InlineKind::Strong(self.raw_inlines(node)),
            NodeValue::Link(link) => {
                // That of a definition is reported there.
                let own = self.text()[self.range(node)].ends_with(')');
                if own && !link.title.is_empty() {
                    self.report(title_of_link(&link.title, span));
                }
                match self.link(node, &link.url, span, out) {
                    Some(kind) => kind,
                    None => return,
                }
            }
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
            NodeValue::HtmlInline(tag) => {
                let name = tag_name(tag);
                if tag.starts_with("</") {
                    // Its opening tag has been reported.
                    if let Some(at) = self.open_tags.iter().rposition(|open| open == name) {
                        self.open_tags.remove(at);
                        return;
                    }
                } else {
                    self.open_tags.push(name.to_owned());
                }
                self.report(unsupported::html(tag, span));
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
        // Entities make the text shorter than what was written; then the whole node is the place of
        // each part.
        let exact = range.len() == text.len() && self.text()[range.clone()] == *text;
        let mut text = text;
        let sound: String;
        if !exact {
            let span = self.span_of(range.clone());
            sound = without_forbidden(text, span, self.context.diagnostics);
            text = &sound;
        }
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

    /// A note reference or a citation. To Markdown `[a][^b]` is one link with the text `a`: what
    /// stands in the first brackets is a note, a citation, or text in brackets.
    fn reference(&mut self, node: Node<'_>, url: &str, span: Span, out: &mut Vec<Inline>) {
        let range = self.range(node);
        let written = &self.text()[range.clone()];
        let mut own = range.clone();
        // Where brackets are nested wrongly the parser's place may begin inside of them.
        if let Some(cut) = written.rfind("][")
            && written.starts_with('[')
        {
            let first = range.start..range.start + cut + 1;
            own = range.start + cut + 1..range.end;
            let inner = &written[1..cut];
            if let Some(id) = inner.strip_prefix('^') {
                let place = self.span_of(first);
                self.note_reference(id, place, out);
            } else if citation::is_citation(inner) {
                self.citation(inner, first, out);
            } else {
                out.push(Inline::text("["));
                out.extend(self.raw_inlines(node));
                out.push(Inline::text("]"));
            }
        }
        let own_span = if own == range { span } else { self.span_of(own.clone()) };
        if let Some(id) = url.strip_prefix(NOTE_SCHEME) {
            self.note_reference(id, own_span, out);
        } else if let Some(label) = url.strip_prefix(CITATION_SCHEME) {
            self.citation(label, own, out);
        }
    }

    fn note_reference(&mut self, id: &str, span: Span, out: &mut Vec<Inline>) {
        let note = self.context.notes.reference(id, span);
        out.push(Inline {
            kind: InlineKind::NoteReference { note, repeated: false },
            origin: Some(span),
        });
    }

    /// A citation whose brackets stand at `range` of the field's text.
    fn citation(&mut self, label: &str, range: Range<usize>, out: &mut Vec<Inline>) {
        let span = self.span_of(range.clone());
        let text = self.text();
        // In a box or a list, a citation over two lines has signs of the block in between.
        let exact = text.get(range.start + 1..range.end.saturating_sub(1)) == Some(label);
        let map = self.map;
        let place = |part: Range<usize>| {
            if exact {
                map.span(range.start + 1 + part.start..range.start + 1 + part.end)
            } else {
                span
            }
        };
        let Some(found) = citation::read(label, &place, self.context.diagnostics) else { return };
        let kind = match self.context.citations {
            CitationPlace::Text => {
                let note = self.context.notes.cite(found, span);
                InlineKind::NoteReference { note, repeated: false }
            }
            CitationPlace::Note => InlineKind::Citation(found),
            CitationPlace::Nowhere => {
                self.report(
                    Diagnostic::new(
                        Code::MisplacedCitation,
                        "a citation makes a note, and no note can stand here",
                    )
                    .at(span)
                    .hint("cite the source in the text that refers to this"),
                );
                return;
            }
        };
        out.push(Inline { kind, origin: Some(span) });
    }

    fn link(
        &mut self,
        node: Node<'_>,
        url: &str,
        span: Span,
        out: &mut Vec<Inline>,
    ) -> Option<InlineKind> {
        if url.starts_with(NOTE_SCHEME) || url.starts_with(CITATION_SCHEME) {
            self.reference(node, url, span, out);
            return None;
        }
        let url = &self.filled(url, span)?;
        let content = self.raw_inlines(node);
        if let Some((scheme, target)) = url.split_once(':')
            && matches!(scheme, "section" | "question")
        {
            let target = self.target(scheme, target, span)?;
            return Some(InlineKind::CrossReference { target, content });
        }
        let known = ["http://", "https://", "mailto:"].iter().any(|scheme| url.starts_with(scheme));
        let written = match address::encoded(url) {
            Ok(written) => written,
            Err(reason) => {
                let (message, hint) = if known {
                    (
                        format!("`{url}` is no address: {reason}"),
                        "copy the address from your browser, `https://` included",
                    )
                } else {
                    (
                        format!("`{url}` is not an address a link can have"),
                        "links go to https, http or mailto addresses, `section:ID` or `question:ID/NUMBER`",
                    )
                };
                self.report(Diagnostic::new(Code::BadLink, message).at(span).hint(hint));
                return None;
            }
        };
        if inline_text(&content).trim().is_empty() {
            self.report(
                Diagnostic::new(Code::BadLink, "the link has no text")
                    .at(span)
                    .hint("write what the link leads to between the brackets"),
            );
            return None;
        }
        Some(InlineKind::Link { url: written, content })
    }

    /// An address with its variables filled in; none if one of them is not defined.
    fn filled(&mut self, url: &str, span: Span) -> Option<String> {
        let mut filled = String::with_capacity(url.len());
        for part in variables::parts(url) {
            let Some(name) = part.variable else {
                filled.push_str(&url[part.range]);
                continue;
            };
            let Some(value) = self.context.variables.get(name) else {
                let diagnostic = variables::undefined(name, span, self.context.variables);
                self.report(diagnostic);
                return None;
            };
            if !self.fits(value, span) {
                return None;
            }
            filled.push_str(value);
        }
        Some(filled)
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
