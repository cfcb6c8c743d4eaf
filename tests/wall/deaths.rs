//! Workers that die, pass a limit or ask for what they may not have: one message each, and nothing
//! left behind.

use std::path::PathBuf;

use plenary::diagnostic::Code;
use plenary::worker::{Cause, Death, Ended, Outputs};

use super::watched;

/// A worker's death, with a folder that outputs may go to; it must be empty afterwards.
fn death(deed: &str, limits: &str) -> Death {
    let project = tempfile::tempdir().expect("folder");
    let out = tempfile::tempdir().expect("folder");
    let folders: Vec<(PathBuf, Option<PathBuf>)> = vec![(out.path().to_owned(), None)];
    let outputs = Outputs { folders, dependencies: None, documents: 1 };
    let (ended, heard) = watched(deed, &[project.path(), out.path()], limits, outputs);
    assert_eq!(crate::project::names(out.path()), [""; 0], "{deed}");
    match ended {
        Ended::Died(death) => {
            assert_eq!(death.stage.as_deref(), Some(deed));
            death
        }
        Ended::Exit(code) => panic!("{deed}: exit {code}: {heard:?}"),
    }
}

#[test]
fn deaths_are_told_by_their_cause() {
    for (deed, limits, cause) in [
        ("abort", "memory=200M", Cause::Signal("SIGABRT".to_owned())),
        ("panic", "memory=200M", Cause::Panic("panicked at here: [31mred".to_owned())),
        ("code", "memory=200M", Cause::Code(Some(7))),
        ("stack", "memory=200M", Cause::Stack),
        ("allocation", "memory=200M", Cause::Memory),
        ("memory", "memory=200M", Cause::Memory),
        ("spin", "time=1s", Cause::Time),
    ] {
        let found = death(deed, limits);
        let found = match found.cause {
            // The escape that was in it is gone.
            Cause::Panic(message) => Cause::Panic(message.replace("  ", " ")),
            other => other,
        };
        assert_eq!(found, cause, "{deed}");
    }
}

#[test]
fn limits_blame_the_sources_and_deaths_do_not() {
    let limit = death("memory", "memory=200M");
    assert!(limit.is_limit() && limit.diagnostic().code == Code::LimitPassed);
    assert!(limit.diagnostic().message.starts_with("the work took more than 200M of memory at"));
    let crash = death("abort", "memory=200M");
    assert!(!crash.is_limit() && crash.diagnostic().code == Code::WorkerDied);
    assert!(crash.diagnostic().message.contains("SIGABRT"));
}

#[test]
fn what_a_worker_may_not_ask_for_ends_it() {
    for deed in [
        "parent-folder",
        "absolute",
        "hidden",
        "script",
        "other-folder",
        "manifest",
        "large",
        "many",
        "dependencies",
        "place",
        "inside",
        "junk",
        "frame",
    ] {
        let found = death(deed, "memory=200M");
        assert!(matches!(found.cause, Cause::Refused(_)), "{deed}: {found:?}");
    }
}

#[test]
fn half_a_file_is_taken_away() {
    let out = tempfile::tempdir().expect("folder");
    let outputs =
        Outputs { folders: vec![(out.path().to_owned(), None)], dependencies: None, documents: 1 };
    let (ended, _) = watched("half", &[out.path(), out.path()], "memory=200M", outputs);
    assert!(matches!(ended, Ended::Exit(1)));
    assert_eq!(crate::project::names(out.path()), [""; 0]);
}
