//! The functions and filters that templates call. Each makes a block and returns its handle.
//!
//! Templates name styles and roles, never fonts or formats; no function here knows a kind of
//! section.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use minijinja::value::{Kwargs, Value};
use minijinja::{Environment, Error, ErrorKind, State};

use super::composition::{Composition, origin_of};
use super::shelf::{Item, Stretch};
use super::styles::Use;
use super::{prose, words};
use crate::diagnostic::{Diagnostic, closest};
use crate::document::{
    Block, BlockKind, Contents, Cover, Heading, Inline, InlineKind, Language, Masthead,
    Orientation, Programme, ProgrammeDay, ProgrammeSitting,
};
use crate::document::{inline_text, take_marks};
use crate::markup::mark_inside_heading;
use crate::template::{Strings, Template, fill, patterns};

/// The composition as functions share it.
pub(super) type Shared = Arc<Mutex<Composition>>;

/// Locks the composition. Never held while a template runs.
pub(super) fn lock(shared: &Shared) -> MutexGuard<'_, Composition> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// An error that a template's author sees at the call.
pub(super) fn refuse(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidOperation, message.into())
}

/// Registers every function and filter.
pub(super) fn register(environment: &mut Environment<'_>, shared: &Shared, template: &Template) {
    text_blocks(environment, shared);
    section_properties(environment, shared);
    containers(environment, shared);
    masthead(environment, shared);
    programme(environment, shared);
    prose_functions(environment, shared, &template.inserts);
    filters(environment, &template.strings, &template.masthead_strings);
    words::register(environment, shared);
}

fn text_blocks(environment: &mut Environment<'_>, shared: &Shared) {
    let state = Arc::clone(shared);
    environment.add_function(
        "heading",
        move |level: u8, text: String, options: Kwargs| -> Result<String, Error> {
            if !(1..=4).contains(&level) {
                return Err(refuse("a heading has a level from 1 to 4"));
            }
            let style = option(&options, "style")?.unwrap_or_else(|| format!("heading-{level}"));
            let path = option(&options, "id")?
                .unwrap_or_else(|| if level == 1 { "heading".to_owned() } else { style.clone() });
            let note = option(&options, "note")?;
            let outlined = options.get::<Option<bool>>("outlined")?.unwrap_or(true);
            options.assert_all_used()?;
            let mut composition = lock(&state);
            composition.check_style(&style, Use::Heading).map_err(refuse)?;
            let mut content = composition.shelf.inlines(&text).map_err(refuse)?;
            let (mut notes, inside) = take_marks(&mut content);
            if let Some(mark) = notes.first().filter(|_| inside > 0) {
                return Err(carried(mark_inside_heading(mark.origin)));
            }
            if inline_text(&content).trim().is_empty() {
                return Err(refuse("a heading needs words, and this one is empty"));
            }
            let id = composition.block_id(&path);
            notes.extend(heading_notes(&mut composition, note.as_deref(), &id)?);
            let origin = origin_of(&content);
            let kind =
                BlockKind::Heading(Heading { level, content, notes, number: None, outlined });
            Ok(composition.put_block(Block { id, style, kind, origin }))
        },
    );
    let state = Arc::clone(shared);
    environment.add_function(
        "paragraph",
        move |text: String, options: Kwargs| -> Result<String, Error> {
            let style = option(&options, "style")?.unwrap_or_else(|| "body".to_owned());
            let path = option(&options, "id")?.unwrap_or_else(|| style.clone());
            let note = option(&options, "note")?;
            options.assert_all_used()?;
            let mut composition = lock(&state);
            composition.check_style(&style, Use::Paragraph).map_err(refuse)?;
            let mut content = composition.shelf.inlines(&text).map_err(refuse)?;
            if content.is_empty() {
                return Ok(String::new());
            }
            let id = composition.block_id(&path);
            let origin = origin_of(&content);
            content.extend(heading_notes(&mut composition, note.as_deref(), &id)?);
            let kind = BlockKind::Paragraph(content);
            Ok(composition.put_block(Block { id, style, kind, origin }))
        },
    );
    let state = Arc::clone(shared);
    environment.add_function("bibliography", move |options: Kwargs| -> Result<String, Error> {
        let style = option(&options, "style")?.unwrap_or_else(|| "reference".to_owned());
        options.assert_all_used()?;
        let mut composition = lock(&state);
        composition.check_style(&style, Use::Paragraph).map_err(refuse)?;
        let mut blocks = Vec::new();
        for content in composition.bibliography.clone() {
            let id = composition.block_id("bibliography");
            let origin = origin_of(&content);
            let kind = BlockKind::Paragraph(content);
            blocks.push(Block { id, style: style.clone(), kind, origin });
        }
        Ok(composition.shelf.put(Item::Blocks(blocks)))
    });
    let state = Arc::clone(shared);
    environment.add_function("page_break", move || {
        let mut composition = lock(&state);
        let id = composition.block_id("page-break");
        composition.put_block(Block::new(id, "body", BlockKind::PageBreak))
    });
}

fn section_properties(environment: &mut Environment<'_>, shared: &Shared) {
    let state = Arc::clone(shared);
    environment.add_function("orientation", move |name: String| -> Result<String, Error> {
        let mut composition = lock(&state);
        let wanted = match name.as_str() {
            "portrait" => Orientation::Portrait,
            "landscape" => Orientation::Landscape,
            _ => return Err(refuse("an orientation is `portrait` or `landscape`")),
        };
        if composition.joined && wanted != composition.before {
            return Err(refuse(format!(
                "{NO_EFFECT} `orientation(\"{name}\")` cannot turn the sheets of a section that goes on \
                 below the one before it"
            )));
        }
        composition.orientation = wanted;
        Ok(String::new())
    });
    let state = Arc::clone(shared);
    environment.add_function("running_title", move |text: String| -> Result<String, Error> {
        let mut composition = lock(&state);
        if composition.joined_by_kind {
            return Err(refuse(format!(
                "{NO_EFFECT} `running_title()` cannot change the header of a page on which another \
                 section begins"
            )));
        }
        composition.running_title = composition.shelf.inlines(&text).map_err(refuse)?;
        // The marks of a title stand at its heading.
        drop(take_marks(&mut composition.running_title));
        Ok(String::new())
    });
}

fn heading_notes(
    composition: &mut Composition,
    note: Option<&str>,
    id: &crate::document::BlockId,
) -> Result<Vec<Inline>, Error> {
    let Some(note) = note else { return Ok(Vec::new()) };
    let content = composition.shelf.inlines(note).map_err(refuse)?;
    let span = match composition.shelf.single(note) {
        Some(Item::Inlines(_, Some(span))) => Some(*span),
        _ => origin_of(&content),
    };
    if content.is_empty() {
        return Ok(Vec::new());
    }
    Ok(vec![match span {
        Some(span) => composition.add_note(id, content, span),
        None => {
            return Err(refuse(
                "a note must come from a field or from the string table, not from template text",
            ));
        }
    }])
}

fn containers(environment: &mut Environment<'_>, shared: &Shared) {
    let state = Arc::clone(shared);
    environment.add_function("contents", move |options: Kwargs| -> Result<String, Error> {
        let depth = options.get::<Option<u8>>("depth")?.unwrap_or(1);
        options.assert_all_used()?;
        if !(1..=3).contains(&depth) {
            return Err(refuse("contents have a depth from 1 to 3"));
        }
        let mut composition = lock(&state);
        let id = composition.block_id("contents");
        let kind = BlockKind::Contents(Contents { depth, entries: Vec::new() });
        Ok(composition.put_block(Block::new(id, "contents-1", kind)))
    });
    let state = Arc::clone(shared);
    environment.add_function("cover", move |options: Kwargs| -> Result<String, Error> {
        let artwork = option(&options, "artwork")?;
        let mark = option(&options, "mark")?;
        let parts = [
            option(&options, "head")?.unwrap_or_default(),
            option(&options, "title")?.unwrap_or_default(),
            option(&options, "foot")?.unwrap_or_default(),
        ];
        options.assert_all_used()?;
        let mut composition = lock(&state);
        let mut blocks = Vec::new();
        for part in &parts {
            blocks.push(composition.shelf.blocks(part).map_err(refuse)?);
        }
        let id = composition.block_id("cover");
        let (foot, title) = (blocks.pop(), blocks.pop());
        let kind = BlockKind::Cover(Cover {
            artwork: artwork.filter(|key| !key.is_empty()),
            mark: mark.filter(|key| !key.is_empty()),
            head: blocks.pop().unwrap_or_default(),
            title: title.unwrap_or_default(),
            foot: foot.unwrap_or_default(),
        });
        Ok(composition.put_block(Block::new(id, "cover", kind)))
    });
    let state = Arc::clone(shared);
    environment.add_function(
        "box",
        move |template: &mut State, options: Kwargs| -> Result<String, Error> {
            let title = option(&options, "title")?.unwrap_or_default();
            let style = option(&options, "style")?.unwrap_or_else(|| "box".to_owned());
            let output = called(template, &options)?;
            options.assert_all_used()?;
            let mut composition = lock(&state);
            composition.check_style(&style, Use::Box).map_err(refuse)?;
            let title = composition.shelf.inlines(&title).map_err(refuse)?;
            let blocks = composition.shelf.blocks(&output).map_err(refuse)?;
            let id = composition.block_id(&style);
            let origin = origin_of(&title);
            let kind = BlockKind::Box { title, blocks };
            Ok(composition.put_block(Block { id, style, kind, origin }))
        },
    );
}

fn masthead(environment: &mut Environment<'_>, shared: &Shared) {
    let state = Arc::clone(shared);
    environment.add_function("masthead", move |options: Kwargs| -> Result<String, Error> {
        let mark = option(&options, "mark")?;
        let mut parts = Vec::new();
        for name in ["organization", "symbol", "organ", "details"] {
            parts.push(option(&options, name)?.unwrap_or_default());
        }
        options.assert_all_used()?;
        let mut composition = lock(&state);
        let mut blocks = Vec::new();
        for part in &parts {
            blocks.push(composition.shelf.blocks(part).map_err(refuse)?);
        }
        let mut blocks = blocks.into_iter();
        let mut next = || blocks.next().unwrap_or_default();
        let kind = BlockKind::Masthead(Masthead {
            mark: mark.filter(|key| !key.is_empty()),
            organization: next(),
            symbol: next(),
            organ: next(),
            details: next(),
        });
        let id = composition.block_id("masthead");
        Ok(composition.put_block(Block::new(id, "masthead", kind)))
    });
    let state = Arc::clone(shared);
    // Words in another language than the document's: spoken and checked in theirs.
    environment.add_function(
        "in_language",
        move |text: String, code: String| -> Result<String, Error> {
            let language = Language::from_code(&code)
                .ok_or_else(|| refuse("`in_language` takes the code of a language"))?;
            let mut composition = lock(&state);
            let content = composition.shelf.inlines(&text).map_err(refuse)?;
            let span = origin_of(&content);
            let kind = InlineKind::Language { tag: language.tag(), content };
            let inline = Inline { kind, origin: span };
            Ok(composition.shelf.put(Item::Inlines(vec![inline], span)))
        },
    );
}

fn programme(environment: &mut Environment<'_>, shared: &Shared) {
    let state = Arc::clone(shared);
    environment.add_function(
        "programme",
        move |template: &mut State, options: Kwargs| -> Result<String, Error> {
            let columns = options.get::<Option<usize>>("columns")?.unwrap_or(2).clamp(1, 4);
            let output = called(template, &options)?;
            options.assert_all_used()?;
            let mut composition = lock(&state);
            let mut days = Vec::new();
            for stretch in composition.shelf.stretches(&output) {
                match stretch {
                    Stretch::Text(text) if text.trim().is_empty() => {}
                    Stretch::Item(Item::Day(day)) => days.push(day.clone()),
                    Stretch::Text(_) | Stretch::Item(_) => {
                        return Err(refuse("a programme holds programme days and nothing else"));
                    }
                }
            }
            let id = composition.block_id("programme");
            let kind = BlockKind::Programme(Programme { columns: split_columns(days, columns) });
            Ok(composition.put_block(Block::new(id, "programme", kind)))
        },
    );
    let state = Arc::clone(shared);
    environment.add_function(
        "programme_day",
        move |template: &mut State, label: String, options: Kwargs| -> Result<String, Error> {
            let output = called(template, &options)?;
            options.assert_all_used()?;
            let mut composition = lock(&state);
            let label = composition.shelf.inlines(&label).map_err(refuse)?;
            let mut sittings = Vec::new();
            for stretch in composition.shelf.stretches(&output) {
                match stretch {
                    Stretch::Text(text) if text.trim().is_empty() => {}
                    Stretch::Item(Item::Sitting(sitting)) => sittings.push(sitting.clone()),
                    Stretch::Text(_) | Stretch::Item(_) => {
                        return Err(refuse("a programme day holds meetings and nothing else"));
                    }
                }
            }
            let id = composition.block_id("programme-day");
            Ok(composition.shelf.put(Item::Day(ProgrammeDay { id, label, sittings })))
        },
    );
    let state = Arc::clone(shared);
    environment.add_function(
        "programme_sitting",
        move |text: String, options: Kwargs| -> Result<String, Error> {
            let section = option(&options, "section")?;
            options.assert_all_used()?;
            let mut composition = lock(&state);
            let mut content = composition.shelf.inlines(&text).map_err(refuse)?;
            // The programme repeats titles of other sections: their notes stand where they do.
            drop(take_marks(&mut content));
            let content = match section {
                Some(section) => vec![
                    crate::document::InlineKind::CrossReference {
                        target: crate::document::BlockId::new(section, "heading"),
                        content,
                    }
                    .into(),
                ],
                None => content,
            };
            let id = composition.block_id("programme-sitting");
            Ok(composition.shelf.put(Item::Sitting(ProgrammeSitting { id, content })))
        },
    );
}

/// Fills columns one after the other, so that each holds about as many days.
fn split_columns(days: Vec<ProgrammeDay>, columns: usize) -> Vec<Vec<ProgrammeDay>> {
    let per_column = days.len().div_ceil(columns).max(1);
    let mut split: Vec<Vec<ProgrammeDay>> = Vec::new();
    for day in days {
        match split.last_mut() {
            Some(column) if column.len() < per_column => column.push(day),
            _ => split.push(vec![day]),
        }
    }
    split
}

fn prose_functions(
    environment: &mut Environment<'_>,
    shared: &Shared,
    inserts: &indexmap::IndexMap<String, String>,
) {
    let state = Arc::clone(shared);
    let inserts = inserts.clone();
    environment.add_function(
        "prose",
        move |template: &mut State, field: String, options: Kwargs| -> Result<String, Error> {
            let styles = prose::style_map(&options, &lock(&state))?;
            options.assert_all_used()?;
            let fragment = match lock(&state).shelf.single(&field) {
                Some(Item::Prose(fragment)) => fragment.clone(),
                _ => return Err(refuse("`prose` takes a prose field")),
            };
            prose::check_inserts(&fragment, &inserts)?;
            let blocks = prose::blocks(fragment, &styles, &mut |name| {
                let file = inserts.get(name).ok_or_else(|| refuse("unknown insert"))?;
                let output = template.env().get_template(file)?.render(())?;
                lock(&state).shelf.blocks(&output).map_err(refuse)
            })?;
            Ok(lock(&state).shelf.put(Item::Blocks(blocks)))
        },
    );
    let state = Arc::clone(shared);
    environment.add_function(
        "questions",
        move |field: String, options: Kwargs| -> Result<String, Error> {
            let style = option(&options, "style")?.unwrap_or_else(|| "question".to_owned());
            let group =
                option(&options, "group_style")?.unwrap_or_else(|| "question-group".to_owned());
            options.assert_all_used()?;
            let mut composition = lock(&state);
            composition.check_style(&style, Use::Any).map_err(refuse)?;
            composition.check_style(&group, Use::Any).map_err(refuse)?;
            let questions = match composition.shelf.single(&field) {
                Some(Item::Questions(questions)) => questions.clone(),
                _ => return Err(refuse("`questions` takes a questions field")),
            };
            let section = composition.section.clone();
            let block = prose::question_list(&section, &questions, &style, &group);
            Ok(composition.put_block(block))
        },
    );
}

fn filters(environment: &mut Environment<'_>, strings: &Strings, masthead: &Strings) {
    for (name, table) in [("date", strings), ("masthead_date", masthead)] {
        let dates = table.clone();
        environment.add_filter(name, move |iso: String, pattern: String| {
            let format = time::format_description::well_known::Iso8601::DATE;
            let parsed = time::Date::parse(&iso, &format);
            let date = parsed.map_err(|_| refuse(format!("`{name}` takes a date field")))?;
            dates.date(date, &pattern).ok_or_else(|| {
                let known: Vec<&str> = dates.date_patterns().collect();
                let near = closest(&pattern, known.iter().copied());
                refuse(format!(
                    "{BAD_PATTERN} the string table has no date pattern `{pattern}`{}",
                    match near {
                        Some(near) => format!("; did you mean `{near}`?"),
                        None => format!("; it has {}", known.join(", ")),
                    }
                ))
            })
        });
    }
    // Names of languages stand in lower case in the table; alone on a line they begin a sentence.
    environment.add_filter("sentence_case", |text: String| {
        let mut rest = text.chars();
        rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
    });
    environment.add_filter("fill", |pattern: String, options: Kwargs| {
        let mut values = Vec::new();
        for name in options.args() {
            let value: Value = options.get(name)?;
            values.push((name.replace('_', "-"), value.to_string()));
        }
        check_filling(&pattern, &values)?;
        let values: Vec<(&str, &str)> =
            values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        Ok::<_, Error>(fill(&pattern, &values))
    });
}

/// Every place of a pattern has a value, and every value a place.
fn check_filling(pattern: &str, values: &[(String, String)]) -> Result<(), Error> {
    let places: Vec<&str> = patterns::places(pattern).into_iter().map(|(_, name)| name).collect();
    for (name, _) in values {
        if !places.contains(&name.as_str()) {
            let has = match places.as_slice() {
                [] => "it has no places".to_owned(),
                some => match closest(name, some.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("it has {}", patterns::listed(some)),
                },
            };
            return Err(refuse(format!(
                "{BAD_PATTERN} the pattern “{pattern}” has no place `{{{name}}}`; {has}"
            )));
        }
    }
    let empty: Vec<&str> =
        places.into_iter().filter(|place| !values.iter().any(|(name, _)| name == place)).collect();
    if empty.is_empty() {
        return Ok(());
    }
    Err(refuse(format!(
        "{BAD_PATTERN} the pattern “{pattern}” is filled without {}",
        patterns::listed(&empty)
    )))
}

/// A diagnostic with its own place, sent through the engine.
fn carried(diagnostic: Diagnostic) -> Error {
    refuse("a mistake in a source").with_source(prose::Carried(diagnostic))
}

/// How messages begin that get a code of their own.
pub(super) const BAD_PATTERN: &str = "wrong pattern:";
/// Likewise.
pub(super) const NO_EFFECT: &str = "no effect:";

/// An optional text among keyword arguments; undefined and none count as missing.
fn option(options: &Kwargs, name: &str) -> Result<Option<String>, Error> {
    let value: Option<Value> = options.get(name)?;
    Ok(value
        .filter(|value| !value.is_undefined() && !value.is_none())
        .map(|value| value.to_string()))
}

/// Runs the body of a `{% call %}`.
fn called(template: &mut State, options: &Kwargs) -> Result<String, Error> {
    let body: Value = options
        .get("caller")
        .map_err(|_| refuse("call it with a body: {% call name() %}…{% endcall %}"))?;
    Ok(body.call(template, &[])?.to_string())
}
