//! What a theme must have and what can be printed: needed styles, names, bounds of measures.

use indexmap::IndexMap;

use super::Page;
use super::style::{ParagraphStyle, RuleSide, StyleKind};
use super::token::Length;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::source::yaml::{Entry, Node, Value};

/// Least width and height of the text on a page, in points: 20 mm.
const LEAST_TEXT: f64 = 56.7;
/// Least distance of lines, in type sizes: below it they touch.
const LEAST_LEADING: f64 = 0.8;

/// The least and the greatest value of a measure, in points.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds(f64, f64);

/// Type sizes.
pub(super) const SIZE: Bounds = Bounds(3.0, 200.0);
/// Distances of lines.
pub(super) const LEADING: Bounds = Bounds(3.0, 300.0);
/// Spaces and paddings.
pub(super) const SPACE: Bounds = Bounds(0.0, 400.0);
/// Indents.
pub(super) const INDENT: Bounds = Bounds(0.0, 400.0);
/// Indents of first lines, which hang when they are below zero.
pub(super) const FIRST_INDENT: Bounds = Bounds(-400.0, 400.0);
/// Letterspacing.
pub(super) const TRACKING: Bounds = Bounds(-3.0, 20.0);
/// Thickness of rules: what word processors draw.
pub(super) const RULE: Bounds = Bounds(0.0, 12.0);
/// Lengths on a sheet.
pub(super) const MEASURE: Bounds = Bounds(0.0, 5000.0);

impl Bounds {
    /// Whether a length lies between them.
    pub(super) fn hold(self, length: Length) -> bool {
        (self.0..=self.1).contains(&length.points())
    }

    /// What to say of a length that does not.
    pub(super) fn broken(self, key: &str, length: Length) -> Diagnostic {
        let message = if length.points() < self.0 && self.0 == 0.0 {
            format!("`{key}` cannot be negative")
        } else {
            let (least, most) = (Length::pt(self.0), Length::pt(self.1));
            format!("`{key}` is {length}; it must lie between {least} and {most}")
        };
        Diagnostic::new(Code::BadMeasure, message)
    }
}

/// The place of a key of the theme, or of the whole where it has none.
pub(super) fn place_of(theme: &Node, key: &str) -> Span {
    entry(theme, key).map_or_else(|| first_key(theme), |entry| entry.key_span)
}

fn first_key(theme: &Node) -> Span {
    match &theme.value {
        Value::Mapping(entries) => entries.first().map_or(theme.span, |entry| entry.key_span),
        Value::Null | Value::Scalar(_) | Value::Sequence(_) => theme.span,
    }
}

fn entry<'n>(node: &'n Node, key: &str) -> Option<&'n Entry> {
    match &node.value {
        Value::Mapping(entries) => entries.iter().find(|entry| entry.key == key),
        Value::Null | Value::Scalar(_) | Value::Sequence(_) => None,
    }
}

/// Styles that every document is set with.
const NEEDED: [(&str, &str); 7] = [
    ("body", "body: { size: 11pt, leading: 14pt, space-after: 7pt }"),
    ("note", "note: { based-on: body, size: 9pt, leading: 11.5pt }"),
    ("note-mark", "note-mark: { based-on: body, kind: character }"),
    ("header", "header: { based-on: body, size: 9pt, leading: 11pt }"),
    ("footer", "footer: { based-on: body, size: 9pt, leading: 11pt }"),
    ("strong", "strong: { based-on: body, kind: character, bold: true }"),
    ("emphasis", "emphasis: { based-on: body, kind: character, italic: true }"),
];

/// Styles that are set on words.
const OF_WORDS: [&str; 6] = ["note-mark", "strong", "emphasis", "code", "link", "cross-reference"];

/// Reports all styles at once that every document needs and the theme lacks.
pub(super) fn needed_styles(
    styles: &IndexMap<String, ParagraphStyle>,
    place: Span,
    diagnostics: &mut Diagnostics,
) {
    let missing: Vec<_> = NEEDED.iter().filter(|(name, _)| !styles.contains_key(*name)).collect();
    let [first, ..] = missing.as_slice() else { return };
    let names: Vec<String> = missing.iter().map(|(name, _)| format!("`{name}`")).collect();
    let message = match names.as_slice() {
        [only] => format!("the theme has no style {only}, which every document needs"),
        several => format!(
            "the theme lacks {} styles that every document needs: {}",
            several.len(),
            several.join(", ")
        ),
    };
    diagnostics.push(
        Diagnostic::new(Code::MissingStyle, message)
            .at(place)
            .hint(format!("add each below `styles:`, such as `{}`", first.1)),
    );
}

/// Checks the name of a style and its measures against each other. Whether it can be used.
pub(super) fn style(entry: &Entry, style: &ParagraphStyle, diagnostics: &mut Diagnostics) -> bool {
    let name = &entry.key;
    let letters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let named = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(letters)
        && !name.ends_with('-')
        && !name.contains("--");
    if !named {
        let diagnostic =
            Diagnostic::new(Code::BadTheme, format!("`{name}` cannot be the name of a style"))
                .at(entry.key_span);
        let words: Vec<String> = name
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_ascii_lowercase)
            .collect();
        let near = words.join("-");
        diagnostics.push(if near.starts_with(|c: char| c.is_ascii_lowercase()) {
            diagnostic.hint(format!(
                "names have small letters, digits and hyphens, and begin with a letter: `{near}`"
            ))
        } else {
            diagnostic.hint("names have small letters, digits and hyphens, and begin with a letter")
        });
        return false;
    }
    // What is inherited is reported where it comes from.
    let own = ["leading", "size"].into_iter().find_map(|key| self::entry(&entry.node, key));
    if style.leading.points() < LEAST_LEADING * style.size.points() && own.is_some() {
        let least = Length::pt((style.size.points() * 10.0).round() / 10.0);
        diagnostics.push(
            Diagnostic::new(
                Code::BadMeasure,
                format!(
                    "the lines of `{name}` stand {} apart, and its type is {} high: lines would \
                     overlap",
                    style.leading, style.size
                ),
            )
            .at(own.map_or(entry.key_span, |own| own.node.span))
            .hint(format!(
                "`leading` should be more than the size, such as `{}`",
                Length::pt((least.points() * 1.25).round())
            )),
        );
    }
    let words = OF_WORDS.contains(&name.as_str());
    let kind = self::entry(&entry.node, "kind").map_or(entry.key_span, |kind| kind.node.span);
    if words && style.kind == StyleKind::Paragraph {
        diagnostics.push(
            Diagnostic::new(Code::MisusedStyle, format!("the style `{name}` is for words"))
                .at(kind)
                .hint("give it `kind: character`"),
        );
    }
    if !words && style.kind == StyleKind::Character && is_of_paragraphs(name) {
        diagnostics.push(
            Diagnostic::new(Code::MisusedStyle, format!("the style `{name}` is for paragraphs"))
                .at(kind)
                .hint("take `kind: character` away"),
        );
        return false;
    }
    true
}

/// Words that the sources mark must look otherwise than text round them, in both outputs: word
/// processors show capitals by a property of their own, pages print other letters.
pub(super) fn marked_words(
    theme: &Node,
    styles: &IndexMap<String, ParagraphStyle>,
    diagnostics: &mut Diagnostics,
) {
    let Some(section) = entry(theme, "styles") else { return };
    let Some(body) = styles.get("body") else { return };
    for (name, style) in styles.iter().filter(|(_, style)| style.kind == StyleKind::Character) {
        let Some(own) = entry(&section.node, name) else { continue };
        if style.capitals != body.capitals {
            let place = entry(&own.node, "capitals").map_or(own.key_span, |it| it.node.span);
            diagnostics.push(
                Diagnostic::new(
                    Code::MisusedStyle,
                    format!("the style `{name}` is for words, which cannot be set in capitals"),
                )
                .at(place)
                .hint(
                    "`capitals` is for paragraphs; words are told apart by weight, slope or colour",
                ),
            );
        }
        let looks = |style: &ParagraphStyle| {
            (style.font.clone(), style.size, style.color, style.bold, style.italic, style.tracking)
        };
        if matches!(name.as_str(), "strong" | "emphasis") && looks(style) == looks(body) {
            let usual = if name == "strong" { "bold" } else { "italic" };
            diagnostics.push(
                Diagnostic::new(
                    Code::MisusedStyle,
                    format!("the style `{name}` looks like `body`: nobody would see it"),
                )
                .at(own.key_span)
                .hint(format!("give it `{usual}: true`, or a colour of its own")),
            );
        }
    }
}

/// Whether the engine sets paragraphs in a style of this name.
fn is_of_paragraphs(name: &str) -> bool {
    const NAMES: [&str; 19] = [
        "body",
        "note",
        "header",
        "footer",
        "quote",
        "caption",
        "credit",
        "table-header",
        "table-text",
        "box",
        "box-title",
        "box-text",
        "question",
        "question-group",
        "programme",
        "programme-day",
        "programme-sitting",
        "reference",
        "figure",
    ];
    let numbered = ["heading-", "contents-", "list-"];
    NAMES.contains(&name) || numbered.iter().any(|start| name.starts_with(start))
}

/// Whether the margins leave room for text.
pub(super) fn page(theme: &Node, page: &Page, diagnostics: &mut Diagnostics) {
    let Some(section) = entry(theme, "page") else { return };
    let place =
        |key: &str| entry(&section.node, key).map_or(section.key_span, |entry| entry.node.span);
    let sides = [
        ("wide", "width", page.width, page.margin_inside, page.margin_outside, "margin-inside"),
        ("high", "height", page.height, page.margin_top, page.margin_bottom, "margin-top"),
    ];
    for (how, size, sheet, before, after, margin) in sides {
        let left = sheet.points() - before.points() - after.points();
        if left < LEAST_TEXT {
            let key = if before.points() + after.points() > 144.0 { margin } else { size };
            diagnostics.push(
                Diagnostic::new(
                    Code::BadMeasure,
                    if left > 0.0 {
                        format!(
                            "the page leaves text {} {how}; it needs 20mm",
                            in_millimetres(left)
                        )
                    } else {
                        "the margins leave no room for text; it needs 20mm".to_owned()
                    },
                )
                .at(place(key))
                .hint(format!("the sheet is {} {how}", in_millimetres(sheet.points()))),
            );
        }
    }
    let distances = [
        ("header-distance", page.header_distance, "margin-top", page.margin_top),
        ("footer-distance", page.footer_distance, "margin-bottom", page.margin_bottom),
    ];
    for (key, distance, margin, room) in distances {
        if distance.points() >= room.points() && room.points() > 0.0 {
            diagnostics.push(
                Diagnostic::new(
                    Code::BadMeasure,
                    format!("`{key}` is not less than `{margin}`: it would stand in the text"),
                )
                .at(place(key)),
            );
        }
    }
}

/// Whether the indents of styles leave room for text, and other measures fit the page.
pub(super) fn against_page(
    theme: &Node,
    page: &Page,
    styles: &IndexMap<String, ParagraphStyle>,
    diagnostics: &mut Diagnostics,
) {
    let width = page.width.points() - page.margin_inside.points() - page.margin_outside.points();
    if width < LEAST_TEXT {
        return;
    }
    let Some(section) = entry(theme, "styles") else { return };
    for (name, style) in styles {
        let taken = style.indent_start.points()
            + style.indent_end.points()
            + style.inset(RuleSide::Start)
            + style.inset(RuleSide::End)
            + style.number_width.points();
        if width - taken >= LEAST_TEXT {
            continue;
        }
        let own = entry(&section.node, name);
        diagnostics.push(
            Diagnostic::new(
                Code::BadMeasure,
                format!(
                    "the indents and the padding of `{name}` leave text {} wide; it needs 20mm",
                    in_millimetres(width - taken)
                ),
            )
            .at(own.map_or(section.key_span, |own| own.key_span)),
        );
    }
    let measures =
        [("cover", "mark-width"), ("masthead", "mark-width"), ("masthead", "details-width")];
    for (group, key) in measures {
        let Some(found) = entry(theme, group).and_then(|group| entry(&group.node, key)) else {
            continue;
        };
        let Value::Scalar(scalar) = &found.node.value else { continue };
        let Ok(length) = scalar.text.parse::<Length>() else { continue };
        if length.points() > width - LEAST_TEXT {
            diagnostics.push(
                Diagnostic::new(
                    Code::BadMeasure,
                    format!("`{key}` of `{group}` leaves no room for text beside it"),
                )
                .at(found.node.span),
            );
        }
    }
}

fn in_millimetres(points: f64) -> String {
    format!("{}mm", (points * 25.4 / 72.0 * 10.0).round() / 10.0)
}
