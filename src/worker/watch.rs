//! The parent: starts the worker, watches what it takes, writes what it hands over, and finds out how
//! it ended. It reads no byte of a project.
//!
//! All of it happens on one thread, the one that started the worker: the kernel ends a worker when
//! that thread ends.

use std::fs::File;
use std::io::{self, Read as _};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::ended::{Cause, Death, Ended};
use super::frame::{self, Answer, Frame, Hello, MAX_FRAME, Said};
use super::hand::{Hand, Outputs, Refused, Reply};
use super::limits::{Bounds, Limits};
use crate::project::EnvironmentError;

/// The name under which a worker is started. Nobody calls a program so by accident.
const NAME: &str = "plenary: worker";
/// How often memory is looked at.
const TICK: Duration = Duration::from_millis(20);
/// How much of a worker's last words is kept, in bytes.
const MAX_WORDS: usize = 16 << 10;
/// Longest stage or path that is kept, in characters.
const MAX_SHOWN: usize = 300;
/// How long a worker that has closed its link may take to end.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long a signal that ended the worker may take to reach its parent: one typed at the terminal
/// is sent to both, and the parent's own end is then all there is to tell.
const BOTH: Duration = Duration::from_millis(200);
/// The variables that a worker is given. It has no use for tokens.
const VARIABLES: [&str; 7] = [
    "SOURCE_DATE_EPOCH",
    "RAYON_NUM_THREADS",
    "NO_COLOR",
    "TERM",
    "COLUMNS",
    "GITHUB_ACTIONS",
    "RUST_BACKTRACE",
];

/// The worker that runs, by its process number; 0 if none does.
static RUNNING: AtomicU32 = AtomicU32::new(0);

/// Ends the worker that runs: for a process that is about to end. (On Linux the kernel does it too.)
pub fn end_running() {
    let number = i32::try_from(RUNNING.load(Ordering::Relaxed)).ok();
    if let Some(process) = number.and_then(rustix::process::Pid::from_raw) {
        let _ = rustix::process::kill_process(process, rustix::process::Signal::KILL);
    }
}

/// Whether this process was started as a worker.
#[must_use]
pub fn is_worker() -> bool {
    std::env::args_os().next().is_some_and(|name| name == NAME)
}

/// The command that starts this program as a worker, with the arguments of this process.
///
/// # Errors
/// If the program's own file cannot be found.
pub fn command() -> Result<Command, EnvironmentError> {
    let mut command = Command::new(program()?);
    command.arg0(NAME).args(std::env::args_os().skip(1));
    Ok(command)
}

/// The file of this program.
fn program() -> Result<PathBuf, EnvironmentError> {
    // The link in `/proc` leads to it also when it was replaced since.
    let link = Path::new("/proc/self/exe");
    if cfg!(target_os = "linux") && link.exists() {
        return Ok(link.to_owned());
    }
    started_as().map_err(|source| cannot_start(Path::new("plenary"), source))
}

/// The path that the kernel was given.
#[cfg(target_os = "linux")]
#[allow(clippy::unnecessary_wraps, reason = "other systems may not know it")]
fn started_as() -> io::Result<PathBuf> {
    use std::os::unix::ffi::OsStrExt as _;
    let given = rustix::param::linux_execfn();
    Ok(PathBuf::from(std::ffi::OsStr::from_bytes(given.to_bytes())))
}

#[cfg(not(target_os = "linux"))]
fn started_as() -> io::Result<PathBuf> {
    std::env::current_exe()
}

/// What a worker is started for.
#[derive(Clone, Debug)]
pub struct Task {
    /// Limits for one document.
    pub limits: Limits,
    /// How many documents there are at most.
    pub documents: u64,
    /// How many are worked on at once.
    pub at_once: u64,
    /// Threads for the work.
    pub threads: usize,
    /// Whether standard error is a terminal.
    pub interactive: bool,
    /// Where outputs may go.
    pub outputs: Outputs,
}

/// Who shows what a worker does and says.
pub trait Listener {
    /// It began with something.
    fn stage(&mut self, text: &str);
    /// Time has passed.
    fn tick(&mut self);
    /// Nothing may stand on the terminal now: the worker is about to write there, or has ended.
    fn clear(&mut self);
    /// It has something to say on standard error.
    ///
    /// # Errors
    /// If it cannot be written there.
    fn tell(&mut self, text: &str) -> io::Result<()>;
}

/// Starts a worker and waits for its end.
///
/// # Errors
/// If it cannot be started.
pub fn run(
    mut command: Command,
    task: &Task,
    listener: &mut dyn Listener,
) -> Result<Ended, EnvironmentError> {
    let program = PathBuf::from(command.get_program());
    let failed = |source| cannot_start(&program, source);
    let (own, other) = UnixStream::pair().map_err(failed)?;
    command.env_clear();
    command.envs(VARIABLES.iter().filter_map(|name| Some((name, std::env::var_os(name)?))));
    command.stdin(OwnedFd::from(other)).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(failed)?;
    RUNNING.store(child.id(), Ordering::Relaxed);
    // The command holds the worker's end of the link; the link closes when the worker alone did.
    drop(command);
    let words = child.stderr.take();
    // As a file: plain reads and writes, without what sockets have of their own.
    let link = File::from(OwnedFd::from(own));
    let watch = Watch::new(&mut child, task, link, words, listener);
    let found = watch.run();
    if found.is_err() {
        let _ = child.kill();
        let _ = child.wait();
    }
    RUNNING.store(0, Ordering::Relaxed);
    found.map_err(|source| EnvironmentError {
        action: "cannot watch",
        path: PathBuf::from("the process that does the work"),
        source,
    })
}

fn cannot_start(program: &Path, source: io::Error) -> EnvironmentError {
    EnvironmentError {
        action: "cannot start the process that does the work (`--wall off` has none):",
        path: program.to_owned(),
        source,
    }
}

/// What is known of a worker that runs.
struct Watch<'a> {
    child: &'a mut Child,
    link: Option<File>,
    words: Option<ChildStderr>,
    listener: &'a mut dyn Listener,
    bounds: Bounds,
    hand: Hand,
    hello: Hello,
    received: Vec<u8>,
    last_words: Vec<u8>,
    stage: Option<String>,
    file: Option<String>,
    panic: Option<String>,
    own_limit: bool,
    /// Time that counts.
    elapsed: Duration,
    waits: bool,
    /// Why it was killed here.
    killed: Option<Cause>,
}

impl<'a> Watch<'a> {
    fn new(
        child: &'a mut Child,
        task: &Task,
        link: File,
        words: Option<ChildStderr>,
        listener: &'a mut dyn Listener,
    ) -> Self {
        Self {
            child,
            link: Some(link),
            words,
            listener,
            bounds: task.limits.of(task.documents, task.at_once),
            hand: Hand::new(task.outputs.clone()),
            hello: Hello {
                version: env!("CARGO_PKG_VERSION").to_owned(),
                parent: std::process::id(),
                interactive: task.interactive,
                threads: task.threads,
            },
            received: Vec::new(),
            last_words: Vec::new(),
            stage: None,
            file: None,
            panic: None,
            own_limit: false,
            elapsed: Duration::ZERO,
            waits: false,
            killed: None,
        }
    }

    fn run(mut self) -> io::Result<Ended> {
        let hello = self.hello.clone();
        self.send(&hello);
        let mut last = Instant::now();
        let mut closed = Duration::ZERO;
        while self.link.is_some() || self.words.is_some() {
            self.receive()?;
            // A time in which this process was stopped as well does not count.
            let passed = last.elapsed().min(2 * TICK);
            last = Instant::now();
            if !self.waits {
                self.elapsed += passed;
            }
            if self.link.is_none() {
                closed += passed;
            }
            if closed > PATIENCE {
                break;
            }
            self.look();
            self.listener.tick();
        }
        let status = self.end()?;
        self.listener.clear();
        Ok(self.ended(status))
    }

    /// Waits for the end of a worker that has closed its ends.
    fn end(&mut self) -> io::Result<ExitStatus> {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait()? {
                return Ok(status);
            }
            std::thread::sleep(Duration::from_micros(200));
        }
        self.kill(Cause::Code(None));
        self.child.wait()
    }

    fn kill(&mut self, cause: Cause) {
        if self.killed.is_none() {
            self.killed = Some(cause);
            let _ = self.child.kill();
        }
    }

    /// Reads what has come in, or waits a little for it.
    fn receive(&mut self) -> io::Result<()> {
        let (link, words) = {
            let mut ends = Vec::new();
            let link = self.link.as_ref().map(AsFd::as_fd);
            let words = self.words.as_ref().map(AsFd::as_fd);
            for end in [link, words].iter().flatten() {
                ends.push(PollFd::from_borrowed_fd(*end, PollFlags::IN));
            }
            let wait = Timespec { tv_sec: 0, tv_nsec: i64::from(TICK.subsec_nanos()) };
            match poll(&mut ends, Some(&wait)) {
                Ok(_) => {}
                Err(rustix::io::Errno::INTR) => return Ok(()),
                Err(error) => return Err(error.into()),
            }
            let ready: Vec<bool> = ends.iter().map(|end| !end.revents().is_empty()).collect();
            let first = ready.first() == Some(&true);
            match (self.link.is_some(), self.words.is_some()) {
                (true, _) => (first, ready.get(1) == Some(&true)),
                (false, _) => (false, first),
            }
        };
        if link {
            self.read_link()?;
        }
        if words {
            self.read_words()?;
        }
        Ok(())
    }

    fn read_words(&mut self) -> io::Result<()> {
        let Some(words) = &mut self.words else { return Ok(()) };
        let mut block = [0; 4096];
        match words.read(&mut block) {
            Ok(0) => self.words = None,
            Ok(read) => {
                let room = MAX_WORDS.saturating_sub(self.last_words.len());
                self.last_words.extend(&block[..read.min(room)]);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }

    fn read_link(&mut self) -> io::Result<()> {
        let Some(mut link) = self.link.as_ref() else { return Ok(()) };
        let mut block = vec![0; MAX_FRAME / 4];
        match link.read(&mut block) {
            Ok(0) => self.link = None,
            // A worker that died with something unread in its end.
            Err(error) if error.kind() == io::ErrorKind::ConnectionReset => self.link = None,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
            Ok(read) if self.killed.is_none() => {
                self.received.extend(&block[..read]);
                let mut received = std::mem::take(&mut self.received);
                let mut done = 0;
                while self.killed.is_none() {
                    let taken = match Frame::parse(&received[done..]) {
                        Ok(None) => break,
                        Ok(Some((frame, length))) => {
                            done += length;
                            self.take(frame)
                        }
                        Err(error) => Err(Refused(error.to_string())),
                    };
                    if let Err(Refused(what)) = taken {
                        self.kill(Cause::Refused(what));
                    }
                }
                received.drain(..done);
                self.received = received;
            }
            Ok(_) => {}
        }
        Ok(())
    }

    fn take(&mut self, frame: Frame) -> Result<(), Refused> {
        let reply = match frame {
            Frame::Piece(bytes) => self.hand.piece(&bytes)?,
            Frame::Message(content) => {
                if self.hand.is_open() {
                    return Err(Refused("it sends a message inside of a file".to_owned()));
                }
                let said = frame::message(&content).map_err(|error| Refused(error.to_string()))?;
                self.hear(said)?
            }
        };
        match reply {
            Reply::Nothing => {}
            Reply::Answer(answer) => self.send(&answer),
            Reply::Earlier(bytes) => {
                self.send(&Answer::Earlier(bytes.as_ref().map(|bytes| bytes.len() as u64)));
                if let (Some(bytes), Some(link)) = (bytes, &self.link) {
                    let _ = frame::send_bytes(link, &bytes);
                }
            }
        }
        Ok(())
    }

    fn hear(&mut self, said: Said) -> Result<Reply, Refused> {
        match said {
            Said::Stands { own_limit } => self.own_limit = own_limit,
            Said::Stage(text) => {
                let text = shown(&text);
                self.waits = false;
                self.listener.stage(&text);
                self.stage = Some(text);
            }
            Said::File(path) => self.file = Some(shown(&path)),
            // Others may be its consequence.
            Said::Panicked(message) => drop(self.panic.get_or_insert_with(|| shown(&message))),
            Said::Waits => {
                self.waits = true;
                self.listener.clear();
                return Ok(Reply::Answer(Answer::Done));
            }
            Said::Tell(text) => {
                let told = match self.listener.tell(&text) {
                    Ok(()) => Answer::Done,
                    Err(error) => Answer::Failed {
                        action: "cannot write to".to_owned(),
                        path: b"standard error".to_vec(),
                        reason: error.to_string(),
                    },
                };
                return Ok(Reply::Answer(told));
            }
            other => return self.hand.take(other),
        }
        Ok(Reply::Nothing)
    }

    /// A worker that is gone is found out by its link.
    fn send<T: serde::Serialize>(&mut self, message: &T) {
        if let Some(link) = &self.link {
            let _ = frame::send(link, message);
        }
    }

    /// Looks at what the worker takes.
    fn look(&mut self) {
        if resident(self.child.id()).is_some_and(|bytes| bytes > self.bounds.memory) {
            self.kill(Cause::Memory);
        }
        if self.elapsed > self.bounds.wall {
            self.kill(Cause::Clock);
        }
    }

    fn ended(mut self, status: ExitStatus) -> Ended {
        let words = String::from_utf8_lossy(&self.last_words).into_owned();
        let cause = match (self.killed.take(), status.code(), status.signal()) {
            (Some(cause), _, _) => cause,
            (None, Some(code @ 0..=3), _) => return Ended::Exit(u8::try_from(code).unwrap_or(3)),
            (None, _, _) if words.contains("memory allocation of") => {
                if self.own_limit {
                    Cause::Memory
                } else {
                    Cause::Allocation
                }
            }
            (None, _, _) if words.contains("has overflowed its stack") => Cause::Stack,
            (None, _, _) if self.panic.is_some() => {
                Cause::Panic(self.panic.take().unwrap_or_default())
            }
            (None, _, Some(signal)) => by_signal(signal),
            (None, code, None) => Cause::Code(code),
        };
        let written = self.hand.has_placed();
        let Self { stage, file, bounds, .. } = self;
        Ended::Died(Death { cause, stage, file, written, bounds })
    }
}

fn by_signal(signal: i32) -> Cause {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
    if [SIGHUP, SIGINT, SIGQUIT, SIGTERM].contains(&signal) {
        std::thread::sleep(BOTH);
    }
    if signal == signal_hook::consts::SIGXCPU {
        return Cause::Time;
    }
    let name = signal_hook::low_level::signal_name(signal);
    Cause::Signal(name.map_or_else(|| format!("the signal {signal}"), str::to_owned))
}

/// Memory that a process really holds, in bytes; none where it cannot be known.
#[cfg(target_os = "linux")]
fn resident(process: u32) -> Option<u64> {
    let text = std::fs::read_to_string(format!("/proc/{process}/statm")).ok()?;
    let pages: u64 = text.split(' ').nth(1)?.parse().ok()?;
    pages.checked_mul(rustix::param::page_size() as u64)
}

#[cfg(not(target_os = "linux"))]
fn resident(_: u32) -> Option<u64> {
    None
}

/// What a worker said, on one line and without signs that a terminal obeys.
fn shown(text: &str) -> String {
    let safe = |c: char| match c {
        _ if c.is_control() => ' ',
        // Marks that turn the direction of text, and characters of no width.
        '\u{61c}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{e0000}'..='\u{e007f}' => char::REPLACEMENT_CHARACTER,
        _ => c,
    };
    let short: String = text.chars().take(MAX_SHOWN).map(safe).collect();
    if short.len() < text.len() && text.chars().count() > MAX_SHOWN { short + "…" } else { short }
}
