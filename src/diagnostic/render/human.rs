//! For people: the excerpt with the place underlined, related places, hints, the name of the check.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Found, visible};
use crate::diagnostic::{Diagnostic, Severity, SourceMap, Span};

/// Renders with annotate-snippets, as cargo does.
pub(super) fn render(found: &[Found<'_>], failures: &[String], color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let mut text = String::new();
    for Found { diagnostics, sources } in found {
        for diagnostic in *diagnostics {
            text.push_str(&render_one(diagnostic, sources, &renderer));
            text.push_str("\n\n");
        }
    }
    for failure in failures {
        text.push_str(&format!("failure: {}\n", visible::line(failure)));
    }
    // In excerpts annotate-snippets shows most of what acts on a terminal, but not all.
    let shown = if color { visible::styled(&text) } else { visible::lines(&text) };
    shown.into_owned()
}

fn render_one(diagnostic: &Diagnostic, sources: &SourceMap, renderer: &Renderer) -> String {
    let diagnostic = &harmless(diagnostic);
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(&diagnostic.message).id(diagnostic.code.as_str());
    // Texts must outlive the report, so they are fetched first.
    let check = diagnostic.code.check();
    let primary = diagnostic.span.and_then(|span| Some((span, sources.file(span.file)?)));
    let related: Vec<_> = diagnostic
        .related
        .iter()
        .filter_map(|related| Some((related, sources.file(related.span.file)?)))
        .collect();
    let mut group = Group::with_title(title);
    if let Some((span, file)) = &primary {
        let annotation = AnnotationKind::Primary.span(range(*span, file.text()));
        let annotation = match &diagnostic.label {
            Some(label) => annotation.label(label.as_str()),
            None => annotation,
        };
        let mut snippet = Snippet::source(file.text())
            .path(visible::line(file.path()))
            .fold(true)
            .annotation(annotation);
        for (related, other) in &related {
            if other.path() == file.path() {
                snippet = snippet.annotation(
                    AnnotationKind::Context
                        .span(range(related.span, file.text()))
                        .label(related.message.as_str()),
                );
            }
        }
        group = group.element(snippet);
        for (related, other) in &related {
            if other.path() != file.path() {
                group = group.element(
                    Snippet::source(other.text())
                        .path(visible::line(other.path()))
                        .fold(true)
                        .annotation(
                            AnnotationKind::Context
                                .span(range(related.span, other.text()))
                                .label(related.message.as_str()),
                        ),
                );
            }
        }
    }
    for hint in &diagnostic.hints {
        group = group.element(Level::HELP.message(hint.as_str()));
    }
    // The name under which `checks:` in guide.yaml sets how strictly it is taken.
    if let Some(check) = &check {
        group = group.element(Level::NOTE.with_name("check").message(check.as_str()));
    }
    renderer.render(&[group]).clone()
}

/// The diagnostic with every text of it on one line.
fn harmless(diagnostic: &Diagnostic) -> Diagnostic {
    let mut shown = diagnostic.clone();
    let related = shown.related.iter_mut().map(|related| &mut related.message);
    let texts = std::iter::once(&mut shown.message).chain(&mut shown.label).chain(related);
    for text in texts.chain(&mut shown.hints) {
        *text = visible::line(text).into_owned();
    }
    shown
}

/// A range that annotate-snippets accepts: inside the text, on character boundaries, and for a
/// place that runs over lines only its first line, which is where an editor looks.
fn range(span: Span, text: &str) -> std::ops::Range<usize> {
    let clamp = |offset: usize| {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    };
    let start = clamp(span.range().start);
    let end = clamp(span.range().end).max(start);
    let first_line = text[start..end].find('\n').map_or(end, |length| start + length);
    start..first_line.max(start)
}
