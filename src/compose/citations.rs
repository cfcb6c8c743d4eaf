//! Citations in words, decided over the notes of the whole document in their order.

use std::collections::BTreeMap;

use crate::citation::repeats::{CitingNote, decide};
use crate::citation::{Reference, Standing, Style};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::document::visit::{inlines, inlines_mut};
use crate::document::{CitationForm, CitedSource, Document, Inline, InlineKind, Note, inline_text};
use crate::markup;
use crate::source::Source;

/// The full references of all cited sources in the order of the alphabet, for a bibliography.
pub(super) fn bibliography(source: &Source, diagnostics: &mut Diagnostics) -> Vec<Vec<Inline>> {
    let language = source.guide.language;
    let dates = |date: time::Date| {
        let shown = source.template.strings.date(date, "date-long");
        shown.unwrap_or_else(|| date.to_string())
    };
    let style = Style::new(language, source.template.citations, &dates);
    let wanted = |key: &str| source.cited.contains(key);
    let listed = source.bibliography.listed(&style, language, &wanted);
    let words = listed.into_iter().map(|found| {
        let mut words = found.words;
        place(&mut words, found.reference.title.or(Some(found.reference.span)));
        markup::set_habits(&mut words, language, diagnostics);
        words
    });
    words.collect()
}

/// Fills in every citation and lists each note's sources. `series` names the series of each note.
pub(super) fn fill(
    document: &mut Document,
    series: &[String],
    source: &Source,
    diagnostics: &mut Diagnostics,
) {
    let citing: Vec<CitingNote> =
        document.notes.iter().zip(series).map(|(note, series)| citing(note, series)).collect();
    let forms = decide(&citing, &source.template.citations);
    let language = source.guide.language;
    let dates = |date: time::Date| {
        let shown = source.template.strings.date(date, "date-long");
        shown.unwrap_or_else(|| date.to_string())
    };
    let writer = Writer { style: Style::new(language, source.template.citations, &dates), source };
    for (note, forms) in document.notes.iter_mut().zip(forms) {
        let mut forms = forms.into_iter();
        // A note that is one citation and an editor's stop gets its stop from the style.
        if let [only, Inline { kind: InlineKind::Text(text), .. }] = note.content.as_slice()
            && is_citation(only)
            && is_stop(text)
        {
            note.content.truncate(1);
        }
        let whole = matches!(note.content.as_slice(), [only] if is_citation(only));
        writer.write(&mut note.content, &mut forms, whole, &mut true);
        note.citations = cited(&note.content);
    }
    let cited = document.notes.iter().flat_map(|note| &note.citations);
    tell_apart(cited, &writer, diagnostics);
}

/// Reports sources whose shortened reference could mean another source of the notes.
fn tell_apart<'a>(
    cited: impl Iterator<Item = &'a CitedSource>,
    writer: &Writer<'_>,
    diagnostics: &mut Diagnostics,
) {
    let mut shortened: BTreeMap<&str, bool> = BTreeMap::new();
    for source in cited {
        *shortened.entry(&source.key).or_default() |= source.form == CitationForm::Short;
    }
    let mut known: BTreeMap<String, (&str, &Reference, bool)> = BTreeMap::new();
    for (key, reference) in writer.source.bibliography.iter() {
        let Some(is_shortened) = shortened.get(key).copied() else { continue };
        let words = inline_text(&writer.style.shortened(reference));
        let Some((other_key, other, other_shortened)) = known.get_mut(&words) else {
            known.insert(words, (key, reference, is_shortened));
            continue;
        };
        if is_shortened || *other_shortened {
            let full = |reference| inline_text(&writer.style.listed(reference));
            let (message, hint) = if full(reference) == full(other) {
                (
                    format!("`{key}` reads like `{other_key}` in full, too"),
                    format!("if they are one source, cite it as `{other_key}` and delete `{key}`"),
                )
            } else {
                (
                    format!("“{words}” is short for `{other_key}` and for `{key}`"),
                    "give one of them a short title: `title: { value: …, short: … }`".to_owned(),
                )
            };
            diagnostics.push(
                Diagnostic::new(Code::AmbiguousShortReference, message)
                    .at(reference.title.or(Some(reference.span)))
                    .related(other.title.unwrap_or(other.span), "the other source")
                    .hint(hint),
            );
        }
        *other_shortened |= is_shortened;
    }
}

struct Writer<'a> {
    style: Style<'a>,
    source: &'a Source,
}

impl Writer<'_> {
    /// Writes the citations among inlines. `opening` says whether the note has not begun yet.
    fn write(
        &self,
        content: &mut [Inline],
        forms: &mut dyn Iterator<Item = CitationForm>,
        whole: bool,
        opening: &mut bool,
    ) {
        for index in 0..content.len() {
            let (head, tail) = content.split_at_mut(index + 1);
            let inline = &mut head[index];
            let origin = inline.origin;
            match &mut inline.kind {
                InlineKind::Citation(citation) => {
                    for source in &mut citation.sources {
                        source.form = forms.next().unwrap_or_default();
                    }
                    // A note that a citation made is its own sentence; in a note that an editor
                    // wrote, the editor's stop follows.
                    let standing = match (whole, *opening) {
                        (true, _) => Standing::Note,
                        (false, true) => Standing::Opening,
                        (false, false) => Standing::Inside,
                    };
                    let mut words =
                        self.style.citation(&self.source.bibliography, &citation.sources, standing);
                    place(&mut words, origin);
                    // What is wrong with a title is reported once, with the bibliography.
                    let language = self.source.guide.language;
                    markup::set_habits(&mut words, language, &mut Diagnostics::new());
                    drop_double_stop(&mut words, tail.first());
                    citation.content = words;
                    *opening = false;
                }
                InlineKind::Text(text) => *opening &= text.trim().is_empty(),
                InlineKind::Strong(inner)
                | InlineKind::Emphasis(inner)
                | InlineKind::Link { content: inner, .. }
                | InlineKind::CrossReference { content: inner, .. }
                | InlineKind::Language { content: inner, .. } => {
                    self.write(inner, forms, false, opening);
                }
                InlineKind::Code(_) | InlineKind::NoteReference { .. } | InlineKind::LineBreak => {
                    *opening = false;
                }
            }
        }
    }
}

/// Everything that a citation prints stands where the citation was typed.
fn place(words: &mut [Inline], origin: Option<Span>) {
    inlines_mut(words, &mut |inline| inline.origin = inline.origin.or(origin));
}

/// "Ibid." before an editor's stop ends with one stop.
fn drop_double_stop(words: &mut [Inline], next: Option<&Inline>) {
    let stopped = matches!(
        next.map(|next| &next.kind),
        Some(InlineKind::Text(text)) if text.starts_with('.')
    );
    if let Some(Inline { kind: InlineKind::Text(last), .. }) = words.last_mut()
        && stopped
        && last.ends_with('.')
    {
        last.pop();
    }
}

fn is_citation(inline: &Inline) -> bool {
    matches!(inline.kind, InlineKind::Citation(_))
}

/// Whether a text is white space and a full stop at most.
fn is_stop(text: &str) -> bool {
    text.trim().trim_matches(['.', '。']).is_empty()
}

/// A note as the rule of repeats sees it.
fn citing(note: &Note, series: &str) -> CitingNote {
    let sources =
        cited(&note.content).into_iter().map(|source| (source.key, source.locators)).collect();
    let citation_only = note.content.iter().all(|inline| match &inline.kind {
        InlineKind::Citation(_) => true,
        InlineKind::Text(text) => is_stop(text),
        _ => false,
    });
    CitingNote { series: series.to_owned(), section: note.section.clone(), sources, citation_only }
}

/// The sources that a note names, in order.
fn cited(content: &[Inline]) -> Vec<CitedSource> {
    let mut sources = Vec::new();
    inlines(content, &mut |inline| {
        if let InlineKind::Citation(citation) = &inline.kind {
            sources.extend(citation.sources.iter().cloned());
        }
    });
    sources
}
