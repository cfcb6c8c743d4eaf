//! `styles:` of `theme.yaml`: named styles, each from the one that it is based on.

use indexmap::IndexMap;

use super::check;
use super::load::Reader;
use super::style::{Capitals, ParagraphStyle, RuleSide, StyleKind};
use super::token::{Color, Length};
use super::{Alignment, FontStack};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::NumberingScheme;
use crate::source::fields::Fields;

impl Reader<'_> {
    pub(super) fn styles(
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
            let base = own.word("based-on", self.diagnostics);
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
            if check::style(entry, &style, self.diagnostics) {
                styles.insert(entry.key.clone(), style);
            }
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
        let kinds = [("paragraph", StyleKind::Paragraph), ("character", StyleKind::Character)];
        style.kind = self.word(fields, "kind", &kinds).unwrap_or(style.kind);
        style.next = self.known(fields, "next", names.iter().copied());
        if let Some(font) = self.known(fields, "font", fonts.keys().map(String::as_str)) {
            style.font = font;
        }
        let measures = [
            ("size", &mut style.size, check::SIZE),
            ("leading", &mut style.leading, check::LEADING),
            ("space-before", &mut style.space_before, check::SPACE),
            ("space-after", &mut style.space_after, check::SPACE),
            ("tracking", &mut style.tracking, check::TRACKING),
            ("indent-start", &mut style.indent_start, check::INDENT),
            ("indent-end", &mut style.indent_end, check::INDENT),
            ("indent-first", &mut style.indent_first, check::FIRST_INDENT),
            ("number-width", &mut style.number_width, check::INDENT),
            ("padding", &mut style.padding, check::SPACE),
        ];
        for (key, target, bounds) in measures {
            *target = self.bounded(fields, key, bounds).unwrap_or(*target);
        }
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

    pub(super) fn known<'k>(
        &mut self,
        fields: &mut Fields<'_>,
        key: &str,
        known: impl Iterator<Item = &'k str> + Clone,
    ) -> Option<String> {
        let text = fields.word(key, self.diagnostics)?;
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
