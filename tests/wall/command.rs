//! The wall as users of the command meet it: limits, deaths of the worker in every stage and every
//! format of messages, systems that give no threads, and where there is to be no wall.

use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::project::{copy_tree, names, plenary};

fn small_project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("folder");
    copy_tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui/base"), folder.path());
    folder
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn limits_that_are_passed_are_one_message_in_every_format() {
    let project = small_project();
    let run = |format: &str| {
        let arguments = ["build", "--limits", "memory=4M", "--message-format", format];
        let output = plenary(project.path(), &arguments);
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        assert!(!project.path().join("build").exists(), "nothing is written");
        said(&output)
    };
    let human = run("human");
    assert!(human.starts_with("error[PL0901]: the work took more than 4M of memory"), "{human}");
    assert!(human.contains("`--limits memory=…`") && human.ends_with("1 error\n"), "{human}");
    let json: serde_json::Value = serde_json::from_str(&run("json")).expect("one object");
    assert_eq!((&json["code"], &json["severity"]), (&"PL0901".into(), &"error".into()));
    let github = run("github");
    assert!(github.starts_with("::error ") && github.lines().count() == 1, "{github}");
    let sarif: serde_json::Value = serde_json::from_str(&run("sarif")).expect("one document");
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "PL0901");
}

#[test]
fn limits_are_checked_as_usage() {
    let project = small_project();
    for limits in ["memory=2", "time=60", "memory=2G,disk=1G", ""] {
        let output = plenary(project.path(), &["check", "--limits", limits]);
        assert_eq!(output.status.code(), Some(2), "{limits}: {}", said(&output));
    }
    let output = plenary(project.path(), &["check", "--limits", "memory=2G,time=60s"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
}

#[test]
fn the_wall_is_said_and_changes_no_byte() {
    let project = small_project();
    let built = |out: &str, more: &[&str]| {
        let mut arguments = vec!["build", "--out", out, "--verbose"];
        arguments.extend(more);
        let output = plenary(project.path(), &arguments);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        said(&output)
    };
    let full = built("full", &["--wall", "full"]);
    assert!(full.starts_with("wall: files by Landlock (version "), "{full}");
    assert!(full.contains("memory 4G, processor time 120 s, system calls by seccomp"), "{full}");
    let off = built("off", &["--wall", "off"]);
    assert!(off.starts_with("wall: nothing is limited: "), "{off}");
    for name in names(&project.path().join("full")) {
        let bytes =
            |folder: &str| std::fs::read(project.path().join(folder).join(&name)).expect("file");
        assert!(bytes("full") == bytes("off"), "{name}");
    }
    let quiet = plenary(project.path(), &["build"]);
    assert!(!said(&quiet).contains("wall:"), "{}", said(&quiet));
}

#[test]
fn a_worker_is_not_started_by_hand() {
    let project = small_project();
    let command = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_plenary"));
        command.arg0("plenary: worker").arg("build").current_dir(project.path());
        command
    };
    let output = command().stdin(Stdio::null()).output().expect("runs");
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).starts_with("error: plenary starts this process by itself"));
    assert!(!project.path().join("build").exists());
}

/// What was found in a project by a link in it is not shown: `.git` and the folders beside are
/// not the worker's to read.
#[test]
fn secrets_beside_a_project_are_out_of_reach() {
    let project = small_project();
    std::fs::create_dir(project.path().join(".git")).expect("folder");
    std::fs::write(project.path().join(".git/config"), "token: sesame\n").expect("file");
    let section = project.path().join("sources/sections/markets.yaml");
    std::fs::remove_file(&section).expect("file");
    std::os::unix::fs::symlink("../../.git/config", &section).expect("link");
    for verb in [&["check"][..], &["build"], &["show", "--stage", "source"], &["outline"]] {
        let output = plenary(project.path(), verb);
        assert_ne!(output.status.code(), Some(0), "{verb:?}");
        let all = said(&output) + &String::from_utf8_lossy(&output.stdout);
        assert!(!all.contains("sesame"), "{verb:?}: {all}");
    }
}

#[test]
fn a_thread_that_cannot_be_started_is_a_failure_of_the_machine() {
    let project = small_project();
    let binary = project.path().join("plenary");
    std::fs::copy(env!("CARGO_BIN_EXE_plenary"), &binary).expect("copy");
    for verb in ["check", "build", "verify"] {
        // The limit counts the processes of a user, and does not hold for the system's own.
        let script = format!("ulimit -u 1; exec ./plenary {verb}");
        let output = Command::new("bash")
            .args(["-c", &script])
            .current_dir(project.path())
            .uid(64_321)
            .output();
        // Who is not root is not another user; root has no limit of its own.
        let Ok(output) = output else { return };
        let text = said(&output);
        assert_eq!(output.status.code(), Some(3), "{verb}: {text}");
        assert!(text.starts_with("failure: cannot start"), "{verb}: {text}");
    }
}

#[test]
fn more_threads_than_any_machine_has_are_not_started() {
    let project = small_project();
    let output = Command::new(env!("CARGO_BIN_EXE_plenary"))
        .arg("check")
        .current_dir(project.path())
        .env("RAYON_NUM_THREADS", "100000")
        .output()
        .expect("runs");
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
}

#[test]
fn a_worker_has_none_of_the_callers_variables() {
    let project = small_project();
    let mut child = Command::new(env!("CARGO_BIN_EXE_plenary"))
        .args(["build", "--out", "out"])
        .current_dir(project.path())
        .env("GITHUB_TOKEN", "sesame")
        .env("SOURCE_DATE_EPOCH", "1")
        .stderr(Stdio::null())
        .spawn()
        .expect("starts");
    let seen = worker_of(child.id())
        .and_then(|worker| std::fs::read(format!("/proc/{worker}/environ")).ok());
    child.wait().expect("ends");
    let seen = String::from_utf8_lossy(&seen.unwrap_or_default()).into_owned();
    assert!(seen.contains("SOURCE_DATE_EPOCH=1") && !seen.contains("sesame"), "{seen}");
}

/// The worker of a command, once it has started.
fn worker_of(parent: u32) -> Option<u32> {
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(10) {
        let children = std::fs::read_to_string(format!("/proc/{parent}/task/{parent}/children"));
        let child: Option<u32> =
            children.ok().and_then(|text| text.split_whitespace().next()?.parse().ok());
        if let Some(child) = child {
            let name = std::fs::read(format!("/proc/{child}/cmdline")).unwrap_or_default();
            if name.starts_with(b"plenary: worker") {
                return Some(child);
            }
        }
        if !Path::new(&format!("/proc/{parent}/stat")).exists() {
            return None;
        }
        std::thread::sleep(Duration::from_micros(200));
    }
    None
}

/// Kills the worker after some time; none if it had ended before.
fn killed_after(
    project: &Path,
    signal: i32,
    delay: Duration,
    arguments: &[&str],
) -> Option<Output> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_plenary"))
        .args(arguments)
        .current_dir(project)
        .stderr(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("starts");
    let Some(worker) = worker_of(child.id()) else {
        child.wait().expect("ends");
        return None;
    };
    std::thread::sleep(delay);
    let process = i32::try_from(worker).ok().and_then(rustix::process::Pid::from_raw);
    let signal = rustix::process::Signal::from_named_raw(signal).expect("a signal");
    let sent = rustix::process::kill_process(process.expect("a process"), signal);
    let output = child.wait_with_output().expect("ends");
    sent.ok().map(|()| output)
}

/// Signals that end a process, with what is said of them.
const SIGNALS: [(i32, &str); 9] = [
    (signal_hook::consts::SIGKILL, "SIGKILL"),
    (signal_hook::consts::SIGTERM, "SIGTERM"),
    (signal_hook::consts::SIGINT, "SIGINT"),
    (signal_hook::consts::SIGHUP, "SIGHUP"),
    (signal_hook::consts::SIGQUIT, "SIGQUIT"),
    (signal_hook::consts::SIGABRT, "SIGABRT"),
    (signal_hook::consts::SIGSEGV, "SIGSEGV"),
    (signal_hook::consts::SIGBUS, "SIGBUS"),
    (signal_hook::consts::SIGXCPU, "processor time"),
];

#[test]
fn a_worker_that_is_killed_in_any_stage_is_told_of_and_leaves_nothing() {
    let project = small_project();
    let pair = || {
        ["small-en.pdf", "small-en.docx"]
            .map(|name| std::fs::read(project.path().join("build").join(name)).expect("output"))
    };
    let new_build = ["build", "--timestamp", "1700000000"];
    let old_build = || assert_eq!(plenary(project.path(), &["build"]).status.code(), Some(0));
    assert_eq!(plenary(project.path(), &new_build).status.code(), Some(0));
    let new = pair();
    old_build();
    let old = pair();
    let began = Instant::now();
    old_build();
    let whole = began.elapsed();
    let mut told = 0;
    for (signal, name) in SIGNALS {
        for part in 0..4_u32 {
            // One that was not killed in time has written the new pair.
            old_build();
            let delay = whole * part / 4;
            let Some(output) = killed_after(project.path(), signal, delay, &new_build) else {
                continue;
            };
            let (text, held) = (said(&output), pair());
            let case = format!("{name} after {delay:?}: {text}");
            match output.status.code() {
                Some(0) => assert!(held == new, "{case}"),
                Some(code @ (1 | 3)) => {
                    told += 1;
                    assert!(text.contains("error[PL090") && text.contains(name), "{case}");
                    assert_eq!(code == 1, signal == signal_hook::consts::SIGXCPU, "{case}");
                    let is_written = text.contains("outputs had been written before");
                    assert!(held == if is_written { new.clone() } else { old.clone() }, "{case}");
                    assert_ne!(text.contains("nothing was written"), is_written, "{case}");
                }
                other => panic!("{other:?}, {case}"),
            }
            let rest = names(&project.path().join("build"));
            assert_eq!(rest, ["SHA256SUMS", "manifest.json", "small-en.docx", "small-en.pdf"]);
        }
    }
    assert!(told > SIGNALS.len(), "only {told} were killed in time");
}

#[test]
fn a_reader_and_a_comparison_that_are_killed_are_told_of_too() {
    let project = small_project();
    assert_eq!(plenary(project.path(), &["build"]).status.code(), Some(0));
    for arguments in
        [&["check"][..], &["verify"], &["outline"], &["show", "--stage", "text"], &["fonts"]]
    {
        let killed =
            killed_after(project.path(), signal_hook::consts::SIGKILL, Duration::ZERO, arguments);
        let output = killed.unwrap_or_else(|| panic!("{arguments:?} had ended"));
        assert_eq!(output.status.code(), Some(3), "{arguments:?}: {}", said(&output));
        assert!(said(&output).contains("ended by SIGKILL"), "{arguments:?}: {}", said(&output));
    }
}

#[test]
fn a_command_that_is_killed_takes_its_worker_with_it() {
    let project = small_project();
    for signal in
        [signal_hook::consts::SIGKILL, signal_hook::consts::SIGTERM, signal_hook::consts::SIGINT]
    {
        let mut child = Command::new(env!("CARGO_BIN_EXE_plenary"))
            .args(["build", "--quiet"])
            .current_dir(project.path())
            .spawn()
            .expect("starts");
        let worker = worker_of(child.id()).expect("a worker");
        let process = rustix::process::Pid::from_raw(i32::try_from(child.id()).expect("number"));
        let signal = rustix::process::Signal::from_named_raw(signal).expect("signal");
        rustix::process::kill_process(process.expect("number"), signal).expect("sent");
        assert_eq!(child.wait().expect("ends").signal(), Some(signal.as_raw()));
        let began = Instant::now();
        while Path::new(&format!("/proc/{worker}/statm")).exists()
            && std::fs::read_to_string(format!("/proc/{worker}/stat"))
                .is_ok_and(|s| !s.contains(") Z "))
        {
            assert!(began.elapsed() < Duration::from_secs(5), "the worker lives on");
            std::thread::sleep(Duration::from_millis(2));
        }
        // What a kill leaves is taken away by the next build (`faults`); a signal leaves nothing.
        let left = project.path().join("build");
        if signal.as_raw() != signal_hook::consts::SIGKILL && left.exists() {
            assert_eq!(names(&left), [""; 0]);
        }
    }
}
