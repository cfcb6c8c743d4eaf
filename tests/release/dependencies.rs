//! `--deps` for build systems.

use super::{add_french, fine, small_project};

#[test]
fn rules_name_files_as_the_user_does() {
    let folder = small_project();
    fine(folder.path(), &["build", "--deps", "guide.d"]);
    let rules = std::fs::read_to_string(folder.path().join("guide.d")).expect("rules");
    let first = rules.lines().next().expect("a rule");
    assert_eq!(
        first,
        "build/small-en.pdf build/small-en.docx: sources/guide.yaml sources/images.yaml \
         sources/images/chart.svg sources/sections/introduction.yaml sources/sections/markets.yaml"
    );
    assert!(rules.contains("\nsources/sections/markets.yaml:\n"), "{rules}");
}

#[test]
fn json_says_what_was_looked_for_in_vain() {
    let folder = small_project();
    add_french(folder.path());
    fine(folder.path(), &["build", "--lang", "all", "--out", "out", "--deps", "deps.json"]);
    let text = std::fs::read(folder.path().join("deps.json")).expect("file");
    let deps: serde_json::Value = serde_json::from_slice(&text).expect("JSON");
    let list = |value: &serde_json::Value| -> Vec<String> {
        value
            .as_array()
            .expect("list")
            .iter()
            .map(|path| path.as_str().expect("path").to_owned())
            .collect()
    };
    assert_eq!(deps["documents"].as_array().map(Vec::len), Some(2));
    assert_eq!(list(&deps["outputs"]).len(), 4);
    assert!(list(&deps["documents"][1]["inputs"]).contains(&"sources/images/chart.svg".to_owned()));
    let absent = list(&deps["absent"]);
    for path in ["fonts", "templates/un-guide", "sources/fr/images/chart.svg"] {
        assert!(absent.contains(&path.to_owned()), "{path}: {absent:?}");
    }
}

#[test]
fn a_project_that_brings_its_own_template_and_fonts_depends_on_them() {
    let folder = small_project();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for name in ["templates/un-guide", "fonts"] {
        std::fs::create_dir_all(folder.path().join(name)).expect("folder");
        crate::project::copy_tree(&root.join(name), &folder.path().join(name));
    }
    fine(folder.path(), &["build", "--deps", "guide.d"]);
    let rules = std::fs::read_to_string(folder.path().join("guide.d")).expect("rules");
    for path in ["templates/un-guide/theme.yaml", "templates/un-guide/cover.j2", ".ttf"] {
        assert!(rules.contains(path), "{path}: {rules}");
    }
    let manifest = super::read_manifest(&folder.path().join("build"));
    let document = &manifest["documents"][0];
    assert_eq!(document["fonts"][0]["embedded"], false);
    assert_eq!(document["template"][0]["embedded"], false);
}
