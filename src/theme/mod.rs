//! Design tokens and named styles of a template, read once and resolved for both exporters.
//!
//! A token changed here changes the PDF and the DOCX. Nothing here knows a document's content or
//! a file format; lengths are points, colours are sRGB.

mod check;
mod load;
mod sheet;
mod style;
mod token;

use indexmap::IndexMap;
use serde::Serialize;

pub use load::load;
pub use style::{Alignment, Capitals, ParagraphStyle, Rule, RuleSide, StyleKind};
pub use token::{Color, Length};

use crate::diagnostic::Span;
use crate::document::{
    Digits, FigurePlacement, FigureWidth, Image, Language, NumberFormat, NumberRestart,
    NumberingScheme, Orientation,
};

/// The theme of a template.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Theme {
    /// Page size and margins.
    pub page: Page,
    /// Named colours.
    pub palette: IndexMap<String, Color>,
    /// Font stacks by name (`text`, `display`).
    pub fonts: IndexMap<String, FontStack>,
    /// Named styles, resolved: every property has a value.
    pub styles: IndexMap<String, ParagraphStyle>,
    /// Numbering schemes by name; compose localizes patterns and letters.
    pub numberings: IndexMap<String, NumberingScheme>,
    /// List geometry.
    pub lists: Lists,
    /// Figures.
    pub figures: Figures,
    /// Tables.
    pub tables: Tables,
    /// The masthead's composition.
    pub masthead: MastheadDesign,
    /// The line between text and notes.
    pub note_separator: Separator,
    /// The cover's composition.
    pub cover: CoverDesign,
    /// The figures that numbers are written with, in the document's language.
    pub digits: Digits,
    /// Whether the pinned fonts travel with documents that are edited elsewhere, where their
    /// licences allow it. Without them those documents name each family's `office` font.
    pub embed_fonts: bool,
}

impl Theme {
    /// The style of this name; the composer has reported unknown names, so the fallback is `body`.
    ///
    /// # Panics
    /// Never: [`load`] refuses a theme without `body`.
    #[must_use]
    pub fn style(&self, name: &str) -> &ParagraphStyle {
        self.styles.get(name).unwrap_or_else(|| &self.styles["body"])
    }

    /// Width of the text block in points, on sheets that lie this way.
    #[must_use]
    pub fn text_width(&self, orientation: Orientation) -> f64 {
        let page = &self.page;
        let sheet = match orientation {
            Orientation::Portrait => page.width,
            Orientation::Landscape => page.height,
        };
        sheet.points() - page.margin_inside.points() - page.margin_outside.points()
    }

    /// Height of the text block in points, on sheets that lie this way.
    #[must_use]
    pub fn text_height(&self, orientation: Orientation) -> f64 {
        let page = &self.page;
        let sheet = match orientation {
            Orientation::Portrait => page.height,
            Orientation::Landscape => page.width,
        };
        sheet.points() - page.margin_top.points() - page.margin_bottom.points()
    }

    /// Width of a figure's image in points, in a column this wide on sheets that lie this way: as
    /// wide as asked, unless it would be higher than figures may be.
    #[must_use]
    pub fn figure_width(
        &self,
        wanted: Option<FigureWidth>,
        column: f64,
        image: &Image,
        orientation: Orientation,
    ) -> f64 {
        let wanted = match wanted {
            None => column * self.figures.width,
            Some(FigureWidth::Share(share)) => column * share,
            Some(FigureWidth::Wide) => column + 2.0 * self.figures.overhang.points(),
        };
        let highest = self.text_height(orientation) * self.figures.max_height;
        let ratio = image.height / image.width.max(1.0);
        wanted.min(highest / ratio.max(0.01))
    }

    /// Space after a line that holds an image, so that the words below it stand `caption-gap` away
    /// from the image, or as near as word processors let them.
    #[must_use]
    pub fn figure_space_after(&self) -> Length {
        let taken = self.style("caption").room_above();
        Length::pt((self.figures.caption_gap.points() - taken).max(0.0))
    }

    /// From an image to the box of the first words below it, which are in this style, in points.
    #[must_use]
    pub fn figure_word_gap(&self, words: &str) -> f64 {
        self.figure_space_after().points() + self.style(words).room_above()
    }

    /// The scheme that counts ordered lists at this depth, from 0.
    #[must_use]
    pub fn list_numbering(&self, depth: usize) -> NumberingScheme {
        let name = self.lists.numbers.get(depth).or(self.lists.numbers.last());
        name.and_then(|name| self.numberings.get(name)).cloned().unwrap_or_else(|| {
            NumberingScheme {
                format: self.decimal(),
                pattern: "{n}.".to_owned(),
                restart: NumberRestart::Section,
            }
        })
    }

    /// The scheme that counts paragraphs of a style, if it names one.
    #[must_use]
    pub fn style_numbering(&self, style: &str) -> Option<&NumberingScheme> {
        self.numberings.get(self.style(style).numbering.as_ref()?)
    }

    /// Plain counting in the theme's digits.
    #[must_use]
    pub fn decimal(&self) -> NumberFormat {
        match self.digits {
            Digits::European => NumberFormat::Decimal,
            Digits::ArabicIndic => NumberFormat::ArabicIndic,
        }
    }

    /// The font stack of a style for a script, or the `text` stack.
    #[must_use]
    pub fn stack(&self, name: &str) -> Option<&FontStack> {
        self.fonts.get(name).or_else(|| self.fonts.first().map(|(_, stack)| stack))
    }
}

/// Page geometry. Lengths in points.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Page {
    /// Width of the sheet.
    pub width: Length,
    /// Height of the sheet.
    pub height: Length,
    /// Above the text.
    pub margin_top: Length,
    /// Below the text.
    pub margin_bottom: Length,
    /// At the spine: where lines start on odd pages, where they end on even ones.
    pub margin_inside: Length,
    /// At the outer edge of the sheet.
    pub margin_outside: Length,
    /// From the upper edge of the sheet to the header's first line.
    pub header_distance: Length,
    /// From the lower edge of the sheet to the footer's last line.
    pub footer_distance: Length,
}

/// The families of a stack, one per script.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct FontStack {
    /// Latin, Greek and Cyrillic.
    pub latin: FontFamily,
    /// Arabic.
    pub arabic: FontFamily,
    /// Chinese.
    pub han: FontFamily,
    /// Signs that the others lack.
    pub symbols: FontFamily,
}

impl FontStack {
    /// By how much words in the Arabic script are set larger than the type size says in a document
    /// of this language. Documents in Arabic are set in the sizes of the theme.
    #[must_use]
    pub fn arabic_scale(&self, language: Language) -> f64 {
        if language == Language::Ar { 1.0 } else { self.arabic.scale }
    }

    /// Families in the order in which they are tried for a language.
    #[must_use]
    pub fn families(&self, language: Language) -> [&FontFamily; 4] {
        match language {
            // Latin first: it has the figures, and no Arabic letter.
            Language::Ar => [&self.latin, &self.symbols, &self.arabic, &self.han],
            // Latin first even in Chinese, so that figures and symbols keep one look; the Chinese
            // family supplies what it lacks.
            Language::Zh => [&self.latin, &self.han, &self.arabic, &self.symbols],
            Language::En | Language::Fr | Language::Ru | Language::Es => {
                [&self.latin, &self.arabic, &self.han, &self.symbols]
            }
        }
    }
}

/// A pinned family and the family an office computer has in its place.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct FontFamily {
    /// Family name in the `fonts` folder: `Carlito`.
    pub family: String,
    /// The family that office software is likely to have with the same or similar metrics
    /// (`Calibri`), for documents that are edited elsewhere.
    pub office: String,
    /// By how much its letters are set larger than the type size says, so that they look as large as
    /// those of the other families. Only the Arabic family has another value than 1.
    pub scale: f64,
    /// Where the theme names it.
    #[serde(skip)]
    pub place: Option<Span>,
}

/// Geometry of lists by depth. Lengths in points.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Lists {
    /// Bullet characters by depth, outermost first; the last one serves deeper lists.
    pub bullets: Vec<String>,
    /// From the margin to the marker, per depth.
    pub indent: Length,
    /// From the marker's start to the text.
    pub hanging: Length,
    /// Numbering schemes of ordered lists by depth, outermost first; the last one serves deeper
    /// lists. Empty: 1., 2., 3. at every depth.
    pub numbers: Vec<String>,
    /// Colour of markers.
    pub marker_color: Color,
}

/// Figures.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Figures {
    /// Width as a share of the text width where the catalogue says nothing.
    pub width: f64,
    /// How far wide figures reach beyond the text on each side.
    pub overhang: Length,
    /// Where figures stand of which the catalogue says nothing.
    pub placement: FigurePlacement,
    /// Largest height as a share of the text height.
    pub max_height: f64,
    /// Space above the image.
    pub space_before: Length,
    /// Space below caption and credit.
    pub space_after: Length,
    /// Between the images of a row.
    pub gutter: Length,
    /// Between image and caption.
    pub caption_gap: Length,
    /// Alignment of image, caption and credit.
    pub align: Alignment,
}

/// Tables. Text looks are the styles `table-header` and `table-text`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Tables {
    /// Fill of header rows.
    pub header_fill: Option<Color>,
    /// Fill of every other body row.
    pub stripe_fill: Option<Color>,
    /// Rule between rows.
    pub rule: Rule,
    /// Rule above the table and below it.
    pub frame: Rule,
    /// Padding at the sides of cells.
    pub padding_side: Length,
    /// Padding above and below the text of cells.
    pub padding_block: Length,
    /// Sizes that the text falls to, one after the other, where words do not fit their columns.
    pub smaller: Vec<Length>,
    /// How wide tables are whose every text fits in one line.
    pub width: TableWidth,
    /// Space above the table.
    pub space_before: Length,
    /// Space below the table.
    pub space_after: Length,
}

/// How wide tables are whose every text fits in one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TableWidth {
    /// As wide as the text.
    Text,
    /// As wide as what they hold.
    Content,
}

/// A separator line.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Separator {
    /// Length of the line.
    pub length: Length,
    /// Thickness.
    pub width: Length,
    /// Colour.
    pub color: Color,
    /// Above the line.
    pub space_before: Length,
    /// Between line and first note.
    pub space_after: Length,
    /// Between notes.
    pub gap: Length,
}

/// The masthead of a parliamentary document. Text looks are the styles that its lines name.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct MastheadDesign {
    /// Width of the mark.
    pub mark_width: Length,
    /// Width of what is said of the document: distribution, date, languages.
    pub details_width: Length,
    /// Between the lines and the rules.
    pub padding: Length,
    /// Rule below the organization and the symbol.
    pub upper_rule: Rule,
    /// Rule below the masthead.
    pub lower_rule: Rule,
    /// Space below the masthead.
    pub space_after: Length,
}

/// The cover: a band of artwork across the sheet, lines above, in and below it. Lengths in points.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct CoverDesign {
    /// Fill of the whole sheet.
    pub fill: Color,
    /// Distance of the artwork's top edge from the top of the sheet.
    pub artwork_top: Length,
    /// Height of the artwork; it spans the sheet's width.
    pub artwork_height: Length,
    /// Width of the mark.
    pub mark_width: Length,
    /// Side margins of the lines.
    pub margin: Length,
    /// Top of the head lines.
    pub head_top: Length,
    /// Top of the title lines.
    pub title_top: Length,
    /// Distance of the foot lines' bottom from the bottom of the sheet.
    pub foot_bottom: Length,
    /// Shares of their size to which the type of head, title and foot falls where they have no
    /// room, largest first.
    pub smaller: Vec<f64>,
}
