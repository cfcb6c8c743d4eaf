//! What a worker cannot do, tried by one that misbehaves.

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::process::Stdio;
use std::time::{Duration, Instant};

use plenary::worker::{Ended, Listener, Outputs, run};

use super::worker::name;
use super::{misbehaving, task, watched};

/// Every deed must have been tried, and refused unless it says that it is allowed.
fn assert_refused(told: &str, number: usize) {
    let (allowed, refused): (Vec<&str>, Vec<&str>) =
        told.lines().partition(|line| line.starts_with("allowed"));
    assert_eq!(refused.len(), number, "{told}");
    for line in allowed {
        assert!(line.ends_with(": done"), "{told}");
    }
    for line in refused {
        assert!(line.contains(": refused"), "{line}\n{told}");
    }
}

#[test]
fn a_worker_reads_the_project_alone_and_writes_nothing() {
    let folder = tempfile::tempdir().expect("folder");
    let (project, outside) = (folder.path().join("project"), folder.path().join("outside"));
    for path in [project.join("sources"), project.join(".git"), outside.clone()] {
        std::fs::create_dir_all(path).expect("folder");
    }
    for (path, text) in [
        (project.join("sources/guide.yaml"), "id: x"),
        (project.join(".git/config"), "token"),
        (project.join("old"), "old"),
        (outside.join("secret"), "secret"),
        (outside.join("old"), "old"),
    ] {
        std::fs::write(path, text).expect("file");
    }
    symlink(outside.join("secret"), project.join("link")).expect("link");
    symlink(&outside, project.join("folder")).expect("link");
    let (ended, heard) = watched("files", &[&project, &outside], "memory=200M", Outputs::default());
    assert!(matches!(ended, Ended::Exit(0)), "{ended:?} {}", heard.told);
    assert_refused(&heard.told, 29);
    let mut left = crate::project::names(&outside);
    left.extend(crate::project::names(&project));
    assert_eq!(left, ["old", "secret", ".git", "folder", "link", "old", "sources"]);
}

#[test]
fn a_worker_has_no_network() {
    let folder = tempfile::tempdir().expect("folder");
    let listener = TcpListener::bind("127.0.0.1:0").expect("port");
    let port = listener.local_addr().expect("port").port();
    let socket = folder.path().join("socket");
    let _local = UnixListener::bind(&socket).expect("socket");
    let project = folder.path();
    let (ended, heard) =
        watched("network", &[project, &socket, &name(port)], "memory=200M", Outputs::default());
    assert!(matches!(ended, Ended::Exit(0)), "{ended:?} {}", heard.told);
    assert_refused(&heard.told, 7);
}

#[test]
fn a_worker_starts_no_program_and_touches_no_process() {
    let folder = tempfile::tempdir().expect("folder");
    let (ended, heard) = watched("processes", &[folder.path()], "memory=200M", Outputs::default());
    assert!(matches!(ended, Ended::Exit(0)), "{ended:?} {}", heard.told);
    assert_refused(&heard.told, 16);
}

/// A parent that prints what its worker says, until it is killed.
pub(super) fn be_a_parent() {
    struct Printer;
    impl Listener for Printer {
        fn stage(&mut self, _: &str) {}
        fn tick(&mut self) {}
        fn clear(&mut self) {}
        fn tell(&mut self, text: &str) -> std::io::Result<()> {
            use std::io::Write as _;
            std::io::stderr().write_all(text.as_bytes())
        }
    }
    let folder = std::env::temp_dir();
    let command = misbehaving("live", &[&folder]);
    run(command, &task("memory=200M", Outputs::default()), &mut Printer).expect("a worker");
}

#[test]
fn a_worker_does_not_outlive_its_parent() {
    let mut parent = misbehaving("parent", &[]).stderr(Stdio::piped()).spawn().expect("a parent");
    let mut first = String::new();
    let said = parent.stderr.take().expect("standard error");
    BufReader::new(said).read_line(&mut first).expect("a line");
    let worker: u32 = first.trim().parse().unwrap_or_else(|_| panic!("no process: {first}"));
    assert!(is_running(worker));
    // SIGKILL: the parent can do nothing about it any more.
    parent.kill().expect("killed");
    parent.wait().expect("ended");
    let began = Instant::now();
    while is_running(worker) {
        assert!(began.elapsed() < Duration::from_secs(5), "the worker {worker} lives on");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Whether a process is there and not only waits to be taken note of.
fn is_running(process: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let state = stat.rsplit(") ").next().and_then(|rest| rest.chars().next());
    state.is_some_and(|state| !matches!(state, 'Z' | 'X'))
}
