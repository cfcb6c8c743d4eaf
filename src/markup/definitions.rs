//! `[label]: address` – the address of links written `[text][label]` – and `[^id]: text`, which is
//! how other programs write notes.
//!
//! The parser takes such lines out of the text without a word. Which lines it took is asked of
//! the parser itself: every label is put below the field once more, and those that come back as
//! links are defined.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use comrak::nodes::{Node, NodeValue};

use super::blocks::Converter;
use super::inlines::{CITATION_SCHEME, NOTE_SCHEME, title_of_link};
use super::places;
use crate::diagnostic::{Code, Diagnostic};

/// Most bytes of a label (CommonMark, link labels: 999 characters).
const MAX_LABEL: usize = 2_000;
/// Most bytes behind a definition in which its title is looked for.
const MAX_TITLE: usize = 4_000;

/// A line that may define an address or a note.
#[derive(Debug)]
pub(super) struct Definition {
    /// `[label]`.
    pub(super) label: Range<usize>,
    /// From the label to the line's end.
    pub(super) line: Range<usize>,
    /// Whether it stands in no list, quotation or box.
    pub(super) outermost: bool,
}

impl Definition {
    /// The id of the note that it defines in the manner of other programs.
    pub(super) fn note<'a>(&self, text: &'a str) -> Option<&'a str> {
        text[self.label.start + 1..self.label.end - 1].strip_prefix('^').filter(|id| !id.is_empty())
    }
}

/// The lines of a field that may define something.
pub(super) fn find(text: &str) -> Vec<Definition> {
    if !text.contains("]:") {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let indent = container_signs(line);
        let from = start + indent;
        if let Some(end) = label_end(&text[from..]) {
            let label = from..from + end;
            // The address may stand on the next line.
            let after = &text[label.end + 1..];
            let address = after.len() - after.trim_start().len();
            let same_line = !after[..address].contains('\n');
            let line_end =
                |at: usize| text[at..].find('\n').map_or(text.len(), |length| at + length);
            let until = if same_line || after[..address].matches('\n').count() > 1 {
                line_end(label.end)
            } else {
                line_end(label.end + 1 + address)
            };
            found.push(Definition {
                label,
                line: from..from + text[from..until].trim_end().len(),
                outermost: indent <= 3 && line[..indent].trim().is_empty(),
            });
        }
        start += line.len();
    }
    found
}

/// Where the label ends that a text begins with, if a colon follows it.
fn label_end(text: &str) -> Option<usize> {
    if !text.starts_with('[') {
        return None;
    }
    let end = text[..text.floor_char_boundary(MAX_LABEL)].find("]:")?;
    let label = &text[1..end];
    let fits = !label.trim().is_empty() && !label.contains(['[', ']']) && !label.contains("\n\n");
    fits.then_some(end + 1)
}

/// How much of a line is indent and signs of the lists and quotations that it stands in.
fn container_signs(line: &str) -> usize {
    let mut rest = line;
    loop {
        let trimmed = rest.trim_start_matches([' ', '\t', '>']);
        let number = trimmed.trim_start_matches(|c: char| c.is_ascii_digit());
        let item = ["- ", "* ", "+ "]
            .iter()
            .find_map(|sign| trimmed.strip_prefix(sign))
            .or_else(|| number.strip_prefix(". ").or_else(|| number.strip_prefix(") ")))
            .unwrap_or(trimmed);
        if item.len() == rest.len() {
            return line.len() - rest.len();
        }
        rest = item;
    }
}

/// The labels once more, below the field: what the parser makes of them tells which are defined.
pub(super) fn probes(text: &str, definitions: &[Definition]) -> String {
    let labels = definitions.iter().filter(|one| one.note(text).is_none());
    labels.map(|one| format!("\n\n{}\n", &text[one.label.clone()])).collect()
}

/// The lines of a definition, up to its title, which may stand on the next one.
fn with_title(text: &str, definition: &Definition, title: &str) -> Range<usize> {
    let limit = text.floor_char_boundary(definition.line.end + MAX_TITLE);
    let after = &text[definition.line.end..limit];
    let paragraph = after.find("\n\n").unwrap_or(after.len());
    let found = after[..paragraph].find(title).filter(|_| !title.is_empty());
    let written = text[definition.line.clone()].contains(title);
    let end = found.filter(|_| !written).map_or(0, |at| at + title.len());
    definition.line.start..definition.line.end + end
}

/// Takes the probes off the tree, puts places right, and reports definitions that nothing uses.
pub(super) fn check(converter: &mut Converter<'_, '_>, root: Node<'_>, definitions: &[Definition]) {
    let text = converter.text();
    let lines = text.split('\n').count();
    let below = |node: &Node<'_>| node.data.borrow().sourcepos.start.line > lines;
    let probes: Vec<_> = root.children().filter(below).collect();
    let answers: Vec<Option<(String, String)>> = probes
        .iter()
        .map(|probe| {
            let first = probe.first_child()?;
            let data = first.data.borrow();
            let NodeValue::Link(link) = &data.value else { return None };
            let own = [NOTE_SCHEME, CITATION_SCHEME];
            let found = !own.iter().any(|scheme| link.url.starts_with(scheme));
            found.then(|| (link.url.clone(), link.title.clone()))
        })
        .collect();
    for probe in probes {
        probe.detach();
    }
    let known = definitions.iter().filter(|one| one.note(text).is_none()).zip(&answers);
    let ends: BTreeMap<usize, [usize; 2]> = known
        .filter_map(|(one, answer)| {
            let title = &answer.as_ref()?.1;
            Some((one.label.start, [one.line.end, with_title(text, one, title).end]))
        })
        .collect();
    places::correct(converter, root, &ends);
    let mut targets = BTreeSet::new();
    for node in root.descendants() {
        if let NodeValue::Link(link) | NodeValue::Image(link) = &node.data.borrow().value {
            targets.insert((link.url.clone(), link.title.clone()));
        }
    }
    let mut labels: BTreeMap<String, Range<usize>> = BTreeMap::new();
    let definitions = definitions.iter().filter(|one| one.note(text).is_none());
    for (definition, answer) in definitions.zip(answers) {
        let Some(target) = answer else { continue };
        let label = text[definition.label.clone()].split_whitespace().collect::<Vec<_>>();
        let written = label.join(" ").replace("[ ", "[").replace(" ]", "]");
        let label = written.to_lowercase();
        let span = converter.span_of(with_title(text, definition, &target.1));
        if let Some(first) = labels.get(&label) {
            let first = converter.span_of(first.clone());
            converter.report(
                Diagnostic::new(
                    Code::UnusedAddress,
                    format!("the address of `{written}` is given twice, and the first is taken"),
                )
                .at(span)
                .related(first, "first here")
                .hint("give the two different names"),
            );
            continue;
        }
        labels.insert(label, definition.label.clone());
        let used = targets.contains(&target);
        if used && !target.1.is_empty() {
            converter.report(title_of_link(&target.1, span));
        }
        if !used {
            converter.report(
                Diagnostic::new(
                    Code::UnusedAddress,
                    format!(
                        "this line is printed nowhere: it gives the address of a link `{written}`, \
                         and there is no such link"
                    ),
                )
                .at(span)
                .hint(format!(
                    "write `[text]{written}` where the link is to stand; if the line is text, \
                     begin it with `\\[`"
                )),
            );
        }
    }
}
