//! Texts whose room is fixed: the lines of a cover and the running titles of pages. Decided before
//! anything is laid out, by measuring with the pinned fonts, so that both files fall to the same
//! size, and a text that has no room at all is told of at its place.

use std::collections::BTreeSet;

use super::kept;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::document::{Block, BlockKind, Cover, Document, Inline, PageRole, inline_text, visit};
use crate::fonts::FontLibrary;
use crate::fonts::measure::{Ruler, Typeface};
use crate::theme::{Capitals, Length, ParagraphStyle, Theme};

/// Between the lines of a cover and what stands below them, in points.
const GAP: f64 = 6.0;
/// Between the lines beside the mark and the mark, in points; as the exporters have it.
const MARK_GAP: f64 = 8.0;
/// Type of covers falls no lower, in points.
const SMALLEST: f64 = 9.0;
/// What lines are set wider by other engines, at most.
const WIDER: f64 = 1.02;

/// Lets the type of covers fall until their texts have room, and tells of what has none.
pub fn fit(
    document: &Document,
    theme: &mut Theme,
    fonts: &FontLibrary,
    diagnostics: &mut Diagnostics,
) {
    for section in &document.sections {
        for block in &section.blocks {
            if let BlockKind::Cover(cover) = &block.kind {
                fit_cover(document, cover, theme, fonts, diagnostics);
            }
        }
    }
    running_titles(document, theme, fonts, diagnostics);
}

/// A part of a cover: lines one below the other in a room of this size, in points.
struct Part<'a> {
    name: &'static str,
    blocks: &'a [Block],
    width: f64,
    height: f64,
}

fn fit_cover(
    document: &Document,
    cover: &Cover,
    theme: &mut Theme,
    fonts: &FontLibrary,
    diagnostics: &mut Diagnostics,
) {
    let elsewhere = styles_outside_of_covers(document);
    let design = theme.cover.clone();
    let sheet = theme.page.height.points();
    let width = theme.page.width.points() - 2.0 * design.margin.points();
    let beside_mark =
        if cover.mark.is_some() { design.mark_width.points() + MARK_GAP } else { 0.0 };
    let (head, title) = (design.head_top.points(), design.title_top.points());
    let artwork_end = design.artwork_top.points() + design.artwork_height.points();
    let artwork = design.artwork_top.points()..artwork_end;
    // Artwork above the title is behind the lines by the theme's own wish.
    let below = (cover.artwork.is_some() && artwork.start > title).then_some(artwork);
    let foot_end = sheet - design.foot_bottom.points();
    let foot_start = below.as_ref().map_or(title + (foot_end - title) * 0.6, |it| it.end);
    let title_end = below.map_or(foot_start, |artwork| artwork.start);
    let parts = [
        Part {
            name: "head",
            blocks: &cover.head,
            width: width - beside_mark,
            height: title - head,
        },
        Part { name: "title", blocks: &cover.title, width, height: title_end - title },
        Part { name: "foot", blocks: &cover.foot, width, height: foot_end - foot_start },
    ];
    for part in parts {
        fit_part(document, &part, &elsewhere, theme, fonts, diagnostics);
    }
}

fn fit_part(
    document: &Document,
    part: &Part<'_>,
    elsewhere: &BTreeSet<&str>,
    theme: &mut Theme,
    fonts: &FontLibrary,
    diagnostics: &mut Diagnostics,
) {
    let room = part.height - GAP;
    let estimate: f64 = contents(part.blocks)
        .map(|(style, content)| {
            let style = theme.style(style);
            kept::height(style, content, part.width) + around(style)
        })
        .sum();
    if estimate <= room {
        return;
    }
    let mut needed = 0.0;
    let mut longest: Option<(f64, &[Inline])> = None;
    let original = theme.clone();
    for share in std::iter::once(1.0).chain(original.cover.smaller.iter().copied()) {
        scale(part.blocks, elsewhere, &original, share, theme);
        let mut ruler = Ruler::new(fonts, theme, document.metadata.language);
        needed = 0.0;
        longest = None;
        for (name, content) in contents(part.blocks) {
            let style = theme.style(name);
            let spaced = !document.metadata.language.is_right_to_left();
            let height =
                lines(&mut ruler, style, content, part.width, spaced) * style.leading.points();
            needed += height + around(style);
            if longest.is_none_or(|(most, _)| height > most) {
                longest = Some((height, content));
            }
        }
        if needed <= room {
            return;
        }
    }
    let Some((height, content)) = longest else { return };
    let percent = |share: f64| (share * 100.0).round();
    let over = percent((needed - room) / height.max(1.0)).clamp(1.0, 99.0);
    let name = part.name;
    let message = format!(
        "this text is too long for the {name} of the cover, also in the smallest type: it would \
         be printed over what stands below it"
    );
    diagnostics.push(Diagnostic::new(Code::CoverTooLong, message).at(place_of(content)).hint(
        format!(
            "shorten it by about {over} per cent, or the other lines of the {name} of the cover"
        ),
    ));
}

/// The styles of the blocks outside of covers: their type stays as it is.
fn styles_outside_of_covers(document: &Document) -> BTreeSet<&str> {
    let mut names = BTreeSet::from(["body"]);
    for section in document.sections.iter().filter(|it| it.role != PageRole::Cover) {
        for block in &section.blocks {
            visit::block_and_children(block, &mut |block| {
                names.insert(block.style.as_str());
            });
        }
    }
    names
}

/// Sets the type of these blocks' styles to a share of what the theme says.
fn scale(
    blocks: &[Block],
    elsewhere: &BTreeSet<&str>,
    original: &Theme,
    share: f64,
    theme: &mut Theme,
) {
    for block in blocks.iter().filter(|block| !elsewhere.contains(block.style.as_str())) {
        let (Some(from), Some(to)) =
            (original.styles.get(&block.style), theme.styles.get_mut(&block.style))
        else {
            continue;
        };
        // Small lines stay as they are.
        let share = share.max(SMALLEST / from.size.points().max(1.0)).min(1.0);
        let shared = |length: Length| Length::pt((length.points() * share * 10.0).round() / 10.0);
        to.size = shared(from.size);
        to.leading = shared(from.leading);
        to.space_before = shared(from.space_before);
        to.space_after = shared(from.space_after);
        to.tracking = shared(from.tracking);
    }
}

fn contents(blocks: &[Block]) -> impl Iterator<Item = (&str, &[Inline])> {
    blocks.iter().filter_map(|block| match &block.kind {
        BlockKind::Paragraph(content) => Some((block.style.as_str(), content.as_slice())),
        BlockKind::Heading(heading) => Some((block.style.as_str(), heading.content.as_slice())),
        BlockKind::NumberedParagraph { .. }
        | BlockKind::List(_)
        | BlockKind::QuestionList(_)
        | BlockKind::Figure(_)
        | BlockKind::FigureRow(_)
        | BlockKind::Table(_)
        | BlockKind::Box { .. }
        | BlockKind::Quote(_)
        | BlockKind::Programme(_)
        | BlockKind::Contents(_)
        | BlockKind::PageBreak
        | BlockKind::Cover(_)
        | BlockKind::Masthead(_) => None,
    })
}

fn around(style: &ParagraphStyle) -> f64 {
    style.space_before.points() + style.space_after.points()
}

fn place_of(content: &[Inline]) -> Option<Span> {
    let mut place = None;
    visit::inlines(content, &mut |inline| place = place.or(inline.origin));
    place
}

/// How many lines words take in a style, set word by word.
fn lines(
    ruler: &mut Ruler<'_>,
    style: &ParagraphStyle,
    content: &[Inline],
    width: f64,
    spaced: bool,
) -> f64 {
    let typeface = Typeface { stack: &style.font, bold: style.bold, italic: style.italic };
    let room = width - style.indent_start.points() - style.indent_end.points();
    let mut measure = |word: &str| {
        let shown = match style.capitals {
            Capitals::All => word.to_uppercase(),
            Capitals::None => word.to_owned(),
        };
        let letters = f64::from(u32::try_from(shown.chars().count()).unwrap_or(u32::MAX));
        let tracking = if spaced { style.tracking.points() * letters } else { 0.0 };
        (ruler.width(&shown, typeface) * style.size.points() + tracking) * WIDER
    };
    let blank = measure(" ");
    let (mut count, mut line) = (1.0, 0.0_f64);
    for word in inline_text(content).split_whitespace() {
        let long = measure(word);
        if line > 0.0 && line + blank + long > room {
            count += 1.0;
            line = 0.0;
        }
        // Text without blanks, such as Chinese, fills lines to their end.
        let further = ((line + long) / room.max(1.0)).floor();
        count += further;
        line = if line > 0.0 { line + blank + long } else { long } - further * room;
    }
    count
}

/// Running titles that have more lines than the margin has room for.
fn running_titles(
    document: &Document,
    theme: &Theme,
    fonts: &FontLibrary,
    diagnostics: &mut Diagnostics,
) {
    let style = theme.style("header");
    let page = &theme.page;
    let room = page.margin_top.points() - page.header_distance.points();
    let fitting = (room / style.leading.points().max(1.0)).floor().max(1.0);
    let mut told: Vec<Option<Span>> = Vec::new();
    for section in document.sections.iter().filter(|it| it.role != PageRole::Cover) {
        let own = !section.running_title.is_empty();
        let content = if own { &section.running_title } else { &document.metadata.header };
        let width = theme.text_width(section.orientation);
        if kept::lines(style, content, width) <= fitting {
            continue;
        }
        let spaced = !document.metadata.language.is_right_to_left();
        let mut ruler = Ruler::new(fonts, theme, document.metadata.language);
        let needed = lines(&mut ruler, style, content, width, spaced);
        let place = place_of(content);
        if needed <= fitting || told.contains(&place) {
            continue;
        }
        told.push(place);
        let hint = if own {
            "give the section a `short-title` of a few words, which stands there in place of the title"
        } else {
            "shorten what stands at the head of every page"
        };
        let message = format!(
            "this text takes {needed} lines at the head of the page, which has room for {fitting}"
        );
        diagnostics.push(Diagnostic::new(Code::RunningTitleTooLong, message).at(place).hint(hint));
    }
}
