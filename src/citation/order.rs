//! The order of a bibliography: by what a reader looks for, in the language's own alphabet. That is
//! the family name of the first author, the body, or the title without its article; then the rest
//! of the names, the title and the year.

use icu_collator::options::{AlternateHandling, CollatorOptions};
use icu_collator::{Collator, CollatorPreferences};
use icu_locale::Locale;

use super::bibliography::{Bibliography, Reference};
use super::creators::sort_name;
use super::style::Style;
use super::words::Words;
use crate::document::{Inline, Language, inline_text};

/// A source with its full reference.
#[derive(Clone, Debug)]
pub struct Listed<'a> {
    /// Key in the bibliography.
    pub key: &'a str,
    /// The source.
    pub reference: &'a Reference,
    /// The reference in words.
    pub words: Vec<Inline>,
}

impl Bibliography {
    /// The sources that `wanted` names, in the order of the alphabet of `language`. Quotation
    /// marks and other punctuation do not count (Unicode Technical Standard 10, shifted).
    #[must_use]
    pub fn listed(
        &self,
        style: &Style<'_>,
        language: Language,
        wanted: &dyn Fn(&str) -> bool,
    ) -> Vec<Listed<'_>> {
        let mut listed: Vec<([String; 3], Listed<'_>)> = self
            .iter()
            .filter(|(key, _)| wanted(key))
            .map(|(key, reference)| {
                let words = style.listed(reference);
                (sort_key(reference, language), Listed { key, reference, words })
            })
            .collect();
        let mut options = CollatorOptions::default();
        options.alternate_handling = Some(AlternateHandling::Shifted);
        let preferences =
            Locale::try_from_str(language.code()).map(|locale| CollatorPreferences::from(&locale));
        let collator = preferences.ok().and_then(|found| Collator::try_new(found, options).ok());
        listed.sort_by(|(a, one), (b, other)| {
            let mut by_text = a.iter().zip(b).map(|(a, b)| match &collator {
                Some(collator) => collator.compare(a, b),
                None => a.cmp(b),
            });
            by_text
                .find(|order| order.is_ne())
                .unwrap_or_else(|| inline_text(&one.words).cmp(&inline_text(&other.words)))
                .then_with(|| one.key.cmp(other.key))
        });
        listed.into_iter().map(|(_, listed)| listed).collect()
    }
}

/// What a source is sorted by: who made it (or its title, if nobody is named), its title, its year.
fn sort_key(reference: &Reference, language: Language) -> [String; 3] {
    let entry = &reference.entry;
    let title = entry
        .title()
        .or_else(|| entry.parents().iter().find_map(hayagriva::Entry::title))
        .map(|title| without_article(&title.value.to_string(), title_language(entry, language)))
        .or_else(|| entry.keyed_serial_number("symbol").map(str::to_owned))
        .unwrap_or_default();
    let name = sort_name(entry);
    let first = if name.is_empty() { title.clone() } else { name };
    let year = entry.date_any().map(ToString::to_string).unwrap_or_default();
    [first, title, year]
}

fn title_language(entry: &hayagriva::Entry, language: Language) -> Language {
    entry.language().and_then(|own| Language::from_code(own.language.as_str())).unwrap_or(language)
}

fn without_article(title: &str, language: Language) -> String {
    let lower = title.to_lowercase();
    let article = Words::of(language).articles.iter().find(|article| lower.starts_with(**article));
    article.and_then(|article| title.get(article.len()..)).unwrap_or(title).to_owned()
}
