//! Figures take what the catalogue says of their image.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span, closest};
use crate::document::visit::block_and_children_mut;
use crate::document::{BlockKind, Document, Figure, FigureRow, Orientation};
use crate::source::Source;

/// Fills in every figure, collects the images used and reports the others.
/// Images are called unused only if every section is `finished`.
pub(super) fn fill(
    document: &mut Document,
    source: &Source,
    finished: bool,
    diagnostics: &mut Diagnostics,
) {
    let mut used = BTreeSet::new();
    let mut figures = BTreeSet::new();
    for block in document.sections.iter_mut().flat_map(|section| &mut section.blocks) {
        block_and_children_mut(block, &mut |block| match &mut block.kind {
            BlockKind::Figure(figure) => {
                figures.insert(figure.image.clone());
                fill_one(figure, source, &mut used, diagnostics);
            }
            BlockKind::FigureRow(row) => {
                for figure in &mut row.figures {
                    figures.insert(figure.image.clone());
                    fill_one(figure, source, &mut used, diagnostics);
                }
                share_credit(row);
            }
            BlockKind::Cover(cover) => {
                let named = [&source.guide.cover.artwork, &source.guide.cover.mark];
                for (key, text) in [&mut cover.artwork, &mut cover.mark].into_iter().zip(named) {
                    if let Some(name) = key {
                        let span = text.as_ref().map(|text| text.span);
                        if !known(name, span, source, &mut used, diagnostics) {
                            *key = None;
                        }
                    }
                }
            }
            BlockKind::Heading(_)
            | BlockKind::Paragraph(_)
            | BlockKind::NumberedParagraph { .. }
            | BlockKind::List(_)
            | BlockKind::QuestionList(_)
            | BlockKind::Table(_)
            | BlockKind::Box { .. }
            | BlockKind::Quote(_)
            | BlockKind::Programme(_)
            | BlockKind::Contents(_)
            | BlockKind::PageBreak => {}
            BlockKind::Masthead(masthead) => {
                if let Some(name) = &masthead.mark {
                    let span = source.guide.cover.mark.as_ref().map(|text| text.span);
                    if !known(name, span, source, &mut used, diagnostics) {
                        masthead.mark = None;
                    }
                }
            }
        });
    }
    // An image that is referred to wrongly may be any of the catalogue.
    let finished = finished && !diagnostics.iter().any(|found| found.code == Code::UndefinedImage);
    if finished {
        check_cover(&figures, source, diagnostics);
    }
    for (key, entry) in &source.catalogue {
        // The guide names the cover's images for every layout, with a cover or without.
        let cover = [&source.guide.cover.artwork, &source.guide.cover.mark];
        let named = cover.into_iter().flatten().any(|text| text.value == *key);
        if named && !used.contains(key) {
            continue;
        }
        if !used.contains(key) && finished {
            diagnostics.push(
                Diagnostic::new(Code::UnusedImage, format!("the image `{key}` is used nowhere"))
                    .at(entry.span)
                    .hint(format!(
                        "place it with `![](image:{key})`, or take it out of the catalogue"
                    )),
            );
        } else if let Some(image) = source.images.get(key) {
            document.images.insert(key.clone(), image.clone());
        }
    }
}

/// Images of the cover are decoration in both files: their alternative text and caption would be
/// lost. Those that the text shows as well have them there.
fn check_cover(figures: &BTreeSet<String>, source: &Source, diagnostics: &mut Diagnostics) {
    for name in [&source.guide.cover.artwork, &source.guide.cover.mark].into_iter().flatten() {
        let Some(entry) = source.catalogue.get(&name.value) else { continue };
        if figures.contains(&name.value) {
            continue;
        }
        let (what, place) = match (&entry.alt, entry.caption.first()) {
            (Some(alt), _) => ("alternative text", Some(alt.span)),
            (None, Some(caption)) => ("caption", caption.origin.or(Some(entry.span))),
            (None, None) => continue,
        };
        diagnostics.push(
            Diagnostic::new(
                Code::CoverImageWords,
                format!("the {what} of the image `{}` is printed nowhere", name.value),
            )
            .at(place)
            .related(name.span, "it is an image of the cover, where images are decoration")
            .hint("write `decorative: true` instead, without `alt` and `caption`, or show the image in the text as well"),
        );
    }
}

/// A credit that all figures of a row have is said once, below the row.
fn share_credit(row: &mut FigureRow) {
    let [first, others @ ..] = row.figures.as_slice() else { return };
    // As JSON a credit says nothing of the place that it is written at.
    let said = |figure: &Figure| serde_json::to_value(&figure.credit).ok();
    let shared = said(first).filter(|_| !first.credit.is_empty() && !others.is_empty());
    if shared.is_none() || others.iter().any(|other| said(other) != shared) {
        return;
    }
    row.credit.clone_from(&first.credit);
    for figure in &mut row.figures {
        figure.credit.clear();
    }
}

fn fill_one(
    figure: &mut Figure,
    source: &Source,
    used: &mut BTreeSet<String>,
    diagnostics: &mut Diagnostics,
) {
    if !known(&figure.image, figure.origin, source, used, diagnostics) {
        return;
    }
    if let Some(entry) = source.catalogue.get(&figure.image) {
        figure.alt = entry.alt.as_ref().map(|alt| alt.value.clone());
        figure.caption.clone_from(&entry.caption);
        figure.credit.clone_from(&entry.credit);
        figure.width = entry.width;
        figure.placement = entry.placement;
        check_resolution(figure, entry, source, diagnostics);
    }
}

/// Fewest pixels per inch at which a photograph still prints well.
const LEAST_RESOLUTION: f64 = 150.0;

/// Warns of a raster that is too coarse for the width it is set at.
fn check_resolution(
    figure: &Figure,
    entry: &crate::source::images::CatalogueEntry,
    source: &Source,
    diagnostics: &mut Diagnostics,
) {
    let theme = &source.template.theme;
    let Some(image) = source.images.get(&figure.image) else { return };
    if image.format == crate::document::ImageFormat::Svg {
        return;
    }
    let text_width = theme.text_width(Orientation::Portrait);
    let width = theme.figure_width(entry.width, text_width, image, Orientation::Portrait);
    let resolution = image.width / (width / 72.0);
    if resolution < LEAST_RESOLUTION {
        let fits = (image.width / LEAST_RESOLUTION * 72.0 / text_width * 100.0).floor();
        diagnostics.push(
            Diagnostic::new(
                Code::LowResolution,
                format!(
                    "the image `{}` has {resolution:.0} pixels per inch at its printed width; \
                     {LEAST_RESOLUTION} are needed",
                    figure.image
                ),
            )
            .at(entry.file.span)
            .hint(format!("use a picture with more pixels, or a `width` of at most {fits}%")),
        );
    }
}

fn known(
    key: &str,
    span: Option<Span>,
    source: &Source,
    used: &mut BTreeSet<String>,
    diagnostics: &mut Diagnostics,
) -> bool {
    used.insert(key.to_owned());
    let found = source.catalogue.contains_key(key);
    // What is wrong with the catalogue, or with this entry of it, has been reported.
    let told = source.image_keys.as_ref().is_none_or(|keys| keys.contains(key));
    if !found && !told {
        // The image that is probably meant is not called unused too.
        used.extend(closest(key, source.catalogue.keys().map(String::as_str)).map(str::to_owned));
        let mut diagnostic =
            Diagnostic::new(Code::UndefinedImage, format!("the catalogue has no image `{key}`"))
                .at(span)
                .did_you_mean(key, source.catalogue.keys().map(String::as_str));
        if diagnostic.hints.is_empty() {
            diagnostic = diagnostic.hint(format!("add `{key}:` to images.yaml"));
        }
        diagnostics.push(diagnostic);
    }
    found
}
