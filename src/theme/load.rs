//! Reads `theme.yaml`. Every mistake is a diagnostic with its place; styles come out resolved.

mod tables;

use indexmap::IndexMap;

use super::style::{Alignment, Capitals, ParagraphStyle, Rule, RuleSide, StyleKind};
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
    let page = reader.page(&mut fields)?;
    let fonts = reader.fonts(&mut fields);
    let digits = reader.digits(&mut fields, language);
    let numberings = reader.numberings(&mut fields, lettering, digits);
    let styles = reader.styles(&mut fields, &fonts, &numberings);
    let lists = reader.lists(&mut fields, &numberings)?;
    let figures = reader.figures(&mut fields)?;
    let tables = reader.tables(&mut fields)?;
    let masthead = reader.masthead(&mut fields);
    let note_separator = reader.separator(&mut fields)?;
    let cover = reader.cover(&mut fields)?;
    let embed_fonts = fields.boolean("embed-fonts", diagnostics).unwrap_or(false);
    fields.finish(diagnostics);
    if !styles.contains_key("body") || fonts.is_empty() {
        diagnostics.push(
            Diagnostic::new(Code::BadTheme, "a theme needs a style `body` and a font stack")
                .at(node.span),
        );
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
            if let Some(text) = Text::read(&entry.node, "a colour", diagnostics) {
                match text.value.parse() {
                    Ok(color) => {
                        palette.insert(entry.key.clone(), color);
                    }
                    Err(message) => {
                        let message: String = message;
                        diagnostics.push(Diagnostic::new(Code::BadTheme, message).at(text.span));
                    }
                }
            }
        }
    }
    palette
}

struct Reader<'a> {
    palette: &'a IndexMap<String, Color>,
    diagnostics: &'a mut Diagnostics,
}

impl Reader<'_> {
    fn wrong(&mut self, text: &Text, message: impl Into<String>) {
        self.diagnostics.push(Diagnostic::new(Code::BadTheme, message).at(text.span));
    }

    fn length(&mut self, fields: &mut Fields<'_>, key: &str) -> Option<Length> {
        let text = fields.text(key, self.diagnostics)?;
        match text.value.parse() {
            Ok(length) => Some(length),
            Err(message) => {
                self.wrong(&text, format!("`{key}`: {message}"));
                None
            }
        }
    }

    fn needed(&mut self, fields: &mut Fields<'_>, key: &str) -> Option<Length> {
        fields.required(key, self.diagnostics)?;
        self.length(fields, key)
    }

    fn color(&mut self, fields: &mut Fields<'_>, key: &str) -> Option<Color> {
        let text = fields.text(key, self.diagnostics)?;
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

    fn number(&mut self, fields: &mut Fields<'_>, key: &str) -> Option<f64> {
        let text = fields.text(key, self.diagnostics)?;
        let number = text.value.trim().parse::<f64>().ok().filter(|number| number.is_finite());
        if number.is_none() {
            self.wrong(&text, format!("`{key}` must be a number"));
        }
        number
    }

    fn word<T: Copy>(
        &mut self,
        fields: &mut Fields<'_>,
        key: &str,
        words: &[(&str, T)],
    ) -> Option<T> {
        let text = fields.text(key, self.diagnostics)?;
        let found = words.iter().find(|(word, _)| *word == text.value).map(|(_, value)| *value);
        if found.is_none() {
            let list: Vec<_> = words.iter().map(|(word, _)| format!("`{word}`")).collect();
            self.wrong(&text, format!("`{key}` must be {}", list.join(" or ")));
        }
        found
    }

    fn alignment(&mut self, fields: &mut Fields<'_>) -> Option<Alignment> {
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

    fn rule(&mut self, fields: &mut Fields<'_>, key: &str) -> Option<Rule> {
        let mut inner = fields.mapping(key, self.diagnostics)?;
        let width = self.length(&mut inner, "width").unwrap_or_default();
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
        let page = Page {
            width: self.needed(&mut inner, "width")?,
            height: self.needed(&mut inner, "height")?,
            margin_top: self.needed(&mut inner, "margin-top")?,
            margin_bottom: self.needed(&mut inner, "margin-bottom")?,
            margin_inside: self.needed(&mut inner, "margin-inside")?,
            margin_outside: self.needed(&mut inner, "margin-outside")?,
            header_distance: self.needed(&mut inner, "header-distance")?,
            footer_distance: self.needed(&mut inner, "footer-distance")?,
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
        let family = inner.required_text("family", self.diagnostics);
        let office = inner.text("office", self.diagnostics);
        inner.finish(self.diagnostics);
        let family = family?.value;
        Some(FontFamily {
            office: office.map_or_else(|| family.clone(), |text| text.value),
            family,
        })
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
            let pattern = scheme.text("pattern", self.diagnostics).map(|text| text.value);
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

    fn styles(
        &mut self,
        fields: &mut Fields<'_>,
        fonts: &IndexMap<String, FontStack>,
        numberings: &IndexMap<String, NumberingScheme>,
    ) -> IndexMap<String, ParagraphStyle> {
        let mut styles: IndexMap<String, ParagraphStyle> = IndexMap::new();
        let Some(inner) = fields.mapping("styles", self.diagnostics) else { return styles };
        let names: Vec<&str> = inner.entries().iter().map(|entry| entry.key.as_str()).collect();
        for entry in inner.entries() {
            let what = format!("the style `{}`", entry.key);
            let Some(mut own) = Fields::of(&entry.node, &what, self.diagnostics) else { continue };
            let base = own.text("based-on", self.diagnostics);
            let parent = match &base {
                None => ParagraphStyle::initial(fonts.keys().next().cloned().unwrap_or_default()),
                Some(name) => {
                    if let Some(parent) = styles.get(&name.value) {
                        parent.inherited(&name.value)
                    } else {
                        self.wrong(
                            name,
                            format!("no style `{}` stands before this one", name.value),
                        );
                        ParagraphStyle::initial(fonts.keys().next().cloned().unwrap_or_default())
                    }
                }
            };
            let style = self.style(&mut own, parent, fonts, numberings, &names);
            own.finish(self.diagnostics);
            styles.insert(entry.key.clone(), style);
        }
        styles
    }

    fn style(
        &mut self,
        fields: &mut Fields<'_>,
        mut style: ParagraphStyle,
        fonts: &IndexMap<String, FontStack>,
        numberings: &IndexMap<String, NumberingScheme>,
        names: &[&str],
    ) -> ParagraphStyle {
        let set = |target: &mut Length, value: Option<Length>| {
            if let Some(value) = value {
                *target = value;
            }
        };
        let kinds = [("paragraph", StyleKind::Paragraph), ("character", StyleKind::Character)];
        style.kind = self.word(fields, "kind", &kinds).unwrap_or(style.kind);
        style.next = self.known(fields, "next", names.iter().copied());
        if let Some(font) = self.known(fields, "font", fonts.keys().map(String::as_str)) {
            style.font = font;
        }
        set(&mut style.size, self.length(fields, "size"));
        set(&mut style.leading, self.length(fields, "leading"));
        set(&mut style.space_before, self.length(fields, "space-before"));
        set(&mut style.space_after, self.length(fields, "space-after"));
        set(&mut style.tracking, self.length(fields, "tracking"));
        set(&mut style.indent_start, self.length(fields, "indent-start"));
        set(&mut style.indent_end, self.length(fields, "indent-end"));
        set(&mut style.indent_first, self.length(fields, "indent-first"));
        set(&mut style.number_width, self.length(fields, "number-width"));
        set(&mut style.padding, self.length(fields, "padding"));
        style.color = self.color(fields, "color").unwrap_or(style.color);
        style.fill = self.color(fields, "fill").or(style.fill);
        style.align = self.alignment(fields).unwrap_or(style.align);
        let capitals = [("none", Capitals::None), ("all", Capitals::All)];
        style.capitals = self.word(fields, "capitals", &capitals).unwrap_or(style.capitals);
        let mut flag = |target: &mut bool, key: &str| {
            *target = fields.boolean(key, self.diagnostics).unwrap_or(*target);
        };
        flag(&mut style.bold, "bold");
        flag(&mut style.italic, "italic");
        flag(&mut style.keep_with_next, "keep-with-next");
        flag(&mut style.keep_together, "keep-together");
        flag(&mut style.hyphenate, "hyphenate");
        let levels = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
        let levels: Vec<(&str, u8)> = levels.into_iter().zip(1..).collect();
        style.outline_level = self.word(fields, "outline-level", &levels).or(style.outline_level);
        style.numbering = self.known(fields, "numbering", numberings.keys().map(String::as_str));
        if let Some(mut rules) = fields.mapping("rules", self.diagnostics) {
            style.rules.clear();
            for (key, side) in [
                ("top", RuleSide::Top),
                ("bottom", RuleSide::Bottom),
                ("start", RuleSide::Start),
                ("end", RuleSide::End),
            ] {
                style.rules.extend(self.rule(&mut rules, key).map(|rule| (side, rule)));
            }
            rules.finish(self.diagnostics);
        }
        style
    }

    fn known<'k>(
        &mut self,
        fields: &mut Fields<'_>,
        key: &str,
        known: impl Iterator<Item = &'k str> + Clone,
    ) -> Option<String> {
        let text = fields.text(key, self.diagnostics)?;
        if known.clone().any(|name| name == text.value) {
            return Some(text.value);
        }
        self.diagnostics.push(
            Diagnostic::new(Code::BadTheme, format!("`{key}` names no `{}`", text.value))
                .at(text.span)
                .did_you_mean(&text.value, known),
        );
        None
    }

    fn lists(
        &mut self,
        fields: &mut Fields<'_>,
        numberings: &IndexMap<String, NumberingScheme>,
    ) -> Option<Lists> {
        let mut inner = self.section(fields, "lists")?;
        let mut numbers = Vec::new();
        for text in inner.texts("numbers", self.diagnostics) {
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
            inner.texts("bullets", self.diagnostics).into_iter().map(|text| text.value).collect();
        let lists = Lists {
            bullets: if bullets.is_empty() { vec!["•".to_owned()] } else { bullets },
            indent: self.needed(&mut inner, "indent")?,
            hanging: self.needed(&mut inner, "hanging")?,
            numbers,
            marker_color: self.color(&mut inner, "marker-color").unwrap_or_default(),
        };
        inner.finish(self.diagnostics);
        Some(lists)
    }

    fn figures(&mut self, fields: &mut Fields<'_>) -> Option<Figures> {
        let mut inner = self.section(fields, "figures")?;
        let figures = Figures {
            width: self.number(&mut inner, "width").unwrap_or(1.0).clamp(0.05, 1.0),
            overhang: self.length(&mut inner, "overhang").unwrap_or_default(),
            placement: self
                .word(
                    &mut inner,
                    "placement",
                    &[("text", FigurePlacement::Text), ("top", FigurePlacement::Top)],
                )
                .unwrap_or(FigurePlacement::Text),
            max_height: self.number(&mut inner, "max-height").unwrap_or(0.6).clamp(0.05, 1.0),
            space_before: self.needed(&mut inner, "space-before")?,
            space_after: self.needed(&mut inner, "space-after")?,
            gutter: self.needed(&mut inner, "gutter")?,
            caption_gap: self.needed(&mut inner, "caption-gap")?,
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
            *target = self.length(&mut inner, key).unwrap_or(*target);
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
        let separator = Separator {
            length: self.needed(&mut inner, "length")?,
            width: self.needed(&mut inner, "width")?,
            color: self.color(&mut inner, "color").unwrap_or_default(),
            space_before: self.needed(&mut inner, "space-before")?,
            space_after: self.needed(&mut inner, "space-after")?,
            gap: self.needed(&mut inner, "gap")?,
        };
        inner.finish(self.diagnostics);
        Some(separator)
    }

    fn cover(&mut self, fields: &mut Fields<'_>) -> Option<CoverDesign> {
        let mut inner = self.section(fields, "cover")?;
        let white = Color { rgb: [0xFF; 3] };
        let cover = CoverDesign {
            fill: self.color(&mut inner, "fill").unwrap_or(white),
            artwork_top: self.needed(&mut inner, "artwork-top")?,
            artwork_height: self.needed(&mut inner, "artwork-height")?,
            mark_width: self.needed(&mut inner, "mark-width")?,
            margin: self.needed(&mut inner, "margin")?,
            head_top: self.needed(&mut inner, "head-top")?,
            title_top: self.needed(&mut inner, "title-top")?,
            foot_bottom: self.needed(&mut inner, "foot-bottom")?,
        };
        inner.finish(self.diagnostics);
        Some(cover)
    }
}

impl ParagraphStyle {
    /// What a style without a base starts from.
    fn initial(font: String) -> Self {
        Self {
            kind: StyleKind::Paragraph,
            based_on: None,
            next: None,
            font,
            size: Length::pt(11.0),
            leading: Length::pt(14.0),
            space_before: Length::default(),
            space_after: Length::default(),
            color: Color::default(),
            bold: false,
            italic: false,
            capitals: Capitals::None,
            tracking: Length::default(),
            align: Alignment::Start,
            indent_start: Length::default(),
            indent_end: Length::default(),
            indent_first: Length::default(),
            keep_with_next: false,
            keep_together: false,
            hyphenate: false,
            outline_level: None,
            numbering: None,
            number_width: Length::default(),
            fill: None,
            rules: Vec::new(),
            padding: Length::default(),
        }
    }

    /// What a style based on this one starts from: everything but what makes it unique.
    fn inherited(&self, name: &str) -> Self {
        Self {
            based_on: Some(name.to_owned()),
            next: None,
            outline_level: None,
            numbering: None,
            ..self.clone()
        }
    }
}
