//! Input that is made to hurt, where one message is not the point: that the answer comes, that it
//! is small, and that nothing was read, started or written that should not be. Projects that are
//! refused with a message are in `tests/ui/cases/hostile-*`.

use std::path::Path;

use crate::project::{copy_tree, plenary};

fn base() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("folder");
    copy_tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui/base"), folder.path());
    folder
}

fn introduction(project: &Path, text: &str) {
    std::fs::write(project.join("sources/sections/introduction.yaml"), text).expect("section");
}

#[test]
fn a_thousand_problems_are_shown_and_the_others_counted() {
    let project = base();
    let keys: String = (0..20_000).map(|number| format!("k{number}: a\n")).collect();
    introduction(project.path(), &format!("kind: introduction\ntitle: T\nbody: x\n{keys}"));
    let output = plenary(project.path(), &["check"]);
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(said.matches("error[PL0102]").count(), plenary::diagnostic::MAX_KEPT);
    assert!(said.ends_with("20000 errors; 19000 of them are not shown\n"), "{}", tail(&said));
}

#[test]
fn a_mistake_in_every_word_costs_no_more_than_the_first_thousand() {
    let project = base();
    let words = "a[^a] {{ x }} [b](c:d) ".repeat(15_000);
    introduction(project.path(), &format!("kind: introduction\ntitle: T\nbody: |\n  {words}\n"));
    let output = plenary(project.path(), &["check", "--message-format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    let found = said.lines().filter(|line| !line.contains(r#""severity":"omitted""#));
    assert!(found.count() <= plenary::diagnostic::MAX_KEPT);
}

#[test]
fn prose_at_its_bounds_is_set() {
    let project = base();
    let depth = 8;
    let mut body = String::new();
    for level in 0..depth {
        body += &format!("  {}- item {level}\n", "  ".repeat(level));
    }
    body += &format!("\n  {}quoted\n\n", "> ".repeat(depth));
    body += &format!("  {}deep{}\n\n", "*a **b ".repeat(depth / 2), "**c *d".repeat(depth / 2));
    body += &format!("  {}\n\n", "w".repeat(2_000));
    body += &format!("  |a|b|\n  |-|-|\n{}\n", "  |x|y|\n".repeat(1_998));
    introduction(project.path(), &format!("kind: introduction\ntitle: T\nbody: |\n{body}"));
    let output = plenary(project.path(), &["build", "--verify"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_tag_that_would_include_a_file_is_text() {
    let project = base();
    introduction(project.path(), "kind: introduction\ntitle: T\nbody: !include /etc/passwd\n");
    let output = plenary(project.path(), &["show", "--stage", "text"]);
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(text.contains("/etc/passwd") && !text.contains("root:"), "{text}");
}

#[test]
#[cfg(unix)]
fn an_output_folder_that_leads_out_is_refused_unless_it_is_named() {
    let project = base();
    let elsewhere = tempfile::tempdir().expect("folder");
    std::os::unix::fs::symlink(elsewhere.path(), project.path().join("build")).expect("link");
    let output = plenary(project.path(), &["build"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        said.starts_with("error[PL0111]: the folder `build` leads out of the project"),
        "{said}"
    );
    assert_eq!(std::fs::read_dir(elsewhere.path()).expect("folder").count(), 0);
    let output = plenary(project.path(), &["build", "--out", "build"]);
    assert_eq!(output.status.code(), Some(0), "who names the folder means it");
}

#[test]
fn files_of_a_project_are_counted_and_their_bytes_added_up() {
    let project = base();
    let folder = project.path().join("sources/sections/many");
    std::fs::create_dir(&folder).expect("folder");
    for number in 0..10_001 {
        std::fs::write(folder.join(format!("{number}.txt")), "").expect("file");
    }
    let output = plenary(project.path(), &["check"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("error[PL0118]: the folder `sources/sections` has more than 10000"));
    std::fs::remove_dir_all(&folder).expect("folder");
    // Files of holes take no room on the disk.
    let mut catalogue = String::new();
    for number in 0..18 {
        let file =
            std::fs::File::create(project.path().join(format!("sources/images/{number}.png")));
        file.and_then(|file| file.set_len(64 << 20)).expect("file");
        catalogue += &format!("i{number}: {{ file: images/{number}.png, alt: A., credit: C }}\n");
    }
    std::fs::write(project.path().join("sources/images.yaml"), catalogue).expect("catalogue");
    let output = plenary(project.path(), &["check"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("error[PL0118]: with `sources/images/"), "{}", tail(&said));
}

fn tail(text: &str) -> String {
    text.lines().rev().take(12).collect::<Vec<_>>().join("\n")
}

#[test]
#[cfg(unix)]
fn verify_reads_files_and_does_not_wait_for_pipes() {
    let project = base();
    assert_eq!(plenary(project.path(), &["build"]).status.code(), Some(0));
    let pdf = project.path().join("build/small-en.pdf");
    std::fs::remove_file(&pdf).expect("output");
    assert!(std::process::Command::new("mkfifo").arg(&pdf).status().expect("mkfifo").success());
    let output = plenary(project.path(), &["verify"]);
    assert_eq!(output.status.code(), Some(3));
    std::fs::remove_file(&pdf).expect("pipe");
    // A file of holes, larger than any that is read.
    let large = std::fs::File::create(&pdf).and_then(|file| file.set_len((512 << 20) + 1));
    large.expect("file");
    let output = plenary(project.path(), &["verify"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("small-en.pdf"));
}

/// The table in docs/safety.md names every bound's code, and every code it names is one.
#[test]
fn bounds_are_documented() {
    use plenary::diagnostic::Code;
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/safety.md");
    let text = std::fs::read_to_string(path).expect("docs/safety.md");
    let bounds = [
        Code::FileTooLarge,
        Code::YamlTooLarge,
        Code::NotAFile,
        Code::PathOutside,
        Code::ProjectTooLarge,
        Code::TextTooLong,
        Code::BlocksTooDeep,
        Code::InlinesTooDeep,
        Code::TableTooLarge,
        Code::ProseTooLong,
        Code::WordTooLong,
        Code::ExternalInImage,
        Code::SvgTooComplex,
        Code::ActiveContent,
        Code::TemplateTooLarge,
        Code::TemplateNeverEnds,
        Code::TooManyPages,
        Code::DocumentTooLarge,
        Code::OutputUnreadable,
    ];
    for code in bounds {
        assert!(text.contains(code.as_str()), "docs/safety.md does not name {code}");
    }
    for named in text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| w.starts_with("PL0")) {
        assert!(Code::ALL.iter().any(|code| code.as_str() == named), "{named} is no code");
    }
    // Each family of tests that the table names is there.
    for case in text.split('`').filter(|name| name.starts_with("hostile-")) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui/cases");
        let prefix = case.trim_end_matches('*');
        let there = std::fs::read_dir(folder).expect("cases").flatten();
        let mut names = there.map(|entry| entry.file_name().to_string_lossy().into_owned());
        assert!(names.any(|name| name.starts_with(prefix)), "no case {case}");
    }
}
