//! `strings/LANG.yaml`: the fixed words and patterns of one language.

use indexmap::IndexMap;
use time::Date;

use super::marks::marks_of_prose;
use super::patterns::{Places, fill};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::document::number::in_digits;
use crate::document::{Digits, Language, NumberFormat};
use crate::source::text::Text;
use crate::source::yaml::{Node, Value};

/// Words and patterns. A pattern has places in braces: `{day} {month} {year}`.
#[derive(Clone, Debug)]
pub struct Strings {
    language: Language,
    span: Span,
    texts: IndexMap<String, String>,
    lists: IndexMap<String, Vec<String>>,
    digits: Digits,
}

/// How letters count in a language: the figures and the pattern around them.
#[derive(Clone, Debug)]
pub struct Lettering {
    /// The letters.
    pub format: NumberFormat,
    /// Their punctuation, with `{n}` for the letter.
    pub pattern: String,
}

/// Months of a year.
const MONTHS: usize = 12;

/// Checks the patterns that the engine fills itself; what others hold is for templates to fill.
fn check_pattern(key: &str, text: &Text, diagnostics: &mut Diagnostics) {
    let what = format!("the pattern `{key}`");
    let (known, needed): (&[&str], &[&str]) = match key {
        "date-long" => (&["day", "month", "year"], &["day", "month", "year"]),
        "date-day-month" => (&["day", "month", "year"], &["day", "month"]),
        "lettering" => (&["letter"], &["letter"]),
        _ => return,
    };
    Places { what: &what, known, needed }.check(text, diagnostics);
}

impl Strings {
    /// Reads a string table. Values are texts or lists of texts.
    pub fn read(node: &Node, language: Language, diagnostics: &mut Diagnostics) -> Self {
        let mut strings = Self {
            language,
            span: node.span,
            texts: IndexMap::new(),
            lists: IndexMap::new(),
            digits: Digits::European,
        };
        let Value::Mapping(entries) = &node.value else {
            diagnostics.push(
                Diagnostic::new(Code::WrongType, "a string table must be a mapping").at(node.span),
            );
            return strings;
        };
        for entry in entries {
            let what = format!("the string `{}`", entry.key);
            if let Value::Sequence(items) = &entry.node.value {
                let items: Vec<String> = items
                    .iter()
                    .filter_map(|item| Text::read_word(item, &what, diagnostics))
                    .map(|text| text.value)
                    .collect();
                if entry.key == "months" && items.len() != MONTHS {
                    let message = match items.len() {
                        1 => format!("`months` has 1 entry; {MONTHS} are needed"),
                        count => format!("`months` has {count} entries; {MONTHS} are needed"),
                    };
                    diagnostics.push(
                        Diagnostic::new(Code::MissingString, message)
                            .at(entry.node.span)
                            .hint("list the names of all months, January first"),
                    );
                }
                strings.lists.insert(entry.key.clone(), items);
            } else if let Some(text) = Text::read_word(&entry.node, &what, diagnostics) {
                check_pattern(&entry.key, &text, diagnostics);
                if let Some((what, hint)) = marks_of_prose(&text.value) {
                    let diagnostic = Diagnostic::new(Code::MarkupInTemplate, what);
                    diagnostics.push(diagnostic.at(text.span).hint(hint));
                }
                strings.texts.insert(entry.key.clone(), text.value);
            }
        }
        strings.check(diagnostics);
        strings
    }

    /// What the engine itself needs of a table; templates need more and say so when they run.
    fn check(&self, diagnostics: &mut Diagnostics) {
        for key in ["date-long", "date-day-month", "lettering"] {
            if !self.texts.contains_key(key) {
                diagnostics.push(self.missing(key));
            }
        }
        if !self.lists.contains_key("months") {
            diagnostics.push(self.missing("months"));
        }
    }

    fn missing(&self, key: &str) -> Diagnostic {
        Diagnostic::new(
            Code::MissingString,
            format!("the string table of `{}` has no `{key}`", self.language.code()),
        )
        .at(self.span)
    }

    /// The file of a language's table.
    #[must_use]
    pub fn file(language: Language) -> String {
        format!("strings/{}.yaml", language.code())
    }

    /// The table with dates in these digits.
    #[must_use]
    pub fn with_digits(self, digits: Digits) -> Self {
        Self { digits, ..self }
    }

    /// The language.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// A text by key.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&str> {
        self.texts.get(key).map(String::as_str)
    }

    /// All texts.
    #[must_use]
    pub fn texts(&self) -> &IndexMap<String, String> {
        &self.texts
    }

    /// Keys of the patterns that dates can be shown by.
    pub fn date_patterns(&self) -> impl Iterator<Item = &str> {
        let keys = self.texts.iter().filter(|(_, pattern)| {
            let places = super::patterns::places(pattern);
            !places.is_empty()
                && places.iter().all(|(_, name)| ["day", "month", "year"].contains(name))
        });
        keys.map(|(key, _)| key.as_str())
    }

    /// A date by a pattern of the table (`date-long`, `date-day-month`); none if the table has no
    /// such pattern.
    #[must_use]
    pub fn date(&self, date: Date, pattern: &str) -> Option<String> {
        let pattern = self.date_patterns().find(|key| *key == pattern)?;
        let pattern = self.text(pattern)?;
        let month = usize::from(u8::from(date.month()));
        let month = self
            .lists
            .get("months")
            .and_then(|months| months.get(month - 1))
            .cloned()
            .unwrap_or_else(|| month.to_string());
        let day = match (date.day(), self.text("date-first-day")) {
            (1, Some(first)) => first.to_owned(),
            (day, _) => day.to_string(),
        };
        let year = date.year().to_string();
        let filled = fill(pattern, &[("day", &day), ("month", &month), ("year", &year)]);
        Some(in_digits(&filled, self.digits))
    }

    /// How letters count.
    #[must_use]
    pub fn lettering(&self) -> Lettering {
        let letters = self.lists.get("letters").cloned().unwrap_or_default();
        let latin = letters.first().is_none_or(|first| first == "a");
        Lettering {
            format: if latin { NumberFormat::LowerLetter } else { NumberFormat::Letters(letters) },
            pattern: self.text("lettering").unwrap_or("({letter})").replace("{letter}", "{n}"),
        }
    }
}
