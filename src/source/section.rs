//! `sections/ID.yaml`: a section, read by the fields that its kind declares.

use indexmap::IndexMap;
use time::Date;

use super::fields::Fields;
use super::guide::choice;
use super::questions::{self, Question};
use super::text::{Text, boolean, own_keys, wrong_type};
use super::yaml::{Node, Value};
use super::{date, id};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span, closest};
use crate::document::visit::inlines;
use crate::document::{Citation, Inline, InlineKind};
use crate::markup::{self, CitationPlace, Context, Fragment, NoteNames};
use crate::template::{FieldType, Template};

/// A section of the guide.
#[derive(Clone, Debug)]
pub struct Section {
    /// Its id: the file's name.
    pub id: String,
    /// Name of its kind, declared by the template.
    pub kind: String,
    /// Values of its fields; fields that are not there are missing.
    pub fields: IndexMap<String, FieldValue>,
    /// Where the values of its fields stand.
    pub places: IndexMap<String, Span>,
    /// Its notes by id: text and place.
    pub notes: IndexMap<String, SectionNote>,
    /// Names behind the note references of its fields.
    pub note_names: NoteNames,
    /// Whether every field that must be there is there and every field could be read.
    pub complete: bool,
    /// Where the file begins.
    pub span: Span,
}

/// A note as an editor wrote it.
#[derive(Clone, Debug)]
pub struct SectionNote {
    /// Its text.
    pub content: Vec<Inline>,
    /// Its key's place.
    pub span: Span,
}

/// The value of a field.
#[derive(Clone, Debug)]
pub enum FieldValue {
    /// Plain text.
    Text(Text),
    /// One paragraph.
    Inline {
        /// Parsed.
        content: Vec<Inline>,
        /// Its place.
        span: Span,
    },
    /// Blocks.
    Prose(Fragment),
    /// A date.
    Date(Date),
    /// One of the choices.
    Choice(String),
    /// True or false.
    Boolean(bool),
    /// Questions.
    Questions(Vec<Question>),
    /// Several values.
    List(Vec<FieldValue>),
}

impl Section {
    /// Calls `visit` for every citation of the section: in running text, in its notes and in the
    /// fields that are notes.
    pub fn citations<'a>(&'a self, visit: &mut dyn FnMut(&'a Citation)) {
        for (_, citation, _) in self.note_names.citations() {
            visit(citation);
        }
        let notes = self.notes.values().map(|note| &note.content);
        let fields = self.fields.values().filter_map(|field| match field {
            FieldValue::Inline { content, .. } => Some(content),
            _ => None,
        });
        for content in notes.chain(fields) {
            inlines(content, &mut |inline| {
                if let InlineKind::Citation(citation) = &inline.kind {
                    visit(citation);
                }
            });
        }
    }
}

/// Reads a section.
pub fn read(
    node: &Node,
    section_id: &str,
    template: &Template,
    variables: &IndexMap<String, String>,
    diagnostics: &mut Diagnostics,
) -> Option<Section> {
    let what = format!("the section `{section_id}`");
    let mut fields = Fields::of(node, &what, diagnostics)?;
    let span = fields.first_key();
    let Some(kind_name) = fields.required_word("kind", diagnostics) else {
        fields.finish_early(diagnostics);
        return None;
    };
    let Some(kind) = template.kinds.get(&kind_name.value) else {
        let known: Vec<_> = template.kinds.keys().map(String::as_str).collect();
        let mut diagnostic = Diagnostic::new(
            Code::UnknownKind,
            format!("the template `{}` has no kind `{}`", template.name, kind_name.value),
        )
        .at(kind_name.span)
        .did_you_mean(&kind_name.value, known.iter().copied());
        if diagnostic.hints.is_empty() {
            diagnostic = diagnostic.hint(format!("its kinds are {}", known.join(", ")));
        }
        diagnostics.push(diagnostic);
        return None;
    };
    let language = template.strings.language();
    let mut note_names = NoteNames::default();
    let mut values = IndexMap::new();
    let mut places = IndexMap::new();
    let mut notes = IndexMap::new();
    let mut complete = true;
    for (name, field) in &kind.fields {
        let found =
            if field.required { fields.required(name, diagnostics) } else { fields.optional(name) };
        let Some(node) = found else {
            if !field.required && field.kind.holds_words() {
                fields.check_no_value(name, diagnostics);
            }
            complete &= !field.required;
            continue;
        };
        if field.required && field.kind.holds_words() && is_blank(node) {
            diagnostics.push(
                Diagnostic::new(Code::MissingField, format!("{what} has an empty `{name}`"))
                    .at(fields.key_place(name))
                    .hint(format!("write something behind `{name}:`")),
            );
            complete = false;
            continue;
        }
        let mut context = Context {
            variables,
            notes: &mut note_names,
            diagnostics,
            section: section_id,
            language,
            citations: CitationPlace::Text,
        };
        if field.kind == FieldType::Notes {
            match read_notes(node, &mut context) {
                Some(read) => notes.extend(read),
                None => complete = false,
            }
        } else if let Some(value) = read_value(node, name, &field.kind, &mut context) {
            values.insert(name.clone(), value);
            places.insert(name.clone(), node.span);
        } else {
            complete = false;
        }
    }
    // A field under a mistyped key is not read: what it refers to is not known, nor may notes be.
    complete &= fields.finish(diagnostics);
    check_notes(&note_names, &notes, section_id, complete, diagnostics);
    Some(Section {
        id: section_id.to_owned(),
        kind: kind_name.value,
        fields: values,
        places,
        notes,
        note_names,
        complete,
        span,
    })
}

/// Whether nothing but blanks stands in a text.
fn is_blank(node: &Node) -> bool {
    matches!(&node.value, Value::Scalar(scalar) if scalar.text.trim().is_empty())
}

fn read_value(
    node: &Node,
    name: &str,
    kind: &FieldType,
    context: &mut Context<'_>,
) -> Option<FieldValue> {
    let what = format!("`{name}`");
    let text = |context: &mut Context<'_>| Text::read_short(node, &what, context.diagnostics);
    let word = |context: &mut Context<'_>| Text::read_word(node, &what, context.diagnostics);
    Some(match kind {
        FieldType::Text => {
            let text = text(context)?;
            FieldValue::Text(text.filled(context.variables, context.diagnostics))
        }
        FieldType::Inline => {
            let text = text(context)?;
            let content = markup::parse_inlines(&text.value, &text.map, context);
            FieldValue::Inline { content, span: text.span }
        }
        FieldType::Note => {
            let text = text(context)?;
            context.citations = CitationPlace::Note;
            let content = markup::parse_inlines(&text.value, &text.map, context);
            context.citations = CitationPlace::Text;
            FieldValue::Inline { content, span: text.span }
        }
        FieldType::Prose => {
            let text = Text::read_prose(node, &what, context.diagnostics)?;
            FieldValue::Prose(markup::parse_prose(&text.value, &text.map, name, context))
        }
        FieldType::Date => {
            let text = word(context)?;
            FieldValue::Date(date::read(&text, context.diagnostics)?)
        }
        FieldType::Choice(choices) => {
            let text = word(context)?;
            let choices: Vec<_> = choices.iter().map(String::as_str).collect();
            FieldValue::Choice(choice(&text, &choices, &what, context.diagnostics)?)
        }
        FieldType::Boolean => FieldValue::Boolean(boolean(node, &what, context.diagnostics)?),
        FieldType::Questions => FieldValue::Questions(questions::read(node, context)?),
        FieldType::Notes => return None,
        FieldType::List(inner) => {
            let Value::Sequence(items) = &node.value else {
                context.diagnostics.push(wrong_type(node, &what, "a list"));
                return None;
            };
            let values = items.iter().enumerate().filter_map(|(index, item)| {
                read_value(item, &format!("{name}/{}", index + 1), inner, context)
            });
            FieldValue::List(values.collect())
        }
    })
}

fn read_notes(node: &Node, context: &mut Context<'_>) -> Option<IndexMap<String, SectionNote>> {
    let mut notes = IndexMap::new();
    for entry in own_keys(node, "`notes`", context.diagnostics)? {
        id::check(&entry.key, entry.key_span, "the id of a note", context.diagnostics);
        let what = format!("the note `{}`", entry.key);
        let Some(text) = Text::read_short(&entry.node, &what, context.diagnostics) else {
            // It is there, whatever is wrong with it: its references are not reported too.
            let empty = SectionNote { content: Vec::new(), span: entry.key_span };
            notes.insert(entry.key.clone(), empty);
            continue;
        };
        // Notes cannot carry notes: their references go into a table that is thrown away.
        let mut inner_names = NoteNames::default();
        let mut inner = Context {
            variables: context.variables,
            notes: &mut inner_names,
            diagnostics: context.diagnostics,
            section: context.section,
            language: context.language,
            citations: CitationPlace::Note,
        };
        let content = markup::parse_inlines(&text.value, &text.map, &mut inner);
        for (id, spans) in inner_names.references() {
            context.diagnostics.push(
                Diagnostic::new(
                    Code::UnsupportedMarkup,
                    format!("{what} refers to the note `{id}`: a note cannot carry a note"),
                )
                .at(spans.first().copied())
                .hint("write what the other note says into this one"),
            );
        }
        // A text of which nothing could be set has been reported.
        if content.is_empty() && text.value.trim().is_empty() {
            context.diagnostics.push(
                Diagnostic::new(Code::MissingField, format!("{what} is empty"))
                    .at(entry.key_span)
                    .hint("write the note's text, or delete the line and the note's mark"),
            );
        }
        notes.insert(entry.key.clone(), SectionNote { content, span: entry.key_span });
    }
    Some(notes)
}

fn check_notes(
    names: &NoteNames,
    notes: &IndexMap<String, SectionNote>,
    section: &str,
    complete: bool,
    diagnostics: &mut Diagnostics,
) {
    let mut referenced = std::collections::BTreeSet::new();
    // Notes that a mistyped mark was probably meant for.
    let mut meant = std::collections::BTreeSet::new();
    // The one note without a mark, where one mark is without a note.
    let marks: Vec<&str> = names.references().map(|(name, _)| name).collect();
    let mut unmarked = notes.keys().filter(|id| !marks.contains(&id.as_str()));
    let without_note = marks
        .iter()
        .filter(|name| !notes.contains_key(**name) && !names.is_misplaced(name))
        .count();
    let alone = match (unmarked.next(), unmarked.next(), without_note) {
        (Some(only), None, 1) => Some(only.as_str()),
        _ => None,
    };
    for (name, spans) in names.references() {
        referenced.insert(name);
        // If `notes` itself could not be read, all notes would be missing.
        if notes.contains_key(name) || names.is_misplaced(name) || (notes.is_empty() && !complete) {
            continue;
        }
        let near = closest(name, notes.keys().map(String::as_str)).or(alone);
        meant.extend(near);
        if near.is_some_and(|near| !id::is_id(near)) {
            // That the other is no id has been said.
            continue;
        }
        for span in spans {
            let mut diagnostic = Diagnostic::new(
                Code::UndefinedNote,
                format!("the note `{name}` is not defined in the section `{section}`"),
            )
            .at(*span)
            .did_you_mean(name, notes.keys().map(String::as_str));
            if let Some(alone) = alone.filter(|_| diagnostic.hints.is_empty()) {
                diagnostic = diagnostic.hint(format!(
                    "no mark refers to the note `{alone}`: if it is this one, both need the same id"
                ));
            }
            if diagnostic.hints.is_empty() {
                diagnostic = diagnostic.hint(format!("add `{name}: …` under `notes`"));
            }
            diagnostics.push(diagnostic);
        }
    }
    for (name, note) in notes {
        if complete && !referenced.contains(name.as_str()) && !meant.contains(name.as_str()) {
            diagnostics.push(
                Diagnostic::new(
                    Code::UnusedNote,
                    format!("the note `{name}` is referred to nowhere in the section `{section}`"),
                )
                .at(note.span)
                .hint(format!("set its mark with `[^{name}]`, or delete it")),
            );
        }
    }
}
