//! The order of a bibliography: by what a reader looks for, in the language's own alphabet.

use icu_collator::options::{AlternateHandling, CollatorOptions};
use icu_collator::{Collator, CollatorPreferences};
use icu_locale::Locale;

use super::bibliography::{Bibliography, Reference};
use super::style::Style;
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
        let mut listed: Vec<(String, Listed<'_>)> = self
            .iter()
            .filter(|(key, _)| wanted(key))
            .map(|(key, reference)| {
                let words = style.listed(reference);
                (inline_text(&words), Listed { key, reference, words })
            })
            .collect();
        let mut options = CollatorOptions::default();
        options.alternate_handling = Some(AlternateHandling::Shifted);
        let preferences =
            Locale::try_from_str(language.code()).map(|locale| CollatorPreferences::from(&locale));
        let collator = preferences.ok().and_then(|found| Collator::try_new(found, options).ok());
        listed.sort_by(|(a, one), (b, other)| {
            let by_text = match &collator {
                Some(collator) => collator.compare(a, b),
                None => a.cmp(b),
            };
            by_text.then_with(|| one.key.cmp(other.key))
        });
        listed.into_iter().map(|(_, listed)| listed).collect()
    }
}
