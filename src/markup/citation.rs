//! `[@key, p. 50]` and `[see @a, chap. 2; @b, paras. 3–5]`: what stands between the brackets.
//!
//! Labels of locators are written in English in every language; the note style sets them in the
//! document's. Whether a key is in the bibliography is asked later, when that is known.

use std::ops::Range;

use super::locator;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::document::{Citation, CitationForm, CitedSource};

/// Whether the text between brackets is a citation: a key begins with `@`, at the start or after
/// a space or a `-`.
pub(super) fn is_citation(label: &str) -> bool {
    key_at(label).is_some()
}

/// Reads a citation. `place` turns a range of `label` into a place in the file. None if no source
/// can be made out; the reasons have been reported.
pub(super) fn read(
    label: &str,
    place: &dyn Fn(Range<usize>) -> Span,
    diagnostics: &mut Diagnostics,
) -> Option<Citation> {
    let mut sources = Vec::new();
    let mut sound = true;
    for range in split(label, 0..label.len(), ';') {
        match source(label, &range, place, diagnostics) {
            Some(found) => sources.push(found),
            None => sound = false,
        }
    }
    sound.then_some(Citation { sources, content: Vec::new() })
}

fn source(
    label: &str,
    range: &Range<usize>,
    place: &dyn Fn(Range<usize>) -> Span,
    diagnostics: &mut Diagnostics,
) -> Option<CitedSource> {
    let text = &label[range.clone()];
    let Some(at) = key_at(text) else {
        diagnostics.push(
            Diagnostic::new(Code::BadCitation, "a source of the citation has no key")
                .at(place(trimmed(label, range.clone())))
                .hint("write each source with the key of references.yaml: `@key, p. 50`"),
        );
        return None;
    };
    let key_end = text[at + 1..].find(|c: char| !is_key(c)).map_or(text.len(), |end| at + 1 + end);
    let key = &text[at + 1..key_end];
    let title_in_text = text[..at].ends_with('-');
    let prefix = text[..at].strip_suffix('-').unwrap_or(&text[..at]);
    let key_span = place(range.start + at..range.start + key_end);
    let mut found = CitedSource {
        key: key.to_owned(),
        prefix: prefix.split_whitespace().collect::<Vec<_>>().join(" "),
        locators: Vec::new(),
        suffix: String::new(),
        title_in_text,
        form: CitationForm::Full,
        origin: Some(key_span),
    };
    let rest = range.start + key_end..range.end;
    let written = label[rest.clone()].trim();
    if written.is_empty() {
        return Some(found);
    }
    if !written.starts_with(',') {
        diagnostics.push(
            Diagnostic::new(Code::BadCitation, format!("a comma is missing after `@{key}`"))
                .at(place(trimmed(label, rest)))
                .hint(format!("write `@{key}, p. 50`; several sources are parted by semicolons")),
        );
        return None;
    }
    let sound = locators(label, rest, &mut found, place, diagnostics);
    sound.then_some(found)
}

/// Reads what stands after the key: locators, and words in quotation marks.
fn locators(
    label: &str,
    rest: Range<usize>,
    found: &mut CitedSource,
    place: &dyn Fn(Range<usize>) -> Span,
    diagnostics: &mut Diagnostics,
) -> bool {
    let mut sound = true;
    let comma = label[rest.clone()].find(',').map_or(rest.end, |at| rest.start + at + 1);
    for part in split(label, comma..rest.end, ',') {
        let part = trimmed(label, part);
        let text = &label[part.clone()];
        if let Some(words) = quoted(text) {
            words.clone_into(&mut found.suffix);
            continue;
        }
        if let Some(last) = found.locators.last_mut()
            && let Some(more) = locator::more_numbers(text)
        {
            last.numbers.extend(more);
            continue;
        }
        match locator::read(text) {
            Ok(locator) => found.locators.push(locator),
            Err(fault) => {
                sound = false;
                let within = fault.range.start + part.start..fault.range.end + part.start;
                diagnostics.push(fault.diagnostic(place(within)));
            }
        }
    }
    sound
}

/// Where the `@` of a key stands.
fn key_at(text: &str) -> Option<usize> {
    text.match_indices('@').map(|(at, _)| at).find(|at| {
        let before = text[..*at].chars().next_back();
        let opens = before.is_none_or(|before| before.is_whitespace() || before == '-');
        opens && text[at + 1..].chars().next().is_some_and(char::is_alphanumeric)
    })
}

fn is_key(character: char) -> bool {
    character.is_alphanumeric() || character == '-' || character == '_'
}

/// The parts of a range between separators that do not stand in quotation marks.
fn split(text: &str, range: Range<usize>, separator: char) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut from = range.start;
    let mut open = false;
    for (at, character) in text[range.clone()].char_indices() {
        let at = range.start + at;
        match character {
            '“' => open = true,
            '”' => open = false,
            '"' => open = !open,
            _ if character == separator && !open => {
                parts.push(from..at);
                from = at + separator.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(from..range.end);
    parts
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let start = range.start + part.len() - part.trim_start().len();
    start..start + part.trim().len()
}

/// The words between quotation marks.
fn quoted(text: &str) -> Option<&str> {
    let inner = text
        .strip_prefix('“')
        .and_then(|rest| rest.strip_suffix('”'))
        .or_else(|| text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')))?;
    let inner = inner.trim();
    (!inner.is_empty()).then_some(inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::SourceMap;
    use crate::document::LocatorKind;

    fn parse(label: &str) -> (Option<Citation>, Vec<(Code, String)>) {
        let sources = SourceMap::default();
        let file = sources.add("test", label);
        let mut diagnostics = Diagnostics::new();
        let place = |range: Range<usize>| Span::new(file, range.start, range.end);
        let found = read(label, &place, &mut diagnostics);
        let said = diagnostics
            .iter()
            .map(|one| (one.code, label[one.span.expect("place").range()].to_owned()));
        (found, said.collect())
    }

    fn shape(source: &CitedSource) -> String {
        let places: Vec<_> = source
            .locators
            .iter()
            .map(|place| format!("{:?} {}", place.kind, place.numbers.join("+")))
            .collect();
        format!("{}|{}|{}|{}", source.prefix, source.key, places.join(", "), source.suffix)
    }

    fn shapes(label: &str) -> Vec<String> {
        let (found, said) = parse(label);
        assert!(said.is_empty(), "{label}: {said:?}");
        found.expect("citation").sources.iter().map(shape).collect()
    }

    #[test]
    fn sources_have_prefixes_locators_and_suffixes() {
        assert_eq!(shapes("@wdr, p. 50"), ["|wdr|Page 50|"]);
        assert_eq!(
            shapes("see @a, chap. 2; see also @b-2, paras. 3-5"),
            ["see|a|Chapter 2|", "see also|b-2|Paragraph 3–5|"]
        );
        assert_eq!(shapes("@a, annex, para. 5 (a)"), ["|a|Annex , Paragraph 5 (a)|"]);
        assert_eq!(
            shapes("@a, pp. 5, 7 and 9–11, sect. II.A"),
            ["|a|Page 5+7+9–11, Section II.A|"]
        );
        assert_eq!(
            shapes("@a, p. 5, “emphasis; added, here”"),
            ["|a|Page 5|emphasis; added, here"]
        );
        assert_eq!(shapes("voir\n  @a"), ["voir|a||"]);
        assert!(parse("-@a, para. 1").0.expect("citation").sources[0].title_in_text);
    }

    #[test]
    fn what_cannot_be_read_is_shown_where_it_stands() {
        assert_eq!(parse("@a, pege 5").1, [(Code::UnknownLocator, "pege".to_owned())]);
        assert_eq!(parse("@a, 50").1, [(Code::UnknownLocator, "50".to_owned())]);
        assert_eq!(parse("@a, p.").1, [(Code::UnknownLocator, "p.".to_owned())]);
        assert_eq!(parse("@a p. 5").1, [(Code::BadCitation, "p. 5".to_owned())]);
        assert_eq!(parse("@a; p. 5").1, [(Code::BadCitation, "p. 5".to_owned())]);
        assert_eq!(parse("@a;").1.len(), 1);
        assert_eq!(parse("@a, p. ???").1, [(Code::UnknownLocator, "???".to_owned())]);
    }

    #[test]
    fn addresses_are_no_citations() {
        assert!(!is_citation("write to someone@example.org"));
        assert!(!is_citation("at @ home"));
        assert!(is_citation("see also @key"));
        assert_eq!(shapes("@a, vol. III, Nos. 1 and 2")[0], "|a|Volume III, Number 1+2|");
        let (found, _) = parse("@a, annex");
        assert_eq!(found.expect("citation").sources[0].locators[0].kind, LocatorKind::Annex);
    }
}
