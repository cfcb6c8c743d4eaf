//! The worker that misbehaves: this test binary, started again, behind the same wall and on the same
//! link as plenary's own. It tries what it is told to and says how that went.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::os::fd::AsFd as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::process::Command;

use plenary::worker::{Limits, Link, Rights, Said, enter};
use rustix::process::{Pid, Resource, Rlimit, Signal};

/// Does what the command line says after its own arguments: a deed, then paths.
#[test]
#[ignore = "started by other tests, as a worker"]
fn misbehaves() {
    let mut arguments = std::env::args_os().skip_while(|one| one != "--nocapture").skip(1);
    let Some(deed) = arguments.next().and_then(|deed| deed.into_string().ok()) else { return };
    let paths: Vec<PathBuf> = arguments.map(PathBuf::from).collect();
    if deed == "parent" {
        return super::escapes::be_a_parent();
    }
    let (link, hello) = Link::take().expect("a parent");
    let rights = Rights { projects: paths.first().cloned().into_iter().collect(), others: vec![] };
    let limits = if deed == "spin" { "time=1s" } else { "memory=200M" };
    let bounds = limits.parse::<Limits>().expect("limits").of(1, 1);
    let standing = enter(&rights, &bounds, hello.parent).expect("a wall");
    assert!(standing.lacks.is_empty(), "{standing:?}");
    link.say(&Said::Stands { own_limit: standing.own_limit });
    link.say(&Said::Stage(deed.clone()));
    match deed.as_str() {
        "files" => files(&link, &paths),
        "network" => network(&link, &paths),
        "processes" => processes(&link, hello.parent),
        "live" => live(&link),
        other => deaths(other, &link, &paths),
    }
}

/// Says whether something could be done.
fn tried<T, E: std::fmt::Display>(link: &Link, what: &str, result: Result<T, E>) {
    let text = match result {
        Ok(_) => format!("{what}: done\n"),
        Err(error) => format!("{what}: refused, {error}\n"),
    };
    link.tell(&text).expect("a parent");
}

/// `paths`: a project, and a folder outside of it.
fn files(link: &Link, paths: &[PathBuf]) {
    let [project, outside] = paths else { panic!("two paths") };
    let guide = project.join("sources/guide.yaml");
    // What it may do, so that what it may not is no accident.
    tried(link, "allowed: read the project", fs::read(&guide));
    tried(link, "allowed: list the project", fs::read_dir(project.join("sources")));
    let thread = std::thread::Builder::new().spawn(|| ());
    tried(link, "allowed: start a thread", thread);
    let (inner, secret) = (guide.clone(), outside.join("secret"));
    tried(link, "read outside", fs::read(&secret));
    tried(link, "read through a link", fs::read(project.join("link")));
    tried(link, "read through a link to a folder", fs::read(project.join("folder/secret")));
    tried(link, "read what is hidden", fs::read(project.join(".git/config")));
    tried(link, "read the password file", fs::read("/etc/passwd"));
    tried(link, "read its own variables", fs::read("/proc/self/environ"));
    let parent = std::os::unix::process::parent_id();
    tried(link, "read its parent's variables", fs::read(format!("/proc/{parent}/environ")));
    tried(link, "list outside", fs::read_dir(outside));
    tried(link, "list everything", fs::read_dir("/"));
    let own = secret.clone();
    let other = std::thread::spawn(move || fs::read(own));
    tried(link, "read outside on another thread", other.join().expect("a thread"));
    for (name, folder) in [("inside", project), ("outside", outside)] {
        let file = folder.join("new");
        tried(link, &format!("make a file {name}"), File::create(&file));
        tried(link, &format!("make a folder {name}"), fs::create_dir(&file));
        tried(link, &format!("make a link {name}"), symlink("/etc", &file));
        tried(link, &format!("make a second name {name}"), fs::hard_link(&inner, &file));
        tried(link, &format!("rename {name}"), fs::rename(folder.join("old"), &file));
        tried(link, &format!("remove {name}"), fs::remove_file(folder.join("old")));
        let mode = fs::Permissions::from_mode(0o777);
        tried(
            link,
            &format!("change the mode {name}"),
            fs::set_permissions(folder.join("old"), mode),
        );
        let written = OpenOptions::new().append(true).open(folder.join("old"));
        tried(link, &format!("append {name}"), written);
    }
    let opened = File::open(&guide).expect("the project");
    tried(link, "cut a file that it reads", opened.set_len(0));
    tried(
        link,
        "change the times of a file that it reads",
        opened.set_modified(std::time::UNIX_EPOCH),
    );
    tried(link, "write a device", OpenOptions::new().write(true).open("/dev/null"));
}

/// `paths`: a project, a socket, and the port of a listener as a name.
fn network(link: &Link, paths: &[PathBuf]) {
    let [_, socket, port] = paths else { panic!("three paths") };
    let port: u16 = port.to_string_lossy().parse().expect("a port");
    tried(link, "connect", TcpStream::connect(("127.0.0.1", port)));
    tried(link, "listen", TcpListener::bind("127.0.0.1:0"));
    tried(link, "send datagrams", UdpSocket::bind("127.0.0.1:0"));
    tried(link, "connect to a socket of the system", UnixStream::connect(socket));
    tried(link, "listen on a socket", UnixListener::bind(socket.with_extension("own")));
    tried(link, "make a pair of sockets", UnixStream::pair());
    tried(
        link,
        "look up a name",
        std::net::ToSocketAddrs::to_socket_addrs("localhost:80").and_then(|_| {
            // Names are looked up in files that it cannot read; numbers need no network.
            UdpSocket::bind("[::1]:0")
        }),
    );
}

fn processes(link: &Link, parent: u32) {
    let other = Pid::from_raw(i32::try_from(parent).expect("a process")).expect("a process");
    tried(link, "start a program", Command::new("/bin/true").status());
    tried(link, "start itself", Command::new(std::env::current_exe().unwrap_or_default()).status());
    tried(link, "start itself by another name", Command::new("/proc/self/exe").status());
    tried(link, "signal its parent", rustix::process::kill_process(other, Signal::CONT));
    tried(link, "look whether its parent lives", rustix::process::test_kill_process(other));
    tried(
        link,
        "open its parent",
        rustix::process::pidfd_open(other, rustix::process::PidfdFlags::empty()),
    );
    let more = Rlimit { current: None, maximum: None };
    for resource in [Resource::As, Resource::Cpu, Resource::Nofile, Resource::Core] {
        let raised = rustix::process::setrlimit(resource, more);
        tried(link, &format!("raise the limit of {resource:?}"), raised);
    }
    tried(
        link,
        "raise a limit of its parent",
        rustix::process::prlimit(Some(other), Resource::Cpu, more),
    );
    tried(link, "outlive its parent", rustix::process::set_parent_process_death_signal(None));
    tried(link, "leave its session", rustix::process::setsid());
    tried(link, "type on a terminal", rustix::io::ioctl_fionread(std::io::stdout().as_fd()));
    tried(
        link,
        "open a file by memory",
        rustix::fs::memfd_create("x", rustix::fs::MemfdFlags::empty()),
    );
    tried(link, "change the root", rustix::process::chroot("/"));
}

/// Says which process it is and works on for ever, link or no link.
fn live(link: &Link) {
    let _ = rustix::process::set_parent_process_death_signal(None);
    link.tell(&format!("{}\n", std::process::id())).expect("a parent");
    loop {
        std::hint::spin_loop();
    }
}

#[allow(unconditional_recursion, reason = "that is the deed")]
fn recurse(depth: u64) -> u64 {
    let here = [depth; 512];
    std::hint::black_box(&here);
    recurse(depth + 1) + here[usize::try_from(depth % 512).unwrap_or(0)]
}

/// `paths`: a project, and the folder that outputs may go to.
#[allow(clippy::exit, reason = "that is the deed")]
fn deaths(deed: &str, link: &Link, paths: &[PathBuf]) {
    let say = |said: Said| link.say(&said);
    let bytes = |path: &Path| path.as_os_str().as_encoded_bytes().to_vec();
    let out = || bytes(&paths[1]);
    let begin = |folder: Vec<u8>, name: &str, size: u64| {
        say(Said::Begin { folder, name: name.to_owned(), size });
    };
    let raw = |bytes: &[u8]| {
        let stream = std::io::stdin().as_fd().try_clone_to_owned().expect("the link");
        let _ = File::from(stream).write_all(bytes);
    };
    match deed {
        "abort" => std::process::abort(),
        "panic" => {
            link.say_panicked("panicked at here:\n\u{1b}[31mred".to_owned());
            std::process::exit(101);
        }
        "code" => std::process::exit(7),
        "stack" => {
            std::hint::black_box(recurse(0));
        }
        "allocation" => drop(std::hint::black_box(vec![1_u8; 1 << 40])),
        "memory" => {
            let mut held: Vec<Vec<u8>> = Vec::new();
            loop {
                held.push(vec![1; 4 << 20]);
                std::thread::sleep(std::time::Duration::from_millis(1));
            }
        }
        "spin" => loop {
            std::hint::spin_loop();
        },
        "parent-folder" => begin(out(), "../evil-en.pdf", 4),
        "absolute" => begin(out(), "/tmp/evil-en.pdf", 4),
        "hidden" => begin(out(), ".bashrc", 4),
        "script" => begin(out(), "evil-en.sh", 4),
        "other-folder" => begin(bytes(Path::new("/tmp")), "evil-en.pdf", 4),
        "manifest" => begin(out(), "manifest.json", 4),
        "large" => begin(out(), "evil-en.pdf", 1 << 40),
        "many" => {
            for number in 0..100 {
                begin(out(), &format!("evil{number}-en.pdf"), 0);
            }
        }
        "dependencies" => say(Said::Dependencies(4)),
        "place" => say(Said::Place(vec![0])),
        "inside" => {
            begin(out(), "evil-en.pdf", 4);
            say(Said::Stage("inside of a file".to_owned()));
        }
        "junk" => raw(&[9; 100]),
        "frame" => raw(&[0, 255, 255, 255, 255]),
        "half" => {
            begin(out(), "evil-en.pdf", 4);
            std::process::exit(1);
        }
        other => panic!("no deed `{other}`"),
    }
    // Its parent ends it.
    std::thread::sleep(std::time::Duration::from_secs(20));
}

/// Names as the command line has them.
pub(super) fn name(number: u16) -> PathBuf {
    PathBuf::from(OsString::from(number.to_string()))
}
