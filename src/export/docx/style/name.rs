//! What a theme's style is called in Word. Built-in styles keep Word's names, which Word and
//! LibreOffice show in the reader's language; the others are the theme's name in capitalized
//! words, with an id that is the same words without blanks, so that programs which rebuild ids
//! from names arrive at the same id.

/// A style's identity in Word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::export::docx) struct WordName {
    /// `w:styleId`
    pub id: String,
    /// `w:name`
    pub name: String,
    /// Whether Word knows the style by itself.
    pub built_in: bool,
}

impl WordName {
    /// A built-in style.
    pub(super) fn built_in(id: &str, name: &str) -> Self {
        Self { id: id.to_owned(), name: name.to_owned(), built_in: true }
    }

    /// A style of ours.
    pub(super) fn custom(name: String) -> Self {
        Self { id: name.chars().filter(|c| !c.is_whitespace()).collect(), name, built_in: false }
    }

    /// A style derived from this one, named after what is different.
    pub(super) fn variant(&self, difference: &str) -> Self {
        let mut words = self.name.clone();
        if self.built_in {
            words = capitalized(&words);
        }
        Self::custom(format!("{words} {difference}"))
    }
}

/// Theme name, Word id, Word name.
const BUILT_IN: [(&str, &str, &str); 37] = [
    ("body", "BodyText", "Body Text"),
    ("title", "Title", "Title"),
    ("cover-title", "Title", "Title"),
    ("subtitle", "Subtitle", "Subtitle"),
    ("cover-subtitle", "Subtitle", "Subtitle"),
    ("cover-designation", "Subtitle", "Subtitle"),
    ("date", "Date", "Date"),
    ("heading-1", "Heading1", "heading 1"),
    ("heading-2", "Heading2", "heading 2"),
    ("heading-3", "Heading3", "heading 3"),
    ("heading-4", "Heading4", "heading 4"),
    ("heading-5", "Heading5", "heading 5"),
    ("contents-heading", "TOCHeading", "TOC Heading"),
    ("contents-1", "TOC1", "toc 1"),
    ("contents-2", "TOC2", "toc 2"),
    ("contents-3", "TOC3", "toc 3"),
    ("contents-4", "TOC4", "toc 4"),
    ("note", "FootnoteText", "footnote text"),
    ("note-text", "FootnoteText", "footnote text"),
    ("note-mark", "FootnoteReference", "footnote reference"),
    ("caption", "Caption", "caption"),
    ("list-bullet", "ListBullet", "List Bullet"),
    ("list-bullet-2", "ListBullet2", "List Bullet 2"),
    ("list-bullet-3", "ListBullet3", "List Bullet 3"),
    ("list-number", "ListNumber", "List Number"),
    ("list-number-2", "ListNumber2", "List Number 2"),
    ("list-number-3", "ListNumber3", "List Number 3"),
    ("list-continue", "ListContinue", "List Continue"),
    ("header", "Header", "header"),
    ("footer", "Footer", "footer"),
    ("page-number", "PageNumber", "page number"),
    ("link", "Hyperlink", "Hyperlink"),
    ("strong", "Strong", "Strong"),
    ("emphasis", "Emphasis", "Emphasis"),
    ("quote", "Quote", "Quote"),
    ("signature", "Signature", "Signature"),
    ("salutation", "Salutation", "Salutation"),
];

/// What Word calls the theme's style.
pub(super) fn word_name(theme_name: &str) -> WordName {
    BUILT_IN.iter().find(|(name, _, _)| *name == theme_name).map_or_else(
        || WordName::custom(capitalized(theme_name)),
        |(_, id, name)| WordName::built_in(id, name),
    )
}

/// `question-group` as `Question Group`.
pub(super) fn capitalized(name: &str) -> String {
    name.split(['-', '_', ' '])
        .filter(|word| !word.is_empty())
        .map(|word| {
            let mut letters = word.chars();
            letters
                .next()
                .map(|first| first.to_uppercase().chain(letters).collect::<String>())
                .unwrap_or_default()
        })
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_names_without_blanks() {
        let name = word_name("question-group");
        assert_eq!((name.id.as_str(), name.name.as_str()), ("QuestionGroup", "Question Group"));
        let variant = word_name("heading-2").variant("Unlisted");
        assert_eq!(
            (variant.id.as_str(), variant.name.as_str()),
            ("Heading2Unlisted", "Heading 2 Unlisted")
        );
        assert!(!variant.built_in);
    }
}
