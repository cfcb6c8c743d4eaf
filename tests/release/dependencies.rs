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

#[test]
fn a_name_that_make_would_run_is_refused_and_nothing_is_written() {
    let names = [
        "a=;touch\tPWNED;true\t.svg",
        "a:b.svg",
        "a%b.svg",
        "a*.svg",
        "a\\ b.svg",
        "a$(shell touch PWNED);.svg",
        "a\nall: ; touch PWNED\n.svg",
    ];
    for name in names {
        let folder = small_project();
        let images = folder.path().join("sources/images");
        std::fs::rename(images.join("chart.svg"), images.join(name)).expect("image");
        let key = serde_json::Value::from(format!("images/{name}")).to_string();
        crate::project::edit(
            &folder.path().join("sources/images.yaml"),
            "images/chart.svg",
            &key.replace("\\t", "\\x09"),
        );
        let output = crate::project::plenary(folder.path(), &["build", "--deps", "guide.d"]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{name:?}: {said}");
        let refused = said.contains("error[PL0615]: the list of dependencies cannot name")
            || said.contains("error[PL0111]");
        assert!(refused, "{name:?}: {said}");
        assert_eq!(crate::project::names(folder.path()), ["sources"]);
    }
}

/// Judged by make itself: whatever sign a name has, make either finds the file by the rule or the
/// name is refused.
#[test]
#[cfg(unix)]
fn make_finds_every_file_that_is_not_refused() {
    use plenary::release::dependencies::{Dependencies, text};
    use std::time::{Duration, SystemTime};
    let has_make = std::process::Command::new("make").arg("--version").output().is_ok();
    assert!(has_make || std::env::var_os("CI").is_none(), "CI has make");
    let folder = tempfile::tempdir().expect("folder");
    let (file, before) =
        (folder.path().join("guide.d"), SystemTime::UNIX_EPOCH + Duration::from_hours(100_000));
    let touch = |name: &str, time: SystemTime| {
        let file = std::fs::File::create(folder.path().join(name)).expect("file");
        file.set_modified(time).expect("time");
    };
    let mut carried = String::new();
    for sign in (1..127).filter_map(char::from_u32).filter(|sign| *sign != '/').chain(['é', '文'])
    {
        for name in
            [format!("a{sign}b"), format!("{sign}a"), format!("a{sign}"), format!("a{sign}b)c")]
        {
            let (inputs, outputs) = (vec![name.clone().into()], vec!["out".into()]);
            let own = Dependencies { inputs, outputs, ..Dependencies::default() };
            if own.refusal(&file).is_some() || matches!(name.as_str(), "." | "..") {
                continue;
            }
            carried.push(sign);
            if !has_make {
                continue;
            }
            let rules = text(&file, &[&own]) + "out:\n\t@true\n";
            std::fs::write(&file, rules).expect("rules");
            for (age, is_old) in [(before, false), (before + Duration::from_mins(1), true)] {
                touch("out", before + Duration::from_secs(30));
                touch(&name, age);
                let made = std::process::Command::new("make")
                    .args(["-rR", "-q", "-f", "guide.d", "out"])
                    .current_dir(folder.path())
                    .output()
                    .expect("make");
                assert_eq!(made.status.code(), Some(i32::from(is_old)), "{name:?}: {made:?}");
            }
            std::fs::remove_file(folder.path().join(&name)).expect("file");
        }
    }
    for sign in [' ', '#', '$', '(', '\'', '"', '@', '+', ',', '{', '!', '^', '<', '`', '文'] {
        assert!(carried.contains(sign), "{sign:?}");
    }
}
