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

/// Whether a style is for paragraphs or for words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StyleKind {
    /// Paragraph style.
    Paragraph,
    /// Character style: only font, size, colour, weight, slope, capitals and tracking count.
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
