//! Runs the template over the typed source and yields the document.
//!
//! Templates decide order, headings, fixed wording, cover, contents and inserts; numbers and
//! references are decided here, before any export. Knows sources, templates and the tree; no
//! export format, no font, no disk.

mod binding;
mod citations;
mod composition;
mod context;
mod extent;
mod figures;
mod functions;
mod names;
mod number;
mod prose;
mod resolve;
mod shelf;
mod styles;
mod syntax;
mod unprinted;
mod words;

pub use binding::bind;

use std::sync::{Arc, Mutex};

use minijinja::value::Value;
use minijinja::{Environment, UndefinedBehavior, context};

use composition::Composition;
use functions::{Shared, lock};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::document::{Document, Inline, Metadata, NoteSeries, PageRole, Section};
use crate::markup::NoteNames;
use crate::source::Source;
use crate::template::{Part, Template};

/// Steps that one template file may take: some hundred times what the largest section needs.
const TEMPLATE_FUEL: u64 = 2_000_000;

/// Composes a document. `None` means that a template failed; the reasons are diagnostics.
pub fn compose(source: &Source, diagnostics: &mut Diagnostics) -> Option<Document> {
    let template = &source.template;
    let shared: Shared = Arc::new(Mutex::new(Composition {
        styles: styles::Styles::of(&template.theme),
        bibliography: citations::bibliography(source, diagnostics),
        ..Composition::default()
    }));
    check_ids(source, diagnostics);
    let mut environment = environment(template, &shared, diagnostics)?;
    let (guide, sections) = {
        let mut composition = lock(&shared);
        let shelf = &mut composition.shelf;
        (context::guide(&source.guide, shelf), context::sections(source, shelf))
    };
    let elsewhere: Vec<Value> = sections.iter().map(|section| section.elsewhere.clone()).collect();
    environment.add_global("guide", guide);
    environment.add_global("strings", context::strings(&template.strings));
    environment.add_global("masthead_strings", context::strings(&template.masthead_strings));
    environment.add_global("layout", template.layout.as_str());
    environment.add_global("sections", elsewhere);

    let mut document = Document::new(metadata(source));
    document.numberings.clone_from(&template.theme.numberings);
    document.metadata.header = furniture(&environment, template, &shared, diagnostics);
    document.metadata.page_number.clone_from(&template.page_number);
    let mut notes = number::NoteTexts::default();
    let mut unfinished = unfinished_sections(source);
    let mut failed = !unfinished.is_empty();
    for part in &template.parts {
        match part {
            Part::File { id, file, role } => {
                let mut composition = lock(&shared);
                (composition.joined, composition.joined_by_kind) = (false, false);
                composition.begin_section(id, NoteNames::default());
                drop(composition);
                let mut own = Diagnostics::new();
                let blocks = run(&environment, template, file, context! {}, &shared, &mut own);
                failed |= blocks.is_none();
                take_over(own, source, diagnostics);
                document.sections.push(section(id, *role, blocks, &shared));
                let series = match role {
                    PageRole::Masthead => NoteSeries::Asterisks,
                    PageRole::Cover | PageRole::FrontMatter | PageRole::Body | PageRole::Annex => {
                        NoteSeries::Numbered
                    }
                };
                notes.add_section(id, &lock(&shared), None, series);
            }
            Part::Sections => {
                for (found, value) in source.sections.iter().zip(&sections) {
                    let Some(kind) = template.kinds.get(&found.kind) else { continue };
                    let joins = |section: &Section| section.role != PageRole::Cover;
                    let joined = !kind.new_page && document.sections.last().is_some_and(joins);
                    let mut composition = lock(&shared);
                    composition.joined = joined;
                    composition.joined_by_kind = joined && !kind.continuous;
                    composition.begin_section(&found.id, found.note_names.clone());
                    drop(composition);
                    let context = context! { section => value.own.clone() };
                    let mut own = Diagnostics::new();
                    let mut blocks =
                        run(&environment, template, &kind.file, context, &shared, &mut own);
                    take_over(own, source, diagnostics);
                    if blocks.is_none() {
                        failed = true;
                        unfinished.push(found.id.clone());
                        blocks = Some(prose::bare_blocks(found));
                    }
                    document.sections.push(section(&found.id, kind.role, blocks, &shared));
                    notes.add_section(&found.id, &lock(&shared), Some(found), kind.notes);
                }
            }
        }
    }
    let read_all = !failed && source.guide.lists_all;
    figures::fill(&mut document, source, read_all, diagnostics);
    let series = number::notes(&mut document, &notes, &template.theme);
    citations::fill(&mut document, &series, source, diagnostics);
    number::blocks(&mut document, &template.theme);
    resolve::resolve(&mut document, template, &unfinished, diagnostics);
    if !source.guide.lists_all {
        // A section that is referred to may be one of those that the guide names wrongly.
        diagnostics.retain(|found| found.code != Code::UndefinedReference);
    }
    join_pages(&mut document, source);
    let bounded = extent::check(&document, source, diagnostics);
    if !failed && bounded {
        unprinted::check(source, diagnostics);
    }
    (!failed && bounded).then_some(document)
}

/// References find blocks by section and path: no two sections of a document have one id.
fn check_ids(source: &Source, diagnostics: &mut Diagnostics) {
    for part in &source.template.parts {
        let Part::File { id, .. } = part else { continue };
        if let Some(listed) = source.guide.sections.iter().find(|listed| listed.value == *id) {
            diagnostics.push(
                Diagnostic::new(
                    Code::BadId,
                    format!("the template has a part of its own that is called `{id}`"),
                )
                .at(listed.span)
                .hint("give the section's file another name"),
            );
        }
    }
}

/// Sections whose kind does not begin a page go on in the section before them. Their blocks keep
/// their identities; numbers and references have been decided.
fn join_pages(document: &mut Document, source: &Source) {
    let goes_on = |id: &str| {
        let found = source.sections.iter().find(|section| section.id == id);
        let kind = found.and_then(|section| source.template.kinds.get(&section.kind));
        kind.is_some_and(|kind| !kind.new_page)
    };
    let mut joined: Vec<Section> = Vec::new();
    for section in std::mem::take(&mut document.sections) {
        match joined.last_mut() {
            Some(before) if before.role != PageRole::Cover && goes_on(&section.id) => {
                before.blocks.extend(section.blocks);
            }
            _ => joined.push(section),
        }
    }
    document.sections = joined;
}

/// Sections that the guide lists but that could not be read whole.
fn unfinished_sections(source: &Source) -> Vec<String> {
    source
        .guide
        .sections
        .iter()
        .filter(|listed| {
            !source.sections.iter().any(|section| section.id == listed.value && section.complete)
        })
        .map(|listed| listed.value.clone())
        .collect()
}

/// Keeps what a template run reported, except that a template failed for want of a field whose
/// absence has been reported already.
fn take_over(mut own: Diagnostics, source: &Source, diagnostics: &mut Diagnostics) {
    own.retain(|found| source.complete || !matches!(found.code, Code::TemplateFailed));
    diagnostics.absorb(own);
}

fn environment<'a>(
    template: &'a Template,
    shared: &Shared,
    diagnostics: &mut Diagnostics,
) -> Option<Environment<'a>> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    environment.set_fuel(Some(TEMPLATE_FUEL));
    environment.set_debug(true);
    functions::register(&mut environment, shared, template);
    let mut sound = syntax::check(template, diagnostics);
    for (name, (_, text)) in &template.files {
        if let Err(error) = environment.add_template(name, text) {
            diagnostics.push(template_error(template, name, &error));
            sound = false;
        }
    }
    sound.then_some(environment)
}

/// Runs one template file and puts its output together.
fn run(
    environment: &Environment<'_>,
    template: &Template,
    file: &str,
    context: Value,
    shared: &Shared,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<crate::document::Block>> {
    let output = match environment.get_template(file).and_then(|found| found.render(context)) {
        Ok(output) => output,
        Err(error) => {
            diagnostics.push(template_error(template, file, &error));
            return None;
        }
    };
    match lock(shared).shelf.blocks(&output) {
        Ok(blocks) => Some(blocks),
        Err(message) => {
            diagnostics.push(
                Diagnostic::new(Code::StrayTemplateText, message.clone())
                    .at(stray_place(template, file, &message))
                    .hint("put it into a block: {{ paragraph(\"…\") }}"),
            );
            None
        }
    }
}

fn section(
    id: &str,
    role: PageRole,
    blocks: Option<Vec<crate::document::Block>>,
    shared: &Shared,
) -> Section {
    let composition = lock(shared);
    Section {
        id: id.to_owned(),
        role,
        orientation: composition.orientation,
        running_title: composition.running_title.clone(),
        blocks: blocks.unwrap_or_default(),
    }
}

/// A template engine's error as a diagnostic at its place in the template, or the diagnostic that
/// a function sent through the engine.
fn template_error(template: &Template, file: &str, error: &minijinja::Error) -> Diagnostic {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    let mut innermost = error;
    while let Some(found) = cause {
        if let Some(carried) = found.downcast_ref::<prose::Carried>() {
            return carried.0.clone();
        }
        if let Some(inner) = found.downcast_ref::<minijinja::Error>() {
            innermost = inner;
        }
        cause = found.source();
    }
    let name = innermost.name().unwrap_or(file);
    let span = template.files.get(name).map(|(id, text)| {
        innermost.range().map_or_else(
            || {
                let line = innermost.line().unwrap_or(1);
                let start =
                    text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
                let length = text[start..].find('\n').unwrap_or(text.len() - start);
                Span::new(*id, start, start + length)
            },
            |range| Span::new(*id, range.start, range.end),
        )
    });
    if let Some(endless) = endless(innermost) {
        return Diagnostic::new(Code::TemplateNeverEnds, endless).at(span);
    }
    let message = match innermost.detail() {
        Some(detail) => format!("the template failed: {detail}"),
        None => format!("the template failed: {}", innermost.kind()),
    };
    let detail = innermost.detail().unwrap_or_default();
    // Mistakes that have a code of their own say so by how their message begins.
    let own = [
        (styles::MISUSED, Code::MisusedStyle),
        (functions::BAD_PATTERN, Code::BadPattern),
        (functions::NO_EFFECT, Code::NoEffect),
        (words::AS_WORDS, Code::TextAsWords),
    ];
    for (start, code) in own {
        if let Some(rest) = detail.strip_prefix(start) {
            let (message, hint) = rest.trim().split_once('\n').unwrap_or((rest.trim(), ""));
            let diagnostic = Diagnostic::new(code, message).at(span);
            return if hint.is_empty() { diagnostic } else { diagnostic.hint(hint) };
        }
    }
    let code = if message.contains("no style") { Code::UnknownStyle } else { Code::TemplateFailed };
    Diagnostic::new(code, message).at(span)
}

/// What a template takes too much of, if that is why it failed.
fn endless(error: &minijinja::Error) -> Option<String> {
    let text = error.to_string();
    if error.kind() == minijinja::ErrorKind::OutOfFuel {
        Some(format!("the template takes more than {TEMPLATE_FUEL} steps"))
    } else if text.contains("recursion limit exceeded") {
        Some("the template calls itself too often".to_owned())
    } else {
        None
    }
}

/// The place of stray text in a template: where its first words stand.
fn stray_place(template: &Template, file: &str, message: &str) -> Option<Span> {
    let (id, text) = template.files.get(file)?;
    let stray = message.split('“').nth(1)?.split('”').next()?;
    let words = stray.lines().next()?.trim();
    let at = text.find(words)?;
    Some(Span::new(*id, at, at + words.len()))
}

fn furniture(
    environment: &Environment<'_>,
    template: &Template,
    shared: &Shared,
    diagnostics: &mut Diagnostics,
) -> Vec<Inline> {
    let Some(header) = &template.header else { return Vec::new() };
    if let Some(at) = header.value.find('\t') {
        diagnostics.push(
            Diagnostic::new(
                Code::MarkupInTemplate,
                "a tab in the header would be printed as a space",
            )
            .at(header.map.span(at..at + 1))
            .hint("use a space, or a style with an indent"),
        );
    }
    match environment.render_named_str("template.yaml", &header.value, context! {}) {
        Ok(output) => lock(shared).shelf.inlines(&output).unwrap_or_default(),
        Err(error) => {
            let message = error.detail().map_or_else(|| error.to_string(), str::to_owned);
            diagnostics.push(
                Diagnostic::new(Code::TemplateFailed, format!("the header failed: {message}"))
                    .at(header.span),
            );
            Vec::new()
        }
    }
}

fn metadata(source: &Source) -> Metadata {
    let guide = &source.guide;
    let value = |text: &Option<crate::source::text::Text>| text.as_ref().map(|t| t.value.clone());
    let subject: Vec<String> =
        [value(&guide.series), value(&guide.designation)].into_iter().flatten().collect();
    Metadata {
        id: guide.id.value.clone(),
        title: guide.title.value.clone(),
        subject: subject.join(": "),
        authors: guide
            .issuer
            .iter()
            .chain(&guide.body)
            .filter_map(|organization| value(&organization.name))
            .take(1)
            .collect(),
        keywords: guide.keywords.iter().map(|text| text.value.clone()).collect(),
        language: guide.language,
        symbol: value(&guide.identity.symbol),
        date: guide.identity.date.map(|date| date.to_string()),
        session: value(&guide.identity.session),
        version: value(&guide.identity.version),
        digits: source.template.theme.digits,
        header: Vec::new(),
        page_number: None,
    }
}
