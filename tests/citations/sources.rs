//! The bibliography: read as Hayagriva itself reads it; in the same order on every machine.

use std::collections::BTreeSet;
use std::path::Path;

use plenary::citation::{Bibliography, Policy, Style};
use plenary::diagnostic::{Diagnostics, SourceMap};
use plenary::document::{Language, inline_text};
use plenary::source::yaml;

fn text(language: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(format!("tests/citations/references.{language}.yaml"));
    std::fs::read_to_string(path).expect("bibliography")
}

fn bibliography(text: &str) -> Bibliography {
    let sources = SourceMap::default();
    let file = sources.add("references.yaml", text);
    let mut diagnostics = Diagnostics::new();
    let node = yaml::read(&sources, file, &mut diagnostics).expect("YAML");
    let read = Bibliography::read(&node, &mut diagnostics);
    assert!(diagnostics.is_empty(), "{diagnostics:#?}");
    read
}

#[test]
fn hayagrivas_own_reader_finds_the_same() {
    for language in ["en", "fr"] {
        let text = text(language);
        let theirs = hayagriva::io::from_yaml_str(&text).expect("Hayagriva");
        let ours = bibliography(&text);
        assert_eq!(ours.iter().count(), theirs.len());
        for (key, reference) in ours.iter() {
            assert_eq!(Some(&reference.entry), theirs.get(key), "{key} in {language}");
        }
    }
}

#[test]
fn the_two_languages_have_the_same_sources() {
    let keys = |language| -> BTreeSet<String> {
        bibliography(&text(language)).iter().map(|(key, _)| key.to_owned()).collect()
    };
    assert_eq!(keys("en"), keys("fr"));
}

#[test]
fn a_bibliography_follows_the_alphabet_of_its_language() {
    let entry = |key: &str, title: &str| {
        format!("{key}: {{ type: web, title: \"{title}\", url: \"https://example.org\" }}\n")
    };
    let cases = [
        (Language::Fr, ["Ecole", "École normale", "Etat", "Été"]),
        (Language::Ru, ["Анализ", "Доклад", "Ёлка", "Обзор"]),
        (Language::Es, ["Nadie", "Nube", "Ñandú", "Oso"]),
        (Language::Zh, ["安全", "毒品", "联合国", "中国"]),
    ];
    for (language, titles) in cases {
        let text: String = titles
            .iter()
            .rev()
            .enumerate()
            .map(|(index, title)| entry(&format!("k{index}"), title))
            .collect();
        let read = bibliography(&text);
        let dates = |date: time::Date| date.to_string();
        let style = Style::new(language, Policy::default(), &dates);
        let listed = read.listed(&style, language, &|_| true);
        let found: Vec<String> = listed.iter().map(|one| inline_text(&one.words)).collect();
        for (line, title) in found.iter().zip(titles) {
            assert!(line.contains(title), "{language:?}: {found:?}");
        }
    }
}
