//! The house rules of ARCHITECTURE.md that a machine can check.

use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, extension: &str, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("folder") {
        let path = entry.expect("entry").path();
        if path.is_dir() {
            files(&path, extension, found);
        } else if path.extension().is_some_and(|own| own == extension) {
            found.push(path);
        }
    }
}

fn rust_files(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    files(&root().join(folder), "rs", &mut found);
    found.sort();
    found
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(root()).expect("inside").to_string_lossy().into_owned();
            (name, std::fs::read_to_string(&path).expect("source"))
        })
        .collect()
}

#[test]
fn every_file_says_what_lives_in_it() {
    for folder in ["src", "tests", "benches"] {
        for (name, text) in rust_files(folder) {
            assert!(text.starts_with("//! "), "{name} has no `//!` header");
            let stem = Path::new(&name).file_stem().unwrap_or_default().to_string_lossy();
            assert!(
                !["util", "utils", "helpers", "common", "manager"].contains(&stem.as_ref()),
                "{name}: name the thing it holds"
            );
        }
    }
}

/// Which modules a module may not name.
const FORBIDDEN: [(&str, &str); 17] = [
    (
        "src/diagnostic/",
        "project source markup template compose document theme fonts export verify cli \
         pipeline editorial citation",
    ),
    (
        "src/document/",
        "project source markup template compose theme fonts export verify cli citation \
         pipeline editorial",
    ),
    (
        "src/project/",
        "source markup template compose document theme export verify cli citation \
         pipeline editorial",
    ),
    (
        "src/citation/",
        "project markup template compose theme fonts export verify cli pipeline editorial",
    ),
    ("src/template/", "compose fonts export verify cli pipeline editorial"),
    (
        "src/fonts/",
        "project source markup template compose export verify cli citation pipeline \
         editorial",
    ),
    (
        "src/markup/",
        "project template compose theme fonts export verify cli citation pipeline \
         editorial",
    ),
    ("src/source/", "compose fonts export verify cli pipeline editorial"),
    ("src/theme/", "project compose fonts export verify cli citation pipeline editorial markup"),
    ("src/release/", "source markup template compose theme export cli pipeline"),
    (
        "src/worker/",
        "source markup template compose document theme fonts export verify cli pipeline editorial \
         citation",
    ),
    ("src/compose/", "project fonts export verify cli pipeline editorial"),
    ("src/editorial/", "project template compose theme fonts export verify cli pipeline"),
    (
        "src/export/tables/",
        "project source markup template compose verify cli citation pipeline editorial \
         export::docx export::pdf",
    ),
    (
        "src/export/pdf/",
        "project source markup template compose verify cli citation pipeline editorial \
         export::docx",
    ),
    (
        "src/export/docx/",
        "project source markup template compose verify cli citation pipeline editorial \
         export::pdf",
    ),
    (
        "src/verify/",
        "project source markup template compose theme fonts export cli citation pipeline \
         editorial",
    ),
];

#[test]
fn dependencies_point_one_way() {
    let mut wrong = Vec::new();
    for (name, text) in rust_files("src") {
        for (folder, forbidden) in FORBIDDEN {
            if !name.starts_with(folder) {
                continue;
            }
            for module in forbidden.split_whitespace() {
                for start in [format!("crate::{module}::"), format!("crate::{module};")] {
                    if text
                        .lines()
                        .any(|line| !line.trim_start().starts_with("//") && line.contains(&start))
                    {
                        wrong.push(format!("{name} names crate::{module}"));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn templates_name_no_format() {
    let mut found = Vec::new();
    files(&root().join("templates"), "j2", &mut found);
    for path in found {
        let text = std::fs::read_to_string(&path).expect("template").to_lowercase();
        for word in ["pdf", "docx", "typst", "word"] {
            let named = text.split(|c: char| !c.is_alphanumeric()).any(|part| part == word);
            // "word" may stand in a comment about the language's words.
            assert!(!named || word == "word", "{} names {word}", path.display());
        }
    }
}

#[test]
fn string_tables_have_the_same_keys() {
    for template in ["un-guide", "un-note"] {
        let folder = root().join("templates").join(template).join("strings");
        let keys = |language: &str| -> Vec<String> {
            let path = folder.join(format!("{language}.yaml"));
            let text = std::fs::read_to_string(path).expect("table");
            let mut keys: Vec<String> = text
                .lines()
                .filter(|line| !line.starts_with([' ', '#', '[']))
                .filter_map(|line| line.split_once(':').map(|(key, _)| key.to_owned()))
                .collect();
            keys.sort();
            keys
        };
        let english = keys("en");
        assert!(english.len() > 8);
        for language in ["ar", "zh", "fr", "ru", "es"] {
            assert_eq!(keys(language), english, "{template}: {language}");
        }
    }
}
