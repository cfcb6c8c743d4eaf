//! The same sources give the same bytes. What needs another user, another machine or another
//! distribution is in `scripts/reproducible.sh`.

use std::path::Path;
use std::process::Command;

use plenary::diagnostic::Diagnostics;
use plenary::pipeline::{self, BuildOptions, Format};
use plenary::project::Project;

use super::{contents, fine, small_project};
use crate::project::copy_tree;

/// The project whose outputs exercise most: Arabic, with its own fonts and template.
fn arabic_project(folder: &Path) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    copy_tree(&root.join("examples/six-languages/ar"), folder);
    let _ = std::fs::remove_dir_all(folder.join("build"));
}

#[test]
fn twice_in_one_process() {
    let folder = small_project();
    let build = || {
        let project = Project::open(folder.path()).expect("project");
        let mut diagnostics = Diagnostics::new();
        let composed = pipeline::compose(&project, &mut diagnostics).expect("machine");
        let composed = composed.expect("sound sources");
        let options = BuildOptions::default();
        pipeline::export(&composed, &Format::ALL, &options, &mut diagnostics).expect("outputs")
    };
    let first = build();
    let second = build();
    plenary::export::pdf::forget_layouts();
    let third = build();
    assert!(first.outputs == second.outputs, "with what the first left in memory");
    assert!(first.outputs == third.outputs, "with an empty memory");
}

/// Builds in an environment of its own and returns everything that was written.
fn built(
    arguments: &[&str],
    variables: &[(&str, Option<&str>)],
) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let folder = tempfile::tempdir().expect("folder");
    let project = folder.path().join("a project");
    std::fs::create_dir(&project).expect("folder");
    arabic_project(&project);
    let mut command = Command::new(env!("CARGO_BIN_EXE_plenary"));
    command.arg("build").args(arguments).current_dir(&project).env_remove("SOURCE_DATE_EPOCH");
    for (name, value) in variables {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    let output = command.output().expect("runs");
    assert_eq!(output.status.code(), Some(0), "{}", super::said(&output));
    let out = if arguments.contains(&"--out") {
        folder.path().join("elsewhere")
    } else {
        project.join("build")
    };
    contents(&out)
}

#[test]
fn in_every_environment() {
    let expected = built(&[], &[]);
    for variables in [
        &[("TZ", Some("Pacific/Kiritimati"))][..],
        &[("TZ", Some("America/St_Johns")), ("LANG", Some("ar_EG.UTF-8"))],
        &[("LC_ALL", Some("tr_TR.UTF-8"))],
        &[("LC_ALL", Some("C")), ("LANGUAGE", Some("zh"))],
        &[("HOME", None), ("USER", None), ("XDG_CACHE_HOME", None)],
        &[("RAYON_NUM_THREADS", Some("1"))],
        &[("RAYON_NUM_THREADS", Some("2"))],
        &[("RAYON_NUM_THREADS", Some("8"))],
        &[("PATH", None)],
    ] {
        assert!(built(&[], variables) == expected, "{variables:?}");
    }
    assert!(built(&["--out", "../elsewhere"], &[]) == expected, "another folder");
    assert!(built(&["--verify", "--quiet"], &[]) == expected, "other options");
}

#[test]
fn the_date_is_the_callers() {
    let epoch = [("SOURCE_DATE_EPOCH", Some("1700000000"))];
    let by_option = built(&["--timestamp", "1700000000"], &[]);
    assert!(built(&[], &epoch) == by_option, "SOURCE_DATE_EPOCH");
    assert!(
        built(&["--timestamp", "1700000000"], &[("SOURCE_DATE_EPOCH", Some("1"))]) == by_option,
        "the option decides"
    );
    assert!(built(&[], &[]) != by_option, "the guide's date");
    let folder = small_project();
    for date in ["9999999999999", "-99999999999"] {
        let output =
            crate::project::plenary(folder.path(), &["build", &format!("--timestamp={date}")]);
        assert_eq!(output.status.code(), Some(2), "{date}");
    }
}

#[cfg(unix)]
#[test]
fn outputs_can_be_read_whatever_the_mask() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = small_project();
    let status = Command::new("sh")
        .args(["-c", "umask 077; exec \"$0\" build --quiet", env!("CARGO_BIN_EXE_plenary")])
        .current_dir(folder.path())
        .status()
        .expect("runs");
    assert!(status.success());
    let strict = contents(&folder.path().join("build"));
    for (name, _) in &strict {
        let path = folder.path().join("build").join(name);
        let mode = std::fs::metadata(path).expect("file").permissions().mode();
        assert_eq!(mode & 0o777, 0o644, "{}", name.display());
    }
    fine(folder.path(), &["build", "--out", "again"]);
    assert!(contents(&folder.path().join("again")) == strict);
}
