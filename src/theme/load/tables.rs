//! The tokens of tables.

use super::Reader;
use crate::source::fields::Fields;
use crate::theme::{Color, Length, Rule, TableWidth, Tables};

/// Type is not set smaller than this, in points.
const SMALLEST: f64 = 4.0;

impl Reader<'_> {
    pub(super) fn tables(&mut self, fields: &mut Fields<'_>) -> Option<Tables> {
        let none = Rule { width: Length::default(), color: Color::default() };
        let mut inner = self.section(fields, "tables")?;
        let smaller = self.smaller(&mut inner);
        let widths = [("text", TableWidth::Text), ("content", TableWidth::Content)];
        let padding_side = self.needed(&mut inner, "padding-side");
        let padding_block = self.needed(&mut inner, "padding-block");
        let space_before = self.needed(&mut inner, "space-before");
        let space_after = self.needed(&mut inner, "space-after");
        let tables = Tables {
            header_fill: self.color(&mut inner, "header-fill"),
            stripe_fill: self.color(&mut inner, "stripe-fill"),
            rule: self.rule(&mut inner, "rule").unwrap_or(none),
            frame: self.rule(&mut inner, "frame").unwrap_or(none),
            padding_side: padding_side?,
            padding_block: padding_block?,
            smaller,
            width: self.word(&mut inner, "width", &widths).unwrap_or(TableWidth::Text),
            space_before: space_before?,
            space_after: space_after?,
        };
        inner.finish(self.diagnostics);
        Some(tables)
    }

    /// Sizes that the text of tables falls to. Themes that say nothing take three.
    fn smaller(&mut self, fields: &mut Fields<'_>) -> Vec<Length> {
        if fields.optional("smaller").is_none() {
            return [9.0, 8.0, 7.0].map(Length::pt).to_vec();
        }
        let mut sizes = Vec::new();
        for text in fields.words("smaller", self.diagnostics) {
            match text.value.parse::<Length>() {
                Ok(size) if size.points() >= SMALLEST => sizes.push(size),
                Ok(_) => self.wrong(&text, "`smaller`: type is not smaller than 4pt"),
                Err(message) => self.wrong(&text, format!("`smaller`: {message}")),
            }
        }
        sizes
    }
}
