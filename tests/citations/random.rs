//! References of random sources: whatever is known of a source, its reference has no doubled sign,
//! no empty brackets and no marks without their partner, in every language.

use arbtest::arbitrary::{Result, Unstructured};
use plenary::citation::{Bibliography, Policy, Style};
use plenary::diagnostic::{Diagnostics, SourceMap};
use plenary::document::{Language, inline_text};
use plenary::source::yaml;

const TITLES: [&str; 8] = [
    "Report on markets",
    "The end.",
    "On “quoted” titles",
    "What now?",
    "Trade Database",
    "Доклад: обзор",
    "Étude «complète»",
    "Smith & Co.",
];
const NAMES: [&str; 6] = [
    "Reed, Quentin",
    "de Vries, Joey",
    "Aristotle",
    "van Dijk, J. P., Jr.",
    "毛, 泽东",
    "O’Neill, Ann",
];
const BODIES: [&str; 4] =
    ["World Bank", "United Nations", "Office on Drugs and Crime", "Council of Europe"];

/// One source with some of its fields, as YAML.
fn source(u: &mut Unstructured<'_>) -> Result<String> {
    let mut fields = Vec::new();
    let kinds = ["report", "book", "article", "chapter", "web", "thesis", "legislation", "misc"];
    fields.push(format!("type: {}", u.choose(&kinds)?));
    let mut text = |u: &mut Unstructured<'_>, name: &str, values: &[&str]| -> Result<()> {
        if u.ratio(1, 2)? {
            fields.push(format!("{name}: {}", serde_json::to_string(u.choose(values)?).unwrap()));
        }
        Ok(())
    };
    text(u, "title", &TITLES)?;
    text(u, "author", &NAMES)?;
    text(u, "editor", &NAMES)?;
    text(u, "organization", &BODIES)?;
    text(u, "publisher", &BODIES)?;
    text(u, "date", &["2019", "2020-05", "2021-06-30"])?;
    text(u, "volume", &["3", "II"])?;
    text(u, "issue", &["2"])?;
    text(u, "edition", &["2", "revised"])?;
    text(u, "genre", &["database", "booklet", "Working Paper"])?;
    text(u, "language", &["fr", "ru", "zh"])?;
    text(u, "note", &["in press"])?;
    text(u, "url", &["https://www.example.org/a", "https://example.org/é"])?;
    text(u, "page-range", &["1-20"])?;
    if u.ratio(1, 3)? {
        fields
            .push("parent: { type: periodical, title: Annals, volume: 3, date: 2003 }".to_owned());
    }
    if u.ratio(1, 3)? {
        fields.push("serial-number: { symbol: E/CN.7/2020/1 }".to_owned());
    }
    Ok(format!("key:\n  {}\n", fields.join("\n  ")))
}

/// What is wrong with a reference as it reads.
fn fault(text: &str) -> Option<&'static str> {
    let signs = text.replace('\u{A0}', " ");
    let doubled = [
        ",,", ", ,", "..", ".,.", ",.", ";.", ":.", "()", "( ", " )", "（）", "，，", "。。", " ,",
        ",)", "،،", "، ،", "“”", "«»", "  ",
    ];
    if doubled.iter().any(|wrong| signs.contains(wrong)) {
        return Some("a doubled or lonely sign");
    }
    for (open, close) in [('(', ')'), ('“', '”'), ('«', '»'), ('《', '》'), ('（', '）')]
    {
        // Russian marks inside of marks are „ and “.
        if open == '“' && text.contains('„') {
            continue;
        }
        if text.matches(open).count() != text.matches(close).count() {
            return Some("marks without partners");
        }
    }
    (text.trim().is_empty() || text.starts_with([',', ' ', ';', '('])).then_some("a bad start")
}

#[test]
fn references_are_sound_whatever_is_known() {
    let dates = |date: time::Date| date.to_string();
    arbtest::arbtest(|u| {
        let text = source(u)?;
        let sources = SourceMap::default();
        let file = sources.add("references.yaml", text.as_str());
        let mut diagnostics = Diagnostics::new();
        let Some(node) = yaml::read(&sources, file, &mut diagnostics) else { panic!("{text}") };
        let read = Bibliography::read(&node, &mut diagnostics);
        // What cannot make a reference is an error of its own.
        if diagnostics.has_errors() {
            return Ok(());
        }
        for language in Language::ALL {
            let style = Style::new(language, Policy::default(), &dates);
            for (_, reference) in read.iter() {
                let listed = inline_text(&style.listed(reference));
                let short = inline_text(&style.shortened(reference));
                for found in [listed, short] {
                    if let Some(fault) = fault(&found) {
                        panic!("{language:?}: {fault}\n{found}\n{text}");
                    }
                }
            }
        }
        Ok(())
    })
    .budget_ms(2_000);
}
