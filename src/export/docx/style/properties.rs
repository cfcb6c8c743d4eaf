//! A theme's look as Word's properties. The lists are total — every property is said, also where
//! nothing is set — so that a style can be written as its difference from the style it is based on.

use super::FontNames;
use crate::export::docx::numbering::NumberReference;
use crate::export::docx::xml::Element;
use crate::theme::{Alignment, Capitals, Length, ParagraphStyle, Rule, RuleSide};

/// How lines are spaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::export::docx) enum Leading {
    /// Exactly the style's leading.
    Exact,
    /// As high as what stands in the line, for images.
    Automatic,
    /// Exactly this many twips, for paragraphs that only hold a place.
    Twips(i32),
}

/// What a paragraph style says beside the theme's look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ParagraphTraits {
    pub leading: Leading,
    pub number: Option<NumberReference>,
    /// Outline level from 1.
    pub outline: Option<u8>,
    /// Position of the tab with a dotted leader that precedes page numbers.
    pub leader_tab: Option<i32>,
    pub right_to_left: bool,
}

/// Properties of characters, in the order of the schema (ECMA-376 Part 1, 17.3.2.28).
pub(super) fn run_properties(look: &ParagraphStyle, fonts: &FontNames) -> Vec<Element> {
    let names = fonts.of_stack(&look.font);
    let half_points = |scale: f64| (look.size.points() * scale * 2.0).round();
    vec![
        Element::new("w:rFonts")
            .attr("w:ascii", &names.latin)
            .attr("w:eastAsia", &names.han)
            .attr("w:hAnsi", &names.latin)
            .attr("w:cs", &names.arabic),
        Element::toggle("w:b", look.bold),
        Element::toggle("w:bCs", look.bold),
        Element::toggle("w:i", look.italic),
        // Scripts that are written from right to left have no italics.
        Element::toggle("w:iCs", false),
        Element::toggle("w:caps", look.capitals == Capitals::All),
        Element::val("w:color", look.color.hex()),
        Element::val("w:spacing", look.tracking.twips()),
        Element::val("w:sz", half_points(1.0)),
        Element::val("w:szCs", half_points(names.arabic_scale)),
    ]
}

/// Properties of paragraphs, in the order of the schema (ECMA-376 Part 1, 17.3.1.26).
pub(super) fn paragraph_properties(look: &ParagraphStyle, traits: ParagraphTraits) -> Vec<Element> {
    let number = traits.number.unwrap_or(NumberReference { instance: 0, level: 0 });
    let mut list = vec![
        Element::toggle("w:keepNext", look.keep_with_next),
        Element::toggle("w:keepLines", look.keep_together),
        number_property(number),
        borders(look, traits.right_to_left),
        shading(look),
    ];
    if let Some(position) = traits.leader_tab {
        list.push(
            Element::new("w:tabs").child(
                Element::val("w:tab", "right").attr("w:leader", "dot").attr("w:pos", position),
            ),
        );
    }
    list.extend([
        Element::toggle("w:suppressAutoHyphens", !look.hyphenate),
        spacing(look, traits.leading),
        indent(look),
        Element::val("w:jc", alignment(look.align)),
        // Nine is the level of body text.
        Element::val("w:outlineLvl", traits.outline.map_or(9, |level| level.saturating_sub(1))),
    ]);
    list
}

/// The properties that differ from the base's.
pub(super) fn difference(own: Vec<Element>, base: &[Element]) -> Vec<Element> {
    own.into_iter().filter(|element| !base.contains(element)).collect()
}

/// `w:numPr`
pub(in crate::export::docx) fn number_property(number: NumberReference) -> Element {
    let mut element = Element::new("w:numPr");
    // Said also where it is the first: some programs take another one.
    if number.instance != 0 {
        element = element.child(Element::val("w:ilvl", number.level));
    }
    element.child(Element::val("w:numId", number.instance))
}

fn spacing(look: &ParagraphStyle, leading: Leading) -> Element {
    let element = Element::new("w:spacing")
        .attr("w:before", look.space_before.twips().max(0))
        .attr("w:after", look.space_after.twips().max(0));
    match leading {
        Leading::Exact => {
            element.attr("w:line", look.leading.twips().max(20)).attr("w:lineRule", "exact")
        }
        Leading::Automatic => element.attr("w:line", 240).attr("w:lineRule", "auto"),
        Leading::Twips(line) => element.attr("w:line", line.max(20)).attr("w:lineRule", "exact"),
    }
}

fn indent(look: &ParagraphStyle) -> Element {
    // `left` and `right` are where lines start and end: Word turns them round in paragraphs that
    // run from right to left.
    // Word sets the lines of a frame outside of the indents: the text makes room for them.
    let inset = |side, indent: Length| Length::pt(indent.points() + look.inset(side)).twips();
    let element = Element::new("w:ind")
        .attr("w:left", inset(RuleSide::Start, look.indent_start))
        .attr("w:right", inset(RuleSide::End, look.indent_end));
    let first = look.indent_first.twips();
    if first < 0 { element.attr("w:hanging", -first) } else { element.attr("w:firstLine", first) }
}

fn alignment(align: Alignment) -> &'static str {
    match align {
        Alignment::Start => "left",
        Alignment::Center => "center",
        Alignment::End => "right",
        Alignment::Justify => "both",
    }
}

fn shading(look: &ParagraphStyle) -> Element {
    let fill = look.fill.map_or_else(|| "auto".to_owned(), crate::theme::Color::hex);
    Element::val("w:shd", "clear").attr("w:color", "auto").attr("w:fill", fill)
}

/// Borders of a paragraph. Between two paragraphs that are framed alike Word draws the rule that is
/// said for that place, and not those above and below.
fn borders(look: &ParagraphStyle, right_to_left: bool) -> Element {
    // Unlike indents, the borders of paragraphs are physical sides.
    let (left, right) = if right_to_left {
        (RuleSide::End, RuleSide::Start)
    } else {
        (RuleSide::Start, RuleSide::End)
    };
    let sides = [
        ("w:top", RuleSide::Top),
        ("w:left", left),
        ("w:bottom", RuleSide::Bottom),
        ("w:right", right),
    ];
    let line = |name, side: RuleSide| border(name, look.edge(side), look.edge_space(side));
    let between =
        [RuleSide::Bottom, RuleSide::Top].into_iter().find(|side| look.rule(*side).is_some());
    let element = Element::new("w:pBdr").children(sides.map(|(name, side)| line(name, side)));
    match between {
        Some(side) => element.child(line("w:between", side)),
        None => element,
    }
}

/// A border element: `name` with the rule's width in eighths of a point, so many points from the text.
pub(super) fn border(name: &'static str, rule: Option<Rule>, space: f64) -> Element {
    match rule {
        None => Element::val(name, "nil"),
        Some(rule) => Element::val(name, "single")
            .attr("w:sz", (rule.width.points() * 8.0).round().clamp(2.0, 96.0))
            .attr("w:space", space)
            .attr("w:color", rule.color.hex()),
    }
}
