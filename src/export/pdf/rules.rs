//! The theme as Typst: page, text and named styles. Two generated files, `main.typ` and
//! `theme.typ`.

mod words;

use std::fmt::Write as _;

use super::blocks::section_path;
use super::writer::{GeneratedFile, Writer, string_literal};
use crate::document::{Digits, Document, Language, Orientation, PageRole};
use crate::export::upright::is_upright;
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

/// The number before a paragraph's words: as wide as its place, or wider where it must be.
const NUMBERED: &str = "#let numbered(width, number) = {
  let number = number + sym.space.nobreak
  if width == 0pt { number } else {
    context box(width: calc.max(width, measure(number).width), number)
  }
}
";

/// `theme.typ`: every token and style as a Typst definition.
pub(super) fn theme_file(document: &Document, theme: &Theme) -> GeneratedFile {
    let mut code = NUMBERED.to_owned();
    tokens(&mut code, theme, document);
    for (name, style) in &theme.styles {
        style_functions(&mut code, name, style, theme, document);
    }
    let reference =
        if is_character(theme, "cross-reference") { "text-cross-reference" } else { "it => it" };
    define(&mut code, "text-reference", reference);
    page_rules(&mut code, document, theme);
    GeneratedFile::fixed("theme.typ", &code)
}

fn is_character(theme: &Theme, name: &str) -> bool {
    theme.styles.get(name).is_some_and(|style| style.kind == StyleKind::Character)
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

/// Room that a marker takes beyond its own width where it is wider than its place, in points.
const MARKER_GAP: f64 = 3.0;

fn tokens(code: &mut String, theme: &Theme, document: &Document) {
    define(code, "marker-color", color(theme.lists.marker_color));
    define(code, "marker-gap", Length::pt(MARKER_GAP));
    define(code, "list-indent", theme.lists.indent);
    define(code, "list-hanging", theme.lists.hanging);
    let figures = &theme.figures;
    define(code, "figure-gutter", figures.gutter);
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
    let language = document.metadata.language;
    let is_slanted = |style: &ParagraphStyle| {
        style.italic && (style.kind == StyleKind::Character || !is_upright(language))
    };
    if base.is_none_or(|base| is_slanted(base) != is_slanted(style)) {
        let slope = if is_slanted(style) { "italic" } else { "normal" };
        parts.push(format!("style: \"{slope}\""));
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

/// For each style: `text-NAME` sets words, `item-NAME` sets the words of items, which stand where
/// their list puts them, `style-NAME` makes a paragraph, `quote-NAME` a quotation, and for styles
/// with a fill or rules `container-NAME` makes a box around blocks.
fn style_functions(
    code: &mut String,
    name: &str,
    style: &ParagraphStyle,
    theme: &Theme,
    document: &Document,
) {
    if style.kind == StyleKind::Character {
        let text = text_rule(style, Some(theme.style("body")), theme, document);
        let body = if text.is_empty() { "it".to_owned() } else { format!("text({text}, it)") };
        define(code, &format!("text-{name}(it)"), body);
        return;
    }
    // Everything is said, also what body text has too: a paragraph may stand in a box or in a
    // heading, whose text looks different.
    let set_text = format!("set text({}); ", text_rule(style, None, theme, document));
    let first = style.indent_first.points();
    let hanging = (-first).max(0.0);
    let set_lines = |first: f64, hanging: f64| {
        format!(
            "set par(justify: {}, leading: {}, spacing: {}, first-line-indent: (amount: {}, all: true), hanging-indent: {}); set align({}); ",
            style.align == Alignment::Justify,
            line_gap(style),
            below(style),
            Length::pt(first),
            Length::pt(hanging),
            alignment(style.align),
        )
    };
    let set_paragraph = set_lines(first.max(0.0), hanging);
    define(code, &format!("text-{name}(it)"), format!("{{ {set_text}{set_paragraph}it }}"));
    define(code, &format!("item-{name}(it)"), format!("{{ {set_text}{}it }}", set_lines(0.0, 0.0)));
    // In a table the column says how lines are aligned.
    define(
        code,
        &format!("cell-{name}(it, size: none)"),
        format!(
            "{{ {set_text}set text(size: size) if size != none; set par(justify: false, leading: {}); par(it) }}",
            line_gap(style),
        ),
    );
    let shown = match style.capitals {
        Capitals::None => "it",
        Capitals::All => "upper(it)",
    };
    let room = if hanging > 0.0 { hanging } else { style.number_width.points() };
    let numbered = format!(
        "if number == none {{ {shown} }} else {{ numbered({}, number) + {shown} }}",
        Length::pt(room)
    );
    // The words of a heading are no paragraph, or readers would hear both: their first line is
    // moved by hand.
    let lead = if first == 0.0 { String::new() } else { format!("h({}) + ", style.indent_first) };
    let indent =
        format!("{} - if heading {{ 0pt }} else {{ {} }}", style.indent_start, Length::pt(hanging));
    let words = format!(
        "{set_text}{set_paragraph}let words = {numbered}; if heading {{ {lead}words }} else {{ par(words) }}"
    );
    let breakable = if style.keep_together { "not kept" } else { "true" };
    define(
        code,
        &format!("style-{name}(it, number: none, heading: false, flush: false, kept: true)"),
        framed(style, &indent, breakable, style.keep_with_next, &words, document),
    );
    let (start, end) = sides(document);
    define(
        code,
        &format!("quote-{name}(it)"),
        format!(
            "pad({start}: {}, {end}: {}, {{ {set_text}{set_paragraph}it }})",
            style.indent_start, style.indent_end,
        ),
    );
    if style.has_frame() {
        let inside = format!("{set_text}{set_paragraph}it");
        let insets = insets(document, |side| style.container_padding(side));
        define(
            code,
            &format!("container-{name}(it, kept: true)"),
            format!(
                "block(width: 100%, breakable: {breakable}, inset: ({start}: {}, {end}: {}), block(width: 100%, breakable: {breakable}, {}, inset: ({insets}), {{ {inside} }}))",
                style.indent_start,
                style.indent_end,
                fill_and_rules(style, document),
            ),
        );
    }
}

/// A block with the frame of a style, if it has one, that far from the sides. `flush` puts it at
/// the sides of what it stands in.
fn framed(
    style: &ParagraphStyle,
    indent: &str,
    breakable: &str,
    sticky: bool,
    words: &str,
    document: &Document,
) -> String {
    let (start, end) = sides(document);
    let sides = format!(
        "inset: if flush {{ 0pt }} else {{ ({start}: {indent}, {end}: {}) }}",
        style.indent_end
    );
    let outer = format!("block(width: 100%, sticky: {sticky}, breakable: {breakable}, ");
    if !style.has_frame() {
        return format!("{outer}{sides}, {{ {words} }})");
    }
    let frame = format!(
        "{}, inset: ({})",
        fill_and_rules(style, document),
        insets(document, |side| style.inset(side))
    );
    format!("{outer}{sides}, block(width: 100%, breakable: {breakable}, {frame}, {{ {words} }}))")
}

/// Fill and rules of a block. Typst names the sides of a box left and right; where lines start
/// depends on the language.
fn fill_and_rules(style: &ParagraphStyle, document: &Document) -> String {
    let mut strokes = Vec::new();
    for (side, rule) in &style.rules {
        strokes.push(format!("{}: {}", side_name(*side, document), stroke(*rule)));
    }
    let strokes =
        if strokes.is_empty() { "none".to_owned() } else { format!("({})", strokes.join(", ")) };
    format!("fill: {}, stroke: {strokes}", optional_color(style.fill))
}

/// The arguments of an inset that has this much room at each side.
fn insets(document: &Document, room: impl Fn(RuleSide) -> f64) -> String {
    [RuleSide::Top, RuleSide::Bottom, RuleSide::Start, RuleSide::End]
        .map(|side| format!("{}: {}", side_name(side, document), Length::pt(room(side))))
        .join(", ")
}

fn side_name(side: RuleSide, document: &Document) -> &'static str {
    let (start, end) = sides(document);
    match side {
        RuleSide::Top => "top",
        RuleSide::Bottom => "bottom",
        RuleSide::Start => start,
        RuleSide::End => end,
    }
}

/// What a header or footer needs outside of its text's box or frame: the outer half of a rule, or
/// the room that lines have round their type.
fn around(style: &ParagraphStyle, side: RuleSide, room: f64) -> f64 {
    if style.is_framed(side) { style.rule_outside(side) } else { room }
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
    let (header, footer_style) = (theme.style("header"), theme.style("footer"));
    // Typst begins a page with the box of its first line, Word with the line.
    let top = Length::pt(page.margin_top.points() + body.room_above());
    let bottom = Length::pt((page.margin_bottom.points() + body.room_below()).max(0.0));
    let foot_gap = bottom.points()
        - page.footer_distance.points()
        - around(footer_style, RuleSide::Bottom, footer_style.room_below())
        - footer_style.inset(RuleSide::Bottom)
        - footer_style.size.points()
        - footer_style.inset(RuleSide::Top);
    // A theme has as many as its contents are deep.
    let levels = ["contents-1", "contents-2", "contents-3"];
    let known = levels.into_iter().filter(|name| theme.styles.contains_key(*name));
    let known: Vec<String> = known.map(|name| format!("style-{name}")).collect();
    define(code, "contents-styles", format!("({},)", known.join(", ")).replace("(,)", "()"));
    // The header's box fills the margin; its line hangs at the header distance.
    define(
        code,
        "page-header(it)",
        format!(
            "block(height: 100%, width: 100%, inset: (top: {}), align(top, style-header(it)))",
            Length::pt(
                page.header_distance.points() + around(header, RuleSide::Top, header.room_above())
            ),
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
  // Raised signs are drawn from the usual ones: some fonts have raised digits of their own for 1 to
  // 3 only, which look different. They stay below the upper edge of their line.
  set super(typographic: false, size: 0.62em, baseline: -0.36em)
  show super: set text(top-edge: 0.6em, bottom-edge: 0em)
  show figure: set align(figure-align)
  show figure.caption: it => it.body
  set footnote.entry(separator: block(inset: (bottom: {line_gap}), line(length: {line_length}, stroke: {line})), clearance: {clearance}, gap: {note_gap}, indent: 0pt)
  show footnote.entry: set text({note_text})
  show footnote.entry: set par(justify: {note_justify}, leading: {note_leading})
  show footnote.entry: it => {{ show super: mark => h(-{note_mark}) + box(width: {note_mark}, mark); pad({note_side}: {note_indent}, it) }}
  show link: it => it
{arabic}{marked}  it
}}
",
        width = page.width,
        height = page.height,
        inside = page.margin_inside,
        outside = page.margin_outside,
        foot_gap = Length::pt(foot_gap.max(0.0)),
        binding = if language.is_right_to_left() { "right" } else { "left" },
        text = text_rule(body, None, theme, document)
            .replace(&format!(", hyphenate: {}", body.hyphenate), ""),
        lang = language.code(),
        region = language.region(),
        hyphenate = body.hyphenate,
        justify = body.align == Alignment::Justify,
        leading = line_gap(body),
        spacing = below(body),
        line_length = separator.length,
        line = format_args!("{} + {}", separator.width, color(separator.color)),
        clearance = separator.space_before,
        // Every note has the gap above it, the first one too.
        line_gap = Length::pt(
            (separator.space_after.points() + note.room_above()
                - separator.gap.points()
                - line_gap(note).points())
            .max(0.0)
        ),
        note_gap = Length::pt(separator.gap.points() + line_gap(note).points()),
        arabic = words::arabic_rule(document, theme),
        marked = words::marked_words(theme, document),
        note_text = text_rule(note, None, theme, document),
        note_leading = line_gap(note),
        note_justify = note.align == Alignment::Justify,
        note_indent = note.indent_start,
        note_side = sides(document).0,
        note_mark = Length::pt(-note.indent_first.points()),
    );
}
