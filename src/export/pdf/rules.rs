//! The theme as Typst: page, text and named styles. Two generated files, `main.typ` and
//! `theme.typ`.

use std::fmt::Write as _;

use super::blocks::section_path;
use super::writer::{GeneratedFile, Writer, string_literal};
use crate::document::{Digits, Document, Language, Orientation, PageRole};
use crate::theme::{
    Alignment, Capitals, Color, Length, ParagraphStyle, Rule, RuleSide, StyleKind, Theme,
};

/// `main.typ`: document facts, the page, and the sections in order.
pub(super) fn main_file(document: &Document) -> GeneratedFile {
    let metadata = &document.metadata;
    let mut writer = Writer::default();
    writer.push("#import \"/theme.typ\": *\n");
    let list = |texts: &[String]| {
        let items: Vec<_> = texts.iter().map(|text| string_literal(text)).collect();
        format!("({},)", items.join(", ")).replace("(,)", "()")
    };
    writer.push(&format!(
        "#set document(title: {}, author: {}, description: {}, keywords: {}, date: auto)\n",
        string_literal(&metadata.title),
        list(&metadata.authors),
        string_literal(&metadata.subject),
        list(&metadata.keywords),
    ));
    writer.push("#show: page-rules\n");
    for (index, section) in document.sections.iter().enumerate() {
        let path = string_literal(&format!("/{}", section_path(section, index)));
        match section.role {
            PageRole::Cover => {
                writer.push(&format!(
                    "#page(margin: 0pt, header: none, footer: none, fill: cover-fill)[#include {path}]\n"
                ));
            }
            PageRole::Masthead | PageRole::FrontMatter | PageRole::Body | PageRole::Annex => {
                writer.push(match section.orientation {
                    Orientation::Portrait => "#page(",
                    Orientation::Landscape => "#page(flipped: true, ",
                });
                writer.push(if section.role == PageRole::Masthead {
                    "header: header-after-first(["
                } else {
                    "header: page-header(["
                });
                let running = &section.running_title;
                let header = if running.is_empty() { &metadata.header } else { running };
                // Artifacts hold no links and no notes: the words alone are set.
                let origin = header.iter().find_map(|inline| inline.origin);
                writer.push_text(&crate::document::inline_text(header), origin);
                let start = if section.role == PageRole::Masthead {
                    "#metadata(none)<first-page>"
                } else {
                    ""
                };
                writer.push(&format!("]))[{start}#include {path}]\n"));
            }
        }
    }
    writer.finish("main.typ".to_owned())
}

/// `theme.typ`: every token and style as a Typst definition.
pub(super) fn theme_file(document: &Document, theme: &Theme) -> GeneratedFile {
    let mut code = String::new();
    tokens(&mut code, theme, document);
    for (name, style) in &theme.styles {
        style_functions(&mut code, name, style, theme, document);
    }
    page_rules(&mut code, document, theme);
    GeneratedFile::fixed("theme.typ", &code)
}

fn define(code: &mut String, name: &str, value: impl std::fmt::Display) {
    // Writing to a String cannot fail.
    let _ = writeln!(code, "#let {name} = {value}");
}

fn color(color: Color) -> String {
    format!("rgb(\"{color}\")")
}

fn optional_color(found: Option<Color>) -> String {
    found.map_or_else(|| "none".to_owned(), color)
}

fn stroke(rule: Rule) -> String {
    if rule.width.points() <= 0.0 {
        "none".to_owned()
    } else {
        format!("{} + {}", rule.width, color(rule.color))
    }
}

/// From the bottom of one line of text to the top of the next: lines are one type size high.
fn line_gap(style: &ParagraphStyle) -> Length {
    Length::pt(style.leading.points() - style.size.points())
}

fn below(style: &ParagraphStyle) -> Length {
    Length::pt(style.space_after.points() + line_gap(style).points())
}

/// From the number of a question to its text, in points.
const QUESTION_GAP: f64 = 4.0;

fn tokens(code: &mut String, theme: &Theme, document: &Document) {
    let bullets: Vec<String> = theme
        .lists
        .bullets
        .iter()
        .map(|bullet| {
            format!("text(fill: {})[#{};]", color(theme.lists.marker_color), string_literal(bullet))
        })
        .collect();
    define(code, "bullet-markers", format!("({},)", bullets.join(", ")));
    define(code, "marker-color", color(theme.lists.marker_color));
    define(code, "list-indent", theme.lists.indent);
    let hanging = theme.lists.hanging.points();
    define(code, "list-body-indent", Length::pt((hanging - 5.5).max(3.0)));
    define(code, "list-spacing", below(theme.style("list-bullet")));
    define(code, "question-spacing", below(theme.style("question")));
    // Without indents of its own the number of a question stands at the margin.
    let question = theme.style("question");
    let hanging = -question.indent_first.points();
    let (indent, width) = if hanging > 0.0 {
        (question.indent_start.points() - hanging, (hanging - QUESTION_GAP).max(1.0))
    } else {
        (0.0, 17.0)
    };
    define(code, "question-indent", Length::pt(indent));
    define(code, "question-number-width", Length::pt(width));
    define(code, "question-gap", Length::pt(QUESTION_GAP));
    let figures = &theme.figures;
    define(code, "figure-gutter", figures.gutter);
    define(code, "caption-gap", figures.caption_gap);
    define(code, "figure-align", alignment(figures.align));
    define(code, "figure-overhang", figures.overhang);
    let above = figures.space_after.points() + figures.space_before.points();
    define(code, "figure-clearance", Length::pt(above));
    let masthead = &theme.masthead;
    define(code, "masthead-mark-width", masthead.mark_width);
    define(code, "masthead-details-width", masthead.details_width);
    define(code, "masthead-padding", masthead.padding);
    define(code, "masthead-upper-rule", stroke(masthead.upper_rule));
    define(code, "masthead-lower-rule", stroke(masthead.lower_rule));
    let tables = &theme.tables;
    define(code, "table-padding-side", tables.padding_side);
    define(code, "table-padding-block", tables.padding_block);
    define(code, "table-header-fill", optional_color(tables.header_fill));
    define(code, "table-stripe-fill", optional_color(tables.stripe_fill));
    define(code, "table-rule", stroke(tables.rule));
    define(code, "table-frame", stroke(tables.frame));
    let cover = &theme.cover;
    define(code, "cover-fill", color(cover.fill));
    define(code, "cover-artwork-top", cover.artwork_top);
    define(code, "cover-artwork-height", cover.artwork_height);
    define(code, "cover-mark-width", cover.mark_width);
    let rightward = if document.metadata.language.is_right_to_left() { 1.0 } else { -1.0 };
    define(code, "cover-mark-shift", Length::pt(rightward * cover.margin.points()));
    define(code, "cover-margin", cover.margin);
    define(code, "cover-head-top", cover.head_top);
    define(code, "cover-title-top", cover.title_top);
    define(code, "cover-foot-bottom", cover.foot_bottom);
    let contents = theme.style("contents-1");
    define(code, "contents-spacing", below(contents));
    define(code, "contents-number-width", contents.indent_end);
    define(
        code,
        "contents-leader",
        format!("text(fill: {}, repeat(gap: 3pt)[.])", color(theme.style("header").color)),
    );
}

fn alignment(align: Alignment) -> &'static str {
    match align {
        Alignment::Start | Alignment::Justify => "start",
        Alignment::Center => "center",
        Alignment::End => "end",
    }
}

/// Set rules for words in a style: everything that a paragraph's text needs.
fn text_rule(
    style: &ParagraphStyle,
    base: Option<&ParagraphStyle>,
    theme: &Theme,
    document: &Document,
) -> String {
    let mut parts = Vec::new();
    if base.is_none_or(|base| base.font != style.font)
        && let Some(stack) = theme.stack(&style.font)
    {
        parts.push(format!("font: {}", font_list(stack, document)));
    }
    if base.is_none_or(|base| base.size != style.size) {
        parts.push(format!("size: {}", style.size));
    }
    if base.is_none_or(|base| base.color != style.color) {
        parts.push(format!("fill: {}", color(style.color)));
    }
    if base.is_none_or(|base| base.bold != style.bold) {
        parts.push(format!("weight: {}", if style.bold { 700 } else { 400 }));
    }
    if base.is_none_or(|base| base.italic != style.italic) {
        parts.push(format!("style: \"{}\"", if style.italic { "italic" } else { "normal" }));
    }
    // Letters of the Arabic script are joined: spacing would tear them apart.
    let spaced = !document.metadata.language.is_right_to_left();
    if spaced && base.is_none_or(|base| base.tracking != style.tracking) {
        parts.push(format!("tracking: {}", style.tracking));
    }
    if base.is_none_or(|base| base.hyphenate != style.hyphenate) {
        parts.push(format!("hyphenate: {}", style.hyphenate));
    }
    parts.join(", ")
}

fn font_list(stack: &crate::theme::FontStack, document: &Document) -> String {
    let mut families: Vec<&str> = Vec::new();
    for family in stack.families(document.metadata.language) {
        if !families.contains(&family.family.as_str()) {
            families.push(&family.family);
        }
    }
    let chinese = document.metadata.language == Language::Zh;
    let listed: Vec<_> = families
        .iter()
        .map(|family| {
            // Quotation marks, dashes and dots are full-width in Chinese: they must not come from
            // the Latin family, which has them too.
            if chinese && *family == stack.latin.family {
                format!("(name: {}, covers: \"latin-in-cjk\")", string_literal(family))
            } else {
                string_literal(family)
            }
        })
        .collect();
    format!("({},)", listed.join(", "))
}

/// For each style: `text-NAME` sets words, `style-NAME` makes a paragraph, and for styles with a
/// fill or rules `container-NAME` makes a box around blocks.
fn style_functions(
    code: &mut String,
    name: &str,
    style: &ParagraphStyle,
    theme: &Theme,
    document: &Document,
) {
    let body = theme.style("body");
    let text = text_rule(style, Some(body), theme, document);
    if style.kind == StyleKind::Character {
        let body = if text.is_empty() { "it".to_owned() } else { format!("text({text}, it)") };
        define(code, &format!("text-{name}(it)"), body);
        return;
    }
    let set_text = if text.is_empty() { String::new() } else { format!("set text({text}); ") };
    let hanging = (-style.indent_first.points()).max(0.0);
    let set_paragraph = format!(
        "set par(justify: {}, leading: {}, spacing: {}, first-line-indent: (amount: {}, all: true), hanging-indent: {}); set align({}); ",
        style.align == Alignment::Justify,
        line_gap(style),
        below(style),
        Length::pt(style.indent_first.points().max(0.0)),
        Length::pt(hanging),
        alignment(style.align),
    );
    define(code, &format!("text-{name}(it)"), format!("{{ {set_text}{set_paragraph}it }}"));
    // In a table the column says how lines are aligned.
    define(
        code,
        &format!("cell-{name}(it)"),
        format!("{{ {set_text}set par(justify: false, leading: {}); par(it) }}", line_gap(style)),
    );
    let shown = match style.capitals {
        Capitals::None => "it",
        Capitals::All => "upper(it)",
    };
    let numbered = format!(
        "if number == none {{ {shown} }} else {{ box(width: {}, number + sym.space.nobreak) + {shown} }}",
        Length::pt(hanging.max(style.number_width.points()).max(1.0)),
    );
    let inset_start = style.indent_start.points() - hanging;
    define(
        code,
        &format!("style-{name}(it, number: none, heading: false)"),
        format!(
            "block(width: 100%, sticky: {}, breakable: {}, {}, {{ {set_text}{set_paragraph}let words = {numbered}; if heading {{ words }} else {{ par(words) }} }})",
            style.keep_with_next,
            !style.keep_together,
            frame(style, inset_start, document),
        ),
    );
    if !style.rules.is_empty() || style.fill.is_some() {
        define(
            code,
            &format!("container-{name}(it)"),
            format!(
                "block(width: 100%, breakable: {}, {}, {{ {set_text}{set_paragraph}it }})",
                !style.keep_together,
                frame(style, style.indent_start.points(), document),
            ),
        );
    }
    if name == "quote" {
        define(
            code,
            "style-quote-block(it)",
            format!(
                "{{ show quote: set pad(x: {}); {set_text}{set_paragraph}it }}",
                style.indent_start,
            ),
        );
    }
}

/// Fill, rules and insets of a block. Typst names the sides of a box left and right; where lines
/// start depends on the language.
fn frame(style: &ParagraphStyle, inset_start: f64, document: &Document) -> String {
    let padding = style.padding.points();
    let boxed = style.fill.is_some();
    let pad = |side: RuleSide| {
        let ruled = style.rules.iter().any(|(found, _)| *found == side);
        if boxed || ruled { padding } else { 0.0 }
    };
    let (start, end) = sides(document);
    let mut strokes = Vec::new();
    for (side, rule) in &style.rules {
        let side = match side {
            RuleSide::Top => "top",
            RuleSide::Bottom => "bottom",
            RuleSide::Start => start,
            RuleSide::End => end,
        };
        strokes.push(format!("{side}: {}", stroke(*rule)));
    }
    let strokes =
        if strokes.is_empty() { "none".to_owned() } else { format!("({})", strokes.join(", ")) };
    format!(
        "fill: {}, stroke: {strokes}, inset: (top: {}, bottom: {}, {start}: {}, {end}: {})",
        optional_color(style.fill),
        Length::pt(pad(RuleSide::Top)),
        Length::pt(pad(RuleSide::Bottom)),
        Length::pt(pad(RuleSide::Start) + inset_start),
        Length::pt(pad(RuleSide::End) + style.indent_end.points()),
    )
}

/// The sides where lines start and end.
fn sides(document: &Document) -> (&'static str, &'static str) {
    if document.metadata.language.is_right_to_left() {
        ("right", "left")
    } else {
        ("left", "right")
    }
}

/// The function that sets page, text, notes and contents for the whole document.
fn page_rules(code: &mut String, document: &Document, theme: &Theme) {
    let page = &theme.page;
    let language = document.metadata.language;
    let body = theme.style("body");
    let note = theme.style("note");
    let separator = &theme.note_separator;
    let depth = |margin: Length, distance: Length| {
        Length::pt((margin.points() - distance.points()).max(0.0))
    };
    define(code, "contents-styles", "(style-contents-1, style-contents-2, style-contents-3)");
    // The header's box fills the margin; its line hangs at the header distance.
    define(
        code,
        "page-header(it)",
        format!(
            "block(height: 100%, width: 100%, inset: (top: {}), align(top, style-header(it)))",
            page.header_distance,
        ),
    );
    define(
        code,
        "header-after-first(it)",
        "context { let first = query(selector(<first-page>).before(here())); if first.len() > 0 and first.last().location().page() < here().page() { page-header(it) } }",
    );
    let numerals = match theme.digits {
        Digits::European => "\"1\"",
        Digits::ArabicIndic => "\"١\"",
    };
    let pattern = document.metadata.page_number.clone().unwrap_or_default();
    let pieces: Vec<String> = pattern
        .split_inclusive('}')
        .flat_map(|piece| {
            let (text, place) = match piece.find('{') {
                Some(at) => (&piece[..at], &piece[at..]),
                None => (piece, ""),
            };
            let number = match place {
                "{page}" => Some(format!("counter(page).display({numerals})")),
                "{pages}" => Some(format!("numbering({numerals}, counter(page).final().first())")),
                "" => None,
                other => Some(string_literal(other)),
            };
            std::iter::once(string_literal(text)).chain(number)
        })
        .collect();
    let footer = if pieces.is_empty() {
        "none".to_owned()
    } else {
        format!("style-footer(context {{ {} }})", pieces.join(" + "))
    };
    let _ = write!(
        code,
        "#let page-rules(it) = {{
  set page(width: {width}, height: {height}, margin: (top: {top}, bottom: {bottom}, inside: {inside}, outside: {outside}), numbering: {numerals}, header-ascent: 0pt, footer-descent: 0pt, footer: block(height: 100%, inset: (top: {foot_gap}), align(top, {footer})), binding: {binding})
  set text({text}, lang: \"{lang}\", region: \"{region}\", top-edge: 0.75em, bottom-edge: -0.25em, hyphenate: {hyphenate}, overhang: true, costs: (widow: 400%, orphan: 400%, runt: 400%))
  set par(justify: {justify}, leading: {leading}, spacing: {spacing}, linebreaks: \"optimized\")
  set figure(gap: {caption_gap})
  show figure: set align(figure-align)
  show figure.caption: it => it.body
  set footnote.entry(separator: line(length: {line_length}, stroke: {line}), clearance: {clearance}, gap: {note_gap}, indent: 0pt)
  show footnote.entry: set text({note_text})
  show footnote.entry: set par(justify: {note_justify}, leading: {note_leading})
  show footnote.entry: it => {{ show super: mark => h(-{note_mark}) + box(width: {note_mark}, mark); pad({note_side}: {note_indent}, it) }}
  show link: it => it
  it
}}
",
        width = page.width,
        height = page.height,
        top = page.margin_top,
        bottom = page.margin_bottom,
        inside = page.margin_inside,
        outside = page.margin_outside,
        foot_gap = Length::pt(
            (depth(page.margin_bottom, page.footer_distance).points()
                - theme.style("footer").leading.points())
            .max(0.0)
        ),
        binding = if language.is_right_to_left() { "right" } else { "left" },
        text = text_rule(body, None, theme, document)
            .replace(&format!(", hyphenate: {}", body.hyphenate), ""),
        lang = language.code(),
        region = language.region(),
        hyphenate = body.hyphenate,
        justify = body.align == Alignment::Justify,
        leading = line_gap(body),
        spacing = below(body),
        caption_gap = theme.figures.caption_gap,
        line_length = separator.length,
        line = format_args!("{} + {}", separator.width, color(separator.color)),
        clearance = separator.space_before,
        note_gap = Length::pt(separator.gap.points() + line_gap(note).points()),
        note_text = text_rule(note, None, theme, document),
        note_leading = line_gap(note),
        note_justify = note.align == Alignment::Justify,
        note_indent = note.indent_start,
        note_side = sides(document).0,
        note_mark = Length::pt(-note.indent_first.points()),
    );
}
