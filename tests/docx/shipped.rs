//! The shipped guide as DOCX: the same bytes everywhere, and the theme's switch for fonts.

use std::path::{Path, PathBuf};
use std::process::Command;

use plenary::diagnostic::Diagnostics;
use plenary::export::tables::plan;
use plenary::export::{docx, pdf};
use plenary::pipeline::{self, BuildOptions, Format};
use plenary::project::Project;
use sha2::{Digest, Sha256};

use super::package::Package;
use crate::project::{copy_tree, plenary};

const FILE: &str = "build/cnd-thematic-discussions-2023-en.docx";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn hash(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// The guide's DOCX built in this process on so many threads, layout and all.
fn built_here(threads: usize) -> [u8; 32] {
    pdf::forget_layouts();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
    pool.install(|| {
        let project = Project::open(root()).expect("the shipped project");
        let mut diagnostics = Diagnostics::new();
        let composed = pipeline::compose(&project, &mut diagnostics).expect("readable");
        let composed = composed.expect("the shipped guide has no errors");
        let options = BuildOptions::default();
        let exported =
            pipeline::export(&composed, &[Format::Docx], &options, &mut diagnostics).expect("DOCX");
        hash(&exported.outputs[0].1)
    })
}

/// The guide's DOCX built by the command in a folder of its own.
fn built_elsewhere(folder: &Path, environment: &[(&str, &str)]) -> [u8; 32] {
    std::fs::create_dir_all(folder.join("sources")).expect("a folder");
    copy_tree(&root().join("sources"), &folder.join("sources"));
    let output = Command::new(env!("CARGO_BIN_EXE_plenary"))
        .args(["build", "--format", "docx", "--quiet"])
        .current_dir(folder)
        .env_remove("SOURCE_DATE_EPOCH")
        .envs(environment.iter().copied())
        .output()
        .expect("runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    hash(&std::fs::read(folder.join(FILE)).expect("the DOCX"))
}

#[test]
fn the_shipped_guide_has_one_hash() {
    let here = built_here(1);
    assert_eq!(built_here(3), here, "twice in one process, on other threads");
    let folder = tempfile::tempdir().expect("a folder");
    let first = built_elsewhere(folder.path(), &[]);
    assert_eq!(first, here, "in a process of its own");
    let other = folder.path().join("à part/中文");
    std::fs::create_dir_all(&other).expect("a folder");
    let environment = [
        ("TZ", "Pacific/Kiritimati"),
        ("LANG", "ar_EG.UTF-8"),
        ("LC_ALL", "tr_TR.UTF-8"),
        ("RAYON_NUM_THREADS", "1"),
    ];
    assert_eq!(built_elsewhere(&other, &environment), here, "time zone, language, folder, threads");
}

/// A small project whose template embeds fonts or does not.
fn package_with_switch(embed: bool) -> Package {
    let folder = tempfile::tempdir().expect("a folder");
    copy_tree(&root().join("tests/ui/base"), folder.path());
    let template = folder.path().join("templates/un-guide");
    std::fs::create_dir_all(&template).expect("a folder");
    copy_tree(&root().join("templates/un-guide"), &template);
    let theme = std::fs::read_to_string(template.join("theme.yaml")).expect("the theme");
    assert!(theme.contains("embed-fonts: false"), "the shipped theme embeds nothing");
    let theme = theme.replace("embed-fonts: false", &format!("embed-fonts: {embed}"));
    std::fs::write(template.join("theme.yaml"), theme).expect("the theme");
    let output = plenary(folder.path(), &["build", "--verify"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Package::open(&std::fs::read(folder.path().join("build/small-en.docx")).expect("the DOCX"))
}

#[test]
fn the_theme_says_whether_fonts_travel() {
    let fonts = |package: &Package| package.names.iter().filter(|n| n.ends_with(".odttf")).count();
    let named = |package: &Package| {
        let styles = package.xml("word/styles.xml");
        styles.all("w:rFonts")[0].get("w:ascii").expect("a family").to_owned()
    };
    let without = package_with_switch(false);
    assert_eq!((fonts(&without), named(&without).as_str()), (0, "Calibri"));
    assert!(without.xml("word/settings.xml").all("w:embedTrueTypeFonts").is_empty());
    let with = package_with_switch(true);
    assert_eq!((fonts(&with), named(&with).as_str()), (4, "Carlito"), "four faces for Latin text");
    assert_eq!(with.xml("word/settings.xml").all("w:embedTrueTypeFonts").len(), 1);
}

/// The most memory that this process has had at a time, in MB; 0 where the system does not say.
fn peak_of_memory() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = peak.and_then(|peak| peak.split_whitespace().next()?.parse::<usize>().ok());
    kilobytes.unwrap_or_default() / 1024
}

#[test]
#[ignore = "prints times; scripts/beside_pandoc.py runs it"]
#[allow(clippy::print_stdout, reason = "its output is what it is for")]
fn times_of_the_export_alone() {
    let folder = std::env::var_os("PLENARY_TIMED_PROJECT").map_or(root().into(), PathBuf::from);
    let project = Project::open(&folder).expect("the project");
    let mut diagnostics = Diagnostics::new();
    let composed = pipeline::compose(&project, &mut diagnostics).expect("readable");
    let composed = composed.expect("a project without errors");
    let theme = &composed.source.template.theme;
    let tables = plan(&composed.document, theme, &composed.fonts, &mut diagnostics);
    let options = docx::Options {
        timestamp: 0,
        tables: &tables,
        fonts: &composed.fonts,
        producer: pipeline::producer(),
        embed_fonts: false,
    };
    let mut seconds: Vec<f64> = (0..8)
        .map(|_| {
            let start = std::time::Instant::now();
            let theme = &composed.source.template.theme;
            docx::export(&composed.document, theme, &options, None).expect("a DOCX");
            start.elapsed().as_secs_f64()
        })
        .collect();
    let first = seconds.remove(0);
    seconds.sort_by(f64::total_cmp);
    let again = seconds[seconds.len() / 2];
    println!("first {first:.3} s, again {again:.3} s, peak {} MB", peak_of_memory());
}
