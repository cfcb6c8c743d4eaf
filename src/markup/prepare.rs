//! What is changed in a field before it is parsed, and what is refused there. Every place of the
//! changed text is still known.

use std::ops::Range;

use comrak::Arena;
use comrak::nodes::Node;

use super::addresses;
use super::brackets::{self, Brackets, variable_end};
use super::definitions::{self, Definition};
use super::{Context, flanking, options, variables};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::rewriting::{Edit, With, rewrite};
use crate::source::scalar::OffsetMap;

/// A field as the parser sees it.
pub(super) struct Prepared {
    /// Its text.
    pub(super) text: String,
    /// From offsets in `text` to offsets in the file.
    pub(super) map: OffsetMap,
    /// Lines that may define addresses, in `text`.
    pub(super) definitions: Vec<Definition>,
    /// Whether it has marks of where emphasis begins and ends.
    marked: bool,
}

impl Prepared {
    /// Parses it, with the probes that tell what is defined.
    pub(super) fn parse<'a>(&self, arena: &'a Arena<'a>) -> Node<'a> {
        let probes = definitions::probes(&self.text, &self.definitions);
        let root = comrak::parse_document(arena, &format!("{}{probes}", self.text), &options());
        if self.marked {
            flanking::take_marks_out(root);
        }
        root
    }
}

/// Makes a field ready.
pub(super) fn prepare(text: &str, map: &OffsetMap, context: &mut Context<'_>) -> Prepared {
    let brackets = brackets::find(text);
    let defined = definitions::find(text);
    let mut edits = Vec::new();
    // First: an address may follow the link at once.
    notes_out_of_links(text, &brackets, &mut edits);
    // What is taken out below is left alone, as the lines of definitions are.
    let hidden: Vec<Range<usize>> = defined
        .iter()
        .map(|one| match one.note(text) {
            Some(_) => whole_note(text, one),
            None => one.line.clone(),
        })
        .collect();
    for bare in addresses::find(text, &brackets, &hidden) {
        if let Some(letter) = bare.cut_at {
            let span = map.span(bare.range().clone());
            context.diagnostics.push(cut_address(letter).at(span));
        }
        edits.extend(bare.edits(text));
        close_up(text, bare.range(), &mut edits);
    }
    for range in brackets.links.iter().map(|link| &link.address).chain(&brackets.angles) {
        close_up(text, range, &mut edits);
    }
    for definition in &defined {
        if definition.note(text).is_some() {
            // Reported below; the parser would make a link of it.
            edits.push(Edit::replace(whole_note(text, definition), ""));
            continue;
        }
        close_up(text, &definition.line, &mut edits);
    }
    let marks = flanking::edits(text, &brackets, &defined);
    let marked = !marks.is_empty();
    edits.extend(marks);
    titles_of_boxes(text, &mut edits);
    variables_over_lines(text, &mut edits);
    report_notes(text, map, &brackets, &defined, context);
    let (text, map) = rewrite(text, map, edits);
    let definitions = definitions::find(&text);
    Prepared { text, map, definitions, marked }
}

/// Puts the marks in a link's text behind the link. A mark is a link itself, and links cannot stand
/// in links.
fn notes_out_of_links(text: &str, brackets: &Brackets, edits: &mut Vec<Edit>) {
    let mut marks = brackets.marks.iter().peekable();
    for link in &brackets.links {
        while marks.next_if(|mark| mark.start < link.text.start).is_some() {}
        while let Some(mark) = marks.next_if(|mark| mark.end <= link.text.end) {
            if link.image {
                continue;
            }
            // A space before the mark would stand at the end of the link.
            let before = text[..mark.start].trim_end_matches(' ').len();
            let from =
                if mark.end == link.text.end { before.max(link.text.start) } else { mark.start };
            edits.push(Edit::replace(from..mark.end, ""));
            let end = link.range.end;
            edits.push(Edit { at: end..end, with: With::Part(mark.clone()) });
        }
    }
}

/// Sets the title of a box apart from what follows it directly: it may be a figure.
fn titles_of_boxes(text: &str, edits: &mut Vec<Edit>) {
    let mut lines = text.split_inclusive('\n').peekable();
    let mut at = 0;
    while let Some(line) = lines.next() {
        at += line.len();
        let signs = line.len() - line.trim_start_matches(['>', ' ']).len();
        let Some(next) = lines.peek() else { break };
        let below = next.trim_start_matches(['>', ' ']);
        if line[signs..].starts_with("[!")
            && line[..signs].contains('>')
            && next.trim_start().starts_with('>')
            && below.starts_with("![")
        {
            edits.push(Edit::insert(at, format!("{}\n", line[..signs].trim_end())));
        }
    }
}

/// Writes a variable whose braces stand on two lines in one: `{{` at the end of a line and
/// `name }}` at the beginning of the next.
fn variables_over_lines(text: &str, edits: &mut Vec<Edit>) {
    const LONGEST: usize = 200;
    for (open, _) in text.match_indices("{{") {
        let limit = text.floor_char_boundary(open + LONGEST);
        let end = text[open..limit].find("}}").map(|length| open + length);
        let Some(end) = end else { continue };
        let inner = open + 2..end;
        let name = text[inner.clone()].trim_matches(|c: char| c.is_whitespace() || c == '>');
        let name = name.trim_end_matches('\\').trim_end();
        if text[inner.clone()].contains('\n') && variables::is_name(name) {
            let start = inner.start + text[inner.clone()].find(name).unwrap_or_default();
            edits.push(Edit::replace(inner.start..start, " "));
            edits.push(Edit::replace(start + name.len()..end, " "));
        }
    }
}

/// Takes the spaces out of the `{{ name }}` in an address: an address ends at a space.
fn close_up(text: &str, range: &Range<usize>, edits: &mut Vec<Edit>) {
    let mut at = range.start;
    while let Some(open) = text[at..range.end].find("{{").map(|found| at + found) {
        let Some(end) = variable_end(text, open).filter(|end| *end <= range.end) else { break };
        let inner = open + 2..end - 2;
        if variables::parts(&text[open..end]).iter().all(|part| part.variable.is_some()) {
            let name = text[inner.clone()].trim();
            let start = inner.start + text[inner.clone()].find(name).unwrap_or_default();
            edits.push(Edit::replace(inner.start..start, ""));
            edits.push(Edit::replace(start + name.len()..inner.end, ""));
        }
        at = end;
    }
}

/// A note in the text with the indented lines that belong to it: behind an empty line those that are
/// indented by four spaces.
fn whole_note(text: &str, definition: &Definition) -> Range<usize> {
    let mut end = definition.line.end;
    let mut at = text[end..].find('\n').map_or(text.len(), |length| end + length + 1);
    if definition.outermost {
        let mut parted = false;
        for line in text[at..].split_inclusive('\n') {
            let written = line.trim_end();
            if written.is_empty() {
                parted = true;
            } else {
                let belongs = line.starts_with("    ")
                    || line.starts_with('\t')
                    || !parted && line.starts_with(' ');
                if !belongs {
                    break;
                }
                end = at + written.len();
            }
            at += line.len();
        }
    }
    definition.label.start..end
}

/// Notes that are written into the text, in the two ways of other programs.
fn report_notes(
    text: &str,
    map: &OffsetMap,
    brackets: &Brackets,
    defined: &[Definition],
    context: &mut Context<'_>,
) {
    for definition in defined {
        let Some(id) = definition.note(text) else { continue };
        let words = text[definition.label.end + 1..definition.line.end].trim();
        let hint = format!(
            "take it out of the text and write it under `notes:` as a line of its own: `{id}: {}`",
            beginning(words)
        );
        context.notes.misplaced(id);
        context.diagnostics.push(
            Diagnostic::new(
                Code::NoteInText,
                format!("the note `{id}` is written out in the text, where no note can stand"),
            )
            .at(map.span(whole_note(text, definition)))
            .hint(hint),
        );
    }
    for range in &brackets.inline_notes {
        let words = text[range.start + 2..range.end - 1].trim();
        context.diagnostics.push(
            Diagnostic::new(
                Code::NoteInText,
                "a note is written out in the text, where no note can stand",
            )
            .at(map.span(range.clone()))
            .hint(format!("write `[^id]` here and `id: {}` under `notes:`", beginning(words)))
            .hint("write `\\^` for the sign `^`"),
        );
    }
}

/// The first words of a text.
fn beginning(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().take(6).collect();
    let all = text.split_whitespace().count() <= words.len();
    if all { words.join(" ") } else { format!("{} …", words.join(" ")) }
}

fn cut_address(letter: char) -> Diagnostic {
    Diagnostic::new(Code::LeftoverMarkup, format!("the address is taken to end before “{letter}”"))
        .hint("if it goes on, write all of it between `<` and `>`; if not, put a space after it")
}
