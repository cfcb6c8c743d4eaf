//! Reads `theme.yaml`. Every mistake is a diagnostic with its place; styles come out resolved.

mod tables;

use indexmap::IndexMap;

use super::check;
use super::style::{Alignment, Rule};
use super::token::{Color, Length};
use super::{
    CoverDesign, Figures, FontFamily, FontStack, Lists, MastheadDesign, Page, Separator, Theme,
};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::{
    Digits, FigurePlacement, Language, NumberFormat, NumberRestart, NumberingScheme,
};
use crate::source::fields::Fields;
use crate::source::text::Text;
use crate::source::yaml::Node;
use crate::template::Lettering;
use crate::template::patterns::Places;

/// Reads a theme; `lettering` is how the document's language counts with letters.
pub fn load(
    node: &Node,
    lettering: &Lettering,
    language: Language,
    diagnostics: &mut Diagnostics,
) -> Option<Theme> {
    let mut fields = Fields::of(node, "the theme", diagnostics)?;
    let palette = palette(&mut fields, diagnostics);
    let mut reader = Reader { palette: &palette, diagnostics };
    let page = reader.page(&mut fields);
    let fonts = reader.fonts(&mut fields);
    let digits = reader.digits(&mut fields, language);
    let numberings = reader.numberings(&mut fields, lettering, digits);
    let styles = reader.styles(&mut fields, &fonts, &numberings);
    let lists = reader.lists(&mut fields, &numberings);
    let figures = reader.figures(&mut fields);
    let tables = reader.tables(&mut fields);
    let masthead = reader.masthead(&mut fields);
    let note_separator = reader.separator(&mut fields);
    let cover = reader.cover(&mut fields);
    let embed_fonts = fields.boolean("embed-fonts", diagnostics).unwrap_or(false);
    fields.finish(diagnostics);
    let place = check::place_of(node, "styles");
    check::needed_styles(&styles, place, diagnostics);
    if fonts.is_empty() {
        let message = "the theme has no font stack";
        let place = check::place_of(node, "fonts");
        diagnostics.push(Diagnostic::new(Code::BadTheme, message).at(place));
    }
    let (page, lists, figures) = (page?, lists?, figures?);
    let (tables, note_separator, cover) = (tables?, note_separator?, cover?);
    check::page(node, &page, diagnostics);
    check::against_page(node, &page, &styles, diagnostics);
    check::marked_words(node, &styles, diagnostics);
    if !styles.contains_key("body") || fonts.is_empty() {
        return None;
    }
    Some(Theme {
        page,
        palette,
        fonts,
        styles,
        numberings,
        lists,
        figures,
        tables,
        masthead,
        note_separator,
        cover,
        digits,
        embed_fonts,
    })
}

fn palette(fields: &mut Fields<'_>, diagnostics: &mut Diagnostics) -> IndexMap<String, Color> {
    let mut palette = IndexMap::new();
    if let Some(inner) = fields.mapping("palette", diagnostics) {
        for entry in inner.entries() {
            let text = Text::read_word(&entry.node, "a colour", diagnostics);
            let color = text.and_then(|text| match text.value.parse() {
                Ok(color) => Some(color),
                Err(message) => {
                    let message: String = message;
                    diagnostics.push(Diagnostic::new(Code::BadTheme, message).at(text.span).hint(
                        "write it as in `\"#1B3A5C\"`: without quotes, `#` begins a comment",
                    ));
                    None
                }
            });
            // A colour that cannot be read is there, so that its uses are not reported too.
            palette.insert(entry.key.clone(), color.unwrap_or(Color { rgb: [0; 3] }));
        }
    }
    palette
}

pub(super) struct Reader<'a> {
    palette: &'a IndexMap<String, Color>,
    pub(super) diagnostics: &'a mut Diagnostics,
}

impl Reader<'_> {
    pub(super) fn wrong(&mut self, text: &Text, message: impl Into<String>) {
        self.diagnostics.push(Diagnostic::new(Code::BadTheme, message).at(text.span));
    }

    pub(super) fn length(&mut self, fields: &mut Fields<'_>, key: &str) -> Option<Length> {
        let text = fields.word(key, self.diagnostics)?;
        match text.value.parse() {
            Ok(length) => Some(length),
            Err(message) => {
                self.wrong(&text, format!("`{key}`: {message}"));
                None
            }
        }
    }

    /// A length between two bounds in points.
    pub(super) fn bounded(
        &mut self,
        fields: &mut Fields<'_>,
        key: &str,
        bounds: check::Bounds,
    ) -> Option<Length> {
        let length = self.length(fields, key)?;
        if bounds.hold(length) {
            return Some(length);
        }
        let place = fields.entries().iter().find(|entry| entry.key == key);
        let place = place.map(|entry| entry.node.span);
        self.diagnostics.push(bounds.broken(key, length).at(place));
        None
    }

    /// A length that must be there, not below zero.
    fn needed(&mut self, fields: &mut Fields<'_>, key: &str) -> Option<Length> {
        fields.required(key, self.diagnostics)?;
        self.bounded(fields, key, check::MEASURE)
    }

    pub(super) fn color(&mut self, fields: &mut Fields<'_>, key: &str) -> Option<Color> {
        let text = fields.word(key, self.diagnostics)?;
        if text.value.starts_with('#') {
            return match text.value.parse() {
                Ok(color) => Some(color),
                Err(message) => {
                    let message: String = message;
                    self.wrong(&text, message);
                    None
                }
            };
        }
        let found = self.palette.get(&text.value).copied();
        if found.is_none() {
            self.diagnostics.push(
                Diagnostic::new(
                    Code::BadTheme,
                    format!("the palette has no colour `{}`", text.value),
                )
                .at(text.span)
                .did_you_mean(&text.value, self.palette.keys().map(String::as_str)),
            );
        }
        found
    }

    /// A share of the text's width or height.
    fn share(&mut self, fields: &mut Fields<'_>, key: &str) -> Option<f64> {
        let text = fields.word(key, self.diagnostics)?;
        let number = text.value.trim().parse::<f64>().ok();
        let share = number.filter(|number| (0.05..=1.0).contains(number));
        if share.is_none() {
            self.wrong(&text, format!("`{key}` must be a number between 0.05 and 1"));
        }
        share
    }

    pub(super) fn word<T: Copy>(
        &mut self,
        fields: &mut Fields<'_>,
        key: &str,
        words: &[(&str, T)],
    ) -> Option<T> {
        let text = fields.word(key, self.diagnostics)?;
        let found = words.iter().find(|(word, _)| *word == text.value).map(|(_, value)| *value);
        if found.is_none() {
            let list: Vec<_> = words.iter().map(|(word, _)| format!("`{word}`")).collect();
            self.wrong(&text, format!("`{key}` must be {}", list.join(" or ")));
        }
        found
    }

    pub(super) fn alignment(&mut self, fields: &mut Fields<'_>) -> Option<Alignment> {
        self.word(
            fields,
            "align",
            &[
                ("start", Alignment::Start),
                ("center", Alignment::Center),
                ("end", Alignment::End),
                ("justify", Alignment::Justify),
            ],
        )
    }

    pub(super) fn rule(&mut self, fields: &mut Fields<'_>, key: &str) -> Option<Rule> {
        let mut inner = fields.mapping(key, self.diagnostics)?;
        let width = self.bounded(&mut inner, "width", check::RULE).unwrap_or_default();
        let color = self.color(&mut inner, "color").unwrap_or_default();
        inner.finish(self.diagnostics);
        Some(Rule { width, color })
    }

    fn section<'n>(&mut self, fields: &mut Fields<'n>, key: &str) -> Option<Fields<'n>> {
        let node = fields.required(key, self.diagnostics)?;
        Fields::of(node, &format!("`{key}`"), self.diagnostics)
    }

    fn page(&mut self, fields: &mut Fields<'_>) -> Option<Page> {
        let mut inner = self.section(fields, "page")?;
        let width = self.needed(&mut inner, "width");
        let height = self.needed(&mut inner, "height");
        let margin_top = self.needed(&mut inner, "margin-top");
        let margin_bottom = self.needed(&mut inner, "margin-bottom");
        let margin_inside = self.needed(&mut inner, "margin-inside");
        let margin_outside = self.needed(&mut inner, "margin-outside");
        let header_distance = self.needed(&mut inner, "header-distance");
        let footer_distance = self.needed(&mut inner, "footer-distance");
        let page = Page {
            width: width?,
            height: height?,
            margin_top: margin_top?,
            margin_bottom: margin_bottom?,
            margin_inside: margin_inside?,
            margin_outside: margin_outside?,
            header_distance: header_distance?,
            footer_distance: footer_distance?,
        };
        inner.finish(self.diagnostics);
        Some(page)
    }

    fn fonts(&mut self, fields: &mut Fields<'_>) -> IndexMap<String, FontStack> {
        let mut fonts = IndexMap::new();
        let Some(inner) = fields.mapping("fonts", self.diagnostics) else { return fonts };
        for entry in inner.entries() {
            let what = format!("the font stack `{}`", entry.key);
            let Some(mut stack) = Fields::of(&entry.node, &what, self.diagnostics) else {
                continue;
            };
            let families = (
                self.family(&mut stack, "latin"),
                self.family(&mut stack, "arabic"),
                self.family(&mut stack, "han"),
                self.family(&mut stack, "symbols"),
            );
            stack.finish(self.diagnostics);
            if let (Some(latin), Some(arabic), Some(han), Some(symbols)) = families {
                fonts.insert(entry.key.clone(), FontStack { latin, arabic, han, symbols });
            }
        }
        fonts
    }

    fn family(&mut self, fields: &mut Fields<'_>, key: &str) -> Option<FontFamily> {
        let node = fields.required(key, self.diagnostics)?;
        let mut inner = Fields::of(node, &format!("`{key}`"), self.diagnostics)?;
        let family = inner.required_word("family", self.diagnostics);
        let office = inner.word("office", self.diagnostics);
        let scale = self.scale(&mut inner, key == "arabic");
        inner.finish(self.diagnostics);
        let family = family?;
        let place = Some(family.span);
        let family = family.value;
        Some(FontFamily {
            place,
            office: office.map_or_else(|| family.clone(), |text| text.value),
            family,
            scale,
        })
    }

    /// By how much the letters of a family are set larger. A DOCX has one type size for Latin and
    /// Chinese letters and signs, and one of its own for Arabic ones.
    fn scale(&mut self, fields: &mut Fields<'_>, may_be_set: bool) -> f64 {
        let Some(text) = fields.word("scale", self.diagnostics) else { return 1.0 };
        if !may_be_set {
            self.wrong(&text, "only the family `arabic` takes a `scale`");
            return 1.0;
        }
        let scale = text.value.trim().parse().ok().filter(|scale| (0.5..=2.0).contains(scale));
        if scale.is_none() {
            self.wrong(&text, "`scale` must be a number between 0.5 and 2");
        }
        scale.unwrap_or(1.0)
    }

    /// Only Arabic is written with Arabic-Indic digits, whatever the theme allows.
    fn digits(&mut self, fields: &mut Fields<'_>, language: Language) -> Digits {
        let words = [("european", Digits::European), ("arabic-indic", Digits::ArabicIndic)];
        self.word(fields, "digits", &words)
            .filter(|_| language == Language::Ar)
            .unwrap_or(Digits::European)
    }

    fn numberings(
        &mut self,
        fields: &mut Fields<'_>,
        lettering: &Lettering,
        digits: Digits,
    ) -> IndexMap<String, NumberingScheme> {
        let mut schemes = IndexMap::new();
        let Some(inner) = fields.mapping("numberings", self.diagnostics) else { return schemes };
        for entry in inner.entries() {
            let what = format!("the numbering `{}`", entry.key);
            let Some(mut scheme) = Fields::of(&entry.node, &what, self.diagnostics) else {
                continue;
            };
            let restart = self.word(
                &mut scheme,
                "restart",
                &[
                    ("never", NumberRestart::Never),
                    ("section", NumberRestart::Section),
                    ("heading", NumberRestart::Heading),
                ],
            );
            let kind = self.word(
                &mut scheme,
                "format",
                &[
                    ("decimal", 0),
                    ("letters", 1),
                    ("upper-letter", 2),
                    ("lower-roman", 3),
                    ("upper-roman", 4),
                    ("lower-letter", 5),
                ],
            );
            let pattern = scheme.word("pattern", self.diagnostics);
            let what = format!("the pattern of `{}`", entry.key);
            let places = Places { what: &what, known: &["n"], needed: &["n"] };
            let pattern = pattern
                .filter(|pattern| places.check(pattern, self.diagnostics))
                .map(|pattern| pattern.value);
            scheme.finish(self.diagnostics);
            let format = match kind {
                Some(1) => lettering.format.clone(),
                Some(2) => NumberFormat::UpperLetter,
                Some(3) => NumberFormat::LowerRoman,
                Some(4) => NumberFormat::UpperRoman,
                Some(5) => NumberFormat::LowerLetter,
                Some(_) | None if digits == Digits::ArabicIndic => NumberFormat::ArabicIndic,
                Some(_) | None => NumberFormat::Decimal,
            };
            let pattern = match (pattern, kind) {
                (Some(pattern), _) => pattern,
                // Letters and small roman figures stand in brackets as the language has it.
                (None, Some(1 | 3)) => lettering.pattern.clone(),
                (None, _) => "{n}.".to_owned(),
            };
            let restart = restart.unwrap_or(NumberRestart::Section);
            schemes.insert(entry.key.clone(), NumberingScheme { format, pattern, restart });
        }
        schemes
    }

    fn lists(
        &mut self,
        fields: &mut Fields<'_>,
        numberings: &IndexMap<String, NumberingScheme>,
    ) -> Option<Lists> {
        let mut inner = self.section(fields, "lists")?;
        let mut numbers = Vec::new();
        for text in inner.words("numbers", self.diagnostics) {
            if numberings.contains_key(&text.value) {
                numbers.push(text.value);
            } else {
                self.diagnostics.push(
                    Diagnostic::new(Code::BadTheme, format!("`numbers` names no `{}`", text.value))
                        .at(text.span)
                        .did_you_mean(&text.value, numberings.keys().map(String::as_str)),
                );
            }
        }
        let bullets: Vec<String> =
            inner.words("bullets", self.diagnostics).into_iter().map(|text| text.value).collect();
        let indent = self.needed(&mut inner, "indent");
        let hanging = self.needed(&mut inner, "hanging");
        let lists = Lists {
            bullets: if bullets.is_empty() { vec!["•".to_owned()] } else { bullets },
            indent: indent?,
            hanging: hanging?,
            numbers,
            marker_color: self.color(&mut inner, "marker-color").unwrap_or_default(),
        };
        inner.finish(self.diagnostics);
        Some(lists)
    }

    fn figures(&mut self, fields: &mut Fields<'_>) -> Option<Figures> {
        let mut inner = self.section(fields, "figures")?;
        let space_before = self.needed(&mut inner, "space-before");
        let space_after = self.needed(&mut inner, "space-after");
        let gutter = self.needed(&mut inner, "gutter");
        let caption_gap = self.needed(&mut inner, "caption-gap");
        let figures = Figures {
            width: self.share(&mut inner, "width").unwrap_or(1.0),
            overhang: self.bounded(&mut inner, "overhang", check::SPACE).unwrap_or_default(),
            placement: self
                .word(
                    &mut inner,
                    "placement",
                    &[("text", FigurePlacement::Text), ("top", FigurePlacement::Top)],
                )
                .unwrap_or(FigurePlacement::Text),
            max_height: self.share(&mut inner, "max-height").unwrap_or(0.6),
            space_before: space_before?,
            space_after: space_after?,
            gutter: gutter?,
            caption_gap: caption_gap?,
            align: self.alignment(&mut inner).unwrap_or(Alignment::Start),
        };
        inner.finish(self.diagnostics);
        Some(figures)
    }

    /// Themes without a masthead take a plain one.
    fn masthead(&mut self, fields: &mut Fields<'_>) -> MastheadDesign {
        let rule = |width| Rule { width: Length::pt(width), color: Color::default() };
        let mut design = MastheadDesign {
            mark_width: Length::pt(57.0),
            details_width: Length::pt(140.0),
            padding: Length::pt(4.0),
            upper_rule: rule(0.5),
            lower_rule: rule(1.5),
            space_after: Length::pt(10.0),
        };
        let Some(mut inner) = fields.mapping("masthead", self.diagnostics) else { return design };
        let lengths = [
            ("mark-width", &mut design.mark_width),
            ("details-width", &mut design.details_width),
            ("padding", &mut design.padding),
            ("space-after", &mut design.space_after),
        ];
        for (key, target) in lengths {
            *target = self.bounded(&mut inner, key, check::MEASURE).unwrap_or(*target);
        }
        for (key, target) in
            [("upper-rule", &mut design.upper_rule), ("lower-rule", &mut design.lower_rule)]
        {
            *target = self.rule(&mut inner, key).unwrap_or(*target);
        }
        inner.finish(self.diagnostics);
        design
    }

    fn separator(&mut self, fields: &mut Fields<'_>) -> Option<Separator> {
        let mut inner = self.section(fields, "note-separator")?;
        let length = self.needed(&mut inner, "length");
        let width = self.needed(&mut inner, "width");
        let space_before = self.needed(&mut inner, "space-before");
        let space_after = self.needed(&mut inner, "space-after");
        let gap = self.needed(&mut inner, "gap");
        let separator = Separator {
            length: length?,
            width: width?,
            color: self.color(&mut inner, "color").unwrap_or_default(),
            space_before: space_before?,
            space_after: space_after?,
            gap: gap?,
        };
        inner.finish(self.diagnostics);
        Some(separator)
    }

    /// To what share of its size the type of covers falls. Themes that say nothing take five steps.
    fn smaller_shares(&mut self, fields: &mut Fields<'_>) -> Vec<f64> {
        if fields.optional("smaller").is_none() {
            return vec![0.88, 0.76, 0.64, 0.52, 0.44];
        }
        let mut shares = Vec::new();
        for text in fields.texts("smaller", self.diagnostics) {
            match text.value.trim().parse::<f64>() {
                Ok(share) if (0.25..1.0).contains(&share) => shares.push(share),
                _ => self.wrong(&text, "`smaller` takes shares between 0.25 and 1"),
            }
        }
        shares
    }

    fn cover(&mut self, fields: &mut Fields<'_>) -> Option<CoverDesign> {
        let mut inner = self.section(fields, "cover")?;
        let white = Color { rgb: [0xFF; 3] };
        let artwork_top = self.needed(&mut inner, "artwork-top");
        let artwork_height = self.needed(&mut inner, "artwork-height");
        let mark_width = self.needed(&mut inner, "mark-width");
        let margin = self.needed(&mut inner, "margin");
        let head_top = self.needed(&mut inner, "head-top");
        let title_top = self.needed(&mut inner, "title-top");
        let foot_bottom = self.needed(&mut inner, "foot-bottom");
        let smaller = self.smaller_shares(&mut inner);
        let cover = CoverDesign {
            fill: self.color(&mut inner, "fill").unwrap_or(white),
            artwork_top: artwork_top?,
            artwork_height: artwork_height?,
            mark_width: mark_width?,
            margin: margin?,
            head_top: head_top?,
            title_top: title_top?,
            foot_bottom: foot_bottom?,
            smaller,
        };
        inner.finish(self.diagnostics);
        Some(cover)
    }
}
