//! The last look at a composed document: contents filled in, cross-references checked, heading
//! levels and styles checked.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::document::visit::{
    block_and_children, block_and_children_mut, inlines, inlines_mut, own_inlines, own_inlines_mut,
};
use crate::document::{
    Block, BlockId, BlockKind, ContentsEntry, Document, Figure, Inline, InlineKind, ListMarker,
    QuestionItem,
};
use crate::template::Template;
use crate::theme::ParagraphStyle;

/// Resolves and checks. Of the sections in `unfinished` nothing is known: references to them are
/// not checked.
pub(super) fn resolve(
    document: &mut Document,
    template: &Template,
    unfinished: &[String],
    diagnostics: &mut Diagnostics,
) {
    let too_deep =
        if unfinished.is_empty() { check_levels(document, diagnostics) } else { BTreeSet::new() };
    check_styles(document, template, &too_deep, diagnostics);
    check_headings(document, diagnostics);
    let targets = targets(document, template);
    cross_references(document, &targets, unfinished, diagnostics);
    contents(document);
}

/// What a cross-reference reads as when the editor gave no words.
struct Words {
    /// In the section of its target.
    near: Vec<Inline>,
    /// In another section.
    far: Vec<Inline>,
}

/// Everything a cross-reference can point at, with the words it reads as.
fn targets(document: &Document, template: &Template) -> BTreeMap<BlockId, Words> {
    let question = template.strings.text("question").unwrap_or("question");
    let elsewhere = template.strings.text("question-of-section").unwrap_or("{question}");
    let mut targets = BTreeMap::new();
    for section in &document.sections {
        let mut name = section.running_title.clone();
        for block in &section.blocks {
            block_and_children(block, &mut |block| match &block.kind {
                BlockKind::Heading(heading) => {
                    let words = if section.running_title.is_empty() || heading.level != 1 {
                        heading.content.clone()
                    } else {
                        section.running_title.clone()
                    };
                    if name.is_empty() {
                        name.clone_from(&words);
                    }
                    targets.insert(block.id.clone(), Words { near: words.clone(), far: words });
                }
                BlockKind::QuestionList(list) => {
                    for item in &list.items {
                        if let QuestionItem::Question { number: _, label, block } = item {
                            // A full stop after the number is the list's, not the number's.
                            let number = label.trim_end_matches('.');
                            let words = format!("{question} {number}");
                            let far = elsewhere.replace("{question}", &words);
                            let far = filled(&far, &name);
                            let near = vec![Inline::text(words)];
                            targets.insert(block.id.clone(), Words { near, far });
                        }
                    }
                }
                _ => {}
            });
        }
    }
    targets
}

/// A pattern with the name of a section in it.
fn filled(pattern: &str, section: &[Inline]) -> Vec<Inline> {
    let Some((before, after)) = pattern.split_once("{section}") else {
        return vec![Inline::text(pattern)];
    };
    let mut words = vec![Inline::text(before)];
    words.extend(section.iter().cloned());
    words.push(Inline::text(after));
    words
}

fn cross_references(
    document: &mut Document,
    targets: &BTreeMap<BlockId, Words>,
    unfinished: &[String],
    diagnostics: &mut Diagnostics,
) {
    let mut check = |inline: &mut Inline, section: &str| {
        let origin = inline.origin;
        let InlineKind::CrossReference { target, content } = &mut inline.kind else { return };
        match targets.get(target) {
            None if unfinished.contains(&target.section) => {}
            None => diagnostics.push(undefined(target, origin, targets)),
            Some(words) if content.is_empty() => {
                let near = target.section == section;
                content.clone_from(if near { &words.near } else { &words.far });
                for inline in content {
                    inline.origin = origin;
                }
            }
            Some(_) => {}
        }
    };
    for section in &mut document.sections {
        let id = section.id.clone();
        for block in &mut section.blocks {
            block_and_children_mut(block, &mut |block| {
                own_inlines_mut(block, &mut |inlines| {
                    inlines_mut(inlines, &mut |inline| check(inline, &id));
                });
            });
        }
    }
    for note in &mut document.notes {
        let id = note.section.clone();
        inlines_mut(&mut note.content, &mut |inline| check(inline, &id));
    }
}

fn undefined(
    target: &BlockId,
    span: Option<Span>,
    targets: &BTreeMap<BlockId, Words>,
) -> Diagnostic {
    if let Some(number) = target.path.strip_prefix("questions/") {
        let there = targets
            .keys()
            .filter(|id| id.section == target.section && id.path.starts_with("questions/"))
            .count();
        let has_section = targets.keys().any(|id| id.section == target.section);
        if has_section {
            return Diagnostic::new(
                Code::UndefinedReference,
                format!("the section `{}` has no question {number}", target.section),
            )
            .at(span)
            .hint(match there {
                1 => "it has one question".to_owned(),
                _ => format!("it has {there} questions"),
            });
        }
    }
    let sections: Vec<&str> =
        targets.keys().filter(|id| id.path == "heading").map(|id| id.section.as_str()).collect();
    let diagnostic = Diagnostic::new(
        Code::UndefinedReference,
        format!("there is no section `{}` to refer to", target.section),
    )
    .at(span)
    .did_you_mean(&target.section, sections.iter().copied());
    if diagnostic.hints.is_empty() {
        diagnostic.hint(format!("the sections are {}", sections.join(", ")))
    } else {
        diagnostic
    }
}

/// Fills in the contents from the headings.
fn contents(document: &mut Document) {
    let mut entries = Vec::new();
    for section in &document.sections {
        for block in &section.blocks {
            block_and_children(block, &mut |block| {
                if let BlockKind::Heading(heading) = &block.kind
                    && heading.outlined
                {
                    let mut content = Vec::new();
                    if let Some(number) = &heading.number {
                        content.push(Inline::text(format!("{} ", number.label)));
                    }
                    content.extend(unlinked(&heading.content));
                    entries.push(ContentsEntry {
                        target: block.id.clone(),
                        level: heading.level,
                        content,
                    });
                }
            });
        }
    }
    for block in document.sections.iter_mut().flat_map(|section| &mut section.blocks) {
        if let BlockKind::Contents(contents) = &mut block.kind {
            let depth = contents.depth;
            contents.entries =
                entries.iter().filter(|entry| entry.level <= depth).cloned().collect();
        }
    }
}

/// Words without the links in them: a line of the contents is one link itself.
fn unlinked(content: &[Inline]) -> Vec<Inline> {
    let mut free = Vec::with_capacity(content.len());
    for inline in content {
        match &inline.kind {
            InlineKind::Link { content, .. } | InlineKind::CrossReference { content, .. } => {
                free.extend(unlinked(content));
            }
            InlineKind::Strong(inner) => free
                .push(Inline { kind: InlineKind::Strong(unlinked(inner)), origin: inline.origin }),
            InlineKind::Emphasis(inner) => free.push(Inline {
                kind: InlineKind::Emphasis(unlinked(inner)),
                origin: inline.origin,
            }),
            _ => free.push(inline.clone()),
        }
    }
    free
}

/// Links find a heading by its place in the sources: none stands twice.
fn check_headings(document: &Document, diagnostics: &mut Diagnostics) {
    let mut known = BTreeSet::new();
    for block in document.sections.iter().flat_map(|section| &section.blocks) {
        block_and_children(block, &mut |block| {
            if matches!(block.kind, BlockKind::Heading(_)) && !known.insert(block.id.clone()) {
                let message =
                    "the template prints this heading twice: links cannot tell which is meant";
                diagnostics.push(
                    Diagnostic::new(Code::TemplateFailed, message).at(block.origin).hint(
                        "print each field once, and give headings of one section an `id` each",
                    ),
                );
            }
        });
    }
}

/// Headings go down one level at a time (PDF/UA-1, ISO 14289-1, 7.4.2). Returns the styles of those
/// that do not.
fn check_levels(document: &Document, diagnostics: &mut Diagnostics) -> BTreeSet<String> {
    let mut level = 0;
    let mut too_deep = BTreeSet::new();
    for section in &document.sections {
        for block in &section.blocks {
            block_and_children(block, &mut |block| {
                let BlockKind::Heading(heading) = &block.kind else { return };
                if heading.level > level + 1 {
                    too_deep.insert(block.style.clone());
                    let wanted = "#".repeat(usize::from(level) + 1);
                    diagnostics.push(
                        Diagnostic::new(
                            Code::HeadingSkipped,
                            format!(
                                "a heading of level {} follows one of level {level}",
                                heading.level
                            ),
                        )
                        .at(block.origin)
                        .hint(format!("headings go down one level at a time: write `{wanted}`")),
                    );
                }
                level = heading.level;
            });
        }
    }
    too_deep
}

/// Every style that blocks and words are set in must be the theme's, and made for them. That the
/// theme has none for headings that are too deep is no second mistake.
fn check_styles(
    document: &Document,
    template: &Template,
    too_deep: &BTreeSet<String>,
    diagnostics: &mut Diagnostics,
) {
    let styles = &template.theme.styles;
    let mut missing: BTreeMap<&str, (Option<Span>, &str)> = BTreeMap::new();
    let mut unframed: BTreeMap<&str, Option<Span>> = BTreeMap::new();
    for block in document.sections.iter().flat_map(|section| &section.blocks) {
        block_and_children(block, &mut |block| {
            for (style, what) in needed_styles(block) {
                if !styles.contains_key(style) && !too_deep.contains(style) {
                    missing.entry(style).or_insert((block.origin, what));
                }
            }
            let frame = matches!(block.kind, BlockKind::Box { .. } | BlockKind::Programme(_));
            if frame && styles.get(&block.style).is_some_and(|style| !style.has_frame()) {
                unframed.entry(&block.style).or_insert(block.origin);
            }
            for (_, content) in own_inlines(block) {
                words(content, styles, &mut missing);
            }
        });
    }
    for note in &document.notes {
        words(&note.content, styles, &mut missing);
    }
    for (style, (span, what)) in missing {
        let name = &template.name;
        let message = if what.is_empty() {
            format!("the theme has no style `{style}`")
        } else {
            format!("the template `{name}` has no {what}: its theme has no style `{style}`")
        };
        let diagnostic = Diagnostic::new(Code::UnknownStyle, message).at(span);
        diagnostics.push(if what.is_empty() {
            diagnostic.did_you_mean(style, styles.keys().map(String::as_str))
        } else {
            diagnostic
                .hint("write it in another way, or add the style to the template's theme.yaml")
        });
    }
    for (style, span) in unframed {
        let message = format!(
            "a box needs a style with `fill` or `rules`, and `{style}` of the theme has neither"
        );
        diagnostics.push(Diagnostic::new(Code::MisusedStyle, message).at(span));
    }
}

/// The styles that a block itself is set in, each with what it is to an editor; nothing where only a
/// template can have asked for it.
fn needed_styles(block: &Block) -> Vec<(&str, &'static str)> {
    let own = block.style.as_str();
    let figure = |figure: &Figure| {
        let caption = (!figure.caption.is_empty()).then_some(("caption", "captions of figures"));
        let credit = (!figure.credit.is_empty()).then_some(("credit", "credits of figures"));
        caption.into_iter().chain(credit).collect::<Vec<_>>()
    };
    match &block.kind {
        BlockKind::Figure(found) => figure(found),
        BlockKind::FigureRow(row) => {
            let credit = (!row.credit.is_empty()).then_some(("credit", "credits of figures"));
            row.figures.iter().flat_map(figure).chain(credit).collect()
        }
        BlockKind::Table(_) => vec![("table-header", "tables"), ("table-text", "tables")],
        BlockKind::Box { title, .. } => {
            let title = (!title.is_empty()).then_some(("box-title", "boxes with a title"));
            std::iter::once((own, "boxes")).chain(title).collect()
        }
        BlockKind::Quote(_) => vec![(own, "quotations")],
        BlockKind::List(list) => match list.marker {
            ListMarker::Bullet => vec![(own, "lists with bullets")],
            ListMarker::Ordered { .. } => vec![(own, "numbered lists")],
        },
        BlockKind::Heading(heading) if own == format!("heading-{}", heading.level) => {
            const LEVELS: [&str; 5] = [
                "headings of level 2 (`##`)",
                "headings of level 3 (`###`)",
                "headings of level 4 (`####`)",
                "headings of level 5 (`#####`)",
                "headings of level 6 (`######`)",
            ];
            let level = usize::from(heading.level.saturating_sub(2)).min(LEVELS.len() - 1);
            let what = if heading.level == 1 { "" } else { LEVELS[level] };
            vec![(own, what)]
        }
        BlockKind::Heading(_)
        | BlockKind::Paragraph(_)
        | BlockKind::NumberedParagraph { .. }
        | BlockKind::QuestionList(_)
        | BlockKind::Contents(_) => vec![(own, "")],
        BlockKind::Programme(_) => {
            vec![(own, ""), ("programme-day", ""), ("programme-sitting", "")]
        }
        // Containers whose look is not a paragraph's have no style of their own.
        BlockKind::PageBreak | BlockKind::Cover(_) | BlockKind::Masthead(_) => Vec::new(),
    }
}

/// The styles of words that inlines need.
fn words<'a>(
    content: &[Inline],
    styles: &IndexMap<String, ParagraphStyle>,
    missing: &mut BTreeMap<&'a str, (Option<Span>, &'a str)>,
) {
    inlines(content, &mut |inline| {
        let needed = match &inline.kind {
            InlineKind::Link { .. } => ("link", "links"),
            InlineKind::Code(_) => ("code", "words as code"),
            _ => return,
        };
        if !styles.contains_key(needed.0) {
            let place = inline.origin.or_else(|| match &inline.kind {
                InlineKind::Link { content, .. } => content.first().and_then(|it| it.origin),
                _ => None,
            });
            missing.entry(needed.0).or_insert((place, needed.1));
        }
    });
}
