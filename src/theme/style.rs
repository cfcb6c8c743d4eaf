//! Named styles: what one name of the theme looks like in both outputs.

use serde::Serialize;

use super::token::{Color, Length};

/// A resolved named style. The same name is a Typst rule and a Word style.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ParagraphStyle {
    /// Whether it is set on paragraphs or on words.
    pub kind: StyleKind,
    /// The style it was derived from, if any.
    pub based_on: Option<String>,
    /// The style of the paragraph that follows when typing in an editor.
    pub next: Option<String>,
    /// Font stack by name.
    pub font: String,
    /// Type size.
    pub size: Length,
    /// Distance from baseline to baseline.
    pub leading: Length,
    /// Space above, added to the space below the paragraph before, as in Word.
    pub space_before: Length,
    /// Space below.
    pub space_after: Length,
    /// Colour of the text.
    pub color: Color,
    /// Bold.
    pub bold: bool,
    /// Italic.
    pub italic: bool,
    /// Whether text in mixed case is shown in capitals.
    pub capitals: Capitals,
    /// Letterspacing added between characters.
    pub tracking: Length,
    /// Alignment of lines.
    pub align: Alignment,
    /// Indent of all lines where lines start.
    pub indent_start: Length,
    /// Indent of all lines where lines end.
    pub indent_end: Length,
    /// Further indent of the first line; negative for a hanging indent.
    pub indent_first: Length,
    /// Keep on the page of the next paragraph.
    pub keep_with_next: bool,
    /// Keep its lines on one page.
    pub keep_together: bool,
    /// Whether long words may be divided.
    pub hyphenate: bool,
    /// Level in outlines, 1 to 9; none for body text.
    pub outline_level: Option<u8>,
    /// Numbering scheme that counts paragraphs of this style.
    pub numbering: Option<String>,
    /// Room for the number of a counted paragraph whose lines do not hang: its text begins so far
    /// in. 0 puts the text right behind the number.
    pub number_width: Length,
    /// Fill behind the paragraph (or the container).
    pub fill: Option<Color>,
    /// Lines beside the paragraph (or the container).
    pub rules: Vec<(RuleSide, Rule)>,
    /// From rules and fill to the text.
    pub padding: Length,
}

/// Part of a line of exact height above its baseline, as word processors divide it.
const ABOVE_BASELINE: f64 = 0.8;
/// Part of the type size that the box of a text takes above its baseline; the rest is below.
const TYPE_ABOVE: f64 = 0.75;
/// Thickness of the line that carries the padding of a fill where there is no rule.
const FILL_EDGE: Length = Length::pt(0.5);
/// Most whole points between a line and the text beside it that a word processor keeps.
const MOST_SPACE: f64 = 31.0;

/// Where text stands in its lines and beside its rules, in points. Both outputs place by these, so
/// that they look alike.
impl ParagraphStyle {
    /// From the upper edge of a line to the box of its type.
    #[must_use]
    pub fn room_above(&self) -> f64 {
        ABOVE_BASELINE * self.leading.points() - TYPE_ABOVE * self.size.points()
    }

    /// From the box of a line's type to the line's lower edge.
    #[must_use]
    pub fn room_below(&self) -> f64 {
        (1.0 - ABOVE_BASELINE) * self.leading.points() - (1.0 - TYPE_ABOVE) * self.size.points()
    }

    /// The rule at a side, if it has one that can be seen.
    #[must_use]
    pub fn rule(&self, side: RuleSide) -> Option<Rule> {
        let found = self.rules.iter().find(|(at, rule)| *at == side && rule.width.points() > 0.0);
        found.map(|(_, rule)| *rule)
    }

    /// The line at a side of a paragraph: its rule, or, where a fill has padding, a line in the
    /// colour of the fill, because a word processor's fill reaches just as far as its lines.
    #[must_use]
    pub fn edge(&self, side: RuleSide) -> Option<Rule> {
        let filler = self.fill.filter(|_| self.padding.points() > 0.0);
        self.rule(side).or_else(|| filler.map(|color| Rule { width: FILL_EDGE, color }))
    }

    /// Whether something at this side parts the text from what follows there.
    #[must_use]
    pub fn is_framed(&self, side: RuleSide) -> bool {
        self.fill.is_some() || self.rule(side).is_some()
    }

    /// Whether a paragraph has a fill or a rule.
    #[must_use]
    pub fn has_frame(&self) -> bool {
        self.fill.is_some() || self.rules.iter().any(|(_, rule)| rule.width.points() > 0.0)
    }

    /// Between the line at a side and the lines of text. Word processors keep whole points.
    #[must_use]
    pub fn edge_space(&self, side: RuleSide) -> f64 {
        let Some(edge) = self.edge(side) else { return 0.0 };
        let space = self.padding.points() - self.room(side) - edge.width.points() / 2.0;
        space.round().clamp(0.0, MOST_SPACE)
    }

    /// From the edge of a paragraph's frame, which is the middle of its rule, to the box of its type.
    #[must_use]
    pub fn inset(&self, side: RuleSide) -> f64 {
        if !self.is_framed(side) {
            return 0.0;
        }
        let line = match (self.rule(side), self.edge(side)) {
            (Some(rule), _) => rule.width.points() / 2.0,
            (None, Some(edge)) => edge.width.points(),
            (None, None) => 0.0,
        };
        line + self.edge_space(side) + self.room(side)
    }

    /// How far a rule reaches out of the frame that it runs round.
    #[must_use]
    pub fn rule_outside(&self, side: RuleSide) -> f64 {
        self.rule(side).map_or(0.0, |rule| rule.width.points() / 2.0)
    }

    /// Padding of a container at a side: only where something is seen there.
    #[must_use]
    pub fn container_padding(&self, side: RuleSide) -> f64 {
        if self.is_framed(side) { self.padding.points() } else { 0.0 }
    }

    fn room(&self, side: RuleSide) -> f64 {
        match side {
            RuleSide::Top => self.room_above(),
            RuleSide::Bottom => self.room_below(),
            RuleSide::Start | RuleSide::End => 0.0,
        }
    }
}

/// Whether a style is for paragraphs or for words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StyleKind {
    /// Paragraph style.
    Paragraph,
    /// Character style: only font, size, colour, weight, slope and tracking count.
    Character,
}

/// Whether text is shown in capitals. The text itself stays in mixed case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Capitals {
    /// As written.
    None,
    /// All capitals.
    All,
}

/// Alignment of lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Alignment {
    /// Where lines start, ragged at the end.
    Start,
    /// Centred.
    Center,
    /// Where lines end.
    End,
    /// Both sides.
    Justify,
}

/// A line.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Rule {
    /// Thickness; 0 for none.
    pub width: Length,
    /// Colour.
    pub color: Color,
}

/// A side of a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RuleSide {
    /// Above.
    Top,
    /// Below.
    Bottom,
    /// Where lines start.
    Start,
    /// Where lines end.
    End,
}
